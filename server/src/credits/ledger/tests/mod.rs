//! The ledger against a real database, with a clock that stands still.

mod attended;
mod declared;
mod import;
mod known;
mod office;
mod stay;

use super::Desk;
use super::deed::Described;
use super::grant::{Granting, grant};
use crate::check_in::tests::{Hall, TEN};
use crate::credits::holdings::insert_holding;
use crate::credits::known::{KnownAs, lines};
use crate::credits::line::Line;
use shusseki_core::credit::{Asked, History, Holder, Standing};
use shusseki_core::ids::{EntryId, HoldingId, MemberId};
use shusseki_core::society::Period;
use shusseki_tests::Engine;

/// The member's ledger, and somebody of the office who writes into it.
struct Office {
    hall: Hall,
    staff: MemberId,
}

impl Office {
    /// An office whose member holds a certification; the session has one point.
    async fn new(engine: Engine) -> Self {
        let kinds = [shusseki_core::check_in::PointKind::Single];
        Self::in_hall(Hall::with(engine, None, &kinds).await).await
    }

    async fn in_hall(hall: Hall) -> Self {
        let staff = hall.more_members(1).await[0];
        let holder = Holder {
            certification: "endoscopy-technician".parse().unwrap(),
            number: "00421".to_owned(),
            period: Period::new("2023-04-01".parse().unwrap(), "2028-03-31".parse().unwrap()),
            renewed_on: None,
            history: History::default(),
        };
        let id = HoldingId::new(hall.app.random.uuid().unwrap());
        let mut tx = hall.app.db.write().await.unwrap();
        let slug = hall.tenant.slug();
        insert_holding(&mut tx, slug, id, hall.member, &holder)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        Self { hall, staff }
    }

    fn desk(&self) -> Desk<'_> {
        Desk {
            tenant: &self.hall.tenant,
            member: self.hall.member,
            by: self.staff,
            now: self.hall.app.clock.now(),
        }
    }

    /// The member at her own desk.
    fn own_desk(&self) -> Desk<'_> {
        Desk {
            by: self.hall.member,
            ..self.desk()
        }
    }

    async fn grant(&self, described: &Described) -> EntryId {
        let granting = Granting {
            described,
            why: "紙の出席簿による",
            same_as: None,
            stands_for: None,
        };
        let mut tx = self.hall.app.db.write().await.unwrap();
        let random = &self.hall.app.random;
        let kept = grant(&mut tx, random, &self.desk(), &granting, None)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        kept.id
    }

    async fn lines(&self) -> Vec<Line> {
        let mut conn = self.hall.app.db.read().await.unwrap();
        let slug = self.hall.tenant.slug();
        lines(&mut conn, slug, self.hall.member, KnownAs::NOW)
            .await
            .unwrap()
    }

    async fn line(&self, id: EntryId) -> Line {
        let lines = self.lines().await;
        lines.into_iter().find(|line| line.entry.id == id).unwrap()
    }

    async fn standing(&self, day: &str, known_as: KnownAs) -> Standing {
        let mut conn = self.hall.app.db.read().await.unwrap();
        let asked = Asked::on(day.parse().unwrap());
        let (tenant, member) = (&self.hall.tenant, self.hall.member);
        let standings =
            crate::credits::standings_known(&mut conn, tenant, member, &asked, known_as).await;
        standings.unwrap().remove(0)
    }

    async fn raw(&self) -> String {
        let today = self.hall.app.today().to_string();
        self.standing(&today, KnownAs::NOW)
            .await
            .total
            .raw
            .to_string()
    }
}

/// A seminar of another society.
fn seminar() -> Described {
    Described {
        day: "2026-11-01".parse().unwrap(),
        activity: "medical-seminar".to_owned(),
        role: "attend".to_owned(),
        event: ["医学セミナー".to_owned(), String::new()],
        ..Described::default()
    }
}

/// The session that the hall has.
fn hall_session() -> Described {
    Described {
        day: "2026-11-20".parse().unwrap(),
        activity: "congress".to_owned(),
        role: "attend".to_owned(),
        event: ["第９７回 学会".to_owned(), String::new()],
        ..Described::default()
    }
}

/// The clock's day in Japan.
const TODAY: &str = "2026-11-20";

#[test]
fn the_clock_stands_on_the_day_of_the_session() {
    let at = crate::check_in::tests::at(TEN);
    assert_eq!(shusseki_core::calendar::day_of(at).to_string(), TODAY);
}
