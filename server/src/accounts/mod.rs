//! The door: who someone is, by number and password; login sessions for pages, access tokens for apps.

pub(crate) mod access_token;
pub(crate) mod api;
pub(crate) mod change;
pub(crate) mod closed;
mod common;
pub(crate) mod confirm_again;
pub(crate) mod factors;
pub(crate) mod first_login;
pub(crate) mod form;
pub(crate) mod gate;
pub(crate) mod links;
pub(crate) mod login_code;
pub(crate) mod mail_change;
pub(crate) mod pages;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod refresh;
pub(crate) mod reset;
mod seal;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod slow_down;
pub(crate) mod store;
mod telling;
pub(crate) mod temporary;
#[cfg(test)]
mod tests;

pub(crate) use telling::written_moment;

use crate::app::{App, Tenant};
use crate::clock::NoRandomness;
use crate::db::{DbError, Tx};
use crate::members::{self, Member};
use crate::web::failure::Failure;
use axum::http::StatusCode;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use gate::Gate;
use jiff::{SignedDuration, Timestamp};
use password::PasswordError;
use ring::digest;
use sessions::Arrival;
use shusseki_core::ids::{MemberId, MemberNumber};
use shusseki_core::text::Text;
use slow_down::{Counted, SlowDownError};
use store::PasswordRow;

/// Why nobody was logged in. Which of number and password was wrong is not told.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoginError {
    /// The number, the password or both are wrong, or the member may not log in.
    #[error("the member number or the password is wrong")]
    Wrong,
    /// It is the right temporary password, and its days are over.
    #[error("the temporary password has expired")]
    TemporaryExpired,
    /// It is the right temporary password, and it was used before.
    #[error("the temporary password was used before")]
    TemporaryUsed,
    /// There were too many attempts.
    #[error(transparent)]
    SlowDown(#[from] SlowDownError),
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
            LoginError::TemporaryExpired => Self::new(
                StatusCode::UNAUTHORIZED,
                "temporary-password-expired",
                Text::new(
                    "この仮パスワードは有効期限が過ぎています。",
                    "This temporary password has expired.",
                ),
                Text::new(
                    "事務局に再発行をご依頼ください。",
                    "Ask the office for a new one.",
                ),
            ),
            LoginError::TemporaryUsed => Self::new(
                StatusCode::UNAUTHORIZED,
                "temporary-password-used",
                Text::new(
                    "この仮パスワードはすでに使われました。使えるのは一度だけです。",
                    "This temporary password was used before; it can be used once.",
                ),
                Text::new(
                    "最初にログインした画面で手続きを続けるか、「パスワードを忘れた方」から新しいパスワードを設定してください。心当たりがないときは、すぐに事務局へご連絡ください。",
                    "Go on in the browser where you used it, or set a password by \u{201c}Forgotten password\u{201d}. If it was not you, tell the office at once.",
                ),
            ),
            LoginError::SlowDown(error) => error.into(),
            LoginError::Password(error @ PasswordError::Busy) => Self::busy(error),
            LoginError::Password(error) => Self::internal(error),
            LoginError::Db(error) => error.into(),
        }
    }
}

/// Somebody whose number and password were right.
#[derive(Debug)]
pub(crate) struct Recognised {
    /// Who.
    pub(crate) member: Member,
    /// The password as it is stored.
    password: PasswordRow,
    /// What was counted of the attempt.
    counted: Counted,
}

impl Recognised {
    /// The attempt was no guess, and is counted no longer.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn welcome(&self, tx: &mut Tx, tenant: &Tenant) -> Result<(), DbError> {
        slow_down::give_back(tx, tenant, &self.counted).await
    }
}

/// Finds the member whose number and password these are.
///
/// A number that nobody has costs the same time as a wrong password, so that the answer does not
/// tell who is a member. A password hashed with other parameters than today's is hashed anew.
///
/// The attempt is counted before the password is looked at, in a transaction of its own; what was
/// counted is given back when the member is [let in](let_in), or [recognised](Recognised::welcome).
pub(crate) async fn log_in(
    app: &App,
    tenant: &Tenant,
    number: &str,
    password: &str,
    from: slow_down::From<'_>,
) -> Result<Recognised, LoginError> {
    let number = number.parse::<MemberNumber>().ok();
    let counted = slow_down::begin(app, tenant, number.as_ref(), from).await?;
    match recognise(app, tenant, number.as_ref(), password).await {
        Ok((member, password)) => Ok(Recognised {
            member,
            password,
            counted,
        }),
        Err(LoginError::Wrong) => {
            slow_down::failed(app, tenant, from).await?;
            Err(LoginError::Wrong)
        }
        Err(error) => {
            // Whatever it was, it was no wrong guess.
            let mut tx = app.db.write().await?;
            slow_down::give_back(&mut tx, tenant, &counted).await?;
            tx.commit().await?;
            Err(error)
        }
    }
}

