//! Where a thing is mentioned, with the sentence that holds the link.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use unicode_segmentation::UnicodeSegmentation;

use crate::load::markdown::{Element, Node};
use crate::model::Model;
use crate::model::ids::Entity;
use crate::model::mention::Position;
use crate::model::reads;
use crate::model::types::{Prose, Target};

/// Longest sentence that is shown, in characters; a longer one is cut around the link.
const LONGEST: usize = 320;

/// A mention of one thing in the text of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Whose text it is.
    pub from: Entity,
    /// The sentence up to the link.
    pub before: String,
    /// The text of the link.
    pub marked: String,
    /// The sentence after the link.
    pub after: String,
}

/// All mentions by what is mentioned: only where they are, since few of them are shown at a time.
#[derive(Debug, Default)]
pub struct Backlinks {
    of: FxHashMap<Entity, Vec<(Entity, Marked)>>,
}

impl Backlinks {
    /// Collects the first mention of each thing in each text. A text does not mention itself.
    pub fn of(model: &Model) -> Self {
        let texts: Vec<(Entity, &Prose)> = model.proses().collect();
        texts.par_iter().for_each(|(from, prose)| {
            prose.first_links.get_or_init(|| first_links(*from, prose));
        });
        let mut of: FxHashMap<Entity, Vec<(Entity, Marked)>> = FxHashMap::default();
        for (from, prose) in texts {
            for link in prose.first_links.get().into_iter().flatten() {
                of.entry(link.entity).or_default().push((from, *link));
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted for itself")]
        for mentions in of.values_mut() {
            mentions
                .sort_by(|(a, _), (b, _)| model.day_of(*b).cmp(&model.day_of(*a)).then(a.cmp(b)));
        }
        Self { of }
    }

    /// Mentions of a thing: newest text first.
    pub fn mentions_of(&self, entity: Entity, model: &Model) -> Vec<Mention> {
        reads::mentions(entity);
        let links = self.of.get(&entity).map_or(&[][..], Vec::as_slice);
        links
            .iter()
            .filter_map(|(from, link)| {
                let (before, marked, after) = sentence(model.prose_unnoted(*from)?, link, model);
                Some(Mention {
                    from: *from,
                    before,
                    marked,
                    after,
                })
            })
            .collect()
    }
}

/// A link in a text: between the nodes and bytes at which it begins and ends.
#[derive(Debug, Clone, Copy)]
pub(in crate::model) struct Marked {
    from: Position,
    to: Position,
    pub(in crate::model) entity: Entity,
}

/// The first link to each thing in a text.
fn first_links(from: Entity, prose: &Prose) -> Vec<Marked> {
    let mut first: Vec<Marked> = Vec::new();
    for link in links(prose) {
        if link.entity != from && first.iter().all(|other| other.entity != link.entity) {
            first.push(link);
        }
    }
    first
}

/// Links to records in a text, made by hand or by themselves, in order.
fn links(prose: &Prose) -> Vec<Marked> {
    let mut links: Vec<Marked> = prose
        .links
        .iter()
        .map(|link| Marked {
            from: link.from,
            to: link.to,
            entity: link.entity,
        })
        .collect();
    let place = |node: u32| Position { node, offset: 0 };
    for (reference, target) in prose.body.references.iter().zip(&prose.targets) {
        if let (Some((from, to)), None, Target::Entity(entity)) =
            (reference.events, &reference.fact, target)
        {
            links.push(Marked {
                from: place(from),
                to: place(to),
                entity: *entity,
            });
        }
    }
    links.sort_by_key(|link| link.from);
    links
}

/// The sentence that holds a reference, and how many other references to meetings are in it.
pub fn sentence_of_reference(
    prose: &Prose,
    index: usize,
    model: &Model,
) -> Option<(String, usize)> {
    let (node, _) = prose.body.references[index].events?;
    let place = Position { node, offset: 0 };
    let marked = links(prose).into_iter().find(|link| link.from == place)?;
    let (before, text, after) = sentence(prose, &marked, model);
    let whole = format!("{before}{text}{after}");
    let others = prose
        .targets
        .iter()
        .enumerate()
        .filter(|(other, target)| {
            let shown = crate::model::facts::text_of(model, prose, *other);
            *other != index
                && matches!(target, Target::Entity(Entity::Summit(_)))
                && **target != prose.targets[index]
                && whole.contains(&shown)
        })
        .count();
    Some((whole, others))
}

/// The sentence around a link: before, link text, after.
fn sentence(prose: &Prose, link: &Marked, model: &Model) -> (String, String, String) {
    let nodes = prose.nodes();
    let is_edge = |node: &Node| {
        matches!(node, Node::Start(e) | Node::End(e) if e.is_block())
            || matches!(node, Node::Card(_) | Node::Rule | Node::Html(_))
    };
    let at = link.from.node as usize;
    let first = nodes[..at]
        .iter()
        .rposition(|(node, _)| is_edge(node))
        .map_or(0, |edge| edge + 1);
    let last = nodes[at..]
        .iter()
        .position(|(node, _)| is_edge(node))
        .map_or(nodes.len(), |edge| at + edge);
    let begin = Position {
        node: first as u32,
        offset: 0,
    };
    let finish = Position {
        node: last as u32,
        offset: 0,
    };
    let mut text = String::with_capacity(512);
    plain(&mut text, prose, begin, link.from, model);
    let start = text.len();
    plain(&mut text, prose, link.from, link.to, model);
    let end = text.len();
    plain(&mut text, prose, link.to, finish, model);
    let whole = bounds(&text, start, end);
    let (from, to) = shorten(&text, whole.0, whole.1, start, end);
    let lead = if from > whole.0 { "… " } else { "" };
    let trail = if to < whole.1 { " …" } else { "" };
    (
        format!("{lead}{}", text[from..start].trim_start()),
        text[start..end].to_owned(),
        format!("{}{trail}", text[end..to].trim_end()),
    )
}

/// The sentence (Unicode Standard Annex #29) that holds the bytes from `start` to `end`.
///
/// Only what lies around its two ends is looked at in full: a paragraph is long, and most of it
/// cannot end a sentence.
fn bounds(text: &str, start: usize, end: usize) -> (usize, usize) {
    (sentence_start(text, start, end), sentence_end(text, end))
}

/// The last beginning of a sentence up to `start` and before `end`.
fn sentence_start(text: &str, start: usize, end: usize) -> usize {
    let mut rest = start;
    while let Some(stop) = text[..rest].rfind(may_end_sentence) {
        rest = letter_before(text, stop);
        let mut found = None;
        for begin in ends_of_sentences(text, rest).take_while(|at| *at <= start && *at < end) {
            found = Some(begin);
            if begin > stop {
                break;
            }
        }
        if let Some(begin) = found {
            return begin;
        }
    }
    0
}

/// The first end of a sentence from `end` on.
fn sentence_end(text: &str, end: usize) -> usize {
    let letter = letter_before(text, end);
    let Some(stop) = text[letter..].find(may_end_sentence) else {
        return text.len();
    };
    let near = letter_before(text, letter + stop);
    ends_of_sentences(text, near)
        .find(|at| *at >= end)
        .unwrap_or(text.len())
}

/// Where sentences end, read from a place before which nothing counts.
fn ends_of_sentences(text: &str, from: usize) -> impl Iterator<Item = usize> {
    let sentences = text[from..].split_sentence_bound_indices();
    sentences.map(move |(at, sentence)| from + at + sentence.len())
}

/// Whether a sentence may end with a character or with blanks and brackets after it. Letters,
/// figures and the marks within a sentence end none.
fn may_end_sentence(c: char) -> bool {
    !(c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '\'' | '’' | '“' | '”' | '(' | ')'))
}

/// The place of the last letter before a place, from which on sentences end as they do in the
/// whole text: no rule looks beyond a letter. Of the letters those will do that are plainly some.
fn letter_before(text: &str, at: usize) -> usize {
    text[..at].rfind(is_letter).unwrap_or(0)
}

fn is_letter(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | 'а'..='я' | 'А'..='Я' | 'ぁ'..='ん' | 'ァ'..='ヺ' | '一'..='鿿' | '가'..='힣')
}

