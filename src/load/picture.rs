//! Pictures: their size, whether smaller copies can be made of them, and what their files tell
//! besides the picture: where it was taken, when, by whose camera.
//!
//! [`Picture::read`] is the entry point. [`bare`] leaves everything out that is not needed to
//! show the picture.

use std::io::{BufRead, Read};
use std::path::Path;

use image::ImageFormat;
use image::metadata::Orientation;
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::Png;
use img_parts::riff::RiffContent;
use img_parts::webp::{self, WebP};
use img_parts::{Bytes, DynImage, ImageEXIF, ImageICC};

/// Endings of names of pictures that are looked into.
const RASTER: [&str; 7] = ["jpg", "jpeg", "jpe", "jfif", "png", "apng", "webp"];
/// Endings of names of pictures of which only the size is read.
const OTHER: [&str; 2] = ["gif", "avif"];
/// Bytes from which on a picture is not looked into.
const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// Pixels from which on no copies are made of a picture: a small file can claim to hold more than
/// fits into memory.
const MOST_PIXELS: u64 = 100_000_000;

/// What is known of a file whose name is that of a picture.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Picture {
    /// A JPEG, PNG or WebP.
    Raster(Raster),
    /// A picture of another kind.
    Other(Size),
    /// A file that cannot be understood.
    Broken {
        /// Why, as the end of a sentence.
        why: &'static str,
        /// Its size, where at least that can be read.
        size: Option<Size>,
    },
}

/// Width and height in pixels, as they are shown.
pub type Size = (u32, u32);

/// A JPEG, PNG or WebP that can be understood.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Raster {
    /// Width and height as they are shown.
    pub size: Size,
    /// How the pixels have to be turned to be shown, as Exif 2.32 numbers it: 1 for not at all.
    pub orientation: u8,
    /// The BLAKE3 digest of the file.
    pub digest: [u8; 32],
    /// Whether the file holds nothing besides the picture.
    pub is_bare: bool,
    /// Whether a copy in another format would show the same: a still picture in grey or in red,
    /// green and blue.
    pub is_plain: bool,
}

impl Raster {
    /// Whether it is too large to be decoded.
    pub fn is_too_large(&self) -> bool {
        u64::from(self.size.0) * u64::from(self.size.1) > MOST_PIXELS
    }
}

impl Picture {
    /// Looks into a file; `None` where its name is not that of a picture.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(path: &Path) -> std::io::Result<Option<Self>> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let ending = ending.unwrap_or_default().to_ascii_lowercase();
        if OTHER.contains(&ending.as_str()) {
            return Ok(size_from_head(path).map(Self::Other));
        }
        if !RASTER.contains(&ending.as_str()) {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let file = fs_err::File::open(path)?;
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
        Ok(Some(Self::of(bytes)))
    }

    /// What the bytes of a file hold.
    fn of(bytes: Vec<u8>) -> Self {
        let bytes = Bytes::from(bytes);
        let size = || from_imagesize(imagesize::blob_size(&bytes).ok());
        let broken = |why| Self::Broken { why, size: size() };
        if bytes.is_empty() {
            return broken("it is empty");
        }
        if bytes.len() as u64 > MOST_BYTES {
            return broken("it is larger than 256 MiB");
        }
        match Container::parse(&bytes) {
            Ok(Some(container)) => match container.raster(&bytes) {
                Some(raster) => Self::Raster(raster),
                None => broken("it is cut short or damaged"),
            },
            Ok(None) => match size() {
                Some(size) => Self::Other(size),
                None => broken("it holds no picture"),
            },
            Err(_) => broken("it is cut short or damaged"),
        }
    }

    /// Width and height as they are shown.
    pub fn size(&self) -> Option<Size> {
        match self {
            Self::Raster(raster) => Some(raster.size),
            Self::Other(size) => Some(*size),
            Self::Broken { size, .. } => *size,
        }
    }
}

/// The bytes of a picture, where they are still those that were looked into.
///
/// # Errors
/// When the file cannot be read or is another by now.
pub fn read_again(path: &Path, raster: &Raster) -> std::io::Result<Bytes> {
    let bytes = fs_err::read(path)?;
    if *blake3::hash(&bytes).as_bytes() != raster.digest {
        return Err(std::io::ErrorKind::Interrupted.into());
    }
    Ok(Bytes::from(bytes))
}

