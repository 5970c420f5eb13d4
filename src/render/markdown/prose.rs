//! The text of an article as Markdown events: references, facts and automatic links resolved,
//! citations numbered, footnotes lettered as on the page, raw HTML left out where it is not trusted.

use std::collections::BTreeSet;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};
use rustc_hash::FxHashMap;

use super::document::{self, Document, Piece};
use super::{line_item, meeting};
use crate::load::markdown::{Chunk, Element, Node};
use crate::model::facts::text_of;
use crate::model::ids::Entity;
use crate::model::types::{Prose, Target};
use crate::pages::citations::Citations;
use crate::pages::link::{self, Destination};
use crate::pages::prose::letter_of;
use crate::pages::url;
use crate::pages::view::Views;

/// Adds a text to a document. Citations are numbered by `citations`, in the order of their first
/// use.
pub(super) fn write<'m>(
    document: &mut Document<'m>,
    views: &'m Views,
    of: Entity,
    citations: &mut Citations,
) {
    let Some(prose) = views.model.prose_of(of) else {
        return;
    };
    let mut writer = Writer {
        document,
        views,
        of,
        prose,
        citations,
        notes: Notes::default(),
        around: None,
        hidden: false,
        images: 0,
        open_images: Vec::new(),
        open_links: Vec::new(),
        next_name: 0,
        in_name: false,
        in_cards: false,
    };
    for (index, (node, _)) in prose.nodes().iter().enumerate() {
        writer.node(index as u32, node);
    }
    writer.finish();
}

/// Footnotes, numbered in the order of their first mark.
#[derive(Default)]
struct Notes<'m> {
    numbers: FxHashMap<&'m str, usize>,
    texts: Vec<(usize, Vec<Piece<'m>>)>,
    marked: BTreeSet<usize>,
}

impl<'m> Notes<'m> {
    fn number(&mut self, label: &'m str) -> usize {
        let next = self.numbers.len() + 1;
        *self.numbers.entry(label).or_insert(next)
    }
}

struct Writer<'d, 'm> {
    document: &'d mut Document<'m>,
    views: &'m Views,
    of: Entity,
    prose: &'m Prose,
    citations: &'d mut Citations,
    notes: Notes<'m>,
    /// While a footnote is written: its number, and the text around it.
    around: Option<(usize, Vec<Piece<'m>>)>,
    /// Whether the events stand in a block of HTML that is left out.
    hidden: bool,
    /// Images that are open: within them only plain text counts.
    images: usize,
    /// What ends each open image, where it has an end.
    open_images: Vec<Option<TagEnd>>,
    /// For each open link or reference: whether it is one in the document too.
    open_links: Vec<bool>,
    /// The next name that becomes a link by itself.
    next_name: usize,
    /// Whether its link is open.
    in_name: bool,
    /// Whether the list of cards is open.
    in_cards: bool,
}

impl<'m> Writer<'_, 'm> {
    fn node(&mut self, index: u32, node: &'m Node) {
        if self.in_cards && !matches!(node, Node::Card(_)) {
            self.document.end(TagEnd::List(false));
            self.in_cards = false;
        }
        match node {
            Node::Start(Element::HtmlBlock) => self.start_html(),
            Node::End(Element::HtmlBlock) => self.end_html(),
            _ if self.hidden => {}
            Node::Start(element) => self.start(element),
            Node::End(element) => self.end(element),
            Node::Text(chunk) => self.named_text(index, self.resolve(chunk)),
            Node::Code(chunk) if self.images > 0 => self.document.text(self.resolve(chunk)),
            Node::Code(chunk) => {
                let code = self.resolve(chunk);
                self.document.event(Event::Code(code.into()));
            }
            Node::Html(chunk) => self.html(self.resolve(chunk)),
            Node::FootnoteReference(chunk) => self.note_mark(self.resolve(chunk)),
            Node::Citation(index) => self.citation(*index as usize),
            Node::Card(index) => self.card(*index as usize),
            Node::SoftBreak | Node::HardBreak if self.images > 0 => self.document.text(" "),
            Node::SoftBreak => self.line_break(Event::SoftBreak),
            Node::HardBreak => self.line_break(Event::HardBreak),
            Node::Rule => self.document.event(Event::Rule),
        }
    }

