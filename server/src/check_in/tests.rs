//! Check-ins against a real database, with a clock that stands still.

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
use shusseki_core::check_in::{PointKind, Refusal};
use shusseki_core::credit::Asked;
use shusseki_core::ids::MemberId;
use shusseki_core::text::Text;
use shusseki_core::venue_code::{PointNumber, RotatingClaim, SessionNumber, Slot};
use shusseki_tests::{Engine, engines};
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
    pub(crate) database: String,
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

    /// Scans the screen at a point, at the clock's time.
    pub(crate) async fn pass(&self, point: u8) -> Answer {
        let keys = &self.app.key_rings;
        let ring = keys.get(&self.app.db, &self.tenant.society).await.unwrap();
        let claim = RotatingClaim {
            session: self.session.number,
            point: PointNumber::new(point),
            slot: Slot::at(self.app.clock.now()),
        };
        let submission = Submission {
            member: self.member,
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
            database.number("SELECT COUNT(*) FROM credit_entries").await,
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
        merged_into: None,
    }
}

engines! {
    async fn a_check_in_leaves_an_attendance_and_its_credits_once(engine) {
        let hall = Hall::new(engine).await;
        let first = hall.scan(Scanning::Now, None).await.unwrap();
        assert_eq!(first, format!("registered {TEN}"));
        hall.set_clock("2026-11-20T01:10:00Z");
        let again = hall.scan(Scanning::Now, None).await.unwrap();
        assert_eq!(again, format!("already-registered {TEN}"));
        assert_eq!(hall.stored().await, (1, 1, 0));
    }

    async fn a_retry_gets_the_first_answer_even_after_the_window_has_closed(engine) {
        let hall = Hall::new(engine).await;
        let first = hall.scan(Scanning::Now, Some("key-1")).await.unwrap();
        hall.set_clock("2026-11-20T09:00:00Z");
        assert_eq!(hall.scan(Scanning::Now, Some("key-1")).await.unwrap(), first);
        let other = hall.scan(Scanning::Claimed(at(TEN)), Some("key-1")).await;
        assert!(matches!(other, Err(CheckInError::KeyReused)), "{other:?}");
        assert_eq!(hall.stored().await, (1, 1, 1));
    }

    async fn a_retry_after_later_check_ins_gets_the_same_answer_word_for_word(engine) {
        let hall = Hall::new(engine).await;
        let lecture = hall.another_session(8, "medical-lecture").await;
        let beside = hall.another_session(9, "other-lecture").await;
        let submission = |code: &str, key: &str| Submission {
            member: hall.member,
            code: code.parse().unwrap(),
            scanning: Scanning::Now,
            idempotency_key: Some(key.to_owned()),
        };
        let first = register(&hall.app, &hall.tenant, submission(&lecture, "key-1")).await.unwrap();
        assert!(first.overlaps.is_empty());
        let second = register(&hall.app, &hall.tenant, submission(&beside, "key-2")).await.unwrap();
        assert_eq!(second.overlaps.len(), 1);
        hall.set_clock("2026-11-20T09:00:00Z");
        // A process that starts afterwards tells the same.
        let other = open(&hall.database, &hall.folder, &hall.clock).await;
        for app in [&hall.app, &other] {
            for (code, key, answer) in [(&lecture, "key-1", &first), (&beside, "key-2", &second)] {
                let again = register(app, &hall.tenant, submission(code, key)).await.unwrap();
                assert_eq!(again, *answer);
            }
            // Another session's code is another request.
            let reused = register(app, &hall.tenant, submission(&beside, "key-1")).await;
            assert!(matches!(reused, Err(CheckInError::KeyReused)), "{reused:?}");
        }
        assert_eq!(hall.stored().await, (2, 2, 2));
    }

    async fn a_reception_overlaps_with_no_session_whichever_came_first(engine) {
        let hall = Hall::new(engine).await;
        let lecture = hall.another_session(8, "medical-lecture").await;
        let reception = hall.another_session(9, "branch-meeting").await;
        let seminar = hall.another_session(10, "medical-seminar").await;
        let mut overlaps = Vec::new();
        for code in [hall.code().await, lecture, reception, seminar] {
            let submission = Submission {
                member: hall.member,
                code: code.parse().unwrap(),
                scanning: Scanning::Now,
                idempotency_key: None,
            };
            let answer = register(&hall.app, &hall.tenant, submission).await.unwrap();
            overlaps.push(answer.overlaps.len());
        }
        assert_eq!(overlaps, [0, 0, 0, 1], "the seminar with the lecture alone");
    }

    async fn a_key_that_found_an_attendance_is_not_used_for_another(engine) {
        let hall = Hall::new(engine).await;
        let first = hall.scan(Scanning::Now, Some("key-1")).await.unwrap();
        let again = hall.scan(Scanning::Now, Some("key-2")).await.unwrap();
        assert_eq!(again, first.replace("registered", "already-registered"));
        assert_eq!(hall.scan(Scanning::Now, Some("key-2")).await.unwrap(), again);
        let submission = Submission {
            member: hall.member,
            code: hall.another_session(8, "congress").await.parse().unwrap(),
            scanning: Scanning::Now,
            idempotency_key: Some("key-2".to_owned()),
        };
        let reused = register(&hall.app, &hall.tenant, submission).await;
        assert!(matches!(reused, Err(CheckInError::KeyReused)), "{reused:?}");
        assert_eq!(hall.stored().await, (1, 1, 2));
    }

    async fn a_refusal_is_not_remembered(engine) {
        let hall = Hall::new(engine).await;
        hall.set_clock("2026-11-19T20:00:00Z");
        let early = hall.scan(Scanning::Now, Some("key-1")).await;
        assert!(matches!(early, Err(CheckInError::Refused(Refusal::TooEarly { .. }))), "{early:?}");
        hall.set_clock(TEN);
        assert!(hall.scan(Scanning::Now, Some("key-1")).await.is_ok());
    }

    async fn a_phone_that_was_offline_is_late_but_accepted_for_as_long_as_the_society_says(engine) {
        let hall = Hall::new(engine).await;
        let scanned = at("2026-11-20T01:30:00Z");
        hall.set_clock("2026-11-21T01:00:00Z");
        let late = hall.scan(Scanning::Claimed(scanned), None).await.unwrap();
        assert_eq!(late, format!("registered-late {scanned}"));

        let too_late = Hall::new(engine).await;
        too_late.set_clock("2026-11-25T01:00:00Z");
        let refused = too_late.scan(Scanning::Claimed(scanned), None).await;
        assert!(matches!(refused, Err(CheckInError::Refused(_))), "{refused:?}");
        assert_eq!(too_late.stored().await, (0, 0, 0));
    }

    async fn a_point_that_the_session_does_not_have_opens_nothing(engine) {
        let hall = Hall::new(engine).await;
        let ring = hall.app.key_rings.get(&hall.app.db, &hall.tenant.society).await.unwrap();
        let claim = |point| RotatingClaim {
            session: hall.session.number,
            point: PointNumber::new(point),
            slot: Slot::at(at(TEN)),
        };
        let scan = |point| Submission {
            member: hall.member,
            code: ring.mint_rotating(&claim(point)).to_string().parse().unwrap(),
            scanning: Scanning::Now,
            idempotency_key: None,
        };
        let refused = register(&hall.app, &hall.tenant, scan(9)).await;
        assert!(matches!(refused, Err(CheckInError::Refused(Refusal::SessionUnknown))), "{refused:?}");
        assert!(register(&hall.app, &hall.tenant, scan(1)).await.is_ok());
    }

    async fn a_revoked_poster_opens_nothing(engine) {
        let hall = Hall::new(engine).await;
        let mut tx = hall.app.db.write().await.unwrap();
        assert!(posters::revoke(&mut tx, &hall.tenant, hall.poster.serial, at(TEN)).await.unwrap());
        tx.commit().await.unwrap();
        let refused = hall.scan(Scanning::Now, None).await;
        assert!(matches!(refused, Err(CheckInError::Refused(Refusal::CodeRevoked))), "{refused:?}");
    }

    async fn a_poster_of_a_retired_key_still_opens(engine) {
        let hall = Hall::new(engine).await;
        let old = hall.code().await;
        let mut tx = hall.app.db.write().await.unwrap();
        hall.app.key_rings.rotate(&mut tx, &hall.tenant.society, at(TEN)).await.unwrap();
        tx.commit().await.unwrap();
        assert_ne!(hall.code().await, old, "the new key mints another code");
        let submission = Submission {
            member: hall.member,
            code: old.parse().unwrap(),
            scanning: Scanning::Now,
            idempotency_key: None,
        };
        assert!(register(&hall.app, &hall.tenant, submission).await.is_ok());
    }

    async fn two_processes_leave_one_attendance(engine) {
        let hall = Hall::new(engine).await;
        let other = open(&hall.database, &hall.folder, &hall.clock).await;
        let code = hall.code().await;
        let check_ins = (0..40).map(|turn| {
            let app = if turn % 2 == 0 { Arc::clone(&hall.app) } else { Arc::clone(&other) };
            let (tenant, member) = (Arc::clone(&hall.tenant), hall.member);
            let submission = Submission {
                member,
                code: code.parse().unwrap(),
                scanning: Scanning::Now,
                idempotency_key: None,
            };
            tokio::spawn(async move { register(&app, &tenant, submission).await })
        });
        let mut registered = 0;
        for check_in in check_ins.collect::<Vec<_>>() {
            let answer = check_in.await.unwrap().unwrap();
            assert_eq!(answer.registered_at, at(TEN));
            registered += usize::from(answer.outcome == "registered");
        }
        assert_eq!(registered, 1, "one of them was first");
        assert_eq!(hall.stored().await, (1, 1, 0));
    }

    async fn who_does_not_exist_does_not_fail_the_neighbours(engine) {
        let hall = Hall::new(engine).await;
        let nobody = MemberId::new(Random::system().uuid().unwrap());
        let (stranger, known) = tokio::join!(
            hall.scan_by(nobody, Scanning::Now, None),
            hall.scan(Scanning::Now, None),
        );
        assert!(matches!(stranger, Err(CheckInError::NoSuchMember)), "{stranger:?}");
        assert!(known.is_ok(), "{known:?}");
    }

    async fn what_was_accepted_is_finished_before_the_end(engine) {
        let hall = Arc::new(Hall::new(engine).await);
        let members = hall.more_members(20).await;
        let scans: Vec<_> = members
            .into_iter()
            .map(|member| {
                let hall = Arc::clone(&hall);
                tokio::spawn(async move { hall.scan_by(member, Scanning::Now, None).await })
            })
            .collect();
        hall.scan(Scanning::Now, None).await.unwrap();
        hall.app.check_ins.finish().await;
        let mut acknowledged = 1;
        for scan in scans {
            match scan.await.unwrap() {
                Ok(_) => acknowledged += 1,
                Err(error) => assert!(matches!(error, CheckInError::Full), "{error:?}"),
            }
        }
        assert_eq!(hall.stored().await.0, acknowledged, "what was acknowledged is stored, and nothing else");
        let after = hall.scan(Scanning::Now, None).await;
        assert!(matches!(after, Err(CheckInError::Full)), "{after:?}");
    }

    async fn without_a_certification_there_is_no_standing(engine) {
        let hall = Hall::new(engine).await;
        hall.scan(Scanning::Now, None).await.unwrap();
        let mut conn = hall.app.db.read().await.unwrap();
        let standings =
            crate::credits::standings(&mut conn, &hall.tenant, hall.member, &Asked::on(hall.app.today())).await.unwrap();
        assert!(standings.is_empty());
    }
}
