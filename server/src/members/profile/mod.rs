//! A member's profile: what it holds, changing it, confirming it, and what was typed but not saved.

pub(crate) mod api;
pub(crate) mod form;
pub(crate) mod pages;
pub(crate) mod store;
pub(crate) mod view;

use super::{Member, MemberName};
use crate::app::Tenant;
use crate::audit::{self, Actor, Deed, Subject, action};
use crate::db::{Conn, DbError, Tx};
use crate::directory;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value as Json};
use shusseki_core::calendar::day_of;
use shusseki_core::ids::{ClassKey, FieldKey, MemberId, SocietySlug};
use shusseki_core::profile::{Contents, Known, Typed, Value};

/// A member's profile, as stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Stored {
    /// Goes up with every change.
    pub(crate) revision: i64,
    /// What it holds; names, institution and mail address too.
    pub(crate) held: Contents,
    /// When it was changed last.
    pub(crate) changed_at: Option<Timestamp>,
    /// When the member last said that it is right.
    pub(crate) confirmed_on: Option<Date>,
}

/// What a member typed and did not save.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// The revision of the profile that it began with.
    pub(crate) revision: i64,
    /// What was typed.
    pub(crate) typed: Typed,
    /// When it was kept.
    pub(crate) saved_at: Timestamp,
}

/// Why a profile was not changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProfileError {
    /// Somebody else changed it since the form was opened.
    #[error("the profile was changed meanwhile")]
    Stale,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What the member's profile holds.
pub(crate) async fn of(
    conn: &mut Conn,
    society: &SocietySlug,
    member: &Member,
) -> Result<Stored, DbError> {
    let mut stored = store::profile(conn, society, member.id).await?;
    for known in Known::ALL {
        if let (Ok(key), Some(text)) = (known.key().parse::<FieldKey>(), member.known(known)) {
            stored.held.values.insert(key, Value::Text(text));
        }
    }
    Ok(stored)
}

/// The day on which the member last confirmed that the profile is right (JSNM-3, JGETS-6).
pub(crate) async fn confirmed_on(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Option<Date>, DbError> {
    Ok(store::profile(conn, society, member).await?.confirmed_on)
}

/// Notes that the member confirmed the profile today.
pub(crate) async fn confirm(
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
    at: Timestamp,
) -> Result<(), DbError> {
    let today = day_of(at);
    store::confirm(tx, tenant.slug(), member, at, today).await?;
    let deed = Deed {
        actor: Actor::Member(member),
        action: action::PROFILE_CONFIRMED,
        subject: Subject::member(member),
        before: None,
        after: Some(Json::String(today.to_string())),
        why: None,
    };
    audit::record(tx, tenant, at, &deed).await
}

/// A change of a profile.
pub(crate) struct Change<'a> {
    /// Whose, as it was read before.
    pub(crate) member: &'a Member,
    /// What was stored when the change began.
    pub(crate) before: &'a Stored,
    /// What is to be stored.
    pub(crate) held: &'a Contents,
    /// Who changes it.
    pub(crate) actor: Actor,
    /// Why, where the office does.
    pub(crate) why: Option<String>,
}

/// Stores the change with all that follows from it: the member's own columns, the district, what
/// the directory shows, and the line of the audit log.
///
/// # Errors
/// [`ProfileError::Stale`] where the profile is not any more what the change began with; the
/// transaction should then be abandoned.
pub(crate) async fn save(
    tx: &mut Tx,
    tenant: &Tenant,
    change: &Change<'_>,
    at: Timestamp,
) -> Result<(), ProfileError> {
    let member = change.member;
    save_with(tx, tenant, change, (&member.class, member.joined_on), at).await
}

/// The same with another class and day of joining, which no profile holds.
///
/// # Errors
/// See [`save`].
pub(crate) async fn save_with(
    tx: &mut Tx,
    tenant: &Tenant,
    change: &Change<'_>,
    (class, joined_on): (&ClassKey, Date),
    at: Timestamp,
) -> Result<(), ProfileError> {
    let (slug, member) = (tenant.slug(), change.member);
    let mut rest = change.held.clone();
    rest.values
        .retain(|key, _| Known::of(key.as_str()).is_none());
    if !store::change(tx, slug, member.id, change.before.revision, &rest, at).await? {
        return Err(ProfileError::Stale);
    }
    let mut after = member.with(change.held);
    after.class = class.clone();
    after.joined_on = joined_on;
    if let Some(district) = tenant.society.district_of(change.held) {
        after.district = Some(district.key.clone());
    }
    super::store::change(tx, slug, &after).await?;
    directory::refresh(tx, tenant, &after, change.held).await?;
    let [before, after] = differing(member, change.before, &after, change.held);
    let deed = Deed {
        actor: change.actor,
        action: action::PROFILE_CHANGED,
        subject: Subject::member(member.id),
        before: Some(before),
        after: Some(after),
        why: change.why.clone(),
    };
    audit::record(tx, tenant, at, &deed).await?;
    Ok(())
}

/// Only what differs, before and after.
fn differing(member: &Member, before: &Stored, after: &Member, held: &Contents) -> [Json; 2] {
    let told = |member: &Member, held: &Contents| {
        let mut told = Map::new();
        for (key, value) in &held.values {
            told.insert(key.to_string(), serde_json::json!(value));
        }
        for (key, text) in &held.substitutes {
            told.insert(format!("{key} (substitute)"), serde_json::json!(text));
        }
        for (key, shown) in &held.shown {
            told.insert(format!("{key} (public)"), serde_json::json!(shown));
        }
        told.insert("searchable".to_owned(), held.searchable.into());
        told.insert("class".to_owned(), member.class.as_str().into());
        told.insert("joined-on".to_owned(), member.joined_on.to_string().into());
        if let Some(district) = &member.district {
            told.insert("district".to_owned(), district.as_str().into());
        }
        told
    };
    let (old, new) = (told(member, &before.held), told(after, held));
    let only = |one: &Map<String, Json>, other: &Map<String, Json>| {
        let differing = one
            .iter()
            .filter(|(key, value)| other.get(*key) != Some(*value));
        Json::Object(
            differing
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
        )
    };
    [only(&old, &new), only(&new, &old)]
}

impl Member {
    /// What the member's own columns hold of the fields that every society has.
    pub(crate) fn known(&self, known: Known) -> Option<String> {
        let MemberName {
            family,
            given,
            family_kana,
            given_kana,
            roman,
        } = &self.name;
        let text = match known {
            Known::FamilyName => family.clone(),
            Known::GivenName => given.clone(),
            Known::FamilyKana => family_kana.clone(),
            Known::GivenKana => given_kana.clone(),
            Known::RomanName => roman.clone(),
            Known::Institution => self.institution.clone(),
            Known::Mail => self.mail.as_ref()?.to_string(),
        };
        (!text.is_empty()).then_some(text)
    }

    /// The member with what the profile holds of these fields. The mail address stays: it is
    /// changed by a mail to the new one.
    pub(crate) fn with(&self, held: &Contents) -> Self {
        let text = |known: Known| held.text(known.key()).unwrap_or_default().to_owned();
        Self {
            name: MemberName {
                family: text(Known::FamilyName),
                given: text(Known::GivenName),
                family_kana: text(Known::FamilyKana),
                given_kana: text(Known::GivenKana),
                roman: text(Known::RomanName),
            },
            institution: text(Known::Institution),
            ..self.clone()
        }
    }
}
