//! Recovery codes: for whoever has lost the phone. Each is good once.

use crate::clock::{NoRandomness, Random};
use data_encoding::HEXLOWER;
use ring::hmac;
use shusseki_core::ids::{MemberId, SocietySlug};

/// How many there are.
pub(super) const COUNT: usize = 10;
/// Without I, O, 0 and 1; 32 of them, so that five bits give one.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// 60 bits.
const LENGTH: usize = 12;

/// A new set, as it is shown: `ABCD-EFGH-JKLM`.
pub(super) fn make(random: &Random) -> Result<Vec<String>, NoRandomness> {
    (0..COUNT).map(|_| one(random)).collect()
}

fn one(random: &Random) -> Result<String, NoRandomness> {
    let bytes = random.bytes::<LENGTH>()?;
    let letters = bytes
        .iter()
        .filter_map(|byte| ALPHABET.get(usize::from(byte % 32)));
    let letters: Vec<char> = letters.map(|byte| char::from(*byte)).collect();
    let fours = letters
        .chunks(4)
        .map(|four| four.iter().collect::<String>());
    Ok(fours.collect::<Vec<_>>().join("-"))
}

/// What was typed without hyphens, spaces and case, if it can be one.
pub(super) fn typed(text: &str) -> Option<String> {
    let plain: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    (plain.len() == LENGTH).then_some(plain)
}

/// What is stored of a code: a keyed digest, since 60 bits alone could be guessed from a stolen table.
pub(super) fn digest(
    key: &hmac::Key,
    society: &SocietySlug,
    member: MemberId,
    plain: &str,
) -> String {
    let tag = hmac::sign(key, format!("{society} {member} {plain}").as_bytes());
    HEXLOWER.encode(tag.as_ref())
}

#[cfg(test)]
mod tests {
    use super::{COUNT, digest, make, typed};
    use crate::clock::Random;
    use ring::hmac;
    use shusseki_core::ids::MemberId;
    use std::collections::BTreeSet;

    #[test]
    fn ten_different_codes_are_read_however_they_are_typed() {
        let codes = make(&Random::system()).unwrap();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), COUNT);
        for code in &codes {
            assert_eq!(code.len(), 14, "{code}");
            let plain = code.replace('-', "");
            assert!(plain.bytes().all(|byte| super::ALPHABET.contains(&byte)));
            assert_eq!(typed(code), Some(plain.clone()));
            assert_eq!(
                typed(&format!(" {} ", code.to_lowercase())),
                Some(plain.clone())
            );
            assert_eq!(typed(&plain), Some(plain));
        }
        for nothing in ["", "123456", "ABCD-EFGH-JKL", "ABCD-EFGH-JKLMN"] {
            assert_eq!(typed(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_digest_is_one_members() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &[7; 32]);
        let member = |number| MemberId::new(uuid::Uuid::from_u128(number));
        let (jsnm, jhrs) = ("jsnm".parse().unwrap(), "jhrs".parse().unwrap());
        let of = |society, number| digest(&key, society, member(number), "ABCDEFGHJKLM");
        assert_eq!(of(&jsnm, 1), of(&jsnm, 1));
        assert_ne!(of(&jsnm, 1), of(&jhrs, 1));
        assert_ne!(of(&jsnm, 1), of(&jsnm, 2));
    }
}
