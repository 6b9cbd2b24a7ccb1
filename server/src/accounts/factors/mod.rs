//! Second factors: an authenticator app's codes, and recovery codes for whoever has lost the phone.
//!
//! A code works once, and tries are [slowed down](super::slow_down). Adding and removing a factor ends
//! what was logged in without it, and is told by mail.

pub(crate) mod half_open;
pub(crate) mod pages;
mod recovery;
pub(crate) mod store;
mod totp;

use super::change::{self, ChangeError, written_moment};
use super::common::normal_width;
use super::end_other_sessions;
use super::gate::Gate;
use super::seal::{Seal, SealError};
use super::slow_down::{self, Counted, SlowDownError};
use crate::app::{App, Tenant};
use crate::audit::{self, Action, Actor, Deed, Subject, action};
use crate::clock::NoRandomness;
use crate::db::{Conn, DbError, Tx};
use crate::mail::templates::MailTemplate;
use crate::mail::{self, Letter, templates};
use crate::members::Member;
use crate::web::failure::Failure;
use axum::http::StatusCode;
use jiff::Timestamp;
use ring::hmac;
use shusseki_core::ids::{MemberId, SocietySlug};
use shusseki_core::text::Text;
use totp::TotpSecret;

/// For how long a secret that is being set up is taken, in minutes.
const SET_UP_WITHIN: i64 = 60;

/// The keys of second factors.
pub(crate) struct FactorKeys {
    seal: Seal,
    recovery: hmac::Key,
}

impl FactorKeys {
    /// With a key for secrets, and one for recovery codes.
    pub(crate) fn new(secrets: &[u8; 32], recovery: &[u8; 32]) -> Self {
        Self {
            seal: Seal::new(secrets),
            recovery: hmac::Key::new(hmac::HMAC_SHA256, recovery),
        }
    }
}

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
            FactorError::Change(error) => return error.into(),
            FactorError::Seal(error) => return Self::internal(error),
            FactorError::Random(error) => return error.into(),
        };
        Self::new(status, code, sentence, next_step)
    }
}

/// What a member has set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Factor {
    /// Since when.
    pub(crate) added_at: Timestamp,
    /// How many recovery codes are left.
    pub(crate) codes_left: i64,
}

