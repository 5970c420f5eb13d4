//! The words of a text as one string, in which what must not hold a link is a mark, with the way
//! back to the nodes.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::load::markdown::{Element, Node};
use crate::model::ids::Entity;
use crate::model::types::{Prose, Target};

/// An edge within a line: emphasis, a note. Names end at it, but a title may stand before it.
pub(super) const EDGE: char = '\u{1}';
/// Something within a line that is not read: code, an image.
pub(super) const WALL: char = '\u{2}';
/// The end of a paragraph, a cell, a heading.
pub(super) const BLOCK: char = '\u{3}';

/// A place in a prose: a text node and a byte in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Index of the node.
    pub node: u32,
    /// Byte within the node's text.
    pub offset: u32,
}

/// A prose as one string.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// The string.
    pub text: String,
    /// Where each text node begins in it: byte, node, length.
    pieces: Vec<(usize, u32, usize)>,
    /// Links by hand to records: where they stand, what they name.
    pub explicit: Vec<(usize, Entity)>,
    /// What is read but must not hold a link: links by hand, from byte to byte.
    closed: Vec<(usize, usize)>,
    /// From which byte on which day holds; the first entry is that of the whole text.
    dates: Vec<(usize, Option<Date>)>,
}

impl Text {
    /// The readable text of a prose that was written on a day.
    pub(super) fn of(prose: &Prose, day: Option<Date>) -> Self {
        let mut text = Self {
            text: String::with_capacity(prose.body.words as usize * 8),
            pieces: Vec::with_capacity(prose.body.events as usize / 2),
            dates: vec![(0, day)],
            ..Self::default()
        };
        let mut sections: Vec<(u8, Option<Date>)> = Vec::new();
        // Headings, images and code are skipped whole; links are read, but closed.
        let mut skipped = 0usize;
        let mut open: Vec<usize> = Vec::new();
        let mut raw_link: Option<usize> = None;
        let mut in_html_block = false;
        for (index, (node, _)) in prose.nodes().iter().enumerate() {
            match node {
                Node::Start(Element::Heading(heading)) => {
                    skipped += 1;
                    let heading = &prose.body.headings[*heading as usize];
                    sections.retain(|(level, _)| *level < heading.level);
                    if let Some(own) = heading.date.as_ref().and_then(|date| date.parse().ok()) {
                        sections.push((heading.level, Some(own)));
                    }
                    let current = sections.last().map_or(day, |(_, date)| *date);
                    text.dates.push((text.text.len(), current));
                    text.text.push(BLOCK);
                }
                Node::Start(element) if is_skipped(element) => {
                    skipped += 1;
                    text.text.push(WALL);
                }
                Node::End(element)
                    if matches!(element, Element::Heading(_)) || is_skipped(element) =>
                {
                    skipped = skipped.saturating_sub(1);
                    text.text
                        .push(if is_skipped(element) { WALL } else { BLOCK });
                }
                _ if skipped > 0 => {}
                Node::Start(Element::Reference(reference)) => {
                    let written = &prose.body.references[*reference as usize];
                    if let (Target::Entity(entity), None) =
                        (&prose.targets[*reference as usize], &written.fact)
                    {
                        text.explicit.push((text.text.len(), *entity));
                    }
                    open.push(text.text.len());
                    text.text.push(if written.labelled { EDGE } else { WALL });
                }
                Node::Start(Element::Link(_)) => {
                    open.push(text.text.len());
                    text.text.push(EDGE);
                }
                Node::End(Element::Reference(_) | Element::Link(_)) => {
                    text.text.push(EDGE);
                    if let Some(start) = open.pop() {
                        text.closed.push((start, text.text.len()));
                    }
                }
                Node::Start(Element::HtmlBlock) => {
                    in_html_block = true;
                    text.text.push(BLOCK);
                }
                Node::End(Element::HtmlBlock) => in_html_block = false,
                Node::Start(element) | Node::End(element) => text
                    .text
                    .push(if is_inline(element) { EDGE } else { BLOCK }),
                Node::Text(chunk) => {
                    let piece = chunk.resolve(prose.file.text());
                    text.pieces
                        .push((text.text.len(), index as u32, piece.len()));
                    text.text.push_str(piece);
                }
                Node::SoftBreak | Node::HardBreak => text.text.push(' '),
                Node::FootnoteReference(_) | Node::Citation(_) => text.text.push(EDGE),
                Node::Html(_) if in_html_block => text.text.push(BLOCK),
                Node::Html(chunk) => {
                    let tag = chunk.resolve(prose.file.text()).to_ascii_lowercase();
                    if tag.starts_with("<a")
                        && !tag[2..].starts_with(|c: char| c.is_ascii_alphanumeric())
                    {
                        raw_link = raw_link.or(Some(text.text.len()));
                    } else if tag.starts_with("</a")
                        && let Some(start) = raw_link.take()
                    {
                        text.closed.push((start, text.text.len()));
                    }
                    text.text.push(EDGE);
                }
                Node::Code(_) => text.text.push(WALL),
                Node::Card(_) | Node::Rule => text.text.push(BLOCK),
            }
        }
        text.closed
            .extend(raw_link.map(|start| (start, text.text.len())));
        text.closed.sort_unstable();
        text
    }

    /// Whether a byte lies in a link by hand.
    pub(super) fn is_closed(&self, at: usize) -> bool {
        let index = self.closed.partition_point(|(start, _)| *start <= at);
        self.closed[..index]
            .iter()
            .rev()
            .take(2)
            .any(|(_, end)| at < *end)
    }

    /// The day that holds at a byte.
    pub(super) fn day_at(&self, at: usize) -> Option<Date> {
        let index = self.dates.partition_point(|(start, _)| *start <= at);
        self.dates[..index].last().and_then(|(_, date)| *date)
    }

    /// The place of a byte in the prose. `end` asks for the place behind the byte before it.
    pub(super) fn position(&self, at: usize, end: bool) -> Option<Position> {
        let index = self
            .pieces
            .partition_point(|(start, ..)| if end { *start < at } else { *start <= at });
        let (start, node, length) = *self.pieces.get(index.checked_sub(1)?)?;
        let offset = at - start;
        (offset <= length).then_some(Position {
            node,
            offset: offset as u32,
        })
    }
}

/// Whether an element is not read at all.
fn is_skipped(element: &Element) -> bool {
    matches!(element, Element::Image(_) | Element::CodeBlock(_))
}

fn is_inline(element: &Element) -> bool {
    matches!(
        element,
        Element::Emphasis | Element::Strong | Element::Strikethrough
    )
}
