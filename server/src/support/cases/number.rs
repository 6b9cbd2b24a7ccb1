//! Case numbers: short enough to be read out, too many to be guessed.

use crate::clock::{NoRandomness, Random};
use std::fmt;
use std::str::FromStr;

/// Without letters and digits that are taken for each other: 0 and O, 1 and I.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// 40 bits.
const SIGNS: usize = 8;

/// The number of a case, as `K7Q2-9XRM`. It opens nothing: whose case it is decides who sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CaseNumber(String);

/// A text is no case number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no case number")]
pub(crate) struct NoCaseNumber;

impl CaseNumber {
    /// A new one.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub(crate) fn new(random: &Random) -> Result<Self, NoRandomness> {
        let bytes = random.bytes::<SIGNS>()?;
        let mut number = String::with_capacity(SIGNS + 1);
        for (place, byte) in bytes.into_iter().enumerate() {
            if place == SIGNS / 2 {
                number.push('-');
            }
            let sign = ALPHABET.get(usize::from(byte) % ALPHABET.len());
            number.extend(sign.copied().map(char::from));
        }
        Ok(Self(number))
    }

    /// As it is stored and shown.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CaseNumber {
    type Err = NoCaseNumber;

    fn from_str(text: &str) -> Result<Self, NoCaseNumber> {
        let (first, second) = text.split_once('-').ok_or(NoCaseNumber)?;
        let is_half = |half: &str| {
            half.len() == SIGNS / 2 && half.bytes().all(|sign| ALPHABET.contains(&sign))
        };
        if is_half(first) && is_half(second) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NoCaseNumber)
        }
    }
}

impl TryFrom<String> for CaseNumber {
    type Error = NoCaseNumber;

    fn try_from(text: String) -> Result<Self, NoCaseNumber> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::CaseNumber;
    use crate::clock::Random;

    #[test]
    fn a_number_is_read_as_it_is_written() {
        let random = Random::system();
        let one = CaseNumber::new(&random).unwrap();
        assert_eq!(one.to_string().parse(), Ok(one.clone()));
        assert_ne!(one, CaseNumber::new(&random).unwrap());
        for wrong in [
            "",
            "K7Q29XRM",
            "K7Q2-9XR",
            "k7q2-9xrm",
            "K7O2-9XRM",
            "K7Q2-9XRM-",
        ] {
            assert!(wrong.parse::<CaseNumber>().is_err(), "{wrong}");
        }
    }
}
