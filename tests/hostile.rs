//! Content is not trusted: whatever it says, it reaches the pages as text and leads nowhere
//! outside the site.
//!
//! The first half writes one site twice, once with harmless words and once with hostile ones in
//! every text field of every record, and asks that both have the same elements and attributes on
//! every page. The second half tries to get out of the site by names, addresses and links.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests say what they expect by failing"
)]

mod crawl;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

use biblatex::ChunksExt;
use crawl::{Built, Element, Page, told, words, xml_elements};
use summitry::diagnostic::{Code, Level};
use summitry::load::record::{
    AccountRecord, AmountRecord, ArticleRecord, CorrectionRecord, CountryRecord, DelegateRecord,
    EventRecord, ImageRecord, LeaderRecord, LegRecord, LinkTable, MenuRecord, OfficeRecord,
    OutcomeRecord, ParticipantTable, PillarRecord, PlaceRecord, SiteRecord, SourceRecord,
    StatusRecord, SummitRecord, TripRecord, UpdateRecord,
};
use support::TestSite;
use support::html::unescape;

// --- Text in every field ----------------------------------------------------------------------

/// What a hostile editor writes. It ends no sentence, so that no excerpt cuts it.
const HOSTILE: &str = concat!(
    r#"'--></title></textarea></style></script><svg onload=alert(1)><script>alert(1)</script>"#,
    r#"<img src=x onerror=alert(1)> "><b onmouseover="alert(1)">x</b> ' onfocus='alert(1) ]]>"#,
    r#" <!-- <![CDATA[ {{ 7*7 }}{% raw %}{{ site.title }} {# x #} &lt;script&gt;alert(2)&lt;/script&gt;"#,
    " &#106;avascript:alert(1) javascript:alert(1) data:text/html,x \u{202e}elbat\u{202c} ${7*7} {title} {n} {name} \\ end",
);
/// What an ordinary one writes: as long, because a map leaves room for its names, and of the same
/// words, because an address is made of them.
static HARMLESS: LazyLock<String> = LazyLock::new(|| {
    HOSTILE
        .chars()
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}'))
        .map(|c| if c.is_ascii_punctuation() { '·' } else { c })
        .collect()
});

/// A site with everything in it. `@T{x}` becomes a text in TOML, `@M{x}` one in Markdown, `@C{x}`
/// one within code: `mark-x` and then the words.
const EVERYTHING: &str = r#"
-- site/site.toml --
title = @T{site-title}
description = @T{site-description}
base_url = "https://hostile.example/"
language = "en"
time_zone = "UTC"
theme = "chancery"
per_page = 1
data_license = @T{site-license}
repository = "https://repository.example/@U{site-repository}"
unsafe_html = false
autolink = true

[outputs]
search = true
share_cards = true
images = true
feeds = true
markdown = true
email = 100

[extra]
note = @T{site-extra}

[[menu]]
name = @T{menu-name}
url = "/leaders/"

[[menu]]
name = @T{menu-outside}
url = "https://menu.example/@U{menu-url}"

[[pillars]]
id = "trade"
name = @T{pillar-name}
description = @T{pillar-description}
mark = "energy"

[[statuses]]
id = "agreed"
name = @T{status-agreed}
class = "open"

[[statuses]]
id = "broken"
name = @T{status-broken}
class = "failed"

-- site/sources/all.toml --
[paper]
title = @T{source-title}
publisher = @T{source-publisher}
author = @T{source-author}
date = 2024-01-01
url = "https://source.example/@U{source-url}"
archived = "https://archive.example/@U{source-archived}"
accessed = 2024-01-02

[paper-b]
title = @T{source-b-title}

-- site/leaders/ann.md --
+++
name = @T{leader-name}
country = "US"
family_name = @T{leader-family}
native_name = @T{leader-native}
native_lang = @T{leader-lang}
aliases = [@T{leader-alias}]
former_ids = ["old-ann"]
born = 1950-01-01
died = 2025-01-01
wikidata = "Q1"
portrait = { src = "/ann.png", alt = @T{portrait-alt}, caption = @T{portrait-caption}, credit = @T{portrait-credit}, license = @T{portrait-license} }
links = [{ name = @T{link-name}, url = "https://link.example/@U{link-url}" }]
sources = ["paper", { title = @T{inline-title}, publisher = @T{inline-publisher}, url = "https://inline.example/@U{inline-url}" }]
autolink = true

[[offices]]
title = @T{office-title}
country = "US"
kind = "head-of-state"
from = 2000-01-01
to = 2025-01-01
party = @T{office-party}
sources = ["paper"]

[[offices]]
title = @T{office-second}
kind = "other"
from = 1999-01-01
as_of = 2024-01-01
+++

@M{leader-prose} with [[bo]].

-- site/leaders/bo.md --
+++
name = "Bo"
country = "JP"
+++

-- site/leaders/cy.md --
+++
name = "Cy"
country = "KR"
+++

-- site/events/gathering.md --
+++
title = @T{event-title}
date = 2024-05-01
end_date = 2024-05-02
place = { city = @T{event-city}, country = "KR", venue = @T{event-venue}, lat = 37.5, lon = 127.0 }
organiser = @T{event-organiser}
aliases = [@T{event-alias}]
former_ids = ["old-gathering"]
sources = ["paper"]
autolink = true
+++

@M{event-prose} with [[ann]].

-- site/trips/journey.md --
+++
title = @T{trip-title}
date = 2024-04-28
end_date = 2024-05-03
leader = "ann"
stops = ["meeting"]
former_ids = ["old-journey"]
sources = ["paper"]
autolink = true

[[legs]]
date = 2024-04-28
city = @T{leg-city}
country = "JP"
lat = 35.6
lon = 139.7
+++

@M{trip-prose} with [[ann]].

-- site/summits/before.md --
+++
title = @T{before-title}
date = 2023-05-01
participants = ["ann", "bo"]
place = { city = @T{before-city}, country = "JP" }
+++

-- site/summits/meeting.md --
+++
title = @T{summit-title}
date = 2024-04-30
end_date = 2024-05-01
time = 09:00:00
kind = "bilateral"
participants = [{ leader = "ann", role = @T{role} }, "bo"]
host = "KR"
duration = 60
place = { city = @T{summit-city}, country = "KR", venue = @T{summit-venue}, lat = 35.1, lon = 129.0, time_zone = "Asia/Seoul" }
part_of = "gathering"
trip = "journey"
pillars = ["trade"]
aliases = [@T{summit-alias}]
former_ids = ["old-meeting"]
sources = ["paper"]
summary = @T{summit-summary}
delegation = [{ country = "US", name = @T{delegate-name}, office = @T{delegate-office} }]
accounts = [{ subject = @T{account-subject}, by = { US = @T{account-us}, JP = @T{account-jp} }, sources = ["paper"] }]
autolink = true

[[outcomes]]
id = "deal"
pillar = "trade"
text = @T{outcome-text}
by = ["US", "ann"]
to = ["JP"]
amount = { value = 1.5, unit = @T{amount-unit}, bound = @T{amount-bound}, per = @T{amount-per} }
status = "agreed"
note = @T{outcome-note}
date = 2024-05-01
due = 2024-06-01
sources = ["paper"]

[[outcomes.updates]]
date = 2024-05-20
status = "broken"
note = @T{update-note}
sources = ["paper-b"]

[[outcomes]]
id = "second"
text = @T{second-text}
status = "agreed"
due = 2024-06-01
sources = ["paper"]
+++

@M{summit-prose} with [[ann|@M{summit-label}]] and [[meeting:previous]].

-- site/summits/trio.md --
+++
title = @T{trio-title}
date = 2025-01-01
participants = ["ann", "bo", "cy"]
+++

-- site/countries/us.md --
+++
name = @T{country-name}
native_name = @T{country-native}
native_lang = @T{country-lang}
aliases = [@T{country-alias}]
sources = ["paper"]
+++

@M{country-prose} with [[ann]].

-- articles/2024-05-04-second/article.md --
+++
title = @T{second-article}
date = 2024-05-04
draft = false
+++

See [[roundup]].

-- articles/2024-05-03-first/article.md --
+++
title = @T{article-title}
date = 2024-05-03
updated = 2024-05-05
authors = [@T{author}]
summary = @T{article-summary}
pillars = ["trade"]
topics = [@T{topic}]
summits = ["meeting", "trio"]
leaders = ["ann"]
trip = "journey"
key_points = [@T{key-point}]
image = { src = "map.png", alt = @T{image-alt}, caption = @T{image-caption}, credit = @T{image-credit}, license = @T{image-license} }
slug = "roundup"
aliases = ["/old/roundup/"]
draft = false
sources = ["paper"]
corrections = [{ date = 2024-05-05, text = @T{correction} }]
autolink = true
+++

## @M{heading} {#chosen .chosen}

### @M{heading-without-id}

