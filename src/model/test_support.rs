//! Small things for unit tests of the model.

use jiff::civil::Date;

use super::build::site::DEFAULT_STATUSES;
use super::country::CountryCode;
use super::ids::LeaderId;
use super::types::{
    Leader, Outcome, Outputs, Participant, Place, Prose, Site, Status, Summit, SummitKind,
};
use crate::diagnostic::SourceText;
use std::sync::Arc;

use crate::load::markdown::Body;

pub(crate) fn prose() -> Prose {
    Prose {
        file: SourceText::new("x.md", ""),
        body: Arc::new(Body::default()),
        targets: Vec::new(),
        citations: Vec::new(),
        links: Vec::new(),
        read: None,
        first_links: Default::default(),
    }
}

pub(crate) fn leader(id: &str) -> Leader {
    Leader {
        id: id.into(),
        name: id.into(),
        family_name: None,
        native_name: None,
        country: CountryCode::parse("JP").unwrap(),
        aliases: Vec::new(),
        former_ids: Vec::new(),
        born: None,
        died: None,
        wikidata: None,
        portrait: None,
        links: Vec::new(),
        sources: Vec::new(),
        offices: Vec::new(),
        prose: prose(),
        autolink: true,
    }
}

pub(crate) fn summit(id: &str, day: Date, kind: SummitKind, leaders: &[usize]) -> Summit {
    Summit {
        id: id.into(),
        title: id.into(),
        date: day,
        end_date: day,
        time: None,
        kind,
        participants: leaders
            .iter()
            .map(|i| Participant {
                leader: LeaderId::from_index(*i),
                role: None,
            })
            .collect(),
        host: None,
        duration: None,
        place: Place::default(),
        part_of: None,
        trips: Vec::new(),
        pillars: Vec::new(),
        aliases: Vec::new(),
        former_ids: Vec::new(),
        sources: Vec::new(),
        summary: None,
        delegation: Vec::new(),
        accounts: Vec::new(),
        outcomes: Vec::new(),
        prose: prose(),
        autolink: true,
    }
}

pub(crate) fn outcome(id: &str, day: Date) -> Outcome {
    Outcome {
        id: id.into(),
        pillar: None,
        text: id.into(),
        by: Vec::new(),
        to: Vec::new(),
        amount: None,
        status: None,
        note: None,
        date: day,
        due: None,
        sources: Vec::new(),
        updates: Vec::new(),
    }
}

pub(crate) fn site(today: Date) -> Site {
    Site {
        title: "Site".into(),
        description: String::new(),
        origin: "https://example.org".into(),
        base_path: "/".into(),
        language: "en".into(),
        per_page: 20,
        pillars: Vec::new(),
        statuses: DEFAULT_STATUSES
            .iter()
            .map(|(id, class)| Status {
                id: (*id).into(),
                name: (*id).into(),
                class: *class,
            })
            .collect(),
        menu: Vec::new(),
        data_license: None,
        repository: None,
        unsafe_html: false,
        autolink: true,
        outputs: Outputs::default(),
        extra: serde_json::Value::Null,
        time_zone: jiff::tz::TimeZone::UTC,
        today,
    }
}
