//! Markdown to HTML: references, links and citations resolved, everything else escaped.
//!
//! [`render`] is the entry point. A text becomes a list of [`Part`]s, because a card
//! (`![[id]]`) is laid out by the theme; all between cards is finished [`Html`]. Raw HTML of the
//! text, where it is not trusted, is cleaned on the finished HTML, so that tags which open and
//! close in different places cannot slip through.

use std::fmt::{self, Write};

use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};
use rustc_hash::FxHashMap;

use super::citations::Citations;
use super::link::{self, Destination};
use super::pictures::{self, SIZES_IN_TEXT};
use super::plan::Plan;
use super::sanitise;
use super::url::{self, PagePath};
use crate::diagnostic::Span;
use crate::load::markdown::{Alignment, Element, Node};
use crate::model::Model;
use crate::model::derive::office_on::office_on;
use crate::model::facts::text_of;
use crate::model::ids::{Entity, LeaderId};
use crate::model::types::{Prose, Target};
use crate::value::Html;

/// A part of a text.
#[derive(Debug, Clone)]
pub enum Part {
    /// Finished HTML.
    Html(Html),
    /// A card of something, to be laid out by the theme.
    Card(Entity),
}

/// Where a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Medium {
    /// On its page, with the stylesheet and the scripts of the theme.
    Page,
    /// In a feed reader or a mail: every address is whole, and nothing relies on what only the
    /// page has.
    Portable,
}

/// Renders a text for its page. Citations are numbered by `citations`, in the order of their
/// first use.
pub fn render(
    model: &Model,
    plan: &Plan,
    of: Entity,
    prose: &Prose,
    citations: &mut Citations,
) -> Vec<Part> {
    write((Medium::Page, None), model, plan, of, prose, citations)
}

/// Renders a text for readers elsewhere: whole addresses, marks and places within the text that
/// lead to its page, footnotes as paragraphs at the end. Raw HTML is always cleaned. Pictures are
/// at most `widest` pixels across, for readers that know no stylesheet which could shrink them.
pub fn render_portable(
    model: &Model,
    plan: &Plan,
    of: Entity,
    prose: &Prose,
    citations: &mut Citations,
    widest: Option<u32>,
) -> Vec<Part> {
    write(
        (Medium::Portable, widest),
        model,
        plan,
        of,
        prose,
        citations,
    )
}

/// Width and height of a picture that has room for `widest` pixels across.
pub fn fit((width, height): (u32, u32), widest: Option<u32>) -> (u32, u32) {
    match widest {
        Some(widest) if width > widest => {
            let scaled = u64::from(height) * u64::from(widest) / u64::from(width);
            (widest, u32::try_from(scaled).unwrap_or(height).max(1))
        }
        _ => (width, height),
    }
}

fn write(
    (medium, widest): (Medium, Option<u32>),
    model: &Model,
    plan: &Plan,
    of: Entity,
    prose: &Prose,
    citations: &mut Citations,
) -> Vec<Part> {
    let mut writer = Writer {
        medium,
        widest,
        model,
        plan,
        of,
        prose,
        citations,
        parts: Vec::new(),
        html: String::with_capacity(room_for(prose)),
        footnotes: Footnotes::default(),
        definition: None,
        alignments: Vec::new(),
        cell: 0,
        in_head: false,
        image_depth: 0,
        open_links: Vec::new(),
        tables: 0,
        next_name: 0,
        in_name: false,
        margin: String::new(),
        day: None,
    };
    for (index, (node, _)) in prose.nodes().iter().enumerate() {
        match node {
            Node::Text(chunk) if !prose.links.is_empty() => {
                writer.named_text(index as u32, chunk.resolve(prose.file.text()));
            }
            node => writer.node(node),
        }
    }
    writer.finish()
}

/// Room for the HTML of a text, so that it seldom has to move while it grows: as long as the
/// Markdown, and some tags.
fn room_for(prose: &Prose) -> usize {
    let nodes = prose.nodes();
    let span =
        |(first, last): (&(Node, Span), &(Node, Span))| last.1.end.saturating_sub(first.1.start);
    let markdown = nodes.first().zip(nodes.last()).map_or(0, span);
    markdown as usize + nodes.len() * 24
}

