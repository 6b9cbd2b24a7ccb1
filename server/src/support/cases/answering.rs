//! What the office does with a case: answer, note, close, open again.

use super::asking::{append, post};
use super::{Author, Case, CaseError, CaseNumber, CaseState, Message, store};
use crate::app::{App, Tenant};
use crate::audit::{self, Action, Actor, Deed, Subject, action};
use crate::db::Tx;
use crate::mail::templates::CASE_ANSWERED;
use jiff::Timestamp;
use serde_json::json;
use shusseki_core::ids::MemberId;

/// What the office does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Writes to who asked.
    Reply(String),
    /// Writes to itself.
    Note(String),
    /// Ends the case.
    Close,
    /// Takes it up again.
    Reopen,
}

/// Who of the office, and when.
pub(crate) struct Desk<'a> {
    /// The installation.
    pub(crate) app: &'a App,
    /// The society.
    pub(crate) tenant: &'a Tenant,
    /// Who.
    pub(crate) by: MemberId,
    /// When.
    pub(crate) now: Timestamp,
}

/// Does it, and records it.
///
/// # Errors
/// See [`CaseError`]; the transaction should then be abandoned.
pub(crate) async fn act(
    tx: &mut Tx,
    desk: &Desk<'_>,
    number: &CaseNumber,
    answer: &Answer,
) -> Result<(), CaseError> {
    let (tenant, slug) = (desk.tenant, desk.tenant.slug());
    let case = store::one(tx, slug, number).await?;
    let case = case.ok_or(CaseError::NoSuchCase)?;
    let message = |author, text: &String| Message {
        author,
        text: text.clone(),
        written_at: desk.now,
    };
    match answer {
        Answer::Reply(text) => {
            let message = message(Author::Office(desk.by), text);
            append(tx, tenant, &case, &message, CaseState::Answered).await?;
            tell(tx, desk, &case, text).await?;
            record(tx, desk, &case, action::CASE_ANSWERED, Some(text)).await
        }
        Answer::Note(text) => {
            let message = message(Author::Note(desk.by), text);
            append(tx, tenant, &case, &message, case.state).await?;
            record(tx, desk, &case, action::CASE_NOTED, Some(text)).await
        }
        Answer::Close => {
            to(tx, desk, &case, CaseState::Closed).await?;
            record(tx, desk, &case, action::CASE_CLOSED, None).await
        }
        Answer::Reopen => {
            to(tx, desk, &case, CaseState::Open).await?;
            record(tx, desk, &case, action::CASE_REOPENED, None).await
        }
    }
}

async fn to(tx: &mut Tx, desk: &Desk<'_>, case: &Case, state: CaseState) -> Result<(), CaseError> {
    let to = (case.messages, state);
    if store::change(tx, desk.tenant.slug(), case, to, desk.now).await? {
        Ok(())
    } else {
        Err(CaseError::Closed)
    }
}

/// The answer by mail; a member without an address finds it on the page.
async fn tell(tx: &mut Tx, desk: &Desk<'_>, case: &Case, text: &str) -> Result<(), CaseError> {
    let Some(mail) = case.sender_mail.clone() else {
        return Ok(());
    };
    let base = desk.app.config.base_url();
    let slug = desk.tenant.slug();
    // Visitors have no page of theirs: they write anew.
    let page = match case.member {
        Some(_) => format!("cases/{}", case.number),
        None => "contact".to_owned(),
    };
    let values = vec![
        ("code", case.number.to_string()),
        ("kind", case.kind.word(case.language).to_owned()),
        ("name", case.sender_name.clone()),
        ("text", text.to_owned()),
        ("link", format!("{base}/{slug}/{page}")),
    ];
    let to = (mail, case.language);
    post(tx, desk.tenant, to, &CASE_ANSWERED, values, desk.now).await
}

async fn record(
    tx: &mut Tx,
    desk: &Desk<'_>,
    case: &Case,
    action: Action,
    text: Option<&String>,
) -> Result<(), CaseError> {
    let subject = match case.member {
        Some(member) => Subject::of_member("case", &case.number, member),
        None => Subject::of_society("case", &case.number),
    };
    let deed = Deed {
        actor: Actor::Staff(desk.by),
        action,
        subject,
        before: Some(json!({ "state": case.state.name() })),
        after: text.map(|text| json!({ "text": text })),
        why: None,
    };
    Ok(audit::record(tx, desk.tenant, desk.now, &deed).await?)
}