async fn recognise(
    app: &App,
    tenant: &Tenant,
    number: Option<&MemberNumber>,
    password: &str,
) -> Result<(Member, PasswordRow), LoginError> {
    let known = match number {
        Some(number) => {
            let mut conn = app.db.read().await?;
            store::password_of(&mut conn, tenant.slug(), number).await?
        }
        None => None,
    };
    let hash = known.as_ref().map(|row| row.hash.clone());
    let matches = app.passwords.verify(password.to_owned(), hash).await?;
    let Some(mut row) = known.filter(|_| matches) else {
        return Err(LoginError::Wrong);
    };
    let now = app.clock.now();
    if row.temporary_until.is_some_and(|until| until.0 <= now) {
        return Err(LoginError::TemporaryExpired);
    }
    if row.temporary_used_at.is_some() {
        return Err(LoginError::TemporaryUsed);
    }
    let mut conn = app.db.read().await?;
    let member = members::by_id(&mut conn, tenant.slug(), row.member_id).await?;
    drop(conn);
    let member = member.filter(Member::may_log_in).ok_or(LoginError::Wrong)?;
    if password::is_outdated(&row.hash) {
        let hash = app.passwords.hash(password.to_owned()).await?;
        let mut tx = app.db.write().await?;
        store::rehash(&mut tx, tenant.slug(), &row, &hash).await?;
        tx.commit().await?;
        row.hash = hash;
    }
    Ok((member, row))
}

/// Opens the login session of somebody recognised, in place of the one that the browser had. A
/// temporary password is used up by it.
pub(crate) async fn let_in(
    app: &App,
    tenant: &Tenant,
    recognised: &Recognised,
    arrival: Arrival<'_>,
) -> Result<String, Failure> {
    let mut tx = app.db.write().await?;
    let token = open_for(app, &mut tx, tenant, &recognised.password, arrival).await?;
    recognised.welcome(&mut tx, tenant).await?;
    tx.commit().await?;
    Ok(token)
}

/// The same for whoever has that password and nothing more to prove.
async fn open_for(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    password: &PasswordRow,
    arrival: Arrival<'_>,
) -> Result<String, Failure> {
    let now = app.clock.now();
    if !password.is_own() && !store::use_temporary(tx, tenant.slug(), password, now).await? {
        return Err(LoginError::TemporaryUsed.into());
    }
    if let Some(token) = arrival.token {
        sessions::close(tx, tenant, token).await?;
    }
    sessions::open(app, tx, tenant, password.member_id, arrival.device).await
}

/// The gate that stands before the member.
pub(crate) async fn gate_of(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
) -> Result<Option<Gate>, DbError> {
    let mut conn = app.db.read().await?;
    let door = store::door_of(&mut conn, tenant.slug(), member).await?;
    Ok(door.and_then(|door| {
        Gate::before(
            &door,
            tenant,
            app.config.staff_second_factor,
            app.clock.now(),
        )
    }))
}

/// Ends what the member has open anywhere, in browsers and apps, but with the token `kept`; all of it
/// where that is none; tells how many logins ended. Whatever shuts somebody out calls this: another
/// password, a withdrawal.
///
/// # Errors
/// The database failed.
pub(crate) async fn end_other_sessions(
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
    kept: Option<&str>,
) -> Result<u64, DbError> {
    let ended = sessions::end_others(tx, tenant, member, kept).await?;
    factors::half_open::end_all(tx, tenant, member).await?;
    Ok(ended)
}

/// Where members of the society log in, as letters and mails write it.
pub(crate) fn login_url(app: &App, tenant: &Tenant) -> String {
    format!("{}/{}/login", app.config.base_url(), tenant.slug())
}

/// So many minutes later.
fn after_minutes(from: Timestamp, minutes: i64) -> Timestamp {
    let later = SignedDuration::from_mins(minutes);
    from.saturating_add(later).unwrap_or(Timestamp::MAX)
}

/// A token of 256 bits, as it stands in a link or a cookie.
fn new_token(app: &App) -> Result<String, NoRandomness> {
    Ok(BASE64URL_NOPAD.encode(&app.random.bytes::<32>()?))
}

/// What the database keeps of a token: SHA-256, in hexadecimal.
fn digest_of(token: &str) -> String {
    HEXLOWER.encode(digest::digest(&digest::SHA256, token.as_bytes()).as_ref())
}
