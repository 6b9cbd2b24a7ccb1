//! What a scanned code says, before any server is asked.

use shusseki_core::check_in::Refusal;
use shusseki_core::text::Language;
use shusseki_core::venue_code::{Claim, Scanned, ScannedError, TypedCode, VenueCode};

/// What kind of venue code was scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ScannedKind {
    /// A poster's.
    Poster,
    /// A screen's, which changes every 15 seconds.
    Rotating,
    /// The short code that was typed by hand.
    Typed,
}

/// What a code says. A phone can't verify it: only the server has the keys.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ScannedCode {
    /// The kind of code.
    pub kind: ScannedKind,
    /// The code in the form to send to the server.
    pub code: String,
    /// The number of the society in venue codes; a typed code has none.
    pub society_number: Option<u16>,
    /// The number of the session; a typed code has none.
    pub session_number: Option<u32>,
    /// From when the code holds, in milliseconds since 1970 (UTC).
    pub valid_from_millis: Option<i64>,
    /// Until when the code holds, in milliseconds since 1970 (UTC).
    pub valid_until_millis: Option<i64>,
}

/// Why a text is not a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum ScanError {
    /// The text is neither a venue code nor a typed code.
    #[error("{code}: {english}")]
    NotACode {
        /// Stable, for programs.
        code: String,
        /// The sentence in Japanese.
        japanese: String,
        /// The sentence in English.
        english: String,
    },
}

impl From<ScannedError> for ScanError {
    fn from(error: ScannedError) -> Self {
        let refusal = Refusal::from(error);
        Self::NotACode {
            code: refusal.code().to_owned(),
            japanese: refusal.sentence(Language::Ja),
            english: refusal.sentence(Language::En),
        }
    }
}

/// Reads a scanned link or a typed code.
///
/// # Errors
/// See [`ScanError`].
#[uniffi::export]
pub fn scanned_code(text: &str) -> Result<ScannedCode, ScanError> {
    Ok(match text.parse::<Scanned>()? {
        Scanned::Code(code) => of_venue_code(&code),
        Scanned::Typed(typed) => of_typed_code(&typed),
    })
}

fn of_venue_code(code: &VenueCode) -> ScannedCode {
    let claim = code.unverified_claim();
    let window = claim.window();
    ScannedCode {
        kind: match claim {
            Claim::Poster(_) => ScannedKind::Poster,
            Claim::Rotating(_) => ScannedKind::Rotating,
        },
        code: code.to_string(),
        society_number: Some(code.society().get()),
        session_number: Some(claim.session().get()),
        valid_from_millis: Some(window.opens.as_millisecond()),
        valid_until_millis: Some(window.closes.as_millisecond()),
    }
}

fn of_typed_code(typed: &TypedCode) -> ScannedCode {
    ScannedCode {
        kind: ScannedKind::Typed,
        code: typed.to_string(),
        society_number: None,
        session_number: None,
        valid_from_millis: None,
        valid_until_millis: None,
    }
}

#[cfg(test)]
mod tests {
    use super::{ScanError, ScannedKind, scanned_code};

    #[test]
    fn a_typed_code_is_read_as_the_server_reads_it() {
        let scanned = scanned_code("abcd 2345").unwrap();
        assert_eq!(scanned.kind, ScannedKind::Typed);
        assert_eq!(scanned.code, "ABCD-2345");
    }

    #[test]
    fn nonsense_is_told_apart() {
        let ScanError::NotACode { code, .. } = scanned_code("hello").unwrap_err();
        assert_eq!(code, "typed-code-unreadable");
        let ScanError::NotACode { code, .. } =
            scanned_code("https://example.org/somewhere/else").unwrap_err();
        assert_eq!(code, "code-unreadable");
    }
}
