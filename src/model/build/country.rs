//! Countries: those with a record of their own, and all that anything else names.

use std::collections::BTreeSet;

use crate::load::Document;
use crate::load::record::CountryRecord;
use crate::model::Model;
use crate::model::country::CountryCode;
use crate::model::resolve::{Resolver, value, values};
use crate::model::types::{Country, NativeName, Party};

pub(super) fn build(
    document: &Document<CountryRecord>,
    resolver: &mut Resolver<'_>,
) -> Option<Country> {
    let Document {
        file,
        stem,
        record,
        body,
        ..
    } = document;
    let prose = resolver.prose_of(file, body);
    let code = match CountryCode::parse(&stem.to_ascii_uppercase()) {
        Ok(code) => code,
        Err(error) => {
            resolver.country_error(&error, crate::diagnostic::Location::start_of(file));
            return None;
        }
    };
    Some(Country {
        code,
        name: value(&record.name).unwrap_or_else(|| code.name(&resolver.site.language).to_owned()),
        native_name: value(&record.native_name).map(|text| NativeName {
            text,
            language: value(&record.native_lang).unwrap_or_default(),
        }),
        aliases: values(&record.aliases),
        sources: resolver.sources(&record.sources, file),
        prose: (!prose.is_empty()).then_some(prose),
    })
}

/// Adds every country that is named anywhere and has no record; sorts them by code.
pub(super) fn add_the_rest(model: &mut Model) {
    let mut named: BTreeSet<CountryCode> = BTreeSet::new();
    for leader in &model.leaders {
        named.insert(leader.country);
        named.extend(leader.offices.iter().map(|office| office.country));
    }
    for summit in &model.summits {
        named.extend(summit.place.country);
        named.extend(summit.host);
        named.extend(summit.delegation.iter().map(|delegate| delegate.country));
        named.extend(
            summit
                .accounts
                .iter()
                .flat_map(|account| account.by.iter().map(|(code, _)| *code)),
        );
        let parties = summit
            .outcomes
            .iter()
            .flat_map(|outcome| outcome.by.iter().chain(&outcome.to));
        named.extend(parties.filter_map(|party| {
            if let Party::Country(code) = party {
                Some(*code)
            } else {
                None
            }
        }));
    }
    named.extend(model.events.iter().filter_map(|event| event.place.country));
    named.extend(
        model
            .trips
            .iter()
            .flat_map(|trip| trip.legs.iter().filter_map(|leg| leg.place.country)),
    );
    // A former state and its successors lead to each other.
    let related: Vec<CountryCode> = named
        .iter()
        .flat_map(|code| code.successors().iter().copied())
        .collect();
    named.extend(related);

    let language = model.site.language.clone();
    let have: BTreeSet<CountryCode> = model.countries.iter().map(|country| country.code).collect();
    for code in named.difference(&have) {
        model.countries.push(Country {
            code: *code,
            name: code.name(&language).to_owned(),
            native_name: None,
            aliases: Vec::new(),
            sources: Vec::new(),
            prose: None,
        });
    }
    model.countries.sort_by_key(|country| country.code);
}
