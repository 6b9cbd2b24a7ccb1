//! Challenges: random, of this installation, for one purpose, good for half an hour and once.
//!
//! A page carries one; nothing is stored before it comes back signed. What is stored then is that it
//! was used.

use super::PasskeyError;
use crate::clock::{NoRandomness, Random};
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use ring::hmac;
use shusseki_core::ids::{MemberId, SocietySlug};

const RANDOM: usize = 16;
/// Time and randomness.
const SAID: usize = 8 + RANDOM;
/// For how long one is good, in seconds.
pub(super) const SECONDS: i64 = 30 * 60;

/// What a challenge is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// A passkey of that member is added.
    Adding(MemberId),
    /// Somebody logs in.
    LoggingIn,
}

impl Purpose {
    fn words(self) -> String {
        match self {
            Self::Adding(member) => format!("adding {member}"),
            Self::LoggingIn => "logging in".to_owned(),
        }
    }
}

/// Makes and checks challenges.
pub(crate) struct Challenges(hmac::Key);

impl Challenges {
    /// With a key of its own.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// A new one.
    pub(super) fn make(
        &self,
        random: &Random,
        society: &SocietySlug,
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<String, NoRandomness> {
        let mut said = now.as_second().to_be_bytes().to_vec();
        said.extend_from_slice(&random.bytes::<RANDOM>()?);
        let mac = hmac::sign(&self.0, &signed(society, purpose, &said));
        said.extend_from_slice(mac.as_ref());
        Ok(BASE64URL_NOPAD.encode(&said))
    }

    /// Whether it is one of ours for that purpose, and not over.
    pub(super) fn check(
        &self,
        society: &SocietySlug,
        purpose: Purpose,
        challenge: &str,
        now: Timestamp,
    ) -> Result<(), PasskeyError> {
        let read = || {
            let bytes = BASE64URL_NOPAD.decode(challenge.as_bytes()).ok()?;
            let (said, mac) = bytes.split_at_checked(SAID)?;
            hmac::verify(&self.0, &signed(society, purpose, said), mac).ok()?;
            let (time, _) = said.split_first_chunk::<8>()?;
            Some(now.as_second() - i64::from_be_bytes(*time))
        };
        let age = read().ok_or(PasskeyError::Refused("the challenge is none of ours"))?;
        if (0..SECONDS).contains(&age) {
            Ok(())
        } else {
            Err(PasskeyError::Stale)
        }
    }
}

fn signed(society: &SocietySlug, purpose: Purpose, said: &[u8]) -> Vec<u8> {
    let about = format!("passkey {society} {}", purpose.words());
    [said, about.as_bytes()].concat()
}
