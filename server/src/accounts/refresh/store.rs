//! Logins of apps in the database.

use crate::accounts::sessions::Place;
use crate::accounts::store::DoorRow;
use crate::db::{DbError, Instant, Tx, statements};
use crate::members::MemberStatus;
use jiff::Timestamp;

statements! {
    LOCK = "UPDATE login_sessions SET generation = generation \
        WHERE society_id = $1 AND member_id = $2 AND session_id = $3 AND kind = 'app'";
    BY_PLACE = "SELECT s.begun_at, s.used_at, s.generation, s.renewed_at, m.status, s.member_id, \
        (SELECT COUNT(*) FROM staff_roles r \
            WHERE r.society_id = s.society_id AND r.member_id = s.member_id) AS roles, \
        (SELECT COUNT(*) FROM authenticators a \
            WHERE a.society_id = s.society_id AND a.member_id = s.member_id) + \
        (SELECT COUNT(*) FROM passkeys k \
            WHERE k.society_id = s.society_id AND k.member_id = s.member_id) AS factors, \
        p.changed_at, p.temporary_until, p.reminder_off_until, \
        f.began_at, f.notice_accepted_at, f.confirm_by, f.confirmed_at, f.confirm_off_until \
        FROM login_sessions s \
        JOIN members m ON m.society_id = s.society_id AND m.member_id = s.member_id \
        LEFT JOIN passwords p ON p.society_id = s.society_id AND p.member_id = s.member_id \
        LEFT JOIN first_logins f ON f.society_id = s.society_id AND f.member_id = s.member_id \
        WHERE s.society_id = $1 AND s.member_id = $2 AND s.session_id = $3 AND s.kind = 'app'";
    RENEW = "UPDATE login_sessions SET generation = $4, token_digest = $5, renewed_at = $6, \
        used_at = $6 WHERE society_id = $1 AND member_id = $2 AND session_id = $3";
}

/// The login of an app, and what is known of the member.
#[derive(sqlx::FromRow)]
pub(super) struct AppRow {
    /// When it began.
    pub(super) begun_at: Instant,
    /// When it was last renewed, or began.
    pub(super) used_at: Instant,
    /// How often it was renewed: the generation of the newest token.
    pub(super) generation: i64,
    /// When it was last renewed.
    pub(super) renewed_at: Option<Instant>,
    #[sqlx(try_from = "String")]
    status: MemberStatus,
    /// What is known at the door.
    #[sqlx(flatten)]
    pub(super) door: DoorRow,
}

impl AppRow {
    /// Whether the door opens to the member at all.
    pub(super) fn may_log_in(&self) -> bool {
        self.status != MemberStatus::Withdrawn
    }
}

/// The login at that place, locked until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, place: &Place) -> Result<Option<AppRow>, DbError> {
    let (society, member, id) = (
        place.society.as_str(),
        place.member.to_string(),
        place.id.to_string(),
    );
    // An update that changes nothing locks the row, on both engines.
    let lock = tx.sql(LOCK).bind(society);
    lock.bind(member.clone()).bind(id.clone()).run().await?;
    let row = tx.sql(BY_PLACE).bind(society);
    row.bind(member).bind(id).optional().await
}

/// Moves the login on to the generation of the token with that digest.
pub(super) async fn renew(
    tx: &mut Tx,
    place: &Place,
    generation: u32,
    token_digest: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    tx.sql(RENEW)
        .bind(place.society.as_str())
        .bind(place.member.to_string())
        .bind(place.id.to_string())
        .bind(i64::from(generation))
        .bind(token_digest)
        .bind(Instant(at))
        .run()
        .await?;
    Ok(())
}
