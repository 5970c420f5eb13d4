//! Which part of the earth a map shows, and how large.

use libm::sqrt;

use super::clip::Bounds;
use super::projection::{
    EqualEarth, Lambert, LonLat, Point, Projection, direction, great_circle, nearest_turn, vector,
};

/// Mean radius of the earth in kilometres (IUGG).
const EARTH_RADIUS_KM: f64 = 6_371.008_8;

/// The world map leaves out what is south and north of this: Antarctica and empty sea.
const SOUTH: f64 = -57.0;
const NORTH: f64 = 83.7;

/// Half the diagonal of the largest region, in radii of the earth: some 97 degrees from its
/// centre. What is larger is shown on a map of the world.
const LARGEST: f64 = 1.5;

/// How a map of a region is cut out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Region {
    /// Width of the map in pixels.
    pub width: u32,
    /// Height of the map in pixels.
    pub height: u32,
    /// Width of the map in kilometres, at least.
    pub min_span_km: f64,
    /// The part of the width and height that stays free at each side of the outermost points.
    pub padding: f64,
    /// Whether the points are stops of a route, which must be on the map as well.
    pub route: bool,
}

impl Region {
    /// A small map of one place and the country around it.
    pub const LOCATOR: Self = Self {
        width: 320,
        height: 300,
        min_span_km: 1_100.0,
        padding: 0.18,
        route: false,
    };

    /// A map of a journey.
    pub const ROUTE: Self = Self {
        width: 720,
        height: 400,
        min_span_km: 2_400.0,
        padding: 0.12,
        route: true,
    };
}

/// A piece of paper of some pixels, and where the earth lies on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) projection: Projection,
    /// The place on the flat map that is in the middle of the paper.
    middle: Point,
    /// Pixels to a radius of the earth.
    pub(super) scale: f64,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Degrees east and north that hold all that is shown.
    pub(super) window: Bounds,
}

impl Frame {
    /// The whole world but Antarctica.
    pub(super) fn world(central_meridian: f64, width: u32) -> Self {
        let projection = EqualEarth { central_meridian };
        let (side, _) = projection.project((central_meridian + 180.0, 0.0));
        let (_, low) = projection.project((central_meridian, SOUTH));
        let (_, high) = projection.project((central_meridian, NORTH));
        let scale = f64::from(width) / (2.0 * side);
        Self {
            projection: Projection::EqualEarth(projection),
            middle: (0.0, (low + high) / 2.0),
            scale,
            width,
            height: ((high - low) * scale).round() as u32,
            window: Bounds {
                left: central_meridian - 180.0,
                right: central_meridian + 180.0,
                low: SOUTH - 2.0,
                high: 90.0,
            },
        }
    }

    /// The region around places. None where there is no place, or where they do not lie on one
    /// side of the globe.
    pub(super) fn region(places: &[LonLat], region: &Region) -> Option<Self> {
        let mut places = places.to_vec();
        if region.route {
            places = stops_and_ways(&places);
        }
        let mut sum = [0.0; 3];
        for part in places.iter().map(|&place| vector(place)) {
            sum = [0, 1, 2].map(|i| sum[i] + part[i]);
        }
        if sum.iter().all(|part| part.abs() < 1e-6) {
            return None;
        }
        // The middle of the places on the map, which moves a little with the centre of the map.
        let mut centre = direction(sum);
        let mut bounds = Bounds::NOTHING;
        for _ in 0..4 {
            let lambert = Lambert::new(centre);
            bounds = Bounds::around(places.iter().map(|&place| lambert.project(place)));
            centre = lambert.place((
                (bounds.left + bounds.right) / 2.0,
                (bounds.low + bounds.high) / 2.0,
            ))?;
        }
        let free = 1.0 - 2.0 * region.padding.clamp(0.0, 0.45);
        let shape = f64::from(region.width) / f64::from(region.height);
        let span = ((bounds.right - bounds.left) / free)
            .max((bounds.high - bounds.low) / free * shape)
            .max(region.min_span_km / EARTH_RADIUS_KM);
        if span / 2.0 * sqrt(1.0 + 1.0 / (shape * shape)) > LARGEST {
            return None;
        }
        Some(Self::around(centre, span, region))
    }

