//! Why a second factor did not do, and how that is answered.

use crate::accounts::change::ChangeError;
use crate::accounts::passkeys::PasskeyError;
use crate::accounts::seal::SealError;
use crate::accounts::slow_down::SlowDownError;
use crate::clock::NoRandomness;
use crate::db::DbError;
use crate::web::failure::Failure;
use axum::http::StatusCode;
use shusseki_core::text::Text;

/// Why a factor did not do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FactorError {
    /// The code is wrong, too old, or was used before.
    #[error("the code is wrong")]
    Wrong,
    /// The present password is wrong.
    #[error("the present password is wrong")]
    WrongPassword,
    /// What was being set up is too old, or somebody else's.
    #[error("the setting up took too long")]
    Stale,
    /// There is a factor already, or none to do something with.
    #[error("the factor was changed meanwhile")]
    Changed,
    /// A passkey.
    #[error(transparent)]
    Passkey(#[from] Box<PasskeyError>),
    /// There were too many tries, or the password can't be looked at.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// A seal.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// There is no randomness.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

impl From<DbError> for FactorError {
    fn from(error: DbError) -> Self {
        Self::Change(error.into())
    }
}

impl From<SlowDownError> for FactorError {
    fn from(error: SlowDownError) -> Self {
        Self::Change(error.into())
    }
}

impl From<FactorError> for Failure {
    fn from(error: FactorError) -> Self {
        let (status, code, sentence, next_step) = match error {
            FactorError::Wrong => (
                StatusCode::UNAUTHORIZED,
                "wrong-code",
                Text::new("認証コードが正しくありません。", "The code is wrong."),
                Text::new(
                    "認証アプリに新しく表示されたコードを入力してください。一度使ったコードは使えません。端末の日付と時刻は「自動設定」にしてください。",
                    "Enter the code that the app shows now. A code works once. Let the phone set its clock by itself.",
                ),
            ),
            FactorError::WrongPassword => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "wrong-password",
                Text::new("パスワードが正しくありません。", "The password is wrong."),
                Text::new(
                    "いまのパスワードを入力してください。",
                    "Enter your present password.",
                ),
            ),
            FactorError::Stale | FactorError::Changed => (
                StatusCode::CONFLICT,
                "second-factor-changed",
                Text::new(
                    "この画面の内容は古くなっています。",
                    "This page is out of date.",
                ),
                Text::new(
                    "「二段階認証」の画面を開き直してください。",
                    "Open the page of the second factor again.",
                ),
            ),
            FactorError::Passkey(error) => return (*error).into(),
            FactorError::Change(error) => return error.into(),
            FactorError::Seal(error) => return Self::internal(error),
            FactorError::Random(error) => return error.into(),
        };
        Self::new(status, code, sentence, next_step)
    }
}
