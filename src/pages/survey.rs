//! Which maps a site wants: one of the world, one of each place where something happened, one of
//! each journey. What is near each other shares a map, so their number grows with the places, not
//! with the meetings.

use std::collections::BTreeMap;

use super::drawing::crowd::crowded_region;
use super::drawing::{Region, central_meridian};
use super::url::PagePath;
use crate::model::Model;
use crate::model::country::CountryCode;
use crate::model::derive::itinerary::itinerary;
use crate::model::ids::{Entity, SummitId, TripId};
use crate::model::types::Place;

/// Latitude and longitude in degrees.
pub type Coordinates = (f64, f64);

/// A map that is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The address of its file.
    pub path: PagePath,
    /// What it shows.
    pub subject: Subject,
}

/// What a map shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// The world, with this meridian in the middle.
    World(f64),
    /// The places around which it is drawn, how, and the countries that stand out.
    Region(Vec<Coordinates>, Region, Vec<CountryCode>),
}

/// A place where meetings were held.
#[derive(Debug, Clone)]
pub struct Site {
    /// City, else country.
    pub name: String,
    /// Country.
    pub country: Option<CountryCode>,
    /// Where it is.
    pub at: Coordinates,
    /// Its meetings in order of time.
    pub summits: Vec<SummitId>,
}

/// All maps of a site.
#[derive(Debug, Default)]
pub struct Survey {
    /// The maps.
    pub wanted: Vec<Wanted>,
    /// Places with meetings: first those of the inset, then the others, of each those with the most
    /// meetings first.
    pub sites: Vec<Site>,
    /// Places, by their number in `sites`, that have a map of their own beside the world's.
    pub crowded: Vec<usize>,
    world: Option<usize>,
    inset: Option<usize>,
    locators: BTreeMap<Square, usize>,
    journeys: BTreeMap<TripId, usize>,
}

/// A country and whole degrees: what shares a locator.
type Square = (Option<CountryCode>, i32, i32);

/// Places that are looked at to find where pins crowd.
const MOST_SITES: usize = 120;

/// Width of the inset in pixels, its height, and the least that it shows in kilometres.
const INSET: (u32, u32, f64) = (360, 320, 1_500.0);

impl Survey {
    /// Surveys a site.
    pub fn of(model: &Model) -> Self {
        let mut survey = Self {
            sites: sites(model),
            ..Self::default()
        };
        survey.world();
        let summits = model.summits.iter().map(|summit| &summit.place);
        let events = model.events.iter().map(|event| &event.place);
        for place in summits.chain(events) {
            survey.locator(place);
        }
        for (id, trip) in model.trips() {
            survey.journey(model, id, &trip.id);
        }
        survey
    }

    /// The same where nobody would see a map.
    #[must_use]
    pub fn without_maps(self) -> Self {
        Self {
            sites: self.sites,
            crowded: self.crowded,
            ..Self::default()
        }
    }

    /// The number of the map of the world.
    pub fn world_map(&self) -> Option<usize> {
        self.world
    }

    /// The number of the map of the region where pins crowd.
    pub fn inset_map(&self) -> Option<usize> {
        self.inset
    }

    /// The number of the map around a place.
    pub fn locator_of(&self, place: &Place) -> Option<usize> {
        self.locators.get(&square(place)?).copied()
    }

    /// The number of the map of a journey.
    pub fn journey_of(&self, trip: TripId) -> Option<usize> {
        self.journeys.get(&trip).copied()
    }

    fn want(&mut self, name: &str, subject: Subject) -> usize {
        self.wanted.push(Wanted {
            path: PagePath::new(format!("/maps/{name}.svg")),
            subject,
        });
        self.wanted.len() - 1
    }

