//! What a phone, a hand and a dim corridor do to a poster.

use image::{GrayImage, Luma, codecs::jpeg::JpegEncoder, imageops, imageops::FilterType};

type Worsen = fn(&GrayImage) -> GrayImage;

pub(crate) const VARIANTS: &[(&str, Worsen)] = &[
    ("as printed", GrayImage::clone),
    ("Gaussian blur, σ 4 px", |page| imageops::blur(page, 4.0)),
    ("JPEG quality 30", |page| jpeg(page, 30)),
    ("JPEG quality 8", |page| jpeg(page, 8)),
    ("rotated 20°", |page| rotated(page, 20.0)),
    ("rotated 160°", |page| rotated(page, 160.0)),
    ("perspective, from the left and below", perspective),
    ("low light, noise and shade", low_light),
    ("scale 1/6", |page| scaled(page, 6)),
    ("scale 1/3, blur σ 1, JPEG 30", |page| {
        jpeg(&imageops::blur(&scaled(page, 3), 1.0), 30)
    }),
    ("rotated 20°, blur σ 3, JPEG 30", |page| {
        jpeg(&imageops::blur(&rotated(page, 20.0), 3.0), 30)
    }),
    ("perspective, low light, JPEG 30", |page| {
        jpeg(&low_light(&perspective(page)), 30)
    }),
    ("perspective, rotated 20°, scale 1/3", |page| {
        scaled(&rotated(&perspective(page), 20.0), 3)
    }),
    ("low light, blur σ 2, rotated 20°", |page| {
        low_light(&imageops::blur(&rotated(page, 20.0), 2.0))
    }),
    ("far away in a large photo", far_away),
    (
        "all: perspective, rotated, low light, blur σ 1.5, scale 1/2, JPEG 30",
        |page| {
            let bent = rotated(&perspective(page), -12.0);
            jpeg(&scaled(&imageops::blur(&low_light(&bent), 1.5), 2), 30)
        },
    ),
];

fn jpeg(page: &GrayImage, quality: u8) -> GrayImage {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(page)
        .unwrap();
    image::load_from_memory(&bytes).unwrap().into_luma8()
}

fn scaled(page: &GrayImage, divisor: u32) -> GrayImage {
    imageops::resize(
        page,
        page.width() / divisor,
        page.height() / divisor,
        FilterType::Triangle,
    )
}

/// The poster as a small part of a photo of 12 megapixels.
fn far_away(page: &GrayImage) -> GrayImage {
    let mut wall = GrayImage::from_fn(4_000, 3_000, |x, y| {
        Luma([150 + ((x / 40 + y / 25) % 40) as u8])
    });
    imageops::overlay(&mut wall, &scaled(page, 3), 2_100, 900);
    wall
}

/// A fifth of the light, less to one side, with the noise of a small sensor.
fn low_light(page: &GrayImage) -> GrayImage {
    let mut seed = 0x2026_1120_u32;
    let mut noise = || {
        // Four uniform numbers come close enough to a normal distribution (σ about 6).
        (0..4)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 24) as f32 / 255.0 - 0.5
            })
            .sum::<f32>()
            * 10.4
    };
    let mut dim = page.clone();
    for (x, _, pixel) in dim.enumerate_pixels_mut() {
        let light = 0.28 - 0.16 * x as f32 / page.width() as f32;
        pixel.0 = [(f32::from(pixel.0[0]) * light + 12.0 + noise()) as u8];
    }
    dim
}

/// Turned about the centre, onto a sheet on which nothing is lost.
fn rotated(page: &GrayImage, degrees: f32) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (width, height) = (page.width() as f32, page.height() as f32);
    let wide = width * cos.abs() + height * sin.abs();
    let high = width * sin.abs() + height * cos.abs();
    drawn(wide as u32, high as u32, |x, y| {
        let (x, y) = (x - wide / 2.0, y - high / 2.0);
        sample(
            page,
            x * cos + y * sin + width / 2.0,
            y * cos - x * sin + height / 2.0,
        )
    })
}

/// Seen from the left and from below: the right edge shrinks to two thirds, the upper one to four fifths.
fn perspective(page: &GrayImage) -> GrayImage {
    let (width, height) = (page.width() as f32, page.height() as f32);
    drawn(page.width(), page.height(), |x, y| {
        // From the centre, in half sheets. A projection divides by a distance that grows evenly.
        let (across, down) = (2.0 * x / width - 1.0, 2.0 * y / height - 1.0);
        let distance = 1.0 - 0.2 * across + 0.11 * down;
        let spread = |place: f32| place * 1.35 / distance;
        sample(
            page,
            (spread(across) + 1.0) * width / 2.0,
            (spread(down) + 1.0) * height / 2.0,
        )
    })
}

fn drawn(width: u32, height: u32, grey_at: impl Fn(f32, f32) -> f32) -> GrayImage {
    GrayImage::from_fn(width, height, |x, y| {
        Luma([grey_at(x as f32, y as f32).round() as u8])
    })
}

/// The grey between four pixels; the wall around the poster is light grey.
fn sample(page: &GrayImage, x: f32, y: f32) -> f32 {
    const WALL: f32 = 170.0;
    let grey = |x: f32, y: f32| {
        let inside = x >= 0.0 && y >= 0.0 && x < page.width() as f32 && y < page.height() as f32;
        if inside {
            f32::from(page.get_pixel(x as u32, y as u32).0[0])
        } else {
            WALL
        }
    };
    let (left, top) = (x.floor(), y.floor());
    let (right_share, lower_share) = (x - left, y - top);
    let row = |y: f32| grey(left, y) * (1.0 - right_share) + grey(left + 1.0, y) * right_share;
    row(top) * (1.0 - lower_share) + row(top + 1.0) * lower_share
}
