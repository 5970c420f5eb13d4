//! Text to lines that fit: in a family that has all its letters, at the greatest size at which it
//! takes no more lines than it may.

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::fonts::{Face, Fonts};

/// What a card asks for.
#[derive(Debug, Clone)]
pub(in crate::render) struct Wanted<'a> {
    /// The text.
    pub(in crate::render) text: &'a str,
    /// Families, the one to be preferred first.
    pub(in crate::render) fonts: Vec<&'a str>,
    /// Weight, 100 to 900.
    pub(in crate::render) weight: u16,
    /// Pixels across that there is room for.
    pub(in crate::render) width: f32,
    /// Pixels that each blank is wider than in the font (`word-spacing`).
    pub(in crate::render) space: f32,
    /// Sizes in pixels, each with how many lines there may be of it; the first that takes the
    /// whole text is used, and at the last the text is cut.
    pub(in crate::render) tries: Vec<(f32, usize)>,
}

/// Lines that fit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(in crate::render) struct Fitted {
    /// The family that has the letters.
    pub(in crate::render) family: String,
    /// Size in pixels.
    pub(in crate::render) size: f32,
    /// The lines.
    pub(in crate::render) lines: Vec<String>,
    /// Pixels across of the longest.
    pub(in crate::render) width: f32,
}

/// Stands for what was cut off.
const ELLIPSIS: &str = "…";
/// Steps in which lines are made equally long: to within a 256th of the width.
const BALANCING_STEPS: usize = 8;

impl Fonts {
    /// Breaks a text into lines. Signs that no font of the theme has are left out; `None` where a
    /// letter is missing, since half a word would say something else, or where nothing is left.
    pub(in crate::render) fn fit(&self, wanted: &Wanted) -> Option<Fitted> {
        let first = Face {
            family: wanted.fonts.first().map_or("", |family| family).to_owned(),
            weight: wanted.weight,
        };
        let text = self.drawable(&first, wanted.text)?;
        let face = self.face_with_all(&text, wanted).unwrap_or(first);
        let (last, earlier) = wanted.tries.split_last()?;
        for (size, most) in earlier {
            let ruler = Ruler::new(self, &face, *size, wanted);
            if let Some(lines) = ruler.whole(&text, *most) {
                return Some(ruler.fitted(lines));
            }
        }
        let (size, most) = *last;
        let ruler = Ruler::new(self, &face, size, wanted);
        let lines = ruler.whole(&text, most);
        Some(ruler.fitted(lines.unwrap_or_else(|| ruler.cut(&text, most))))
    }

    /// A text in one line of plain blanks without the signs that cannot be drawn.
    fn drawable(&self, face: &Face, text: &str) -> Option<String> {
        let text: String = text.nfc().collect();
        let mut drawable = String::with_capacity(text.len());
        for letter in text.graphemes(true) {
            // A blank that keeps words together stays; any other is one place to break.
            if letter != "\u{a0}" && letter.chars().all(char::is_whitespace) {
                if !drawable.ends_with(' ') && !drawable.is_empty() {
                    drawable.push(' ');
                }
            } else if letter.chars().any(char::is_control) {
                // Has no shape.
            } else if self.letter(face, letter).is_some() {
                drawable.push_str(letter);
            } else if letter.chars().any(char::is_alphanumeric) {
                return None;
            }
        }
        drawable.truncate(drawable.trim_end().len());
        (!drawable.is_empty()).then_some(drawable)
    }

    /// The first family that has all letters of a text by itself: of those asked for, then of all.
    fn face_with_all(&self, text: &str, wanted: &Wanted) -> Option<Face> {
        let asked = wanted.fonts.iter().copied();
        let all = asked.chain(self.families().iter().map(String::as_str));
        all.map(|family| Face {
            family: family.to_owned(),
            weight: wanted.weight,
        })
        .find(|face| {
            let mut letters = text.graphemes(true);
            letters.all(|letter| self.letter(face, letter).is_some_and(|letter| letter.own))
        })
    }
}

/// Measures text in a face at a size, and breaks it.
struct Ruler<'f> {
    fonts: &'f Fonts,
    face: &'f Face,
    size: f32,
    room: f32,
    blank: f32,
}

/// What is never broken, with its width in pixels.
#[derive(Debug, Clone, Copy)]
struct Piece<'t> {
    text: &'t str,
    width: f32,
    /// Whether a blank stands before it, unless it begins a line.
    spaced: bool,
}

impl<'f> Ruler<'f> {
    fn new(fonts: &'f Fonts, face: &'f Face, size: f32, wanted: &Wanted) -> Self {
        let blank = fonts.letter(face, " ").map_or(0.25, |blank| blank.width);
        Self {
            fonts,
            face,
            size,
            room: wanted.width,
            blank: blank * size + wanted.space,
        }
    }

