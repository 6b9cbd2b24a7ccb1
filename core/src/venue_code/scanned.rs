//! What a phone read or a person typed: a venue code, or the typed code below it.

use super::{Malformed, TypedCode, TypedError, VenueCode};
use std::{fmt, str::FromStr};

/// A typed code with room for the spaces and hyphens that people put in, in characters.
const LONGEST_TYPED: usize = 20;

/// A code as it came in, not yet believed.
///
/// Which of the two it is shows in the text: a typed code has 8 symbols, a venue code at least 40.
/// `Display` writes the canonical form, which reads back as the same code.
///
/// ```
/// use shusseki_core::venue_code::Scanned;
/// assert!(matches!("5xk9 o12t".parse(), Ok(Scanned::Typed(_))));
/// let link = "https://kai.example.org/c/CIBQABYAAAAAYAAAAAAASAICAMCAKBQHBAEQUCYM";
/// assert!(matches!(link.parse(), Ok(Scanned::Code(_))));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scanned {
    /// The code in a QR symbol.
    Code(VenueCode),
    /// The short code below it.
    Typed(TypedCode),
}

/// Why a text is neither; a [`Refusal`](crate::check_in::Refusal) says it to the member.
///
/// ```
/// use shusseki_core::{check_in::Refusal, venue_code::{Scanned, ScannedError, TypedError}};
/// let error = "5XK9".parse::<Scanned>().unwrap_err();
/// assert_eq!(error, ScannedError::Typed(TypedError::Length));
/// assert_eq!(Refusal::from(error).code(), "typed-code-unreadable");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ScannedError {
    /// A link or a long text, which can only have been scanned.
    #[error(transparent)]
    Code(#[from] Malformed),
    /// A short text, which was typed.
    #[error(transparent)]
    Typed(#[from] TypedError),
}

impl ScannedError {
    /// The stable code of the problem.
    ///
    /// ```
    /// # use shusseki_core::venue_code::Scanned;
    /// let error = "https://example.org/elsewhere".parse::<Scanned>().unwrap_err();
    /// assert_eq!(error.code(), "code-unreadable");
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Code(malformed) => malformed.code(),
            Self::Typed(error) => error.code(),
        }
    }
}

impl FromStr for Scanned {
    type Err = ScannedError;

    fn from_str(text: &str) -> Result<Self, ScannedError> {
        // Each of the two refuses a long text before any work; no text has the form of both.
        let not_typed = match text.parse() {
            Ok(typed) => return Ok(Self::Typed(typed)),
            Err(error) => error,
        };
        match text.parse() {
            Ok(code) => Ok(Self::Code(code)),
            Err(malformed) if was_scanned(text) => Err(malformed.into()),
            Err(_) => Err(not_typed.into()),
        }
    }
}

/// Whether a text that is no code was meant to be one from a QR symbol.
fn was_scanned(text: &str) -> bool {
    // Characters, not bytes: full-width ones have three.
    text.trim().chars().nth(LONGEST_TYPED).is_some() || text.contains('/')
}

impl fmt::Display for Scanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => code.fmt(f),
            Self::Typed(typed) => typed.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Malformed, Scanned, ScannedError, TypedError};
    use proptest::prelude::*;

    const CODE: &str = "CIBQABYAAAAAYAAAAAAASAICAMCAKBQHBAEQUCYM";

    #[test]
    fn eight_symbols_were_typed_and_a_link_or_a_long_text_was_scanned() {
        for typed in [
            "ABCD-2345",
            "ＡＢＣＤ ２３４５",
            "  a b c d  -  2 3 4 5  ",
            "ＡＢＣＤ　　　　　　　－　　　　　　　２３４５",
        ] {
            let read: Scanned = typed.parse().unwrap();
            assert!(matches!(read, Scanned::Typed(_)), "{typed}");
            assert_eq!(read.to_string(), "ABCD-2345");
        }
        for code in [CODE.to_owned(), format!("http://a.example/C/{CODE}?x=1")] {
            let read: Scanned = code.parse().unwrap();
            assert!(matches!(read, Scanned::Code(_)), "{code}");
            assert_eq!(read.to_string(), CODE);
        }
    }

    #[test]
    fn what_is_neither_is_refused_as_what_it_was_meant_to_be() {
        let typed = |error| Err(ScannedError::Typed(error));
        let code = |malformed| Err(ScannedError::Code(malformed));
        // 20 full-width characters are 60 bytes, and were typed; one more is too many.
        let (wide, wider) = ("Ａ".repeat(20), "Ａ".repeat(21));
        for (text, wanted) in [
            ("", typed(TypedError::Length)),
            ("ABC", typed(TypedError::Length)),
            ("ABCD-UUUU", typed(TypedError::Character { found: 'U' })),
            (&*wide, typed(TypedError::Length)),
            (&*wider, code(Malformed::Characters)),
            (
                "https://example.org/elsewhere",
                code(Malformed::OtherAddress),
            ),
            // 3 bytes a character: no bound falls inside one.
            (&"学".repeat(100_000), code(Malformed::TooLong)),
            (&"x".repeat(100_000), code(Malformed::TooLong)),
        ] {
            assert_eq!(text.parse::<Scanned>(), wanted, "{text:.40}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_what_was_read_reads_back(text in any::<String>(), typed in "[0-9A-HJKMNP-TV-Z]{8}") {
            for text in [text, typed] {
                if let Ok(read) = text.parse::<Scanned>() {
                    prop_assert_eq!(read.to_string().parse(), Ok(read));
                }
            }
        }
    }
}