@M{paragraph} *@M{emphasis}* ~~@M{struck}~~ ``@C{code}`` [^note] [@paper, @M{locator}]

[@M{link-text}](/leaders/ "@M{link-title}") [[ann|@M{label}]] [[meeting:ordinal]]

![@M{alt}](map.png "@M{image-title}")

![[meeting]]

![[ann]]

![[gathering]]

| @M{head-cell} | right |
| :-- | --: |
| @M{cell} | ``@C{cell-code}`` |

> @M{quotation}

- @M{item}

```@C{info}
@C{block}
```

    @C{indented}

[^note]: @M{footnote}
"#;

/// The site with these words in every place.
fn everything(payload: &str) -> TestSite {
    let mut text = String::with_capacity(EVERYTHING.len() * 8);
    let mut rest = EVERYTHING;
    while let Some(at) = rest.find('@') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let form = rest.get(1..3).filter(|form| form.ends_with('{'));
        let Some(form @ ("T{" | "M{" | "C{" | "U{")) = form else {
            text.push('@');
            rest = &rest[1..];
            continue;
        };
        let end = rest.find('}').unwrap();
        let written = format!("mark-{} {payload}", &rest[3..end]);
        match form {
            "T{" => text.push_str(&serde_json::to_string(&written).unwrap()),
            "M{" => text.push_str(&escaped(&written)),
            "U{" => text.push_str(&in_toml(&written.replace(' ', ""))),
            _ => text.push_str(&written),
        }
        rest = &rest[end + 1..];
    }
    text.push_str(rest);
    let site = TestSite::new(&text);
    site.write("articles/2024-05-03-first/map.png", png());
    site.write("site/static/ann.png", png());
    site
}

/// A text as Markdown that means just this text.
fn escaped(text: &str) -> String {
    text.chars()
        .flat_map(|c| [c.is_ascii_punctuation().then_some('\\'), Some(c)])
        .flatten()
        .collect()
}

/// A text within quotes of TOML.
fn in_toml(text: &str) -> String {
    serde_json::to_string(text)
        .unwrap()
        .trim_matches('"')
        .to_owned()
}

static HOSTILE_SITE: LazyLock<Built> =
    LazyLock::new(|| crawl::build(&everything(HOSTILE).root(), None));
static HARMLESS_SITE: LazyLock<Built> =
    LazyLock::new(|| crawl::build(&everything(&HARMLESS).root(), None));

/// A path of the output, whatever topic is in it.
fn without_topic(path: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    if let [folder @ "topics", topic, _] = parts.as_mut_slice() {
        *folder = "topics";
        *topic = "some";
    }
    parts.join("/")
}

#[test]
fn the_site_has_every_key_of_every_record() {
    let records: [(&str, &[&str]); 24] = [
        ("article", ArticleRecord::KEYS),
        ("image", ImageRecord::KEYS),
        ("correction", CorrectionRecord::KEYS),
        ("leader", LeaderRecord::KEYS),
        ("office", OfficeRecord::KEYS),
        ("summit", SummitRecord::KEYS),
        ("participant", ParticipantTable::KEYS),
        ("place", PlaceRecord::KEYS),
        ("delegate", DelegateRecord::KEYS),
        ("account", AccountRecord::KEYS),
        ("outcome", OutcomeRecord::KEYS),
        ("amount", AmountRecord::KEYS),
        ("update", UpdateRecord::KEYS),
        ("event", EventRecord::KEYS),
        ("trip", TripRecord::KEYS),
        ("leg", LegRecord::KEYS),
        ("country", CountryRecord::KEYS),
        ("source", SourceRecord::KEYS),
        ("link", LinkTable::KEYS),
        ("site", SiteRecord::KEYS),
        ("pillar", PillarRecord::KEYS),
        ("status", StatusRecord::KEYS),
        ("menu", MenuRecord::KEYS),
        ("theme", &[]),
    ];
    for (record, keys) in records {
        for key in keys {
            let forms = [
                format!("\n{key} = "),
                format!("{{ {key} = "),
                format!(", {key} = "),
                format!("[{key}]"),
                format!(".{key}]"),
            ];
            assert!(
                forms.iter().any(|form| EVERYTHING.contains(form)),
                "no {record} of the site has `{key}`"
            );
        }
    }
}

#[test]
fn hostile_words_make_no_element_and_no_attribute() {
    assert_eq!(told(&HARMLESS_SITE.prepared.diagnostics), "");
    assert_eq!(told(&HOSTILE_SITE.prepared.diagnostics), "");
    let shape = |built: &Built| -> BTreeMap<String, Vec<String>> {
        let tags = |page: &Page| {
            page.elements
                .iter()
                .map(|e| {
                    let names: Vec<&str> =
                        e.attributes.iter().map(|(name, _)| name.as_str()).collect();
                    format!("{} {}", e.name, names.join(" "))
                })
                .chain(page.comments.iter().cloned())
                .collect()
        };
        built
            .pages()
            .iter()
            .map(|page| (without_topic(&page.path), tags(page)))
            .collect()
    };
    let (hostile, harmless) = (shape(&HOSTILE_SITE), shape(&HARMLESS_SITE));
    assert_eq!(
        hostile.keys().collect::<Vec<_>>(),
        harmless.keys().collect::<Vec<_>>()
    );
    for (path, tags) in &hostile {
        for (index, (tag, expected)) in tags.iter().zip(&harmless[path]).enumerate() {
            assert_eq!(tag, expected, "{path}, element {index}");
        }
        assert_eq!(tags.len(), harmless[path].len(), "{path}");
    }
}

#[test]
fn no_page_holds_a_script_a_handler_or_a_dangerous_address() {
    for page in HOSTILE_SITE.pages() {
        assert_harmless(&page);
    }
}

/// An edition for mail has a stylesheet of its own, and nothing else that a page lacks.
#[test]
fn no_mail_holds_a_script_a_handler_or_a_dangerous_address() {
    let mails = HOSTILE_SITE.mails();
    assert!(!mails.is_empty());
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for mail in &mails {
        let path = &mail.path;
        assert_eq!(mail.all("style").count(), 1, "{path}");
        for element in &mail.elements {
            let at = format!("{path}: <{}> {:?}", element.name, element.attributes);
            assert!(
                !["script", "iframe", "object", "svg", "form"].contains(&element.name.as_str()),
                "{at}"
            );
            for (name, value) in &element.attributes {
                assert!(!name.starts_with("on"), "{at}");
                if ["href", "src"].contains(&name.as_str()) {
                    let whole = ["https://", "http://", "mailto:", "tel:"];
                    assert!(whole.iter().any(|scheme| value.starts_with(scheme)), "{at}");
                }
            }
        }
        let text = mail.elements.first().unwrap().text.clone();
        check_marks(&text, path, &[], &mut seen);
    }
    for mark in ["site-title", "author", "article-title", "article-summary"] {
        assert!(seen.contains(mark), "no mail holds mark-{mark}");
    }
}

#[test]
fn hostile_words_arrive_as_they_are() {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for page in HOSTILE_SITE.pages() {
        // Two forms of a citation write words in their own way; they have a test of their own.
        let mut html = page.elements.first().unwrap().text.clone();
        for form in ["cite-bibtex", "cite-csl"] {
            if let Some(form) = page.by_id(form) {
                assert!(html.contains(&form.text), "{}", page.path);
                html = html.replace(&form.text, "");
            }
        }
        // Data for programs has its words as JSON writes them.
        let mut data = Vec::new();
        for script in page.all("script").filter(|script| !script.text.is_empty()) {
            assert!(html.contains(&script.text), "{}", page.path);
            html = html.replace(&script.text, "");
            texts_of_data("", &serde_json::from_str(&script.text).unwrap(), &mut data);
        }
        let excerpts: Vec<String> = page
            .all("blockquote")
            .map(|e| e.text.to_lowercase())
            .collect();
        let values = page
            .elements
            .iter()
            .flat_map(|e| &e.attributes)
            .filter(|(name, _)| !["href", "src", "id", "class"].contains(&name.as_str()));
        let values = values.map(|(_, value)| value.as_str());
        let texts = std::iter::once(html.as_str()).chain(values);
        for text in texts.chain(data.iter().map(String::as_str)) {
            check_marks(text, &page.path, &excerpts, &mut seen);
        }
    }
    // What the default theme shows nowhere, or only as an address.
    let hidden: BTreeSet<&str> = [
        "site-extra",
        "portrait-caption",
        "site-repository",
        "menu-url",
        "source-url",
        "source-archived",
        "link-url",
        "inline-url",
        // The language of the code: a class.
        "info",
    ]
    .into();
    let shown: Vec<&&str> = hidden.iter().filter(|mark| seen.contains(**mark)).collect();
    assert!(shown.is_empty(), "shown after all: {shown:?}");
    let lost: Vec<&str> = marks(EVERYTHING)
        .into_iter()
        .filter(|mark| !seen.contains(*mark) && !hidden.contains(mark))
        .collect();
    assert_eq!(lost, Vec::<&str>::new(), "shown on no page");
}

