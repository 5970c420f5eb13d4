//! Titles before names: which there are, and who held one when.

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use super::fold::fold;
use crate::model::derive::days_between;
use crate::model::types::{Leader, Office};

/// A title, as a handle into the list of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TitleId(usize);

/// What stands before a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Titled {
    /// The title.
    pub title: TitleId,
    /// When it was held, as the words around it say.
    pub when: When,
    /// Whether it is in the plural and holds for the names that follow too.
    pub plural: bool,
}

/// When a title was held, seen from the day of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// On that day.
    Now,
    /// Before it: "former", "ex-".
    Former,
    /// At some time up to it: "then".
    Then,
    /// At some time before the bearer's death, which came before it: "late".
    Late,
    /// After it: "-elect", "incoming".
    Elect,
}

/// All titles that texts may use.
#[derive(Debug)]
pub(super) struct Titles {
    /// Words of a title (folded) to the title.
    known: FxHashMap<String, TitleId>,
    /// For each title: the heads of offices that it names.
    heads: Vec<Vec<String>>,
    longest: usize,
    /// Last words of all titles: most words before a name are none of these.
    ends: FxHashSet<String>,
}

/// Titles that mean the same, besides those that the offices of the site bring.
const SAME: &[&[&str]] = &[
    &["president", "pres", "pres."],
    &["vice president", "vice-president", "deputy president"],
    &["prime minister", "pm", "premier"],
    &["chancellor", "federal chancellor"],
    &[
        "general secretary",
        "secretary general",
        "secretary-general",
    ],
    &["first secretary"],
    &["chairman", "chairwoman", "chairperson"],
    &["king"],
    &["queen"],
    &["emperor"],
    &["pope"],
    &["sultan"],
    &["emir"],
    &["taoiseach"],
    &[
        "secretary of state",
        "us secretary of state",
        "united states secretary of state",
    ],
    &[
        "foreign minister",
        "minister of foreign affairs",
        "minister for foreign affairs",
    ],
    &["foreign secretary"],
    &["finance minister", "minister of finance"],
    &[
        "defence minister",
        "defense minister",
        "minister of defence",
        "minister of defense",
    ],
];

/// Days before the first in office in which somebody is "-elect".
const ELECT_DAYS: i32 = 200;

/// What may stand before "president" in the title of an office that a text calls so.
const ACTING: &[&str] = &["acting", "interim", "federal", "state"];

impl Titles {
    /// Titles of the offices of a site, and those that everybody uses.
    pub(super) fn of(leaders: &[Leader]) -> Self {
        let mut titles = Self {
            known: FxHashMap::default(),
            heads: Vec::new(),
            longest: 1,
            ends: FxHashSet::default(),
        };
        for same in SAME {
            let id = TitleId(titles.heads.len());
            titles
                .heads
                .push(same.iter().map(|title| (*title).to_owned()).collect());
            for title in *same {
                titles.name(title, id);
            }
        }
        for office in leaders.iter().flat_map(|leader| &leader.offices) {
            let whole = fold(&office.title);
            for wording in wordings(&head(&office.title))
                .into_iter()
                .chain(wordings(&whole))
            {
                if !titles.known.contains_key(&wording) && !wording.is_empty() {
                    let id = TitleId(titles.heads.len());
                    let own = if wording == head(&office.title) {
                        wording.clone()
                    } else {
                        whole.clone()
                    };
                    titles.heads.push(vec![own]);
                    titles.name(&wording, id);
                }
            }
        }
        titles
    }

    fn name(&mut self, title: &str, id: TitleId) {
        self.longest = self.longest.max(title.split(' ').count());
        self.ends
            .extend(title.rsplit([' ', '-']).next().map(str::to_owned));
        self.ends
            .extend(title.rsplit(' ').next().map(str::to_owned));
        self.known.insert(title.to_owned(), id);
    }

    /// Whether a title can end with a word (folded).
    pub(super) fn may_end_with(&self, word: &str) -> bool {
        let word = word.strip_suffix("-elect").unwrap_or(word);
        let last = word.rsplit('-').next().unwrap_or(word);
        [word, last].iter().any(|word| {
            let singular = word.strip_suffix('s');
            self.ends.contains(*word) || singular.is_some_and(|word| self.ends.contains(word))
        })
    }

    /// The most words that a title has.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// The title that some words (folded) are, and whether in the plural.
    pub(super) fn find(&self, words: &str) -> Option<(TitleId, bool)> {
        if let Some(id) = self.known.get(words) {
            return Some((*id, false));
        }
        let singular = words.strip_suffix('s')?;
        self.known.get(singular).map(|id| (*id, true))
    }

    /// Whether an office is what a title says.
    pub(super) fn is(&self, title: TitleId, office: &Office) -> bool {
        let own = head(&office.title);
        let whole = fold(&office.title);
        self.heads[title.0].iter().any(|wanted| {
            own == *wanted
                || whole == *wanted
                || whole.starts_with(&format!("{wanted} "))
                || own
                    .strip_suffix(wanted.as_str())
                    .is_some_and(|rest| ACTING.contains(&rest.trim()))
        })
    }

    /// Terms of a leader in such an office.
    pub(super) fn terms<'l>(
        &self,
        title: TitleId,
        leader: &'l Leader,
    ) -> impl Iterator<Item = &'l Office> {
        leader
            .offices
            .iter()
            .filter(move |office| self.is(title, office))
    }

    /// Whether a leader held such an office when the words say so, seen from a day; without a
    /// day, whether ever.
    pub(super) fn held(&self, titled: Titled, leader: &Leader, day: Option<Date>) -> bool {
        let Some(day) = day else {
            return self.terms(titled.title, leader).next().is_some();
        };
        self.terms(titled.title, leader)
            .any(|office| match titled.when {
                When::Now => is_on(office, day),
                When::Former => office.to.is_some_and(|to| to <= day),
                When::Then => office.from <= day,
                When::Late => {
                    let gone = leader.died.or(office.to);
                    office.from <= day && gone.is_some_and(|gone| gone <= day)
                }
                // Nobody is elected much longer before taking office.
                When::Elect => (1..=ELECT_DAYS).contains(&days_between(day, office.from)),
            })
    }
}

/// A title as texts write it: "Secretary of Defense" is "Defense Secretary" and "Defence
/// Secretary" too.
fn wordings(title: &str) -> Vec<String> {
    let mut all = vec![title.to_owned()];
    for rank in ["secretary", "minister"] {
        let field = [" of ", " for "]
            .iter()
            .find_map(|of| title.strip_prefix(&format!("{rank}{of}")));
        if let Some(field) = field.filter(|field| *field != "state") {
            all.push(format!("{field} {rank}"));
        }
    }
    let spelled: Vec<String> = all
        .iter()
        .filter(|title| title.contains("defen"))
        .flat_map(|title| {
            [
                title.replace("defense", "defence"),
                title.replace("defence", "defense"),
            ]
        })
        .collect();
    all.extend(spelled);
    all
}

/// Whether an office is held on a day.
pub(super) fn is_on(office: &Office, day: Date) -> bool {
    office.from <= day && office.to.is_none_or(|to| day < to)
}

/// The words of an office's title before the country or body: "Prime Minister of Japan" is a
/// prime minister.
fn head(title: &str) -> String {
    let folded = fold(title);
    let end = [" of ", " for ", ", "]
        .iter()
        .filter_map(|mark| folded.find(mark))
        .min();
    match end {
        // "Secretary of State" is no secretary.
        Some(_) if folded.starts_with("secretary of ") || folded.starts_with("minister ") => folded,
        Some(end) => folded[..end].to_owned(),
        None => folded,
    }
}
