//! The demo as a whole, with a clock that stands still; what matters to a database that is not
//! the demo's, on both engines.

use super::scenario::{self, DoorState, Scenario};
use super::{DemoError, Stage, prepare, reachable, stage};
use crate::accounts::store::set_password;
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, LogFormat, StaffSecondFactor};
use crate::credits::standings;
use crate::db::Db;
use crate::demo::clock::DemoClock;
use crate::demo::event_day::{add, current, tenant};
use crate::demo::files::Folder;
use crate::demo::people::member_of;
use crate::members::store as members;
use crate::secret::Secret;
use jiff::{SignedDuration, Timestamp};
use shusseki_core::credit::{Asked, Standing};
use shusseki_tests::database::Database;
use shusseki_tests::engines;
use std::sync::Arc;

struct StandingStill(Timestamp);

impl Clock for StandingStill {
    fn now(&self) -> Timestamp {
        self.0
    }
}

async fn app(folder: &Folder, now: Timestamp) -> Arc<App> {
    app_on(&folder.database_url(), folder, now).await
}

async fn app_on(database: &str, folder: &Folder, now: Timestamp) -> Arc<App> {
    let db = Db::open(database).await.unwrap();
    db.migrate().await.unwrap();
    let secret = Secret::read_or_create(&folder.secret(), &crate::clock::Random::system()).unwrap();
    let config = Config {
        public_url: "http://127.0.0.1:8080".parse().unwrap(),
        listen: "127.0.0.1:8080".parse().unwrap(),
        metrics_listen: None,
        database: database.to_owned(),
        secret_file: folder.secret(),
        societies: Vec::new(),
        log: LogFormat::Text,
        access_token_minutes: 10,
        staff_second_factor: StaffSecondFactor::Offered,
        concurrent_requests: 16,
        mail: None,
        demo: false,
        trusted_proxies: Vec::new(),
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
        scenario.newcomers.clear();
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
    let tenant = &tenant(app, scenario).unwrap();
    standings(&mut conn, tenant, row.member_id, &Asked::on(app.today()))
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
        prepare(&app, &DemoClock::default(), &scenarios)
            .await
            .unwrap();
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
        prepare(&app, &DemoClock::default(), &scenarios)
            .await
            .unwrap();
        let mut conn = app.db.read().await.unwrap();
        let jhrs = &tenant(&app, &scenarios[0]).unwrap();
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
        let own = scenario.newcomers.iter().filter(|account| {
            matches!(account.door, DoorState::FirstLogin | DoorState::ReminderDue)
        });
        for account in scenario.accounts.iter().chain(own) {
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
    prepare(&first, &DemoClock::default(), &scenarios)
        .await
        .unwrap();
    first.finish().await;
    std::fs::remove_file(folder.secret()).unwrap();
    let again = app(&folder, now).await;
    prepare(&again, &DemoClock::default(), &scenarios)
        .await
        .unwrap();
    for scenario in &scenarios {
        let tenant = &tenant(&again, scenario).unwrap();
        let last = scenario.accounts.last().unwrap();
        crate::accounts::log_in(
            &again,
            tenant,
            last.number.as_str(),
            &last.password,
            somewhere(),
        )
        .await
        .unwrap();
    }
    again.finish().await;
}

engines! {
    async fn a_database_with_real_members_is_left_alone(engine) {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::prepare(root.path()).unwrap();
        let database = engine.fresh_database(root.path()).await;
        let scenarios = with_accounts(2);
        let app = app_on(&database, &folder, "2026-11-20T18:20:00Z".parse().unwrap()).await;
        assert_eq!(stage(&app.db, &scenarios).await.unwrap(), Stage::Empty);
        // A real society: its members have the numbers of the demo's accounts, and all but one of
        // them even their names.
        let mut tx = app.db.write().await.unwrap();
        for scenario in &scenarios {
            for account in &scenario.accounts {
                let mut member = member_of(account, &app.random).unwrap();
                if account.number.as_str() == "10234" {
                    member.name.given = "花子".to_owned();
                }
                members::insert(&mut tx, &scenario.slug, &member).await.unwrap();
                let hash = app.passwords.hash("their own secret".to_owned()).await.unwrap();
                set_password(&mut tx, &scenario.slug, member.id, &hash, app.clock.now()).await.unwrap();
            }
        }
        tx.commit().await.unwrap();
        let refused = prepare(&app, &DemoClock::default(), &scenarios).await.unwrap_err().to_string();
        assert!(refused.contains("empty database"), "{refused}");
        for scenario in &scenarios {
            let tenant = &tenant(&app, scenario).unwrap();
            for account in &scenario.accounts {
                let number = account.number.as_str();
                assert!(
                    crate::accounts::log_in(&app, tenant, number, &account.password, somewhere()).await.is_err(),
                    "{} {number} has the password that everybody knows",
                    scenario.slug
                );
                crate::accounts::log_in(&app, tenant, number, "their own secret", somewhere()).await.unwrap();
            }
        }
        let mut stored = Database::open(&database).await;
        assert_eq!(stored.number("SELECT COUNT(*) FROM events").await, 0);
        app.finish().await;
    }

    async fn a_demo_is_known_again_and_a_programme_without_members_is_not_taken_for_one(engine) {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::prepare(root.path()).unwrap();
        let database = engine.fresh_database(root.path()).await;
        let scenarios = with_accounts(1);
        let app = app_on(&database, &folder, "2026-11-20T18:20:00Z".parse().unwrap()).await;
        prepare(&app, &DemoClock::default(), &scenarios).await.unwrap();
        assert_eq!(stage(&app.db, &scenarios).await.unwrap(), Stage::Seeded);
        app.finish().await;

        let elsewhere = tempfile::tempdir().unwrap();
        let other = engine.fresh_database(elsewhere.path()).await;
        let app = app_on(&other, &folder, "2026-11-20T18:20:00Z".parse().unwrap()).await;
        let tenant = &tenant(&app, &scenarios[0]).unwrap();
        let mut tx = app.db.write().await.unwrap();
        add(&app, &mut tx, tenant, &scenarios[0], 0, app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let refused = prepare(&app, &DemoClock::default(), &scenarios).await.unwrap_err();
        assert!(matches!(refused, DemoError::Foreign(_)), "{refused}");
        app.finish().await;
    }
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

fn somewhere() -> crate::accounts::slow_down::From<'static> {
    crate::accounts::slow_down::From {
        address: crate::web::client::ClientAddress::sample("192.0.2.1"),
        device: None,
    }
}
