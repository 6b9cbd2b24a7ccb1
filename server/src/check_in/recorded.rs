//! The answer to a check-in as the database has it, for the page that shows it afterwards.

use super::answer::Answer;
use super::store::{self, Before};
use crate::app::{App, Tenant};
use crate::credits::waits_for_exit;
use crate::db::DbError;
use crate::programme;
use crate::programme::Session;
use crate::web::words::Words;
use jiff::{SignedDuration, Timestamp};
use shusseki_core::calendar::{SessionTime, Window};
use shusseki_core::check_in::Outcome;
use shusseki_core::ids::{MemberId, RoleKey, SessionId};
use shusseki_core::society::Society;
use shusseki_core::venue_code::PointNumber;
use std::collections::BTreeMap;

/// No two sessions further apart than this run at the same time.
const AROUND: SignedDuration = SignedDuration::from_hours(48);
/// More than anyone attends in these days.
const MOST: i64 = 100;

/// An attendance as the database has it.
#[derive(Debug)]
pub(crate) struct Recorded {
    /// Its answer.
    pub(crate) answer: Answer,
    /// The point of the same session that the member passed before, which earned the session's
    /// credits: they are granted once.
    pub(crate) earned_at: Option<Words>,
}

/// The member's attendance at a point of a session; `None` if there is none.
///
/// # Errors
/// As the engine says.
pub(crate) async fn recorded(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
    session: SessionId,
    point: PointNumber,
) -> Result<Option<Recorded>, DbError> {
    let mut conn = app.db.read().await?;
    let Some(session) = programme::store::session_by_id(&mut conn, tenant.slug(), session).await?
    else {
        return Ok(None);
    };
    let Some(attended) =
        store::attendance_at(&mut conn, tenant.slug(), session.number, point, member).await?
    else {
        return Ok(None);
    };
    let (since, until) = around(attended.scanned_at.0);
    let until = Before::instant(until);
    let near = store::attendances_of(&mut conn, tenant.slug(), member, since, &until, MOST).await?;
    let role = RoleKey::attending();
    // Credits that depend on time come with the way out, not with the first point.
    let earned_at = passed_before(&session, point, attended.scanned_at.0, &near)
        .filter(|_| !waits_for_exit(&tenant.society, &session, &role));
    let minutes = session.minutes_present(near.iter().filter_map(|other| {
        let here = other.session_id == session.id;
        let point = PointNumber::new(u8::try_from(other.point).ok()?);
        here.then_some((point, other.scanned_at.0))
    }));
    let others = near
        .into_iter()
        .filter(|other| overlaps(&tenant.society, &session, other))
        .map(|other| {
            (
                other.session_id,
                Words {
                    ja: other.title_ja,
                    en: other.title_en,
                },
            )
        });
    // Entry and exit of the same session are one.
    let others: BTreeMap<SessionId, Words> = others.collect();
    let at = attended.scanned_at.0;
    let outcome = Outcome::Registered {
        at,
        late: attended.late,
        overlaps: Vec::new(),
    };
    let overlaps = others.into_values().collect();
    Ok(Some(Recorded {
        answer: Answer::new(tenant, &session, point, &outcome, at, overlaps, minutes),
        earned_at,
    }))
}

fn passed_before(
    session: &Session,
    point: PointNumber,
    at: Timestamp,
    near: &[store::AttendanceRow],
) -> Option<Words> {
    let others = near.iter().filter(|row| {
        row.session_id == session.id && row.point != i64::from(point.get()) && row.scanned_at.0 < at
    });
    let first = others.min_by_key(|row| row.scanned_at.0)?;
    let first = PointNumber::new(u8::try_from(first.point).ok()?);
    session.point_name(first).map(Words::from)
}

/// The instants between which whatever overlaps was scanned; later attendances, however many,
/// leave it in sight.
fn around(scanned_at: Timestamp) -> (Timestamp, Timestamp) {
    (
        scanned_at.saturating_sub(AROUND).unwrap_or(Timestamp::MIN),
        scanned_at.saturating_add(AROUND).unwrap_or(Timestamp::MAX),
    )
}

fn overlaps(society: &Society, session: &Session, other: &store::AttendanceRow) -> bool {
    let time = SessionTime {
        window: Window::new(other.starts_at.0, other.ends_at.0),
        reception: society.is_reception(&other.activity),
    };
    other.session_id != session.id && time.clashes_with(&session.time(society))
}

#[cfg(test)]
mod tests {
    use super::around;
    use jiff::Timestamp;

    #[test]
    fn only_what_was_scanned_around_it_is_looked_through() {
        let at = "2026-11-20T01:00:00Z".parse().unwrap();
        let (since, until) = around(at);
        assert_eq!(since, "2026-11-18T01:00:00Z".parse().unwrap());
        assert_eq!(until, "2026-11-22T01:00:00Z".parse().unwrap());
        assert_eq!(around(Timestamp::MIN).0, Timestamp::MIN);
        assert_eq!(around(Timestamp::MAX).1, Timestamp::MAX);
    }
}
