//! The numbers that a venue code carries, each a type of its own.
//!
//! A code has room for a few bytes, not for UUIDs: the server keeps these small numbers beside its
//! own identifiers.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! number_type {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        ///
        /// ```
        #[doc = concat!("use shusseki_core::venue_code::", stringify!($name), ";")]
        #[doc = concat!("assert_eq!(", stringify!($name), "::new(42).to_string(), \"42\");")]
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name($inner);

        impl $name {
            /// That number.
            ///
            /// ```
            #[doc = concat!("# use shusseki_core::venue_code::", stringify!($name), ";")]
            #[doc = concat!("assert_eq!(", stringify!($name), "::new(3).get(), 3);")]
            /// ```
            #[must_use]
            pub const fn new(number: $inner) -> Self {
                Self(number)
            }

            /// The plain number.
            ///
            /// ```
            #[doc = concat!("# use shusseki_core::venue_code::", stringify!($name), ";")]
            #[doc = concat!("assert_eq!(", stringify!($name), "::new(9).get(), 9);")]
            /// ```
            #[must_use]
            pub const fn get(self) -> $inner {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number_type! {
    /// A session of one society, counted by the server.
    SessionNumber(u32)
}
number_type! {
    /// A point 受付ポイント of a session; 0 where the session has only one.
    PointNumber(u8)
}
number_type! {
    /// The serial of a poster, by which the office revokes one print without the others.
    PosterSerial(u32)
}
number_type! {
    /// Names a key within a society's ring.
    KeyId(u8)
}

/// The number of a society in its codes: `venue-code-number` of the definition, 1 to 65535.
///
/// ```
/// use shusseki_core::venue_code::SocietyNumber;
/// assert_eq!(SocietyNumber::new(7).unwrap().get(), 7);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct SocietyNumber(std::num::NonZeroU16);

impl SocietyNumber {
    /// That number; `None` for 0, which no society has.
    ///
    /// ```
    /// # use shusseki_core::venue_code::SocietyNumber;
    /// assert!(SocietyNumber::new(0).is_none());
    /// ```
    #[must_use]
    pub const fn new(number: u16) -> Option<Self> {
        match std::num::NonZeroU16::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// The plain number.
    ///
    /// ```
    /// # use shusseki_core::venue_code::SocietyNumber;
    /// assert_eq!(SocietyNumber::new(65_535).unwrap().get(), 65_535);
    /// ```
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0.get()
    }
}

impl TryFrom<u16> for SocietyNumber {
    type Error = std::num::TryFromIntError;

    fn try_from(number: u16) -> Result<Self, Self::Error> {
        std::num::NonZeroU16::try_from(number).map(Self)
    }
}

impl From<SocietyNumber> for u16 {
    fn from(number: SocietyNumber) -> Self {
        number.get()
    }
}

impl fmt::Display for SocietyNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
