//! What each page shows: plain data, one file a kind of page. The template only places it.
//!
//! [`Views`] is the entry point: it holds what all pages share and makes the view of one page
//! at a time, so that the whole site is never in memory twice.

pub mod alternates;
pub mod article;
pub mod atlas;
pub mod card;
pub mod cite;
pub mod commitments;
pub mod corrections;
pub mod country;
pub mod days;
pub mod email;
pub mod event;
pub mod head;
pub mod home;
pub mod lanes;
pub mod leader;
pub mod lists;
pub mod map;
pub mod network;
pub mod outcome;
pub mod relation;
pub mod search;
pub mod share_card;
pub mod standfirst;
pub mod summit;
pub mod timeline;
pub mod trip;

use std::sync::{Arc, OnceLock};

use serde::Serialize;

use super::channel::Channels;
use super::citations::Citations;
use super::kind::PageKind;
use super::link::{Destination, resolve_from_root, resolve_image};
use super::machine_file::{Channel, Dataset, FeedFormat, MachineFile};
use super::pictures;
use super::plan::{Page, Plan};
use super::portable::Contents;
use super::prose::{self, Part};
use super::url::{self, PagePath};
use crate::language::Language;
use crate::load::theme::named::Named;
use crate::model::Model;
use crate::model::derive::backlinks::Mention;
use crate::model::ids::{ArticleId, Entity, SourceId};
use crate::model::reads;
use crate::model::types::{Image, Prose};
use crate::value::{Html, Shared};
use atlas::Atlas;
pub use head::PageView;

use card::{
    ArticleCard, Cards, CountryCard, EventCard, LeaderCard, PillarCard, SummitCard, TripCard,
};
use days::{DateView, DatesView};
use jiff::civil::Date;
use map::MapView;
use outcome::OutcomeView;

/// Makes views.
#[derive(Debug)]
pub struct Views {
    /// The model.
    pub model: Arc<Model>,
    /// The plan.
    pub plan: Arc<Plan>,
    /// All cards.
    pub cards: Cards,
    /// All maps; none as long as nobody has drawn them.
    pub atlas: Arc<Atlas>,
    /// What templates name, and has to be made at all.
    pub named: Arc<Named>,
    /// Which articles the feeds carry, worked out when the first is asked for.
    channels: OnceLock<Channels>,
    /// The articles that feeds carry, for readers elsewhere.
    contents: Contents,
}

/// The site as every page knows it, as `site`.
#[derive(Debug, Serialize)]
pub struct SiteView {
    /// Name of the publication.
    pub title: String,
    /// One sentence on it.
    pub description: String,
    /// Language, BCP 47.
    pub language: String,
    /// Direction of its script: `ltr` or `rtl`.
    pub dir: &'static str,
    /// Base path, with a slash at both ends.
    pub base_path: String,
    /// Address of the front page.
    pub url: String,
    /// Links at the head of every page.
    pub menu: Vec<LinkView>,
    /// Pillars in order.
    pub pillars: Vec<Shared<PillarCard>>,
    /// The day of the build.
    pub today: Shared<DateView>,
    /// Licence of the open data.
    pub data_license: Option<String>,
    /// Address of the repository.
    pub repository: Option<String>,
    /// Addresses of the theme's stylesheets.
    pub stylesheets: Vec<String>,
    /// Address of the feed, where there is one.
    pub feed: String,
    /// Address of the data on meetings.
    pub data: String,
    /// Settings of the site for the theme.
    pub extra: serde_json::Value,
    /// Version of summitry.
    pub generator: &'static str,
}

/// A link.
#[derive(Debug, Serialize)]
pub struct LinkView {
    /// Text.
    pub name: String,
    /// Address.
    pub url: String,
}

