//! What the templates of a theme name: what none of them names need not be made, because nobody
//! would see it.
//!
//! Words are compared, and not meanings: a word that happens to be the name of a part of a view
//! counts as well. That costs time and nothing else.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

/// The words of a template. They are kept as numbers, because there are many and they are asked
/// for often; two words with one number count as one.
#[derive(Debug, Clone, Default)]
pub struct Words {
    numbers: FxHashSet<u64>,
    /// Whether `page` is not only asked for fields by their names.
    opens_page: bool,
}

impl Words {
    /// Adds a word.
    pub fn add(&mut self, word: &str) {
        self.numbers.insert(FxBuildHasher.hash_one(word));
    }

    /// Notes that `page` goes by another name, by which it may be asked for anything.
    pub fn open_page(&mut self) {
        self.opens_page = true;
    }

    /// Adds the words of a template that this one is made of.
    pub fn add_all(&mut self, other: &Self) {
        self.numbers.extend(&other.numbers);
        self.opens_page |= other.opens_page;
    }

    /// Whether a word, such as a part of a view, is among them.
    pub fn has(&self, word: &str) -> bool {
        self.numbers.contains(&FxBuildHasher.hash_one(word))
    }

    /// Whether a field of `page` may be asked for.
    pub fn has_of_page(&self, field: &str) -> bool {
        self.opens_page || self.has(field)
    }
}

/// The words of each template, with those of all templates that it is made of.
#[derive(Debug, Default)]
pub struct Named {
    /// By the names of the templates; without those that may name anything.
    templates: FxHashMap<String, Words>,
    /// Whether there are such.
    is_open: bool,
}

impl Named {
    /// What a template names; `None` where that may be anything.
    pub fn of(&self, template: &str) -> Option<&Words> {
        self.templates.get(template)
    }

    /// Whether any template names a word, or may do so.
    pub fn anywhere(&self, word: &str) -> bool {
        self.is_open || self.templates.values().any(|words| words.has(word))
    }
}

/// All that there is, by one name.
const EVERYTHING: &str = "__tera_context";

/// What a template is handed besides its view.
const PAGE: &str = "page";

/// Reads all templates of a theme, by their names and sources.
pub(super) fn named<'a>(templates: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Named {
    let files: FxHashMap<&str, File<'_>> = templates
        .clone()
        .map(|(name, source)| (name, File::read(source)))
        .collect();
    // Components are called by their own names, wherever they are defined.
    let shared: Vec<&str> = templates
        .clone()
        .filter(|(_, source)| source.contains("component"))
        .map(|(name, _)| name)
        .collect();
    let mut named = Named::default();
    for (name, _) in templates {
        let mut parts = vec![name];
        parts.extend(shared.iter().filter(|part| **part != name));
        let mut next = 0;
        while let Some(file) = parts.get(next).and_then(|part| files.get(part)) {
            // `{% extends "base.html" %}`, `{% include "head.html" %}`.
            for quoted in &file.quoted {
                if files.contains_key(quoted) && !parts.contains(quoted) {
                    parts.push(quoted);
                }
            }
            next += 1;
        }
        let mut words = Words::default();
        for file in parts.iter().filter_map(|part| files.get(part)) {
            words.add_all(&file.words);
        }
        if words.has(EVERYTHING) {
            named.is_open = true;
        } else {
            named.templates.insert(name.to_owned(), words);
        }
    }
    named
}

/// A template file.
struct File<'a> {
    words: Words,
    /// Every string within its tags.
    quoted: Vec<&'a str>,
}

impl<'a> File<'a> {
    fn read(source: &'a str) -> Self {
        let mut words = Words::default();
        let mut quoted = Vec::new();
        let mut rest = source;
        let openings = ["{{", "{%", "{#"];
        while let Some(open) = openings.iter().filter_map(|tag| rest.find(tag)).min() {
            let is_comment = rest[open..].starts_with("{#");
            rest = &rest[open + 2..];
            rest = if is_comment {
                rest.split_once("#}").map_or("", |(_, behind)| behind)
            } else {
                tag(rest, &mut words, &mut quoted)
            };
        }
        // What stands in `{% raw %}` only looks like tags and comments.
        if words.has("raw") {
            words.add(EVERYTHING);
        }
        Self { words, quoted }
    }
}

