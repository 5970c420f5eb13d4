//! Gatherings that meetings are part of.

use crate::load::Document;
use crate::load::record::EventRecord;
use crate::model::resolve::{Resolver, value, values};
use crate::model::types::Event;

pub(super) fn build(document: &Document<EventRecord>, resolver: &mut Resolver<'_>) -> Event {
    let Document {
        file,
        stem,
        record,
        body,
        ..
    } = document;
    let prose = resolver.prose_of(file, body);
    resolver.check_order(&record.date, &record.end_date, file, "the event");
    let date = value(&record.date).unwrap_or_default();
    Event {
        title: value(&record.title).unwrap_or_else(|| stem.clone()),
        id: stem.clone(),
        date,
        end_date: value(&record.end_date).unwrap_or(date).max(date),
        place: resolver.place(&record.place, file),
        organiser: value(&record.organiser),
        aliases: values(&record.aliases),
        former_ids: values(&record.former_ids),
        sources: resolver.sources(&record.sources, file),
        prose,
        autolink: value(&record.autolink).unwrap_or(true),
    }
}