    /// A region with a centre and a width in radii of the earth.
    fn around(centre: LonLat, span: f64, region: &Region) -> Self {
        let lambert = Lambert::new(centre);
        let mut frame = Self {
            projection: Projection::Lambert(lambert),
            middle: (0.0, 0.0),
            scale: f64::from(region.width) / span,
            width: region.width,
            height: region.height,
            window: Bounds::NOTHING,
        };
        frame.window = frame.degrees(&lambert);
        frame
    }

    /// The same place in the middle, more or less of the earth around it, to a limit. None
    /// for the world and beyond the limit.
    pub(super) fn zoomed(&self, factor: f64, limit_km: f64) -> Option<Self> {
        let Projection::Lambert(lambert) = self.projection else {
            return None;
        };
        let limit = f64::from(self.width) / (limit_km / EARTH_RADIUS_KM);
        let scale = self.scale / factor;
        let scale = if factor > 1.0 {
            scale.max(limit)
        } else {
            scale.min(limit)
        };
        let closer_to_limit = if factor > 1.0 {
            scale < self.scale
        } else {
            scale > self.scale
        };
        if !closer_to_limit {
            return None;
        }
        let mut frame = *self;
        frame.scale = scale;
        frame.window = frame.degrees(&lambert);
        Some(frame)
    }

    /// The degrees that hold all of the paper and a little more.
    fn degrees(&self, lambert: &Lambert) -> Bounds {
        const STEPS: i32 = 64;
        let central = self.projection.central_meridian();
        let paper = self.paper().grown(4.0);
        let mut edge = Vec::new();
        for step in 0..=STEPS {
            let t = f64::from(step) / f64::from(STEPS);
            let x = paper.left + (paper.right - paper.left) * t;
            let y = paper.low + (paper.high - paper.low) * t;
            edge.extend([
                (x, paper.low),
                (x, paper.high),
                (paper.left, y),
                (paper.right, y),
            ]);
        }
        let places = edge.into_iter().filter_map(|(x, y)| {
            let (right, up) = (
                x - f64::from(self.width) / 2.0,
                f64::from(self.height) / 2.0 - y,
            );
            let (lon, lat) = lambert.place((right / self.scale, up / self.scale))?;
            Some((nearest_turn(lon, central), lat))
        });
        let mut degrees = Bounds::around(places).grown(1.0);
        // Around a pole, all longitudes meet.
        for pole in [-90.0, 90.0] {
            if paper.has(self.on_paper((central, pole))) {
                (degrees.left, degrees.right) = (central - 180.0, central + 180.0);
                (degrees.low, degrees.high) = (degrees.low.min(pole), degrees.high.max(pole));
            }
        }
        degrees.left = degrees.left.max(central - 180.0);
        degrees.right = degrees.right.min(central + 180.0);
        degrees
    }

    /// The paper, in pixels.
    pub(super) fn paper(&self) -> Bounds {
        Bounds {
            left: 0.0,
            low: 0.0,
            right: f64::from(self.width),
            high: f64::from(self.height),
        }
    }

    /// Where a place lies on the paper: pixels from the left and from the top.
    pub(super) fn on_paper(&self, place: LonLat) -> Point {
        let (x, y) = self.projection.project(place);
        (
            f64::from(self.width) / 2.0 + (x - self.middle.0) * self.scale,
            f64::from(self.height) / 2.0 - (y - self.middle.1) * self.scale,
        )
    }

    /// The same, where that is on the paper: not beyond its edge and not on the far side of the
    /// globe.
    pub(super) fn visible(&self, (lon, lat): LonLat) -> Option<Point> {
        let place = (nearest_turn(lon, self.projection.central_meridian()), lat);
        let point = self.on_paper(place);
        (self.window.has(place) && self.paper().has(point)).then_some(point)
    }
}

