//! From a drawing without size to one in a frame, where no circle or label covers another.

use super::{Edge, LABEL_GAP, LABEL_HEIGHT, TINY};

/// How often nodes that cover each other are pushed apart.
const ROUNDS: usize = 240;
/// Empty space around each circle and label.
const PADDING: f64 = 2.0;
/// Distance kept between a circle and a line that passes it by.
const CLEARANCE: f64 = 5.0;
/// How much more one axis may be stretched than the other to fill the frame.
const STRETCH: f64 = 1.5;

/// The room a node needs around the centre of its circle, and where in the frame that leaves the centre.
pub(super) struct Footprint {
    radius: f64,
    /// Half the width of circle or label.
    side: f64,
    above: f64,
    below: f64,
    x: (f64, f64),
    y: (f64, f64),
}

impl Footprint {
    pub(super) fn new(radius: f64, label: f64, width: f64, height: f64) -> Self {
        let side = radius.max(label / 2.0) + PADDING;
        let above = radius + PADDING;
        let below = radius + LABEL_GAP + LABEL_HEIGHT + PADDING;
        let x = allowed(side, width - side);
        let y = allowed(above, height - below);
        Footprint {
            radius,
            side,
            above,
            below,
            x,
            y,
        }
    }

    fn clamp(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (x.clamp(self.x.0, self.x.1), y.clamp(self.y.0, self.y.1))
    }
}

/// The range from low to high, or its middle if the frame is too small.
fn allowed(low: f64, high: f64) -> (f64, f64) {
    if low <= high {
        (low, high)
    } else {
        ((low + high) / 2.0, (low + high) / 2.0)
    }
}

/// Makes the drawing as large as the frame allows and puts it into the middle.
pub(super) fn fit(points: &mut [(f64, f64)], boxes: &[Footprint], width: f64, height: f64) {
    let xs: Vec<_> = points.iter().zip(boxes).map(|(p, b)| (p.0, b.x)).collect();
    let ys: Vec<_> = points.iter().zip(boxes).map(|(p, b)| (p.1, b.y)).collect();
    // Few nodes need not stand at opposite ends of the frame.
    let most = 0.45 * width.min(height) / nearest_pair(points);
    let (scale_x, scale_y) = (largest_scale(&xs).min(most), largest_scale(&ys).min(most));
    let (scale_x, scale_y) = (
        scale_x.min(scale_y * STRETCH),
        scale_y.min(scale_x * STRETCH),
    );
    let (shift_x, shift_y) = (centred(&xs, scale_x), centred(&ys, scale_y));
    for (point, footprint) in points.iter_mut().zip(boxes) {
        *point = footprint.clamp((point.0 * scale_x + shift_x, point.1 * scale_y + shift_y));
    }
}

fn nearest_pair(points: &[(f64, f64)]) -> f64 {
    let mut nearest = f64::INFINITY;
    for (place, a) in points.iter().enumerate() {
        for b in &points[place + 1..] {
            let (dx, dy) = (b.0 - a.0, b.1 - a.1);
            nearest = nearest.min((dx * dx + dy * dy).sqrt());
        }
    }
    nearest.clamp(TINY, 1.0 / TINY)
}

/// One coordinate of a node with the range the frame leaves it.
type Placed = (f64, (f64, f64));

/// The largest factor at which all nodes fit: no pair may need more than lies between their outermost places.
fn largest_scale(nodes: &[Placed]) -> f64 {
    let mut scale = f64::INFINITY;
    for &(low, (lowest, _)) in nodes {
        for &(high, (_, highest)) in nodes {
            if high - low > TINY {
                scale = scale.min((highest - lowest).max(0.0) / (high - low));
            }
        }
    }
    scale
}

/// The shift that puts the scaled nodes into the middle of what their ranges allow.
fn centred(nodes: &[Placed], scale: f64) -> f64 {
    let least = nodes
        .iter()
        .fold(f64::NEG_INFINITY, |least, &(at, (low, _))| {
            least.max(low - at * scale)
        });
    let most = nodes.iter().fold(f64::INFINITY, |most, &(at, (_, high))| {
        most.min(high - at * scale)
    });
    (least + most) / 2.0
}

/// Pushes apart what covers each other: circles with labels first, circles off lines that are not theirs, last circles alone.
pub(super) fn separate(points: &mut [(f64, f64)], boxes: &[Footprint], edges: &[Edge]) {
    // In a dense network every circle lies on some line; pushing would only stir.
    let sparse = edges.len() <= 3 * points.len();
    for round in 0..ROUNDS {
        if sparse && round < ROUNDS / 2 {
            clear_lines(points, boxes, edges);
        }
        // A row that is full from side to side gives way up and down.
        let jammed = round >= ROUNDS / 2 && round % 4 == 0;
        let overlap: Overlap = if jammed {
            overlap_upright
        } else {
            overlap_of_boxes
        };
        let covered = each_pair(points, boxes, overlap);
        if !covered && (!sparse || round >= ROUNDS / 2) {
            break;
        }
    }
    for _ in 0..ROUNDS {
        if !each_pair(points, boxes, overlap_of_circles) {
            break;
        }
    }
}

/// How far the second of two nodes must move away from the first, if they cover each other.
type Overlap = fn((f64, f64), &Footprint, (f64, f64), &Footprint) -> Option<(f64, f64)>;

