//! The land of the earth and the countries on it, read from TopoJSON.
//!
//! Coasts and borders are arcs that countries share. Detail is taken from the arcs, never from
//! one country alone: so there are no gaps between neighbours.

use std::fmt;

use rayon::prelude::*;
use serde::Deserialize;

use super::clip::Bounds;
use super::projection::{LonLat, nearest_turn};
use super::simplify::weights;

/// No edge is longer than this many degrees: a border along a parallel is bent on most maps.
const LONGEST_EDGE: f64 = 1.0;

/// Why a file is not a map of the land.
#[derive(Debug)]
pub enum LandError {
    /// It is not TopoJSON with the objects `countries` and `land`.
    Json(serde_json::Error),
    /// It names an arc that it does not have.
    NoSuchArc(i64),
}

impl fmt::Display for LandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => write!(f, "not TopoJSON with `countries` and `land`: {error}"),
            Self::NoSuchArc(index) => write!(f, "there is no arc {index}"),
        }
    }
}

impl std::error::Error for LandError {}

impl From<serde_json::Error> for LandError {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

/// The land of the earth.
#[derive(Debug)]
pub struct Land {
    arcs: Vec<Arc>,
    /// Coasts, of seas and of lakes.
    pub(super) outline: Vec<Ring>,
    countries: Vec<Country>,
    /// Arcs that two countries share.
    borders: Vec<usize>,
}

/// A part of a coast or border, from one meeting of lines to the next.
#[derive(Debug)]
struct Arc {
    /// Longitudes have no jump: they may go beyond 180.
    places: Vec<LonLat>,
    weights: Vec<f64>,
}

#[derive(Debug)]
struct Country {
    code: Option<String>,
    rings: Vec<Ring>,
}

/// A closed line of arcs.
#[derive(Debug)]
pub(super) struct Ring {
    parts: Vec<Part>,
    /// Where it lies. Longitudes have no jump.
    pub(super) bounds: Bounds,
    /// For a ring around a pole: the latitude of the pole.
    pole: Option<f64>,
}

#[derive(Debug)]
struct Part {
    arc: usize,
    backwards: bool,
    /// Whole turns that make it begin where the part before ends.
    turn: f64,
}

impl Land {
    /// Reads a file of TopoJSON with the objects `countries` (a collection of polygons with
    /// country codes for ids) and `land` (their union).
    ///
    /// # Errors
    /// When it is something else.
    pub fn parse(json: &[u8]) -> Result<Self, LandError> {
        let topology: Topology = serde_json::from_slice(json)?;
        let Transform { scale, translate } = topology.transform;
        let arcs: Vec<Arc> = topology
            .arcs
            .par_iter()
            .map(|steps| Arc::new(decode(steps, scale, translate)))
            .collect();
        let rings = |shape: &Shape| -> Result<Vec<Ring>, LandError> {
            shape
                .polygons()
                .flatten()
                .map(|indices| Ring::new(&arcs, indices))
                .collect()
        };
        let outline = rings(&topology.objects.land)?;
        let mut owners = vec![None; arcs.len()];
        let mut shared = vec![false; arcs.len()];
        let mut countries = Vec::new();
        for (number, geometry) in topology.objects.countries.geometries.iter().enumerate() {
            let rings = rings(&geometry.shape)?;
            for part in rings.iter().flat_map(|ring| &ring.parts) {
                let owner = *owners[part.arc].get_or_insert(number);
                shared[part.arc] |= owner != number;
            }
            countries.push(Country {
                code: geometry.id.clone(),
                rings,
            });
        }
        let borders = (0..arcs.len()).filter(|&arc| shared[arc]).collect();
        Ok(Self {
            arcs,
            outline,
            countries,
            borders,
        })
    }

    /// The rings of the countries with these codes.
    pub(super) fn rings_of(&self, codes: &[&str]) -> impl Iterator<Item = &Ring> {
        self.countries
            .iter()
            .filter(|country| {
                country
                    .code
                    .as_deref()
                    .is_some_and(|code| codes.contains(&code))
            })
            .flat_map(|country| &country.rings)
    }

