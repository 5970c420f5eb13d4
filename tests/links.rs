//! Every link of the demonstration site leads somewhere, with and without a path prefix, and no
//! page loads anything from elsewhere.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests say what they expect by failing"
)]

mod crawl;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use crawl::{Built, Element, Page, attributes_of, texts_of, xml_elements};
use percent_encoding::percent_decode_str;
use support::TestSite;

/// A site at an address, with its pages parsed: the demonstration, or the smallest.
struct Site {
    /// `https://example.org`.
    origin: &'static str,
    /// `/` or `/summitry/`.
    base: &'static str,
    built: Built,
    /// Pages by their path in the output.
    pages: BTreeMap<String, Page>,
}

impl Site {
    fn at(origin: &'static str, base: &'static str) -> Self {
        Self::of(Path::new(env!("CARGO_MANIFEST_DIR")), origin, base)
    }

    fn of(root: &Path, origin: &'static str, base: &'static str) -> Self {
        let built = crawl::build(root, Some(&format!("{origin}{base}")));
        let pages = built
            .pages()
            .into_iter()
            .map(|page| (page.path.clone(), page))
            .collect();
        Self {
            origin,
            base,
            built,
            pages,
        }
    }

    /// Pages that are pages, not ways to another.
    fn own_pages(&self) -> impl Iterator<Item = &Page> {
        self.pages.values().filter(|page| !page.is_redirect())
    }

    /// The ids of each file that has any: pages and drawings.
    fn ids(&self) -> BTreeMap<&str, BTreeSet<String>> {
        let of_pages = self.pages.values().map(|page| {
            let ids = page.elements.iter().filter_map(|e| e.get("id"));
            (page.path.as_str(), ids.map(str::to_owned).collect())
        });
        let of_drawings = self
            .drawings()
            .map(|(path, svg)| (path, all_attributes(svg, "id").into_iter().collect()));
        of_pages.chain(of_drawings).collect()
    }

    /// The SVG files of the output.
    fn drawings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.built
            .files
            .keys()
            .filter(|path| path.ends_with(".svg"))
            .map(|path| (path.as_str(), self.built.text(path)))
    }

    /// The address of a file of the output.
    fn address(&self, file: &str) -> String {
        let path = match file {
            "index.html" => "",
            file => file
                .strip_suffix("/index.html")
                .map_or(file, |folder| &file[..=folder.len()]),
        };
        format!("{}{}{}", self.origin, self.base, encode(path))
    }

    /// Where an address in a page leads.
    fn resolve<'a>(&self, from: &str, written: &'a str) -> Target<'a> {
        let (address, fragment) = written
            .split_once('#')
            .map_or((written, None), |(a, f)| (a, Some(f)));
        let within = address
            .strip_prefix(self.origin)
            .filter(|rest| rest.starts_with('/'));
        if within.is_none() && (scheme(address).is_some() || address.starts_with("//")) {
            return Target::Elsewhere(written);
        }
        let path = within
            .unwrap_or(address)
            .split('?')
            .next()
            .unwrap_or_default();
        let absolute = match path {
            "" => {
                return Target::Here {
                    file: from.to_owned(),
                    fragment,
                };
            }
            path if path.starts_with('/') => path.to_owned(),
            path => {
                let own = format!("{}{from}", self.base);
                join(&own, path)
            }
        };
        let Some(below) = absolute.strip_prefix(self.base) else {
            return Target::Nowhere(format!("{written} lies above {}", self.base));
        };
        let below = percent_decode_str(below)
            .decode_utf8()
            .expect("UTF-8 in an address");
        let file = if below.is_empty() || below.ends_with('/') {
            format!("{below}index.html")
        } else {
            below.into_owned()
        };
        if self.built.files.contains_key(&file) {
            Target::Here { file, fragment }
        } else {
            Target::Nowhere(format!("{written}: there is no file {file}"))
        }
    }
}

enum Target<'a> {
    /// A file of the output.
    Here {
        file: String,
        fragment: Option<&'a str>,
    },
    /// Another site, or no page at all (`mailto:`).
    Elsewhere(&'a str),
    /// A broken link.
    Nowhere(String),
}

