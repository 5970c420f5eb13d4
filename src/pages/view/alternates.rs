//! The same thing in other forms: which feeds, data files and texts belong to a page. Only files
//! that the plan has are named.

use serde::Serialize;

use super::Views;
use crate::model::ids::Entity;
use crate::pages::kind::PageKind;
use crate::pages::machine_file::{Channel, Dataset, FeedFormat, MachineFile};

/// Another form of a page.
#[derive(Debug, Serialize)]
pub struct AlternateView {
    /// Media type.
    pub media_type: &'static str,
    /// What it is called.
    pub title: String,
    /// Address.
    pub url: String,
}

const JSON: &str = "application/json";
const CSV: &str = "text/csv";
const MARKDOWN: &str = "text/markdown";
const CALENDAR: &str = "text/calendar";

/// The other forms of a page: its own first, then those that it shares with others.
pub(super) fn of(views: &Views, kind: &PageKind) -> Vec<AlternateView> {
    let mut forms = Forms {
        views,
        found: Vec::new(),
    };
    forms.data_of(kind);
    if let Some(channel) = channel(kind) {
        forms.feeds(channel);
    }
    match kind {
        PageKind::Home | PageKind::Archive(_) => forms.feeds(Channel::Site),
        // One form of what is not the page's own is enough.
        _ => forms.feed(Channel::Site, FeedFormat::Atom),
    }
    forms.found
}

/// What the feed of a page is about, where it has one besides that of the site.
fn channel(kind: &PageKind) -> Option<Channel> {
    match kind {
        PageKind::Leader(id) => Some(Channel::Leader(*id)),
        PageKind::Country(code) => Some(Channel::Country(*code)),
        PageKind::Pillar(id) => Some(Channel::Pillar(*id)),
        PageKind::Corrections => Some(Channel::Corrections),
        _ => None,
    }
}

impl Views {
    /// What a set of open data is called: as its page is, with the format.
    pub fn name_of_set(&self, set: Dataset) -> String {
        let page = match set {
            Dataset::Articles => "page.articles",
            Dataset::Leaders => "page.leaders",
            Dataset::Summits => "page.summits",
            Dataset::Outcomes => "page.commitments",
        };
        let of = self.say(page);
        self.model.language.say("data.json", &[("of", &of)])
    }

    /// What the table of outcomes is called.
    pub fn name_of_table(&self) -> String {
        let of = self.say("page.commitments");
        self.model.language.say("data.csv", &[("of", &of)])
    }
}

struct Forms<'v> {
    views: &'v Views,
    found: Vec<AlternateView>,
}

impl Forms<'_> {
    fn data_of(&mut self, kind: &PageKind) {
        match kind {
            PageKind::Home => {
                Dataset::ALL.into_iter().for_each(|set| self.set(set));
                self.table();
                self.calendar();
            }
            PageKind::Article(id) => {
                self.file(MachineFile::Markdown(*id), MARKDOWN, "data.markdown");
                self.set(Dataset::Articles);
            }
            PageKind::Archive(_)
            | PageKind::Topic(_)
            | PageKind::Topics
            | PageKind::Corrections => {
                self.set(Dataset::Articles);
            }
            PageKind::Leader(id) => self.file(MachineFile::LeaderData(*id), JSON, "data.page"),
            PageKind::Leaders => self.set(Dataset::Leaders),
            PageKind::Summit(id) => self.file(MachineFile::SummitData(*id), JSON, "data.page"),
            PageKind::Summits => {
                self.set(Dataset::Summits);
                self.calendar();
            }
            PageKind::Commitments => {
                self.set(Dataset::Outcomes);
                self.table();
            }
            PageKind::Event(_)
            | PageKind::Events
            | PageKind::Trip(_)
            | PageKind::Trips
            | PageKind::Country(_)
            | PageKind::Countries
            | PageKind::Relation(_)
            | PageKind::Relations
            | PageKind::Pillar(_)
            | PageKind::Pillars
            | PageKind::Timeline
            | PageKind::Map
            | PageKind::Network => self.set(Dataset::Summits),
            PageKind::Search | PageKind::NotFound | PageKind::Redirect(_) => {}
        }
    }

    fn set(&mut self, set: Dataset) {
        let title = self.views.name_of_set(set);
        self.add(MachineFile::Data(set), JSON, title);
    }

    fn table(&mut self) {
        let title = self.views.name_of_table();
        self.add(MachineFile::OutcomesCsv, CSV, title);
    }

    fn calendar(&mut self) {
        self.file(MachineFile::Calendar, CALENDAR, "data.calendar");
    }

    fn feeds(&mut self, channel: Channel) {
        for format in FeedFormat::ALL {
            self.feed(channel, format);
        }
    }

    fn feed(&mut self, channel: Channel, format: FeedFormat) {
        let of = self.name(channel);
        let name = match format {
            FeedFormat::Atom => "Atom",
            FeedFormat::Json => "JSON Feed",
        };
        let args = [("of", of.as_str()), ("format", name)];
        let title = self.views.model.language.say("data.feed", &args);
        let file = MachineFile::Feed(channel, format);
        self.add(file, format.media_type(), title);
    }

    /// What a feed is about, in words.
    fn name(&self, channel: Channel) -> String {
        let model = &self.views.model;
        match channel {
            Channel::Site => model.site.title.clone(),
            Channel::Corrections => self.views.say("page.corrections"),
            Channel::Leader(id) => model.leader(id).name.clone(),
            Channel::Country(code) => model.title_of(Entity::Country(code)),
            Channel::Pillar(id) => model.site.pillars[id.index()].name.clone(),
        }
    }

    fn file(&mut self, file: MachineFile, media_type: &'static str, key: &str) {
        let title = self.views.say(key);
        self.add(file, media_type, title);
    }

    fn add(&mut self, file: MachineFile, media_type: &'static str, title: String) {
        let path = file.path(&self.views.model);
        if self.views.plan.has(path.as_str()) {
            self.found.push(AlternateView {
                media_type,
                title,
                url: path.href(&self.views.model.site),
            });
        }
    }
}
