//! The checks against the vectors of Web Authentication Level 3 ("Test Vectors"), as they stand there and
//! altered. Those whose authenticator recognised nobody, or that were made in a frame, are refused.

use super::super::cose;
use super::super::key::PasskeyKey;
use super::{Ceremony, Party, answered, made};
use crate::accounts::passkeys::PasskeyError;
use data_encoding::HEXLOWER;
use ring::digest;
use serde::Deserialize;

const HERE: Party<'_> = Party {
    id: "example.org",
    origin: "https://example.org",
};
/// Where the flags stand in an authenticator's data, and where its key's id begins.
const FLAGS: usize = 32;
const ID: usize = 55;

#[derive(Deserialize)]
struct Vector {
    name: String,
    made: Sent,
    credential: String,
    answered: Sent,
}

/// What the browser sent, in hexadecimal.
#[derive(Deserialize)]
struct Sent {
    challenge: String,
    client_data: String,
    authenticator_data: String,
    #[serde(default)]
    signature: String,
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str(include_str!("w3c_vectors.json")).unwrap()
}

fn vector(name: &str) -> Vector {
    let mut all = vectors().into_iter();
    all.find(|vector| vector.name == name).unwrap()
}

fn hex(text: &str) -> Vec<u8> {
    HEXLOWER.decode(text.as_bytes()).unwrap()
}

/// The key of a vector.
fn key_of(vector: &Vector) -> cose::NewKey {
    let data = hex(&vector.made.authenticator_data);
    let at = ID + hex(&vector.credential).len();
    let (key, rest) = cose::read(&data[at..]).unwrap();
    assert!(rest.is_empty(), "{}", vector.name);
    key
}

/// Why it was refused; nothing where it was taken.
fn refusal<T>(result: &Result<T, PasskeyError>) -> Option<&'static str> {
    match result {
        Ok(_) => None,
        Err(PasskeyError::Refused(why)) => Some(why),
        Err(other) => panic!("{other}"),
    }
}

fn refusal_of_making(client_data: &[u8], authenticator_data: &[u8]) -> Option<&'static str> {
    refusal(&made(
        HERE,
        &Ceremony {
            client_data,
            authenticator_data,
        },
    ))
}

const NOBODY: Option<&str> = Some("nobody was recognised");
const ELSEWHERE: Option<&str> = Some("it was done on another site");

#[test]
fn the_vectors_of_the_standard_are_taken_or_refused_for_what_they_say() {
    let expected = [
        ("none.ES256", NOBODY, NOBODY),
        ("packed-self.ES256", None, NOBODY),
        ("none.ES256.crossOrigin", ELSEWHERE, ELSEWHERE),
        ("none.ES256.topOrigin", ELSEWHERE, ELSEWHERE),
        ("none.ES256.long-credential-id", NOBODY, None),
        ("packed.ES256", None, None),
        ("packed.RS256", None, NOBODY),
        ("packed.EdDSA", NOBODY, NOBODY),
    ];
    assert_eq!(vectors().len(), expected.len());
    for (vector, (name, making, answering)) in vectors().iter().zip(expected) {
        assert_eq!(vector.name, name);
        let (client, said) = (&vector.made.client_data, &vector.made.authenticator_data);
        let ceremony = Ceremony {
            client_data: &hex(client),
            authenticator_data: &hex(said),
        };
        let result = made(HERE, &ceremony);
        assert_eq!(refusal(&result), making, "{name} made");
        let stored = key_of(vector);
        if let Ok(made) = result {
            assert_eq!(made.challenge, vector.made.challenge);
            assert_eq!(made.credential, hex(&vector.credential));
            assert_eq!((made.counter, &made.key), (0, &stored));
        }
        let sent = &vector.answered;
        let ceremony = Ceremony {
            client_data: &hex(&sent.client_data),
            authenticator_data: &hex(&sent.authenticator_data),
        };
        let key = PasskeyKey::read(stored.algorithm, &stored.info).unwrap();
        let result = answered(HERE, &ceremony, &hex(&sent.signature), &key);
        assert_eq!(refusal(&result), answering, "{name} answered");
        if let Ok((challenge, counter)) = result {
            assert_eq!((challenge, counter), (sent.challenge.clone(), 0));
        }
    }
}

#[test]
fn every_signature_of_the_standard_is_the_keys_and_no_other() {
    let all = vectors();
    for (at, vector) in all.iter().enumerate() {
        let sent = &vector.answered;
        let hash = digest::digest(&digest::SHA256, &hex(&sent.client_data));
        let message = [hex(&sent.authenticator_data), hash.as_ref().to_vec()].concat();
        let stored = key_of(vector);
        let key = PasskeyKey::read(stored.algorithm, &stored.info).unwrap();
        let signature = hex(&sent.signature);
        assert!(key.signed(&message, &signature), "{}", vector.name);
        for byte in [0, message.len() / 2, message.len() - 1] {
            let mut altered = message.clone();
            altered[byte] ^= 1;
            assert!(!key.signed(&altered, &signature), "{} {byte}", vector.name);
        }
        let other = key_of(&all[(at + 1) % all.len()]);
        let other = PasskeyKey::read(other.algorithm, &other.info).unwrap();
        assert!(!other.signed(&message, &signature), "{}", vector.name);
    }
}

