//! Every name that is looked for, in one automaton.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::fold::fold;
use super::words;
use crate::model::country::CountryCode;
use crate::model::ids::{Entity, LeaderId};
use crate::model::types::{Event, Leader, Site, Summit};

/// How a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A full name, a name in its own script, an alias of several words.
    Full,
    /// A surname, or an alias of one word.
    Surname,
    /// The title of a meeting or an event.
    Title,
}

/// A name as it is looked for.
#[derive(Debug, Clone)]
pub(super) struct Surface {
    /// The name as the first record writes it, which tells where capitals belong.
    pub written: String,
    /// Whom or what it can mean.
    pub bearers: Vec<(Entity, Form)>,
}

/// All names.
#[derive(Debug)]
pub(super) struct Lexicon {
    automaton: Option<AhoCorasick>,
    surfaces: Vec<Surface>,
    /// Folded names of countries and cities, which a bare surname may be too.
    places: FxHashSet<String>,
}

impl Lexicon {
    /// Collects the names of everything. A record that turns links off is a candidate too: else its
    /// namesake would seem to be the only one.
    pub(super) fn of(
        site: &Site,
        leaders: &[Leader],
        summits: &[Summit],
        events: &[Event],
    ) -> Self {
        let mut names = Names::default();
        for (index, leader) in leaders.iter().enumerate() {
            names.leader(Entity::Leader(LeaderId::from_index(index)), leader);
        }
        for (index, summit) in summits.iter().enumerate() {
            let entity = Entity::Summit(crate::model::ids::SummitId::from_index(index));
            names.titles(entity, &summit.title, &summit.aliases);
        }
        for (index, event) in events.iter().enumerate() {
            let entity = Entity::Event(crate::model::ids::EventId::from_index(index));
            names.titles(entity, &event.title, &event.aliases);
        }
        let places = CountryCode::all()
            .flat_map(|code| {
                [
                    Some(code.name(&site.language)),
                    Some(code.name("en")),
                    code.other_name(),
                ]
            })
            .flatten()
            .chain(
                summits
                    .iter()
                    .filter_map(|summit| summit.place.city.as_deref()),
            )
            .chain(
                events
                    .iter()
                    .filter_map(|event| event.place.city.as_deref()),
            )
            // "Washington, D.C." is Washington.
            .flat_map(|name| [Some(name), name.split(',').next()])
            .flatten()
            .map(fold)
            .collect();
        let Names {
            order, surfaces, ..
        } = names;
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&order)
            .ok();
        Self {
            automaton: automaton.filter(|_| !order.is_empty()),
            surfaces,
            places,
        }
    }

    /// The next name at or after a place of a folded text: its range and what it is. Where the
    /// longest name at a place does not stand alone there, the caller goes on behind its start.
    pub(super) fn find_at(&self, folded: &str, from: usize) -> Option<(usize, usize, &Surface)> {
        let automaton = self.automaton.as_ref()?;
        let found = automaton.find(aho_corasick::Input::new(folded).span(from..folded.len()))?;
        Some((
            found.start(),
            found.end(),
            &self.surfaces[found.pattern().as_usize()],
        ))
    }

    /// Whether a bare surname (folded) could just as well be a word or a place.
    pub(super) fn is_doubtful(&self, surname: &str) -> bool {
        words::is_doubtful(surname) || self.places.contains(surname)
    }

    /// Whether a folded word is the name of a country or a city.
    pub(super) fn is_place(&self, word: &str) -> bool {
        self.places.contains(word)
    }
}

#[derive(Default)]
struct Names {
    order: Vec<String>,
    surfaces: Vec<Surface>,
    index: FxHashMap<String, usize>,
}

impl Names {
    fn leader(&mut self, entity: Entity, leader: &Leader) {
        self.add(&leader.name, entity, form_of(&leader.name));
        if let Some(native) = &leader.native_name {
            self.add(&native.text, entity, Form::Full);
        }
        if let Some(family) = &leader.family_name {
            self.add(family, entity, Form::Surname);
        }
        for alias in &leader.aliases {
            let particle = leader
                .family_name
                .as_ref()
                .is_some_and(|family| fold(family) == fold(alias));
            self.add(
                alias,
                entity,
                if particle {
                    Form::Surname
                } else {
                    form_of(alias)
                },
            );
        }
    }

    fn titles(&mut self, entity: Entity, title: &str, aliases: &[String]) {
        for name in std::iter::once(title).chain(aliases.iter().map(String::as_str)) {
            self.add(name, entity, Form::Title);
        }
    }

    fn add(&mut self, name: &str, entity: Entity, form: Form) {
        let folded = fold(name);
        // One letter is no name, be it a letter or a character.
        if folded.chars().count() < 2 {
            return;
        }
        let index = *self.index.entry(folded.clone()).or_insert_with(|| {
            self.order.push(folded);
            self.surfaces.push(Surface {
                written: name.trim().to_owned(),
                bearers: Vec::new(),
            });
            self.surfaces.len() - 1
        });
        let bearers = &mut self.surfaces[index].bearers;
        match bearers.iter_mut().find(|(other, _)| *other == entity) {
            // A full name that is also somebody's surname form stays a full name.
            Some((_, known)) if form == Form::Full => *known = Form::Full,
            Some(_) => {}
            None => bearers.push((entity, form)),
        }
    }
}

/// A name of several words, or in a script without blanks, is a full name.
fn form_of(name: &str) -> Form {
    let is_full = name.trim().contains(char::is_whitespace) || name.chars().any(is_unspaced);
    if is_full { Form::Full } else { Form::Surname }
}

/// Whether a character belongs to a script that does not separate words by blanks. Hangul does,
/// but appends particles to names.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' // Thai, Lao
        | '\u{1000}'..='\u{109f}' // Burmese
        | '\u{1100}'..='\u{11ff}' // Hangul letters
        | '\u{1780}'..='\u{17ff}' // Khmer
        | '\u{3040}'..='\u{30ff}' // Kana
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' // Han
        | '\u{ac00}'..='\u{d7af}' // Hangul syllables
        | '\u{20000}'..='\u{323af}' // Han, further
    )
}
