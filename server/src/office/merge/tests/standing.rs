//! After a merge the member stands where one stands to whom everything had been recorded: attendances
//! and credits of both, each once.

use super::House;
use crate::check_in::tests::Hall;
use crate::credits::ledger::deed::Described;
use crate::credits::ledger::grant::{Granting, grant};
use crate::credits::ledger::void::void;
use crate::credits::ledger::{Desk, error::LedgerError};
use crate::credits::{KnownAs, known, standings};
use crate::programme::{Session, writes};
use jiff::{SignedDuration, Timestamp};
use shusseki_core::calendar::Window;
use shusseki_core::check_in::PointKind::{Entry, Exit};
use shusseki_core::credit::Asked;
use shusseki_core::ids::{EntryId, EventId, MemberId, SessionId};
use shusseki_core::society::shipped;
use shusseki_core::venue_code::SessionNumber;
use shusseki_tests::engines;

/// Enough chance for a test, and the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

const CERTIFICATION: (&str, [&str; 2]) = ("endoscopy-technician", ["2023-04-01", "2028-03-31"]);

impl House {
    /// A session like the hall's, so many days later.
    async fn another_session(&self, number: u32) -> Session {
        let (app, later) = (
            &self.hall.app,
            SignedDuration::from_hours(24 * i64::from(number)),
        );
        let mut session = self.hall.session.clone();
        session.id = SessionId::new(app.random.uuid().unwrap());
        session.event.id = EventId::new(app.random.uuid().unwrap());
        session.number = SessionNumber::new(8 + number);
        let window = session.window;
        session.window = Window::new(window.opens + later, window.closes + later);
        let mut tx = app.db.write().await.unwrap();
        let slug = self.hall.tenant.slug();
        writes::insert_event(&mut tx, slug, &session.event)
            .await
            .unwrap();
        writes::insert_session(&mut tx, slug, &session)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        session
    }

    async fn attend(&mut self, member: MemberId, session: &Session, point: u8, at: Timestamp) {
        self.hall.set_clock(&at.to_string());
        self.hall.member = member;
        self.hall.session = session.clone();
        self.hall.pass(point).await;
    }

    fn ledger(&self, member: MemberId) -> Desk<'_> {
        Desk {
            tenant: &self.hall.tenant,
            member,
            by: self.admins[0],
            now: self.hall.app.clock.now(),
        }
    }

    /// The office grants credits of an event elsewhere.
    async fn grant(&self, member: MemberId, event: u64) {
        let described = Described {
            day: "2026-11-01".parse().unwrap(),
            activity: "medical-seminar".to_owned(),
            role: "attend".to_owned(),
            event: [format!("医学セミナー {event}"), String::new()],
            ..Described::default()
        };
        let granting = Granting {
            described: &described,
            why: "紙の出席簿による",
            same_as: None,
            stands_for: None,
        };
        let mut tx = self.hall.app.db.write().await.unwrap();
        let desk = self.ledger(member);
        let random = &self.hall.app.random;
        grant(&mut tx, random, &desk, &granting, None)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    /// Takes an attendance's credits back; false where there are none, or none any more.
    async fn void(&self, member: MemberId, session: &Session) -> bool {
        let mut tx = self.hall.app.db.write().await.unwrap();
        let line = EntryId::new(session.id.uuid());
        match void(&mut tx, &self.ledger(member), line, "誤り").await {
            Ok(()) => tx.commit().await.map(|()| true).unwrap(),
            Err(LedgerError::NoSuchLine | LedgerError::AlreadyVoided) => false,
            Err(error) => panic!("{error}"),
        }
    }

    /// What the rules make of the member, and the lines: day, activity, credits, whether voided.
    async fn stands(&self, member: MemberId) -> (Vec<String>, Vec<String>) {
        let mut conn = self.hall.app.db.read().await.unwrap();
        let tenant = &self.hall.tenant;
        let asked = Asked::on("2027-03-01".parse().unwrap());
        let standings = standings(&mut conn, tenant, member, &asked).await.unwrap();
        let totals = standings.iter().map(|one| {
            format!(
                "{} {} {}",
                one.certification, one.total.raw, one.total.counted
            )
        });
        let lines = known::lines(&mut conn, tenant.slug(), member, KnownAs::NOW)
            .await
            .unwrap();
        let mut lines: Vec<String> = lines
            .iter()
            .map(|line| {
                let entry = &line.entry;
                format!(
                    "{} {} {} {} {}",
                    entry.day, entry.activity, entry.credits, entry.voided, entry.event.ja
                )
            })
            .collect();
        lines.sort();
        (totals.collect(), lines)
    }

    async fn attended(&self, member: MemberId) -> Vec<String> {
        let sql = format!(
            "SELECT session_number || ' ' || point || ' ' || scanned_at FROM attendances \
             WHERE member_id = '{member}' ORDER BY session_number, point"
        );
        self.database().await.texts(&sql).await
    }
}