/// What the member has set up, if anything.
///
/// # Errors
/// The database failed.
pub(crate) async fn of(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Option<Factor>, DbError> {
    let row = store::authenticator(conn, society, member).await?;
    Ok(row.map(|row| Factor {
        added_at: row.added_at.0,
        codes_left: row.codes_left,
    }))
}

/// Refuses somebody of the office who has to have a second factor and has none.
///
/// # Errors
/// `second-factor-not-set-up`, or the database failed.
pub(crate) async fn must_be_set_up(
    app: &App,
    conn: &mut Conn,
    tenant: &Tenant,
    member: MemberId,
) -> Result<(), Failure> {
    let required = app.config.staff_second_factor.is_required();
    if required && of(conn, tenant.slug(), member).await?.is_none() {
        return Err(Gate::SecondFactor.refusal(&super::login_url(app, tenant)));
    }
    Ok(())
}

/// Uses up the code that was typed: the app's, or a recovery code.
async fn use_up(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
    typed: &str,
) -> Result<(), FactorError> {
    let (slug, now) = (tenant.slug(), app.clock.now());
    let keys = &app.factor_keys;
    let typed = normal_width(typed);
    if let Some(plain) = recovery::typed(&typed) {
        let digest = recovery::digest(&keys.recovery, slug, member, &plain);
        if !store::use_code(tx, slug, member, &digest, now).await? {
            return Err(FactorError::Wrong);
        }
        record(tx, tenant, member, action::RECOVERY_CODE_USED, now).await?;
        return Ok(());
    }
    let row = store::authenticator(tx, slug, member).await?;
    let row = row.ok_or(FactorError::Changed)?;
    let bytes = keys.seal.open(&about(slug, member), &row.sealed)?;
    let secret = TotpSecret::from_bytes(&bytes).ok_or(SealError::Broken)?;
    let digits: String = typed.split_whitespace().collect();
    let step = secret.step_of(&digits, now).ok_or(FactorError::Wrong)?;
    if store::use_step(tx, slug, member, step).await? {
        Ok(())
    } else {
        Err(FactorError::Wrong)
    }
}

/// Proves in the transaction, which is to be dropped if that fails, that the member has the factor.
/// The try was counted before and is given back.
///
/// # Errors
/// See [`FactorError`].
pub(super) async fn prove(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
    (typed, counted): (&str, &Counted),
) -> Result<(), FactorError> {
    use_up(app, tx, tenant, member, typed).await?;
    slow_down::give_back(tx, tenant, counted).await?;
    Ok(())
}

/// What a secret is sealed for.
fn about(society: &SocietySlug, member: MemberId) -> String {
    format!("authenticator {society} {member}")
}

/// What a secret is sealed for that is being set up, so that nobody's but one's own can be brought back.
fn about_setting_up(society: &SocietySlug, member: MemberId) -> String {
    format!("authenticator being set up {society} {member}")
}

/// A secret that is being set up.
pub(super) struct SettingUp {
    /// The secret.
    pub(super) secret: TotpSecret,
    /// The same as the form carries it: nothing is stored before it is confirmed.
    pub(super) sealed: String,
}

/// A new secret for the member's app.
///
/// # Errors
/// There is no randomness.
pub(super) fn begin(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
) -> Result<SettingUp, FactorError> {
    let secret = TotpSecret::new(&app.random)?;
    let mut content = app.clock.now().as_second().to_be_bytes().to_vec();
    content.extend(secret.bytes());
    let about = about_setting_up(tenant.slug(), member);
    let sealed = app.factor_keys.seal.seal(&app.random, &about, content)?;
    Ok(SettingUp { secret, sealed })
}

/// The secret that a form brings back.
///
/// # Errors
/// [`FactorError::Stale`].
pub(super) fn brought_back(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
    sealed: &str,
) -> Result<SettingUp, FactorError> {
    let about = about_setting_up(tenant.slug(), member);
    let content = app.factor_keys.seal.open(&about, sealed);
    let content = content.map_err(|_| FactorError::Stale)?;
    let (begun, secret) = content.split_first_chunk::<8>().ok_or(FactorError::Stale)?;
    let age = app.clock.now().as_second() - i64::from_be_bytes(*begun);
    let secret = TotpSecret::from_bytes(secret).ok_or(FactorError::Stale)?;
    if !(0..=SET_UP_WITHIN * 60).contains(&age) {
        return Err(FactorError::Stale);
    }
    Ok(SettingUp {
        secret,
        sealed: sealed.to_owned(),
    })
}

/// Who changes a factor, in which login.
#[derive(Clone, Copy)]
pub(super) struct Owner<'a> {
    /// Who.
    pub(super) member: &'a Member,
    /// The token of the login session, which stays.
    pub(super) token: &'a str,
}

