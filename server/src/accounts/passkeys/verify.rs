//! What a browser says a passkey did, checked as Web Authentication Level 2 asks (7.1 and 7.2).
//!
//! No attestation is asked for: which make of key it is does not matter here. So nothing of what is
//! added is signed, and the browser's own reading of the key is as good as the authenticator's.

use super::PasskeyError;
use super::key::PasskeyKey;
use ring::digest;
use serde::Deserialize;
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
}

/// Somebody was there, and was recognised by finger, face or PIN; a key comes along.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const WITH_KEY: u8 = 0x40;

/// The authenticator's word, taken apart.
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
    /// How often it was used, as it counts.
    pub(super) counter: u32,
}

/// Checks that a passkey was made here.
///
/// # Errors
/// [`PasskeyError::Refused`], with what is wrong.
pub(super) fn made(
    party: Party<'_>,
    ceremony: &Ceremony<'_>,
    (algorithm, key): (i64, &[u8]),
) -> Result<Made, PasskeyError> {
    let challenge = challenge(party, ceremony.client_data, "webauthn.create")?;
    let said = said(party, ceremony.authenticator_data)?;
    if said.flags & WITH_KEY == 0 {
        return Err(PasskeyError::Refused("no key came along"));
    }
    PasskeyKey::read(algorithm, key).ok_or(PasskeyError::Refused("a key of another kind"))?;
    // The authenticator's make, the length of the id, the id.
    let id = said.rest.get(16..).and_then(|rest| {
        let (length, rest) = rest.split_first_chunk::<2>()?;
        rest.get(..usize::from(u16::from_be_bytes(*length)))
    });
    let id = id.filter(|id| (16..=1023).contains(&id.len()));
    let id = id.ok_or(PasskeyError::Refused("the key has no id"))?;
    Ok(Made {
        challenge,
        credential: id.to_vec(),
        counter: said.counter,
    })
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
    if data.origin != party.origin || data.cross_origin {
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
    Ok(Said {
        flags,
        counter: u32::from_be_bytes(counter),
        rest,
    })
}
