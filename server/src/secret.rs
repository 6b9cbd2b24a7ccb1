//! The installation's one secret, and the keys derived from it.
//!
//! Each use has a key of its own (HKDF-SHA256, RFC 5869), so that none can stand in for another,
//! and the database never holds one.

use crate::clock::{NoRandomness, Random};
use crate::private;
use data_encoding::BASE64;
use ring::hkdf;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// The installation's secret.
pub(crate) struct Secret(hkdf::Prk);

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SecretError {
    /// The file is not there.
    #[error(
        "there is no secret file {0}: `shusseki migrate` with the same settings makes one; where the database was in use before, put its own secret there"
    )]
    Missing(PathBuf),
    /// The file can't be read or written.
    #[error("the secret file {path}: {cause}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The file does not hold 32 bytes in base64.
    #[error(
        "the secret file {0} must hold 32 random bytes in base64; make one with `openssl rand -base64 32`"
    )]
    Malformed(PathBuf),
    /// No randomness for a new secret.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

const LENGTH: usize = 32;

impl Secret {
    /// Reads the secret from its file.
    ///
    /// # Errors
    /// See [`SecretError`].
    pub(crate) fn read(path: &Path) -> Result<Self, SecretError> {
        let text = std::fs::read_to_string(path).map_err(|cause| match cause.kind() {
            ErrorKind::NotFound => SecretError::Missing(path.to_owned()),
            _ => SecretError::File {
                path: path.to_owned(),
                cause,
            },
        })?;
        match BASE64.decode(text.trim().as_bytes()) {
            Ok(bytes) if bytes.len() == LENGTH => Ok(Self::from_bytes(&bytes)),
            _ => Err(SecretError::Malformed(path.to_owned())),
        }
    }

    /// Reads the secret, making a new one that only this user can read when there is none.
    pub(crate) fn read_or_create(path: &Path, random: &Random) -> Result<Self, SecretError> {
        if !path.exists() {
            let text = BASE64.encode(&random.bytes::<LENGTH>()?);
            write_private(path, &text).map_err(|cause| SecretError::File {
                path: path.to_owned(),
                cause,
            })?;
        }
        Self::read(path)
    }

    fn from_bytes(bytes: &[u8]) -> Self {
        Self(hkdf::Salt::new(hkdf::HKDF_SHA256, b"shusseki").extract(bytes))
    }

    /// The key for one use; the same words always give the same key.
    pub(crate) fn key(&self, words: &[&str]) -> [u8; LENGTH] {
        // A word's length stands before it, so that ["ab", "c"] and ["a", "bc"] differ.
        let mut info = Vec::new();
        for word in words {
            info.extend_from_slice(&(word.len() as u64).to_be_bytes());
            info.extend_from_slice(word.as_bytes());
        }
        let mut key = [0; LENGTH];
        let parts = [info.as_slice()];
        self.0
            .expand(&parts, hkdf::HKDF_SHA256)
            .and_then(|material| material.fill(&mut key))
            .expect("HKDF-SHA256 gives 32 bytes for any info");
        key
    }
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    private::create(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{Secret, SecretError};
    use crate::clock::Random;

    #[test]
    fn keys_differ_by_use_and_not_by_where_the_words_are_cut() {
        let secret = Secret::from_bytes(&[7; 32]);
        assert_eq!(
            secret.key(&["venue", "jsnm"]),
            secret.key(&["venue", "jsnm"])
        );
        assert_ne!(
            secret.key(&["venue", "jsnm"]),
            secret.key(&["venue", "jhrs"])
        );
        assert_ne!(secret.key(&["ab", "c"]), secret.key(&["a", "bc"]));
    }

    #[test]
    fn a_secret_is_made_once_and_kept_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let first = Secret::read_or_create(&path, &Random::system()).unwrap();
        let again = Secret::read_or_create(&path, &Random::system()).unwrap();
        assert_eq!(first.key(&["x"]), again.key(&["x"]));
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn a_damaged_secret_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        std::fs::write(&path, "short").unwrap();
        assert!(matches!(
            Secret::read(&path),
            Err(SecretError::Malformed(_))
        ));
    }
}
