//! Credits that depend on how long somebody stayed.

use crate::check_in::tests::{Hall, TEN};
use crate::credits::known::{KnownAs, lines};
use crate::credits::line::Line;
use shusseki_core::check_in::PointKind::{Entry, Exit};
use shusseki_core::society::shipped;
use shusseki_tests::database::Database;
use shusseki_tests::{Engine, engines};

/// A hall with an entry and an exit, whose congress is worth what the line says.
async fn hall(engine: Engine, credits: &str) -> Hall {
    let (_, definition) = shipped()[2];
    let changed = definition.replacen("credits attend=10 present=10", credits, 1);
    assert!(changed.contains(credits));
    // Its examples count the congress flat.
    let (rules, _) = changed.split_once("\nexample ").unwrap();
    Hall::with(engine, Some(rules), &[Entry, Exit]).await
}

async fn ledger(hall: &Hall) -> Vec<Line> {
    let mut conn = hall.app.db.read().await.unwrap();
    let slug = hall.tenant.slug();
    lines(&mut conn, slug, hall.member, KnownAs::NOW)
        .await
        .unwrap()
}

const HALF_AN_HOUR: &str = "credits attend=0.5 per=\"30min\"";

engines! {
    async fn fifty_minutes_are_one_half_hour(engine) {
        let hall = hall(engine, HALF_AN_HOUR).await;
        let entered = hall.pass(1).await;
        assert!(entered.credits.is_none() && entered.credits_at_exit, "{entered:?}");
        assert!(ledger(&hall).await.is_empty(), "nothing is granted at the entry");
        hall.set_clock("2026-11-20T01:50:00Z");
        let left = hall.pass(2).await;
        assert_eq!((left.minutes, left.credits_at_exit), (Some(50), false));
        assert_eq!(left.credits.unwrap().amount, "0.5");
        let lines = ledger(&hall).await;
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].entry.credits.to_string(), "0.5");
        assert_eq!(lines[0].entry.details.minutes, Some(50));
        // Scanning again changes nothing, and is told the same.
        let again = hall.pass(2).await;
        assert_eq!((again.outcome.as_str(), again.minutes), ("already-registered", Some(50)));
        assert_eq!(ledger(&hall).await.len(), 1);
    }

    async fn who_stayed_equally_long_shares_what_is_stored(engine) {
        let hall = hall(engine, HALF_AN_HOUR).await;
        let mut members = hall.more_members(2).await;
        members.push(hall.member);
        for (member, left) in [(members[0], "2026-11-20T01:30:00Z"), (members[1], "2026-11-20T01:50:00Z"),
            (members[2], "2026-11-20T01:50:00Z")] {
            hall.set_clock(TEN);
            hall.pass_as(member, 1).await;
            hall.set_clock(left);
            assert!(hall.pass_as(member, 2).await.credits.is_some());
        }
        let mut database = Database::open(hall.database()).await;
        assert_eq!(database.number("SELECT COUNT(*) FROM earnings").await, 2);
        assert_eq!(database.number("SELECT COUNT(*) FROM ledger WHERE minutes = 30").await, 1);
        assert_eq!(database.number("SELECT COUNT(*) FROM ledger WHERE minutes = 50").await, 2);
    }

    async fn only_the_time_within_the_session_counts(engine) {
        let hall = hall(engine, HALF_AN_HOUR).await;
        hall.set_clock("2026-11-20T00:20:00Z");
        hall.pass(1).await;
        hall.set_clock("2026-11-20T02:20:00Z");
        assert_eq!(hall.pass(2).await.minutes, Some(60));
        assert_eq!(ledger(&hall).await[0].entry.credits.to_string(), "1");
    }

    async fn an_exit_alone_grants_nothing(engine) {
        let hall = hall(engine, HALF_AN_HOUR).await;
        hall.set_clock("2026-11-20T01:50:00Z");
        let left = hall.pass(2).await;
        assert!(left.credits.is_none() && left.minutes.is_none());
        assert!(ledger(&hall).await.is_empty());
    }

    async fn who_left_too_early_gets_nothing(engine) {
        let hall = hall(engine, HALF_AN_HOUR).await;
        hall.pass(1).await;
        hall.set_clock("2026-11-20T01:20:00Z");
        let left = hall.pass(2).await;
        assert_eq!((left.minutes, left.credits_at_exit), (Some(20), false));
        assert!(left.credits.is_none());
        assert!(ledger(&hall).await.is_empty());
    }

    async fn without_time_rules_the_first_point_grants(engine) {
        let hall = hall(engine, "credits attend=10 present=10").await;
        assert_eq!(hall.pass(1).await.credits.unwrap().amount, "10");
        assert_eq!(ledger(&hall).await.len(), 1);
        hall.set_clock("2026-11-20T01:50:00Z");
        hall.pass(2).await;
        let lines = ledger(&hall).await;
        assert_eq!(lines.len(), 1, "a session is granted once");
        assert_eq!(lines[0].entry.credits.to_string(), "10");
    }
}