static PLAIN: LazyLock<Site> = LazyLock::new(|| Site::at("https://example.org", "/"));
static PREFIXED: LazyLock<Site> = LazyLock::new(|| Site::at("https://u.github.io", "/summitry/"));
static MINIMAL: LazyLock<Site> = LazyLock::new(|| {
    let site = TestSite::minimal();
    Site::of(&site.root(), "https://record.example", "/")
});

fn both() -> [&'static Site; 2] {
    [&PLAIN, &PREFIXED]
}

#[test]
fn every_link_leads_to_a_file_and_every_fragment_to_an_id() {
    for site in both() {
        let ids = site.ids();
        let mut faults = Vec::new();
        let mut checked = 0;
        let mails = site.built.mails();
        assert!(mails.len() > 5, "{} editions for mail", mails.len());
        for page in site.pages.values().chain(&mails) {
            for (element, address) in addresses(page) {
                checked += 1;
                match site.resolve(&page.path, &address) {
                    Target::Nowhere(why) => {
                        faults.push(format!("{}: <{}> {why}", page.path, element.name))
                    }
                    Target::Elsewhere(address) => {
                        let known = ["https", "http", "mailto", "tel"];
                        if !scheme(address).is_some_and(|scheme| known.contains(&scheme)) {
                            faults.push(format!("{}: <{}> {address}", page.path, element.name));
                        }
                    }
                    Target::Here {
                        file,
                        fragment: Some(fragment),
                    } if !fragment.is_empty() => {
                        let fragment = percent_decode_str(fragment).decode_utf8().unwrap();
                        if !ids
                            .get(file.as_str())
                            .is_some_and(|ids| ids.contains(&*fragment))
                        {
                            faults.push(format!(
                                "{}: {address}: no id `{fragment}` in {file}",
                                page.path
                            ));
                        }
                    }
                    Target::Here { .. } => {}
                }
            }
        }
        assert!(
            faults.is_empty(),
            "{}{}: {} of {checked}\n{}",
            site.origin,
            site.base,
            faults.len(),
            some(&faults)
        );
        assert!(checked > 5_000, "only {checked} links were found");
    }
}

#[test]
fn nothing_is_loaded_from_another_host() {
    for site in both() {
        let mut faults = Vec::new();
        for page in site.pages.values() {
            for (element, address) in addresses(page)
                .into_iter()
                .filter(|(element, _)| loads(element))
            {
                if let Target::Elsewhere(address) = site.resolve(&page.path, &address) {
                    faults.push(format!("{}: <{}> {address}", page.path, element.name));
                }
            }
        }
        let mut fonts = 0;
        for path in site
            .built
            .files
            .keys()
            .filter(|path| path.ends_with(".css"))
        {
            for address in css_addresses(site.built.text(path)) {
                match site.resolve(path, &address) {
                    Target::Here { file, .. } => fonts += usize::from(file.ends_with(".woff2")),
                    Target::Elsewhere(address) => faults.push(format!("{path}: {address}")),
                    Target::Nowhere(why) => faults.push(format!("{path}: {why}")),
                }
            }
        }
        for path in site.built.files.keys().filter(|path| path.ends_with(".js")) {
            // Pagefind works out addresses with the help of one that it never asks.
            let text = site.built.text(path).replace("https://example.com$", "");
            if text.contains("://") {
                faults.push(format!("{path} names another host"));
            }
        }
        assert!(faults.is_empty(), "{}", some(&faults));
        assert!(fonts >= 3, "only {fonts} fonts were found in stylesheets");
    }
}

/// What a drawing names lies within itself: a file behind `<use>` loads nothing further.
#[test]
fn drawings_name_nothing_beyond_themselves() {
    for site in both() {
        let ids = site.ids();
        for (path, svg) in site.drawings() {
            let references = ["href", "xlink:href", "src"]
                .into_iter()
                .flat_map(|name| all_attributes(svg, name))
                .chain(css_addresses(svg));
            for address in references {
                let known = address
                    .strip_prefix('#')
                    .is_some_and(|id| ids[path].contains(id));
                assert!(known, "{path} names {address}");
            }
            for name in ["style", "onload", "onclick"] {
                assert_eq!(
                    all_attributes(svg, name),
                    Vec::<String>::new(),
                    "{path}: {name}"
                );
            }
        }
    }
}

