//! Names beside pins. Text keeps its size while a map grows and shrinks with the screen, so a
//! name must find room on a desktop and, if it can, on a phone.

/// Radius of a pin in pixels, with its edge.
const PIN: f64 = 6.0;

/// From the middle of a pin to its label, in pixels.
pub const GAP: f64 = 9.0;

/// A pin with the size of its label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pin {
    /// Per cent from the left, as [`Map::place`](super::Map::place) gives it.
    pub x: f64,
    /// Per cent from the top.
    pub y: f64,
    /// Width of the label in pixels; see [`label_width`].
    pub width: f64,
    /// Height of the label in pixels.
    pub height: f64,
}

/// Where the label is, seen from its pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// To the right.
    East,
    /// To the left.
    West,
    /// Over the pin, in the middle.
    Above,
    /// Under the pin, in the middle.
    Below,
    /// Nowhere: there is no room.
    Hidden,
}

/// A label in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Where it is.
    pub side: Side,
    /// Whether it is also shown on a narrow screen.
    pub narrow: bool,
}

/// A rectangle in pixels: left, top, right, bottom.
#[derive(Clone, Copy)]
struct Rect([f64; 4]);

impl Rect {
    fn meets(&self, other: &Self) -> bool {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        a < g && e < c && b < h && f < d
    }
}

impl Pin {
    fn middle(&self, (width, height): (f64, f64)) -> (f64, f64) {
        (self.x / 100.0 * width, self.y / 100.0 * height)
    }

    fn head(&self, frame: (f64, f64)) -> Rect {
        let (x, y) = self.middle(frame);
        Rect([x - PIN, y - PIN, x + PIN, y + PIN])
    }

    fn label(&self, side: Side, frame: (f64, f64)) -> Rect {
        let (x, y) = self.middle(frame);
        let (left, top) = match side {
            Side::East => (x + GAP, y - self.height / 2.0),
            Side::West => (x - GAP - self.width, y - self.height / 2.0),
            Side::Above | Side::Hidden => (x - self.width / 2.0, y - GAP - self.height),
            Side::Below => (x - self.width / 2.0, y + GAP),
        };
        Rect([left, top, left + self.width, top + self.height])
    }
}

/// The map at one width, with the labels placed so far.
struct Sheet<'a> {
    pins: &'a [Pin],
    size: (f64, f64),
    taken: Vec<Rect>,
}

impl Sheet<'_> {
    fn is_free(&self, pin: usize, side: Side) -> bool {
        let label = self.pins[pin].label(side, self.size);
        let [left, top, right, bottom] = label.0;
        left >= 0.0
            && top >= 0.0
            && right <= self.size.0
            && bottom <= self.size.1
            && !self.taken.iter().any(|other| other.meets(&label))
            && !(0..self.pins.len())
                .any(|other| other != pin && self.pins[other].head(self.size).meets(&label))
    }

    fn take(&mut self, pin: usize, side: Side) {
        self.taken.push(self.pins[pin].label(side, self.size));
    }
}

/// Places the labels of pins on a map that is drawn `wide` on a desktop and `narrow` on a phone
/// (width and height in pixels). Earlier pins choose first. A label takes the first side of east,
/// west, above and below that is free at both sizes; else the first that is free where there is
/// more room, and then it is not shown on a phone; else it is hidden.
pub fn place(pins: &[Pin], wide: (f64, f64), narrow: (f64, f64)) -> Vec<Placed> {
    const SIDES: [Side; 4] = [Side::East, Side::West, Side::Above, Side::Below];
    let [mut wide, mut narrow] = [wide, narrow].map(|size| Sheet {
        pins,
        size,
        taken: Vec::new(),
    });
    (0..pins.len())
        .map(|pin| {
            let free = SIDES.map(|side| (side, wide.is_free(pin, side), narrow.is_free(pin, side)));
            let (side, on_both) = free
                .iter()
                .find(|(_, wide, narrow)| *wide && *narrow)
                .or_else(|| free.iter().find(|(_, wide, _)| *wide))
                .map_or((Side::Hidden, false), |&(side, _, narrow)| (side, narrow));
            if side != Side::Hidden {
                wide.take(pin, side);
            }
            if on_both {
                narrow.take(pin, side);
            }
            Placed {
                side,
                narrow: on_both,
            }
        })
        .collect()
}

