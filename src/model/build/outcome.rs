//! Outcomes of a meeting and their ledgers.

use std::sync::Arc;

use jiff::civil::Date;

use super::site::{invalid_id, is_id};
use crate::diagnostic::{Code, Diagnostic, Location, SourceText, Span};
use crate::load::reader::Spanned;
use crate::load::record::{OutcomeRecord, SummitRecord, UpdateRecord};
use crate::model::country::CountryCode;
use crate::model::ids::Entity;
use crate::model::resolve::{Resolver, value};
use crate::model::types::{Amount, Outcome, Party, StatusClass, Update};

/// The outcomes of a meeting as they were known on the day of the build.
pub(super) fn build_all(
    record: &SummitRecord,
    meeting: Date,
    file: &Arc<SourceText>,
    resolver: &mut Resolver<'_>,
) -> Vec<Outcome> {
    let mut seen: Vec<(String, Span)> = Vec::new();
    let mut outcomes = Vec::with_capacity(record.outcomes.len());
    for written in &record.outcomes {
        if let Some(id) = &written.value.id {
            if !is_id(&id.value) {
                resolver.push(invalid_id(&id.value, Location::new(file, id.span)));
            }
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == id.value) {
                let fault = Diagnostic::new(
                    Code::DuplicateId,
                    Location::new(file, id.span),
                    format!("this meeting has two outcomes `{}`", id.value),
                );
                resolver.push(
                    fault
                        .related(Location::new(file, *first), "the first")
                        .help("rename one of them"),
                );
            }
            seen.push((id.value.clone(), id.span));
        }
        outcomes.extend(build(written, record, meeting, file, resolver));
    }
    outcomes
}

fn build(
    written: &Spanned<OutcomeRecord>,
    summit: &SummitRecord,
    meeting: Date,
    file: &Arc<SourceText>,
    resolver: &mut Resolver<'_>,
) -> Option<Outcome> {
    let record = &written.value;
    let date = value(&record.date).unwrap_or(meeting);
    let at = record.id.as_ref().map_or(written.span, |id| id.span);
    let id = value(&record.id)?;
    if let (Some(own), Some(of_meeting)) = (&record.date, &summit.date)
        && own.value < of_meeting.value
    {
        let message = format!(
            "the outcome is dated {}, before the meeting of {}",
            own.value, of_meeting.value
        );
        resolver.push(
            Diagnostic::new(Code::ImpossibleDate, Location::new(file, own.span), message)
                .related(Location::new(file, of_meeting.span), "the meeting"),
        );
    }
    if let Some(due) = record.due.as_ref().filter(|due| due.value < date) {
        let message = format!(
            "the outcome is due on {}, before its own day {date}",
            due.value
        );
        resolver.push(
            Diagnostic::new(Code::ReversedDates, Location::new(file, due.span), message)
                .help("mend one of the two"),
        );
    }
    let pillar = record
        .pillar
        .as_ref()
        .and_then(|name| resolver.pillar(name, file));
    let by = record
        .by
        .iter()
        .filter_map(|name| party(name, file, resolver))
        .collect();
    let to = record
        .to
        .iter()
        .filter_map(|name| party(name, file, resolver))
        .collect();
    let status = record.status.as_ref().and_then(|name| {
        let (id, status) = resolver.status(name, file)?;
        let needs_note = status.class == StatusClass::Unclear && record.note.is_none();
        if needs_note {
            resolver.push(missing_note(name, file));
        }
        Some(id)
    });
    let sources = resolver.sources(&record.sources, file);
    if record.sources.is_empty() {
        let fault = Diagnostic::new(
            Code::MissingSource,
            Location::new(file, at),
            format!("the outcome `{id}` has no source"),
        );
        resolver.push(fault.help("add `sources = [\"…\"]` with an id of the bibliography"));
    }
    let mut updates: Vec<Update> = record
        .updates
        .iter()
        .filter_map(|update| build_update(update, date, file, resolver))
        .collect();
    updates.sort_by_key(|update| update.date);
    if resolver.is_later(date) {
        return None;
    }
    updates.retain(|update| !resolver.is_later(update.date));
    Some(Outcome {
        id,
        pillar,
        text: value(&record.text).unwrap_or_default(),
        by,
        to,
        amount: record.amount.as_ref().and_then(|amount| {
            let amount = &amount.value;
            Some(Amount {
                value: value(&amount.value)?,
                unit: value(&amount.unit).unwrap_or_default(),
                bound: value(&amount.bound),
                per: value(&amount.per),
            })
        }),
        status,
        note: value(&record.note),
        date,
        due: value(&record.due),
        sources,
        updates,
    })
}

fn build_update(
    written: &Spanned<UpdateRecord>,
    outcome: Date,
    file: &Arc<SourceText>,
    resolver: &mut Resolver<'_>,
) -> Option<Update> {
    let record = &written.value;
    let status = record.status.as_ref().and_then(|name| {
        let (id, status) = resolver.status(name, file)?;
        let needs_note = status.class == StatusClass::Unclear && record.note.is_none();
        if needs_note {
            resolver.push(missing_note(name, file));
        }
        Some(id)
    });
    if record.sources.is_empty() {
        let at = record.date.as_ref().map_or(written.span, |date| date.span);
        resolver.push(
            Diagnostic::new(
                Code::MissingSource,
                Location::new(file, at),
                "the update has no source",
            )
            .help("add `sources = [\"…\"]` with an id of the bibliography"),
        );
    }
    let sources = resolver.sources(&record.sources, file);
    let date = record.date.as_ref()?;
    if date.value < outcome {
        let message = format!(
            "the update is dated {}, before its outcome of {outcome}",
            date.value
        );
        resolver.push(
            Diagnostic::new(
                Code::ImpossibleDate,
                Location::new(file, date.span),
                message,
            )
            .help("mend the date; an update tells what came later"),
        );
    }
    Some(Update {
        date: date.value,
        status: status?,
        note: value(&record.note),
        sources,
    })
}

fn missing_note(status: &Spanned<String>, file: &Arc<SourceText>) -> Diagnostic {
    Diagnostic::new(
        Code::MissingNote,
        Location::new(file, status.span),
        format!("the status `{}` needs a note", status.value),
    )
    .help("add `note = \"…\"`: why nothing clearer can be said")
}

/// A country by its code, else a leader by its id.
fn party(
    name: &Spanned<String>,
    file: &Arc<SourceText>,
    resolver: &mut Resolver<'_>,
) -> Option<Party> {
    let looks_like_a_code =
        name.value.len() <= 4 && name.value.bytes().all(|b| b.is_ascii_uppercase());
    match CountryCode::parse(&name.value) {
        Ok(code) => Some(Party::Country(code)),
        Err(error) if looks_like_a_code => {
            resolver.country_error(&error, Location::new(file, name.span));
            None
        }
        Err(_) => match resolver.entity(name, file, "leader")? {
            Entity::Leader(id) => Some(Party::Leader(id)),
            Entity::Country(code) => Some(Party::Country(code)),
            other => {
                let message = format!(
                    "`{}` is {}, neither a country nor a leader",
                    name.value,
                    other.kind()
                );
                resolver.push(Diagnostic::new(
                    Code::WrongKind,
                    Location::new(file, name.span),
                    message,
                ));
                None
            }
        },
    }
}
