//! Small things that records of several sets are made of.

use std::borrow::Cow;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use crate::model::Model;
use crate::model::ids::PillarId;
use crate::model::types::Place;

/// A day, ISO 8601.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(pub(super) Date);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl JsonSchema for Day {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

/// A whole address on the site, encoded (RFC 3986).
#[derive(Debug, Clone, Serialize)]
pub(super) struct Address(pub(super) String);

impl JsonSchema for Address {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Address".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "uri" })
    }
}

/// A whole address elsewhere, `http` or `https`, as an editor wrote it (RFC 3987).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct WebAddress(pub(super) String);

impl JsonSchema for WebAddress {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "WebAddress".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "iri" })
    }
}

/// A place.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct PlaceData {
    /// City.
    pub(super) city: Option<String>,
    /// Country code of the time, ISO 3166.
    pub(super) country: Option<&'static str>,
    /// Building or ground.
    pub(super) venue: Option<String>,
    /// Degrees north.
    pub(super) lat: Option<f64>,
    /// Degrees east.
    pub(super) lon: Option<f64>,
}

impl PlaceData {
    /// A place as data.
    pub(super) fn of(place: &Place) -> Self {
        Self {
            city: place.city.clone(),
            country: place.country.map(|code| code.as_str()),
            venue: place.venue.clone(),
            lat: place.coordinates.map(|(lat, _)| lat),
            lon: place.coordinates.map(|(_, lon)| lon),
        }
    }
}

/// Ids of pillars.
pub(super) fn pillars(model: &Model, ids: &[PillarId]) -> Vec<String> {
    let name = |id: &PillarId| model.site.pillars[id.index()].id.clone();
    ids.iter().map(name).collect()
}
