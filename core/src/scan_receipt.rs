//! The scan receipt 読取票: the signed time of the first request.
//!
//! Opening a code's link stamps the time before anyone logs in, so that a slow login or a dead
//! network loses nothing. A receipt is bound to the code that was opened and useless with another.

use crate::venue_code::{Scanned, SocietyNumber, TypedCode, VenueCode};
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use ring::{digest, hmac};
use std::fmt;
use subtle::ConstantTimeEq;

/// Set before what the MAC covers, so that a MAC of another use never passes for a receipt's.
const DOMAIN: &[u8] = b"shusseki scan receipt\0";
const VERSION: u8 = 1;
const MAC_BYTES: usize = 16;
/// Version, seconds, nanoseconds, digest, MAC: 45 bytes in base64, without a spare bit.
const TOKEN_LENGTH: usize = 60;

/// Why a token is no receipt for the code that it came with.
///
/// ```
/// use shusseki_core::scan_receipt::ReceiptError;
/// assert_eq!(ReceiptError::OtherCode.code(), "receipt-other-code");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not of the form of a receipt.
    #[error("the text is not a scan receipt")]
    Malformed,
    /// Not made with this key, or a bit of it differs.
    #[error("the scan receipt is altered or forged")]
    Altered,
    /// Made for another code.
    #[error("the scan receipt belongs to another code")]
    OtherCode,
}

impl ReceiptError {
    /// The stable code of the problem, in kebab-case.
    ///
    /// ```
    /// # use shusseki_core::scan_receipt::ReceiptError;
    /// assert_eq!(ReceiptError::Malformed.code(), "receipt-unreadable");
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "receipt-unreadable",
            Self::Altered => "receipt-altered",
            Self::OtherCode => "receipt-other-code",
        }
    }
}

/// The server's key for receipts; never shown by `Debug`.
///
/// ```
/// use shusseki_core::scan_receipt::ReceiptKey;
/// assert_eq!(format!("{:?}", ReceiptKey::new(&[7; 32])), "ReceiptKey { .. }");
/// ```
#[derive(Clone)]
pub struct ReceiptKey(hmac::Key);

impl ReceiptKey {
    /// A key of 32 random bytes, which the caller brings.
    ///
    /// ```
    /// # use shusseki_core::scan_receipt::ReceiptKey;
    /// let key = ReceiptKey::new(&[7; 32]);
    /// # let _ = key;
    /// ```
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    fn mac(&self, body: &[u8]) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(DOMAIN);
        context.update(body);
        context.sign()
    }
}

impl fmt::Debug for ReceiptKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiptKey").finish_non_exhaustive()
    }
}

/// Which code was opened: 16 bytes of SHA-256 of its canonical form, so that the same code written
/// in another way (a link, lower case, spaces) has the same digest.
///
/// ```
/// use shusseki_core::{scan_receipt::CodeDigest, venue_code::SocietyNumber};
/// let society = SocietyNumber::new(7).unwrap();
/// let digest = CodeDigest::of_typed(society, &"5XK9-012T".parse().unwrap());
/// assert_eq!(digest, CodeDigest::of_typed(society, &"5xk9 o12t".parse().unwrap()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CodeDigest([u8; 16]);

impl CodeDigest {
    /// The digest of a scanned code.
    ///
    /// ```
    /// # use shusseki_core::{scan_receipt::CodeDigest, venue_code::VenueCode};
    /// let code: VenueCode = "CIBQABYAAAAAYAAAAAAASAICAMCAKBQHBAEQUCYM".parse().unwrap();
    /// let link: VenueCode = "https://kai.example.org/c/CIBQABYAAAAAYAAAAAAASAICAMCAKBQHBAEQUCYM".parse().unwrap();
    /// assert_eq!(CodeDigest::of_code(&code), CodeDigest::of_code(&link));
    /// ```
    #[must_use]
    pub fn of_code(code: &VenueCode) -> Self {
        Self::of(b"code\0", &code.bytes())
    }

    /// The digest of a typed code, which does not name its society.
    ///
    /// ```
    /// # use shusseki_core::{scan_receipt::CodeDigest, venue_code::SocietyNumber};
    /// let typed = "5XK9-012T".parse().unwrap();
    /// let [one, two] = [1, 2].map(|number| SocietyNumber::new(number).unwrap());
    /// assert_ne!(CodeDigest::of_typed(one, &typed), CodeDigest::of_typed(two, &typed));
    /// ```
    #[must_use]
    pub fn of_typed(society: SocietyNumber, typed: &TypedCode) -> Self {
        Self::of(b"typed\0", format!("{society}\0{typed}").as_bytes())
    }

