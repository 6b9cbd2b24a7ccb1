//! How the product's own types are stored: instants as microseconds, days and JSON as text.

use jiff::{Timestamp, civil::Date};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, PgValueRef, Postgres};
use sqlx::sqlite::{Sqlite, SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Encode, Type};

/// An instant, stored as BIGINT microseconds since 1970: it sorts and compares on both engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Instant(pub(crate) Timestamp);

/// A day in Japan, stored as TEXT `2026-11-20`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(pub(crate) Date);

/// A value stored as JSON TEXT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Json<T>(pub(crate) T);

impl From<Instant> for i64 {
    fn from(instant: Instant) -> Self {
        instant.0.as_microsecond()
    }
}

impl TryFrom<i64> for Instant {
    type Error = jiff::Error;

    fn try_from(microseconds: i64) -> Result<Self, jiff::Error> {
        Timestamp::from_microsecond(microseconds).map(Self)
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.0.to_string()
    }
}

impl TryFrom<String> for Day {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, jiff::Error> {
        text.parse().map(Self)
    }
}

/// Stores `$type` the way `$stored` is stored on one engine.
macro_rules! stored_on {
    ($engine:ty, $info:ty, $buffer:ty, $value:ty, $type:ty as $stored:ty) => {
        impl Type<$engine> for $type {
            fn type_info() -> $info {
                <$stored as Type<$engine>>::type_info()
            }

            fn compatible(info: &$info) -> bool {
                <$stored as Type<$engine>>::compatible(info)
            }
        }

        impl<'q> Encode<'q, $engine> for $type {
            fn encode_by_ref(&self, buffer: &mut $buffer) -> Result<IsNull, BoxDynError> {
                Encode::<'q, $engine>::encode(<$stored>::from(*self), buffer)
            }
        }

        impl<'r> Decode<'r, $engine> for $type {
            fn decode(value: $value) -> Result<Self, BoxDynError> {
                let stored = <$stored as Decode<'r, $engine>>::decode(value)?;
                Ok(Self::try_from(stored)?)
            }
        }
    };
}

stored_on!(
    Sqlite,
    SqliteTypeInfo,
    SqliteArgumentsBuffer,
    SqliteValueRef<'r>,
    Instant as i64
);
stored_on!(
    Postgres,
    PgTypeInfo,
    PgArgumentBuffer,
    PgValueRef<'r>,
    Instant as i64
);
stored_on!(
    Sqlite,
    SqliteTypeInfo,
    SqliteArgumentsBuffer,
    SqliteValueRef<'r>,
    Day as String
);
stored_on!(
    Postgres,
    PgTypeInfo,
    PgArgumentBuffer,
    PgValueRef<'r>,
    Day as String
);

impl<T: Serialize> Json<&T> {
    /// The text to bind.
    ///
    /// # Errors
    /// The value has no JSON form (a map whose keys are not text).
    pub(crate) fn text(&self) -> Result<String, sqlx::Error> {
        serde_json::to_string(self.0).map_err(|error| sqlx::Error::Encode(error.into()))
    }
}

impl<T: DeserializeOwned> TryFrom<String> for Json<T> {
    type Error = serde_json::Error;

    fn try_from(text: String) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&text).map(Self)
    }
}
