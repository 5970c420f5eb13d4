//! Sources: records name them by a short text, and each file lists those that it names.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::parts::{Day, WebAddress};
use crate::model::Model;
use crate::model::ids::SourceId;
use crate::model::types::Source;
use crate::pages::view::Views;

/// A source. The order of the fields is that of the list.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct SourceData {
    /// What `sources` of a record call it: its id in the bibliography of the site; of a source
    /// that is given in place its address, else its title.
    id: String,
    /// Title.
    title: String,
    /// Publisher.
    publisher: Option<String>,
    /// Author.
    author: Option<String>,
    /// The day printed on it.
    date: Option<Day>,
    /// Address.
    url: Option<WebAddress>,
    /// Address of an archived copy.
    archived: Option<WebAddress>,
    /// The day on which it was read.
    accessed: Option<Day>,
}

impl SourceData {
    fn of(source: &Source) -> Self {
        let address = |url: &Option<String>| url.clone().map(WebAddress);
        Self {
            id: key(source).to_owned(),
            title: source.title.clone(),
            publisher: source.publisher.clone(),
            author: source.author.clone(),
            date: source.date.map(Day),
            url: address(&source.url),
            archived: address(&source.archived),
            accessed: source.accessed.map(Day),
        }
    }
}

/// What records call a source.
fn key(source: &Source) -> &str {
    let named = source.id.as_ref().or(source.url.as_ref());
    named.unwrap_or(&source.title)
}

/// What records call several sources, in their order.
pub(super) fn keys(model: &Model, ids: &[SourceId]) -> Vec<String> {
    let name = |id: &SourceId| key(model.source(*id)).to_owned();
    ids.iter().map(name).collect()
}

/// The list of the sources that a file names, by what records call them.
pub(super) fn of(views: &Views, named: impl IntoIterator<Item = SourceId>) -> Vec<SourceData> {
    let ids: BTreeSet<SourceId> = named.into_iter().collect();
    let mut list: Vec<SourceData> = ids
        .into_iter()
        .map(|id| SourceData::of(views.model.source(id)))
        .collect();
    // By what they say, not by where they were written first; and what several records give in
    // place is one source.
    list.sort();
    list.dedup();
    list
}
