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
        match serde_json::to_string_pretty(&self.kind.schema()) {
            Ok(schema) => {
                println!("{schema}");
                Exit::Done
            }
            Err(error) => {
                report::error(&error.to_string());
                Exit::Machine
            }
        }
    }
}
