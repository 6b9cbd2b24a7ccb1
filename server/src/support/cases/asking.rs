//! What who asks does: open a case, write more.

use super::{
    Author, Case, CaseError, CaseKind, CaseNumber, CaseState, MESSAGES_AT_MOST, Message, store,
};
use crate::accounts::slow_down::{self, Typist};
use crate::app::{App, Tenant};
use crate::db::Tx;
use crate::mail::templates::{CASE_FOR_OFFICE, CASE_RECEIVED, MailTemplate};
use crate::mail::{self, Letter};
use crate::members::Member;
use jiff::Timestamp;
use shusseki_core::mail_address::MailAddress;
use shusseki_core::text::Language;

/// Numbers that are tried until one is free: one in a million million is not.
const TRIES: usize = 3;

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) enum Sender {
    /// A member who is logged in.
    Member(Box<Member>),
    /// Anybody else.
    Visitor {
        /// Her or his name, as typed.
        name: String,
        /// Where to answer.
        mail: MailAddress,
        /// The number of a guest or member, as typed.
        number: Option<String>,
    },
}

/// A question.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Who asks.
    pub(crate) sender: Sender,
    /// What about.
    pub(crate) kind: CaseKind,
    /// The text, as [`text`](super::text) reads it.
    pub(crate) text: String,
    /// In which language.
    pub(crate) language: Language,
}

/// Opens a case, tells who asks its number by mail, and the office what is asked.
///
/// The mail to who asks repeats nothing of what was typed: a visitor may have typed anybody's address.
///
/// # Errors
/// See [`CaseError`]; nothing was stored then.
pub(crate) async fn open(
    app: &App,
    tenant: &Tenant,
    who: Typist,
    asked: &Asked,
) -> Result<CaseNumber, CaseError> {
    let mail = match &asked.sender {
        Sender::Member(_) => None,
        Sender::Visitor { mail, .. } => Some(mail),
    };
    slow_down::question(app, tenant, who, mail).await?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let number = open_in(&mut tx, app, tenant, asked, now).await?;
    tx.commit().await?;
    tracing::info!(society = %tenant.slug(), case = %number, "case opened");
    Ok(number)
}

/// The same in a transaction, without counting.
///
/// # Errors
/// See [`CaseError`]; the transaction should then be abandoned.
pub(crate) async fn open_in(
    tx: &mut Tx,
    app: &App,
    tenant: &Tenant,
    asked: &Asked,
    now: Timestamp,
) -> Result<CaseNumber, CaseError> {
    let (member, name, mail, number) = match &asked.sender {
        Sender::Member(member) => (
            Some(member.id),
            member.name.get(asked.language),
            member.mail.clone(),
            None,
        ),
        Sender::Visitor { name, mail, number } => {
            (None, name.clone(), Some(mail.clone()), number.clone())
        }
    };
    let mut case = Case {
        number: CaseNumber::new(&app.random)?,
        member,
        kind: asked.kind,
        sender_name: name,
        sender_mail: mail,
        sender_number: number,
        language: asked.language,
        state: CaseState::Open,
        opened_at: now,
        changed_at: now,
        messages: 1,
    };
    let mut tries = 1;
    while !store::insert(tx, tenant.slug(), &case).await? && tries < TRIES {
        case.number = CaseNumber::new(&app.random)?;
        tries += 1;
    }
    let message = Message {
        author: Author::Sender,
        text: asked.text.clone(),
        written_at: now,
    };
    store::insert_message(tx, tenant.slug(), &case.number, 1, &message).await?;
    if let Some(to) = case.sender_mail.clone() {
        let values = vec![
            ("code", case.number.to_string()),
            ("kind", case.kind.word(case.language).to_owned()),
        ];
        post(tx, tenant, (to, case.language), &CASE_RECEIVED, values, now).await?;
    }
    tell_office(tx, app, tenant, &case, &asked.text, now).await?;
    Ok(case.number)
}

/// Adds to a case of the member's own; it is then open again.
///
/// # Errors
/// See [`CaseError`]; the transaction should then be abandoned.
pub(crate) async fn add(
    app: &App,
    tenant: &Tenant,
    member: &Member,
    number: &CaseNumber,
    text: String,
) -> Result<(), CaseError> {
    slow_down::question(app, tenant, Typist::Member(member.id), None).await?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let case = store::one(&mut tx, tenant.slug(), number).await?;
    let case = case.filter(|case| case.member == Some(member.id));
    let case = case.ok_or(CaseError::NoSuchCase)?;
    if case.state == CaseState::Closed {
        return Err(CaseError::Closed);
    }
    if case.messages >= MESSAGES_AT_MOST {
        return Err(CaseError::Full);
    }
    let message = Message {
        author: Author::Sender,
        text,
        written_at: now,
    };
    append(&mut tx, tenant, &case, &message, CaseState::Open).await?;
    tell_office(&mut tx, app, tenant, &case, &message.text, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Adds a message to the thread, under the condition that nobody else did in between.
pub(super) async fn append(
    tx: &mut Tx,
    tenant: &Tenant,
    case: &Case,
    message: &Message,
    state: CaseState,
) -> Result<(), CaseError> {
    let position = case.messages + 1;
    let moved = store::change(
        tx,
        tenant.slug(),
        case,
        (position, state),
        message.written_at,
    );
    if !moved.await? {
        return Err(CaseError::Closed);
    }
    Ok(store::insert_message(tx, tenant.slug(), &case.number, position, message).await?)
}

async fn tell_office(
    tx: &mut Tx,
    app: &App,
    tenant: &Tenant,
    case: &Case,
    text: &str,
    now: Timestamp,
) -> Result<(), CaseError> {
    let mail = tenant.society.contact.mail.as_ref();
    let Some(to) = mail.and_then(|mail| mail.parse().ok()) else {
        // Where the office publishes no address, its queue has everything.
        return Ok(());
    };
    let language = tenant
        .society
        .languages
        .first()
        .copied()
        .unwrap_or_default();
    let base = app.config.base_url();
    let values = vec![
        ("code", case.number.to_string()),
        ("kind", case.kind.word(language).to_owned()),
        ("name", case.sender_name.clone()),
        ("text", text.to_owned()),
        (
            "link",
            format!("{base}/{}/office/cases/{}", tenant.slug(), case.number),
        ),
    ];
    post(tx, tenant, (to, language), &CASE_FOR_OFFICE, values, now).await
}

pub(super) async fn post(
    tx: &mut Tx,
    tenant: &Tenant,
    (to, language): (MailAddress, Language),
    template: &'static MailTemplate,
    values: Vec<(&'static str, String)>,
    now: Timestamp,
) -> Result<(), CaseError> {
    let letter = Letter {
        to,
        language,
        template,
        values,
    };
    Ok(mail::post(tx, tenant, now, &letter).await?)
}
