//! Pictures as they are published: the original without what its file tells besides the picture,
//! and copies in WebP.
//!
//! Everything is made once and kept by the digest of the file: a build in which no picture
//! changed decodes none, and reads none that it read before.

use std::cell::{Cell, OnceCell};
use std::io::Cursor;
use std::sync::Arc;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage};
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageICC};

use super::Made;
use crate::diagnostic::{Code, Diagnostic, Location, SourceText};
use crate::load::picture::{bare, colour_profile, format, read_again};
use crate::pages::pictures::{SitePicture, WIDEST, scaled};
use crate::write::Content;
use crate::write::cache::Cache;

/// Quality of lossy WebP, of 100; the encoder's own default is 75.
const QUALITY: f32 = 80.0;
/// How hard lossless WebP is compressed, of 100.
const EFFORT: f32 = 75.0;
/// Changes when the same picture would become other bytes.
const RECIPE: &[u8] = b"lanczos3 q80 1";
/// The same for the original without what its file tells.
const BARE_RECIPE: &[u8] = b"1";
/// Bytes that a decoder may ask for: a hundred million pixels of eight bytes.
const MOST_MEMORY: u64 = 800_000_000;

/// Why something cannot be made of a picture.
#[derive(Clone)]
enum Fault {
    /// The file is another by now, or gone.
    Changed,
    /// The pixels cannot be read.
    Undecodable(String),
}

/// Makes everything of one picture; it is decoded when the first copy is wanted, and once.
pub(super) struct Darkroom<'c> {
    cache: &'c Cache,
    of: &'c Arc<SitePicture>,
    negative: OnceCell<Result<Negative, Fault>>,
    /// Whether it was told that the picture cannot be decoded.
    is_told: Cell<bool>,
}

/// A picture upright, no wider than its widest copy.
struct Negative {
    /// Three or four channels of eight bits.
    pixels: DynamicImage,
    profile: Option<Bytes>,
    /// Whether the original lost nothing, so that a copy without loss may be the smaller one.
    is_lossless: bool,
}

impl<'c> Darkroom<'c> {
    pub(super) fn new(cache: &'c Cache, of: &'c Arc<SitePicture>) -> Self {
        Self {
            cache,
            of,
            negative: OnceCell::new(),
            is_told: Cell::new(false),
        }
    }

    /// The picture in its own format, without what its file tells besides it.
    ///
    /// # Errors
    /// When the file changed since the site was read.
    pub(super) fn original(&self) -> Result<Content, Diagnostic> {
        if self.of.raster.is_bare {
            return Ok(Content::CopyOf(self.of.on_disk.clone()));
        }
        self.cache
            .content(
                "bare-picture",
                &[&self.of.raster.digest, BARE_RECIPE],
                || {
                    let bytes = self.read().map_err(|_| ())?;
                    bare(&bytes).map(|bytes| bytes.to_vec()).ok_or(())
                },
            )
            .map_err(|()| self.changed())
    }

    /// A copy, so many pixels across. Where the pixels cannot be read, the original takes its
    /// place: browsers look at the bytes and not at the name.
    ///
    /// # Errors
    /// When the file changed since the site was read.
    pub(super) fn copy(&self, width: u32) -> Result<Made, Diagnostic> {
        let ingredients: [&[u8]; 3] = [&self.of.raster.digest, &width.to_le_bytes(), RECIPE];
        let made = self
            .cache
            .content("picture-copy", &ingredients, || self.developed(width));
        match made {
            Ok(content) => Ok(content.into()),
            Err(Fault::Changed) => Err(self.changed()),
            Err(Fault::Undecodable(why)) => Ok(Made {
                content: self.original()?,
                warnings: (!self.is_told.replace(true))
                    .then(|| self.undecodable(&why))
                    .into_iter()
                    .collect(),
            }),
        }
    }

    fn developed(&self, width: u32) -> Result<Vec<u8>, Fault> {
        let negative = self.negative.get_or_init(|| self.decoded());
        let negative = negative.as_ref().map_err(Fault::clone)?;
        let size = scaled((negative.pixels.width(), negative.pixels.height()), width);
        let pixels = resized(&negative.pixels, size)?;
        let webp = encoded(&pixels, negative.is_lossless)?;
        match &negative.profile {
            Some(profile) => with_profile(webp, profile.clone()),
            None => Ok(webp),
        }
    }

    fn read(&self) -> Result<Bytes, Fault> {
        read_again(&self.of.on_disk, &self.of.raster).map_err(|_| Fault::Changed)
    }

