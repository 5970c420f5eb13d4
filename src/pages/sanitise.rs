//! Cleans HTML in which a text's raw HTML is mixed with summitry's own.

use std::borrow::Cow;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use crate::diagnostic::{Code, Diagnostic};
use crate::load::markdown::Node;
use crate::model::Model;

/// What may stay: the tags that ammonia holds for harmless, the attributes that summitry writes
/// itself, and addresses of the web. Comments, scripts, styles, forms and frames go.
static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::default();
    cleaner
        .add_tags(["section"])
        .add_generic_attributes([
            "id",
            "class",
            "role",
            "aria-label",
            "aria-hidden",
            "tabindex",
        ])
        .add_tag_attributes("a", ["data-office"])
        .add_tag_attributes("img", ["loading"])
        .add_tag_attributes("th", ["scope"])
        .add_tag_attributes("ol", ["start"])
        .add_tag_attributes("li", ["value"])
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .link_rel(None)
        .url_relative(UrlRelative::PassThrough)
        .attribute_filter(|element, attribute, value| {
            // No page loads anything from another host.
            let remote = value.trim_start().starts_with("//") || value.contains("://");
            let loads = matches!(
                (element, attribute),
                ("img", "src") | (_, "srcset" | "background" | "poster")
            );
            if loads && remote {
                None
            } else {
                Some(Cow::Borrowed(value))
            }
        });
    cleaner
});

/// HTML without anything that a text may not bring.
pub fn clean(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

/// Warnings for raw HTML that does not survive.
pub fn check(model: &Model) -> Vec<Diagnostic> {
    if model.site.unsafe_html {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for (_, prose) in model.proses().filter(|(_, prose)| prose.body.has_html) {
        for (node, span) in &prose.body.nodes {
            let Node::Html(chunk) = node else { continue };
            if let Some(tag) = removed_tag(chunk.resolve(&prose.file.text)) {
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