/// All texts of JSON-LD that are no addresses.
fn texts_of_data(key: &str, value: &serde_json::Value, texts: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text)
            if !["@id", "url", "item", "image", "sameAs", "license"].contains(&key) =>
        {
            texts.push(text.clone());
        }
        serde_json::Value::Array(values) => {
            values
                .iter()
                .for_each(|value| texts_of_data(key, value, texts));
        }
        serde_json::Value::Object(fields) => {
            fields
                .iter()
                .for_each(|(key, value)| texts_of_data(key, value, texts));
        }
        _ => {}
    }
}

/// Checks that each mark in a text is followed by all that was written; an excerpt of another
/// text may end within it.
fn check_marks(text: &str, path: &str, excerpts: &[String], seen: &mut BTreeSet<String>) {
    let text = words(text).to_lowercase();
    let expected = words(HOSTILE).to_lowercase();
    for (at, found) in text.match_indices("mark-") {
        let rest = &text[at + found.len()..];
        let Some((mark, rest)) = rest.split_once(' ') else {
            continue;
        };
        let agreeing: usize = rest
            .chars()
            .zip(expected.chars())
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a.len_utf8())
            .sum();
        let whole = agreeing == expected.len();
        let shown = format!("mark-{mark} {}", rest[..agreeing].trim_end());
        let cut = excerpts
            .iter()
            .any(|excerpt| excerpt.trim_end_matches([' ', '…']).ends_with(&shown));
        assert!(
            whole || cut,
            "{path}: mark-{mark} {}⟨here⟩{}",
            &rest[..agreeing],
            &rest[agreeing..].chars().take(60).collect::<String>()
        );
        if whole {
            seen.insert(mark.to_owned());
        }
    }
}

/// All marks of the site.
fn marks(text: &str) -> Vec<&str> {
    let forms = ["@T{", "@M{", "@C{", "@U{"];
    text.match_indices('@')
        .filter(|(at, _)| forms.iter().any(|form| text[*at..].starts_with(form)))
        .map(|(at, _)| &text[at + 3..at + text[at..].find('}').unwrap()])
        .collect()
}

#[test]
fn xml_files_hold_hostile_words_as_text() {
    for path in ["sitemap.xml", "feed.xml"] {
        assert_well_formed(path, HOSTILE_SITE.text(path));
    }
    let mut seen = BTreeSet::new();
    for name in ["title", "subtitle", "name", "summary"] {
        for text in crawl::texts_of(HOSTILE_SITE.text("feed.xml"), name) {
            check_marks(&text, "feed.xml", &[], &mut seen);
        }
    }
    for mark in [
        "site-title",
        "site-description",
        "author",
        "article-title",
        "article-summary",
    ] {
        assert!(seen.contains(mark), "the feed lacks mark-{mark}");
    }
}

#[test]
fn open_data_holds_hostile_words_as_they_are() {
    let data: serde_json::Value =
        serde_json::from_str(HOSTILE_SITE.text("data/summits.json")).unwrap();
    let mut seen = BTreeSet::new();
    each_string(&data, &mut |text| {
        if let Some(mark) = text.strip_prefix("mark-") {
            let (mark, rest) = mark.split_once(' ').unwrap();
            assert_eq!(rest, HOSTILE, "mark-{mark}");
            seen.insert(mark.to_owned());
        }
    });
    for mark in [
        "summit-title",
        "summit-city",
        "summit-venue",
        "summit-summary",
        "outcome-text",
        "outcome-note",
        "update-note",
        "amount-unit",
        "amount-bound",
        "amount-per",
        "office-title",
        "site-license",
    ] {
        assert!(seen.contains(mark), "summits.json lacks mark-{mark}");
    }
}

fn each_string(value: &serde_json::Value, with: &mut dyn FnMut(&str)) {
    match value {
        serde_json::Value::String(text) => with(text),
        serde_json::Value::Array(items) => items.iter().for_each(|item| each_string(item, with)),
        serde_json::Value::Object(entries) => {
            entries.values().for_each(|item| each_string(item, with))
        }
        _ => {}
    }
}

/// The text of an element of a page, with its lines as they are.
fn raw_text(html: &str, id: &str) -> String {
    let (_, rest) = html.split_once(&format!("<pre id=\"{id}\">")).unwrap();
    unescape(rest.split_once("</pre>").unwrap().0)
}

#[test]
fn citations_hold_hostile_words_as_they_are() {
    let html = HOSTILE_SITE.text("articles/roundup/index.html");
    let [title, author, site] =
        ["article-title", "author", "site-title"].map(|mark| format!("mark-{mark} {HOSTILE}"));

    let plain = raw_text(html, "cite-plain");
    for said in [&title, &author, &site] {
        assert!(plain.contains(said), "{plain}");
    }
    let ris = raw_text(html, "cite-ris");
    let lines: Vec<&str> = ris.lines().collect();
    assert_eq!(
        lines[..4],
        [
            "TY  - ELEC",
            &format!("AU  - {author}"),
            &format!("TI  - {title}"),
            &format!("T2  - {site}")
        ]
    );
    let is_tagged = |line: &&str| line.get(2..6) == Some("  - ");
    assert!(
        lines.iter().all(is_tagged),
        "a line of the content's own: {ris}"
    );
    assert_eq!(
        lines.iter().filter(|line| line.starts_with("ER")).count(),
        1
    );

    let csl: serde_json::Value = serde_json::from_str(&raw_text(html, "cite-csl")).unwrap();
    assert_eq!(csl.as_array().unwrap().len(), 1);
    assert_eq!(csl[0]["title"], title);
    assert_eq!(csl[0]["container-title"], site);
    assert_eq!(csl[0]["author"], serde_json::json!([{ "literal": author }]));

    let bibtex = raw_text(html, "cite-bibtex");
    let entries = biblatex::Bibliography::parse(&bibtex).unwrap();
    assert_eq!(entries.iter().count(), 1, "{bibtex}");
    let read = entries.iter().next().unwrap().title().unwrap();
    assert_eq!(read.format_verbatim(), title);
}

#[test]
fn the_search_index_holds_hostile_names_as_text() {
    let page = HOSTILE_SITE.page("search/index.html");
    let also: Vec<&str> = page
        .all("li")
        .filter_map(|li| li.get("data-also"))
        .collect();
    for mark in [
        "leader-alias",
        "event-alias",
        "summit-alias",
        "country-alias",
    ] {
        let whole = format!("mark-{mark} {HOSTILE}");
        assert!(
            also.iter().any(|names| names.contains(&whole)),
            "mark-{mark}: {also:?}"
        );
    }
    let titles: Vec<&str> = page.all("h3").map(|h3| h3.text.as_str()).collect();
    for mark in [
        "article-title",
        "leader-name",
        "summit-title",
        "event-title",
        "trip-title",
    ] {
        let whole = words(&format!("mark-{mark} {HOSTILE}"));
        assert!(
            titles.iter().any(|title| title.contains(&whole)),
            "mark-{mark}: {titles:?}"
        );
    }
}

/// A name short enough for the map to print it.
const PLACE: &str = r#"<a b='"&lt;{n}"#;

/// A site whose places have hostile names, one of them with two meetings.
fn hostile_places() -> Built {
    let quoted = serde_json::to_string(PLACE).unwrap();
    let summit = |city: &str, date: &str, lat: f64, lon: f64| {
        format!(
            "+++\ntitle = \"A meeting\"\ndate = {date}\nparticipants = [\"ann-lee\", \"bo-tanaka\"]\nplace = {{ city = {city}, country = \"JP\", venue = {city}, lat = {lat:?}, lon = {lon:?} }}\ntrip = \"journey\"\nsources = [\"communique\"]\n+++\n"
        )
    };
    let site = TestSite::minimal()
        .with("site/summits/one.md", summit(&quoted, "2024-06-01", 35.0, 139.0))
        .with("site/summits/two.md", summit(&quoted, "2024-06-02", 35.0, 139.0))
        .with("site/summits/far.md", summit("\"Far\"", "2024-06-04", -33.0, 151.0))
        .with(
            "site/trips/journey.md",
            format!("+++\ntitle = \"A journey\"\ndate = 2024-06-01\nend_date = 2024-06-04\nleader = \"ann-lee\"\nsources = [\"communique\"]\n\n[[legs]]\ndate = 2024-06-03\ncity = {quoted}\ncountry = \"KR\"\nlat = 37.0\nlon = 127.0\n+++\n"),
        );
    crawl::build(&site.root(), None)
}

