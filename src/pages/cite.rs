//! A page as an entry for reference managers: BibTeX, RIS and CSL JSON.

use std::borrow::Cow;
use std::fmt::Write;

use jiff::civil::Date;
use serde::Serialize;

/// What a citation needs to know of a page.
#[derive(Debug, Clone, Copy)]
pub struct Cited<'a> {
    /// The headline, as plain text.
    pub title: &'a str,
    /// The name of the site, which also signs pages without authors.
    pub site_title: &'a str,
    /// The full address.
    pub url: &'a str,
    /// Each author as one string, of a person or of a desk.
    pub authors: &'a [String],
    /// The day of publication.
    pub date: Date,
    /// The day of the last revision.
    pub updated: Option<Date>,
    /// The language as in BCP 47, such as `en`.
    pub language: &'a str,
    /// The name the entry is cited by.
    pub key: &'a str,
}

impl Cited<'_> {
    /// The authors, or the site if none signs.
    fn signed(&self) -> Vec<Cow<'_, str>> {
        let mut names: Vec<Cow<'_, str>> = self.authors.iter().map(|name| one_line(name)).collect();
        names.retain(|name| !name.is_empty());
        if names.is_empty() {
            names.push(one_line(self.site_title));
        }
        names
    }

    /// The key without what would end it or start something else in BibTeX.
    fn safe_key(&self) -> Cow<'_, str> {
        let is_safe = |b: u8| {
            b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':' | b'+' | b'/')
        };
        let key = if self.key.bytes().all(is_safe) {
            Cow::Borrowed(self.key)
        } else {
            let safe = |c: &char| u8::try_from(*c).is_ok_and(is_safe);
            Cow::Owned(self.key.chars().filter(safe).collect())
        };
        match key.find(|c: char| c.is_ascii_alphanumeric()) {
            Some(0) => key,
            Some(first) => Cow::Owned(key[first..].to_owned()),
            None => Cow::Borrowed("page"),
        }
    }

    /// The address with everything percent-encoded that could end a field: in BibTeX an address cannot be escaped otherwise.
    fn safe_url(&self) -> Cow<'_, str> {
        let url = self.url.trim();
        let is_safe = |byte: u8| byte.is_ascii_graphic() && !br#"{}\"<>^`|"#.contains(&byte);
        if url.bytes().all(is_safe) {
            return Cow::Borrowed(url);
        }
        let mut safe = String::with_capacity(url.len() * 2);
        for byte in url.bytes() {
            if is_safe(byte) {
                safe.push(char::from(byte));
            } else {
                // Writing to a string cannot fail.
                let _ = write!(safe, "%{byte:02X}");
            }
        }
        Cow::Owned(safe)
    }
}

/// The page as an `@online` entry of BibLaTeX.
///
/// The title stands in two pairs of braces, so that no style takes the capitals off names. Each author does too: a name
/// given as one string is kept whole, as "Research and Analysis Desk" would otherwise become two authors.
#[must_use]
pub fn bibtex(cited: &Cited) -> String {
    let signed = cited.signed();
    let site = one_line(cited.site_title);
    let mut entry = String::with_capacity(512);
    entry.extend(["@online{", &cited.safe_key(), ",\n  title        = {{"]);
    push_tex(&mut entry, &one_line(cited.title));
    entry.push_str("}},\n  author       = {{");
    for (index, name) in signed.iter().enumerate() {
        if index > 0 {
            entry.push_str("} and {");
        }
        push_tex(&mut entry, name);
    }
    entry.push_str("}},\n");
    if signed != [&*site] {
        entry.push_str("  organization = {{");
        push_tex(&mut entry, &site);
        entry.push_str("}},\n");
    }
    // Writing to a string cannot fail.
    let _ = writeln!(entry, "  date         = {{{}}},", cited.date);
    if let Some(updated) = cited.updated {
        let _ = writeln!(entry, "  version      = {{{updated}}},");
    }
    entry.extend(["  url          = {", &cited.safe_url(), "},\n}\n"]);
    entry
}

/// The page as a record of RIS, each line ended by a carriage return and a line feed.
#[must_use]
pub fn ris(cited: &Cited) -> String {
    let date = cited.date;
    let mut record = String::with_capacity(512);
    let mut line = |tag: &str, value: &str| record.extend([tag, "  - ", value, "\r\n"]);
    line("TY", "ELEC");
    for author in cited.signed() {
        line("AU", &author);
    }
    line("TI", &one_line(cited.title));
    line("T2", &one_line(cited.site_title));
    line("PY", &format!("{:04}", date.year()));
    line(
        "DA",
        &format!("{:04}/{:02}/{:02}/", date.year(), date.month(), date.day()),
    );
    line("UR", &cited.safe_url());
    line("LA", &one_line(cited.language));
    line("ER", "");
    record
}

