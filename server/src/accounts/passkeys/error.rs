//! Why a passkey did not do, and how that is answered.

use crate::accounts::factors::FactorError;
use crate::clock::NoRandomness;
use crate::db::DbError;
use crate::web::failure::Failure;
use axum::http::StatusCode;
use shusseki_core::text::Text;

/// Why a passkey did not do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PasskeyError {
    /// What came is not what was asked for.
    #[error("a passkey was refused: {0}")]
    Refused(&'static str),
    /// The page was open for too long.
    #[error("the challenge is over")]
    Stale,
    /// The member has as many as one may have.
    #[error("there are too many passkeys")]
    TooMany,
    /// The password, the brakes, the database.
    #[error(transparent)]
    Factor(#[from] FactorError),
    /// There is no randomness.
    #[error(transparent)]
    Random(#[from] NoRandomness),
    /// The login session can't be opened.
    #[error("{0:?}")]
    Failure(Failure),
}

impl From<DbError> for PasskeyError {
    fn from(error: DbError) -> Self {
        Self::Factor(error.into())
    }
}

impl From<PasskeyError> for Failure {
    fn from(error: PasskeyError) -> Self {
        match error {
            PasskeyError::Refused(_) => Self::new(
                StatusCode::UNAUTHORIZED,
                "passkey-refused",
                Text::new(
                    "パスキーを確認できませんでした。",
                    "The passkey was not accepted.",
                ),
                Text::new(
                    "この学会に登録したパスキーを選んで、もう一度お試しください。",
                    "Choose a passkey that you added for this society, and try again.",
                ),
            ),
            PasskeyError::Stale => Self::new(
                StatusCode::UNAUTHORIZED,
                "passkey-stale",
                Text::new(
                    "画面を開いてから時間がたっています。",
                    "This page was open for too long.",
                ),
                Text::new("もう一度お試しください。", "Try again."),
            ),
            PasskeyError::TooMany => Self::new(
                StatusCode::CONFLICT,
                "too-many-passkeys",
                Text::new(
                    "登録できるパスキーは10個までです。",
                    "You can have ten passkeys at most.",
                ),
                Text::new(
                    "使わないパスキーを削除してください。",
                    "Remove one that you don\u{2019}t use.",
                ),
            ),
            PasskeyError::Factor(error) => error.into(),
            PasskeyError::Random(error) => error.into(),
            PasskeyError::Failure(failure) => failure,
        }
    }
}
