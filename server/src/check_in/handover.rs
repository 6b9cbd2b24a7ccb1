//! The attendances of a record that is merged into another: one a session and point, the earlier one.

use crate::app::Tenant;
use crate::credits;
use crate::credits::earning::{self, Earning};
use crate::db::{DbError, Instant, Tx, statements};
use crate::members::handover::Handover;
use crate::programme::store::session_by_id;
use shusseki_core::ids::{RoleKey, SessionId};
use shusseki_core::venue_code::PointNumber;

statements! {
    BOTH = "SELECT DISTINCT s.session_id FROM attendances a \
        JOIN attendances o ON o.society_id = a.society_id AND o.member_id = $3 \
        AND o.session_number = a.session_number \
        JOIN sessions s ON s.society_id = a.society_id AND s.session_number = a.session_number \
        WHERE a.society_id = $1 AND a.member_id = $2 ORDER BY s.session_id";
    /// What one of two at the same point earned, both did: so it stays, whichever stays.
    SHARE_EARNINGS = "UPDATE attendances SET earning = (SELECT MIN(o.earning) FROM attendances o \
        WHERE o.society_id = $1 AND o.member_id IN ($2, $3) \
        AND o.session_number = attendances.session_number AND o.point = attendances.point) \
        WHERE society_id = $1 AND member_id IN ($2, $3) AND earning IS NULL";
    /// Of two at the same point the later one, and of two at the same time the one that is handed over.
    DROP_LATER = "DELETE FROM attendances WHERE society_id = $1 AND member_id IN ($2, $3) \
        AND EXISTS (SELECT 1 FROM attendances o WHERE o.society_id = $1 AND o.member_id IN ($2, $3) \
        AND o.member_id <> attendances.member_id \
        AND o.session_number = attendances.session_number AND o.point = attendances.point \
        AND (o.scanned_at < attendances.scanned_at \
        OR (o.scanned_at = attendances.scanned_at AND o.member_id = $3)))";
    MOVE = "UPDATE attendances SET member_id = $3 WHERE society_id = $1 AND member_id = $2";
    /// Their requests can't come again: no token of the record that goes is let in.
    FORGET_REPEATED = "DELETE FROM repeated_requests WHERE society_id = $1 AND member_id = $2";
    EARN = "UPDATE attendances SET earning = $4 WHERE society_id = $1 AND member_id = $2 \
        AND session_number = $3 AND point = (SELECT MAX(o.point) FROM attendances o \
        WHERE o.society_id = $1 AND o.member_id = $2 AND o.session_number = $3) \
        AND NOT EXISTS (SELECT 1 FROM attendances o WHERE o.society_id = $1 AND o.member_id = $2 \
        AND o.session_number = $3 AND o.earning IS NOT NULL)";
    POINTS = "SELECT a.point, a.scanned_at FROM attendances a \
        JOIN sessions s ON s.society_id = a.society_id AND s.session_number = a.session_number \
        WHERE a.society_id = $1 AND a.member_id = $2 AND s.session_id = $3 ORDER BY a.point";
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    #[sqlx(try_from = "String")]
    session_id: SessionId,
}

#[derive(sqlx::FromRow)]
struct PointRow {
    point: i64,
    scanned_at: Instant,
}

/// Hands the attendances over, and after them the ledger. Where the way in is on the one record and the way
/// out on the other, the time is known now, and earns what it would have earned.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn hand_over(
    tx: &mut Tx,
    tenant: &Tenant,
    handover: &Handover<'_>,
) -> Result<(), DbError> {
    let both: Vec<SessionRow> = tx
        .sql(BOTH)
        .bind(handover.society.as_str())
        .bind(handover.from.to_string())
        .bind(handover.to.to_string())
        .all()
        .await?;
    handover
        .run(tx, &[SHARE_EARNINGS, DROP_LATER, MOVE])
        .await?;
    handover.end(tx, &[FORGET_REPEATED]).await?;
    credits::handover::hand_over(tx, handover).await?;
    for row in both {
        if let Some(earning) = earned_in(tx, tenant, handover, row.session_id).await? {
            earn(tx, handover, &earning).await?;
        }
    }
    Ok(())
}

/// Nothing where the session earned its credits on either record already.
async fn earn(tx: &mut Tx, handover: &Handover<'_>, earning: &Earning) -> Result<(), DbError> {
    earning::insert(tx, std::slice::from_ref(earning)).await?;
    tx.sql(EARN)
        .bind(handover.society.as_str())
        .bind(handover.to.to_string())
        .bind(i64::from(earning.session().get()))
        .bind(earning.name().get())
        .run()
        .await?;
    Ok(())
}

async fn earned_in(
    tx: &mut Tx,
    tenant: &Tenant,
    handover: &Handover<'_>,
    session: SessionId,
) -> Result<Option<Earning>, DbError> {
    let Some(session) = session_by_id(tx, handover.society, session).await? else {
        return Ok(None);
    };
    let rows: Vec<PointRow> = tx
        .sql(POINTS)
        .bind(handover.society.as_str())
        .bind(handover.to.to_string())
        .bind(session.id.to_string())
        .all()
        .await?;
    let passed = rows.into_iter().filter_map(|row| {
        let point = u8::try_from(row.point).ok()?;
        Some((PointNumber::new(point), row.scanned_at.0))
    });
    let minutes = session.minutes_present(passed);
    let role = RoleKey::attending();
    Ok(Earning::of(&tenant.society, &session, &role, minutes))
}
