//! What programs are given to read: the Markdown of an article says what its page says, `llms.txt`
//! and the sitemap lead to what is there, and every page names its other forms.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests say what they expect by failing"
)]

mod crawl;
mod support;

use std::path::Path;
use std::sync::{Arc, LazyLock};

use crawl::{Built, words};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use summitry::pages::kind::PageKind;
use summitry::pages::machine_file::MachineFile;
use summitry::pages::plan::{Page, Plan};
use summitry::pages::url::PagePath;
use summitry::render::{Memory, Press};
use summitry::write::Content;
use support::TestSite;

static DEMONSTRATION: LazyLock<Built> =
    LazyLock::new(|| crawl::build(Path::new(env!("CARGO_MANIFEST_DIR")), None));

// --- Markdown ---------------------------------------------------------------------------------

/// What the Markdown of an article is written in.
const DIALECT: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH);

/// A block of a text: what it is, and its words without the marks of sources and notes.
#[derive(Debug, PartialEq, Eq)]
struct Block {
    kind: &'static str,
    text: String,
}

fn block(kind: &'static str, text: &str) -> Block {
    Block {
        kind,
        text: words(text),
    }
}

/// Blocks of Markdown, in order. Of a list the items, of a table the cells.
fn blocks(markdown: &str) -> Vec<Block> {
    let mut open: Vec<(&'static str, String)> = Vec::new();
    let mut found = Vec::new();
    for event in Parser::new_ext(markdown, DIALECT) {
        match event {
            Event::Start(tag) => {
                let kind = match tag {
                    Tag::Paragraph => "p",
                    Tag::Heading { .. } => "h",
                    Tag::Item => "li",
                    Tag::TableCell => "cell",
                    Tag::CodeBlock(_) => "pre",
                    _ => continue,
                };
                open.push((kind, String::new()));
            }
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableCell
                | TagEnd::CodeBlock,
            ) => {
                let (kind, text) = open.pop().unwrap();
                found.push(block(kind, &without_marks(&text)));
                open.iter_mut().for_each(|(_, around)| around.push(' '));
            }
            Event::Text(text) | Event::Code(text) => {
                open.iter_mut()
                    .for_each(|(_, around)| around.push_str(&text));
            }
            Event::SoftBreak | Event::HardBreak => {
                open.iter_mut().for_each(|(_, around)| around.push(' '));
            }
            _ => {}
        }
    }
    found
}

