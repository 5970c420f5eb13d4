//! The drawn maps of a site, and how pages show them.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Views;
use super::map::{MapPage, MapView, PinView, PlaceView};
use jiff::civil::Date;

use crate::model::Model;
use crate::model::derive::itinerary::{Stop, itinerary};
use crate::model::facts::place_text;
use crate::model::ids::{ArticleId, Entity, EventId, SummitId, TripId};
use crate::model::types::Place;
use crate::pages::drawing::crowd::spread;
use crate::pages::drawing::labels::{self, Pin, Side, label_width};
use crate::pages::drawing::{Land, LandError, Map};
use crate::pages::survey::{Coordinates, Subject, Survey, Wanted, stops};
use crate::pages::url;

/// Width of the map of the world in its own units, which are about pixels.
const WORLD: u32 = 1000;
/// How wide a map is on a phone, in pixels.
const PHONE: f64 = 358.0;
/// Heights of labels in pixels: of a name, of a name with its days.
const NAME: f64 = 16.0;
const NAME_AND_DAYS: f64 = 31.0;
/// Pins with a number; beyond them a map would be nothing but pins.
const MOST_NUMBERS: usize = 60;
/// How far apart numbered pins are set, in pixels.
const APART: f64 = 23.0;

/// All maps of a site, drawn.
#[derive(Debug, Default)]
pub struct Atlas {
    survey: Arc<Survey>,
    maps: Vec<Arc<Map>>,
}

impl Atlas {
    /// Draws the maps that a survey wants, from the land of the theme. Those that an earlier atlas
    /// of the same land holds are taken from there.
    ///
    /// # Errors
    /// When the file with the land is not what it should be.
    pub fn draw(
        survey: &Arc<Survey>,
        land: &[u8],
        earlier: Option<&Self>,
    ) -> Result<Self, LandError> {
        let known: FxHashMap<&str, (&Wanted, &Arc<Map>)> = earlier
            .into_iter()
            .flat_map(Self::maps)
            .map(|(wanted, map)| (wanted.path.as_str(), (wanted, map)))
            .collect();
        let known = |wanted: &Wanted| {
            let (before, map) = known.get(wanted.path.as_str())?;
            (before.subject == wanted.subject).then(|| Arc::clone(map))
        };
        let land = if survey.wanted.iter().all(|wanted| known(wanted).is_some()) {
            None
        } else {
            Some(Land::parse(land)?)
        };
        let maps = survey
            .wanted
            .par_iter()
            .filter_map(|wanted| known(wanted).or_else(|| Some(drawn(wanted, land.as_ref()?))))
            .collect();
        Ok(Self {
            survey: Arc::clone(survey),
            maps,
        })
    }

    /// Every map with what was wanted.
    fn maps(&self) -> impl Iterator<Item = (&Wanted, &Arc<Map>)> {
        self.survey.wanted.iter().zip(&self.maps)
    }

    /// The file of a map, by its number among those wanted.
    pub fn file(&self, number: usize) -> Vec<u8> {
        self.maps[number].file().into_bytes()
    }

    /// The map of an article: its journey, its one place, or its places on the map of the world.
    pub(super) fn of_article(&self, views: &Views, id: ArticleId) -> Option<MapView> {
        let model = &*views.model;
        let article = model.article(id);
        if let Some(map) = article.trip.and_then(|trip| self.of_trip(views, trip)) {
            return Some(map);
        }
        let mut held: Vec<SummitId> = article.summits.clone();
        held.retain(|summit| model.summit(*summit).place.coordinates.is_some());
        let place = |id: SummitId| &model.summit(id).place;
        let first = *held.first()?;
        let locator = self.survey.locator_of(place(first));
        if held
            .iter()
            .all(|id| self.survey.locator_of(place(*id)) == locator)
        {
            return self.of_summit(views, first);
        }
        let number = self.survey.world_map()?;
        let stops = held.iter().map(|id| Stop::of(model, *id));
        let pins = named_pins(views, &self.maps[number], stops);
        let names: Vec<&str> = pins.iter().map(|pin| pin.name.as_str()).collect();
        let places = model.language.list(&names);
        let label = model
            .language
            .say("map.places-label", &[("places", &places)]);
        let caption = views.say("map.natural-earth");
        Some(self.view(views, number, label, caption, None, pins))
    }

    /// The map around a meeting.
    pub(super) fn of_summit(&self, views: &Views, id: SummitId) -> Option<MapView> {
        let summit = views.model.summit(id);
        self.locator(views, &summit.place)
    }

    /// The map around a gathering.
    pub(super) fn of_event(&self, views: &Views, id: EventId) -> Option<MapView> {
        self.locator(views, &views.model.event(id).place)
    }

