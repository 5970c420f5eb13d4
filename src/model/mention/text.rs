//! The words of a text as one string, in which what must not hold a link is a mark, with the way
//! back to the nodes.

use jiff::civil::Date;

use crate::load::markdown::{Element, Node};
use crate::model::ids::Entity;
use crate::model::types::{Prose, Target};

/// An edge within a line: emphasis, a note. Names end at it, but a title may stand before it.
pub(super) const EDGE: char = '\u{1}';
/// The end of a paragraph, or something that is not read: code, an image, a link.
pub(super) const WALL: char = '\u{2}';

/// A place in a prose: a text node and a byte in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    /// Links by hand: where they stand, what they name.
    pub explicit: Vec<(usize, Entity)>,
    /// From which byte on which day holds; the first entry is that of the whole text.
    dates: Vec<(usize, Option<Date>)>,
}

impl Text {
    /// The readable text of a prose that was written on a day.
    pub(super) fn of(prose: &Prose, day: Option<Date>) -> Self {
        let mut text = Self {
            dates: vec![(0, day)],
            ..Self::default()
        };
        // Within a heading, a link, an image or code nothing is read.
        let mut closed = 0usize;
        let mut sections: Vec<(u8, Option<Date>)> = Vec::new();
        for (index, (node, _)) in prose.body.nodes.iter().enumerate() {
            match node {
                Node::Start(Element::Heading(heading)) => {
                    closed += 1;
                    let heading = &prose.body.headings[*heading as usize];
                    sections.retain(|(level, _)| *level < heading.level);
                    if let Some(own) = heading.date.as_ref().and_then(|date| date.parse().ok()) {
                        sections.push((heading.level, Some(own)));
                    }
                    let current = sections.last().map_or(day, |(_, date)| *date);
                    text.dates.push((text.text.len(), current));
                    text.text.push(WALL);
                }
                Node::Start(element) if is_closed(element) => {
                    if let Element::Reference(reference) = element
                        && let Target::Entity(entity) = &prose.targets[*reference as usize]
                        && prose.body.references[*reference as usize].fact.is_none()
                    {
                        text.explicit.push((text.text.len(), *entity));
                    }
                    closed += 1;
                    text.text.push(WALL);
                }
                Node::End(element)
                    if matches!(element, Element::Heading(_)) || is_closed(element) =>
                {
                    closed = closed.saturating_sub(1);
                    text.text.push(WALL);
                }
                Node::Start(element) | Node::End(element) => {
                    text.text.push(if is_inline(element) { EDGE } else { WALL })
                }
                _ if closed > 0 => {}
                Node::Text(chunk) => {
                    let piece = chunk.resolve(&prose.file.text);
                    text.pieces
                        .push((text.text.len(), index as u32, piece.len()));
                    text.text.push_str(piece);
                }
                Node::SoftBreak | Node::HardBreak => text.text.push(' '),
                Node::FootnoteReference(_) | Node::Citation(_) => text.text.push(EDGE),
                Node::Code(_) | Node::Html(_) | Node::Card(_) | Node::Rule => text.text.push(WALL),
            }
        }
        text
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

/// Whether nothing within an element becomes a link.
fn is_closed(element: &Element) -> bool {
    matches!(
        element,
        Element::Link(_)
            | Element::Image(_)
            | Element::Reference(_)
            | Element::CodeBlock(_)
            | Element::HtmlBlock
    )
}

fn is_inline(element: &Element) -> bool {
    matches!(
        element,
        Element::Emphasis | Element::Strong | Element::Strikethrough
    )
}
