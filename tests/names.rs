//! Names in prose become links by the date of the text, and never by a guess: the table of
//! `names/table.txt`, written by hand after `docs/names.md`.
//!
//! Every case is an article of one site. The site is built three times: with links by themselves,
//! without, and without but with private characters around every mention of the table, which say
//! where each of them stands on the page. So the test knows of every link what it covers, and of
//! every other byte whether it is the same.
#![allow(clippy::unwrap_used, reason = "tests say what they expect by failing")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use support::html::unescape;
use support::{TestSite, Told};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const TABLE: &str = include_str!("names/table.txt");
const LEADERS: &str = include_str!("names/leaders.txt");
const SITE: &str = include_str!("names/site.txt");

/// Stands before and after a mention on the pages that are built to find the mentions.
const MARKS: [char; 2] = ['\u{E000}', '\u{E001}'];

/// What must become of a mention.
#[derive(Debug, Clone, PartialEq)]
enum Expect {
    /// A link to the record.
    Link(String),
    /// A link to the record, and an `anachronism` warning.
    Anachronism(String),
    /// Plain, and an `ambiguous-mention` warning that offers these.
    Ambiguous(Vec<String>),
    /// Plain, and nothing is said.
    Plain,
    /// Plain; an `ambiguous-mention` warning is as good as none.
    Either,
}

impl Expect {
    fn parse(text: &str) -> Self {
        match (text, text.strip_prefix('?'), text.strip_suffix('!')) {
            ("-", ..) => Self::Plain,
            ("~", ..) => Self::Either,
            (_, Some(ids), _) => Self::Ambiguous(ids.split_whitespace().map(Into::into).collect()),
            (_, _, Some(id)) => Self::Anachronism(id.to_owned()),
            (id, ..) => Self::Link(id.to_owned()),
        }
    }

    /// The record that must be linked.
    fn target(&self) -> Option<&str> {
        match self {
            Self::Link(id) | Self::Anachronism(id) => Some(id),
            Self::Ambiguous(_) | Self::Plain | Self::Either => None,
        }
    }

    /// The warning that must be told, or may be.
    fn code(&self) -> Option<&'static str> {
        match self {
            Self::Anachronism(_) => Some("anachronism"),
            Self::Ambiguous(_) | Self::Either => Some("ambiguous-mention"),
            Self::Link(_) | Self::Plain => None,
        }
    }
}

/// A site of the table: all records but those left out, and some that are not to be linked.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct World {
    without: Vec<String>,
    off: Vec<String>,
}

impl World {
    fn parse(text: &str) -> Self {
        let ids = |key| {
            text.strip_prefix(key)
                .map(|ids| ids.split_whitespace().map(Into::into).collect())
                .unwrap_or_default()
        };
        let world = Self {
            without: ids("without:"),
            off: ids("off:"),
        };
        assert!(text.is_empty() || world != Self::default(), "{text}");
        world
    }

    /// A site of these records, with more settings.
    fn site(&self, settings: &str) -> TestSite {
        let site = TestSite::new(SITE).with_settings(settings);
        for leader in LEADER_RECORDS.iter() {
            if !self.without.contains(&leader.id) {
                site.write(&format!("site/leaders/{}.md", leader.id), &leader.text);
            }
        }
        for id in &self.off {
            let file = ["leaders", "summits", "events"]
                .map(|kind| format!("site/{kind}/{id}.md"))
                .into_iter()
                .find(|file| site.path(file).is_file())
                .unwrap();
            site.replace(&file, "+++\n", "+++\nautolink = false\n");
        }
        site
    }
}

/// A leader of `leaders.txt`.
struct Leader {
    id: String,
    /// All that they are called.
    names: Vec<String>,
    text: String,
}

