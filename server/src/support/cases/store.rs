//! Cases in the database.

use super::{Author, Case, CaseKind, CaseNumber, CaseState, Message};
use crate::db::{Conn, DbError, Instant, Tx, statements};
use crate::members::handover::Handover;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shusseki_core::ids::{MemberId, SocietySlug};

statements! {
    HAND_OVER = "UPDATE cases SET member_id = $3 WHERE society_id = $1 AND member_id = $2";
    INSERT = "INSERT INTO cases (society_id, case_number, member_id, kind, sender_name, sender_mail, \
        sender_number, language, state, opened_at, changed_at, messages) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11) \
        ON CONFLICT (society_id, case_number) DO NOTHING";
    INSERT_MESSAGE = "INSERT INTO case_messages (society_id, case_number, position, author, staff_id, \
        text, written_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ONE = "SELECT case_number, member_id, kind, sender_name, sender_mail, sender_number, language, state, opened_at, \
        changed_at, messages FROM cases WHERE society_id = $1 AND case_number = $2";
    MESSAGES = "SELECT author, staff_id, text, written_at FROM case_messages \
        WHERE society_id = $1 AND case_number = $2 ORDER BY position";
    OF_MEMBER = "SELECT case_number, member_id, kind, sender_name, sender_mail, sender_number, language, state, \
        opened_at, changed_at, messages FROM cases \
        WHERE society_id = $1 AND member_id = $2 ORDER BY opened_at DESC, case_number LIMIT $3";
    QUEUE = "SELECT case_number, member_id, kind, sender_name, sender_mail, sender_number, language, state, \
        opened_at, changed_at, messages FROM cases \
        WHERE society_id = $1 AND state = $2 AND (changed_at, case_number) > ($3, $4) \
        ORDER BY changed_at, case_number LIMIT $5";
    COUNT = "SELECT COUNT(*) AS number FROM cases WHERE society_id = $1 AND state = $2";
    /// Nobody else changed it in between.
    CHANGE = "UPDATE cases SET messages = $5, state = $6, changed_at = $7 \
        WHERE society_id = $1 AND case_number = $2 AND messages = $3 AND state = $4";
}

#[derive(sqlx::FromRow)]
struct CaseRow {
    #[sqlx(try_from = "String")]
    case_number: CaseNumber,
    member_id: Option<String>,
    kind: String,
    sender_name: String,
    sender_mail: Option<String>,
    sender_number: Option<String>,
    language: String,
    state: String,
    opened_at: Instant,
    changed_at: Instant,
    messages: i64,
}

#[derive(sqlx::FromRow)]
struct MessageRow {
    author: String,
    staff_id: Option<String>,
    text: String,
    written_at: Instant,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    number: i64,
}

impl From<CaseRow> for Case {
    fn from(row: CaseRow) -> Self {
        Self {
            number: row.case_number,
            member: row.member_id.and_then(|id| id.parse().ok()),
            // A kind of a later version is something else.
            kind: CaseKind::named(&row.kind).unwrap_or(CaseKind::Other),
            sender_name: row.sender_name,
            sender_mail: row.sender_mail.and_then(|mail| mail.parse().ok()),
            sender_number: row.sender_number,
            language: row.language.parse().unwrap_or_default(),
            state: CaseState::named(&row.state).unwrap_or(CaseState::Open),
            opened_at: row.opened_at.0,
            changed_at: row.changed_at.0,
            messages: row.messages,
        }
    }
}

impl From<MessageRow> for Message {
    fn from(row: MessageRow) -> Self {
        let staff: Option<MemberId> = row.staff_id.and_then(|id| id.parse().ok());
        Self {
            author: match (row.author.as_str(), staff) {
                ("office", Some(staff)) => Author::Office(staff),
                ("note", Some(staff)) => Author::Note(staff),
                _ => Author::Sender,
            },
            text: row.text,
            written_at: row.written_at.0,
        }
    }
}

/// Adds a case; tells whether its number was free.
pub(super) async fn insert(
    tx: &mut Tx,
    society: &SocietySlug,
    case: &Case,
) -> Result<bool, DbError> {
    let inserted = tx
        .sql(INSERT)
        .bind(society.as_str())
        .bind(case.number.as_str())
        .bind(case.member.map(|member| member.to_string()))
        .bind(case.kind.name())
        .bind(case.sender_name.as_str())
        .bind(
            case.sender_mail
                .as_ref()
                .map(|mail| mail.as_str().to_owned()),
        )
        .bind(case.sender_number.clone())
        .bind(case.language.code())
        .bind(case.state.name())
        .bind(Instant(case.opened_at))
        .bind(case.messages)
        .run()
        .await?;
    Ok(inserted > 0)
}

