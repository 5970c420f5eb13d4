//! The theme engine: Tera, with errors as diagnostics.
//!
//! With [`crate::value`] the only place that knows which template engine it is.

mod context;
mod inline;
mod source;

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use crate::diagnostic::{Code, Diagnostic, Location, SourceText, Span, did_you_mean};
use crate::language::Language;
use crate::load::theme::ThemeFiles;
use crate::pages::view::share_card::ShareCardText;
use crate::pages::view::{PageView, SiteView, View};
use crate::render::share_card::{Fonts, Wanted};

/// A theme whose templates are parsed.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    /// The same templates made cheaper to print; none where Tera would not have them.
    inlined: Option<Tera>,
    files: Arc<ThemeFiles>,
    fonts: Arc<Fonts>,
}

impl Theme {
    /// Parses all templates.
    ///
    /// # Errors
    /// The first syntax error of a template, or everything that is unknown, each with its place.
    pub fn compile(
        files: &Arc<ThemeFiles>,
        site: &SiteView,
        language: &Arc<Language>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut tera = Tera::new();
        tera.autoescape_on(ESCAPED);
        let fonts = Arc::new(Fonts::read(&files.fonts));
        let of_cards = Arc::clone(&fonts);
        tera.register_function("fit", move |arguments: Kwargs, _: &State<'_>| {
            fit(&of_cards, &arguments)
        });
        let of_all = Value::from_serializable(site);
        tera.global_context().insert_value("site", of_all.clone());
        // `{{ 2315 | grouped }}` is 2,315, or what the language makes of it.
        let of_site = Arc::clone(language);
        tera.register_filter("grouped", move |number: i64, _: Kwargs, _: &State<'_>| {
            of_site.digits(number)
        });
        let of_site = Arc::clone(language);
        tera.register_function("t", move |arguments: Kwargs, _: &State<'_>| {
            text(&of_site, &arguments)
        });
        let templates = files
            .templates
            .iter()
            .map(|(name, file)| (name.as_str(), file.text()));
        match tera.add_raw_templates(templates.clone()) {
            Ok(()) => {}
            Err(error) => return Err(diagnostics(&error, files, None)),
        }
        let unknown = unknown_texts(files, language);
        if unknown.is_empty() {
            let mut inlined = inlined(&tera, templates.clone());
            if let Some(inlined) = &mut inlined {
                inlined.global_context().insert_value("site", of_all);
            }
            Ok(Self {
                inlined,
                tera,
                files: Arc::clone(files),
                fonts,
            })
        } else {
            Err(unknown)
        }
    }

    /// Renders a page.
    ///
    /// # Errors
    /// The fault of the template, with its place.
    pub fn render(
        &self,
        template: &str,
        page: &PageView,
        view: &View,
    ) -> Result<Vec<u8>, Diagnostic> {
        let mut context = self.context(template, view)?;
        let words = self.files.named.of(template);
        let named = |field: &str| words.is_none_or(|words| words.has_of_page(field));
        context.insert_value("page", context::value(page, named));
        self.print(template, &context, || {
            let mut context = self.whole(template, view)?;
            context.insert("page", page);
            Ok(context)
        })
    }

    /// Renders a template that is no page, such as the edition for mail, from its view alone.
    ///
    /// # Errors
    /// The fault of the template, with its place.
    pub fn render_alone(
        &self,
        template: &str,
        view: &impl Serialize,
    ) -> Result<Vec<u8>, Diagnostic> {
        let context = self.context(template, view)?;
        self.print(template, &context, || self.whole(template, view))
    }

    /// What a template names of a view.
    fn context(&self, template: &str, view: &impl Serialize) -> Result<Context, Diagnostic> {
        let words = self.files.named.of(template);
        let named = |name: &str| words.is_none_or(|words| words.has(name));
        context::variables(view, named).map_err(|error| self.fault(&error, template))
    }

    /// A whole view, from which a message can tell what there is.
    fn whole(&self, template: &str, view: &impl Serialize) -> Result<Context, Diagnostic> {
        Context::from_serialize(view).map_err(|error| self.fault(&error, template))
    }

    /// One page has one fault: rendering stops at the first.
    fn fault(&self, error: &tera::Error, template: &str) -> Diagnostic {
        diagnostics(error, &self.files, Some(template)).remove(0)
    }

    fn print(
        &self,
        template: &str,
        context: &Context,
        whole: impl FnOnce() -> Result<Context, Diagnostic>,
    ) -> Result<Vec<u8>, Diagnostic> {
        if !self.tera.contains_template(template) {
            let message = format!("the theme has no template `{template}`");
            return Err(Diagnostic::global(Code::TemplateError, message)
                .help("add it under templates/, or say `extends = \"chancery\"` in theme.toml"));
        }
        let mut paper = PAPER.take();
        paper.clear();
        let tera = self.inlined.as_ref().unwrap_or(&self.tera);
        if tera.render_to(template, context, &mut paper).is_err() {
            // What is wrong is told by the templates as their maker wrote them.
            paper.clear();
            self.tera
                .render_to(template, &whole()?, &mut paper)
                .map_err(|error| self.fault(&error, template))?;
        }
        let html = paper.to_vec();
        PAPER.set(paper);
        Ok(html)
    }

    /// Renders a share card as SVG.
    ///
    /// # Errors
    /// The fault of the template, with its place.
    pub(super) fn render_card(
        &self,
        template: &str,
        text: &ShareCardText,
    ) -> Result<String, Diagnostic> {
        let svg = self.tera.render(template, &self.whole(template, text)?);
        svg.map_err(|error| self.fault(&error, template))
    }

    /// What to say of a share card that is no SVG. The line is that of the template where it
    /// stands there as it was printed.
    pub(super) fn fault_of_card(
        &self,
        template: &str,
        svg: &str,
        error: &dyn std::fmt::Display,
    ) -> Diagnostic {
        let message = format!("the share card is no SVG: {error}");
        let Some(file) = self.files.templates.get(template) else {
            return Diagnostic::global(Code::TemplateError, message);
        };
        let line = line_of(&message)
            .and_then(|line| svg.lines().nth(line - 1))
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let at = line.and_then(|line| Some((file.text().find(line)?, line.len())));
        let location = match at {
            Some((start, length)) => Location::new(file, Span::from(start..start + length)),
            None => Location::start_of(file),
        };
        Diagnostic::new(Code::TemplateError, location, message)
    }

    /// The fonts of its share cards.
    pub(super) fn fonts(&self) -> &Fonts {
        &self.fonts
    }
}