    /// The digest of a code that was scanned or typed at that society.
    ///
    /// ```
    /// # use shusseki_core::{scan_receipt::CodeDigest, venue_code::{Scanned, SocietyNumber}};
    /// let society = SocietyNumber::new(7).unwrap();
    /// let typed: Scanned = "5XK9-012T".parse().unwrap();
    /// assert_eq!(CodeDigest::of_scanned(society, &typed), CodeDigest::of_typed(society, &"5XK9-012T".parse().unwrap()));
    /// ```
    #[must_use]
    pub fn of_scanned(society: SocietyNumber, scanned: &Scanned) -> Self {
        match scanned {
            Scanned::Code(code) => Self::of_code(code),
            Scanned::Typed(typed) => Self::of_typed(society, typed),
        }
    }

    fn of(kind: &[u8], bytes: &[u8]) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(kind);
        context.update(bytes);
        let whole = context.finish();
        let mut short = [0; 16];
        for (byte, of_digest) in short.iter_mut().zip(whole.as_ref()) {
            *byte = *of_digest;
        }
        Self(short)
    }
}

/// When which code was first opened. How long a receipt may wait for its check-in, the policy of
/// [`check_in::decide`](crate::check_in::decide) says.
///
/// ```
/// use shusseki_core::{scan_receipt::{CodeDigest, ReceiptKey, ScanReceipt}, venue_code::SocietyNumber};
/// let key = ReceiptKey::new(&[7; 32]);
/// let digest = CodeDigest::of_typed(SocietyNumber::new(7).unwrap(), &"5XK9-012T".parse().unwrap());
/// let receipt = ScanReceipt::new("2026-11-21T01:30:00Z".parse().unwrap(), digest);
/// let token = receipt.mint(&key);
/// assert_eq!(ScanReceipt::verify(&key, &token, digest), Ok(receipt));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanReceipt {
    scanned_at: Timestamp,
    code: CodeDigest,
}

impl ScanReceipt {
    /// A receipt for a code that was opened at that instant.
    ///
    /// ```
    /// # use shusseki_core::{scan_receipt::{CodeDigest, ScanReceipt}, venue_code::SocietyNumber};
    /// # let digest = CodeDigest::of_typed(SocietyNumber::new(7).unwrap(), &"5XK9-012T".parse().unwrap());
    /// let receipt = ScanReceipt::new("2026-11-21T01:30:00Z".parse().unwrap(), digest);
    /// assert_eq!(receipt.scanned_at().to_string(), "2026-11-21T01:30:00Z");
    /// ```
    #[must_use]
    pub const fn new(scanned_at: Timestamp, code: CodeDigest) -> Self {
        Self { scanned_at, code }
    }

    /// When the code was first opened.
    ///
    /// ```
    /// # use shusseki_core::{scan_receipt::{CodeDigest, ScanReceipt}, venue_code::SocietyNumber};
    /// # let digest = CodeDigest::of_typed(SocietyNumber::new(7).unwrap(), &"5XK9-012T".parse().unwrap());
    /// let at = "2026-11-21T01:30:00Z".parse().unwrap();
    /// assert_eq!(ScanReceipt::new(at, digest).scanned_at(), at);
    /// ```
    #[must_use]
    pub const fn scanned_at(&self) -> Timestamp {
        self.scanned_at
    }

