//! Another mail address: the member's password asked again, confirmed by a link to the new address,
//! told to the old one.

pub(crate) mod pages;

use super::confirm_again::{NotConfirmed, confirm_again};
use super::links::{self, MINUTES, Opens, Purpose};
use super::new_token;
use super::telling::written_moment;
use crate::app::{App, Tenant};
use crate::audit::{self, Actor, Deed, Subject, action};
use crate::clock::NoRandomness;
use crate::db::{DbError, Tx};
use crate::directory;
use crate::mail::{self, Letter, templates};
use crate::members::{self, Member};
use crate::web::failure::Failure;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::json;
use shusseki_core::mail_address::MailAddress;
use shusseki_core::text::Text;

/// Why the address stays as it is.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MailChangeError {
    /// It is the address on record.
    #[error("the address is the one on record")]
    Same,
    /// Too many links were asked for.
    #[error("too many links are open")]
    TooMany,
    /// The link was used, has expired, or is another member's.
    #[error("the link does not work any more")]
    Over,
    /// It was not the member's password, or that could not be looked at.
    #[error(transparent)]
    NotConfirmed(#[from] NotConfirmed),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// No randomness for a token.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

impl From<MailChangeError> for Failure {
    fn from(error: MailChangeError) -> Self {
        let (status, code, sentence, next_step) = match error {
            MailChangeError::Same => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "mail-unchanged",
                Text::new(
                    "すでに登録されているメールアドレスです。",
                    "This address is on record already.",
                ),
                Text::new(
                    "新しいメールアドレスを入力してください。",
                    "Enter the new address.",
                ),
            ),
            MailChangeError::TooMany => (
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-mails",
                Text::new(
                    "確認メールの送信回数が多すぎます。",
                    "Too many mails were asked for.",
                ),
                Text::new(
                    "届いているメールをご確認のうえ、30分ほどおいてからお試しください。",
                    "Look for the mails you have, and try again in half an hour.",
                ),
            ),
            MailChangeError::Over => (
                StatusCode::GONE,
                "mail-link-over",
                Text::new(
                    "このリンクは使えません。",
                    "This link does not work any more.",
                ),
                Text::new(
                    "リンクは30分以内に一度だけ、変更を申し込んだ会員だけが使えます。お手数ですが、もう一度手続きをしてください。",
                    "A link works once, within 30 minutes, for the member who asked. Please ask for another.",
                ),
            ),
            MailChangeError::NotConfirmed(error) => return error.into(),
            MailChangeError::Db(error) => return error.into(),
            MailChangeError::Random(error) => return error.into(),
        };
        Self::new(status, code, sentence, next_step)
    }
}

/// Mails a link to the new address; nothing changes before it is confirmed there.
///
/// # Errors
/// See [`MailChangeError`].
pub(crate) async fn ask(
    app: &App,
    tenant: &Tenant,
    member: &Member,
    to: &MailAddress,
    password: &str,
) -> Result<(), MailChangeError> {
    confirm_again(app, tenant, member, password).await?;
    if member.mail.as_ref() == Some(to) {
        return Err(MailChangeError::Same);
    }
    let at = app.clock.now();
    let token = new_token(app)?;
    let slug = tenant.slug();
    let mut tx = app.db.write().await?;
    if !links::may_be_made(&mut tx, slug, member.id, Purpose::Mail, at).await? {
        return Err(MailChangeError::TooMany);
    }
    links::store(&mut tx, slug, &token, member.id, &Opens::Mail(to), at).await?;
    let base = app.config.base_url();
    let letter = Letter {
        to: to.clone(),
        language: member.language,
        template: &templates::MAIL_CONFIRM,
        values: vec![
            ("name", member.name.get(member.language)),
            ("number", member.number.to_string()),
            (
                "link",
                format!("{base}/{slug}/account/mail/confirm?token={token}"),
            ),
            ("minutes", MINUTES.to_string()),
        ],
    };
    mail::post(&mut tx, tenant, at, &letter).await?;
    tx.commit().await?;
    Ok(())
}

/// The new address that the link of that token confirms, if it is this member's and still works.
///
/// # Errors
/// [`MailChangeError::Over`], or the database failed.
pub(crate) async fn look(
    app: &App,
    tenant: &Tenant,
    member: &Member,
    token: &str,
) -> Result<MailAddress, MailChangeError> {
    let mut conn = app.db.read().await?;
    let now = app.clock.now();
    let link = links::link(&mut conn, tenant.slug(), token, Purpose::Mail, now).await?;
    link.filter(|link| link.member_id == member.id)
        .and_then(|link| link.mail())
        .ok_or(MailChangeError::Over)
}

/// Makes the new address the member's, and tells the old one.
///
/// # Errors
/// See [`MailChangeError`].
pub(crate) async fn confirm(
    app: &App,
    tenant: &Tenant,
    member: &Member,
    token: &str,
) -> Result<MailAddress, MailChangeError> {
    let to = look(app, tenant, member, token).await?;
    let at = app.clock.now();
    let mut tx = app.db.write().await?;
    if !links::use_up(&mut tx, tenant.slug(), token, member.id, Purpose::Mail, at).await? {
        return Err(MailChangeError::Over);
    }
    let by = (Actor::Member(member.id), None);
    put_in_place(&mut tx, tenant, member, &to, by, at).await?;
    tx.commit().await?;
    Ok(to)
}

/// Makes the address the member's, in the caller's transaction: the old one is told, no link that was
/// mailed there opens anything any more, and the audit log has who did it and why. False where it is
/// the member's already.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn put_in_place(
    tx: &mut Tx,
    tenant: &Tenant,
    member: &Member,
    to: &MailAddress,
    (actor, why): (Actor, Option<String>),
    at: Timestamp,
) -> Result<bool, DbError> {
    if member.mail.as_ref() == Some(to) {
        return Ok(false);
    }
    let before = member.mail.as_ref().map(MailAddress::as_str);
    members::store::set_mail(tx, tenant.slug(), member.id, to).await?;
    links::end_all(tx, tenant.slug(), member.id).await?;
    let mut after = member.clone();
    after.mail = Some(to.clone());
    let stored = members::profile::of(tx, tenant.slug(), &after).await?;
    directory::refresh(tx, tenant, &after, &stored.held).await?;
    if let Some(old) = &member.mail {
        tell(tx, tenant, member, old, at).await?;
    }
    let deed = Deed {
        actor,
        action: action::MAIL_CHANGED,
        subject: Subject::member(member.id),
        before: Some(json!({ "mail": before })),
        after: Some(json!({ "mail": to.as_str() })),
        why,
    };
    audit::record(tx, tenant, at, &deed).await?;
    Ok(true)
}

async fn tell(
    tx: &mut Tx,
    tenant: &Tenant,
    member: &Member,
    old: &MailAddress,
    at: Timestamp,
) -> Result<(), DbError> {
    let letter = Letter {
        to: old.clone(),
        language: member.language,
        template: &templates::MAIL_CHANGED,
        values: vec![
            ("name", member.name.get(member.language)),
            ("number", member.number.to_string()),
            ("at", written_moment(at)),
        ],
    };
    mail::post(tx, tenant, at, &letter).await
}
