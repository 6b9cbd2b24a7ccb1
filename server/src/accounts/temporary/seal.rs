//! The seal on passwords that were just made: the database keeps them for a quarter of an hour, in a
//! form that only this installation's secret opens.

use super::Batch;
use crate::clock::{NoRandomness, Random};
use data_encoding::BASE64;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use shusseki_core::ids::SocietySlug;
use uuid::Uuid;

/// Seals batches.
#[derive(Clone)]
pub(crate) struct LetterSeal(LessSafeKey);

/// Why a batch can't be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SealError {
    /// Another secret sealed it, or it was altered.
    #[error("the seal is broken, or another installation's")]
    Broken,
    /// What was sealed is no batch.
    #[error("what was sealed is no batch: {0}")]
    Content(#[from] serde_json::Error),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

impl From<ring::error::Unspecified> for SealError {
    fn from(_: ring::error::Unspecified) -> Self {
        Self::Broken
    }
}

impl LetterSeal {
    /// A seal with that key.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        let key = UnboundKey::new(&CHACHA20_POLY1305, key).expect("the key has 32 bytes");
        Self(LessSafeKey::new(key))
    }

    /// The batch sealed, for this society and id only.
    pub(super) fn seal(
        &self,
        random: &Random,
        society: &SocietySlug,
        id: Uuid,
        batch: &Batch,
    ) -> Result<String, SealError> {
        let nonce = random.bytes::<NONCE_LEN>()?;
        let mut content = serde_json::to_vec(batch)?;
        let about = Aad::from(about(society, id));
        let sealing = Nonce::assume_unique_for_key(nonce);
        self.0
            .seal_in_place_append_tag(sealing, about, &mut content)?;
        let mut sealed = nonce.to_vec();
        sealed.append(&mut content);
        Ok(BASE64.encode(&sealed))
    }

    /// What was sealed.
    pub(super) fn open(
        &self,
        society: &SocietySlug,
        id: Uuid,
        sealed: &str,
    ) -> Result<Batch, SealError> {
        let sealed = BASE64.decode(sealed.as_bytes());
        let sealed = sealed.map_err(|_| SealError::Broken)?;
        let (nonce, content) = sealed
            .split_at_checked(NONCE_LEN)
            .ok_or(SealError::Broken)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce)?;
        let mut content = content.to_vec();
        let about = Aad::from(about(society, id));
        let opened = self.0.open_in_place(nonce, about, &mut content)?;
        Ok(serde_json::from_slice(opened)?)
    }
}

fn about(society: &SocietySlug, id: Uuid) -> String {
    format!("temporary passwords {society} {id}")
}

#[cfg(test)]
mod tests {
    use super::{Batch, LetterSeal};
    use crate::accounts::temporary::{Issued, Skipped, Why};
    use crate::clock::Random;
    use shusseki_core::text::Language;
    use uuid::Uuid;

    #[test]
    fn a_batch_is_opened_by_the_same_secret_for_the_same_society_only() {
        let batch = Batch {
            issued: vec![Issued {
                number: "00123".parse().unwrap(),
                name: "髙橋 美咲".to_owned(),
                address: vec![],
                language: Language::Ja,
                password: "Abcdefgh2345".to_owned(),
            }],
            skipped: vec![Skipped {
                given: "x".to_owned(),
                why: Why::NoMember,
            }],
            issued_on: "2026-11-21".parse().unwrap(),
            valid_until: "2026-12-21".parse().unwrap(),
        };
        let (seal, id) = (LetterSeal::new(&[7; 32]), Uuid::from_u128(1));
        let (jsnm, jhrs) = ("jsnm".parse().unwrap(), "jhrs".parse().unwrap());
        let sealed = seal.seal(&Random::system(), &jsnm, id, &batch).unwrap();
        assert!(!sealed.contains("Abcdefgh2345"));
        let opened = seal.open(&jsnm, id, &sealed).unwrap();
        assert_eq!(opened.issued[0].password, "Abcdefgh2345");
        assert_eq!(opened.skipped, batch.skipped);
        assert!(seal.open(&jhrs, id, &sealed).is_err());
        assert!(seal.open(&jsnm, Uuid::from_u128(2), &sealed).is_err());
        assert!(LetterSeal::new(&[8; 32]).open(&jsnm, id, &sealed).is_err());
        for damaged in ["", "AAAA", &sealed[4..]] {
            assert!(seal.open(&jsnm, id, damaged).is_err(), "{damaged}");
        }
    }
}
