//! Where the circles of a node-link drawing stand.
//!
//! The method is stress majorization: E. R. Gansner, Y. Koren and S. North, "Graph Drawing by Stress Majorization",
//! Graph Drawing 2004, LNCS 3383, pp. 239–250. Each pair of nodes wants to stand as far apart as the way between them
//! is long; near pairs count more than far ones, and heavier edges are shorter. As that paper advises, an edge between nodes with many neighbours
//! is given more length, so that hubs get room. The nodes start on a circle in order of weight and take a fixed number of steps:
//! the same network always gives the same picture.
//!
//! Then the drawing is fitted into its frame, and circles and labels that cover each other are pushed apart.

mod frame;

use std::f64::consts::TAU;

use frame::{Footprint, circles_overlap, fit, into_a_grid, separate};

/// Height of a label, in the unit of the frame.
pub const LABEL_HEIGHT: f64 = 14.0;
/// Space between a circle and the label under it.
pub const LABEL_GAP: f64 = 2.0;

/// How often each node moves to where the others want it.
const STEPS: usize = 160;
/// How much shorter the heaviest edge wants to be than one without weight.
const CLOSENESS: f64 = 0.35;
/// Below this, two points count as one.
const TINY: f64 = 1e-9;

/// The radius of the circle of a node, from 6 to 13: its area grows with the weight.
///
/// From 22 meetings on all circles are alike; scale larger numbers down first.
#[must_use]
pub fn radius(weight: f64) -> f64 {
    (5.0 + 1.7 * usable(weight).sqrt()).clamp(6.0, 13.0)
}

/// Places the nodes of a network in a frame, the centre of each circle rounded to one decimal.
///
/// `nodes` are weights (numbers of meetings), `edges` pairs of places in `nodes` with a weight, `labels` the widths of
/// the labels, which stand centred under the circles. Edges that lead nowhere or to themselves are passed over.
/// Circles and labels stay inside the frame as long as they fit into it at all.
#[must_use]
pub fn layout(
    nodes: &[f64],
    edges: &[(usize, usize, f64)],
    width: f64,
    height: f64,
    labels: &[f64],
) -> Vec<(f64, f64)> {
    let edges = tidy(edges, nodes.len());
    let order = heaviest_first(nodes);
    let boxes: Vec<Footprint> = nodes
        .iter()
        .enumerate()
        .map(|(node, &weight)| {
            let label = labels.get(node).copied().map_or(0.0, usable);
            Footprint::new(radius(weight), label, width, height)
        })
        .collect();

    let distances = distances(nodes.len(), &edges);
    let mut points = on_a_circle(&order);
    majorize(&mut points, &distances, &order);
    lay_lengthwise(&mut points, width >= height);
    fit(&mut points, &boxes, width, height);
    separate(&mut points, &boxes, &edges);
    if circles_overlap(&points, &boxes) {
        into_a_grid(&mut points, &boxes, &order);
    }
    points
        .into_iter()
        .map(|(x, y)| (round(x), round(y)))
        .collect()
}

/// A number as it may be calculated with: not negative, not infinite.
fn usable(number: f64) -> f64 {
    if number.is_finite() {
        number.max(0.0)
    } else {
        0.0
    }
}

fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// Two nodes and the weight of what ties them.
type Edge = (usize, usize, f64);

/// Each edge once, with its greatest weight, in one fixed order: floating-point sums depend on the order of their terms.
fn tidy(edges: &[Edge], nodes: usize) -> Vec<Edge> {
    let mut tidy: Vec<Edge> = edges
        .iter()
        .filter(|(a, b, _)| a != b && *a < nodes && *b < nodes)
        .map(|&(a, b, weight)| (a.min(b), a.max(b), usable(weight)))
        .collect();
    tidy.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2)));
    tidy.dedup_by_key(|edge| (edge.0, edge.1));
    tidy
}

fn heaviest_first(nodes: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by(|&a, &b| {
        usable(nodes[b])
            .total_cmp(&usable(nodes[a]))
            .then(a.cmp(&b))
    });
    order
}

