//! SVG path data, as short as it can be: steps on a grid, relative, no space that a sign or a
//! point makes needless.

use std::fmt::Write;

use super::projection::Point;

/// A place on the grid.
type Step = (i64, i64);

/// How fine path data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grid {
    /// Pixels with one decimal.
    Tenths,
    /// Half pixels, counted in whole numbers: as good to the eye and a third shorter. What shows
    /// the path must scale it by a half.
    Halves,
}

/// Path data that grows.
#[derive(Debug)]
pub(super) struct Path {
    data: String,
    grid: Grid,
    /// Where the pen is.
    pen: Step,
    /// Whether the last number written has a decimal point, after which another may follow at
    /// once.
    after_point: bool,
}

impl Path {
    /// Empty path data.
    pub(super) fn new(grid: Grid) -> Self {
        Self {
            data: String::new(),
            grid,
            pen: (0, 0),
            after_point: false,
        }
    }

    /// The finished path data.
    pub(super) fn finish(self) -> String {
        self.data
    }

    /// An area.
    pub(super) fn ring(&mut self, points: &[Point]) {
        let mut steps = self.on_grid(points);
        while steps.len() > 1 && steps.first() == steps.last() {
            steps.pop();
        }
        if steps.len() < 3 {
            return;
        }
        self.polyline(&steps);
        self.data.push('z');
        // The pen returns to where the area began.
        self.pen = steps[0];
    }

    /// A line.
    pub(super) fn line(&mut self, points: &[Point]) {
        let steps = self.on_grid(points);
        if steps.len() >= 2 {
            self.polyline(&steps);
            self.pen = steps[steps.len() - 1];
        }
    }

    /// The points on the grid, without those that make no difference.
    fn on_grid(&self, points: &[Point]) -> Vec<Step> {
        let lines = match self.grid {
            Grid::Tenths => 10.0,
            Grid::Halves => 2.0,
        };
        let mut steps: Vec<Step> = Vec::with_capacity(points.len());
        for &(x, y) in points {
            let next = ((x * lines).round() as i64, (y * lines).round() as i64);
            if steps.last() == Some(&next) {
                continue;
            }
            if let [.., a, b] = steps[..]
                && onward(a, b, next)
            {
                steps.pop();
            }
            steps.push(next);
        }
        steps
    }

    fn polyline(&mut self, steps: &[Step]) {
        // More pairs after a move are lines; the first move of a path is always absolute.
        self.data.push('m');
        self.after_point = false;
        let mut first = true;
        for &step in steps {
            self.number(step.0 - self.pen.0, first);
            self.number(step.1 - self.pen.1, false);
            self.pen = step;
            first = false;
        }
    }

    fn number(&mut self, value: i64, after_letter: bool) {
        let (whole, tenths) = match self.grid {
            Grid::Tenths => (value.abs() / 10, value.abs() % 10),
            Grid::Halves => (value.abs(), 0),
        };
        let point_first = whole == 0 && tenths != 0;
        if value < 0 {
            self.data.push('-');
        } else if !(after_letter || point_first && self.after_point) {
            self.data.push(' ');
        }
        // Writing to a string cannot fail.
        if !point_first {
            let _ = write!(self.data, "{whole}");
        }
        if tenths != 0 {
            let _ = write!(self.data, ".{tenths}");
        }
        self.after_point = tenths != 0;
    }
}

/// Whether a way from `a` to `c` by `b` is straight and never turns back.
fn onward(a: Step, b: Step, c: Step) -> bool {
    let (u, v) = ((b.0 - a.0, b.1 - a.1), (c.0 - b.0, c.1 - b.1));
    u.0 * v.1 == u.1 * v.0 && u.0 * v.0 + u.1 * v.1 > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn short() {
        let mut path = Path::new(Grid::Tenths);
        path.ring(&[(1.0, 2.0), (1.52, 2.54), (1.5, 3.0), (1.5, 4.0), (0.5, 4.0)]);
        path.line(&[(0.0, 0.0), (10.0, -0.04), (10.0, -2.5)]);
        assert_eq!(path.finish(), "m1 2 .5.5 0 1.5-1 0zm-1-2 10 0 0-2.5");
        let mut path = Path::new(Grid::Halves);
        path.line(&[(0.0, 1.6), (-5.0, 7.0)]);
        assert_eq!(path.finish(), "m0 3-10 11");
        // What is smaller than the grid leaves nothing.
        let mut path = Path::new(Grid::Halves);
        path.ring(&[(0.1, 0.2), (0.2, 0.1), (5.0, 5.0)]);
        path.line(&[(0.1, 0.2), (0.2, 0.1)]);
        assert_eq!(path.finish(), "");
    }

    /// Reads what `Path` writes for one line.
    fn read(data: &str) -> Vec<(f64, f64)> {
        let mut numbers = Vec::new();
        let mut number = String::new();
        for c in data.chars().skip(1).chain([' ']) {
            if c == ' ' || c == '-' || c == '.' && number.contains('.') {
                if !number.is_empty() {
                    numbers.push(number.parse::<f64>().expect("a number"));
                }
                number.clear();
            }
            if c != ' ' {
                number.push(c);
            }
        }
        let mut pen = (0.0, 0.0);
        let steps = numbers.chunks(2).map(|step| {
            pen = (pen.0 + step[0], pen.1 + step[1]);
            pen
        });
        steps.collect()
    }

    proptest! {
        /// Law: read again, a line begins and ends where it should, to the decimal.
        #[test]
        fn nothing_drifts(points in prop::collection::vec((-900.0..900.0f64, -900.0..900.0f64), 2..40)) {
            let mut path = Path::new(Grid::Tenths);
            path.line(&points);
            let steps = read(&path.finish());
            for (point, step) in [(points.first(), steps.first()), (points.last(), steps.last())] {
                let (point, step) = (point.expect("two"), step.expect("two"));
                prop_assert!((point.0 - step.0).abs() < 0.0501 && (point.1 - step.1).abs() < 0.0501);
            }
        }
    }
}