#[test]
fn maps_name_hostile_places_as_text() {
    let built = hostile_places();
    assert_eq!(told(&built.prepared.diagnostics), "");
    built.pages().iter().for_each(assert_harmless);
    for path in ["summits/one/index.html", "trips/journey/index.html"] {
        let page = built.page(path);
        let mut named = page.all("tspan").filter(|e| e.is_of_class("name"));
        assert!(
            named.any(|e| e.text == PLACE),
            "{path}: no pin has the name"
        );
        let mut labels = page.all("svg").filter_map(|svg| svg.get("aria-label"));
        assert!(
            labels.any(|label| label.contains(PLACE)),
            "{path}: the map is not told"
        );
    }
    let map = built.page("map/index.html");
    assert!(map.all("h3").any(|h3| h3.text.contains(PLACE)));
    assert!(
        map.all("circle").count() + map.all("rect").count() >= 2,
        "no pins"
    );
}

/// A file of a map is loaded by every page of its place, and holds land alone.
#[test]
fn drawn_maps_hold_no_text_of_the_content() {
    const KNOWN: [(&str, &[&str]); 3] = [
        ("svg", &["xmlns", "viewBox"]),
        ("g", &["id"]),
        ("path", &["id", "transform", "d"]),
    ];
    for built in [&*HOSTILE_SITE, &hostile_places()] {
        let maps: Vec<&String> = built
            .files
            .keys()
            .filter(|path| path.starts_with("maps/"))
            .collect();
        assert!(maps.len() > 2, "{maps:?}");
        for path in maps {
            let (elements, text) = xml_elements(built.text(path));
            assert_eq!(text, "", "{path}");
            for element in &elements {
                let known = KNOWN.iter().find(|(name, _)| *name == element.name);
                let (_, known) = known.unwrap_or_else(|| panic!("{path}: <{}>", element.name));
                for (name, value) in &element.attributes {
                    let at = format!("{path}: {name}=\"{value}\"");
                    assert!(known.contains(&name.as_str()), "{at}");
                    let is_drawn = |c: char| c.is_ascii_digit() || " -.,mMlLhHvVzZ".contains(c);
                    assert!(name != "d" || value.chars().all(is_drawn), "{at}");
                    assert!(!value.contains("mark-") && !value.contains(PLACE), "{at}");
                }
            }
        }
    }
    let drawn = |built: &Built| -> BTreeMap<String, Vec<u8>> {
        let maps = built
            .files
            .iter()
            .filter(|(path, _)| path.starts_with("maps/"));
        maps.map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect()
    };
    assert!(
        drawn(&HOSTILE_SITE) == drawn(&HARMLESS_SITE),
        "a word has changed a map"
    );
}

/// The theme writes the language into every page.
#[test]
fn a_language_that_is_none_is_not_written() {
    let quoted = serde_json::to_string(HOSTILE).unwrap();
    let site = TestSite::minimal().with_settings(&format!("language = {quoted}"));
    let built = crawl::build(&site.root(), None);
    assert!(told(&built.prepared.diagnostics).contains("is not the tag of a language"));
    for page in built.pages() {
        assert_harmless(&page);
        assert_eq!(
            page.all("html").next().unwrap().get("lang"),
            Some("en"),
            "{}",
            page.path
        );
    }
}

/// HTML of components is set into texts at places of its own, which no word of the content is.
#[test]
fn words_do_not_stand_for_html_of_the_theme() {
    let shape = |title: &str| -> Vec<(String, Vec<String>)> {
        let quoted = serde_json::to_string(title).unwrap();
        let site = TestSite::minimal().with_article(
            "x",
            &format!("title = {quoted}\nupdated = 2024-05-09\nauthors = [{quoted}]\ncorrections = [{{ date = 2024-05-04, text = {quoted} }}]"),
            "Text.",
        );
        for (path, line) in [
            ("site/leaders/ann-lee.md", "name = \"Ann Lee\""),
            (
                "site/summits/tokyo-2024.md",
                "title = \"Lee–Tanaka, Tokyo\"",
            ),
        ] {
            let (key, _) = line.split_once(" = ").unwrap();
            site.replace(path, line, &format!("{key} = {quoted}"));
        }
        for (id, date) in [("late", "2024-12-01"), ("later", "2025-05-01")] {
            site.write(
                &format!("site/summits/{id}.md"),
                format!("+++\ntitle = {quoted}\ndate = {date}\nparticipants = [\"ann-lee\", \"bo-tanaka\"]\nsources = [\"communique\"]\n+++\n"),
            );
        }
        let built = crawl::build(&site.root(), None);
        let names = |page: &Page| page.elements.iter().map(|e| e.name.clone()).collect();
        built
            .pages()
            .iter()
            .map(|page| (page.path.clone(), names(page)))
            .collect()
    };
    let expected = shape("Ann Lee");
    for hidden in [
        "{date}",
        "{link}",
        "{before}",
        "{after}",
        "\u{fdd0}0\u{fdd0}",
        "\u{fdd0}1\u{fdd0}",
    ] {
        for ((path, names), (_, plain)) in shape(&format!("Ann {hidden} Lee")).iter().zip(&expected)
        {
            assert!(names == plain, "{path}: other elements by {hidden:?}");
        }
    }
}

/// TOML can write characters that neither XML nor HTML can hold.
#[test]
fn control_characters_reach_no_file() {
    let site = TestSite::minimal();
    let hidden = r"\u0000\u0001\b\u001b[31m\u007f\u0085\ufffe\uffff\u2028";
    site.replace(
        "site/site.toml",
        "The Record",
        &format!("The{hidden} Record"),
    );
    site.replace(
        "site/leaders/ann-lee.md",
        "Ann Lee",
        &format!("Ann{hidden} Lee"),
    );
    site.replace(
        "site/summits/tokyo-2024.md",
        "Lee–Tanaka",
        &format!("Lee{hidden}"),
    );
    site.replace(
        "site/sources/sources.toml",
        "Joint",
        &format!("Joint{hidden}"),
    );
    site.replace(
        "articles/2024-05-02-tokyo/article.md",
        "A day",
        &format!("A{hidden} day"),
    );
    site.replace(
        "articles/2024-05-02-tokyo/article.md",
        "They met",
        "They\u{1}\u{0} met &#0; &#1; &#x1b;",
    );
    let output = tempfile::tempdir().unwrap();
    let built = match crawl::try_build(&site.root(), &output.path().join("public"), None) {
        Ok(built) => built,
        Err(faults) => {
            // To refuse them is as good, if each is told with its place.
            assert!(
                faults
                    .iter()
                    .filter(|fault| fault.is_error())
                    .all(|fault| fault.location.is_some()),
                "{}",
                told(&faults)
            );
            return;
        }
    };
    // Neither XML 1.0 (section 2.2) nor HTML (section 13.2.3.5) can hold control characters.
    let unfit = |text: &str| {
        text.chars()
            .find(|c| c.is_control() && !c.is_whitespace() || matches!(c, '\u{fffe}' | '\u{ffff}'))
    };
    let faults: Vec<String> = built
        .files
        .keys()
        .filter(|path| path.ends_with(".html") || path.ends_with(".xml"))
        .filter_map(|path| Some(format!("{path}: {:?}", unfit(built.text(path))?)))
        .collect();
    assert_eq!(faults, Vec::<String>::new());
    let _: serde_json::Value = serde_json::from_str(built.text("data/summits.json")).unwrap();
}

/// What a fault quotes of the content commands neither a terminal nor GitHub.
#[test]
fn diagnostics_quote_hostile_words_harmlessly() {
    let site = TestSite::minimal();
    site.replace(
        "site/summits/tokyo-2024.md",
        "\"ann-lee\"",
        r#""\u001b]0;evil\u0007\u001b[31m\n::error::evil", "ann-lee""#,
    );
    site.replace(
        "site/leaders/ann-lee.md",
        "country = \"US\"",
        "country = \"US\"\n\"\\u001b[2Jevil\\n::warning::evil\" = 1",
    );
    for format in ["human", "github", "json"] {
        let run = site.run(["check", "--message-format", format]);
        assert_eq!(run.code, 1, "{run:?}");
        let all = format!("{}{}", run.stdout, run.stderr);
        let bad = all.chars().find(|c| c.is_control() && *c != '\n');
        assert_eq!(bad, None, "{format}: {all:?}");
        let commands = all.lines().filter(|line| line.starts_with("::")).count();
        assert_eq!(
            commands,
            // One for each fault: the unknown key, the control characters, the id.
            if format == "github" { 3 } else { 0 },
            "{format}: {all}"
        );
    }
}

/// XML 1.0, section 2.2: what a document can hold at all; and its elements close.
fn assert_well_formed(path: &str, xml: &str) {
    let bad = xml.chars().find(|c| !matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..));
    assert_eq!(bad, None, "{path} holds a character that XML cannot hold");
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return,
            Ok(_) => {}
            Err(error) => panic!("{path}: {error} at {}", reader.error_position()),
        }
    }
}

