//! Second factors: an authenticator app's codes, and recovery codes for whoever has lost the phone.
//!
//! A code works once, and tries are [slowed down](super::slow_down). Adding and removing a factor ends
//! what was logged in without it, and is told by mail.

mod deeds;
mod error;
pub(crate) mod half_open;
pub(crate) mod pages;
mod recovery;
mod setting_up;
pub(crate) mod store;
mod totp;

pub(crate) use error::FactorError;
pub(super) use setting_up::{SettingUp, begin, brought_back};

use super::change;
use super::common::normal_width;
use super::end_other_sessions;
use super::gate::Gate;
use super::passkeys;
use super::seal::{Seal, SealError};
use super::slow_down::{self, Counted};
use super::telling::tell;
use crate::app::{App, Tenant};
use crate::audit::{self, Action, Actor, Deed, Subject, action};
use crate::db::{Conn, DbError, Tx};
use crate::mail::templates;
use crate::members::Member;
use crate::web::failure::Failure;
use jiff::Timestamp;
use ring::hmac;
use shusseki_core::ids::{MemberId, SocietySlug};
use totp::TotpSecret;

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

/// What a member has set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Factors {
    /// Since when there is an authenticator app.
    pub(crate) app_since: Option<Timestamp>,
    /// How many passkeys there are.
    pub(crate) passkeys: i64,
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
) -> Result<Option<Factors>, DbError> {
    let row = store::factors(conn, society, member).await?;
    let found = row.map(|row| Factors {
        app_since: row.app_since.map(|since| since.0),
        passkeys: row.passkeys,
        codes_left: row.codes_left,
    });
    Ok(found.filter(|found| found.app_since.is_some() || found.passkeys > 0))
}

/// New recovery codes, in the caller's transaction.
///
/// # Errors
/// There is no randomness, or the database failed.
pub(crate) async fn new_codes(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
) -> Result<Vec<String>, FactorError> {
    let (slug, codes) = (tenant.slug(), recovery::make(&app.random)?);
    store::replace_codes(tx, slug, member, &digests(app, slug, member, &codes)).await?;
    Ok(codes)
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
    let sealed = store::authenticator(tx, slug, member).await?;
    let sealed = sealed.ok_or(FactorError::Wrong)?;
    let bytes = keys.seal.open(&about(slug, member), &sealed)?;
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
    let mut tx = app.db.write().await?;
    if !store::add(&mut tx, slug, member.id, &sealed, (now, step)).await? {
        return Err(FactorError::Changed);
    }
    let codes = new_codes(app, &mut tx, tenant, member.id).await?;
    slow_down::give_back(&mut tx, tenant, &counted).await?;
    end_other_sessions(&mut tx, tenant, member.id, Some(owner.token)).await?;
    let template = &templates::SECOND_FACTOR_ADDED;
    tell(&mut tx, tenant, member, template, now, Vec::new()).await?;
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
    let template = &templates::SECOND_FACTOR_REMOVED;
    tell(&mut tx, tenant, member, template, now, Vec::new()).await?;
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

/// Takes every factor off a member who has lost them, in the caller's transaction, and ends whatever is
/// logged in; tells what there was, if anything. Whoever does it records and tells it.
///
/// # Errors
/// The database failed.
pub(crate) async fn take_off(
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
) -> Result<Option<Factors>, DbError> {
    let slug = tenant.slug();
    let Some(held) = of(tx, slug, member).await? else {
        return Ok(None);
    };
    passkeys::store::remove_all(tx, slug, member).await?;
    store::remove(tx, slug, member).await?;
    end_other_sessions(tx, tenant, member, None).await?;
    Ok(Some(held))
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
    let now = app.clock.now();
    let counted = slow_down::second_factor(app, tenant, member).await?;
    let mut tx = app.db.write().await?;
    prove(app, &mut tx, tenant, member, (typed, &counted)).await?;
    let codes = new_codes(app, &mut tx, tenant, member).await?;
    record(&mut tx, tenant, member, action::RECOVERY_CODES_MADE, now).await?;
    tx.commit().await?;
    Ok(codes)
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
