//! Pictures: which of them a site shows, and which smaller copies of them there are.
//!
//! A page offers a picture in several widths, and the browser takes the one that fits (`srcset`
//! of the HTML Standard). The copies lie beside the picture: `photo.jpg` has `photo-800.webp`.

use std::path::PathBuf;

use rustc_hash::FxHashSet;

use super::link::{self, Destination, resolve_image, resolve_picture};
use super::plan::Plan;
use super::url::PagePath;
use crate::load::picture::{Raster, Size};
use crate::model::Model;
use crate::model::types::Site;

/// Widths of copies in pixels, as far as a picture is wider. The text is 640 CSS pixels wide and
/// a picture at its head 960; screens have up to three pixels for one of those.
const WIDTHS: [u32; 5] = [480, 800, 1200, 1600, 2400];
/// The width up to which there is a copy without fewer pixels.
pub const WIDEST: u32 = WIDTHS[WIDTHS.len() - 1];
/// The most pixels that a side can have in WebP (RFC 9649, section 2.5).
const LONGEST_SIDE: u32 = 16_383;

/// Bytes of a picture's name that the name of a copy takes over: with its own ending, a disk must
/// be able to hold it.
const LONGEST_STEM: usize = 230;

/// How wide a picture within a text is shown. Browsers that know `auto` measure it themselves;
/// the others take the width of a text in the theme chancery.
pub const SIZES_IN_TEXT: &str = "auto, (min-width: 44rem) 40rem, 92vw";

/// A picture of the site whose file can be understood.
#[derive(Debug)]
pub struct SitePicture {
    /// Path of the file from the root of the site.
    pub source: String,
    /// Its place on the disk.
    pub on_disk: PathBuf,
    /// What is known of it.
    pub raster: Raster,
}

/// A copy of a picture.
#[derive(Debug, Clone)]
pub struct PictureCopy {
    /// Where it lies.
    pub path: PagePath,
    /// Pixels across.
    pub width: u32,
}

/// Addresses of the pictures that pages show: those of articles and leaders, and those in texts.
pub(super) fn shown(model: &Model, plan: &Plan) -> FxHashSet<PagePath> {
    let in_texts = model.proses().flat_map(|(from, prose)| {
        let images = prose.body.links.iter().filter(|link| link.image);
        images.map(move |image| resolve_picture(model, plan, from, &image.destination))
    });
    let of_records =
        link::images(model).map(|(_, image, base)| resolve_image(plan, &base, &image.src));
    in_texts
        .chain(of_records)
        .filter_map(|destination| match destination {
            Destination::Internal(path, _) => Some(path),
            _ => None,
        })
        .collect()
}

/// The widths in which there are copies of a picture, from the smallest: none of a picture that
/// would not look the same as WebP, or that is too large to be decoded.
pub(super) fn widths(raster: &Raster) -> Vec<u32> {
    if !raster.is_plain || raster.is_too_large() {
        return Vec::new();
    }
    let own = raster.size.0;
    WIDTHS
        .into_iter()
        .filter(|width| *width < own)
        .chain((own <= WIDEST).then_some(own))
        .filter(|width| scaled(raster.size, *width).1 <= LONGEST_SIDE)
        .collect()
}

/// The size of a picture at another width.
pub fn scaled((width, height): Size, to: u32) -> Size {
    let (width, height) = (u64::from(width.max(1)), u64::from(height));
    let scaled = (height * u64::from(to) + width / 2) / width;
    (to, u32::try_from(scaled).unwrap_or(u32::MAX).max(1))
}

/// The names that a copy can have beside its picture, the best first.
pub(super) fn names(of: &PagePath, width: u32) -> impl Iterator<Item = PagePath> {
    let path = of.as_str();
    let folder = path.rfind('/').map_or(0, |at| at + 1);
    let mut end = match path[folder..].rfind('.') {
        Some(dot) if dot > 0 => folder + dot,
        _ => path.len(),
    };
    end = end.min(folder + LONGEST_STEM);
    while !path.is_char_boundary(end) {
        end -= 1;
    }
    let stem = &path[..end];
    (1_u32..).map(move |number| {
        let suffix = if number == 1 {
            String::new()
        } else {
            format!("-{number}")
        };
        PagePath::new(format!("{stem}-{width}{suffix}.webp"))
    })
}

/// The copies of the picture at an address as a `srcset` has them; `None` where there are none.
pub fn srcset(plan: &Plan, site: &Site, of: &PagePath) -> Option<String> {
    let copies = plan.copies_of(of);
    let entries: Vec<String> = copies
        .iter()
        .map(|copy| format!("{} {}w", copy.path.href(site), copy.width))
        .collect();
    (!entries.is_empty()).then(|| entries.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raster(size: Size) -> Raster {
        Raster {
            size,
            orientation: 1,
            digest: [0; 32],
            is_bare: true,
            is_plain: true,
        }
    }

    #[test]
    fn copies_are_never_wider_than_the_picture() {
        assert_eq!(widths(&raster((300, 200))), [300]);
        assert_eq!(widths(&raster((800, 200))), [480, 800]);
        assert_eq!(widths(&raster((2400, 9))), [480, 800, 1200, 1600, 2400]);
        assert_eq!(widths(&raster((4000, 3000))), [480, 800, 1200, 1600, 2400]);
    }

    #[test]
    fn what_webp_cannot_hold_has_no_copy() {
        assert_eq!(widths(&raster((1000, 20_000))), [480, 800]);
        assert!(widths(&raster((20_000, 20_000))).is_empty());
        let animated = Raster {
            is_plain: false,
            ..raster((800, 600))
        };
        assert!(widths(&animated).is_empty());
    }

    #[test]
    fn a_picture_keeps_its_shape() {
        assert_eq!(scaled((4000, 3000), 480), (480, 360));
        assert_eq!(scaled((3, 2), 3), (3, 2));
        assert_eq!(scaled((100_000, 1), 480), (480, 1));
    }

    #[test]
    fn a_copy_is_named_after_its_picture() {
        let name = |path: &str, number| {
            let path = PagePath::new(path);
            let mut names = names(&path, 480);
            names.nth(number).unwrap().as_str().to_owned()
        };
        assert_eq!(name("/a.b/photo.jpg", 0), "/a.b/photo-480.webp");
        assert_eq!(name("/a.b/photo.jpg", 1), "/a.b/photo-480-2.webp");
        assert_eq!(name("/a.b/photo", 0), "/a.b/photo-480.webp");
        assert_eq!(name("/.jpg", 0), "/.jpg-480.webp");
        let long = name(&format!("/x/{}.jpg", "写".repeat(83)), 0);
        assert_eq!(long, format!("/x/{}-480.webp", "写".repeat(76)));
    }
}
