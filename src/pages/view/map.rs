//! Maps as pages show them, and the page with all places.

use serde::Serialize;

use super::Views;
use super::card::{CountryCard, SummitCard};
use crate::value::Shared;

/// A map: the land in a file of its own, route and pins in the page.
#[derive(Debug, Serialize)]
pub struct MapView {
    /// Address of the file with the land. Its groups are `#l` (land), `#h` (countries that the
    /// map is about) and `#b` (borders).
    pub file: String,
    /// Units across.
    pub width: u32,
    /// Units down.
    pub height: u32,
    /// What it shows, for those who do not see it.
    pub label: String,
    /// What stands under it.
    pub caption: String,
    /// The way of a journey, as path data in the units of the map.
    pub route: Option<String>,
    /// Pins.
    pub pins: Vec<PinView>,
}

/// A pin on a map.
#[derive(Debug, Serialize)]
pub struct PinView {
    /// Per cent from the left.
    pub x: f64,
    /// Per cent from the top.
    pub y: f64,
    /// Its number in the list of places; of several that an inset shows, `1–8`.
    pub number: Option<String>,
    /// Its place.
    pub name: String,
    /// Days, under the name.
    pub detail: Option<String>,
    /// Where it leads.
    pub url: Option<String>,
    /// On which side the name stands: `e`, `w`, `up` or `down`; `none` where there is no room.
    pub side: &'static str,
    /// Whether the name has room only on a wide screen; of a number, whether it takes more room
    /// than a circle has.
    pub wide: bool,
}

/// The page with all places.
#[derive(Debug, Serialize)]
pub struct MapPage {
    /// The world.
    pub map: Option<MapView>,
    /// The region where pins crowd.
    pub inset: Option<MapView>,
    /// Places by number.
    pub places: Vec<PlaceView>,
    /// Number of countries among them.
    pub countries: usize,
    /// Number of meetings at these places.
    pub meetings: usize,
    /// Meetings whose place is not known well enough, newest first.
    pub elsewhere: Vec<Shared<SummitCard>>,
}

/// A place with its meetings.
#[derive(Debug, Serialize)]
pub struct PlaceView {
    /// Its number on the map.
    pub number: usize,
    /// City, else country.
    pub name: String,
    /// Country.
    pub country: Option<Shared<CountryCard>>,
    /// Its meetings, newest first.
    pub summits: Vec<Shared<SummitCard>>,
}

pub(super) fn page(views: &Views) -> MapPage {
    views.atlas.page(views)
}
