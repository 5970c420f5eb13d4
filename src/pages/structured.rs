//! What a page is, for search engines: JSON-LD in the vocabulary of <https://schema.org>.
//!
//! Each page is a graph of its own: the thing that it is about under its address, and the way to
//! it. Other things are named by their addresses, so that the pages of a site make one graph.

mod node;
mod things;

use super::kind::PageKind;
use super::machine_file::{Dataset, MachineFile};
use super::plan::Page;
use super::url::{self, PagePath};
use super::view::share_card::ShareCardView;
use super::view::{LinkView, Views};
use crate::model::ids::{ArticleId, Entity, PillarId};
use crate::value::Html;
use node::{Thing, graph, reference};
pub(super) use things::{modified, published};

use things::Things;

/// Entries of a list that are told; the page has them all.
const MOST_ENTRIES: usize = 50;

/// The structured data of a page.
pub(super) fn of(
    views: &Views,
    page: &Page,
    breadcrumbs: &[LinkView],
    card: Option<&ShareCardView>,
) -> Html {
    if !page.kind.is_listed() {
        return graph(Vec::new());
    }
    let teller = Teller {
        views,
        things: Things::of(views),
        page,
        address: page.path.absolute(&views.model.site),
    };
    let mut told = teller.main(card);
    if !breadcrumbs.is_empty() {
        told.push(teller.way(breadcrumbs));
    }
    graph(told)
}

/// Tells what one page is.
struct Teller<'v> {
    views: &'v Views,
    things: Things<'v>,
    page: &'v Page,
    address: String,
}

