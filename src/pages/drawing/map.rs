//! A map: land, highlighted countries and borders, as an SVG file that many pages share.

use super::clip::{Bounds, area};
use super::frame::{Frame, Region};
use super::land::{Land, Ring, edge};
use super::path::{Grid, Path};
use super::projection::{LonLat, Point, Projection, great_circle, nearest_turn};

/// A point stays where its removal would change the land by this many square pixels.
const DETAIL: f64 = 1.2;

/// Islands and lakes of fewer square pixels are left out.
const LEAST_AREA: f64 = 2.0;

/// How far land is drawn beyond the paper, in pixels, so that no cut is seen.
const BLEED: f64 = 2.0;

/// A region shows more of the earth until this part of it is land, but no more than this; where
/// there is only sea that far, the map of one place shows its island from near.
const LEAST_LAND: f64 = 0.08;
const WIDEST_KM: f64 = 4_000.0;
const NARROWEST_KM: f64 = 600.0;

/// A map with its projection: it can tell where a place is.
#[derive(Debug, Clone)]
pub struct Map {
    frame: Frame,
    land: String,
    highlighted: String,
    borders: String,
}

impl Map {
    /// The world in the projection Equal Earth, without Antarctica and without borders.
    pub fn world(land: &Land, central_meridian: f64, width: u32) -> Self {
        let frame = Frame::world(central_meridian, width);
        Self::draw(land, Cut::of(land, frame), &[])
    }

    /// The region around places (latitude, longitude) in the Lambert azimuthal equal-area
    /// projection, with the countries of some codes highlighted. Where there is hardly any land
    /// around, the map shows up to 4,000 km of the earth, or the island from near. Places too far
    /// apart for one side of the globe, or none at all, get a map of the world.
    pub fn region(
        land: &Land,
        places: &[(f64, f64)],
        region: &Region,
        highlighted: &[&str],
    ) -> Self {
        let lon_lat: Vec<LonLat> = places.iter().map(|&(lat, lon)| (lon, lat)).collect();
        let cut = match Frame::region(&lon_lat, region) {
            Some(frame) => with_some_land(land, frame, places.len() == 1),
            None => {
                let meridian = super::central_meridian(places);
                Cut::of(land, Frame::world(meridian, region.width))
            }
        };
        Self::draw(land, cut, highlighted)
    }

    fn draw(land: &Land, Cut { frame, coasts }: Cut, highlighted: &[&str]) -> Self {
        let areas = |rings: Vec<Vec<Point>>| {
            let mut path = Path::new(Grid::Halves);
            for ring in rings.iter().filter(|ring| area(ring).abs() >= LEAST_AREA) {
                path.ring(ring);
            }
            path.finish()
        };
        let mut borders = Path::new(Grid::Halves);
        // On a map of the world borders would be noise.
        if let Projection::Lambert(_) = frame.projection {
            for line in land.borders(least_weight(&frame)) {
                for part in line_on_paper(&line, &frame) {
                    borders.line(&part);
                }
            }
        }
        Self {
            land: areas(coasts),
            highlighted: areas(rings_on_paper(land, land.rings_of(highlighted), &frame)),
            borders: borders.finish(),
            frame,
        }
    }