/// A picture without anything that is not needed to show it; `None` where it is none.
pub fn bare(bytes: &Bytes) -> Option<Bytes> {
    let container = Container::parse(bytes).ok()??;
    let orientation = container.orientation();
    container.bare(orientation)
}

/// Of which kind a picture is.
pub fn format(bytes: &Bytes) -> Option<ImageFormat> {
    Some(match Container::parse(bytes).ok()?? {
        Container(DynImage::Jpeg(_)) => ImageFormat::Jpeg,
        Container(DynImage::Png(_)) => ImageFormat::Png,
        Container(DynImage::WebP(_)) => ImageFormat::WebP,
    })
}

/// The colour profile of a picture (ICC.1).
pub fn colour_profile(bytes: &Bytes) -> Option<Bytes> {
    Container::parse(bytes).ok()??.0.icc_profile()
}

fn size_from_head(path: &Path) -> Option<Size> {
    from_imagesize(imagesize::size(path).ok())
}

fn from_imagesize(size: Option<imagesize::ImageSize>) -> Option<Size> {
    let size = size?;
    Some((
        u32::try_from(size.width).ok()?,
        u32::try_from(size.height).ok()?,
    ))
}

/// The parts that the file of a picture consists of.
struct Container(DynImage);

impl Container {
    fn parse(bytes: &Bytes) -> img_parts::Result<Option<Self>> {
        Ok(DynImage::from_bytes(bytes.clone())?.map(Self))
    }

    fn raster(self, bytes: &Bytes) -> Option<Raster> {
        let orientation = self.orientation();
        let (width, height) = self.0.dimensions()?;
        let is_on_its_side = orientation > 4;
        let is_plain = self.is_plain();
        Some(Raster {
            size: if is_on_its_side {
                (height, width)
            } else {
                (width, height)
            },
            orientation,
            digest: *blake3::hash(bytes).as_bytes(),
            is_bare: self.bare(orientation)? == *bytes,
            is_plain,
        })
    }

    fn orientation(&self) -> u8 {
        let exif = self.0.exif();
        exif.and_then(|exif| Orientation::from_exif_chunk(&exif))
            .map_or(1, Orientation::to_exif)
    }

    fn is_plain(&self) -> bool {
        let is_still = match &self.0 {
            DynImage::Jpeg(jpeg) => {
                let frame = jpeg.segments().iter().find(|s| is_frame(s.marker()));
                let head = frame.map(|frame| frame.contents());
                head.is_some_and(|head| {
                    head.first() == Some(&8) && matches!(head.get(5), Some(1 | 3))
                })
            }
            DynImage::Png(png) => [*b"acTL", *b"cICP"]
                .iter()
                .all(|kind| png.chunk_by_type(*kind).is_none()),
            DynImage::WebP(webp) => !webp.has_chunk(webp::CHUNK_ANIM),
        };
        // ICC.1, 7.2.6: the colour space of the data stands in bytes 16 to 19.
        let is_rgb = |profile: Bytes| profile.get(16..20) == Some(b"RGB ");
        is_still && self.0.icc_profile().is_none_or(is_rgb)
    }

    /// The same without what is not needed to show it; `None` where something that is needed is
    /// missing.
    fn bare(self, orientation: u8) -> Option<Bytes> {
        let exif = (orientation != 1).then(|| exif_of_orientation(orientation));
        Some(match self.0 {
            DynImage::Jpeg(jpeg) => {
                let mut jpeg = bare_jpeg(jpeg)?;
                jpeg.set_exif(exif);
                jpeg.encoder().bytes()
            }
            DynImage::Png(png) => {
                let mut png = bare_png(png)?;
                png.set_exif(exif);
                png.encoder().bytes()
            }
            DynImage::WebP(webp) => {
                let mut webp = bare_webp(webp)?;
                webp.set_exif(exif);
                webp.encoder().bytes()
            }
        })
    }
}

