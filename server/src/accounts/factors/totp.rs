//! Codes of authenticator apps (RFC 6238): six digits that change every half minute.
//!
//! The parameters are those that every app takes: HMAC-SHA-1, 30 seconds, six digits. A code of the
//! half minute before and after is taken too, for clocks that differ.

use crate::clock::{NoRandomness, Random};
use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use ring::hmac;
use subtle::ConstantTimeEq as _;

const SECONDS: i64 = 30;
const DIGITS: usize = 6;
const MODULUS: u32 = 1_000_000;
/// As long as what SHA-1 gives (RFC 4226, 4).
const SECRET_BYTES: usize = 20;

/// The secret that a member's app and the server share.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::accounts) struct TotpSecret([u8; SECRET_BYTES]);

impl TotpSecret {
    /// A new one.
    pub(super) fn new(random: &Random) -> Result<Self, NoRandomness> {
        random.bytes().map(Self)
    }

    /// From the bytes that were sealed.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bytes, to be sealed.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.0.to_vec()
    }

    /// As it is typed into an app: Base32 in fours.
    pub(in crate::accounts) fn typed(&self) -> String {
        let text = BASE32_NOPAD.encode(&self.0);
        let fours: Vec<&str> = text
            .as_bytes()
            .chunks(4)
            .filter_map(|four| std::str::from_utf8(four).ok())
            .collect();
        fours.join(" ")
    }

    /// The address in the QR code; `issuer` and `account` are of letters, digits and hyphens.
    pub(super) fn address(&self, issuer: &str, account: &str) -> String {
        let secret = BASE32_NOPAD.encode(&self.0);
        format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}")
    }

    /// The half minute whose code this is, if it is one of about now.
    pub(super) fn step_of(&self, typed: &str, now: Timestamp) -> Option<i64> {
        if typed.len() != DIGITS {
            return None;
        }
        let present = now.as_second().div_euclid(SECONDS);
        let mut steps = [present - 1, present, present + 1].into_iter();
        steps.find(|step| self.code(*step).as_bytes().ct_eq(typed.as_bytes()).into())
    }

    /// The code of a half minute.
    pub(in crate::accounts) fn code(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let tag = tag.as_ref();
        let offset = tag.last().map_or(0, |last| usize::from(last & 0x0f));
        let four = tag.get(offset..).and_then(|rest| rest.first_chunk::<4>());
        let number = four.map_or(0, |four| u32::from_be_bytes(*four) & 0x7fff_ffff);
        format!("{:0DIGITS$}", number % MODULUS)
    }
}

#[cfg(test)]
mod tests {
    use super::TotpSecret;
    use jiff::Timestamp;

    fn secret() -> TotpSecret {
        TotpSecret::from_bytes(b"12345678901234567890").unwrap()
    }

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        // Appendix B, the last six of eight digits.
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret().code(second / 30), code);
        }
    }

    #[test]
    fn a_code_holds_for_its_half_minute_and_those_beside_it() {
        let now: Timestamp = "2026-11-20T01:00:10Z".parse().unwrap();
        let present = now.as_second() / 30;
        for (step, taken) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let code = secret().code(present + step);
            let found = secret().step_of(&code, now);
            assert_eq!(found, taken.then_some(present + step), "{step}");
        }
        for nothing in ["", "12345", "1234567", "abcdef", "１２３４５６"] {
            assert_eq!(secret().step_of(nothing, now), None);
        }
    }

    #[test]
    fn an_app_reads_the_secret_from_the_address_or_by_hand() {
        assert_eq!(
            secret().address("JSNM", "0012345"),
            "otpauth://totp/JSNM:0012345?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=JSNM"
        );
        assert_eq!(secret().typed(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert!(TotpSecret::from_bytes(b"short").is_none());
    }
}
