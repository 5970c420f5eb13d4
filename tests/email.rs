//! The edition for mail: what editors paste into a mailing tool.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests say what they expect by failing"
)]

mod crawl;
mod support;

use crawl::Page;
use support::TestSite;

const ARTICLE: &str = concat!(
    "title = \"All of it\"\nsummary = \"One <b>sentence</b> & more.\"\nauthors = [\"Cy Novak\"]\n",
    "summits = [\"tokyo-2024\"]\nkey_points = [\"A point.\"]\n",
    "image = { src = \"wide.png\", alt = \"A map\", caption = \"Where.\" }\n",
    "corrections = [{ date = 2024-06-02, text = \"It was May.\" }]",
);

const TEXT: &str = concat!(
    "# First {#first}\n\nAnn Lee spoke.[@communique][^n] See [above](#first) and ",
    "[elsewhere](https://else.example/).\n\n![A dot](wide.png)\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n",
    "> A quotation.\n\n1. one\n2. two\n\n[^n]: A note.\n",
);

/// A picture of 1,200 × 30 pixels, as far as its head says.
fn wide() -> Vec<u8> {
    let mut picture = include_bytes!("support/pixel.png").to_vec();
    picture[16..20].copy_from_slice(&1200_u32.to_be_bytes());
    picture[20..24].copy_from_slice(&30_u32.to_be_bytes());
    picture
}

fn site() -> TestSite {
    TestSite::minimal()
        .with("articles/full/wide.png", wide())
        .with_article("full", ARTICLE, TEXT)
}

fn mail(site: &TestSite) -> Page {
    Page::parse("email.html", &site.page("/articles/full/email.html"))
}

#[test]
fn the_mail_holds_the_whole_article() {
    let site = site();
    site.build();
    let page = mail(&site);
    let text = &page.all("body").next().unwrap().text;
    for expected in [
        "All of it",
        "One <b>sentence</b> & more.",
        "Cy Novak. Published 3 May 2024. Read this on the web",
        "A point.",
        "Ann Lee spoke.[1][a] See above and elsewhere.",
        "What was agreed Lee–Tanaka, Tokyo 1 May 2024, Tokyo, Japan Tariffs on steel are cut by half. (Agreed)",
        "Sources Ministry of Foreign Affairs, Joint communiqué.",
        "Corrections 2 June 2024: It was May.",
        "Where.",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in {text}");
    }
    assert_eq!(page.all("h1").count(), 1);
    let preheader = page.elements.iter().find(|e| e.is_of_class("preheader"));
    assert_eq!(preheader.unwrap().text, "One <b>sentence</b> & more.");
}

/// Mailboxes load nothing, run nothing, and know no address but whole ones.
#[test]
fn the_mail_relies_on_nothing_but_itself() {
    let site = site();
    site.build_with(["--base-url", "https://user.github.io/repo/"]);
    let page = mail(&site);
    for element in &page.elements {
        assert!(
            !["script", "iframe", "form", "object", "video"].contains(&element.name.as_str()),
            "<{}>",
            element.name
        );
        for (name, value) in &element.attributes {
            assert!(!name.starts_with("on"), "{name}=\"{value}\"");
            if ["href", "src"].contains(&name.as_str()) {
                let known = [
                    "https://user.github.io/repo/",
                    "https://ministry.example/",
                    "https://else.example/",
                ];
                assert!(known.iter().any(|site| value.starts_with(site)), "{value}");
            }
        }
    }
    let links = page.all("link").map(|link| link.get("rel"));
    assert_eq!(
        links.collect::<Vec<_>>(),
        [Some("canonical")],
        "no stylesheet is loaded"
    );
    let html = site.page("/articles/full/email.html");
    assert!(!html.contains("url(") && !html.contains("@import") && !html.contains("@font-face"));
    // The charset has to stand within the first 1,024 bytes.
    assert!(html.find("<meta charset=\"utf-8\">").unwrap() < 1000);
}

#[test]
fn rules_stand_on_the_elements_and_dark_ones_beside() {
    let site = site();
    site.build();
    let page = mail(&site);
    let style = |name: &str| {
        page.all(name)
            .next()
            .unwrap()
            .get("style")
            .unwrap()
            .to_owned()
    };
    assert!(style("h1").contains("font-size:32px"), "{}", style("h1"));
    assert!(style("a").contains("color:#0b5a43"));
    let sheets: Vec<_> = page.all("style").collect();
    assert_eq!(sheets.len(), 1);
    assert!(sheets[0].text.starts_with("@media"), "{}", sheets[0].text);
    assert!(sheets[0].text.contains("prefers-color-scheme: dark"));
    let schemes = page
        .all("meta")
        .filter(|meta| meta.get("content") == Some("light dark"));
    assert_eq!(schemes.count(), 2);
    for table in page.all("table") {
        let is_layout = table.get("role") == Some("presentation");
        let is_data = page.below(table).iter().any(|e| e.name == "th") && !is_layout;
        assert!(is_layout || is_data);
    }
}

