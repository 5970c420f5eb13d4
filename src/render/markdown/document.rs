//! A Markdown document in the making: events that are written out as CommonMark.
//!
//! Whatever a text says, it is escaped so that it reads as the same text again.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Tag, TagEnd};
use pulldown_cmark_to_cmark::{Error, Options as Style, State};

/// What readers of the document have to understand besides CommonMark.
pub(in crate::render) const DIALECT: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH);

/// An event; of a text beside a mark, also where [`Document::spelled`] has it as it is written.
pub(super) type Piece<'a> = (Event<'a>, Option<Range<usize>>);

/// A document.
#[derive(Debug, Default)]
pub(in crate::render) struct Document<'a> {
    pub(super) pieces: Vec<Piece<'a>>,
    /// Texts as they are written, each on a line: marks as they are, what touches them escaped by
    /// [`escaped`]. Where that does not read as it was meant, it is not used.
    spelled: String,
}

impl<'a> Document<'a> {
    /// Begins an element.
    pub(in crate::render) fn start(&mut self, tag: Tag<'a>) {
        if matches!(tag, Tag::Link { .. }) {
            self.part_from_note("[");
        }
        self.event(Event::Start(tag));
    }

    /// Ends an element.
    pub(in crate::render) fn end(&mut self, tag: TagEnd) {
        self.event(Event::End(tag));
    }

    /// Adds an event.
    pub(super) fn event(&mut self, event: Event<'a>) {
        self.pieces.push((event, None));
    }

    /// Adds text.
    pub(in crate::render) fn text(&mut self, text: impl Into<CowStr<'a>>) {
        let text = text.into();
        if text.is_empty() {
            return;
        }
        self.part_from_note(&text);
        if let Some((Event::Text(before), None)) = self.pieces.last_mut() {
            *before = format!("{before}{text}").into();
            return;
        }
        let beside_mark = matches!(self.pieces.last(), Some((Event::Text(_), Some(_))));
        let spelled = beside_mark.then(|| self.spell(&escaped(&text)));
        self.pieces.push((Event::Text(text), spelled));
    }

    /// Adds text from a record, whose line ends mean nothing here.
    pub(in crate::render) fn line(&mut self, text: &str) {
        self.text(one_line(text));
    }

    /// Adds a mark, such as `[1]`, which is written as it is wherever that does no harm.
    pub(super) fn mark(&mut self, mark: String) {
        self.part_from_note(&mark);
        self.spell_last_text();
        let spelled = self.spell(&mark);
        self.pieces.push((Event::Text(mark.into()), Some(spelled)));
    }

    /// Puts a blank after the mark of a note where what follows would make a link of it.
    fn part_from_note(&mut self, next: &str) {
        let after_note = matches!(
            self.pieces.last(),
            Some((Event::Text(text), Some(_))) if text.starts_with("[^")
        );
        if after_note && next.starts_with(['[', '(']) && !next.starts_with("[^") {
            let spelled = self.spell(" ");
            self.pieces.push((Event::Text(" ".into()), Some(spelled)));
        }
    }

    /// Spells the text at the end: a text is spelled as a whole or not at all.
    fn spell_last_text(&mut self) {
        let Some(((Event::Text(text), None), before)) = self.pieces.split_last() else {
            return;
        };
        let begins_line = matches!(
            before.last(),
            None | Some((Event::Start(_) | Event::SoftBreak | Event::HardBreak, _))
        );
        let spelled = match text.find(|c: char| !c.is_ascii_digit()) {
            Some(at) if begins_line && starts_block(&text[at..], at > 0) => {
                format!("{}\\{}", &text[..at], escaped(&text[at..]))
            }
            _ => escaped(text),
        };
        let spelled = self.spell(&spelled);
        if let Some((_, range)) = self.pieces.last_mut() {
            *range = Some(spelled);
        }
    }

    fn spell(&mut self, text: &str) -> Range<usize> {
        self.spelled.push('\n');
        let from = self.spelled.len();
        self.spelled.push_str(text);
        from..self.spelled.len()
    }

