//! A text with `{placeholders}`, parsed once, so that saying it is a join.

use std::borrow::Cow;

/// A parsed text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Template {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Place(String),
}

impl Template {
    /// Parses a text: `{name}` is a placeholder, `{{` and `}}` are braces. A brace that stands
    /// alone is told, and printed like any other character.
    pub(super) fn parse(text: &str) -> (Self, Option<&'static str>) {
        let mut template = Self::default();
        let mut fault = None;
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            template.push(&rest[..at]);
            let brace = &rest[at..=at];
            let after = &rest[at + 1..];
            if let Some(beyond) = after.strip_prefix(brace) {
                template.push(brace);
                rest = beyond;
            } else if let Some((name, beyond)) = placeholder(brace, after) {
                template.pieces.push(Piece::Place(name.to_owned()));
                rest = beyond;
            } else {
                fault = Some("a brace that belongs to no placeholder");
                template.push(brace);
                rest = after;
            }
        }
        template.push(rest);
        (template, fault)
    }

    fn push(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(text),
            _ if text.is_empty() => {}
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    /// The names of its placeholders.
    pub(super) fn places(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Place(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// The text with its placeholders filled. One that nobody fills stays visible.
    pub(super) fn fill(&self, arguments: &[(&str, &str)]) -> Cow<'_, str> {
        if let [Piece::Text(text)] = self.pieces.as_slice() {
            return Cow::Borrowed(text);
        }
        let own = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.len(),
            Piece::Place(_) => 0,
        });
        let filled = arguments.iter().map(|(_, argument)| argument.len());
        let mut said = String::with_capacity(own.chain(filled).sum());
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => said.push_str(text),
                Piece::Place(name) => match arguments.iter().find(|(known, _)| known == name) {
                    Some((_, argument)) => said.push_str(argument),
                    None => said.extend(["{", name, "}"]),
                },
            }
        }
        Cow::Owned(said)
    }
}

/// The name in braces, and what follows the closing one.
fn placeholder<'t>(brace: &str, after: &'t str) -> Option<(&'t str, &'t str)> {
    let (name, beyond) = after.split_once('}').filter(|_| brace == "{")?;
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    is_name.then_some((name, beyond))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> (String, bool) {
        let (template, fault) = Template::parse(text);
        let filled = template.fill(&[("n", "7"), ("name", "{n}")]).into_owned();
        (filled, fault.is_some())
    }

    #[test]
    fn places_are_filled_and_braces_stay() {
        assert_eq!(
            said("{n} by {name}, {other}"),
            ("7 by {n}, {other}".into(), false)
        );
        assert_eq!(said("{{n}} {n}}}"), ("{n} 7}".into(), false));
        assert_eq!(said(""), (String::new(), false));
        assert_eq!(said("日本{n}回"), ("日本7回".into(), false));
        assert_eq!(said("{n"), ("{n".into(), true));
        assert_eq!(said("{ n } and }"), ("{ n } and }".into(), true));
    }
}