    fn locator(&self, views: &Views, place: &Place) -> Option<MapView> {
        let model = &*views.model;
        let number = self.survey.locator_of(place)?;
        let map = &self.maps[number];
        let (lat, lon) = place.coordinates?;
        let (x, y) = map.place(lat, lon)?;
        let whole = place_text(model, place)?;
        let name = place.city.clone().unwrap_or_else(|| whole.clone());
        let pin = pin(x, y, name, None);
        let label = model
            .language
            .say("map.locator-label", &[("place", &whole)]);
        let caption = views.say("map.natural-earth");
        Some(self.view(views, number, label, caption, None, vec![pin]))
    }

    /// The map of a journey with its route.
    pub(super) fn of_trip(&self, views: &Views, id: TripId) -> Option<MapView> {
        let model = &*views.model;
        let number = self.survey.journey_of(id)?;
        let map = &self.maps[number];
        let way: Vec<Coordinates> = stops(model, id)
            .into_iter()
            .filter_map(|stop| stop.coordinates)
            .collect();
        let pins = named_pins(views, map, itinerary(model, id));
        let names: Vec<&str> = pins.iter().map(|pin| pin.name.as_str()).collect();
        let places = model.language.list(&names);
        let label = model
            .language
            .say("map.route-label", &[("places", &places)]);
        let route = (way.len() > 1).then(|| map.route(&way));
        let caption = match route {
            Some(_) => views.say("map.route-caption"),
            None => views.say("map.natural-earth"),
        };
        Some(self.view(views, number, label, caption, route, pins))
    }

    /// A map with its pins' names placed where there is room.
    fn view(
        &self,
        views: &Views,
        number: usize,
        label: String,
        caption: String,
        route: Option<String>,
        mut pins: Vec<PinView>,
    ) -> MapView {
        let (width, height) = self.maps[number].size();
        let heads: Vec<Pin> = pins
            .iter()
            .map(|pin| {
                let detail = pin.detail.as_deref().map_or(0.0, label_width);
                Pin {
                    x: pin.x,
                    y: pin.y,
                    width: label_width(&pin.name).max(detail) + 8.0,
                    height: if pin.detail.is_some() {
                        NAME_AND_DAYS
                    } else {
                        NAME
                    },
                }
            })
            .collect();
        let wide = (f64::from(width), f64::from(height));
        let narrow = (PHONE.min(wide.0), wide.1 * PHONE.min(wide.0) / wide.0);
        for (pin, placed) in pins.iter_mut().zip(labels::place(&heads, wide, narrow)) {
            pin.side = match placed.side {
                Side::East => "e",
                Side::West => "w",
                Side::Above => "up",
                Side::Below => "down",
                Side::Hidden => "none",
            };
            pin.wide = !placed.narrow;
        }
        MapView {
            file: self.survey.wanted[number].path.href(&views.model.site),
            width,
            height,
            label,
            caption,
            route,
            pins,
        }
    }

    /// The page with all places.
    pub(super) fn page(&self, views: &Views) -> MapPage {
        let model = &*views.model;
        let sites = &self.survey.sites;
        let mut countries: Vec<_> = sites.iter().filter_map(|site| site.country).collect();
        countries.sort_unstable();
        countries.dedup();
        MapPage {
            map: self.survey.world_map().map(|number| {
                let shown: Vec<usize> = (0..sites.len()).collect();
                let Subject::World(meridian) = self.survey.wanted[number].subject else {
                    return self.numbered(views, number, &shown, "map.world-label", String::new());
                };
                let side = if meridian < 0.0 {
                    "map.west"
                } else {
                    "map.east"
                };
                let degrees = model.language.decimal(meridian.abs());
                let meridian = model.language.say(side, &[("degrees", &degrees)]);
                let caption = model
                    .language
                    .say("map.world-caption", &[("meridian", &meridian)]);
                self.numbered(views, number, &shown, "map.world-label", caption)
            }),
            inset: self.survey.inset_map().map(|number| {
                let caption = views.say("map.inset-caption");
                self.numbered(
                    views,
                    number,
                    &self.survey.crowded,
                    "map.inset-label",
                    caption,
                )
            }),
            countries: countries.len(),
            meetings: sites.iter().map(|site| site.summits.len()).sum(),
            places: sites
                .iter()
                .enumerate()
                .map(|(index, site)| PlaceView {
                    number: index + 1,
                    name: site.name.clone(),
                    country: site.country.map(|code| views.cards.country(code)),
                    summits: views.cards.summits(site.summits.iter().rev().copied()),
                })
                .collect(),
            elsewhere: {
                let placed: rustc_hash::FxHashSet<SummitId> = sites
                    .iter()
                    .flat_map(|site| site.summits.iter().copied())
                    .collect();
                let rest = model.summits().rev().map(|(id, _)| id);
                views.cards.summits(rest.filter(|id| !placed.contains(id)))
            },
        }
    }

