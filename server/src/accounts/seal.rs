//! Seals: what the database keeps for a while or for good, and only this installation's secret opens.

use crate::clock::{NoRandomness, Random};
use data_encoding::BASE64;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// Seals and opens with one key.
#[derive(Clone)]
pub(crate) struct Seal(LessSafeKey);

/// Why something can't be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SealError {
    /// Another secret sealed it, for something else, or it was altered.
    #[error("the seal is broken, or another installation's")]
    Broken,
    /// What was sealed is not what was expected.
    #[error("what was sealed can't be read: {0}")]
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

impl Seal {
    /// A seal with that key.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        let key = UnboundKey::new(&CHACHA20_POLY1305, key).expect("the key has 32 bytes");
        Self(LessSafeKey::new(key))
    }

    /// The content sealed; it is opened for the same purpose only, which `about` names.
    ///
    /// # Errors
    /// There is no randomness.
    pub(crate) fn seal(
        &self,
        random: &Random,
        about: &str,
        mut content: Vec<u8>,
    ) -> Result<String, SealError> {
        let nonce = random.bytes::<NONCE_LEN>()?;
        let sealing = Nonce::assume_unique_for_key(nonce);
        let about = Aad::from(about);
        self.0
            .seal_in_place_append_tag(sealing, about, &mut content)?;
        let mut sealed = nonce.to_vec();
        sealed.append(&mut content);
        Ok(BASE64.encode(&sealed))
    }

    /// What was sealed for that purpose.
    ///
    /// # Errors
    /// [`SealError::Broken`].
    pub(crate) fn open(&self, about: &str, sealed: &str) -> Result<Vec<u8>, SealError> {
        let sealed = BASE64.decode(sealed.as_bytes());
        let sealed = sealed.map_err(|_| SealError::Broken)?;
        let (nonce, content) = sealed
            .split_at_checked(NONCE_LEN)
            .ok_or(SealError::Broken)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce)?;
        let mut content = content.to_vec();
        let opened = self
            .0
            .open_in_place(nonce, Aad::from(about), &mut content)?;
        Ok(opened.to_vec())
    }
}
