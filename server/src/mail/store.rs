//! The outbox in the database, and the societies' own words.

use super::wording::Wording;
use crate::db::{Conn, DbError, Instant, Tx, statements};
use jiff::Timestamp;
use shusseki_core::ids::SocietySlug;
use shusseki_core::mail_address::MailAddress;
use shusseki_core::text::Language;

statements! {
    WORDING = "SELECT subject, body FROM mail_wordings \
        WHERE society_id = $1 AND template = $2 AND language = $3";
    INSERT = "INSERT INTO outbox (society_id, mail_id, recipient, language, template, subject, body, \
        state, posted_at, useful_until, due_at, attempts) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9, $8, 0) \
        ON CONFLICT (society_id, mail_id) DO NOTHING";
    DUE = "SELECT mail_id, recipient, subject, body, posted_at, useful_until, due_at, attempts \
        FROM outbox WHERE society_id = $1 AND state = 'waiting' AND due_at <= $2 \
        ORDER BY due_at LIMIT $3";
    /// Nobody else claimed it in between, or its due time were another.
    CLAIM = "UPDATE outbox SET due_at = $4, attempts = attempts + 1 \
        WHERE society_id = $1 AND mail_id = $2 AND state = 'waiting' AND due_at = $3";
    /// Whoever has claimed it meanwhile: it is sent.
    SENT = "UPDATE outbox SET state = 'sent', settled_at = $3, said = NULL, body = NULL \
        WHERE society_id = $1 AND mail_id = $2 AND state = 'waiting'";
    RETURNED = "UPDATE outbox SET returned_at = $3, said = $4 \
        WHERE society_id = $1 AND mail_id = $2 AND state = 'sent' AND returned_at IS NULL";
    STATE = "SELECT state FROM outbox WHERE society_id = $1 AND mail_id = $2";
    SETTLE = "UPDATE outbox SET state = $4, settled_at = $5, said = $6 \
        WHERE society_id = $1 AND mail_id = $2 AND state = 'waiting' AND due_at = $3";
    LATER = "UPDATE outbox SET due_at = $4, said = $5 \
        WHERE society_id = $1 AND mail_id = $2 AND state = 'waiting' AND due_at = $3";
}

/// A mail that may be sent.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct DueMail {
    pub(super) mail_id: String,
    #[sqlx(try_from = "String")]
    pub(super) recipient: MailAddress,
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) posted_at: Instant,
    pub(super) useful_until: Option<Instant>,
    /// When it is to be tried; once claimed, when the claim ends.
    pub(super) due_at: Instant,
    pub(super) attempts: i64,
}

impl DueMail {
    /// Whether nobody would have any use of it now.
    pub(super) fn is_too_late(&self, now: Timestamp) -> bool {
        self.useful_until.is_some_and(|until| until.0 <= now)
    }
}

/// A mail to be stored.
pub(super) struct NewMail<'a> {
    pub(super) id: String,
    pub(super) to: &'a MailAddress,
    pub(super) language: Language,
    pub(super) template: &'static str,
    pub(super) wording: &'a Wording,
    pub(super) posted_at: Timestamp,
    pub(super) useful_until: Option<Timestamp>,
}

/// The society's own words for a mail, if it has any.
pub(super) async fn wording(
    conn: &mut Conn,
    society: &SocietySlug,
    template: &str,
    language: Language,
) -> Result<Option<Wording>, DbError> {
    conn.sql(WORDING)
        .bind(society.as_str())
        .bind(template)
        .bind(language.code())
        .optional()
        .await
}

/// Adds a mail; one of the same id is the same mail.
pub(super) async fn insert(
    tx: &mut Tx,
    society: &SocietySlug,
    mail: &NewMail<'_>,
) -> Result<(), DbError> {
    tx.sql(INSERT)
        .bind(society.as_str())
        .bind(mail.id.as_str())
        .bind(mail.to.as_str())
        .bind(mail.language.code())
        .bind(mail.template)
        .bind(mail.wording.subject.as_str())
        .bind(mail.wording.body.as_str())
        .bind(Instant(mail.posted_at))
        .bind(mail.useful_until.map(Instant))
        .run()
        .await?;
    Ok(())
}

/// Mails that are due, the longest due first.
pub(crate) async fn due(
    conn: &mut Conn,
    society: &SocietySlug,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<DueMail>, DbError> {
    conn.sql(DUE)
        .bind(society.as_str())
        .bind(Instant(now))
        .bind(limit)
        .all()
        .await
}

/// Claims the mail until then; tells whether nobody else did before.
pub(super) async fn claim(
    tx: &mut Tx,
    society: &SocietySlug,
    mail: &DueMail,
    until: Timestamp,
) -> Result<bool, DbError> {
    let claimed = tx
        .sql(CLAIM)
        .bind(society.as_str())
        .bind(mail.mail_id.as_str())
        .bind(mail.due_at)
        .bind(Instant(until))
        .run()
        .await?;
    Ok(claimed > 0)
}

/// Notes that the mail server took it.
pub(super) async fn sent(
    tx: &mut Tx,
    society: &SocietySlug,
    id: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.sql(SENT)
        .bind(society.as_str())
        .bind(id)
        .bind(Instant(now))
        .run()
        .await?;
    Ok(())
}

/// Notes that a mail that was sent came back; tells whether there is one of which nobody knew.
pub(super) async fn returned(
    tx: &mut Tx,
    society: &SocietySlug,
    id: &str,
    said: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let noted = tx
        .sql(RETURNED)
        .bind(society.as_str())
        .bind(id)
        .bind(Instant(now))
        .bind(said)
        .run()
        .await?;
    Ok(noted > 0)
}

#[derive(sqlx::FromRow)]
struct StateRow {
    state: String,
}

/// Where the mail stands, if there is one.
pub(super) async fn state(
    conn: &mut Conn,
    society: &SocietySlug,
    id: &str,
) -> Result<Option<String>, DbError> {
    let row: Option<StateRow> = conn
        .sql(STATE)
        .bind(society.as_str())
        .bind(id)
        .optional()
        .await?;
    Ok(row.map(|row| row.state))
}

/// Notes that it is not tried any more: `bounced` or `failed`. Nothing, if the claim was lost.
pub(crate) async fn settle(
    tx: &mut Tx,
    society: &SocietySlug,
    mail: &DueMail,
    state: &'static str,
    said: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.sql(SETTLE)
        .bind(society.as_str())
        .bind(mail.mail_id.as_str())
        .bind(mail.due_at)
        .bind(state)
        .bind(Instant(now))
        .bind(said)
        .run()
        .await?;
    Ok(())
}

/// Notes when it is tried again. Nothing, if the claim was lost.
pub(super) async fn later(
    tx: &mut Tx,
    society: &SocietySlug,
    mail: &DueMail,
    again: Timestamp,
    said: &str,
) -> Result<(), DbError> {
    tx.sql(LATER)
        .bind(society.as_str())
        .bind(mail.mail_id.as_str())
        .bind(mail.due_at)
        .bind(Instant(again))
        .bind(said)
        .run()
        .await?;
    Ok(())
}