static LEADER_RECORDS: LazyLock<Vec<Leader>> = LazyLock::new(|| {
    let mut leaders: Vec<Leader> = Vec::new();
    let rows = LEADERS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("//"));
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        match cells[..] {
            [kind, office, from, to] => {
                let text = &mut leaders.last_mut().unwrap().text;
                text.push_str(&format!(
                    "[[offices]]\ntitle = \"{office}\"\nkind = \"{kind}\"\nfrom = {from}\n"
                ));
                if !to.is_empty() {
                    text.push_str(&format!("to = {to}\n"));
                }
            }
            [id, name, family, country, native, aliases] => {
                let aliases: Vec<&str> = aliases
                    .split(';')
                    .map(str::trim)
                    .filter(|alias| !alias.is_empty())
                    .collect();
                let mut names = vec![name];
                let mut text = format!("+++\nname = \"{name}\"\ncountry = \"{country}\"\n");
                if !family.is_empty() {
                    names.push(family);
                    text.push_str(&format!("family_name = \"{family}\"\n"));
                }
                if let Some((native, language)) = native.rsplit_once(" (") {
                    names.push(native);
                    let language = language.trim_end_matches(')');
                    text.push_str(&format!(
                        "native_name = \"{native}\"\nnative_lang = \"{language}\"\n"
                    ));
                }
                text.push_str(&format!("aliases = {aliases:?}\n"));
                names.extend(aliases);
                leaders.push(Leader {
                    id: id.to_owned(),
                    names: names.into_iter().map(Into::into).collect(),
                    text,
                });
            }
            _ => panic!("leaders.txt: {row}"),
        }
    }
    for leader in &mut leaders {
        leader.text.push_str("+++\n");
    }
    leaders
});

/// A case of the table.
#[derive(Debug)]
struct Case {
    /// Its line in the table.
    line: usize,
    date: String,
    name: String,
    world: World,
    front_matter: String,
    /// The text as it is written, with [`MARKS`] around its mentions.
    marked: String,
    /// What must become of the mentions.
    expected: Vec<Expect>,
}

impl Case {
    fn all() -> Vec<Self> {
        let lines: Vec<(usize, &str)> = (1..)
            .zip(TABLE.lines())
            .filter(|(_, line)| !line.starts_with("////"))
            .collect();
        lines
            .chunk_by(|_, (_, next)| !next.starts_with("== "))
            .filter(|lines| lines[0].1.starts_with("== "))
            .map(Self::parse)
            .collect()
    }

    fn parse(lines: &[(usize, &str)]) -> Self {
        let (line, head) = lines[0];
        let cells: Vec<&str> = head[3..].split(" | ").map(str::trim).collect();
        let body: Vec<&str> = lines[1..].iter().map(|(_, text)| *text).collect();
        let blank = body.iter().position(|text| text.is_empty()).unwrap();
        let (marked, expected) = marked(body[blank..].join("\n").trim());
        Self {
            line,
            date: cells[0].to_owned(),
            name: cells[1].to_owned(),
            world: World::parse(cells.get(2).copied().unwrap_or_default()),
            front_matter: body[..blank].join("\n"),
            marked,
            expected,
        }
    }

    fn folder(&self) -> String {
        format!("case-{}", self.line)
    }

    fn file(&self) -> String {
        format!("articles/{}/article.md", self.folder())
    }

    fn address(&self) -> String {
        format!("/articles/{}/", self.folder())
    }

    /// The whole file of the article, with marks around the mentions.
    fn marked_file(&self) -> String {
        format!(
            "+++\ntitle = \"Case {}\"\ndate = {}\n{}\n+++\n\n{}\n",
            self.line, self.date, self.front_matter, self.marked
        )
    }

    /// Where in the file the mentions stand, in lines and columns of characters.
    fn places(&self) -> Vec<Range<(usize, usize)>> {
        let mut places = Vec::new();
        let (mut line, mut column, mut start) = (1, 1, None);
        for char in self.marked_file().chars() {
            match char {
                _ if char == MARKS[0] => start = Some((line, column)),
                _ if char == MARKS[1] => places.push(start.take().unwrap()..(line, column)),
                '\n' => (line, column) = (line + 1, 1),
                _ => column += 1,
            }
        }
        places
    }

    fn write(&self, site: &TestSite, marks: bool) {
        let text = self.marked_file();
        let text = if marks { text } else { without_marks(&text) };
        site.write(&self.file(), text);
        if self.marked.contains("(map.png)") {
            let map = format!("articles/{}/map.png", self.folder());
            site.write(&map, b"\x89PNG\r\n\x1a\n");
        }
    }
}

