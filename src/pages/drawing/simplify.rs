//! How much each point of a coast or border matters, by the method of M. Visvalingam and J. D.
//! Whyatt, "Line generalisation by repeated elimination of points", The Cartographic Journal 30
//! (1993), 46–51.
//!
//! The weight of a point is the area that its removal takes from or adds to the land. Our
//! projections keep areas true: so the weights are found once, on the globe, and a map drops the
//! points that weigh less than some part of a pixel.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use libm::sqrt;

use super::projection::{LonLat, vector};

/// A point with its weight, as a number that is compared at once: points go in its order. Weights
/// are not negative, and the bits of such numbers have their order (IEEE 754, section 5.10).
fn candidate(weight: f64, point: usize) -> Reverse<(u64, usize)> {
    Reverse((weight.to_bits(), point))
}

/// The weight of each point of a line in parts of the square of the earth's radius. The ends weigh
/// infinitely: they are where lines meet.
pub(super) fn weights(line: &[LonLat]) -> Vec<f64> {
    let vectors: Vec<[f64; 3]> = line.iter().map(|&place| vector(place)).collect();
    let mut weights = vec![f64::INFINITY; line.len()];
    let mut before: Vec<usize> = (0..line.len()).map(|i| i.saturating_sub(1)).collect();
    let mut after: Vec<usize> = (1..=line.len()).collect();
    let inner = 1..line.len().saturating_sub(1);
    for i in inner.clone() {
        weights[i] = triangle(&vectors[i - 1], &vectors[i], &vectors[i + 1]);
    }
    let mut heap: BinaryHeap<_> = inner.clone().map(|i| candidate(weights[i], i)).collect();
    while let Some(Reverse((weight, i))) = heap.pop() {
        let weight = f64::from_bits(weight);
        // A point that became heavier stands in the heap twice; its old entry is void.
        if weights[i] != weight || after[before[i]] != i {
            continue;
        }
        let (left, right) = (before[i], after[i]);
        (after[left], before[right]) = (right, left);
        for j in [left, right].into_iter().filter(|j| inner.contains(j)) {
            let size = triangle(&vectors[before[j]], &vectors[j], &vectors[after[j]]);
            // No point goes before one that had to go first.
            weights[j] = size.max(weight);
            heap.push(candidate(weights[j], j));
        }
    }
    weights
}

/// The area of a flat triangle between three places.
fn triangle(a: &[f64; 3], b: &[f64; 3], c: &[f64; 3]) -> f64 {
    let (u0, u1, u2) = (a[0] - b[0], a[1] - b[1], a[2] - b[2]);
    let (v0, v1, v2) = (c[0] - b[0], c[1] - b[1], c[2] - b[2]);
    let (x, y, z) = (u1 * v2 - u2 * v1, u2 * v0 - u0 * v2, u0 * v1 - u1 * v0);
    sqrt(x * x + y * y + z * z) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_spike_outweighs_a_dent() {
        let line = [(0.0, 0.0), (1.0, 0.01), (2.0, 0.0), (3.0, 2.0), (4.0, 0.0)];
        let weights = weights(&line);
        assert!(weights[1] < weights[2] && weights[1] < weights[3]);
        assert_eq!((weights[0], weights[4]), (f64::INFINITY, f64::INFINITY));
        // A triangle of one degree by one at the equator.
        let size = super::weights(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)])[1];
        assert!((size / (0.5 * 1f64.to_radians().powi(2)) - 1.0).abs() < 1e-3);
    }

    proptest! {
        /// Law: ends stay, and a line has a weight for each point.
        #[test]
        fn ends_stay(line in prop::collection::vec((-180.0..180.0f64, -80.0..80.0f64), 0..30)) {
            let weights = weights(&line);
            prop_assert_eq!(weights.len(), line.len());
            for end in [weights.first(), weights.last()].into_iter().flatten() {
                prop_assert_eq!(*end, f64::INFINITY);
            }
        }
    }
}
