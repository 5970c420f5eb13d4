//! Files that programs read: feeds, data, the calendar, what hosts and search engines ask for.
//! Which there are, and where each lies; `render` writes them.

use super::plan::custom_domain;
use super::url::{self, PagePath};
use crate::model::Model;
use crate::model::country::CountryCode;
use crate::model::ids::{ArticleId, Entity, LeaderId, PillarId, SummitId};

/// A file that a program reads, written by summitry unless the site brings its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MachineFile {
    /// A data file.
    Data(Dataset),
    /// What a data file looks like (JSON Schema).
    Schema(Dataset),
    /// `/data/outcomes.csv`.
    OutcomesCsv,
    /// A leader's record in `leaders.json`, alone.
    LeaderData(LeaderId),
    /// A meeting's record in `summits.json`, alone.
    SummitData(SummitId),
    /// A feed.
    Feed(Channel, FeedFormat),
    /// `/calendar.ics`.
    Calendar,
    /// An article as Markdown.
    Markdown(ArticleId),
    /// An article as it is pasted into a mailing tool.
    Email(ArticleId),
    /// The same as plain text.
    EmailText(ArticleId),
    /// The picture of a link that is shared.
    ShareCard(ShareCard),
    /// `/sitemap.xml`: the pages, or where there are too many for one file, its parts.
    Sitemap,
    /// A part of the sitemap, from 1.
    SitemapPart(usize),
    /// `/robots.txt`.
    Robots,
    /// `/llms.txt`, the site for language models.
    LlmsTxt,
    /// `/.nojekyll`, which tells GitHub Pages to publish the files as they are.
    NoJekyll,
    /// `/CNAME`, the custom domain.
    Cname,
}

/// A set of open data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dataset {
    /// Articles.
    Articles,
    /// Leaders with their offices.
    Leaders,
    /// Meetings with what is derived of them.
    Summits,
    /// Outcomes of all meetings.
    Outcomes,
}

impl Dataset {
    /// All sets.
    pub const ALL: [Self; 4] = [Self::Articles, Self::Leaders, Self::Summits, Self::Outcomes];

    /// Its name, in addresses and as the key of its list.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Leaders => "leaders",
            Self::Summits => "summits",
            Self::Outcomes => "outcomes",
        }
    }
}

/// What a feed is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Channel {
    /// The articles of the site.
    Site,
    /// Corrections of articles.
    Corrections,
    /// Articles about a leader.
    Leader(LeaderId),
    /// Articles about a country.
    Country(CountryCode),
    /// Articles of a pillar.
    Pillar(PillarId),
}

impl Channel {
    /// The page that it is the feed of.
    pub fn page(self, model: &Model) -> PagePath {
        match self {
            Self::Site => PagePath::new("/"),
            Self::Corrections => PagePath::new("/corrections/"),
            Self::Leader(id) => url::of(model, Entity::Leader(id)),
            Self::Country(code) => url::country(code),
            Self::Pillar(id) => url::pillar(model, id),
        }
    }
}

/// The format of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedFormat {
    /// Atom (RFC 4287).
    Atom,
    /// JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).
    Json,
}

impl FeedFormat {
    /// All formats.
    pub const ALL: [Self; 2] = [Self::Atom, Self::Json];

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }

    const fn file(self) -> &'static str {
        match self {
            Self::Atom => "feed.xml",
            Self::Json => "feed.json",
        }
    }
}

/// What a share card is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShareCard {
    /// The site: the card of every page that has none of its own.
    Site,
    /// An article.
    Article(ArticleId),
    /// A meeting.
    Summit(SummitId),
    /// A leader.
    Leader(LeaderId),
}

impl ShareCard {
    /// Whether it is the first of its kind: one of each kind shows the faults of all templates.
    pub fn is_first(self) -> bool {
        match self {
            Self::Site => true,
            Self::Article(id) => id.index() == 0,
            Self::Summit(id) => id.index() == 0,
            Self::Leader(id) => id.index() == 0,
        }
    }
}

