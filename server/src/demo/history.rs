//! What was attended in former years: sessions, attendances, and the credits that they earned.

use super::DemoError;
use super::scenario::{Account, Imported, Scenario, Series};
use crate::app::App;
use crate::check_in::writes::{NewAttendance, insert_attendances};
use crate::clock::{NoRandomness, Random};
use crate::credits::earning::{self, Earning};
use crate::credits::{self, EarningName, NewEntry, Origin};
use crate::db::Tx;
use crate::members::Member;
use crate::programme::writes::{insert_event, insert_session};
use crate::programme::{Event, Point, Session};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use shusseki_core::calendar::{Window, day_of, start_of};
use shusseki_core::check_in::{Evidence, PointKind};
use shusseki_core::credit::{Deed, Details, granted};
use shusseki_core::ids::{EntryId, EventId, MemberId, RoleKey, SessionId};
use shusseki_core::society::Society;
use shusseki_core::text::Text;
use shusseki_core::venue_code::{PointNumber, SessionNumber};
use std::collections::BTreeMap;

/// The point of a session that has only one.
pub(super) const ONLY_POINT: PointNumber = PointNumber::new(1);
/// One in so many of the crowd comes to a session of former years.
const ONE_IN: usize = 3;

/// A session of a former year, with the name under which accounts say that they attended it.
pub(super) struct Former {
    pub(super) name: String,
    pub(super) session: Session,
}

/// The only point of a session.
pub(super) fn only_point() -> Point {
    Point {
        number: ONLY_POINT,
        name: Text::new("受付", "Check-in"),
        kind: PointKind::Single,
    }
}

/// The sessions of former years, oldest first, so that their numbers grow with time.
pub(super) fn sessions(
    scenario: &Scenario,
    today: Date,
    random: &Random,
) -> Result<Vec<Former>, DemoError> {
    let mut former = Vec::new();
    for series in &scenario.history {
        for back in &series.back {
            let day = series.on.occurrence(today, *back)?;
            let name = format!("{}-{back}", series.key);
            former.push(Former {
                name,
                session: session(series, day, random)?,
            });
        }
    }
    former.sort_by_key(|former| former.session.window.opens);
    for (number, former) in (1..).zip(&mut former) {
        former.session.number = SessionNumber::new(number);
    }
    Ok(former)
}

fn session(series: &Series, day: Date, random: &Random) -> Result<Session, NoRandomness> {
    let opens = start_of(day) + SignedDuration::from_hours(series.hour);
    let plan = &series.event;
    Ok(Session {
        id: SessionId::new(random.uuid()?),
        number: SessionNumber::new(0),
        event: Event {
            id: EventId::new(random.uuid()?),
            kind: plan.kind.clone(),
            title: plan.title_in(day.year()),
            host: plan.host.clone(),
            venue: plan.venue.clone(),
            society_held: plan.society_held,
            first_day: day,
            last_day: day,
        },
        title: series.session.clone(),
        room: series.room.clone(),
        activity: series.activity.clone(),
        window: Window::new(opens, opens + SignedDuration::from_mins(series.minutes)),
        grace_before_minutes: None,
        grace_after_minutes: None,
        eligible_classes: None,
        cancelled: false,
        points: vec![only_point()],
        posters: Vec::new(),
    })
}

/// Stores the events and sessions of former years.
pub(super) async fn store(
    tx: &mut Tx,
    scenario: &Scenario,
    former: &[Former],
) -> Result<(), DemoError> {
    for former in former {
        insert_event(tx, &scenario.slug, &former.session.event).await?;
        insert_session(tx, &scenario.slug, &former.session).await?;
    }
    Ok(())
}

/// What was attended by whom; stored all at once.
pub(super) struct Register<'a> {
    society: &'a Society,
    random: &'a Random,
    attendances: Vec<NewAttendance>,
    earnings: BTreeMap<(SessionId, EarningName), Earning>,
    entries: Vec<NewEntry>,
}

impl<'a> Register<'a> {
    /// An empty one.
    pub(super) const fn new(society: &'a Society, app: &'a App) -> Self {
        Self {
            society,
            random: &app.random,
            attendances: Vec::new(),
            earnings: BTreeMap::new(),
            entries: Vec::new(),
        }
    }

