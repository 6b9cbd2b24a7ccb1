//! Passkeys: a login by finger, face or PIN of one's own device, which nobody can be lured to give away.
//!
//! A passkey stands for number, password and second factor at once. What is checked is `verify`'s;
//! here are the use cases.

pub(crate) mod challenge;
mod cose;
mod error;
mod key;
pub(crate) mod pages;
pub(crate) mod store;
mod verify;

pub(crate) use error::PasskeyError;

use super::change;
use super::factors::{self, FactorError, Owner};
use super::sessions::{self, Arrival};
use super::{digest_of, end_other_sessions, telling};
use crate::app::{App, Tenant};
use crate::audit::{self, Action, Actor, Deed, Subject, action};
use crate::clock::NoRandomness;
use crate::config::Config;
use crate::db::{DbError, Tx};
use crate::mail::templates::{self, MailTemplate};
use crate::members::{self, Member};
use challenge::Purpose;
use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, Timestamp};
use key::PasskeyKey;
use serde::Deserialize;
use serde_json::json;
use shusseki_core::ids::MemberId;
use store::PasskeyRow;
use verify::{Ceremony, Party};

/// Passkeys that a member may have.
const AT_MOST: usize = 10;
/// Letters of a passkey's name.
const NAME_AT_MOST: usize = 40;

/// For whom browsers make passkeys; nobody where the public address is no name, or not https: a
/// browser makes none there.
fn party(config: &Config) -> Option<Party<'_>> {
    let id = config.public_url.domain()?;
    let origin = config.base_url();
    (config.is_https() || id == "localhost").then_some(Party { id, origin })
}

/// What a page has to hand to a browser so that it makes or uses a passkey.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    /// To be signed.
    pub(crate) challenge: String,
    /// The host's name.
    pub(crate) host: String,
}

fn offer(app: &App, tenant: &Tenant, purpose: Purpose) -> Result<Option<Offer>, NoRandomness> {
    let Some(party) = party(&app.config) else {
        return Ok(None);
    };
    let now = app.clock.now();
    let challenge = app
        .challenges
        .make(&app.random, tenant.slug(), purpose, now)?;
    let host = party.id.to_owned();
    Ok(Some(Offer { challenge, host }))
}

/// What the login page offers, where passkeys are possible.
///
/// # Errors
/// There is no randomness.
pub(crate) fn login_offer(app: &App, tenant: &Tenant) -> Result<Option<Offer>, NoRandomness> {
    offer(app, tenant, Purpose::LoggingIn)
}

/// Whether browsers make passkeys for this installation.
pub(crate) fn are_possible(config: &Config) -> bool {
    party(config).is_some()
}

/// What the page offers to whoever has just typed the present password: the challenge is the proof of
/// that, so that a browser makes no passkey which is then refused.
///
/// # Errors
/// The password is wrong; see [`PasskeyError`].
pub(super) async fn adding_offer(
    app: &App,
    tenant: &Tenant,
    member: &Member,
    password: &str,
) -> Result<Offer, PasskeyError> {
    must_be_present(app, tenant, member, password).await?;
    let offered = offer(app, tenant, Purpose::Adding(member.id))?;
    offered.ok_or(PasskeyError::Refused("there are none here"))
}

async fn must_be_present(
    app: &App,
    tenant: &Tenant,
    member: &Member,
    password: &str,
) -> Result<(), PasskeyError> {
    let present = change::is_present(app, tenant, member, password).await;
    if present.map_err(FactorError::from)? {
        Ok(())
    } else {
        Err(FactorError::WrongPassword.into())
    }
}

/// A passkey that a browser made, as a form sends it.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct MadePasskey {
    #[serde(default)]
    pub(super) client_data: String,
    #[serde(default)]
    pub(super) authenticator_data: String,
    /// What the member calls it.
    #[serde(default)]
    pub(super) passkey_name: String,
}

