//! Second factors: what a code opens, how often, and what goes around it (nothing).

use super::{House, NEXT, OWN, somewhere};
use crate::accounts::change::{Way, put_in_place};
use crate::accounts::factors::half_open::{self, HalfOpenError};
use crate::accounts::factors::{self, FactorError, Owner, SettingUp};
use crate::accounts::gate::Gate;
use crate::accounts::sessions::{Arrival, Device};
use crate::app::Tenant;
use crate::clock::Clock as _;
use crate::members::{Member, StaffRole, store as member_store};
use crate::operations::housekeeping;
use shusseki_tests::engines;

/// Somebody with an authenticator.
struct Owned {
    secret: SettingUp,
    recovery: Vec<String>,
    session: String,
}

impl House {
    /// The code that an app shows so many half minutes from now.
    fn code(&self, secret: &SettingUp, later: i64) -> String {
        secret
            .secret
            .code(self.clock.now().as_second() / 30 + later)
    }

    async fn with_factor(&self, tenant: &Tenant, member: &Member) -> Owned {
        let session = self.enter(tenant, member, OWN).await;
        let secret = factors::begin(&self.app, tenant, member.id).unwrap();
        let code = self.code(&secret, 0);
        let owner = Owner {
            member,
            token: &session,
        };
        let recovery = factors::add(&self.app, tenant, owner, &secret, (OWN, &code))
            .await
            .unwrap();
        self.minutes_later(1);
        Owned {
            secret,
            recovery,
            session,
        }
    }

    async fn half_open(&self, tenant: &Tenant, member: &Member) -> String {
        let recognised = self.log_in(tenant, member, OWN).await.unwrap();
        half_open::begin(&self.app, tenant, &recognised)
            .await
            .unwrap()
    }

    async fn complete(
        &self,
        tenant: &Tenant,
        token: &str,
        typed: &str,
    ) -> Result<String, HalfOpenError> {
        let device = Device::default();
        let arrival = Arrival {
            from: somewhere(),
            device: &device,
            token: None,
        };
        let completed = half_open::complete(&self.app, tenant, token, typed, arrival).await;
        completed.map(|(_, session)| session)
    }
}

fn is_wrong<T>(result: &Result<T, HalfOpenError>) -> bool {
    matches!(result, Err(HalfOpenError::Factor(FactorError::Wrong)))
}

fn is_over<T>(result: &Result<T, HalfOpenError>) -> bool {
    matches!(result, Err(HalfOpenError::Over))
}