/// Outlook obeys the attribute alone: a picture of 1,200 pixels would burst the sheet.
#[test]
fn pictures_fit_the_sheet_and_have_words() {
    let site = site();
    site.build();
    let page = mail(&site);
    let pictures: Vec<_> = page.all("img").collect();
    assert_eq!(pictures.len(), 2);
    for picture in pictures {
        let size = (picture.get("width"), picture.get("height"));
        assert_eq!(size, (Some("552"), Some("13")));
        assert!(picture.get("alt").is_some_and(|alt| !alt.is_empty()));
    }
}

#[test]
fn the_plain_text_is_what_a_letter_looks_like() {
    let site = site();
    site.build();
    let text = site.page("/articles/full/email.txt");
    let wide = text.lines().filter(|line| line.chars().count() > 72);
    assert_eq!(wide.collect::<Vec<_>>(), Vec::<&str>::new());
    insta::assert_snapshot!(text);
}

#[test]
fn a_small_mail() {
    let site = TestSite::minimal();
    site.build();
    insta::assert_snapshot!(site.page("/articles/tokyo/email.html"));
}

#[test]
fn hostile_words_stay_words() {
    let site = TestSite::minimal()
        .with_settings("unsafe_html = true")
        .with_article(
            "full",
            "title = \"</title><script>alert(1)</script>\"\nsummary = \"<img src=x onerror=alert(2)>\"",
            concat!(
                "Text. <script>alert(3)</script><style>body{display:none}</style> [x](javascript:alert(4)) ",
                "<img src=\"https://evil.example/pixel.gif\" width=1> <p style=\"color:red\">red</p>\n\n",
                "`{{ site }}` {% raw %}",
            ),
        );
    site.build();
    let page = mail(&site);
    assert_eq!(page.all("script").count(), 0);
    assert!(page.all("img").all(|picture| picture.get("src").is_none()));
    assert_eq!(page.all("style").count(), 1);
    let html = site.page("/articles/full/email.html");
    for forbidden in ["javascript:", "evil.example", "color:red", "display:none}"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    assert_eq!(
        page.all("title").next().unwrap().text,
        "</title><script>alert(1)</script>"
    );
    let text = &page.all("body").next().unwrap().text;
    assert!(text.contains("{{ site }} {% raw %}"), "{text}");
    let plain = site.page("/articles/full/email.txt");
    assert!(
        plain.contains("</title><script>alert(1)</script>"),
        "{plain}"
    );
    assert!(!plain.contains("javascript:"));
}

#[test]
fn what_is_deep_or_wide_becomes_text_too() {
    let deep = format!("{} deep\n", ">".repeat(25));
    let row = |cell: &str| format!("|{}\n", format!("{cell}|").repeat(40));
    let table = format!("{}{}{}", row("head"), row("---"), row("cell"));
    let site = TestSite::minimal().with_article(
        "full",
        "",
        &format!("{deep}\n\n{table}\n\n高市早苗{}", "首相".repeat(90)),
    );
    site.build();
    let text = site.page("/articles/full/email.txt");
    assert!(
        text.contains("deep") && text.contains("cell") && text.contains("高市早苗"),
        "{text}"
    );
}

#[test]
fn only_the_newest_articles_have_an_edition() {
    let site = TestSite::minimal()
        .with_article("new", "date = 2025-01-02", "")
        .with_article("newer", "date = 2025-01-03", "")
        .with_article("draft", "date = 2025-01-04\ndraft = true", "");
    let settings = site.read("site/site.toml");
    site.write(
        "site/site.toml",
        format!("{settings}\n[outputs]\nemail = 2\n"),
    );
    site.build();
    for (slug, expected) in [
        ("newer", true),
        ("new", true),
        ("tokyo", false),
        ("draft", false),
    ] {
        for file in ["email.html", "email.txt"] {
            let address = format!("/articles/{slug}/{file}");
            assert_eq!(site.has_page(&address), expected, "{address}");
        }
    }
}

/// A theme that stands alone needs no edition of its own.
#[test]
fn a_theme_without_an_edition_has_that_of_chancery() {
    let site = site();
    site.build();
    let expected = site.page("/articles/full/email.html");
    let bare = self::site().with_settings("theme = \"bare\"");
    bare.write("themes/bare/theme.toml", "name = \"Bare\"\n");
    let theme = "themes/chancery/templates";
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(theme);
    for entry in walkdir::WalkDir::new(&root) {
        let path = entry.unwrap().into_path();
        let name = path
            .strip_prefix(&root)
            .unwrap()
            .to_string_lossy()
            .into_owned();
        if path.is_file() && !name.starts_with("email") {
            bare.write(
                &format!("themes/bare/templates/{name}"),
                std::fs::read(&path).unwrap(),
            );
        }
    }
    bare.build();
    assert_eq!(bare.page("/articles/full/email.html"), expected);
}
