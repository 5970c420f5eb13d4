//! Cleans HTML in which a text's raw HTML is mixed with summitry's own.

use std::borrow::Cow;
use std::sync::LazyLock;

use ammonia::{Builder, Url, UrlRelative};

use crate::diagnostic::{Code, Diagnostic};
use crate::load::markdown::Node;
use crate::model::Model;

/// What may stay: the tags that ammonia holds for harmless, the attributes that summitry writes
/// itself, and addresses of the web. Comments, scripts, styles, forms and frames go.
static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = rules();
    cleaner.attribute_filter(|element, attribute, value| {
        let stays = !loads_from_elsewhere(element, attribute, value);
        stays.then_some(Cow::Borrowed(value))
    });
    cleaner
});

/// Whether an attribute loads something from another host. No page does.
fn loads_from_elsewhere(element: &str, attribute: &str, value: &str) -> bool {
    match (element, attribute) {
        ("img", "src") | (_, "background" | "poster") => is_remote(value),
        (_, "srcset") => value
            .split(|c: char| c == ',' || c.is_ascii_whitespace())
            .any(is_remote),
        _ => false,
    }
}

fn rules() -> Builder<'static> {
    let mut cleaner = Builder::default();
    cleaner
        .add_tags(["section", "picture", "source"])
        .add_generic_attributes([
            "id",
            "class",
            "role",
            "aria-label",
            "aria-hidden",
            "tabindex",
        ])
        .add_tag_attributes("a", ["data-office"])
        .add_tag_attributes("img", ["loading", "decoding"])
        .add_tag_attributes("source", ["type", "srcset", "sizes"])
        .add_tag_attributes("th", ["scope"])
        .add_tag_attributes("ol", ["start"])
        .add_tag_attributes("li", ["value"])
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .link_rel(None)
        .url_relative(UrlRelative::PassThrough);
    cleaner
}

/// Whether an address leads to another host: with a scheme, or with two slashes in front, for
/// which browsers take backslashes too. They pass over blanks and control characters.
fn is_remote(address: &str) -> bool {
    let plain: String = address
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect();
    let path = plain.find(['/', '?', '#']).unwrap_or(plain.len());
    plain.starts_with("//") || plain.contains('\\') || plain[..path].contains(':')
}

/// HTML without anything that a text may not bring.
pub fn clean(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

/// The same for readers elsewhere: addresses are made whole, as seen from `page`, and nothing is
/// loaded but from `origin`, the site itself.
pub fn clean_portable(html: &str, page: &str, origin: &str) -> String {
    // Without an address of the site there is nothing to begin with.
    let own = (!origin.is_empty()).then(|| format!("{origin}/"));
    let mut cleaner = rules();
    cleaner
        // One address of a picture is enough there.
        .rm_tags(["picture", "source"])
        .rm_generic_attributes(["id", "class", "role", "tabindex"])
        .attribute_filter(move |element, attribute, value| {
            let is_own = own.as_ref().is_some_and(|own| value.starts_with(own));
            let stays = is_own || !loads_from_elsewhere(element, attribute, value);
            stays.then_some(Cow::Borrowed(value))
        });
    if let Ok(base) = Url::parse(page) {
        cleaner.url_relative(UrlRelative::RewriteWithBase(base));
    }
    cleaner.clean(html).to_string()
}

/// Warnings for raw HTML that does not survive.
pub fn check(model: &Model) -> Vec<Diagnostic> {
    if model.site.unsafe_html {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for (_, prose) in model.proses().filter(|(_, prose)| prose.body.has_html) {
        for (node, span) in prose.nodes() {
            let Node::Html(chunk) = node else { continue };
            if let Some(tag) = removed_tag(chunk.resolve(prose.file.text())) {
                let message = format!("the tag <{tag}> is removed");
                faults.push(
                    Diagnostic::new(Code::RemovedHtml, prose.at(*span), message)
                        .help("write it in Markdown, or allow all raw HTML with `unsafe_html = true` in site/site.toml"),
                );
            }
        }
    }
    faults
}

/// The first tag of a piece of raw HTML that is not allowed.
fn removed_tag(html: &str) -> Option<String> {
    let allowed = CLEANER.clone_tags();
    html.split('<').skip(1).find_map(|piece| {
        let name: String = piece
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        (!name.is_empty() && !allowed.contains(name.as_str())).then_some(name)
    })
}