/// Adds the authenticator whose code was typed, and gives the recovery codes, which are shown once.
/// Whatever was logged in without it ends.
///
/// # Errors
/// See [`FactorError`].
pub(super) async fn add(
    app: &App,
    tenant: &Tenant,
    owner: Owner<'_>,
    setting_up: &SettingUp,
    (password, typed): (&str, &str),
) -> Result<Vec<String>, FactorError> {
    let (member, slug) = (owner.member, tenant.slug());
    let counted = slow_down::second_factor(app, tenant, member.id).await?;
    let now = app.clock.now();
    let digits: String = normal_width(typed).split_whitespace().collect();
    let step = setting_up.secret.step_of(&digits, now);
    let step = step.ok_or(FactorError::Wrong)?;
    if !change::is_present(app, tenant, member, password).await? {
        return Err(FactorError::WrongPassword);
    }
    let about = about(slug, member.id);
    let content = setting_up.secret.bytes();
    let sealed = app.factor_keys.seal.seal(&app.random, &about, content)?;
    let codes = recovery::make(&app.random)?;
    let mut tx = app.db.write().await?;
    if !store::add(&mut tx, slug, member.id, &sealed, (now, step)).await? {
        return Err(FactorError::Changed);
    }
    store::replace_codes(
        &mut tx,
        slug,
        member.id,
        &digests(app, slug, member.id, &codes),
    )
    .await?;
    slow_down::give_back(&mut tx, tenant, &counted).await?;
    end_other_sessions(&mut tx, tenant, member.id, Some(owner.token)).await?;
    tell(
        &mut tx,
        tenant,
        member,
        &templates::SECOND_FACTOR_ADDED,
        now,
    )
    .await?;
    record(&mut tx, tenant, member.id, action::SECOND_FACTOR_ADDED, now).await?;
    tx.commit().await?;
    Ok(codes)
}

fn digests(app: &App, society: &SocietySlug, member: MemberId, codes: &[String]) -> Vec<String> {
    let plain = codes.iter().filter_map(|code| recovery::typed(code));
    plain
        .map(|plain| recovery::digest(&app.factor_keys.recovery, society, member, &plain))
        .collect()
}

/// Removes the factor, which its own code proves.
///
/// # Errors
/// See [`FactorError`].
pub(super) async fn remove(
    app: &App,
    tenant: &Tenant,
    owner: Owner<'_>,
    typed: &str,
) -> Result<(), FactorError> {
    let (member, now) = (owner.member, app.clock.now());
    let counted = slow_down::second_factor(app, tenant, member.id).await?;
    let mut tx = app.db.write().await?;
    prove(app, &mut tx, tenant, member.id, (typed, &counted)).await?;
    if !store::remove(&mut tx, tenant.slug(), member.id).await? {
        return Err(FactorError::Changed);
    }
    end_other_sessions(&mut tx, tenant, member.id, Some(owner.token)).await?;
    tell(
        &mut tx,
        tenant,
        member,
        &templates::SECOND_FACTOR_REMOVED,
        now,
    )
    .await?;
    record(
        &mut tx,
        tenant,
        member.id,
        action::SECOND_FACTOR_REMOVED,
        now,
    )
    .await?;
    Ok(tx.commit().await?)
}

/// New recovery codes in place of the old ones, which the factor's code proves.
///
/// # Errors
/// See [`FactorError`].
pub(super) async fn renew_codes(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
    typed: &str,
) -> Result<Vec<String>, FactorError> {
    let (slug, now) = (tenant.slug(), app.clock.now());
    let counted = slow_down::second_factor(app, tenant, member).await?;
    let codes = recovery::make(&app.random)?;
    let mut tx = app.db.write().await?;
    prove(app, &mut tx, tenant, member, (typed, &counted)).await?;
    store::replace_codes(&mut tx, slug, member, &digests(app, slug, member, &codes)).await?;
    record(&mut tx, tenant, member, action::RECOVERY_CODES_MADE, now).await?;
    tx.commit().await?;
    Ok(codes)
}

async fn tell(
    tx: &mut Tx,
    tenant: &Tenant,
    member: &Member,
    template: &'static MailTemplate,
    at: Timestamp,
) -> Result<(), DbError> {
    let Some(to) = member.mail.clone() else {
        return Ok(());
    };
    let letter = Letter {
        to,
        language: member.language,
        template,
        values: vec![
            ("name", member.name.get(member.language)),
            ("number", member.number.to_string()),
            ("at", written_moment(at)),
        ],
    };
    mail::post(tx, tenant, at, &letter).await
}

async fn record(
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
    action: Action,
    at: Timestamp,
) -> Result<(), DbError> {
    let deed = Deed {
        actor: Actor::Member(member),
        action,
        subject: Subject::member(member),
        before: None,
        after: None,
        why: None,
    };
    audit::record(tx, tenant, at, &deed).await
}
