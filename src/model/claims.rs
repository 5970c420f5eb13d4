//! Claims that are typed by hand beside a link, compared with what is derived: "their third
//! meeting" in the sentence of a link to a sixth one.
//!
//! Only what is certain is told: one meeting of two leaders in the sentence, a claim of the
//! writer's own and not of somebody who is quoted.

use super::Model;
use super::derive::backlinks::sentence_of_reference;
use super::ids::Entity;
use super::types::Target;
use crate::diagnostic::{Code, Diagnostic};
use crate::language::Language;

/// Highest ordinal that is looked for.
const HIGHEST: usize = 40;

/// What a claim is about.
const NOUNS: [&str; 5] = ["meeting", "summit", "encounter", "talks", "face-to-face"];

/// What may stand between the ordinal and the noun.
const BETWEEN: [&str; 6] = [
    "face-to-face ",
    "in-person ",
    "personal ",
    "bilateral ",
    "formal ",
    "two-person ",
];

/// Words by which a sentence gives somebody else's count.
const REPORTED: [&str; 16] = [
    "called",
    "calls",
    "count",
    "counted",
    "counts",
    "according",
    "reported",
    "said",
    "says",
    "wrote",
    "writes",
    "press",
    "claimed",
    "wording",
    "“",
    "\"",
];

/// Faults of all claims beside links to meetings.
pub fn check(model: &Model) -> Vec<Diagnostic> {
    // What a claim looks like is known for English alone.
    let language = model.language.as_ref();
    if !language.tag().starts_with("en") {
        return Vec::new();
    }
    let mut faults = Vec::new();
    // Most texts claim nothing, and need no look at their sentences.
    let claiming = model
        .proses()
        .map(|(_, prose)| prose)
        .filter(|prose| prose.body.says_their);
    for prose in claiming {
        for (index, (reference, target)) in
            prose.body.references.iter().zip(&prose.targets).enumerate()
        {
            let Target::Entity(Entity::Summit(id)) = target else {
                continue;
            };
            if reference.fact.is_some() || reference.card {
                continue;
            }
            let facts = model.derived.pairs.at(*id, &model.summits);
            let [fact] = facts.as_slice() else { continue };
            let Some((sentence, others)) = sentence_of_reference(prose, index, model) else {
                continue;
            };
            let sentence = sentence.to_lowercase();
            if others > 0 || REPORTED.iter().any(|word| sentence.contains(word)) {
                continue;
            }
            if let Some(claimed) =
                claimed_ordinal(&sentence, language).filter(|claimed| *claimed != fact.ordinal)
            {
                let message = format!(
                    "the sentence says {}, but `{}` is the {} meeting of the two on record",
                    language.ordinal(claimed),
                    reference.target,
                    language.ordinal(fact.ordinal)
                );
                let help = format!(
                    "write [[{}:ordinal]] instead of the number, or say whose count it is",
                    reference.target
                );
                faults.push(
                    Diagnostic::new(Code::Claim, prose.at(reference.span), message).help(help),
                );
            }
        }
    }
    faults
}

/// The ordinal of "their third meeting" in a sentence in small letters.
fn claimed_ordinal(sentence: &str, language: &Language) -> Option<usize> {
    let (_, claim) = sentence.split_once("their ")?;
    let (number, rest) = (1..=HIGHEST)
        .flat_map(|n| [(n, language.ordinal(n)), (n, ordinal_digits(n))])
        .find_map(|(n, word)| {
            claim
                .strip_prefix(&format!("{word} "))
                .map(|rest| (n, rest))
        })?;
    let rest = BETWEEN
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest);
    NOUNS
        .iter()
        .any(|noun| rest.starts_with(noun))
        .then_some(number)
}

/// "6th", "21st": the other way in which English prints an ordinal.
fn ordinal_digits(n: usize) -> String {
    let suffix = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_an_ordinal_of_their_meetings() {
        assert_eq!(
            claimed_ordinal("it was their third meeting.", &Language::english()),
            Some(3)
        );
        assert_eq!(
            claimed_ordinal(
                "it was their 6th face-to-face meeting.",
                &Language::english()
            ),
            Some(6)
        );
        assert_eq!(
            claimed_ordinal("in their first years, the meeting", &Language::english()),
            None
        );
        assert_eq!(
            claimed_ordinal("the third meeting of the group", &Language::english()),
            None
        );
    }
}
