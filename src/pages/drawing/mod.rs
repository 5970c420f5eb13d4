//! Maps, drawn when the site is built: no tiles, no script, no request to anybody.
//!
//! [`Land`] is read once from the file of the theme. [`Map`] draws a part of it: the land is a
//! file that many pages share, and the map tells where on it a place or a route is. [`labels`]
//! finds room for names, [`crowd`] for pins.
//!
//! From globe to paper a coast goes through `land` (arcs that neighbours share), `simplify` (what
//! is too small to be seen), `clip` (the window in degrees), `projection`, `clip` again (the
//! paper) and `path` (SVG path data). Only the crate `libm` computes sines: every machine draws
//! the same bytes.

mod clip;
pub mod crowd;
mod frame;
pub mod labels;
mod land;
mod map;
pub mod network;
mod path;
mod projection;
pub mod scale;
mod simplify;

pub use frame::{Region, central_meridian};
pub use land::{Land, LandError};
pub use map::Map;
