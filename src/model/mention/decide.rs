//! The rules of `docs/names.md`, in their order.

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::fold::{Folded, fold};
use super::lexicon::{Form, Lexicon, Surface, is_unspaced};
use super::text::{BLOCK, EDGE, Position, Text, WALL};
use super::title::{Titled, Titles, When, is_on};
use super::words;
use crate::model::Model;
use crate::model::ids::{Entity, LeaderId};
use crate::model::types::{Office, Prose};
use crate::model::wording;

/// Why a name next to another capitalised word is left alone.
const LONGER: &str = "part of a longer name";

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

/// What becomes of a name.
#[derive(Debug)]
pub(super) enum Decision {
    /// It becomes a link.
    Link {
        entity: Entity,
        rule: String,
        anachronism: Option<Anachronism>,
    },
    /// It stays plain.
    Leave {
        rule: String,
        ambiguous: Vec<Entity>,
        anachronism: Option<Anachronism>,
    },
}

/// A title that its bearer did not hold.
#[derive(Debug)]
pub(super) struct Anachronism {
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub help: String,
}

/// Who is meant.
enum Meant {
    /// This one, by this rule.
    One(LeaderId, String, Option<Anachronism>),
    /// Nobody certain: the candidates.
    Several(Vec<LeaderId>, &'static str),
    /// Nobody of the site, as it seems.
    Nobody(String, Option<Anachronism>),
}

/// Reads one text.
pub(super) struct Reader<'r> {
    model: &'r Model,
    lexicon: &'r Lexicon,
    titles: &'r Titles,
    context: Context,
    text: Text,
    /// What is a link by now.
    linked: FxHashSet<Entity>,
    /// Who was named beyond doubt by now.
    named: FxHashSet<LeaderId>,
    /// Surnames (folded) that stood in the name of somebody else.
    shadowed: FxHashSet<String>,
    /// What was told as ambiguous.
    told: FxHashSet<(String, Option<Date>)>,
    /// A title in the plural, and where the name after it ended.
    plural: Option<(Titled, usize)>,
}

