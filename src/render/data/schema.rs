//! JSON Schemas (draft 2020-12) of the data files, made from the structs that are written.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::file;
use crate::pages::machine_file::Dataset;
use crate::pages::view::Views;

/// The schema of a file. It asks for every field: one that does not apply is there and `null`.
pub(super) fn of<T: JsonSchema>(views: &Views, set: Dataset) -> Vec<u8> {
    let generator = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator();
    let mut schema = generator.into_root_schema_for::<T>();
    let id = file::schema_address(views, set).0;
    schema.insert("$id".to_owned(), Value::String(id));
    file::pretty(&schema)
}
