//! A temporary password: twelve letters and digits that nobody takes for others.

use crate::clock::{NoRandomness, Random};

/// Without I, O, l, o, 0 and 1. Some 69 bits in twelve.
const ALPHABET: &[u8; 56] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
const LENGTH: usize = 12;
/// Bytes from here on would favour the first letters.
const FAIR_BELOW: usize = 256 - 256 % ALPHABET.len();

/// A new one, with capital and small letters and a digit.
pub(super) fn password(random: &Random) -> Result<String, NoRandomness> {
    loop {
        let bytes = random.bytes::<64>()?;
        if let Some(password) = of(&bytes) {
            return Ok(password);
        }
    }
}

/// The password that the bytes give, if they give one of every kind.
fn of(bytes: &[u8]) -> Option<String> {
    let fair = bytes.iter().map(|byte| usize::from(*byte));
    let letters = fair.filter(|byte| *byte < FAIR_BELOW);
    let letters = letters.filter_map(|byte| ALPHABET.get(byte % ALPHABET.len()));
    let password: String = letters.take(LENGTH).map(|byte| char::from(*byte)).collect();
    let has = |kind: fn(char) -> bool| password.chars().any(kind);
    let good = password.len() == LENGTH
        && has(|one| one.is_ascii_uppercase())
        && has(|one| one.is_ascii_lowercase())
        && has(|one| one.is_ascii_digit());
    good.then_some(password)
}

#[cfg(test)]
mod tests {
    use super::{of, password};
    use crate::clock::Random;
    use std::collections::BTreeSet;

    #[test]
    fn passwords_differ_and_have_no_look_alikes() {
        let random = Random::system();
        let made: BTreeSet<String> = (0..500).map(|_| password(&random).unwrap()).collect();
        assert_eq!(made.len(), 500);
        let letters: BTreeSet<char> = made.iter().flat_map(|one| one.chars()).collect();
        assert_eq!(letters.len(), 56, "{letters:?}");
        assert!(!letters.iter().any(|letter| "IOlo01".contains(*letter)));
        for one in &made {
            assert_eq!(one.len(), 12);
            for kind in [char::is_uppercase, char::is_lowercase, char::is_numeric] {
                assert!(one.contains(kind), "{one}");
            }
        }
    }

    #[test]
    fn bytes_that_are_unfair_or_of_one_kind_give_none() {
        assert_eq!(of(&[255; 64]), None);
        assert_eq!(of(&[0; 64]), None);
    }
}
