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
