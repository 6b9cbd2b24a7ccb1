//! A forgotten password: asked for by number and mail, set through a link that works once, within
//! half an hour, and only in the browser that asked (JGETS-18); for some societies also the way in
//! (JGETS-2).
//!
//! There is one way to a new password here: [`carry_out`] uses up, in the transaction that stores the
//! password, a token that was mailed to the member and asked for by the flow that it comes back in.

pub(crate) mod pages;

use super::change::{self, ChangeError, Way};
use super::links::{self, MINUTES, Opens, Purpose};
use super::password::PasswordError;
use super::store::password_of_member;
use super::{digest_of, new_token};
use crate::app::{App, Tenant};
use crate::clock::NoRandomness;
use crate::db::{DbError, Tx};
use crate::mail::{self, Letter, templates};
use crate::members::{self, Member};
use crate::web::failure::Failure;
use jiff::Timestamp;
use shusseki_core::ids::MemberNumber;
use shusseki_core::mail_address::MailAddress;
use shusseki_core::society::PasswordFault;
use std::time::Duration;

/// Every answer to a request takes so long, whoever it is about and whatever was done for it.
const ANSWERED_AFTER: Duration = Duration::from_millis(600);

/// Why there is no new password.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResetError {
    /// The link was used, has expired, or never was one.
    #[error("the link does not work any more")]
    Over,
    /// The link works, but in the browser that asked for it.
    #[error("the link was asked for in another browser")]
    OtherBrowser,
    /// The password is not good enough.
    #[error("the new password is not accepted")]
    Faulty(Vec<PasswordFault>),
    /// Hashing or the database failed.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// No randomness for a token.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

impl From<DbError> for ResetError {
    fn from(error: DbError) -> Self {
        Self::Change(error.into())
    }
}

impl From<PasswordError> for ResetError {
    fn from(error: PasswordError) -> Self {
        Self::Change(error.into())
    }
}

/// What somebody typed who asks for a new password.
#[derive(Debug, Clone)]
pub(crate) struct Asking {
    /// The member number.
    pub(crate) number: MemberNumber,
    /// The mail address that should be on record.
    pub(crate) mail: MailAddress,
}

/// Mails a link to the member, if number and address are those of one. The answer is the same and
/// takes the same time in every case; the mail itself is sent later, from the outbox.
///
/// # Errors
/// The database failed: whoever asks learns no more than that.
pub(crate) async fn ask(
    app: &App,
    tenant: &Tenant,
    asking: &Asking,
    flow: &str,
) -> Result<(), Failure> {
    let waiting = tokio::time::sleep(ANSWERED_AFTER);
    let (asked, ()) = tokio::join!(asked(app, tenant, asking, flow), waiting);
    asked.map_err(Failure::from)
}

