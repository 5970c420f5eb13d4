//! The fonts of a theme's share cards: which letters they have, and how wide each is.
//!
//! No font of the machine is ever used, so a card looks the same everywhere. What is asked here is
//! answered by the same layout that draws the card, letter by letter, and remembered.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, PoisonError, RwLock};

use pulldown_cmark_escape::escape_html;
use resvg::usvg::fontdb::{Database, Family, ID, Query, Weight};
use resvg::usvg::{ImageHrefResolver, Node, Options, Tree};
use rustc_hash::FxHashMap;

use crate::load::theme::Bytes;

/// The size at which letters are measured, in pixels. Outlines scale, so any would do.
const MEASURED_AT: f32 = 1000.0;

/// The fonts of a theme.
#[derive(Debug)]
pub(in crate::render) struct Fonts {
    database: Arc<Database>,
    /// Names of the families, each once, in the order of the files.
    families: Vec<String>,
    digest: blake3::Hash,
    letters: RwLock<FxHashMap<Face, Letters>>,
}

/// Letters that were asked for, with what is known of them.
type Letters = FxHashMap<Box<str>, Option<Letter>>;

/// A family at a weight.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Face {
    /// Name of the family.
    pub(super) family: String,
    /// Weight, 100 to 900.
    pub(super) weight: u16,
}

/// What there is to know of a letter with its marks (a grapheme cluster).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Letter {
    /// Its width at a size of one pixel.
    pub(super) width: f32,
    /// Whether the face has it, and no other font has to help.
    pub(super) own: bool,
}

impl Fonts {
    /// Reads the fonts of a theme. What is no font is passed over.
    pub(in crate::render) fn read(files: &BTreeMap<String, Bytes>) -> Self {
        let mut database = Database::new();
        let mut hasher = blake3::Hasher::new();
        for (path, bytes) in files {
            hasher.update(path.as_bytes());
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
            database.load_font_data(bytes.to_vec());
        }
        let mut families: Vec<String> = Vec::new();
        for face in database.faces() {
            for (name, _) in &face.families {
                if !families.contains(name) {
                    families.push(name.clone());
                }
            }
        }
        // What a template asks for and the theme lacks is set in the first family.
        if let Some(first) = families.first() {
            database.set_serif_family(first);
            database.set_sans_serif_family(first);
        }
        Self {
            database: Arc::new(database),
            families,
            digest: hasher.finalize(),
            letters: RwLock::default(),
        }
    }

    /// A number for all of them together: the same number, the same fonts.
    pub(super) fn digest(&self) -> &[u8] {
        self.digest.as_bytes()
    }

    /// Names of the families.
    pub(super) fn families(&self) -> &[String] {
        &self.families
    }

    /// An SVG as a tree of shapes, text set in these fonts. It reaches for no other file.
    ///
    /// # Errors
    /// When it is no SVG.
    pub(super) fn tree(&self, svg: &str) -> Result<Tree, resvg::usvg::Error> {
        let options = Options {
            fontdb: Arc::clone(&self.database),
            font_family: self.families.first().cloned().unwrap_or_default(),
            image_href_resolver: ImageHrefResolver {
                resolve_data: Box::new(|_, _, _| None),
                resolve_string: Box::new(|_, _| None),
            },
            ..Options::default()
        };
        Tree::from_str(svg, &options)
    }

    /// A letter in a face; `None` where no font of the theme has it.
    pub(super) fn letter(&self, face: &Face, letter: &str) -> Option<Letter> {
        let known = self.letters.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(face).and_then(|known| known.get(letter)) {
            return *known;
        }
        drop(known);
        // Two threads may measure the same letter; they find the same.
        let measured = self.measure(face, letter);
        let mut letters = self.letters.write().unwrap_or_else(PoisonError::into_inner);
        let of_face = letters.entry(face.clone()).or_default();
        of_face.insert(letter.into(), measured);
        measured
    }

