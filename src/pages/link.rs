//! Ordinary Markdown links and images: where they lead, and whether there is something there.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use rayon::prelude::*;

use super::kind::PageKind;
use super::plan::Plan;
use super::url::{self, PagePath};
use crate::diagnostic::{Code, Diagnostic, Location, nearest};
use crate::load::ARTICLE_FILE;
use crate::model::Model;
use crate::model::ids::Entity;
use crate::model::names::Named;
use crate::model::types::{Prose, Target};

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// To another site, or to a mail address.
    External(String),
    /// Within the page.
    Fragment(String),
    /// To a page or file of the site, with the rest of the address (query and fragment).
    Internal(PagePath, String),
    /// Nowhere in this build: the page is a draft or in the future. Printed as plain text.
    LeftOut,
    /// Nowhere: there is nothing at this path.
    Dead(String),
    /// Nowhere: the scheme is not allowed.
    Unsafe,
}

/// Characters that browsers pass over in an address, and what stands in their place since the
/// file was read.
fn is_unseen(c: char) -> bool {
    c.is_control() || c == '\u{fffd}'
}

/// Schemes that may lead out of the site.
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// Where a link written in the text of `from` leads.
pub fn resolve(model: &Model, plan: &Plan, from: Entity, written: &str) -> Destination {
    // Browsers pass over blanks and control characters in a scheme, so they must not hide one.
    let plain: String = written
        .chars()
        .filter(|c| !is_unseen(*c))
        .collect::<String>()
        .trim()
        .to_owned();
    if let Some(scheme) = scheme_of(&plain) {
        let allowed = SCHEMES.contains(&scheme.to_ascii_lowercase().as_str());
        return if allowed {
            Destination::External(plain)
        } else {
            Destination::Unsafe
        };
    }
    if plain.starts_with("//") || plain.starts_with("\\") || plain.starts_with("/\\") {
        return Destination::Unsafe;
    }
    let split = plain.find(['?', '#']).unwrap_or(plain.len());
    let (path, rest) = plain.split_at(split);
    if path.is_empty() {
        return match rest.strip_prefix('#') {
            Some(fragment) => Destination::Fragment(fragment.to_owned()),
            None => Destination::Dead(plain.clone()),
        };
    }
    let Ok(decoded) = percent_decode_str(path).decode_utf8() else {
        return Destination::Dead(plain.clone());
    };
    let absolute = match join(url::of(model, from).as_str(), &decoded) {
        Some(absolute) => absolute,
        None => return Destination::Dead(plain.clone()),
    };
    match find(plan, &absolute) {
        Some(found) => Destination::Internal(PagePath::new(found), rest.to_owned()),
        None => match source_link(model, plan, from, &decoded) {
            Some(page) => Destination::Internal(page, rest.to_owned()),
            None if is_left_out(model, &absolute) => Destination::LeftOut,
            None => Destination::Dead(absolute),
        },
    }
}

/// Whether a path is that of a page or source which is left out of this build: the same text is
/// right on another day.
fn is_left_out(model: &Model, path: &str) -> bool {
    let path = path.trim_end_matches('/');
    let folder = path
        .strip_suffix(&format!("/{ARTICLE_FILE}"))
        .unwrap_or(path);
    let name = folder
        .trim_end_matches(".md")
        .rsplit('/')
        .next()
        .unwrap_or_default();
    // A link between sources names the folder, which may begin with a date.
    let without_date = name
        .get(..11)
        .filter(|date| date.ends_with('-') && date[..10].parse::<jiff::civil::Date>().is_ok())
        .map_or(name, |_| &name[11..]);
    [name, without_date].iter().any(|name| {
        model
            .names
            .exact(name)
            .any(|candidate| matches!(candidate.named, Named::LeftOut(_)))
    })
}

/// Where an image written in the text of `from` lies: a file, not a page.
pub fn resolve_picture(model: &Model, plan: &Plan, from: Entity, written: &str) -> Destination {
    match resolve(model, plan, from, written) {
        Destination::Internal(path, _) if plan.page_at(path.as_str()).is_some() => {
            Destination::Dead(path.as_str().to_owned())
        }
        destination => destination,
    }
}

/// The scheme of an address (RFC 3986, section 3.1), where it has one.
fn scheme_of(address: &str) -> Option<&str> {
    let colon = address.find(':')?;
    let scheme: &str = &address[..colon];
    let compact: String = scheme.chars().filter(|c| !c.is_whitespace()).collect();
    let is_scheme = compact.starts_with(|c: char| c.is_ascii_alphabetic())
        && compact
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    is_scheme.then_some(scheme)
}