/// The page as an item of CSL JSON, in a list of one.
#[must_use]
pub fn csl_json(cited: &Cited) -> String {
    let item = CslItem {
        id: cited.safe_key(),
        kind: "webpage",
        title: one_line(cited.title),
        container_title: one_line(cited.site_title),
        author: cited
            .signed()
            .into_iter()
            .map(|literal| CslName { literal })
            .collect(),
        issued: CslDate {
            date_parts: [(cited.date.year(), cited.date.month(), cited.date.day())],
        },
        version: cited.updated.map(|updated| updated.to_string()),
        url: cited.safe_url(),
        language: one_line(cited.language),
    };
    // Strings and numbers always have a form in JSON.
    let mut list = serde_json::to_string(&[item]).unwrap_or_default();
    list.push('\n');
    list
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct CslItem<'c> {
    id: Cow<'c, str>,
    #[serde(rename = "type")]
    kind: &'static str,
    title: Cow<'c, str>,
    container_title: Cow<'c, str>,
    author: Vec<CslName<'c>>,
    issued: CslDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(rename = "URL")]
    url: Cow<'c, str>,
    language: Cow<'c, str>,
}

#[derive(Serialize)]
struct CslName<'c> {
    literal: Cow<'c, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct CslDate {
    date_parts: [(i16, i8, i8); 1],
}

/// A value on one line: control characters and runs of white space become one space.
fn one_line(value: &str) -> Cow<'_, str> {
    let is_gap = |c: char| c.is_whitespace() || c.is_control();
    let mut before = ' ';
    let is_one = value.chars().all(|c| {
        let stays = !is_gap(c) || (c == ' ' && before != ' ');
        before = c;
        stays
    });
    if is_one && !value.ends_with(' ') {
        return Cow::Borrowed(value);
    }
    let words = value.split(is_gap).filter(|word| !word.is_empty());
    Cow::Owned(words.collect::<Vec<_>>().join(" "))
}