/// A passkey's answer to a challenge, as a form sends it.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct PasskeyAnswer {
    #[serde(default)]
    pub(super) credential: String,
    #[serde(default)]
    pub(super) client_data: String,
    #[serde(default)]
    pub(super) authenticator_data: String,
    #[serde(default)]
    pub(super) signature: String,
    /// For whom the passkey was made, as the authenticator knows it.
    #[serde(default)]
    pub(super) user_handle: String,
}

fn bytes(text: &str) -> Result<Vec<u8>, PasskeyError> {
    let decoded = BASE64URL_NOPAD.decode(text.as_bytes());
    decoded.map_err(|_| PasskeyError::Refused("a field is no Base64"))
}

/// Adds a passkey that answers [such an offer](adding_offer), and gives recovery codes if it is the member's first factor. Whatever was logged in
/// without one ends.
///
/// # Errors
/// See [`PasskeyError`].
pub(super) async fn add(
    app: &App,
    tenant: &Tenant,
    owner: Owner<'_>,
    made: &MadePasskey,
    fallback_name: &str,
) -> Result<Option<Vec<String>>, PasskeyError> {
    let (member, slug, now) = (owner.member, tenant.slug(), app.clock.now());
    let party = party(&app.config).ok_or(PasskeyError::Refused("there are none here"))?;
    let ceremony = Ceremony {
        client_data: &bytes(&made.client_data)?,
        authenticator_data: &bytes(&made.authenticator_data)?,
    };
    let checked = verify::made(party, &ceremony)?;
    let purpose = Purpose::Adding(member.id);
    app.challenges
        .check(slug, purpose, &checked.challenge, now)?;
    let name = name_of(&made.passkey_name, fallback_name);
    let credential = BASE64URL_NOPAD.encode(&checked.credential);
    let mut tx = app.db.write().await?;
    use_challenge(&mut tx, tenant, &checked.challenge, now).await?;
    if store::of_member(&mut tx, slug, member.id).await?.len() >= AT_MOST {
        return Err(PasskeyError::TooMany);
    }
    let is_first = factors::of(&mut tx, slug, member.id).await?.is_none();
    let new = store::NewPasskey {
        credential: &credential,
        member: member.id,
        name: &name,
        algorithm: checked.key.algorithm,
        public_key: &BASE64URL_NOPAD.encode(&checked.key.info),
        counter: checked.counter,
        at: now,
    };
    if !store::add(&mut tx, slug, &new).await? {
        return Err(PasskeyError::Refused("it is known already"));
    }
    let codes = if is_first {
        Some(factors::new_codes(app, &mut tx, tenant, member.id).await?)
    } else {
        None
    };
    end_other_sessions(&mut tx, tenant, member.id, Some(owner.token)).await?;
    let what = (action::PASSKEY_ADDED, &templates::PASSKEY_ADDED);
    tell(&mut tx, tenant, member, what, &name, now).await?;
    tx.commit().await?;
    Ok(codes)
}

/// What the member calls it, or else what the device is called.
fn name_of(typed: &str, fallback: &str) -> String {
    let plain = typed.trim().chars().filter(|letter| !letter.is_control());
    let name: String = plain.take(NAME_AT_MOST).collect();
    if name.is_empty() {
        fallback.to_owned()
    } else {
        name
    }
}

async fn use_challenge(
    tx: &mut Tx,
    tenant: &Tenant,
    challenge: &str,
    now: Timestamp,
) -> Result<(), PasskeyError> {
    if store::use_challenge(tx, tenant.slug(), &digest_of(challenge), now).await? {
        Ok(())
    } else {
        Err(PasskeyError::Stale)
    }
}

/// The member's passkeys.
///
/// # Errors
/// The database failed.
pub(super) async fn list(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
) -> Result<Vec<PasskeyRow>, DbError> {
    let mut conn = app.db.read().await?;
    store::of_member(&mut conn, tenant.slug(), member).await
}