    fn measure(&self, face: &Face, letter: &str) -> Option<Letter> {
        let own = self.find(face)?;
        if letter == " " {
            // A blank alone is laid out as nothing: what it adds between two letters is its width.
            let (apart, _) = self.lay_out(face, "n n")?;
            let (together, _) = self.lay_out(face, "nn")?;
            let width = (apart - together).max(0.0);
            return Some(Letter { width, own: true });
        }
        let (width, fonts) = self.lay_out(face, letter)?;
        let own = fonts.iter().all(|font| *font == own);
        Some(Letter { width, own })
    }

    /// The font of a face, as the layout finds it.
    fn find(&self, face: &Face) -> Option<ID> {
        self.database.query(&Query {
            families: &[Family::Name(&face.family), Family::Serif],
            weight: Weight(face.weight),
            ..Query::default()
        })
    }

    /// The width of a text at a size of one pixel, and the fonts that its letters come from.
    fn lay_out(&self, face: &Face, text: &str) -> Option<(f32, Vec<ID>)> {
        let mut svg =
            String::from(r#"<svg xmlns="http://www.w3.org/2000/svg"><text font-family=""#);
        let quoted = format!("'{}'", face.family.replace(['\'', '\\'], ""));
        // Writing into a String cannot fail.
        let _ = escape_html(&mut svg, &quoted);
        let _ = write!(
            svg,
            r#"" font-weight="{}" font-size="{MEASURED_AT}">"#,
            face.weight
        );
        let _ = escape_html(&mut svg, text);
        svg.push_str("</text></svg>");
        let tree = self.tree(&svg).ok()?;
        let Some(Node::Text(laid_out)) = tree.root().children().first() else {
            return None;
        };
        let glyphs = || {
            let spans = laid_out.layouted().iter();
            spans.flat_map(|span| &span.positioned_glyphs)
        };
        // Glyph 0 is the box that stands for what a font lacks.
        if glyphs().count() == 0 || glyphs().any(|glyph| glyph.id.0 == 0) {
            return None;
        }
        let width = laid_out.bounding_box().width() / MEASURED_AT;
        Some((width, glyphs().map(|glyph| glyph.font).collect()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The fonts of chancery.
    pub(in crate::render) fn chancery() -> Fonts {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/chancery/cards/fonts");
        let files = std::fs::read_dir(folder).unwrap().flatten();
        let fonts = files
            .filter(|file| {
                file.path()
                    .extension()
                    .is_some_and(|ending| ending == "ttf")
            })
            .map(|file| {
                let name = file.file_name().to_string_lossy().into_owned();
                (name, std::fs::read(file.path()).unwrap().into())
            });
        Fonts::read(&fonts.collect())
    }

    pub(in crate::render) fn archivo() -> Face {
        Face {
            family: "Archivo".into(),
            weight: 500,
        }
    }

    #[test]
    fn letters_have_widths_and_what_is_missing_has_none() {
        let fonts = chancery();
        assert_eq!(fonts.families(), ["Archivo", "Libre Caslon Condensed"]);
        let width = |letter: &str| fonts.letter(&archivo(), letter).map(|letter| letter.width);
        assert!(width("W").unwrap() > 2.0 * width("i").unwrap());
        assert!(
            (0.1..0.4).contains(&width(" ").unwrap()),
            "{:?}",
            width(" ")
        );
        assert!(width("ễ").is_some(), "Vietnamese");
        for missing in ["高", "한", "ع", "🙂", "Ж"] {
            assert_eq!(width(missing), None, "{missing}");
        }
    }

    #[test]
    fn another_font_helps_and_says_so() {
        let fonts = chancery();
        let caslon = Face {
            family: "Libre Caslon Condensed".into(),
            weight: 500,
        };
        assert!(fonts.letter(&caslon, "e").unwrap().own);
        assert!(!fonts.letter(&caslon, "ễ").unwrap().own);
    }

    #[test]
    fn without_fonts_there_are_no_letters() {
        let fonts = Fonts::read(&BTreeMap::new());
        assert_eq!(fonts.letter(&archivo(), "a"), None);
        let junk = BTreeMap::from([("a.ttf".to_owned(), Bytes::from(&b"no font"[..]))]);
        assert_eq!(Fonts::read(&junk).letter(&archivo(), "a"), None);
    }
}