    /// The map as an SVG document. It has three parts to be used by a page, with the ids `l`
    /// (land), `h` (highlighted countries) and `b` (borders), and says nothing on their looks:
    /// they inherit fill and stroke from the `use` that shows them.
    pub fn file(&self) -> String {
        let (width, height) = self.size();
        let Self {
            land,
            highlighted,
            borders,
            ..
        } = self;
        // Paths count half pixels. Borders keep their width when the map grows or shrinks.
        let part = |id: char, path: &str, more: &str| {
            format!("<g id=\"{id}\"><path transform=\"scale(.5)\"{more} d=\"{path}\"/></g>\n")
        };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\">\n{}{}{}</svg>\n",
            part('l', land, ""),
            part('h', highlighted, ""),
            part('b', borders, ""),
        )
    }

    /// Width and height of the map, as in its `viewBox`.
    pub fn size(&self) -> (u32, u32) {
        (self.frame.width, self.frame.height)
    }

    /// Where a place is: per cent from the left and from the top, with two decimals. None where
    /// it is not on the map.
    pub fn place(&self, lat: f64, lon: f64) -> Option<(f64, f64)> {
        let (x, y) = self.frame.visible((lon, lat))?;
        let per_cent = |part: f64, whole: u32| (part / f64::from(whole) * 10_000.0).round() / 100.0;
        Some((
            per_cent(x, self.frame.width),
            per_cent(y, self.frame.height),
        ))
    }

    /// Path data of the shortest ways from stop to stop (latitude, longitude), in the units of
    /// the map. Where a way leaves the map at one side, it comes back at the other.
    pub fn route(&self, stops: &[(f64, f64)]) -> String {
        let mut path = Path::new(Grid::Tenths);
        // About six pixels from point to point: round to the eye.
        let step = (6.0 / self.frame.scale).to_degrees().clamp(0.1, 3.0);
        let central = self.frame.projection.central_meridian();
        // Consecutive ways are one line, so that dashes run on; it breaks at the cut.
        let mut lines: Vec<Vec<LonLat>> = vec![Vec::new()];
        for pair in stops.windows(2) {
            let [from, to] = [pair[0], pair[1]].map(|(lat, lon)| (lon, lat));
            for (lon, lat) in great_circle(from, to, step) {
                let place = (nearest_turn(lon, central), lat);
                let Some(line) = lines.last_mut() else { break };
                let Some(&before) = line.last() else {
                    line.push(place);
                    continue;
                };
                if before == place {
                    continue;
                }
                let jump = place.0 - before.0;
                if jump.abs() <= 180.0 {
                    line.push(place);
                    continue;
                }
                let side = if jump < 0.0 { 180.0 } else { -180.0 };
                let ahead = nearest_turn(place.0, before.0);
                let t = (central + side - before.0) / (ahead - before.0);
                let lat = before.1 + (place.1 - before.1) * t.clamp(0.0, 1.0);
                line.push((central + side, lat));
                lines.push(vec![(central - side, lat), place]);
            }
        }
        for line in lines {
            for part in line_on_paper(&line, &self.frame) {
                path.line(&part);
            }
        }
        path.finish()
    }
}

/// The weight of the least point that is drawn, in squares of the earth's radius.
fn least_weight(frame: &Frame) -> f64 {
    DETAIL / (frame.scale * frame.scale)
}

/// The land as a frame shows it.
struct Cut {
    frame: Frame,
    coasts: Vec<Vec<Point>>,
}

impl Cut {
    fn of(land: &Land, frame: Frame) -> Self {
        Self {
            coasts: rings_on_paper(land, &land.outline, &frame),
            frame,
        }
    }

    /// How much of the paper is land.
    fn share(&self) -> f64 {
        let paper = self.frame.paper();
        let size = f64::from(self.frame.width) * f64::from(self.frame.height);
        // Lakes run the other way round and count against the land.
        let sum: f64 = self
            .coasts
            .iter()
            .map(|ring| area(&paper.clip_ring(ring)))
            .sum();
        sum.abs() / size
    }
}

/// What the frame shows, or one around the same middle that shows more land.
fn with_some_land(land: &Land, frame: Frame, one_place: bool) -> Cut {
    const STEP: f64 = 1.25;
    let wider = std::iter::successors(Some(frame), |frame| frame.zoomed(STEP, WIDEST_KM));
    let enough = wider
        .map(|frame| Cut::of(land, frame))
        .find(|cut| cut.share() >= LEAST_LAND);
    if let Some(cut) = enough {
        return cut;
    }
    let mut best = Cut::of(land, frame);
    let mut share = best.share();
    let mut next = frame.zoomed(1.0 / STEP, NARROWEST_KM);
    while let Some(nearer) = next.filter(|_| one_place) {
        let cut = Cut::of(land, nearer);
        if cut.share() > share {
            share = cut.share();
            best = cut;
        }
        next = nearer.zoomed(1.0 / STEP, NARROWEST_KM);
    }
    best
}