    /// The token to hand to the browser: 60 characters that need no escape in a URL or a form.
    ///
    /// ```
    /// # use shusseki_core::{scan_receipt::{CodeDigest, ReceiptKey, ScanReceipt}, venue_code::SocietyNumber};
    /// # let digest = CodeDigest::of_typed(SocietyNumber::new(7).unwrap(), &"5XK9-012T".parse().unwrap());
    /// # let receipt = ScanReceipt::new("2026-11-21T01:30:00Z".parse().unwrap(), digest);
    /// assert_eq!(receipt.mint(&ReceiptKey::new(&[7; 32])).len(), 60);
    /// ```
    #[must_use]
    pub fn mint(&self, key: &ReceiptKey) -> String {
        let mut bytes = vec![VERSION];
        bytes.extend(self.scanned_at.as_second().to_be_bytes());
        bytes.extend(self.scanned_at.subsec_nanosecond().to_be_bytes());
        bytes.extend(self.code.0);
        let mac = key.mac(&bytes);
        bytes.extend(mac.as_ref().iter().take(MAC_BYTES));
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// The receipt in a token that came back with a code.
    ///
    /// # Errors
    ///
    /// [`ReceiptError`] when the token is none of this key's or was given for another code.
    ///
    /// ```
    /// # use shusseki_core::{scan_receipt::{CodeDigest, ReceiptError, ReceiptKey, ScanReceipt}, venue_code::SocietyNumber};
    /// # let digest = CodeDigest::of_typed(SocietyNumber::new(7).unwrap(), &"5XK9-012T".parse().unwrap());
    /// let verified = ScanReceipt::verify(&ReceiptKey::new(&[7; 32]), "nonsense", digest);
    /// assert_eq!(verified, Err(ReceiptError::Malformed));
    /// ```
    pub fn verify(key: &ReceiptKey, token: &str, code: CodeDigest) -> Result<Self, ReceiptError> {
        if token.len() != TOKEN_LENGTH {
            return Err(ReceiptError::Malformed);
        }
        let bytes = BASE64URL_NOPAD
            .decode(token.as_bytes())
            .map_err(|_| ReceiptError::Malformed)?;
        let (body, mac) = bytes
            .split_last_chunk::<MAC_BYTES>()
            .ok_or(ReceiptError::Malformed)?;
        let expected = key.mac(body);
        let (expected, _) = expected
            .as_ref()
            .split_first_chunk::<MAC_BYTES>()
            .ok_or(ReceiptError::Malformed)?;
        if !bool::from(expected.ct_eq(mac)) {
            return Err(ReceiptError::Altered);
        }
        let receipt = Self::read(body).ok_or(ReceiptError::Malformed)?;
        if receipt.code == code {
            Ok(receipt)
        } else {
            Err(ReceiptError::OtherCode)
        }
    }

    fn read(body: &[u8]) -> Option<Self> {
        let (&[version], rest) = body.split_first_chunk()?;
        let (second, rest) = rest.split_first_chunk()?;
        let (nanosecond, digest) = rest.split_first_chunk()?;
        let second = i64::from_be_bytes(*second);
        let scanned_at = Timestamp::new(second, i32::from_be_bytes(*nanosecond)).ok()?;
        let code = CodeDigest(digest.try_into().ok()?);
        (version == VERSION).then_some(Self { scanned_at, code })
    }
}

#[cfg(test)]
mod tests {
    use super::{BASE64URL_NOPAD, CodeDigest, ReceiptError, ReceiptKey, ScanReceipt};
    use crate::venue_code::SocietyNumber;
    use jiff::Timestamp;
    use proptest::prelude::*;

    fn digest(typed: &str) -> CodeDigest {
        CodeDigest::of_typed(SocietyNumber::new(7).unwrap(), &typed.parse().unwrap())
    }

    fn token(scanned_at: Timestamp) -> String {
        ScanReceipt::new(scanned_at, digest("5XK9-012T")).mint(&ReceiptKey::new(&[7; 32]))
    }

    fn verify(token: &str) -> Result<ScanReceipt, ReceiptError> {
        ScanReceipt::verify(&ReceiptKey::new(&[7; 32]), token, digest("5XK9-012T"))
    }

    #[test]
    fn a_receipt_is_bound_to_its_code_and_key() {
        let token = token("2026-11-21T01:30:00Z".parse().unwrap());
        assert!(verify(&token).is_ok());
        let other_code =
            ScanReceipt::verify(&ReceiptKey::new(&[7; 32]), &token, digest("5XK9-013T"));
        assert_eq!(other_code, Err(ReceiptError::OtherCode));
        let other_key =
            ScanReceipt::verify(&ReceiptKey::new(&[8; 32]), &token, digest("5XK9-012T"));
        assert_eq!(other_key, Err(ReceiptError::Altered));
    }

    #[test]
    fn the_ends_of_time_come_back() {
        for instant in [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH] {
            let receipt = verify(&token(instant)).unwrap();
            assert_eq!(receipt.scanned_at(), instant);
        }
    }

    proptest! {
        #[test]
        fn no_single_bit_can_change(bit in 0_usize..45 * 8) {
            let token = token("2026-11-21T01:30:00Z".parse().unwrap());
            let mut bytes = BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let flipped = verify(&BASE64URL_NOPAD.encode(&bytes));
            prop_assert_eq!(flipped, Err(ReceiptError::Altered));
        }

        #[test]
        fn no_token_makes_it_panic(text in any::<String>(), symbols in "[A-Za-z0-9_-]{60}") {
            prop_assert!(verify(&text).is_err());
            prop_assert!(verify(&symbols).is_err());
        }
    }
}
