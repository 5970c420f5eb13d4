//! What stands next to a name: whether it is a name at all there, a longer one, and with which
//! title.

use super::decide::{LONGER, Reader};
use super::fold::fold;
use super::lexicon::{Surface, is_unspaced};
use super::text::{BLOCK, EDGE, WALL};
use super::title::{Titled, When};
use super::words;

impl Reader<'_> {
    /// Whether a name stands alone at its place, with its capitals.
    pub(super) fn stands_alone(&self, from: usize, to: usize, surface: &Surface) -> bool {
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

    pub(super) fn may_precede(&self, c: char, at: usize) -> bool {
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

    /// Rule 2: the name next to another capitalised word.
    pub(super) fn longer_name(
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
    pub(super) fn is_place_after_comma(&self, after: &str) -> bool {
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
    pub(super) fn next_capital(&self, to: usize) -> bool {
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
    pub(super) fn objection(
        &self,
        start: usize,
        word: &str,
        is_surname: bool,
    ) -> Option<&'static str> {
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
    pub(super) fn begins_sentence(&self, at: usize) -> bool {
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

    /// A title directly before a place: what it is, and where it begins.
    pub(super) fn title_before(&self, at: usize) -> Option<(Titled, usize)> {
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
    pub(super) fn title_of(&self, phrase: &str) -> Option<(super::title::TitleId, bool, When)> {
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
    pub(super) fn title_in_row(&self, at: usize) -> Option<(Titled, usize)> {
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
    pub(super) fn word_before(&self, at: usize) -> Option<(usize, &str)> {
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
    fn words(text: &str) -> impl Iterator<Item = &str> + Clone {
        text.split([' ', '-', '‑', '\n', '\u{a0}'])
            .filter(|word| !word.is_empty())
    }
    let (mut found, mut written) = (words(found), words(written));
    if found.clone().count() != written.clone().count() {
        return found.next().is_some_and(upper) || !written.next().is_some_and(upper);
    }
    found
        .zip(written)
        .all(|(found, written)| upper(found) || !upper(written))
}
