//! The list of attendances 参加履歴: as many years, and those kinds of event, as the society shows
//! (JSNM-10).

use super::store::{self, AttendanceRow, Before};
use crate::app::{App, Tenant};
use crate::db::DbError;
use crate::web::words::Words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use shusseki_core::calendar::{day_of, start_of};
use shusseki_core::ids::{MemberId, SessionId};
use utoipa::ToSchema;

/// An attendance, as a member sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Attendance {
    /// The session's id.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) session_id: SessionId,
    /// The point's number.
    pub(crate) point: i64,
    /// 大会名.
    pub(crate) event: Words,
    /// セッション名.
    pub(crate) session: Words,
    /// 種別: the kind of event.
    pub(crate) kind: Words,
    /// The activity.
    pub(crate) activity: Words,
    /// The room.
    pub(crate) room: Words,
    /// When the session began (UTC).
    #[schema(value_type = String, format = DateTime)]
    pub(crate) starts_at: Timestamp,
    /// When the session ended (UTC).
    #[schema(value_type = String, format = DateTime)]
    pub(crate) ends_at: Timestamp,
    /// 登録日時: when the code was scanned (UTC).
    #[schema(value_type = String, format = DateTime)]
    pub(crate) registered_at: Timestamp,
    /// How it is known: `poster`, `rotating`, `typed` or `staff-scan`.
    pub(crate) evidence: String,
    /// Whether it was uploaded after the session, or over an hour after the screen showed the code.
    pub(crate) late: bool,
    /// What the ledger granted for it, before the caps of a certification, as an exact decimal.
    /// Where a session has several points, it stands with the first of them.
    pub(crate) credits: Option<String>,
}

/// Where a page begins.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Position {
    scanned_at: Timestamp,
    session: i64,
    point: i64,
}

/// A page of attendances.
#[derive(Debug)]
pub(crate) struct Listed {
    /// The attendances, newest first.
    pub(crate) attendances: Vec<Attendance>,
    /// Where the next page begins.
    pub(crate) next: Option<Position>,
}

/// A member's attendances, newest first. `limit` counts what was looked through, so a page may
/// hold fewer: kinds of event that the society does not list are left out.
///
/// # Errors
/// As the engine says.
pub(crate) async fn page(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
    after: Option<Position>,
    limit: i64,
) -> Result<Listed, DbError> {
    let since = start_of(
        tenant
            .society
            .history
            .first_day_shown(day_of(app.clock.now())),
    );
    let before = after.map_or_else(
        || Before::instant(Timestamp::MAX),
        |position| Before {
            scanned_at: position.scanned_at,
            session: position.session,
            point: position.point,
        },
    );
    let mut conn = app.db.read().await?;
    // One more than asked for, to know whether another page follows.
    let mut rows =
        store::attendances_of(&mut conn, tenant.slug(), member, since, &before, limit + 1).await?;
    let more = i64::try_from(rows.len()).is_ok_and(|found| found > limit);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| Position {
        scanned_at: row.scanned_at.0,
        session: row.session_number,
        point: row.point,
    });
    let attendances = rows
        .into_iter()
        .filter(|row| is_listed(tenant, &row.kind))
        .map(|row| attendance(tenant, row))
        .collect();
    Ok(Listed { attendances, next })
}

fn is_listed(tenant: &Tenant, kind: &str) -> bool {
    let kind = kind
        .parse()
        .ok()
        .and_then(|key| tenant.society.event_kind(&key));
    kind.is_none_or(|kind| kind.listed_in_history)
}

fn attendance(tenant: &Tenant, row: AttendanceRow) -> Attendance {
    let society = &tenant.society;
    let kind = row
        .kind
        .parse()
        .ok()
        .and_then(|key| society.event_kind(&key));
    let activity = society.activity(&row.activity);
    Attendance {
        credits: row.credits,
        kind: kind.map_or_else(|| Words::same(&row.kind), |kind| (&kind.name).into()),
        activity: activity.map_or_else(
            || Words::same(row.activity.as_str()),
            |activity| (&activity.name).into(),
        ),
        session_id: row.session_id,
        point: row.point,
        event: Words {
            ja: row.event_ja,
            en: row.event_en,
        },
        session: Words {
            ja: row.title_ja,
            en: row.title_en,
        },
        room: Words {
            ja: row.room_ja,
            en: row.room_en,
        },
        starts_at: row.starts_at.0,
        ends_at: row.ends_at.0,
        registered_at: row.scanned_at.0,
        evidence: row.evidence,
        late: row.late,
    }
}
