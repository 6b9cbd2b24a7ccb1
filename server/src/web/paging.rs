//! Pages of a long list, by cursor: what is added meanwhile shifts nothing.

use super::failure::Failure;
use data_encoding::BASE64URL_NOPAD;
use serde::{Serialize, de::DeserializeOwned};

/// Items a page holds when the request names no number.
pub(crate) const DEFAULT_LIMIT: i64 = 50;
/// Items a page holds at most.
pub(crate) const MOST: i64 = 200;

/// The limit that a request asks for, within bounds.
///
/// # Errors
/// Not between 1 and [`MOST`].
pub(crate) fn limit(asked: Option<i64>) -> Result<i64, Failure> {
    let limit = asked.unwrap_or(DEFAULT_LIMIT);
    if (1..=MOST).contains(&limit) {
        Ok(limit)
    } else {
        Err(Failure::bad_request(
            "bad-limit",
            format!("limit は 1 から {MOST} までです。"),
            format!("limit must be from 1 to {MOST}."),
        ))
    }
}

/// The text of a cursor: where the next page begins. Opaque to whoever carries it.
pub(crate) fn encode<C: Serialize>(position: &C) -> Option<String> {
    serde_json::to_vec(position)
        .ok()
        .map(|json| BASE64URL_NOPAD.encode(&json))
}

/// Reads a cursor back.
///
/// # Errors
/// The text is not a cursor that [`encode`] made for this kind of list.
pub(crate) fn decode<C: DeserializeOwned>(cursor: &str) -> Result<C, Failure> {
    BASE64URL_NOPAD
        .decode(cursor.as_bytes())
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok())
        .ok_or_else(|| {
            Failure::bad_request(
                "bad-cursor",
                "cursor が正しくありません。前のページの応答にある値をそのままお使いください。",
                "The cursor is not one of ours: use the value from the page before.",
            )
        })
}