    /// The places of a ring that weigh enough, the first not repeated. None where too few are
    /// left to hold any land.
    pub(super) fn ring(&self, ring: &Ring, least_weight: f64) -> Option<Vec<LonLat>> {
        let mut places: Vec<LonLat> = Vec::new();
        for part in &ring.parts {
            let arc = &self.arcs[part.arc];
            let from = places.len();
            places.extend(
                arc.heavy(least_weight)
                    .map(|(lon, lat)| (lon + part.turn, lat)),
            );
            if part.backwards {
                places[from..].reverse();
            }
            // Parts share their ends, and the last ends where the first begins.
            places.pop();
        }
        if let (Some(pole), Some(first), Some(last)) = (ring.pole, places.first(), places.last()) {
            let corners = [(last.0, pole), (first.0, pole)];
            places.extend(corners);
        }
        (places.len() >= 3).then_some(places)
    }

    /// The borders between countries, without the places that weigh little.
    pub(super) fn borders(&self, least_weight: f64) -> impl Iterator<Item = Vec<LonLat>> {
        self.borders
            .iter()
            .map(move |&arc| self.arcs[arc].heavy(least_weight).collect())
    }
}

impl Arc {
    fn new(places: Vec<LonLat>) -> Self {
        let weights = weights(&places);
        Self { places, weights }
    }

    fn heavy(&self, least_weight: f64) -> impl Iterator<Item = LonLat> {
        self.places
            .iter()
            .zip(&self.weights)
            .filter(move |&(_, &weight)| weight >= least_weight)
            .map(|(&place, _)| place)
    }
}

impl Ring {
    fn new(arcs: &[Arc], indices: &[i64]) -> Result<Self, LandError> {
        let mut parts: Vec<Part> = Vec::new();
        let mut bounds = Bounds::NOTHING;
        let (mut start, mut end) = (None, (0.0, 0.0));
        for &index in indices {
            // TopoJSON writes the arc i run backwards as !i.
            let backwards = index < 0;
            let number = if backwards { !index } else { index };
            let (arc, places) = usize::try_from(number)
                .ok()
                .and_then(|arc| Some((arc, &arcs.get(arc)?.places)))
                .ok_or(LandError::NoSuchArc(index))?;
            let (Some(&first), Some(&last)) = (places.first(), places.last()) else {
                continue;
            };
            let (first, last) = if backwards {
                (last, first)
            } else {
                (first, last)
            };
            let turn = match start {
                Some(_) => nearest_turn(first.0, end.0) - first.0,
                None => 0.0,
            };
            let part = Bounds::around(places.iter().copied()).shifted(turn);
            bounds = Bounds::around([
                (bounds.left.min(part.left), bounds.low.min(part.low)),
                (bounds.right.max(part.right), bounds.high.max(part.high)),
            ]);
            start.get_or_insert((first.0 + turn, first.1));
            end = (last.0 + turn, last.1);
            parts.push(Part {
                arc,
                backwards,
                turn,
            });
        }
        let (begin, _) = start.unwrap_or(end);
        let around = (end.0 - begin).abs() > 180.0;
        let pole = around.then_some(if bounds.high + bounds.low > 0.0 {
            90.0
        } else {
            -90.0
        });
        if let Some(pole) = pole {
            (bounds.low, bounds.high) = (bounds.low.min(pole), bounds.high.max(pole));
        }
        Ok(Self {
            parts,
            bounds,
            pole,
        })
    }
}

/// The places of an arc from its steps on the grid, with further places on long edges.
fn decode(steps: &[(i32, i32)], scale: (f64, f64), translate: (f64, f64)) -> Vec<LonLat> {
    let mut places: Vec<LonLat> = Vec::with_capacity(steps.len());
    let (mut x, mut y) = (0, 0);
    for &(dx, dy) in steps {
        (x, y) = (x + dx, y + dy);
        let lon = f64::from(x) * scale.0 + translate.0;
        let lat = f64::from(y) * scale.1 + translate.1;
        match places.last() {
            Some(&before) => places.extend(edge(
                before,
                (nearest_turn(lon, before.0), lat),
                LONGEST_EDGE,
            )),
            None => places.push((lon, lat)),
        }
    }
    places
}

/// Places on the straight way between two others, no further apart than `longest`: without the
/// first, with the last.
pub(super) fn edge(from: LonLat, to: LonLat, longest: f64) -> impl Iterator<Item = LonLat> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let parts = (dx.abs().max(dy.abs()) / longest).ceil().max(1.0) as u32;
    (1..=parts).map(move |part| {
        let t = f64::from(part) / f64::from(parts);
        if part == parts {
            to
        } else {
            (from.0 + dx * t, from.1 + dy * t)
        }
    })
}

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    objects: Objects,
    arcs: Vec<Vec<(i32, i32)>>,
}