    fn world(&mut self) {
        if self.sites.is_empty() {
            return;
        }
        let held: Vec<Coordinates> = self
            .sites
            .iter()
            .flat_map(|site| std::iter::repeat_n(site.at, site.summits.len()))
            .collect();
        let meridian = central_meridian(&held);
        self.world = Some(self.want("world", Subject::World(meridian)));
        // Where they crowd is judged on a plain grid of degrees, before anything is drawn.
        let grid: Vec<(f64, f64)> = self
            .sites
            .iter()
            .take(MOST_SITES)
            .map(|site| {
                let (lat, lon) = site.at;
                let east = (lon - meridian + 540.0).rem_euclid(360.0);
                (east * 1000.0 / 360.0, (90.0 - lat) * 1000.0 / 360.0)
            })
            .collect();
        if let Some(crowded) = crowded_region(&grid, 1000.0) {
            let places = crowded.iter().map(|index| self.sites[*index].at).collect();
            let (width, height, min_span_km) = INSET;
            let region = Region {
                width,
                height,
                min_span_km,
                ..Region::LOCATOR
            };
            self.inset = Some(self.want("inset", Subject::Region(places, region, Vec::new())));
            // Places of the inset have the first numbers, so that they are one range.
            let is_crowded = |index: &usize| crowded.binary_search(index).is_ok();
            let rest = (0..self.sites.len()).filter(|index| !is_crowded(index));
            let order: Vec<usize> = crowded.iter().copied().chain(rest).collect();
            self.sites = order
                .into_iter()
                .map(|index| self.sites[index].clone())
                .collect();
            self.crowded = (0..crowded.len()).collect();
        }
    }

    fn locator(&mut self, place: &Place) {
        let Some(square) = square(place) else {
            return;
        };
        if self.locators.contains_key(&square) {
            return;
        }
        let (country, lat, lon) = square;
        let code = country.map_or_else(|| "x".to_owned(), |code| code.as_str().to_lowercase());
        let name = format!(
            "{code}-{}{}-{}{}",
            lat.abs(),
            if lat < 0 { "s" } else { "n" },
            lon.abs(),
            if lon < 0 { "w" } else { "e" },
        );
        let centre = (f64::from(lat), f64::from(lon));
        let countries = country.into_iter().collect();
        let subject = Subject::Region(vec![centre], Region::LOCATOR, countries);
        let number = self.want(&name, subject);
        self.locators.insert(square, number);
    }

    fn journey(&mut self, model: &Model, id: TripId, name: &str) {
        let stops = stops(model, id);
        if stops.is_empty() || super::url::check_slug(name).is_err() {
            return;
        }
        let mut countries: Vec<CountryCode> =
            stops.iter().filter_map(|stop| stop.country).collect();
        countries.sort_unstable();
        countries.dedup();
        let places = stops.iter().filter_map(|stop| stop.coordinates).collect();
        let subject = Subject::Region(places, Region::ROUTE, countries);
        let number = self.want(&format!("trip-{name}"), subject);
        self.journeys.insert(id, number);
    }
}

/// Places of a journey in order, those whose coordinates are known; staying is no stop.
pub fn stops(model: &Model, id: TripId) -> Vec<&Place> {
    let stops = itinerary(model, id).into_iter().map(|stop| stop.place);
    let mut places: Vec<&Place> = stops.filter(|place| place.coordinates.is_some()).collect();
    places.dedup_by_key(|place| {
        place
            .coordinates
            .map(|(lat, lon)| (lat.to_bits(), lon.to_bits()))
    });
    places
}

/// Places where meetings were held, those with the most meetings first, then by name.
fn sites(model: &Model) -> Vec<Site> {
    let mut by_name: BTreeMap<(Option<CountryCode>, String), Site> = BTreeMap::new();
    for (id, summit) in model.summits() {
        let place = &summit.place;
        let Some(at) = place.coordinates else {
            continue;
        };
        let country = place
            .country
            .map(|code| model.title_of(Entity::Country(code)));
        let Some(name) = place.city.clone().or(country) else {
            continue;
        };
        by_name
            .entry((place.country, name.clone()))
            .or_insert_with(|| Site {
                name,
                country: place.country,
                at,
                summits: Vec::new(),
            })
            .summits
            .push(id);
    }
    let mut sites: Vec<Site> = by_name.into_values().collect();
    sites.sort_by_key(|site| std::cmp::Reverse(site.summits.len()));
    sites
}

fn square(place: &Place) -> Option<Square> {
    let (lat, lon) = place.coordinates?;
    Some((place.country, lat.round() as i32, lon.round() as i32))
}