/// Rings as they are drawn: simplified, cut where the map ends, on paper.
fn rings_on_paper<'a>(
    land: &Land,
    rings: impl IntoIterator<Item = &'a Ring>,
    frame: &Frame,
) -> Vec<Vec<Point>> {
    let bleed = frame.paper().grown(BLEED);
    let mut on_paper = Vec::new();
    for ring in rings {
        // Longitudes may run on beyond half a turn, so each ring is tried a turn to either side.
        for turn in turns(&ring.bounds, frame) {
            let Some(mut places) = land.ring(ring, least_weight(frame)) else {
                continue;
            };
            for place in &mut places {
                place.0 += turn;
            }
            if !frame.window.holds(&ring.bounds.shifted(turn)) {
                places = round_edges(&frame.window.clip_ring(&places));
            }
            let points: Vec<Point> = places.iter().map(|&place| frame.on_paper(place)).collect();
            let shown = bleed.clip_ring(&points);
            if shown.len() >= 3 {
                on_paper.push(shown);
            }
        }
    }
    on_paper
}

/// Lines as they are drawn.
fn line_on_paper(line: &[LonLat], frame: &Frame) -> Vec<Vec<Point>> {
    let bleed = frame.paper().grown(BLEED);
    let bounds = Bounds::around(line.iter().copied());
    let mut parts = Vec::new();
    for turn in turns(&bounds, frame) {
        let moved: Vec<LonLat> = line.iter().map(|&(lon, lat)| (lon + turn, lat)).collect();
        for part in frame.window.clip_line(&moved) {
            let points: Vec<Point> = part.iter().map(|&place| frame.on_paper(place)).collect();
            parts.extend(bleed.clip_line(&points));
        }
    }
    parts
}

/// The whole turns that bring something onto the map.
fn turns(bounds: &Bounds, frame: &Frame) -> impl Iterator<Item = f64> {
    let (bounds, window) = (*bounds, frame.window);
    [-720.0, -360.0, 0.0, 360.0, 720.0]
        .into_iter()
        .filter(move |&turn| bounds.shifted(turn).meets(&window))
}

/// With places on the long edges that a cut leaves: meridians and parallels are bent on paper.
fn round_edges(ring: &[LonLat]) -> Vec<LonLat> {
    let Some(&last) = ring.last() else {
        return Vec::new();
    };
    let mut round = Vec::with_capacity(ring.len());
    let mut before = last;
    for &place in ring {
        round.extend(edge(before, place, 2.0));
        before = place;
    }
    round
}

#[cfg(test)]
mod tests {
    use super::super::land::tests::LAND;
    use super::*;

    const PACIFIC: f64 = 152.0;

    /// The path data of a part of a file.
    fn part(file: &str, id: char) -> &str {
        let from = file
            .split_once(&format!("id=\"{id}\""))
            .expect("the part")
            .1;
        let data = from.split_once(" d=\"").expect("a path").1;
        data.split_once('"').expect("an end").0
    }

    fn locator(lat: f64, lon: f64, country: &str) -> Map {
        Map::region(&LAND, &[(lat, lon)], &Region::LOCATOR, &[country])
    }

    #[test]
    fn the_world_is_small_and_keeps_the_pacific_whole() {
        let world = Map::world(&LAND, PACIFIC, 1000);
        assert_eq!(world.size(), (1000, 435));
        assert!(world.file().len() <= 22_000, "{}", world.file().len());
        assert_eq!(part(&world.file(), 'b'), "");
        let (busan, _) = world.place(35.18, 129.07).expect("on the map");
        let (lima, _) = world.place(-12.05, -77.04).expect("on the map");
        assert!(busan < lima);
        assert_eq!(world.place(0.0, PACIFIC).map(|place| place.0), Some(50.0));
        assert_eq!(world.place(-75.0, 0.0), None);
    }