#[derive(Deserialize)]
struct Transform {
    scale: (f64, f64),
    translate: (f64, f64),
}

#[derive(Deserialize)]
struct Objects {
    countries: Collection,
    land: Shape,
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    id: Option<String>,
    #[serde(flatten)]
    shape: Shape,
}

/// Polygons of rings of arcs.
#[derive(Deserialize)]
#[serde(tag = "type", content = "arcs")]
enum Shape {
    Polygon(Vec<Vec<i64>>),
    MultiPolygon(Vec<Vec<Vec<i64>>>),
}

impl Shape {
    /// The rings of each polygon.
    fn polygons(&self) -> impl Iterator<Item = &Vec<Vec<i64>>> {
        match self {
            Self::Polygon(rings) => std::slice::from_ref(rings).iter(),
            Self::MultiPolygon(polygons) => polygons.iter(),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::sync::LazyLock;

    /// The land that comes with the default theme.
    pub(in super::super) static LAND: LazyLock<Land> = LazyLock::new(|| {
        Land::parse(include_bytes!(
            "../../../themes/chancery/maps/land.topojson"
        ))
        .expect("it comes with the theme")
    });

    #[test]
    fn two_countries_share_their_border() {
        // Two squares side by side, west (arcs 0 and 1) and east (arcs !0 and 2).
        let json = br#"{"type":"Topology","transform":{"scale":[1,1],"translate":[10,20]},
            "objects":{
              "countries":{"type":"GeometryCollection","geometries":[
                {"type":"Polygon","id":"WW","arcs":[[0,1]]},
                {"type":"MultiPolygon","arcs":[[[-1,2]]]}]},
              "land":{"type":"Polygon","arcs":[[1,2]]}},
            "arcs":[[[1,0],[0,1]],[[1,1],[-1,0],[0,-1],[1,0]],[[1,0],[1,0],[0,1],[-1,0]]]}"#;
        let land = Land::parse(json).expect("valid");
        assert_eq!(
            land.borders(0.0).collect::<Vec<_>>(),
            [[(11.0, 20.0), (11.0, 21.0)]]
        );
        let west: Vec<_> = land
            .rings_of(&["WW"])
            .filter_map(|ring| land.ring(ring, 0.0))
            .collect();
        assert_eq!(
            west,
            [[(11.0, 20.0), (11.0, 21.0), (10.0, 21.0), (10.0, 20.0)]]
        );
        assert_eq!(land.rings_of(&["EE"]).count(), 0);
    }

    #[test]
    fn what_is_no_map_is_an_error() {
        let error = Land::parse(b"{}").expect_err("nothing in it");
        assert!(error.to_string().starts_with("not TopoJSON"), "{error}");
        let json = br#"{"transform":{"scale":[1,1],"translate":[0,0]},"objects":{
            "countries":{"geometries":[]},"land":{"type":"Polygon","arcs":[[7]]}},"arcs":[]}"#;
        let error = Land::parse(json).expect_err("no arcs");
        assert_eq!(error.to_string(), "there is no arc 7");
    }

    #[test]
    fn the_theme_has_the_countries_of_the_world() {
        let codes: Vec<&str> = LAND
            .countries
            .iter()
            .filter_map(|c| c.code.as_deref())
            .collect();
        for code in [
            "FJ", "JP", "KR", "MM", "MT", "RU", "SG", "US", "VA", "XK", "ZA",
        ] {
            assert!(codes.contains(&code), "{code}");
        }
        for code in codes {
            assert!(
                code.parse::<crate::model::country::CountryCode>().is_ok(),
                "{code}"
            );
        }
        // Only Antarctica lies around a pole.
        assert_eq!(
            LAND.outline
                .iter()
                .filter(|ring| ring.pole.is_some())
                .count(),
            1
        );
        // Chukotka and Fiji go on beyond 180° E, without a jump.
        assert!(
            LAND.outline
                .iter()
                .any(|ring| ring.bounds.left < 0.0 && ring.bounds.right > 185.0)
        );
    }
}
