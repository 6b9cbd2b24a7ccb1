//! What a phone read or a person typed: a venue code or the typed code below it.

use shusseki_core::check_in::Refusal;
use shusseki_core::scan_receipt::CodeDigest;
use shusseki_core::venue_code::{SocietyNumber, TypedCode, VenueCode};
use std::fmt;
use std::str::FromStr;

/// A code as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scanned {
    /// The code in a QR symbol.
    Code(VenueCode),
    /// The short code below it.
    Typed(TypedCode),
}

/// Longer than any code with any host; more is not looked at.
const LONGEST: usize = 2048;
/// The typed code with room for the spaces and hyphens that people put in.
const LONGEST_TYPED: usize = 20;

impl Scanned {
    /// A digest that binds a scan receipt to this code.
    pub(crate) fn digest(&self, society: SocietyNumber) -> CodeDigest {
        match self {
            Self::Code(code) => CodeDigest::of_code(code),
            Self::Typed(typed) => CodeDigest::of_typed(society, typed),
        }
    }
}

impl FromStr for Scanned {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let text = text.get(..LONGEST).unwrap_or(text);
        // A link or a long text can only be a venue code; a short one was typed.
        if text.trim().chars().count() > LONGEST_TYPED || text.contains('/') {
            text.parse().map(Self::Code).map_err(Refusal::Unreadable)
        } else {
            text.parse()
                .map(Self::Typed)
                .map_err(Refusal::TypedUnreadable)
        }
    }
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
    use super::Scanned;
    use shusseki_core::check_in::Refusal;

    #[test]
    fn short_text_was_typed_and_long_text_was_scanned() {
        assert!(matches!("ABCD-2345".parse(), Ok(Scanned::Typed(_))));
        assert!(matches!("ＡＢＣＤ ２３４５".parse(), Ok(Scanned::Typed(_))));
        assert!(matches!(
            "ABC".parse::<Scanned>(),
            Err(Refusal::TypedUnreadable(_))
        ));
        assert!(matches!(
            "https://example.org/C/HELLO".parse::<Scanned>(),
            Err(Refusal::Unreadable(_))
        ));
        assert!(matches!(
            "x".repeat(100_000).parse::<Scanned>(),
            Err(Refusal::Unreadable(_))
        ));
    }
}