/// The view of any page.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[expect(
    missing_docs,
    reason = "each variant is the view of the page kind of its name"
)]
pub enum View {
    Home(Box<home::HomeView>),
    Article(Box<article::ArticlePage>),
    Archive(Box<lists::ArchiveView>),
    Leader(Box<leader::LeaderPage>),
    Leaders(Box<lists::LeadersView>),
    Summit(Box<summit::SummitPage>),
    Summits(Box<lists::SummitsView>),
    Event(Box<event::EventPage>),
    Trip(Box<trip::TripPage>),
    Country(Box<country::CountryPage>),
    Countries(Box<lists::CountriesView>),
    Relation(Box<relation::RelationPage>),
    Relations(Box<lists::RelationsView>),
    Pillar(Box<lists::PillarView>),
    Topic(Box<lists::TopicView>),
    Index(Box<lists::IndexView>),
    Commitments(Box<commitments::CommitmentsView>),
    Timeline(Box<timeline::TimelineView>),
    Map(Box<map::MapPage>),
    Network(Box<network::NetworkPage>),
    Search(Box<search::SearchPage>),
    Corrections(Box<corrections::CorrectionsPage>),
    NotFound(lists::NothingView),
    Redirect(lists::RedirectView),
}

/// A part of a text: finished HTML, or a card to be laid out.
#[derive(Debug, Serialize)]
pub struct PartView {
    /// HTML; missing for a card.
    pub html: Option<Html>,
    /// A card; missing for HTML.
    pub card: Option<CardView>,
}

/// A card within a text.
#[derive(Debug, Serialize)]
pub struct CardView {
    /// article, leader, summit, event, trip or country.
    pub kind: &'static str,
    /// The thing's card.
    pub item: CardItem,
    /// Outcomes of a meeting.
    pub outcomes: Vec<Shared<OutcomeView>>,
}

/// The card of a thing of one kind or another.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "each variant is the card of its name")]
pub enum CardItem {
    Article(Shared<ArticleCard>),
    Leader(Shared<LeaderCard>),
    Summit(Shared<SummitCard>),
    Event(Shared<EventCard>),
    Trip(Shared<TripCard>),
    Country(Shared<CountryCard>),
}

/// A source in the list at the end of a page.
#[derive(Debug, Serialize)]
pub struct SourceView {
    /// Its number on this page.
    pub number: usize,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: Option<String>,
    /// Author.
    pub author: Option<String>,
    /// Day printed on it.
    pub date: Option<Shared<DateView>>,
    /// Address.
    pub url: Option<String>,
    /// Address of an archived copy.
    pub archived: Option<String>,
    /// Day on which it was read.
    pub accessed: Option<Shared<DateView>>,
}

/// A mention in another text.
#[derive(Debug, Serialize)]
pub struct MentionView {
    /// Title of the text.
    pub title: String,
    /// Address of the text.
    pub url: String,
    /// Its day.
    pub date: Option<Shared<DateView>>,
    /// The sentence up to the link.
    pub before: String,
    /// The text of the link.
    pub marked: String,
    /// The sentence after it.
    pub after: String,
}

/// A picture.
#[derive(Debug, Serialize)]
pub struct ImageView {
    /// Address.
    pub src: String,
    /// Smaller copies in WebP, as the attribute `srcset` of a `source` has them.
    pub srcset: Option<String>,
    /// Pixels across, where the file tells.
    pub width: Option<u32>,
    /// Pixels down.
    pub height: Option<u32>,
    /// What it shows.
    pub alt: String,
    /// Text under it.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
    /// Licence.
    pub license: Option<String>,
}

impl Views {
    /// Makes what all pages share, but for the maps.
    pub fn new(model: &Arc<Model>, plan: &Arc<Plan>) -> Self {
        Self {
            model: Arc::clone(model),
            plan: Arc::clone(plan),
            cards: Cards::of(model),
            atlas: Arc::default(),
            named: Arc::default(),
            channels: OnceLock::new(),
            contents: Contents::room(model.articles.len()),
        }
    }

    /// Which articles the feeds carry.
    pub fn channels(&self) -> &Channels {
        self.channels.get_or_init(|| Channels::of(&self.model))
    }

    /// An article for readers elsewhere: HTML that stands on its own. It is made once, however
    /// many feeds carry it.
    pub fn content(&self, id: ArticleId) -> &str {
        reads::text(id);
        self.contents.of(self, id)
    }

    /// A day as it is shown.
    pub fn day(&self, date: Date) -> Shared<DateView> {
        self.cards.days.day(date)
    }

    /// Days from one to another as they are shown.
    pub fn days(&self, from: Date, to: Date) -> Shared<DatesView> {
        self.cards.days.span(from, to)
    }

    /// A text in the language of the site.
    pub fn say(&self, key: &str) -> String {
        self.model.language.say(key, &[])
    }

