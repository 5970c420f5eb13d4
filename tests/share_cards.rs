//! Share cards as they are published: their size, what is drawn anew and what is not, and what
//! becomes of texts that do not fit, cannot be drawn, or mean harm.

#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod support;

use std::collections::BTreeSet;

use image::{Rgb, RgbImage};
use support::{TestSite, html};

/// The colour of the paper.
const PAPER: Rgb<u8> = Rgb([0xfb, 0xfc, 0xfa]);
/// The colours of the table and its line.
const GREEN: Rgb<u8> = Rgb([0x0b, 0x5a, 0x43]);

#[track_caller]
fn card(site: &TestSite, address: &str) -> RgbImage {
    let bytes = site.output().0[&format!("{}card.png", address.trim_start_matches('/'))]
        .bytes
        .clone();
    let card = image::load_from_memory_with_format(&bytes, image::ImageFormat::Png).unwrap();
    let card = card.to_rgb8();
    assert_eq!(card.dimensions(), (1200, 630), "{address}");
    card
}

/// Whether a part of a card has nothing on it.
fn is_empty(card: &RgbImage, across: std::ops::Range<u32>, down: std::ops::Range<u32>) -> bool {
    down.into_iter()
        .all(|y| across.clone().all(|x| *card.get_pixel(x, y) == PAPER))
}

/// Paper all around, but for the green line at the head and a table that reaches the right edge.
#[track_caller]
fn assert_margins(card: &RgbImage, address: &str) {
    assert!(
        is_empty(card, 0..40, 20..630),
        "{address}: text beyond the left edge"
    );
    assert!(
        is_empty(card, 0..1200, 596..630),
        "{address}: text beyond the foot"
    );
    for y in 20..596 {
        let edge = *card.get_pixel(1199, y);
        let expected = (96..534).contains(&y) && edge != PAPER;
        assert!(
            edge == PAPER || expected,
            "{address}: {edge:?} at the right edge, line {y}"
        );
    }
    assert!(
        is_empty(card, 1180..1200, 20..96) && is_empty(card, 1180..1200, 540..596),
        "{address}: text beyond the right edge"
    );
}

/// All cards of a site by the folders they lie in.
fn cards(site: &TestSite) -> Vec<String> {
    let output = site.output();
    let cards = output
        .paths()
        .into_iter()
        .filter_map(|path| path.strip_suffix("card.png"));
    cards.map(|folder| format!("/{folder}")).collect()
}

#[test]
fn every_page_names_a_card_and_the_card_is_there() {
    let site = TestSite::minimal();
    site.build();
    assert_eq!(
        cards(&site),
        [
            "/articles/tokyo/",
            "/",
            "/leaders/ann-lee/",
            "/leaders/bo-tanaka/",
            "/summits/tokyo-2024/",
        ]
    );
    for address in cards(&site) {
        let page = site.page(&address);
        let own = format!("https://record.example{address}card.png");
        assert!(
            page.contains(&format!("<meta property=\"og:image\" content=\"{own}\">")),
            "{address}"
        );
        for line in [
            "<meta property=\"og:image:width\" content=\"1200\">",
            "<meta property=\"og:image:height\" content=\"630\">",
            "<meta name=\"twitter:card\" content=\"summary_large_image\">",
        ] {
            assert!(page.contains(line), "{address} lacks {line}");
        }
        assert_margins(&card(&site, &address), &address);
    }
    let other = site.page("/countries/jp/");
    assert!(
        other.contains("content=\"https://record.example/card.png\""),
        "{other}"
    );
    let alt = "<meta property=\"og:image:alt\" content=\"The Record: A day in Tokyo\">";
    assert!(site.page("/articles/tokyo/").contains(alt));
    let nothing = site.page("/404.html");
    assert!(
        !nothing.contains("og:") && !nothing.contains("ld+json"),
        "{nothing}"
    );
}

