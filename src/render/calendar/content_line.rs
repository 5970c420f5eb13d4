//! The form of a calendar file (RFC 5545, section 3.1): content lines, escaped and folded.

use jiff::civil::{Date, DateTime};

/// The most octets of a line, without the line break.
const LONGEST_LINE: usize = 75;

/// A calendar file that is being written.
#[derive(Debug, Default)]
pub(super) struct Writer {
    text: String,
}

impl Writer {
    /// What was written.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    /// A component with all that `content` writes into it.
    pub(super) fn component(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.line("BEGIN", name);
        content(self);
        self.line("END", name);
    }

    /// A property whose value is a text (section 3.3.11).
    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.line(name, &escaped(value));
    }

    /// A property whose value is a list of texts.
    pub(super) fn texts<'t>(&mut self, name: &str, values: impl IntoIterator<Item = &'t str>) {
        let values: Vec<String> = values.into_iter().map(escaped).collect();
        if !values.is_empty() {
            self.line(name, &values.join(","));
        }
    }

    /// A property whose value is a day (section 3.3.4).
    pub(super) fn day(&mut self, name: &str, day: Date) {
        self.line(&format!("{name};VALUE=DATE"), &basic_date(day));
    }

    /// A property whose value is the beginning of a day in UTC.
    pub(super) fn midnight(&mut self, name: &str, day: Date) {
        self.line(name, &format!("{}T000000Z", basic_date(day)));
    }

    /// A property whose value is in the form of RFC 5545 already; the name may have parameters.
    pub(super) fn line(&mut self, name: &str, value: &str) {
        let line = format!("{name}:{value}");
        let mut rest = line.as_str();
        let mut room = LONGEST_LINE;
        while rest.len() > room {
            let end = (0..=room).rev().find(|end| rest.is_char_boundary(*end));
            let (head, tail) = rest.split_at(end.unwrap_or(room));
            self.text.push_str(head);
            self.text.push_str("\r\n ");
            rest = tail;
            // The blank that continues a line counts.
            room = LONGEST_LINE - 1;
        }
        self.text.push_str(rest);
        self.text.push_str("\r\n");
    }
}

/// A day in the basic format of ISO 8601: `20251030`.
pub(super) fn basic_date(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// A day and time without a zone: `20251030T093000`.
pub(super) fn basic_date_time(at: DateTime) -> String {
    let date = basic_date(at.date());
    format!(
        "{date}T{:02}{:02}{:02}",
        at.hour(),
        at.minute(),
        at.second()
    )
}

/// A text as a value. Control characters other than line breaks and tabs have no place in it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() && c != '\t' => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(name: &str, value: &str) -> String {
        let mut writer = Writer::default();
        writer.text(name, value);
        String::from_utf8(writer.into_bytes()).unwrap()
    }

    #[test]
    fn a_text_is_escaped() {
        assert_eq!(
            written("SUMMARY", "a, b; c\\d\nEND:VEVENT\r\0\u{85}"),
            "SUMMARY:a\\, b\\; c\\\\d\\nEND:VEVENT\r\n"
        );
    }

    #[test]
    fn a_line_of_75_octets_is_not_folded_and_one_of_76_is() {
        let name = "X";
        assert_eq!(written(name, &"a".repeat(73)).matches("\r\n").count(), 1);
        assert_eq!(written(name, &"a".repeat(74)).matches("\r\n").count(), 2);
    }

    proptest! {
        #[test]
        fn lines_are_short_and_say_the_same_when_they_are_unfolded(text in "\\PC{0,200}") {
            let written = written("DESCRIPTION", &text);
            prop_assert!(written.ends_with("\r\n"));
            for line in written.split_terminator("\r\n") {
                prop_assert!(line.len() <= LONGEST_LINE);
            }
            let whole = written.replace("\r\n ", "");
            prop_assert_eq!(whole.trim_end_matches("\r\n"), format!("DESCRIPTION:{}", escaped(&text)));
            prop_assert_eq!(whole.matches('\n').count(), 1);
        }
    }
}