/// A path relative to a page's folder; `None` where it leads above the root.
fn join(folder: &str, path: &str) -> Option<String> {
    let joined = if path.starts_with('/') {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(format!("{folder}{path}"))
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in joined.split('/').skip(1) {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(format!("/{}", parts.join("/")))
}

/// The address of a page or file as the plan has it: with or without the slash at its end.
fn find(plan: &Plan, path: &str) -> Option<String> {
    let with_slash = || {
        if path.ends_with('/') {
            None
        } else {
            Some(format!("{path}/"))
        }
    };
    let without_index = || path.strip_suffix("index.html").map(str::to_owned);
    if plan.has(path) {
        return Some(path.to_owned());
    }
    with_slash()
        .filter(|p| plan.has(p))
        .or_else(|| without_index().filter(|p| plan.has(p)))
}

/// A link to another source file, as editors of Markdown make them: `../other/article.md`.
fn source_link(model: &Model, plan: &Plan, from: Entity, path: &str) -> Option<PagePath> {
    if !path.ends_with(".md") {
        return None;
    }
    let own = model.prose_of(from)?.file.path.as_str();
    let folder = own.rsplit_once('/').map_or("", |(folder, _)| folder);
    let file = join(&format!("/{folder}/"), path)?;
    let entity = plan.entity_of_source(file.trim_start_matches('/'))?;
    Some(url::of(model, entity))
}

/// Faults of all links, images and places within pages that texts name.
pub fn check(model: &Model, plan: &Plan) -> Vec<Diagnostic> {
    let proses: Vec<(Entity, &Prose)> = model.proses().collect();
    let mut faults: Vec<Diagnostic> = proses
        .into_par_iter()
        .flat_map_iter(|(from, prose)| check_prose(model, plan, from, prose))
        .collect();
    for entry in &model.site.menu {
        match resolve_from_root(plan, &entry.url) {
            Destination::Dead(path) => faults.push(dead(plan, &entry.url, &path, entry.at.clone())),
            Destination::Unsafe => faults.push(unsafe_url(&entry.url, entry.at.clone())),
            _ => {}
        }
    }
    for (_, image, base) in images(model) {
        match resolve_image(plan, &base, &image.src) {
            Destination::External(address) => faults.push(remote_image(&address, image.at.clone())),
            Destination::Unsafe => faults.push(unsafe_url(&image.src, image.at.clone())),
            Destination::Dead(path) => faults.push(dead(plan, &image.src, &path, image.at.clone())),
            _ => {}
        }
    }
    faults
}

/// Faults of what one text names.
fn check_prose(model: &Model, plan: &Plan, from: Entity, prose: &Prose) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for link in &prose.body.links {
        let at = || prose.at(link.span);
        let resolve = if link.image { resolve_picture } else { resolve };
        match resolve(model, plan, from, &link.destination) {
            Destination::External(address) if link.image => {
                faults.push(remote_image(&address, at()));
            }
            Destination::External(_) | Destination::LeftOut => {}
            Destination::Unsafe => faults.push(unsafe_url(&link.destination, at())),
            Destination::Dead(path) => faults.push(dead(plan, &link.destination, &path, at())),
            Destination::Fragment(fragment) => faults.extend(check_anchor(prose, &fragment, at())),
            Destination::Internal(path, rest) => {
                let fragment = rest.split_once('#').map(|(_, fragment)| fragment);
                if let (Some(fragment), Some(target)) = (
                    fragment,
                    plan.page_at(path.as_str())
                        .and_then(|page| prose_of(model, &page.kind)),
                ) {
                    faults.extend(check_anchor(target, fragment, at()));
                }
            }
        }
        if link.image && !link.described {
            let message = "the image has no alternative text";
            let fault = Diagnostic::new(Code::MissingAlt, at(), message);
            faults.push(fault.help("write what it shows between the brackets: ![…](…)"));
        }
    }
    for (reference, target) in prose.body.references.iter().zip(&prose.targets) {
        if let (Some(anchor), Target::Entity(entity)) = (&reference.anchor, target)
            && let Some(of) = model.prose_of(*entity)
        {
            faults.extend(check_anchor(of, anchor, prose.at(reference.span)));
        }
    }
    faults
}

/// Pictures of front matter with the folder they are relative to.
pub(super) fn images(
    model: &Model,
) -> impl Iterator<Item = (Entity, &crate::model::types::Image, PagePath)> {
    let articles = model.articles().filter_map(move |(id, article)| {
        Some((
            Entity::Article(id),
            article.image.as_ref()?,
            url::article(model, id),
        ))
    });
    let leaders = model.leaders().filter_map(move |(id, leader)| {
        Some((
            Entity::Leader(id),
            leader.portrait.as_ref()?,
            url::of(model, Entity::Leader(id)),
        ))
    });
    articles.chain(leaders)
}

/// Where a picture of front matter lies.
pub fn resolve_image(plan: &Plan, base: &PagePath, src: &str) -> Destination {
    let plain: String = src.chars().filter(|c| !is_unseen(*c)).collect();
    if let Some(scheme) = scheme_of(&plain) {
        return if ["http", "https"].contains(&scheme.to_ascii_lowercase().as_str()) {
            Destination::External(plain)
        } else {
            Destination::Unsafe
        };
    }
    if plain.starts_with("//") || plain.contains('\\') {
        return Destination::Unsafe;
    }
    let Ok(decoded) = percent_decode_str(&plain).decode_utf8() else {
        return Destination::Dead(plain.clone());
    };
    match join(base.as_str(), &decoded) {
        Some(path) if plan.has(&path) => Destination::Internal(PagePath::new(path), String::new()),
        Some(path) => Destination::Dead(path),
        None => Destination::Dead(decoded.into_owned()),
    }
}

/// Where an address of site.toml leads, which is written from the root of the site.
pub fn resolve_from_root(plan: &Plan, written: &str) -> Destination {
    let written: &str = &written
        .chars()
        .filter(|c| !is_unseen(*c))
        .collect::<String>();
    if let Some(scheme) = scheme_of(written) {
        return if SCHEMES.contains(&scheme.to_ascii_lowercase().as_str()) {
            Destination::External(written.to_owned())
        } else {
            Destination::Unsafe
        };
    }
    if written.starts_with("//") || written.contains('\\') {
        return Destination::Unsafe;
    }
    let split = written.find(['?', '#']).unwrap_or(written.len());
    let (path, rest) = written.split_at(split);
    match join("/", path).and_then(|path| find(plan, &path)) {
        Some(found) => Destination::Internal(PagePath::new(found), rest.to_owned()),
        None => Destination::Dead(written.to_owned()),
    }
}

fn prose_of<'m>(model: &'m Model, kind: &PageKind) -> Option<&'m Prose> {
    match kind {
        PageKind::Article(id) => Some(model.article(*id).prose()),
        _ => None,
    }
}

