//! Markdown, parsed once: events with their places, in a form that is small to keep.
//!
//! [`parse`] is the entry point. What a text holds ([`Body`]) can be kept without its events, which
//! are parsed again where somebody asks for them. pulldown-cmark does the parsing; what summitry adds to
//! CommonMark (`[[id]]`, `![[id]]`, `[[id:fact]]`, `[@source]`) is recognised here, but resolved
//! only by the model. A [`Chunk`] points into the file wherever the text stands there as it is.

use std::cell::Cell;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::packed;
use pulldown_cmark::{
    BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd,
};

pub use pulldown_cmark::Alignment;
use serde::{Deserialize, Serialize};

use super::reader::{REPLACEMENT, is_forbidden};
use crate::diagnostic::Span;
use crate::digest::Digest;

/// A parsed text.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Body {
    /// Where it stands in the file.
    pub span: Span,
    /// A number by which one text is told from another.
    pub digest: Digest,
    /// The events, as soon as they are there; see [`Body::nodes`].
    #[serde(skip)]
    nodes: OnceLock<Vec<(Node, Span)>>,
    /// How many events there are.
    pub events: u32,
    /// Headings, in order.
    pub headings: Vec<Heading>,
    /// Ordinary links and images, in order.
    pub links: Vec<Link>,
    /// `[[id]]` in all its forms, in order.
    pub references: Vec<Reference>,
    /// `[@source]`, in order.
    pub citations: Vec<Citation>,
    /// Number of words, for the reading time.
    pub words: u32,
    /// Whether there is raw HTML in it.
    pub has_html: bool,
    /// Whether the word "their" is in it, with which English counts what two people share.
    pub says_their: bool,
}

impl Body {
    /// The events in order, each with its place in the file, whose whole text is `file`.
    pub fn nodes(&self, file: &str) -> &[(Node, Span)] {
        self.nodes.get_or_init(|| {
            let parsed = parse_events(file, self.span);
            let nodes = parsed.nodes.into_inner().unwrap_or_default();
            if nodes.len() == self.events as usize {
                return nodes;
            }
            // The text was taken away since it was counted, which ends the build, but not here.
            vec![(Node::SoftBreak, Span::default()); self.events as usize]
        })
    }

    /// Whether the events are there.
    #[cfg(test)]
    pub(super) fn are_parsed(&self) -> bool {
        self.nodes.get().is_some()
    }
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chunk {
    /// As it stands in the file.
    Source(Span),
    /// Another text than in the file, such as an entity's character.
    Owned(Box<str>),
}

impl Chunk {
    /// The text; `file` is the whole text of the file.
    pub fn resolve<'a>(&'a self, file: &'a str) -> &'a str {
        match self {
            Self::Source(span) => &file[span.range()],
            Self::Owned(text) => text,
        }
    }
}

/// An event of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// An element begins.
    Start(Element),
    /// The element begun last ends.
    End(Element),
    /// Text.
    Text(Chunk),
    /// Code within a line.
    Code(Chunk),
    /// Raw HTML, a block or within a line.
    Html(Chunk),
    /// A mark that leads to a footnote.
    FootnoteReference(Chunk),
    /// A citation: index into [`Body::citations`].
    Citation(u32),
    /// A card on a line of its own: index into [`Body::references`].
    Card(u32),
    /// A line end in the source.
    SoftBreak,
    /// A line end in the output.
    HardBreak,
    /// A thematic break.
    Rule,
}