/// Elements that the theme has and a text may not have, with the attributes that they may have
/// beside those for scripts, `data-`.
const OF_THE_THEME: [(&str, &[&str]); 18] = [
    ("script", &["src", "defer", "type"]),
    (
        "svg",
        &[
            "class",
            "aria-hidden",
            "aria-label",
            "role",
            "viewBox",
            "width",
            "height",
        ],
    ),
    ("use", &["class", "href"]),
    ("g", &["fill"]),
    ("path", &["class", "d"]),
    ("rect", &["class", "x", "y", "width", "height"]),
    (
        "circle",
        &[
            "class",
            "cx",
            "cy",
            "r",
            "fill",
            "stroke",
            "stroke-width",
            "stroke-dasharray",
        ],
    ),
    ("line", &["x1", "y1", "x2", "y2", "stroke-width"]),
    ("text", &["class", "x", "y", "dx", "dy", "text-anchor"]),
    ("tspan", &["class", "x", "dx", "dy"]),
    ("form", &["class", "role", "action", "aria-label"]),
    (
        "input",
        &[
            "id",
            "name",
            "type",
            "placeholder",
            "autocomplete",
            "spellcheck",
            "min",
            "step",
        ],
    ),
    ("button", &["type", "class", "disabled"]),
    ("select", &["name"]),
    ("option", &["value"]),
    ("output", &["for", "class"]),
    ("label", &["class", "for"]),
    (
        "link",
        &["rel", "href", "type", "title", "as", "crossorigin"],
    ),
];

/// Whether an element belongs to a text, and not to the theme around it or to a card within it.
fn is_of_text(page: &Page, element: &Element) -> bool {
    let mut around = element.parent;
    while let Some(index) = around {
        let outer = &page.elements[index];
        if outer.is_of_class("prose") {
            return true;
        }
        if outer.name == "aside" && outer.is_of_class("mcard") {
            return false;
        }
        around = outer.parent;
    }
    false
}

/// A page without anything that runs or leads where nothing may. What the theme itself has that
/// runs, draws or sends is known to the attribute, and never stands in a text.
fn assert_harmless(page: &Page) {
    const NEVER: [&str; 21] = [
        "iframe",
        "object",
        "embed",
        "applet",
        "frame",
        "frameset",
        "base",
        "math",
        "style",
        "textarea",
        "template",
        "noscript",
        "audio",
        "video",
        "foreignObject",
        "animate",
        "animateMotion",
        "animateTransform",
        "set",
        "image",
        "plaintext",
    ];
    for element in &page.elements {
        let at = format!("{}: <{}> {:?}", page.path, element.name, element.attributes);
        assert!(!NEVER.contains(&element.name.as_str()), "{at}");
        if let Some((_, known)) = OF_THE_THEME.iter().find(|(name, _)| *name == element.name) {
            assert!(!is_of_text(page, element), "in a text: {at}");
            let is_known = |name: &str| known.contains(&name) || name.starts_with("data-");
            assert!(
                element.attributes.iter().all(|(name, _)| is_known(name)),
                "{at}"
            );
        }
        let is_own = match element.name.as_str() {
            "script" if element.get("type") == Some("application/ld+json") => {
                let is_plain = !element
                    .text
                    .contains(['<', '>', '&', '\u{2028}', '\u{2029}']);
                is_plain && serde_json::from_str::<serde_json::Value>(&element.text).is_ok()
            }
            "script" => {
                let src = element.get("src").and_then(|src| src.strip_prefix('/'));
                element.text.is_empty() && src.is_some_and(crawl::is_script_of_theme)
            }
            "form" => matches!(element.get("action"), None | Some("/search/")),
            "use" => element
                .get("href")
                .is_some_and(|href| href.starts_with("/marks.svg#") || href.starts_with("/maps/")),
            "link" if element.get("rel") == Some("stylesheet") => {
                element.get("href") == Some("/chancery.css")
            }
            _ => true,
        };
        assert!(is_own, "{at}");
        for (name, value) in &element.attributes {
            assert!(!name.starts_with("on"), "{at}");
            // The scripts of the theme do what such attributes say.
            let commands = name.starts_with("data-") && name != "data-office";
            assert!(!commands || !is_of_text(page, element), "in a text: {at}");
            assert!(
                ![
                    "style",
                    "srcdoc",
                    "formaction",
                    "background",
                    "ping",
                    "xlink:href"
                ]
                .contains(&name.as_str()),
                "{at}"
            );
            assert!(name != "action" || element.name == "form", "{at}");
            if ["href", "src", "srcset", "poster", "cite"].contains(&name.as_str()) {
                // As browsers read an address: without control characters, blanks at the ends.
                let plain: String = value
                    .chars()
                    .filter(|c| !c.is_control())
                    .collect::<String>()
                    .trim()
                    .to_ascii_lowercase();
                let scheme = plain.split_once(':').map(|(scheme, _)| scheme);
                let is_scheme = scheme.is_some_and(|s| {
                    s.bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
                });
                if is_scheme {
                    assert!(
                        ["http", "https", "mailto", "tel"].contains(&scheme.unwrap()),
                        "{at}"
                    );
                }
                assert!(
                    !plain.starts_with("//")
                        && !plain.starts_with('\\')
                        && !plain.starts_with("/\\"),
                    "{at}"
                );
            }
        }
        if element.name == "meta" && element.get("http-equiv").is_some() {
            let leads = element
                .get("content")
                .unwrap()
                .split_once("url=")
                .unwrap()
                .1;
            assert!(leads.starts_with('/') && !leads.starts_with("//"), "{at}");
        }
    }
}

// --- Addresses --------------------------------------------------------------------------------

/// Addresses that run something, or lead to another host under a disguise.
const DANGEROUS: [&str; 14] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\u{1}javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "file:///etc/passwd",
    "blob:https://evil.example/1",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "/\\evil.example/x",
];

#[test]
fn dangerous_addresses_in_front_matter_do_not_survive() {
    for address in DANGEROUS {
        let quoted = serde_json::to_string(address).unwrap();
        let site = TestSite::minimal();
        let settings = site.read("site/site.toml");
        site.write(
            "site/site.toml",
            format!("repository = {quoted}\n{settings}"),
        );
        site.write(
            "site/sources/more.toml",
            format!("[evil]\ntitle = \"Evil\"\nurl = {quoted}\narchived = {quoted}\n"),
        );
        site.replace("site/leaders/ann-lee.md", "country = \"US\"", &format!("country = \"US\"\nlinks = [{quoted}, {{ name = \"Evil\", url = {quoted} }}]\nportrait = {{ src = {quoted}, alt = \"x\" }}\nsources = [\"evil\", {{ title = \"Evil\", url = {quoted} }}]"));
        site.replace(
            "articles/2024-05-02-tokyo/article.md",
            "date =",
            &format!("image = {{ src = {quoted}, alt = \"x\" }}\ndate ="),
        );
        assert_survives(&site, address);
    }
}

/// In the menu an address that no browser takes for one may be a dead link as well.
#[test]
fn dangerous_addresses_in_the_menu_do_not_survive() {
    for address in DANGEROUS {
        let quoted = serde_json::to_string(address).unwrap();
        let site = TestSite::minimal();
        let settings = site.read("site/site.toml");
        site.write(
            "site/site.toml",
            format!("{settings}\n[[menu]]\nname = \"Evil\"\nurl = {quoted}\n"),
        );
        let output = tempfile::tempdir().unwrap();
        let faults = match crawl::try_build(&site.root(), &output.path().join("public"), None) {
            Ok(built) => {
                built.pages().iter().for_each(assert_harmless);
                built.prepared.diagnostics
            }
            Err(faults) => faults,
        };
        let is_told = faults.iter().any(|fault| {
            matches!(fault.code, Code::UnsafeUrl | Code::DeadLink)
                && fault
                    .location
                    .as_ref()
                    .is_some_and(|at| at.file.path == "site/site.toml")
        });
        assert!(is_told, "{address:?}: {}", told(&faults));
    }
}

#[test]
fn dangerous_addresses_in_markdown_do_not_survive() {
    for address in DANGEROUS {
        let entities: String = address
            .chars()
            .map(|c| format!("&#{};", c as u32))
            .collect();
        let site = TestSite::minimal().with_article(
            "evil",
            "",
            &format!(
                "[a](<{0}>) [b](<{entities}> \"x\") ![c](<{0}>) [d] [e][d] <{0}>\n\n[d]: <{0}> 'x'\n",
                address.replace('\\', "\\\\").replace('<', "\\<").replace('>', "\\>"),
            ),
        );
        assert_survives(&site, address);
    }
}