/// The ideal distance of each pair: the length of the shortest way.
fn distances(nodes: usize, edges: &[Edge]) -> Vec<Vec<f64>> {
    let heaviest = edges.iter().fold(1.0, |most: f64, edge| most.max(edge.2));
    let mut near = vec![vec![false; nodes]; nodes];
    for &(a, b, _) in edges {
        near[a][b] = true;
        near[b][a] = true;
    }
    let mut distances = vec![vec![f64::INFINITY; nodes]; nodes];
    for &(a, b, weight) in edges {
        // Each of the two is a neighbour of the other but not of itself, so that two are always counted.
        let apart = (0..nodes)
            .filter(|&other| near[a][other] != near[b][other])
            .count();
        let length = (apart as f64).sqrt() * (1.0 - CLOSENESS * weight / heaviest);
        distances[a][b] = length;
        distances[b][a] = length;
    }
    for via in 0..nodes {
        for from in 0..nodes {
            for to in 0..nodes {
                let detour = distances[from][via] + distances[via][to];
                if detour < distances[from][to] {
                    distances[from][to] = detour;
                }
            }
        }
    }
    // Parts without a way between them stay near, closer than the ends of the longest way.
    let longest = distances
        .iter()
        .flatten()
        .filter(|d| d.is_finite())
        .fold(1.0, |a: f64, &b| a.max(b));
    let gap = (0.6 * longest).max(1.0);
    for (node, row) in distances.iter_mut().enumerate() {
        for distance in row.iter_mut().filter(|d| !d.is_finite()) {
            *distance = gap;
        }
        row[node] = 0.0;
    }
    distances
}

fn on_a_circle(order: &[usize]) -> Vec<(f64, f64)> {
    let mut points = vec![(0.0, 0.0); order.len()];
    for (place, &node) in order.iter().enumerate() {
        let angle = TAU * place as f64 / order.len() as f64;
        points[node] = (libm::cos(angle), libm::sin(angle));
    }
    points
}

/// Lowers the stress: each node in turn moves to the weighted mean of the places the others want it at.
fn majorize(points: &mut [(f64, f64)], distances: &[Vec<f64>], order: &[usize]) {
    for _ in 0..STEPS {
        for &node in order {
            let (x, y) = points[node];
            let (mut sum_x, mut sum_y, mut sum) = (0.0, 0.0, 0.0);
            for (other, &(other_x, other_y)) in points.iter().enumerate() {
                if other == node {
                    continue;
                }
                let ideal = distances[node][other];
                let strength = 1.0 / (ideal * ideal);
                let (dx, dy) = (x - other_x, y - other_y);
                let apart = (dx * dx + dy * dy).sqrt();
                let pull = if apart > TINY { ideal / apart } else { 0.0 };
                sum_x += strength * (other_x + dx * pull);
                sum_y += strength * (other_y + dy * pull);
                sum += strength;
            }
            if sum > 0.0 {
                points[node] = (sum_x / sum, sum_y / sum);
            }
        }
    }
}