    /// The site as every page knows it.
    pub fn site(&self, stylesheets: &[String]) -> SiteView {
        let site = &self.model.site;
        let file = |file: MachineFile| file.path(&self.model).href(site);
        let menu = if site.menu.is_empty() {
            MENU.iter()
                .map(|(key, path)| LinkView {
                    name: self.say(key),
                    url: PagePath::new(*path).href(site),
                })
                .collect()
        } else {
            site.menu
                .iter()
                .filter_map(|entry| {
                    Some(LinkView {
                        name: entry.name.clone(),
                        url: self.menu_address(&entry.url)?,
                    })
                })
                .collect()
        };
        SiteView {
            title: site.title.clone(),
            description: site.description.clone(),
            language: site.language.clone(),
            dir: Language::direction_of(&site.language).as_str(),
            base_path: site.base_path.clone(),
            url: PagePath::new("/").href(site),
            menu,
            pillars: (0..site.pillars.len())
                .map(|index| {
                    self.cards
                        .pillar(crate::model::ids::PillarId::from_index(index))
                })
                .collect(),
            today: self.day(site.today),
            data_license: site.data_license.clone(),
            repository: site.repository.clone(),
            stylesheets: stylesheets
                .iter()
                .map(|path| PagePath::new(format!("/{path}")).href(site))
                .collect(),
            feed: file(MachineFile::Feed(Channel::Site, FeedFormat::Atom)),
            data: file(MachineFile::Data(Dataset::Summits)),
            extra: site.extra.clone(),
            generator: concat!("summitry ", env!("CARGO_PKG_VERSION")),
        }
    }

    /// An address of site.toml; `None` where it leads nowhere, which is told elsewhere.
    fn menu_address(&self, written: &str) -> Option<String> {
        match resolve_from_root(&self.plan, written) {
            Destination::External(address) => Some(address),
            Destination::Internal(path, rest) => {
                Some(format!("{}{rest}", path.href(&self.model.site)))
            }
            _ => None,
        }
    }

    /// The view of a page.
    pub fn view(&self, page: &Page) -> (PageView, View) {
        let view = match &page.kind {
            PageKind::Home => View::Home(Box::new(home::view(self))),
            PageKind::Article(id) => View::Article(Box::new(article::view(self, *id))),
            PageKind::Archive(number) => View::Archive(Box::new(lists::archive(self, *number))),
            PageKind::Leader(id) => View::Leader(Box::new(leader::view(self, *id))),
            PageKind::Leaders => View::Leaders(Box::new(lists::leaders(self))),
            PageKind::Summit(id) => View::Summit(Box::new(summit::view(self, *id))),
            PageKind::Summits => View::Summits(Box::new(lists::summits(self))),
            PageKind::Event(id) => View::Event(Box::new(event::view(self, *id))),
            PageKind::Trip(id) => View::Trip(Box::new(trip::view(self, *id))),
            PageKind::Country(code) => View::Country(Box::new(country::view(self, *code))),
            PageKind::Countries => View::Countries(Box::new(lists::countries(self))),
            PageKind::Relation(pair) => View::Relation(Box::new(relation::view(self, *pair))),
            PageKind::Relations => View::Relations(Box::new(lists::relations(self))),
            PageKind::Pillar(id) => View::Pillar(Box::new(lists::pillar(self, *id))),
            PageKind::Topic(slug) => View::Topic(Box::new(lists::topic(self, slug))),
            PageKind::Events | PageKind::Trips | PageKind::Pillars | PageKind::Topics => {
                View::Index(Box::new(lists::index(self, &page.kind)))
            }
            PageKind::Commitments => View::Commitments(Box::new(commitments::view(self))),
            PageKind::Timeline => View::Timeline(Box::new(timeline::view(self))),
            PageKind::Map => View::Map(Box::new(map::page(self))),
            PageKind::Network => View::Network(Box::new(network::view(self))),
            PageKind::Search => View::Search(Box::new(search::view(self))),
            PageKind::Corrections => View::Corrections(Box::new(corrections::view(self))),
            PageKind::NotFound => View::NotFound(lists::NothingView {}),
            PageKind::Redirect(to) => View::Redirect(lists::RedirectView {
                to: to.href(&self.model.site),
                to_absolute: to.absolute(&self.model.site),
            }),
        };
        (self.head(page), view)
    }

