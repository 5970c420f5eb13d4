//! `llms.txt` (<https://llmstxt.org>): where a language model finds what. Titles come from
//! content and are escaped; an address stands here only where the plan has it.

use pulldown_cmark::{HeadingLevel, Tag, TagEnd};

use super::markdown::Document;
use crate::model::ids::ArticleId;
use crate::pages::machine_file::{Channel, Dataset, FeedFormat, MachineFile};
use crate::pages::url::{self, PagePath};
use crate::pages::view::Views;

/// Articles in the list: the newest. The archive and the data have all.
const ARTICLES: usize = 50;

/// The name of the section that may be left out where room is short; the format gives it.
const OPTIONAL: &str = "Optional";

/// The file.
pub(super) fn llms_txt(views: &Views) -> Vec<u8> {
    let site = &views.model.site;
    let mut document = Document::default();
    document.heading(HeadingLevel::H1, &site.title);
    if !site.description.is_empty() {
        document.start(Tag::BlockQuote(None));
        document.paragraph(&site.description);
        document.end(TagEnd::BlockQuote(None));
    }
    let today = views.model.language.day(site.today);
    let said = views
        .model
        .language
        .say("frame.record-as-of", &[("day", &today)]);
    document.paragraph(&said);
    section(&mut document, &views.say("page.articles"), articles(views));
    section(&mut document, &views.say("frame.data"), data(views));
    section(&mut document, &views.say("frame.record"), lists(views));
    section(&mut document, OPTIONAL, optional(views));
    with_plain_quotation(document.into_bytes())
}

/// The library begins a quotation with an empty line and a blank; the format does not know those.
fn with_plain_quotation(bytes: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(bytes) {
        Ok(text) => text.replacen("\n > \n > ", "\n> ", 1).into_bytes(),
        Err(other) => other.into_bytes(),
    }
}

/// A line of a list: a name, where it leads, and what there is to say of it.
struct Entry {
    path: PagePath,
    name: String,
    note: Option<String>,
}

impl Entry {
    fn new(path: PagePath, name: String) -> Self {
        Self {
            path,
            name,
            note: None,
        }
    }

    fn note(mut self, note: String) -> Self {
        self.note = Some(note);
        self
    }
}

fn section(document: &mut Document<'_>, name: &str, entries: Vec<(Entry, String)>) {
    if entries.is_empty() {
        return;
    }
    document.heading(HeadingLevel::H2, name);
    document.start(Tag::List(None));
    for (entry, address) in entries {
        document.start(Tag::Item);
        document.link(address, &entry.name);
        if let Some(note) = entry.note {
            document.text(": ");
            document.line(&note);
        }
        document.end(TagEnd::Item);
    }
    document.end(TagEnd::List(false));
}

/// Those entries that the plan has, each with its whole address.
fn planned(views: &Views, entries: impl IntoIterator<Item = Entry>) -> Vec<(Entry, String)> {
    entries
        .into_iter()
        .filter(|entry| views.plan.has(entry.path.as_str()))
        .map(|entry| {
            let address = entry.path.absolute(&views.model.site);
            (entry, address)
        })
        .collect()
}

/// The newest articles, as Markdown where there is one.
fn articles(views: &Views) -> Vec<(Entry, String)> {
    let newest = views.model.articles().take(ARTICLES);
    planned(views, newest.map(|(id, _)| article(views, id)))
}

fn article(views: &Views, id: ArticleId) -> Entry {
    let model = &*views.model;
    let article = model.article(id);
    let markdown = MachineFile::Markdown(id).path(model);
    let path = if views.plan.has(markdown.as_str()) {
        markdown
    } else {
        url::article(model, id)
    };
    let date = model.language.day(article.date);
    let note = match &article.summary {
        Some(summary) => model
            .language
            .say("article.fix", &[("date", &date), ("text", summary)]),
        None => date,
    };
    Entry::new(path, article.title.clone()).note(note)
}

fn data(views: &Views) -> Vec<(Entry, String)> {
    let sets = Dataset::ALL.map(|set| {
        let means = match set {
            Dataset::Articles => "data.articles-means",
            Dataset::Leaders => "data.leaders-means",
            Dataset::Summits => "data.summits-means",
            Dataset::Outcomes => "data.outcomes-means",
        };
        let path = MachineFile::Data(set).path(&views.model);
        Entry::new(path, views.name_of_set(set)).note(views.say(means))
    });
    let table = MachineFile::OutcomesCsv.path(&views.model);
    let table = Entry::new(table, views.name_of_table()).note(views.say("data.outcomes-means"));
    planned(views, sets.into_iter().chain([table]))
}

fn lists(views: &Views) -> Vec<(Entry, String)> {
    let list = |path: &'static str, key: &str| Entry::new(PagePath::new(path), views.say(key));
    let entries = [
        list("/leaders/", "page.leaders"),
        list("/summits/", "page.summits"),
        list("/countries/", "page.countries"),
        list("/relations/", "page.relations"),
        list("/commitments/", "page.commitments"),
    ];
    planned(views, entries)
}

fn optional(views: &Views) -> Vec<(Entry, String)> {
    let model = &*views.model;
    let page = |path: &'static str, key: &str| Entry::new(PagePath::new(path), views.say(key));
    let file = |file: MachineFile, key: &str| Entry::new(file.path(model), views.say(key));
    let count = model.articles.len() as i64;
    let archive = model.language.say_count("home.all-roundups", count, &[]);
    let feed = MachineFile::Feed(Channel::Site, FeedFormat::Atom);
    let entries = [
        Entry::new(url::archive(1), archive),
        page("/events/", "page.events"),
        page("/trips/", "page.trips"),
        page("/timeline/", "page.timeline"),
        page("/corrections/", "page.corrections"),
        file(feed, "frame.feed"),
        file(MachineFile::Calendar, "data.calendar"),
        file(MachineFile::Sitemap, "frame.sitemap"),
    ];
    planned(views, entries)
}