/// One history, told to two records and to the one that has everything.
async fn one_history(engine: shusseki_tests::Engine, seed: u64) {
    let mut house = House::new(engine).await;
    let (certification, period) = CERTIFICATION;
    let model = house.admins[2];
    let mut dice = Dice(seed);
    for holder in [
        if seed.is_multiple_of(2) {
            house.stays
        } else {
            house.goes
        },
        model,
    ] {
        house.hold(holder, certification, period).await;
    }
    for number in 0..5 {
        let session = house.another_session(number).await;
        for minute in 1..=3 {
            let at = session.window.opens + SignedDuration::from_mins(minute * 7);
            let who = match dice.roll(3) {
                0 => house.stays,
                1 => house.goes,
                _ => continue,
            };
            for member in [who, model] {
                house.attend(member, &session, 1, at).await;
            }
        }
        if dice.roll(3) == 0 {
            let who = [house.stays, house.goes][usize::try_from(dice.roll(2)).unwrap()];
            if house.void(who, &session).await {
                house.void(model, &session).await;
            }
        }
        if dice.roll(2) == 0 {
            let who = [house.stays, house.goes][usize::try_from(dice.roll(2)).unwrap()];
            for member in [who, model] {
                house.grant(member, seed * 10 + u64::from(number)).await;
            }
        }
    }
    house.merge(&[]).await;
    let (kept, whole) = (house.stands(house.stays).await, house.stands(model).await);
    assert_eq!(kept, whole, "history {seed}");
    assert_eq!(kept.0.len(), 1, "no standing is compared");
    assert_eq!(
        house.attended(house.stays).await,
        house.attended(model).await,
        "history {seed}"
    );
    assert_eq!(house.attended(house.goes).await, [""; 0]);
}

engines! {
    async fn a_merged_member_stands_as_if_all_had_been_recorded_once(engine) {
        for seed in 1..=6 {
            one_history(engine, seed).await;
        }
    }

    /// The way in was scanned with the one card, the way out with the other.
    async fn entry_and_exit_of_two_records_are_one_stay(engine) {
        let (_, definition) = shipped()[2];
        let changed = definition.replacen("credits attend=10 present=10", "credits attend=0.5 per=\"30min\"", 1);
        let (rules, _) = changed.split_once("\nexample ").unwrap();
        let mut house = House::in_hall(Hall::with(engine, Some(rules), &[Entry, Exit]).await).await;
        let session = house.hall.session.clone();
        let (goes, stays) = (house.goes, house.stays);
        house.attend(goes, &session, 1, session.window.opens).await;
        house.attend(stays, &session, 2, session.window.closes).await;
        assert!(house.stands(stays).await.1.is_empty());
        house.merge(&[]).await;
        let lines = house.stands(stays).await.1;
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].starts_with("2026-11-20 congress 1 false"), "{lines:?}");
    }
}
