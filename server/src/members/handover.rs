//! What one record has becomes another's: each room hands over the rows of its own tables, in the
//! transaction of a merge, or afterwards what came too late for it.

use super::Member;
use super::store::{MemberRow, member_columns};
use crate::db::{Conn, Day, DbError, Instant, Statement, Tx, statements};
use jiff::Timestamp;
use jiff::civil::Date;
use shusseki_core::ids::{MemberId, SocietySlug};

statements! {
    /// Two that wait for the same field: the one of the record that stays is decided.
    REPLACE_REQUESTS = "UPDATE profile_requests SET state = 'replaced', decided_at = $4 \
        WHERE society_id = $1 AND member_id = $2 AND state = 'waiting' AND field IN \
        (SELECT o.field FROM profile_requests o WHERE o.society_id = $1 AND o.member_id = $3 \
        AND o.state = 'waiting')";
    MOVE_REQUESTS = "UPDATE profile_requests SET member_id = $3 \
        WHERE society_id = $1 AND member_id = $2";
    MOVE_DATA_REQUESTS = "UPDATE data_requests SET member_id = $3 \
        WHERE society_id = $1 AND member_id = $2";
    DROP_APPOINTMENTS = "DELETE FROM appointments WHERE society_id = $1 AND member_id = $2 \
        AND EXISTS (SELECT 1 FROM appointments o WHERE o.society_id = $1 AND o.member_id = $3 \
        AND o.kind = appointments.kind AND o.body_ja = appointments.body_ja \
        AND o.title_ja = appointments.title_ja AND o.first_day = appointments.first_day)";
    MOVE_APPOINTMENTS = "UPDATE appointments SET member_id = $3, revision = revision + 1 \
        WHERE society_id = $1 AND member_id = $2";
    DROP_PROFILE = "DELETE FROM profiles WHERE society_id = $1 AND member_id = $2";
    DROP_DRAFT = "DELETE FROM profile_drafts WHERE society_id = $1 AND member_id = $2";
    /// What was merged into the record that goes now follows it.
    FOLLOW = "UPDATE members SET merged_into = $3 WHERE society_id = $1 AND merged_into = $2";
    BURY = "UPDATE members SET merged_into = $3, status = 'withdrawn', status_since = $4, mail = NULL \
        WHERE society_id = $1 AND member_id = $2 AND merged_into IS NULL \
        AND EXISTS (SELECT 1 FROM members o WHERE o.society_id = $1 AND o.member_id = $3 \
        AND o.merged_into IS NULL)";
    MERGED = concat!("SELECT ", member_columns!(), " FROM members m \
        WHERE m.society_id = $1 AND m.merged_into = $2 ORDER BY m.member_number LIMIT 20");
    LATE = "SELECT m.member_id, m.merged_into FROM members m \
        WHERE m.society_id = $1 AND m.merged_into IS NOT NULL \
        AND (EXISTS (SELECT 1 FROM attendances a WHERE a.society_id = m.society_id \
        AND a.member_id = m.member_id) OR EXISTS (SELECT 1 FROM credit_entries c \
        WHERE c.society_id = m.society_id AND c.member_id = m.member_id)) LIMIT 100";
}

/// Whose rows become whose.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Handover<'a> {
    /// The society.
    pub(crate) society: &'a SocietySlug,
    /// The record that goes.
    pub(crate) from: MemberId,
    /// The record that stays.
    pub(crate) to: MemberId,
}

impl Handover<'_> {
    /// Runs statements, each of which names the society as `$1`, who gives as `$2` and who gets as `$3`.
    ///
    /// # Errors
    /// The database failed; the transaction should then be abandoned.
    pub(crate) async fn run(&self, tx: &mut Tx, statements: &[Statement]) -> Result<(), DbError> {
        for statement in statements {
            tx.sql(*statement)
                .bind(self.society.as_str())
                .bind(self.from.to_string())
                .bind(self.to.to_string())
                .run()
                .await?;
        }
        Ok(())
    }

    /// Runs statements over what only the record that goes has, which name no other.
    ///
    /// # Errors
    /// The database failed; the transaction should then be abandoned.
    pub(crate) async fn end(&self, tx: &mut Tx, statements: &[Statement]) -> Result<(), DbError> {
        for statement in statements {
            tx.sql(*statement)
                .bind(self.society.as_str())
                .bind(self.from.to_string())
                .run()
                .await?;
        }
        Ok(())
    }
}

/// Hands over what the members' own tables hold: requests and appointments; profile and draft go.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn hand_over(
    tx: &mut Tx,
    handover: &Handover<'_>,
    at: Timestamp,
) -> Result<(), DbError> {
    tx.sql(REPLACE_REQUESTS)
        .bind(handover.society.as_str())
        .bind(handover.from.to_string())
        .bind(handover.to.to_string())
        .bind(Instant(at))
        .run()
        .await?;
    let moved = [
        MOVE_REQUESTS,
        MOVE_DATA_REQUESTS,
        DROP_APPOINTMENTS,
        MOVE_APPOINTMENTS,
    ];
    handover.run(tx, &moved).await?;
    handover.end(tx, &[DROP_PROFILE, DROP_DRAFT]).await
}

/// Notes that the one record was merged into the other, with whatever was merged into it before; false
/// where either was merged already.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn bury(tx: &mut Tx, handover: &Handover<'_>, on: Date) -> Result<bool, DbError> {
    handover.run(tx, &[FOLLOW]).await?;
    let buried = tx
        .sql(BURY)
        .bind(handover.society.as_str())
        .bind(handover.from.to_string())
        .bind(handover.to.to_string())
        .bind(Day(on))
        .run()
        .await?;
    Ok(buried > 0)
}

/// The records that were merged into this one.
///
/// # Errors
/// The database failed.
pub(crate) async fn merged(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Vec<Member>, DbError> {
    let rows: Vec<MemberRow> = conn
        .sql(MERGED)
        .bind(society.as_str())
        .bind(member.to_string())
        .all()
        .await?;
    Ok(rows.into_iter().map(Member::from).collect())
}

#[derive(sqlx::FromRow)]
struct LateRow {
    #[sqlx(try_from = "String")]
    member_id: MemberId,
    #[sqlx(try_from = "String")]
    merged_into: MemberId,
}

/// Records that were merged and have attendances or credits again, each with the one that stays.
///
/// # Errors
/// The database failed.
pub(crate) async fn late(
    conn: &mut Conn,
    society: &SocietySlug,
) -> Result<Vec<(MemberId, MemberId)>, DbError> {
    let rows: Vec<LateRow> = conn.sql(LATE).bind(society.as_str()).all().await?;
    let pairs = rows.into_iter().map(|row| (row.member_id, row.merged_into));
    Ok(pairs.collect())
}
