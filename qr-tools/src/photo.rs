//! QR codes out of a photo that a phone took: PNG, JPEG or WebP, told by their first bytes.
//!
//! The photo comes from outside, so its bytes and pixels are bounded before anything is unpacked.

mod views;

use image::{
    DynamicImage, GrayImage, ImageDecoder, ImageFormat, ImageReader, Luma, metadata::Orientation,
};
use rxing::{BarcodeFormat, Point, RXingResult, helpers::detect_in_luma_slice};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use views::ATTEMPTS;

/// How much of a photo is taken.
///
/// ```
/// use shusseki_qr_tools::photo::PhotoLimits;
/// let strict = PhotoLimits { bytes: 1_000_000, ..PhotoLimits::default() };
/// assert!(strict.pixels > 40_000_000);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoLimits {
    /// The longest file, in bytes.
    pub bytes: usize,
    /// The most pixels (width × height). Unpacking takes up to four bytes a pixel.
    pub pixels: u64,
}

impl Default for PhotoLimits {
    /// 20 MiB and 50 megapixels: a phone's largest ordinary photo.
    fn default() -> Self {
        Self {
            bytes: 20 << 20,
            pixels: 50_000_000,
        }
    }
}

/// Why no code came out of a photo.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadPhotoError {
    /// Longer than [`PhotoLimits::bytes`].
    #[error("the photo has {found} bytes; at most {limit} are taken")]
    TooManyBytes {
        /// The length of the file.
        found: usize,
        /// The limit in force.
        limit: usize,
    },
    /// More than [`PhotoLimits::pixels`].
    #[error("the photo has {width} × {height} pixels; at most {limit} pixels are taken")]
    TooManyPixels {
        /// Pixels a row.
        width: u32,
        /// Rows.
        height: u32,
        /// The limit in force.
        limit: u64,
    },
    /// Neither PNG nor JPEG nor WebP.
    #[error("the file is not a PNG, JPEG or WebP image")]
    NotAnImage,
    /// An image that breaks off or contradicts itself.
    #[error("the image is damaged: {0}")]
    Damaged(String),
    /// An image without a QR code that could be read.
    #[error("no QR code could be read in the image")]
    NoCode,
}

impl ReadPhotoError {
    /// The stable code of the problem, in kebab-case.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooManyBytes { .. } | Self::TooManyPixels { .. } => "photo-too-large",
            Self::NotAnImage => "photo-not-an-image",
            Self::Damaged(_) => "photo-damaged",
            Self::NoCode => "photo-without-code",
        }
    }
}

/// The texts of the QR codes in a photo, each once, at least one; an entry's poster and an exit's may
/// hang side by side.
///
/// Takes up to a second of processor time for a photo without a code: keep it off the async threads.
///
/// # Errors
/// [`ReadPhotoError`], for a file beyond the limits, not an image, damaged, or without a code.
pub fn read_photo(bytes: &[u8], limits: &PhotoLimits) -> Result<Vec<String>, ReadPhotoError> {
    find_codes(&unpack(bytes, limits)?)
}

/// The texts of the QR codes in an upright grey image.
///
/// # Errors
/// [`ReadPhotoError::NoCode`].
pub fn find_codes(photo: &GrayImage) -> Result<Vec<String>, ReadPhotoError> {
    for attempt in ATTEMPTS {
        if let Some(mut view) = attempt.view_of(photo) {
            let texts = read_all(&mut view);
            if !texts.is_empty() {
                return Ok(texts);
            }
        }
    }
    Err(ReadPhotoError::NoCode)
}

fn unpack(bytes: &[u8], limits: &PhotoLimits) -> Result<GrayImage, ReadPhotoError> {
    if bytes.len() > limits.bytes {
        return Err(ReadPhotoError::TooManyBytes {
            found: bytes.len(),
            limit: limits.bytes,
        });
    }
    let format = match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) => format,
        _ => return Err(ReadPhotoError::NotAnImage),
    };
    let damaged = |error: image::ImageError| ReadPhotoError::Damaged(error.to_string());
    let mut decoder = ImageReader::with_format(Cursor::new(bytes), format)
        .into_decoder()
        .map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(ReadPhotoError::TooManyPixels {
            width,
            height,
            limit: limits.pixels,
        });
    }
    let mut memory = image::Limits::default();
    // Eight bytes: a pixel of 16 bits in four channels.
    memory.max_alloc = Some(limits.pixels.saturating_mul(8));
    decoder.set_limits(memory).map_err(damaged)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut photo = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    photo.apply_orientation(orientation);
    Ok(on_white(photo))
}