/// Writes text as LaTeX has it; letters of all scripts stay as they are.
fn push_tex(tex: &mut String, value: &str) {
    let mut previous = ' ';
    for c in value.chars() {
        // TeX joins these: two hyphens to a dash, two apostrophes to a quotation mark.
        if matches!(
            (previous, c),
            ('-', '-')
                | ('\'', '\'')
                | ('`' | '?' | '!', '`')
                | ('<', '<')
                | ('>', '>')
                | (',', ',')
        ) {
            tex.push_str("{}");
        }
        match c {
            '&' | '%' | '$' | '#' | '_' => {
                tex.push('\\');
                tex.push(c);
            }
            // BibTeX counts braces even behind a backslash, so they get names.
            '{' => tex.push_str("\\textbraceleft{}"),
            '}' => tex.push_str("\\textbraceright{}"),
            '\\' => tex.push_str("\\textbackslash{}"),
            '~' => tex.push_str("\\textasciitilde{}"),
            '^' => tex.push_str("\\textasciicircum{}"),
            _ => tex.push(c),
        }
        previous = c;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use biblatex::{Bibliography, ChunksExt};
    use jiff::civil::date;
    use proptest::prelude::*;

    const HOSTILE: &str = r#"100% & $5 {x} \ _ # ~ ^ "q" é 高市 -- }{ ''a`` ?` @b, c = d"#;

    fn cited<'a>(title: &'a str, authors: &'a [String]) -> Cited<'a> {
        Cited {
            title,
            site_title: "The Summit Record",
            url: "https://example.org/roundups/asia-october-2025/",
            authors,
            date: date(2025, 11, 3),
            updated: None,
            language: "en",
            key: "summitrecord2025asia",
        }
    }

    #[test]
    fn an_entry_looks_as_one_writes_it_by_hand() {
        let authors = [
            "Jürgen Groß".to_owned(),
            "Trade and Security Desk".to_owned(),
        ];
        let page = Cited {
            updated: Some(date(2025, 11, 10)),
            ..cited("A truce in Busan, a pledge in Tokyo", &authors)
        };
        assert_eq!(
            bibtex(&page),
            "@online{summitrecord2025asia,
  title        = {{A truce in Busan, a pledge in Tokyo}},
  author       = {{Jürgen Groß} and {Trade and Security Desk}},
  organization = {{The Summit Record}},
  date         = {2025-11-03},
  version      = {2025-11-10},
  url          = {https://example.org/roundups/asia-october-2025/},
}
"
        );
        assert_eq!(
            ris(&page),
            "TY  - ELEC\r\nAU  - Jürgen Groß\r\nAU  - Trade and Security Desk\r\nTI  - A truce in Busan, a pledge in Tokyo\r\n\
             T2  - The Summit Record\r\nPY  - 2025\r\nDA  - 2025/11/03/\r\n\
             UR  - https://example.org/roundups/asia-october-2025/\r\nLA  - en\r\nER  - \r\n"
        );
        let csl: serde_json::Value = serde_json::from_str(&csl_json(&page)).unwrap();
        assert_eq!(
            csl,
            serde_json::json!([{
                "id": "summitrecord2025asia", "type": "webpage", "title": "A truce in Busan, a pledge in Tokyo",
                "container-title": "The Summit Record",
                "author": [{ "literal": "Jürgen Groß" }, { "literal": "Trade and Security Desk" }],
                "issued": { "date-parts": [[2025, 11, 3]] }, "version": "2025-11-10",
                "URL": "https://example.org/roundups/asia-october-2025/", "language": "en"
            }])
        );
    }

    #[test]
    fn a_page_without_authors_is_signed_by_the_site() {
        let entry = bibtex(&cited("T", &[]));
        assert!(
            entry.contains("= {{The Summit Record}},\n  date"),
            "{entry}"
        );
        assert!(!entry.contains("organization"));
    }

    #[test]
    fn hostile_text_is_written_as_latex() {
        let mut tex = String::new();
        push_tex(&mut tex, r"100% & $5 {x} \ _ # ~ ^ é -- ''");
        assert_eq!(
            tex,
            r"100\% \& \$5 \textbraceleft{}x\textbraceright{} \textbackslash{} \_ \# \textasciitilde{} \textasciicircum{} é -{}- '{}'"
        );
    }

    #[test]
    fn addresses_and_keys_cannot_leave_their_fields() {
        let page = Cited {
            url: "https://example.org/a}b c\\é%20#x_y&z~",
            key: " -a,b}ü1",
            ..cited("T", &[])
        };
        let entry = bibtex(&page);
        assert!(
            entry.contains("{https://example.org/a%7Db%20c%5C%C3%A9%20#x_y&z~}"),
            "{entry}"
        );
        assert!(entry.starts_with("@online{ab1,"), "{entry}");
    }

    fn read_back(page: &Cited) -> (String, Vec<String>, String) {
        let text = bibtex(page);
        let bibliography =
            Bibliography::parse(&text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
        let entry = bibliography.iter().next().unwrap();
        let authors = entry.author().unwrap().into_iter().map(|person| {
            assert_eq!(
                (&*person.given_name, &*person.prefix, &*person.suffix),
                ("", "", ""),
                "{text}"
            );
            person.name
        });
        (
            entry.title().unwrap().format_verbatim(),
            authors.collect(),
            entry.url().unwrap(),
        )
    }

    #[test]
    fn a_hostile_title_comes_back_as_it_was() {
        // The reader takes a name with "=" for one given in parts.
        let authors = [HOSTILE.replace('=', "&"), "A and B, Jr., C".to_owned()];
        let (title, names, _) = read_back(&cited(HOSTILE, &authors));
        assert_eq!(title, HOSTILE);
        assert_eq!(names, authors);
    }

    /// Text in which dangerous characters are as frequent as others.
    fn a_text() -> impl Strategy<Value = String> {
        let word = prop_oneof![
            r#"[%&$#_~^{}\\"'`?!,=@<> a-c-]{1,4}"#,
            "[a-zéü高市\u{7}\n\r\u{2028}]{1,5}",
            Just(" and ".to_owned()),
            Just("\\textbf{x}".to_owned()),
            "\\PC{0,4}",
        ];
        proptest::collection::vec(word, 1..8).prop_map(|words| format!("T{}", words.concat()))
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(title in a_text(), authors in proptest::collection::vec(a_text(), 1..4), path in "[a-z0-9%_&=?#~]{0,12}") {
            let url = format!("https://example.org/{path}");
            // The reader takes a name with "=" for one given in parts.
            let authors: Vec<_> = authors.iter().map(|name| name.replace('=', "")).collect();
            let (back, names, address) = read_back(&Cited { url: &url, ..cited(&title, &authors) });
            prop_assert_eq!(back, one_line(&title));
            prop_assert_eq!(names, authors.iter().map(|name| one_line(name).into_owned()).collect::<Vec<_>>());
            prop_assert_eq!(address, url);
        }

        #[test]
        fn no_value_breaks_its_line(title in a_text(), author in a_text(), language in "[a-z\r\n]{0,4}") {
            let authors = [author];
            let page = Cited { language: &language, ..cited(&title, &authors) };
            let record = ris(&page);
            prop_assert_eq!(record.split("\r\n").count(), 10);
            let tagged = |line: &str| line.is_char_boundary(6) && &line[2..6] == "  - ";
            prop_assert!(record.split_terminator("\r\n").all(tagged), "{record:?}");
            prop_assert!(!record.replace("\r\n", "").contains(|c: char| c.is_control()), "{record:?}");
            let csl: serde_json::Value = serde_json::from_str(&csl_json(&page)).unwrap();
            prop_assert_eq!(csl[0]["title"].as_str(), Some(&*one_line(&title)));
        }
    }
}