#[test]
fn cards_can_be_left_out_and_replaced() {
    let site = TestSite::minimal().with_settings("outputs = { share_cards = false }");
    site.build();
    assert_eq!(cards(&site), Vec::<String>::new());
    assert!(!site.page("/").contains("og:image"));
    let own = include_bytes!("../themes/chancery/cards/fonts/archivo-500.ttf");
    let site = TestSite::minimal().with("site/static/card.png", own);
    site.build();
    assert_eq!(site.output().0["card.png"].bytes, own);
}

#[test]
fn the_same_words_are_drawn_once() {
    let site = TestSite::minimal();
    site.build();
    let kept = |site: &TestSite| -> BTreeSet<String> {
        let folder = support::Tree::read(&site.path(".summitry/cache"));
        folder.0.into_keys().collect()
    };
    let first = kept(&site);
    let before = site.output();
    site.build();
    assert_eq!(kept(&site), first, "nothing was drawn");

    site.replace(
        "articles/2024-05-02-tokyo/article.md",
        "A day in Tokyo",
        "Two days in Tokyo",
    );
    site.build();
    let drawn: Vec<String> = kept(&site).difference(&first).cloned().collect();
    assert_eq!(drawn.len(), 1, "one card was drawn: {drawn:?}");
    let now = site.output();
    for (path, entry) in &now.0 {
        let same = path.ends_with("card.png") && path != "articles/tokyo/card.png";
        assert!(!same || before.0[path].bytes == entry.bytes, "{path}");
    }
    assert!(now.0["articles/tokyo/card.png"].bytes != before.0["articles/tokyo/card.png"].bytes);

    // Without what was kept, the same bytes come out again.
    std::fs::remove_dir_all(site.path(".summitry")).unwrap();
    std::fs::remove_dir_all(site.path("public")).unwrap();
    site.build();
    now.assert_same_bytes(&site.output());
}

/// A site in which everything that stands on a card is another text.
fn with_texts(text: &str) -> TestSite {
    let quoted = serde_json::to_string(text).unwrap();
    let site = TestSite::minimal();
    for (file, key) in [
        ("site/site.toml", "title = \"The Record\""),
        ("site/site.toml", "description = \"Who met whom.\""),
        ("site/leaders/ann-lee.md", "name = \"Ann Lee\""),
        (
            "site/leaders/ann-lee.md",
            "title = \"President of the United States\"",
        ),
        (
            "site/summits/tokyo-2024.md",
            "title = \"Lee–Tanaka, Tokyo\"",
        ),
        (
            "articles/2024-05-02-tokyo/article.md",
            "title = \"A day in Tokyo\"",
        ),
    ] {
        let name = key.split(' ').next().unwrap();
        site.replace(file, key, &format!("{name} = {quoted}"));
    }
    let place = format!("city = {quoted}, venue = {quoted}");
    site.replace("site/summits/tokyo-2024.md", "city = \"Tokyo\"", &place);
    site
}

#[test]
fn nothing_reaches_beyond_the_edges() {
    let long = [
        "What was promised, what was signed and what became of it ".repeat(8),
        "Donaudampfschifffahrtsgesellschaftskapitän".repeat(6),
        "W".repeat(300),
        "Nguyễn Phú Trọng và các nhà lãnh đạo ".repeat(10),
        "a\u{301}\u{302}\u{303} ".repeat(100),
    ];
    for text in long {
        let site = with_texts(&text);
        site.build();
        for address in cards(&site) {
            assert_margins(&card(&site, &address), &address);
        }
    }
}

