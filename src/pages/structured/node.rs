//! Nodes of JSON-LD: what a record does not have is left out, and nothing that a text holds can
//! end the element that the data stands in.

use serde::Serialize;

use crate::value::Html;

/// A thing in the vocabulary of <https://schema.org>, written as it is told: an object of JSON
/// that lacks its closing brace. Whoever tells it says each key once.
#[derive(Debug)]
pub(super) struct Thing(String);

/// Bytes that most things take.
const ROOM: usize = 256;

impl Thing {
    /// A thing of a type.
    pub(super) fn new(kind: &str) -> Self {
        Self::beginning("@type", kind)
    }

    fn beginning(key: &str, text: &str) -> Self {
        let mut json = String::with_capacity(ROOM);
        json.push('{');
        push_text(&mut json, key);
        json.push(':');
        push_text(&mut json, text);
        Self(json)
    }

    /// The same with the address that stands for it.
    #[must_use]
    pub(super) fn id(self, address: &str) -> Self {
        self.text("@id", address)
    }

    /// The same with a text, unless it is empty.
    #[must_use]
    pub(super) fn text(mut self, key: &str, text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        if !is_blank(text) {
            self.key(key);
            push_text(&mut self.0, text);
        }
        self
    }

    /// The same with a text, where there is one.
    #[must_use]
    pub(super) fn maybe(self, key: &str, text: Option<impl AsRef<str>>) -> Self {
        match text {
            Some(text) => self.text(key, text),
            None => self,
        }
    }

    /// The same with a part, where there is one.
    #[must_use]
    pub(super) fn part(mut self, key: &str, part: impl Into<Option<Thing>>) -> Self {
        if let Some(part) = part.into() {
            self.key(key);
            push_thing(&mut self.0, part);
        }
        self
    }

    /// The same with several parts; one alone stands without brackets.
    #[must_use]
    pub(super) fn parts(self, key: &str, parts: impl IntoIterator<Item = Thing>) -> Self {
        self.list(key, parts, push_thing)
    }

    /// The same with several texts, empty ones left out.
    #[must_use]
    pub(super) fn texts<S: AsRef<str>>(
        self,
        key: &str,
        texts: impl IntoIterator<Item = S>,
    ) -> Self {
        let texts = texts.into_iter().filter(|text| !is_blank(text.as_ref()));
        self.list(key, texts, |json, text| push_text(json, text.as_ref()))
    }

    /// The same with a number, or with yes or no.
    #[must_use]
    pub(super) fn value(mut self, key: &str, value: impl Serialize) -> Self {
        self.key(key);
        // Numbers and truth values always have a form in JSON.
        self.0
            .push_str(&serde_json::to_string(&value).unwrap_or_default());
        self
    }

    fn key(&mut self, key: &str) {
        self.0.push(',');
        push_text(&mut self.0, key);
        self.0.push(':');
    }

    fn list<T>(
        mut self,
        key: &str,
        items: impl IntoIterator<Item = T>,
        push: impl Fn(&mut String, T),
    ) -> Self {
        let before = self.0.len();
        self.key(key);
        let first = self.0.len();
        let mut count = 0;
        for item in items {
            if count == 1 {
                self.0.insert(first, '[');
            }
            if count > 0 {
                self.0.push(',');
            }
            push(&mut self.0, item);
            count += 1;
        }
        match count {
            0 => self.0.truncate(before),
            1 => {}
            _ => self.0.push(']'),
        }
        self
    }
}

/// A reference to a thing that is told elsewhere.
pub(super) fn reference(address: &str) -> Thing {
    Thing::beginning("@id", address)
}

/// Things as the data of a page.
pub(super) fn graph(things: Vec<Thing>) -> Html {
    let length: usize = things.iter().map(|thing| thing.0.len() + 2).sum();
    let mut json = String::with_capacity(length + 64);
    json.push_str(r#"{"@context":"https://schema.org","@graph":["#);
    for (index, thing) in things.into_iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        push_thing(&mut json, thing);
    }
    json.push_str("]}");
    Html::trusted(&json)
}

