//! The door: who someone is, by number and password; login sessions for pages, access tokens for apps.

pub(crate) mod access_token;
pub(crate) mod api;
pub(crate) mod pages;
pub(crate) mod password;
pub(crate) mod store;

use crate::app::{App, Tenant};
use crate::db::{Conn, DbError, Tx};
use crate::members::{self, Member};
use crate::web::cookies::LOGIN_SECONDS;
use crate::web::failure::Failure;
use axum::http::StatusCode;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use jiff::SignedDuration;
use password::PasswordError;
use ring::digest;
use shusseki_core::ids::{MemberId, MemberNumber};
use shusseki_core::text::Text;

/// Why nobody was logged in. Which of number and password was wrong is not told.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoginError {
    /// The number, the password or both are wrong, or the member may not log in.
    #[error("the member number or the password is wrong")]
    Wrong,
    /// The hashing of passwords failed or is overloaded.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<LoginError> for Failure {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::Wrong => Self::new(
                StatusCode::UNAUTHORIZED,
                "wrong-login",
                Text::new(
                    "会員番号またはパスワードが正しくありません。",
                    "The member number or the password is wrong.",
                ),
                Text::new(
                    "先頭の0も含めた会員番号と、大文字・小文字の区別、日本語入力がオフになっていることをご確認ください。",
                    "Check the number with its leading zeros, upper and lower case, and that the Japanese input method is off.",
                ),
            ),
            LoginError::Password(error @ PasswordError::Busy) => Self::busy(error),
            LoginError::Password(error) => Self::internal(error),
            LoginError::Db(error) => error.into(),
        }
    }
}

/// Finds the member whose number and password these are.
///
/// A number that nobody has costs the same time as a wrong password, so that the answer does not
/// tell who is a member.
pub(crate) async fn log_in(
    app: &App,
    tenant: &Tenant,
    number: &str,
    password: &str,
) -> Result<Member, LoginError> {
    let known = match number.parse::<MemberNumber>() {
        Ok(number) => {
            let mut conn = app.db.read().await?;
            store::password_of(&mut conn, tenant.slug(), &number).await?
        }
        Err(_) => None,
    };
    let hash = known.as_ref().map(|row| row.hash.clone());
    let matches = app.passwords.verify(password.to_owned(), hash).await?;
    let Some(row) = known.filter(|_| matches) else {
        return Err(LoginError::Wrong);
    };
    let mut conn = app.db.read().await?;
    let member = members::by_id(&mut conn, tenant.slug(), row.member_id).await?;
    member.filter(Member::may_log_in).ok_or(LoginError::Wrong)
}

/// Opens a login session and gives the token for the cookie; the database keeps only its digest.
pub(crate) async fn open_session(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
) -> Result<String, Failure> {
    let token = BASE64URL_NOPAD.encode(&app.random.bytes::<32>()?);
    let now = app.clock.now();
    let session = store::NewSession {
        token_digest: digest_of(&token),
        member,
        created_at: now,
        expires_at: now
            .saturating_add(SignedDuration::from_secs(LOGIN_SECONDS))
            .unwrap_or(now),
    };
    store::insert_session(tx, tenant.slug(), &session).await?;
    Ok(token)
}

/// The member whose login session the token opens, if it is still open.
pub(crate) async fn member_of_session(
    app: &App,
    conn: &mut Conn,
    tenant: &Tenant,
    token: &str,
) -> Result<Option<Member>, DbError> {
    let found =
        store::session_member(conn, tenant.slug(), &digest_of(token), app.clock.now()).await?;
    let Some(member) = found else { return Ok(None) };
    let member = members::by_id(conn, tenant.slug(), member).await?;
    Ok(member.filter(Member::may_log_in))
}

/// Ends the login session; the token opens nothing any more.
pub(crate) async fn close_session(
    tx: &mut Tx,
    tenant: &Tenant,
    token: &str,
) -> Result<(), DbError> {
    store::delete_session(tx, tenant.slug(), &digest_of(token)).await
}

fn digest_of(token: &str) -> String {
    HEXLOWER.encode(digest::digest(&digest::SHA256, token.as_bytes()).as_ref())
}