impl MachineFile {
    /// All that a site has, in a fixed order.
    pub fn all(model: &Model) -> Vec<Self> {
        let outputs = model.site.outputs;
        let mut files = Vec::new();
        for set in Dataset::ALL {
            files.extend([Self::Data(set), Self::Schema(set)]);
        }
        files.push(Self::OutcomesCsv);
        files.extend(model.leaders().map(|(id, _)| Self::LeaderData(id)));
        files.extend(model.summits().map(|(id, _)| Self::SummitData(id)));
        for channel in channels(model) {
            files.extend(FeedFormat::ALL.map(|format| Self::Feed(channel, format)));
        }
        files.push(Self::Calendar);
        if outputs.markdown {
            files.extend(model.articles().map(|(id, _)| Self::Markdown(id)));
        }
        for (id, _) in model.articles().take(outputs.email) {
            files.extend([Self::Email(id), Self::EmailText(id)]);
        }
        if outputs.share_cards {
            files.extend(share_cards(model).map(Self::ShareCard));
        }
        files.extend([Self::Sitemap, Self::Robots, Self::LlmsTxt, Self::NoJekyll]);
        if custom_domain(&model.site.origin, &model.site.base_path).is_some() {
            files.push(Self::Cname);
        }
        files
    }

    /// Where it lies.
    pub fn path(self, model: &Model) -> PagePath {
        let beside = |page: PagePath, file: &str| PagePath::new(format!("{}{file}", page.as_str()));
        match self {
            Self::Data(set) => PagePath::new(format!("/data/{}.json", set.name())),
            Self::Schema(set) => PagePath::new(format!("/data/{}.schema.json", set.name())),
            Self::OutcomesCsv => PagePath::new("/data/outcomes.csv"),
            Self::LeaderData(id) => beside(url::of(model, Entity::Leader(id)), "data.json"),
            Self::SummitData(id) => beside(url::of(model, Entity::Summit(id)), "data.json"),
            Self::Feed(channel, format) => beside(channel.page(model), format.file()),
            Self::Calendar => PagePath::new("/calendar.ics"),
            Self::Markdown(id) => beside(url::article(model, id), "index.md"),
            Self::Email(id) => beside(url::article(model, id), "email.html"),
            Self::EmailText(id) => beside(url::article(model, id), "email.txt"),
            Self::ShareCard(card) => {
                let page = match card {
                    ShareCard::Site => PagePath::new("/"),
                    ShareCard::Article(id) => url::article(model, id),
                    ShareCard::Summit(id) => url::of(model, Entity::Summit(id)),
                    ShareCard::Leader(id) => url::of(model, Entity::Leader(id)),
                };
                beside(page, "card.png")
            }
            Self::Sitemap => PagePath::new("/sitemap.xml"),
            Self::SitemapPart(number) => PagePath::new(format!("/sitemap-{number}.xml")),
            Self::Robots => PagePath::new("/robots.txt"),
            Self::LlmsTxt => PagePath::new("/llms.txt"),
            Self::NoJekyll => PagePath::new("/.nojekyll"),
            Self::Cname => PagePath::new("/CNAME"),
        }
    }
}

/// Pages in a file of the sitemap: more, and search engines do not read it
/// (<https://www.sitemaps.org/protocol.html>).
pub const PAGES_OF_SITEMAP: usize = 50_000;

/// The parts of the sitemap of a number of pages; none where one file is enough.
pub fn sitemap_parts(pages: usize) -> impl Iterator<Item = MachineFile> {
    let parts = pages.div_ceil(PAGES_OF_SITEMAP);
    let parts = if parts > 1 { parts } else { 0 };
    (1..=parts).map(MachineFile::SitemapPart)
}

/// Everything that has a feed.
fn channels(model: &Model) -> Vec<Channel> {
    let mut channels = vec![Channel::Site, Channel::Corrections];
    if model.site.outputs.feeds {
        channels.extend(model.leaders().map(|(id, _)| Channel::Leader(id)));
        let countries = model.countries.iter();
        channels.extend(countries.map(|country| Channel::Country(country.code)));
        let pillars = 0..model.site.pillars.len();
        channels.extend(pillars.map(|index| Channel::Pillar(PillarId::from_index(index))));
    }
    channels
}

fn share_cards(model: &Model) -> impl Iterator<Item = ShareCard> {
    std::iter::once(ShareCard::Site)
        .chain(model.articles().map(|(id, _)| ShareCard::Article(id)))
        .chain(model.summits().map(|(id, _)| ShareCard::Summit(id)))
        .chain(model.leaders().map(|(id, _)| ShareCard::Leader(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sitemap_is_divided_where_it_must_be() {
        let parts = |pages| sitemap_parts(pages).count();
        assert_eq!(
            [
                0,
                1,
                PAGES_OF_SITEMAP,
                PAGES_OF_SITEMAP + 1,
                3 * PAGES_OF_SITEMAP
            ]
            .map(parts),
            [0, 0, 0, 2, 3]
        );
    }
}
