//! What each feed carries and what it is called: the one place that decides who hears of an
//! article.
//!
//! Whoever follows a leader wants to hear of all that concerns the leader: articles that name
//! the leader in their front matter, and those about a meeting or a journey of the leader. Whoever
//! follows a country wants to hear of its leaders, of the meetings that somebody attended for it,
//! and of those held there.

use std::collections::{BTreeMap, BTreeSet};

use super::machine_file::Channel;
use crate::model::Model;
use crate::model::country::CountryCode;
use crate::model::derive::visits::home_on;
use crate::model::ids::{ArticleId, Entity, LeaderId};
use crate::model::types::{Article, Correction};

/// Entries of the feed of the site and of the feed of corrections.
const ENTRIES: usize = 20;
/// Entries of the feed of a leader, a country or a pillar. There are hundreds of such feeds, and
/// a reader who asks once a week misses nothing.
const ENTRIES_OF_ONE: usize = 10;

/// Which articles each feed carries, newest first.
#[derive(Debug, Default)]
pub struct Channels {
    leaders: Vec<Vec<ArticleId>>,
    countries: BTreeMap<CountryCode, Vec<ArticleId>>,
}

impl Channels {
    /// Goes through all articles once, the newest first, and tells each to those it concerns.
    pub fn of(model: &Model) -> Self {
        let mut channels = Self {
            leaders: vec![Vec::new(); model.leaders.len()],
            countries: BTreeMap::new(),
        };
        for (id, article) in model.articles() {
            let concerned = Concerned::by(model, article);
            for leader in concerned.leaders {
                put(&mut channels.leaders[leader.index()], id);
            }
            for code in concerned.countries {
                put(channels.countries.entry(code).or_default(), id);
            }
        }
        channels
    }

    /// The articles of a feed, newest first. The feed of corrections carries none: it has
    /// [`corrections`].
    pub fn articles(&self, model: &Model, channel: Channel) -> Vec<ArticleId> {
        let own = match channel {
            Channel::Site => {
                return (0..model.articles.len().min(ENTRIES))
                    .map(ArticleId::from_index)
                    .collect();
            }
            Channel::Corrections => &[][..],
            Channel::Leader(id) => &self.leaders[id.index()],
            Channel::Country(code) => self.countries.get(&code).map_or(&[][..], Vec::as_slice),
            Channel::Pillar(id) => model.derived.articles_of(id),
        };
        own[..own.len().min(ENTRIES_OF_ONE)].to_vec()
    }
}

fn put(list: &mut Vec<ArticleId>, id: ArticleId) {
    if list.len() < ENTRIES_OF_ONE {
        list.push(id);
    }
}

/// Whom an article concerns, each once.
#[derive(Default)]
struct Concerned {
    leaders: BTreeSet<LeaderId>,
    countries: BTreeSet<CountryCode>,
}

impl Concerned {
    fn by(model: &Model, article: &Article) -> Self {
        let mut concerned = Self::default();
        for leader in &article.leaders {
            concerned.leaders.insert(*leader);
            let home = home_on(*leader, article.date, model);
            concerned.countries.insert(home);
        }
        let trip = article.trip.map(|id| model.trip(id));
        concerned.leaders.extend(trip.and_then(|trip| trip.leader));
        for id in article
            .summits
            .iter()
            .chain(trip.iter().flat_map(|trip| &trip.stops))
        {
            let summit = model.summit(*id);
            for participant in &summit.participants {
                concerned.leaders.insert(participant.leader);
                let home = home_on(participant.leader, summit.date, model);
                concerned.countries.insert(home);
            }
            concerned.countries.extend(summit.place.country);
        }
        concerned
    }
}

/// A correction with the article that it puts right.
#[derive(Debug, Clone, Copy)]
pub struct Corrected<'m> {
    /// The article.
    pub article: ArticleId,
    /// What was wrong and what is right.
    pub correction: &'m Correction,
    /// The how many-th correction of that article on that day, from 1. With the day it names the
    /// correction for good, whatever is added later.
    pub ordinal: usize,
}

/// All corrections, newest first; of one day, those of newer articles first.
pub fn corrections(model: &Model) -> Vec<Corrected<'_>> {
    let mut all: Vec<Corrected<'_>> = Vec::new();
    for (id, article) in model.articles() {
        for (index, correction) in article.corrections.iter().enumerate() {
            let before = article.corrections[..index].iter().rev();
            let same_day = before.take_while(|other| other.date == correction.date);
            all.push(Corrected {
                article: id,
                correction,
                ordinal: 1 + same_day.count(),
            });
        }
    }
    let newest_first = |a: &Corrected<'_>, b: &Corrected<'_>| {
        let date = b.correction.date.cmp(&a.correction.date);
        date.then(a.article.cmp(&b.article))
            .then(b.ordinal.cmp(&a.ordinal))
    };
    all.sort_by(newest_first);
    all
}

/// The corrections that the feed of them carries.
pub fn latest_corrections(model: &Model) -> Vec<Corrected<'_>> {
    let mut latest = corrections(model);
    latest.truncate(ENTRIES);
    latest
}

impl Channel {
    /// What a subscription to it is called: the name of the publication, and what it is about.
    pub fn title(self, model: &Model) -> String {
        let site = model.site.title.as_str();
        let what = match self {
            Self::Site => return site.to_owned(),
            Self::Corrections => model.language.say("page.corrections", &[]),
            Self::Leader(_) | Self::Country(_) | Self::Pillar(_) => self.name(model),
        };
        let args = [("site", site), ("what", what.as_str())];
        model.language.say("feed.title", &args)
    }

    /// One sentence on what it carries.
    pub fn description(self, model: &Model) -> String {
        let key = match self {
            Self::Site => return model.site.description.clone(),
            Self::Corrections => "feed.corrections",
            Self::Leader(_) => "feed.leader",
            Self::Country(_) => "feed.country",
            Self::Pillar(_) => "feed.pillar",
        };
        model.language.say(key, &[("name", &self.name(model))])
    }

    fn name(self, model: &Model) -> String {
        match self {
            Self::Site | Self::Corrections => model.site.title.clone(),
            Self::Leader(id) => model.title_of(Entity::Leader(id)),
            Self::Country(code) => model.title_of(Entity::Country(code)),
            Self::Pillar(id) => model.site.pillars[id.index()].name.clone(),
        }
    }
}