/// Maps are files that pages use: each is used by a page, with the land, the waters and the
/// borders that the stylesheet colours, and its pictograms are those of one more file.
#[test]
fn every_drawing_is_used_by_a_page() {
    for site in both() {
        let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for page in site.pages.values() {
            for element in page.all("use") {
                let address = element.get("href").expect("a `use` that names a drawing");
                let Target::Here { file, fragment } = site.resolve(&page.path, address) else {
                    panic!("{}: {address} leads nowhere", page.path);
                };
                let id = fragment.expect("the id of a part").to_owned();
                used.entry(file).or_default().insert(id);
            }
        }
        let mut maps = 0;
        for (path, svg) in site.drawings() {
            if path.starts_with("maps/") {
                maps += 1;
                let of_it = used
                    .get(path)
                    .unwrap_or_else(|| panic!("no page uses {path}"));
                assert_eq!(of_it.iter().collect::<Vec<_>>(), ["b", "h", "l"], "{path}");
            } else if path != "favicon.svg" {
                let has: BTreeSet<String> = all_attributes(svg, "id").into_iter().collect();
                let of_it = used
                    .get(path)
                    .unwrap_or_else(|| panic!("no page uses {path}"));
                assert!(of_it.is_subset(&has), "{path} lacks a part: {of_it:?}");
            }
        }
        assert!(maps > 5, "only {maps} maps");
    }
}

/// Pages live under `default-src 'self'`: nothing that runs or paints stands in them.
#[test]
fn pages_hold_no_script_no_style_and_no_handler_of_their_own() {
    for site in both().into_iter().chain([&*MINIMAL]) {
        for (path, page) in &site.pages {
            assert!(!site.built.text(path).contains(" style="), "{path}: style");
            assert_eq!(page.all("style").count(), 0, "{path}: <style>");
            for script in page
                .all("script")
                .filter(|script| !crawl::is_data_block(script))
            {
                let src = script
                    .get("src")
                    .unwrap_or_else(|| panic!("{path}: a script within"));
                let is_ours = src
                    .strip_prefix(site.base)
                    .is_some_and(crawl::is_script_of_theme);
                assert!(is_ours && script.text.is_empty(), "{path}: {src}");
            }
            for element in &page.elements {
                for (name, value) in &element.attributes {
                    assert!(!name.starts_with("on"), "{path}: {name}=\"{value}\"");
                    assert!(!value.starts_with("data:"), "{path}: {name}=\"{value}\"");
                }
            }
        }
    }
}

#[test]
fn ids_are_unique_on_each_page() {
    for page in PLAIN.pages.values() {
        let mut seen = BTreeSet::new();
        for id in page.elements.iter().filter_map(|e| e.get("id")) {
            assert!(
                !id.is_empty() && !id.contains(char::is_whitespace),
                "{}: id `{id}`",
                page.path
            );
            assert!(
                seen.insert(id),
                "{}: the id `{id}` is there twice",
                page.path
            );
        }
        for element in &page.elements {
            for name in [
                "aria-labelledby",
                "aria-describedby",
                "aria-controls",
                "for",
                "data-filter",
            ] {
                for id in element
                    .get(name)
                    .into_iter()
                    .flat_map(str::split_ascii_whitespace)
                {
                    assert!(
                        seen.contains(id),
                        "{}: {name} names `{id}`, which is not there",
                        page.path
                    );
                }
            }
        }
    }
}

#[test]
fn every_page_is_reached_from_the_front_page() {
    for site in both() {
        let mut reached = BTreeSet::from(["index.html".to_owned()]);
        let mut pending = vec!["index.html".to_owned()];
        while let Some(path) = pending.pop() {
            for (element, address) in addresses(&site.pages[&path]) {
                let Target::Here { file, .. } = site.resolve(&path, &address) else {
                    continue;
                };
                if element.name == "a"
                    && site.pages.contains_key(&file)
                    && reached.insert(file.clone())
                {
                    pending.push(file);
                }
            }
        }
        let lost: Vec<&str> = site
            .own_pages()
            .map(|page| page.path.as_str())
            .filter(|path| *path != "404.html" && !reached.contains(*path))
            .collect();
        assert_eq!(lost, Vec::<&str>::new(), "no way leads there");
    }
}

