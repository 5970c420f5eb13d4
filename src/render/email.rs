//! The edition for mail: what an editor pastes into a mailing tool.
//!
//! Mail programs read no stylesheets from elsewhere, and many read none at all, so the theme's
//! rules are moved to the elements they are about (`css-inline`); only what depends on the screen
//! stays in a `<style>`, marked `data-css-inline="keep"`. Nothing is fetched, nothing tells who read it.

use css_inline::CSSInliner;
use html2text::config;
use html2text::render::{TaggedLine, TextDecorator};

use super::Made;
use super::theme::Theme;
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::model::ids::ArticleId;
use crate::pages::portable::{self, PortableMeeting};
use crate::pages::view::Views;
use crate::pages::view::email::{self, EmailPage};

/// Bytes from which on Gmail cuts a message and hides the rest behind a link.
const CUT: usize = 102_400;

/// Letters on a line of plain text, after RFC 3676, section 4.2.
const LINE: usize = 72;

/// An article as HTML for mail; a warning where mailboxes would cut it.
///
/// # Errors
/// The fault of the theme's template, with its place.
pub(super) fn html(views: &Views, theme: &Theme, id: ArticleId) -> Result<Made, Diagnostic> {
    let html = theme.render_alone(TEMPLATE, &email::view(views, id))?;
    let html = String::from_utf8_lossy(&html);
    let html = inlined(&html)?;
    let mut made = Made::from(html.into_bytes());
    made.warnings.extend(too_long(views, id, &made));
    Ok(made)
}

const TEMPLATE: &str = "email.html";

/// The document with its rules on the elements they are about.
fn inlined(html: &str) -> Result<String, Diagnostic> {
    let inliner = CSSInliner::options()
        .minify_css(true)
        .load_remote_stylesheets(false)
        .build();
    inliner.inline(html).map_err(|error| {
        let message = format!("the stylesheet of {TEMPLATE} cannot be used: {error}");
        Diagnostic::global(Code::TemplateError, message)
            .help("compare it with email.css of the theme chancery")
    })
}

fn too_long(views: &Views, id: ArticleId, made: &Made) -> Option<Diagnostic> {
    let super::Content::Bytes(bytes) = &made.content else {
        return None;
    };
    (bytes.len() > CUT).then(|| {
        let article = views.model.article(id);
        let message = format!(
            "the edition for mail of “{}” has {} bytes, and Gmail shows the first {CUT}",
            article.title,
            bytes.len()
        );
        Diagnostic::new(
            Code::EmailTooLong,
            Location::start_of(&article.prose().file),
            message,
        )
        .help("mail the summary with a link to the page, or make two articles of it")
    })
}

/// An article as plain text for mail.
pub(super) fn text(views: &Views, id: ArticleId) -> Vec<u8> {
    let page = email::view(views, id);
    let html = plain_document(views, &page);
    let width = |width: usize| {
        let decorator = Plain::new(&page.home);
        config::with_decorator(decorator)
            .allow_width_overflow()
            .string_from_read(html.as_bytes(), width)
    };
    // A table of many columns may not fit any line.
    let text = width(LINE).or_else(|_| width(LINE * LINE));
    let text = text.unwrap_or_default();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    format!("{}\n", lines.join("\n").trim()).into_bytes()
}

/// The edition as HTML without layout, to be read as text.
fn plain_document(views: &Views, page: &EmailPage) -> String {
    let language = &views.model.language;
    let paragraph = |text: &str| format!("<p>{}</p>\n", portable::escaped(text));
    let mut html = format!("<h1>{}</h1>\n", portable::escaped(&page.title));
    if let Some(summary) = &page.summary {
        html.push_str(&paragraph(summary));
    }
    let web = language.say("email.web-at", &[("url", &page.url)]);
    html.push_str(&paragraph(&web));
    let points = page.key_points.iter();
    let points: Vec<String> = points.map(|point| portable::escaped(point)).collect();
    if !points.is_empty() {
        html.push_str(&portable::heading(language, "article.glance"));
        html.push_str(&portable::list("ul", &points));
    }
    html.push_str(page.text.as_str());
    if !page.meetings.is_empty() {
        html.push_str(&portable::heading(language, "article.agreed"));
    }
    for meeting in &page.meetings {
        html.push_str(&plain_meeting(views, meeting));
    }
    for (tag, key, items) in [
        ("ol", "sources.title", &page.sources),
        ("ul", "article.corrections", &page.corrections),
    ] {
        if !items.is_empty() {
            let items: Vec<String> = items.iter().map(|item| item.as_str().to_owned()).collect();
            html.push_str(&portable::heading(language, key));
            html.push_str(&portable::list(tag, &items));
        }
    }
    html
}

fn plain_meeting(views: &Views, meeting: &PortableMeeting) -> String {
    let language = &views.model.language;
    let mut html = format!(
        "<h3>{}</h3>\n<p>{}</p>\n",
        portable::escaped(&meeting.title),
        portable::escaped(&meeting.when)
    );
    if meeting.outcomes.is_empty() {
        let none = portable::escaped(&language.say("article.no-outcomes", &[]));
        html.push_str(&format!("<p>{none}</p>\n"));
    }
    let outcomes = meeting.outcomes.iter();
    let outcomes: Vec<String> = outcomes.map(|outcome| outcome.line(language)).collect();
    html.push_str(&portable::list("ul", &outcomes));
    html
}

/// How text without markup is written. Marks have brackets of their own; what leads to another site has
/// its address after it, what leads into the record is plain: the record is linked on the page.
#[derive(Clone)]
struct Plain {
    home: String,
    /// What has to follow each link that is open.
    open: Vec<String>,
}

impl Plain {
    fn new(home: &str) -> Self {
        Self {
            home: home.to_owned(),
            open: Vec::new(),
        }
    }
}

impl TextDecorator for Plain {
    type Annotation = ();

    fn decorate_link_start(&mut self, url: &str) -> (String, ()) {
        let is_own = url.starts_with(&self.home);
        self.open.push(if is_own {
            String::new()
        } else {
            format!(" <{url}>")
        });
        (String::new(), ())
    }

    fn decorate_link_end(&mut self) -> String {
        self.open.pop().unwrap_or_default()
    }

    fn decorate_em_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_em_end(&self) -> String {
        String::new()
    }

    fn decorate_strong_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_strong_end(&self) -> String {
        String::new()
    }

    fn decorate_strikeout_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_strikeout_end(&self) -> String {
        String::new()
    }

    fn decorate_code_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_code_end(&self) -> String {
        String::new()
    }

    fn decorate_preformat_first(&self) {}

    fn decorate_preformat_cont(&self) {}

    fn decorate_image(&mut self, _src: &str, title: &str) -> (String, ()) {
        (format!("[{title}]"), ())
    }

    fn header_prefix(&self, level: usize) -> String {
        format!("{} ", "#".repeat(level))
    }

    fn quote_prefix(&self) -> String {
        "> ".to_owned()
    }

    fn unordered_item_prefix(&self) -> String {
        "- ".to_owned()
    }

    fn ordered_item_prefix(&self, number: i64) -> String {
        format!("{number}. ")
    }

    fn make_subblock_decorator(&self) -> Self {
        Self::new(&self.home)
    }

    fn decorate_superscript_start(&self) -> (String, ()) {
        (String::new(), ())
    }

    fn decorate_superscript_end(&self) -> String {
        String::new()
    }

    fn finalise(&mut self, _urls: Vec<String>) -> Vec<TaggedLine<()>> {
        Vec::new()
    }
}
