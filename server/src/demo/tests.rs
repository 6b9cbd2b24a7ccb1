//! The demo as a whole, on a SQLite file and with a clock that stands still.

use super::scenario::{self, Scenario};
use super::{prepare, reachable};
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, LogFormat};
use crate::credits::standings;
use crate::db::Db;
use crate::demo::event_day::{current, tenant};
use crate::demo::files::Folder;
use crate::secret::Secret;
use jiff::{SignedDuration, Timestamp};
use shusseki_core::credit::{Scope, Standing};
use std::sync::Arc;

struct StandingStill(Timestamp);

impl Clock for StandingStill {
    fn now(&self) -> Timestamp {
        self.0
    }
}

async fn app(folder: &Folder, now: Timestamp) -> Arc<App> {
    let db = Db::open(&folder.database_url()).await.unwrap();
    db.migrate().await.unwrap();
    let secret = Secret::read_or_create(&folder.secret(), &crate::clock::Random::system()).unwrap();
    let config = Config {
        public_url: "http://127.0.0.1:8080".parse().unwrap(),
        listen: "127.0.0.1:8080".parse().unwrap(),
        metrics_listen: None,
        database: folder.database_url(),
        secret_file: folder.secret(),
        societies: Vec::new(),
        log: LogFormat::Text,
        access_token_minutes: 60,
        concurrent_requests: 16,
    };
    App::start(config, db, secret, Arc::new(StandingStill(now)))
        .await
        .unwrap()
}

/// The demo with the first few accounts of each society: hashing passwords takes time.
fn with_accounts(few: usize) -> Vec<Scenario> {
    let mut scenarios = scenario::shipped().unwrap();
    for scenario in &mut scenarios {
        scenario.accounts.truncate(few);
    }
    scenarios
}

/// The standings of the account at that place.
async fn standings_of(app: &App, scenario: &Scenario, place: usize) -> Vec<Standing> {
    let mut conn = app.db.read().await.unwrap();
    let number = &scenario.accounts[place].number;
    let row = super::stored_hash(&mut conn, scenario, number)
        .await
        .unwrap()
        .unwrap();
    let tenant = tenant(app, scenario).unwrap();
    standings(&mut conn, tenant, row.member_id, Scope::CurrentPeriod)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_accounts_stand_as_their_stories_say_at_any_time_of_the_year() {
    let scenarios = with_accounts(3);
    for now in [
        "2027-03-31T14:00:00Z",
        "2027-04-01T20:00:00Z",
        "2028-08-01T00:30:00Z",
    ] {
        let root = tempfile::tempdir().unwrap();
        let app = app(&Folder::prepare(root.path()).unwrap(), now.parse().unwrap()).await;
        prepare(&app, &scenarios).await.unwrap();
        for (scenario, total) in scenarios.iter().zip(["35", "57.5", "49"]) {
            let middle = standings_of(&app, scenario, 0).await;
            assert_eq!(
                middle[0].total.counted.to_string(),
                total,
                "{} at {now}",
                scenario.slug
            );
            assert!(!middle[0].renewable, "{} at {now}", scenario.slug);
            let done = standings_of(&app, scenario, 1).await;
            assert!(
                done.iter().all(|standing| standing.renewable),
                "{} at {now}",
                scenario.slug
            );
            assert!(
                standings_of(&app, scenario, 2)
                    .await
                    .iter()
                    .all(|standing| standing.rows.is_empty())
            );
        }
        let jgets = standings_of(&app, &scenarios[2], 0).await;
        let raw: Vec<String> = jgets[0]
            .categories
            .iter()
            .map(|category| category.raw.to_string())
            .collect();
        assert_eq!(raw, ["40", "30", "19"], "{now}");
        app.finish().await;
    }
}

#[tokio::test]
async fn started_again_it_keeps_what_runs_and_opens_the_doors_when_nothing_does() {
    let scenarios = with_accounts(1);
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::prepare(root.path()).unwrap();
    let start: Timestamp = "2026-11-20T18:20:00Z".parse().unwrap();
    let mut first_day = Vec::new();
    // Hours later, the sessions shown, those running, and how many of all are of the first day:
    // its "yesterday" falls out of sight, its "tomorrow" runs for a while.
    for (hours, shown, running, of_first_day) in
        [(0, 5, 3, 5), (8, 5, 3, 5), (31, 9, 4, 4), (33, 9, 3, 4)]
    {
        let now = start + SignedDuration::from_hours(hours);
        let app = app(&folder, now).await;
        prepare(&app, &scenarios).await.unwrap();
        let mut conn = app.db.read().await.unwrap();
        let jhrs = tenant(&app, &scenarios[0]).unwrap();
        let found = current(&mut conn, jhrs, now).await.unwrap();
        let open = found
            .iter()
            .filter(|session| session.window.contains(now))
            .count();
        if hours == 0 {
            first_day.extend(found.iter().map(|session| session.id));
        }
        let kept = found
            .iter()
            .filter(|session| first_day.contains(&session.id))
            .count();
        assert_eq!(
            (found.len(), open, kept),
            (shown, running, of_first_day),
            "after {hours} h"
        );
        drop(conn);
        app.finish().await;
    }
}

#[test]
fn passwords_satisfy_their_society() {
    for scenario in scenario::shipped().unwrap() {
        let societies = crate::societies::Societies::load(&[]).unwrap();
        let policy = societies
            .get(scenario.slug.as_str())
            .unwrap()
            .society
            .password;
        for account in &scenario.accounts {
            assert_eq!(policy.faults(&account.password), [], "{}", account.number);
        }
    }
}

#[tokio::test]
async fn passwords_outlive_a_lost_secret() {
    let scenarios = with_accounts(2);
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::prepare(root.path()).unwrap();
    let now: Timestamp = "2026-11-20T18:20:00Z".parse().unwrap();
    let first = app(&folder, now).await;
    prepare(&first, &scenarios).await.unwrap();
    first.finish().await;
    std::fs::remove_file(folder.secret()).unwrap();
    let again = app(&folder, now).await;
    prepare(&again, &scenarios).await.unwrap();
    for scenario in &scenarios {
        let tenant = tenant(&again, scenario).unwrap();
        let last = scenario.accounts.last().unwrap();
        crate::accounts::log_in(&again, tenant, last.number.as_str(), &last.password)
            .await
            .unwrap();
    }
    again.finish().await;
}

#[tokio::test]
async fn a_database_with_other_members_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::prepare(root.path()).unwrap();
    let mut scenarios = with_accounts(1);
    let app = app(&folder, "2026-11-20T18:20:00Z".parse().unwrap()).await;
    prepare(&app, &scenarios).await.unwrap();
    for scenario in &mut scenarios {
        scenario.accounts[0].number = "99999".parse().unwrap();
    }
    let refused = prepare(&app, &scenarios).await.unwrap_err().to_string();
    assert!(refused.contains("empty database"), "{refused}");
    app.finish().await;
}

#[test]
fn the_address_shown_is_one_that_can_be_opened() {
    for (listening, shown) in [
        ("127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ("0.0.0.0:80", "http://127.0.0.1/"),
        ("[::]:9000", "http://localhost:9000/"),
        ("192.168.1.20:8080", "http://192.168.1.20:8080/"),
    ] {
        let url = reachable(listening.parse().unwrap()).unwrap();
        assert_eq!(url.as_str(), shown, "{listening}");
    }
}
