//! What the office sees and does of the mail: what became of it, sending again, the society's words.

use super::templates::MailTemplate;
use super::wording::Wording;
use crate::app::Tenant;
use crate::audit::action::{Action, MAIL_PUT_AWAY, MAIL_RETRIED, MAIL_WORDING_CHANGED};
use crate::audit::{Actor, Deed, Subject, record};
use crate::db::{Conn, DbError, Instant, Statement, Tx, statements};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shusseki_core::ids::{MemberId, SocietySlug};
use shusseki_core::text::Language;

/// A mail as the office sees it: one that came back is `bounced`, whenever it did. The body is only for the
/// demo, which sends nothing.
macro_rules! columns {
    () => {
        "SELECT mail_id, recipient, language, template, subject, body, \
         CASE WHEN returned_at IS NULL THEN state ELSE 'bounced' END AS state, posted_at, useful_until, \
         due_at, attempts, COALESCE(returned_at, settled_at) AS settled_at, said, put_away_at FROM outbox "
    };
}

/// What did not arrive and nobody has dealt with, as its index has it.
macro_rules! undelivered {
    () => {
        "put_away_at IS NULL AND (state IN ('failed', 'bounced') OR returned_at IS NOT NULL)"
    };
}
pub(crate) use undelivered;

/// The newest first.
macro_rules! list {
    ($($where:tt)+) => {
        concat!(
            columns!(),
            "WHERE society_id = $1 AND ",
            $($where)+,
            " AND (CAST($3 AS TEXT) IS NULL \
             OR CASE WHEN returned_at IS NULL THEN state ELSE 'bounced' END = $3) \
             AND (posted_at, mail_id) < ($4, $5) ORDER BY posted_at DESC, mail_id DESC LIMIT $6"
        )
    };
}

statements! {
    LIST = list!("CAST($2 AS TEXT) IS NULL");
    LIST_TO = list!("recipient = $2");
    LIST_UNDELIVERED = list!("CAST($2 AS TEXT) IS NULL AND ", undelivered!());
    LIST_UNDELIVERED_TO = list!("recipient = $2 AND ", undelivered!());
    ONE = concat!(columns!(), "WHERE society_id = $1 AND mail_id = $2");
    /// What the mail server has taken is not kept.
    RETRY = "UPDATE outbox SET state = 'waiting', due_at = $3, attempts = 0, settled_at = NULL, \
        put_away_at = NULL WHERE society_id = $1 AND mail_id = $2 AND state IN ('failed', 'bounced') \
        AND body IS NOT NULL AND (useful_until IS NULL OR useful_until > $3)";
    PUT_AWAY = concat!("UPDATE outbox SET put_away_at = $3 WHERE society_id = $1 AND mail_id = $2 AND ",
        undelivered!());
    KEEP = "INSERT INTO mail_wordings (society_id, template, language, subject, body) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (society_id, template, language) \
        DO UPDATE SET subject = excluded.subject, body = excluded.body";
    DROP = "DELETE FROM mail_wordings \
        WHERE society_id = $1 AND template = $2 AND language = $3";
    OWN = "SELECT template, language FROM mail_wordings WHERE society_id = $1";
}

/// A mail of the outbox, as the office sees it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Posted {
    pub(crate) mail_id: String,
    pub(crate) recipient: String,
    pub(crate) language: String,
    pub(crate) template: String,
    pub(crate) subject: String,
    pub(crate) body: Option<String>,
    pub(crate) state: String,
    pub(crate) posted_at: Instant,
    pub(crate) useful_until: Option<Instant>,
    pub(crate) due_at: Instant,
    pub(crate) attempts: i64,
    pub(crate) settled_at: Option<Instant>,
    pub(crate) said: Option<String>,
    pub(crate) put_away_at: Option<Instant>,
}

impl Posted {
    /// Where the mails before this one begin.
    pub(crate) fn before(&self) -> Before {
        Before {
            posted_at: self.posted_at.0.as_microsecond(),
            mail: self.mail_id.clone(),
        }
    }

    /// Whether it did not arrive.
    fn is_undelivered(&self) -> bool {
        matches!(self.state.as_str(), "failed" | "bounced")
    }

    /// Whether somebody still has to deal with it.
    pub(crate) fn may_be_put_away(&self) -> bool {
        self.is_undelivered() && self.put_away_at.is_none()
    }

    /// Whether sending it again is of use: it did not arrive, is still there, and isn't too late.
    pub(crate) fn may_be_retried(&self, now: Timestamp) -> bool {
        self.is_undelivered()
            && self.body.is_some()
            && self.useful_until.is_none_or(|until| until.0 > now)
    }
}

/// Where a page of the list begins: before this mail.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Before {
    posted_at: i64,
    mail: String,
}

