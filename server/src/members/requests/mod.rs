//! What members ask the office to change of their profiles: names, birth dates, whatever only the
//! office writes.

pub(crate) mod pages;
pub(crate) mod store;

use super::Member;
use super::profile::{self, Change, ProfileError};
use crate::app::Tenant;
use crate::audit::{self, Actor, Deed, Subject, action};
use crate::db::{Conn, DbError, Tx};
use crate::mail::templates::{PROFILE_REQUEST_ACCEPTED, PROFILE_REQUEST_DECLINED};
use crate::mail::{self, Letter};
use crate::web::failure::Failure;
use axum::http::StatusCode;
use jiff::Timestamp;
use shusseki_core::ids::MemberId;
use shusseki_core::profile::{Editor, Fault, Field, Typed, Value};
use shusseki_core::text::{Language, Text};
use uuid::Uuid;

/// Characters of a note or a reason.
const NOTE_AT_MOST: usize = 500;

/// A change that was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The request's own id.
    pub(crate) id: Uuid,
    /// Whose profile.
    pub(crate) member: MemberId,
    /// Which field.
    pub(crate) field: String,
    /// What it should hold, as typed.
    pub(crate) wanted: Typed,
    /// What the member writes about it.
    pub(crate) note: String,
    /// When.
    pub(crate) asked_at: Timestamp,
}

impl Asked {
    /// What is asked for, as people read it.
    pub(crate) fn wanted_written(&self, field: &Field, language: Language) -> String {
        let words = self.wanted.words(&self.field).unwrap_or_default();
        let written = words
            .iter()
            .filter(|word| !word.is_empty())
            .map(|word| field.written(&Value::Text(word.clone()), language));
        let written: Vec<String> = written.collect();
        written.join(language.pick("、", ", "))
    }
}

/// Why nothing was asked for or decided.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RequestError {
    /// The society has no such field, or the member fills it in alone.
    #[error("there is nothing to ask the office for")]
    NoSuchField,
    /// What is asked for can't stand in the field.
    #[error("the field can't hold that")]
    Fault(Fault),
    /// It is there already.
    #[error("the field holds that already")]
    Same,
    /// Too many characters.
    #[error("the note is too long")]
    NoteTooLong,
    /// No reason.
    #[error("the reason is missing")]
    ReasonMissing,
    /// Nothing waits under that number.
    #[error("no such request waits")]
    NotWaiting,
    /// The profile was changed in the same moment.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<RequestError> for Failure {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Db(error) | RequestError::Profile(ProfileError::Db(error)) => {
                error.into()
            }
            RequestError::Fault(fault) => Self::bad_request(
                fault.code(),
                fault.sentence(Language::Ja),
                fault.sentence(Language::En),
            ),
            RequestError::NoSuchField => Self::not_found(),
            RequestError::Same => Self::bad_request(
                "nothing-to-change",
                "すでにその内容で登録されています。",
                "That is what is registered already.",
            ),
            RequestError::NoteTooLong => Self::bad_request(
                "note-too-long",
                format!("{NOTE_AT_MOST}文字以内で入力してください。"),
                format!("Use at most {NOTE_AT_MOST} characters."),
            ),
            RequestError::ReasonMissing => Self::bad_request(
                "reason-missing",
                "理由を入力してください。",
                "Give the reason.",
            ),
            RequestError::NotWaiting => Self::new(
                StatusCode::CONFLICT,
                "request-not-waiting",
                Text::new(
                    "この依頼はすでに処理されています。",
                    "This request was dealt with already.",
                ),
                Text::new("一覧を開き直してください。", "Open the list again."),
            ),
            RequestError::Profile(ProfileError::Stale) => Self::new(
                StatusCode::CONFLICT,
                "profile-changed",
                Text::new(
                    "登録情報が同時に変更されました。",
                    "The profile was changed at the same moment.",
                ),
                Text::new("もう一度お試しください。", "Try again."),
            ),
        }
    }
}

/// Asks the office for a change of one field; an earlier request for it is replaced.
///
/// # Errors
/// See [`RequestError`].
pub(crate) async fn ask(
    tx: &mut Tx,
    tenant: &Tenant,
    member: &Member,
    asked: &Asked,
) -> Result<(), RequestError> {
    let field = field(tenant, &asked.field)?;
    if asked.note.chars().count() > NOTE_AT_MOST {
        return Err(RequestError::NoteTooLong);
    }
    let stored = profile::of(tx, tenant.slug(), member).await?;
    let held = tenant
        .society
        .profile
        .read(&stored.held, &asked.wanted, Editor::Office)
        .map_err(|wrong| first(wrong, field))?;
    if held == stored.held {
        return Err(RequestError::Same);
    }
    store::replace_waiting(tx, tenant.slug(), member.id, &asked.field, asked.asked_at).await?;
    store::insert(tx, tenant.slug(), asked).await?;
    Ok(())
}

fn first(wrong: Vec<shusseki_core::profile::Wrong>, field: &Field) -> RequestError {
    let mut wrong = wrong.into_iter();
    let fault = wrong.find(|wrong| wrong.field == field.key);
    RequestError::Fault(fault.map_or(Fault::NotOption, |wrong| wrong.fault))
}

