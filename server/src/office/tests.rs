//! What the office does to a member's record, on both engines.

use super::deed::Desk;
use super::edit::{self, EditError};
use super::error::OfficeError;
use super::logins;
use super::standing::{self, Wanted};
use super::{appointments as deeds, looked, mail_address, roles, store};
use crate::accounts::passkeys::store as passkeys;
use crate::accounts::{factors, links, sessions};
use crate::app::{App, Tenant};
use crate::audit::search::{Filter, search};
use crate::check_in::tests::{TestClock, member, open};
use crate::clock::Random;
use crate::db::Tx;
use crate::members::appointments::{self, Appointment};
use crate::members::{self, Member, MemberStatus, StaffRole, profile, store as member_store};
use shusseki_core::mail_address::MailAddress;
use shusseki_core::profile::Typed;
use shusseki_core::text::Text;
use shusseki_tests::database::Database;
use shusseki_tests::engines;
use std::sync::Arc;

struct Desks {
    app: Arc<App>,
    tenant: Arc<Tenant>,
    admin: Member,
    member: Member,
    database: String,
    _folder: tempfile::TempDir,
}

impl Desks {
    /// A society (JSNM) with an administrator and a member.
    async fn new(engine: shusseki_tests::Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = engine.fresh_database(folder.path()).await;
        let clock = TestClock::at("2026-11-20T01:00:00Z");
        let app = open(&database, &folder, &clock).await;
        let tenant = app.societies.get("jsnm").unwrap();
        let [admin, other] = ["00001", "12345"].map(|number| {
            let mut one = member(&Random::system(), number);
            one.mail = format!("m{number}@mail.example").parse().ok();
            one
        });
        let mut tx = app.db.write().await.unwrap();
        for one in [&admin, &other] {
            member_store::insert(&mut tx, tenant.slug(), one)
                .await
                .unwrap();
        }
        member_store::insert_role(&mut tx, tenant.slug(), admin.id, StaffRole::Admin)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        Self {
            app,
            tenant,
            admin,
            member: other,
            database,
            _folder: folder,
        }
    }

    fn desk<'a>(&'a self, by: &Member, why: &'a str) -> Desk<'a> {
        Desk {
            app: &self.app,
            tenant: &self.tenant,
            by: by.id,
            now: self.app.clock.now(),
            why,
        }
    }

    async fn tx(&self) -> Tx {
        self.app.db.write().await.unwrap()
    }

    /// The member as stored.
    async fn stored(&self, member: &Member) -> Member {
        let mut conn = self.app.db.read().await.unwrap();
        let found = members::by_id(&mut conn, self.tenant.slug(), member.id).await;
        found.unwrap().unwrap()
    }

    async fn roles(&self, member: &Member) -> Vec<StaffRole> {
        let mut conn = self.app.db.read().await.unwrap();
        members::roles(&mut conn, self.tenant.slug(), member.id)
            .await
            .unwrap()
    }

    async fn set_roles(
        &self,
        by: &Member,
        of: &Member,
        wanted: &[StaffRole],
        seen: &str,
    ) -> Result<(), OfficeError> {
        let mut tx = self.tx().await;
        roles::change(&mut tx, &self.desk(by, "交代のため"), of, wanted, seen).await?;
        tx.commit().await.unwrap();
        Ok(())
    }

    async fn set_status(
        &self,
        by: &Member,
        of: &Member,
        [seen, status]: [MemberStatus; 2],
        since: &str,
    ) -> Result<(), OfficeError> {
        let mut tx = self.tx().await;
        let wanted = Wanted {
            status,
            since: since.parse().unwrap(),
            seen,
        };
        standing::change(&mut tx, &self.desk(by, "届出のため"), of, &wanted).await?;
        tx.commit().await.unwrap();
        Ok(())
    }

    /// What the audit log says of the member, newest first.
    async fn history(&self, member: &Member) -> Vec<String> {
        let mut conn = self.app.db.read().await.unwrap();
        let filter = Filter::about(member.id);
        let found = search(&mut conn, self.tenant.slug(), &filter, None, 50)
            .await
            .unwrap();
        found.into_iter().map(|line| line.action).collect()
    }

    /// The templates of the mails that wait for the member.
    async fn mails(&self, member: &Member) -> Vec<String> {
        let mut conn = self.app.db.read().await.unwrap();
        let to = member.mail.as_ref().map(MailAddress::as_str);
        let found =
            crate::mail::office::list(&mut conn, self.tenant.slug(), (to, None), None, 50).await;
        found
            .unwrap()
            .into_iter()
            .map(|mail| mail.template)
            .collect()
    }
}