/// An element of a text. A text holds many, so what is rare in them lies elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub enum Element {
    /// Paragraph.
    Paragraph,
    /// Heading: index into [`Body::headings`].
    Heading(u32),
    /// Block quotation.
    BlockQuote,
    /// Code block, with its language.
    CodeBlock(Option<Box<Chunk>>),
    /// List; with its first number where it is numbered.
    List(Option<u32>),
    /// Item of a list.
    Item,
    /// Text of a footnote, with its label.
    FootnoteDefinition(Box<Chunk>),
    /// Table, with the alignment of its columns.
    Table(Box<Vec<Alignment>>),
    /// Head row of a table.
    TableHead,
    /// Row of a table.
    TableRow,
    /// Cell of a table.
    TableCell,
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Struck-through text.
    Strikethrough,
    /// Ordinary link: index into [`Body::links`].
    Link(u32),
    /// Image: index into [`Body::links`]; what it encloses is its alternative text.
    Image(u32),
    /// `[[id]]`: index into [`Body::references`]; it encloses the label where there is one.
    Reference(u32),
    /// A block of raw HTML.
    HtmlBlock,
}

impl Element {
    /// Whether it stands apart from the text around it, so that no word goes on across its edge.
    pub const fn is_block(&self) -> bool {
        !matches!(
            self,
            Self::Emphasis
                | Self::Strong
                | Self::Strikethrough
                | Self::Link(_)
                | Self::Image(_)
                | Self::Reference(_)
        )
    }
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its anchor: as written in `{#id}`, else made of its text; unique in the text.
    pub id: String,
    /// Its plain text.
    pub text: String,
    /// Classes given in `{.class}`.
    pub classes: Vec<String>,
    /// The day given in `{date=2000-03-25}`, which dates the section under it.
    pub date: Option<String>,
}

/// An ordinary link or image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Address as written.
    pub destination: String,
    /// Title.
    pub title: String,
    /// The whole link.
    pub span: Span,
    /// Whether it is an image.
    pub image: bool,
    /// Whether an image has alternative text.
    pub described: bool,
}

/// `[[target]]`, `[[target|label]]`, `[[target:fact]]`, `![[target]]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Id or slug, as written.
    pub target: String,
    /// The derived fact that is asked for.
    pub fact: Option<String>,
    /// The heading on the target's page.
    pub anchor: Option<String>,
    /// Whether it has a text of its own.
    pub labelled: bool,
    /// Whether it stands alone on its line with a `!` before it.
    pub card: bool,
    /// The whole reference.
    pub span: Span,
    /// The events from its beginning up to, not including, the one behind its end; a card is a
    /// single event, and has none of these.
    pub events: Option<(u32, u32)>,
}

/// `[@source-id]` or `[@source-id, p. 3]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Id of the bibliography.
    pub source: String,
    /// Where in the source.
    pub locator: Option<String>,
    /// The whole citation.
    pub span: Span,
}

/// Anchors that templates and notes use; a heading's own anchor gives way to them.
const RESERVED_ANCHORS: &[&str] = &[
    "main",
    "sources",
    "footnotes",
    "outcomes",
    "participants",
    "meetings",
    "mentions",
    "offices",
    "articles",
    "corrections",
    "facts",
    "top",
];
const RESERVED_PREFIXES: &[&str] = &["outcome-", "source-", "fn-", "fnref-", "cite-"];

/// Parses the Markdown at `span` of a file's text.
pub fn parse(file: &str, span: Span) -> Body {
    let mut body = parse_events(file, span);
    body.digest = Digest::of(&file.as_bytes()[span.range()]);
    // Told when a text is parsed, so that nobody has to search all texts after each change.
    body.says_their = says_their(&file.as_bytes()[span.range()]);
    body
}

/// Whether "their " stands in a text, in letters of any case.
fn says_their(text: &[u8]) -> bool {
    match HEIR.as_ref() {
        Some(heir) => heir.find_iter(text).any(|found| {
            let before = found.start().checked_sub(1).map(|at| text[at]);
            before.is_some_and(|letter| letter.eq_ignore_ascii_case(&b't'))
        }),
        None => text
            .windows(THEIR.len())
            .any(|window| window.eq_ignore_ascii_case(THEIR.as_bytes())),
    }
}

const THEIR: &str = "their ";

