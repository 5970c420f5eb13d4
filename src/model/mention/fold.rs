//! Text folded for comparison: small letters, no diacritics, one blank for any white space, with
//! the way back to the place in the text as it stands.

use unicode_normalization::UnicodeNormalization;

/// A folded text.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The text.
    pub text: String,
    /// For each byte of it, and for its end: the byte of the original.
    pub origin: Vec<u32>,
}

impl Folded {
    /// Folds a text.
    pub(super) fn of(text: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(text.len()),
            origin: Vec::with_capacity(text.len() + 1),
        };
        for (at, c) in text.char_indices() {
            folded.push(c, at as u32);
        }
        folded.origin.push(text.len() as u32);
        folded
    }

    fn push(&mut self, c: char, at: u32) {
        match c {
            // Most of a text; one byte for one byte.
            c if c.is_ascii_graphic() => {
                self.text.push(c.to_ascii_lowercase());
                self.origin.push(at);
            }
            c if c.is_whitespace() => {
                if !self.text.ends_with(' ') {
                    self.put(' ', at);
                }
            }
            '’' | '‘' | 'ʼ' => self.put('\'', at),
            '‐' | '‑' => self.put('-', at),
            c if c.is_ascii() => self.put(c, at),
            c => self.put_folded(c, at),
        }
    }

    /// Letters of Latin, Greek and Cyrillic lose their marks; other scripts stay as they are, for
    /// a mark there is no ornament.
    fn put_folded(&mut self, c: char, at: u32) {
        let plain = match c {
            'ø' | 'Ø' => "o",
            'ł' | 'Ł' => "l",
            'đ' | 'Đ' | 'ð' | 'Ð' => "d",
            'ı' | 'İ' => "i",
            'ß' => "ss",
            'æ' | 'Æ' => "ae",
            'œ' | 'Œ' => "oe",
            'þ' | 'Þ' => "th",
            '\u{300}'..='\u{36f}' => return,
            _ => "",
        };
        if !plain.is_empty() {
            plain.chars().for_each(|c| self.put(c, at));
        } else if c < '\u{530}' || ('\u{1e00}'..'\u{2000}').contains(&c) {
            let letters = std::iter::once(c)
                .nfd()
                .filter(|c| !('\u{300}'..='\u{36f}').contains(c));
            letters
                .flat_map(char::to_lowercase)
                .for_each(|c| self.put(c, at));
        } else {
            c.to_lowercase().for_each(|c| self.put(c, at));
        }
    }

    fn put(&mut self, c: char, at: u32) {
        self.text.push(c);
        self.origin.extend(std::iter::repeat_n(at, c.len_utf8()));
    }

    /// The place in the original of a range of the folded text.
    pub(super) fn original(&self, start: usize, end: usize) -> (usize, usize) {
        (self.origin[start] as usize, self.origin[end] as usize)
    }
}

/// A short text, folded, without the way back.
pub fn fold(text: &str) -> String {
    Folded::of(text.trim()).text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_and_finds_the_way_back() {
        let text = "Recep  Tayyip\nErdoğan’s Łódź";
        let folded = Folded::of(text);
        assert_eq!(folded.text, "recep tayyip erdogan's lodz");
        let start = folded.text.find("erdogan").unwrap();
        let (from, to) = folded.original(start, start + "erdogan".len());
        assert_eq!(&text[from..to], "Erdoğan");
    }

    #[test]
    fn marks_of_other_scripts_stay() {
        assert_eq!(fold("が 이재명 नरेन्द्र"), "が 이재명 नरेन्द्र");
        assert_eq!(fold("Михаил Горбачёв"), fold("Михаил Горбачев"));
    }
}
