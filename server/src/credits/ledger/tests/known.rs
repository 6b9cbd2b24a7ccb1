//! Standings as of a past day, by what was known then and by what is known now.

use super::{Office, seminar};
use crate::credits::facts;
use crate::credits::known::KnownAs;
use crate::credits::ledger::choose::choose;
use crate::credits::ledger::error::LedgerError;
use crate::credits::ledger::void::void;
use shusseki_core::credit::Person;
use shusseki_tests::engines;
use std::collections::BTreeMap;

fn known_then(day: &str) -> KnownAs {
    KnownAs::on(day.parse().unwrap())
}

engines! {
    async fn then_and_now_differ_by_what_came_to_be_known(engine) {
        let office = Office::new(engine).await;
        office.hall.set_clock("2026-11-20T01:00:00Z");
        let line = office.grant(&seminar()).await;
        office.hall.set_clock("2026-11-25T01:00:00Z");
        let mut tx = office.hall.app.db.write().await.unwrap();
        void(&mut tx, &office.desk(), line, "誤り").await.unwrap();
        tx.commit().await.unwrap();
        let raw = |day: &'static str, known_as| {
            let office = &office;
            async move { office.standing(day, known_as).await.total.raw.to_string() }
        };
        // Before it was granted, while it stood, and after it was voided.
        assert_eq!(raw("2026-11-19", known_then("2026-11-19")).await, "0");
        assert_eq!(raw("2026-11-20", known_then("2026-11-20")).await, "5");
        assert_eq!(raw("2026-11-24", known_then("2026-11-24")).await, "5");
        assert_eq!(raw("2026-11-25", known_then("2026-11-25")).await, "0");
        assert_eq!(raw("2026-11-24", KnownAs::NOW).await, "0");
    }

    async fn a_day_ends_at_midnight_in_japan(engine) {
        let office = Office::new(engine).await;
        office.hall.set_clock("2026-11-20T14:59:59.999999Z");
        office.grant(&seminar()).await;
        office.hall.set_clock("2026-11-20T15:00:00Z");
        let mut other = seminar();
        other.event[0] = "別のセミナー".to_owned();
        office.grant(&other).await;
        assert_eq!(office.standing("2026-11-20", known_then("2026-11-20")).await.total.raw.to_string(), "5");
        assert_eq!(office.standing("2026-11-21", known_then("2026-11-21")).await.total.raw.to_string(), "10");
    }

    async fn facts_grow_and_the_newest_hold(engine) {
        let office = Office::new(engine).await;
        let slug = office.hall.tenant.slug();
        let born = |day: &str| Person { born: Some(day.parse().unwrap()), ..Person::default() };
        for (at, day) in [("2026-11-20T01:00:00Z", "1970-01-01"), ("2026-11-22T01:00:00Z", "1971-01-01")] {
            office.hall.set_clock(at);
            let now = office.hall.app.clock.now();
            let mut tx = office.hall.app.db.write().await.unwrap();
            facts::record(&mut tx, slug, office.hall.member, &born(day), (office.staff, "届出"), now).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut conn = office.hall.app.db.read().await.unwrap();
        for (known_as, day) in [(known_then("2026-11-19"), None), (known_then("2026-11-21"), Some("1970-01-01")), (KnownAs::NOW, Some("1971-01-01"))] {
            let person = facts::person(&mut conn, slug, office.hall.member, known_as).await.unwrap();
            assert_eq!(person.born.map(|born| born.to_string()).as_deref(), day);
            assert_eq!(person.class.unwrap().as_str(), "regular", "the membership's, where no fact says");
        }
        let all = facts::all(&mut conn, slug, office.hall.member, 10).await.unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].written.why.as_deref(), Some("届出"));
        assert_eq!(all[0].person.born.unwrap().to_string(), "1971-01-01");
    }

    async fn choices_grow_and_the_newest_hold(engine) {
        let office = Office::new(engine).await;
        let line = office.grant(&seminar()).await;
        let certification = "endoscopy-technician".parse().unwrap();
        let category = |key: &str| Some(key.parse().unwrap());
        for (at, wanted, holds) in [
            ("2026-11-20T02:00:00Z", category("seminars"), 1),
            ("2026-11-20T03:00:00Z", category("seminars"), 1),
            ("2026-11-20T04:00:00Z", None, 0),
        ] {
            office.hall.set_clock(at);
            let wanted = BTreeMap::from([(line, wanted)]);
            let mut tx = office.hall.app.db.write().await.unwrap();
            let found = choose(&mut tx, &office.own_desk(), &certification, &wanted).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(found.len(), holds, "{at}");
        }
        let mut tx = office.hall.app.db.write().await.unwrap();
        let nowhere = BTreeMap::from([(line, category("nowhere"))]);
        let refused = choose(&mut tx, &office.own_desk(), &certification, &nowhere).await;
        assert!(matches!(refused, Err(LedgerError::UnknownCategory)));
        let other = "nothing".parse().unwrap();
        let refused = choose(&mut tx, &office.own_desk(), &other, &nowhere).await;
        assert!(matches!(refused, Err(LedgerError::NotHeld)));
    }
}
