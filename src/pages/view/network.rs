//! The network: who met whom, how often, as a half matrix, as a drawing and as a list.

use serde::Serialize;

use super::Views;
use super::card::LeaderCard;
use crate::model::derive::pairs::{History, Pair};
use crate::model::derive::relations::CountryPair;
use crate::model::derive::visits::home_on;
use crate::model::ids::LeaderId;
use crate::pages::drawing::labels::label_width;
use crate::pages::drawing::network::{layout, radius};
use crate::pages::kind::PageKind;
use crate::pages::url;
use crate::value::Shared;

/// Leaders in the matrix.
const IN_MATRIX: usize = 20;
/// Leaders in the drawing.
const IN_DRAWING: usize = 32;
/// Size of the drawing in pixels.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 440.0;

/// The page of the network.
#[derive(Debug, Serialize)]
pub struct NetworkPage {
    /// Number of leaders who met somebody.
    pub leaders: usize,
    /// Number of pairs that met.
    pub total: usize,
    /// Leaders over the columns of the matrix, those with the most meetings first.
    pub columns: Vec<Shared<LeaderCard>>,
    /// Rows of the matrix; each has a cell for every leader before it.
    pub rows: Vec<MatrixRow>,
    /// The same as a drawing.
    pub drawing: DrawingView,
    /// All pairs, those that met most often first.
    pub pairs: Vec<PairRow>,
}

/// A row of the matrix.
#[derive(Debug, Serialize)]
pub struct MatrixRow {
    /// The leader.
    pub leader: Shared<LeaderCard>,
    /// One for each column; missing on and beyond the diagonal.
    pub cells: Vec<Option<CellView>>,
}

/// A cell of the matrix.
#[derive(Debug, Serialize)]
pub struct CellView {
    /// Number of meetings in person.
    pub meetings: usize,
    /// How dark it is: 0 for none, 1 to 4.
    pub level: usize,
    /// Where their meetings are listed, where they met.
    pub url: Option<String>,
}

/// A drawing of circles and lines; all measures in its own units.
#[derive(Debug, Serialize)]
pub struct DrawingView {
    /// Units across.
    pub width: f64,
    /// Units down.
    pub height: f64,
    /// Lines.
    pub edges: Vec<EdgeView>,
    /// Circles.
    pub nodes: Vec<NodeView>,
}

/// A line of the drawing.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the two ends, as in SVG")]
pub struct EdgeView {
    pub x1: f64,
    pub y1: f64,
    pub x2: f64,
    pub y2: f64,
    /// Its width: the more meetings, the thicker.
    pub width: f64,
}

/// A circle of the drawing.
#[derive(Debug, Serialize)]
pub struct NodeView {
    /// The leader.
    pub leader: Shared<LeaderCard>,
    /// Centre.
    pub x: f64,
    /// Centre.
    pub y: f64,
    /// Radius.
    pub r: f64,
    /// Whether it is one of the two with the most meetings.
    pub hub: bool,
}

/// A pair in the list.
#[derive(Debug, Serialize)]
pub struct PairRow {
    /// One leader.
    pub a: Shared<LeaderCard>,
    /// The other.
    pub b: Shared<LeaderCard>,
    /// Number of meetings in person.
    pub meetings: usize,
    /// The same in per cent of the most frequent, for a bar.
    pub share: f64,
    /// Number of multilateral meetings that both attended.
    pub together: usize,
    /// Where their meetings are listed.
    pub url: String,
}

pub(super) fn view(views: &Views) -> NetworkPage {
    let model = &*views.model;
    let mut pairs: Vec<(Pair, &History)> = model.derived.pairs.all();
    pairs.retain(|(_, history)| !history.meetings.is_empty());
    pairs.sort_by_key(|(pair, history)| {
        let together = history.together.len();
        (std::cmp::Reverse((history.meetings.len(), together)), *pair)
    });
    let leaders = by_meetings(views, &pairs);
    let most = pairs
        .first()
        .map_or(1, |(_, history)| history.meetings.len());
    let shows = |name| views.shows(&PageKind::Network, name);
    let first = |name, most: usize| match shows(name) {
        true => &leaders[..leaders.len().min(most)],
        false => &[],
    };
    let listed = if shows("pairs") { &pairs[..] } else { &[] };
    NetworkPage {
        leaders: leaders.len(),
        total: pairs.len(),
        columns: columns(views, first("columns", IN_MATRIX)),
        rows: rows(views, first("rows", IN_MATRIX), most),
        drawing: drawing(views, first("drawing", IN_DRAWING), &pairs),
        pairs: listed
            .iter()
            .map(|(pair, history)| PairRow {
                a: views.cards.leader(pair.0),
                b: views.cards.leader(pair.1),
                meetings: history.meetings.len(),
                share: (history.meetings.len() as f64 * 1000.0 / most as f64).round() / 10.0,
                together: history.together.len(),
                url: address(views, *pair, history),
            })
            .collect(),
    }
}