/// In place of a state: what did not arrive and nobody has dealt with.
pub(crate) const UNDELIVERED: &str = "undelivered";

/// So many mails, newest first: all, or to one address; of all states, or of one.
pub(crate) async fn list(
    conn: &mut Conn,
    society: &SocietySlug,
    (to, state): (Option<&str>, Option<&str>),
    before: Option<Before>,
    limit: i64,
) -> Result<Vec<Posted>, DbError> {
    let before = before.unwrap_or(Before {
        posted_at: i64::MAX,
        mail: String::new(),
    });
    let undelivered = state == Some(UNDELIVERED);
    let statement = match (to, undelivered) {
        (None, false) => LIST,
        (Some(_), false) => LIST_TO,
        (None, true) => LIST_UNDELIVERED,
        (Some(_), true) => LIST_UNDELIVERED_TO,
    };
    conn.sql(statement)
        .bind(society.as_str())
        .bind(to)
        .bind(state.filter(|_| !undelivered))
        .bind(before.posted_at)
        .bind(before.mail)
        .bind(limit)
        .all()
        .await
}

/// Sends a mail again that did not arrive; tells whether there was such a mail. The audit log says
/// who had it sent.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn retry(
    tx: &mut Tx,
    tenant: &Tenant,
    (mail, by): (&str, MemberId),
    now: Timestamp,
) -> Result<bool, DbError> {
    act(tx, tenant, (mail, by), now, (RETRY, MAIL_RETRIED)).await
}

/// Notes that the office has dealt with a mail that did not arrive; tells whether there was such a mail.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn put_away(
    tx: &mut Tx,
    tenant: &Tenant,
    (mail, by): (&str, MemberId),
    now: Timestamp,
) -> Result<bool, DbError> {
    act(tx, tenant, (mail, by), now, (PUT_AWAY, MAIL_PUT_AWAY)).await
}

async fn act(
    tx: &mut Tx,
    tenant: &Tenant,
    (mail, by): (&str, MemberId),
    now: Timestamp,
    (statement, action): (Statement, Action),
) -> Result<bool, DbError> {
    let slug = tenant.slug();
    let posted: Option<Posted> = tx
        .sql(ONE)
        .bind(slug.as_str())
        .bind(mail)
        .optional()
        .await?;
    let changed = tx
        .sql(statement)
        .bind(slug.as_str())
        .bind(mail)
        .bind(Instant(now))
        .run()
        .await?;
    let Some(posted) = posted.filter(|_| changed > 0) else {
        return Ok(false);
    };
    let deed = Deed {
        actor: Actor::Staff(by),
        action,
        subject: Subject::of_society("mail", mail),
        before: None,
        after: Some(json!({ "recipient": posted.recipient, "subject": posted.subject })),
        why: None,
    };
    record(tx, tenant, now, &deed).await?;
    Ok(true)
}

/// Gives a mail the society's own words, or the shipped ones back.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn reword(
    tx: &mut Tx,
    tenant: &Tenant,
    (template, language): (&MailTemplate, Language),
    wording: Option<&Wording>,
    (by, now): (MemberId, Timestamp),
) -> Result<(), DbError> {
    let slug = tenant.slug();
    let before = super::wording_of(tx, tenant, template, language).await?;
    match wording {
        Some(wording) => {
            tx.sql(KEEP)
                .bind(slug.as_str())
                .bind(template.key)
                .bind(language.code())
                .bind(wording.subject.as_str())
                .bind(wording.body.as_str())
                .run()
                .await?;
        }
        None => {
            tx.sql(DROP)
                .bind(slug.as_str())
                .bind(template.key)
                .bind(language.code())
                .run()
                .await?;
        }
    }
    let after = wording
        .cloned()
        .unwrap_or_else(|| template.wording(language));
    let state = |words: &Wording| json!({ "subject": words.subject, "body": words.body });
    let deed = Deed {
        actor: Actor::Staff(by),
        action: MAIL_WORDING_CHANGED,
        subject: Subject::of_society("mail-wording", format!("{}/{language}", template.key)),
        before: Some(state(&before)),
        after: Some(state(&after)),
        why: None,
    };
    record(tx, tenant, now, &deed).await
}

#[derive(sqlx::FromRow)]
struct OwnRow {
    template: String,
    language: String,
}

/// The mails that have words of the society's own, by key and language.
pub(crate) async fn own_wordings(
    conn: &mut Conn,
    society: &SocietySlug,
) -> Result<Vec<(String, String)>, DbError> {
    let rows: Vec<OwnRow> = conn.sql(OWN).bind(society.as_str()).all().await?;
    let pairs = rows.into_iter().map(|row| (row.template, row.language));
    Ok(pairs.collect())
}
