//! summitry: a static site generator for diplomatic roundups.
//!
//! Data flows one way: [`load`] (files to records as written), `model` (records to what they
//! mean, with everything that can be derived), `pages` (the plan: address, template and view of
//! each page), `render` (plan and theme to files), `write` (files to the disk).
//! See `ARCHITECTURE.md` for the map.

pub mod cli;
pub mod clock;
pub mod diagnostic;
pub mod digest;
pub mod language;
pub mod load;
pub mod model;
pub mod pages;
pub mod pipeline;
pub mod preview;
pub mod render;
pub mod scaffold;
pub mod stamp;
pub mod timings;
pub mod value;
pub mod write;
