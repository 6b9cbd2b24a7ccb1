//! Second factors and half-open logins in the database.

use crate::db::{Conn, DbError, Instant, Tx, statements};
use jiff::Timestamp;
use shusseki_core::ids::{MemberId, SocietySlug};

statements! {
    AUTHENTICATOR = "SELECT sealed FROM authenticators WHERE society_id = $1 AND member_id = $2";
    FACTORS = "SELECT a.added_at AS app_since, (SELECT COUNT(*) FROM passkeys k \
            WHERE k.society_id = m.society_id AND k.member_id = m.member_id) AS passkeys, \
        (SELECT COUNT(*) FROM recovery_codes c WHERE c.society_id = m.society_id \
            AND c.member_id = m.member_id AND c.used_at IS NULL) AS codes_left \
        FROM members m \
        LEFT JOIN authenticators a ON a.society_id = m.society_id AND a.member_id = m.member_id \
        WHERE m.society_id = $1 AND m.member_id = $2";
    ADD = "INSERT INTO authenticators (society_id, member_id, sealed, added_at, last_step) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (society_id, member_id) DO NOTHING";
    USE_STEP = "UPDATE authenticators SET last_step = $3 \
        WHERE society_id = $1 AND member_id = $2 AND last_step < $3";
    REMOVE = "DELETE FROM authenticators WHERE society_id = $1 AND member_id = $2";
    ADD_CODE = "INSERT INTO recovery_codes (society_id, member_id, code_digest) VALUES ($1, $2, $3)";
    USE_CODE = "UPDATE recovery_codes SET used_at = $4 \
        WHERE society_id = $1 AND member_id = $2 AND code_digest = $3 AND used_at IS NULL";
    REMOVE_CODES = "DELETE FROM recovery_codes WHERE society_id = $1 AND member_id = $2";
    REMOVE_CODES_WITHOUT_FACTOR = "DELETE FROM recovery_codes \
        WHERE society_id = $1 AND member_id = $2 \
        AND NOT EXISTS (SELECT 1 FROM authenticators WHERE society_id = $1 AND member_id = $2) \
        AND NOT EXISTS (SELECT 1 FROM passkeys WHERE society_id = $1 AND member_id = $2)";
    BEGIN = "INSERT INTO half_open_logins (society_id, token_digest, member_id, begun_at) \
        VALUES ($1, $2, $3, $4)";
    HALF_OPEN = "SELECT member_id FROM half_open_logins \
        WHERE society_id = $1 AND token_digest = $2 AND begun_at > $3";
    USE_HALF_OPEN = "DELETE FROM half_open_logins WHERE society_id = $1 AND token_digest = $2";
    DELETE_HALF_OPEN = "DELETE FROM half_open_logins WHERE society_id = $1 AND member_id = $2";
    CLEAR = "DELETE FROM half_open_logins WHERE begun_at <= $1";
}

#[derive(sqlx::FromRow)]
struct SealedRow {
    sealed: String,
}

/// What a member has set up.
#[derive(sqlx::FromRow)]
pub(super) struct FactorsRow {
    /// Since when there is an authenticator.
    pub(super) app_since: Option<Instant>,
    /// How many passkeys there are.
    pub(super) passkeys: i64,
    /// How many recovery codes were not used yet.
    pub(super) codes_left: i64,
}

#[derive(sqlx::FromRow)]
struct WhoRow {
    #[sqlx(try_from = "String")]
    member_id: MemberId,
}

