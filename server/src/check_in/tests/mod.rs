//! Check-ins against a real database, with a clock that stands still.

mod registering;

use super::answer::Answer;
use super::{CheckInError, Scanning, Submission, register};
use crate::app::{App, Tenant};
use crate::clock::{Clock, Random};
use crate::config::{Config, LogFormat, StaffSecondFactor};
use crate::db::Db;
use crate::members::{Member, MemberName, MemberStatus, store as member_store};
use crate::programme::{Event, Point, Poster, Session, posters, writes};
use crate::secret::Secret;
use jiff::Timestamp;
use shusseki_core::calendar::Window;
use shusseki_core::check_in::PointKind;
use shusseki_core::ids::MemberId;
use shusseki_core::text::Text;
use shusseki_core::venue_code::{PointNumber, RotatingClaim, SessionNumber, Slot};
use shusseki_tests::Engine;
use std::sync::{Arc, Mutex};

/// A clock that is set by hand.
#[derive(Clone)]
pub(crate) struct TestClock(Arc<Mutex<Timestamp>>);

impl TestClock {
    /// A clock that stands at that time.
    pub(crate) fn at(time: &str) -> Self {
        Self(Arc::new(Mutex::new(at(time))))
    }

    /// Sets it.
    pub(crate) fn set(&self, time: Timestamp) {
        *self.0.lock().unwrap() = time;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// An installation with a session from 10:00 to 11:00 in Japan and one member.
pub(crate) struct Hall {
    pub(crate) app: Arc<App>,
    pub(crate) tenant: Arc<Tenant>,
    clock: TestClock,
    pub(crate) member: MemberId,
    pub(crate) session: Session,
    poster: Poster,
    database: String,
    folder: tempfile::TempDir,
}

pub(crate) const TEN: &str = "2026-11-20T01:00:00Z";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The file with the society's definition, where it is not the shipped one.
const DEFINITION: &str = "jgets.kdl";

fn config(database: &str, folder: &tempfile::TempDir) -> Config {
    let definition = folder.path().join(DEFINITION);
    Config {
        public_url: "https://attend.example.org".parse().unwrap(),
        listen: "127.0.0.1:0".parse().unwrap(),
        metrics_listen: None,
        database: database.to_owned(),
        secret_file: "secret.key".into(),
        societies: definition
            .exists()
            .then_some(definition)
            .into_iter()
            .collect(),
        log: LogFormat::Text,
        access_token_minutes: 10,
        staff_second_factor: StaffSecondFactor::Required,
        concurrent_requests: 100,
        mail: None,
        demo: false,
        trusted_proxies: Vec::new(),
    }
}

/// An installation on a database of its own.
pub(crate) async fn open(
    database: &str,
    folder: &tempfile::TempDir,
    clock: &TestClock,
) -> Arc<App> {
    let db = Db::open(database).await.unwrap();
    db.migrate().await.unwrap();
    let secret =
        Secret::read_or_create(&folder.path().join("secret.key"), &Random::system()).unwrap();
    App::start(
        config(database, folder),
        db,
        secret,
        Arc::new(clock.clone()),
    )
    .await
    .unwrap()
}

impl Hall {
    pub(crate) async fn new(engine: Engine) -> Self {
        Self::with(engine, None, &[PointKind::Single]).await
    }

    /// One whose society has another definition, and whose session has these points.
    pub(crate) async fn with(
        engine: Engine,
        definition: Option<&str>,
        kinds: &[PointKind],
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        if let Some(definition) = definition {
            std::fs::write(folder.path().join(DEFINITION), definition).unwrap();
        }
        let database = engine.fresh_database(folder.path()).await;
        let clock = TestClock::at(TEN);
        let app = open(&database, &folder, &clock).await;
        let tenant = app.societies.get("jgets").unwrap();
        let random = Random::system();
        let session = session(&random, kinds);
        let member = member(&random, "00421");
        let mut tx = app.db.write().await.unwrap();
        member_store::insert(&mut tx, tenant.slug(), &member)
            .await
            .unwrap();
        writes::insert_event(&mut tx, tenant.slug(), &session.event)
            .await
            .unwrap();
        writes::insert_session(&mut tx, tenant.slug(), &session)
            .await
            .unwrap();
        let point = PointNumber::new(1);
        let poster = posters::issue(&mut tx, &random, &tenant, &session, point, at(TEN))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        Self {
            app,
            tenant,
            clock,
            member: member.id,
            session,
            poster,
            database,
            folder,
        }
    }

    pub(crate) async fn more_members(&self, count: usize) -> Vec<MemberId> {
        let random = Random::system();
        let mut tx = self.app.db.write().await.unwrap();
        let mut ids = Vec::with_capacity(count);
        for number in 0..count {
            let member = member(&random, &format!("9{number:04}"));
            member_store::insert(&mut tx, self.tenant.slug(), &member)
                .await
                .unwrap();
            ids.push(member.id);
        }
        tx.commit().await.unwrap();
        ids
    }

    /// Where the database is.
    pub(crate) fn database(&self) -> &str {
        &self.database
    }

    /// Scans the screen at a point, at the clock's time.
    pub(crate) async fn pass(&self, point: u8) -> Answer {
        self.pass_as(self.member, point).await
    }

    /// The same as somebody else.
    pub(crate) async fn pass_as(&self, member: MemberId, point: u8) -> Answer {
        let keys = &self.app.key_rings;
        let ring = keys.get(&self.app.db, &self.tenant.society).await.unwrap();
        let claim = RotatingClaim {
            session: self.session.number,
            point: PointNumber::new(point),
            slot: Slot::at(self.app.clock.now()),
        };
        let submission = Submission {
            member,
            code: ring.mint_rotating(&claim).to_string().parse().unwrap(),
            scanning: Scanning::Now,
            idempotency_key: None,
        };
        register(&self.app, &self.tenant, submission).await.unwrap()
    }

    /// Adds a session of that activity at the same time, and gives the code of its poster.
    async fn another_session(&self, number: u32, activity: &str) -> String {
        let mut session = session(&Random::system(), &[PointKind::Single]);
        session.number = SessionNumber::new(number);
        session.activity = activity.parse().unwrap();
        let mut tx = self.app.db.write().await.unwrap();
        writes::insert_event(&mut tx, self.tenant.slug(), &session.event)
            .await
            .unwrap();
        writes::insert_session(&mut tx, self.tenant.slug(), &session)
            .await
            .unwrap();
        let point = PointNumber::new(1);
        let random = Random::system();
        let poster = posters::issue(&mut tx, &random, &self.tenant, &session, point, at(TEN))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.code_of(&session, &poster).await
    }

    async fn code(&self) -> String {
        self.code_of(&self.session, &self.poster).await
    }

    async fn code_of(&self, session: &Session, poster: &Poster) -> String {
        let ring = self
            .app
            .key_rings
            .get(&self.app.db, &self.tenant.society)
            .await
            .unwrap();
        posters::page(&self.app, &self.tenant, &ring, session, poster)
            .unwrap()
            .code_url
    }

    async fn scan(
        &self,
        scanning: Scanning<'_>,
        key: Option<&str>,
    ) -> Result<String, CheckInError> {
        self.scan_by(self.member, scanning, key).await
    }

    async fn scan_by(
        &self,
        member: MemberId,
        scanning: Scanning<'_>,
        key: Option<&str>,
    ) -> Result<String, CheckInError> {
        let submission = Submission {
            member,
            code: self.code().await.parse().unwrap(),
            scanning,
            idempotency_key: key.map(str::to_owned),
        };
        register(&self.app, &self.tenant, submission)
            .await
            .map(|answer| format!("{} {}", answer.outcome, answer.registered_at))
    }

    pub(crate) fn set_clock(&self, time: &str) {
        self.clock.set(at(time));
    }

    /// Attendances, credit entries and keys of requests kept.
    async fn stored(&self) -> (i64, i64, i64) {
        let mut database = shusseki_tests::database::Database::open(&self.database).await;
        (
            database.number("SELECT COUNT(*) FROM attendances").await,
            database.number("SELECT COUNT(*) FROM ledger").await,
            database
                .number("SELECT COUNT(idempotency_key) FROM attendances")
                .await
                + database
                    .number("SELECT COUNT(*) FROM repeated_requests")
                    .await,
        )
    }
}

fn session(random: &Random, kinds: &[PointKind]) -> Session {
    let text = |ja: &str| Text::new(ja, ja);
    Session {
        id: shusseki_core::ids::SessionId::new(random.uuid().unwrap()),
        number: SessionNumber::new(7),
        event: Event {
            id: shusseki_core::ids::EventId::new(random.uuid().unwrap()),
            kind: "congress".parse().unwrap(),
            title: text("第97回学会"),
            host: text("技師会"),
            venue: text("会場"),
            society_held: true,
            first_day: "2026-11-20".parse().unwrap(),
            last_day: "2026-11-20".parse().unwrap(),
        },
        title: text("特別講演"),
        room: text("第1会場"),
        activity: "congress".parse().unwrap(),
        window: Window::new(at(TEN), at("2026-11-20T02:00:00Z")),
        grace_before_minutes: None,
        grace_after_minutes: None,
        eligible_classes: None,
        cancelled: false,
        points: (1..)
            .zip(kinds)
            .map(|(number, kind)| Point {
                number: PointNumber::new(number),
                name: text("受付"),
                kind: *kind,
            })
            .collect(),
        posters: Vec::new(),
    }
}

pub(crate) fn member(random: &Random, number: &str) -> Member {
    Member {
        id: MemberId::new(random.uuid().unwrap()),
        number: number.parse().unwrap(),
        name: MemberName {
            family: "髙橋".to_owned(),
            given: "美咲".to_owned(),
            family_kana: "タカハシ".to_owned(),
            given_kana: "ミサキ".to_owned(),
            roman: "Misaki Takahashi".to_owned(),
        },
        institution: String::new(),
        class: "regular".parse().unwrap(),
        district: None,
        joined_on: "2020-04-01".parse().unwrap(),
        status: MemberStatus::Active,
        mail: None,
        language: shusseki_core::text::Language::Ja,
        is_staff: false,
        unread: 0,
        merged_into: None,
    }
}
