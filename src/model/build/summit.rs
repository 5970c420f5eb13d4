//! Meetings.

use std::sync::Arc;

use jiff::civil::Date;

use super::outcome;
use crate::diagnostic::{Code, Diagnostic, Location, SourceText};
use crate::load::Document;
use crate::load::reader::Spanned;
use crate::load::record::{AccountRecord, DelegateRecord, SummitRecord};
use crate::model::country::CountryCode;
use crate::model::derive::days_between;
use crate::model::resolve::{Resolver, value, values};
use crate::model::types::{Account, Delegate, Event, Participant, Summit, SummitKind};

/// How many days a meeting on the margins of an event may lie from the event. The margins are
/// wide (a meeting on the eve in another city counts), but a month is a slip of the pen.
const MARGIN_DAYS: i32 = 31;

pub(super) fn build(
    document: &Document<SummitRecord>,
    events: &[Event],
    resolver: &mut Resolver<'_>,
) -> Summit {
    let Document {
        file,
        stem,
        record,
        body,
        ..
    } = document;
    let prose = resolver.prose_of(file, body);
    resolver.check_order(&record.date, &record.end_date, file, "the meeting");
    let date = value(&record.date).unwrap_or_default();
    let end_date = value(&record.end_date).unwrap_or(date).max(date);
    let participants = participants(record, file, resolver);
    let kind = resolver
        .word(&record.kind, file, &SummitKind::NAMES)
        .unwrap_or_else(|| SummitKind::by_number(record.participants.len()));
    let part_of = record
        .part_of
        .as_ref()
        .and_then(|id| resolver.event(id, file));
    if let (Some(event), true) = (part_of, record.date.is_some()) {
        check_margins(date, record, &events[event.index()], file, resolver);
    }
    let trips = record
        .trip
        .iter()
        .filter_map(|id| resolver.trip(id, file))
        .collect();
    let outcomes = outcome::build_all(record, date, file, resolver);
    let mut pillars = resolver.each(&record.pillars, file, Resolver::pillar);
    for pillar in outcomes.iter().filter_map(|outcome| outcome.pillar) {
        if !pillars.contains(&pillar) {
            pillars.push(pillar);
        }
    }
    pillars.sort();
    Summit {
        title: value(&record.title).unwrap_or_else(|| stem.clone()),
        id: stem.clone(),
        date,
        end_date,
        time: value(&record.time),
        kind,
        participants,
        host: record
            .host
            .as_ref()
            .and_then(|code| resolver.country(code, file)),
        duration: value(&record.duration),
        place: resolver.place(&record.place, file),
        part_of,
        trips,
        pillars,
        aliases: values(&record.aliases),
        former_ids: values(&record.former_ids),
        sources: resolver.sources(&record.sources, file),
        summary: value(&record.summary),
        delegation: record
            .delegation
            .iter()
            .filter_map(|delegate| build_delegate(delegate, file, resolver))
            .collect(),
        accounts: record
            .accounts
            .iter()
            .map(|account| build_account(account, file, resolver))
            .collect(),
        outcomes,
        prose,
        autolink: value(&record.autolink).unwrap_or(true),
    }
}

fn participants(
    record: &SummitRecord,
    file: &Arc<SourceText>,
    resolver: &mut Resolver<'_>,
) -> Vec<Participant> {
    let mut participants: Vec<Participant> = Vec::with_capacity(record.participants.len());
    for written in &record.participants {
        let Some(name) = &written.value.leader else {
            continue;
        };
        let Some(leader) = resolver.leader(name, file) else {
            continue;
        };
        if participants.iter().any(|other| other.leader == leader) {
            resolver.push(Diagnostic::new(
                Code::DuplicateEntry,
                Location::new(file, name.span),
                format!("`{}` is named twice among the participants", name.value),
            ));
        } else {
            participants.push(Participant {
                leader,
                role: value(&written.value.role),
            });
        }
    }
    participants
}

fn check_margins(
    date: Date,
    record: &SummitRecord,
    event: &Event,
    file: &Arc<SourceText>,
    resolver: &mut Resolver<'_>,
) {
    let before = days_between(date, event.date);
    let after = days_between(event.end_date, date);
    if before.max(after) > MARGIN_DAYS {
        let message = format!(
            "the meeting of {date} lies {} days away from `{}` ({} to {})",
            before.max(after),
            event.id,
            event.date,
            event.end_date
        );
        let at = record.part_of.as_ref().map_or_else(
            || Location::start_of(file),
            |id| Location::new(file, id.span),
        );
        resolver.push(
            Diagnostic::new(Code::ImpossibleDate, at, message)
                .help("mend one of the dates, or name another event"),
        );
    }
}

fn build_delegate(
    written: &Spanned<DelegateRecord>,
    file: &Arc<SourceText>,
    resolver: &mut Resolver<'_>,
) -> Option<Delegate> {
    let record = &written.value;
    let country = record
        .country
        .as_ref()
        .and_then(|code| resolver.country(code, file))?;
    Some(Delegate {
        country,
        name: value(&record.name)?,
        office: value(&record.office),
    })
}

fn build_account(
    written: &Spanned<AccountRecord>,
    file: &Arc<SourceText>,
    resolver: &mut Resolver<'_>,
) -> Account {
    let record = &written.value;
    let mut by: Vec<(CountryCode, String)> = Vec::with_capacity(record.by.0.len());
    for (code, text) in &record.by.0 {
        if let Some(code) = resolver.country(code, file) {
            by.push((code, text.value.clone()));
        }
    }
    Account {
        subject: value(&record.subject).unwrap_or_default(),
        by,
        sources: resolver.sources(&record.sources, file),
    }
}