    /// Notes that the member scanned the poster of the session's first point then.
    pub(super) fn attended(
        &mut self,
        session: &Session,
        member: MemberId,
        scanned_at: Timestamp,
        evidence: Evidence,
    ) {
        let registered_at = scanned_at + SignedDuration::from_secs(7);
        let earning = Earning::of(self.society, session, &RoleKey::attending(), None);
        let name = earning.as_ref().map(Earning::name);
        if let (Some(earning), Some(name)) = (earning, name) {
            self.earnings.insert((session.id, name), earning);
        }
        self.attendances.push(NewAttendance {
            society: self.society.slug.clone(),
            session: session.number,
            point: ONLY_POINT,
            member,
            scanned_at,
            registered_at,
            evidence: evidence.name(),
            late: false,
            overlaps: Vec::new(),
            request: None,
            earning: name,
        });
    }

    /// What an account attended, as its data says.
    pub(super) fn account(
        &mut self,
        account: &Account,
        member: &Member,
        former: &[Former],
        now: Timestamp,
    ) -> Result<(), DemoError> {
        for name in &account.attended {
            let found = former
                .iter()
                .find(|former| former.name == *name)
                .ok_or_else(|| {
                    DemoError::Data(format!(
                        "{} attended {name}, which is not in the history",
                        account.number
                    ))
                })?;
            let scanned_at = found.session.window.opens - SignedDuration::from_mins(12);
            self.attended(&found.session, member.id, scanned_at, Evidence::Poster);
        }
        for imported in &account.imported {
            let entry = self.imported(imported, member.id, now)?;
            self.entries.push(entry);
        }
        Ok(())
    }

    fn imported(
        &self,
        plan: &Imported,
        member: MemberId,
        now: Timestamp,
    ) -> Result<NewEntry, DemoError> {
        let day = plan.on.occurrence(day_of(now), plan.back)?;
        let deed = Deed {
            role: &plan.role,
            day,
            minutes: None,
        };
        let credits = granted(self.society, &plan.activity, &deed).ok_or_else(|| {
            DemoError::Data(format!(
                "{} has no credits for {}",
                plan.activity, plan.role
            ))
        })?;
        Ok(NewEntry {
            society: self.society.slug.clone(),
            member,
            id: EntryId::new(self.random.uuid()?),
            origin: Origin::Import,
            session: None,
            day,
            activity: plan.activity.clone(),
            role: plan.role.clone(),
            credits,
            society_held: plan.society_held,
            event_title: plan.event.clone(),
            session_title: plan.session.clone(),
            details: Details::default(),
            recorded_by: None,
            reason: None,
            stands_for: None,
            recorded_at: now,
            request_digest: None,
        })
    }

    /// Some of the crowd come to each session; how many differs, and so does the minute.
    pub(super) fn crowd(&mut self, crowd: &[Member], former: &[Former]) {
        for (which, former) in former.iter().enumerate() {
            let session = &former.session;
            let members = crowd.iter().enumerate().filter(|(place, member)| {
                (place * 7 + which * 5 + place / ONE_IN).is_multiple_of(ONE_IN)
                    && member.joined_on <= session.event.first_day
            });
            for (place, member) in members {
                let minute = (place * 11 + which) % 25;
                let before = SignedDuration::from_mins(20 - i64::try_from(minute).unwrap_or(0));
                self.attended(
                    session,
                    member.id,
                    session.window.opens - before,
                    evidence(place),
                );
            }
        }
    }

    /// Stores everything noted.
    pub(super) async fn store(self, tx: &mut Tx) -> Result<(), DemoError> {
        let earnings: Vec<Earning> = self.earnings.into_values().collect();
        earning::insert(tx, &earnings).await?;
        insert_attendances(tx, &self.attendances).await?;
        credits::grant(tx, &self.entries).await?;
        Ok(())
    }
}

/// Most scan the poster; some type its code, some have their pass scanned.
const fn evidence(place: usize) -> Evidence {
    match place % 11 {
        3 => Evidence::Typed,
        8 => Evidence::StaffScan,
        _ => Evidence::Poster,
    }
}

#[cfg(test)]
mod tests {
    use crate::clock::Random;
    use crate::demo::scenario::shipped;

    #[test]
    fn what_accounts_attended_is_in_the_history_at_any_time_of_the_year() {
        for scenario in shipped().unwrap() {
            for today in ["2026-01-01", "2026-06-15", "2026-11-21", "2028-02-29"] {
                let former =
                    super::sessions(&scenario, today.parse().unwrap(), &Random::system()).unwrap();
                for name in scenario
                    .accounts
                    .iter()
                    .flat_map(|account| &account.attended)
                {
                    assert!(
                        former.iter().any(|former| former.name == *name),
                        "{}: {name}",
                        scenario.slug
                    );
                }
            }
        }
    }
}
