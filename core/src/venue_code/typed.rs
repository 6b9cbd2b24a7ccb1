//! The short code below the QR symbol, for those who cannot scan.

use super::KeyId;
use std::{fmt, str::FromStr};
use unicode_normalization::UnicodeNormalization;

/// Crockford's base32: no I, L, O or U, which are misread or spell words.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many symbols a typed code has.
const SYMBOLS: usize = 8;

/// Why a text does not have the form of a typed code.
///
/// ```
/// use shusseki_core::venue_code::{TypedCode, TypedError};
/// assert_eq!("1234".parse::<TypedCode>(), Err(TypedError::Length));
/// assert_eq!("5UUU-UUUU".parse::<TypedCode>(), Err(TypedError::Character { found: 'U' }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TypedError {
    /// Not 8 letters and digits.
    #[error("a typed code has 8 letters and digits")]
    Length,
    /// A character that no typed code has.
    #[error("a typed code has only digits and letters, and never a U; {found:?} was found")]
    Character {
        /// The first of them.
        found: char,
    },
    /// Made by a later version of the program.
    #[error("the typed code is of a version that this program does not know")]
    Version,
}

impl TypedError {
    /// The stable code of the problem.
    ///
    /// ```
    /// use shusseki_core::venue_code::TypedError;
    /// assert_eq!(TypedError::Length.code(), "typed-code-unreadable");
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Length | Self::Character { .. } => "typed-code-unreadable",
            Self::Version => "code-version-unknown",
        }
    }
}

/// A typed code, shown as `XXXX-XXXX`: one symbol for version and key, 35 bits of MAC.
///
/// Reading one forgives lower case, full width, spaces, every sort of hyphen, O for 0, and I or L
/// for 1. It holds no facts of its own: [`KeyRing::verify_typed`](super::KeyRing::verify_typed)
/// looks for the poster that has it, so the server has to limit how often one may try.
///
/// ```
/// use shusseki_core::venue_code::TypedCode;
/// let typed: TypedCode = "５xk9 ー ol2t".parse().unwrap();
/// assert_eq!(typed.to_string(), "5XK9-012T");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TypedCode {
    key: u8,
    mac: u64,
}

impl TypedCode {
    /// How many bits of a MAC a typed code carries.
    const MAC_BITS: u32 = 35;

    /// From the key's id and the first 5 bytes of the MAC.
    pub(super) const fn new(key: KeyId, mac: [u8; 5]) -> Self {
        let [a, b, c, d, e] = mac;
        let mac = u64::from_be_bytes([0, 0, 0, a, b, c, d, e]) >> (40 - Self::MAC_BITS);
        Self {
            key: key.get() & 0x0f,
            mac,
        }
    }

    /// Whether a key of that id may have made it: only 4 bits of the id fit in.
    pub(super) const fn may_be_of(&self, key: KeyId) -> bool {
        self.key == key.get() & 0x0f
    }

    pub(super) fn same_mac(&self, other: &Self) -> bool {
        use subtle::ConstantTimeEq;
        self.mac.ct_eq(&other.mac).into()
    }
}

impl fmt::Display for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The version bit, the highest of the first symbol, is 0.
        let value = u64::from(self.key) << Self::MAC_BITS | self.mac;
        let mut shown = String::with_capacity(SYMBOLS + 1);
        for position in (0..SYMBOLS).rev() {
            let symbol = (value >> (5 * position)) as usize % ALPHABET.len();
            shown.extend(ALPHABET.get(symbol).copied().map(char::from));
            if position == SYMBOLS / 2 {
                shown.push('-');
            }
        }
        f.pad(&shown)
    }
}

impl FromStr for TypedCode {
    type Err = TypedError;

    fn from_str(text: &str) -> Result<Self, TypedError> {
        const LONGEST: usize = 256;
        // A bound before any work: the text comes from outside.
        if text.len() > LONGEST {
            return Err(TypedError::Length);
        }
        let mut value = 0_u64;
        let mut symbols = 0;
        for character in text.nfkc().filter(|character| !is_separator(*character)) {
            symbols += 1;
            if symbols > SYMBOLS {
                return Err(TypedError::Length);
            }
            value = value << 5 | symbol_of(character)?;
        }
        if symbols != SYMBOLS {
            return Err(TypedError::Length);
        }
        let first = value >> Self::MAC_BITS;
        let key = u8::try_from(first)
            .ok()
            .filter(|first| *first < 16)
            .ok_or(TypedError::Version)?;
        Ok(Self {
            key,
            mac: value & ((1 << Self::MAC_BITS) - 1),
        })
    }
}

/// Spaces, hyphens and dashes of any keyboard, the long-vowel mark among them.
fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '-' | '_' | '.' | '\u{00AD}' | '\u{200B}' | '\u{2010}'
                ..='\u{2015}' | '\u{2212}' | '\u{2500}' | 'ー' | '〜' | '~' | '\u{FEFF}'
        )
}

fn symbol_of(character: char) -> Result<u64, TypedError> {
    let plain = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    (0_u64..)
        .zip(ALPHABET)
        .find(|(_, symbol)| char::from(**symbol) == plain)
        .map(|(value, _)| value)
        .ok_or(TypedError::Character { found: character })
}

#[cfg(test)]
mod tests {
    use super::{KeyId, TypedCode, TypedError};

    #[test]
    fn reading_forgives_what_a_thumb_does() {
        let wanted = "5XK9-012T";
        for typed in [
            "5XK9-012T",
            "5xk9012t",
            "5XK9 O12T",
            "5xk9-oi2t",
            "5xk9–ol2t",
            "５ＸＫ９ー０１２Ｔ",
            " 5 X K 9 - 0 1 2 T ",
            "5xk9\u{2212}0I2t",
            "5XK9　012T",
        ] {
            assert_eq!(
                typed.parse::<TypedCode>().unwrap().to_string(),
                wanted,
                "{typed}"
            );
        }
    }

    #[test]
    fn what_is_not_a_typed_code_is_refused() {
        for (text, wanted) in [
            ("", TypedError::Length),
            ("5XK9-012", TypedError::Length),
            ("5XK9-012TT", TypedError::Length),
            ("5XK9-u12T", TypedError::Character { found: 'u' }),
            ("5XK9-学12T", TypedError::Character { found: '学' }),
            ("ZXK9-012T", TypedError::Version),
            (&"5".repeat(300), TypedError::Length),
        ] {
            assert_eq!(text.parse::<TypedCode>(), Err(wanted), "{text:.20}");
        }
    }

    #[test]
    fn the_ends_of_the_range_are_written_and_read() {
        for (key, mac, wanted) in [
            (0, [0; 5], "0000-0000"),
            (15, [255; 5], "FZZZ-ZZZZ"),
            (17, [255, 0, 0, 0, 0], "1ZW0-0000"),
        ] {
            let typed = TypedCode::new(KeyId::new(key), mac);
            assert_eq!(typed.to_string(), wanted);
            assert_eq!(wanted.parse(), Ok(typed));
        }
    }
}