impl<'r> Reader<'r> {
    /// A reader of a text.
    pub(super) fn new(
        model: &'r Model,
        lexicon: &'r Lexicon,
        titles: &'r Titles,
        context: Context,
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
        let folded = Folded::of(&self.text.text);
        let mut all = Vec::new();
        let mut at = 0;
        let mut explicit = 0;
        while let Some((start, end, surface)) = self.lexicon.find_at(&folded.text, at) {
            let (from, to) = folded.original(start, end);
            if !self.stands_alone(from, to, surface) {
                at = start
                    + folded.text[start..]
                        .chars()
                        .next()
                        .map_or(1, char::len_utf8);
                continue;
            }
            at = end;
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

    /// Whether a name stands alone at its place, with its capitals.
    fn stands_alone(&self, from: usize, to: usize, surface: &Surface) -> bool {
        let text = &self.text.text;
        let name = &text[from..to];
        // "XI" is a numeral; TAKAICHI in capitals is a name.
        let shouted = name.chars().all(|c| c.is_uppercase()) && name != surface.written;
        if !capitals_fit(name, &surface.written) || (shouted && name.chars().count() < 4) {
            return false;
        }
        let (before, after) = (text[..from].chars().next_back(), text[to..].chars().next());
        let begins = name.chars().next().is_some_and(is_unspaced)
            || before.is_none_or(|c| self.may_precede(c, from));
        let ends = name.chars().next_back().is_some_and(is_unspaced)
            || after.is_none_or(|c| may_follow(c, &text[to..]));
        begins && ends
    }

    fn may_precede(&self, c: char, at: usize) -> bool {
        match c {
            '\'' | '’' => !self.text.text[..at - c.len_utf8()]
                .chars()
                .next_back()
                .is_some_and(char::is_alphanumeric),
            // A full stop between letters is no edge (UAX #29): "www.Trump.com".
            '.' => !self.text.text[..at - 1]
                .chars()
                .next_back()
                .is_some_and(char::is_alphanumeric),
            '-' | '‑' | '_' | '@' | '#' => false,
            c => !c.is_alphanumeric(),
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
                    rule: format!("ambiguous: {why}"),
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

    /// Rule 2: the name next to another capitalised word.
    fn longer_name(
        &self,
        from: usize,
        to: usize,
        is_surname: bool,
        titled: bool,
    ) -> Option<&'static str> {
        let text = &self.text.text;
        if text[from..to].chars().any(is_unspaced) {
            return text[to..].starts_with("思想").then_some(LONGER);
        }
        if !titled
            && let Some((start, word)) = self.word_before(from)
            && let Some(reason) = self.objection(start, word, is_surname)
        {
            return Some(reason);
        }
        let before = text[..from].trim_end_matches([' ', '\u{a0}', EDGE]);
        let after = text[to..].trim_start_matches([' ', EDGE]);
        // "Johnson & Johnson" is a company; "Presidents Clinton & Yeltsin" are two people.
        let company = !titled && (before.ends_with('&') || after.starts_with('&'));
        let apart = before.len() < from;
        let unread = is_surname && apart && before.ends_with(WALL);
        let nickname = is_surname && apart && ends_with_quotation_of_words(before);
        let town = is_surname && !titled && self.is_place_after_comma(&text[to..]);
        let date = words::is_calendar(&fold(&text[from..to]))
            && after.starts_with(|c: char| c.is_ascii_digit());
        (company || unread || nickname || town || date || self.next_capital(to)).then_some(LONGER)
    }

    /// Whether a place follows after a comma: "Clinton, Iowa".
    fn is_place_after_comma(&self, after: &str) -> bool {
        let Some(rest) = after.strip_prefix(", ") else {
            return false;
        };
        let word: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
        let ends = rest[word.len()..].starts_with([',', '.', ';', ')', BLOCK]);
        let folded = fold(&word);
        word.starts_with(char::is_uppercase)
            && (words::is_us_state(&folded) || (ends && self.lexicon.is_place(&folded)))
    }

    /// Whether a capitalised word follows, with only a blank between.
    fn next_capital(&self, to: usize) -> bool {
        let rest = self.text.text[to..].trim_start_matches(EDGE);
        let Some(next) = rest.strip_prefix([' ', '\u{a0}']) else {
            return false;
        };
        let next = next.trim_start_matches([' ', EDGE]);
        let word: String = next
            .chars()
            .take_while(|c| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-'))
            .collect();
        let folded = fold(word.split(['\'', '’']).next().unwrap_or_default());
        word.starts_with(char::is_uppercase) && word != "I" && !words::is_calendar(&folded)
    }

    /// Why a word before a name makes it another's.
    fn objection(&self, start: usize, word: &str, is_surname: bool) -> Option<&'static str> {
        let folded = fold(word.trim_end_matches('.'));
        let capital = word.starts_with(char::is_uppercase);
        if is_surname && words::is_of_a_woman(&folded) {
            return Some("a form of address that may be another's of the family");
        }
        if is_surname && (words::is_small_rank(&folded) || (capital && words::is_rank(&folded))) {
            return Some("a rank that no record has");
        }
        if matches!(folded.as_str(), "vice" | "deputy" | "shadow" | "assistant") {
            return Some("an office that no record has");
        }
        if is_surname && !capital && words::is_of_a_relative(&folded) {
            return Some(LONGER);
        }
        if !capital || folded.ends_with("'s") || folded.ends_with("s'") {
            return None;
        }
        let letters = word.trim_end_matches('.');
        if letters.chars().count() == 1 {
            let article = letters == "A" && !word.ends_with('.');
            return (!article).then_some(LONGER);
        }
        let first = folded.split('-').next().unwrap_or_default();
        let hour = matches!(folded.as_str(), "pm" | "am" | "p.m" | "a.m");
        let harmless = hour
            || words::is_qualifier(&folded)
            || (first.len() < folded.len() && words::is_qualifier(first))
            || (words::is_opener(&folded) && self.begins_sentence(start))
            || (!is_surname && (words::is_of_a_woman(&folded) || words::is_rank(&folded)));
        (!harmless).then_some(LONGER)
    }

    /// Whether a sentence begins at a place, or a clause that may have a capital.
    fn begins_sentence(&self, at: usize) -> bool {
        let before = self.text.text[..at].trim_end_matches([' ', '\u{a0}', EDGE]);
        let last = before
            .trim_end_matches(['“', '‘', '"', '\'', '(', '['])
            .trim_end()
            .chars()
            .next_back();
        last.is_none_or(|c| {
            matches!(
                c,
                BLOCK | WALL | '.' | '!' | '?' | ':' | ';' | '…' | '—' | '–'
            )
        }) || before.ends_with(['“', '‘', '"', '('])
    }

    /// Rule 3: a title before the name, resolved by the day.
    fn by_title(
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
        let rule = |when: &str| format!("the title, {when}");
        match (fitting.as_slice(), day) {
            ([one], None) => return Meant::One(*one, rule("which only one ever held"), None),
            ([one], Some(day)) => {
                let current = titled.when == When::Former
                    && self.holds_now(titled, *one, day)
                    && !self.held_before_now(titled, *one, day);
                let wrong = current.then(|| self.still_in_office(titled, *one, day, shown));
                return Meant::One(*one, rule(&format!("as of {}", wording::day(day))), wrong);
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
    fn by_other_days(
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
    fn by_name(
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

    fn is_named(&self, people: &[LeaderId]) -> bool {
        people.iter().any(|id| self.named.contains(id))
    }

    /// Whether a leader had taken up any office by a day, so that a text of that day can mean
    /// this one and no namesake.
    fn took_office_by(&self, id: LeaderId, day: Date) -> bool {
        let offices = &self.model.leader(id).offices;
        offices.iter().any(|office| office.from <= day)
    }

    /// Rule 5: a name that several bear, if the text makes one of them certain.
    fn by_evidence(
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
                format!("somebody else called `{folded}` was named before"),
                None,
            );
        }
        Meant::Several(people.to_vec(), "the text makes none of them certain")
    }

    fn holds_now(&self, titled: Titled, id: LeaderId, day: Date) -> bool {
        self.titles
            .terms(titled.title, self.model.leader(id))
            .any(|office| is_on(office, day))
    }

    fn held_before_now(&self, titled: Titled, id: LeaderId, day: Date) -> bool {
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

    fn still_in_office(&self, titled: Titled, id: LeaderId, day: Date, shown: &str) -> Anachronism {
        let leader = self.model.leader(id);
        let office = self
            .titles
            .terms(titled.title, leader)
            .find(|office| is_on(office, day));
        let since = office
            .map(|office| format!(", since {}", wording::day(office.from)))
            .unwrap_or_default();
        let title = office.map_or_else(|| "this office".to_owned(), |office| office.title.clone());
        Anachronism {
            message: format!(
                "`{shown}`: on {} {} still was {title}{since}",
                wording::day(day),
                leader.name
            ),
            help: "leave the word out, or mend the dates of the office".into(),
        }
    }

    /// What was held until when, and who held the title that day.
    fn not_held(&self, titled: Titled, id: LeaderId, day: Date, shown: &str) -> Anachronism {
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
                office.to.map(wording::day).unwrap_or_default()
            ),
            (None, Some(office)) => {
                format!("became {} on {}", office.title, wording::day(office.from))
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
            .map(|name| format!("; on {} it was {name}", wording::day(day)))
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

    /// A title directly before a place: what it is, and where it begins.
    fn title_before(&self, at: usize) -> Option<(Titled, usize)> {
        let nearest = self.word_before(at)?;
        if !self.titles.may_end_with(&fold(nearest.1)) {
            return None;
        }
        let mut words: Vec<(usize, &str)> = Vec::new();
        let mut place = at;
        while words.len() <= self.titles.longest() + 1 {
            let Some((start, word)) = self.word_before(place) else {
                break;
            };
            words.push((start, word));
            place = start;
        }
        for count in (1..=words.len().min(self.titles.longest())).rev() {
            let phrase: Vec<String> = words[..count]
                .iter()
                .rev()
                .map(|(_, word)| fold(word))
                .collect();
            let Some((title, plural, mut when)) = self.title_of(&phrase.join(" ")) else {
                continue;
            };
            let mut start = words[count - 1].0;
            // "At 5 PM Trump left" names no prime minister.
            let digit = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
            if phrase == ["pm"] && words.get(count).is_some_and(|(_, word)| digit(word)) {
                return None;
            }
            if let Some((earlier, word)) = words.get(count) {
                let word = fold(word);
                if matches!(
                    word.as_str(),
                    "vice" | "deputy" | "shadow" | "assistant" | "lord"
                ) {
                    return None;
                }
                // "Then" with a capital begins a sentence and shifts nothing.
                let capital = words[count].1.starts_with(char::is_uppercase);
                if let Some(other) =
                    modifier(&word).filter(|when| !capital || *when == When::Former)
                {
                    when = other;
                    start = *earlier;
                }
            }
            return Some((
                Titled {
                    title,
                    when,
                    plural,
                },
                start,
            ));
        }
        None
    }

    /// The title that a phrase is, with "ex-", "then-" or "-elect" joined to it.
    fn title_of(&self, phrase: &str) -> Option<(super::title::TitleId, bool, When)> {
        if let Some((title, plural)) = self.titles.find(phrase) {
            return Some((title, plural, When::Now));
        }
        for (prefix, when) in [
            ("ex-", When::Former),
            ("former-", When::Former),
            ("then-", When::Then),
        ] {
            if let Some((title, plural)) = phrase
                .strip_prefix(prefix)
                .and_then(|rest| self.titles.find(rest))
            {
                return Some((title, plural, when));
            }
        }
        let (title, plural) = phrase
            .strip_suffix("-elect")
            .and_then(|rest| self.titles.find(rest))?;
        Some((title, plural, When::Elect))
    }

    /// The plural title before the first of a row of names, for a later one of the row.
    fn title_in_row(&self, at: usize) -> Option<(Titled, usize)> {
        let (titled, end) = self.plural?;
        let between = self.text.text.get(end..at)?;
        let between = between
            .strip_prefix("’s")
            .or_else(|| between.strip_prefix("'s"))
            .unwrap_or(between);
        let joined = between.replace([EDGE, '\n'], " ");
        match joined.trim() {
            "," => Some((titled, at)),
            // After "and" comes the last of the row.
            "and" | ", and" | "or" | ", or" | "&" => Some((
                Titled {
                    plural: false,
                    ..titled
                },
                at,
            )),
            _ => None,
        }
    }

    /// The word directly before a place, with only a blank between, and where it begins. A full
    /// stop belongs to it only in "Mr.", "W." and the like.
    fn word_before(&self, at: usize) -> Option<(usize, &str)> {
        let before = &self.text.text[..at];
        let trimmed = before.trim_end_matches([' ', '\u{a0}', '\n', EDGE]);
        if trimmed.len() == before.len() || trimmed.ends_with([WALL, BLOCK]) {
            return None;
        }
        let length: usize = trimmed
            .chars()
            .rev()
            .take_while(|c| c.is_alphanumeric() || matches!(c, '\'' | '’' | '.' | '-' | '‑'))
            .map(char::len_utf8)
            .sum();
        let start = trimmed.len() - length;
        let word = &trimmed[start..];
        if word.is_empty() || word.chars().all(|c| !c.is_alphanumeric()) {
            return None;
        }
        let abbreviation = word
            .trim_end_matches('.')
            .chars()
            .filter(|c| *c != '.')
            .count()
            <= 3;
        if word.ends_with('.')
            && !(abbreviation && word.chars().next().is_some_and(char::is_uppercase))
        {
            return None;
        }
        Some((start, word))
    }
}

/// Whether a text ends with a quotation that ends in a word, as a nickname between names does.
fn ends_with_quotation_of_words(text: &str) -> bool {
    let inner = text.strip_suffix(['”', '"']);
    inner.is_some_and(|inner| inner.ends_with(char::is_alphanumeric))
}

fn leave(rule: impl Into<String>) -> Decision {
    Decision::Leave {
        rule: rule.into(),
        ambiguous: Vec::new(),
        anachronism: None,
    }
}

/// Words that shift the day of a title.
fn modifier(word: &str) -> Option<When> {
    match word {
        "former" | "ex" | "onetime" | "ousted" => Some(When::Former),
        "then" => Some(When::Then),
        "late" => Some(When::Late),
        "incoming" | "future" => Some(When::Elect),
        _ => None,
    }
}

/// What may stand directly behind a name: `rest` begins with `c`.
fn may_follow(c: char, rest: &str) -> bool {
    let after = |n: usize| rest.chars().nth(n);
    match c {
        '\'' | '’' => match after(1) {
            Some('s' | 'S') => after(2).is_none_or(|c| !c.is_alphanumeric()),
            Some(c) => !c.is_alphanumeric(),
            None => true,
        },
        '-' | '‑' | '.' => !after(1).is_some_and(char::is_alphanumeric),
        '_' | '@' => false,
        c => !c.is_alphanumeric() && !('\u{300}'..='\u{36f}').contains(&c),
    }
}

/// Whether a text has capitals where the record has them.
fn capitals_fit(found: &str, written: &str) -> bool {
    let upper = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let split = |text: &str| -> Vec<String> {
        text.split([' ', '-', '‑', '\n', '\u{a0}'])
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (found, written) = (split(found), split(written));
    if found.len() != written.len() {
        return found.first().is_some_and(|word| upper(word))
            || !written.first().is_some_and(|word| upper(word));
    }
    found
        .iter()
        .zip(&written)
        .all(|(found, written)| upper(found) || !upper(written))
}

/// A text on one line, without marks.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || matches!(c, EDGE | WALL | BLOCK))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
