//! Events, sessions, their points, and the codes on the wall.

pub(crate) mod api;
pub(crate) mod cache;
pub(crate) mod keys;
pub(crate) mod posters;
pub(crate) mod store;
pub(crate) mod writes;

use jiff::Timestamp;
use jiff::civil::Date;
use shusseki_core::calendar::{SessionTime, Window};
use shusseki_core::check_in::{Passing, PointKind, SessionFacts, minutes_present};
use shusseki_core::ids::{ActivityKey, ClassKey, EventId, EventKindKey, SessionId};
use shusseki_core::society::Society;
use shusseki_core::text::Text;
use shusseki_core::venue_code::{PointNumber, PosterSerial, SessionNumber};

/// An event 大会.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    /// The program's own id.
    pub(crate) id: EventId,
    /// Its kind, as the definition names it.
    pub(crate) kind: EventKindKey,
    /// 大会名.
    pub(crate) title: Text,
    /// 主催者.
    pub(crate) host: Text,
    /// 会場.
    pub(crate) venue: Text,
    /// Whether the society itself holds it (JHRS-15).
    pub(crate) society_held: bool,
    /// The first day.
    pub(crate) first_day: Date,
    /// The last day.
    pub(crate) last_day: Date,
}

/// A session セッション with its event, its points and its posters.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// The program's own id.
    pub(crate) id: SessionId,
    /// The number in its venue codes.
    pub(crate) number: SessionNumber,
    /// The event it belongs to.
    pub(crate) event: Event,
    /// セッション名.
    pub(crate) title: Text,
    /// The room.
    pub(crate) room: Text,
    /// What attending it is, as the definition names it.
    pub(crate) activity: ActivityKey,
    /// From its beginning to its end.
    pub(crate) window: Window,
    /// Minutes before the beginning from which one may check in; the society's when absent.
    pub(crate) grace_before_minutes: Option<u32>,
    /// Minutes after the end until which one may check in; the society's when absent.
    pub(crate) grace_after_minutes: Option<u32>,
    /// Who may check in; the society's rule when absent.
    pub(crate) eligible_classes: Option<Vec<ClassKey>>,
    /// Whether it was called off.
    pub(crate) cancelled: bool,
    /// Where a code is scanned, and for what.
    pub(crate) points: Vec<Point>,
    /// The posters made for it.
    pub(crate) posters: Vec<Poster>,
}

/// A point 受付ポイント of a session.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    /// Its number in venue codes.
    pub(crate) number: PointNumber,
    /// 受付, 入室, 退室 …
    pub(crate) name: Text,
    /// What passing it means: entry and exit together tell how long somebody was there.
    pub(crate) kind: PointKind,
}

/// A poster made for a point.
#[derive(Debug, Clone)]
pub(crate) struct Poster {
    /// Its serial, by which it can be revoked.
    pub(crate) serial: PosterSerial,
    /// For which point.
    pub(crate) point: PointNumber,
    /// From when until when its code holds.
    pub(crate) valid: Window,
    /// Whether it was revoked.
    pub(crate) revoked: bool,
}

impl Session {
    /// What a check-in has to know of the session; `serial` is that of the poster scanned.
    pub(crate) fn facts(&self, society: &Society, serial: Option<PosterSerial>) -> SessionFacts {
        let policy = &society.check_in;
        let eligible = self
            .eligible_classes
            .as_ref()
            .unwrap_or(&policy.eligible_classes);
        SessionFacts {
            number: self.number,
            time: self.time(society),
            grace_before_minutes: self
                .grace_before_minutes
                .unwrap_or(policy.grace_before_minutes),
            grace_after_minutes: self
                .grace_after_minutes
                .unwrap_or(policy.grace_after_minutes),
            eligible_classes: eligible.clone(),
            revoked: serial.is_some_and(|serial| self.is_revoked(serial)),
            cancelled: self.cancelled,
        }
    }

    /// When it runs, and whether attending it takes that time.
    pub(crate) fn time(&self, society: &Society) -> SessionTime {
        SessionTime {
            window: self.window,
            reception: society.is_reception(&self.activity),
        }
    }

    /// The point with that number.
    pub(crate) fn point(&self, number: PointNumber) -> Option<&Point> {
        self.points.iter().find(|point| point.number == number)
    }

    /// How many minutes somebody was there who passed these points then; none as long as there is
    /// no pair of entry and exit.
    pub(crate) fn minutes_present(
        &self,
        passed: impl Iterator<Item = (PointNumber, Timestamp)>,
    ) -> Option<u32> {
        let passings = passed.filter_map(|(number, at)| {
            let kind = self.point(number)?.kind;
            Some(Passing { kind, at })
        });
        minutes_present(&self.window, &passings.collect::<Vec<_>>())
    }

    /// The name of the point where there are several to tell apart.
    pub(crate) fn point_name(&self, number: PointNumber) -> Option<&Text> {
        if self.points.len() < 2 {
            return None;
        }
        self.point(number).map(|point| &point.name)
    }

    /// A serial that was never issued counts as revoked.
    fn is_revoked(&self, serial: PosterSerial) -> bool {
        self.posters
            .iter()
            .find(|poster| poster.serial == serial)
            .is_none_or(|poster| poster.revoked)
    }
}
