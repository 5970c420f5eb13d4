//! The third stage: which pages there are, where they lie and what they show.
//!
//! [`planner::plan`] lists the pages, [`check`] finds dead links before anything is rendered, and
//! [`view`] turns a page of the plan into the data that a template places. Nothing here knows
//! the theme.

pub mod channel;
pub mod citations;
pub mod cite;
pub mod drawing;
pub mod kind;
pub mod link;
pub mod machine_file;
pub mod pictures;
pub mod plan;
pub mod planner;
pub mod portable;
pub mod prose;
pub mod report;
pub mod sanitise;
pub mod search_records;
pub mod structured;
pub mod survey;
pub mod url;
pub mod view;

use crate::diagnostic::Diagnostic;
use crate::model::Model;
use plan::Plan;

/// Faults of what the texts link to and bring along.
pub fn check(model: &Model, plan: &Plan) -> Vec<Diagnostic> {
    let mut faults = link::check(model, plan);
    faults.extend(sanitise::check(model));
    faults
}
