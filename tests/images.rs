//! Pictures: what of them is published, which copies there are, and what the pages say of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests say what they expect by failing"
)]

mod support;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage, RgbaImage};
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::{Png, PngChunk};
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF, ImageICC};
use summitry::pages::plan::PlainContent;
use summitry::pipeline::{self, Memory, Options};
use summitry::write::Content;
use summitry::write::cache::Cache;
use support::{TestSite, html};

/// Stands in all that a camera or an editor of pictures may write into a file.
const SECRET: &str = "50.0875N 14.4214E";

// --- Pictures ------------------------------------------------------------------------------------

/// A picture with soft colours, which are another in each corner, and some grain.
fn photograph(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let grain = (x * 7919 + y * 104_729) % 13;
        let part = |at: u32, of: u32| (at * 230 / of.max(1)) as u8;
        Rgb([part(x, width) + grain as u8, part(y, height), 90])
    })
}

/// A diagram: two colours.
fn diagram(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let is_dark = (x / 40 + y / 40) % 2 == 0;
        Rgb(if is_dark {
            [11, 90, 67]
        } else {
            [255, 255, 255]
        })
    })
}

fn file(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    file(photograph(width, height), ImageFormat::Jpeg)
}

/// Exif data as a telephone writes them: the orientation, who made it, and where.
fn exif(orientation: u8) -> Bytes {
    let text = format!("{SECRET}\0");
    let length = text.len() as u32;
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    let entry = |tiff: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: u32| {
        tiff.extend(tag.to_le_bytes());
        tiff.extend(kind.to_le_bytes());
        tiff.extend(count.to_le_bytes());
        tiff.extend(value.to_le_bytes());
    };
    // Three entries in the first directory, one in that of the place, then the text.
    let (place, at) = (8 + 2 + 3 * 12 + 4, 8 + 2 + 3 * 12 + 4 + 2 + 12 + 4);
    tiff.extend([3, 0]);
    entry(&mut tiff, 0x0112, 3, 1, u32::from(orientation));
    entry(&mut tiff, 0x013b, 2, length, at);
    entry(&mut tiff, 0x8825, 4, 1, place);
    tiff.extend([0; 4]);
    tiff.extend([1, 0]);
    entry(&mut tiff, 0x0012, 2, length, at);
    tiff.extend([0; 4]);
    tiff.extend(text.as_bytes());
    tiff.into()
}

/// What stands for a colour profile: the head says that it is one of red, green and blue.
fn profile() -> Bytes {
    let mut profile = vec![0; 128];
    profile[16..20].copy_from_slice(b"RGB ");
    profile[36..40].copy_from_slice(b"acsp");
    profile.into()
}

fn secret(before: &[u8]) -> Bytes {
    [before, SECRET.as_bytes()].concat().into()
}

fn telling_jpeg(picture: RgbImage, orientation: u8) -> Vec<u8> {
    let mut jpeg = Jpeg::from_bytes(file(picture, ImageFormat::Jpeg).into()).unwrap();
    let add = |jpeg: &mut Jpeg, marker, data| {
        let segment = JpegSegment::new_with_contents(marker, data);
        jpeg.segments_mut().insert(1, segment);
    };
    add(&mut jpeg, markers::COM, secret(b""));
    add(&mut jpeg, markers::APP13, secret(b"Photoshop 3.0\0"));
    add(
        &mut jpeg,
        markers::APP1,
        secret(b"http://ns.adobe.com/xap/1.0/\0"),
    );
    add(&mut jpeg, markers::APP5, secret(b"Maker\0"));
    jpeg.set_icc_profile(Some(profile()));
    jpeg.set_exif(Some(exif(orientation)));
    let mut bytes = jpeg.encoder().bytes().to_vec();
    // As telephones put a film behind the picture.
    bytes.extend(SECRET.as_bytes());
    bytes
}

