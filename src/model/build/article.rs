//! Roundups.

use crate::clock::Now;
use crate::diagnostic::{Code, Diagnostic};
use crate::load::markdown::anchor_of;
use crate::load::record::ArticleRecord;
use crate::load::{ArticleDocument, Document};
use crate::model::ids::ArticleId;
use crate::model::resolve::{Resolver, value, values};
use crate::model::types::{Alias, Article, Correction, Topic, Unpublished};

pub(super) fn build(
    id: ArticleId,
    article: &ArticleDocument,
    now: &Now,
    resolver: &mut Resolver<'_>,
) -> Article {
    let ArticleDocument { document, assets } = article;
    let slug = slug(document).to_owned();
    let Document {
        file, record, body, ..
    } = document.as_ref();
    let prose = resolver.prose_of(file, body);
    if let (Some(date), Some(updated)) = (&record.date, &record.updated)
        && updated.value < date.value.date
    {
        let message = format!(
            "the article is updated on {}, before its date {}",
            updated.value, date.value.date
        );
        resolver.push(Diagnostic::new(
            Code::ReversedDates,
            prose.at(updated.span),
            message,
        ));
    }
    let corrections = record.corrections.iter().filter_map(|correction| {
        let correction = &correction.value;
        Some(Correction {
            date: value(&correction.date)?,
            text: value(&correction.text)?,
        })
    });
    let mut corrections: Vec<Correction> = corrections
        .filter(|correction| !resolver.is_later(correction.date))
        .collect();
    corrections.sort_by_key(|correction| correction.date);
    let mut topics: Vec<Topic> = Vec::with_capacity(record.topics.len());
    for name in &record.topics {
        let topic = Topic {
            name: name.value.clone(),
            slug: anchor_of(&name.value),
        };
        if topics.iter().any(|other| other.slug == topic.slug) {
            resolver.push(Diagnostic::new(
                Code::DuplicateEntry,
                prose.at(name.span),
                format!("the topic `{}` is here twice", name.value),
            ));
        } else {
            topics.push(topic);
        }
    }
    Article {
        id,
        title: value(&record.title).unwrap_or_else(|| slug.clone()),
        slug,
        date: record
            .date
            .as_ref()
            .map(|d| d.value.date)
            .unwrap_or_default(),
        timestamp: record.date.as_ref().and_then(|d| d.value.timestamp),
        updated: value(&record.updated).filter(|day| !resolver.is_later(*day)),
        authors: values(&record.authors),
        summary: value(&record.summary),
        pillars: resolver.each(&record.pillars, file, Resolver::pillar),
        topics,
        summits: resolver.each(&record.summits, file, Resolver::summit),
        leaders: resolver.each(&record.leaders, file, Resolver::leader),
        trip: record.trip.as_ref().and_then(|id| resolver.trip(id, file)),
        key_points: values(&record.key_points),
        image: resolver.image(&record.image, file),
        aliases: record
            .aliases
            .iter()
            .map(|alias| Alias {
                path: alias.value.clone(),
                at: prose.at(alias.span),
            })
            .collect(),
        sources: resolver.sources(&record.sources, file),
        corrections,
        unpublished: unpublished(record, now),
        assets: assets.clone(),
        prose,
        autolink: value(&record.autolink).unwrap_or(true),
    }
}

/// The article's own part of its address: as written, else the folder's name without its date.
pub(super) fn slug(document: &Document<ArticleRecord>) -> &str {
    if let Some(slug) = &document.record.slug {
        return &slug.value;
    }
    let folder = document.stem.as_str();
    match folder.get(..11) {
        Some(date)
            if date.ends_with('-')
                && date[..10].parse::<jiff::civil::Date>().is_ok()
                && folder.len() > 11 =>
        {
            &folder[11..]
        }
        _ => folder,
    }
}

/// Why the article would normally be left out.
pub(super) fn unpublished(record: &ArticleRecord, now: &Now) -> Option<Unpublished> {
    if record.draft.as_ref().is_some_and(|draft| draft.value) {
        return Some(Unpublished::Draft);
    }
    let date = record.date.as_ref()?.value;
    let future = date
        .timestamp
        .map_or(date.date > now.today, |moment| moment > now.timestamp);
    future.then_some(Unpublished::Future)
}
