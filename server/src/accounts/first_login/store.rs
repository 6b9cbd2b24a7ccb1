//! First logins in the database.

use crate::db::{Day, DbError, Instant, Statement, Tx, statements};
use jiff::Timestamp;
use jiff::civil::Date;
use shusseki_core::ids::{MemberId, SocietySlug};

statements! {
    BEGIN = "INSERT INTO first_logins (society_id, member_id, began_at, confirm_by) \
        VALUES ($1, $2, $3, $4) ON CONFLICT (society_id, member_id) DO NOTHING";
    ACCEPT_NOTICE = "UPDATE first_logins SET notice_accepted_at = $3 \
        WHERE society_id = $1 AND member_id = $2 AND notice_accepted_at IS NULL";
    CONFIRM_PROFILE = "UPDATE first_logins SET confirmed_at = $3 \
        WHERE society_id = $1 AND member_id = $2 AND confirmed_at IS NULL";
    PUT_CONFIRMING_OFF = "UPDATE first_logins SET confirm_off_until = $3 \
        WHERE society_id = $1 AND member_id = $2";
}

/// Begins it, unless it began before.
pub(crate) async fn begin(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    at: Timestamp,
    confirm_by: Option<Date>,
) -> Result<(), DbError> {
    tx.sql(BEGIN)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(Instant(at))
        .bind(confirm_by.map(Day))
        .run()
        .await?;
    Ok(())
}

/// The notice is accepted; false if it was before, or nobody asked.
pub(crate) async fn accept_notice(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    at: Timestamp,
) -> Result<bool, DbError> {
    mark(tx, ACCEPT_NOTICE, society, member, at).await
}

/// The profile is confirmed; false if it was before, or nobody asked.
pub(crate) async fn confirm_profile(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    at: Timestamp,
) -> Result<bool, DbError> {
    mark(tx, CONFIRM_PROFILE, society, member, at).await
}

/// Confirming is put off.
pub(super) async fn put_confirming_off(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    until: Timestamp,
) -> Result<(), DbError> {
    mark(tx, PUT_CONFIRMING_OFF, society, member, until).await?;
    Ok(())
}

/// Notes a moment in the member's row; false if the statement left it as it was.
async fn mark(
    tx: &mut Tx,
    statement: Statement,
    society: &SocietySlug,
    member: MemberId,
    moment: Timestamp,
) -> Result<bool, DbError> {
    let changed = tx
        .sql(statement)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(Instant(moment))
        .run()
        .await?;
    Ok(changed == 1)
}