/// Leaders who met somebody, those with the most meetings first.
fn by_meetings(views: &Views, pairs: &[(Pair, &History)]) -> Vec<LeaderId> {
    let mut counts = vec![0usize; views.model.leaders.len()];
    for (pair, history) in pairs {
        counts[pair.0.index()] += history.meetings.len();
        counts[pair.1.index()] += history.meetings.len();
    }
    let mut leaders: Vec<LeaderId> = views
        .model
        .leaders()
        .map(|(id, _)| id)
        .filter(|id| counts[id.index()] > 0)
        .collect();
    leaders.sort_by_key(|id| (std::cmp::Reverse(counts[id.index()]), *id));
    leaders
}

/// The last leader has a row but needs no column, the first a column but no row.
fn columns(views: &Views, leaders: &[LeaderId]) -> Vec<Shared<LeaderCard>> {
    let before_last = leaders.len().saturating_sub(1);
    leaders[..before_last]
        .iter()
        .map(|id| views.cards.leader(*id))
        .collect()
}

fn rows(views: &Views, leaders: &[LeaderId], most: usize) -> Vec<MatrixRow> {
    let pairs = &views.model.derived.pairs;
    let cell = |row: usize, column: usize| {
        (column < row).then(|| {
            let pair = Pair::of(leaders[row], leaders[column]);
            let history = pairs
                .history(pair)
                .filter(|history| !history.meetings.is_empty());
            let meetings = history.map_or(0, |history| history.meetings.len());
            CellView {
                meetings,
                level: (meetings * 4).div_ceil(most),
                url: history.map(|history| address(views, pair, history)),
            }
        })
    };
    (1..leaders.len())
        .map(|row| MatrixRow {
            leader: views.cards.leader(leaders[row]),
            cells: (0..leaders.len() - 1)
                .map(|column| cell(row, column))
                .collect(),
        })
        .collect()
}

/// Where the meetings of two are listed: the relation of their countries at the latest one,
/// else that meeting.
fn address(views: &Views, pair: Pair, history: &History) -> String {
    let model = &*views.model;
    let latest = history.meetings.last().copied();
    let relation = latest.and_then(|latest| {
        let day = model.summit(latest).date;
        CountryPair::of(home_on(pair.0, day, model), home_on(pair.1, day, model))
    });
    let relation = relation.filter(|pair| !model.derived.relations.meetings(*pair).is_empty());
    match (relation, latest) {
        (Some(relation), _) => url::relation(relation).href(&model.site),
        (None, Some(latest)) => url::href(model, crate::model::ids::Entity::Summit(latest)),
        (None, None) => String::new(),
    }
}

fn drawing(views: &Views, leaders: &[LeaderId], pairs: &[(Pair, &History)]) -> DrawingView {
    let place = |id: LeaderId| leaders.iter().position(|other| *other == id);
    let edges: Vec<(usize, usize, f64)> = pairs
        .iter()
        .filter_map(|(pair, history)| {
            Some((
                place(pair.0)?,
                place(pair.1)?,
                history.meetings.len() as f64,
            ))
        })
        .collect();
    let mut weights = vec![0.0; leaders.len()];
    for (a, b, meetings) in &edges {
        weights[*a] += meetings;
        weights[*b] += meetings;
    }
    let labels: Vec<f64> = leaders
        .iter()
        .map(|id| label_width(views.model.leader(*id).short_name()))
        .collect();
    let points = layout(&weights, &edges, WIDTH, HEIGHT, &labels);
    DrawingView {
        width: WIDTH,
        height: HEIGHT,
        edges: edges
            .iter()
            .map(|(a, b, meetings)| EdgeView {
                x1: points[*a].0,
                y1: points[*a].1,
                x2: points[*b].0,
                y2: points[*b].1,
                width: (1.0 + 0.7 * meetings).min(8.0),
            })
            .collect(),
        nodes: leaders
            .iter()
            .enumerate()
            .map(|(index, id)| NodeView {
                leader: views.cards.leader(*id),
                x: points[index].0,
                y: points[index].1,
                r: radius(weights[index]),
                hub: index < 2 && leaders.len() > 3,
            })
            .collect(),
    }
}
