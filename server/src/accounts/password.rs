//! Hashing of passwords: Argon2id with a pepper that the database does not hold.

use argon2::password_hash::PasswordHasher as _;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordVerifier as _, Version};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization as _;

/// Hashes and verifies passwords, a bounded number at a time: each takes 19 MiB and some 20 ms,
/// and a hall that logs in together must not take the whole machine.
#[derive(Clone)]
pub(crate) struct Passwords {
    pepper: Arc<[u8; 32]>,
    /// Verified against when there is no such member, so that the answer takes as long.
    decoy: Arc<str>,
    slots: Arc<Semaphore>,
}

/// Why a password could not be hashed or verified.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PasswordError {
    /// Too many logins at once; come back in a moment.
    #[error("too many passwords are being checked at once")]
    Busy,
    /// The hash function failed.
    #[error("the password could not be hashed: {0}")]
    Hash(argon2::password_hash::Error),
    /// The pepper or the cost parameters are not acceptable to Argon2.
    #[error("Argon2 can't be set up: {0}")]
    Setup(argon2::Error),
    /// The thread that hashed was stopped.
    #[error("hashing was interrupted")]
    Interrupted(#[from] tokio::task::JoinError),
}

/// Longer ones are wrong without a look: nobody types them, and hashing them is work.
const LONGEST_BYTES: usize = 1024;
const WAIT_AT_MOST: Duration = Duration::from_secs(20);

impl Passwords {
    /// A hasher that works on `at_once` passwords at the same time.
    ///
    /// # Errors
    /// See [`PasswordError::Setup`].
    pub(crate) fn new(pepper: [u8; 32], at_once: usize) -> Result<Self, PasswordError> {
        let pepper = Arc::new(pepper);
        let decoy = hash(&pepper, "nobody has this password")?;
        Ok(Self {
            pepper,
            decoy: decoy.into(),
            slots: Arc::new(Semaphore::new(at_once)),
        })
    }

    /// The PHC string to store for a password.
    pub(crate) async fn hash(&self, password: String) -> Result<String, PasswordError> {
        let pepper = Arc::clone(&self.pepper);
        self.in_slot(move || hash(&pepper, &password)).await
    }

    /// Whether the password is the one that was hashed; `None` takes as long and is never right.
    pub(crate) async fn verify(
        &self,
        password: String,
        hash: Option<String>,
    ) -> Result<bool, PasswordError> {
        let exists = hash.is_some() && password.len() <= LONGEST_BYTES;
        let against: Arc<str> = match hash {
            Some(hash) if exists => hash.into(),
            _ => Arc::clone(&self.decoy),
        };
        let password = if exists { password } else { String::new() };
        let pepper = Arc::clone(&self.pepper);
        let matches = self
            .in_slot(move || verify(&pepper, &password, &against))
            .await?;
        Ok(matches && exists)
    }

    /// The same with less work than today's parameters ask for, as an earlier version may have done.
    #[cfg(test)]
    pub(super) fn hash_weakly(&self, password: &str) -> Result<String, PasswordError> {
        let weak = Params::new(8_192, 1, 1, None).map_err(PasswordError::Setup)?;
        let hasher =
            Argon2::new_with_secret(&*self.pepper, Algorithm::Argon2id, Version::V0x13, weak);
        let hash = hasher
            .map_err(PasswordError::Setup)?
            .hash_password(normalised(password).as_bytes())
            .map_err(PasswordError::Hash)?;
        Ok(hash.to_string())
    }

    async fn in_slot<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let acquire = Arc::clone(&self.slots).acquire_owned();
        let slot = tokio::time::timeout(WAIT_AT_MOST, acquire)
            .await
            .map_err(|_| PasswordError::Busy)?
            .map_err(|_| PasswordError::Busy)?;
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(slot);
            done
        })
        .await?
    }
}

fn hasher(pepper: &[u8; 32]) -> Result<Argon2<'_>, PasswordError> {
    Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
        .map_err(PasswordError::Setup)
}

/// Whether a stored password was hashed with other parameters than new ones are.
pub(super) fn is_outdated(hash: &str) -> bool {
    let now = Params::DEFAULT;
    PasswordHash::new(hash).is_ok_and(|hash| {
        let params = Params::try_from(&hash);
        let same = params.is_ok_and(|params| {
            let costs = |one: &Params| (one.m_cost(), one.t_cost(), one.p_cost());
            costs(&params) == costs(&now)
        });
        !same || hash.algorithm != Algorithm::Argon2id.ident()
    })
}

/// The same password typed on another keyboard is the same bytes.
fn normalised(password: &str) -> String {
    password.nfkc().collect()
}

fn hash(pepper: &[u8; 32], password: &str) -> Result<String, PasswordError> {
    let hash = hasher(pepper)?
        .hash_password(normalised(password).as_bytes())
        .map_err(PasswordError::Hash)?;
    Ok(hash.to_string())
}

fn verify(pepper: &[u8; 32], password: &str, hash: &str) -> Result<bool, PasswordError> {
    let hash = PasswordHash::new(hash).map_err(|error| PasswordError::Hash(error.into()))?;
    let checked = hasher(pepper)?.verify_password(normalised(password).as_bytes(), &hash);
    match checked {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(PasswordError::Hash(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Passwords, is_outdated};

    #[tokio::test]
    async fn a_password_matches_itself_only_and_only_with_the_pepper() {
        let passwords = Passwords::new([1; 32], 1).unwrap();
        let hash = passwords.hash("Ｐassword1".to_owned()).await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(
            passwords
                .verify("Password1".to_owned(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("password1".to_owned(), Some(hash.clone()))
                .await
                .unwrap()
        );
        let other = Passwords::new([2; 32], 1).unwrap();
        assert!(
            !other
                .verify("Password1".to_owned(), Some(hash))
                .await
                .unwrap()
        );
    }

    #[test]
    fn a_password_hashed_otherwise_is_outdated() {
        let today =
            "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$RdescudvJCsgt3ub+b+dWRWJTmaaJObG";
        assert!(!is_outdated(today));
        for other in ["m=19456,t=1,p=1", "m=4096,t=2,p=1", "m=19456,t=2,p=2"] {
            assert!(
                is_outdated(&today.replace("m=19456,t=2,p=1", other)),
                "{other}"
            );
        }
        assert!(is_outdated(&today.replace("argon2id", "argon2i")));
    }

    #[tokio::test]
    async fn nobody_and_endless_passwords_are_wrong() {
        let passwords = Passwords::new([1; 32], 1).unwrap();
        assert!(
            !passwords
                .verify("nobody has this password".to_owned(), None)
                .await
                .unwrap()
        );
        let hash = passwords.hash("x".repeat(2000)).await.unwrap();
        assert!(
            !passwords
                .verify("x".repeat(2000), Some(hash))
                .await
                .unwrap()
        );
    }
}