async fn asked(app: &App, tenant: &Tenant, asking: &Asking, flow: &str) -> Result<(), ResetError> {
    let at = app.clock.now();
    let mut tx = app.db.write().await?;
    let member = members::by_number(&mut tx, tenant.slug(), &asking.number).await?;
    let member = member.filter(|member| member.may_log_in() && is_registered(member, asking));
    if let Some(member) = member
        && links::may_be_made(&mut tx, tenant.slug(), member.id, Purpose::Password, at).await?
    {
        let letter = letter(app, &mut tx, tenant, &member, flow, at).await?;
        mail::post(&mut tx, tenant, at, &letter).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn is_registered(member: &Member, asking: &Asking) -> bool {
    let registered = member.mail.as_ref().map(MailAddress::as_str);
    registered.is_some_and(|mail| mail.eq_ignore_ascii_case(asking.mail.as_str()))
}

/// The letter to the member: with a link, or with what to do where the society sends none before the
/// first login.
async fn letter(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    member: &Member,
    flow: &str,
    at: Timestamp,
) -> Result<Letter, ResetError> {
    let mut values = vec![
        ("name", member.name.get(member.language)),
        ("number", member.number.to_string()),
    ];
    let password = password_of_member(tx, tenant.slug(), member.id).await?;
    let has_been_in = password.is_some_and(|row| row.is_own() || row.temporary_used_at.is_some());
    let template = if has_been_in || tenant.society.first_login.by_reset {
        let token = new_token(app)?;
        let opens = Opens::Password(bound(flow, member));
        links::store(tx, tenant.slug(), &token, member.id, &opens, at).await?;
        // Never from the request: whoever sends one chooses its Host header.
        let (base, slug) = (app.config.base_url(), tenant.slug());
        values.push((
            "link",
            format!("{base}/{slug}/password/reset?token={token}"),
        ));
        values.push(("minutes", MINUTES.to_string()));
        &templates::PASSWORD_RESET
    } else {
        &templates::FIRST_LOGIN_BY_LETTER
    };
    Ok(Letter {
        to: member.mail.clone().ok_or(ResetError::Over)?,
        language: member.language,
        template,
        values,
    })
}

/// Whose password the link sets, if it still works in this flow and the address that it went to is still
/// the member's. Nothing is used up by looking.
///
/// # Errors
/// [`ResetError::Over`], [`ResetError::OtherBrowser`], or the database failed.
pub(crate) async fn look(
    app: &App,
    tenant: &Tenant,
    flow: &str,
    token: &str,
) -> Result<Member, ResetError> {
    let mut conn = app.db.read().await?;
    let now = app.clock.now();
    let link = links::link(&mut conn, tenant.slug(), token, Purpose::Password, now).await?;
    let link = link.ok_or(ResetError::Over)?;
    let member = members::by_id(&mut conn, tenant.slug(), link.member_id).await?;
    let member = member.filter(Member::may_log_in).ok_or(ResetError::Over)?;
    if link.flow_digest == Some(bound(flow, &member)) {
        Ok(member)
    } else {
        Err(ResetError::OtherBrowser)
    }
}

/// What binds a link to the flow that asked for it and to the address that it was mailed to: once another
/// address is on record, whoever reads the former one has nothing in hand.
fn bound(flow: &str, member: &Member) -> String {
    let mail = member.mail.as_ref().map_or("", MailAddress::as_str);
    digest_of(&format!("{flow}\n{mail}"))
}

/// Sets the new password of the member whose link it is, and uses the link up; every login of the
/// member ends. Nobody is logged in by it: the door asks for whatever else it asks for.
///
/// # Errors
/// See [`ResetError`]; nothing has changed then, and the link still works if it did before.
pub(crate) async fn carry_out(
    app: &App,
    tenant: &Tenant,
    flow: &str,
    token: &str,
    password: &str,
) -> Result<(Member, Timestamp), ResetError> {
    let member = look(app, tenant, flow, token).await?;
    let faults = change::faults(app, tenant, &member, password).await?;
    if !faults.is_empty() {
        return Err(ResetError::Faulty(faults));
    }
    let hash = app.passwords.hash(password.to_owned()).await?;
    let at = app.clock.now();
    let mut tx = app.db.write().await?;
    let slug = tenant.slug();
    if !links::use_up(&mut tx, slug, token, member.id, Purpose::Password, at).await? {
        return Err(ResetError::Over);
    }
    change::put_in_place(&mut tx, tenant, &member, &hash, Way::Reset, None, at).await?;
    tx.commit().await?;
    Ok((member, at))
}

impl From<ResetError> for Failure {
    fn from(error: ResetError) -> Self {
        use axum::http::StatusCode;
        use shusseki_core::text::Text;
        match error {
            ResetError::Over => Self::new(
                StatusCode::GONE,
                "reset-link-over",
                Text::new(
                    "このリンクは使えません。",
                    "This link does not work any more.",
                ),
                Text::new(
                    "リンクは30分以内に一度だけ使えます。お手数ですが、もう一度手続きをしてください。",
                    "A link works once, within 30 minutes. Please ask for another.",
                ),
            ),
            ResetError::OtherBrowser => Self::new(
                StatusCode::CONFLICT,
                "reset-other-browser",
                Text::new(
                    "このリンクは、手続きを始めたブラウザで開いてください。",
                    "Open this link in the browser in which you asked for it.",
                ),
                Text::new(
                    "安全のため、別の端末やブラウザでは使えません。この端末で続けるときは、もう一度手続きをしてください。",
                    "For safety it works nowhere else. To go on here, ask for another link.",
                ),
            ),
            ResetError::Faulty(_) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "password-refused",
                Text::new(
                    "このパスワードは使えません。",
                    "This password can't be used.",
                ),
                Text::new("別のパスワードにしてください。", "Choose another."),
            ),
            ResetError::Change(error) => error.into(),
            ResetError::Random(error) => error.into(),
        }
    }
}