/// Reads one tag, and returns what follows it. Where it is not certain which quotation mark ends a
/// string, the template may name anything.
fn tag<'a>(mut rest: &'a str, words: &mut Words, quoted: &mut Vec<&'a str>) -> &'a str {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("}}") || rest.starts_with("%}") {
            return &rest[2..];
        }
        if matches!(c, '"' | '\'' | '`') {
            let Some((string, behind)) = rest[1..].split_once(c) else {
                words.add(EVERYTHING);
                return "";
            };
            if ["}}", "%}", "\\"].iter().any(|mark| string.contains(mark)) {
                words.add(EVERYTHING);
            }
            quoted.push(string);
            // What is asked for by a string, as in `page["title"]`.
            for name in string.split(|c| !is_of_name(c)) {
                words.add(name);
            }
            rest = behind;
        } else if is_of_name(c) {
            let length = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
            let name = &rest[..length];
            rest = &rest[length..];
            words.add(name);
            if name == PAGE && !rest.starts_with('.') {
                words.open_page();
            }
        } else {
            rest = &rest[c.len_utf8()..];
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of a template among others.
    fn of(source: &str) -> Named {
        let theme = [
            (
                "base.html",
                "<p>map</p>{{ page.title }}{% block main %}{% endblock %}",
            ),
            ("head.html", "{{ summits }}"),
            (
                "parts.html",
                "{% component card(item) %}{{ item.note }}{% endcomponent card %}",
            ),
            ("other.html", "{{ mentions }}"),
            ("x.html", source),
        ];
        named(theme.into_iter())
    }

    fn names(source: &str, name: &str) -> bool {
        of(source).of("x.html").is_none_or(|words| words.has(name))
    }

    #[test]
    fn a_template_names_what_stands_in_its_tags() {
        let source = "cite {{ article.title }}{% for one in parts %}{{ one | upper }}{% endfor %}";
        for name in ["article", "title", "parts", "upper"] {
            assert!(names(source, name), "{name}");
        }
        for name in ["cite", "mentions", "map", "titl"] {
            assert!(!names(source, name), "{name}");
        }
        assert!(names("{{ a['b'] }}", "b"));
        assert!(names("{{ '}}' ~ cite }}", "cite"));
        assert!(names("{{ ' ~ cite }}", "cite"));
        assert!(names("{%- if cite-%}", "cite"));
        assert!(!names("{# {{ cite }} it's #}{{ a }}", "cite"));
        assert!(of("").of("unknown.html").is_none());
        assert!(of("").anywhere("mentions") && !of("").anywhere("map"));
        for uncertain in [
            r#"{{ "a\"b" }}{% include "head.html" %}"#,
            "{% raw %}{# {% endraw %}{{ cite }}{% raw %} #}{% endraw %}",
            "{{ '%}' }}{{ page['a'] }}",
            "{{ ' ~ cite }}",
        ] {
            assert!(of(uncertain).of("x.html").is_none(), "{uncertain}");
            assert!(of(uncertain).anywhere("whatever"), "{uncertain}");
        }
    }

    #[test]
    fn what_it_is_made_of_counts_as_well() {
        assert!(!names("{{ a }}", "title"));
        assert!(names("{% extends \"base.html\" %}", "title"));
        assert!(!names("{% extends \"base.html\" %}", "summits"));
        assert!(names("{% include 'head.html' %}", "summits"));
        // A component may be called by anybody.
        assert!(names("{{ a }}", "note"));
        assert!(names("{{ __tera_context }}", "whatever"));
    }

    #[test]
    fn a_page_that_goes_by_another_name_may_be_asked_for_anything() {
        let asks = |source: &str| {
            let named = of(source);
            named.of("x.html").unwrap().has_of_page("structured_data")
        };
        assert!(!asks(
            "{{ page.title }} {% if page.listed %}{% endif %} a page"
        ));
        assert!(asks("{{page.structured_data}}"));
        for source in [
            "{{ page[name] }}",
            "{{ page | json_encode }}",
            "{% for key, value in page %}{{ value }}{% endfor %}",
            "{% set it = page %}",
            "{{ <head page={page} /> }}",
            "{{ <head {page} /> }}",
            "{% component head(@page) %}",
        ] {
            assert!(asks(source), "{source}");
            assert!(!names(source, "structured_data"), "{source}");
        }
    }
}
