//! Leaders and their offices.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Location, SourceText};
use crate::load::Document;
use crate::load::reader::Spanned;
use crate::load::record::{LeaderRecord, OfficeRecord};
use crate::model::country::CountryCode;
use crate::model::resolve::{Resolver, value, values};
use crate::model::types::{Leader, NativeName, Office, OfficeKind};

/// Stands in for a country that is told as missing or wrong: the build fails anyway.
fn no_country() -> CountryCode {
    CountryCode::all()
        .next()
        .unwrap_or_else(|| unreachable!("the table of countries is not empty"))
}

pub(super) fn build(document: &Document<LeaderRecord>, resolver: &mut Resolver<'_>) -> Leader {
    let Document {
        file,
        stem,
        record,
        body,
        ..
    } = document;
    let prose = resolver.prose_of(file, body);
    let country = record
        .country
        .as_ref()
        .and_then(|code| resolver.country(code, file));
    resolver.check_order(&record.born, &record.died, file, "the life");
    let offices: Vec<Office> = record
        .offices
        .iter()
        .filter_map(|written| office(written, country, record, file, resolver))
        .collect();
    let links = record
        .links
        .iter()
        .filter_map(|link| {
            let url = resolver.web_address(&link.value.url, file)?;
            Some((value(&link.value.name).unwrap_or_else(|| url.clone()), url))
        })
        .collect();
    Leader {
        id: stem.clone(),
        name: value(&record.name).unwrap_or_else(|| stem.clone()),
        family_name: value(&record.family_name),
        native_name: value(&record.native_name).map(|text| NativeName {
            text,
            language: value(&record.native_lang).unwrap_or_default(),
        }),
        country: country.unwrap_or_else(no_country),
        aliases: values(&record.aliases),
        former_ids: values(&record.former_ids),
        born: value(&record.born),
        died: value(&record.died).filter(|day| !resolver.is_later(*day)),
        wikidata: wikidata(record, file, resolver),
        portrait: resolver.image(&record.portrait, file),
        links,
        sources: resolver.sources(&record.sources, file),
        offices,
        prose,
        autolink: value(&record.autolink).unwrap_or(true),
    }
}

/// An office as it was known on the day of the build: one that began later is left out, one that
/// ended later is still held.
fn office(
    written: &Spanned<OfficeRecord>,
    of_leader: Option<CountryCode>,
    leader: &LeaderRecord,
    file: &Arc<SourceText>,
    resolver: &mut Resolver<'_>,
) -> Option<Office> {
    let record = &written.value;
    let country = match &record.country {
        Some(code) => resolver.country(code, file),
        None => of_leader,
    };
    let kind = resolver
        .word(&record.kind, file, &OfficeKind::NAMES)
        .unwrap_or(OfficeKind::Other);
    let sources = resolver.sources(&record.sources, file);
    let from = record.from.as_ref()?;
    if let Some(to) = &record.to {
        if to.value <= from.value {
            let message = format!(
                "the office ends on {}, which is not after its first day {}",
                to.value, from.value
            );
            resolver.push(
                Diagnostic::new(Code::ReversedDates, Location::new(file, to.span), message)
                    .related(Location::new(file, from.span), "it begins here")
                    .help("`to` is the first day on which the office is no longer held"),
            );
        }
        if let Some(as_of) = &record.as_of {
            resolver.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    Location::new(file, as_of.span),
                    "`as_of` is for an office whose end is not known, and this one has `to`",
                )
                .help("remove `as_of`"),
            );
        }
    } else {
        resolver.check_order(&record.from, &record.as_of, file, "the office");
    }
    if let Some(died) = leader.died.as_ref().filter(|died| died.value < from.value) {
        let message = format!(
            "the office begins on {}, after the leader's death on {}",
            from.value, died.value
        );
        resolver.push(
            Diagnostic::new(
                Code::ImpossibleDate,
                Location::new(file, from.span),
                message,
            )
            .related(Location::new(file, died.span), "died here"),
        );
    }
    if let Some(born) = leader.born.as_ref().filter(|born| born.value > from.value) {
        let message = format!(
            "the office begins on {}, before the leader's birth on {}",
            from.value, born.value
        );
        resolver.push(
            Diagnostic::new(
                Code::ImpossibleDate,
                Location::new(file, from.span),
                message,
            )
            .related(Location::new(file, born.span), "born here"),
        );
    }
    if resolver.is_later(from.value) {
        return None;
    }
    Some(Office {
        title: value(&record.title)?,
        // A wrong code is told above; the office stays, so that nothing else seems wrong for it.
        country: country.unwrap_or_else(no_country),
        kind,
        from: from.value,
        to: value(&record.to).filter(|day| !resolver.is_later(*day)),
        as_of: value(&record.as_of).filter(|day| *day <= resolver.now.today),
        party: value(&record.party),
        sources,
    })
}

/// The item of Wikidata, which is `Q` and a number.
fn wikidata(
    record: &LeaderRecord,
    file: &Arc<SourceText>,
    resolver: &mut Resolver<'_>,
) -> Option<String> {
    let item = record.wikidata.as_ref()?;
    let number = item
        .value
        .strip_prefix('Q')
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    if !number {
        let message = format!("`{}` is not an item of Wikidata", item.value);
        resolver.push(
            Diagnostic::new(Code::InvalidValue, Location::new(file, item.span), message)
                .help("write its number, such as Q132345"),
        );
        return None;
    }
    Some(item.value.clone())
}
