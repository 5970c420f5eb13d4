//! Drawn pixels as a small PNG (ISO/IEC 15948): flat art has few colours, so each pixel is the
//! number of one of at most 256, which is about half as large as three bytes a pixel.

use std::cmp::Reverse;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use img_parts::Bytes;
use img_parts::png::{Png, PngChunk};
use rustc_hash::FxHashMap;

/// Colours that a byte can number.
const MOST_COLOURS: usize = 256;
/// The chunk with size and colour type.
const CHUNK_IHDR: [u8; 4] = *b"IHDR";
/// Where the colour type stands in it.
const COLOUR_TYPE: usize = 9;
/// The colour type "indexed".
const INDEXED: u8 = 3;

type Colour = [u8; 3];

/// Pixels of one colour side by side.
#[derive(Debug)]
struct Run {
    colour: Colour,
    length: usize,
}

/// A picture of opaque pixels, four bytes each, as PNG. Beyond 256 colours, the rarest become the
/// nearest of the others.
///
/// # Errors
/// When the size and the number of pixels do not agree.
pub(super) fn indexed(rgba: &[u8], width: u32, height: u32) -> Result<Vec<u8>, String> {
    let expected = width as usize * height as usize * 4;
    if rgba.len() != expected {
        return Err(format!(
            "{} bytes are no {width} by {height} pixels",
            rgba.len()
        ));
    }
    let runs = runs(rgba);
    let palette = palette(&runs);
    let numbered = palette.iter().enumerate();
    let mut numbers: FxHashMap<Colour, u8> = numbered
        .map(|(number, colour)| (*colour, number as u8))
        .collect();
    let mut pixels = Vec::with_capacity(rgba.len() / 4);
    for run in &runs {
        let number = numbers.entry(run.colour);
        let number = *number.or_insert_with(|| nearest(&palette, run.colour));
        pixels.resize(pixels.len() + run.length, number);
    }

    // The encoder knows grey pictures of one byte a pixel; what a byte means is told afterwards.
    let mut grey = Vec::with_capacity(32 * 1024);
    PngEncoder::new_with_quality(&mut grey, CompressionType::Default, FilterType::NoFilter)
        .write_image(&pixels, width, height, ExtendedColorType::L8)
        .map_err(|error| error.to_string())?;
    with_palette(grey, &palette)
}

/// Flat art is long runs, so whatever is done for each run is done seldom.
fn runs(rgba: &[u8]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::with_capacity(16 * 1024);
    let mut rest = rgba;
    while let Some((first, _)) = rest.split_first_chunk::<4>() {
        let mut pixels = rest.as_chunks::<4>().0.iter();
        let length = pixels
            .position(|pixel| pixel != first)
            .unwrap_or(rest.len() / 4);
        let [red, green, blue, _] = *first;
        runs.push(Run {
            colour: [red, green, blue],
            length,
        });
        rest = &rest[length * 4..];
    }
    runs
}

/// The colours of a picture, the most frequent first.
fn palette(runs: &[Run]) -> Vec<Colour> {
    let mut frequency: FxHashMap<Colour, usize> = FxHashMap::default();
    for run in runs {
        *frequency.entry(run.colour).or_default() += run.length;
    }
    let mut colours: Vec<(Colour, usize)> = frequency.into_iter().collect();
    colours.sort_unstable_by_key(|(colour, count)| (Reverse(*count), *colour));
    colours.truncate(MOST_COLOURS);
    colours.into_iter().map(|(colour, _)| colour).collect()
}

fn nearest(palette: &[Colour], colour: Colour) -> u8 {
    let distance = |other: &Colour| -> u32 {
        let parts = other.iter().zip(colour);
        parts.map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
    };
    let numbered = palette.iter().enumerate();
    let nearest = numbered.min_by_key(|(_, other)| distance(other));
    nearest.map_or(0, |(number, _)| number as u8)
}

/// A grey PNG with a meaning for each of its greys.
fn with_palette(grey: Vec<u8>, palette: &[Colour]) -> Result<Vec<u8>, String> {
    let mut png = Png::from_bytes(Bytes::from(grey)).map_err(|error| error.to_string())?;
    let chunks = png.chunks_mut();
    let head = chunks.first().filter(|chunk| chunk.kind() == CHUNK_IHDR);
    let Some(mut head) = head.map(|chunk| chunk.contents().to_vec()) else {
        return Err("the encoder wrote no head".to_owned());
    };
    head[COLOUR_TYPE] = INDEXED;
    chunks[0] = PngChunk::new(CHUNK_IHDR, Bytes::from(head));
    let colours = Bytes::from(palette.concat());
    chunks.insert(1, PngChunk::new(*b"PLTE", colours));
    Ok(png.encoder().bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(png: &[u8]) -> image::RgbImage {
        let format = image::ImageFormat::Png;
        image::load_from_memory_with_format(png, format)
            .unwrap()
            .to_rgb8()
    }

    #[test]
    fn few_colours_come_back_as_they_were() {
        let colours: [[u8; 4]; 3] = [[255, 255, 255, 255], [11, 90, 67, 255], [1, 2, 3, 255]];
        let rgba: Vec<u8> = (0..12).flat_map(|n| colours[n * n % 3]).collect();
        let png = indexed(&rgba, 4, 3).unwrap();
        let rgb: Vec<u8> = rgba
            .chunks(4)
            .flat_map(|pixel| pixel[..3].to_vec())
            .collect();
        assert_eq!(decoded(&png).into_raw(), rgb);
    }

    #[test]
    fn many_colours_become_the_nearest() {
        // Each red once with a trace of green, and twice without.
        let rgba: Vec<u8> = (0..768_u16)
            .flat_map(|n| [(n / 3) as u8, u8::from(n % 3 == 1), 0, 255])
            .collect();
        let picture = decoded(&indexed(&rgba, 32, 24).unwrap());
        for (is, was) in picture.pixels().zip(rgba.chunks(4)) {
            assert_eq!(is.0, [was[0], 0, 0]);
        }
    }

    #[test]
    fn a_wrong_size_is_an_error() {
        assert!(indexed(&[0; 16], 1200, 630).is_err());
    }
}