    fn fitted(&self, lines: Vec<String>) -> Fitted {
        let widths = lines.iter().map(|line| self.width(line));
        Fitted {
            family: self.face.family.clone(),
            size: self.size,
            width: widths.fold(0.0, f32::max),
            lines,
        }
    }

    fn width(&self, text: &str) -> f32 {
        let letters = text.graphemes(true).map(|letter| {
            if letter == " " || letter == "\u{a0}" {
                return self.blank;
            }
            let known = self.fonts.letter(self.face, letter);
            known.map_or(0.0, |letter| letter.width) * self.size
        });
        letters.sum()
    }

    /// The whole text in at most so many lines of about equal length, where that is possible.
    fn whole(&self, text: &str, most: usize) -> Option<Vec<String>> {
        let pieces = self.pieces(text);
        let lines = self.broken(&pieces, self.room)?;
        if lines.len() > most {
            return None;
        }
        // The narrowest column that takes no more lines.
        let (mut narrow, mut wide, mut best) = (0.0, self.room, lines);
        for _ in 0..BALANCING_STEPS {
            let middle = (narrow + wide) / 2.0;
            match self.broken(&pieces, middle) {
                Some(lines) if lines.len() <= best.len() => (wide, best) = (middle, lines),
                _ => narrow = middle,
            }
        }
        Some(best)
    }

    /// As much of a text as so many lines hold.
    fn cut(&self, text: &str, most: usize) -> Vec<String> {
        let pieces: Vec<Piece> = self
            .pieces(text)
            .into_iter()
            .flat_map(|piece| self.split(piece))
            .collect();
        let mut lines = self.broken(&pieces, self.room).unwrap_or_default();
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                *last = self.with_ellipsis(last);
            }
        }
        lines
    }

    /// A line with the sign that something is missing, shortened until both fit: by words, and a
    /// single word by letters.
    fn with_ellipsis(&self, line: &str) -> String {
        let mut kept = line;
        loop {
            let end = kept.trim_end_matches(|c: char| !c.is_alphanumeric());
            let line = format!("{end}{ELLIPSIS}");
            if end.is_empty() || self.width(&line) <= self.room {
                return line;
            }
            kept = match end.rfind(' ') {
                Some(blank) => &end[..blank],
                None => end
                    .grapheme_indices(true)
                    .next_back()
                    .map_or("", |(at, _)| &end[..at]),
            };
        }
    }

    /// Lines no longer than a column is wide; `None` where a piece is wider.
    fn broken(&self, pieces: &[Piece], column: f32) -> Option<Vec<String>> {
        let mut lines: Vec<String> = Vec::new();
        let mut used = 0.0;
        for piece in pieces {
            if piece.width > column {
                return None;
            }
            let before = if piece.spaced { self.blank } else { 0.0 };
            match lines.last_mut() {
                Some(line) if used + before + piece.width <= column => {
                    if piece.spaced {
                        line.push(' ');
                    }
                    line.push_str(piece.text);
                    used += before + piece.width;
                }
                _ => {
                    lines.push(piece.text.to_owned());
                    used = piece.width;
                }
            }
        }
        Some(lines)
    }

    fn piece<'t>(&self, text: &'t str, spaced: bool) -> Piece<'t> {
        Piece {
            text,
            width: self.width(text),
            spaced,
        }
    }

    /// A text at the places where a line may end.
    fn pieces<'t>(&self, text: &'t str) -> Vec<Piece<'t>> {
        let mut pieces = Vec::new();
        for word in text.split(' ') {
            let mut start = 0;
            let mut letters = word.grapheme_indices(true).peekable();
            while let Some((_, letter)) = letters.next() {
                let Some((next_at, next)) = letters.peek().copied() else {
                    break;
                };
                if may_break(letter, next) {
                    pieces.push(self.piece(&word[start..next_at], start == 0));
                    start = next_at;
                }
            }
            pieces.push(self.piece(&word[start..], start == 0));
        }
        pieces
    }

    /// A piece that is wider than a line, at as many letters as a line holds.
    fn split<'t>(&self, piece: Piece<'t>) -> Vec<Piece<'t>> {
        if piece.width <= self.room {
            return vec![piece];
        }
        let mut parts = Vec::new();
        let (mut start, mut used) = (0, 0.0);
        for (at, letter) in piece.text.grapheme_indices(true) {
            let width = self.width(letter);
            if used + width > self.room && at > start {
                parts.push(self.piece(&piece.text[start..at], piece.spaced && start == 0));
                (start, used) = (at, 0.0);
            }
            used += width;
        }
        parts.push(self.piece(&piece.text[start..], piece.spaced && start == 0));
        parts
    }
}

