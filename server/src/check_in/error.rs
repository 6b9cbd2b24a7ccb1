//! Why a check-in was not registered.

use crate::accounts::slow_down::{SlowDownError, too_many};
use crate::db::DbError;
use crate::programme::keys::KeysError;
use crate::web::failure::Failure;
use crate::web::idempotency;
use axum::http::StatusCode;
use shusseki_core::check_in::Refusal;
use shusseki_core::scan_receipt::ReceiptError;
use shusseki_core::text::{Language, Text};
use std::sync::Arc;

/// Why a check-in was not registered.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum CheckInError {
    /// The rules refuse it, and say why.
    #[error("refused: {}", .0.code())]
    Refused(Refusal),
    /// The scan receipt is not one of ours, or belongs to another code.
    #[error("the scan receipt was refused: {0}")]
    Receipt(#[from] ReceiptError),
    /// The same key came before with another body.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The member no longer exists.
    #[error("there is no such member")]
    NoSuchMember,
    /// Too many codes were typed that no poster has.
    #[error(transparent)]
    SlowDown(#[from] Arc<SlowDownError>),
    /// More check-ins are waiting than the writer can take.
    #[error("the check-in writer is full or stopping")]
    Full,
    /// The commit failed or was not seen to end: it may or may not have happened.
    #[error("the outcome of the commit is unknown: {0}")]
    Unknown(Arc<DbError>),
    /// The database failed before anything was written.
    #[error(transparent)]
    Db(#[from] Arc<DbError>),
    /// The venue keys can't be used.
    #[error(transparent)]
    Keys(#[from] Arc<KeysError>),
}

impl From<Refusal> for CheckInError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<DbError> for CheckInError {
    fn from(error: DbError) -> Self {
        Self::Db(Arc::new(error))
    }
}

impl From<SlowDownError> for CheckInError {
    fn from(error: SlowDownError) -> Self {
        Self::SlowDown(Arc::new(error))
    }
}

impl From<CheckInError> for Failure {
    fn from(error: CheckInError) -> Self {
        match error {
            CheckInError::Refused(refusal) => refused(&refusal),
            CheckInError::Receipt(receipt) => Self::bad_request(
                receipt.code(),
                "読取票を確認できませんでした。会場のQRコードをもう一度読み取ってください。",
                "The scan receipt could not be verified. Scan the venue's code once more.",
            ),
            CheckInError::KeyReused => idempotency::reused(),
            CheckInError::NoSuchMember => Self::not_logged_in(),
            CheckInError::Full | CheckInError::Unknown(_) => Self::busy(error),
            CheckInError::Db(ref cause) if cause.is_unavailable() || cause.is_transient() => {
                Self::busy(error)
            }
            CheckInError::SlowDown(ref cause) => match **cause {
                SlowDownError::Wait { wait, now } => too_many(wait, now),
                SlowDownError::Db(_) => Self::busy(error),
            },
            CheckInError::Db(_) | CheckInError::Keys(_) => Self::internal(error),
        }
    }
}

/// A refusal by the rules: the code is unreadable (400), leads nowhere (404), or the state of
/// things forbids it (409).
fn refused(refusal: &Refusal) -> Failure {
    let status = match refusal {
        Refusal::Unreadable(_) | Refusal::TypedUnreadable(_) => StatusCode::BAD_REQUEST,
        Refusal::SessionUnknown => StatusCode::NOT_FOUND,
        _ => StatusCode::CONFLICT,
    };
    Failure::new(
        status,
        refusal.code(),
        Text::new(
            refusal.sentence(Language::Ja),
            refusal.sentence(Language::En),
        ),
        Text::new(
            refusal.next_step(Language::Ja),
            refusal.next_step(Language::En),
        ),
    )
}
