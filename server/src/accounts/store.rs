//! Passwords in the database, and what is known of a member at the door.

use crate::db::{Conn, Day, DbError, Instant, Tx, statements};
use jiff::Timestamp;
use shusseki_core::ids::{MemberId, MemberNumber, SocietySlug};

statements! {
    PASSWORD_OF = "SELECT p.member_id, p.hash, p.changed_at, p.temporary_until, \
        p.temporary_used_at FROM members m \
        JOIN passwords p ON p.society_id = m.society_id AND p.member_id = m.member_id \
        WHERE m.society_id = $1 AND m.member_number = $2";
    PASSWORD_OF_MEMBER = "SELECT member_id, hash, changed_at, temporary_until, temporary_used_at \
        FROM passwords WHERE society_id = $1 AND member_id = $2";
    SET_PASSWORD = "INSERT INTO passwords (society_id, member_id, hash, changed_at) \
        VALUES ($1, $2, $3, $4) \
        ON CONFLICT (society_id, member_id) DO UPDATE SET hash = excluded.hash, \
        changed_at = excluded.changed_at, temporary_until = NULL, temporary_used_at = NULL, \
        reminder_off_until = NULL";
    SET_TEMPORARY = "INSERT INTO passwords (society_id, member_id, hash, changed_at, temporary_until) \
        VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (society_id, member_id) DO UPDATE SET hash = excluded.hash, \
        changed_at = excluded.changed_at, temporary_until = excluded.temporary_until, \
        temporary_used_at = NULL, reminder_off_until = NULL";
    USE_TEMPORARY = "UPDATE passwords SET temporary_used_at = $4 \
        WHERE society_id = $1 AND member_id = $2 AND hash = $3 \
        AND temporary_used_at IS NULL AND temporary_until > $4";
    REHASH = "UPDATE passwords SET hash = $4 \
        WHERE society_id = $1 AND member_id = $2 AND hash = $3";
    PUT_REMINDER_OFF = "UPDATE passwords SET reminder_off_until = $3 \
        WHERE society_id = $1 AND member_id = $2";
    KEEP_FORMER = "INSERT INTO former_passwords (society_id, member_id, replaced_at, hash) \
        SELECT society_id, member_id, CAST($3 AS BIGINT), hash FROM passwords \
        WHERE society_id = $1 AND member_id = $2 AND temporary_until IS NULL \
        ON CONFLICT (society_id, member_id, replaced_at) DO NOTHING";
    FORMER = "SELECT hash FROM former_passwords WHERE society_id = $1 AND member_id = $2 \
        ORDER BY replaced_at DESC LIMIT $3";
    FORGET_FORMER = "DELETE FROM former_passwords WHERE society_id = $1 AND member_id = $2 \
        AND replaced_at NOT IN (SELECT replaced_at FROM former_passwords \
        WHERE society_id = $1 AND member_id = $2 ORDER BY replaced_at DESC LIMIT $3)";
    DOOR_OF = "SELECT m.member_id, \
        (SELECT COUNT(*) FROM staff_roles r \
            WHERE r.society_id = m.society_id AND r.member_id = m.member_id) AS roles, \
        (SELECT COUNT(*) FROM authenticators a \
            WHERE a.society_id = m.society_id AND a.member_id = m.member_id) + \
        (SELECT COUNT(*) FROM passkeys k \
            WHERE k.society_id = m.society_id AND k.member_id = m.member_id) AS factors, \
        p.changed_at, p.temporary_until, p.reminder_off_until, \
        f.began_at, f.notice_accepted_at, f.confirm_by, f.confirmed_at, f.confirm_off_until \
        FROM members m \
        LEFT JOIN passwords p ON p.society_id = m.society_id AND p.member_id = m.member_id \
        LEFT JOIN first_logins f ON f.society_id = m.society_id AND f.member_id = m.member_id \
        WHERE m.society_id = $1 AND m.member_id = $2";
}

/// A member's stored password.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct PasswordRow {
    /// Whose it is.
    #[sqlx(try_from = "String")]
    pub(crate) member_id: MemberId,
    /// Its PHC string.
    pub(crate) hash: String,
    /// When it was set.
    pub(crate) changed_at: Instant,
    /// Until when it holds, if it is a temporary one of the office.
    pub(crate) temporary_until: Option<Instant>,
    /// When the temporary one was used.
    pub(crate) temporary_used_at: Option<Instant>,
}

