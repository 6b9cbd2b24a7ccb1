//! The seal on passwords that were just made: the database keeps them for a quarter of an hour, in a
//! form that only this installation's secret opens.

use super::Batch;
use crate::accounts::seal::Seal;
pub(super) use crate::accounts::seal::SealError;
use crate::clock::Random;
use shusseki_core::ids::SocietySlug;
use uuid::Uuid;

/// Seals batches.
#[derive(Clone)]
pub(crate) struct LetterSeal(Seal);

impl LetterSeal {
    /// A seal with that key.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(Seal::new(key))
    }

    /// The batch sealed, for this society and id only.
    pub(super) fn seal(
        &self,
        random: &Random,
        society: &SocietySlug,
        id: Uuid,
        batch: &Batch,
    ) -> Result<String, SealError> {
        let content = serde_json::to_vec(batch)?;
        self.0.seal(random, &about(society, id), content)
    }

    /// What was sealed.
    pub(super) fn open(
        &self,
        society: &SocietySlug,
        id: Uuid,
        sealed: &str,
    ) -> Result<Batch, SealError> {
        let opened = self.0.open(&about(society, id), sealed)?;
        Ok(serde_json::from_slice(&opened)?)
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
