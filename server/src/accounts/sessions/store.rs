//! Login sessions in the database.

use super::{Device, Kind, LoginId, Place};
use crate::accounts::store::DoorRow;
use crate::db::{Conn, DbError, Instant, Tx, statements};
use jiff::Timestamp;
use shusseki_core::ids::{MemberId, SocietySlug};

statements! {
    INSERT = "INSERT INTO login_sessions (society_id, member_id, session_id, kind, token_digest, \
        system, program, begun_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)";
    BY_TOKEN = "SELECT s.session_id, s.begun_at, s.used_at, s.member_id, \
        (SELECT COUNT(*) FROM staff_roles r \
            WHERE r.society_id = s.society_id AND r.member_id = s.member_id) AS roles, \
        (SELECT COUNT(*) FROM authenticators a \
            WHERE a.society_id = s.society_id AND a.member_id = s.member_id) + \
        (SELECT COUNT(*) FROM passkeys k \
            WHERE k.society_id = s.society_id AND k.member_id = s.member_id) AS factors, \
        p.changed_at, p.temporary_until, p.reminder_off_until, \
        f.began_at, f.notice_accepted_at, f.confirm_by, f.confirmed_at, f.confirm_off_until \
        FROM login_sessions s \
        LEFT JOIN passwords p ON p.society_id = s.society_id AND p.member_id = s.member_id \
        LEFT JOIN first_logins f ON f.society_id = s.society_id AND f.member_id = s.member_id \
        WHERE s.society_id = $1 AND s.token_digest = $2 AND s.kind = 'browser'";
    OF_MEMBER = "SELECT session_id, kind, token_digest, system, program, begun_at, used_at \
        FROM login_sessions WHERE society_id = $1 AND member_id = $2 \
        ORDER BY used_at DESC, session_id";
    NOTE_USE = "UPDATE login_sessions SET used_at = $4 \
        WHERE society_id = $1 AND member_id = $2 AND session_id = $3 AND used_at < $4";
    DELETE_BY_TOKEN = "DELETE FROM login_sessions WHERE society_id = $1 AND token_digest = $2";
    DELETE = "DELETE FROM login_sessions \
        WHERE society_id = $1 AND member_id = $2 AND session_id = $3";
    DELETE_OTHERS = "DELETE FROM login_sessions \
        WHERE society_id = $1 AND member_id = $2 AND token_digest <> $3";
    CLEAR = "DELETE FROM login_sessions WHERE begun_at <= $1 OR used_at <= $2";
}

/// A login session to be opened.
pub(crate) struct NewSession<'a> {
    /// Where it stands.
    pub(crate) place: &'a Place,
    /// What opens it.
    pub(crate) kind: Kind,
    /// SHA-256 of the token, in hexadecimal.
    pub(crate) token_digest: String,
    /// Who asks.
    pub(crate) device: &'a Device,
    /// When.
    pub(crate) at: Timestamp,
}

/// A login session, and what is known of the member at the door.
#[derive(sqlx::FromRow)]
pub(super) struct OpenRow {
    #[sqlx(try_from = "String")]
    pub(super) session_id: LoginId,
    pub(super) begun_at: Instant,
    pub(super) used_at: Instant,
    #[sqlx(flatten)]
    pub(super) door: DoorRow,
}

/// A login session of a member's list.
#[derive(sqlx::FromRow)]
pub(super) struct ListedRow {
    #[sqlx(try_from = "String")]
    pub(super) session_id: LoginId,
    #[sqlx(try_from = "String")]
    pub(super) kind: Kind,
    pub(super) token_digest: String,
    pub(super) system: String,
    pub(super) program: String,
    pub(super) begun_at: Instant,
    pub(super) used_at: Instant,
}

/// Stores a new login session.
pub(crate) async fn insert(tx: &mut Tx, session: &NewSession<'_>) -> Result<(), DbError> {
    let place = session.place;
    tx.sql(INSERT)
        .bind(place.society.as_str())
        .bind(place.member.to_string())
        .bind(place.id.to_string())
        .bind(session.kind.name())
        .bind(session.token_digest.as_str())
        .bind(session.device.system.as_str())
        .bind(session.device.program.as_str())
        .bind(Instant(session.at))
        .run()
        .await?;
    Ok(())
}

/// The login session of a browser with that digest.
pub(super) async fn by_token(
    conn: &mut Conn,
    society: &SocietySlug,
    token_digest: &str,
) -> Result<Option<OpenRow>, DbError> {
    conn.sql(BY_TOKEN)
        .bind(society.as_str())
        .bind(token_digest)
        .optional()
        .await
}

/// The member's login sessions, the one last used first.
pub(super) async fn of_member(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Vec<ListedRow>, DbError> {
    conn.sql(OF_MEMBER)
        .bind(society.as_str())
        .bind(member.to_string())
        .all()
        .await
}

/// Writes when it was last used, if that is later than what is written.
pub(super) async fn note_use(tx: &mut Tx, place: &Place, at: Timestamp) -> Result<(), DbError> {
    tx.sql(NOTE_USE)
        .bind(place.society.as_str())
        .bind(place.member.to_string())
        .bind(place.id.to_string())
        .bind(Instant(at))
        .run()
        .await?;
    Ok(())
}

/// Removes the login session with that digest.
pub(super) async fn delete_by_token(
    tx: &mut Tx,
    society: &SocietySlug,
    token_digest: &str,
) -> Result<(), DbError> {
    tx.sql(DELETE_BY_TOKEN)
        .bind(society.as_str())
        .bind(token_digest)
        .run()
        .await?;
    Ok(())
}

/// Removes a login session; false if there was none.
pub(crate) async fn delete(tx: &mut Tx, place: &Place) -> Result<bool, DbError> {
    let removed = tx
        .sql(DELETE)
        .bind(place.society.as_str())
        .bind(place.member.to_string())
        .bind(place.id.to_string())
        .run()
        .await?;
    Ok(removed > 0)
}

/// Removes the member's login sessions but the one with that digest; tells how many.
pub(super) async fn delete_others(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    kept_digest: &str,
) -> Result<u64, DbError> {
    tx.sql(DELETE_OTHERS)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(kept_digest)
        .run()
        .await
}

/// Removes every login session that began or was last used so long ago; tells how many.
pub(super) async fn clear(
    tx: &mut Tx,
    begun_until: Timestamp,
    used_until: Timestamp,
) -> Result<u64, DbError> {
    tx.sql(CLEAR)
        .bind(Instant(begun_until))
        .bind(Instant(used_until))
        .run()
        .await
}
