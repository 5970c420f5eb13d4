//! What all data files have in common: the frame around the records, and how it is laid out.

use std::io::{self, Write};
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use serde_json::ser::{CompactFormatter, Formatter};

use super::bibliography::{self, SourceData};
use super::leaders::{self, LeaderData};
use super::parts::{Address, Day};
use super::summits::{self, SummitData};
use crate::model::ids::{LeaderId, SummitId};
use crate::pages::machine_file::{Dataset, MachineFile};
use crate::pages::view::Views;

/// The records of a set, each made when it is written.
pub(super) struct Records<'v, T> {
    views: &'v Views,
    all: fn(&'v Views) -> Box<dyn Iterator<Item = T> + 'v>,
    of: PhantomData<T>,
}

impl<'v, T> Records<'v, T> {
    /// The records that a function makes.
    pub(super) fn new(
        views: &'v Views,
        all: fn(&'v Views) -> Box<dyn Iterator<Item = T> + 'v>,
    ) -> Self {
        Self {
            views,
            all,
            of: PhantomData,
        }
    }
}

impl<T: Serialize> Serialize for Records<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.all)(self.views))
    }
}

impl<T: JsonSchema> JsonSchema for Records<'_, T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        <Vec<T>>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        <Vec<T>>::json_schema(generator)
    }
}

/// Declares the file of a set, and how it is made: its records, and the sources that they name.
macro_rules! set_file {
    ($(#[$meta:meta])* $file:ident, $(#[$records_meta:meta])* $records:ident: $record:ident, $set:ident) => {
        $(#[$meta])*
        #[derive(serde::Serialize, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields)]
        pub(super) struct $file<'v> {
            /// Address of the JSON Schema of this file.
            schema: $crate::render::data::parts::Address,
            /// Licence of the data, an SPDX identifier.
            license: Option<String>,
            /// The day for which the file holds.
            as_of: $crate::render::data::parts::Day,
            $(#[$records_meta])*
            $records: $crate::render::data::file::Records<'v, $record>,
            /// Every source that a record of this file names, once.
            bibliography: Vec<$crate::render::data::bibliography::SourceData>,
        }

        impl<'v> $file<'v> {
            /// The file of a site.
            pub(super) fn of(views: &'v $crate::pages::view::Views) -> Self {
                use $crate::render::data::{bibliography, file, parts::Day};
                let site = &views.model.site;
                let set = $crate::pages::machine_file::Dataset::$set;
                Self {
                    schema: file::schema_address(views, set),
                    license: site.data_license.clone(),
                    as_of: Day(site.today),
                    $records: file::Records::new(views, all),
                    bibliography: bibliography::of(views, named(views)),
                }
            }
        }
    };
}
pub(super) use set_file;

/// A leader alone.
#[derive(Serialize)]
pub(super) struct LeaderFile {
    schema: Address,
    license: Option<String>,
    as_of: Day,
    leader: LeaderData,
    bibliography: Vec<SourceData>,
}

impl LeaderFile {
    /// The file of a leader.
    pub(super) fn of(views: &Views, id: LeaderId) -> Self {
        let site = &views.model.site;
        Self {
            schema: record_schema(views, Dataset::Leaders, &LeaderData::schema_name()),
            license: site.data_license.clone(),
            as_of: Day(site.today),
            leader: leaders::leader_data(views, id),
            bibliography: bibliography::of(views, leaders::named_by(views.model.leader(id))),
        }
    }
}

/// A meeting alone.
#[derive(Serialize)]
pub(super) struct SummitFile {
    schema: Address,
    license: Option<String>,
    as_of: Day,
    summit: SummitData,
    bibliography: Vec<SourceData>,
}

impl SummitFile {
    /// The file of a meeting.
    pub(super) fn of(views: &Views, id: SummitId) -> Self {
        let site = &views.model.site;
        Self {
            schema: record_schema(views, Dataset::Summits, &SummitData::schema_name()),
            license: site.data_license.clone(),
            as_of: Day(site.today),
            summit: summits::summit_data(&views.model, id),
            bibliography: bibliography::of(views, summits::named_by(views.model.summit(id))),
        }
    }
}

/// The address of the schema of a set.
pub(super) fn schema_address(views: &Views, set: Dataset) -> Address {
    let path = MachineFile::Schema(set).path(&views.model);
    Address(path.absolute(&views.model.site))
}

/// The address of the schema of one record, which is a part of that of its set.
fn record_schema(views: &Views, set: Dataset, name: &str) -> Address {
    Address(format!("{}#/$defs/{name}", schema_address(views, set).0))
}

/// A file with one line a record: small, and a changed record is one changed line.
pub(super) fn lines(file: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut serializer =
        serde_json::Serializer::with_formatter(&mut bytes, LinePerRecord::default());
    // These types hold only texts, numbers and lists, which always have a form in JSON.
    let _ = file.serialize(&mut serializer);
    bytes.push(b'\n');
    bytes
}

/// A file that a person may read.
pub(super) fn pretty(file: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(file).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// JSON without blanks, but with a line end before each key of the file itself and before each
/// record of its lists.
#[derive(Default)]
struct LinePerRecord {
    depth: usize,
}

impl LinePerRecord {
    const FILE: usize = 1;
    const LIST: usize = 2;
}

impl Formatter for LinePerRecord {
    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        CompactFormatter.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.depth == Self::FILE {
            writer.write_all(b"\n")?;
        }
        self.depth -= 1;
        CompactFormatter.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        CompactFormatter.begin_object_key(writer, first)?;
        if self.depth == Self::FILE {
            writer.write_all(b"\n")?;
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        CompactFormatter.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.depth == Self::LIST {
            writer.write_all(b"\n")?;
        }
        self.depth -= 1;
        CompactFormatter.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        CompactFormatter.begin_array_value(writer, first)?;
        if self.depth == Self::LIST {
            writer.write_all(b"\n")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn a_record_is_a_line() {
        let file = json!({ "as_of": "2026-01-01", "all": [{ "a": [1, [2]], "b": {} }, { "a": [] }], "none": [] });
        let text = String::from_utf8(lines(&file)).unwrap();
        assert_eq!(
            text,
            "{\n\"as_of\":\"2026-01-01\",\n\"all\":[\n{\"a\":[1,[2]],\"b\":{}},\n{\"a\":[]}\n],\n\"none\":[\n]\n}\n"
        );
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), file);
    }
}
