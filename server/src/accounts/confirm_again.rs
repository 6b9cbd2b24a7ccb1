//! Asking for the password once more before something that would hurt most in wrong hands.

use super::change::{self, ChangeError};
use super::digest_of;
use crate::app::{App, Tenant};
use crate::db::{DbError, Instant, statements};
use crate::members::Member;
use crate::web::failure::Failure;
use axum::http::StatusCode;
use jiff::SignedDuration;
use shusseki_core::text::Text;

/// A login is fresh for so long.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

statements! {
    OPENED_AT = "SELECT begun_at FROM login_sessions WHERE society_id = $1 AND token_digest = $2";
}

#[derive(sqlx::FromRow)]
struct OpenedRow {
    begun_at: Instant,
}

/// Whether the login of this token is so fresh that nobody has to be asked again.
///
/// # Errors
/// The database failed.
pub(crate) async fn is_fresh(
    app: &App,
    tenant: &Tenant,
    token: Option<&str>,
) -> Result<bool, DbError> {
    let Some(token) = token else { return Ok(false) };
    let mut conn = app.db.read().await?;
    let sql = conn.sql(OPENED_AT).bind(tenant.slug().as_str());
    let opened: Option<OpenedRow> = sql.bind(digest_of(token)).optional().await?;
    Ok(opened.is_some_and(|row| app.clock.now().duration_since(row.begun_at.0) <= FRESH))
}

/// Why whoever asks is not known to be the member.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotConfirmed {
    /// It was not the member's password.
    #[error("the password is wrong")]
    WrongPassword,
    /// Too many guesses, or hashing or the database failed.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl From<NotConfirmed> for Failure {
    fn from(error: NotConfirmed) -> Self {
        match error {
            NotConfirmed::WrongPassword => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "wrong-password",
                Text::new("パスワードが正しくありません。", "The password is wrong."),
                Text::new(
                    "いまのパスワードを入力してください。",
                    "Enter your present password.",
                ),
            ),
            NotConfirmed::Change(error) => error.into(),
        }
    }
}

/// Takes the member's password once more; each wrong one is counted.
///
/// # Errors
/// See [`NotConfirmed`].
pub(crate) async fn confirm_again(
    app: &App,
    tenant: &Tenant,
    member: &Member,
    password: &str,
) -> Result<(), NotConfirmed> {
    if change::is_present(app, tenant, member, password).await? {
        Ok(())
    } else {
        Err(NotConfirmed::WrongPassword)
    }
}
