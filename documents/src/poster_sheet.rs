//! What a poster says, as the server exports it and `qr-tools poster --sessions` reads it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shusseki_core::{ids::SocietySlug, text::Text};

/// All posters of an event, one a session or point: the answer of `GET /api/v1/{society}/posters`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PosterSheet {
    /// The posters, in the order in which they are printed.
    pub posters: Vec<PosterPage>,
}

/// One poster: one session, or one point of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PosterPage {
    /// Whose poster it is.
    pub society: PosterSociety,
    /// The event 大会.
    pub event: Text,
    /// The session セッション.
    pub session: Text,
    /// The room; empty when there is none to name.
    pub room: Text,
    /// When the session begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// The point 受付ポイント (entry, exit); `None` where a session has only one.
    pub point: Option<Text>,
    /// What the QR code says: an upper-case URL, so that the QR stays in its alphanumeric mode.
    pub code_url: String,
    /// The code to type, as it is printed: `XXXX-XXXX`.
    pub typed_code: String,
    /// Where to type it.
    pub typed_url: String,
    /// The poster's serial, by which it can be revoked.
    pub serial: String,
}

/// The society, as far as a poster shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PosterSociety {
    /// The short name in addresses: `jsnm`.
    pub slug: SocietySlug,
    /// The full name.
    pub name: Text,
    /// The abbreviation: `JSNM`.
    pub short_name: String,
    /// The society's colour, `#rrggbb`, dark enough for white letters on it.
    pub colour: String,
}
