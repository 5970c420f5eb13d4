//! Reads a text name by name, and says what becomes of each. The rules are those of
//! `docs/names.md`: `neighbours` has the first two, `rules` the rest.

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::anachronism::Anachronism;
use super::fold::fold;
use super::lexicon::{Form, Lexicon, Surface};
use super::rules::Meant;
use super::text::{BLOCK, EDGE, Position, Text, WALL};
use super::title::{Titled, Titles};
use crate::model::Model;
use crate::model::ids::{Entity, LeaderId, SummitId};
use crate::model::types::Prose;

/// Why a name next to another capitalised word is left alone.
pub(super) const LONGER: &str = "part of a longer name";

/// What is known of a text besides its words.
#[derive(Debug)]
pub(super) struct Context {
    /// Whose text it is; it is not linked from there.
    pub own: Entity,
    /// Its day.
    pub day: Option<Date>,
    /// Leaders it is about by its front matter.
    pub leaders: Vec<LeaderId>,
}

impl Context {
    /// What a model knows of a text.
    pub(super) fn of(model: &Model, own: Entity) -> Self {
        Self {
            own,
            day: model.day_of(own),
            leaders: people_of(model, own),
        }
    }

    /// Whether a text reads the same in both. Articles are never linked by name, so it is all one
    /// which of them it is.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let is_same = self.own == other.own
            || matches!(
                (self.own, other.own),
                (Entity::Article(_), Entity::Article(_))
            );
        is_same && self.day == other.day && self.leaders == other.leaders
    }
}

/// Leaders whom a text is about by its front matter.
fn people_of(model: &Model, entity: Entity) -> Vec<LeaderId> {
    let mut people = Vec::new();
    let add_summit = |id: SummitId, people: &mut Vec<LeaderId>| {
        people.extend(model.summit(id).participants.iter().map(|p| p.leader))
    };
    match entity {
        Entity::Article(id) => {
            let article = model.article(id);
            people.extend(&article.leaders);
            article
                .summits
                .iter()
                .for_each(|summit| add_summit(*summit, &mut people));
            people.extend(article.trip.and_then(|trip| model.trip(trip).leader));
        }
        Entity::Summit(id) => add_summit(id, &mut people),
        Entity::Trip(id) => {
            people.extend(model.trip(id).leader);
            model
                .trip(id)
                .stops
                .iter()
                .for_each(|summit| add_summit(*summit, &mut people));
        }
        Entity::Event(_) | Entity::Leader(_) | Entity::Country(_) => {}
    }
    people.sort();
    people.dedup();
    people
}

/// A name that was found.
#[derive(Debug)]
pub(super) struct Found {
    /// The name with the title before it.
    pub text: String,
    /// Where the name begins.
    pub from: Position,
    /// Where it ends.
    pub to: Position,
    /// What becomes of it.
    pub decision: Decision,
}

/// The rule that decided, in words.
pub(super) type Rule = std::borrow::Cow<'static, str>;

/// What becomes of a name.
#[derive(Debug)]
pub(super) enum Decision {
    /// It becomes a link.
    Link {
        entity: Entity,
        rule: Rule,
        anachronism: Option<Anachronism>,
    },
    /// It stays plain.
    Leave {
        rule: Rule,
        ambiguous: Vec<Entity>,
        anachronism: Option<Anachronism>,
    },
}

/// Reads one text.
pub(super) struct Reader<'r> {
    pub(super) model: &'r Model,
    pub(super) lexicon: &'r Lexicon,
    pub(super) titles: &'r Titles,
    pub(super) context: &'r Context,
    pub(super) text: Text,
    /// What is a link by now.
    pub(super) linked: FxHashSet<Entity>,
    /// Who was named beyond doubt by now.
    pub(super) named: FxHashSet<LeaderId>,
    /// Surnames (folded) that stood in the name of somebody else.
    pub(super) shadowed: FxHashSet<String>,
    /// What was told as ambiguous.
    pub(super) told: FxHashSet<(String, Option<Date>)>,
    /// A title in the plural, and where the name after it ended.
    pub(super) plural: Option<(Titled, usize)>,
}

impl<'r> Reader<'r> {
    /// A reader of a text.
    pub(super) fn new(
        model: &'r Model,
        lexicon: &'r Lexicon,
        titles: &'r Titles,
        context: &'r Context,
        prose: &Prose,
    ) -> Self {
        let text = Text::of(prose, context.day);
        Self {
            model,
            lexicon,
            titles,
            context,
            text,
            linked: FxHashSet::default(),
            named: FxHashSet::default(),
            shadowed: FxHashSet::default(),
            told: FxHashSet::default(),
            plural: None,
        }
    }

    /// Finds and decides every name, in order.
    pub(super) fn read(mut self) -> Vec<Found> {
        let lexicon = self.lexicon;
        let mut all = Vec::new();
        let mut at = 0;
        let mut explicit = 0;
        while let Some(from) = lexicon.next_beginning(&self.text.text, at) {
            at = from + 1;
            let Some((to, surface)) = lexicon.name_at(&self.text.text, from) else {
                continue;
            };
            // Where the longest name at a place does not stand alone, none does.
            if !self.stands_alone(from, to, surface) {
                continue;
            }
            at = to;
            while let Some((_, entity)) = self
                .text
                .explicit
                .get(explicit)
                .copied()
                .filter(|(place, _)| *place < from)
            {
                self.note_link(entity);
                explicit += 1;
            }
            if self.text.is_closed(from) {
                continue;
            }
            let (Some(begin), Some(finish)) = (
                self.text.position(from, false),
                self.text.position(to, true),
            ) else {
                continue;
            };
            let (text, decision) = self.decide(from, to, surface);
            all.push(Found {
                text,
                from: begin,
                to: finish,
                decision,
            });
        }
        all
    }