/// Searches for the word without its first letter, with which far too many others begin. `None`
/// where the machine cannot compare many bytes at a time.
static HEIR: LazyLock<Option<packed::Searcher>> = LazyLock::new(|| {
    let word = &THEIR[1..];
    let letters = word.trim_end().len();
    let in_case = |capitals: u32| -> String {
        let letter = |(n, c): (usize, char)| match capitals >> n & 1 {
            1 => c.to_ascii_uppercase(),
            _ => c,
        };
        word.chars().enumerate().map(letter).collect()
    };
    packed::Searcher::new((0..1 << letters).map(in_case))
});

/// The number of words in a text: what stands between white space.
fn count_words(text: &str) -> u32 {
    let is_blank = |byte: u8| ((b'\t'..=b'\r').contains(&byte)) | (byte == b' ');
    // Beyond ASCII, white space begins with one of these bytes.
    let may_be_blank = |byte: u8| (byte == 0xc2) | (byte.wrapping_sub(0xe1) < 3);
    let bytes = text.as_bytes();
    let Some(first) = bytes.first() else {
        return 0;
    };
    if bytes
        .iter()
        .fold(false, |found, byte| found | may_be_blank(*byte))
    {
        return text.split_whitespace().count() as u32;
    }
    // Words begin at the first byte, and behind white space. Of so few bytes the sum is a byte
    // too, and many can be added at a time.
    const AT_A_TIME: usize = 255;
    let beginnings: u32 = bytes
        .chunks(AT_A_TIME)
        .zip(bytes[1..].chunks(AT_A_TIME))
        .map(|(before, bytes)| {
            let sum: u8 = before
                .iter()
                .zip(bytes)
                .map(|(before, byte)| u8::from(is_blank(*before) & !is_blank(*byte)))
                .sum();
            u32::from(sum)
        })
        .sum();
    beginnings + u32::from(!is_blank(*first))
}

fn parse_events(file: &str, span: Span) -> Body {
    let markdown = &file[span.range()];
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_WIKILINKS;
    let citations = |link: BrokenLink<'_>| {
        link.reference.starts_with('@').then(|| {
            (
                CowStr::from(link.reference.to_string()),
                CowStr::Borrowed(""),
            )
        })
    };
    let parser = Parser::new_with_broken_link_callback(markdown, options, Some(citations));
    let Room { nodes, body } = ROOM.take();
    let mut builder = Builder {
        file,
        span,
        nodes,
        body,
        open: Vec::new(),
        anchors: Vec::new(),
    };
    for (event, range) in parser.into_offset_iter() {
        builder.event(event, Span::from(range).shifted(span.start));
    }
    builder.finish()
}

/// Whether a link leads to no definition in the text: only citations are let through as such.
const fn is_unknown(kind: LinkType) -> bool {
    matches!(
        kind,
        LinkType::ShortcutUnknown | LinkType::ReferenceUnknown | LinkType::CollapsedUnknown
    )
}

/// What is open around the event at hand.
#[derive(Debug, PartialEq)]
enum Open {
    /// An element that is kept, so that its end can be told.
    Kept(Element),
    /// A reference or image without a label: the text pulldown-cmark puts into it is dropped.
    Hidden(Option<Element>),
    /// A citation; `from` is where its text begins among the nodes.
    Citation {
        from: usize,
        span: Span,
        source: String,
    },
    /// An element that leaves no trace.
    Dropped,
}