#[test]
fn what_the_fonts_lack_is_left_out() {
    let site = with_texts("高市早苗");
    site.build();
    let article = card(&site, "/articles/tokyo/");
    let headline = 200..290;
    assert!(
        is_empty(&article, 600..940, headline.clone()),
        "nothing stands for the headline but the day"
    );
    // The name of the site is its address, codes and day are there.
    assert!(!is_empty(&article, 126..400, 60..110));
    assert!(!is_empty(&article, 72..200, 532..572));
    for address in cards(&site) {
        assert_margins(&card(&site, &address), &address);
    }
    // A sign alone is no reason to drop a text, and a text without it is drawn as ever.
    let plain = TestSite::minimal();
    plain.build();
    let signs = TestSite::minimal();
    signs.replace(
        "articles/2024-05-02-tokyo/article.md",
        "A day in Tokyo",
        "A day 🕊 in Tokyo",
    );
    signs.build();
    assert_eq!(
        card(&plain, "/articles/tokyo/"),
        card(&signs, "/articles/tokyo/")
    );
}

#[test]
fn hostile_texts_stay_texts() {
    let hostile = "</text></svg><image href=\"file:///etc/passwd\"/>&lol; ]]> {{ site }} \u{1}\u{1f}\u{7f}\u{fffe}\u{202e}";
    let site = with_texts(hostile);
    site.build();
    for address in cards(&site) {
        assert_margins(&card(&site, &address), &address);
    }
    let alt = html::attribute(&site.page("/articles/tokyo/"), "content");
    assert!(
        alt.iter().any(|text| text.contains("</svg><image")),
        "{alt:?}"
    );
}

#[test]
fn a_theme_may_bring_its_own_card() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 12 6.3\"><rect width=\"12\" height=\"6.3\" fill=\"#f00\"/></svg>\n";
    let site = TestSite::minimal()
        .with_settings("theme = \"daily\"")
        .with("themes/daily/theme.toml", "extends = \"chancery\"\n")
        .with("themes/daily/cards/leader.svg", svg);
    site.build();
    let leader = card(&site, "/leaders/ann-lee/");
    assert!(leader.pixels().all(|pixel| *pixel == Rgb([255, 0, 0])));
    let article = card(&site, "/articles/tokyo/");
    assert_eq!(
        *article.get_pixel(1100, 300),
        GREEN,
        "the others are inherited"
    );
}

#[test]
fn a_fault_of_a_card_is_told_with_its_line() {
    let site = TestSite::minimal()
        .with_settings("theme = \"daily\"")
        .with("themes/daily/theme.toml", "extends = \"chancery\"\n");
    let told = |svg: &str| {
        site.write("themes/daily/cards/leader.svg", svg);
        let run = site.run(["build", "--message-format", "json"]);
        assert_eq!(run.code, 1, "{run:?}");
        let told = run.diagnostics();
        (told[0].file.clone(), told[0].line, told[0].message.clone())
    };
    let file = Some("themes/daily/cards/leader.svg".to_owned());
    let (of, line, message) =
        told("<svg xmlns=\"http://www.w3.org/2000/svg\">\n{{ nobody }}\n</svg>\n");
    assert_eq!((of, line), (file.clone(), Some(2)), "{message}");
    let (of, line, message) =
        told("<svg xmlns=\"http://www.w3.org/2000/svg\">\n<rect width=\"1\">\n</svg>\n");
    assert_eq!((of, line.is_some()), (file.clone(), true), "{message}");
    assert!(message.contains("no SVG"), "{message}");
    let (of, line, message) = told(
        "<svg xmlns=\"http://www.w3.org/2000/svg\">\n\n{{ fit(text=name, fonts=[\"Archivo\"], width=10, tries=[]) }}\n</svg>\n",
    );
    assert_eq!((of, line), (file, Some(3)), "{message}");
    assert!(message.contains("tries"), "{message}");
}

#[test]
fn a_site_in_japanese_has_cards() {
    let site = TestSite::minimal().with_settings("language = \"ja\"");
    site.build();
    for address in cards(&site) {
        assert_margins(&card(&site, &address), &address);
    }
    assert!(
        site.page("/")
            .contains("<meta property=\"og:locale\" content=\"ja_JP\">")
    );
}
