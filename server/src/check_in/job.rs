//! A check-in on its way through the writer.

use super::look_up::Wanted;
use super::people::{AttendedPoint, Person};
use super::writes::{NewAttendance, Request};
use crate::app::Tenant;
use crate::credits::Earning;
use crate::programme::Session;
use crate::web::words::Words;
use jiff::Timestamp;
use shusseki_core::check_in::{Evidence, LatePolicy, Outcome, Scan, SessionFacts};
use shusseki_core::ids::{MemberId, RoleKey, SocietySlug};
use shusseki_core::venue_code::{PointNumber, SessionNumber};
use std::sync::Arc;

/// A check-in with all that has to be known to decide it, except who the member is and what he or
/// she attended.
pub(crate) struct Job {
    pub(super) tenant: Arc<Tenant>,
    pub(super) session: Arc<Session>,
    /// Sessions with this number or a higher one may matter to it.
    pub(super) since: SessionNumber,
    pub(super) facts: SessionFacts,
    pub(super) point: PointNumber,
    pub(super) member: MemberId,
    pub(super) evidence: Evidence,
    pub(super) scan: Scan,
    pub(super) policy: LatePolicy,
    pub(super) request: Option<Request>,
}

/// What a check-in comes to when it is not refused.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// Registered, or registered before.
    pub(super) outcome: Outcome,
    /// When the code was scanned first.
    pub(super) registered_at: Timestamp,
    /// The titles of the sessions that overlap.
    pub(super) overlaps: Vec<Words>,
    /// How many minutes the member was there, once entry and exit are known.
    pub(super) minutes: Option<u32>,
}

impl Job {
    /// The member, among all societies.
    pub(super) fn who(&self) -> (&SocietySlug, MemberId) {
        (self.tenant.slug(), self.member)
    }

    /// What has to be looked up for it, at that place of a batch.
    pub(super) fn wanted(&self, place: i64) -> Wanted<'_> {
        Wanted {
            place,
            society: self.tenant.slug(),
            member: self.member,
            since: self.since,
            request: self.request.as_ref(),
        }
    }

    /// The attendance that it registers.
    pub(super) fn attendance(
        &self,
        scanned_at: Timestamp,
        late: bool,
        overlaps: Vec<SessionNumber>,
    ) -> NewAttendance {
        NewAttendance {
            society: self.tenant.slug().clone(),
            member: self.member,
            session: self.session.number,
            point: self.point,
            scanned_at,
            registered_at: self.scan.received_at,
            evidence: self.evidence.name(),
            late,
            overlaps,
            request: self.request.clone(),
            earning: None,
        }
    }

    /// The same attendance, as later check-ins of the batch see it.
    pub(super) fn attended_point(&self, new: &NewAttendance) -> AttendedPoint {
        AttendedPoint {
            session: new.session,
            point: new.point,
            time: self.facts.time,
            title: (&self.session.title).into(),
            scanned_at: new.scanned_at,
            late: new.late,
            overlaps: new.overlaps.clone(),
            request: new.request.clone(),
        }
    }

    /// What it earns, now that it is among what the member attended; nothing where another point of
    /// the session earned its credits before.
    pub(super) fn earning(&self, person: &Person) -> Option<Earning> {
        if person.earned_at(self.session.number) {
            return None;
        }
        let role = RoleKey::attending();
        let minutes = self.minutes(person);
        Earning::of(&self.tenant.society, &self.session, &role, minutes)
    }

    /// How many minutes the member was in the session, once entry and exit are known.
    pub(super) fn minutes(&self, person: &Person) -> Option<u32> {
        let attended = person.attended.iter();
        let here = attended.filter(|attended| attended.session == self.session.number);
        self.session
            .minutes_present(here.map(|attended| (attended.point, attended.scanned_at)))
    }
}
