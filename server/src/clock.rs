//! The clock and the random source: parameters, so that tests can stand still in time.

use jiff::Timestamp;
use ring::rand::{SecureRandom, SystemRandom};

/// Where the server takes the time from.
pub(crate) trait Clock: Send + Sync + 'static {
    /// The instant it is.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clock"
    )]
    fn now(&self) -> Timestamp {
        to_microseconds(Timestamp::now())
    }
}

/// The instant as the database keeps it, so that the first answer and every later one name the
/// same time.
pub(crate) fn to_microseconds(instant: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(instant.as_microsecond()).unwrap_or(instant)
}

/// Where secrets and ids take their randomness from: the operating system, through ring.
#[derive(Debug, Clone)]
pub(crate) struct Random(SystemRandom);

/// The operating system gave no randomness.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the operating system's random source failed")]
pub(crate) struct NoRandomness;

impl Random {
    /// The operating system's random source.
    pub(crate) fn system() -> Self {
        Self(SystemRandom::new())
    }

    /// That many unpredictable bytes.
    pub(crate) fn bytes<const N: usize>(&self) -> Result<[u8; N], NoRandomness> {
        let mut bytes = [0; N];
        self.0.fill(&mut bytes).map_err(|_| NoRandomness)?;
        Ok(bytes)
    }

    /// A random UUID (version 4).
    pub(crate) fn uuid(&self) -> Result<uuid::Uuid, NoRandomness> {
        Ok(uuid::Builder::from_random_bytes(self.bytes()?).into_uuid())
    }

    /// A UUID that begins with the time (version 7): many made one after the other stand side by side in
    /// an index, where random ones would touch a page each.
    pub(crate) fn uuid_at(&self, at: Timestamp) -> Result<uuid::Uuid, NoRandomness> {
        let milliseconds = u64::try_from(at.as_millisecond()).unwrap_or(0);
        let random = self.bytes()?;
        Ok(uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid())
    }
}
