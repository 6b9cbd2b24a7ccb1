//! The text of a code: a link that phone cameras open.

use super::{
    Claim, KeyId, Malformed, Origin, SocietyNumber,
    layout::{Layout, Mac},
};
use data_encoding::BASE32_NOPAD;
use std::{fmt, str::FromStr};

/// The path before a code in its link. Upper case, like the whole link: QR's alphanumeric mode has
/// no lower case, and a link in byte mode would need a larger symbol.
///
/// ```
/// assert_eq!(shusseki_core::venue_code::CODE_PATH, "/C/");
/// ```
pub const CODE_PATH: &str = "/C/";

/// The kinds of code that a QR symbol may carry.
///
/// ```
/// use shusseki_core::venue_code::Kind;
/// assert_eq!(Kind::Rotating.name(), "rotating");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A print on the wall.
    Poster,
    /// A code that a screen shows for 15 seconds.
    Rotating,
}

impl Kind {
    /// The stable word for it: `poster` or `rotating`.
    ///
    /// ```
    /// # use shusseki_core::venue_code::Kind;
    /// assert_eq!(Kind::Poster.name(), "poster");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Poster => "poster",
            Self::Rotating => "rotating",
        }
    }

    pub(super) const fn nibble(self) -> u8 {
        match self {
            Self::Poster => 1,
            Self::Rotating => 2,
        }
    }

    pub(super) const fn from_nibble(nibble: u8) -> Option<Self> {
        match nibble {
            1 => Some(Self::Poster),
            2 => Some(Self::Rotating),
            _ => None,
        }
    }
}

/// A code of the right form, not yet believed: [`KeyRing::verify`](super::KeyRing::verify) does that.
///
/// Reading one accepts the whole link in any case, the bare code, and spaces anywhere. `Display`
/// writes the bare code: 48 characters for a poster, 40 for a rotating code.
///
/// ```
/// use shusseki_core::venue_code::{Kind, VenueCode};
/// let code: VenueCode = "cibqabyaaa aayaaaaaaa saicamcakb qhbaequcym".parse().unwrap();
/// assert_eq!(code.kind(), Kind::Rotating);
/// assert_eq!(code.to_string(), "CIBQABYAAAAAYAAAAAAASAICAMCAKBQHBAEQUCYM");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VenueCode {
    pub(super) layout: Layout,
    pub(super) mac: Mac,
}

impl VenueCode {
    /// Whether it is a poster's or a screen's.
    ///
    /// ```
    /// # use shusseki_core::venue_code::{Kind, VenueCode};
    /// # let code: VenueCode = "CIBQABYAAAAAYAAAAAAASAICAMCAKBQHBAEQUCYM".parse().unwrap();
    /// assert_eq!(code.kind(), Kind::Rotating);
    /// ```
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.layout.kind()
    }

    /// The society that the code names, unverified: to find the ring that can verify it.
    ///
    /// ```
    /// # use shusseki_core::venue_code::VenueCode;
    /// # let code: VenueCode = "CIBQABYAAAAAYAAAAAAASAICAMCAKBQHBAEQUCYM".parse().unwrap();
    /// assert_eq!(code.society().get(), 7);
    /// ```
    #[must_use]
    pub const fn society(&self) -> SocietyNumber {
        self.layout.society
    }

    /// The key that the code names, unverified.
    ///
    /// ```
    /// # use shusseki_core::venue_code::{KeyId, VenueCode};
    /// # let code: VenueCode = "CIBQABYAAAAAYAAAAAAASAICAMCAKBQHBAEQUCYM".parse().unwrap();
    /// assert_eq!(code.key(), KeyId::new(3));
    /// ```
    #[must_use]
    pub const fn key(&self) -> KeyId {
        self.layout.key
    }

    /// What the code says, unverified: to show to an organiser who holds no key, never to act on.
    ///
    /// ```
    /// # use shusseki_core::venue_code::{SessionNumber, VenueCode};
    /// # let code: VenueCode = "CIBQABYAAAAAYAAAAAAASAICAMCAKBQHBAEQUCYM".parse().unwrap();
    /// assert_eq!(code.unverified_claim().session(), SessionNumber::new(12));
    /// ```
    #[must_use]
    pub fn unverified_claim(&self) -> Claim {
        self.layout.claim()
    }

    /// The link to put into a QR symbol, all in characters of QR's alphanumeric mode.
    ///
    /// A poster's link at a host of 30 characters has 89 characters, which QR version 4 holds at
    /// error correction M (90).
    ///
    /// ```
    /// # use shusseki_core::venue_code::VenueCode;
    /// # let code: VenueCode = "CIBQABYAAAAAYAAAAAAASAICAMCAKBQHBAEQUCYM".parse().unwrap();
    /// let link = code.url(&"https://kai.example.org".parse().unwrap());
    /// assert_eq!(link, "HTTPS://KAI.EXAMPLE.ORG/C/CIBQABYAAAAAYAAAAAAASAICAMCAKBQHBAEQUCYM");
    /// assert_eq!(link.parse(), Ok(code));
    /// ```
    #[must_use]
    pub fn url(&self, origin: &Origin) -> String {
        format!("{origin}{CODE_PATH}{self}")
    }

    /// All bytes, the MAC included.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.layout.encode();
        bytes.extend(self.mac);
        bytes
    }
}

impl fmt::Display for VenueCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&BASE32_NOPAD.encode(&self.bytes()))
    }
}

impl FromStr for VenueCode {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        const LONGEST: usize = 512;
        // A bound before any work: the text comes from outside.
        if text.len() > LONGEST {
            return Err(Malformed::TooLong);
        }
        let upper: String = text
            .chars()
            .filter(|character| !character.is_whitespace())
            .map(|character| character.to_ascii_uppercase())
            .collect();
        let bytes =
            BASE32_NOPAD
                .decode(bare_code(&upper)?.as_bytes())
                .map_err(|error| match error.kind {
                    data_encoding::DecodeKind::Length => Malformed::Length,
                    _ => Malformed::Characters,
                })?;
        let (layout, mac) = Layout::decode(&bytes)?;
        Ok(Self { layout, mac })
    }
}

/// The code in an upper-case link, or the text itself when it is no link.
fn bare_code(text: &str) -> Result<&str, Malformed> {
    let Some((_, address)) = text.split_once("://") else {
        return Ok(text);
    };
    let (_, after) = address
        .split_once(CODE_PATH)
        .ok_or(Malformed::OtherAddress)?;
    // Some apps add a query or a slash of their own to an address that is shared.
    Ok(after.split(['?', '#', '/']).next().unwrap_or(after))
}
