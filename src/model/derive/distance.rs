//! Distance between two places, for "the margins" that lie in another city.

/// Mean radius of the earth in kilometres (IUGG).
const EARTH_RADIUS_KM: f64 = 6_371.008_8;

/// Great-circle distance in kilometres between two points in degrees north and east, by the
/// haversine formula.
pub fn great_circle_km((lat_a, lon_a): (f64, f64), (lat_b, lon_b): (f64, f64)) -> f64 {
    let (phi_a, phi_b) = (lat_a.to_radians(), lat_b.to_radians());
    let half_phi = (phi_b - phi_a) / 2.0;
    let half_lambda = (lon_b - lon_a).to_radians() / 2.0;
    let h = half_phi.sin().powi(2) + phi_a.cos() * phi_b.cos() * half_lambda.sin().powi(2);
    2.0 * EARTH_RADIUS_KM * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn busan_to_gyeongju() {
        let distance = great_circle_km((35.1796, 129.0756), (35.8562, 129.2247));
        assert_eq!(distance.round(), 76.0);
    }

    proptest! {
        /// Laws: symmetric, zero only at the same point, at most half the circumference.
        #[test]
        fn a_metric(a in (-90.0..90.0f64, -180.0..180.0f64), b in (-90.0..90.0f64, -180.0..180.0f64)) {
            let d = great_circle_km(a, b);
            prop_assert!((d - great_circle_km(b, a)).abs() < 1e-6);
            prop_assert!((0.0..=20_016.0).contains(&d));
            prop_assert!(great_circle_km(a, a) < 1e-6);
        }
    }
}