/// Pushes each covering pair apart, half the way each; tells whether there was one.
fn each_pair(points: &mut [(f64, f64)], boxes: &[Footprint], overlap: Overlap) -> bool {
    let mut covered = false;
    for a in 0..points.len() {
        for b in a + 1..points.len() {
            let Some((dx, dy)) = overlap(points[a], &boxes[a], points[b], &boxes[b]) else {
                continue;
            };
            covered = true;
            points[a] = boxes[a].clamp((points[a].0 - dx / 2.0, points[a].1 - dy / 2.0));
            points[b] = boxes[b].clamp((points[b].0 + dx / 2.0, points[b].1 + dy / 2.0));
        }
    }
    covered
}

/// Circle and label as one rectangle; the way out is the shorter one.
fn overlap_of_boxes(
    a: (f64, f64),
    of_a: &Footprint,
    b: (f64, f64),
    of_b: &Footprint,
) -> Option<(f64, f64)> {
    let (across, down) = overlaps(a, of_a, b, of_b)?;
    Some(if across.abs() < down.abs() {
        (across, 0.0)
    } else {
        (0.0, down)
    })
}

/// The same, but the way out is always up or down.
fn overlap_upright(
    a: (f64, f64),
    of_a: &Footprint,
    b: (f64, f64),
    of_b: &Footprint,
) -> Option<(f64, f64)> {
    overlaps(a, of_a, b, of_b).map(|(_, down)| (0.0, down))
}

/// How far two rectangles cover each other sideways and upright, signed as the second lies from the first.
fn overlaps(
    a: (f64, f64),
    of_a: &Footprint,
    b: (f64, f64),
    of_b: &Footprint,
) -> Option<(f64, f64)> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let across = of_a.side + of_b.side - dx.abs();
    let reach = if dy >= 0.0 {
        of_a.below + of_b.above
    } else {
        of_a.above + of_b.below
    };
    let down = reach - dy.abs();
    (across > TINY && down > TINY).then(|| (across.copysign(dx), down.copysign(dy)))
}

fn overlap_of_circles(
    a: (f64, f64),
    of_a: &Footprint,
    b: (f64, f64),
    of_b: &Footprint,
) -> Option<(f64, f64)> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let apart = (dx * dx + dy * dy).sqrt();
    let missing = of_a.radius + of_b.radius + 2.0 * PADDING - apart;
    if missing <= TINY {
        None
    } else if apart > TINY {
        Some((dx / apart * missing, dy / apart * missing))
    } else {
        Some((missing, 0.0))
    }
}

fn clear_lines(points: &mut [(f64, f64)], boxes: &[Footprint], edges: &[Edge]) {
    for node in 0..points.len() {
        for &(a, b, _) in edges.iter().filter(|(a, b, _)| *a != node && *b != node) {
            let (from, to, at) = (points[a], points[b], points[node]);
            let (lx, ly) = (to.0 - from.0, to.1 - from.1);
            let length = (lx * lx + ly * ly).sqrt();
            if length < TINY {
                continue;
            }
            let along = ((at.0 - from.0) * lx + (at.1 - from.1) * ly) / (length * length);
            // Seen from the line, positive on one side and negative on the other.
            let off = ((at.1 - from.1) * lx - (at.0 - from.0) * ly) / length;
            let missing = boxes[node].radius + CLEARANCE - off.abs();
            if missing > 0.0 && (0.0..=1.0).contains(&along) {
                let push = (missing / 3.0).copysign(off);
                points[node] =
                    boxes[node].clamp((at.0 - ly / length * push, at.1 + lx / length * push));
            }
        }
    }
}

pub(super) fn circles_overlap(points: &[(f64, f64)], boxes: &[Footprint]) -> bool {
    (0..points.len()).any(|a| {
        (a + 1..points.len()).any(|b| {
            let (dx, dy) = (points[b].0 - points[a].0, points[b].1 - points[a].1);
            (dx * dx + dy * dy).sqrt() < boxes[a].radius + boxes[b].radius + PADDING / 2.0
        })
    })
}

/// The last resort of a crowded frame: each node takes the nearest free place of a grid, the heaviest first.
pub(super) fn into_a_grid(points: &mut [(f64, f64)], boxes: &[Footprint], order: &[usize]) {
    let cell = boxes.iter().fold(0.0, |most: f64, b| most.max(b.radius)) * 2.0 + PADDING;
    let range = |pick: fn(&Footprint) -> (f64, f64)| {
        let low = boxes.iter().fold(0.0, |low: f64, b| low.max(pick(b).0));
        let high = boxes
            .iter()
            .fold(f64::INFINITY, |high: f64, b| high.min(pick(b).1));
        (low, high)
    };
    let (xs, ys) = (range(|b| b.x), range(|b| b.y));
    let places = |(low, high): (f64, f64)| {
        let count = ((high - low).max(0.0) / cell).floor() as usize + 1;
        (0..count).map(move |place| low + place as f64 * cell)
    };
    let mut free: Vec<(f64, f64)> = places(ys)
        .flat_map(|y| places(xs).map(move |x| (x, y)))
        .collect();
    if free.len() < points.len() {
        return;
    }
    for &node in order {
        let (x, y) = points[node];
        let far =
            |place: &(f64, f64)| (place.0 - x) * (place.0 - x) + (place.1 - y) * (place.1 - y);
        let nearest = (0..free.len()).min_by(|&a, &b| far(&free[a]).total_cmp(&far(&free[b])));
        if let Some(nearest) = nearest {
            points[node] = free.remove(nearest);
        }
    }
}