/// Footnotes, numbered in the order of their first mark.
#[derive(Default)]
struct Footnotes {
    numbers: FxHashMap<String, usize>,
    marks: FxHashMap<usize, usize>,
    texts: Vec<(usize, String)>,
}

impl Footnotes {
    fn number(&mut self, label: &str) -> usize {
        if let Some(known) = self.numbers.get(label) {
            return *known;
        }
        let next = self.numbers.len() + 1;
        self.numbers.insert(label.to_owned(), next);
        next
    }
}

/// The mark of a footnote: a to z, then aa, ab and so on. Sources have numbers, and the two stand
/// side by side.
pub(crate) fn letter_of(number: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = number;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'a' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// The plain text of a footnote.
fn footnote_text(model: &Model, prose: &Prose, label: &str) -> String {
    let file = prose.file.text();
    let mut text = String::new();
    let mut within = false;
    for (node, _) in prose.nodes() {
        match node {
            Node::Start(Element::FootnoteDefinition(of)) => within = of.resolve(file) == label,
            Node::End(Element::FootnoteDefinition(_)) if within => break,
            Node::Text(chunk) | Node::Code(chunk) if within => text.push_str(chunk.resolve(file)),
            Node::Start(Element::Reference(index)) if within => {
                let index = *index as usize;
                if !prose.body.references[index].labelled {
                    text.push_str(&text_of(model, prose, index));
                }
            }
            Node::SoftBreak | Node::HardBreak if within => text.push(' '),
            Node::Start(Element::Paragraph) if within && !text.is_empty() => text.push(' '),
            _ => {}
        }
    }
    text
}

struct Writer<'m, 'c> {
    medium: Medium,
    /// Pixels that a picture may take across.
    widest: Option<u32>,
    model: &'m Model,
    plan: &'m Plan,
    of: Entity,
    prose: &'m Prose,
    citations: &'c mut Citations,
    parts: Vec<Part>,
    html: String,
    footnotes: Footnotes,
    /// While a footnote's text is written: its number, and the HTML around it.
    definition: Option<(usize, String)>,
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    /// Within an image only plain text counts.
    image_depth: usize,
    /// For each open link or reference: whether it has a tag to close.
    open_links: Vec<bool>,
    /// Tables so far: each is a region, and regions need names of their own.
    tables: usize,
    /// The next name that becomes a link by itself.
    next_name: usize,
    /// Whether its link is open.
    in_name: bool,
    /// Notes for the margin that wait for the end of a row of marks: between the marks they
    /// would tear them apart.
    margin: String,
    /// The day of the text in words, once a link asked for it.
    day: Option<String>,
}

impl Writer<'_, '_> {
    fn node(&mut self, node: &Node) {
        if !matches!(node, Node::FootnoteReference(_) | Node::Citation(_)) {
            self.end_of_marks();
        }
        let file = self.prose.file.text();
        match node {
            Node::Start(element) => self.start(element),
            Node::End(element) => self.end(element),
            Node::Text(chunk) if self.image_depth > 0 => self.attribute(chunk.resolve(file)),
            Node::Text(chunk) => self.text(chunk.resolve(file)),
            Node::Code(chunk) if self.image_depth > 0 => self.attribute(chunk.resolve(file)),
            Node::Code(chunk) => {
                self.html.push_str("<code>");
                self.text(chunk.resolve(file));
                self.html.push_str("</code>");
            }
            Node::Html(_) if self.image_depth > 0 => {}
            Node::Html(chunk) => self.html.push_str(chunk.resolve(file)),
            Node::FootnoteReference(chunk) => self.footnote_mark(chunk.resolve(file)),
            Node::Citation(index) => self.citation(*index as usize),
            Node::Card(index) => self.card(*index as usize),
            Node::SoftBreak => self.html.push('\n'),
            Node::HardBreak if self.image_depth > 0 => self.html.push(' '),
            Node::HardBreak => self.html.push_str("<br>\n"),
            Node::Rule => self.html.push_str("<hr>\n"),
        }
    }

    fn put(&mut self, html: fmt::Arguments<'_>) {
        // Writing into a String cannot fail.
        let _ = self.html.write_fmt(html);
    }

    fn text(&mut self, text: &str) {
        // Writing into a String cannot fail.
        let _ = escape_html_body_text(&mut self.html, text);
    }

    /// A text in which names become links by themselves.
    fn named_text(&mut self, node: u32, text: &str) {
        self.end_of_marks();
        if self.image_depth > 0 {
            return self.attribute(text);
        }
        let mut at = 0;
        while let Some(name) = self.prose.links.get(self.next_name) {
            let place = if self.in_name { name.to } else { name.from };
            let offset = place.offset as usize;
            if place.node != node || offset < at || offset > text.len() {
                break;
            }
            self.text(&text[at..offset]);
            at = offset;
            if self.in_name {
                self.html.push_str("</a>");
                self.next_name += 1;
            } else {
                self.open_entity(name.entity, None);
            }
            self.in_name = !self.in_name;
        }
        self.text(&text[at..]);
    }

    /// Opens a link to a record.
    fn open_entity(&mut self, entity: Entity, anchor: Option<&str>) {
        self.html.push_str("<a href=\"");
        self.href(&match self.medium {
            Medium::Page => url::href(self.model, entity),
            Medium::Portable => url::absolute(self.model, entity),
        });
        if let Some(anchor) = anchor {
            self.html.push('#');
            self.href(anchor);
        }
        match entity {
            Entity::Leader(id) if self.medium == Medium::Page => {
                self.html.push_str("\" class=\"person");
                self.office_that_day(id);
                self.html.push_str("\">");
            }
            _ => self.html.push_str("\">"),
        }
    }

    /// The office held on the day of the text, for the card that a script shows.
    fn office_that_day(&mut self, id: LeaderId) {
        let Some(day) = self.model.day_of(self.of) else {
            return;
        };
        if let Some(held) = office_on(self.model.leader(id), day) {
            let language = &self.model.language;
            let date = self.day.get_or_insert_with(|| language.day(day));
            let args = [("date", date.as_str()), ("office", &held.office.title)];
            let said = language.say("prose.office-that-day", &args);
            self.html.push_str("\" data-office=\"");
            self.attribute(&said);
        }
    }

    fn attribute(&mut self, text: &str) {
        let _ = escape_html(&mut self.html, text);
    }

    /// The address of a page or file, as far as the medium needs it.
    fn address(&self, path: &PagePath) -> String {
        match self.medium {
            Medium::Page => path.href(&self.model.site),
            Medium::Portable => path.absolute(&self.model.site),
        }
    }

    /// The address of a place on the text's own page. What stands elsewhere shares a document
    /// with other texts, so only the page can be relied on to have the place.
    fn place(&self, fragment: &str) -> String {
        match self.medium {
            Medium::Page => format!("#{fragment}"),
            Medium::Portable => {
                let page = url::of(self.model, self.of);
                format!("{}#{fragment}", page.absolute(&self.model.site))
            }
        }
    }

    fn href(&mut self, address: &str) {
        let _ = escape_href(&mut self.html, address);
    }

    fn start(&mut self, element: &Element) {
        match element {
            Element::Paragraph => self.html.push_str("<p>"),
            Element::Heading(index) => self.start_heading(*index as usize),
            Element::BlockQuote => self.html.push_str("<blockquote>\n"),
            Element::CodeBlock(language) => {
                self.html.push_str(match self.medium {
                    Medium::Page => "<pre tabindex=\"0\"><code",
                    Medium::Portable => "<pre><code",
                });
                if let Some(language) = language {
                    self.html.push_str(" class=\"language-");
                    self.attribute(
                        language
                            .resolve(self.prose.file.text())
                            .split([' ', ','])
                            .next()
                            .unwrap_or_default(),
                    );
                    self.html.push('"');
                }
                self.html.push('>');
            }
            Element::List(None) => self.html.push_str("<ul>\n"),
            Element::List(Some(1)) => self.html.push_str("<ol>\n"),
            Element::List(Some(first)) => self.put(format_args!("<ol start=\"{first}\">\n")),
            Element::Item => self.html.push_str("<li>"),
            Element::FootnoteDefinition(label) => {
                let number = self.footnotes.number(label.resolve(self.prose.file.text()));
                self.definition = Some((number, std::mem::take(&mut self.html)));
            }
            Element::Table(alignments) if self.medium == Medium::Portable => {
                self.alignments = alignments.to_vec();
                self.html.push_str("<table>\n");
            }
            Element::Table(alignments) => {
                self.alignments = alignments.to_vec();
                self.tables += 1;
                let name = self.say("prose.table", &self.digits(self.tables));
                self.html
                    .push_str("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
                self.attribute(&name);
                self.html.push_str("\"><table>\n");
            }
            Element::TableHead => {
                self.in_head = true;
                self.cell = 0;
                self.html.push_str("<thead><tr>");
            }
            Element::TableRow => {
                self.cell = 0;
                self.html.push_str("<tr>");
            }
            Element::TableCell => self.start_cell(),
            Element::Emphasis if self.image_depth == 0 => self.html.push_str("<em>"),
            Element::Strong if self.image_depth == 0 => self.html.push_str("<strong>"),
            Element::Strikethrough if self.image_depth == 0 => self.html.push_str("<del>"),
            Element::Emphasis | Element::Strong | Element::Strikethrough | Element::HtmlBlock => {}
            Element::Link(index) => self.start_link(*index as usize),
            Element::Image(index) => self.start_image(*index as usize),
            Element::Reference(index) => self.start_reference(*index as usize),
        }
    }

    fn end(&mut self, element: &Element) {
        match element {
            Element::Paragraph => self.html.push_str("</p>\n"),
            Element::Heading(index) => {
                let level = self.prose.body.headings[*index as usize].level.max(2);
                self.put(format_args!("</h{level}>\n"));
            }
            Element::BlockQuote => self.html.push_str("</blockquote>\n"),
            Element::CodeBlock(_) => self.html.push_str("</code></pre>\n"),
            Element::List(None) => self.html.push_str("</ul>\n"),
            Element::List(Some(_)) => self.html.push_str("</ol>\n"),
            Element::Item => self.html.push_str("</li>\n"),
            Element::FootnoteDefinition(_) => {
                if let Some((number, around)) = self.definition.take() {
                    let text = std::mem::replace(&mut self.html, around);
                    self.footnotes.texts.push((number, text));
                }
            }
            Element::Table(_) => self.html.push_str(match self.medium {
                Medium::Page => "</tbody></table></div>\n",
                Medium::Portable => "</tbody></table>\n",
            }),
            Element::TableHead => {
                self.in_head = false;
                self.html.push_str("</tr></thead>\n<tbody>\n");
            }
            Element::TableRow => self.html.push_str("</tr>\n"),
            Element::TableCell => self
                .html
                .push_str(if self.in_head { "</th>" } else { "</td>" }),
            Element::Emphasis if self.image_depth == 0 => self.html.push_str("</em>"),
            Element::Strong if self.image_depth == 0 => self.html.push_str("</strong>"),
            Element::Strikethrough if self.image_depth == 0 => self.html.push_str("</del>"),
            Element::Emphasis | Element::Strong | Element::Strikethrough | Element::HtmlBlock => {}
            Element::Link(_) | Element::Reference(_) => {
                if self.open_links.pop() == Some(true) {
                    self.html.push_str("</a>");
                }
            }
            Element::Image(index) => self.end_image(*index as usize),
        }
    }

    /// The page's own title is the only heading of level 1.
    fn start_heading(&mut self, index: usize) {
        let heading = &self.prose.body.headings[index];
        if self.medium == Medium::Portable {
            self.put(format_args!("<h{}>", heading.level.max(2)));
            return;
        }
        self.put(format_args!("<h{} id=\"", heading.level.max(2)));
        self.attribute(&heading.id);
        self.html.push('"');
        if !heading.classes.is_empty() {
            self.html.push_str(" class=\"");
            self.attribute(&heading.classes.join(" "));
            self.html.push('"');
        }
        self.html.push('>');
    }

    fn start_cell(&mut self) {
        let tag = if self.in_head {
            "<th scope=\"col\""
        } else {
            "<td"
        };
        self.html.push_str(tag);
        self.html.push_str(match self.alignments.get(self.cell) {
            Some(Alignment::Left) => " class=\"start\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"end\"",
            _ => "",
        });
        self.html.push('>');
        self.cell += 1;
    }

    /// A link; what it encloses stays as text where it leads nowhere.
    fn start_link(&mut self, index: usize) {
        let link = &self.prose.body.links[index];
        let address = match link::resolve(self.model, self.plan, self.of, &link.destination) {
            _ if self.image_depth > 0 => None,
            Destination::External(address) => Some(address),
            Destination::Fragment(fragment) => Some(self.place(&fragment)),
            Destination::Internal(path, rest) => Some(format!("{}{rest}", self.address(&path))),
            Destination::Dead(_) | Destination::Unsafe | Destination::LeftOut => None,
        };
        self.open_links.push(address.is_some());
        if let Some(address) = address {
            self.html.push_str("<a href=\"");
            self.href(&address);
            self.html.push('"');
            if !link.title.is_empty() {
                self.html.push_str(" title=\"");
                self.attribute(&link.title);
                self.html.push('"');
            }
            self.html.push('>');
        }
    }

    /// An image; one on another host becomes a link to it, since no page loads from elsewhere.
    fn start_image(&mut self, index: usize) {
        self.image_depth += 1;
        if self.image_depth > 1 {
            return;
        }
        let link = &self.prose.body.links[index];
        match link::resolve_picture(self.model, self.plan, self.of, &link.destination) {
            Destination::Internal(path, rest) => {
                self.start_copies(&path);
                self.html.push_str("<img src=\"");
                self.href(&format!("{}{rest}", self.address(&path)));
                if let Some(size) = self.plan.size_of(&path) {
                    let (width, height) = fit(size, self.widest);
                    self.put(format_args!("\" width=\"{width}\" height=\"{height}"));
                }
                self.html.push_str(match self.medium {
                    Medium::Page => "\" loading=\"lazy\" decoding=\"async\" alt=\"",
                    Medium::Portable => "\" alt=\"",
                });
            }
            Destination::External(address) => {
                self.html.push_str("<a href=\"");
                self.href(&address);
                self.html.push_str("\">");
            }
            _ => self.html.push_str("<span>"),
        }
    }

    /// Offers the smaller copies of a picture before the picture itself.
    fn start_copies(&mut self, path: &PagePath) {
        if self.medium == Medium::Page
            && let Some(srcset) = pictures::srcset(self.plan, &self.model.site, path)
        {
            self.html
                .push_str("<picture><source type=\"image/webp\" srcset=\"");
            self.attribute(&srcset);
            self.put(format_args!("\" sizes=\"{SIZES_IN_TEXT}\">"));
        }
    }

    fn end_image(&mut self, index: usize) {
        self.image_depth -= 1;
        if self.image_depth > 0 {
            return;
        }
        let link = &self.prose.body.links[index];
        match link::resolve_picture(self.model, self.plan, self.of, &link.destination) {
            Destination::Internal(path, _) => {
                if !link.title.is_empty() {
                    self.html.push_str("\" title=\"");
                    self.attribute(&link.title);
                }
                self.html.push_str("\">");
                if self.medium == Medium::Page && !self.plan.copies_of(&path).is_empty() {
                    self.html.push_str("</picture>");
                }
            }
            Destination::External(_) => self.html.push_str("</a>"),
            _ => self.html.push_str("</span>"),
        }
    }

    fn start_reference(&mut self, index: usize) {
        let reference = &self.prose.body.references[index];
        let entity = match &self.prose.targets[index] {
            Target::Entity(entity) if reference.fact.is_none() && self.image_depth == 0 => {
                Some(*entity)
            }
            _ => None,
        };
        self.open_links.push(entity.is_some());
        if let Some(entity) = entity {
            self.open_entity(entity, reference.anchor.as_deref());
        }
        if !reference.labelled {
            let text = text_of(self.model, self.prose, index);
            if self.image_depth > 0 {
                self.attribute(&text)
            } else {
                self.text(&text)
            }
        }
    }

    fn footnote_mark(&mut self, label: &str) {
        if self.image_depth > 0 {
            return;
        }
        let number = self.footnotes.number(label);
        let marks = self.footnotes.marks.entry(number).or_insert(0);
        *marks += 1;
        if self.medium == Medium::Portable {
            return self.plain_mark(&format!("fn-{number}"), &letter_of(number));
        }
        let suffix = if *marks == 1 {
            String::new()
        } else {
            format!("-{marks}")
        };
        let letter = letter_of(number);
        let name = self.say("prose.note", &letter);
        self.put(format_args!("<sup class=\"ref note\"><a href=\"#fn-{number}\" id=\"fnref-{number}{suffix}\" aria-label=\""));
        self.attribute(&name);
        self.put(format_args!("\">{letter}</a></sup>"));
        if *self.footnotes.marks.get(&number).unwrap_or(&1) == 1 {
            let text = footnote_text(self.model, self.prose, label);
            self.margin_note(&letter, &text);
        }
    }

    fn citation(&mut self, index: usize) {
        let Some(source) = self.prose.citations[index] else {
            return;
        };
        if self.image_depth > 0 {
            return;
        }
        let first_time = !self.citations.has(source);
        let number = self.citations.number(source);
        if self.medium == Medium::Portable {
            return self.plain_mark(&format!("source-{number}"), &number.to_string());
        }
        let name = self.say("prose.source", &self.digits(number));
        self.put(format_args!(
            "<sup class=\"ref\"><a href=\"#source-{number}\" aria-label=\""
        ));
        self.attribute(&name);
        self.html.push('"');
        if let Some(locator) = &self.prose.body.citations[index].locator {
            self.html.push_str(" title=\"");
            self.attribute(locator);
            self.html.push('"');
        }
        self.put(format_args!(">{number}</a></sup>"));
        if first_time {
            let source = self.model.source(source);
            // Short, or notes push each other far from their marks.
            let text = source.publisher.as_ref().unwrap_or(&source.title);
            self.margin_note(&number.to_string(), text);
        }
    }

    /// A mark for readers elsewhere, which leads to what it stands for on the page. Brackets keep
    /// the marks of a row apart where no stylesheet does.
    fn plain_mark(&mut self, fragment: &str, mark: &str) {
        let address = self.place(fragment);
        self.html.push_str("<sup><a href=\"");
        self.href(&address);
        self.put(format_args!("\">[{mark}]</a></sup>"));
    }

    /// What a mark stands for, beside the text of an article. It is there for the eye alone:
    /// the mark leads to the same words in the list at the end, which is always there.
    fn margin_note(&mut self, mark: &str, text: &str) {
        if !matches!(self.of, Entity::Article(_)) || self.definition.is_some() || text.is_empty() {
            return;
        }
        // Writing into a String cannot fail.
        let _ = write!(
            self.margin,
            "<small class=\"sn\" aria-hidden=\"true\"><b>{mark}</b> "
        );
        let _ = escape_html_body_text(&mut self.margin, text);
        self.margin.push_str("</small>");
    }

    /// Puts the notes of a row of marks after them.
    fn end_of_marks(&mut self) {
        if !self.margin.is_empty() {
            self.html.push_str(&self.margin);
            self.margin.clear();
        }
    }

    /// A text of the theme about something that has a mark.
    fn say(&self, key: &str, mark: &str) -> String {
        self.model.language.say(key, &[("n", mark)])
    }

    fn digits(&self, number: usize) -> String {
        self.model.language.digits(number as i64)
    }

    fn card(&mut self, index: usize) {
        match &self.prose.targets[index] {
            Target::Entity(entity) => {
                self.flush();
                self.parts.push(Part::Card(*entity));
            }
            Target::LeftOut(title) => {
                self.html.push_str("<p>");
                self.text(title);
                self.html.push_str("</p>\n");
            }
            Target::Unresolved => {}
        }
    }

    /// Ends a part of HTML, cleaned where the text holds raw HTML that is not trusted.
    fn flush(&mut self) {
        if self.html.is_empty() {
            return;
        }
        let html = std::mem::take(&mut self.html);
        let html = match self.medium {
            _ if !self.prose.body.has_html => html,
            Medium::Portable => {
                let page = url::absolute(self.model, self.of);
                sanitise::clean_portable(&html, &page, &self.model.site.origin)
            }
            Medium::Page if self.model.site.unsafe_html => html,
            Medium::Page => sanitise::clean(&html),
        };
        // Forbidden HTML may leave nothing behind.
        if !html.trim().is_empty() {
            self.parts.push(Part::Html(Html::trusted(&html)));
        }
    }

    /// Footnotes for readers elsewhere, each a paragraph that begins with its mark: not every
    /// reader counts in letters.
    fn plain_footnotes(&mut self, texts: &[(usize, String)]) {
        if texts.is_empty() {
            return;
        }
        let name = self.model.language.say("prose.notes", &[]);
        self.html.push_str("<h2>");
        self.text(&name);
        self.html.push_str("</h2>\n");
        for (number, text) in texts {
            let mark = letter_of(*number);
            let text = text.trim();
            match text.strip_prefix("<p>") {
                Some(rest) => self.put(format_args!("<p>[{mark}] {rest}\n")),
                None => self.put(format_args!("<p>[{mark}]</p>\n{text}\n")),
            }
        }
    }

    fn finish(mut self) -> Vec<Part> {
        self.end_of_marks();
        let mut texts = std::mem::take(&mut self.footnotes.texts);
        texts.retain(|(number, _)| self.footnotes.marks.contains_key(number));
        texts.sort_by_key(|(number, _)| *number);
        if self.medium == Medium::Portable {
            self.plain_footnotes(&texts);
        } else if !texts.is_empty() {
            let name = self.model.language.say("prose.notes", &[]);
            self.html
                .push_str("<section class=\"footnotes\" id=\"footnotes\" aria-label=\"");
            self.attribute(&name);
            self.html.push_str("\"><ol>\n");
            for (number, text) in texts {
                let marks = self.footnotes.marks[&number];
                let text = text.trim_end();
                let (body, closing) = text
                    .strip_suffix("</p>")
                    .map_or((text, ""), |body| (body, "</p>"));
                self.put(format_args!(
                    "<li id=\"fn-{number}\" value=\"{number}\">{body}"
                ));
                for mark in 1..=marks {
                    let suffix = if mark == 1 {
                        String::new()
                    } else {
                        format!("-{mark}")
                    };
                    let name = self.say("prose.back", &letter_of(number));
                    self.put(format_args!(
                        " <a href=\"#fnref-{number}{suffix}\" class=\"back\" aria-label=\""
                    ));
                    self.attribute(&name);
                    self.html.push_str("\">↩</a>");
                }
                self.html.push_str(closing);
                self.html.push_str("</li>\n");
            }
            self.html.push_str("</ol></section>\n");
        }
        self.flush();
        self.parts
    }
}

#[cfg(test)]
mod tests {
    use super::letter_of;

    #[test]
    fn footnotes_go_on_after_z() {
        let marks = [1, 2, 26, 27, 52, 53].map(letter_of);
        assert_eq!(marks, ["a", "b", "z", "aa", "az", "ba"]);
    }
}