fn push_thing(json: &mut String, thing: Thing) {
    json.push_str(&thing.0);
    json.push('}');
}

/// Whether there is nothing in a text to tell.
fn is_blank(text: &str) -> bool {
    !text.bytes().next().is_some_and(|b| b.is_ascii_graphic()) && text.trim().is_empty()
}

/// Writes a text in quotes so that no character means anything to HTML or ends a line of a
/// script: any may be written by its number (RFC 8259, section 7).
fn push_text(json: &mut String, text: &str) {
    json.push('"');
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        let (length, escape) = match byte {
            b'"' => (1, "\\\""),
            b'\\' => (1, "\\\\"),
            b'<' => (1, "\\u003c"),
            b'>' => (1, "\\u003e"),
            b'&' => (1, "\\u0026"),
            b'\n' => (1, "\\n"),
            b'\r' => (1, "\\r"),
            b'\t' => (1, "\\t"),
            0x08 => (1, "\\b"),
            0x0c => (1, "\\f"),
            0..0x20 => (1, ""),
            // The first byte of both; others that begin with it are as frequent as dashes.
            0xe2 if text[at..].starts_with('\u{2028}') => (3, "\\u2028"),
            0xe2 if text[at..].starts_with('\u{2029}') => (3, "\\u2029"),
            _ => continue,
        };
        json.push_str(&text[written..at]);
        if escape.is_empty() {
            json.push_str(&format!("\\u{byte:04x}"));
        } else {
            json.push_str(escape);
        }
        written = at + length;
    }
    json.push_str(&text[written..]);
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn what_is_not_there_is_left_out() {
        let thing = Thing::new("Person")
            .text("name", "Ann")
            .text("email", " ")
            .maybe("url", None::<&str>)
            .part("image", None)
            .parts("knows", [])
            .texts("alternateName", ["", "A. Lee"]);
        let graph = graph(vec![thing]);
        assert_eq!(
            graph.as_str(),
            r#"{"@context":"https://schema.org","@graph":[{"@type":"Person","name":"Ann","alternateName":"A. Lee"}]}"#
        );
    }

    #[test]
    fn nothing_ends_the_element() {
        let text = "</script><!-- <script> & \u{2028}\u{2029} \" \\ ]]>";
        let graph = graph(vec![Thing::new("Thing").text("name", text)]);
        for bad in ['<', '>', '&', '\u{2028}', '\u{2029}'] {
            assert!(!graph.as_str().contains(bad), "{graph:?}");
        }
        let read: Value = serde_json::from_str(graph.as_str()).unwrap();
        assert_eq!(read["@graph"][0]["name"], text);
    }

    #[test]
    fn one_alone_stands_without_brackets() {
        let leader = |name: &str| Thing::new("Person").text("name", name);
        let thing = Thing::new("Event")
            .parts("organizer", [leader("A")])
            .parts("performer", [leader("B"), leader("C"), leader("D")])
            .texts("keywords", ["x", "y"])
            .value("latitude", 35.0);
        assert_eq!(
            graph(vec![thing, reference("/")]).as_str(),
            concat!(
                r#"{"@context":"https://schema.org","@graph":[{"@type":"Event","#,
                r#""organizer":{"@type":"Person","name":"A"},"#,
                r#""performer":[{"@type":"Person","name":"B"},{"@type":"Person","name":"C"},{"@type":"Person","name":"D"}],"#,
                r#""keywords":["x","y"],"latitude":35.0},{"@id":"/"}]}"#
            )
        );
    }

    proptest! {
        #[test]
        fn a_text_is_read_back(text in "[a–\u{0}-\u{20}\"\\\\<>&\u{2027}-\u{202a}é]{0,20}") {
            let mut json = String::new();
            push_text(&mut json, &text);
            let meant = ['<', '>', '&', '\u{2028}', '\u{2029}', '\n'];
            prop_assert_eq!(json.find(meant), None);
            prop_assert_eq!(serde_json::from_str::<String>(&json).ok(), Some(text));
        }
    }
}