    fn resolve(&self, chunk: &'m Chunk) -> &'m str {
        chunk.resolve(self.prose.file.text())
    }

    fn keeps_html(&self) -> bool {
        self.views.model.site.unsafe_html
    }

    fn start_html(&mut self) {
        if self.keeps_html() {
            self.document.start(Tag::HtmlBlock);
        } else {
            self.hidden = true;
        }
    }

    fn end_html(&mut self) {
        if self.hidden {
            self.hidden = false;
        } else {
            self.document.end(TagEnd::HtmlBlock);
        }
    }

    fn html(&mut self, html: &'m str) {
        if !self.keeps_html() || self.images > 0 {
            return;
        }
        let within = matches!(
            self.document.pieces.last(),
            Some((Event::Start(Tag::HtmlBlock) | Event::Html(_), _))
        );
        self.document.event(if within {
            Event::Html(html.into())
        } else {
            Event::InlineHtml(html.into())
        });
    }

    /// A line end; none at the beginning of a block, where left out HTML may have stood before it.
    fn line_break(&mut self, event: Event<'m>) {
        let begins = matches!(
            self.document.pieces.last(),
            None | Some((Event::Start(_), _))
        );
        if !begins {
            self.document.event(event);
        }
    }

    /// A text in which names become links by themselves.
    fn named_text(&mut self, node: u32, text: &'m str) {
        let mut at = 0;
        while let Some(name) = self.prose.links.get(self.next_name) {
            let place = if self.in_name { name.to } else { name.from };
            let offset = place.offset as usize;
            if place.node != node || offset < at || offset > text.len() {
                break;
            }
            self.document.text(&text[at..offset]);
            at = offset;
            if self.in_name {
                self.close_link();
                self.next_name += 1;
            } else {
                self.open_link(Some(self.address_of(name.entity, None)), "");
            }
            self.in_name = !self.in_name;
        }
        self.document.text(&text[at..]);
    }

    fn address_of(&self, entity: Entity, anchor: Option<&str>) -> String {
        let model = &*self.views.model;
        let page = url::absolute(model, entity);
        match anchor {
            Some(anchor) => format!("{page}#{anchor}"),
            None => page,
        }
    }

    /// Opens a link, unless one is open or it leads nowhere: then what it encloses is text.
    fn open_link(&mut self, address: Option<String>, title: &'m str) {
        let free = self.images == 0 && !self.open_links.contains(&true);
        let address = address.filter(|_| free);
        self.open_links.push(address.is_some());
        if let Some(address) = address {
            self.document.start(document::link(address, title));
        }
    }

    fn close_link(&mut self) {
        if self.open_links.pop() == Some(true) {
            self.document.end(TagEnd::Link);
        }
    }

    fn start(&mut self, element: &'m Element) {
        let tag = match element {
            Element::Paragraph => Tag::Paragraph,
            Element::Heading(index) => document::heading(self.level(*index)),
            Element::BlockQuote => Tag::BlockQuote(None),
            Element::CodeBlock(language) => Tag::CodeBlock(CodeBlockKind::Fenced(
                language
                    .as_ref()
                    .map_or("", |language| self.resolve(language))
                    .into(),
            )),
            Element::List(first) => Tag::List(first.map(u64::from)),
            Element::Item => Tag::Item,
            Element::FootnoteDefinition(label) => return self.start_note(self.resolve(label)),
            Element::Table(alignments) => Tag::Table(alignments.to_vec()),
            Element::TableHead => Tag::TableHead,
            Element::TableRow => Tag::TableRow,
            Element::TableCell => Tag::TableCell,
            Element::Emphasis | Element::Strong | Element::Strikethrough if self.images > 0 => {
                return;
            }
            Element::Emphasis => Tag::Emphasis,
            Element::Strong => Tag::Strong,
            Element::Strikethrough => Tag::Strikethrough,
            Element::Link(index) => return self.start_link(*index as usize),
            Element::Image(index) => return self.start_image(*index as usize),
            Element::Reference(index) => return self.start_reference(*index as usize),
            Element::HtmlBlock => return,
        };
        self.document.start(tag);
    }

    fn end(&mut self, element: &Element) {
        let tag = match element {
            Element::Paragraph => return self.end_filled(TagEnd::Paragraph),
            Element::Heading(index) => TagEnd::Heading(self.level(*index)),
            Element::BlockQuote => TagEnd::BlockQuote(None),
            Element::CodeBlock(_) => TagEnd::CodeBlock,
            Element::List(first) => TagEnd::List(first.is_some()),
            Element::Item => TagEnd::Item,
            Element::FootnoteDefinition(_) => return self.end_note(),
            Element::Table(_) => TagEnd::Table,
            Element::TableHead => TagEnd::TableHead,
            Element::TableRow => TagEnd::TableRow,
            Element::TableCell => TagEnd::TableCell,
            Element::Emphasis | Element::Strong | Element::Strikethrough if self.images > 0 => {
                return;
            }
            Element::Emphasis => return self.end_filled(TagEnd::Emphasis),
            Element::Strong => return self.end_filled(TagEnd::Strong),
            Element::Strikethrough => return self.end_filled(TagEnd::Strikethrough),
            Element::Link(_) | Element::Reference(_) => return self.close_link(),
            Element::Image(_) => return self.end_image(),
            Element::HtmlBlock => return,
        };
        self.document.end(tag);
    }

    /// Ends an element that has to hold something: what it held may have been left out.
    fn end_filled(&mut self, tag: TagEnd) {
        let pieces = &mut self.document.pieces;
        while let Some((Event::SoftBreak | Event::HardBreak, _)) = pieces.last() {
            pieces.pop();
        }
        match pieces.last() {
            Some((Event::Start(_), _)) => {
                pieces.pop();
            }
            _ => self.document.end(tag),
        }
    }

    /// The title of the document is its only heading of the first level.
    fn level(&self, index: u32) -> HeadingLevel {
        let level = self.prose.body.headings[index as usize].level.max(2);
        HeadingLevel::try_from(usize::from(level)).unwrap_or(HeadingLevel::H6)
    }

    fn start_link(&mut self, index: usize) {
        let link = &self.prose.body.links[index];
        let (model, plan) = (&*self.views.model, &*self.views.plan);
        let address = match link::resolve(model, plan, self.of, &link.destination) {
            Destination::External(address) => Some(address),
            Destination::Fragment(fragment) => Some(self.address_of(self.of, Some(&fragment))),
            Destination::Internal(path, rest) => {
                Some(format!("{}{rest}", path.absolute(&model.site)))
            }
            Destination::Dead(_) | Destination::Unsafe | Destination::LeftOut => None,
        };
        self.open_link(address, &link.title);
    }

    /// An image; one on another host is a link to it, as on the page.
    fn start_image(&mut self, index: usize) {
        let link = &self.prose.body.links[index];
        let (model, plan) = (&*self.views.model, &*self.views.plan);
        let end = match link::resolve_picture(model, plan, self.of, &link.destination) {
            _ if self.images > 0 => None,
            Destination::Internal(path, rest) => {
                self.document.start(Tag::Image {
                    link_type: LinkType::Inline,
                    dest_url: format!("{}{rest}", path.absolute(&model.site)).into(),
                    title: link.title.as_str().into(),
                    id: "".into(),
                });
                Some(TagEnd::Image)
            }
            Destination::External(address) if !self.open_links.contains(&true) => {
                self.document.start(document::link(address, ""));
                Some(TagEnd::Link)
            }
            _ => None,
        };
        self.images += 1;
        self.open_images.push(end);
    }

    fn end_image(&mut self) {
        self.images = self.images.saturating_sub(1);
        if let Some(Some(end)) = self.open_images.pop() {
            self.document.end(end);
        }
    }

    fn start_reference(&mut self, index: usize) {
        let reference = &self.prose.body.references[index];
        let address = match &self.prose.targets[index] {
            Target::Entity(entity) if reference.fact.is_none() => {
                Some(self.address_of(*entity, reference.anchor.as_deref()))
            }
            _ => None,
        };
        self.open_link(address, "");
        if !reference.labelled {
            let text = text_of(&self.views.model, self.prose, index);
            self.document.text(text);
        }
    }

    fn note_mark(&mut self, label: &'m str) {
        if self.images == 0 {
            let number = self.notes.number(label);
            self.notes.marked.insert(number);
            self.document.mark(format!("[^{}]", letter_of(number)));
        }
    }

    fn start_note(&mut self, label: &'m str) {
        let number = self.notes.number(label);
        self.around = Some((number, std::mem::take(&mut self.document.pieces)));
    }

    fn end_note(&mut self) {
        if let Some((number, around)) = self.around.take() {
            let text = std::mem::replace(&mut self.document.pieces, around);
            self.notes.texts.push((number, text));
        }
    }

    fn citation(&mut self, index: usize) {
        let Some(source) = self.prose.citations[index] else {
            return;
        };
        if self.images > 0 {
            return;
        }
        let number = self.citations.number(source);
        self.document
            .mark(match &self.prose.body.citations[index].locator {
                Some(locator) if is_plain(locator) => format!("[{number}, {locator}]"),
                _ => format!("[{number}]"),
            });
    }

    /// A card; those in a row are one list.
    fn card(&mut self, index: usize) {
        let model = &*self.views.model;
        match &self.prose.targets[index] {
            Target::Entity(entity) => {
                if !self.in_cards {
                    self.document.start(Tag::List(None));
                    self.in_cards = true;
                }
                self.document.start(Tag::Item);
                if let Entity::Summit(id) = entity {
                    meeting(self.document, self.views, *id);
                } else {
                    let page = self.address_of(*entity, None);
                    self.document.link(page, &model.title_of(*entity));
                }
                self.document.end(TagEnd::Item);
            }
            Target::LeftOut(title) => {
                if self.in_cards {
                    line_item(self.document, title);
                } else {
                    self.document.paragraph(title);
                }
            }
            Target::Unresolved => {}
        }
    }

    fn finish(mut self) {
        if self.in_cards {
            self.document.end(TagEnd::List(false));
        }
        let mut texts = std::mem::take(&mut self.notes.texts);
        texts.retain(|(number, _)| self.notes.marked.contains(number));
        texts.sort_by_key(|(number, _)| *number);
        for (number, text) in texts {
            let label = letter_of(number);
            self.document.start(Tag::FootnoteDefinition(label.into()));
            self.document.pieces.extend(text);
            self.document.end(TagEnd::FootnoteDefinition);
        }
    }
}

/// Whether a place within a source can stand in a mark.
fn is_plain(locator: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | ',' | '–' | '-' | '§');
    locator.chars().all(plain)
}