/// The site builds, told about the address, or is refused because of it; no page has it.
fn assert_survives(site: &TestSite, address: &str) {
    let output = tempfile::tempdir().unwrap();
    match crawl::try_build(&site.root(), &output.path().join("public"), None) {
        Ok(built) => {
            let faults = &built.prepared.diagnostics;
            assert!(
                faults.iter().any(|fault| fault.code == Code::UnsafeUrl),
                "{address:?} is not told:\n{}",
                told(faults)
            );
            built.pages().iter().for_each(assert_harmless);
            assert_well_formed("feed.xml", built.text("feed.xml"));
            let data = built.text("data/summits.json");
            assert!(
                !data.contains("alert(1)") && !data.contains("evil.example"),
                "{address:?} in summits.json"
            );
        }
        Err(faults) => panic!("{address:?} stops the build:\n{}", told(&faults)),
    }
}

// --- Raw HTML ---------------------------------------------------------------------------------

const RAW: &str = r#"
A line with <b>bold</b>, H<sub>2</sub>O, x<sup>2</sup> and <kbd>Ctrl</kbd>.

<script>alert('script')</script>

<iframe src="https://evil.example/"></iframe>

<style>body { display: none }</style>

<p onclick="alert('handler')" style="position: fixed">A paragraph</p>

<form action="https://evil.example/"><input name="q"><button formaction="javascript:alert(1)">Go</button></form>

<a href="javascript:alert('address')">a</a> <img src="x" onerror="alert('image')"> <svg onload="alert('svg')"></svg>

<img src="https://evil.example/pixel.gif" srcset="//evil.example/2x.gif 2x"> <div

onmouseover="alert('torn')">torn</div>

<!-- <script>alert('comment')</script> -->

<noscript><p title="</noscript><img src=x onerror=alert('noscript')>"></noscript>

</article></main></body></html>

<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/"><link rel="stylesheet" href="https://evil.example/x.css">

A last paragraph <b>unclosed
"#;

#[test]
fn raw_html_is_cleaned_unless_the_site_allows_it() {
    let site = TestSite::minimal().with_article("raw", "", RAW);
    site.replace(
        "site/leaders/ann-lee.md",
        "from = 2021-01-20\n+++",
        &format!("from = 2021-01-20\n+++\n\n{RAW}"),
    );
    let built = crawl::build(&site.root(), None);
    built.pages().iter().for_each(assert_harmless);
    for path in ["articles/raw/index.html", "leaders/ann-lee/index.html"] {
        let page = built.page(path);
        assert!(page.comments.is_empty(), "{path}: {:?}", page.comments);
        for (name, text) in [
            ("b", "bold"),
            ("sub", "2"),
            ("sup", "2"),
            ("kbd", "Ctrl"),
            ("p", "A paragraph"),
        ] {
            assert!(
                page.all(name).any(|e| e.text == text),
                "{path} has lost <{name}>{text}"
            );
        }
        for address in page
            .elements
            .iter()
            .filter(|e| e.name != "a")
            .flat_map(|e| ["src", "srcset"].map(|name| e.get(name)))
            .flatten()
        {
            assert!(!address.contains("evil.example"), "{path} loads {address}");
        }
        // What the text leaves open or closes too often ends with the text.
        let main = page.all("main").next().unwrap();
        assert_eq!(page.all("main").count(), 1);
        assert!(main.text.contains("A last paragraph"));
        let footer = page.all("footer").next().unwrap();
        let body = page.elements.iter().position(|e| e.name == "body");
        assert_eq!(
            footer.parent, body,
            "{path}: the footer lies within the text"
        );
        let names = |page: &Page, outer: &Element| -> Vec<String> {
            page.below(outer).iter().map(|e| e.name.clone()).collect()
        };
        let other = built.page("404.html");
        let plain = names(&other, other.all("footer").next().unwrap());
        assert_eq!(
            names(&page, footer),
            plain,
            "{path}: the text goes on in the footer"
        );
    }
    let told: Vec<_> = built
        .prepared
        .diagnostics
        .iter()
        .filter(|d| d.code == Code::RemovedHtml)
        .collect();
    assert!(
        !told.is_empty()
            && told
                .iter()
                .all(|d| d.level == Level::Warning && d.location.is_some())
    );
}

#[test]
fn a_text_of_nothing_but_forbidden_html_is_an_empty_text() {
    for body in [
        "<script>alert(1)</script>",
        "<form>",
        "<!-- nothing -->",
        "<style>",
        "<script>",
        "![[ann-lee]]\n\n<style>",
        "![[ann-lee]]\n\n<iframe></iframe>\n\n![[bo-tanaka]]",
    ] {
        let site = TestSite::minimal().with_article("raw", "", body);
        let output = tempfile::tempdir().unwrap();
        match crawl::try_build(&site.root(), &output.path().join("public"), None) {
            Ok(built) => built.pages().iter().for_each(assert_harmless),
            Err(faults) => panic!("{body:?} stops the build:\n{}", told(&faults)),
        }
    }
}

/// A whole picture, which has a size and copies.
fn png() -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(3, 2)
        .write_to(&mut png, image::ImageFormat::Png)
        .expect("a picture");
    png.into_inner()
}

/// A text is cleaned together with what summitry writes into it; that stays as it is.
#[test]
fn raw_html_costs_nothing_of_our_own() {
    let shape = |piece: &str| -> Vec<String> {
        let body = format!(
            "## A heading\n\nOn that day [[ann-lee]] spoke.[@communique] Then more.[^1] {piece}\n\n![[bo-tanaka]]\n\n![[tokyo-2024]]\n\n| a | b |\n|:-|-:|\n| 1 | 2 |\n\n```rust\ncode\n```\n\n![Two flags](flags.png)\n\n3. three\n\n[^1]: A note.\n"
        );
        let site = TestSite::minimal().with_article("raw", "", &body);
        site.write("articles/raw/flags.png", png());
        let built = crawl::build(&site.root(), None);
        let page = built.page("articles/raw/index.html");
        let elements = page.elements.iter().filter(|e| e.name != "kbd");
        elements
            .map(|e| {
                let mut attributes = e.attributes.clone();
                attributes.sort();
                format!("<{}> {attributes:?}", e.name)
            })
            .collect()
    };
    let (cleaned, plain) = (shape("<kbd>x</kbd>"), shape("x"));
    let lost: Vec<(&String, &String)> = plain
        .iter()
        .zip(&cleaned)
        .filter(|(plain, cleaned)| plain != cleaned)
        .collect();
    assert!(lost.is_empty(), "written, and left of it: {lost:#?}");
    assert_eq!(cleaned.len(), plain.len());
}

/// Ways by which one parser's text becomes another parser's element.
#[test]
fn raw_html_does_not_change_its_meaning_when_it_is_cleaned() {
    let pieces = [
        r#"<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">"#,
        r#"<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">"#,
        r#"<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>"#,
        r#"<p title="</p><img src=x onerror=alert(1)>"><noembed><img title="</noembed><img src=x onerror=alert(1)>"></noembed>"#,
        r#"<details open ontoggle=alert(1)><summary>x</summary></details>"#,
        r#"<a href="java&#10;script:alert(1)">a</a><a href="&#x6A;avascript:alert(1)">b</a><a href=" javascript:alert(1)">c</a>"#,
        r#"<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea><xmp><img title="</xmp><img src=x onerror=alert(1)>">"#,
        "<plaintext><script>alert(1)</script>",
        r#"<img src="a.png" alt="&lt;script&gt;alert(1)&lt;/script&gt;" onload=alert(1)>"#,
        r#"<div id="main" class="x"><h1>Another headline</h1></div>"#,
    ];
    for piece in pieces {
        for body in [
            format!("A text.\n\n{piece}\n"),
            format!("Within a line {piece} of text.\n"),
            format!("| a |\n|---|\n| {piece} |\n"),
        ] {
            let site = TestSite::minimal().with_article("raw", "", &body);
            let built = crawl::build(&site.root(), None);
            built.pages().iter().for_each(assert_harmless);
        }
    }
}

#[test]
fn raw_html_is_kept_where_the_site_says_so() {
    let body =
        "<section onclick=\"go()\"><script>go()</script><b>x</b></section>\n\n<form><input></form>";
    let site = TestSite::minimal()
        .with_settings("unsafe_html = true")
        .with_article("raw", "", body);
    let built = crawl::build(&site.root(), None);
    assert_eq!(told(&built.prepared.diagnostics), "");
    let page = built.page("articles/raw/index.html");
    assert!(page.all("script").any(|e| e.text == "go()"));
    assert!(
        page.all("section")
            .any(|e| e.get("onclick") == Some("go()"))
    );
    assert_eq!(page.all("form").count(), 1);
}

/// Addresses are checked where Markdown writes them, whatever is said of raw HTML.
#[test]
fn unsafe_html_does_not_allow_dangerous_markdown_links() {
    let site = TestSite::minimal()
        .with_settings("unsafe_html = true")
        .with_article("evil", "", "[a](javascript:alert(1))");
    let built = crawl::build(&site.root(), None);
    assert_harmless(&built.page("articles/evil/index.html"));
}