/// Cuts a very long sentence at blanks, equally on both sides of the link.
fn shorten(text: &str, from: usize, to: usize, start: usize, end: usize) -> (usize, usize) {
    if text[from..to].chars().count() <= LONGEST {
        return (from, to);
    }
    let before = text[from..start]
        .char_indices()
        .rev()
        .take(LONGEST / 2)
        .filter(|(_, c)| *c == ' ')
        .last()
        .map_or(from, |(at, _)| from + at);
    let after = text[end..to]
        .char_indices()
        .take(LONGEST / 2)
        .filter(|(_, c)| *c == ' ')
        .last()
        .map_or(to, |(at, _)| end + at);
    (before, after)
}

/// The plain text between two places; citations and marks of footnotes leave no trace.
fn plain(text: &mut String, prose: &Prose, from: Position, to: Position, model: &Model) {
    let nodes = prose.nodes();
    let last = (to.node as usize + usize::from(to.offset > 0)).min(nodes.len());
    for (index, (node, _)) in nodes.iter().enumerate().take(last).skip(from.node as usize) {
        match node {
            Node::Text(chunk) | Node::Code(chunk) => {
                let piece = chunk.resolve(prose.file.text());
                let start = if index == from.node as usize {
                    from.offset as usize
                } else {
                    0
                };
                let end = if index == to.node as usize {
                    to.offset as usize
                } else {
                    piece.len()
                };
                text.push_str(piece.get(start..end).unwrap_or_default());
            }
            Node::SoftBreak | Node::HardBreak => text.push(' '),
            Node::Start(Element::Reference(index))
                if !prose.body.references[*index as usize].labelled =>
            {
                text.push_str(&crate::model::facts::text_of(model, prose, *index as usize));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The rule itself, for the whole text.
    fn bounds_of_whole(text: &str, start: usize, end: usize) -> (usize, usize) {
        let mut from = 0;
        for (at, sentence) in text.split_sentence_bound_indices() {
            if at <= start {
                from = at;
            }
            if at + sentence.len() >= end {
                return (from, at + sentence.len());
            }
        }
        (from, text.len())
    }

    #[test]
    fn what_ends_no_sentence_ends_none() {
        for c in ('\0'..=char::MAX).filter(|c| !may_end_sentence(*c)) {
            let text = format!("a{c} B{c}) B");
            assert_eq!(text.split_sentence_bounds().count(), 1, "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn a_sentence_is_found_from_nearby(
            pieces in proptest::collection::vec(
                prop_oneof![
                    "[a-zA-Z ]{1,6}",
                    "[.!?…。,;:)(\"” \n\r0-9]{1,3}",
                    "[а-яА-Я高市가éß\u{301}\u{200d}\u{85}\u{2029}]{1,3}",
                    Just("U.S. ".to_owned()),
                    Just("3.5 ".to_owned()),
                    "\\PC{1,2}",
                ],
                0..14,
            ),
            a in 0usize..200,
            b in 0usize..200,
        ) {
            let text = pieces.concat();
            let place = |at: usize| {
                let mut up_to = (0..=at % (text.len() + 1)).rev();
                up_to.find(|at| text.is_char_boundary(*at)).unwrap_or(0)
            };
            let (start, end) = (place(a).min(place(b)), place(a).max(place(b)));
            prop_assert_eq!(bounds(&text, start, end), bounds_of_whole(&text, start, end));
        }
    }
}