/// A text without `[1]` and `[1, p. 3]`.
fn without_marks(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        kept.push_str(before);
        let is_mark = after.starts_with(|c: char| c.is_ascii_digit());
        match after.split_once(']') {
            Some((_, behind)) if is_mark => rest = behind,
            _ => {
                kept.push('[');
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    kept
}

/// A page without the marks of sources and notes, the notes in the margin and those at the end.
fn without_notes(html: &str) -> String {
    let mut html = html.to_owned();
    for (from, to) in [
        ("<sup class=\"ref", "</sup>"),
        ("<small class=\"sn\"", "</small>"),
        ("<section class=\"footnotes\"", "</section>"),
    ] {
        while let Some(at) = html.find(from) {
            let end = at + html[at..].find(to).unwrap() + to.len();
            html.replace_range(at..end, "");
        }
    }
    html
}

/// Blocks of the text of a page, in order.
fn blocks_of_page(html: &str) -> Vec<Block> {
    let html = without_notes(html);
    let page = crawl::Page::parse("page", &html);
    let prose = page
        .elements
        .iter()
        .find(|e| e.is_of_class("prose"))
        .unwrap();
    page.below(prose)
        .into_iter()
        .filter_map(|element| {
            let kind = match element.name.as_str() {
                "p" => "p",
                "h2" | "h3" | "h4" | "h5" | "h6" => "h",
                "li" => "li",
                "th" | "td" => "cell",
                "pre" => "pre",
                _ => return None,
            };
            Some(block(kind, &element.text))
        })
        .collect()
}

/// The blocks of the article's own text: after the head, which ends with the address, and before
/// the sections that follow it.
fn own_blocks(markdown: &str, address: &str, next_section: &str) -> Vec<Block> {
    let all = blocks(markdown);
    let from = all.iter().position(|b| b.text == address).unwrap() + 1;
    let to = all
        .iter()
        .rposition(|b| *b == block("h", next_section))
        .unwrap();
    all.into_iter().skip(from).take(to - from).collect()
}

/// Everything that Markdown knows, and what is not meant as such.
const TEXT: &str = r##"
## A heading with `code` and *stars* {#own}

Ann Lee met [[bo-tanaka]] in [[tokyo-2024]], their [[tokyo-2024:ordinal]] meeting.[@communique][@communique, p. 3]
The **"second" line** of ***it***, ~~struck~~, with a \*star\*, an \_underscore\_, a \# sign, \[brackets\] and 1 < 2 & 3.[^n]

1. one
2. two *x*y

   with a second paragraph

- [[tokyo-2024|the *Tokyo* meeting]]
- [elsewhere](https://x.example/a_(b)?c=d&e "A *title*") and <https://x.example/auto_link_>

> A quotation that goes
> on.

| a \| b | c |
|:--|--:|
| [[ann-lee\|Lee]] | `d \| e` |

```toml
[not] = "*text*" # [@communique]
```

    ```
    indented

Text with <b onclick="x">bold</b> HTML and [a trap](javascript:alert(1)).

<div>left out</div>

\# no heading

1986\. No list[^n].

[^n]: A note with *emphasis* and [[ann-lee]].[@communique]
"##;

fn article_in_full() -> Built {
    let site = TestSite::minimal().with_article(
        "full",
        "title = \"A *full* [text](x)\"\nsummary = \"Of `all` | sorts\"\nauthors = [\"Eve *E*\", \"Fay_F_\"]\nsummits = [\"tokyo-2024\"]\nkey_points = [\"- one\", \"# two\"]",
        TEXT,
    );
    crawl::build(&site.root(), None)
}

#[test]
fn the_markdown_says_what_the_page_says() {
    let built = article_in_full();
    let markdown = built.text("articles/full/index.md");
    let address = "https://record.example/articles/full/";
    let mut own = own_blocks(markdown, address, "What was agreed");
    // After the list of points at a glance; the note stands at the end of the text.
    own.drain(..3);
    let note = own.pop().unwrap();
    assert_eq!(note, block("p", "A note with emphasis and Ann Lee."));
    let mut of_page = blocks_of_page(built.text("articles/full/index.html"));
    // An item comes before what stands in it on the page, and after it here.
    let sort =
        |blocks: &mut Vec<Block>| blocks.sort_by(|a, b| (a.kind, &a.text).cmp(&(b.kind, &b.text)));
    sort(&mut own);
    sort(&mut of_page);
    // The block of HTML has no text of its own kind on the page.
    assert_eq!(own, of_page, "{markdown}");
    assert!(
        !markdown.contains("<b") && !markdown.contains("<div") && !markdown.contains("javascript:")
    );
}

#[test]
fn the_head_of_the_markdown_says_what_it_is() {
    let built = article_in_full();
    let markdown = built.text("articles/full/index.md");
    let all = blocks(markdown);
    let expected = [
        block("h", "A *full* [text](x)"),
        block("p", "Of `all` | sorts"),
        block("li", "Eve *E* and Fay_F_."),
        block("li", "Published 3 May 2024."),
        block("li", "https://record.example/articles/full/"),
        block("h", "At a glance"),
        block("li", "- one"),
        block("li", "# two"),
    ];
    assert_eq!(all[..expected.len()], expected, "{markdown}");
    let agreed = all
        .iter()
        .position(|b| *b == block("h", "What was agreed"))
        .unwrap();
    let outcome = "United States: Tariffs on steel are cut by half. (Agreed, 1 May 2024)";
    assert_eq!(all[agreed + 1], block("li", outcome));
    assert_eq!(
        all[agreed + 2].text,
        format!("Lee–Tanaka, Tokyo, 1 May 2024{outcome}")
    );
    assert!(
        markdown.contains("their first meeting.[1][1, p. 3]"),
        "{markdown}"
    );
    assert!(
        markdown.contains("1 < 2 & 3.[^a]") || markdown.contains("1 \\< 2 & 3.[^a]"),
        "{markdown}"
    );
    assert!(markdown.trim_end().ends_with(
        "1. [Ministry of Foreign Affairs, Joint communiqué.](https://ministry.example/communique)"
    ));
}

#[test]
fn footnotes_and_links_of_the_markdown_lead_somewhere() {
    let built = article_in_full();
    let mut notes = (0, 0);
    let mut links = Vec::new();
    for event in Parser::new_ext(built.text("articles/full/index.md"), DIALECT) {
        match event {
            Event::FootnoteReference(label) => {
                assert_eq!(&*label, "a");
                notes.0 += 1;
            }
            Event::Start(Tag::FootnoteDefinition(_)) => notes.1 += 1,
            Event::Start(Tag::Link { dest_url, .. }) => links.push(dest_url.to_string()),
            Event::Html(_) | Event::InlineHtml(_) => panic!("raw HTML"),
            _ => {}
        }
    }
    assert_eq!(notes, (2, 1));
    for address in [
        "https://record.example/leaders/ann-lee/",
        "https://record.example/leaders/bo-tanaka/",
        "https://record.example/summits/tokyo-2024/",
        "https://x.example/a_(b)?c=d&e",
        "https://x.example/auto_link_",
    ] {
        assert!(
            links.iter().any(|link| link == address),
            "{address} in {links:?}"
        );
    }
    assert!(
        links.iter().all(|link| link.starts_with("https://")),
        "{links:?}"
    );
}

/// Every paragraph and heading of the demonstration site's articles stands in their Markdown.
#[test]
fn the_demonstration_is_whole_as_markdown() {
    let mut compared = 0;
    let paths: Vec<&String> = DEMONSTRATION.files.keys().collect();
    for path in paths
        .iter()
        .filter(|path| path.starts_with("articles/") && path.ends_with("/index.md"))
    {
        let markdown = blocks(DEMONSTRATION.text(path));
        let page = DEMONSTRATION.text(&path.replace("index.md", "index.html"));
        let main = crawl::Page::parse(path, page);
        for block in blocks_of_page(page) {
            // What a card says is laid out by the theme.
            let is_own = matches!(block.kind, "p" | "h") && markdown.contains(&block);
            compared += usize::from(is_own);
        }
        let own: Vec<&Block> = markdown.iter().filter(|b| b.kind == "p").collect();
        assert!(own.len() > 3, "{path}");
        let whole = blocks_of_page(page);
        for paragraph in own.iter().skip(1) {
            let is_note = !whole.contains(paragraph) && main.main().contains(&paragraph.text);
            assert!(
                whole.contains(paragraph) || is_note,
                "{path} has not {paragraph:?}"
            );
        }
    }
    assert!(compared > 100, "{compared}");
}

/// What may stand beside what in a text that nobody would write.
const SCRAPS: [&str; 30] = [
    "*",
    "**",
    "_",
    "__",
    "~~",
    "`",
    "``",
    " ",
    " ",
    "one",
    "two",
    "*three*",
    "**four**",
    "5",
    ".",
    "! ",
    "[six](https://x.example/)",
    "[[ann-lee]]",
    "[[tokyo-2024|a *b*]]",
    "[@communique]",
    "[^1]",
    "\\",
    "&amp;",
    "\n",
    "\n\n",
    "\n- ",
    "\n1. ",
    "\n> ",
    "\n\n## ",
    "\n\n| a | b |\n|--|--|\n| ",
];

/// Letters and digits of a text, in order, without marks: also those of notes, where there is no
/// way to write one so that it is a mark.
fn letters(text: &str) -> String {
    let text = without_marks(text).replace("[^a]", "").replace("[^1]", "");
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Letters and digits of what the article itself says in Markdown, without notes.
fn own_letters(markdown: &str, address: &str) -> String {
    let (_, own) = markdown.split_once(&format!("<{address}>\n")).unwrap();
    let own = own
        .rsplit_once("\n## Sources\n")
        .map_or(own, |(own, _)| own);
    let mut text = String::new();
    let mut in_note = false;
    for event in Parser::new_ext(own, DIALECT) {
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => in_note = true,
            Event::End(TagEnd::FootnoteDefinition) => in_note = false,
            Event::Text(part) | Event::Code(part) if !in_note => text.push_str(&part),
            _ => {}
        }
    }
    letters(&text)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    /// Law: however strange the Markdown of an article, the one made of it says the same words.
    #[test]
    fn no_word_is_lost_or_added(texts in prop::collection::vec(prop::collection::vec(prop::sample::select(&SCRAPS[..]), 1..40), 60)) {
        let mut site = TestSite::minimal();
        let texts: Vec<String> = texts.iter().map(|scraps| scraps.concat()).collect();
        for (number, text) in texts.iter().enumerate() {
            let body = format!("x{text}\n\n[^1]: A note.\n");
            site = site.with_article(&format!("strange-{number}"), "", &body);
        }
        let built = crawl::build(&site.root(), None);
        for (number, text) in texts.iter().enumerate() {
            let address = format!("https://record.example/articles/strange-{number}/");
            let markdown = built.text(&format!("articles/strange-{number}/index.md"));
            let html = without_notes(built.text(&format!("articles/strange-{number}/index.html")));
            let page = crawl::Page::parse("page", &html);
            let prose = page.elements.iter().find(|e| e.is_of_class("prose")).unwrap();
            prop_assert_eq!(own_letters(markdown, &address), letters(&prose.text), "{:?}\n{}", text, markdown);
        }
    }
}

const HOSTILE_TITLES: [&str; 14] = [
    "A ] b [c](http://x.example) *d* # e `f` <g> & h \\ ~~i~~ | j",
    "# one",
    "1. two",
    "- three",
    "> four",
    "+++",
    "```",
    "===",
    "![five](x.png)",
    "[^six]: note",
    "[seven]: http://x.example",
    "<script>alert(1)</script>",
    "&amp; &#35; &copy;",
    "***bold*** __under__ trailing #",
];

fn site_of_hostile_titles() -> Built {
    let mut site = TestSite::minimal();
    for (number, title) in HOSTILE_TITLES.iter().enumerate() {
        // A string of JSON is one of TOML.
        let title = serde_json::to_string(title).unwrap();
        site = site.with_article(
            &format!("hostile-{number:02}"),
            &format!("title = {title}\nsummary = {title}"),
            "See [[tokyo-2024]].",
        );
    }
    crawl::build(&site.root(), None)
}

#[test]
fn hostile_titles_are_titles() {
    let built = site_of_hostile_titles();
    for (number, title) in HOSTILE_TITLES.iter().enumerate() {
        let markdown = built.text(&format!("articles/hostile-{number:02}/index.md"));
        let found = blocks(markdown);
        assert_eq!(found[0].kind, "h", "{markdown}");
        assert_eq!(found[0].text, *title, "{markdown}");
        assert_eq!(found[1], block("p", title), "{markdown}");
    }
    let mut names = Vec::new();
    let mut name = None;
    for event in Parser::new_ext(built.text("llms.txt"), DIALECT) {
        match event {
            Event::Start(Tag::Link { .. }) => name = Some(String::new()),
            Event::End(TagEnd::Link) => names.extend(name.take()),
            Event::Text(text) | Event::Code(text) => {
                name.iter_mut().for_each(|name| name.push_str(&text));
            }
            Event::Html(_) | Event::InlineHtml(_) => panic!("raw HTML"),
            _ => {}
        }
    }
    for title in HOSTILE_TITLES {
        assert!(
            names.iter().any(|name| name == title),
            "{title} in {names:?}"
        );
    }
}

#[test]
fn trusted_html_stays() {
    let site = TestSite::minimal()
        .with_settings("unsafe_html = true")
        .with_article(
            "raw",
            "",
            "A <b>bold</b> word.\n\n<div class=\"x\">\nblock\n</div>\n\nEnd.",
        );
    let built = crawl::build(&site.root(), None);
    let markdown = built.text("articles/raw/index.md");
    assert!(markdown.contains("A <b>bold</b> word."), "{markdown}");
    assert!(
        markdown.contains("<div class=\"x\">\nblock\n</div>"),
        "{markdown}"
    );
}

// --- llms.txt ---------------------------------------------------------------------------------

#[test]
fn llms_txt_has_the_form_and_leads_to_what_is_there() {
    let text = DEMONSTRATION.text("llms.txt");
    let mut lines = text.lines();
    assert!(lines.next().unwrap().starts_with("# "));
    assert_eq!(lines.next(), Some(""));
    assert!(lines.next().unwrap().starts_with("> "));
    let sections: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("## "))
        .collect();
    assert_eq!(
        sections,
        ["## Roundups", "## Data", "## The record", "## Optional"]
    );
    let items: Vec<&str> = text.lines().filter(|line| line.starts_with("- ")).collect();
    assert!(
        items
            .iter()
            .all(|item| item.starts_with("- [") && item.contains("](https://"))
    );
    for event in Parser::new(text) {
        if let Event::Start(Tag::Link { dest_url, .. }) = event {
            let path = dest_url.strip_prefix("https://example.org/").unwrap();
            let file = if path.is_empty() || path.ends_with('/') {
                format!("{path}index.html")
            } else {
                path.to_owned()
            };
            assert!(DEMONSTRATION.files.contains_key(&file), "{file}");
        }
    }
    assert!(text.contains("/index.md): "));
}

// --- Other forms of a page --------------------------------------------------------------------

/// Media types and addresses of the other forms of a page.
fn forms(built: &Built, path: &str) -> Vec<(String, String)> {
    let page = built.page(path);
    page.all("link")
        .filter(|link| link.get("rel") == Some("alternate"))
        .map(|link| {
            assert!(link.get("title").is_some_and(|title| !title.is_empty()));
            let get = |name| link.get(name).unwrap().to_owned();
            (get("type"), get("href"))
        })
        .collect()
}

#[test]
fn every_form_of_a_page_is_there() {
    for page in DEMONSTRATION
        .pages()
        .iter()
        .filter(|page| !page.is_redirect())
    {
        for (media_type, address) in forms(&DEMONSTRATION, &page.path) {
            let file = address.trim_start_matches('/');
            assert!(
                DEMONSTRATION.files.contains_key(file),
                "{}: {address}",
                page.path
            );
            let ending = match media_type.as_str() {
                "application/json" | "application/feed+json" => ".json",
                "application/atom+xml" => ".xml",
                "text/csv" => ".csv",
                "text/markdown" => ".md",
                "text/calendar" => ".ics",
                other => panic!("{other}"),
            };
            assert!(address.ends_with(ending), "{address} is no {media_type}");
        }
    }
}

#[test]
fn pages_name_their_own_data_and_feeds() {
    let built = crawl::build(&TestSite::minimal().root(), None);
    let of = |path: &str| -> Vec<String> {
        // Both feeds of the site where they are the page's own, one of them elsewhere.
        let site: &[&str] = match path {
            "index.html" | "articles/index.html" => &["/feed.xml", "/feed.json"],
            _ => &["/feed.xml"],
        };
        let forms = forms(&built, path).into_iter().map(|(_, address)| address);
        let forms: Vec<String> = forms.collect();
        let (own, of_site) = forms.split_at(forms.len() - site.len());
        assert_eq!(of_site, site, "{path}");
        own.to_vec()
    };
    assert_eq!(
        of("leaders/ann-lee/index.html"),
        [
            "/leaders/ann-lee/data.json",
            "/leaders/ann-lee/feed.xml",
            "/leaders/ann-lee/feed.json"
        ]
    );
    assert_eq!(
        of("summits/tokyo-2024/index.html"),
        ["/summits/tokyo-2024/data.json"]
    );
    assert_eq!(
        of("articles/tokyo/index.html"),
        ["/articles/tokyo/index.md", "/data/articles.json"]
    );
    assert_eq!(
        of("commitments/index.html"),
        ["/data/outcomes.json", "/data/outcomes.csv"]
    );
    assert_eq!(
        of("countries/jp/index.html"),
        [
            "/data/summits.json",
            "/countries/jp/feed.xml",
            "/countries/jp/feed.json"
        ]
    );
    assert_eq!(
        of("pillars/trade/index.html"),
        [
            "/data/summits.json",
            "/pillars/trade/feed.xml",
            "/pillars/trade/feed.json"
        ]
    );
    assert_eq!(
        of("corrections/index.html"),
        [
            "/data/articles.json",
            "/corrections/feed.xml",
            "/corrections/feed.json"
        ]
    );
    assert_eq!(
        of("summits/index.html"),
        ["/data/summits.json", "/calendar.ics"]
    );
    assert_eq!(of("index.html").len(), 6);
    assert_eq!(of("search/index.html"), Vec::<String>::new());
    for path in [
        "leaders/ann-lee/index.html",
        "summits/tokyo-2024/index.html",
        "commitments/index.html",
    ] {
        let page = built.page(path);
        let own = &of(path)[0];
        let main = page.all("main").next().unwrap();
        let links = page.below(main);
        assert!(
            links.iter().any(|link| link.get("href") == Some(own)),
            "{path} shows no link to {own}"
        );
    }
}

#[test]
fn what_is_not_made_is_not_named() {
    let site = TestSite::minimal().with_settings("outputs = { markdown = false, feeds = false }");
    let built = crawl::build(&site.root(), None);
    assert!(!built.files.contains_key("articles/tokyo/index.md"));
    let addresses = |path| -> Vec<String> {
        forms(&built, path)
            .into_iter()
            .map(|(_, address)| address)
            .collect()
    };
    assert_eq!(
        addresses("articles/tokyo/index.html"),
        ["/data/articles.json", "/feed.xml"]
    );
    assert_eq!(
        addresses("leaders/ann-lee/index.html"),
        ["/leaders/ann-lee/data.json", "/feed.xml"]
    );
    assert!(
        built
            .text("llms.txt")
            .contains("(https://record.example/articles/tokyo/)")
    );
    assert!(
        built
            .text("data/articles.json")
            .contains("\"markdown\":null")
    );
}

// --- The sitemap ------------------------------------------------------------------------------

#[test]
fn the_sitemap_says_when_a_page_changed_where_that_is_known() {
    let site = TestSite::minimal()
        .with_article("newer", "date = 2024-06-01\ntopics = [\"Steel\"]\ncorrections = [{ date = 2024-06-03, text = \"x\" }]", "x")
        .with_article("older", "date = 2024-04-01\nupdated = 2024-04-05\ntopics = [\"Steel\"]", "x");
    let built = crawl::build(&site.root(), None);
    let text = built.text("sitemap.xml");
    let changed = |path: &str| {
        let (_, rest) = text
            .split_once(&format!("<loc>https://record.example{path}</loc>"))
            .unwrap();
        let entry = rest.split_once("</url>").unwrap().0;
        let (_, day) = entry.split_once("<lastmod>")?;
        Some(&day[..10])
    };
    assert_eq!(changed("/articles/newer/"), Some("2024-06-03"));
    assert_eq!(changed("/articles/older/"), Some("2024-04-05"));
    assert_eq!(changed("/articles/tokyo/"), Some("2024-05-02"));
    assert_eq!(changed("/articles/"), Some("2024-06-01"));
    assert_eq!(changed("/topics/steel/"), Some("2024-06-01"));
    assert_eq!(changed("/corrections/"), Some("2024-06-03"));
    assert_eq!(changed("/leaders/ann-lee/"), None);
}

/// A press for a plan with so many pages.
fn press_of(pages: usize) -> Press {
    let prepared = crawl::prepare(&TestSite::minimal().root(), None);
    let page = |number: usize| Page {
        path: PagePath::new(format!("/{number}/")),
        kind: PageKind::Timeline,
    };
    let mut plan = Plan::default();
    plan.pages = (0..pages).map(page).collect();
    let plan = Arc::new(plan);
    let theme = Arc::new(crawl::chancery());
    Press::set_up(&prepared.model, &plan, &theme, &mut Memory::default()).unwrap()
}

fn text_of(press: &Press, file: MachineFile) -> String {
    match press.machine_file(file).unwrap().content {
        Content::Bytes(bytes) => String::from_utf8(bytes).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_sitemap_that_is_too_long_is_divided() {
    let press = press_of(50_000);
    let whole = text_of(&press, MachineFile::Sitemap);
    assert_eq!(whole.matches("<url>").count(), 50_000);

    let press = press_of(50_001);
    let index = text_of(&press, MachineFile::Sitemap);
    assert_eq!(
        crawl::texts_of(&index, "loc"),
        [
            "https://record.example/sitemap-1.xml",
            "https://record.example/sitemap-2.xml"
        ]
    );
    assert!(index.contains("<sitemapindex ") && !index.contains("<url>"));
    let parts = [1, 2].map(|number| text_of(&press, MachineFile::SitemapPart(number)));
    let pages: Vec<String> = parts
        .iter()
        .flat_map(|part| crawl::texts_of(part, "loc"))
        .collect();
    assert_eq!(parts[0].matches("<url>").count(), 50_000);
    assert_eq!(pages.len(), 50_001);
    assert_eq!(pages[50_000], "https://record.example/50000/");
}