engines! {
    async fn a_half_open_login_opens_with_the_code_once(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let owned = house.with_factor(&jhrs, &member).await;
        let half = house.half_open(&jhrs, &member).await;
        assert_eq!(house.inside(&jhrs, &half).await, None, "half open is not open");
        assert!(is_wrong(&house.complete(&jhrs, &half, "000000").await));
        assert!(is_wrong(&house.complete(&jhrs, &half, "").await));
        let code = house.code(&owned.secret, 0);
        assert!(is_over(&house.complete(&jhrs, "another browser's", &code).await));
        // Wide digits and a space are forgiven.
        let wide: String = code.chars().map(|digit| char::from_u32(digit as u32 + 0xfee0).unwrap()).collect();
        let session = house.complete(&jhrs, &half, &format!("{} {}", &wide[..9], &wide[9..])).await.unwrap();
        assert!(house.inside(&jhrs, &session).await.is_some());
        assert!(is_over(&house.complete(&jhrs, &half, &house.code(&owned.secret, 1)).await), "used up");
        // The code is used; that of the next half minute is not, the one before it is too old.
        let half = house.half_open(&jhrs, &member).await;
        assert!(is_wrong(&house.complete(&jhrs, &half, &code).await));
        assert!(is_wrong(&house.complete(&jhrs, &half, &house.code(&owned.secret, -1)).await));
        assert!(house.complete(&jhrs, &half, &house.code(&owned.secret, 1)).await.is_ok());
    }

    async fn many_at_once_use_a_code_once(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let owned = house.with_factor(&jhrs, &member).await;
        let (one, other) = (house.half_open(&jhrs, &member).await, house.half_open(&jhrs, &member).await);
        for typed in [house.code(&owned.secret, 0), owned.recovery[0].clone()] {
            let (first, second) = tokio::join!(house.complete(&jhrs, &one, &typed), house.complete(&jhrs, &other, &typed));
            assert!(first.is_ok() != second.is_ok(), "{typed}: {first:?} {second:?}");
            house.minutes_later(1);
            if second.is_ok() {
                break;
            }
        }
    }

    async fn a_recovery_code_is_good_once_and_new_ones_end_the_old(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let owned = house.with_factor(&jhrs, &member).await;
        assert_eq!(owned.recovery.len(), 10);
        let half = house.half_open(&jhrs, &member).await;
        house.complete(&jhrs, &half, &owned.recovery[3].to_lowercase()).await.unwrap();
        let half = house.half_open(&jhrs, &member).await;
        assert!(is_wrong(&house.complete(&jhrs, &half, &owned.recovery[3]).await));
        let mut conn = house.app.db.read().await.unwrap();
        let left = factors::of(&mut conn, jhrs.slug(), member.id).await.unwrap().unwrap().codes_left;
        drop(conn);
        assert_eq!(left, 9);
        let code = house.code(&owned.secret, 0);
        let renewed = factors::renew_codes(&house.app, &jhrs, member.id, &code).await.unwrap();
        assert!(is_wrong(&house.complete(&jhrs, &half, &owned.recovery[4]).await));
        assert!(house.complete(&jhrs, &half, &renewed[4]).await.is_ok());
        assert_eq!(
            house.deeds().await,
            ["second-factor-added", "recovery-code-used", "recovery-codes-made", "recovery-code-used"]
        );
        // The database holds neither codes nor the secret.
        let stored = house.database().await.rows().await;
        let secret = owned.secret.secret.typed().replace(' ', "");
        for (table, rows) in stored {
            for row in rows {
                for hidden in renewed.iter().chain(&owned.recovery).chain([&secret]) {
                    let plain = hidden.replace('-', "");
                    assert!(!row.contains(hidden.as_str()) && !row.contains(&plain), "{table}: {row}");
                }
            }
        }
    }

    async fn a_half_open_login_ends_after_ten_minutes_and_with_the_password(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let owned = house.with_factor(&jhrs, &member).await;
        let half = house.half_open(&jhrs, &member).await;
        house.minutes_later(10);
        assert!(is_over(&house.complete(&jhrs, &half, &house.code(&owned.secret, 0)).await));
        housekeeping::clear(&house.app).await.unwrap();
        assert_eq!(house.database().await.number("SELECT COUNT(*) FROM half_open_logins").await, 0);
        let half = house.half_open(&jhrs, &member).await;
        let hash = house.app.passwords.hash(NEXT.to_owned()).await.unwrap();
        let mut tx = house.app.db.write().await.unwrap();
        put_in_place(&mut tx, &jhrs, &member, &hash, Way::Reset, None, house.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(is_over(&house.complete(&jhrs, &half, &house.code(&owned.secret, 0)).await));
        // The factor outlives the reset: it is asked for with the new password too.
        let mut conn = house.app.db.read().await.unwrap();
        assert!(factors::of(&mut conn, jhrs.slug(), member.id).await.unwrap().is_some());
    }

    async fn guesses_wait_and_the_right_code_is_given_back(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let owned = house.with_factor(&jhrs, &member).await;
        for _ in 0..3 {
            let half = house.half_open(&jhrs, &member).await;
            let code = house.code(&owned.secret, 0);
            assert!(house.complete(&jhrs, &half, &code).await.is_ok());
            house.seconds_later(30);
        }
        let half = house.half_open(&jhrs, &member).await;
        for _ in 0..5 {
            assert!(is_wrong(&house.complete(&jhrs, &half, "000000").await));
        }
        let code = house.code(&owned.secret, 0);
        let waits = house.complete(&jhrs, &half, &code).await;
        assert!(matches!(waits, Err(HalfOpenError::Factor(FactorError::Change(_)))), "{waits:?}");
        house.minutes_later(5);
        assert!(house.complete(&jhrs, &half, &house.code(&owned.secret, 0)).await.is_ok());
    }

    async fn setting_up_asks_for_password_and_code_and_ends_other_logins(engine) {
        let house = House::new(engine).await;
        let (jhrs, jsnm) = (house.tenant("jhrs"), house.tenant("jsnm"));
        let (member, neighbour) = (house.regular(&jhrs, "00123").await, house.regular(&jhrs, "00124").await);
        let (here, elsewhere) = (house.enter(&jhrs, &member, OWN).await, house.enter(&jhrs, &member, OWN).await);
        let owner = Owner { member: &member, token: &here };
        let secret = factors::begin(&house.app, &jhrs, member.id).unwrap();
        let brought = |tenant: &Tenant, who: &Member, sealed: &str| {
            factors::brought_back(&house.app, tenant, who.id, sealed).is_ok()
        };
        assert!(brought(&jhrs, &member, &secret.sealed));
        assert!(!brought(&jhrs, &neighbour, &secret.sealed), "somebody else's secret");
        assert!(!brought(&jsnm, &member, &secret.sealed));
        assert!(!brought(&jhrs, &member, "nonsense"));
        let code = house.code(&secret, 0);
        for (password, typed, wrong) in [(OWN, "000000", true), ("wrong", code.as_str(), false)] {
            let refused = factors::add(&house.app, &jhrs, owner, &secret, (password, typed)).await;
            assert_eq!(matches!(refused, Err(FactorError::Wrong)), wrong, "{refused:?}");
            assert!(refused.is_err());
        }
        factors::add(&house.app, &jhrs, owner, &secret, (OWN, &code)).await.unwrap();
        assert!(house.inside(&jhrs, &here).await.is_some());
        assert_eq!(house.inside(&jhrs, &elsewhere).await, None);
        let again = factors::add(&house.app, &jhrs, owner, &secret, (OWN, &house.code(&secret, 1))).await;
        assert!(matches!(again, Err(FactorError::Changed)), "{again:?}");
        house.later(2);
        assert!(!brought(&jhrs, &member, &secret.sealed), "hours later");
        let removed = factors::remove(&house.app, &jhrs, owner, "000000").await;
        assert!(matches!(removed, Err(FactorError::Wrong)));
        factors::remove(&house.app, &jhrs, owner, &house.code(&secret, 0)).await.unwrap();
        assert_eq!(house.deeds().await, ["second-factor-added", "second-factor-removed"]);
        let to = "m00123@mail.example";
        assert_eq!(house.mails().await, [format!("second-factor-added {to}"), format!("second-factor-removed {to}")]);
        assert_eq!(house.database().await.number("SELECT COUNT(*) FROM recovery_codes").await, 0);
    }

    async fn the_office_has_a_factor_or_the_page_to_set_it_up(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let token = house.enter(&jhrs, &member, OWN).await;
        assert_eq!(house.inside(&jhrs, &token).await, Some(None));
        let mut tx = house.app.db.write().await.unwrap();
        member_store::insert_role(&mut tx, jhrs.slug(), member.id, StaffRole::Scanner).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(house.inside(&jhrs, &token).await, Some(Some(Gate::SecondFactor)));
        assert!(Gate::SecondFactor.is_shut());
        let mut conn = house.app.db.read().await.unwrap();
        let refused = factors::must_be_set_up(&house.app, &mut conn, &jhrs, member.id).await.unwrap_err();
        assert_eq!((refused.status().as_u16(), refused.code()), (403, "second-factor-not-set-up"));
        drop(conn);
        let owned = house.with_factor(&jhrs, &member).await;
        assert_eq!(house.inside(&jhrs, &owned.session).await, Some(None));
        let mut conn = house.app.db.read().await.unwrap();
        factors::must_be_set_up(&house.app, &mut conn, &jhrs, member.id).await.unwrap();
    }
}