/// A text of the table with [`MARKS`] instead of its notation, and what it expects.
fn marked(text: &str) -> (String, Vec<Expect>) {
    let (mut marked, mut expected) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let length = rest[start..].find('}').unwrap() + 1;
        let inner = &rest[start + 1..start + length - 1];
        marked.push_str(&rest[..start]);
        match inner.split_once("=>") {
            Some((mention, expect)) => {
                marked.extend([&MARKS[0].to_string(), mention, &MARKS[1].to_string()]);
                expected.push(Expect::parse(expect));
            }
            None => marked.push_str(&rest[start..start + length]),
        }
        rest = &rest[start + length..];
    }
    marked.push_str(rest);
    (marked, expected)
}

fn without_marks(text: &str) -> String {
    text.replace(MARKS, "")
}

/// A link on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Link {
    /// The id of the record.
    id: String,
    /// The characters that it covers.
    covers: Range<usize>,
}

/// The text of an article as a reader sees it.
#[derive(Debug, Default)]
struct Prose {
    /// Its characters.
    text: Vec<char>,
    /// Its links to leaders, meetings and events.
    links: Vec<Link>,
    /// The characters between marks.
    mentions: Vec<Range<usize>>,
}

impl Prose {
    fn of(page: &str) -> Self {
        let start = page.find("<div class=\"prose\">").unwrap();
        let html = without_margin(&page[start..start + page[start..].find("</article>").unwrap()]);
        let mut prose = Self::default();
        let (mut open, mut mention) = (None, 0);
        for piece in html.split_inclusive('>') {
            let (text, tag) = piece.split_at(piece.find('<').unwrap_or(piece.len()));
            for char in unescape(text).chars() {
                match char {
                    _ if char == MARKS[0] => mention = prose.text.len(),
                    _ if char == MARKS[1] => prose.mentions.push(mention..prose.text.len()),
                    _ => prose.text.push(straight(char)),
                }
            }
            if let Some(id) = linked(tag) {
                open = Some((id, prose.text.len()));
            } else if tag == "</a>"
                && let Some((id, start)) = open.take()
            {
                let covers = start..prose.text.len();
                prose.links.push(Link { id, covers });
            }
        }
        prose
    }

    fn shown(&self, range: &Range<usize>) -> String {
        self.text[range.clone()].iter().collect()
    }
}

/// A text without the notes in its margin, which repeat sources and footnotes for the eye: they
/// are plain, so that no mention counts twice.
fn without_margin(html: &str) -> String {
    const NOTE: &str = "<small class=\"sn\" aria-hidden=\"true\">";
    let mut parts = html.split(NOTE);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (note, rest) = part.split_once("</small>").unwrap();
        assert!(!note.contains("<a"), "a link in the margin: {note}");
        text.push_str(rest);
    }
    text
}

/// The id of the record to which a tag links.
fn linked(tag: &str) -> Option<String> {
    let rest = tag.strip_prefix("<a ")?.split("href=\"").nth(1)?;
    let address = rest.split('"').next()?.split('#').next()?;
    let mut parts = address.trim_end_matches('/').rsplit('/');
    let id = parts.next()?;
    let kind = parts.next()?;
    ["leaders", "summits", "events"]
        .contains(&kind)
        .then(|| id.to_owned())
}

/// Quotation marks are set by what stands beside them, and a mark may.
fn straight(char: char) -> char {
    match char {
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        _ => char,
    }
}

/// Where in a mention the name begins that the link has to cover at least: titles and honorifics
/// may be part of the link or not.
fn name_in(id: &str, mention: &str) -> usize {
    let words = |text: &str| -> Vec<String> {
        text.split_whitespace()
            .map(|word| {
                word.nfd()
                    .filter(|char| !is_combining_mark(*char))
                    .flat_map(char::to_lowercase)
                    .map(|char| if char == 'ø' { 'o' } else { char })
                    .collect()
            })
            .collect()
    };
    let all = words(mention);
    let names = LEADER_RECORDS
        .iter()
        .filter(|leader| leader.id == id)
        .flat_map(|leader| &leader.names);
    let longest = names
        .map(|name| words(name))
        .filter(|name| all.ends_with(name))
        .map(|name| name.len())
        .max();
    let skipped = longest.map_or(0, |length| all.len() - length);
    mention
        .split_inclusive(char::is_whitespace)
        .take(skipped)
        .map(|word| word.chars().count())
        .sum()
}

