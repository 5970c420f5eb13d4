//! Who is meant by a name: rules 3 to 7 of `docs/names.md`.

use jiff::civil::Date;

use super::anachronism::Anachronism;
use super::decide::{Reader, Rule};
use super::title::{Titled, When, is_on};
use crate::diagnostic;
use crate::model::ids::LeaderId;

/// Who is meant.
pub(super) enum Meant {
    /// This one, by this rule.
    One(LeaderId, Rule, Option<Anachronism>),
    /// Nobody certain: the candidates.
    Several(Vec<LeaderId>, &'static str),
    /// Nobody of the site, as it seems.
    Nobody(Rule, Option<Anachronism>),
}

impl Reader<'_> {
    /// Rule 3: a title before the name, resolved by the day.
    pub(super) fn by_title(
        &self,
        titled: Titled,
        people: &[LeaderId],
        is_surname: bool,
        folded: &str,
        day: Option<Date>,
        shown: &str,
    ) -> Meant {
        let held = |id: &LeaderId| self.titles.held(titled, self.model.leader(*id), day);
        let fitting: Vec<LeaderId> = people.iter().copied().filter(held).collect();
        let rule = |when: &str| Rule::from(format!("the title, {when}"));
        match (fitting.as_slice(), day) {
            ([one], None) => return Meant::One(*one, rule("which only one ever held"), None),
            ([one], Some(day)) => {
                let current = titled.when == When::Former
                    && self.holds_now(titled, *one, day)
                    && !self.held_before_now(titled, *one, day);
                let wrong = current.then(|| self.still_in_office(titled, *one, day, shown));
                return Meant::One(
                    *one,
                    rule(&format!("as of {}", diagnostic::day(day))),
                    wrong,
                );
            }
            ([], Some(day)) => {
                let current: Vec<LeaderId> = people
                    .iter()
                    .copied()
                    .filter(|id| titled.when == When::Former && self.holds_now(titled, *id, day))
                    .collect();
                if let [one] = current.as_slice() {
                    return Meant::One(
                        *one,
                        rule("though still held"),
                        Some(self.still_in_office(titled, *one, day, shown)),
                    );
                }
                return self.by_other_days(titled, people, is_surname, day, shown);
            }
            ([], None) => {
                return Meant::Nobody("a title that nobody of this name held".into(), None);
            }
            _ => {}
        }
        // "then-President" says that the office of this day does not decide.
        let day = day.filter(|_| titled.when == When::Now);
        self.by_evidence(&fitting, folded, day, false)
    }

    /// Rule 3, where nobody held the title that day. A stranger may be meant, who has no record
    /// here: a surname is certain only if one leader bears it who held the title before.
    pub(super) fn by_other_days(
        &self,
        titled: Titled,
        people: &[LeaderId],
        is_surname: bool,
        day: Date,
        shown: &str,
    ) -> Meant {
        let terms = |id: &LeaderId| self.titles.terms(titled.title, self.model.leader(*id));
        let wrong = |id: LeaderId| Some(self.not_held(titled, id, day, shown));
        let past = |id: &LeaderId| terms(id).any(|office| office.to.is_some_and(|to| to <= day));
        let elect = Titled {
            when: When::Elect,
            ..titled
        };
        let soon = |id: &LeaderId| self.titles.held(elect, self.model.leader(*id), Some(day));
        if let [one] = people {
            let ever = terms(one).next().is_some();
            return match (past(one), ever) {
                (true, _) => Meant::One(
                    *one,
                    "the title, which this one held before".into(),
                    wrong(*one),
                ),
                _ if !is_surname => Meant::One(
                    *one,
                    "a full name, with a title not held".into(),
                    wrong(*one),
                ),
                (false, true) if soon(one) => Meant::One(
                    *one,
                    "the title, which this one was about to take up".into(),
                    wrong(*one),
                ),
                (false, true) if !self.took_office_by(*one, day) => {
                    Meant::Nobody("a title that this one took up later".into(), None)
                }
                _ if self.took_office_by(*one, day) => Meant::One(
                    *one,
                    "a surname that one leader bears, with a title never held".into(),
                    wrong(*one),
                ),
                _ => Meant::Nobody("a title that nobody of this name held".into(), wrong(*one)),
            };
        }
        let held: Vec<LeaderId> = people.iter().copied().filter(past).collect();
        match self.by_evidence(&held, "", None, false) {
            Meant::One(one, rule, _) if !held.is_empty() => Meant::One(one, rule, wrong(one)),
            _ => Meant::Several(
                people.to_vec(),
                "nobody of this name held the title that day",
            ),
        }
    }

    /// Rules 4 to 7: a name without a title.
    pub(super) fn by_name(
        &self,
        people: &[LeaderId],
        is_surname: bool,
        folded: &str,
        day: Option<Date>,
    ) -> Meant {
        match people {
            [one] if !is_surname => {
                Meant::One(*one, "a full name that one person bears".into(), None)
            }
            [_] if self.lexicon.is_doubtful(folded) && !self.is_named(people) => {
                Meant::Nobody("a surname that is also a word or a place".into(), None)
            }
            [one] if !self.shadowed.contains(folded) => {
                Meant::One(*one, "a surname that one leader bears".into(), None)
            }
            _ => self.by_evidence(people, folded, day, self.shadowed.contains(folded)),
        }
    }

    pub(super) fn is_named(&self, people: &[LeaderId]) -> bool {
        people.iter().any(|id| self.named.contains(id))
    }

    /// Whether a leader had taken up any office by a day, so that a text of that day can mean
    /// this one and no namesake.
    pub(super) fn took_office_by(&self, id: LeaderId, day: Date) -> bool {
        let offices = &self.model.leader(id).offices;
        offices.iter().any(|office| office.from <= day)
    }

    /// Rule 5: a name that several bear, if the text makes one of them certain.
    pub(super) fn by_evidence(
        &self,
        people: &[LeaderId],
        folded: &str,
        day: Option<Date>,
        shadowed: bool,
    ) -> Meant {
        let about: Vec<LeaderId> = people
            .iter()
            .copied()
            .filter(|id| self.context.leaders.contains(id))
            .collect();
        let named: Vec<LeaderId> = people
            .iter()
            .copied()
            .filter(|id| self.named.contains(id))
            .collect();
        match (about.as_slice(), named.as_slice()) {
            ([one], []) => return Meant::One(*one, "the text is about this one".into(), None),
            ([one], [other]) if one == other => {
                return Meant::One(
                    *one,
                    "the text is about this one, who was named before".into(),
                    None,
                );
            }
            ([], [one]) if !shadowed => {
                return Meant::One(*one, "named earlier beyond doubt".into(), None);
            }
            (several, [one]) if several.len() > 1 && several.contains(one) && !shadowed => {
                return Meant::One(*one, "named earlier beyond doubt".into(), None);
            }
            ([], []) if !shadowed => {
                let in_office: Vec<LeaderId> = match day {
                    Some(day) => people
                        .iter()
                        .copied()
                        .filter(|id| {
                            self.model
                                .leader(*id)
                                .offices
                                .iter()
                                .any(|office| is_on(office, day))
                        })
                        .collect(),
                    None => Vec::new(),
                };
                if let [one] = in_office.as_slice() {
                    return Meant::One(
                        *one,
                        "the only one of this name in any office that day".into(),
                        None,
                    );
                }
            }
            _ => {}
        }
        if people.len() == 1 {
            return Meant::Nobody(
                format!("somebody else called `{folded}` was named before").into(),
                None,
            );
        }
        Meant::Several(people.to_vec(), "the text makes none of them certain")
    }
}