/// A field that the office alone writes, and that members may ask to have changed.
pub(crate) fn field<'a>(tenant: &'a Tenant, key: &str) -> Result<&'a Field, RequestError> {
    let field = tenant.society.profile.field(key);
    field
        .filter(|field| field.edited_by == Editor::Office)
        .ok_or(RequestError::NoSuchField)
}

/// What waits of one member.
pub(crate) async fn waiting_of(
    conn: &mut Conn,
    tenant: &Tenant,
    member: MemberId,
) -> Result<Vec<Asked>, DbError> {
    store::waiting_of(conn, tenant.slug(), member).await
}

/// The office's word on a request.
#[derive(Debug, Clone)]
pub(crate) enum Verdict {
    /// It is done.
    Accepted,
    /// It is not done, for this reason.
    Declined(String),
}

/// Who decides, and when.
pub(crate) struct Desk<'a> {
    /// The society.
    pub(crate) tenant: &'a Tenant,
    /// Who of the office.
    pub(crate) by: MemberId,
    /// When.
    pub(crate) now: Timestamp,
}

/// Decides a request: applies what was asked for or not, and tells the member.
///
/// # Errors
/// See [`RequestError`]; nothing was changed then, if the transaction is abandoned.
pub(crate) async fn decide(
    tx: &mut Tx,
    desk: &Desk<'_>,
    request: Uuid,
    verdict: &Verdict,
) -> Result<(), RequestError> {
    let (tenant, slug) = (desk.tenant, desk.tenant.slug());
    let (state, reason) = match verdict {
        Verdict::Accepted => ("accepted", None),
        Verdict::Declined(reason) if reason.trim().is_empty() => {
            return Err(RequestError::ReasonMissing);
        }
        Verdict::Declined(reason) if reason.chars().count() > NOTE_AT_MOST => {
            return Err(RequestError::NoteTooLong);
        }
        Verdict::Declined(reason) => ("declined", Some(reason.trim())),
    };
    let asked = store::waiting(tx, slug, request).await?;
    let asked = asked.ok_or(RequestError::NotWaiting)?;
    let member = super::store::by_id(tx, slug, asked.member).await?;
    let member = member.ok_or(RequestError::NotWaiting)?;
    let decision = store::Decision {
        state,
        at: desk.now,
        by: desk.by,
        reason,
    };
    if !store::decide(tx, slug, request, &decision).await? {
        return Err(RequestError::NotWaiting);
    }
    let field = field(tenant, &asked.field)?;
    tell(tx, desk, &member, field, &asked, reason).await?;
    match reason {
        None => apply(tx, desk, &member, field, &asked).await,
        Some(reason) => Ok(record_declined(tx, desk, &asked, reason).await?),
    }
}

async fn apply(
    tx: &mut Tx,
    desk: &Desk<'_>,
    member: &Member,
    field: &Field,
    asked: &Asked,
) -> Result<(), RequestError> {
    let tenant = desk.tenant;
    let before = profile::of(tx, tenant.slug(), member).await?;
    let read = tenant
        .society
        .profile
        .read(&before.held, &asked.wanted, Editor::Office);
    let held = read.map_err(|wrong| first(wrong, field))?;
    let change = Change {
        member,
        before: &before,
        held: &held,
        actor: Actor::Staff(desk.by),
        why: Some(asked.note.clone()).filter(|note| !note.is_empty()),
    };
    profile::save(tx, tenant, &change, desk.now).await?;
    Ok(())
}

async fn record_declined(
    tx: &mut Tx,
    desk: &Desk<'_>,
    asked: &Asked,
    reason: &str,
) -> Result<(), DbError> {
    let deed = Deed {
        actor: Actor::Staff(desk.by),
        action: action::PROFILE_REQUEST_DECLINED,
        subject: Subject::of_member("profile-request", asked.id, asked.member),
        before: Some(serde_json::json!({ "field": asked.field })),
        after: None,
        why: Some(reason.to_owned()),
    };
    audit::record(tx, desk.tenant, desk.now, &deed).await
}

async fn tell(
    tx: &mut Tx,
    desk: &Desk<'_>,
    member: &Member,
    field: &Field,
    asked: &Asked,
    reason: Option<&str>,
) -> Result<(), DbError> {
    let Some(to) = member.mail.clone() else {
        return Ok(());
    };
    let language = member.language;
    let mut values = vec![
        ("name", member.name.get(language)),
        ("number", member.number.to_string()),
        ("field", field.name.get(language).to_owned()),
        ("wanted", asked.wanted_written(field, language)),
    ];
    values.extend(reason.map(|reason| ("reason", reason.to_owned())));
    let letter = Letter {
        to,
        language,
        template: match reason {
            None => &PROFILE_REQUEST_ACCEPTED,
            Some(_) => &PROFILE_REQUEST_DECLINED,
        },
        values,
    };
    mail::post(tx, desk.tenant, desk.now, &letter).await
}