/// What came out of a case.
#[derive(Default)]
struct Outcome {
    faults: Vec<String>,
    expected: usize,
    found: usize,
    wrong: usize,
}

/// Compares the links on a page with those that the table expects.
fn compare_links(case: &Case, on: &Prose, marked: &Prose) -> Outcome {
    let mut outcome = Outcome::default();
    if on.text != marked.text {
        let (on, off) = (on.shown(&(0..on.text.len())), &marked.text);
        let off: String = off.iter().collect();
        outcome
            .faults
            .push(format!("the text changed: {on:?}, was {off:?}"));
        return outcome;
    }
    assert_eq!(
        marked.mentions.len(),
        case.expected.len(),
        "case {} shows not all of its mentions, or not once",
        case.line
    );
    let mut links: Vec<&Link> = on
        .links
        .iter()
        .filter(|link| !marked.links.contains(link))
        .collect();
    for (mention, expect) in marked.mentions.iter().zip(&case.expected) {
        let Some(id) = expect.target() else { continue };
        outcome.expected += 1;
        let shown = on.shown(mention);
        let name = mention.start + name_in(id, &shown);
        let found = links.iter().position(|link| {
            link.id == id
                && (mention.start..=name).contains(&link.covers.start)
                && link.covers.end == mention.end
        });
        match found {
            Some(index) => {
                links.remove(index);
                outcome.found += 1;
            }
            None => outcome
                .faults
                .push(format!("no link: {shown:?} is {id} and stays plain")),
        }
    }
    for link in links {
        outcome.wrong += 1;
        let shown = on.shown(&link.covers);
        outcome
            .faults
            .push(format!("WRONG LINK: {shown:?} leads to {}", link.id));
    }
    outcome
}

/// Compares what `check` tells of an article with what the table expects.
fn compare_warnings(case: &Case, told: &[&Told]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut open: Vec<(Range<(usize, usize)>, &Expect)> =
        case.places().into_iter().zip(&case.expected).collect();
    for told in told {
        let at = (told.line.unwrap_or(0), told.column.unwrap_or(0));
        let expected = open.iter().position(|(place, expect)| {
            expect.code() == Some(told.code.as_str()) && place.contains(&at)
        });
        let Some(expected) = expected else {
            faults.push(format!(
                "unexpected {} at {}:{}: {}",
                told.code, at.0, at.1, told.message
            ));
            continue;
        };
        let (_, expect) = open.remove(expected);
        if let Expect::Ambiguous(ids) = expect {
            let text = format!("{}\n{}", told.message, told.help.as_deref().unwrap_or(""));
            let missing = ids.iter().find(|id| !text.contains(&format!("[[{id}|")));
            if let Some(id) = missing {
                faults.push(format!("no line to paste for {id}: {text}"));
            }
        }
    }
    for (place, expect) in open {
        if let Some(code) = expect.code()
            && *expect != Expect::Either
        {
            faults.push(format!(
                "no {code} warning at {}:{}",
                place.start.0, place.start.1
            ));
        }
    }
    faults
}

/// A page without the links that another form of it does not have.
fn without_new_links(page: &str, other: &str) -> String {
    let mut kept = String::with_capacity(page.len());
    let mut others = other.split_inclusive('>').peekable();
    let mut within_new = false;
    let mut text = String::new();
    for piece in page.split_inclusive('>') {
        let (before, tag) = piece.split_at(piece.find('<').unwrap_or(piece.len()));
        text.push_str(before);
        let same = others.peek().is_some_and(|other| {
            let (before, own) = other.split_at(other.find('<').unwrap_or(other.len()));
            own == tag && before == text
        });
        if !same && linked(tag).is_some() {
            within_new = true;
        } else if within_new && tag == "</a>" {
            within_new = false;
        } else {
            kept.push_str(&text);
            kept.push_str(tag);
            text.clear();
            others.next();
        }
    }
    kept
}