/// Whether a line may end between two letters of a word: after a dash, and in scripts that write
/// no blanks, but never before what closes or after what opens.
fn may_break(letter: &str, next: &str) -> bool {
    let (Some(before), Some(after)) = (letter.chars().next(), next.chars().next()) else {
        return false;
    };
    if matches!(before, '-' | '–' | '—' | '/') {
        return after.is_alphabetic();
    }
    let is_open = |c: char| "「『（《〈【［“‘(".contains(c);
    let is_close = |c: char| {
        "」』）》〉】］”’)、。，．・：；！？ーぁぃぅぇぉっゃゅょァィゥェォッャュョ".contains(c)
    };
    (is_dense(before) || is_dense(after)) && !is_open(before) && !is_close(after)
}

/// Whether a character belongs to a script that writes words without blanks between them.
fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{3000}'..='\u{30ff}' // punctuation, hiragana, katakana
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' // Han
        | '\u{ff00}'..='\u{ff60}' // full width
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::super::fonts::tests::chancery;
    use super::*;

    fn wanted<'a>(text: &'a str, width: f32, tries: &[(f32, usize)]) -> Wanted<'a> {
        Wanted {
            text,
            fonts: vec!["Libre Caslon Condensed"],
            weight: 500,
            width,
            space: 0.0,
            tries: tries.to_vec(),
        }
    }

    const HEADLINE: [(f32, usize); 2] = [(84.0, 3), (72.0, 4)];

    #[test]
    fn the_greatest_size_that_holds_the_text_is_used() {
        let fonts = chancery();
        let size = |text: &str| fonts.fit(&wanted(text, 860.0, &HEADLINE)).unwrap();
        let short = size("A day in Tokyo");
        assert_eq!(
            (short.size, short.lines),
            (84.0, vec!["A day in Tokyo".to_owned()])
        );
        let long = size(&"word ".repeat(30));
        assert_eq!(long.size, 72.0);
        let cut = size(&"wording ".repeat(60));
        assert_eq!(cut.lines.len(), 4);
        assert!(cut.lines[3].ends_with("wording…"), "{cut:?}");
        for fitted in [long, cut, size(&"W".repeat(400))] {
            assert!(fitted.width <= 860.0, "{fitted:?}");
        }
    }

    #[test]
    fn no_word_is_left_alone_on_the_last_line() {
        let fonts = chancery();
        let text = "A truce for one year in Busan today";
        let fitted = fonts.fit(&wanted(text, 860.0, &HEADLINE)).unwrap();
        assert_eq!(fitted.lines, ["A truce for one", "year in Busan today"]);
    }

    #[test]
    fn a_missing_letter_drops_the_text_and_a_missing_sign_itself() {
        let fonts = chancery();
        let lines = |text: &str| {
            let fitted = fonts.fit(&wanted(text, 860.0, &HEADLINE));
            fitted.map(|fitted| fitted.lines.join("|"))
        };
        assert_eq!(lines("高市早苗"), None);
        assert_eq!(lines("Sanae 高市"), None);
        assert_eq!(lines("Peace \u{1f54a} now"), Some("Peace now".into()));
        assert_eq!(lines("a\u{7}b\u{0}c\n\td"), Some("abc d".into()));
        assert_eq!(lines(" \u{1f54a} "), None);
        assert_eq!(lines(""), None);
        // Composed and decomposed are one.
        assert_eq!(lines("e\u{301}"), Some("é".into()));
    }

    #[test]
    fn a_family_that_has_all_letters_steps_in() {
        let fonts = chancery();
        let family = |text: &str| fonts.fit(&wanted(text, 860.0, &HEADLINE)).unwrap().family;
        assert_eq!(family("Tô Lâm"), "Libre Caslon Condensed");
        assert_eq!(family("Nguyễn Phú Trọng"), "Archivo");
    }

    #[test]
    fn where_a_line_may_end() {
        let fonts = chancery();
        let face = super::super::fonts::tests::archivo();
        let ruler = Ruler::new(&fonts, &face, 10.0, &wanted("", 10.0, &HEADLINE));
        let pieces = |text: &str| {
            let pieces: Vec<String> = ruler
                .pieces(text)
                .iter()
                .map(|p| p.text.to_owned())
                .collect();
            pieces.join("|")
        };
        assert_eq!(pieces("Lee–Tanaka in 2024-25"), "Lee–|Tanaka|in|2024-25");
        assert_eq!(
            pieces("首相、米大統領（東京）"),
            "首|相、|米|大|統|領|（東|京）"
        );
        assert_eq!(pieces("$5\u{a0}bn for all"), "$5\u{a0}bn|for|all");
    }
}
