//! Reporting an error: the address of a new issue in the repository of the site, filled in as far
//! as the site can.
//!
//! Trackers that take a title and a text from an address: GitHub, GitLab, and those of the family
//! of Gitea (Codeberg, Forgejo). Others get no link.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::url;
use crate::model::Model;
use crate::model::derive::status::status_now;
use crate::model::ids::{ArticleId, Entity, SourceId, SummitId};
use crate::model::types::Outcome;

/// What stands for itself in the query of an address (RFC 3986, section 2.3).
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Letters of a title; a list of issues shows no more.
const LONGEST_TITLE: usize = 60;

/// Letters of the text that is reported. The page has the whole.
const LONGEST_QUOTE: usize = 200;

/// Sources that are named.
const MOST_SOURCES: usize = 3;

/// A place that takes reports: addresses are limited in length, so a report is short.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tracker {
    /// The page of a new issue.
    new_issue: String,
    /// The parameters of its title and its text.
    parameters: [&'static str; 2],
}

impl Tracker {
    /// The tracker of a repository, where it is of a kind that is known.
    fn of(repository: &str) -> Option<Self> {
        let (scheme, rest) = repository.split_once("://")?;
        let rest = rest.split(['?', '#']).next()?;
        let (host, path) = rest.split_once('/')?;
        let host = host.to_ascii_lowercase();
        let path = path.trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        let parts: Vec<&str> = path.split('/').collect();
        let [owner, name, ..] = parts.as_slice() else {
            return None;
        };
        let is_called = |name: &str| host.split(['.', '-', ':']).any(|label| label == name);
        let plain = ["title", "body"];
        let (below, parameters) = if host == "github.com" {
            (format!("{owner}/{name}/issues/new"), plain)
        } else if is_called("gitlab") {
            // Groups may hold groups.
            let path = path.split("/-/").next()?;
            let parameters = ["issue[title]", "issue[description]"];
            (format!("{path}/-/issues/new"), parameters)
        } else if ["codeberg", "gitea", "forgejo"].into_iter().any(is_called) {
            (format!("{owner}/{name}/issues/new"), plain)
        } else {
            return None;
        };
        Some(Self {
            new_issue: format!("{scheme}://{host}/{below}"),
            parameters,
        })
    }

    fn report(&self, title: &str, body: &str) -> String {
        let encoded = |text| utf8_percent_encode(text, QUERY);
        let [title_is, body_is] = self.parameters.map(encoded);
        let (title, body) = (encoded(title), encoded(body));
        format!("{}?{title_is}={title}&{body_is}={body}", self.new_issue)
    }
}

/// Where to report an error in an outcome.
pub fn of_outcome(model: &Model, id: SummitId, outcome: &Outcome) -> Option<String> {
    let tracker = Tracker::of(model.site.repository.as_deref()?)?;
    let language = &model.language;
    let page = url::absolute(model, Entity::Summit(id));
    let now = status_now(outcome, &model.site);
    let status = now.status.map_or_else(
        || language.say("status.none", &[]),
        |status| model.site.statuses[status.index()].name.clone(),
    );
    let day = language.day(now.since);
    let mut facts = vec![
        language.say("report.status", &[("status", &status), ("day", &day)]),
        String::new(),
    ];
    facts.extend(sources(model, &outcome.sources));
    Some(tracker.report(
        &title(model, &outcome.text),
        &body(
            model,
            &format!("{page}#outcome-{}", outcome.id),
            &outcome.text,
            &facts,
        ),
    ))
}

/// Where to report an error in an article.
pub fn of_article(model: &Model, id: ArticleId) -> Option<String> {
    let tracker = Tracker::of(model.site.repository.as_deref()?)?;
    let page = url::absolute(model, Entity::Article(id));
    let headline = &model.article(id).title;
    Some(tracker.report(&title(model, headline), &body(model, &page, headline, &[])))
}

fn title(model: &Model, about: &str) -> String {
    let what = shortened(about, LONGEST_TITLE);
    model.language.say("report.title", &[("what", &what)])
}

/// The text of a report, in Markdown: what is known, and two headings for what is to be told.
fn body(model: &Model, address: &str, quote: &str, facts: &[String]) -> String {
    let say = |key| model.language.say(key, &[]);
    let mut lines = vec![
        model.language.say("report.page", &[("address", address)]),
        String::new(),
        format!("> {}", shortened(quote, LONGEST_QUOTE)),
        String::new(),
    ];
    lines.extend(facts.iter().cloned());
    for heading in ["report.wrong", "report.source"] {
        lines.extend([String::new(), format!("## {}", say(heading)), String::new()]);
    }
    lines.join("\n")
}

/// The sources on record, by their addresses or else their titles.
fn sources(model: &Model, ids: &[SourceId]) -> impl Iterator<Item = String> {
    ids.iter().take(MOST_SOURCES).map(|id| {
        let source = model.source(*id);
        let named = source.url.as_ref().unwrap_or(&source.title);
        format!("- {}", shortened(named, LONGEST_QUOTE))
    })
}

/// A text on one line, cut where it is too long.
fn shortened(text: &str, longest: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_issue(repository: &str) -> Option<String> {
        Tracker::of(repository).map(|tracker| tracker.new_issue)
    }

    #[test]
    fn a_tracker_is_known_by_its_host() {
        for (repository, expected) in [
            (
                "https://github.com/desk/record",
                "https://github.com/desk/record/issues/new",
            ),
            (
                "https://GitHub.com/desk/record.git",
                "https://github.com/desk/record/issues/new",
            ),
            (
                "https://github.com/desk/record/tree/main/site",
                "https://github.com/desk/record/issues/new",
            ),
            (
                "https://gitlab.com/desk/asia/record/",
                "https://gitlab.com/desk/asia/record/-/issues/new",
            ),
            (
                "https://gitlab.example.org/desk/record/-/tree/main",
                "https://gitlab.example.org/desk/record/-/issues/new",
            ),
            (
                "https://codeberg.org/desk/record",
                "https://codeberg.org/desk/record/issues/new",
            ),
            (
                "http://forgejo.example:3000/desk/record",
                "http://forgejo.example:3000/desk/record/issues/new",
            ),
        ] {
            assert_eq!(
                new_issue(repository).as_deref(),
                Some(expected),
                "{repository}"
            );
        }
    }

    #[test]
    fn other_places_take_no_reports() {
        for repository in [
            "https://github.com",
            "https://github.com/desk",
            "https://github.com.evil.example/desk/record",
            "https://example.org/desk/record",
            "https://sr.ht/~desk/record",
            "",
        ] {
            assert_eq!(new_issue(repository), None, "{repository}");
        }
    }

    #[test]
    fn what_is_filled_in_stays_within_its_parameter() {
        let tracker = Tracker::of("https://gitlab.com/desk/record").unwrap();
        assert_eq!(
            tracker.report("a&b=c #1", "x\n\"<é>"),
            "https://gitlab.com/desk/record/-/issues/new?issue%5Btitle%5D=a%26b%3Dc%20%231&issue%5Bdescription%5D=x%0A%22%3C%C3%A9%3E"
        );
    }

    #[test]
    fn a_long_text_is_cut_between_letters() {
        assert_eq!(shortened("高市 訪韓\nの全容", 4), "高市 訪…");
        assert_eq!(shortened("a  b\n", 4), "a b");
    }
}