fn check_anchor(prose: &Prose, anchor: &str, at: Location) -> Option<Diagnostic> {
    let decoded = percent_decode_str(anchor).decode_utf8_lossy();
    let known = || {
        prose
            .body
            .headings
            .iter()
            .map(|heading| heading.id.as_str())
    };
    let own = ["main", "sources", "footnotes", "top", ""].contains(&decoded.as_ref())
        || ["source-", "fn-", "fnref-", "outcome-"]
            .iter()
            .any(|prefix| decoded.starts_with(prefix));
    if own || known().any(|id| id == decoded) {
        return None;
    }
    let help = nearest(&decoded, known()).map(|found| format!("did you mean `#{found}`?"));
    Some(
        Diagnostic::new(
            Code::DeadAnchor,
            at,
            format!("there is no heading `#{decoded}` on that page"),
        )
        .maybe_help(help),
    )
}

fn dead(plan: &Plan, written: &str, path: &str, at: Location) -> Diagnostic {
    let help = nearest(path, plan.addresses()).map_or_else(
        || "link to a page by its id, [[id]], or put the file beside the article or into site/static/".to_owned(),
        |found| format!("did you mean `{found}`?"),
    );
    Diagnostic::new(Code::DeadLink, at, format!("nothing lies at `{written}`")).help(help)
}

fn unsafe_url(written: &str, at: Location) -> Diagnostic {
    Diagnostic::new(Code::UnsafeUrl, at, format!("the address `{written}` is left out: only http, https, mailto and tel lead out of the site")).help("write a whole address, beginning with https://, or a path on the site")
}

fn remote_image(address: &str, at: Location) -> Diagnostic {
    Diagnostic::new(
        Code::RemoteImage,
        at,
        format!("the image `{address}` lies on another host and becomes a link"),
    )
    .help("no page loads anything from elsewhere: put the image beside the article")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_found_however_they_are_written() {
        for (address, scheme) in [
            ("https://x", Some("https")),
            ("JavaScript:x", Some("JavaScript")),
            ("java script:x", Some("java script")),
            ("/a:b", None),
            ("a/b:c", None),
            ("data:x", Some("data")),
        ] {
            assert_eq!(scheme_of(address), scheme, "{address}");
        }
    }

    #[test]
    fn relative_paths_stay_below_the_root() {
        assert_eq!(
            join("/articles/x/", "map.png").as_deref(),
            Some("/articles/x/map.png")
        );
        assert_eq!(
            join("/articles/x/", "../y/").as_deref(),
            Some("/articles/y/")
        );
        assert_eq!(join("/articles/x/", "../../../etc/passwd"), None);
        assert_eq!(
            join("/articles/x/", "/leaders/").as_deref(),
            Some("/leaders/")
        );
    }
}