/// Exif data that tell the orientation and nothing else: a TIFF header, and one directory with
/// one entry.
fn exif_of_orientation(orientation: u8) -> Bytes {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend([1, 0]);
    // The tag 0x0112, of the type SHORT, once.
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    // No further directory.
    tiff.extend([0; 4]);
    Bytes::from(tiff)
}

/// Whether a marker of JPEG (ITU-T T.81, table B.1) begins a frame.
fn is_frame(marker: u8) -> bool {
    (0xC0..=0xCF).contains(&marker) && ![markers::DHT, 0xC8, 0xCC].contains(&marker)
}

/// Whether a segment is part of the picture. Comments, and data of applications, are not: those
/// hold Exif, XMP, IPTC, previews and what makers of cameras think of.
fn is_of_picture(marker: u8) -> bool {
    (0xC0..0xE0).contains(&marker)
}

/// Data of applications without which a picture looks different.
fn shortened(segment: &JpegSegment) -> Option<JpegSegment> {
    let data = segment.contents();
    let keep = |data: Bytes| Some(JpegSegment::new_with_contents(segment.marker(), data));
    match segment.marker() {
        // The density of pixels, without the preview.
        markers::APP0 if data.starts_with(b"JFIF\0") => {
            let mut head = data.get(..12)?.to_vec();
            head.extend([0, 0]);
            keep(head.into())
        }
        markers::APP2 if data.starts_with(b"ICC_PROFILE\0") => keep(data.clone()),
        // How the colours are coded.
        markers::APP14 if data.starts_with(b"Adobe") => keep(data.slice(..data.len().min(12))),
        marker if is_of_picture(marker) => Some(segment.clone()),
        _ => None,
    }
}

fn bare_jpeg(mut jpeg: Jpeg) -> Option<Jpeg> {
    let mut segments: Vec<JpegSegment> = jpeg.segments().iter().filter_map(shortened).collect();
    let scan = segments.pop().filter(JpegSegment::has_entropy)?;
    // The encoder gives the data of the scan back when it is asked for all but the head.
    let head = scan.len();
    let data = scan.clone().encoder().bytes().slice(head..);
    segments.push(JpegSegment::new_with_entropy(
        scan.marker(),
        scan.contents().clone(),
        scans(&data)?.into(),
    ));
    *jpeg.segments_mut() = segments;
    Some(jpeg)
}

/// The data of all scans up to the end of the picture, without segments that are not part of it;
/// cameras put further pictures after the end. `None` where the end is missing.
fn scans(mut data: &[u8]) -> Option<Vec<u8>> {
    let mut kept = Vec::with_capacity(data.len());
    loop {
        data.read_until(markers::P, &mut kept).ok()?;
        let (&marker, rest) = data.split_first()?;
        match marker {
            // One of several bytes that fill: the last of them begins the marker.
            markers::P => {
                kept.pop();
            }
            markers::EOI => {
                kept.push(marker);
                return Some(kept);
            }
            // A byte of data, or a mark without a length.
            0x00 | 0x01 | 0xD0..=0xD7 => {
                kept.push(marker);
                data = rest;
            }
            _ => {
                let length = usize::from(u16::from_be_bytes(*rest.first_chunk()?));
                let (segment, after) = rest.split_at_checked(length)?;
                if is_of_picture(marker) {
                    kept.push(marker);
                    kept.extend(segment);
                } else {
                    kept.pop();
                }
                data = after;
            }
        }
    }
}

/// Chunks of PNG (W3C PNG, third edition, and APNG) that tell how the picture looks.
const PNG_CHUNKS: [&[u8; 4]; 18] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
    b"cICP", b"mDCV", b"cLLI", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

fn bare_png(mut png: Png) -> Option<Png> {
    png.chunks_mut()
        .retain(|chunk| PNG_CHUNKS.contains(&&chunk.kind()));
    let ends = png
        .chunks()
        .last()
        .is_some_and(|chunk| chunk.kind() == *b"IEND");
    (ends && png.chunk_by_type(*b"IDAT").is_some()).then_some(png)
}