    fn decoded(&self) -> Result<Negative, Fault> {
        let bytes = self.read()?;
        let format = format(&bytes).ok_or(Fault::Changed)?;
        let mut reader = ImageReader::with_format(Cursor::new(&bytes), format);
        let mut limits = Limits::default();
        limits.max_alloc = Some(MOST_MEMORY);
        reader.limits(limits);
        let pixels = reader
            .decode()
            .map_err(|error| Fault::Undecodable(error.to_string()))?;
        let pixels = if pixels.color().has_alpha() {
            DynamicImage::ImageRgba8(pixels.into_rgba8())
        } else {
            DynamicImage::ImageRgb8(pixels.into_rgb8())
        };
        Ok(Negative {
            pixels: self.upright(pixels)?,
            profile: colour_profile(&bytes),
            is_lossless: format == ImageFormat::Png,
        })
    }

    /// Made smaller first, for there is less to turn then.
    fn upright(&self, pixels: DynamicImage) -> Result<DynamicImage, Fault> {
        let raster = &self.of.raster;
        let (width, height) = scaled(raster.size, raster.size.0.min(WIDEST));
        let is_on_its_side = raster.orientation > 4;
        let lying = if is_on_its_side {
            (height, width)
        } else {
            (width, height)
        };
        let mut pixels = resized(&pixels, lying)?;
        if let Some(orientation) = Orientation::from_exif(raster.orientation) {
            pixels.apply_orientation(orientation);
        }
        Ok(pixels)
    }

    fn location(&self) -> Location {
        Location::start_of(&SourceText::new(self.of.source.as_str(), ""))
    }

    fn changed(&self) -> Diagnostic {
        let message = "the picture changed while the site was built";
        Diagnostic::new(Code::UnreadableFile, self.location(), message).help("build again")
    }

    fn undecodable(&self, why: &str) -> Diagnostic {
        let message = format!("the picture cannot be read: {why}");
        Diagnostic::new(Code::BrokenPicture, self.location(), message)
            .help("save it again: until then there are no smaller copies of it")
    }
}

/// Pixels at another size, by Lanczos' filter.
fn resized(pixels: &DynamicImage, (width, height): (u32, u32)) -> Result<DynamicImage, Fault> {
    if (pixels.width(), pixels.height()) == (width, height) {
        return Ok(pixels.clone());
    }
    let kind = if pixels.color().has_alpha() {
        PixelType::U8x4
    } else {
        PixelType::U8x3
    };
    let failed = |error: &dyn std::fmt::Display| Fault::Undecodable(error.to_string());
    let from = ImageRef::new(pixels.width(), pixels.height(), pixels.as_bytes(), kind)
        .map_err(|error| failed(&error))?;
    let mut to = Image::new(width, height, kind);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new()
        .resize(&from, &mut to, &options)
        .map_err(|error| failed(&error))?;
    let bytes = to.into_vec();
    let image = if kind == PixelType::U8x4 {
        RgbaImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgba8)
    } else {
        RgbImage::from_raw(width, height, bytes).map(DynamicImage::ImageRgb8)
    };
    image.ok_or_else(|| failed(&"its size is not that of its pixels"))
}

/// Pixels as WebP: with loss, or without where the original had none and that is smaller, as it
/// is for diagrams and screenshots.
fn encoded(pixels: &DynamicImage, try_lossless: bool) -> Result<Vec<u8>, Fault> {
    let (width, height) = (pixels.width(), pixels.height());
    let encoder = if pixels.color().has_alpha() {
        webp::Encoder::from_rgba(pixels.as_bytes(), width, height)
    } else {
        webp::Encoder::from_rgb(pixels.as_bytes(), width, height)
    };
    let encode = |lossless, quality| {
        let webp = encoder.encode_simple(lossless, quality);
        webp.map(|bytes| bytes.to_vec())
            .map_err(|error| Fault::Undecodable(format!("{error:?}")))
    };
    let lossy = encode(false, QUALITY)?;
    if try_lossless {
        let lossless = encode(true, EFFORT)?;
        if lossless.len() <= lossy.len() {
            return Ok(lossless);
        }
    }
    Ok(lossy)
}

/// A WebP with the colour profile of its original, for photographs hold more colours than sRGB.
fn with_profile(webp: Vec<u8>, profile: Bytes) -> Result<Vec<u8>, Fault> {
    let mut webp =
        WebP::from_bytes(webp.into()).map_err(|error| Fault::Undecodable(error.to_string()))?;
    webp.set_icc_profile(Some(profile));
    Ok(webp.encoder().bytes().to_vec())
}
