//! The door against a real database, with a clock that is set by hand.

mod changing;
mod factors;
mod mailing;
mod passkeys;
mod refreshing;
mod resetting;
mod sessions;
mod slowing;
mod temporary;

use super::gate::Gate;
use super::sessions::{Arrival, Device, member_of_session};
use super::store::set_password;
use super::{LoginError, Recognised, let_in, log_in, slow_down};
use crate::app::{App, Tenant};
use crate::check_in::tests::{TestClock, at, member, open};
use crate::clock::{Clock as _, Random};
use crate::members::{Member, store as member_store};
use crate::web::client::ClientAddress;
use crate::web::failure::Failure;
use jiff::SignedDuration;
use shusseki_tests::Engine;
use shusseki_tests::database::Database;
use std::sync::Arc;

const START: &str = "2026-11-20T01:00:00Z";
/// What members have who have a password of their own; every society takes it.
const OWN: &str = "Kisaragi-no-27";
/// What they choose next.
const NEXT: &str = "Yayoi-no-sora-31";

/// An installation with the three societies, and a clock.
struct House {
    app: Arc<App>,
    clock: TestClock,
    database: String,
    _folder: tempfile::TempDir,
}

impl House {
    async fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = engine.fresh_database(folder.path()).await;
        let clock = TestClock::at(START);
        let app = open(&database, &folder, &clock).await;
        Self {
            app,
            clock,
            database,
            _folder: folder,
        }
    }

    fn tenant(&self, slug: &str) -> Arc<Tenant> {
        self.app.societies.get(slug).unwrap()
    }

    /// A member with a mail address and without a password.
    async fn newcomer(&self, tenant: &Tenant, number: &str) -> Member {
        let mut new = member(&Random::system(), number);
        new.class = tenant.society.classes[0].key.clone();
        new.institution = "北都大学".to_owned();
        new.mail = Some(format!("m{number}@mail.example").parse().unwrap());
        let mut tx = self.app.db.write().await.unwrap();
        member_store::insert(&mut tx, tenant.slug(), &new)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        new
    }

    /// A member with the password [`OWN`].
    async fn regular(&self, tenant: &Tenant, number: &str) -> Member {
        let member = self.newcomer(tenant, number).await;
        let hash = self.app.passwords.hash(OWN.to_owned()).await.unwrap();
        let mut tx = self.app.db.write().await.unwrap();
        let now = self.app.clock.now();
        set_password(&mut tx, tenant.slug(), member.id, &hash, now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        member
    }

    async fn log_in(
        &self,
        tenant: &Tenant,
        member: &Member,
        password: &str,
    ) -> Result<Recognised, LoginError> {
        log_in(
            &self.app,
            tenant,
            member.number.as_str(),
            password,
            somewhere(),
        )
        .await
    }

    /// A login session's token.
    async fn enter(&self, tenant: &Tenant, member: &Member, password: &str) -> String {
        let recognised = self.log_in(tenant, member, password).await.unwrap();
        self.let_in(tenant, &recognised).await.unwrap()
    }

    async fn let_in(&self, tenant: &Tenant, recognised: &Recognised) -> Result<String, Failure> {
        let device = Device::of("Mozilla/5.0 (iPhone) Safari/604.1");
        let arrival = Arrival {
            from: somewhere(),
            device: &device,
            token: None,
        };
        let_in(&self.app, tenant, recognised, arrival).await
    }

    /// Whether the token opens anything, and the gate behind it.
    async fn inside(&self, tenant: &Tenant, token: &str) -> Option<Option<Gate>> {
        let mut conn = self.app.db.read().await.unwrap();
        let found = member_of_session(&self.app, &mut conn, tenant, token).await;
        found.unwrap().map(|(_, gate)| gate)
    }

    /// Moves the clock on.
    fn later(&self, hours: i64) {
        let now = self.clock.now();
        self.clock.set(now + SignedDuration::from_hours(hours));
    }

    fn seconds_later(&self, seconds: i64) {
        let now = self.clock.now();
        self.clock.set(now + SignedDuration::from_secs(seconds));
    }

    fn minutes_later(&self, minutes: i64) {
        let now = self.clock.now();
        self.clock.set(now + SignedDuration::from_mins(minutes));
    }

    async fn database(&self) -> Database {
        Database::open(&self.database).await
    }

    /// What was recorded, in order.
    async fn deeds(&self) -> Vec<String> {
        let mut database = self.database().await;
        database
            .texts("SELECT action FROM audit_lines ORDER BY line")
            .await
    }

    /// To whom which mails were posted.
    async fn mails(&self) -> Vec<String> {
        let mut database = self.database().await;
        database
            .texts("SELECT template || ' ' || recipient FROM outbox ORDER BY posted_at, template")
            .await
    }

    /// The token in the newest mail of that template to that address.
    async fn mailed_token(&self, template: &str, to: &str) -> Option<String> {
        let mut database = self.database().await;
        let bodies = database
            .texts(&format!(
                "SELECT body FROM outbox WHERE template = '{template}' AND recipient = '{to}' \
                 ORDER BY posted_at DESC, mail_id"
            ))
            .await;
        let (_, rest) = bodies.first()?.split_once("?token=")?;
        rest.split_whitespace().next().map(str::to_owned)
    }
}

/// A browser that nobody knows.
fn somewhere() -> slow_down::From<'static> {
    slow_down::From {
        address: ClientAddress::sample("192.0.2.1"),
        device: None,
    }
}

#[test]
fn the_clock_stands_where_it_is_set() {
    let clock = TestClock::at(START);
    clock.set(at("2026-11-21T00:00:00Z"));
    assert_eq!(clock.now(), at("2026-11-21T00:00:00Z"));
}
