//! Why a text is no code, a code is not believed, or none can be made.

use super::{KeyId, Slot, SocietyNumber};
use jiff::Timestamp;

/// Why a text does not have the form of a venue code.
///
/// ```
/// use shusseki_core::venue_code::{Malformed, VenueCode};
/// assert_eq!("https://example.org/".parse::<VenueCode>(), Err(Malformed::OtherAddress));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Longer than any code or address of ours.
    #[error("the text is too long to be a venue code")]
    TooLong,
    /// An address without the path of a venue code.
    #[error("the address is not one of a venue code")]
    OtherAddress,
    /// Characters that no code has.
    #[error("the code has characters that no venue code has")]
    Characters,
    /// Cut off, or with something added.
    #[error("the code has the wrong length")]
    Length,
    /// A version of the layout that this program does not know.
    #[error("the code has version {found}, which this program does not know")]
    Version {
        /// The version found.
        found: u8,
    },
    /// A kind of code that this program does not know, or a society that cannot be.
    #[error("the code is of no known kind")]
    Kind,
}

impl Malformed {
    /// The stable code of the problem: `code-unreadable`, or `code-version-unknown` where a newer
    /// program may be able to read it.
    ///
    /// ```
    /// use shusseki_core::venue_code::Malformed;
    /// assert_eq!(Malformed::Length.code(), "code-unreadable");
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Version { .. } => "code-version-unknown",
            Self::TooLong | Self::OtherAddress | Self::Characters | Self::Length | Self::Kind => {
                "code-unreadable"
            }
        }
    }
}

/// Why a well-formed code is not taken.
///
/// ```
/// use shusseki_core::venue_code::VerifyError;
/// assert_eq!(VerifyError::Altered.code(), "code-altered");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The code says that it is another society's; nothing of it was verified.
    #[error("the code belongs to society {found}")]
    WrongSociety {
        /// The society that the code names.
        found: SocietyNumber,
    },
    /// No key of that name is in the ring.
    #[error("the code names key {key}, which the society does not have")]
    UnknownKey {
        /// The key that the code names.
        key: KeyId,
    },
    /// The code was not made with the society's key, or a bit of it differs.
    #[error("the code is altered or forged")]
    Altered,
    /// The print does not hold yet.
    #[error("the code holds from {from}")]
    NotYetValid {
        /// The first instant at which it holds.
        from: Timestamp,
    },
    /// The print no longer holds.
    #[error("the code held until {since}")]
    Expired {
        /// The first instant at which it no longer holds.
        since: Timestamp,
    },
    /// The rotating code's slot is past.
    #[error("the rotating code's slot began at {}", slot.window().opens)]
    SlotExpired {
        /// The slot.
        slot: Slot,
    },
    /// The rotating code's slot is still to come.
    #[error("the rotating code's slot begins at {}", slot.window().opens)]
    SlotInFuture {
        /// The slot.
        slot: Slot,
    },
    /// No poster has that typed code.
    #[error("no poster has this typed code")]
    UnknownTyped,
}

impl VerifyError {
    /// The stable code of the problem, in kebab-case.
    ///
    /// ```
    /// use shusseki_core::venue_code::VerifyError;
    /// assert_eq!(VerifyError::UnknownTyped.code(), "typed-code-unknown");
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongSociety { .. } => "code-wrong-society",
            Self::UnknownKey { .. } => "code-key-unknown",
            Self::Altered => "code-altered",
            Self::NotYetValid { .. } => "code-not-yet-valid",
            Self::Expired { .. } => "code-expired",
            Self::SlotExpired { .. } => "code-slot-expired",
            Self::SlotInFuture { .. } => "code-slot-in-future",
            Self::UnknownTyped => "typed-code-unknown",
        }
    }
}

/// Why no code can be made for a claim.
///
/// ```
/// use shusseki_core::venue_code::MintError;
/// assert_eq!(MintError::EmptyWindow.to_string(), "the window closes before it opens");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MintError {
    /// The window has no instant.
    #[error("the window closes before it opens")]
    EmptyWindow,
    /// The window does not begin between 2020 and 2051.
    #[error("the window begins outside the years 2020 to 2051")]
    StartOutOfRange,
    /// The window is longer than 65,535 minutes.
    #[error("the window is longer than 45 days and 12 hours")]
    WindowTooLong,
}

/// Why keys do not make a ring, or a ring cannot change.
///
/// ```
/// use shusseki_core::venue_code::{KeyRing, RingError, SocietyNumber};
/// let society = SocietyNumber::new(7).unwrap();
/// assert_eq!(KeyRing::new(society, vec![]).unwrap_err(), RingError::NoCurrentKey);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RingError {
    /// No key, or only retired ones.
    #[error("the ring has no key that is not retired")]
    NoCurrentKey,
    /// Two keys of one name.
    #[error("two keys have the id {id}")]
    DuplicateId {
        /// The name.
        id: KeyId,
    },
    /// No name is free for another key.
    #[error("the ring already has 256 keys; remove one first")]
    Full,
    /// The key to remove is not there.
    #[error("the ring has no key {id}")]
    NoSuchKey {
        /// The name.
        id: KeyId,
    },
    /// The key that mints can't be removed, only rotated.
    #[error("key {id} is the one that mints; rotate first, then remove it")]
    CurrentKey {
        /// The name.
        id: KeyId,
    },
    /// A secret of the wrong length or alphabet.
    #[error("the secret is not 32 bytes of base64")]
    Secret,
}

/// Why a text is not an address at which codes can be reached.
///
/// ```
/// use shusseki_core::venue_code::{Origin, OriginError};
/// assert_eq!("ftp://example.org".parse::<Origin>(), Err(OriginError::Scheme));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// Neither https nor http.
    #[error("the address begins with https:// or http://")]
    Scheme,
    /// Not a host name or IPv4 address.
    #[error("the host has only letters, digits, dots and hyphens, and at most 253 of them")]
    Host,
    /// Not a port.
    #[error("the port is a number from 1 to 65535")]
    Port,
    /// Something after host and port.
    #[error("the address has nothing after host and port")]
    Path,
}
