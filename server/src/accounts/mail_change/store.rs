//! Links that confirm a mail address in the database.

use crate::db::{Conn, DbError, Instant, Tx, statements};
use jiff::Timestamp;
use shusseki_core::ids::{MemberId, SocietySlug};
use shusseki_core::mail_address::MailAddress;

statements! {
    INSERT = "INSERT INTO mail_changes (society_id, token_digest, member_id, mail, created_at, \
        expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
    LINK = "SELECT member_id, mail, expires_at, used_at FROM mail_changes \
        WHERE society_id = $1 AND token_digest = $2";
    OPEN_LINKS = "SELECT COUNT(*) AS links FROM mail_changes \
        WHERE society_id = $1 AND member_id = $2 AND expires_at > $3 AND used_at IS NULL";
    USE_UP = "UPDATE mail_changes SET used_at = $4 \
        WHERE society_id = $1 AND token_digest = $2 AND member_id = $3 \
        AND used_at IS NULL AND expires_at > $4";
    DELETE_OTHERS = "DELETE FROM mail_changes \
        WHERE society_id = $1 AND member_id = $2 AND token_digest <> $3";
    DELETE_EXPIRED = "DELETE FROM mail_changes WHERE society_id = $1 AND expires_at <= $2";
}

/// A link to be stored.
pub(super) struct NewLink<'a> {
    /// SHA-256 of the token in it.
    pub(super) token_digest: String,
    /// Whose address changes.
    pub(super) member: MemberId,
    /// The new address.
    pub(super) mail: &'a MailAddress,
    pub(super) created_at: Timestamp,
    pub(super) expires_at: Timestamp,
}

/// A link as it is stored.
#[derive(sqlx::FromRow)]
pub(super) struct LinkRow {
    #[sqlx(try_from = "String")]
    pub(super) member_id: MemberId,
    #[sqlx(try_from = "String")]
    pub(super) mail: MailAddress,
    pub(super) expires_at: Instant,
    pub(super) used_at: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    links: i64,
}

/// Stores a link.
pub(super) async fn insert(
    tx: &mut Tx,
    society: &SocietySlug,
    link: &NewLink<'_>,
) -> Result<(), DbError> {
    tx.sql(INSERT)
        .bind(society.as_str())
        .bind(link.token_digest.as_str())
        .bind(link.member.to_string())
        .bind(link.mail.as_str())
        .bind(Instant(link.created_at))
        .bind(Instant(link.expires_at))
        .run()
        .await?;
    Ok(())
}

/// The link of that token.
pub(super) async fn link(
    conn: &mut Conn,
    society: &SocietySlug,
    token_digest: &str,
) -> Result<Option<LinkRow>, DbError> {
    conn.sql(LINK)
        .bind(society.as_str())
        .bind(token_digest)
        .optional()
        .await
}

/// How many links of the member work now.
pub(super) async fn open_links(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
    now: Timestamp,
) -> Result<i64, DbError> {
    let row: CountRow = conn
        .sql(OPEN_LINKS)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(Instant(now))
        .one()
        .await?;
    Ok(row.links)
}

/// Uses the link up and drops the member's others; false if it works no more.
pub(super) async fn use_up(
    tx: &mut Tx,
    society: &SocietySlug,
    token_digest: &str,
    member: MemberId,
    at: Timestamp,
) -> Result<bool, DbError> {
    let changed = tx
        .sql(USE_UP)
        .bind(society.as_str())
        .bind(token_digest)
        .bind(member.to_string())
        .bind(Instant(at))
        .run()
        .await?;
    tx.sql(DELETE_OTHERS)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(token_digest)
        .run()
        .await?;
    Ok(changed == 1)
}

/// Drops the links that work no more.
pub(super) async fn delete_expired(
    tx: &mut Tx,
    society: &SocietySlug,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.sql(DELETE_EXPIRED)
        .bind(society.as_str())
        .bind(Instant(now))
        .run()
        .await?;
    Ok(())
}
