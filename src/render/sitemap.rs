//! `sitemap.xml` (<https://www.sitemaps.org/protocol.html>) and `robots.txt` (RFC 9309).

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::model::Model;
use crate::pages::kind::PageKind;
use crate::pages::plan::{MachineFile, Plan};
use crate::pages::url::PagePath;

/// All pages that search engines may list.
pub(super) fn sitemap(model: &Model, plan: &Plan) -> Vec<u8> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    // Writing into a Vec cannot fail.
    let _ = write(&mut writer, model, plan);
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    bytes
}

fn write(writer: &mut Writer<Vec<u8>>, model: &Model, plan: &Plan) -> std::io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let pages = plan.pages.iter().filter(|page| page.kind.is_listed());
    writer
        .create_element("urlset")
        .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
        .write_inner_content(|writer| {
            for page in pages {
                writer.create_element("url").write_inner_content(|writer| {
                    writer
                        .create_element("loc")
                        .write_text_content(BytesText::new(&page.path.absolute(&model.site)))?;
                    if let PageKind::Article(id) = page.kind {
                        let article = model.article(id);
                        let day = article.updated.unwrap_or(article.date).to_string();
                        writer
                            .create_element("lastmod")
                            .write_text_content(BytesText::new(&day))?;
                    }
                    Ok(())
                })?;
            }
            Ok(())
        })?;
    Ok(())
}

/// Everything may be read.
pub(super) fn robots(model: &Model) -> Vec<u8> {
    let sitemap = PagePath::new(MachineFile::Sitemap.path()).absolute(&model.site);
    format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n").into_bytes()
}
