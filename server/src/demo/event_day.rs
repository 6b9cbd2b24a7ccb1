//! The event that is going on: sessions that run now, in two rooms and more, one that is over,
//! one that is still to come.

use super::DemoError;
use super::history::{Register, only_point};
use super::scenario::{Scenario, SessionPlan, When};
use crate::app::{App, Tenant};
use crate::db::{Conn, DbError, Tx};
use crate::members::Member;
use crate::programme::posters::issue;
use crate::programme::store::sessions_between;
use crate::programme::writes::{insert_event, insert_session};
use crate::programme::{Event, Point, Session};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use shusseki_core::calendar::{Window, day_of, start_of};
use shusseki_core::check_in::{Evidence, PointKind};
use shusseki_core::ids::{EventId, SessionId};
use shusseki_core::venue_code::{PointNumber, SessionNumber};
use std::sync::Arc;

const SECONDS_AN_HOUR: i64 = 3600;
/// A running session began in the hour before this one and lasts so long: eight hours from now at least.
const RUNS_FOR: SignedDuration = SignedDuration::from_hours(10);
/// Sessions that end sooner don't count as running when the demo starts: one wants to try it.
const TIME_TO_TRY: SignedDuration = SignedDuration::from_mins(30);
/// Sessions in parallel without which the demo has nothing to show.
const ROOMS_AT_LEAST: usize = 2;
/// One in so many of the crowd is in the hall already.
const ONE_IN: usize = 3;

/// The society that a scenario is about.
pub(super) fn tenant(app: &App, scenario: &Scenario) -> Result<Arc<Tenant>, DemoError> {
    app.societies
        .get(scenario.slug.as_str())
        .ok_or_else(|| DemoError::Data(format!("there is no definition of {}", scenario.slug)))
}