#[test]
fn every_page_says_what_it_is() {
    for site in both() {
        for page in site.own_pages() {
            let path = &page.path;
            assert_eq!(page.all("h1").count(), 1, "{path}: h1");
            assert_eq!(page.all("main").count(), 1, "{path}: main");
            assert!(
                !page.all("h1").next().unwrap().text.is_empty(),
                "{path}: an empty h1"
            );
            let titled: Vec<&Element> = page.all("title").collect();
            assert_eq!(titled.len(), 1, "{path}: title");
            assert!(!titled[0].text.is_empty(), "{path}: an empty title");
            assert_eq!(
                page.all("html").next().unwrap().get("lang"),
                Some("en"),
                "{path}: lang"
            );
            let canonical: Vec<&str> = page
                .all("link")
                .filter(|link| link.get("rel") == Some("canonical"))
                .filter_map(|link| link.get("href"))
                .collect();
            let own = [site.address(path)];
            let expected = if path == "404.html" { &[][..] } else { &own };
            assert_eq!(canonical, expected, "{path}: canonical address");
        }
        for page in site.pages.values().filter(|page| page.is_redirect()) {
            let leads = addresses(page).into_iter().all(|(_, address)| {
                matches!(site.resolve(&page.path, &address), Target::Here { .. })
            });
            assert!(leads, "{} leads nowhere", page.path);
        }
    }
}

#[test]
fn headings_leave_no_step_out() {
    for page in PLAIN.pages.values().chain(MINIMAL.pages.values()) {
        assert_eq!(page.all("h1").count(), 1, "{}: h1", page.path);
        let mut before = 0;
        for element in &page.elements {
            let Some(level) = element
                .name
                .strip_prefix('h')
                .and_then(|n| n.parse::<u8>().ok())
            else {
                continue;
            };
            assert!(
                level <= before + 1,
                "{}: h{before} is followed by h{level} “{}”",
                page.path,
                element.text
            );
            assert!(!element.text.is_empty(), "{}: an empty h{level}", page.path);
            before = level;
        }
    }
}

#[test]
fn sitemap_feed_and_robots_name_what_there_is() {
    for site in both() {
        let listed: BTreeSet<String> = texts_of(site.built.text("sitemap.xml"), "loc")
            .into_iter()
            .collect();
        let expected: BTreeSet<String> = site
            .own_pages()
            .filter(|page| page.path != "404.html")
            .map(|page| site.address(&page.path))
            .collect();
        assert_eq!(listed, expected);

        let feed = site.built.text("feed.xml");
        let ids = texts_of(feed, "id");
        assert_eq!(ids.len(), 9, "the feed and eight roundups");
        let links = attributes_of(feed, "link", "href");
        assert!(
            links.contains(&site.address("feed.xml")),
            "the feed names itself"
        );
        for address in ids.iter().chain(&links) {
            let found = matches!(site.resolve("feed.xml", address), Target::Here { .. });
            assert!(
                found && address.starts_with(site.origin),
                "the feed: {address}"
            );
        }
        let robots = site.built.text("robots.txt");
        assert!(
            robots.contains(&format!("Sitemap: {}", site.address("sitemap.xml"))),
            "{robots}"
        );
        assert!(site.built.files.contains_key(".nojekyll"));
    }
    assert_eq!(PLAIN.built.text("CNAME").trim(), "example.org");
    assert!(
        !PREFIXED.built.files.contains_key("CNAME"),
        "no custom domain under a path"
    );
}

#[test]
fn open_data_names_pages_and_schemas_that_are_there() {
    for site in both() {
        let data: serde_json::Value =
            serde_json::from_str(site.built.text("data/summits.json")).unwrap();
        let here = |address: &serde_json::Value| {
            let address = address.as_str().unwrap();
            assert!(address.starts_with(site.origin), "{address}");
            assert!(
                matches!(
                    site.resolve("data/summits.json", address),
                    Target::Here { .. }
                ),
                "{address}"
            );
        };
        here(&data["schema"]);
        data["summits"]
            .as_array()
            .unwrap()
            .iter()
            .for_each(|summit| here(&summit["url"]));
    }
}

