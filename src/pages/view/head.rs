//! What every page says of itself: its title, its place on the site, and what it is called by
//! those who link to it.

use serde::Serialize;

use super::alternates::{self, AlternateView};
use super::share_card::{self, ShareCardView};
use super::{LinkView, Views, standfirst};
use crate::model::Model;
use crate::model::ids::Entity;
use crate::model::types::{Article, Leader};
use crate::pages::kind::PageKind;
use crate::pages::plan::Page;
use crate::pages::structured;
use crate::pages::url::PagePath;
use crate::value::Html;

/// What every page says of itself, as `page`.
#[derive(Debug, Serialize)]
pub struct PageView {
    /// Kind of page.
    pub kind: &'static str,
    /// Title.
    pub title: String,
    /// The name of the list that the page belongs to, or of the page itself where it is one.
    pub section: String,
    /// Description for search engines.
    pub description: String,
    /// Address within the site.
    pub path: String,
    /// Whole address.
    pub url: String,
    /// Whether search engines may list it.
    pub listed: bool,
    /// The way from the front page.
    pub breadcrumbs: Vec<LinkView>,
    /// The same thing in other forms: feeds, data, Markdown.
    pub alternates: Vec<AlternateView>,
    /// What it is in Open Graph (<https://ogp.me>), besides title, address and picture.
    pub open_graph: Vec<PropertyView>,
    /// The picture of a link to it that is shared.
    pub share_card: Option<ShareCardView>,
    /// What it is, for search engines: JSON-LD.
    pub structured_data: Html,
}

/// A property of Open Graph.
#[derive(Debug, Serialize)]
pub struct PropertyView {
    /// Its name: `og:type`.
    pub name: &'static str,
    /// What it says.
    pub content: String,
}

impl Views {
    pub(super) fn head(&self, page: &Page) -> PageView {
        let site = &self.model.site;
        let title = self.title(&page.kind);
        let words = self.named.of(page.kind.template());
        let shows = |field: &str| words.is_none_or(|words| words.has_of_page(field));
        let mut breadcrumbs = Vec::new();
        if page.kind != PageKind::Home {
            breadcrumbs.push(LinkView {
                name: site.title.clone(),
                url: PagePath::new("/").href(site),
            });
        }
        let share_card = share_card::of(self, &page.kind);
        let parent = parent(&page.kind);
        if let Some((key, path)) = parent {
            breadcrumbs.push(LinkView {
                name: self.say(key),
                url: PagePath::new(path).href(site),
            });
        }
        let description = self.description(&page.kind);
        let open_graph = if page.kind.is_listed() && shows("open_graph") {
            self.open_graph(&page.kind)
        } else {
            Vec::new()
        };
        let structured_data = if shows("structured_data") {
            structured::of(self, page, &breadcrumbs, share_card.as_ref())
        } else {
            Html::trusted("")
        };
        let alternates = if shows("alternates") {
            alternates::of(self, &page.kind)
        } else {
            Vec::new()
        };
        PageView {
            kind: page.kind.name(),
            description,
            open_graph,
            section: parent.map_or_else(|| title.clone(), |(key, _)| self.say(key)),
            title,
            path: page.path.href(site),
            url: page.path.absolute(site),
            listed: page.kind.is_listed(),
            alternates,
            structured_data,
            share_card,
            breadcrumbs,
        }
    }

    /// What a page is in Open Graph.
    fn open_graph(&self, kind: &PageKind) -> Vec<PropertyView> {
        let model = &*self.model;
        let mut properties: Vec<(&'static str, String)> = vec![
            ("og:type", open_graph_type(kind).to_owned()),
            ("og:locale", model.language.with_territory()),
        ];
        match kind {
            PageKind::Article(id) => properties.extend(of_article(model, model.article(*id))),
            PageKind::Leader(id) => properties.extend(of_leader(model.leader(*id))),
            _ => {}
        }
        let properties = properties.into_iter();
        properties
            .filter(|(_, content)| !content.trim().is_empty())
            .map(|(name, content)| PropertyView { name, content })
            .collect()
    }