/// What is known at the door of a member: the password's dates and how far the first login has come.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct DoorRow {
    /// Who.
    #[sqlx(try_from = "String")]
    pub(crate) member_id: MemberId,
    /// How many roles the member holds in the office.
    pub(crate) roles: i64,
    /// How many second factors the member has set up.
    pub(crate) factors: i64,
    /// When the password was set; none where there is none.
    pub(crate) changed_at: Option<Instant>,
    /// Until when the password holds, if it is a temporary one.
    pub(crate) temporary_until: Option<Instant>,
    /// Until when the reminder is put off.
    pub(crate) reminder_off_until: Option<Instant>,
    /// When the first own password was chosen here.
    pub(crate) began_at: Option<Instant>,
    /// When the notice was accepted.
    pub(crate) notice_accepted_at: Option<Instant>,
    /// The last day for confirming the profile.
    pub(crate) confirm_by: Option<Day>,
    /// When the profile was confirmed.
    pub(crate) confirmed_at: Option<Instant>,
    /// Until when confirming is put off.
    pub(crate) confirm_off_until: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct HashRow {
    hash: String,
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

/// The member's password.
pub(crate) async fn password_of_member(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Option<PasswordRow>, DbError> {
    conn.sql(PASSWORD_OF_MEMBER)
        .bind(society.as_str())
        .bind(member.to_string())
        .optional()
        .await
}

/// Stores a new password of the member's own.
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

/// Stores a temporary password in place of whatever there was.
pub(crate) async fn set_temporary(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    hash: &str,
    at: Timestamp,
    until: Timestamp,
) -> Result<(), DbError> {
    tx.sql(SET_TEMPORARY)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(hash)
        .bind(Instant(at))
        .bind(Instant(until))
        .run()
        .await?;
    Ok(())
}

/// Uses a temporary password up; false if somebody did before, or it is over.
pub(crate) async fn use_temporary(
    tx: &mut Tx,
    society: &SocietySlug,
    password: &PasswordRow,
    at: Timestamp,
) -> Result<bool, DbError> {
    let used = tx
        .sql(USE_TEMPORARY)
        .bind(society.as_str())
        .bind(password.member_id.to_string())
        .bind(password.hash.as_str())
        .bind(Instant(at))
        .run()
        .await?;
    Ok(used == 1)
}

/// Puts another hash of the same password in place, unless the password was changed meanwhile.
pub(crate) async fn rehash(
    tx: &mut Tx,
    society: &SocietySlug,
    password: &PasswordRow,
    hash: &str,
) -> Result<(), DbError> {
    tx.sql(REHASH)
        .bind(society.as_str())
        .bind(password.member_id.to_string())
        .bind(password.hash.as_str())
        .bind(hash)
        .run()
        .await?;
    Ok(())
}

/// Puts the reminder off.
pub(crate) async fn put_reminder_off(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    until: Timestamp,
) -> Result<(), DbError> {
    tx.sql(PUT_REMINDER_OFF)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(Instant(until))
        .run()
        .await?;
    Ok(())
}

/// Keeps the member's own password among the former ones, and of these the newest `keep`.
pub(crate) async fn keep_former(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    at: Timestamp,
    keep: i64,
) -> Result<(), DbError> {
    tx.sql(KEEP_FORMER)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(Instant(at))
        .run()
        .await?;
    tx.sql(FORGET_FORMER)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(keep)
        .run()
        .await?;
    Ok(())
}

/// The hashes of the newest former passwords.
pub(crate) async fn former(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
    count: i64,
) -> Result<Vec<String>, DbError> {
    let rows: Vec<HashRow> = conn
        .sql(FORMER)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(count)
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.hash).collect())
}

/// What is known of a member at the door.
pub(crate) async fn door_of(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Option<DoorRow>, DbError> {
    conn.sql(DOOR_OF)
        .bind(society.as_str())
        .bind(member.to_string())
        .optional()
        .await
}