/// Sees that sessions are running: adds a new day of the event where they no longer do.
pub(super) async fn keep_running(app: &App, scenarios: &[Scenario]) -> Result<(), DemoError> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    for scenario in scenarios {
        let tenant = &tenant(app, scenario)?;
        let current = current(&mut tx, tenant, now).await?;
        let wanted = Window::new(now, now + TIME_TO_TRY);
        let running = |session: &Session| {
            session.window.contains(wanted.opens) && session.window.contains(wanted.closes)
        };
        if current.iter().filter(|session| running(session)).count() < ROOMS_AT_LEAST {
            let all = sessions_between(
                &mut tx,
                tenant.slug(),
                Window::new(Timestamp::MIN, Timestamp::MAX),
            )
            .await?;
            let newest = all
                .iter()
                .map(|session| session.number.get())
                .max()
                .unwrap_or(0);
            add(app, &mut tx, tenant, scenario, newest, now).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// The sessions of yesterday, today and tomorrow for which posters hang.
///
/// # Errors
/// As the engine says.
pub(super) async fn current(
    conn: &mut Conn,
    tenant: &Tenant,
    now: Timestamp,
) -> Result<Vec<Session>, DbError> {
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    let today = start_of(day_of(now));
    let near = Window::new(today - days(1), today + days(2));
    let mut sessions = sessions_between(conn, tenant.slug(), near).await?;
    sessions.retain(|session| session.posters.iter().any(|poster| !poster.revoked));
    Ok(sessions)
}

/// Adds a day of the event, with posters; session numbers go on after `newest`.
pub(super) async fn add(
    app: &App,
    tx: &mut Tx,
    tenant: &Tenant,
    scenario: &Scenario,
    newest: u32,
    now: Timestamp,
) -> Result<Vec<Session>, DemoError> {
    let event = event(app, scenario, now)?;
    insert_event(tx, tenant.slug(), &event).await?;
    let mut sessions = Vec::with_capacity(scenario.event_day.sessions.len());
    for (number, plan) in (newest + 1..).zip(&scenario.event_day.sessions) {
        let session = Session {
            id: SessionId::new(app.random.uuid()?),
            number: SessionNumber::new(number),
            event: event.clone(),
            title: plan.title.clone(),
            room: plan.room.clone(),
            activity: plan.activity.clone(),
            window: window(plan.when, now),
            grace_before_minutes: None,
            grace_after_minutes: None,
            eligible_classes: plan.classes.clone(),
            cancelled: false,
            points: points(plan),
            posters: Vec::new(),
        };
        insert_session(tx, tenant.slug(), &session).await?;
        for point in &session.points {
            issue(tx, &app.random, tenant, &session, point.number, now).await?;
        }
        sessions.push(session);
    }
    Ok(sessions)
}

/// Some of the crowd have checked in already, so that the office has something to watch.
pub(super) fn fill_halls(
    register: &mut Register<'_>,
    scenario: &Scenario,
    sessions: &[Session],
    crowd: &[Member],
    now: Timestamp,
) -> Result<(), DemoError> {
    let planned = scenario.event_day.sessions.iter().zip(sessions);
    for (_, session) in planned.filter(|(plan, _)| plan.attended) {
        let latest = now.min(session.window.closes);
        let present = crowd
            .iter()
            .enumerate()
            .filter(|(place, _)| place.is_multiple_of(ONE_IN));
        for (place, member) in present {
            let after = SignedDuration::from_secs(i64::try_from(place * 97).unwrap_or(0));
            let scanned_at = (session.window.opens + after).min(latest);
            register.attended(session, member.id, scanned_at, Evidence::Poster);
        }
    }
    Ok(())
}

fn event(app: &App, scenario: &Scenario, now: Timestamp) -> Result<Event, DemoError> {
    let plan = &scenario.event_day.event;
    let today = day_of(now);
    let (first_day, last_day) = neighbours(today);
    Ok(Event {
        id: EventId::new(app.random.uuid()?),
        kind: plan.kind.clone(),
        title: plan.title_in(today.year()),
        host: plan.host.clone(),
        venue: plan.venue.clone(),
        society_held: plan.society_held,
        first_day,
        last_day,
    })
}

fn neighbours(today: Date) -> (Date, Date) {
    (
        today.checked_sub(1.day()).unwrap_or(today),
        today.checked_add(1.day()).unwrap_or(today),
    )
}

/// When a session is. Now may be three in the morning, so running ones follow the clock, and the
/// others keep the hours of a congress.
fn window(when: When, now: Timestamp) -> Window {
    let today = start_of(day_of(now));
    let hours = SignedDuration::from_hours;
    match when {
        When::Running => {
            let into_the_hour = SignedDuration::new(
                now.as_second().rem_euclid(SECONDS_AN_HOUR),
                now.subsec_nanosecond(),
            );
            let opens = now - into_the_hour - hours(1);
            Window::new(opens, opens + RUNS_FOR)
        }
        When::Yesterday => Window::new(
            today - hours(11),
            today - hours(11) + SignedDuration::from_mins(90),
        ),
        When::Tomorrow => Window::new(
            today + hours(34),
            today + hours(34) + SignedDuration::from_mins(90),
        ),
    }
}

fn points(plan: &SessionPlan) -> Vec<Point> {
    if plan.points.is_empty() {
        return vec![only_point()];
    }
    // The demo's scenarios name the way in first and the way out second.
    let kinds = [PointKind::Entry, PointKind::Exit].into_iter();
    let kinds = kinds.chain(std::iter::repeat(PointKind::Single));
    let numbered = (1..).zip(&plan.points).zip(kinds);
    numbered
        .map(|((number, name), kind)| Point {
            number: PointNumber::new(number),
            name: name.clone(),
            kind,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{When, window};
    use jiff::{SignedDuration, Timestamp};

    #[test]
    fn running_sessions_run_for_eight_hours_whatever_the_hour() {
        for now in [
            "2026-11-20T18:00:00Z",
            "2026-11-20T18:59:59.999Z",
            "2026-12-31T15:00:01Z",
        ] {
            let now: Timestamp = now.parse().unwrap();
            let running = window(When::Running, now);
            assert!(
                now.duration_since(running.opens) >= SignedDuration::from_hours(1),
                "{now}"
            );
            assert!(
                running.closes.duration_since(now) >= SignedDuration::from_hours(8),
                "{now}"
            );
            assert_eq!(running.opens.as_second() % 3600, 0, "{now}");
        }
    }

    #[test]
    fn yesterday_is_over_and_tomorrow_has_not_begun_with_their_grace() {
        let grace = SignedDuration::from_mins(60);
        for now in [
            "2026-11-20T15:00:00Z",
            "2026-11-20T14:59:59Z",
            "2026-11-20T03:00:00Z",
        ] {
            let now: Timestamp = now.parse().unwrap();
            assert!(window(When::Yesterday, now).closes + grace < now, "{now}");
            assert!(now + grace < window(When::Tomorrow, now).opens, "{now}");
        }
    }
}