impl Teller<'_> {
    fn main(&self, card: Option<&ShareCardView>) -> Vec<Thing> {
        let model = &*self.views.model;
        let main = match &self.page.kind {
            PageKind::Home => return vec![self.website(), self.publisher()],
            PageKind::Article(id) => self.things.article(*id, card),
            PageKind::Summit(id) => self.things.summit(*id),
            PageKind::Event(id) => self.things.event(*id, MOST_ENTRIES),
            PageKind::Leader(id) => self.things.leader(*id),
            PageKind::Trip(id) => {
                let stops = &model.trip(*id).stops;
                let list = self.entities(stops.iter().map(|stop| Entity::Summit(*stop)));
                self.things.trip(*id, list)
            }
            PageKind::Country(code) => self.things.country(*code),
            PageKind::Commitments => self.tracker(),
            PageKind::Map | PageKind::Network | PageKind::Timeline => self.web_page("WebPage"),
            PageKind::Search => self.web_page("SearchResultsPage"),
            _ => self.collection(),
        };
        vec![main]
    }

    /// The site: its name, its publisher, and how it is searched.
    fn website(&self) -> Thing {
        let site = &self.views.model.site;
        let search = PagePath::new("/search/");
        let action = self.views.plan.has(search.as_str()).then(|| {
            let template = format!("{}?q={{search_term_string}}", search.absolute(site));
            Thing::new("SearchAction")
                .part(
                    "target",
                    Thing::new("EntryPoint").text("urlTemplate", template),
                )
                .text("query-input", "required name=search_term_string")
        });
        Thing::new("WebSite")
            .id(&format!("{}#site", self.address))
            .text("url", &self.address)
            .text("name", &site.title)
            .text("description", &site.description)
            .text("inLanguage", &site.language)
            .part("publisher", reference(&self.things.publisher_id()))
            .part("potentialAction", action)
    }

    fn publisher(&self) -> Thing {
        let site = &self.views.model.site;
        self.things
            .publisher()
            .texts("sameAs", site.repository.iter().filter(|url| is_web(url)))
    }

    fn web_page(&self, kind: &str) -> Thing {
        let site = &self.views.model.site;
        let home = PagePath::new("/").absolute(site);
        Thing::new(kind)
            .id(&self.address)
            .text("url", &self.address)
            .text("name", self.views.title(&self.page.kind))
            .text("inLanguage", &site.language)
            .part("isPartOf", reference(&format!("{home}#site")))
    }

    /// A page that lists things.
    fn collection(&self) -> Thing {
        let model = &*self.views.model;
        let about = match &self.page.kind {
            PageKind::Relation(pair) => [pair.0, pair.1]
                .map(|code| self.things.brief(Entity::Country(code)))
                .into(),
            _ => Vec::new(),
        };
        let description = match &self.page.kind {
            PageKind::Pillar(id) => model.site.pillars[id.index()].description.clone(),
            _ => String::new(),
        };
        self.web_page("CollectionPage")
            .text("description", description)
            .parts("about", about)
            .part("mainEntity", self.list())
    }

    /// What a page lists.
    fn list(&self) -> Option<Thing> {
        let model = &*self.views.model;
        let articles = |ids: &[ArticleId]| self.entities(ids.iter().copied().map(Entity::Article));
        match &self.page.kind {
            PageKind::Archive(number) => {
                let first = (number - 1) * model.site.per_page;
                let last = (first + model.site.per_page).min(model.articles.len());
                self.entities(
                    (first..last).map(|index| Entity::Article(ArticleId::from_index(index))),
                )
            }
            PageKind::Leaders => self.entities(model.leaders().map(|(id, _)| Entity::Leader(id))),
            PageKind::Summits => {
                self.entities(model.summits().rev().map(|(id, _)| Entity::Summit(id)))
            }
            PageKind::Events => {
                self.entities(model.events().rev().map(|(id, _)| Entity::Event(id)))
            }
            PageKind::Trips => self.entities(model.trips().rev().map(|(id, _)| Entity::Trip(id))),
            PageKind::Countries => {
                let countries = model.countries.iter();
                self.entities(countries.map(|country| Entity::Country(country.code)))
            }
            PageKind::Relation(pair) => {
                let meetings = model.derived.relations.meetings(*pair).iter().rev();
                self.entities(meetings.map(|id| Entity::Summit(*id)))
            }
            PageKind::Relations => {
                let pairs = model.derived.relations.all().map(|(pair, _)| {
                    let title = self.views.title(&PageKind::Relation(pair));
                    (title, url::relation(pair).absolute(&model.site))
                });
                self.entries(pairs)
            }
            PageKind::Pillar(id) => articles(model.derived.articles_of(*id)),
            PageKind::Pillars => {
                let pillars = (0..model.site.pillars.len()).map(PillarId::from_index);
                self.entries(pillars.map(|id| {
                    let name = model.site.pillars[id.index()].name.clone();
                    (name, url::pillar(model, id).absolute(&model.site))
                }))
            }
            PageKind::Topic(slug) => {
                let topic = self.views.plan.topics.get(slug);
                topic.and_then(|(_, ids)| articles(ids))
            }
            PageKind::Topics => {
                let topics = self.views.plan.topics.iter();
                self.entries(topics.map(|(slug, (name, _))| {
                    (name.clone(), url::topic(slug).absolute(&model.site))
                }))
            }
            _ => None,
        }
    }

    fn entities(&self, entities: impl Iterator<Item = Entity>) -> Option<Thing> {
        let model = &*self.views.model;
        self.entries(entities.map(|entity| {
            let address = url::absolute(model, entity);
            (model.title_of(entity), address)
        }))
    }

    /// The first entries of a list, each a name and an address.
    fn entries(&self, entries: impl Iterator<Item = (String, String)>) -> Option<Thing> {
        let entries: Vec<Thing> = entries
            .take(MOST_ENTRIES)
            .enumerate()
            .map(|(index, (name, address))| list_item(index, &name, &address, "url"))
            .collect();
        let list = |entries| Thing::new("ItemList").parts("itemListElement", entries);
        (!entries.is_empty()).then(|| list(entries))
    }

    /// The tracker as a set of open data.
    fn tracker(&self) -> Thing {
        let model = &*self.views.model;
        let site = &model.site;
        let file = |file: MachineFile, media_type: &str| {
            Thing::new("DataDownload")
                .text("encodingFormat", media_type)
                .text("contentUrl", file.path(model).absolute(site))
        };
        let description = model
            .language
            .say("share.dataset", &[("site", &site.title)]);
        Thing::new("Dataset")
            .id(&self.address)
            .text("url", &self.address)
            .text("name", self.views.title(&self.page.kind))
            .text("description", description)
            .maybe("license", site.data_license.as_deref().map(licence))
            .part("creator", reference(&self.things.publisher_id()))
            .parts(
                "distribution",
                [
                    file(MachineFile::Data(Dataset::Outcomes), "application/json"),
                    file(MachineFile::OutcomesCsv, "text/csv"),
                ],
            )
    }

    /// The way from the front page to this one.
    fn way(&self, breadcrumbs: &[LinkView]) -> Thing {
        let site = &self.views.model.site;
        let steps = breadcrumbs
            .iter()
            .map(|link| (link.name.clone(), format!("{}{}", site.origin, link.url)))
            // The page itself needs no address.
            .chain([(self.views.title(&self.page.kind), String::new())]);
        let steps = steps
            .enumerate()
            .map(|(index, (name, address))| list_item(index, &name, &address, "item"));
        Thing::new("BreadcrumbList").parts("itemListElement", steps)
    }
}

fn list_item(index: usize, name: &str, address: &str, key: &str) -> Thing {
    Thing::new("ListItem")
        .value("position", index + 1)
        .text("name", name)
        .text(key, address)
}

/// The address of a licence that is named by its SPDX identifier.
fn licence(named: &str) -> String {
    if is_web(named) {
        named.to_owned()
    } else {
        format!("https://spdx.org/licenses/{named}.html")
    }
}

/// Whether a text is an address of the web.
fn is_web(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| {
        let head = text.get(..scheme.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(scheme))
    })
}