#[test]
fn both_sites_differ_in_addresses_alone() {
    let files = |site: &Site| -> BTreeSet<String> {
        site.built
            .files
            .keys()
            .filter(|path| *path != "CNAME")
            .cloned()
            .collect()
    };
    assert_eq!(files(&PLAIN), files(&PREFIXED));
    let address = |site: &Site| format!("{}{}", site.origin, site.base);
    let (plain, prefixed) = (address(&PLAIN), address(&PREFIXED));
    for (path, page) in &PLAIN.pages {
        // A page says how to cite it, by its address.
        let other = PREFIXED.pages[path].main().replace(&prefixed, &plain);
        assert_eq!(page.main(), other, "{path}");
    }
    for (path, svg) in PLAIN.drawings() {
        assert!(svg == PREFIXED.built.text(path), "{path} differs");
    }
}

// --- Addresses in a page ----------------------------------------------------------------------

/// Every address of a page, with the element that has it.
fn addresses(page: &Page) -> Vec<(&Element, String)> {
    const PLAIN: [&str; 9] = [
        "href",
        "src",
        "action",
        "formaction",
        "poster",
        "data",
        "cite",
        "xlink:href",
        "background",
    ];
    let mut found = Vec::new();
    for element in &page.elements {
        for (name, value) in &element.attributes {
            match name.as_str() {
                name if PLAIN.contains(&name) => found.push((element, value.trim().to_owned())),
                // What a script is told to fetch or to look for.
                name if name.starts_with("data-")
                    && (value.starts_with(['/', '#', '.']) || value.contains("://")) =>
                {
                    found.push((element, value.clone()));
                }
                "srcset" | "imagesrcset" => found.extend(
                    value
                        .split(',')
                        .filter_map(|part| part.split_ascii_whitespace().next())
                        .map(|address| (element, address.to_owned())),
                ),
                "style" => found.extend(
                    css_addresses(value)
                        .into_iter()
                        .map(|address| (element, address)),
                ),
                "content" if element.get("http-equiv").is_some() => {
                    let address = value
                        .split_once("url=")
                        .map(|(_, address)| address.trim().to_owned());
                    found.extend(address.map(|address| (element, address)));
                }
                "content"
                    if element
                        .get("property")
                        .is_some_and(|p| ["og:url", "og:image"].contains(&p)) =>
                {
                    found.push((element, value.clone()));
                }
                _ => {}
            }
        }
        if element.name == "style" {
            found.extend(
                css_addresses(&element.text)
                    .into_iter()
                    .map(|address| (element, address)),
            );
        }
    }
    found
}

/// Whether a browser fetches the addresses of an element by itself.
fn loads(element: &Element) -> bool {
    match element.name.as_str() {
        "a" | "area" | "blockquote" | "q" | "del" | "ins" | "meta" => false,
        "link" => !matches!(
            element.get("rel"),
            Some("canonical" | "alternate" | "license" | "me" | "next" | "prev")
        ),
        _ => true,
    }
}

/// Addresses of `url()` and `@import` in a stylesheet.
fn css_addresses(css: &str) -> Vec<String> {
    let mut plain = String::with_capacity(css.len());
    for (index, part) in css.split("/*").enumerate() {
        plain.push_str(if index == 0 {
            part
        } else {
            part.split_once("*/").map_or("", |(_, rest)| rest)
        });
    }
    let unquoted = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
    let urls = plain
        .split("url(")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .map(unquoted);
    let imports = plain
        .split("@import")
        .skip(1)
        .filter_map(|rest| rest.split(';').next())
        .filter(|rest| !rest.contains("url("))
        .map(unquoted);
    // Pictures within the stylesheet itself are loaded from nowhere.
    urls.chain(imports)
        .filter(|address| !address.starts_with("data:") && !address.starts_with('#'))
        .collect()
}

/// The values of an attribute of all elements of an XML file.
fn all_attributes(xml: &str, name: &str) -> Vec<String> {
    let (elements, _) = xml_elements(xml);
    let values = elements.iter().filter_map(|element| element.get(name));
    values.map(str::to_owned).collect()
}

fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    scheme
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        .then_some(scheme)
}

/// A relative path seen from a page's own path (RFC 3986, section 5.2).
fn join(own: &str, path: &str) -> String {
    let folder = own.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').skip(1).collect();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// A path as an address has it, part by part.
fn encode(path: &str) -> String {
    const SET: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    percent_encoding::utf8_percent_encode(path, SET).to_string()
}

fn some(faults: &[String]) -> String {
    faults
        .iter()
        .take(40)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join("\n")
}