/// Turns the drawing so that it is widest along the longer side of the frame.
fn lay_lengthwise(points: &mut [(f64, f64)], wide: bool) {
    let count = points.len().max(1) as f64;
    let (sum_x, sum_y) = points
        .iter()
        .fold((0.0, 0.0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
    let (mean_x, mean_y) = (sum_x / count, sum_y / count);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for &(x, y) in points.iter() {
        let (dx, dy) = (x - mean_x, y - mean_y);
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
    }
    let angle = 0.5 * libm::atan2(2.0 * xy, xx - yy);
    let (cos, sin) = (libm::cos(angle), libm::sin(angle));
    for point in points.iter_mut() {
        let (dx, dy) = (point.0 - mean_x, point.1 - mean_y);
        let (along, across) = (dx * cos + dy * sin, dy * cos - dx * sin);
        *point = if wide {
            (along, across)
        } else {
            (across, along)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Network = (Vec<f64>, Vec<(usize, usize, f64)>, Vec<f64>);

    fn a_network(most: usize) -> impl Strategy<Value = Network> {
        (0..=most).prop_flat_map(|n| {
            let edge = (0..n.max(1), 0..n.max(1), 0.0..20.0f64);
            let nodes = proptest::collection::vec(0.0..40.0f64, n);
            let labels = proptest::collection::vec(0.0..110.0f64, n);
            (nodes, proptest::collection::vec(edge, 0..=2 * n), labels)
        })
    }

    fn a_frame() -> impl Strategy<Value = (f64, f64)> {
        (360.0..=640.0f64, 330.0..=480.0f64)
    }

    fn assert_inside(
        points: &[(f64, f64)],
        nodes: &[f64],
        labels: &[f64],
        (width, height): (f64, f64),
    ) {
        for (node, &(x, y)) in points.iter().enumerate() {
            let r = radius(nodes[node]);
            let side = r.max(labels[node] / 2.0);
            assert!(side <= x && x <= width - side, "{node} at {x}");
            assert!(
                r <= y && y <= height - r - LABEL_GAP - LABEL_HEIGHT,
                "{node} at {y}"
            );
            assert_eq!((x, y), (round(x), round(y)));
        }
    }

    fn circles_apart(points: &[(f64, f64)], nodes: &[f64]) -> bool {
        (0..points.len()).all(|a| {
            (0..a).all(|b| {
                let (dx, dy) = (points[a].0 - points[b].0, points[a].1 - points[b].1);
                (dx * dx + dy * dy).sqrt() >= radius(nodes[a]) + radius(nodes[b])
            })
        })
    }

    fn labels_apart(points: &[(f64, f64)], nodes: &[f64], labels: &[f64]) -> bool {
        let foot = |n: usize| points[n].1 + radius(nodes[n]) + LABEL_GAP;
        (0..points.len()).all(|a| {
            (0..a).all(|b| {
                (points[a].0 - points[b].0).abs() >= (labels[a] + labels[b]) / 2.0
                    || (foot(a) - foot(b)).abs() >= LABEL_HEIGHT
            })
        })
    }

    /// The network of the demonstration: two who meet everyone, and those they meet.
    fn two_hubs() -> Network {
        let names = [
            "Xi",
            "Trump",
            "Obama",
            "Anutin",
            "Lee",
            "Carney",
            "Biden",
            "Anwar",
            "Hun Manet",
            "Takaichi",
            "Naruhito",
            "Tamim",
        ];
        let nodes = vec![21.0, 16.0, 9.0, 6.0, 5.0, 4.0, 3.0, 3.0, 3.0, 2.0, 1.0, 1.0];
        let edges = vec![
            (0, 1, 6.0),
            (0, 2, 9.0),
            (0, 6, 3.0),
            (0, 4, 1.0),
            (0, 5, 1.0),
            (0, 9, 1.0),
            (1, 3, 2.0),
            (1, 4, 2.0),
            (1, 5, 1.0),
            (1, 7, 1.0),
            (1, 8, 1.0),
            (1, 9, 1.0),
            (1, 10, 1.0),
            (1, 11, 1.0),
            (3, 4, 1.0),
            (3, 5, 1.0),
            (3, 7, 1.0),
            (3, 8, 1.0),
            (4, 5, 1.0),
            (7, 8, 1.0),
        ];
        (
            nodes,
            edges,
            names.iter().map(|name| 7.0 * name.len() as f64).collect(),
        )
    }

    fn complete(n: usize) -> Network {
        let edges = (0..n)
            .flat_map(|a| (0..a).map(move |b| (a, b, 1.0)))
            .collect();
        (vec![n as f64; n], edges, vec![40.0; n])
    }

    #[test]
    fn none_one_and_two() {
        assert_eq!(layout(&[], &[], 360.0, 330.0, &[]), []);
        let one = layout(&[4.0], &[], 360.0, 330.0, &[60.0]);
        assert_eq!(one, [(180.0, 157.0)]);
        let two = layout(&[4.0, 4.0], &[(0, 1, 1.0)], 360.0, 330.0, &[60.0, 30.0]);
        assert_eq!(two[0].1, two[1].1, "side by side in a wide frame");
        assert!((two[0].0 - two[1].0).abs() > 60.0, "{two:?}");
    }

    #[test]
    fn the_demonstration_is_readable() {
        let (nodes, edges, labels) = two_hubs();
        let points = layout(&nodes, &edges, 360.0, 330.0, &labels);
        assert_inside(&points, &nodes, &labels, (360.0, 330.0));
        assert!(
            circles_apart(&points, &nodes) && labels_apart(&points, &nodes, &labels),
            "{points:?}"
        );
        let hubs = (points[0].0 - points[1].0).hypot(points[0].1 - points[1].1);
        assert!(hubs > 70.0, "{hubs}");
    }

    #[test]
    fn forty_who_all_met_and_sixty_who_never_did() {
        for (nodes, edges, labels) in [complete(40), (vec![0.0; 60], vec![], vec![50.0; 60])] {
            let points = layout(&nodes, &edges, 640.0, 480.0, &labels);
            assert_inside(&points, &nodes, &labels, (640.0, 480.0));
            assert!(circles_apart(&points, &nodes), "{points:?}");
        }
    }

    #[test]
    fn a_crowd_in_a_small_frame_stands_in_a_grid() {
        let nodes = vec![30.0; 60];
        let labels = vec![110.0; 60];
        let points = layout(&nodes, &complete(60).1, 360.0, 330.0, &labels);
        assert_inside(&points, &nodes, &labels, (360.0, 330.0));
        assert!(circles_apart(&points, &nodes), "{points:?}");
    }

    #[test]
    fn a_full_row_gives_way() {
        let nodes = [0.0; 6];
        let labels = [60.0; 6];
        let edges: Vec<_> = (1..6).map(|n| (n - 1, n, 0.0)).collect();
        let points = layout(&nodes, &edges, 360.0, 330.0, &labels);
        assert!(labels_apart(&points, &nodes, &labels), "{points:?}");
    }

    #[test]
    fn nonsense_is_drawn_somewhere() {
        let nodes = [f64::NAN, -3.0, f64::INFINITY];
        let points = layout(
            &nodes,
            &[(0, 0, 1.0), (1, 9, 1.0), (1, 2, f64::NAN)],
            10.0,
            10.0,
            &[999.0],
        );
        assert!(
            points.iter().all(|(x, y)| x.is_finite() && y.is_finite()),
            "{points:?}"
        );
    }

    proptest! {
        #[test]
        fn everything_is_inside_and_no_circle_covers_another((nodes, edges, labels) in a_network(30), frame in a_frame()) {
            let points = layout(&nodes, &edges, frame.0, frame.1, &labels);
            assert_inside(&points, &nodes, &labels, frame);
            prop_assert!(circles_apart(&points, &nodes), "{points:?}");
        }

        #[test]
        fn twelve_labels_can_be_read((nodes, edges, _) in a_network(12), frame in a_frame()) {
            let labels = vec![60.0; nodes.len()];
            let points = layout(&nodes, &edges, frame.0, frame.1, &labels);
            prop_assert!(labels_apart(&points, &nodes, &labels), "{points:?}");
        }

        #[test]
        fn the_order_of_edges_does_not_matter((nodes, edges, labels) in a_network(20), seed in any::<usize>()) {
            let points = layout(&nodes, &edges, 360.0, 330.0, &labels);
            prop_assert_eq!(&points, &layout(&nodes, &edges, 360.0, 330.0, &labels));
            let mut other: Vec<_> = edges.iter().rev().map(|&(a, b, w)| (b, a, w)).collect();
            let turn = seed % other.len().max(1);
            other.rotate_left(turn);
            prop_assert_eq!(points, layout(&nodes, &other, 360.0, 330.0, &labels));
        }
    }
}
