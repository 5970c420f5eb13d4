//! Draws the pictures of links that are shared: an SVG template of the theme as PNG.
//!
//! The words come from [`crate::pages::view::share_card`]; the template places them and asks
//! [`Fonts::fit`] how they break into lines. A card is drawn anew only when its finished SVG, or a
//! font, is another than in an earlier build.

mod fonts;
mod lines;
mod png;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::Tree;

use super::theme::Theme;
use crate::diagnostic::{Code, Diagnostic};
use crate::pages::machine_file::ShareCard;
use crate::pages::view::Views;
use crate::pages::view::share_card::{HEIGHT, WIDTH};
use crate::write::Content;
use crate::write::cache::Cache;

pub(super) use fonts::Fonts;
pub(super) use lines::Wanted;

/// Cards that another version of the program drew may have other bytes.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A share card as PNG.
///
/// # Errors
/// The fault of the template, with its place.
pub(super) fn draw(
    views: &Views,
    theme: &Theme,
    cache: &Cache,
    card: ShareCard,
) -> Result<Content, Diagnostic> {
    let words = views.share_card(card);
    let template = words.template();
    let svg = theme.render_card(template, &words)?;
    let fonts = theme.fonts();
    let ingredients = [svg.as_bytes(), fonts.digest(), VERSION.as_bytes()];
    cache.content("share-card", &ingredients, || {
        let tree = fonts
            .tree(&svg)
            .map_err(|error| theme.fault_of_card(template, &svg, &error))?;
        drawn(&tree).map_err(|why| {
            let message = format!("the share card cannot be drawn: {why}");
            Diagnostic::global(Code::TemplateError, message)
        })
    })
}

/// Draws a tree on white and packs it.
fn drawn(tree: &Tree) -> Result<Vec<u8>, String> {
    let mut pixmap = Pixmap::new(WIDTH, HEIGHT).ok_or("it has no size")?;
    pixmap.fill(Color::WHITE);
    let (across, down) = (tree.size().width(), tree.size().height());
    let scale = Transform::from_scale(WIDTH as f32 / across, HEIGHT as f32 / down);
    resvg::render(tree, scale, &mut pixmap.as_mut());
    png::indexed(pixmap.data(), WIDTH, HEIGHT)
}