    /// A heading of one line.
    pub(in crate::render) fn heading(&mut self, level: HeadingLevel, text: &str) {
        self.start(heading(level));
        self.line(text);
        self.end(TagEnd::Heading(level));
    }

    /// A paragraph of one line.
    pub(in crate::render) fn paragraph(&mut self, text: &str) {
        self.start(Tag::Paragraph);
        self.line(text);
        self.end(TagEnd::Paragraph);
    }

    /// A link with a text of one line.
    pub(in crate::render) fn link(&mut self, address: String, text: &str) {
        self.start(link(address, ""));
        self.line(text);
        self.end(TagEnd::Link);
    }

    /// An address that is its own text.
    pub(in crate::render) fn address(&mut self, address: String) {
        self.start(Tag::Link {
            link_type: LinkType::Autolink,
            dest_url: address.clone().into(),
            title: "".into(),
            id: "".into(),
        });
        self.text(address);
        self.end(TagEnd::Link);
    }

    /// The document as a file.
    pub(in crate::render) fn into_bytes(mut self) -> Vec<u8> {
        let mut text = self.written().unwrap_or_else(|_| {
            // Emphasis can be such that CommonMark has no way to write it.
            self.pieces = without_emphasis(std::mem::take(&mut self.pieces), false);
            self.written().unwrap_or_else(|_| {
                self.pieces = without_emphasis(std::mem::take(&mut self.pieces), true);
                self.written().unwrap_or_default()
            })
        });
        text.truncate(text.trim_end().len());
        text.push('\n');
        text.into_bytes()
    }

    fn written(&self) -> Result<String, Error> {
        let mut text = String::with_capacity(self.pieces.len() * 16);
        let mut state = State::new(DIALECT, style());
        let pieces = self.pieces.iter();
        let pieces = pieces.map(|(event, spelled)| (event, spelled.clone()));
        state.process_with_source_range(pieces, &self.spelled, &mut text)?;
        state.finish(&mut text)?;
        Ok(text)
    }
}

fn style() -> Style<'static> {
    Style {
        list_token: '-',
        code_block_token_count: 3,
        increment_ordered_list_bullets: true,
        ..Style::default()
    }
}

/// A heading without an anchor.
pub(super) fn heading<'a>(level: HeadingLevel) -> Tag<'a> {
    Tag::Heading {
        level,
        id: None,
        classes: Vec::new(),
        attrs: Vec::new(),
    }
}

/// A link.
pub(super) fn link<'a>(address: String, title: &'a str) -> Tag<'a> {
    Tag::Link {
        link_type: LinkType::Inline,
        dest_url: address.into(),
        title: title.into(),
        id: "".into(),
    }
}

/// A text on one line, with single blanks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a line begins a list, a heading or the like with this, perhaps after a number.
fn starts_block(text: &str, after_number: bool) -> bool {
    if after_number {
        text.starts_with(['.', ')'])
    } else {
        text.starts_with(['#', '+', '-', '=', ':'])
    }
}

/// A text in which what has a meaning anywhere in Markdown has none.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let mut entity = || {
            rest.peek()
                .is_some_and(|c| c.is_alphanumeric() || *c == '#')
        };
        let special = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' => true,
            '&' => entity(),
            _ => false,
        };
        if special {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// The same without emphasis: in the blocks that cannot be written with it, or everywhere.
fn without_emphasis<'a>(pieces: Vec<Piece<'a>>, everywhere: bool) -> Vec<Piece<'a>> {
    let mut kept = Vec::with_capacity(pieces.len());
    let (mut block, mut depth) = (Vec::new(), 0_usize);
    for piece in pieces {
        match &piece.0 {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        block.push(piece);
        if depth == 0 {
            if everywhere || !can_be_written(&block) {
                block.retain(|(event, _)| !is_emphasis(event));
            }
            kept.append(&mut block);
        }
    }
    kept
}