/// Grey, with transparent parts as the white paper that they stand for.
fn on_white(photo: DynamicImage) -> GrayImage {
    if !photo.color().has_alpha() {
        return photo.into_luma8();
    }
    let pixels = photo.into_luma_alpha8();
    let mut grey = GrayImage::new(pixels.width(), pixels.height());
    for (target, source) in grey.pixels_mut().zip(pixels.pixels()) {
        let [value, alpha] = source.0.map(u16::from);
        let blended = (value * alpha + 255 * (255 - alpha)) / 255;
        *target = Luma([u8::try_from(blended).unwrap_or(u8::MAX)]);
    }
    grey
}

/// Reads code after code, painting over each; a handful is more than a photo of posters holds.
fn read_all(view: &mut GrayImage) -> Vec<String> {
    const MOST: usize = 4;
    let mut texts = Vec::new();
    for _ in 0..MOST {
        let Some(found) = detect(view) else { break };
        paint_over(view, &found);
        let text = found.getText().to_owned();
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

/// The next symbol of the view. A photo that makes the decoder panic has none.
fn detect(view: &GrayImage) -> Option<RXingResult> {
    let (width, height) = view.dimensions();
    let format = Some(BarcodeFormat::QR_CODE);
    // The decoder keeps nothing between calls, so nothing is left half done.
    let decoded = catch_unwind(AssertUnwindSafe(|| {
        detect_in_luma_slice(view.as_raw(), width, height, format).ok()
    }));
    decoded.ok().flatten()
}

/// Whitens the box around a symbol's corner patterns.
fn paint_over(view: &mut GrayImage, found: &RXingResult) {
    let points: &[Point] = found.getPoints();
    let extent = |of: fn(&Point) -> f32, limit: u32| {
        let (low, high) = points
            .iter()
            .map(of)
            .fold((f32::MAX, f32::MIN), |(low, high), value| {
                (low.min(value), high.max(value))
            });
        // The points are the centres of the patterns; a quarter covers what lies outside them.
        let margin = (high - low).max(8.0) / 4.0;
        // `as` from float saturates, so a point outside the photo does no harm.
        ((low - margin) as u32, ((high + margin) as u32).min(limit))
    };
    let (left, right) = extent(|point| point.x, view.width());
    let (top, bottom) = extent(|point| point.y, view.height());
    for y in top..bottom {
        for x in left..right {
            view.put_pixel(x, y, Luma([255]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PhotoLimits, ReadPhotoError, find_codes, read_photo};
    use image::{
        DynamicImage, GrayImage, ImageEncoder, ImageFormat, Luma, LumaA, codecs::jpeg::JpegEncoder,
        imageops,
    };
    use shusseki_documents::qr::{QUIET_ZONE, Symbol};
    use std::io::Cursor;

    const CODE: &str = "HTTPS://KAI.EXAMPLE.ORG/C/CEAQAAIAAAAAYAAAAAAVSN3CFYAHQ3X5QZ6FUVY7";

    fn symbol(text: &str, module: u32) -> GrayImage {
        let svg = Symbol::new(text).unwrap();
        let side = (svg.width() + 2 * QUIET_ZONE) as u32;
        let terminal = svg.terminal(false);
        let rows: Vec<Vec<char>> = terminal
            .lines()
            .map(|line| line.chars().collect())
            .collect();
        GrayImage::from_fn(side * module, side * module, |x, y| {
            let (x, y) = ((x / module) as usize, (y / module) as usize);
            let block = rows[y / 2][x];
            let dark = block == '█' || block == if y % 2 == 0 { '▀' } else { '▄' };
            Luma([if dark { 0 } else { 255 }])
        })
    }

    fn encoded(photo: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        photo.into().write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn read(bytes: &[u8]) -> Result<Vec<String>, ReadPhotoError> {
        read_photo(bytes, &PhotoLimits::default())
    }

    #[test]
    fn png_jpeg_and_webp_are_read() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let photo = DynamicImage::from(symbol(CODE, 5)).into_rgb8();
            assert_eq!(read(&encoded(photo, format)).unwrap(), [CODE], "{format:?}");
        }
    }

    #[test]
    fn two_posters_on_one_photo_are_both_read() {
        let mut wall = GrayImage::from_pixel(900, 420, Luma([200]));
        imageops::overlay(&mut wall, &symbol(CODE, 8), 20, 20);
        imageops::overlay(
            &mut wall,
            &symbol("HTTPS://KAI.EXAMPLE.ORG/C/EXIT", 8),
            500,
            60,
        );
        let mut texts = find_codes(&wall).unwrap();
        texts.sort();
        assert_eq!(texts, [CODE, "HTTPS://KAI.EXAMPLE.ORG/C/EXIT"]);
    }

    #[test]
    fn the_orientation_that_the_phone_notes_is_respected() {
        // A mirrored photo is read only after the mirroring that its note asks for is undone.
        let mirrored = imageops::flip_horizontal(&symbol(CODE, 6));
        let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([2, 0, 0, 0, 0, 0, 0, 0]);
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
        encoder.set_exif_metadata(exif).unwrap();
        encoder.encode_image(&mirrored).unwrap();
        assert_eq!(read(&bytes).unwrap(), [CODE]);
        let upright = super::unpack(&bytes, &PhotoLimits::default()).unwrap();
        // The finder pattern that a QR symbol lacks is the one at the lower right.
        assert!(upright.get_pixel(6 * 4 + 3, 6 * 4 + 3).0[0] < 60);
    }

    #[test]
    fn transparent_paper_is_white() {
        let ink = symbol(CODE, 5);
        let drawn = image::GrayAlphaImage::from_fn(ink.width(), ink.height(), |x, y| {
            LumaA([0, 255 - ink.get_pixel(x, y).0[0]])
        });
        assert_eq!(read(&encoded(drawn, ImageFormat::Png)).unwrap(), [CODE]);
    }

    #[test]
    fn what_is_not_a_photo_is_refused_with_its_reason() {
        assert_eq!(read(b""), Err(ReadPhotoError::NotAnImage));
        assert_eq!(
            read(b"<svg onload=alert(1)>"),
            Err(ReadPhotoError::NotAnImage)
        );
        assert_eq!(
            read(b"GIF89a\x01\0\x01\0\0\0\0"),
            Err(ReadPhotoError::NotAnImage)
        );
        let whole = encoded(symbol(CODE, 5), ImageFormat::Png);
        assert!(matches!(
            read(&whole[..whole.len() / 2]),
            Err(ReadPhotoError::Damaged(_))
        ));
        let blank = encoded(
            GrayImage::from_pixel(300, 200, Luma([128])),
            ImageFormat::Png,
        );
        assert_eq!(read(&blank), Err(ReadPhotoError::NoCode));
        assert_eq!(
            find_codes(&GrayImage::new(0, 0)),
            Err(ReadPhotoError::NoCode)
        );
        assert_eq!(
            find_codes(&GrayImage::new(1, 40_000)),
            Err(ReadPhotoError::NoCode)
        );
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        // A few hundred bytes of PNG header that promise 60,000 × 60,000 pixels.
        let mut bomb = encoded(GrayImage::new(1, 1), ImageFormat::Png);
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let checksum = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&checksum.to_be_bytes());
        let error = read(&bomb).unwrap_err();
        assert_eq!(error.code(), "photo-too-large", "{error}");
        let strict = PhotoLimits {
            bytes: 10,
            ..PhotoLimits::default()
        };
        assert!(matches!(
            read_photo(&bomb, &strict),
            Err(ReadPhotoError::TooManyBytes { limit: 10, .. })
        ));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 {
                    (crc >> 1) ^ 0xedb8_8320
                } else {
                    crc >> 1
                }
            })
        })
    }
}