/// `{#id .class}`, labels of footnotes and languages of code are attributes of our own.
#[test]
fn attributes_written_in_markdown_are_escaped() {
    let site = TestSite::minimal().with_article(
        "attributes",
        "",
        concat!(
            "## One {#a\"onclick=\"alert(1) .b\"onload=\"alert(1)}\n\n",
            "## Two {#</h2><script>alert(1)</script>}\n\n",
            "## Three {onclick=alert(1) style=color:red}\n\n",
            "A note.[^\"><script>alert(1)</script>]\n\n[^\"><script>alert(1)</script>]: The note.\n\n",
            "```\"><script>alert(1)</script>\ncode\n```\n\n",
            "| a |\n|---|\n| `<script>` |\n",
        ),
    );
    let built = crawl::build(&site.root(), None);
    built.pages().iter().for_each(assert_harmless);
}

// --- Paths ------------------------------------------------------------------------------------

/// What must never be seen in an output.
const SECRET: &str = "the secret of another folder";

/// A site beside a folder with a secret; the two share a parent.
fn beside_a_secret() -> TestSite {
    let site = TestSite::minimal();
    for path in [
        "secret.txt",
        "folder/secret.md",
        "folder/article.md",
        "theme/theme.toml",
        "theme/static/secret.css",
    ] {
        let file = site.outside(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, format!("# {SECRET}\n")).unwrap();
    }
    site
}

/// Builds by the program itself, so that the output lies where it would; returns the codes told.
/// Nothing outside the output is touched, nothing from outside comes in.
fn attempt(site: &TestSite, what: &str) -> Vec<String> {
    let parent = site.root().parent().unwrap().to_owned();
    // What is dear to make is kept beside the site's files.
    let is_kept = |path: &String| path.starts_with("project/.summitry/");
    let outside = |path: &String| !path.starts_with("project/public/") && !is_kept(path);
    let before: BTreeMap<_, _> = crawl::tree(&parent)
        .into_iter()
        .filter(|(path, _)| outside(path))
        .collect();
    let run = site.run(["build", "--message-format", "json"]);
    assert!([0, 1].contains(&run.code), "{what}: {run:?}");
    let mut after = crawl::tree(&parent);
    after.retain(|path, _| !is_kept(path));
    let (inner, outer): (BTreeMap<_, _>, BTreeMap<_, _>) =
        after.into_iter().partition(|(path, _)| !outside(path));
    let (before, outer): (Vec<_>, Vec<_>) =
        (before.into_iter().collect(), outer.into_iter().collect());
    assert_eq!(
        before.iter().map(|f| &f.0).collect::<Vec<_>>(),
        outer.iter().map(|f| &f.0).collect::<Vec<_>>(),
        "{what}: files beside the output"
    );
    assert!(
        before == outer,
        "{what}: a file beside the output was changed"
    );
    for (path, bytes) in &inner {
        assert!(
            !bytes
                .windows(SECRET.len())
                .any(|part| part == SECRET.as_bytes()),
            "{what}: the secret is in {path}"
        );
    }
    if run.code == 1 {
        assert!(
            inner.is_empty(),
            "{what}: a build that fails writes nothing"
        );
    }
    run.diagnostics()
        .into_iter()
        .map(|told| told.code)
        .collect()
}

/// The build is refused with this code.
fn assert_refused(site: &TestSite, code: &str, what: &str) {
    let codes = attempt(site, what);
    assert!(
        codes.iter().any(|told| told == code),
        "{what}: told {codes:?}"
    );
    assert!(
        !site.path("public/index.html").exists(),
        "{what}: it was built all the same"
    );
}

const UP: [&str; 12] = [
    "..",
    "../up",
    "../../outside/secret.txt",
    "%2e%2e",
    "%2e%2e%2fup",
    "..%2fup",
    "/etc/passwd",
    "..\\up",
    "a/../../up",
    "\u{0}",
    "up\u{0}.html",
    "C:\\up",
];

#[test]
fn slugs_lead_nowhere() {
    for slug in UP
        .into_iter()
        .chain([".git", ".", " ", "", "a/b", "a\nb", "CON:x", "a?b", "a#b"])
    {
        let quoted = serde_json::to_string(slug).unwrap();
        let site = beside_a_secret().with_article("x", &format!("slug = {quoted}"), "Text.");
        assert_refused(&site, "invalid-path", &format!("the slug {slug:?}"));
    }
}

#[test]
fn old_addresses_lead_nowhere() {
    for alias in UP.into_iter().chain([
        "/../up/",
        "/%2e%2e/up/",
        "//evil.example/x",
        "/a/..%2f..%2fup/",
        "/.git/config",
        "/a\\b/",
        "/a\u{0}/",
        "/",
        "https://evil.example/",
    ]) {
        let quoted = serde_json::to_string(alias).unwrap();
        let site = beside_a_secret().with_article("x", &format!("aliases = [{quoted}]"), "Text.");
        let codes = attempt(&site, &format!("the alias {alias:?}"));
        if alias == "/etc/passwd" {
            assert!(
                site.path("public/etc/passwd/index.html").is_file(),
                "a path like any other"
            );
        } else {
            assert!(
                codes.iter().any(|code| code == "invalid-path"),
                "{alias:?}: {codes:?}"
            );
        }
    }
}

#[test]
fn ids_lead_nowhere() {
    for id in UP {
        let quoted = serde_json::to_string(id).unwrap();
        let with = |path: &str, from: &str, to: &str| {
            let site = beside_a_secret();
            site.replace(path, from, to);
            site
        };
        let leader = ("site/leaders/ann-lee.md", "name = \"Ann Lee\"");
        let summit = ("site/summits/tokyo-2024.md", "date = 2024-05-01");
        let former = format!("\nformer_ids = [{quoted}]");
        for (path, line) in [leader, summit] {
            let site = with(path, line, &format!("{line}{former}"));
            assert_refused(&site, "invalid-id", &format!("the former id {id:?}"));
        }
        let site = with(
            "site/summits/tokyo-2024.md",
            "id = \"tariff-cut\"",
            &format!("id = {quoted}"),
        );
        assert_refused(&site, "invalid-id", &format!("the outcome {id:?}"));
        let site = with(
            "site/site.toml",
            "id = \"trade\"",
            &format!("id = {quoted}"),
        );
        assert_refused(&site, "invalid-id", &format!("the pillar {id:?}"));
        let site = with(
            "site/site.toml",
            "id = \"trade\"",
            &format!("id = \"trade\"\nmark = {quoted}"),
        );
        assert_refused(&site, "invalid-value", &format!("the mark {id:?}"));
    }
}

#[test]
fn topics_lead_nowhere() {
    for topic in UP.into_iter().chain([".", "/", "", "<>", "\u{202e}", "🦀"]) {
        let quoted = serde_json::to_string(topic).unwrap();
        let site = beside_a_secret().with_article("x", &format!("topics = [{quoted}]"), "Text.");
        attempt(&site, &format!("the topic {topic:?}"));
    }
}

#[test]
fn pictures_and_links_of_texts_lead_nowhere() {
    let ways = [
        "../../../outside/secret.txt",
        "../../outside/secret.txt",
        "/../outside/secret.txt",
        "..%2f..%2f..%2foutside%2fsecret.txt",
        "%2e%2e/%2e%2e/%2e%2e/outside/secret.txt",
        "..\\..\\..\\outside\\secret.txt",
        "/etc/passwd",
        "file:///etc/passwd",
        "site/site.toml",
        "../../site/site.toml",
        "article.md",
        "map.png\u{0}",
    ];
    for way in ways {
        let quoted = serde_json::to_string(way).unwrap();
        let fields = [
            (
                format!("image = {{ src = {quoted}, alt = \"x\" }}"),
                String::new(),
            ),
            (
                String::new(),
                format!("![x](<{}>)", way.replace('\\', "\\\\")),
            ),
            (
                String::new(),
                format!("[x](<{}>)", way.replace('\\', "\\\\")),
            ),
        ];
        for (front, body) in fields {
            let site = beside_a_secret().with_article("x", &front, &body);
            let codes = attempt(&site, &format!("{front}{body}"));
            // The article's own source is the article's page.
            let link_to_itself = way == "article.md" && !body.is_empty();
            let is_told = codes
                .iter()
                .any(|code| ["dead-link", "unsafe-url", "remote-image"].contains(&code.as_str()));
            assert!(is_told || link_to_itself, "{front}{body}: {codes:?}");
        }
    }
}

#[test]
fn themes_lead_nowhere() {
    let outside = beside_a_secret().outside("theme");
    for theme in [
        "../outside/theme",
        "../../outside/theme",
        "..",
        ".",
        "",
        "/",
        outside.to_str().unwrap(),
        "a/../../../outside/theme",
        "x\u{0}",
    ] {
        let quoted = serde_json::to_string(theme).unwrap();
        let site = beside_a_secret().with_settings(&format!("theme = {quoted}"));
        assert_refused(&site, "theme-not-found", &format!("the theme {theme:?}"));
        let site = beside_a_secret()
            .with_settings("theme = \"mine\"")
            .with("themes/mine/theme.toml", format!("extends = {quoted}\n"));
        assert_refused(
            &site,
            "theme-not-found",
            &format!("the theme that extends {theme:?}"),
        );
    }
}

