//! From a place on the globe to a place on a flat map. Both projections keep areas true, so that
//! one measure of detail in square kilometres holds everywhere on every map.
//!
//! The earth is a sphere of radius one here: coordinates come out in radii, north is up.

use std::f64::consts::PI;

use libm::{asin, atan2, cos, sin, sqrt};

/// A place on the globe in degrees: east, then north.
pub(super) type LonLat = (f64, f64);

/// A place on a flat map.
pub(super) type Point = (f64, f64);

/// How the globe becomes flat.
#[derive(Debug, Clone, Copy)]
pub(super) enum Projection {
    /// The whole world.
    EqualEarth(EqualEarth),
    /// One side of it.
    Lambert(Lambert),
}

impl Projection {
    /// The place on the flat map.
    pub(super) fn project(&self, place: LonLat) -> Point {
        match self {
            Self::EqualEarth(projection) => projection.project(place),
            Self::Lambert(projection) => projection.project(place),
        }
    }

    /// The longitude in the middle.
    pub(super) fn central_meridian(&self) -> f64 {
        match self {
            Self::EqualEarth(projection) => projection.central_meridian,
            Self::Lambert(projection) => projection.centre.0,
        }
    }
}

/// The projection Equal Earth. B. Šavrič, T. Patterson, B. Jenny, "The Equal Earth map
/// projection", International Journal of Geographical Information Science 33 (2019), 454–465.
#[derive(Debug, Clone, Copy)]
pub(super) struct EqualEarth {
    /// The longitude in the middle.
    pub(super) central_meridian: f64,
}

impl EqualEarth {
    const A1: f64 = 1.340264;
    const A2: f64 = -0.081106;
    const A3: f64 = 0.000893;
    const A4: f64 = 0.003796;

    /// Longitudes more than half a turn from the central meridian come out beyond the edge:
    /// whoever draws cuts before.
    pub(super) fn project(&self, (lon, lat): LonLat) -> Point {
        let root = sqrt(3.0) / 2.0;
        let theta = asin(root * sin(lat.to_radians()));
        let square = theta * theta;
        let sixth = square * square * square;
        let slope = 9.0 * Self::A4 * sixth * square
            + 7.0 * Self::A3 * sixth
            + 3.0 * Self::A2 * square
            + Self::A1;
        let lambda = (lon - self.central_meridian).to_radians();
        let x = lambda * cos(theta) / (root * slope);
        let y =
            theta * (Self::A4 * sixth * square + Self::A3 * sixth + Self::A2 * square + Self::A1);
        (x, y)
    }
}

/// The Lambert azimuthal equal-area projection, oblique, for the sphere. J. P. Snyder, "Map
/// projections: a working manual", US Geological Survey Professional Paper 1395 (1987), 182–190.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lambert {
    centre: LonLat,
    sin_centre: f64,
    cos_centre: f64,
}

impl Lambert {
    /// Centred on a place.
    pub(super) fn new(centre: LonLat) -> Self {
        let phi = centre.1.to_radians();
        Self {
            centre,
            sin_centre: sin(phi),
            cos_centre: cos(phi),
        }
    }

    /// Snyder's equations 22-4, 22-5 and 24-2. The place opposite the centre has no place on the
    /// map; it comes out far away.
    pub(super) fn project(&self, (lon, lat): LonLat) -> Point {
        let (phi, lambda) = (lat.to_radians(), (lon - self.centre.0).to_radians());
        let (sin_phi, cos_phi, cos_lambda) = (sin(phi), cos(phi), cos(lambda));
        let towards = self.sin_centre * sin_phi + self.cos_centre * cos_phi * cos_lambda;
        let k = sqrt(2.0 / (1.0 + towards).max(1e-9));
        (
            k * cos_phi * sin(lambda),
            k * (self.cos_centre * sin_phi - self.sin_centre * cos_phi * cos_lambda),
        )
    }

    /// The place on the globe of a place on the map, Snyder's equations 20-14, 20-15 and 24-16;
    /// none outside of the disc that is the whole globe.
    pub(super) fn place(&self, (x, y): Point) -> Option<LonLat> {
        let square = x * x + y * y;
        if square >= 4.0 {
            return None;
        }
        // With c the angle from the centre: cos c, and sin c over the distance on the map.
        let (cos_c, sin_c) = (1.0 - square / 2.0, sqrt(1.0 - square / 4.0));
        let lat = asin((cos_c * self.sin_centre + y * sin_c * self.cos_centre).clamp(-1.0, 1.0));
        let lambda = atan2(
            x * sin_c,
            self.cos_centre * cos_c - self.sin_centre * y * sin_c,
        );
        let lon = self.centre.0 + lambda.to_degrees();
        Some((nearest_turn(lon, 0.0), lat.to_degrees()))
    }
}