fn councillor(last: Option<&str>) -> Appointment {
    Appointment {
        committee: false,
        body: Text::new("日本核医学会", "JSNM"),
        title: Text::new("評議員", "Councillor"),
        first: "2024-04-01".parse().unwrap(),
        last: last.map(|day| day.parse().unwrap()),
    }
}

/// Gives the member a passkey, recovery codes and a login.
async fn set_up(app: &App, tenant: &Tenant, tx: &mut Tx, member: &Member) {
    let slug = tenant.slug();
    let at = app.clock.now();
    let passkey = passkeys::NewPasskey {
        credential: &member.id.to_string(),
        member: member.id,
        name: "鍵",
        algorithm: -7,
        public_key: "",
        counter: 0,
        at,
    };
    assert!(passkeys::add(tx, slug, &passkey).await.unwrap());
    factors::new_codes(app, tx, tenant, member.id)
        .await
        .unwrap();
    let session = sessions::store::NewSession {
        place: &sessions::Place::new(&app.random, tenant, member.id).unwrap(),
        kind: sessions::Kind::Browser,
        token_digest: member.id.to_string(),
        device: &sessions::Device::of("Mozilla/5.0 (iPhone) Safari/604.1"),
        at,
    };
    sessions::store::insert(tx, &session).await.unwrap();
}

use MemberStatus::{Active, OnLeave, Withdrawn};