/// Chunks of WebP (RFC 9649) that tell how the picture looks.
const WEBP_CHUNKS: [[u8; 4]; 7] = [
    webp::CHUNK_VP8X,
    webp::CHUNK_ICCP,
    webp::CHUNK_ANIM,
    webp::CHUNK_ANMF,
    webp::CHUNK_ALPH,
    webp::CHUNK_VP8,
    webp::CHUNK_VP8L,
];
/// The bit that says that there is XMP (RFC 9649, section 2.7.1.1).
const WEBP_HAS_XMP: u8 = 0b0000_0100;

fn bare_webp(mut webp: WebP) -> Option<WebP> {
    let chunks = webp.chunks_mut();
    chunks.retain(|chunk| WEBP_CHUNKS.contains(&chunk.id()));
    for chunk in chunks {
        if chunk.id() == webp::CHUNK_VP8X
            && let RiffContent::Data(data) = chunk.content_mut()
        {
            let mut head = data.to_vec();
            *head.first_mut()? &= !WEBP_HAS_XMP;
            *data = head.into();
        }
    }
    let holds = [webp::CHUNK_VP8, webp::CHUNK_VP8L, webp::CHUNK_ANMF];
    holds.iter().any(|id| webp.has_chunk(*id)).then_some(webp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn file(format: ImageFormat) -> Bytes {
        let picture = image::RgbImage::from_fn(20, 10, |x, y| {
            image::Rgb([(x * 12) as u8, (y * 25) as u8, 80])
        });
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner().into()
    }

    const FORMATS: [ImageFormat; 3] = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];

    #[test]
    fn a_bare_picture_is_known_as_such() {
        for of in FORMATS {
            let bytes = file(of);
            let Picture::Raster(raster) = Picture::of(bytes.to_vec()) else {
                panic!("{of:?} is not understood");
            };
            assert!(raster.is_bare && raster.is_plain, "{of:?}");
            assert_eq!((raster.size, raster.orientation), ((20, 10), 1));
            assert_eq!(format(&bytes), Some(of));
        }
    }

    #[test]
    fn what_lies_on_its_side_is_measured_upright() {
        for of in FORMATS {
            for orientation in 1..=8 {
                let container = Container::parse(&file(of)).unwrap().unwrap();
                let bytes = container.bare(orientation).unwrap();
                let Picture::Raster(raster) = Picture::of(bytes.to_vec()) else {
                    panic!("{of:?} is not understood");
                };
                assert_eq!(raster.orientation, orientation, "{of:?}");
                let size = if orientation > 4 { (10, 20) } else { (20, 10) };
                assert_eq!(raster.size, size, "{of:?} {orientation}");
                assert!(raster.is_bare, "the orientation has to stay");
            }
        }
    }

    #[test]
    fn between_scans_stays_what_belongs_to_them() {
        let comment = [0xFF, 0xFE, 0, 4, b'h', b'i'];
        let table = [0xFF, 0xC4, 0, 5, 1, 0xFF, 0xD9];
        let data = [0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56];
        let end = [0xFF, 0xD9];
        let behind = [0xFF, 0xD8, 0xFF, 0xE1];
        let all = [&data[..], &comment, &[0xFF], &table, &data, &end, &behind].concat();
        let kept = [&data[..], &table, &data, &end].concat();
        assert_eq!(scans(&all).as_deref(), Some(&kept[..]));
        assert_eq!(scans(&data), None, "the end is missing");
        assert_eq!(scans(&[0xFF]), None);
        assert_eq!(scans(&[0xFF, 0xFE, 0xFF, 0xFF]), None);
    }

    proptest! {
        #[test]
        fn no_file_is_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            Picture::of(bytes);
        }

        #[test]
        fn no_damage_is_too_odd(kind in 0..3_usize, at in 0..400_usize, to in any::<u8>(), cut in 0..900_usize) {
            let mut bytes = file(FORMATS[kind]).to_vec();
            bytes.truncate(cut);
            if let Some(byte) = bytes.get_mut(at) {
                *byte = to;
            }
            if let Picture::Raster(raster) = Picture::of(bytes.clone()) {
                // What was understood once is understood again, and is bare then.
                let once = bare(&Bytes::from(bytes)).unwrap();
                prop_assert_eq!(bare(&once), Some(once.clone()));
                prop_assert!(raster.size.0 > 0 && raster.size.1 > 0);
            }
        }
    }
}