struct Builder<'f> {
    file: &'f str,
    span: Span,
    nodes: Vec<(Node, Span)>,
    body: Body,
    open: Vec<Open>,
    anchors: Vec<String>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        if matches!(self.open.last(), Some(Open::Hidden(_)))
            && !matches!(event, Event::End(_) | Event::Start(_))
        {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(end) => self.end(end, span),
            Event::Text(text) => self.text(&text, span),
            Event::Code(text) => {
                let chunk = self.chunk(&text, span);
                self.push(Node::Code(chunk), span);
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                self.body.has_html = true;
                let chunk = self.chunk(&html, span);
                self.push(Node::Html(chunk), span);
            }
            Event::FootnoteReference(label) => {
                let chunk = self.chunk(&label, span);
                self.push(Node::FootnoteReference(chunk), span);
            }
            Event::SoftBreak => self.push(Node::SoftBreak, span),
            Event::HardBreak => self.push(Node::HardBreak, span),
            Event::Rule => self.push(Node::Rule, span),
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        let element = match tag {
            Tag::Paragraph => Element::Paragraph,
            Tag::Heading {
                level,
                id,
                classes,
                attrs,
            } => self.heading(level as u8, id, &classes, &attrs),
            Tag::BlockQuote(_) => Element::BlockQuote,
            Tag::CodeBlock(CodeBlockKind::Fenced(language)) if !language.is_empty() => {
                Element::CodeBlock(Some(Box::new(self.chunk(&language, span))))
            }
            Tag::CodeBlock(_) => Element::CodeBlock(None),
            Tag::HtmlBlock => Element::HtmlBlock,
            Tag::List(first) => Element::List(first.map(|n| u32::try_from(n).unwrap_or(u32::MAX))),
            Tag::Item => Element::Item,
            Tag::FootnoteDefinition(label) => {
                Element::FootnoteDefinition(Box::new(self.chunk(&label, span)))
            }
            Tag::Table(alignments) => Element::Table(Box::new(alignments)),
            Tag::TableHead => Element::TableHead,
            Tag::TableRow => Element::TableRow,
            Tag::TableCell => Element::TableCell,
            Tag::Emphasis => Element::Emphasis,
            Tag::Strong => Element::Strong,
            Tag::Strikethrough => Element::Strikethrough,
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => return self.start_link(link_type, &dest_url, &title, span),
            Tag::Image {
                link_type,
                dest_url,
                title,
                ..
            } => return self.start_image(link_type, &dest_url, &title, span),
            _ => {
                self.open.push(Open::Dropped);
                return;
            }
        };
        self.open_element(element, span);
    }

    fn open_element(&mut self, element: Element, span: Span) {
        self.push(Node::Start(element.clone()), span);
        self.open.push(Open::Kept(element));
    }

    fn end(&mut self, end: TagEnd, span: Span) {
        match self.open.pop() {
            Some(Open::Kept(element)) => {
                if let Element::Heading(index) = element {
                    self.name_heading(index);
                }
                self.push(Node::End(element), span);
                if end == TagEnd::Paragraph {
                    self.cards_of_paragraph();
                }
            }
            Some(Open::Hidden(Some(element))) => self.push(Node::End(element), span),
            Some(Open::Citation { from, span, source }) => self.end_citation(from, span, &source),
            Some(Open::Hidden(None) | Open::Dropped) | None => {}
        }
    }

    fn text(&mut self, text: &str, span: Span) {
        if !matches!(self.open.last(), Some(Open::Kept(Element::CodeBlock(_)))) {
            self.body.words += count_words(text);
        }
        let chunk = self.chunk(text, span);
        self.push(Node::Text(chunk), span);
    }

    fn start_link(&mut self, kind: LinkType, destination: &str, title: &str, span: Span) {
        match kind {
            LinkType::WikiLink { has_pothole } => {
                self.start_reference(destination, has_pothole, false, span)
            }
            kind if is_unknown(kind) => self.start_citation(destination, span),
            LinkType::Email => self.link(&format!("mailto:{destination}"), title, span),
            _ => self.link(destination, title, span),
        }
    }

    fn start_citation(&mut self, source: &str, span: Span) {
        self.open.push(Open::Citation {
            from: self.nodes.len(),
            span,
            source: source.to_owned(),
        });
    }

    fn link(&mut self, destination: &str, title: &str, span: Span) {
        let index = self.add_link(destination, title, span, false);
        self.open_element(Element::Link(index), span);
    }

    fn start_image(&mut self, kind: LinkType, destination: &str, title: &str, span: Span) {
        if let LinkType::WikiLink { .. } = kind {
            return self.start_reference(destination, false, true, span);
        }
        if is_unknown(kind) {
            // `Yes![@a]`: an exclamation mark before a citation, no picture.
            let mark = Span::new(span.start, span.start + 1);
            self.push(Node::Text(Chunk::Source(mark)), mark);
            return self.start_citation(destination, Span::new(mark.end, span.end));
        }
        let index = self.add_link(destination, title, span, true);
        self.open_element(Element::Image(index), span);
    }

    fn add_link(&mut self, destination: &str, title: &str, span: Span, image: bool) -> u32 {
        let described = image && !self.file[span.range()].starts_with("![](");
        self.body.links.push(Link {
            destination: visible(destination),
            title: visible(title),
            span,
            image,
            described,
        });
        self.body.links.len() as u32 - 1
    }

    fn start_reference(&mut self, written: &str, labelled: bool, card: bool, span: Span) {
        // In a table the bar that separates the label has to be escaped, as in Obsidian.
        let (written, labelled, label) = match written.split_once("\\|") {
            Some((id, label)) => (id, true, Some(label)),
            None => (
                written.strip_suffix('\\').unwrap_or(written),
                labelled,
                None,
            ),
        };
        let (target, anchor) = match written.split_once('#') {
            Some((target, anchor)) => (target, Some(anchor.trim().to_owned())),
            None => (written, None),
        };
        let (target, fact) = match target.split_once(':') {
            Some((target, fact)) => (target, Some(fact.trim().to_owned())),
            None => (target, None),
        };
        self.body.references.push(Reference {
            target: target.trim().to_owned(),
            fact,
            anchor,
            labelled,
            card,
            span,
            events: None,
        });
        let element = Element::Reference(self.body.references.len() as u32 - 1);
        self.push(Node::Start(element.clone()), span);
        if let Some(label) = label {
            self.push(Node::Text(Chunk::Owned(label.into())), span);
        }
        self.open.push(if labelled && label.is_none() {
            Open::Kept(element)
        } else {
            Open::Hidden(Some(element))
        });
    }

    /// `[@a]` is one citation. pulldown-cmark reads `[@a][@b]` as a link to `@b` with the text
    /// `@a`, which is two; with any other text, the text stays and is followed by the citation.
    fn end_citation(&mut self, from: usize, span: Span, source: &str) {
        let text = self.plain_text(from);
        if let Some(first) = text.strip_prefix('@') {
            self.nodes.truncate(from);
            if format!("@{first}") != source {
                self.citation(first, span);
            }
        }
        self.citation(source.trim_start_matches('@'), span);
    }

    fn citation(&mut self, written: &str, span: Span) {
        let (source, locator) = match written.split_once(',') {
            Some((source, locator)) => (source.trim(), Some(locator.trim().to_owned())),
            None => (written.trim(), None),
        };
        self.body.citations.push(Citation {
            source: source.to_owned(),
            locator,
            span,
        });
        self.push(Node::Citation(self.body.citations.len() as u32 - 1), span);
    }

    fn heading(
        &mut self,
        level: u8,
        id: Option<CowStr<'_>>,
        classes: &[CowStr<'_>],
        attributes: &[(CowStr<'_>, Option<CowStr<'_>>)],
    ) -> Element {
        let date = attributes
            .iter()
            .find(|(key, _)| key.as_ref() == "date")
            .and_then(|(_, value)| value.as_ref());
        self.body.headings.push(Heading {
            level,
            id: id.map(|id| id.to_string()).unwrap_or_default(),
            text: String::new(),
            classes: classes.iter().map(ToString::to_string).collect(),
            date: date.map(ToString::to_string),
        });
        Element::Heading(self.body.headings.len() as u32 - 1)
    }

    /// Gives the heading that ends here its text and its anchor.
    fn name_heading(&mut self, index: u32) {
        let start = self
            .nodes
            .iter()
            .rposition(|(node, _)| *node == Node::Start(Element::Heading(index)))
            .unwrap_or(0);
        let text = self.plain_text(start);
        let written = std::mem::take(&mut self.body.headings[index as usize].id);
        let wanted = if written.is_empty() {
            anchor_of(&text)
        } else {
            written
        };
        let reserved = RESERVED_ANCHORS.contains(&wanted.as_str())
            || RESERVED_PREFIXES.iter().any(|p| wanted.starts_with(p));
        let base = if reserved {
            format!("h-{wanted}")
        } else {
            wanted
        };
        let id = (0..)
            .map(|n| {
                if n == 0 {
                    base.clone()
                } else {
                    format!("{base}-{n}")
                }
            })
            .find(|id| !self.anchors.contains(id))
            .unwrap_or(base);
        self.anchors.push(id.clone());
        let heading = &mut self.body.headings[index as usize];
        heading.id = id;
        heading.text = text;
    }

    /// The text of the nodes from `from` on; a reference without a label counts by its target.
    fn plain_text(&self, from: usize) -> String {
        let mut text = String::new();
        for (node, _) in &self.nodes[from..] {
            match node {
                Node::Text(chunk) | Node::Code(chunk) => text.push_str(chunk.resolve(self.file)),
                Node::SoftBreak | Node::HardBreak => text.push(' '),
                Node::Start(Element::Reference(index)) => {
                    let reference = &self.body.references[*index as usize];
                    if !reference.labelled {
                        text.push_str(&reference.target);
                    }
                }
                _ => {}
            }
        }
        text
    }

    /// A paragraph of nothing but `![[id]]` becomes cards; elsewhere `![[id]]` is a link.
    fn cards_of_paragraph(&mut self) {
        let nodes = &self.nodes;
        let Some(start) = nodes
            .iter()
            .rposition(|(node, _)| *node == Node::Start(Element::Paragraph))
        else {
            return;
        };
        let inner = &nodes[start + 1..nodes.len() - 1];
        let cards: Option<Vec<(Node, Span)>> = inner
            .iter()
            .filter(|(node, _)| {
                !matches!(
                    node,
                    Node::SoftBreak | Node::HardBreak | Node::End(Element::Reference(_))
                )
            })
            .map(|(node, span)| match node {
                Node::Start(Element::Reference(index))
                    if self.body.references[*index as usize].card =>
                {
                    Some((Node::Card(*index), *span))
                }
                _ => None,
            })
            .collect();
        match cards {
            Some(cards) if !cards.is_empty() => {
                self.nodes.truncate(start);
                self.nodes.extend(cards);
            }
            _ => {
                for (node, _) in inner {
                    if let Node::Start(Element::Reference(index)) = node {
                        self.body.references[*index as usize].card = false;
                    }
                }
            }
        }
    }

    fn push(&mut self, node: Node, span: Span) {
        self.nodes.push((node, span));
    }

    /// A text as a place in the file wherever it stands there unchanged.
    fn chunk(&self, text: &str, span: Span) -> Chunk {
        // Where the text lies within the file, its bytes need not be compared.
        let start = (text.as_ptr() as usize).wrapping_sub(self.file.as_ptr() as usize);
        let range = span.range();
        if (range.start == start && range.len() == text.len()) || self.file.get(range) == Some(text)
        {
            return Chunk::Source(span);
        }
        let end = start.wrapping_add(text.len());
        if start >= self.span.start as usize && end >= start && self.file.get(start..end).is_some()
        {
            return Chunk::Source((start..end).into());
        }
        Chunk::Owned(visible(text).into())
    }

    /// What was built, in no more memory than it takes.
    fn finish(mut self) -> Body {
        fn moved<T>(from: &mut Vec<T>) -> Vec<T> {
            let mut exact = Vec::with_capacity(from.len());
            exact.append(from);
            exact
        }
        self.place_references();
        let room = &mut self.body;
        let body = Body {
            span: self.span,
            digest: Digest::default(),
            events: self.nodes.len() as u32,
            nodes: OnceLock::from(moved(&mut self.nodes)),
            headings: moved(&mut room.headings),
            links: moved(&mut room.links),
            references: moved(&mut room.references),
            citations: moved(&mut room.citations),
            words: std::mem::take(&mut room.words),
            has_html: std::mem::take(&mut room.has_html),
            says_their: false,
        };
        ROOM.set(Room {
            nodes: self.nodes,
            body: self.body,
        });
        body
    }

    /// Tells each reference its events, whose places are sure only now.
    fn place_references(&mut self) {
        let references = &mut self.body.references;
        if references.is_empty() {
            return;
        }
        let end = self.nodes.len() as u32;
        for (at, (node, _)) in (0..).zip(&self.nodes) {
            match node {
                Node::Start(Element::Reference(index)) => {
                    references[*index as usize].events = Some((at, end));
                }
                Node::End(Element::Reference(index)) => {
                    if let Some((_, end)) = &mut references[*index as usize].events {
                        *end = at + 1;
                    }
                }
                _ => {}
            }
        }
    }
}