fn can_be_written(block: &[Piece<'_>]) -> bool {
    let events = block.iter().map(|(event, _)| event);
    pulldown_cmark_to_cmark::cmark_with_options(events, String::new(), DIALECT, style()).is_ok()
}

fn is_emphasis(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::Parser;

    /// The text of a document as readers understand it, block by block.
    fn read(markdown: &str) -> Vec<String> {
        let mut blocks = Vec::new();
        let mut text = String::new();
        for event in Parser::new_ext(markdown, DIALECT) {
            match event {
                Event::Text(part) | Event::Code(part) => text.push_str(&part),
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                Event::End(TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::Item) => {
                    blocks.push(std::mem::take(&mut text));
                }
                _ => {}
            }
        }
        blocks
    }

    fn written(document: Document<'_>) -> String {
        String::from_utf8(document.into_bytes()).unwrap()
    }

    #[test]
    fn marks_are_not_escaped_and_texts_that_look_like_them_are() {
        let mut document = Document::default();
        document.start(Tag::Paragraph);
        document.text("They said [1] so");
        document.mark("[1]".into());
        document.mark("[2]".into());
        document.text(".");
        document.end(TagEnd::Paragraph);
        assert_eq!(written(document), "They said \\[1\\] so[1][2].\n");
    }

    #[test]
    fn a_mark_that_would_become_a_link_is_escaped() {
        let mut document = Document::default();
        document.start(Tag::Paragraph);
        document.mark("[1]".into());
        document.text("(see https://x.example)");
        document.end(TagEnd::Paragraph);
        let text = written(document);
        assert_eq!(read(&text), ["[1](see https://x.example)"], "{text}");
        assert!(
            !Parser::new_ext(&text, DIALECT).any(|e| matches!(e, Event::Start(Tag::Link { .. })))
        );
    }

    #[test]
    fn the_mark_of_a_note_is_one_whatever_follows_it() {
        for next in ["[1]", "[b]", "(c)", "d"] {
            let mut document = Document::default();
            document.start(Tag::Paragraph);
            document.mark("[^a]".into());
            match next {
                "[1]" => document.mark(next.into()),
                _ => document.text(next),
            }
            document.end(TagEnd::Paragraph);
            document.start(Tag::FootnoteDefinition("a".into()));
            document.paragraph("Note");
            document.end(TagEnd::FootnoteDefinition);
            let text = written(document);
            let marks = Parser::new_ext(&text, DIALECT)
                .filter(|event| matches!(event, Event::FootnoteReference(_)));
            assert_eq!(marks.count(), 1, "{text}");
        }
    }

    #[test]
    fn emphasis_that_cannot_be_written_leaves_its_words() {
        let mut document = Document::default();
        document.heading(HeadingLevel::H1, "A");
        document.start(Tag::Paragraph);
        for tag in [Tag::Strong, Tag::Strong, Tag::Emphasis, Tag::Strikethrough] {
            document.start(tag);
            document.text("x");
        }
        for tag in [
            TagEnd::Strikethrough,
            TagEnd::Emphasis,
            TagEnd::Strong,
            TagEnd::Strong,
        ] {
            document.text(" ");
            document.end(tag);
        }
        document.end(TagEnd::Paragraph);
        let text = written(document);
        assert_eq!(read(&text)[0], "A");
        assert_eq!(read(&text)[1].replace(' ', ""), "xxxx", "{text}");
    }

    const HOSTILE: &str = "[\\]\\[*_`#<>&|~!()\\\\:.0-9+= a-c\n\t-]{0,24}";

    proptest! {
        /// Law: titles, lines and the texts of links read as they were meant.
        #[test]
        fn texts_read_as_they_were_meant(title in HOSTILE, words in HOSTILE, name in HOSTILE) {
            let mut document = Document::default();
            document.heading(HeadingLevel::H1, &title);
            document.paragraph(&format!("x{words}"));
            document.start(Tag::List(None));
            document.start(Tag::Item);
            document.link("https://x.example/a(b".into(), &format!("{name}x"));
            document.end(TagEnd::Item);
            document.end(TagEnd::List(false));
            let text = written(document);
            let expected = [title, format!("x{words}"), format!("{name}x")].map(|t| one_line(&t));
            prop_assert_eq!(read(&text), expected, "{}", text);
        }
    }
}
