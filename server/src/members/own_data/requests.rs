//! Asking that one's data be deleted, and the office's word on it.

use super::store;
use crate::app::Tenant;
use crate::audit::{self, Actor, Deed, Subject, action};
use crate::db::{DbError, Tx};
use crate::mail::templates::{DATA_REQUEST_ACCEPTED, DATA_REQUEST_DECLINED};
use crate::mail::{self, Letter};
use crate::members;
use crate::web::failure::Failure;
use crate::web::typed::paragraphs;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::json;
use shusseki_core::ids::MemberId;
use shusseki_core::text::Text;
use uuid::Uuid;

/// Characters of a reason or an answer.
pub(crate) const WORDS_AT_MOST: usize = 1_000;

/// How far a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestState {
    /// The office has not decided yet.
    Waiting,
    /// What may be deleted is deleted.
    Accepted,
    /// It stays.
    Declined,
}

impl RequestState {
    /// The name in the database.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }
}

/// A request for deletion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DataRequest {
    /// Its own id.
    pub(crate) id: Uuid,
    /// Whose data.
    pub(crate) member: MemberId,
    /// Why, or which data.
    pub(crate) reason: String,
    /// When.
    pub(crate) asked_at: Timestamp,
    /// How far it is.
    pub(crate) state: RequestState,
    /// What the office said.
    pub(crate) answer: Option<String>,
}

/// What the office decides, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decision<'a> {
    /// Accepted or declined.
    pub(crate) state: RequestState,
    /// What is deleted and what is kept, or why nothing is.
    pub(crate) answer: &'a str,
}

/// Why nothing was stored.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataRequestError {
    /// The words are missing, too long or have a control character.
    #[error("the words can't be a reason")]
    Words,
    /// One waits already.
    #[error("a request waits already")]
    Waiting,
    /// It does not wait any more.
    #[error("no such request waits")]
    NotWaiting,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<DataRequestError> for Failure {
    fn from(error: DataRequestError) -> Self {
        let (code, text) = match error {
            DataRequestError::Db(error) => return error.into(),
            DataRequestError::Words => {
                return Self::bad_request(
                    "reason-missing",
                    format!("1文字以上{WORDS_AT_MOST}文字以内で入力してください。"),
                    format!("Write 1 to {WORDS_AT_MOST} characters."),
                );
            }
            DataRequestError::Waiting => (
                "data-request-waits",
                Text::new(
                    "削除の依頼はすでに送られています。",
                    "Your request was sent already.",
                ),
            ),
            DataRequestError::NotWaiting => (
                "request-not-waiting",
                Text::new(
                    "この依頼はすでに処理されています。",
                    "This request was dealt with already.",
                ),
            ),
        };
        let next = Text::new("画面を開き直してください。", "Open the page again.");
        Self::new(StatusCode::CONFLICT, code, text, next)
    }
}

/// Words that somebody typed, as one paragraph or more.
fn words(typed: &str) -> Result<String, DataRequestError> {
    paragraphs(typed, WORDS_AT_MOST).ok_or(DataRequestError::Words)
}

/// Asks the office to delete the member's data.
///
/// # Errors
/// See [`DataRequestError`]; the transaction should then be abandoned.
pub(crate) async fn ask(
    tx: &mut Tx,
    tenant: &Tenant,
    (id, member): (Uuid, MemberId),
    typed: &str,
    now: Timestamp,
) -> Result<(), DataRequestError> {
    let request = DataRequest {
        id,
        member,
        reason: words(typed)?,
        asked_at: now,
        state: RequestState::Waiting,
        answer: None,
    };
    if !store::insert(tx, tenant.slug(), &request).await? {
        return Err(DataRequestError::Waiting);
    }
    let deed = Deed {
        actor: Actor::Member(member),
        action: action::DATA_DELETION_ASKED,
        subject: Subject::of_member("data-request", id, member),
        before: None,
        after: None,
        why: Some(request.reason),
    };
    Ok(audit::record(tx, tenant, now, &deed).await?)
}

/// Decides a request and tells the member.
///
/// # Errors
/// See [`DataRequestError`]; the transaction should then be abandoned.
pub(crate) async fn decide(
    tx: &mut Tx,
    tenant: &Tenant,
    request: Uuid,
    (state, typed): (RequestState, &str),
    (by, now): (MemberId, Timestamp),
) -> Result<(), DataRequestError> {
    let answer = words(typed)?;
    let slug = tenant.slug();
    let asked = store::one(tx, slug, request).await?;
    let asked = asked.ok_or(DataRequestError::NotWaiting)?;
    let decision = Decision {
        state,
        answer: &answer,
    };
    if !store::decide(tx, slug, request, &decision, (by, now)).await? {
        return Err(DataRequestError::NotWaiting);
    }
    tell(tx, tenant, &asked, &decision, now).await?;
    let deed = Deed {
        actor: Actor::Staff(by),
        action: action::DATA_DELETION_DECIDED,
        subject: Subject::of_member("data-request", request, asked.member),
        before: None,
        after: Some(json!({ "state": state.name() })),
        why: Some(answer.clone()),
    };
    Ok(audit::record(tx, tenant, now, &deed).await?)
}

async fn tell(
    tx: &mut Tx,
    tenant: &Tenant,
    asked: &DataRequest,
    decision: &Decision<'_>,
    now: Timestamp,
) -> Result<(), DbError> {
    let member = members::by_id(tx, tenant.slug(), asked.member).await?;
    let Some((member, to)) = member.and_then(|member| {
        let to = member.mail.clone()?;
        Some((member, to))
    }) else {
        return Ok(());
    };
    let letter = Letter {
        to,
        language: member.language,
        template: match decision.state {
            RequestState::Accepted => &DATA_REQUEST_ACCEPTED,
            _ => &DATA_REQUEST_DECLINED,
        },
        values: vec![
            ("name", member.name.get(member.language)),
            ("number", member.number.to_string()),
            ("reason", decision.answer.to_owned()),
        ],
    };
    mail::post(tx, tenant, now, &letter).await
}