/// Names of templates in which what is printed is escaped end with one of these.
const ESCAPED: [&str; 4] = [".html", ".htm", ".xml", ".svg"];

/// The templates of a theme, made cheaper to print.
fn inlined<'a>(plain: &Tera, templates: impl Iterator<Item = (&'a str, &'a str)>) -> Option<Tera> {
    let made = inline::templates(
        templates,
        |name| ESCAPED.iter().any(|end| name.ends_with(end)),
        |source| plain.render_str(source, &Context::new(), true).ok(),
    )?;
    let mut tera = Tera::new();
    tera.autoescape_on(ESCAPED);
    tera.register_from(plain);
    tera.add_raw_templates(made).ok()?;
    Some(tera)
}

thread_local! {
    /// What a page is printed into before its size is known, used again for the next.
    static PAPER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// The line that a message of the reader of XML ends with: `… at 12:3`.
fn line_of(message: &str) -> Option<usize> {
    let (_, place) = message.rsplit_once(" at ")?;
    let (line, _) = place.split_once(':')?;
    line.parse().ok().filter(|line| *line > 0)
}

/// `fit(text=headline, fonts=["Archivo"], weight=600, width=860, tries=[[84, 3], [72, 4]])`: a
/// text in lines that fit, with `family`, `size` and `width`; none where it cannot be drawn.
fn fit(fonts: &Fonts, arguments: &Kwargs) -> TeraResult<Value> {
    let Some(text) = arguments.get::<Value>("text")? else {
        return Err(tera::Error::message("`fit` needs a `text`"));
    };
    let families: Vec<Value> = arguments.must_get("fonts")?;
    let tries: Vec<Value> = arguments.must_get("tries")?;
    let tries: Option<Vec<(f32, usize)>> = tries
        .iter()
        .map(|pair| {
            let [size, lines] = pair.as_array()? else {
                return None;
            };
            let lines = lines.as_u64().filter(|lines| *lines > 0)?;
            Some((size.as_f64()? as f32, usize::try_from(lines).ok()?))
        })
        .collect();
    let Some(tries) = tries.filter(|tries| !tries.is_empty()) else {
        return Err(tera::Error::message(
            "`tries` of `fit` is a list of pairs: a size and the most lines, as in [[84, 3]]",
        ));
    };
    let fitted = fonts.fit(&Wanted {
        text: text.as_str().unwrap_or_default(),
        fonts: families.iter().filter_map(Value::as_str).collect(),
        weight: arguments.get("weight")?.unwrap_or(400),
        width: arguments.must_get("width")?,
        space: arguments.get("space")?.unwrap_or_default(),
        tries,
    });
    Ok(fitted.map_or_else(Value::none, |fitted| Value::from_serializable(&fitted)))
}

/// `t(key="summit.outcomes", n=3)`: a text of the theme in the language of the site. `n` chooses
/// the plural form; what else is given fills the places of its name. HTML that a component made
/// stays HTML, everything else is escaped.
fn text(language: &Language, arguments: &Kwargs) -> TeraResult<Value> {
    let key: &str = arguments.must_get("key")?;
    if !language.has(key) {
        return Err(tera::Error::message(format!(
            "the theme has no text `{key}`"
        )));
    }
    let mut count = None;
    let mut filled: Vec<(&str, Cow<'_, str>)> = Vec::new();
    let mut html: Vec<Cow<'_, str>> = Vec::new();
    for (name, value) in arguments.iter() {
        let Some(name) = name.as_str().filter(|name| *name != "key") else {
            continue;
        };
        let text = || match value.as_str() {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(value.to_string()),
        };
        let printed = match value.as_i64() {
            Some(n) => {
                if name == "n" {
                    count = Some(n);
                }
                Cow::Owned(language.digits(n))
            }
            None if value.is_safe() => {
                html.push(text());
                Cow::Owned(format!("{PLACE}{}{PLACE}", html.len() - 1))
            }
            None => match text() {
                text if text.contains(PLACE) => Cow::Owned(text.replace(PLACE, "")),
                text => text,
            },
        };
        filled.push((name, printed));
    }
    let filled: Vec<(&str, &str)> = filled
        .iter()
        .map(|(name, text)| (*name, text.as_ref()))
        .collect();
    let said = match count {
        Some(n) => language.say_count(key, n, &filled),
        None => language.say(key, &filled),
    };
    if html.is_empty() {
        return Ok(Value::from(said));
    }
    let mut whole = String::with_capacity(said.len() + 64);
    // Text and numbers of places take turns, beginning with text.
    for (turn, piece) in said.split(PLACE).enumerate() {
        if turn % 2 == 0 {
            // Writing into a String cannot fail.
            let _ = pulldown_cmark_escape::escape_html(&mut whole, piece);
        } else if let Some(html) = piece.parse().ok().and_then(|index: usize| html.get(index)) {
            whole.push_str(html);
        }
    }
    Ok(Value::safe_string(&whole))
}

/// Stands around the number of a piece of HTML while the text around it is escaped: a character
/// that no text may hold (Unicode, section 23.7).
const PLACE: char = '\u{fdd0}';

/// Texts that templates ask for and no language file has. What a template prints only now and
/// then is found as well, because its source is searched.
fn unknown_texts(files: &ThemeFiles, language: &Language) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for file in files.templates.values() {
        for (at, _) in file.text().match_indices(KEY) {
            let start = at + KEY.len();
            let Some(length) = file.text()[start..].find('"') else {
                continue;
            };
            let key = &file.text()[start..start + length];
            if language.has(key) {
                continue;
            }
            let location = Location::new(file, Span::from(start..start + length));
            let fault = Diagnostic::new(
                Code::TemplateError,
                location,
                format!("the theme has no text `{key}`"),
            );
            faults.push(match did_you_mean(key, language.keys()) {
                Some(help) => fault.help(help),
                None => fault.help("add it to i18n/en.toml of the theme"),
            });
        }
    }
    faults
}

/// How templates ask for a text.
const KEY: &str = "t(key=\"";

/// Faults of the template engine as ours, pointing into the theme's files. What is unknown
/// (filters, components, parents) comes as one report with a place for each.
fn diagnostics(error: &tera::Error, files: &ThemeFiles, template: Option<&str>) -> Vec<Diagnostic> {
    let file_of = |name: &str| -> Arc<SourceText> {
        let known = files.templates.get(name).cloned();
        known.unwrap_or_else(|| SourceText::new(name, ""))
    };
    if let ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) = error.kind() {
        let span = Span::from(report.span().range.clone());
        let location = Location::new(&file_of(report.filename()), span);
        let message = first_line(report.message());
        return vec![Diagnostic::new(Code::TemplateError, location, message)];
    }
    let text = error.to_string();
    let reported: Vec<Diagnostic> = text
        .split("error: ")
        .filter_map(|report| {
            let place = report
                .lines()
                .find_map(|line| line.trim().strip_prefix("--> "))?;
            let mut parts = place.rsplitn(3, ':');
            let column: usize = parts.next()?.parse().ok()?;
            let line: usize = parts.next()?.parse().ok()?;
            let file = file_of(parts.next()?);
            let marks = report
                .lines()
                .find(|line| line.contains('^'))
                .map_or(1, |line| line.matches('^').count());
            let location = Location::new(&file, span_at(file.text(), line, column, marks));
            Some(Diagnostic::new(
                Code::TemplateError,
                location,
                first_line(report),
            ))
        })
        .collect();
    if !reported.is_empty() {
        return reported;
    }
    let message = first_line(&text);
    let named = files
        .templates
        .iter()
        .find(|(name, _)| message.contains(&format!("'{name}'")));
    let file = template
        .map(file_of)
        .or_else(|| named.map(|(_, file)| Arc::clone(file)));
    vec![match file {
        Some(file) => Diagnostic::new(Code::TemplateError, Location::start_of(&file), message),
        None => Diagnostic::global(Code::TemplateError, message),
    }]
}

