//! Nodes of JSON-LD: what a record does not have is left out, and nothing that a text holds can
//! end the element that the data stands in.

use serde_json::{Map, Value, json};

use crate::value::Html;

/// A thing in the vocabulary of <https://schema.org>.
#[derive(Debug, Clone)]
pub(super) struct Thing(Map<String, Value>);

impl Thing {
    /// A thing of a type.
    pub(super) fn new(kind: &str) -> Self {
        Self(Map::from_iter([("@type".to_owned(), json!(kind))]))
    }

    /// The same with the address that stands for it.
    #[must_use]
    pub(super) fn id(self, address: &str) -> Self {
        self.text("@id", address)
    }

    /// The same with a text, unless it is empty.
    #[must_use]
    pub(super) fn text(self, key: &str, text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        if text.trim().is_empty() {
            return self;
        }
        self.value(key, json!(text))
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
    pub(super) fn part(self, key: &str, part: impl Into<Option<Thing>>) -> Self {
        match part.into() {
            Some(part) => self.value(key, Value::Object(part.0)),
            None => self,
        }
    }

    /// The same with several parts; one alone stands without brackets.
    #[must_use]
    pub(super) fn parts(self, key: &str, parts: impl IntoIterator<Item = Thing>) -> Self {
        let parts = parts.into_iter().map(|part| Value::Object(part.0));
        self.list(key, parts.collect())
    }

    /// The same with several texts, empty ones left out.
    #[must_use]
    pub(super) fn texts<S: AsRef<str>>(
        self,
        key: &str,
        texts: impl IntoIterator<Item = S>,
    ) -> Self {
        let texts = texts.into_iter();
        let texts = texts
            .filter(|text| !text.as_ref().trim().is_empty())
            .map(|text| json!(text.as_ref()));
        self.list(key, texts.collect())
    }

    /// The same with a value.
    #[must_use]
    pub(super) fn value(mut self, key: &str, value: Value) -> Self {
        self.0.insert(key.to_owned(), value);
        self
    }

    fn list(self, key: &str, mut values: Vec<Value>) -> Self {
        match values.len() {
            0 => self,
            1 => self.value(key, values.remove(0)),
            _ => self.value(key, Value::Array(values)),
        }
    }
}

/// A reference to a thing that is told elsewhere.
pub(super) fn reference(address: &str) -> Thing {
    Thing(Map::from_iter([("@id".to_owned(), json!(address))]))
}

/// Things as the data of a page.
pub(super) fn graph(things: Vec<Thing>) -> Html {
    let things: Vec<Value> = things
        .into_iter()
        .map(|thing| Value::Object(thing.0))
        .collect();
    let graph = json!({ "@context": "https://schema.org", "@graph": things });
    Html::trusted(&harmless(&graph.to_string()))
}

/// JSON in which no character means anything to HTML or ends a line of a script. Those that could
/// only stand in texts, where they may be written by their number (RFC 8259, section 7).
fn harmless(json: &str) -> String {
    let mut written = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => written.push_str("\\u003c"),
            '>' => written.push_str("\\u003e"),
            '&' => written.push_str("\\u0026"),
            '\u{2028}' => written.push_str("\\u2028"),
            '\u{2029}' => written.push_str("\\u2029"),
            _ => written.push(c),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
