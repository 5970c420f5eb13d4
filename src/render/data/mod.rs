//! Open data: what the pages say, for programs. `docs/data.md` describes it.
//!
//! [`set`], [`schema`] and [`outcomes_csv`] are the entry points, and [`leader`] and [`summit`] for
//! one record alone. One file a set: its records as plain structs, from which come both the JSON
//! and its JSON Schema. A record is made when its line is written, so that no set is ever in
//! memory as a whole. Where Popolo (<https://www.popoloproject.com/specs/>) has a name for
//! something, it is ours.

mod articles;
mod bibliography;
mod file;
mod leaders;
mod outcomes;
mod parts;
mod schema;
mod summits;
mod table;

use crate::model::ids::{LeaderId, SummitId};
use crate::pages::machine_file::Dataset;
use crate::pages::view::Views;

use articles::ArticlesFile;
use file::{LeaderFile, SummitFile};
use leaders::LeadersFile;
use outcomes::OutcomesFile;
use summits::SummitsFile;

/// A data file.
pub(super) fn set(views: &Views, set: Dataset) -> Vec<u8> {
    match set {
        Dataset::Articles => file::lines(&ArticlesFile::of(views)),
        Dataset::Leaders => file::lines(&LeadersFile::of(views)),
        Dataset::Summits => file::lines(&SummitsFile::of(views)),
        Dataset::Outcomes => file::lines(&OutcomesFile::of(views)),
    }
}

/// What a data file looks like (JSON Schema, draft 2020-12).
pub(super) fn schema(views: &Views, set: Dataset) -> Vec<u8> {
    match set {
        Dataset::Articles => schema::of::<ArticlesFile<'_>>(views, set),
        Dataset::Leaders => schema::of::<LeadersFile<'_>>(views, set),
        Dataset::Summits => schema::of::<SummitsFile<'_>>(views, set),
        Dataset::Outcomes => schema::of::<OutcomesFile<'_>>(views, set),
    }
}

/// All outcomes as a table (RFC 4180).
pub(super) fn outcomes_csv(views: &Views) -> Vec<u8> {
    table::outcomes(views)
}

/// A leader alone.
pub(super) fn leader(views: &Views, id: LeaderId) -> Vec<u8> {
    file::pretty(&LeaderFile::of(views, id))
}

/// A meeting alone.
pub(super) fn summit(views: &Views, id: SummitId) -> Vec<u8> {
    file::pretty(&SummitFile::of(views, id))
}