fn telling_png(picture: RgbImage, orientation: u8) -> Vec<u8> {
    let mut png = Png::from_bytes(file(picture, ImageFormat::Png).into()).unwrap();
    for kind in [b"tEXt", b"iTXt", b"prVt"] {
        let chunk = PngChunk::new(*kind, secret(b"Comment\0"));
        png.chunks_mut().insert(1, chunk);
    }
    png.set_exif(Some(exif(orientation)));
    let mut bytes = png.encoder().bytes().to_vec();
    bytes.extend(SECRET.as_bytes());
    bytes
}

fn telling_webp(picture: RgbImage, orientation: u8) -> Vec<u8> {
    let mut webp = WebP::from_bytes(file(picture, ImageFormat::WebP).into()).unwrap();
    webp.set_icc_profile(Some(profile()));
    for id in [b"XMP ", b"prVt"] {
        let chunk = RiffChunk::new(*id, RiffContent::Data(secret(b"")));
        webp.chunks_mut().push(chunk);
    }
    webp.set_exif(Some(exif(orientation)));
    webp.encoder().bytes().to_vec()
}

fn tells(bytes: &[u8]) -> bool {
    bytes
        .windows(SECRET.len())
        .any(|part| part == SECRET.as_bytes())
}

/// The tags of the Exif data of a picture, as another reader finds them.
fn tags(bytes: &[u8]) -> Vec<(exif::Tag, Option<u32>)> {
    let read = exif::Reader::new().read_from_container(&mut Cursor::new(bytes));
    let Ok(read) = read else { return Vec::new() };
    let fields = read.fields();
    fields.map(|f| (f.tag, f.value.get_uint(0))).collect()
}

fn decoded(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).unwrap()
}

// --- Sites ---------------------------------------------------------------------------------------

/// A site with an article "shots" of this text.
fn shots(front_matter: &str, body: &str) -> TestSite {
    TestSite::minimal().with_article("shots", front_matter, body)
}

/// Address and width of each copy that a page offers.
fn offered(page: &str) -> Vec<(String, u32)> {
    html::attribute(page, "srcset")
        .iter()
        .flat_map(|set| set.split(", "))
        .map(|entry| {
            let (address, width) = entry.split_once(' ').unwrap();
            (
                address.to_owned(),
                width.trim_end_matches('w').parse().unwrap(),
            )
        })
        .collect()
}

