//! The ways in which a photo is looked at until a code shows.

use image::{GrayImage, Luma, imageops, imageops::FilterType};

/// A way of looking at a photo. rxing finds a symbol at any angle, so attempts differ in size and
/// contrast only.
pub(super) struct Attempt {
    /// The longer side, in pixels: large photos are averaged down, which removes noise as well.
    longer_side: u32,
    /// Whether a smaller photo is enlarged to it.
    enlarge: bool,
    /// Whether dark and light are first stretched to the full range, after a little smoothing.
    stretch: bool,
}

/// From the likeliest to the last resort; the first that finds a code ends the search.
pub(super) const ATTEMPTS: &[Attempt] = &[
    Attempt {
        longer_side: 1_600,
        enlarge: false,
        stretch: false,
    },
    Attempt {
        longer_side: 800,
        enlarge: false,
        stretch: true,
    },
    Attempt {
        longer_side: 1_600,
        enlarge: true,
        stretch: true,
    },
    Attempt {
        longer_side: 3_200,
        enlarge: false,
        stretch: false,
    },
    Attempt {
        longer_side: 3_200,
        enlarge: false,
        stretch: true,
    },
    Attempt {
        longer_side: 500,
        enlarge: false,
        stretch: true,
    },
];

impl Attempt {
    /// The photo looked at this way; `None` when an earlier attempt has shown the same.
    pub(super) fn view_of(&self, photo: &GrayImage) -> Option<GrayImage> {
        let (width, height) = photo.dimensions();
        let longer = width.max(height);
        if longer == 0 {
            return None;
        }
        let is_smaller = longer <= self.longer_side;
        if is_smaller && self.longer_side > 1_600 {
            return None;
        }
        let mut view = if is_smaller && !self.enlarge {
            photo.clone()
        } else {
            let scaled = |side: u32| {
                let side = u64::from(side) * u64::from(self.longer_side) / u64::from(longer);
                u32::try_from(side).unwrap_or(u32::MAX).max(1)
            };
            let filter = if is_smaller {
                FilterType::CatmullRom
            } else {
                FilterType::Triangle
            };
            imageops::resize(photo, scaled(width), scaled(height), filter)
        };
        if self.stretch {
            view = stretched(&imageops::fast_blur(&view, 0.8));
        }
        Some(view)
    }
}

/// Spreads the middle 98 per cent of the greys over the full range, for photos in poor light.
fn stretched(photo: &GrayImage) -> GrayImage {
    let mut histogram = [0_u64; 256];
    for Luma([grey]) in photo.pixels() {
        if let Some(count) = histogram.get_mut(usize::from(*grey)) {
            *count += 1;
        }
    }
    let total = u64::from(photo.width()) * u64::from(photo.height());
    let grey_at = |share: u64| {
        let mut seen = 0;
        (0_u8..=255)
            .zip(histogram)
            .find(|(_, count)| {
                seen += count;
                seen * 100 > total * share
            })
            .map_or(255, |(grey, _)| grey)
    };
    let (darkest, lightest) = (i32::from(grey_at(1)), i32::from(grey_at(99)));
    let span = (lightest - darkest).max(1);
    let mut view = photo.clone();
    for Luma([grey]) in view.pixels_mut() {
        let spread = (i32::from(*grey) - darkest) * 255 / span;
        *grey = u8::try_from(spread.clamp(0, 255)).unwrap_or(u8::MAX);
    }
    view
}
