//! Links in mails that work once and for a short time: to a new password, to confirm a mail address.
//! The database knows the SHA-256 of their tokens only.

use super::{after_minutes, digest_of};
use crate::db::{Conn, DbError, Instant, Tx, statements};
use jiff::Timestamp;
use shusseki_core::ids::{MemberId, SocietySlug};
use shusseki_core::mail_address::MailAddress;

statements! {
    INSERT = "INSERT INTO account_links (society_id, token_digest, member_id, purpose, flow_digest, \
        mail, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    LINK = "SELECT member_id, flow_digest, mail FROM account_links \
        WHERE society_id = $1 AND token_digest = $2 AND purpose = $3 \
        AND used_at IS NULL AND expires_at > $4";
    WORKING = "SELECT COUNT(*) AS links FROM account_links \
        WHERE society_id = $1 AND member_id = $2 AND purpose = $3 \
        AND used_at IS NULL AND expires_at > $4";
    USE_UP = "UPDATE account_links SET used_at = $5 \
        WHERE society_id = $1 AND token_digest = $2 AND member_id = $3 AND purpose = $4 \
        AND used_at IS NULL AND expires_at > $5";
    DELETE_OTHERS = "DELETE FROM account_links \
        WHERE society_id = $1 AND member_id = $2 AND purpose = $3 AND token_digest <> $4";
    DELETE_ALL = "DELETE FROM account_links WHERE society_id = $1 AND member_id = $2";
    DELETE_EXPIRED = "DELETE FROM account_links WHERE society_id = $1 AND expires_at <= $2";
}

/// How long a link works, in minutes.
pub(super) const MINUTES: i64 = 30;

/// What a link opens. A token of one kind is none of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A new password, in the flow that asked.
    Password,
    /// Confirms a mail address.
    Mail,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Mail => "mail",
        }
    }

    /// Links of one member that may work at the same time.
    const fn at_once(self) -> i64 {
        match self {
            Self::Password => 3,
            Self::Mail => 5,
        }
    }
}

/// What a link is made for.
pub(crate) enum Opens<'a> {
    /// A new password, in the flow and for the address whose digest this is.
    Password(String),
    /// Confirms this address.
    Mail(&'a MailAddress),
}

impl Opens<'_> {
    const fn purpose(&self) -> Purpose {
        match self {
            Self::Password(_) => Purpose::Password,
            Self::Mail(_) => Purpose::Mail,
        }
    }
}

/// A link that works.
#[derive(sqlx::FromRow)]
pub(crate) struct Link {
    /// Whose it is.
    #[sqlx(try_from = "String")]
    pub(super) member_id: MemberId,
    /// Of which flow and address it is, where it opens the way to a new password.
    pub(super) flow_digest: Option<String>,
    /// The address that it confirms.
    mail: Option<String>,
}

impl Link {
    /// The address that it confirms.
    pub(super) fn mail(&self) -> Option<MailAddress> {
        self.mail.as_deref()?.parse().ok()
    }
}

#[derive(sqlx::FromRow)]
struct CountRow {
    links: i64,
}

/// Whether another link may be made for the member. What has expired is cleared away.
pub(super) async fn may_be_made(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    purpose: Purpose,
    now: Timestamp,
) -> Result<bool, DbError> {
    tx.sql(DELETE_EXPIRED)
        .bind(society.as_str())
        .bind(Instant(now))
        .run()
        .await?;
    let row: CountRow = tx
        .sql(WORKING)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(purpose.name())
        .bind(Instant(now))
        .one()
        .await?;
    Ok(row.links < purpose.at_once())
}

/// Stores a link with that token, which works from now on for [`MINUTES`].
pub(crate) async fn store(
    tx: &mut Tx,
    society: &SocietySlug,
    token: &str,
    member: MemberId,
    opens: &Opens<'_>,
    now: Timestamp,
) -> Result<(), DbError> {
    let (flow, mail) = match opens {
        Opens::Password(flow_digest) => (Some(flow_digest.as_str()), None),
        Opens::Mail(mail) => (None, Some(mail.as_str())),
    };
    tx.sql(INSERT)
        .bind(society.as_str())
        .bind(digest_of(token))
        .bind(member.to_string())
        .bind(opens.purpose().name())
        .bind(flow)
        .bind(mail)
        .bind(Instant(now))
        .bind(Instant(after_minutes(now, MINUTES)))
        .run()
        .await?;
    Ok(())
}

/// The link of that token, while it works.
pub(crate) async fn link(
    conn: &mut Conn,
    society: &SocietySlug,
    token: &str,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Option<Link>, DbError> {
    conn.sql(LINK)
        .bind(society.as_str())
        .bind(digest_of(token))
        .bind(purpose.name())
        .bind(Instant(now))
        .optional()
        .await
}

/// Ends all links of the member: what was mailed to an address opens nothing once it is another.
pub(super) async fn end_all(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
) -> Result<(), DbError> {
    tx.sql(DELETE_ALL)
        .bind(society.as_str())
        .bind(member.to_string())
        .run()
        .await?;
    Ok(())
}

/// Uses the link up and drops the member's others; false if it works no more.
pub(super) async fn use_up(
    tx: &mut Tx,
    society: &SocietySlug,
    token: &str,
    member: MemberId,
    purpose: Purpose,
    now: Timestamp,
) -> Result<bool, DbError> {
    let changed = tx
        .sql(USE_UP)
        .bind(society.as_str())
        .bind(digest_of(token))
        .bind(member.to_string())
        .bind(purpose.name())
        .bind(Instant(now))
        .run()
        .await?;
    tx.sql(DELETE_OTHERS)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(purpose.name())
        .bind(digest_of(token))
        .run()
        .await?;
    Ok(changed == 1)
}