/// Builds the pages of a site and nothing besides them.
#[track_caller]
fn pages_alone(site: &TestSite) {
    let rest = "search,share-cards,images,feeds,markdown,email";
    site.build_with(["--without", rest]);
}

/// A page without its JSON-LD, which names whom the links of the text lead to.
fn without_structured_data(page: String) -> String {
    let (start, end) = ("<script type=\"application/ld+json\">", "</script>");
    let Some((before, rest)) = page.split_once(start) else {
        return page;
    };
    let after = rest.split_once(end).map_or("", |(_, after)| after);
    format!("{before}{after}")
}

#[test]
fn every_mention_of_the_table_is_what_it_says() {
    let cases = Case::all();
    let mentions: usize = cases.iter().map(|case| case.expected.len()).sum();
    assert!(mentions >= 160, "{mentions} mentions");
    let worlds: BTreeSet<&World> = cases.iter().map(|case| &case.world).collect();

    let mut faults = Vec::new();
    let (mut expected, mut found, mut wrong) = (0, 0, 0);
    for world in worlds {
        let cases: Vec<&Case> = cases.iter().filter(|case| case.world == *world).collect();
        let [on, off, marks] = ["", "autolink = false", "autolink = false"].map(|s| world.site(s));
        for case in &cases {
            case.write(&on, false);
            case.write(&off, false);
            case.write(&marks, true);
        }
        for site in [&on, &off, &marks] {
            pages_alone(site);
        }
        let told = on.diagnostics();
        let mut told_of: BTreeMap<&str, Vec<&Told>> = BTreeMap::new();
        for told in &told {
            let file = told.file.as_deref().unwrap_or_default();
            told_of.entry(file).or_default().push(told);
        }
        for case in &cases {
            let (page, plain) = (on.page(&case.address()), off.page(&case.address()));
            let marked = Prose::of(&marks.page(&case.address()));
            let outcome = compare_links(case, &Prose::of(&page), &marked);
            expected += outcome.expected;
            found += outcome.found;
            wrong += outcome.wrong;
            let file = case.file();
            let told = told_of.get(&*file).map(Vec::as_slice).unwrap_or_default();
            let mut of_case = outcome.faults;
            of_case.extend(compare_warnings(case, told));
            let [page, plain] = [page, plain].map(without_structured_data);
            if without_new_links(&page, &plain) != plain {
                of_case.push("turning links off changes another byte of the page".to_owned());
            }
            faults.extend(of_case.into_iter().map(|fault| {
                let (line, name) = (case.line, &case.name);
                format!("table.txt:{line}: {name} ({}): {fault}", case.date)
            }));
        }
    }

    let summary = format!(
        "{} cases, {mentions} mentions; links: {expected} expected, {found} found (recall {:.1} %), {wrong} wrong",
        cases.len(),
        100.0 * found as f64 / expected as f64,
    );
    println!("{summary}");
    assert!(faults.is_empty(), "{summary}\n{}", faults.join("\n"));
}

#[test]
fn turned_off_in_the_article_or_in_every_record_is_turned_off() {
    let cases: Vec<Case> = Case::all()
        .into_iter()
        .filter(|case| case.world == World::default())
        .collect();
    let everything = World {
        off: LEADER_RECORDS
            .iter()
            .map(|leader| leader.id.clone())
            .chain(
                support::split(SITE)
                    .iter()
                    .filter_map(|(path, _)| {
                        path.strip_prefix("site/summits/")
                            .or(path.strip_prefix("site/events/"))
                            .and_then(|id| id.strip_suffix(".md"))
                    })
                    .map(Into::into),
            )
            .collect(),
        ..World::default()
    };
    let default = World::default();
    let site = default.site("autolink = false");
    let articles = default.site("");
    let records = everything.site("");
    for case in &cases {
        for site in [&site, &articles, &records] {
            case.write(site, false);
        }
        let line = format!("date = {}\n", case.date);
        if !case.front_matter.contains("autolink") {
            articles.replace(&case.file(), &line, &format!("{line}autolink = false\n"));
        }
    }
    for site in [&site, &articles, &records] {
        site.build();
        let told = site.diagnostics();
        let told: Vec<&Told> = told
            .iter()
            .filter(|told| told.code == "ambiguous-mention" || told.code == "anachronism")
            .collect();
        assert!(told.is_empty(), "{told:#?}");
    }
    for case in &cases {
        let page = site.page(&case.address());
        assert!(articles.page(&case.address()) == page, "{}", case.name);
        assert!(records.page(&case.address()) == page, "{}", case.name);
    }
}

