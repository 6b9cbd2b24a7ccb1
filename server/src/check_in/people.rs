//! Who is in a batch, and what they attended lately.

use super::job::Job;
use super::look_up::{self, AttendedRow, Wanted};
use super::writes::Request;
use crate::db::{Conn, DbError};
use crate::members::facts::facts;
use crate::web::words::Words;
use jiff::Timestamp;
use shusseki_core::calendar::{SessionTime, Window};
use shusseki_core::check_in::{Attended, MemberFacts};
use shusseki_core::ids::{MemberId, SocietySlug};
use shusseki_core::society::Society;
use shusseki_core::venue_code::{PointNumber, SessionNumber};
use std::collections::HashMap;

/// A member of the batch.
#[derive(Debug)]
pub(super) struct Person {
    /// What the rules ask of the member.
    pub(super) facts: MemberFacts,
    /// What he or she attended lately, this batch included.
    pub(super) attended: Vec<AttendedPoint>,
    /// The sessions that earned their credits, this batch included.
    pub(super) earned: Vec<SessionNumber>,
    /// Requests that found the member registered already.
    pub(super) repeated: Vec<Request>,
}

/// A point of a session that a member passed.
#[derive(Debug, Clone)]
pub(super) struct AttendedPoint {
    pub(super) session: SessionNumber,
    pub(super) point: PointNumber,
    pub(super) time: SessionTime,
    pub(super) title: Words,
    pub(super) scanned_at: Timestamp,
    pub(super) late: bool,
    pub(super) overlaps: Vec<SessionNumber>,
    /// The request that registered it.
    pub(super) request: Option<Request>,
}

/// The members of a batch.
#[derive(Debug)]
pub(super) struct People<'j>(HashMap<(&'j SocietySlug, MemberId), Person>);

impl<'j> People<'j> {
    /// Looks up everybody.
    pub(super) async fn look_up(conn: &mut Conn, jobs: &'j [Job]) -> Result<Self, DbError> {
        let wanted: Vec<Wanted<'_>> = (0..).zip(jobs).map(|(at, job)| job.wanted(at)).collect();
        let mut people = Self(HashMap::with_capacity(jobs.len()));
        for row in look_up::members(conn, &wanted).await? {
            let Some(job) = at(jobs, row.place) else {
                continue;
            };
            people.0.entry(job.who()).or_insert_with(|| Person {
                facts: facts(row.class, row.status),
                attended: Vec::new(),
                earned: Vec::new(),
                repeated: Vec::new(),
            });
        }
        for row in look_up::attended(conn, &wanted).await? {
            let Some(job) = at(jobs, row.place) else {
                continue;
            };
            let earned = row.earning.is_some();
            let attended = AttendedPoint::stored(row, &job.tenant.society);
            if let (Some(person), Some(attended)) = (people.of(job), attended) {
                person.learn(attended, earned);
            }
        }
        for row in look_up::repeated(conn, &wanted).await? {
            let job = at(jobs, row.place);
            let request = job.and_then(|job| job.request.as_ref());
            if let (Some(person), Some(request)) = (job.and_then(|job| people.of(job)), request) {
                let key = request.key.clone();
                let digest = row.body_digest;
                person.repeated.push(Request { key, digest });
            }
        }
        Ok(people)
    }

    /// Takes everybody for whom that function makes of the check-in.
    pub(super) fn made_up(jobs: &'j [Job], person: impl Fn(&Job) -> Option<Person>) -> Self {
        let people = jobs
            .iter()
            .filter_map(|job| Some((job.who(), person(job)?)));
        Self(people.collect())
    }

    /// The member of a check-in, if there is such a member.
    pub(super) fn of(&mut self, job: &'j Job) -> Option<&mut Person> {
        self.0.get_mut(&job.who())
    }
}

fn at(jobs: &[Job], place: i64) -> Option<&Job> {
    jobs.get(usize::try_from(place).ok()?)
}

impl Person {
    /// Notes an attendance; two check-ins of the same member look up the same ones.
    fn learn(&mut self, attended: AttendedPoint, earned: bool) {
        if self.attended_at(attended.session, attended.point).is_none() {
            self.earned.extend(earned.then_some(attended.session));
            self.attended.push(attended);
        }
    }

    /// When and how the member checked in there, if at all.
    pub(super) fn attended_at(
        &self,
        session: SessionNumber,
        point: PointNumber,
    ) -> Option<&AttendedPoint> {
        self.attended
            .iter()
            .find(|attended| attended.session == session && attended.point == point)
    }

    /// Whether a point of the session earned its credits already, though they be voided since.
    pub(super) fn earned_at(&self, session: SessionNumber) -> bool {
        self.earned.contains(&session)
    }

    /// The attendance that a request with that key registered.
    pub(super) fn registered_by(&self, key: &str) -> Option<&AttendedPoint> {
        self.attended.iter().find(|attended| {
            attended
                .request
                .as_ref()
                .is_some_and(|request| request.key == key)
        })
    }

    /// What was asked for with that key when the member was registered already.
    pub(super) fn repeated_by(&self, key: &str) -> Option<&Request> {
        self.repeated.iter().find(|request| request.key == key)
    }

    /// The sessions attended, as the rule about overlaps wants them.
    pub(super) fn sessions(&self) -> Vec<Attended> {
        let sessions = self.attended.iter().map(|attended| Attended {
            session: attended.session,
            time: attended.time,
        });
        sessions.collect()
    }

    /// The titles of sessions attended.
    pub(super) fn titles(&self, sessions: &[SessionNumber]) -> Vec<Words> {
        let titles = sessions.iter().filter_map(|session| {
            let mut attended = self.attended.iter();
            let attended = attended.find(|attended| attended.session == *session)?;
            Some(attended.title.clone())
        });
        titles.collect()
    }
}

impl AttendedPoint {
    fn stored(row: AttendedRow, society: &Society) -> Option<Self> {
        let request = row.idempotency_key.zip(row.body_digest);
        let overlaps = row.overlapped.map(|list| serde_json::from_str(&list));
        Some(Self {
            session: SessionNumber::new(u32::try_from(row.session_number).ok()?),
            point: PointNumber::new(u8::try_from(row.point).ok()?),
            time: SessionTime {
                window: Window::new(row.starts_at.0, row.ends_at.0),
                reception: society.is_reception(&row.activity),
            },
            title: Words {
                ja: row.title_ja,
                en: row.title_en,
            },
            scanned_at: row.scanned_at.0,
            late: row.late,
            overlaps: overlaps.transpose().ok()?.unwrap_or_default(),
            request: request.map(|(key, digest)| Request { key, digest }),
        })
    }
}
