//! Text folded for comparison: small letters, no diacritics, one blank for any white space.

use unicode_normalization::UnicodeNormalization;

/// Hands on what a character is folded to; white space is a blank, whatever stood before it.
pub(super) fn fold_char(c: char, mut put: impl FnMut(char)) {
    match c {
        // Most of a text; one byte for one byte.
        c if c.is_ascii_graphic() => put(c.to_ascii_lowercase()),
        c if c.is_whitespace() => put(' '),
        '’' | '‘' | 'ʼ' => put('\''),
        '‐' | '‑' => put('-'),
        c if c.is_ascii() => put(c),
        c => fold_letter(c, put),
    }
}

/// Letters of Latin, Greek and Cyrillic lose their marks; other scripts stay as they are, for a
/// mark there is no ornament.
fn fold_letter(c: char, put: impl FnMut(char)) {
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
        plain.chars().for_each(put);
    } else if c < '\u{530}' || ('\u{1e00}'..'\u{2000}').contains(&c) {
        let letters = std::iter::once(c)
            .nfd()
            .filter(|c| !('\u{300}'..='\u{36f}').contains(c));
        letters.flat_map(char::to_lowercase).for_each(put);
    } else {
        c.to_lowercase().for_each(put);
    }
}

/// A text, folded, without blanks at its ends.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.trim().chars() {
        fold_char(c, |c| {
            if c != ' ' || !folded.ends_with(' ') {
                folded.push(c);
            }
        });
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_lose_case_and_marks_and_blanks_are_one() {
        assert_eq!(
            fold(" Recep  Tayyip\nErdoğan’s Łódź "),
            "recep tayyip erdogan's lodz"
        );
    }

    #[test]
    fn marks_of_other_scripts_stay() {
        assert_eq!(fold("が 이재명 नरेन्द्र"), "が 이재명 नरेन्द्र");
        assert_eq!(fold("Михаил Горбачёв"), fold("Михаил Горбачев"));
    }
}