#[test]
fn what_was_made_in_a_frame_is_refused_whatever_it_calls_itself() {
    let vector = vector("packed.ES256");
    let said = hex(&vector.made.authenticator_data);
    let client = String::from_utf8(hex(&vector.made.client_data)).unwrap();
    let with = |words: &str| client.replace("\"crossOrigin\":false", words);
    for (words, refused) in [
        ("\"crossOrigin\":false", None),
        ("\"topOrigin\":null", None),
        ("\"crossOrigin\":true", ELSEWHERE),
        (
            "\"crossOrigin\":false,\"topOrigin\":\"https://example.com\"",
            ELSEWHERE,
        ),
        ("\"topOrigin\":\"https://example.org\"", ELSEWHERE),
        (
            "\"crossOrigin\":false,\"crossOrigin\":false",
            Some("the browser's data can't be read"),
        ),
    ] {
        assert_eq!(
            refusal_of_making(with(words).as_bytes(), &said),
            refused,
            "{words}"
        );
    }
    let elsewhere = client.replace("https://example.org", "https://example.org.evil.example");
    assert_eq!(refusal_of_making(elsewhere.as_bytes(), &said), ELSEWHERE);
}

#[test]
fn flags_that_contradict_each_other_are_refused() {
    let vector = vector("packed.ES256");
    let client = hex(&vector.made.client_data);
    let (used, signature) = (&vector.answered, hex(&vector.answered.signature));
    let stored = key_of(&vector);
    let key = PasskeyKey::read(stored.algorithm, &stored.info).unwrap();
    const BACKED_UP: Option<&str> = Some("it is backed up and can't be");
    const MORE: Option<&str> = Some("more came along than a key");
    for (flags, making, answering) in [
        (0x45, None, None),
        (0x4d, None, None),
        (0x5d, None, None),
        (0x55, BACKED_UP, BACKED_UP),
        (0xcd, MORE, None),
        (0x4c, NOBODY, NOBODY),
        (0x49, NOBODY, NOBODY),
        (0x0d, Some("no key came along"), None),
    ] {
        let mut said = hex(&vector.made.authenticator_data);
        said[FLAGS] = flags;
        assert_eq!(refusal_of_making(&client, &said), making, "{flags:02x}");
        let mut said = hex(&used.authenticator_data);
        said[FLAGS] = flags;
        let ceremony = Ceremony {
            client_data: &hex(&used.client_data),
            authenticator_data: &said,
        };
        // The flags are signed: others than those of the vector fail at the signature at the latest.
        let signed = (flags == 0x0d)
            .then_some(())
            .map_or(Some("the signature is wrong"), |()| None);
        let result = answered(HERE, &ceremony, &signature, &key);
        assert_eq!(refusal(&result), answering.or(signed), "{flags:02x}");
    }
}

#[test]
fn nothing_but_what_extensions_answered_follows_the_key() {
    let vector = vector("packed.ES256");
    let client = hex(&vector.made.client_data);
    let (plain, extended) = (0x4d, 0xcd);
    const MORE: Option<&str> = Some("more came along than a key");
    for (flags, follows, refused) in [
        (plain, &b""[..], None),
        (plain, b"\0", MORE),
        (plain, b"\xa0", MORE),
        (extended, b"", MORE),
        (extended, b"\x01", MORE),
        // {"credProtect": 2}, as security keys answer.
        (extended, b"\xa1\x6bcredProtect\x02", None),
    ] {
        let mut said = hex(&vector.made.authenticator_data);
        said[FLAGS] = flags;
        said.extend_from_slice(follows);
        assert_eq!(
            refusal_of_making(&client, &said),
            refused,
            "{flags:02x} {follows:02x?}"
        );
    }
}

#[test]
fn an_id_has_sixteen_bytes_at_least_and_1023_at_most() {
    let vector = vector("packed.ES256");
    let client = hex(&vector.made.client_data);
    let said = hex(&vector.made.authenticator_data);
    for (length, refused) in [
        (15, Some("the key has no id")),
        (16, None),
        (1023, None),
        (1024, Some("the key has no id")),
    ] {
        let bytes = u16::try_from(length).unwrap().to_be_bytes();
        let key = &said[ID + 32..];
        let said = [&said[..ID - 2], &bytes, &vec![7; length], key].concat();
        assert_eq!(refusal_of_making(&client, &said), refused, "{length}");
    }
}