    /// The title of a page.
    pub fn title(&self, kind: &PageKind) -> String {
        let model = &*self.model;
        match kind {
            PageKind::Home => model.site.title.clone(),
            PageKind::Article(id) => model.article(*id).title.clone(),
            PageKind::Archive(1) => self.say("page.articles"),
            PageKind::Archive(number) => {
                let number = model.language.digits(*number as i64);
                model.language.say("page.archive", &[("number", &number)])
            }
            PageKind::Leader(id) => model.leader(*id).name.clone(),
            PageKind::Leaders => self.say("page.leaders"),
            // Leaders meet in the same city again; the days tell the pages apart.
            PageKind::Summit(id) => {
                let summit = model.summit(*id);
                let when = model.language.days(summit.date, summit.end_date);
                let args = [("title", summit.title.as_str()), ("when", when.as_str())];
                model.language.say("page.summit", &args)
            }
            PageKind::Summits => self.say("page.summits"),
            PageKind::Event(id) => model.event(*id).title.clone(),
            PageKind::Events => self.say("page.events"),
            PageKind::Trip(id) => model.trip(*id).title.clone(),
            PageKind::Trips => self.say("page.trips"),
            PageKind::Country(code) => model.title_of(Entity::Country(*code)),
            PageKind::Countries => self.say("page.countries"),
            PageKind::Relation(pair) => model.language.list(&[
                model.title_of(Entity::Country(pair.0)),
                model.title_of(Entity::Country(pair.1)),
            ]),
            PageKind::Relations => self.say("page.relations"),
            PageKind::Pillar(id) => model.site.pillars[id.index()].name.clone(),
            PageKind::Pillars => self.say("page.pillars"),
            PageKind::Topic(slug) => self
                .plan
                .topics
                .get(slug)
                .map_or_else(|| slug.clone(), |(name, _)| name.clone()),
            PageKind::Topics => self.say("page.topics"),
            PageKind::Commitments => self.say("page.commitments"),
            PageKind::Timeline => self.say("page.timeline"),
            PageKind::Map => self.say("page.map"),
            PageKind::Network => self.say("page.network"),
            PageKind::Search => self.say("page.search"),
            PageKind::Corrections => self.say("page.corrections"),
            PageKind::NotFound => self.say("page.not-found"),
            PageKind::Redirect(_) => self.say("page.moved"),
        }
    }

    pub(in crate::pages) fn description(&self, kind: &PageKind) -> String {
        let model = &*self.model;
        let own = match kind {
            PageKind::Article(id) => model.article(*id).summary.clone(),
            PageKind::Summit(id) => model
                .summit(*id)
                .summary
                .clone()
                .or_else(|| Some(standfirst::of_summit(model, *id))),
            PageKind::Leader(id) => Some(standfirst::of_leader(model, *id)),
            PageKind::Pillar(id) => Some(model.site.pillars[id.index()].description.clone()),
            _ => None,
        };
        own.filter(|text| !text.is_empty())
            .unwrap_or_else(|| model.site.description.clone())
    }
}

/// The types of Open Graph: an article, a person, or any other page.
fn open_graph_type(kind: &PageKind) -> &'static str {
    match kind {
        PageKind::Article(_) => "article",
        PageKind::Leader(_) => "profile",
        _ => "website",
    }
}

fn of_article<'m>(
    model: &'m Model,
    article: &'m Article,
) -> impl Iterator<Item = (&'static str, String)> + 'm {
    let modified = structured::modified(article).map(|day| day.to_string());
    let section = article.pillars.first();
    let section = section.map(|pillar| model.site.pillars[pillar.index()].name.clone());
    let authors = article.authors.iter().cloned();
    std::iter::once(("article:published_time", structured::published(article)))
        .chain(modified.map(|day| ("article:modified_time", day)))
        .chain(authors.map(|name| ("article:author", name)))
        .chain(section.map(|name| ("article:section", name)))
}

/// The family name, and what is left of the name without it.
fn of_leader(leader: &Leader) -> Vec<(&'static str, String)> {
    let Some(family) = leader
        .family_name
        .as_deref()
        .filter(|name| !name.is_empty())
    else {
        return Vec::new();
    };
    let name = leader.name.as_str();
    let given = name
        .strip_suffix(family)
        .or_else(|| name.strip_prefix(family));
    let given = given.map(|given| given.trim().to_owned());
    let first = given.map(|given| ("profile:first_name", given));
    first
        .into_iter()
        .chain([("profile:last_name", family.to_owned())])
        .collect()
}

/// The list that a page belongs to.
fn parent(kind: &PageKind) -> Option<(&'static str, &'static str)> {
    match kind {
        PageKind::Article(_) | PageKind::Archive(2..) => Some(("page.articles", "/articles/")),
        PageKind::Leader(_) => Some(("page.leaders", "/leaders/")),
        PageKind::Summit(_) => Some(("page.summits", "/summits/")),
        PageKind::Event(_) => Some(("page.events", "/events/")),
        PageKind::Trip(_) => Some(("page.trips", "/trips/")),
        PageKind::Country(_) => Some(("page.countries", "/countries/")),
        PageKind::Relation(_) => Some(("page.relations", "/relations/")),
        PageKind::Pillar(_) => Some(("page.pillars", "/pillars/")),
        PageKind::Topic(_) => Some(("page.topics", "/topics/")),
        _ => None,
    }
}