#[test]
fn warnings_say_what_to_do() {
    let site = World::default()
        .site("")
        .with_article("bush", "date = 2012-09-02", "It was President Bush.")
        .with_article(
            "ishiba",
            "date = 2025-11-03",
            "Prime Minister Ishiba spoke.",
        );
    let told = |file: &str| {
        let mut told = site.diagnostics();
        told.retain(|told| told.file.as_deref() == Some(file));
        assert_eq!(told.len(), 1, "{told:#?}");
        let told = told.remove(0);
        let text = format!("{}\n{}", told.message, told.help.unwrap_or_default());
        (told.level, told.code, text)
    };

    let (level, code, text) = told("articles/bush/article.md");
    assert_eq!((&*level, &*code), ("warning", "ambiguous-mention"));
    for id in ["george-hw-bush", "george-w-bush"] {
        let line = format!("[[{id}|President Bush]]");
        assert!(text.contains(&line), "no {line} in {text}");
    }

    let (level, code, text) = told("articles/ishiba/article.md");
    assert_eq!((&*level, &*code), ("warning", "anachronism"));
    assert!(text.contains("Prime Minister of Japan"), "{text}");
    assert!(
        text.contains("2025-10-21") || text.contains("21 October 2025"),
        "{text}"
    );
    assert!(text.contains("Sanae Takaichi"), "{text}");
}

#[test]
fn notes_have_the_day_of_their_record_and_biographies_none() {
    let site = World::default().site("");
    let add = |file: &str, text: &str| {
        let record = site.read(file);
        site.write(file, format!("{record}\n{text}\n"));
    };
    // Its day is in 1989; its own title is no link, its participants are links.
    add(
        "site/summits/malta-1989.md",
        "At the Malta Summit, President Bush was ill and Gorbachev was not.",
    );
    // No day: the only one who ever held it; of the others nobody can say.
    add(
        "site/leaders/tony-blair.md",
        "Tony Blair followed Prime Minister Major. Blair knew President Bush.",
    );
    // A heading gives the day.
    add(
        "site/leaders/dick-cheney.md",
        "## 1991 {date=1991-02-01}\n\nCheney served President Bush.\n\n## 2003 {date=2003-02-01}\n\nHe served President Bush.",
    );
    site.build();
    let links = |address: &str| -> Vec<String> {
        let page = site.page(address);
        let start = page.find("<div class=\"prose\">").unwrap();
        let prose = &page[start..];
        let prose = &prose[..prose.find("</div>").unwrap()];
        prose
            .split_inclusive('>')
            .filter_map(|piece| linked(&piece[piece.find('<').unwrap_or(0)..]))
            .collect()
    };
    assert_eq!(
        links("/summits/malta-1989/"),
        ["george-hw-bush", "mikhail-gorbachev"]
    );
    assert_eq!(links("/leaders/tony-blair/"), ["john-major"]);
    assert_eq!(
        links("/leaders/dick-cheney/"),
        ["george-hw-bush", "george-w-bush"]
    );
    let told: Vec<(String, String)> = site
        .diagnostics()
        .into_iter()
        .filter(|told| told.code == "ambiguous-mention" || told.code == "anachronism")
        .map(|told| (told.code, told.file.unwrap_or_default()))
        .collect();
    assert_eq!(
        told,
        [(
            "ambiguous-mention".to_owned(),
            "site/leaders/tony-blair.md".to_owned()
        )]
    );
}