/// About how wide a label is, in pixels: 7.2 for a letter at 13 pixels, 13 for a Chinese, Japanese
/// or Korean character.
pub fn label_width(text: &str) -> f64 {
    text.chars()
        .map(|c| match c {
            // Marks stand on the letter before.
            '\u{300}'..='\u{36f}' => 0.0,
            '\u{1100}'..='\u{115f}'
            | '\u{2e80}'..='\u{a4cf}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{fe30}'..='\u{fe4f}'
            | '\u{ff00}'..='\u{ff60}'
            | '\u{20000}'..='\u{3fffd}' => 13.0,
            _ => 7.2,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WIDE: (f64, f64) = (720.0, 400.0);
    const NARROW: (f64, f64) = (358.0, 199.0);

    fn pin(x: f64, y: f64, text: &str) -> Pin {
        Pin {
            x,
            y,
            width: label_width(text),
            height: 18.0,
        }
    }

    fn sides(pins: &[Pin]) -> Vec<(Side, bool)> {
        let placed = place(pins, WIDE, NARROW);
        placed
            .iter()
            .map(|label| (label.side, label.narrow))
            .collect()
    }

    #[test]
    fn away_from_the_edge() {
        assert_eq!(sides(&[pin(50.0, 50.0, "Busan")]), [(Side::East, true)]);
        assert_eq!(sides(&[pin(96.0, 50.0, "Busan")]), [(Side::West, true)]);
        let mut long = pin(50.0, 50.0, "");
        long.width = 800.0;
        assert_eq!(sides(&[long]), [(Side::Hidden, false)]);
        // Wider than a phone.
        long.width = 400.0;
        assert_eq!(sides(&[long]), [(Side::Above, false)]);
    }

    #[test]
    fn neighbours_make_room() {
        let pins = [pin(50.0, 50.0, "Busan"), pin(53.0, 50.0, "Gyeongju")];
        assert_eq!(sides(&pins), [(Side::West, true), (Side::East, true)]);
    }

    #[test]
    fn wide_characters() {
        assert_eq!(label_width("Tokyo"), 36.0);
        assert_eq!(label_width("東京"), 26.0);
        assert_eq!(label_width("e\u{301}"), 7.2);
    }

    proptest! {
        /// Law: what is shown covers nothing and stays inside, on desktops and on phones.
        #[test]
        fn no_collision(pins in prop::collection::vec((0.0..100.0f64, 0.0..100.0f64, 20.0..120.0f64), 0..12)) {
            let pins: Vec<Pin> = pins.iter().map(|&(x, y, width)| Pin { x, y, width, height: 18.0 }).collect();
            let placed = place(&pins, WIDE, NARROW);
            for (size, on_phone) in [(WIDE, false), (NARROW, true)] {
                let shown: Vec<(usize, Rect)> = (0..pins.len())
                    .filter(|&i| placed[i].side != Side::Hidden && (!on_phone || placed[i].narrow))
                    .map(|i| (i, pins[i].label(placed[i].side, size)))
                    .collect();
                for (i, label) in &shown {
                    prop_assert!(label.0[0] >= 0.0 && label.0[2] <= size.0);
                    for (j, other) in &shown {
                        prop_assert!(i == j || !label.meets(other));
                    }
                    for (j, pin) in pins.iter().enumerate() {
                        prop_assert!(*i == j || !label.meets(&pin.head(size)));
                    }
                }
            }
        }
    }
}