/// Lists that are built.
#[derive(Default)]
struct Room {
    nodes: Vec<(Node, Span)>,
    body: Body,
}

thread_local! {
    /// Room in which one text after the other is built, so that no list has to grow again and
    /// again, and none is left with room that nobody needs.
    static ROOM: Cell<Room> = Cell::default();
}

/// A text without control characters, which a character reference (`&#1;`) can bring in.
fn visible(text: &str) -> String {
    text.replace(is_forbidden, REPLACEMENT)
}

/// An anchor made of a heading's text, as GitHub makes it: lower case, letters and digits of any
/// script, hyphens for blanks.
pub fn anchor_of(text: &str) -> String {
    let mut anchor = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c.is_ascii_alphanumeric() {
            anchor.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() || c == '_' {
            anchor.extend(c.to_lowercase());
        } else if (c.is_whitespace() || c == '-' || c == '–')
            && !anchor.ends_with('-')
            && !anchor.is_empty()
        {
            anchor.push('-');
        }
    }
    let anchor = anchor.trim_end_matches('-');
    if anchor.is_empty() {
        "section".to_owned()
    } else {
        anchor.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Body {
        parse(text, Span::new(0, text.len() as u32))
    }

    #[test]
    fn references_in_all_their_forms() {
        let text = "See [[busan-2025]], [[busan-2025|the *Busan* meeting]], [[busan-2025:previous]] and [[a#part]].\n\n![[busan-2025]]\n";
        let body = body(text);
        let seen: Vec<_> = body
            .references
            .iter()
            .map(|r| {
                (
                    r.target.as_str(),
                    r.fact.as_deref(),
                    r.anchor.as_deref(),
                    r.labelled,
                    r.card,
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("busan-2025", None, None, false, false),
                ("busan-2025", None, None, true, false),
                ("busan-2025", Some("previous"), None, false, false),
                ("a", None, Some("part"), false, false),
                ("busan-2025", None, None, false, true),
            ]
        );
        let nodes = body.nodes(text);
        assert!(nodes.iter().any(|(node, _)| *node == Node::Card(4)));
    }

    #[test]
    fn a_card_within_a_line_is_a_link() {
        let text = "Look: ![[busan-2025]] there.\n";
        let body = body(text);
        assert!(!body.references[0].card);
        assert!(
            body.nodes(text)
                .iter()
                .all(|(node, _)| !matches!(node, Node::Card(_)))
        );
    }

    #[test]
    fn a_label_in_a_table_needs_an_escaped_bar() {
        let text = "| a | b |\n|---|---|\n| [[x\\|the x]] | [[y]] |\n";
        let body = body(text);
        assert_eq!(
            body.references
                .iter()
                .map(|r| (r.target.as_str(), r.labelled))
                .collect::<Vec<_>>(),
            [("x", true), ("y", false)]
        );
        let texts: Vec<_> = body
            .nodes(text)
            .iter()
            .filter_map(|(n, _)| {
                if let Node::Text(c) = n {
                    Some(c.resolve(text))
                } else {
                    None
                }
            })
            .collect();
        assert_eq!(texts, ["a", "b", "the x"]);
    }

    #[test]
    fn citations_alone_in_rows_and_with_a_locator() {
        let body = body(
            "One.[@a] Two.[@b][@c] Three.[@d][@e][@f] Four [@g, p. 3]. [Not one](https://x.example).",
        );
        let seen: Vec<_> = body
            .citations
            .iter()
            .map(|c| (c.source.as_str(), c.locator.as_deref()))
            .collect();
        assert_eq!(
            seen,
            [
                ("a", None),
                ("b", None),
                ("c", None),
                ("d", None),
                ("e", None),
                ("f", None),
                ("g", Some("p. 3"))
            ]
        );
        assert_eq!(body.links.len(), 1);
    }

    #[test]
    fn an_exclamation_mark_before_a_citation_is_no_picture() {
        let text = "Yes![@a] No![@b][@c]";
        let body = body(text);
        let sources: Vec<_> = body.citations.iter().map(|c| c.source.as_str()).collect();
        assert_eq!(sources, ["a", "b", "c"]);
        assert!(body.links.is_empty());
        let said: String = body
            .nodes(text)
            .iter()
            .filter_map(|(node, _)| match node {
                Node::Text(chunk) => Some(chunk.resolve(text)),
                _ => None,
            })
            .collect();
        assert_eq!(said, "Yes! No!");
    }

    #[test]
    fn headings_have_unique_anchors_that_give_way_to_the_page() {
        let body = body(
            "## Trade Truce\n\n## Trade Truce\n\n## Sources\n\n## 高市 & Xi\n\n## X {#own .wide date=2000-03-25}\n",
        );
        let ids: Vec<_> = body.headings.iter().map(|h| h.id.as_str()).collect();
        assert_eq!(
            ids,
            [
                "trade-truce",
                "trade-truce-1",
                "h-sources",
                "高市-xi",
                "own"
            ]
        );
        assert_eq!(body.headings[4].date.as_deref(), Some("2000-03-25"));
        assert_eq!(body.headings[4].classes, ["wide"]);
    }

    #[test]
    fn words_are_what_stands_between_blanks() {
        for text in [
            "",
            " ",
            "one",
            " one  two\nthree\u{b}four ",
            "a\u{a0}b",
            "–",
            "x\u{3000}y  é",
            "日本\tz",
        ] {
            assert_eq!(
                count_words(text),
                text.split_whitespace().count() as u32,
                "{text:?}"
            );
        }
    }

    #[test]
    fn their_is_found_wherever_it_stands() {
        let long = "x".repeat(1021);
        for (text, says) in [
            ("their ", true),
            ("In THEIR first", true),
            ("theirs", false),
            ("their", false),
            ("heir heir ", false),
            ("", false),
            (&format!("{long}their "), true),
            (&format!("{long}xxtheir x"), true),
            ("heirs, and tHeIr heirs", true),
        ] {
            assert_eq!(says_their(text.as_bytes()), says, "{text:?}");
        }
    }

    #[test]
    fn text_points_into_the_file() {
        let text = "+++\n+++\nPlain *text* here.\n";
        let body = parse(text, Span::new(8, text.len() as u32));
        let owned = body
            .nodes(text)
            .iter()
            .any(|(node, _)| matches!(node, Node::Text(Chunk::Owned(_))));
        assert!(!owned);
    }
}