#[test]
fn base_addresses_lead_nowhere() {
    for address in [
        "https://x.example/../",
        "https://x.example/a/../../b/",
        "https://x.example/\"><script>alert(1)</script>",
        "javascript:alert(1)",
        "https://x.example\\@evil.example/",
        "https://evil@x.example/",
    ] {
        let quoted = serde_json::to_string(address).unwrap();
        let site = beside_a_secret();
        site.replace("site/site.toml", "\"https://record.example/\"", &quoted);
        assert_refused(&site, "invalid-value", &format!("the address {address:?}"));
    }
}

/// Names that a disk can hold and an address cannot mean.
#[cfg(unix)]
#[test]
fn names_of_files_lead_nowhere() {
    let article = "+++\ntitle = \"X\"\ndate = 2024-05-03\n+++\n\nText.\n";
    let leader = "+++\nname = \"X\"\ncountry = \"US\"\n+++\n";
    let cases = [
        ("articles/%2e%2e/article.md", article, Some("invalid-path")),
        (
            "articles/a%2f..%2f..%2fup/article.md",
            article,
            Some("invalid-path"),
        ),
        ("articles/..\\up/article.md", article, None),
        (
            "articles/a\\b/article.md",
            article,
            Some("invalid-file-name"),
        ),
        (
            "articles/a\u{1}b/article.md",
            article,
            Some("invalid-file-name"),
        ),
        (
            "articles/2024-01-01-../article.md",
            article,
            Some("invalid-path"),
        ),
        ("site/leaders/%2e%2e.md", leader, Some("invalid-id")),
        ("site/leaders/..md", leader, None),
        ("site/leaders/..\\up.md", leader, None),
        ("site/leaders/a\nb.md", leader, Some("invalid-file-name")),
        ("site/leaders/Ann Lee.md", leader, Some("invalid-id")),
        ("site/countries/../us.md", "+++\n+++\n", None),
        (
            "site/countries/%2e%2e.md",
            "+++\n+++\n",
            Some("unknown-country"),
        ),
        ("site/static/a\\b.txt", "x", Some("invalid-file-name")),
        ("site/static/%2e%2e/up.txt", "x", None),
        ("site/static/a:b.txt", "x", Some("invalid-path")),
        ("site/static/index.html", "x", Some("url-collision")),
        ("site/static/leaders", "x", Some("url-collision")),
        ("site/static/.summitry/manifest", "x", None),
        (
            "articles/2024-05-02-tokyo/index.html",
            "x",
            Some("url-collision"),
        ),
        (
            "articles/2024-05-02-tokyo/%2e%2e/%2e%2e/index.html",
            "x",
            None,
        ),
        (
            "articles/2024-05-02-tokyo/INDEX.HTML",
            "x",
            Some("url-collision"),
        ),
    ];
    for (path, text, code) in cases {
        let site = beside_a_secret().with(path, text);
        match code {
            Some(code) => assert_refused(&site, code, path),
            None => {
                attempt(&site, path);
            }
        }
    }
}

// --- Links of the file system -----------------------------------------------------------------

#[cfg(unix)]
#[test]
fn links_out_of_the_site_are_refused() {
    use std::os::unix::fs::symlink;
    let cases = [
        // Where the link lies, and where it leads in the folder outside.
        ("site/static/secret.txt", "secret.txt"),
        ("site/static/folder", "folder"),
        ("site/static/deep/er/secret.txt", "secret.txt"),
        ("site/leaders/secret.md", "folder/secret.md"),
        ("site/sources/secret.toml", "secret.txt"),
        ("site/countries", "folder"),
        ("articles/2024-05-02-tokyo/secret.txt", "secret.txt"),
        ("articles/2024-05-02-tokyo/folder", "folder"),
        ("articles/stolen", "folder"),
        ("articles/stolen/article.md", "folder/article.md"),
        ("site/static/nothing", "is-not-there"),
    ];
    for (link, target) in cases {
        let site = beside_a_secret();
        let at = site.path(link);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        symlink(site.outside(target), &at).unwrap();
        assert_refused(
            &site,
            "symlink-outside",
            &format!("{link} → outside/{target}"),
        );
        // The same by a way up instead of a whole path.
        fs::remove_file(&at).unwrap();
        let up = "../".repeat(link.matches('/').count() + 1);
        symlink(format!("{up}outside/{target}"), &at).unwrap();
        assert_refused(
            &site,
            "symlink-outside",
            &format!("{link} → {up}outside/{target}"),
        );
    }
}

/// The folders that summitry starts from are links themselves.
#[cfg(unix)]
#[test]
fn whole_folders_behind_links_out_of_the_site_are_refused() {
    use std::os::unix::fs::symlink;
    let mut followed = Vec::new();
    for (link, target) in [
        ("articles", "folder"),
        ("site/static", "folder"),
        ("site/leaders", "folder"),
        ("themes", "themes"),
        ("themes/mine", "theme"),
    ] {
        let site = beside_a_secret();
        let outside = site.outside(target);
        fs::create_dir_all(outside.join("inner")).unwrap();
        fs::write(
            outside.join("inner/article.md"),
            format!("+++\ntitle = \"X\"\ndate = 2024-01-01\n+++\n\n{SECRET}\n"),
        )
        .unwrap();
        fs::create_dir_all(outside.join("mine/static")).unwrap();
        fs::write(outside.join("mine/theme.toml"), "extends = \"chancery\"\n").unwrap();
        fs::write(
            outside.join("mine/static/stolen.css"),
            format!("/* {SECRET} */"),
        )
        .unwrap();
        fs::write(site.outside("theme/theme.toml"), "extends = \"chancery\"\n").unwrap();
        let site = if link.starts_with("themes") {
            site.with_settings("theme = \"mine\"")
        } else {
            site
        };
        let at = site.path(link);
        if at.exists() {
            fs::remove_dir_all(&at).unwrap();
        }
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        symlink(&outside, &at).unwrap();
        let run = site.run(["build", "--message-format", "json"]);
        let refused = run.code == 1
            && run
                .diagnostics()
                .iter()
                .any(|told| told.code == "symlink-outside");
        let stolen = crawl::tree(&site.path("")).iter().any(|(path, bytes)| {
            path.starts_with("public/")
                && bytes
                    .windows(SECRET.len())
                    .any(|part| part == SECRET.as_bytes())
        });
        if !refused || stolen {
            followed.push(format!(
                "{link} → outside/{target}: exit code {}{}",
                run.code,
                if stolen {
                    ", and the secret is published"
                } else {
                    ""
                }
            ));
        }
    }
    assert_eq!(followed, Vec::<String>::new());
}

/// Links that stay inside are what they lead to, and a circle ends.
#[cfg(unix)]
#[test]
fn links_within_the_site_are_followed() {
    use std::os::unix::fs::symlink;
    let site = beside_a_secret()
        .with("site/static/real/a.txt", "inside")
        .with("site/static/b.txt", "inside too");
    symlink("real", site.path("site/static/alias")).unwrap();
    symlink(
        "../../site/static/b.txt",
        site.path("articles/2024-05-02-tokyo/b.txt"),
    )
    .unwrap();
    let codes = attempt(&site, "links within the site");
    assert_eq!(codes, Vec::<String>::new());
    for path in ["real/a.txt", "alias/a.txt", "articles/tokyo/b.txt"] {
        assert!(site.path("public").join(path).is_file(), "{path}");
    }
    let site = beside_a_secret().with("site/static/real/a.txt", "inside");
    symlink("..", site.path("site/static/real/circle")).unwrap();
    assert_refused(&site, "symlink-outside", "a circle");
}

/// What lies in the output folder as a link is not written through.
#[cfg(unix)]
#[test]
fn links_in_the_output_folder_are_not_written_through() {
    use std::os::unix::fs::symlink;
    let site = beside_a_secret();
    site.build();
    for (path, target) in [("index.html", "secret.txt"), ("leaders", "folder")] {
        let at = site.path("public").join(path);
        if at.is_dir() {
            fs::remove_dir_all(&at).unwrap();
        } else {
            fs::remove_file(&at).unwrap();
        }
        symlink(site.outside(target), &at).unwrap();
    }
    let before = crawl::tree(&site.outside(""));
    let run = site.run(["build"]);
    assert!(
        before == crawl::tree(&site.outside("")),
        "a file outside was changed: {run:?}"
    );
    if run.code == 0 {
        for path in ["index.html", "leaders"] {
            assert!(
                !site.path("public").join(path).is_symlink(),
                "{path} is still a link"
            );
        }
    }
}