fn published(site: &TestSite, path: &str) -> Vec<u8> {
    let path = site.path("public").join(path.trim_start_matches('/'));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn warnings(site: &TestSite) -> Vec<(String, String)> {
    let run = site.build_with(["--message-format", "json"]);
    let told = run.diagnostics().into_iter();
    told.map(|told| (told.code, told.file.unwrap())).collect()
}

// --- What files tell -----------------------------------------------------------------------------

#[test]
fn no_picture_tells_where_it_was_taken() {
    let site = shots("", "![A](shown.jpg) ![B](/hall.png) ![C](c.webp)")
        .with(
            "articles/shots/shown.jpg",
            telling_jpeg(photograph(60, 40), 1),
        )
        .with(
            "articles/shots/beside.jpeg",
            telling_jpeg(photograph(60, 40), 1),
        )
        .with(
            "articles/shots/beside.png",
            telling_png(photograph(60, 40), 1),
        )
        .with("articles/shots/c.webp", telling_webp(photograph(60, 40), 1))
        .with("site/static/hall.png", telling_png(photograph(60, 40), 1))
        .with(
            "site/static/portraits/ann.JPG",
            telling_jpeg(photograph(40, 50), 1),
        );
    site.replace(
        "site/leaders/ann-lee.md",
        "country = \"US\"\n",
        "country = \"US\"\nportrait = { src = \"/portraits/ann.JPG\", alt = \"Ann Lee\" }\n",
    );
    assert_eq!(warnings(&site), []);
    let output = site.output();
    let telling: Vec<&str> = output
        .published()
        .into_iter()
        .filter(|(_, bytes)| tells(bytes))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(telling, Vec::<&str>::new());
    for path in [
        "articles/shots/shown.jpg",
        "articles/shots/beside.jpeg",
        "articles/shots/beside.png",
        "articles/shots/c.webp",
        "hall.png",
        "portraits/ann.JPG",
    ] {
        assert_eq!(tags(&published(&site, path)), [], "{path}");
    }
}

#[test]
fn the_picture_itself_stays_as_it_is() {
    let sources = [
        ("a.jpg", telling_jpeg(photograph(60, 40), 6)),
        ("b.png", telling_png(photograph(60, 40), 8)),
        ("c.webp", telling_webp(photograph(60, 40), 3)),
    ];
    let site = shots("", "");
    for (name, bytes) in &sources {
        assert!(tells(bytes));
        assert!(tags(bytes).len() > 1, "{name} tells nothing");
        site.write(&format!("articles/shots/{name}"), bytes);
    }
    site.build();
    for ((name, before), orientation) in sources.iter().zip([6, 8, 3]) {
        let after = published(&site, &format!("articles/shots/{name}"));
        assert_eq!(decoded(before), decoded(&after), "{name}");
        // Readers turn it as before, and learn nothing else.
        let turned = [(exif::Tag::Orientation, Some(orientation))];
        assert_eq!(tags(&after), turned, "{name}");
    }
    let jpeg = Jpeg::from_bytes(published(&site, "articles/shots/a.jpg").into()).unwrap();
    assert_eq!(jpeg.icc_profile(), Some(profile()));
    let webp = WebP::from_bytes(published(&site, "articles/shots/c.webp").into()).unwrap();
    assert_eq!(webp.icc_profile(), Some(profile()));
}

#[test]
fn a_file_of_the_site_that_no_page_shows_is_published_as_it_is() {
    let press_kit = telling_jpeg(photograph(60, 40), 6);
    let site = shots("", "[The file](/press.jpg)").with("site/static/press.jpg", &press_kit);
    site.build();
    assert_eq!(published(&site, "press.jpg"), press_kit);
}

#[test]
fn a_picture_that_tells_nothing_is_published_as_it_is() {
    let plain = jpeg(60, 40);
    let site = shots("", "![A](a.jpg)").with("articles/shots/a.jpg", &plain);
    site.build();
    assert_eq!(published(&site, "articles/shots/a.jpg"), plain);
}

// --- Copies --------------------------------------------------------------------------------------

#[test]
fn a_picture_in_a_text_is_offered_in_several_widths() {
    let site = shots("", "![Two flags](flags.jpg \"At noon\")")
        .with("articles/shots/flags.jpg", jpeg(1000, 750));
    site.build_with(["--base-url", "https://user.github.io/repo/"]);
    let page = site.page("/articles/shots/");
    let copies = offered(&page);
    let widths: Vec<u32> = copies.iter().map(|(_, width)| *width).collect();
    assert_eq!(widths, [480, 800, 1000]);
    for (address, width) in &copies {
        let path = address.strip_prefix("/repo/").unwrap();
        let bytes = published(&site, path);
        assert_eq!(image::guess_format(&bytes).unwrap(), ImageFormat::WebP);
        assert_eq!(decoded(&bytes).dimensions(), (*width, width * 3 / 4));
    }
    let whole = "<img src=\"/repo/articles/shots/flags.jpg\" width=\"1000\" height=\"750\" loading=\"lazy\" decoding=\"async\" alt=\"Two flags\" title=\"At noon\"></picture>";
    assert!(page.contains(whole), "{page}");
    assert!(page.contains("<picture><source type=\"image/webp\" srcset=\""));
}

#[test]
fn a_copy_shows_what_the_picture_shows() {
    let picture = photograph(1200, 900);
    let site = shots("", "![A](a.jpg) ![B](b.png)")
        .with(
            "articles/shots/a.jpg",
            file(picture.clone(), ImageFormat::Jpeg),
        )
        .with(
            "articles/shots/b.png",
            file(picture.clone(), ImageFormat::Png),
        );
    site.build();
    for name in ["a", "b"] {
        let copy = decoded(&published(
            &site,
            &format!("articles/shots/{name}-480.webp"),
        ));
        let copy = copy.to_rgb8();
        for (x, y) in [(10, 10), (470, 10), (10, 350), (470, 350), (240, 180)] {
            let (there, here) = (
                picture.get_pixel(x * 5 / 2, y * 5 / 2),
                copy.get_pixel(x, y),
            );
            let furthest = there.0.iter().zip(here.0).map(|(a, b)| a.abs_diff(b)).max();
            assert!(
                furthest < Some(24),
                "{name} at {x}, {y}: {there:?} {here:?}"
            );
        }
    }
}

#[test]
fn the_picture_of_an_article_comes_first() {
    let site = shots(
        "image = { src = \"lead.jpg\", alt = \"The hall\", caption = \"Before noon\" }",
        "",
    )
    .with("articles/shots/lead.jpg", jpeg(900, 600));
    site.build();
    let page = site.page("/articles/shots/");
    assert_eq!(offered(&page).len(), 3);
    assert!(page.contains(" fetchpriority=\"high\""));
    assert!(!page.contains("loading=\"lazy\""), "{page}");
    assert!(page.contains("</picture>"));
}

#[test]
fn a_portrait_has_copies() {
    let site = TestSite::minimal().with(
        "site/static/ann.png",
        file(photograph(600, 750), ImageFormat::Png),
    );
    site.replace(
        "site/leaders/ann-lee.md",
        "country = \"US\"\n",
        "country = \"US\"\nportrait = { src = \"/ann.png\", alt = \"Ann Lee\" }\n",
    );
    site.build();
    let page = site.page("/leaders/ann-lee/");
    let offered = offered(&page);
    assert_eq!(
        offered,
        [
            ("/ann-480.webp".to_owned(), 480),
            ("/ann-600.webp".to_owned(), 600)
        ]
    );
    assert!(page.contains("<img class=\"plate\" src="), "{page}");
    assert!(page.contains("width=\"600\" height=\"750\""));
}

#[test]
fn a_picture_that_was_taken_upright_is_shown_upright() {
    // Red above, blue below once it is turned clockwise by a quarter: red is on the left here.
    let lying = RgbImage::from_fn(800, 600, |x, _| {
        Rgb(if x < 400 {
            [200, 20, 20]
        } else {
            [20, 20, 200]
        })
    });
    let site =
        shots("", "![A flag](flag.jpg)").with("articles/shots/flag.jpg", telling_jpeg(lying, 6));
    site.build();
    let page = site.page("/articles/shots/");
    assert!(page.contains("width=\"600\" height=\"800\""), "{page}");
    let widths: Vec<u32> = offered(&page).iter().map(|(_, width)| *width).collect();
    assert_eq!(widths, [480, 600]);
    let bytes = published(&site, "articles/shots/flag-480.webp");
    let copy = decoded(&bytes);
    assert_eq!(copy.dimensions(), (480, 640));
    assert!(copy.get_pixel(240, 20).0[0] > 150, "red is above");
    assert!(copy.get_pixel(240, 620).0[2] > 150, "blue is below");
    assert_eq!(tags(&bytes), [], "or it would be turned twice");
    let webp = WebP::from_bytes(bytes.into()).unwrap();
    assert_eq!(webp.icc_profile(), Some(profile()));
}

#[test]
fn a_diagram_loses_nothing() {
    let picture = diagram(700, 400);
    let site = shots("", "![A](a.png)").with(
        "articles/shots/a.png",
        file(picture.clone(), ImageFormat::Png),
    );
    site.build();
    let copy = decoded(&published(&site, "articles/shots/a-700.webp"));
    assert!(copy.to_rgb8() == picture);
}

#[test]
fn what_is_transparent_stays_so() {
    let picture = RgbaImage::from_fn(900, 300, |x, y| {
        let grain = ((x * 31 + y * 17) % 11) as u8;
        image::Rgba([200 - grain, 30, 30, if x < 450 { 0 } else { 255 }])
    });
    let site =
        shots("", "![A](a.png)").with("articles/shots/a.png", file(picture, ImageFormat::Png));
    site.build();
    let copy = decoded(&published(&site, "articles/shots/a-480.webp"));
    assert_eq!(copy.get_pixel(20, 80).0[3], 0);
    assert_eq!(copy.get_pixel(460, 80).0[3], 255);
}

#[test]
fn moving_and_drawn_pictures_stay_as_they_are() {
    let mut png = Png::from_bytes(file(diagram(600, 400), ImageFormat::Png).into()).unwrap();
    let moving = PngChunk::new(*b"acTL", vec![0, 0, 0, 1, 0, 0, 0, 0].into());
    png.chunks_mut().insert(1, moving);
    let mut cmyk = profile().to_vec();
    cmyk[16..20].copy_from_slice(b"CMYK");
    let mut print = Jpeg::from_bytes(jpeg(600, 400).into()).unwrap();
    print.set_icc_profile(Some(cmyk.into()));
    let files = [
        ("a.png", png.encoder().bytes().to_vec()),
        ("b.gif", b"GIF89a\x04\0\x03\0\0\0\0;".to_vec()),
        (
            "c.svg",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(),
        ),
        ("d.jpg", print.encoder().bytes().to_vec()),
        ("e.txt", telling_jpeg(photograph(600, 400), 1)),
    ];
    let body: String = files
        .iter()
        .map(|(name, _)| format!("![It]({name}) "))
        .collect();
    let site = shots("", &body);
    for (name, bytes) in &files {
        site.write(&format!("articles/shots/{name}"), bytes);
    }
    assert_eq!(warnings(&site), []);
    let page = site.page("/articles/shots/");
    assert_eq!(offered(&page), []);
    assert!(!page.contains("<picture>"));
    assert!(page.contains("b.gif\" width=\"4\" height=\"3\""), "{page}");
    for (name, bytes) in &files {
        assert!(
            &published(&site, &format!("articles/shots/{name}")) == bytes,
            "{name}"
        );
    }
}

#[test]
fn copies_can_be_left_out() {
    let site = shots("", "![A](a.jpg)")
        .with(
            "articles/shots/a.jpg",
            telling_jpeg(photograph(900, 600), 1),
        )
        .with_settings("outputs = { images = false }");
    site.build();
    let page = site.page("/articles/shots/");
    assert!(!page.contains("<picture>") && !page.contains("srcset"));
    assert!(
        !site
            .output()
            .paths()
            .iter()
            .any(|path| path.ends_with(".webp"))
    );
    assert!(!tells(&published(&site, "articles/shots/a.jpg")));
}

#[test]
fn only_what_is_shown_has_copies() {
    let site = shots("", "![A](a.jpg)")
        .with("articles/shots/a.jpg", jpeg(500, 300))
        .with("articles/shots/b.jpg", jpeg(500, 300))
        .with("site/static/c.jpg", jpeg(500, 300))
        .with_article("hidden", "draft = true", "![D](d.jpg) ![C](/c.jpg)")
        .with("articles/hidden/d.jpg", jpeg(500, 300));
    site.build();
    let output = site.output();
    let copies: Vec<&str> = output
        .paths()
        .into_iter()
        .filter(|path| path.ends_with(".webp"))
        .collect();
    assert_eq!(
        copies,
        ["articles/shots/a-480.webp", "articles/shots/a-500.webp"]
    );
    assert!(!site.has_page("/articles/hidden/d.jpg"));
}

#[test]
fn a_copy_gives_way_to_other_files() {
    let own = file(diagram(20, 20), ImageFormat::WebP);
    let site = shots("", "![A](a.jpg) ![B](a.png)")
        .with("articles/shots/a.jpg", jpeg(500, 300))
        .with(
            "articles/shots/a.png",
            file(diagram(500, 200), ImageFormat::Png),
        )
        .with("articles/shots/A-480.webp", &own);
    assert_eq!(warnings(&site), []);
    assert_eq!(published(&site, "articles/shots/A-480.webp"), own);
    let page = site.page("/articles/shots/");
    let copies = offered(&page);
    let addresses: BTreeMap<&str, u32> = copies.iter().map(|(a, w)| (a.as_str(), *w)).collect();
    assert_eq!(addresses.len(), 4, "{addresses:?}");
    for (address, width) in addresses {
        let size = decoded(&published(&site, address)).dimensions();
        assert_eq!(size.0, width, "{address}");
    }
    let sets = html::attribute(&page, "srcset");
    let heights: Vec<u32> = sets
        .iter()
        .map(|set| decoded(&published(&site, set.split(' ').next().unwrap())).height())
        .collect();
    assert_eq!(heights, [288, 192], "each picture has its own");
}

#[test]
fn names_of_files_are_written_as_addresses() {
    let site = shots("", "![A](<a, b & 'c' 2x.jpg>)")
        .with("articles/shots/a, b & 'c' 2x.jpg", jpeg(500, 300));
    site.build();
    let page = site.page("/articles/shots/");
    let sets = html::attribute(&page, "srcset");
    assert_eq!(
        sets,
        [
            "/articles/shots/a,%20b%20%26%20%27c%27%202x-480.webp 480w, /articles/shots/a,%20b%20%26%20%27c%27%202x-500.webp 500w"
        ]
    );
    assert!(site.has_page("/articles/shots/a, b & 'c' 2x-480.webp"));
}

#[test]
fn a_cleaned_text_keeps_its_copies_and_gets_none_from_elsewhere() {
    let raw = "<picture><source srcset=\"a.jpg 1x, //evil.example/a.webp 2x\"><source srcset=\"https:evil.example/a.webp\"><source srcset=\"/\\evil.example/a.webp 9w\"><source srcset=\"own.webp 2x\"><img src=\"https:evil.example/a.jpg\" alt=\"\"></picture>";
    let site =
        shots("", &format!("![A](a.jpg)\n\n{raw}\n")).with("articles/shots/a.jpg", jpeg(500, 300));
    site.build();
    let page = site.page("/articles/shots/");
    assert!(!page.contains("evil.example"), "{page}");
    let sets = html::attribute(&page, "srcset");
    assert_eq!(sets.len(), 2, "{page}");
    assert!(sets[0].contains("a-480.webp 480w") && sets[1] == "own.webp 2x");
    let sizes = html::attribute(&page, "sizes");
    assert!(sizes[0].starts_with("auto, "), "{page}");
}

// --- Faults --------------------------------------------------------------------------------------

#[test]
fn a_broken_picture_is_told_and_published() {
    let whole = telling_jpeg(photograph(600, 400), 1);
    let files = [
        ("a.jpg", whole[..whole.len() * 2 / 3].to_vec()),
        ("b.png", b"no picture".to_vec()),
        ("c.webp", Vec::new()),
        (
            "d.png",
            file(diagram(600, 400), ImageFormat::Png)[..60].to_vec(),
        ),
        (
            "e.webp",
            file(diagram(600, 400), ImageFormat::WebP)[..60].to_vec(),
        ),
    ];
    let body: String = files
        .iter()
        .map(|(name, _)| format!("![It]({name}) "))
        .collect();
    // What no page shows is not looked at.
    let site = shots("", &body).with("site/static/x.jpg", "no picture");
    for (name, bytes) in &files {
        site.write(&format!("articles/shots/{name}"), bytes);
    }
    let expected: Vec<(String, String)> = files
        .iter()
        .map(|(name, _)| {
            (
                "broken-picture".to_owned(),
                format!("articles/shots/{name}"),
            )
        })
        .collect();
    assert_eq!(warnings(&site), expected);
    let page = site.page("/articles/shots/");
    assert_eq!(offered(&page), []);
    for (name, bytes) in &files {
        assert!(
            &published(&site, &format!("articles/shots/{name}")) == bytes,
            "{name}"
        );
        assert!(page.contains(&format!("/articles/shots/{name}\"")));
    }
}

/// A PNG of any size whose pixels are these bytes: most likely not what should be there.
fn made_up_png(width: u32, height: u32, data: &[u8]) -> Vec<u8> {
    let mut png = Png::from_bytes(file(diagram(8, 8), ImageFormat::Png).into()).unwrap();
    let mut head = [width.to_be_bytes(), height.to_be_bytes()].concat();
    head.extend([8, 2, 0, 0, 0]);
    let chunks = png.chunks_mut();
    chunks.retain(|chunk| chunk.kind() == *b"IEND");
    chunks.insert(0, PngChunk::new(*b"IDAT", data.to_vec().into()));
    chunks.insert(0, PngChunk::new(*b"IHDR", head.into()));
    png.encoder().bytes().to_vec()
}

#[test]
fn a_picture_whose_pixels_are_damaged_is_still_shown() {
    let damaged = made_up_png(600, 400, b"not what zlib writes");
    let site = shots("", "![A](a.png)").with("articles/shots/a.png", &damaged);
    let told = [(
        "broken-picture".to_owned(),
        "articles/shots/a.png".to_owned(),
    )];
    assert_eq!(warnings(&site), told, "once, not for each copy");
    let copies = offered(&site.page("/articles/shots/"));
    assert_eq!(copies.len(), 2);
    for (address, _) in copies {
        assert!(published(&site, &address) == damaged, "{address}");
    }
    // A fault is not kept: once it is whole, it has its copies.
    site.write(
        "articles/shots/a.png",
        file(diagram(600, 400), ImageFormat::Png),
    );
    assert_eq!(warnings(&site), []);
    let copy = published(&site, "articles/shots/a-480.webp");
    assert_eq!(decoded(&copy).width(), 480);
}

#[test]
fn a_small_file_of_many_pixels_is_not_decoded() {
    let bomb = made_up_png(60_000, 60_000, b"");
    let site = shots("", "![A](a.png)").with("articles/shots/a.png", &bomb);
    let told = [(
        "large-picture".to_owned(),
        "articles/shots/a.png".to_owned(),
    )];
    assert_eq!(warnings(&site), told);
    assert_eq!(offered(&site.page("/articles/shots/")), []);
    assert_eq!(published(&site, "articles/shots/a.png"), bomb);
}

// --- Builds --------------------------------------------------------------------------------------

/// A site with pictures of all kinds.
fn gallery() -> TestSite {
    shots(
        "image = { src = \"a.jpg\", alt = \"A\" }",
        "![A](a.jpg) ![B](b.png) ![C](c.webp) ![D](d.png)",
    )
    .with(
        "articles/shots/a.jpg",
        telling_jpeg(photograph(900, 700), 6),
    )
    .with("articles/shots/b.png", telling_png(diagram(700, 500), 1))
    .with(
        "articles/shots/c.webp",
        telling_webp(photograph(500, 500), 3),
    )
    .with(
        "articles/shots/d.png",
        file(photograph(640, 480), ImageFormat::Png),
    )
}

fn options(site: &TestSite) -> Options {
    Options {
        root: site.root(),
        ..Options::default()
    }
}

/// How many things a build made, and how many it found.
fn built(site: &TestSite) -> (usize, usize) {
    let cache = Arc::new(Cache::in_site(&site.root()));
    let mut prepared = pipeline::prepare(&options(site)).unwrap();
    // Others keep things there as well.
    let before = pictures_kept(site);
    pipeline::render(&mut prepared, &cache, &|| ()).unwrap();
    let kept = pictures_kept(site);
    (kept.len() - before.len(), before.len())
}

/// The pictures in the cache.
fn pictures_kept(site: &TestSite) -> Vec<String> {
    let cache = support::Tree::read(&site.path(".summitry/cache"));
    let pictures = cache.0.into_iter().filter(|(_, kept)| {
        matches!(
            image::guess_format(&kept.bytes),
            Ok(ImageFormat::WebP | ImageFormat::Jpeg | ImageFormat::Png)
        )
    });
    pictures.map(|(path, _)| path).collect()
}

#[test]
fn a_second_build_makes_no_picture_again() {
    let site = gallery().with_settings("outputs = { share_cards = false }");
    // Three originals, and copies: 480 and 700, 480 and 700, 480 and 500, 480 and 640.
    assert_eq!(built(&site), (3 + 8, 0));
    let first = support::Tree::read(&site.path(".summitry"));
    assert_eq!(built(&site), (0, 11));
    let second = support::Tree::read(&site.path(".summitry"));
    first.assert_untouched(&second);
    // Another name for the same picture costs nothing.
    site.replace("articles/shots/article.md", "(d.png)", "(e.png)");
    site.write(
        "articles/shots/e.png",
        file(photograph(640, 480), ImageFormat::Png),
    );
    assert_eq!(built(&site), (0, 11));
    // Another picture under the same name does.
    site.write("articles/shots/a.jpg", jpeg(600, 400));
    assert_eq!(built(&site), (2, 11));
}

#[test]
fn a_build_that_finds_everything_has_the_same_bytes() {
    let site = gallery();
    site.build();
    let first = site.output();
    site.build();
    first.assert_untouched(&site.output());
    std::fs::remove_dir_all(site.path(".summitry")).unwrap();
    std::fs::remove_dir_all(site.path("public")).unwrap();
    let mut command = site.command(["build"]);
    command.env("RAYON_NUM_THREADS", "1");
    assert_eq!(site.finish(command).code, 0);
    first.assert_same_bytes(&site.output());
}

#[test]
fn what_is_asked_for_alone_is_what_a_build_writes() {
    let site = gallery();
    site.build();
    let mut prepared = pipeline::prepare(&options(&site)).unwrap();
    let press = pipeline::set_up(&mut prepared, &mut Memory::default()).unwrap();
    let mut asked = 0;
    for file in &press.plan().files {
        if !matches!(
            file.content,
            PlainContent::Picture(_) | PlainContent::PictureCopy(..)
        ) {
            continue;
        }
        asked += 1;
        let Content::Bytes(bytes) = press.file(file).unwrap().content else {
            panic!("a preview keeps it in memory");
        };
        assert!(
            bytes == published(&site, file.path.as_str()),
            "{:?}",
            file.path
        );
    }
    assert_eq!(asked, 11);
}

#[test]
fn a_check_makes_no_pictures() {
    let site = gallery();
    assert_eq!(site.codes(), Vec::<String>::new());
    assert!(!site.path(".summitry").exists() && !site.path("public").exists());
}

#[test]
fn a_picture_that_changes_while_the_site_is_built_is_not_mistaken() {
    let site = gallery();
    let mut prepared = pipeline::prepare(&options(&site)).unwrap();
    site.write(
        "articles/shots/a.jpg",
        telling_jpeg(photograph(300, 200), 1),
    );
    let cache = Arc::new(Cache::in_site(&site.root()));
    assert!(pipeline::render(&mut prepared, &cache, &|| ()).is_none());
    let told: Vec<&str> = prepared
        .diagnostics
        .iter()
        .filter(|told| told.is_error())
        .map(|told| told.code.as_str())
        .collect();
    assert!(!told.is_empty() && told.iter().all(|code| *code == "unreadable-file"));
}
