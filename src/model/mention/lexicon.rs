//! Every name that is looked for, in one automaton.

use aho_corasick::Anchored;
use aho_corasick::automaton::Automaton;
use aho_corasick::nfa::contiguous::NFA;
use rustc_hash::{FxHashMap, FxHashSet};

use super::fold::{fold, fold_char};
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

/// What a byte of a text can be to the names, seen by itself.
#[derive(Debug, Clone, Copy, Default)]
struct Byte {
    /// Whether a name can begin with it.
    begins: bool,
    /// Whether no name in letters that are put together to words begins behind it.
    holds_on: bool,
}

/// All names.
#[derive(Debug)]
pub(super) struct Lexicon {
    automaton: Option<NFA>,
    surfaces: Vec<Surface>,
    /// What each byte of a text can be to a name.
    bytes: [Byte; 256],
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
        let automaton = NFA::builder().build(&order).ok();
        Self {
            automaton: automaton.filter(|_| !order.is_empty()),
            bytes: bytes_of(&order, &surfaces),
            surfaces,
            places,
        }
    }

    /// The next place of a text, at or after another, where a name may begin, as far as its first
    /// byte and the byte before it tell.
    pub(super) fn next_beginning(&self, text: &str, from: usize) -> Option<usize> {
        let bytes = text.as_bytes();
        let mut before = match from.checked_sub(1) {
            Some(at) => self.bytes[usize::from(bytes[at])],
            None => Byte::default(),
        };
        for (at, byte) in bytes.iter().enumerate().skip(from) {
            let class = self.bytes[usize::from(*byte)];
            if class.begins && !(before.holds_on && byte.is_ascii()) {
                return Some(at);
            }
            before = class;
        }
        None
    }

    /// The longest name that begins at a place of a text: where it ends, and what it is.
    pub(super) fn name_at(&self, text: &str, from: usize) -> Option<(usize, &Surface)> {
        let mut walk = Walk {
            automaton: self.automaton.as_ref()?,
            state: self.automaton.as_ref()?.start_state(Anchored::Yes).ok()?,
            length: 0,
            found: None,
            is_over: false,
        };
        let mut after_blank = false;
        for (at, c) in text[from..].char_indices() {
            fold_char(c, |folded| {
                if !(after_blank && folded == ' ') {
                    walk.step(folded, from + at);
                }
                after_blank = folded == ' ';
            });
            // A mark that belongs to the letter before it begins nothing.
            if walk.is_over || walk.length == 0 {
                break;
            }
        }
        let (index, end) = walk.found?;
        Some((end.unwrap_or(text.len()), &self.surfaces[index]))
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

/// A walk through the automaton from the beginning of a name.
struct Walk<'l> {
    automaton: &'l NFA,
    state: aho_corasick::automaton::StateID,
    /// How many folded bytes were read.
    length: usize,
    /// The longest name so far, and the place of what was read after it.
    found: Option<(usize, Option<usize>)>,
    /// Whether no name goes on like this.
    is_over: bool,
}

impl Walk<'_> {
    /// Reads a folded character, which stands for one that begins at a place.
    fn step(&mut self, folded: char, at: usize) {
        let mut buffer = [0; 4];
        for byte in folded.encode_utf8(&mut buffer).bytes() {
            if self.is_over {
                return;
            }
            if let Some((_, end)) = &mut self.found {
                end.get_or_insert(at);
            }
            self.state = self.automaton.next_state(Anchored::Yes, self.state, byte);
            self.length += 1;
            self.is_over = self.automaton.is_dead(self.state);
            if self.automaton.is_match(self.state) {
                let pattern = self.automaton.match_pattern(self.state, 0);
                // A name that only ends here began further on.
                if self.automaton.pattern_len(pattern) == self.length {
                    self.found = Some((pattern.as_usize(), None));
                }
            }
        }
    }
}

/// The least byte with which a character of several bytes begins.
const FIRST_OF_SEVERAL: u8 = 0xc0;

/// What each byte of a text can be to names, folded and as they are written.
fn bytes_of(folded: &[String], surfaces: &[Surface]) -> [Byte; 256] {
    let mut bytes = [Byte::default(); 256];
    for (byte, class) in (0..=u8::MAX).zip(&mut bytes) {
        // What is no ASCII may be folded to anything, and may be of a script without blanks.
        class.begins = byte >= FIRST_OF_SEVERAL;
        class.holds_on = byte.is_ascii_alphanumeric() || b"-_@#".contains(&byte);
    }
    for (name, surface) in folded.iter().zip(surfaces) {
        let Some(first) = name.bytes().next().filter(u8::is_ascii) else {
            continue;
        };
        bytes[usize::from(first.to_ascii_uppercase())].begins = true;
        // A name that is written with a capital is never found without.
        if !surface.written.starts_with(char::is_uppercase) {
            bytes[usize::from(first)].begins = true;
        }
    }
    bytes
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