/// The sealed secret of the member's authenticator, if there is one.
pub(super) async fn authenticator(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Option<String>, DbError> {
    let row: Option<SealedRow> = conn
        .sql(AUTHENTICATOR)
        .bind(society.as_str())
        .bind(member.to_string())
        .optional()
        .await?;
    Ok(row.map(|row| row.sealed))
}

/// What the member has set up.
pub(super) async fn factors(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Option<FactorsRow>, DbError> {
    conn.sql(FACTORS)
        .bind(society.as_str())
        .bind(member.to_string())
        .optional()
        .await
}

/// Adds an authenticator, of which the code of that half minute is used; false if there is one already.
pub(super) async fn add(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    sealed: &str,
    (at, step): (Timestamp, i64),
) -> Result<bool, DbError> {
    let added = tx
        .sql(ADD)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(sealed)
        .bind(Instant(at))
        .bind(step)
        .run()
        .await?;
    Ok(added > 0)
}

/// Uses the code of a half minute; false if it, or a later one, was used before.
pub(super) async fn use_step(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    step: i64,
) -> Result<bool, DbError> {
    let used = tx
        .sql(USE_STEP)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(step)
        .run()
        .await?;
    Ok(used > 0)
}

/// Removes the authenticator, and the recovery codes if nothing is left that they stand in for; false
/// if there was none.
pub(super) async fn remove(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
) -> Result<bool, DbError> {
    let removed = tx
        .sql(REMOVE)
        .bind(society.as_str())
        .bind(member.to_string())
        .run()
        .await?;
    remove_codes_without_factor(tx, society, member).await?;
    Ok(removed > 0)
}

/// Removes the recovery codes of a member who has no factor left.
pub(crate) async fn remove_codes_without_factor(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
) -> Result<(), DbError> {
    tx.sql(REMOVE_CODES_WITHOUT_FACTOR)
        .bind(society.as_str())
        .bind(member.to_string())
        .run()
        .await?;
    Ok(())
}

async fn remove_codes(tx: &mut Tx, society: &SocietySlug, member: MemberId) -> Result<(), DbError> {
    tx.sql(REMOVE_CODES)
        .bind(society.as_str())
        .bind(member.to_string())
        .run()
        .await?;
    Ok(())
}

/// Puts recovery codes in place of those that there were.
pub(super) async fn replace_codes(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    digests: &[String],
) -> Result<(), DbError> {
    remove_codes(tx, society, member).await?;
    for digest in digests {
        tx.sql(ADD_CODE)
            .bind(society.as_str())
            .bind(member.to_string())
            .bind(digest.as_str())
            .run()
            .await?;
    }
    Ok(())
}

/// Uses a recovery code; false if there is no such code, or it was used before.
pub(super) async fn use_code(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    digest: &str,
    at: Timestamp,
) -> Result<bool, DbError> {
    let used = tx
        .sql(USE_CODE)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(digest)
        .bind(Instant(at))
        .run()
        .await?;
    Ok(used > 0)
}

/// Stores a half-open login.
pub(super) async fn begin(
    tx: &mut Tx,
    society: &SocietySlug,
    token_digest: &str,
    member: MemberId,
    at: Timestamp,
) -> Result<(), DbError> {
    tx.sql(BEGIN)
        .bind(society.as_str())
        .bind(token_digest)
        .bind(member.to_string())
        .bind(Instant(at))
        .run()
        .await?;
    Ok(())
}

/// Whose half-open login it is that began later than that.
pub(super) async fn half_open(
    conn: &mut Conn,
    society: &SocietySlug,
    token_digest: &str,
    later_than: Timestamp,
) -> Result<Option<MemberId>, DbError> {
    let row: Option<WhoRow> = conn
        .sql(HALF_OPEN)
        .bind(society.as_str())
        .bind(token_digest)
        .bind(Instant(later_than))
        .optional()
        .await?;
    Ok(row.map(|row| row.member_id))
}

/// Uses a half-open login up; false if somebody did before.
pub(super) async fn use_half_open(
    tx: &mut Tx,
    society: &SocietySlug,
    token_digest: &str,
) -> Result<bool, DbError> {
    let used = tx
        .sql(USE_HALF_OPEN)
        .bind(society.as_str())
        .bind(token_digest)
        .run()
        .await?;
    Ok(used > 0)
}

/// Removes all half-open logins of a member.
pub(super) async fn delete_half_open(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
) -> Result<(), DbError> {
    tx.sql(DELETE_HALF_OPEN)
        .bind(society.as_str())
        .bind(member.to_string())
        .run()
        .await?;
    Ok(())
}

/// Clears away half-open logins that began until then; tells how many.
pub(super) async fn clear(tx: &mut Tx, until: Timestamp) -> Result<u64, DbError> {
    tx.sql(CLEAR).bind(Instant(until)).run().await
}