    /// Whether anybody would see a part of the view of a page.
    fn shows(&self, kind: &PageKind, name: &str) -> bool {
        let words = self.named.of(kind.template());
        words.is_none_or(|words| words.has(name))
    }

    /// The map of a page.
    fn map(&self, kind: &PageKind, of: impl FnOnce(&Atlas) -> Option<MapView>) -> Option<MapView> {
        self.shows(kind, "map").then(|| of(&self.atlas)).flatten()
    }

    /// A text as parts.
    pub fn prose(&self, of: Entity, prose: &Prose, citations: &mut Citations) -> Vec<PartView> {
        prose::render(&self.model, &self.plan, of, prose, citations)
            .into_iter()
            .map(|part| match part {
                Part::Html(html) => PartView {
                    html: Some(html),
                    card: None,
                },
                Part::Card(entity) => PartView {
                    html: None,
                    card: Some(self.card(entity)),
                },
            })
            .collect()
    }

    /// A card within a text.
    fn card(&self, entity: Entity) -> CardView {
        let (kind, item) = match entity {
            Entity::Article(id) => ("article", CardItem::Article(self.cards.article(id))),
            Entity::Leader(id) => ("leader", CardItem::Leader(self.cards.leader(id))),
            Entity::Summit(id) => ("summit", CardItem::Summit(self.cards.summit(id))),
            Entity::Event(id) => ("event", CardItem::Event(self.cards.event(id))),
            Entity::Trip(id) => ("trip", CardItem::Trip(self.cards.trip(id))),
            Entity::Country(code) => ("country", CardItem::Country(self.cards.country(code))),
        };
        let outcomes = if let Entity::Summit(id) = entity {
            self.cards.outcomes(id).to_vec()
        } else {
            Vec::new()
        };
        CardView {
            kind,
            item,
            outcomes,
        }
    }

    /// The sources of a page: those cited, in order, then the others that its record names.
    pub fn sources(&self, mut citations: Citations, others: &[SourceId]) -> Vec<SourceView> {
        citations.numbers(others);
        let list = citations.all().iter().enumerate();
        list.map(|(index, id)| {
            let source = self.model.source(*id);
            SourceView {
                number: index + 1,
                title: source.title.clone(),
                publisher: source.publisher.clone(),
                author: source.author.clone(),
                date: source.date.map(|day| self.day(day)),
                url: source.url.clone(),
                archived: source.archived.clone(),
                accessed: source.accessed.map(|day| self.day(day)),
            }
        })
        .collect()
    }

    /// Where a thing is mentioned, newest first.
    pub fn mentions(&self, entity: Entity) -> Vec<MentionView> {
        if !self.shows(&PageKind::from(entity), "mentions") {
            return Vec::new();
        }
        let backlinks = &self.model.derived.backlinks;
        let mentions = backlinks.mentions_of(entity, &self.model);
        mentions
            .into_iter()
            .map(|mention| self.mention(mention))
            .collect()
    }

    fn mention(&self, mention: Mention) -> MentionView {
        MentionView {
            title: self.model.title_of(mention.from),
            url: url::href(&self.model, mention.from),
            date: self.model.day_of(mention.from).map(|day| self.day(day)),
            before: mention.before,
            marked: mention.marked,
            after: mention.after,
        }
    }

    /// A picture of front matter; `None` where it leads nowhere or out of the site.
    pub fn image(&self, image: Option<&Image>, base: &PagePath) -> Option<ImageView> {
        let image = image?;
        let Destination::Internal(path, _) = resolve_image(&self.plan, base, &image.src) else {
            return None;
        };
        let size = self.plan.size_of(&path);
        Some(ImageView {
            src: path.href(&self.model.site),
            srcset: pictures::srcset(&self.plan, &self.model.site, &path),
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
            alt: image.alt.clone(),
            caption: image.caption.clone(),
            credit: image.credit.clone(),
            license: image.license.clone(),
        })
    }
}

/// The sections of a site that names none: the key of the name, and the path.
const MENU: [(&str, &str); 9] = [
    ("page.articles", "/articles/"),
    ("page.summits", "/summits/"),
    ("page.leaders", "/leaders/"),
    ("page.countries", "/countries/"),
    ("page.trips", "/trips/"),
    ("page.commitments", "/commitments/"),
    ("page.timeline", "/timeline/"),
    ("page.map", "/map/"),
    ("page.network", "/network/"),
];
