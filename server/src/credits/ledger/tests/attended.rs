//! The lines that attendances earn: stored with the attendance, read as part of the ledger.

use super::Office;
use crate::check_in::tests::Hall;
use crate::credits::new_entry::Origin;
use shusseki_core::check_in::PointKind::Single;
use shusseki_tests::database::Database;
use shusseki_tests::{Engine, engines};

/// A line that was written before attendances named what they earned.
const AS_BEFORE: &str = "INSERT INTO credit_entries (society_id, member_id, entry_id, line, origin, session_id, \
    event_id, day, activity, role, credits, society_held, event_ja, event_en, session_ja, session_en, \
    evidence, recorded_at) SELECT society_id, member_id, entry_id, line, origin, session_id, event_id, day, \
    activity, role, '7', society_held, event_ja, event_en, session_ja, session_en, evidence, recorded_at \
    FROM ledger WHERE origin = 'attendance'";

async fn of_two_points(engine: Engine) -> (Office, Database) {
    let hall = Hall::with(engine, None, &[Single, Single]).await;
    let database = Database::open(hall.database()).await;
    (Office::in_hall(hall).await, database)
}

engines! {
    async fn an_attendance_is_a_line_with_all_that_it_earned(engine) {
        let (office, _) = of_two_points(engine).await;
        office.hall.pass(1).await;
        let [line] = office.lines().await.try_into().unwrap();
        let session = &office.hall.session;
        assert_eq!((line.origin, line.entry.id.uuid()), (Origin::Attendance, session.id.uuid()));
        assert_eq!((&line.entry.event, &line.entry.session), (&session.event.title, &session.title));
        assert_eq!(line.entry.details.event, Some(session.event.id.to_string()));
        assert_eq!(line.written.at, office.hall.app.clock.now());
        assert!(line.entry.society_held && line.written.by.is_none() && line.voided.is_none());
    }

    async fn what_was_granted_stays_though_the_session_is_called_otherwise(engine) {
        let (office, mut database) = of_two_points(engine).await;
        office.hall.pass(1).await;
        let before = office.lines().await.remove(0).entry;
        database.run("UPDATE sessions SET title_ja = '別の名', activity = 'seminar'").await;
        assert_eq!(office.lines().await.remove(0).entry, before);
    }

    async fn two_processes_that_both_granted_leave_one_line(engine) {
        let (office, mut database) = of_two_points(engine).await;
        office.hall.pass(1).await;
        office.hall.pass(2).await;
        assert_eq!(database.number("SELECT COUNT(earning) FROM attendances").await, 1);
        database.run("UPDATE attendances SET earning = (SELECT MAX(earning) FROM earnings)").await;
        assert_eq!((office.lines().await.len(), office.raw().await.as_str()), (1, "10"));
    }

    async fn a_line_of_before_stands_alone(engine) {
        let (office, mut database) = of_two_points(engine).await;
        office.hall.pass(1).await;
        database.run(AS_BEFORE).await;
        office.hall.pass(2).await;
        assert_eq!((office.lines().await.len(), office.raw().await.as_str()), (1, "7"));
    }

    /// Members' pages read the ledger: an index leads to each of its rows.
    async fn a_ledger_is_read_without_walking_through_others(engine) {
        let (_office, mut database) = of_two_points(engine).await;
        let explain = if engine == Engine::Sqlite { "EXPLAIN QUERY PLAN" } else {
            // Among a few rows any plan is good.
            database.run("SET enable_seqscan = off").await;
            "EXPLAIN"
        };
        let asked = "SELECT * FROM ledger WHERE society_id = 'jgets' AND member_id = 'x' AND recorded_at < 5";
        let plan = database.last_texts(&format!("{explain} {asked}")).await.join("\n");
        assert!(plan.contains("earnings") || plan.contains("SEARCH e"), "{plan}");
        for slow in ["SCAN a", "SCAN b", "SCAN c", "SCAN e", "Seq Scan"] {
            assert!(!plan.contains(slow), "{plan}");
        }
    }
}
