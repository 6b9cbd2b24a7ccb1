//! A new password: what is wrong with it, and putting it in place.

use super::common::{is_common, is_personal};
use super::password::PasswordError;
use super::slow_down::{self, SlowDownError};
use super::store::{self, PasswordRow};
use super::telling::tell;
use super::{end_other_sessions, first_login};
use crate::app::{App, Tenant};
use crate::audit::{self, Action, Actor, Deed, Subject, action};
use crate::db::{DbError, Tx};
use crate::mail::templates;
use crate::members::Member;
use crate::web::failure::Failure;
use jiff::Timestamp;
use shusseki_core::society::PasswordFault;

/// What can go wrong with a new password beside the password itself.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChangeError {
    /// The present password was tried too often.
    #[error(transparent)]
    SlowDown(#[from] SlowDownError),
    /// Hashing failed or is overloaded.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<ChangeError> for Failure {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::SlowDown(error) => error.into(),
            ChangeError::Password(error @ PasswordError::Busy) => Self::busy(error),
            ChangeError::Password(error) => Self::internal(error),
            ChangeError::Db(error) => error.into(),
        }
    }
}

/// In which way a member came to a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Logged in, on the page for it.
    Changed,
    /// By the link of the forgotten-password page.
    Reset,
}

impl Way {
    const fn action(self) -> Action {
        match self {
            Self::Changed => action::PASSWORD_CHANGED,
            Self::Reset => action::PASSWORD_RESET,
        }
    }
}

/// Whether the password is the member's present one, before anything that a stolen login must not do.
///
/// # Errors
/// It was tried too often, or hashing or the database failed.
pub(crate) async fn is_present(
    app: &App,
    tenant: &Tenant,
    member: &Member,
    password: &str,
) -> Result<bool, ChangeError> {
    let counted = slow_down::present_password(app, tenant, member.id).await?;
    let mut conn = app.db.read().await?;
    let row = store::password_of_member(&mut conn, tenant.slug(), member.id).await?;
    drop(conn);
    let hash = row.map(|row| row.hash);
    let matches = app.passwords.verify(password.to_owned(), hash).await?;
    if matches {
        let mut tx = app.db.write().await?;
        slow_down::give_back(&mut tx, tenant, &counted).await?;
        tx.commit().await?;
    }
    Ok(matches)
}

/// Everything that is wrong with a new password: the society's rule, the lists, what is known of the
/// member, the present password and the last ones.
///
/// # Errors
/// Hashing or the database failed.
pub(crate) async fn faults(
    app: &App,
    tenant: &Tenant,
    member: &Member,
    password: &str,
) -> Result<Vec<PasswordFault>, ChangeError> {
    let policy = &tenant.society.password;
    let mut faults = policy.faults(password);
    if is_personal(password, &known_words(tenant, member)) {
        faults.push(PasswordFault::Personal);
    } else if faults.is_empty() && is_common(password) {
        faults.push(PasswordFault::Common);
    }
    // Each former password costs a hash, so they are looked at last.
    if faults.is_empty() && was_used(app, tenant, member, password).await? {
        faults.push(PasswordFault::Used);
    }
    Ok(faults)
}

fn known_words<'a>(tenant: &'a Tenant, member: &'a Member) -> [&'a str; 10] {
    let (society, name) = (&tenant.society, &member.name);
    [
        member.number.as_str(),
        &name.family,
        &name.given,
        &name.family_kana,
        &name.given_kana,
        &name.roman,
        &society.name.ja,
        &society.name.en,
        &society.short_name,
        society.slug.as_str(),
    ]
}

async fn was_used(
    app: &App,
    tenant: &Tenant,
    member: &Member,
    password: &str,
) -> Result<bool, ChangeError> {
    let slug = tenant.slug();
    let history = i64::from(tenant.society.password.history());
    let mut conn = app.db.read().await?;
    let present = store::password_of_member(&mut conn, slug, member.id).await?;
    // The present one is the first of "the last three".
    let former = store::former(&mut conn, slug, member.id, (history - 1).max(0)).await?;
    drop(conn);
    for hash in present.map(|row| row.hash).into_iter().chain(former) {
        if app
            .passwords
            .verify(password.to_owned(), Some(hash))
            .await?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Puts the hash of a new password in place, in the caller's transaction: the former one is kept for
/// the history, every login but the one of `kept` ends, a first login begins if this is the first
/// password of the member's own, and the member is told by mail.
///
/// # Errors
/// The database failed.
pub(crate) async fn put_in_place(
    tx: &mut Tx,
    tenant: &Tenant,
    member: &Member,
    hash: &str,
    way: Way,
    kept: Option<&str>,
    at: Timestamp,
) -> Result<(), DbError> {
    let slug = tenant.slug();
    let before = store::password_of_member(tx, slug, member.id).await?;
    let keep = i64::from(tenant.society.password.history()) - 1;
    store::keep_former(tx, slug, member.id, at, keep.max(0)).await?;
    store::set_password(tx, slug, member.id, hash, at).await?;
    end_other_sessions(tx, tenant, member.id, kept).await?;
    if !before.as_ref().is_some_and(PasswordRow::is_own) {
        first_login::begin(tx, tenant, member.id, at).await?;
    }
    let template = &templates::PASSWORD_CHANGED;
    tell(tx, tenant, member, template, at, Vec::new()).await?;
    let deed = Deed {
        actor: Actor::Member(member.id),
        action: way.action(),
        subject: Subject::member(member.id),
        before: None,
        after: None,
        why: None,
    };
    audit::record(tx, tenant, at, &deed).await
}

impl PasswordRow {
    /// Whether the member chose it.
    pub(crate) const fn is_own(&self) -> bool {
        self.temporary_until.is_none()
    }
}
