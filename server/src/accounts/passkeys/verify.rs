//! What a browser says a passkey did, checked as Web Authentication Level 3 asks (7.1 and 7.2).
//!
//! No attestation is asked for: which make of key it is does not matter here. Whether a passkey is backed
//! up and what extensions answered unasked does not matter either, so neither is kept.

use super::PasskeyError;
use super::cose::{self, NewKey};
use super::key::PasskeyKey;
use ring::digest;
use serde::Deserialize;
use serde::de::IgnoredAny;
use subtle::ConstantTimeEq as _;

/// For whom the browser acts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Party<'a> {
    /// The host's name.
    pub(super) id: &'a str,
    /// Scheme, host and port.
    pub(super) origin: &'a str,
}

/// What a browser sends of a ceremony.
pub(super) struct Ceremony<'a> {
    /// JSON, as the browser wrote it.
    pub(super) client_data: &'a [u8],
    /// What the authenticator says.
    pub(super) authenticator_data: &'a [u8],
}

#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: bool,
    /// The site around the frame in which it was done.
    #[serde(rename = "topOrigin", default)]
    top_origin: Option<IgnoredAny>,
}

/// Somebody was there, and was recognised by finger, face or PIN.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
/// The passkey may be backed up, and is.
const MAY_BE_BACKED_UP: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
/// A key comes along, and what extensions answer.
const WITH_KEY: u8 = 0x40;
const WITH_EXTENSIONS: u8 = 0x80;

/// The authenticator's word, taken apart.
#[derive(Clone, Copy)]
struct Said<'a> {
    flags: u8,
    counter: u32,
    rest: &'a [u8],
}

/// A passkey that was made.
pub(super) struct Made {
    /// The challenge that it answers.
    pub(super) challenge: String,
    /// Its id.
    pub(super) credential: Vec<u8>,
    /// Its key.
    pub(super) key: NewKey,
    /// How often it was used, as it counts.
    pub(super) counter: u32,
}

/// Checks that a passkey was made here.
///
/// # Errors
/// [`PasskeyError::Refused`], with what is wrong.
pub(super) fn made(party: Party<'_>, ceremony: &Ceremony<'_>) -> Result<Made, PasskeyError> {
    let challenge = challenge(party, ceremony.client_data, "webauthn.create")?;
    let said = said(party, ceremony.authenticator_data)?;
    if said.flags & WITH_KEY == 0 {
        return Err(PasskeyError::Refused("no key came along"));
    }
    let (id, rest) = id(said.rest).ok_or(PasskeyError::Refused("the key has no id"))?;
    let (key, rest) = cose::read(rest).ok_or(PasskeyError::Refused("a key of another kind"))?;
    if !ends(said, rest) {
        return Err(PasskeyError::Refused("more came along than a key"));
    }
    Ok(Made {
        challenge,
        credential: id.to_vec(),
        key,
        counter: said.counter,
    })
}

/// The id of the key that comes along, and what follows it. Before it stand the authenticator's make and
/// the length of the id.
fn id(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = rest.get(16..)?.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    let ours = (16..=1023).contains(&length);
    ours.then(|| rest.split_at_checked(length))?
}

/// Whether what follows the key is nothing, or the map of what extensions answered.
fn ends(said: Said<'_>, rest: &[u8]) -> bool {
    let extended = said.flags & WITH_EXTENSIONS != 0;
    rest.first()
        .map_or(!extended, |first| extended && (0xa0..=0xbf).contains(first))
}

/// Checks that the passkey with that key answered: gives the challenge, and the passkey's counter.
///
/// # Errors
/// [`PasskeyError::Refused`], with what is wrong.
pub(super) fn answered(
    party: Party<'_>,
    ceremony: &Ceremony<'_>,
    signature: &[u8],
    key: &PasskeyKey<'_>,
) -> Result<(String, u32), PasskeyError> {
    let challenge = challenge(party, ceremony.client_data, "webauthn.get")?;
    let said = said(party, ceremony.authenticator_data)?;
    let hash = digest::digest(&digest::SHA256, ceremony.client_data);
    let message = [ceremony.authenticator_data, hash.as_ref()].concat();
    if key.signed(&message, signature) {
        Ok((challenge, said.counter))
    } else {
        Err(PasskeyError::Refused("the signature is wrong"))
    }
}

fn challenge(party: Party<'_>, client_data: &[u8], kind: &str) -> Result<String, PasskeyError> {
    let data: ClientData = serde_json::from_slice(client_data)
        .map_err(|_| PasskeyError::Refused("the browser's data can't be read"))?;
    if data.kind != kind {
        return Err(PasskeyError::Refused("the browser did something else"));
    }
    // No page of ours stands in a frame, and none of ours asks from within another's.
    if data.origin != party.origin || data.cross_origin || data.top_origin.is_some() {
        return Err(PasskeyError::Refused("it was done on another site"));
    }
    Ok(data.challenge)
}

fn said<'a>(party: Party<'_>, data: &'a [u8]) -> Result<Said<'a>, PasskeyError> {
    let short = PasskeyError::Refused("the authenticator's data is too short");
    let Some((host, rest)) = data.split_first_chunk::<32>() else {
        return Err(short);
    };
    let Some((head, rest)) = rest.split_first_chunk::<5>() else {
        return Err(short);
    };
    let expected = digest::digest(&digest::SHA256, party.id.as_bytes());
    if !bool::from(expected.as_ref().ct_eq(host)) {
        return Err(PasskeyError::Refused("it is a passkey for another host"));
    }
    let [flags, counter @ ..] = *head;
    if flags & PRESENT == 0 || flags & VERIFIED == 0 {
        return Err(PasskeyError::Refused("nobody was recognised"));
    }
    if flags & BACKED_UP != 0 && flags & MAY_BE_BACKED_UP == 0 {
        return Err(PasskeyError::Refused("it is backed up and can't be"));
    }
    Ok(Said {
        flags,
        counter: u32::from_be_bytes(counter),
        rest,
    })
}

#[cfg(test)]
mod tests;