/// Adds a message at that place of the thread.
pub(super) async fn insert_message(
    tx: &mut Tx,
    society: &SocietySlug,
    number: &CaseNumber,
    position: i64,
    message: &Message,
) -> Result<(), DbError> {
    let (author, staff) = match message.author {
        Author::Sender => ("sender", None),
        Author::Office(staff) => ("office", Some(staff)),
        Author::Note(staff) => ("note", Some(staff)),
    };
    tx.sql(INSERT_MESSAGE)
        .bind(society.as_str())
        .bind(number.as_str())
        .bind(position)
        .bind(author)
        .bind(staff.map(|staff| staff.to_string()))
        .bind(message.text.as_str())
        .bind(Instant(message.written_at))
        .run()
        .await?;
    Ok(())
}

/// The case of that number.
pub(super) async fn one(
    conn: &mut Conn,
    society: &SocietySlug,
    number: &CaseNumber,
) -> Result<Option<Case>, DbError> {
    let row: Option<CaseRow> = conn
        .sql(ONE)
        .bind(society.as_str())
        .bind(number.as_str())
        .optional()
        .await?;
    Ok(row.map(Case::from))
}

/// The thread of a case, notes and all.
pub(crate) async fn messages(
    conn: &mut Conn,
    society: &SocietySlug,
    number: &CaseNumber,
) -> Result<Vec<Message>, DbError> {
    let rows: Vec<MessageRow> = conn
        .sql(MESSAGES)
        .bind(society.as_str())
        .bind(number.as_str())
        .all()
        .await?;
    Ok(rows.into_iter().map(Message::from).collect())
}

/// The member's own cases, the newest first.
pub(crate) async fn of_member(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
    limit: i64,
) -> Result<Vec<Case>, DbError> {
    let rows: Vec<CaseRow> = conn
        .sql(OF_MEMBER)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(limit)
        .all()
        .await?;
    Ok(rows.into_iter().map(Case::from).collect())
}

/// Where a page of the queue begins: after this case.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct After(i64, String);

impl After {
    /// After that case.
    pub(super) fn case(case: &Case) -> Self {
        Self(case.changed_at.as_microsecond(), case.number.to_string())
    }
}

/// Cases in that state, the longest untouched first.
pub(super) async fn queue(
    conn: &mut Conn,
    society: &SocietySlug,
    state: CaseState,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Case>, DbError> {
    let After(at, number) = after.unwrap_or_else(|| After(i64::MIN, String::new()));
    let rows: Vec<CaseRow> = conn
        .sql(QUEUE)
        .bind(society.as_str())
        .bind(state.name())
        .bind(at)
        .bind(number)
        .bind(limit)
        .all()
        .await?;
    Ok(rows.into_iter().map(Case::from).collect())
}

/// How many cases are in that state.
pub(super) async fn count(
    conn: &mut Conn,
    society: &SocietySlug,
    state: CaseState,
) -> Result<i64, DbError> {
    let row: CountRow = conn
        .sql(COUNT)
        .bind(society.as_str())
        .bind(state.name())
        .one()
        .await?;
    Ok(row.number)
}

/// Brings a case to so many messages and that state; tells whether it was still as it was read.
pub(super) async fn change(
    tx: &mut Tx,
    society: &SocietySlug,
    case: &Case,
    (messages, state): (i64, CaseState),
    at: Timestamp,
) -> Result<bool, DbError> {
    let changed = tx
        .sql(CHANGE)
        .bind(society.as_str())
        .bind(case.number.as_str())
        .bind(case.messages)
        .bind(case.state.name())
        .bind(messages)
        .bind(state.name())
        .bind(Instant(at))
        .run()
        .await?;
    Ok(changed > 0)
}

/// Hands the cases of a record that is merged into another over to it.
pub(crate) async fn hand_over(tx: &mut Tx, handover: &Handover<'_>) -> Result<(), DbError> {
    handover.run(tx, &[HAND_OVER]).await
}
