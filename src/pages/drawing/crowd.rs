//! What to do where many pins are close together: set them apart, or show the region on a map of
//! its own.

use std::f64::consts::PI;

use libm::{cos, sin, sqrt};

/// An inset shows the part of a world map that is this wide and high, in widths of the map.
const INSET: f64 = 0.2;

/// Pins nearer than this part of the width of a world map cover each other.
const CROWDED: f64 = 0.024;

/// Moves points (in pixels) as little as needed so that any two are `min_distance` apart, as
/// far as a few hundred rounds can bring them. Points that are far from all others stay.
pub fn spread(points: &[(f64, f64)], min_distance: f64) -> Vec<(f64, f64)> {
    let mut points = points.to_vec();
    for _ in 0..400 {
        let mut moved = false;
        for i in 0..points.len() {
            for j in i + 1..points.len() {
                let (dx, dy) = (points[j].0 - points[i].0, points[j].1 - points[i].1);
                let distance = sqrt(dx * dx + dy * dy);
                if distance >= min_distance {
                    continue;
                }
                // Points on one spot leave it in directions of their own: the golden angle apart.
                let (ux, uy) = if distance > 1e-9 {
                    (dx / distance, dy / distance)
                } else {
                    let angle = (i + j) as f64 * PI * (3.0 - sqrt(5.0));
                    (cos(angle), sin(angle))
                };
                // A little more than needed, so that rounding does not bring them back.
                let push = (min_distance - distance) / 2.0 + min_distance * 1e-4;
                points[i] = (points[i].0 - ux * push, points[i].1 - uy * push);
                points[j] = (points[j].0 + ux * push, points[j].1 + uy * push);
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    points
}

/// The pins (in the units of a world map of this width) that deserve a map of their own: the most
/// that fit into a fifth of the width, where they are at least a third of all and at least three,
/// and where at least half of them would touch another. The numbers are in ascending order.
pub fn crowded_region(points: &[(f64, f64)], width: f64) -> Option<Vec<usize>> {
    let size = INSET * width;
    let mut best: Option<(Vec<usize>, f64)> = None;
    for left in points.iter().map(|point| point.0) {
        for top in points.iter().map(|point| point.1) {
            let inside: Vec<usize> = (0..points.len())
                .filter(|&i| {
                    let (x, y) = points[i];
                    (left..=left + size).contains(&x) && (top..=top + size).contains(&y)
                })
                .collect();
            let extent = extent(points, &inside);
            // Of regions with as many pins the smallest, then the first.
            let better = best.as_ref().is_none_or(|(members, least)| {
                inside.len() > members.len() || inside.len() == members.len() && extent < *least
            });
            if better {
                best = Some((inside, extent));
            }
        }
    }
    let (members, _) = best?;
    let touches = |i: usize| {
        members.iter().any(|&j| {
            let (dx, dy) = (points[i].0 - points[j].0, points[i].1 - points[j].1);
            i != j && sqrt(dx * dx + dy * dy) < CROWDED * width
        })
    };
    let touching = members.iter().filter(|&&i| touches(i)).count();
    let many = members.len() >= 3 && members.len() * 3 >= points.len();
    (many && touching * 2 >= members.len()).then_some(members)
}

/// Width and height of some points, added.
fn extent(points: &[(f64, f64)], members: &[usize]) -> f64 {
    let range = |values: &dyn Fn(usize) -> f64| {
        let all = members.iter().map(|&i| values(i));
        let (low, high) = all.fold((f64::MAX, f64::MIN), |(low, high), v| {
            (low.min(v), high.max(v))
        });
        if members.is_empty() { 0.0 } else { high - low }
    };
    range(&|i| points[i].0) + range(&|i| points[i].1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_neighbours_move() {
        let apart = spread(&[(0.0, 0.0), (6.0, 0.0), (500.0, 0.0)], 10.0);
        assert!(apart[0].0 < -1.9 && apart[1].0 > 7.9, "{apart:?}");
        assert_eq!(apart[2], (500.0, 0.0));
    }

    #[test]
    fn the_crowd_gets_an_inset() {
        let asia = [
            (420.0, 115.0),
            (422.0, 113.0),
            (440.0, 116.0),
            (432.0, 118.0),
            (400.0, 200.0),
        ];
        let elsewhere = [(150.0, 80.0), (152.0, 82.0), (820.0, 110.0), (860.0, 300.0)];
        let all: Vec<_> = elsewhere.iter().chain(&asia).copied().collect();
        assert_eq!(crowded_region(&all, 1000.0), Some(vec![4, 5, 6, 7, 8]));
        // No crowd: far from each other, few, or a small part of all.
        assert_eq!(crowded_region(&[], 1000.0), None);
        assert_eq!(crowded_region(&[(1.0, 1.0), (2.0, 2.0)], 1000.0), None);
        assert_eq!(
            crowded_region(&[(0.0, 0.0), (100.0, 0.0), (200.0, 0.0)], 1000.0),
            None
        );
    }

    proptest! {
        /// Law: no two pins cover each other afterwards, and nothing moves without need.
        #[test]
        fn apart(points in prop::collection::vec((0.0..300.0f64, 0.0..300.0f64), 0..12)) {
            let apart = spread(&points, 10.0);
            for i in 0..apart.len() {
                for j in i + 1..apart.len() {
                    let (dx, dy) = (apart[i].0 - apart[j].0, apart[i].1 - apart[j].1);
                    prop_assert!(sqrt(dx * dx + dy * dy) >= 9.99);
                }
            }
            prop_assert_eq!(spread(&apart, 9.9), apart);
        }

        /// Law: pins on one spot come apart as well.
        #[test]
        fn apart_from_one_spot(count in 2usize..9) {
            let apart = spread(&vec![(50.0, 50.0); count], 10.0);
            for i in 0..count {
                for j in i + 1..count {
                    let (dx, dy) = (apart[i].0 - apart[j].0, apart[i].1 - apart[j].1);
                    prop_assert!(sqrt(dx * dx + dy * dy) >= 9.99);
                }
            }
        }
    }
}