/// The bytes at a line and column, both from 1, columns in characters.
fn span_at(text: &str, line: usize, column: usize, length: usize) -> Span {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = &text[start.min(text.len())..];
    let byte = |n: usize| rest.char_indices().nth(n).map_or(rest.len(), |(at, _)| at);
    let from = column.saturating_sub(1);
    Span::from(start + byte(from)..start + byte(from + length))
}

fn first_line(message: &str) -> String {
    message
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end_matches('.')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Templates as they are, and made cheaper.
    fn engines(templates: &[(&str, &str)]) -> (Tera, Option<Tera>) {
        let mut plain = Tera::new();
        plain.autoescape_on(ESCAPED);
        plain.register_function(
            "t",
            |arguments: Kwargs, _: &State<'_>| -> TeraResult<Value> {
                let mut said = arguments.must_get::<String>("key")?;
                if let Some(of) = arguments.get::<Value>("of")? {
                    said.push_str(&of.to_string());
                    return Ok(Value::safe_string(&said));
                }
                Ok(Value::from(said))
            },
        );
        let site = serde_json::json!({ "base_path": "/<&>/", "day": { "iso": "2026" } });
        plain.global_context().insert("site", &site);
        plain.add_raw_templates(templates.iter().copied()).unwrap();
        let inlined = inlined(&plain, templates.iter().copied()).map(|mut tera| {
            tera.global_context().insert("site", &site);
            tera
        });
        (plain, inlined)
    }

    fn context() -> Context {
        Context::from_serialize(&serde_json::json!({
            "day": { "iso": "<1>", "text": "one" },
            "list": [{ "name": "A&", "code": "a" }, { "name": "B" }, { "name": "C", "code": "c" }],
            "empty": [],
            "text": "it's <b>",
            "n": 3,
            "nothing": null,
        }))
        .unwrap()
    }

    const COMPONENTS: &str = r#"
{% component day(date, form="text", @site) -%}
<time datetime="{{ date.iso }}">{% if form == "text" %}{{ date.text }}{% else %}{{ date.iso }}{% endif %}</time>
{%- endcomponent day %}
{% component mark(name, loud=false) -%}
<i>{% if loud and name %}{{ name | upper }}{% elif not loud %}{{ name }}{% endif %}</i>
{%- endcomponent mark %}
{% component names(all, between=none) -%}
{% for one in all %}{% if not loop.first %}{{ between or t(key="comma") }}{% endif %}{{ <mark name={one.name} loud={loop.last} /> }}{% else %}-{% endfor %}
{%- endcomponent names %}
{% component link(to, @site) -%}
{% set address = site.base_path ~ to %}<a href="{{ address }}">{{ to }}</a>
{%- endcomponent link %}
{% component unused(what) %}{% if n is defined %}never{% endif %}{{ t(key="fixed") }}{% endcomponent unused %}
{% component rarely(what, when=false) %}{% if when %}{{ what }}{% endif %}{% endcomponent rarely %}
{% component last(all) %}{% set_global found = none %}{% for one in all %}{% set_global found = one.name %}{% endfor %}{{ found }}{% endcomponent last %}
{% component codes(all) %}{{ [one.code for one in all if one.code is defined] | join(sep="+") }}{% endcomponent codes %}
"#;

    /// What is printed as it is, and cheaper.
    fn printed(template: &str) -> (Option<String>, Option<String>) {
        let templates = [("components.html", COMPONENTS), ("page.html", template)];
        let (plain, inlined) = engines(&templates);
        let inlined = inlined.expect("templates that are made cheaper");
        (
            plain.render("page.html", &context()).ok(),
            inlined.render("page.html", &context()).ok(),
        )
    }

    fn source(template: &str) -> String {
        let templates = [("components.html", COMPONENTS), ("page.html", template)];
        let (plain, _) = engines(&templates);
        let made = inline::templates(
            templates.into_iter(),
            |name| name.ends_with(".html"),
            |source| plain.render_str(source, &Context::new(), true).ok(),
        );
        let made = made.unwrap_or_default().into_iter();
        made.filter(|(name, _)| *name == "page.html")
            .map(|(_, source)| source)
            .collect()
    }

    #[test]
    fn what_is_the_same_on_every_page_is_printed_once() {
        assert_eq!(
            source("{{ site.base_path }}{{ t(key=\"it's\") }}"),
            "/&lt;&amp;&gt;/it&#39;s"
        );
        assert_eq!(
            source("{{ <day date={site.day} form=\"iso\" /> }}"),
            "<time datetime=\"2026\">2026</time>"
        );
        assert_eq!(
            source("{% if site.none is defined %}a{% elif n %}b{% else %}c{% endif %}"),
            "{% if n %}b{% else %}c{% endif %}"
        );
        // What would read as a tag is a value.
        assert_eq!(source("{{ t(key=\"{\") }}{{ n }}"), "{{ \"{\" }}{{ n }}");
        assert_eq!(source("{ {{- n }}{}"), "{{ \"{\" }}{{ n }}{}");
    }

    #[test]
    fn calls_become_bodies() {
        assert_eq!(
            source("{{ <day date={day} /> }}"),
            "<time datetime=\"{{ day.iso }}\">{{ day.text }}</time>"
        );
        assert_eq!(
            source("{{ <rarely what={day.iso} /> }}"),
            "{% if day.iso %}{% endif %}"
        );
        let source = source("{{ t(key=\"k\", of=<names all={list} />) }}");
        assert!(
            !source.contains("<names") && !source.contains("<mark"),
            "{source}"
        );
        assert!(source.starts_with("{% set __"), "{source}");
    }

    #[test]
    fn themes_that_mean_something_else_are_left_alone() {
        for template in [
            "{% for site in list %}{{ site.name }}{% endfor %}",
            "{% set site = day %}{{ site.iso }}",
            "{{ [site.name for site in list] | join }}",
            "{{ <link to=\"x\" site={day} /> }}",
            "{% set __1_x = 1 %}{{ __1_x }}",
            "{% component again(n) %}{% if n > 0 %}{{ <again n={n - 1} /> }}{% endif %}{% endcomponent again %}",
            "{% raw %}{{{% endraw %}{% for site in list %}{{ site.name }}{% endfor %}",
        ] {
            let templates = [("components.html", COMPONENTS), ("page.html", template)];
            assert!(engines(&templates).1.is_none(), "{template}");
        }
    }

    #[test]
    fn a_fault_stays_a_fault() {
        for template in [
            "{{ day.none }}",
            "{{ missing.at.all }}",
            "{{ <day date={text} /> }}",
            "{{ <day /> }}",
            "{{ <day date={day} more={1} /> }}",
            "{{ <mark name={n} loud={nothing} /> }}",
            "{{ <mark name={n} loud=\"yes\" /> }}",
            "{{ <unused what={missing.at.all} /> }}",
            "{{ <rarely what={missing.at} /> }}",
            "{{ <names all={n} /> }}",
            "{{ t(key=missing.x, of=<names all={list} />) }}",
            "{{ throw(message=\"stop\") }}",
        ] {
            assert_eq!(printed(template), (None, None), "{template}");
        }
    }

    fn leaf() -> impl Strategy<Value = String> {
        prop::sample::select(vec![
            "text ",
            " {# a note -#} ",
            "{ ",
            "{{- n -}}",
            "{{ text }}",
            "{{ site.base_path }}",
            "{{ t(key=\"it's\") }}",
            "{{ day.iso | upper }}",
            "{{ <day date={day} /> }}",
            "{{ <day date={site.day} form=\"iso\" /> }}",
            "{{ <mark name={text} loud={true} /> }}",
            "{{ <mark name=\"<x>\" /> }}",
            "{{ <mark name={x.name} /> }}",
            "{{ <mark name={x.name} loud={loop.first} /> }}",
            "{{ <names all={list} /> }}",
            "{{ <names all={empty} between=\"/\" /> }}",
            "{{ <names all={list[1:]} /> }}",
            "{{ <link to=\"here\" /> }}",
            "{{ <link to={x.name} /> }}",
            "{{ <last all={list} /> }}",
            "{{ <codes all={list} /> }}",
            "{{ <unused what={x.none} /> }}",
            "{{ <rarely what={x.name} when={n > 2} /> }}",
            "{{ <rarely what={x.none.none} /> }}",
            "{{ t(key=\"k\", of=<names all={list} />) }}",
            "{{ t(key=\"k\", of=<mark name={x.name} />) }}",
            "{{ x.code or <mark name={x.name} /> }}",
            "{{ <mark name={x.code or \"?\"} /> }}",
            "{% set x = day %}",
            "{% set y = t(key=\"k\", of=<day date={day} />) %}{{ y }}",
            "{%- if not nothing and n == 3 -%} yes {%- else %} no {% endif %}",
            "{{ x.iso }}",
            "{{ nothing }}",
            "{{ none_such }}",
        ])
        .prop_map(str::to_owned)
    }

    fn nodes() -> impl Strategy<Value = String> {
        leaf().prop_recursive(4, 24, 4, |inner| {
            let many = prop::collection::vec(inner, 1..4).prop_map(|parts| parts.concat());
            prop_oneof![
                many.clone(),
                many.clone()
                    .prop_map(|body| format!("{{% for x in list %}}{body}{{% endfor %}}")),
                many.clone().prop_map(|body| format!(
                    "{{%- for x in list[:2] -%}} {body} {{%- endfor -%}}"
                )),
                many.clone().prop_map(|body| format!(
                    "{{% if n > 2 and x is defined %}}{body}{{% else %}}-{{% endif %}}"
                )),
                many.clone()
                    .prop_map(|body| format!("{{% if site.none is defined %}}{body}{{% endif %}}")),
                many.prop_map(|body| format!("{{% set z %}}{body}{{% endset %}}{{{{ z }}}}")),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn made_cheaper_they_print_the_same_and_fail_where_they_failed(template in nodes()) {
            let (plain, inlined) = printed(&template);
            prop_assert!(inlined.is_none() || inlined == plain, "{plain:?} {inlined:?}");
            prop_assert_eq!(plain.is_none(), inlined.is_none());
        }
    }
}