engines! {
    async fn a_status_changes_with_all_that_follows(engine) {
        let desks = Desks::new(engine).await;
        let Desks { admin, member, .. } = &desks;
        desks.set_roles(admin, member, &[StaffRole::Reviewer], "").await.unwrap();
        desks.set_status(admin, member, [Active, OnLeave], "2026-11-01").await.unwrap();
        assert_eq!(desks.stored(member).await.status, OnLeave);
        assert_eq!(desks.mails(member).await, ["status-changed"]);
        let mut conn = desks.app.db.read().await.unwrap();
        let since = store::status_since(&mut conn, desks.tenant.slug(), member.id).await.unwrap();
        assert_eq!(since.unwrap().to_string(), "2026-11-01");
        drop(conn);
        // Another form was opened before.
        let stale = desks.set_status(admin, member, [Active, Withdrawn], "2026-11-01").await;
        assert!(matches!(stale, Err(OfficeError::Stale)));
        let early = desks.set_status(admin, member, [OnLeave, Active], "2026-11-21").await;
        assert!(matches!(early, Err(OfficeError::InFuture)));
        assert_eq!(desks.roles(member).await, [StaffRole::Reviewer]);
        desks.set_status(admin, member, [OnLeave, Withdrawn], "2026-11-20").await.unwrap();
        // Who comes back has no role left.
        desks.set_status(admin, member, [Withdrawn, Active], "2026-11-20").await.unwrap();
        assert!(desks.roles(member).await.is_empty());
        assert_eq!(desks.history(member).await, ["status-changed", "status-changed", "status-changed", "roles-changed"]);
    }

    async fn nobody_changes_the_own_rights_and_an_administrator_stays(engine) {
        let desks = Desks::new(engine).await;
        let Desks { admin, member, .. } = &desks;
        let own = desks.set_roles(admin, admin, &[], "admin").await;
        assert!(matches!(own, Err(OfficeError::Oneself)));
        let own = desks.set_status(admin, admin, [Active, Withdrawn], "2026-11-20").await;
        assert!(matches!(own, Err(OfficeError::Oneself)));
        // Whoever it is that asks, the last one stays.
        let last = desks.set_roles(member, admin, &[StaffRole::Finance], "admin").await;
        assert!(matches!(last, Err(OfficeError::LastAdmin)));
        let last = desks.set_status(member, admin, [Active, Withdrawn], "2026-11-20").await;
        assert!(matches!(last, Err(OfficeError::LastAdmin)));
        assert_eq!(desks.roles(admin).await, [StaffRole::Admin]);
        desks.set_roles(admin, member, &[StaffRole::Admin], "").await.unwrap();
        let same = desks.set_roles(admin, member, &[StaffRole::Admin], "admin").await;
        assert!(matches!(same, Err(OfficeError::Same)));
        let stale = desks.set_roles(admin, member, &[], "").await;
        assert!(matches!(stale, Err(OfficeError::Stale)));
        // Both at once: one of them stays.
        let (one, other) = tokio::join!(
            desks.set_roles(admin, member, &[], "admin"),
            desks.set_roles(member, admin, &[], "admin"),
        );
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        let left = [desks.roles(admin).await, desks.roles(member).await].concat();
        assert_eq!(left, [StaffRole::Admin]);
    }

    async fn an_appointment_is_recorded_ended_and_taken_back(engine) {
        let desks = Desks::new(engine).await;
        let Desks { admin, member, .. } = &desks;
        let desk = desks.desk(admin, "総会の決定");
        let mut tx = desks.tx().await;
        let id = desks.app.random.uuid().unwrap();
        let without = Desk { why: " ", ..desks.desk(admin, "") };
        let refused = deeds::add(&mut tx, &without, member, id, &councillor(None)).await;
        assert!(matches!(refused, Err(OfficeError::ReasonMissing)));
        deeds::add(&mut tx, &desk, member, id, &councillor(None)).await.unwrap();
        let slug = desks.tenant.slug();
        let kept = appointments::by_id(&mut tx, slug, id).await.unwrap().unwrap();
        let ended = councillor(Some("2026-03-31"));
        deeds::change(&mut tx, &desk, &kept, kept.revision, Some(&ended)).await.unwrap();
        let again = deeds::change(&mut tx, &desk, &kept, kept.revision, None).await;
        assert!(matches!(again, Err(OfficeError::Stale)));
        let kept = appointments::kept_of(&mut tx, slug, member.id).await.unwrap().remove(0);
        assert_eq!(kept.appointment, ended);
        deeds::change(&mut tx, &desk, &kept, kept.revision, None).await.unwrap();
        assert!(appointments::of_member(&mut tx, slug, member.id).await.unwrap().is_empty());
        tx.commit().await.unwrap();
        assert_eq!(desks.history(member).await, ["appointment-removed", "appointment-changed", "appointment-added"]);
    }

    async fn a_record_is_changed_with_reason_and_told(engine) {
        let desks = Desks::new(engine).await;
        let Desks { admin, member, .. } = &desks;
        let wanted = |revision, family: &str, class: &str| edit::Wanted {
            revision,
            typed: Typed::default()
                .with("family-name", &[family])
                .with("family-kana", &["サトウ"])
                .with("birth-date", &["1970-04-01"]),
            class: class.parse().unwrap(),
            joined_on: "2019-04-01".parse().unwrap(),
        };
        let mut tx = desks.tx().await;
        let slug = desks.tenant.slug();
        let revision = profile::of(&mut tx, slug, member).await.unwrap().revision;
        let silent = desks.desk(admin, "");
        let refused = edit::change(&mut tx, &silent, member, &wanted(revision, "佐藤", "student")).await;
        assert!(matches!(refused, Err(EditError::Office(OfficeError::ReasonMissing))), "{refused:?}");
        let desk = desks.desk(admin, "改姓届による");
        let refused = edit::change(&mut tx, &desk, member, &wanted(revision, "", "student")).await;
        assert!(matches!(refused, Err(EditError::Wrong(_))), "{refused:?}");
        let refused = edit::change(&mut tx, &desk, member, &wanted(revision, "佐藤", "emperor")).await;
        assert!(matches!(refused, Err(EditError::Office(OfficeError::Unreadable("class")))), "{refused:?}");
        edit::change(&mut tx, &desk, member, &wanted(revision, "佐藤", "student")).await.unwrap();
        let stale = edit::change(&mut tx, &desk, member, &wanted(revision, "鈴木", "student")).await;
        assert!(matches!(stale, Err(EditError::Office(OfficeError::Stale))), "{stale:?}");
        tx.commit().await.unwrap();
        let stored = desks.stored(member).await;
        assert_eq!((stored.name.family.as_str(), stored.class.as_str()), ("佐藤", "student"));
        assert_eq!(stored.joined_on.to_string(), "2019-04-01");
        assert_eq!(desks.history(member).await, ["profile-changed"]);
        assert_eq!(desks.mails(member).await, ["record-changed"]);
    }

    async fn another_mail_address_is_told_to_both_and_ends_what_was_mailed(engine) {
        let desks = Desks::new(engine).await;
        let Desks { admin, member, .. } = &desks;
        let slug = desks.tenant.slug();
        let old = member.mail.as_ref().unwrap().as_str();
        let new: MailAddress = "neu@mail.example".parse().unwrap();
        let now = desks.app.clock.now();
        let mut tx = desks.tx().await;
        let link = links::Opens::Password("flow".to_owned());
        links::store(&mut tx, slug, "token", member.id, &link, now).await.unwrap();
        let silent = mail_address::set(&mut tx, &desks.desk(admin, " "), member, &new, old).await;
        assert!(matches!(silent, Err(OfficeError::ReasonMissing)));
        let desk = desks.desk(admin, "届出書による");
        let own = mail_address::set(&mut tx, &desk, admin, &new, "m00001@mail.example").await;
        assert!(matches!(own, Err(OfficeError::Oneself)));
        let stale = mail_address::set(&mut tx, &desk, member, &new, "").await;
        assert!(matches!(stale, Err(OfficeError::Stale)));
        let same = old.parse().unwrap();
        let same = mail_address::set(&mut tx, &desk, member, &same, old).await;
        assert!(matches!(same, Err(OfficeError::Same)));
        mail_address::set(&mut tx, &desk, member, &new, old).await.unwrap();
        let left = links::link(&mut tx, slug, "token", links::Purpose::Password, now).await.unwrap();
        assert!(left.is_none(), "whoever reads the old address sets a password");
        tx.commit().await.unwrap();
        let stored = desks.stored(member).await;
        assert_eq!(stored.mail, Some(new));
        assert_eq!(desks.mails(member).await, ["mail-changed"]);
        assert_eq!(desks.mails(&stored).await, ["mail-set-by-office"]);
        assert_eq!(desks.history(member).await, ["mail-changed"]);
    }

    async fn a_lost_factor_is_taken_off_by_somebody_else_and_ends_every_login(engine) {
        let desks = Desks::new(engine).await;
        let Desks { app, tenant, admin, member, .. } = &desks;
        let desk = desks.desk(admin, "電話の紛失");
        let mut tx = desks.tx().await;
        let none = logins::take_factor_off(&mut tx, &desk, member).await;
        assert!(matches!(none, Err(OfficeError::NoFactor)));
        for one in [admin, member] {
            set_up(app, tenant, &mut tx, one).await;
        }
        let own = logins::take_factor_off(&mut tx, &desk, admin).await;
        assert!(matches!(own, Err(OfficeError::Oneself)));
        let silent = logins::take_factor_off(&mut tx, &desks.desk(admin, ""), member).await;
        assert!(matches!(silent, Err(OfficeError::ReasonMissing)));
        logins::take_factor_off(&mut tx, &desk, member).await.unwrap();
        let left = factors::of(&mut tx, tenant.slug(), member.id).await.unwrap();
        assert!(left.is_none(), "{left:?}");
        let open = sessions::open_of(&mut tx, tenant, member.id, None, desk.now).await.unwrap();
        assert!(open.is_empty(), "{open:?}");
        let kept = factors::of(&mut tx, tenant.slug(), admin.id).await.unwrap().unwrap();
        assert_eq!((kept.passkeys, kept.codes_left), (1, 10), "another's are untouched");
        tx.commit().await.unwrap();
        let mut database = Database::open(&desks.database).await;
        let codes = format!("SELECT COUNT(*) FROM recovery_codes WHERE member_id = '{}'", member.id);
        assert_eq!(database.number(&codes).await, 0);
        assert_eq!(desks.mails(member).await, ["second-factor-taken-off"]);
        assert_eq!(desks.history(member).await, ["second-factor-taken-off"]);
    }

    async fn a_look_leaves_one_line_a_day(engine) {
        let desks = Desks::new(engine).await;
        let Desks { app, tenant, admin, member, .. } = &desks;
        for _ in 0..3 {
            looked::note(app, tenant, admin.id, member.id).await.unwrap();
            looked::note(app, tenant, member.id, member.id).await.unwrap();
        }
        assert_eq!(desks.history(member).await, ["member-looked-at"]);
    }

    async fn only_a_temporary_password_is_revoked(engine) {
        let desks = Desks::new(engine).await;
        let Desks { admin, member, .. } = &desks;
        let (slug, now) = (desks.tenant.slug(), desks.app.clock.now());
        let desk = desks.desk(admin, "封筒が戻ったため");
        let mut tx = desks.tx().await;
        crate::accounts::store::set_password(&mut tx, slug, member.id, "$own", now).await.unwrap();
        let own = logins::revoke(&mut tx, &desk, member).await;
        assert!(matches!(own, Err(OfficeError::Stale)));
        let until = now + jiff::SignedDuration::from_hours(24);
        crate::accounts::store::set_temporary(&mut tx, slug, member.id, "$temporary", now, until).await.unwrap();
        logins::revoke(&mut tx, &desk, member).await.unwrap();
        let left = crate::accounts::store::password_of_member(&mut tx, slug, member.id).await.unwrap();
        assert!(left.is_none());
        logins::end(&mut tx, &desk, member).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(desks.history(member).await, ["logins-ended", "temporary-password-revoked"]);
    }
}