    /// As much land as there is: 29.2% of the earth, less Antarctica, on an area-true map.
    #[test]
    fn the_world_has_the_area_of_the_world() {
        for meridian in [PACIFIC, 11.0, -80.0] {
            let frame = Frame::world(meridian, 1000);
            let rings = rings_on_paper(&LAND, &LAND.outline, &frame);
            let pixels = rings.iter().map(|ring| area(ring)).sum::<f64>().abs();
            let km2 = pixels * (6_371.0 / frame.scale).powi(2);
            assert!((133e6..137e6).contains(&km2), "{meridian}: {km2}");
        }
    }

    #[test]
    fn regions_are_small() {
        let tour = [
            (25.29, 51.53),
            (3.15, 101.69),
            (35.68, 139.69),
            (35.18, 129.07),
        ];
        let map = Map::region(&LAND, &tour, &Region::ROUTE, &["JP", "KR"]);
        assert!(map.file().len() <= 14_000, "{}", map.file().len());
        assert!(part(&map.file(), 'b').len() > 1_000);
        for (lat, lon, code) in [
            (35.18, 129.07, "KR"),
            (34.69, 135.5, "JP"),
            (38.9, -77.04, "US"),
        ] {
            let file = locator(lat, lon, code).file();
            assert!(file.len() <= 6_000, "{code}: {}", file.len());
            assert!(!part(&file, 'h').is_empty(), "{code}");
        }
    }

    /// The antipode of Wellington is in Spain: no map of one shows the other.
    #[test]
    fn nothing_shines_through_the_globe() {
        let map = locator(40.0, -4.0, "NZ");
        assert_eq!(part(&map.file(), 'h'), "");
        assert_eq!(map.place(-40.0, 176.0), None);
    }

    #[test]
    fn an_island_far_out_shows_some_land() {
        // Malta, Reykjavik, Singapore, Bali, and in the middle of the sea Honolulu.
        let places = [
            (35.9, 14.5),
            (64.14, -21.94),
            (1.29, 103.85),
            (-8.8, 115.23),
            (21.3, -157.85),
        ];
        for (lat, lon) in places {
            let map = locator(lat, lon, "");
            let share = Cut::of(&LAND, map.frame).share();
            assert!(share > 0.02, "{lat} {lon}");
        }
        let frame = locator(64.14, -21.94, "IS").frame;
        assert!(Cut::of(&LAND, frame).share() >= LEAST_LAND);
    }

    #[test]
    fn a_country_across_the_180th_meridian_is_whole() {
        let fiji = locator(-17.5, 179.9, "FJ");
        let [west, east] = [177.5, -179.0].map(|lon| fiji.place(-17.5, lon).expect("on the map"));
        assert!(west.0 < 50.0 && 50.0 < east.0);
        // No line from one side to the other.
        let frame = fiji.frame;
        for ring in rings_on_paper(&LAND, LAND.rings_of(&["FJ"]), &frame) {
            let bounds = Bounds::around(ring);
            assert!(bounds.right - bounds.left < f64::from(frame.width) / 2.0);
        }
    }

    #[test]
    fn a_route_breaks_at_the_cut() {
        let (tokyo, washington) = ((35.68, 139.69), (38.9, -77.04));
        let moves = |meridian| {
            let route = Map::world(&LAND, meridian, 1000).route(&[tokyo, washington]);
            route.matches('m').count()
        };
        assert_eq!((moves(PACIFIC), moves(11.0)), (1, 2));
        assert_eq!(Map::world(&LAND, PACIFIC, 1000).route(&[tokyo]), "");
    }

    #[test]
    fn no_place_or_places_all_around_get_the_world() {
        let (width, height) = (Region::ROUTE.width, 313);
        for places in [
            &[][..],
            &[(0.0, 0.0), (0.0, 180.0)],
            &[(0.0, 0.0), (0.0, 120.0), (0.0, -120.0)],
        ] {
            let map = Map::region(&LAND, places, &Region::ROUTE, &[]);
            assert_eq!(map.size(), (width, height));
        }
    }

    #[test]
    fn twice_the_same() {
        let file = locator(46.2, 6.14, "CH").file();
        assert_eq!(file, locator(46.2, 6.14, "CH").file());
        for look in ["fill=", "style", "stroke=", "class"] {
            assert!(!file.contains(look), "{look}");
        }
    }
}
