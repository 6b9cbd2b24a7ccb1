//! Branding colours that stay readable.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Why a text is no branding colour.
///
/// ```
/// use shusseki_core::society::{Colour, ColourError};
/// assert_eq!("teal".parse::<Colour>(), Err(ColourError::Shape));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ColourError {
    /// Not `#rrggbb`.
    #[error("a colour is written #rrggbb, such as \"#0b6b63\"")]
    Shape,
    /// Too light for white text on it, and for it as text on white.
    #[error("its contrast with white is {0:.1}, and text needs 4.5 (WCAG 2.2, 1.4.3)")]
    TooLight(f64),
}

/// A colour whose contrast with white is at least 4.5, so that it carries white text and is itself
/// readable on white (WCAG 2.2, 1.4.3).
///
/// ```
/// use shusseki_core::society::Colour;
/// let teal: Colour = "#0B6B63".parse().unwrap();
/// assert_eq!(teal.to_string(), "#0b6b63");
/// assert!(teal.contrast_with_white() > 4.5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour([u8; 3]);

impl Colour {
    const LEAST_CONTRAST: f64 = 4.5;

    /// Red, green and blue.
    ///
    /// ```
    /// # use shusseki_core::society::Colour;
    /// assert_eq!("#0b6b63".parse::<Colour>().unwrap().rgb(), [0x0b, 0x6b, 0x63]);
    /// ```
    #[must_use]
    pub const fn rgb(self) -> [u8; 3] {
        self.0
    }

    /// The contrast ratio with white, 1 to 21.
    ///
    /// ```
    /// # use shusseki_core::society::Colour;
    /// let black: Colour = "#000000".parse().unwrap();
    /// assert!((black.contrast_with_white() - 21.0).abs() < 1e-9);
    /// ```
    #[must_use]
    pub fn contrast_with_white(self) -> f64 {
        let linear = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        let [red, green, blue] = linear;
        let luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        1.05 / (luminance + 0.05)
    }
}

impl FromStr for Colour {
    type Err = ColourError;

    fn from_str(text: &str) -> Result<Self, ColourError> {
        let digits = text.strip_prefix('#').ok_or(ColourError::Shape)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ColourError::Shape);
        }
        let packed = u32::from_str_radix(digits, 16).map_err(|_| ColourError::Shape)?;
        let [_, red, green, blue] = packed.to_be_bytes();
        let colour = Self([red, green, blue]);
        let contrast = colour.contrast_with_white();
        if contrast < Self::LEAST_CONTRAST {
            return Err(ColourError::TooLight(contrast));
        }
        Ok(colour)
    }
}

impl TryFrom<String> for Colour {
    type Error = ColourError;

    fn try_from(text: String) -> Result<Self, ColourError> {
        text.parse()
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Colour, ColourError};

    #[test]
    fn the_limit_is_where_wcag_puts_it() {
        // #767676 has 4.54 and #777777 has 4.48: the textbook pair.
        assert!("#767676".parse::<Colour>().is_ok());
        assert!(
            matches!("#777777".parse::<Colour>(), Err(ColourError::TooLight(ratio)) if ratio < 4.5)
        );
    }

    #[test]
    fn only_six_hexadecimal_digits_are_a_colour() {
        for wrong in [
            "", "#", "#fff", "0b6b63", "#0b6b6", "#0b6b63a", "#+b6b63", "#あa",
        ] {
            assert_eq!(wrong.parse::<Colour>(), Err(ColourError::Shape), "{wrong}");
        }
    }
}
