//! Titles that their bearers did not hold on the day of the text: what was held, until when, and
//! who held it that day.

use jiff::civil::Date;

use super::decide::Reader;
use super::title::{Titled, is_on};
use crate::diagnostic;
use crate::model::ids::LeaderId;
use crate::model::types::Office;

/// A title that its bearer did not hold.
#[derive(Debug)]
pub(super) struct Anachronism {
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub help: String,
}

impl Reader<'_> {
    pub(super) fn holds_now(&self, titled: Titled, id: LeaderId, day: Date) -> bool {
        self.titles
            .terms(titled.title, self.model.leader(id))
            .any(|office| is_on(office, day))
    }

    pub(super) fn held_before_now(&self, titled: Titled, id: LeaderId, day: Date) -> bool {
        let leader = self.model.leader(id);
        let current = self
            .titles
            .terms(titled.title, leader)
            .find(|office| is_on(office, day))
            .map(|office| crate::model::derive::office_on::tenure_start(leader, office));
        self.titles.terms(titled.title, leader).any(|office| {
            office
                .to
                .is_some_and(|to| current.is_some_and(|start| to < start))
        })
    }

    pub(super) fn still_in_office(
        &self,
        titled: Titled,
        id: LeaderId,
        day: Date,
        shown: &str,
    ) -> Anachronism {
        let leader = self.model.leader(id);
        let office = self
            .titles
            .terms(titled.title, leader)
            .find(|office| is_on(office, day));
        let since = office
            .map(|office| format!(", since {}", diagnostic::day(office.from)))
            .unwrap_or_default();
        let title = office.map_or_else(|| "this office".to_owned(), |office| office.title.clone());
        Anachronism {
            message: format!(
                "`{shown}`: on {} {} still was {title}{since}",
                diagnostic::day(day),
                leader.name
            ),
            help: "leave the word out, or mend the dates of the office".into(),
        }
    }

    /// What was held until when, and who held the title that day.
    pub(super) fn not_held(
        &self,
        titled: Titled,
        id: LeaderId,
        day: Date,
        shown: &str,
    ) -> Anachronism {
        let leader = self.model.leader(id);
        let terms: Vec<&Office> = self.titles.terms(titled.title, leader).collect();
        let past = terms
            .iter()
            .filter(|office| office.to.is_some_and(|to| to <= day))
            .max_by_key(|office| office.to);
        let coming = terms
            .iter()
            .filter(|office| office.from > day)
            .min_by_key(|office| office.from);
        let held = match (past, coming) {
            (Some(office), _) => format!(
                "was {} until {}",
                office.title,
                office.to.map(diagnostic::day).unwrap_or_default()
            ),
            (None, Some(office)) => {
                format!(
                    "became {} on {}",
                    office.title,
                    diagnostic::day(office.from)
                )
            }
            (None, None) => "never held such an office on record".to_owned(),
        };
        let own = past.or(coming);
        let holder = own.and_then(|own| {
            self.model.leaders.iter().find_map(|other| {
                let same = |office: &&Office| {
                    office.title == own.title && office.country == own.country && is_on(office, day)
                };
                other.offices.iter().find(same).map(|_| other.name.as_str())
            })
        });
        let holder = holder
            .map(|name| format!("; on {} it was {name}", diagnostic::day(day)))
            .unwrap_or_default();
        let help = match (past, coming) {
            (Some(_), _) => format!(
                "write “former {}”, or name the one who held it",
                shown.trim()
            ),
            _ => "mend the title, or the dates of the office".to_owned(),
        };
        Anachronism {
            message: format!("`{shown}`: {} {held}{holder}", leader.name),
            help,
        }
    }
}
