//! Cuts rings and lines at the sides of a rectangle, on the globe (degrees) or on paper.

use super::projection::Point;

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    pub(super) left: f64,
    pub(super) low: f64,
    pub(super) right: f64,
    pub(super) high: f64,
}

impl Bounds {
    /// What holds no point yet.
    pub(super) const NOTHING: Self = Self {
        left: f64::INFINITY,
        low: f64::INFINITY,
        right: f64::NEG_INFINITY,
        high: f64::NEG_INFINITY,
    };

    /// The smallest rectangle around points.
    pub(super) fn around(points: impl IntoIterator<Item = Point>) -> Self {
        let mut bounds = Self::NOTHING;
        for (x, y) in points {
            bounds.left = bounds.left.min(x);
            bounds.low = bounds.low.min(y);
            bounds.right = bounds.right.max(x);
            bounds.high = bounds.high.max(y);
        }
        bounds
    }

    /// Moved to the right.
    pub(super) fn shifted(self, by: f64) -> Self {
        Self {
            left: self.left + by,
            right: self.right + by,
            ..self
        }
    }

    /// Larger on all sides.
    pub(super) fn grown(self, by: f64) -> Self {
        Self {
            left: self.left - by,
            low: self.low - by,
            right: self.right + by,
            high: self.high + by,
        }
    }

    /// Whether two rectangles share a point.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.left <= other.right
            && other.left <= self.right
            && self.low <= other.high
            && other.low <= self.high
    }

    /// Whether another rectangle lies inside.
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.low <= other.low
            && other.high <= self.high
    }

    /// Whether a point lies inside or on the edge.
    pub(super) fn has(&self, (x, y): Point) -> bool {
        (self.left..=self.right).contains(&x) && (self.low..=self.high).contains(&y)
    }

    /// The four sides: how far a point lies inside of each, negative outside.
    fn sides(&self) -> [impl Fn(Point) -> f64 + Copy; 4] {
        let side = |along_x: bool, sign: f64, limit: f64| {
            move |(x, y): Point| sign * (if along_x { x } else { y } - limit)
        };
        [
            side(true, 1.0, self.left),
            side(true, -1.0, self.right),
            side(false, 1.0, self.low),
            side(false, -1.0, self.high),
        ]
    }

    /// The part of a ring inside, after I. E. Sutherland and G. W. Hodgman, "Reentrant polygon
    /// clipping", Communications of the ACM 17 (1974), 32–42. A ring that falls into several
    /// parts stays one, with edges of no width along the side: filled, it looks the same.
    pub(super) fn clip_ring(&self, ring: &[Point]) -> Vec<Point> {
        let mut ring = ring.to_vec();
        for side in self.sides() {
            // Most rings lie within most sides.
            if ring.iter().all(|&point| side(point) >= 0.0) {
                continue;
            }
            let Some(&last) = ring.last() else { break };
            let (mut before, mut was) = (last, side(last));
            let mut inside = Vec::with_capacity(ring.len());
            for &point in &ring {
                let is = side(point);
                if (was < 0.0) != (is < 0.0) {
                    inside.push(between(before, point, was / (was - is)));
                }
                if is >= 0.0 {
                    inside.push(point);
                }
                (before, was) = (point, is);
            }
            ring = inside;
        }
        ring
    }

    /// The parts of a line inside, after Y.-D. Liang and B. A. Barsky, "A new concept and method
    /// for line clipping", ACM Transactions on Graphics 3 (1984), 1–22.
    pub(super) fn clip_line(&self, line: &[Point]) -> Vec<Vec<Point>> {
        let mut parts: Vec<Vec<Point>> = Vec::new();
        let mut open = false;
        for pair in line.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let (mut start, mut end) = (0.0f64, 1.0f64);
            for side in self.sides() {
                let (from, to) = (side(a), side(b));
                if from < 0.0 && to < 0.0 {
                    (start, end) = (1.0, 0.0);
                } else if from < 0.0 {
                    start = start.max(from / (from - to));
                } else if to < 0.0 {
                    end = end.min(from / (from - to));
                }
            }
            if start > end {
                open = false;
                continue;
            }
            match parts.last_mut() {
                Some(part) if open && start == 0.0 => part.push(between(a, b, end)),
                _ => parts.push(vec![between(a, b, start), between(a, b, end)]),
            }
            open = end == 1.0;
        }
        parts
    }
}

fn between(a: Point, b: Point, t: f64) -> Point {
    if t == 0.0 {
        a
    } else if t == 1.0 {
        b
    } else {
        (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t)
    }
}

/// The area of a ring, by half the sum of the cross products, positive where the ring
/// runs against the clock with y upwards.
pub(super) fn area(ring: &[Point]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
        .sum::<f64>()
        / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const UNIT: Bounds = Bounds {
        left: 0.0,
        low: 0.0,
        right: 1.0,
        high: 1.0,
    };

    #[test]
    fn a_ring_around_the_frame_becomes_the_frame() {
        let ring = [(-1.0, -1.0), (2.0, -1.0), (2.0, 2.0), (-1.0, 2.0)];
        assert_eq!(area(&UNIT.clip_ring(&ring)), 1.0);
        let outside = [(2.0, 0.0), (3.0, 0.0), (3.0, 1.0)];
        assert!(UNIT.clip_ring(&outside).is_empty());
    }

    #[test]
    fn a_line_that_leaves_and_returns_has_two_parts() {
        let line = [(0.5, 0.5), (0.5, 2.0), (0.8, 2.0), (0.8, 0.2), (0.9, 0.2)];
        assert_eq!(
            UNIT.clip_line(&line),
            [
                vec![(0.5, 0.5), (0.5, 1.0)],
                vec![(0.8, 1.0), (0.8, 0.2), (0.9, 0.2)]
            ]
        );
    }

    proptest! {
        /// Law: the part inside and the parts in the other half-plane make up the whole.
        #[test]
        fn areas_add_up(ring in prop::collection::vec((-2.0..2.0f64, -2.0..2.0f64), 3..12)) {
            let half = |left, right| Bounds { left, right, low: -9.0, high: 9.0 };
            let parts = area(&half(-9.0, 0.3).clip_ring(&ring)) + area(&half(0.3, 9.0).clip_ring(&ring));
            prop_assert!((parts - area(&ring)).abs() < 1e-9);
        }

        /// Law: nothing is left outside.
        #[test]
        fn all_inside(line in prop::collection::vec((-2.0..2.0f64, -2.0..2.0f64), 2..12)) {
            let frame = UNIT.grown(1e-9);
            prop_assert!(UNIT.clip_ring(&line).into_iter().all(|point| frame.has(point)));
            prop_assert!(UNIT.clip_line(&line).into_iter().flatten().all(|point| frame.has(point)));
        }
    }
}