/// Removes a passkey; with the last factor the recovery codes go too.
///
/// # Errors
/// See [`PasskeyError`].
pub(super) async fn remove(
    app: &App,
    tenant: &Tenant,
    owner: Owner<'_>,
    credential: &str,
    password: &str,
) -> Result<(), PasskeyError> {
    let (member, slug, now) = (owner.member, tenant.slug(), app.clock.now());
    must_be_present(app, tenant, member, password).await?;
    let mut tx = app.db.write().await?;
    let known = store::by_credential(&mut tx, slug, credential).await?;
    if !store::remove(&mut tx, slug, member.id, credential).await? {
        return Err(FactorError::Changed.into());
    }
    factors::store::remove_codes_without_factor(&mut tx, slug, member.id).await?;
    end_other_sessions(&mut tx, tenant, member.id, Some(owner.token)).await?;
    let name = known.map(|passkey| passkey.name).unwrap_or_default();
    let what = (action::PASSKEY_REMOVED, &templates::PASSKEY_REMOVED);
    tell(&mut tx, tenant, member, what, &name, now).await?;
    Ok(tx.commit().await?)
}

/// Logs in whoever the passkey is of: gives the member and the token of the login session.
///
/// # Errors
/// See [`PasskeyError`].
pub(crate) async fn log_in(
    app: &App,
    tenant: &Tenant,
    answer: &PasskeyAnswer,
    arrival: Arrival<'_>,
) -> Result<(Member, String), PasskeyError> {
    let (slug, now) = (tenant.slug(), app.clock.now());
    let party = party(&app.config).ok_or(PasskeyError::Refused("there are none here"))?;
    let mut conn = app.db.read().await?;
    let known = store::by_credential(&mut conn, slug, &answer.credential).await?;
    drop(conn);
    let known = known.ok_or(PasskeyError::Refused("nobody has it"))?;
    if bytes(&answer.user_handle)? != known.member_id.uuid().as_bytes() {
        return Err(PasskeyError::Refused("it was made for somebody else"));
    }
    let info = bytes(&known.public_key)?;
    let key = PasskeyKey::read(known.algorithm, &info);
    let key = key.ok_or(PasskeyError::Refused("its key can't be read"))?;
    let ceremony = Ceremony {
        client_data: &bytes(&answer.client_data)?,
        authenticator_data: &bytes(&answer.authenticator_data)?,
    };
    let signature = bytes(&answer.signature)?;
    let (challenge, counter) = verify::answered(party, &ceremony, &signature, &key)?;
    app.challenges
        .check(slug, Purpose::LoggingIn, &challenge, now)?;
    let mut tx = app.db.write().await?;
    use_challenge(&mut tx, tenant, &challenge, now).await?;
    if !store::note_use(&mut tx, slug, &known.credential_id, counter, now).await? {
        tracing::warn!(member = %known.member_id, "a passkey has not counted on: there is a copy of it");
        return Err(PasskeyError::Refused("there is a copy of it"));
    }
    let member = members::by_id(&mut tx, slug, known.member_id).await?;
    let member = member.filter(Member::may_log_in);
    let member = member.ok_or(PasskeyError::Refused("the member withdrew"))?;
    if let Some(token) = arrival.token {
        sessions::close(&mut tx, tenant, token).await?;
    }
    let session = sessions::open(app, &mut tx, tenant, member.id, arrival.device).await;
    let session = session.map_err(PasskeyError::Failure)?;
    tx.commit().await?;
    Ok((member, session))
}

/// Tells the member, and records it.
async fn tell(
    tx: &mut Tx,
    tenant: &Tenant,
    member: &Member,
    (action, template): (Action, &'static MailTemplate),
    name: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    let more = vec![("passkey", name.to_owned())];
    telling::tell(tx, tenant, member, template, at, more).await?;
    let deed = Deed {
        actor: Actor::Member(member.id),
        action,
        subject: Subject::member(member.id),
        before: None,
        after: Some(json!({ "passkey": name })),
        why: None,
    };
    audit::record(tx, tenant, at, &deed).await
}

/// Forgets challenges that are over; tells how many.
///
/// # Errors
/// The database failed.
pub(crate) async fn clear(tx: &mut Tx, now: Timestamp) -> Result<u64, DbError> {
    let until = now.saturating_sub(SignedDuration::from_secs(challenge::SECONDS));
    store::clear(tx, until.unwrap_or(Timestamp::MIN)).await
}