/// The stops of a route and places on the way.
fn stops_and_ways(stops: &[LonLat]) -> Vec<LonLat> {
    let mut all = stops.to_vec();
    for pair in stops.windows(2) {
        all.extend(great_circle(pair[0], pair[1], 5.0));
    }
    all
}

/// The meridians that a world map may have in its middle. The cut opposite the first goes
/// through the Bering strait, the cut opposite the second through the Atlantic.
const MERIDIANS: [f64; 2] = [11.0, 152.0];

/// The central meridian of a world map on which places (latitude, longitude) lie nearest to
/// the middle: 11 or 152 degrees east, so that the cut goes through sea.
pub fn central_meridian(places: &[(f64, f64)]) -> f64 {
    let [atlantic, pacific] = MERIDIANS.map(|meridian| {
        places
            .iter()
            .map(|&(_, lon)| {
                let off = nearest_turn(lon, meridian) - meridian;
                off * off
            })
            .sum::<f64>()
    });
    MERIDIANS[usize::from(pacific < atlantic)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_middle_of_the_meetings() {
        let (tokyo, washington, paris) = ((35.7, 139.7), (38.9, -77.0), (48.9, 2.4));
        assert_eq!(central_meridian(&[tokyo, tokyo, washington]), 152.0);
        assert_eq!(central_meridian(&[paris, paris, washington]), 11.0);
        assert_eq!(central_meridian(&[]), 11.0);
    }

    #[test]
    fn a_region_is_as_wide_as_asked() {
        let frame = Frame::region(&[(139.7, 35.7)], &Region::LOCATOR).expect("one place");
        let km = f64::from(frame.width) / frame.scale * EARTH_RADIUS_KM;
        assert!((km - 1_100.0).abs() < 1e-6);
        let (x, y) = frame.on_paper((139.7, 35.7));
        assert!((x - 160.0).abs() < 1e-6 && (y - 150.0).abs() < 1e-6);
        // 1,100 km are some 12 degrees of longitude at 36° N.
        assert!((11.0..17.0).contains(&(frame.window.right - frame.window.left)));
        assert_eq!(frame.visible((139.7 - 180.0, -35.7)), None);
        assert_eq!(frame.visible((150.0, 35.7)), None);
    }

    #[test]
    fn no_region_for_both_sides_of_the_globe() {
        let places = [(0.0, 0.0), (180.0, 0.0), (90.0, 10.0), (-90.0, 10.0)];
        assert!(Frame::region(&places, &Region::LOCATOR).is_none());
        assert!(Frame::region(&[], &Region::LOCATOR).is_none());
    }

    #[test]
    fn the_pole_has_all_longitudes() {
        let frame = Frame::region(&[(20.0, 88.0)], &Region::LOCATOR).expect("one place");
        assert_eq!(frame.window.right - frame.window.left, 360.0);
        assert_eq!(frame.window.high, 90.0);
    }

    proptest! {
        /// Law: every place that a region was made for is on it, with its padding.
        #[test]
        fn all_places_are_on_the_map(
            near in (-170.0..170.0f64, -80.0..80.0f64),
            steps in prop::collection::vec((-30.0..30.0f64, -15.0..15.0f64), 1..6),
        ) {
            let places: Vec<LonLat> = steps
                .iter()
                .map(|step| (near.0 + step.0, (near.1 + step.1).clamp(-89.0, 89.0)))
                .collect();
            let frame = Frame::region(&places, &Region::ROUTE);
            let frame = frame.expect("near each other");
            for &place in &places {
                let (x, y) = frame.visible(place).expect("on the map");
                prop_assert!((80.0..640.0).contains(&x) && (40.0..360.0).contains(&y), "{x} {y}");
            }
        }
    }
}
