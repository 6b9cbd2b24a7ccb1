//! Passwords and login sessions in the database.

use crate::db::{Conn, DbError, Instant, Tx, statements};
use jiff::Timestamp;
use shusseki_core::ids::{MemberId, MemberNumber, SocietySlug};

statements! {
    PASSWORD_OF = "SELECT p.member_id, p.hash FROM members m \
        JOIN passwords p ON p.society_id = m.society_id AND p.member_id = m.member_id \
        WHERE m.society_id = $1 AND m.member_number = $2";
    SET_PASSWORD = "INSERT INTO passwords (society_id, member_id, hash, changed_at) \
        VALUES ($1, $2, $3, $4) \
        ON CONFLICT (society_id, member_id) \
        DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at";
    INSERT_SESSION = "INSERT INTO login_sessions \
        (society_id, token_digest, member_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    DELETE_EXPIRED = "DELETE FROM login_sessions \
        WHERE society_id = $1 AND member_id = $2 AND expires_at <= $3";
    SESSION_MEMBER = "SELECT member_id FROM login_sessions \
        WHERE society_id = $1 AND token_digest = $2 AND expires_at > $3";
    DELETE_SESSION = "DELETE FROM login_sessions WHERE society_id = $1 AND token_digest = $2";
}

/// A member's stored password.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct PasswordRow {
    /// Whose it is.
    #[sqlx(try_from = "String")]
    pub(crate) member_id: MemberId,
    /// Its PHC string.
    pub(crate) hash: String,
}

#[derive(sqlx::FromRow)]
struct MemberIdRow {
    #[sqlx(try_from = "String")]
    member_id: MemberId,
}

/// A login session to be opened.
pub(crate) struct NewSession {
    /// SHA-256 of the token, in hexadecimal.
    pub(crate) token_digest: String,
    /// Whose session it is.
    pub(crate) member: MemberId,
    /// When it was opened.
    pub(crate) created_at: Timestamp,
    /// When it ends at the latest.
    pub(crate) expires_at: Timestamp,
}

/// The password of the member with that number.
pub(crate) async fn password_of(
    conn: &mut Conn,
    society: &SocietySlug,
    number: &MemberNumber,
) -> Result<Option<PasswordRow>, DbError> {
    conn.sql(PASSWORD_OF)
        .bind(society.as_str())
        .bind(number.as_str())
        .optional()
        .await
}

/// Stores a new password.
pub(crate) async fn set_password(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    hash: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    tx.sql(SET_PASSWORD)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(hash)
        .bind(Instant(at))
        .run()
        .await?;
    Ok(())
}

/// Stores a new login session, and clears away those of the member that have expired.
pub(crate) async fn insert_session(
    tx: &mut Tx,
    society: &SocietySlug,
    session: &NewSession,
) -> Result<(), DbError> {
    tx.sql(DELETE_EXPIRED)
        .bind(society.as_str())
        .bind(session.member.to_string())
        .bind(Instant(session.created_at))
        .run()
        .await?;
    tx.sql(INSERT_SESSION)
        .bind(society.as_str())
        .bind(session.token_digest.as_str())
        .bind(session.member.to_string())
        .bind(Instant(session.created_at))
        .bind(Instant(session.expires_at))
        .run()
        .await?;
    Ok(())
}

/// Whose open login session has that digest.
pub(crate) async fn session_member(
    conn: &mut Conn,
    society: &SocietySlug,
    token_digest: &str,
    now: Timestamp,
) -> Result<Option<MemberId>, DbError> {
    let row: Option<MemberIdRow> = conn
        .sql(SESSION_MEMBER)
        .bind(society.as_str())
        .bind(token_digest)
        .bind(Instant(now))
        .optional()
        .await?;
    Ok(row.map(|row| row.member_id))
}

/// Removes a login session.
pub(crate) async fn delete_session(
    tx: &mut Tx,
    society: &SocietySlug,
    token_digest: &str,
) -> Result<(), DbError> {
    tx.sql(DELETE_SESSION)
        .bind(society.as_str())
        .bind(token_digest)
        .run()
        .await?;
    Ok(())
}
