//! The name that a client gives a request, so that a retry gets the first answer again.

use super::failure::Failure;
use crate::app::App;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use data_encoding::HEXLOWER;
use ring::digest;
use serde::Serialize;
use shusseki_core::text::Text;
use std::sync::Arc;

const LONGEST: usize = 255;

/// The `Idempotency-Key` header, if there is one.
pub(crate) struct IdempotencyKey(pub(crate) Option<String>);

impl FromRequestParts<Arc<App>> for IdempotencyKey {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Failure> {
        let key = parts.headers.get("idempotency-key");
        let key = key.map(|value| value.to_str().map_err(|_| bad_key()).and_then(checked));
        key.transpose().map(Self)
    }
}

/// The key, if it is one.
///
/// # Errors
/// Empty, too long, or not visible ASCII.
pub(crate) fn checked(key: &str) -> Result<String, Failure> {
    let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
    if (1..=LONGEST).contains(&key.len()) && visible {
        Ok(key.to_owned())
    } else {
        Err(bad_key())
    }
}

fn bad_key() -> Failure {
    Failure::bad_request(
        "bad-idempotency-key",
        format!("Idempotency-Key は 1〜{LONGEST} 文字の半角英数記号です。"),
        format!("Idempotency-Key has 1 to {LONGEST} visible ASCII characters."),
    )
}

/// The key came before with another body.
pub(crate) fn reused() -> Failure {
    Failure::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "idempotency-key-reused",
        Text::new(
            "この Idempotency-Key は別の内容で使われています。",
            "This Idempotency-Key was used with another body.",
        ),
        Text::new(
            "新しいキーで送信してください。",
            "Send the request with a new key.",
        ),
    )
}

/// A request that has a key, and a digest of what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Keyed {
    /// The key.
    pub(crate) key: String,
    /// A retry has the same.
    pub(crate) digest: String,
}

impl Keyed {
    /// The request with that key and body; none where it has no key.
    pub(crate) fn new(key: Option<String>, body: &impl Serialize) -> Option<Self> {
        let key = key?;
        let body = serde_json::to_vec(body).unwrap_or_default();
        let digest = digest::digest(&digest::SHA256, &body);
        let digest = HEXLOWER.encode(digest.as_ref());
        Some(Self { key, digest })
    }
}