/// The longitude that means the same and lies within half a turn of another.
pub(super) fn nearest_turn(lon: f64, to: f64) -> f64 {
    lon - ((lon - to) / 360.0).round() * 360.0
}

/// A place as a vector of length one.
pub(super) fn vector((lon, lat): LonLat) -> [f64; 3] {
    let (lambda, phi) = (lon.to_radians(), lat.to_radians());
    [cos(phi) * cos(lambda), cos(phi) * sin(lambda), sin(phi)]
}

/// The place in the direction of a vector of any length but zero.
pub(super) fn direction([x, y, z]: [f64; 3]) -> LonLat {
    (
        atan2(y, x).to_degrees(),
        atan2(z, sqrt(x * x + y * y)).to_degrees(),
    )
}

/// Places along the shortest way from one place to another, both ends included, at most `step`
/// degrees apart.
pub(super) fn great_circle(from: LonLat, to: LonLat, step: f64) -> Vec<LonLat> {
    let (a, b) = (vector(from), vector(to));
    let dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    let angle = libm::acos(dot.clamp(-1.0, 1.0));
    // Between a place and itself, or its opposite, there is no one way.
    if !(1e-9..PI - 1e-9).contains(&angle) {
        return vec![from, to];
    }
    let parts = (angle.to_degrees() / step).ceil().max(1.0) as u32;
    let mut way = vec![from];
    for part in 1..parts {
        let t = f64::from(part) / f64::from(parts);
        let (near, far) = (sin((1.0 - t) * angle), sin(t * angle));
        way.push(direction([0, 1, 2].map(|i| near * a[i] + far * b[i])));
    }
    way.push(to);
    way
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(a: Point, b: Point, tolerance: f64) {
        assert!(
            (a.0 - b.0).abs() <= tolerance && (a.1 - b.1).abs() <= tolerance,
            "{a:?} is not {b:?}"
        );
    }

    /// The numerical example of Snyder's appendix A, pages 332–333: R = 3, centre 40° N 100° W.
    #[test]
    fn lambert_as_published() {
        let lambert = Lambert::new((-100.0, 40.0));
        let (x, y) = lambert.project((100.0, -20.0));
        near((3.0 * x, 3.0 * y), (-4.2339303, 4.0257775), 5e-8);
        let place = lambert.place((x, y)).expect("on the globe");
        near(place, (100.0, -20.0), 1e-9);
    }

    /// The shape that the authors give: the equator 2.05458 times as long as the central
    /// meridian, the poles 0.59247 times as long as the equator.
    #[test]
    fn equal_earth_as_published() {
        let world = EqualEarth {
            central_meridian: 0.0,
        };
        let (equator, _) = world.project((180.0, 0.0));
        let (pole, top) = world.project((180.0, 90.0));
        near((equator / top, pole / equator), (2.05458, 0.59247), 1e-5);
        near(world.project((0.0, 0.0)), (0.0, 0.0), 0.0);
        near(
            world.project((30.0, 40.0)),
            {
                let (x, y) = world.project((-30.0, -40.0));
                (-x, -y)
            },
            1e-15,
        );
    }

    /// The globe has the area 4 π.
    #[test]
    fn equal_earth_keeps_the_area() {
        let world = EqualEarth {
            central_meridian: 0.0,
        };
        let (mut area, steps) = (0.0, 2000);
        for i in 0..steps {
            let lat = |i: i32| -90.0 + 180.0 * f64::from(i) / f64::from(steps);
            let (a, b) = (
                world.project((180.0, lat(i))),
                world.project((180.0, lat(i + 1))),
            );
            area += (a.0 + b.0) * (b.1 - a.1);
        }
        assert!((area / (4.0 * PI) - 1.0).abs() < 1e-5, "{area}");
    }

    #[test]
    fn a_great_circle_bulges_to_the_pole() {
        let way = great_circle((-77.0, 38.9), (139.7, 35.7), 2.0);
        let north = way.iter().map(|place| place.1).fold(f64::MIN, f64::max);
        assert!((66.0..72.0).contains(&north), "{north}");
        assert_eq!(great_circle((1.0, 2.0), (1.0, 2.0), 1.0).len(), 2);
    }

    proptest! {
        /// Law: there and back again, for all that is not opposite.
        #[test]
        fn lambert_has_an_inverse(
            centre in (-180.0..180.0f64, -90.0..90.0f64),
            x in -1.2..1.2f64,
            y in -1.2..1.2f64,
        ) {
            let lambert = Lambert::new(centre);
            let place = lambert.place((x, y)).expect("on the globe");
            let (u, v) = lambert.project(place);
            prop_assert!((u - x).abs() < 1e-6 && (v - y).abs() < 1e-6);
        }
    }
}