    /// On the map of the world, the places of the inset as one pin in their midst.
    fn inset_pin(&self, map: &Map) -> Option<PinView> {
        let places: Vec<(f64, f64)> = self
            .survey
            .crowded
            .iter()
            .filter_map(|index| {
                let (lat, lon) = self.survey.sites[*index].at;
                map.place(lat, lon)
            })
            .collect();
        let last = self.survey.crowded.len();
        if places.len() < 2 {
            return None;
        }
        let mean = |sum: f64| (sum / places.len() as f64 * 100.0).round() / 100.0;
        let x = mean(places.iter().map(|(x, _)| x).sum());
        let y = mean(places.iter().map(|(_, y)| y).sum());
        let mut inset = pin(x, y, String::new(), None);
        inset.number = Some(format!("1–{last}"));
        inset.wide = true;
        Some(inset)
    }

    /// A map whose pins have the numbers of their places.
    fn numbered(
        &self,
        views: &Views,
        number: usize,
        shown: &[usize],
        label: &str,
        caption: String,
    ) -> MapView {
        let map = &self.maps[number];
        let (width, height) = map.size();
        let (wide, high) = (f64::from(width), f64::from(height));
        let on_map: Vec<(usize, (f64, f64))> = shown
            .iter()
            .filter_map(|index| {
                let (lat, lon) = self.survey.sites[*index].at;
                Some((*index, map.place(lat, lon)?))
            })
            // On the world, what the inset shows would only be a heap.
            .filter(|(index, _)| {
                self.survey.world_map() != Some(number) || !self.survey.crowded.contains(index)
            })
            .collect();
        let numbers = on_map.len().min(MOST_NUMBERS);
        let pixels: Vec<(f64, f64)> = on_map
            .iter()
            .take(numbers)
            .map(|(_, (x, y))| (x * wide / 100.0, y * high / 100.0))
            .collect();
        let mut pins = Vec::with_capacity(on_map.len());
        // Plain dots lie under the numbers.
        for (index, (x, y)) in on_map.iter().skip(numbers) {
            pins.push(pin(*x, *y, self.survey.sites[*index].name.clone(), None));
        }
        let in_per_cent = |part: f64, whole: f64| (part / whole * 10_000.0).round() / 100.0;
        for ((index, _), (x, y)) in on_map.iter().zip(spread(&pixels, APART)) {
            let site = &self.survey.sites[*index];
            let mut pin = pin(
                in_per_cent(x, wide),
                in_per_cent(y, high),
                site.name.clone(),
                None,
            );
            pin.number = Some((index + 1).to_string());
            pin.url = Some(format!("#place-{}", index + 1));
            pins.push(pin);
        }
        if self.survey.world_map() == Some(number)
            && let Some(inset) = self.inset_pin(map)
        {
            pins.push(inset);
        }
        MapView {
            file: self.survey.wanted[number].path.href(&views.model.site),
            width,
            height,
            label: views.say(label),
            caption,
            route: None,
            pins,
        }
    }
}

fn drawn(wanted: &Wanted, land: &Land) -> Arc<Map> {
    Arc::new(match &wanted.subject {
        Subject::World(meridian) => Map::world(land, *meridian, WORLD),
        Subject::Region(places, region, countries) => {
            let codes: Vec<&str> = countries.iter().map(|code| code.as_str()).collect();
            Map::region(land, places, region, &codes)
        }
    })
}

fn pin(x: f64, y: f64, name: String, detail: Option<String>) -> PinView {
    PinView {
        x,
        y,
        number: None,
        name,
        detail,
        url: None,
        side: "none",
        wide: false,
    }
}

/// City, else country.
fn place_name(model: &Model, place: &Place) -> Option<String> {
    let country = || Some(model.title_of(Entity::Country(place.country?)));
    place.city.clone().or_else(country)
}

/// Pins of stops: one for each place, in the order of the first visit, with the days there. It
/// leads to the first meeting there.
fn named_pins<'m>(
    views: &Views,
    map: &Map,
    stops: impl IntoIterator<Item = Stop<'m>>,
) -> Vec<PinView> {
    let model = &*views.model;
    let mut pins: Vec<(PinView, Date, Date)> = Vec::new();
    for stop in stops {
        let at = stop
            .place
            .coordinates
            .and_then(|(lat, lon)| map.place(lat, lon));
        let (Some((x, y)), Some(name)) = (at, place_name(model, stop.place)) else {
            continue;
        };
        let url = stop.summit.map(|id| url::href(model, Entity::Summit(id)));
        match pins.iter_mut().find(|(pin, _, _)| pin.name == name) {
            Some((pin, from, to)) => {
                pin.url = pin.url.take().or(url);
                *from = (*from).min(stop.from);
                *to = (*to).max(stop.to);
            }
            None => {
                let mut pin = pin(x, y, name, None);
                pin.url = url;
                pins.push((pin, stop.from, stop.to));
            }
        }
    }
    pins.into_iter()
        .map(|(mut pin, from, to)| {
            pin.detail = Some(model.language.days_of_year(from, to));
            pin
        })
        .collect()
}