    fn note_link(&mut self, entity: Entity) {
        self.linked.insert(entity);
        if let Entity::Leader(id) = entity {
            self.named.insert(id);
        }
    }

    fn decide(&mut self, from: usize, to: usize, surface: &Surface) -> (String, Decision) {
        let name = one_line(&self.text.text[from..to]);
        let day = self.text.day_at(from);
        let leaders: Vec<(LeaderId, Form)> = surface
            .bearers
            .iter()
            .filter_map(|(entity, form)| {
                if let Entity::Leader(id) = entity {
                    Some((*id, *form))
                } else {
                    None
                }
            })
            .collect();
        if leaders.is_empty() {
            let decision = match self.next_capital(to) {
                true => leave(LONGER),
                false => self.decide_title(surface),
            };
            return (name, decision);
        }
        if leaders
            .iter()
            .all(|(id, _)| !self.model.leader(*id).autolink)
        {
            return (name, leave("its record turns links off"));
        }
        let titled = self.title_before(from).or_else(|| self.title_in_row(from));
        let (shown, titled) = match titled {
            Some((titled, start)) => (one_line(&self.text.text[start..to]), Some(titled)),
            None => (name.clone(), None),
        };
        self.plural = titled
            .filter(|titled| titled.plural)
            .map(|titled| (titled, to));
        let is_surname = leaders.iter().all(|(_, form)| *form == Form::Surname);
        let folded = fold(&name);
        if let Some(reason) = self.longer_name(from, to, is_surname, titled.is_some()) {
            // A form of address or a rank leaves the surname open; another's given name does not.
            if is_surname && reason == LONGER {
                self.shadowed.insert(folded);
            }
            return (shown, leave(reason));
        }
        let people: Vec<LeaderId> = leaders.iter().map(|(id, _)| *id).collect();
        let meant = match titled {
            Some(titled) => self.by_title(titled, &people, is_surname, &folded, day, &shown),
            None => self.by_name(&people, is_surname, &folded, day),
        };
        let decision = self.conclude(meant, &shown, day);
        (shown, decision)
    }

    fn conclude(&mut self, meant: Meant, shown: &str, day: Option<Date>) -> Decision {
        match meant {
            Meant::One(id, rule, anachronism) => {
                self.named.insert(id);
                let entity = Entity::Leader(id);
                if entity == self.context.own {
                    return Decision::Leave {
                        rule: "its own page is not linked".into(),
                        ambiguous: Vec::new(),
                        anachronism,
                    };
                }
                if !self.model.leader(id).autolink {
                    return leave("its record turns links off");
                }
                if !self.linked.insert(entity) {
                    return Decision::Leave {
                        rule: "linked already".into(),
                        ambiguous: Vec::new(),
                        anachronism,
                    };
                }
                Decision::Link {
                    entity,
                    rule,
                    anachronism,
                }
            }
            Meant::Several(candidates, why) => {
                let first = self.told.insert((shown.to_owned(), day));
                Decision::Leave {
                    rule: format!("ambiguous: {why}").into(),
                    ambiguous: if first {
                        candidates.into_iter().map(Entity::Leader).collect()
                    } else {
                        Vec::new()
                    },
                    anachronism: None,
                }
            }
            Meant::Nobody(rule, anachronism) => Decision::Leave {
                rule,
                ambiguous: Vec::new(),
                anachronism,
            },
        }
    }

    /// Meetings and events: the title that one record bears.
    fn decide_title(&mut self, surface: &Surface) -> Decision {
        match surface.bearers.as_slice() {
            [(entity, _)] if *entity == self.context.own => leave("its own page is not linked"),
            all if !all.iter().any(|(entity, _)| self.wants_links(*entity)) => {
                leave("its record turns links off")
            }
            [(entity, _)] if !self.linked.insert(*entity) => leave("linked already"),
            [(entity, _)] => Decision::Link {
                entity: *entity,
                rule: "the title of one record".into(),
                anachronism: None,
            },
            several => Decision::Leave {
                rule: "ambiguous: several records bear this title".into(),
                ambiguous: several.iter().map(|(entity, _)| *entity).collect(),
                anachronism: None,
            },
        }
    }

    fn wants_links(&self, entity: Entity) -> bool {
        match entity {
            Entity::Summit(id) => self.model.summit(id).autolink,
            Entity::Event(id) => self.model.event(id).autolink,
            _ => true,
        }
    }
}

fn leave(rule: impl Into<Rule>) -> Decision {
    Decision::Leave {
        rule: rule.into(),
        ambiguous: Vec::new(),
        anachronism: None,
    }
}

/// A text on one line, without marks.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || matches!(c, EDGE | WALL | BLOCK))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
