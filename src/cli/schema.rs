//! `summitry schema`: JSON Schemas from the types that read the records.

use clap::{Args, ValueEnum};
use schemars::{Schema, schema_for};

use super::{Exit, report};
use crate::load::record::{
    ArticleRecord, CountryRecord, EventRecord, LeaderRecord, SiteRecord, SourceRecord,
    SummitRecord, TripRecord,
};
use crate::load::theme::ThemeRecord;

/// Prints the JSON Schema of a kind of record.
#[derive(Debug, Args)]
pub(super) struct SchemaCommand {
    /// The kind of record
    #[arg(value_enum)]
    kind: Kind,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Article,
    Leader,
    Summit,
    Event,
    Trip,
    Country,
    Source,
    Site,
    Theme,
}

impl Kind {
    fn schema(self) -> Schema {
        match self {
            Self::Article => schema_for!(ArticleRecord),
            Self::Leader => schema_for!(LeaderRecord),
            Self::Summit => schema_for!(SummitRecord),
            Self::Event => schema_for!(EventRecord),
            Self::Trip => schema_for!(TripRecord),
            Self::Country => schema_for!(CountryRecord),
            Self::Source => schema_for!(SourceRecord),
            Self::Site => schema_for!(SiteRecord),
            Self::Theme => schema_for!(ThemeRecord),
        }
    }
}

impl SchemaCommand {
    pub(super) fn run(&self) -> Exit {
        let mut schema = self.kind.schema();
        leave_lists_out(&mut schema);
        match serde_json::to_string_pretty(&schema) {
            Ok(schema) => {
                report::output(&schema);
                Exit::Done
            }
            Err(error) => {
                report::error(&error.to_string());
                Exit::Machine
            }
        }
    }
}

/// Takes lists and the theme's settings from the keys that have to be there: a record without
/// one has an empty one.
fn leave_lists_out(schema: &mut Schema) {
    let properties = schema.get("properties").cloned().unwrap_or_default();
    let optional = |key: &str| {
        let kind = properties.pointer(&format!("/{key}/type"));
        kind.is_some_and(|kind| kind == "array") || key == "extra"
    };
    if let Some(required) = schema
        .get_mut("required")
        .and_then(|keys| keys.as_array_mut())
    {
        required.retain(|key| !key.as_str().is_some_and(optional));
    }
    if schema
        .get("required")
        .and_then(|keys| keys.as_array())
        .is_some_and(Vec::is_empty)
    {
        schema.remove("required");
    }
    schemars::transform::transform_subschemas(&mut leave_lists_out, schema);
}
