//! Which record or article a name in `[[…]]` and in front matter means.
//!
//! An exact match wins; else letters are folded for case and Unicode form (NFKC), and two
//! candidates are an error, never a guess. Former ids keep resolving.

use std::borrow::Cow;

use caseless::default_case_fold_str;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use super::ids::Entity;
use crate::diagnostic::{Location, nearest};

/// What a name can mean.
#[derive(Debug, Clone, PartialEq)]
pub enum Named {
    /// Something of this build.
    Here(Entity),
    /// Something that exists but is left out of this build, with its title.
    LeftOut(String),
}

/// Everything that has a name.
#[derive(Debug, Default)]
pub struct Names {
    /// By the folded name: what each of the names that fold to it means, in order.
    of: FxHashMap<Box<str>, Vec<(Box<str>, Candidate)>>,
}

/// One meaning of a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The id or slug itself.
    pub id: String,
    /// What is meant.
    pub named: Named,
    /// Where it is defined.
    pub at: Location,
}

/// The answer to a name.
#[derive(Debug, PartialEq)]
pub enum Lookup<'n> {
    /// One meaning.
    One(&'n Candidate),
    /// Several: the writer has to say which.
    Several(Vec<&'n Candidate>),
    /// None.
    None,
}

impl Names {
    /// Adds an id, a slug or a former id.
    pub fn add(&mut self, name: &str, candidate: Candidate) {
        let same = self.of.entry(fold(name).into()).or_default();
        same.push((name.into(), candidate));
    }

    /// What a name means.
    pub fn find(&self, name: &str) -> Lookup<'_> {
        let Some(found) = self.of.get(fold(name).as_ref()) else {
            return Lookup::None;
        };
        let has_exact = found.iter().any(|(written, _)| **written == *name);
        let mut distinct: Vec<&Candidate> = Vec::with_capacity(1);
        for (written, candidate) in found {
            let is_meant = !has_exact || **written == *name;
            if is_meant && distinct.iter().all(|other| other.named != candidate.named) {
                distinct.push(candidate);
            }
        }
        match distinct.as_slice() {
            [one] => Lookup::One(one),
            _ => Lookup::Several(distinct),
        }
    }

    /// What a name means literally, without folding, the first first.
    pub fn exact(&self, name: &str) -> impl Iterator<Item = &Candidate> {
        let same = self
            .of
            .get(fold(name).as_ref())
            .map_or(&[][..], Vec::as_slice);
        same.iter()
            .filter(move |(written, _)| **written == *name)
            .map(|(_, candidate)| candidate)
    }

    /// The known name nearest to an unknown one.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let known = self.of.values().flatten().map(|(written, _)| &**written);
        nearest(name, known)
    }
}

/// Folds letters for case and compatibility form (Unicode NFKC and default case folding).
pub fn fold(name: &str) -> Cow<'_, str> {
    if name
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        return Cow::Borrowed(name);
    }
    Cow::Owned(fold_letters(name.trim()))
}

/// Folds letters alone: blanks at the ends stay.
pub fn fold_letters(text: &str) -> String {
    let normal: String = text.nfkc().collect();
    default_case_fold_str(&normal).nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::SourceText;
    use crate::model::ids::{ArticleId, LeaderId};

    fn names(all: &[(&str, Entity)]) -> Names {
        let at = Location::start_of(&SourceText::new("x", ""));
        let mut names = Names::default();
        for (name, entity) in all {
            names.add(
                name,
                Candidate {
                    id: (*name).into(),
                    named: Named::Here(*entity),
                    at: at.clone(),
                },
            );
        }
        names
    }

    #[test]
    fn exact_wins_then_folding_and_never_a_guess() {
        let (a, b, c) = (
            ArticleId::from_index(0),
            ArticleId::from_index(1),
            LeaderId::from_index(0),
        );
        let names = names(&[
            ("Asia", Entity::Article(a)),
            ("asia", Entity::Article(b)),
            ("xi-jinping", Entity::Leader(c)),
        ]);
        let here = |lookup: Lookup<'_>| match lookup {
            Lookup::One(Candidate {
                named: Named::Here(entity),
                ..
            }) => Some(*entity),
            _ => None,
        };
        assert_eq!(here(names.find("asia")), Some(Entity::Article(b)));
        assert!(matches!(names.find("ASIA"), Lookup::Several(both) if both.len() == 2));
        assert_eq!(here(names.find("Ｘi-Jinping")), Some(Entity::Leader(c)));
        assert_eq!(names.find("nobody"), Lookup::None);
        assert_eq!(names.nearest("xi-jinpin"), Some("xi-jinping"));
    }
}
