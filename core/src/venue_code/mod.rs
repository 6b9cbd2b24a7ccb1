//! What a venue's QR code says: made and verified with a society's own keys.
//!
//! A code is for the server to verify, so it carries a truncated HMAC and not a signature: it stays
//! small, its QR symbol has few, large modules, and it is read from the last row. There are three:
//! a *poster* (one session, one window, one revocable serial), a *rotating* code of a screen (one
//! slot of 15 seconds) and a *typed* code, the eight symbols below the QR symbol.
//!
//! Whether a serial is revoked, the server knows: see [`check_in`](crate::check_in).

mod claim;
mod code;
mod errors;
mod key_ring;
mod layout;
mod numbers;
mod origin;
mod ring_file;
mod scanned;
mod slot;
mod typed;
mod venue_key;

pub use claim::{Claim, PosterClaim, RotatingClaim};
pub use code::{CODE_PATH, Kind, VenueCode};
pub use errors::{Malformed, MintError, OriginError, RingError, VerifyError};
pub use key_ring::KeyRing;
pub use numbers::{KeyId, PointNumber, PosterSerial, SessionNumber, SocietyNumber};
pub use origin::Origin;
pub use scanned::{Scanned, ScannedError};
pub use slot::{SLOT_SECONDS, SLOT_TOLERANCE, Slot};
pub use typed::{TypedCode, TypedError};
pub use venue_key::VenueKey;

#[cfg(test)]
mod tests;
