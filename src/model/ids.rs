//! Small typed handles. They are numbered in the order in which lists show their things, so
//! that comparing two handles compares two things.

use serde::{Deserialize, Serialize};

/// Declares a handle into one of the model's lists.
macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
        )]
        pub struct $name(u32);

        impl $name {
            /// The handle of the thing at a place of the list.
            pub fn from_index(index: usize) -> Self {
                Self(index as u32)
            }

            /// The place in the list.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id! {
    /// An article; newest first, then by slug.
    ArticleId
}
id! {
    /// A leader; by id.
    LeaderId
}
id! {
    /// A meeting; by day, time and id, so that the greater handle came later.
    SummitId
}
id! {
    /// A gathering; by day and id.
    EventId
}
id! {
    /// A journey; by day and id.
    TripId
}
id! {
    /// A source, of the bibliography or given in place.
    SourceId
}
id! {
    /// A pillar, in the order of site.toml.
    PillarId
}
id! {
    /// A status, in the order of the vocabulary.
    StatusId
}

/// Anything that `[[id]]` can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Entity {
    /// An article.
    Article(ArticleId),
    /// A leader.
    Leader(LeaderId),
    /// A meeting.
    Summit(SummitId),
    /// A gathering.
    Event(EventId),
    /// A journey.
    Trip(TripId),
    /// A country, by its code.
    Country(super::country::CountryCode),
}

impl Entity {
    /// What it is, with its article.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Article(_) => "an article",
            Self::Leader(_) => "a leader",
            Self::Summit(_) => "a summit",
            Self::Event(_) => "an event",
            Self::Trip(_) => "a trip",
            Self::Country(_) => "a country",
        }
    }
}
