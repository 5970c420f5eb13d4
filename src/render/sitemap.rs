//! `sitemap.xml` (<https://www.sitemaps.org/protocol.html>) and `robots.txt` (RFC 9309).
//!
//! A page says when it changed last only where that follows from the content: a day that is too
//! old would keep search engines away from a page that did change.

use std::io;

use jiff::civil::Date;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::model::Model;
use crate::model::ids::ArticleId;
use crate::pages::kind::PageKind;
use crate::pages::machine_file::{MachineFile, PAGES_OF_SITEMAP, sitemap_parts};
use crate::pages::plan::{Page, Plan};

const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");

/// All pages that search engines may list; where there are too many for one file, its parts.
pub(super) fn sitemap(model: &Model, plan: &Plan) -> Vec<u8> {
    let parts: Vec<MachineFile> = sitemap_parts(listed(plan).count()).collect();
    if parts.is_empty() {
        return pages(model, plan, listed(plan));
    }
    let addresses = parts.iter().map(|part| part.path(model));
    document("sitemapindex", |writer| {
        for path in addresses {
            entry(writer, "sitemap", &path.absolute(&model.site), None)?;
        }
        Ok(())
    })
}

/// A part of the sitemap, from 1.
pub(super) fn part(model: &Model, plan: &Plan, number: usize) -> Vec<u8> {
    let before = number.saturating_sub(1) * PAGES_OF_SITEMAP;
    pages(
        model,
        plan,
        listed(plan).skip(before).take(PAGES_OF_SITEMAP),
    )
}

fn listed(plan: &Plan) -> impl Iterator<Item = &Page> {
    plan.pages.iter().filter(|page| page.kind.is_listed())
}

fn pages<'p>(model: &Model, plan: &Plan, pages: impl Iterator<Item = &'p Page>) -> Vec<u8> {
    let newest = newest(model.articles().map(|(id, _)| id), model);
    document("urlset", |writer| {
        for page in pages {
            let address = page.path.absolute(&model.site);
            entry(
                writer,
                "url",
                &address,
                changed(model, plan, &page.kind, newest),
            )?;
        }
        Ok(())
    })
}

/// The day on which a list of articles grew last.
fn newest(articles: impl IntoIterator<Item = ArticleId>, model: &Model) -> Option<Date> {
    let days = articles.into_iter().map(|id| model.article(id).date);
    days.max()
}

/// The day on which a page changed last, where the content tells.
fn changed(
    model: &Model,
    plan: &Plan,
    kind: &PageKind,
    newest_of_all: Option<Date>,
) -> Option<Date> {
    match kind {
        PageKind::Article(id) => Some(article_changed(model, *id)),
        // Every new article moves all others down.
        PageKind::Archive(_) => newest_of_all,
        PageKind::Topic(slug) => {
            let (_, articles) = plan.topics.get(slug)?;
            newest(articles.iter().copied(), model)
        }
        PageKind::Corrections => {
            let articles = model.articles.iter();
            let corrections = articles.flat_map(|article| &article.corrections);
            corrections.map(|correction| correction.date).max()
        }
        _ => None,
    }
}

/// The day on which an article was published, changed or corrected last.
fn article_changed(model: &Model, id: ArticleId) -> Date {
    let article = model.article(id);
    let corrections = article.corrections.iter().map(|correction| correction.date);
    let later = corrections.chain(article.updated);
    later.fold(article.date, Date::max)
}

/// An XML document with one root element.
fn document(root: &str, content: impl FnOnce(&mut Writer<Vec<u8>>) -> io::Result<()>) -> Vec<u8> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    // Writing into a Vec cannot fail.
    let _ = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    let _ = writer
        .create_element(root)
        .with_attribute(NAMESPACE)
        .write_inner_content(content);
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    bytes
}

fn entry(
    writer: &mut Writer<Vec<u8>>,
    name: &str,
    address: &str,
    changed: Option<Date>,
) -> io::Result<()> {
    writer.create_element(name).write_inner_content(|writer| {
        writer
            .create_element("loc")
            .write_text_content(BytesText::new(address))?;
        if let Some(day) = changed {
            writer
                .create_element("lastmod")
                .write_text_content(BytesText::new(&day.to_string()))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Everything may be read.
pub(super) fn robots(model: &Model) -> Vec<u8> {
    let sitemap = MachineFile::Sitemap.path(model).absolute(&model.site);
    format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n").into_bytes()
}
