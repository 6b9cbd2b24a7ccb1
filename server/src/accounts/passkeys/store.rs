//! Passkeys in the database.

use crate::db::{Conn, DbError, Instant, Tx, statements};
use jiff::Timestamp;
use shusseki_core::ids::{MemberId, SocietySlug};

statements! {
    OF_MEMBER = "SELECT credential_id, member_id, name, algorithm, public_key, added_at, used_at \
        FROM passkeys WHERE society_id = $1 AND member_id = $2 ORDER BY added_at, credential_id";
    BY_CREDENTIAL = "SELECT credential_id, member_id, name, algorithm, public_key, added_at, used_at \
        FROM passkeys WHERE society_id = $1 AND credential_id = $2";
    ADD = "INSERT INTO passkeys (society_id, credential_id, member_id, name, algorithm, public_key, \
        counter, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
        ON CONFLICT (society_id, credential_id) DO NOTHING";
    USE = "UPDATE passkeys SET counter = $3, used_at = $4 WHERE society_id = $1 \
        AND credential_id = $2 AND (counter < $3 OR (counter = 0 AND $3 = 0))";
    REMOVE = "DELETE FROM passkeys WHERE society_id = $1 AND member_id = $2 AND credential_id = $3";
    REMOVE_ALL = "DELETE FROM passkeys WHERE society_id = $1 AND member_id = $2";
    USE_CHALLENGE = "INSERT INTO used_challenges (society_id, challenge_digest, used_at) \
        VALUES ($1, $2, $3) ON CONFLICT (society_id, challenge_digest) DO NOTHING";
    CLEAR = "DELETE FROM used_challenges WHERE used_at <= $1";
}

/// A passkey.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::accounts) struct PasskeyRow {
    /// Its id, in Base64.
    pub(in crate::accounts) credential_id: String,
    /// Whose it is.
    #[sqlx(try_from = "String")]
    pub(in crate::accounts) member_id: MemberId,
    /// What the member calls it.
    pub(in crate::accounts) name: String,
    /// The COSE number of its algorithm.
    pub(in crate::accounts) algorithm: i64,
    /// Its public key, in Base64.
    pub(in crate::accounts) public_key: String,
    /// When it was added.
    pub(in crate::accounts) added_at: Instant,
    /// When it was last used.
    pub(in crate::accounts) used_at: Option<Instant>,
}

/// A passkey to be added.
pub(crate) struct NewPasskey<'a> {
    /// Its id, in Base64.
    pub(crate) credential: &'a str,
    /// Whose it is.
    pub(crate) member: MemberId,
    /// What the member calls it.
    pub(crate) name: &'a str,
    /// The COSE number of its algorithm.
    pub(crate) algorithm: i64,
    /// Its public key, in Base64.
    pub(crate) public_key: &'a str,
    /// How often it was used, as it counts.
    pub(crate) counter: u32,
    /// When it is added.
    pub(crate) at: Timestamp,
}

/// The member's passkeys, the oldest first.
pub(super) async fn of_member(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Vec<PasskeyRow>, DbError> {
    conn.sql(OF_MEMBER)
        .bind(society.as_str())
        .bind(member.to_string())
        .all()
        .await
}

/// The passkey of that id.
pub(super) async fn by_credential(
    conn: &mut Conn,
    society: &SocietySlug,
    credential: &str,
) -> Result<Option<PasskeyRow>, DbError> {
    conn.sql(BY_CREDENTIAL)
        .bind(society.as_str())
        .bind(credential)
        .optional()
        .await
}

/// Adds a passkey; false if there is one of that id.
pub(crate) async fn add(
    tx: &mut Tx,
    society: &SocietySlug,
    passkey: &NewPasskey<'_>,
) -> Result<bool, DbError> {
    let added = tx
        .sql(ADD)
        .bind(society.as_str())
        .bind(passkey.credential)
        .bind(passkey.member.to_string())
        .bind(passkey.name)
        .bind(passkey.algorithm)
        .bind(passkey.public_key)
        .bind(i64::from(passkey.counter))
        .bind(Instant(passkey.at))
        .run()
        .await?;
    Ok(added > 0)
}

/// Notes a use; false where the passkey counts and has not counted on, so that there is a copy of it.
pub(super) async fn note_use(
    tx: &mut Tx,
    society: &SocietySlug,
    credential: &str,
    counter: u32,
    at: Timestamp,
) -> Result<bool, DbError> {
    let noted = tx
        .sql(USE)
        .bind(society.as_str())
        .bind(credential)
        .bind(i64::from(counter))
        .bind(Instant(at))
        .run()
        .await?;
    Ok(noted > 0)
}

/// Removes a passkey of the member; false if there is none of that id.
pub(super) async fn remove(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    credential: &str,
) -> Result<bool, DbError> {
    let removed = tx
        .sql(REMOVE)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(credential)
        .run()
        .await?;
    Ok(removed > 0)
}

/// Removes all passkeys of the member.
pub(in crate::accounts) async fn remove_all(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
) -> Result<(), DbError> {
    tx.sql(REMOVE_ALL)
        .bind(society.as_str())
        .bind(member.to_string())
        .run()
        .await?;
    Ok(())
}

/// Uses a challenge up; false if it was used before.
pub(super) async fn use_challenge(
    tx: &mut Tx,
    society: &SocietySlug,
    digest: &str,
    at: Timestamp,
) -> Result<bool, DbError> {
    let used = tx
        .sql(USE_CHALLENGE)
        .bind(society.as_str())
        .bind(digest)
        .bind(Instant(at))
        .run()
        .await?;
    Ok(used > 0)
}

/// Forgets the challenges that were used until then; tells how many.
pub(super) async fn clear(tx: &mut Tx, until: Timestamp) -> Result<u64, DbError> {
    tx.sql(CLEAR).bind(Instant(until)).run().await
}
