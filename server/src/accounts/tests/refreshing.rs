//! Refresh tokens: what each presentation of each token leads to, and what ends a family.

use super::{House, NEXT, OWN};
use crate::accounts::change::{Way, put_in_place};
use crate::accounts::refresh::{self, Granted, RefreshError, exchange, log_out};
use crate::accounts::sessions::{Device, end_all_but, list};
use crate::app::Tenant;
use crate::clock::Clock as _;
use crate::members::{Member, StaffRole, store as member_store};
use crate::operations::housekeeping;
use shusseki_tests::engines;

impl House {
    async fn app_login(&self, tenant: &Tenant, member: &Member) -> Granted {
        let mut tx = self.app.db.write().await.unwrap();
        let device = Device::of("Shusseki/1.0 (iPhone)");
        let granted = refresh::open(&self.app, &mut tx, tenant, member.id, &device)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        granted
    }

    /// The successor, or why there is none.
    async fn exchange(&self, tenant: &Tenant, token: &str) -> Result<String, RefreshError> {
        exchange(&self.app, tenant, token)
            .await
            .map(|granted| granted.refresh)
    }

    async fn is_over(&self, tenant: &Tenant, token: &str) -> bool {
        matches!(self.exchange(tenant, token).await, Err(RefreshError::Over))
    }
}

engines! {
    async fn each_token_is_good_once_and_an_old_one_ends_the_family(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let first = house.app_login(&jhrs, &member).await;
        assert_eq!(first.access.expires_in, 600);
        let slug = jhrs.slug();
        assert_eq!(house.app.access_tokens.verify(&first.access.token, slug, house.clock.now()).unwrap(), member.id);
        let mut tokens = vec![first.refresh];
        for _ in 0..4 {
            house.minutes_later(10);
            let newest = tokens.last().unwrap().clone();
            tokens.push(house.exchange(&jhrs, &newest).await.unwrap());
        }
        let different: std::collections::BTreeSet<_> = tokens.iter().collect();
        assert_eq!(different.len(), tokens.len());
        // Another login of the same member is another family.
        let other = house.app_login(&jhrs, &member).await.refresh;
        assert!(house.is_over(&jhrs, &tokens[1]).await, "two rounds old");
        assert!(house.is_over(&jhrs, &tokens[4]).await, "the family ended with it");
        assert!(house.exchange(&jhrs, &other).await.is_ok());
        assert_eq!(house.deeds().await, ["login-copied"]);
    }

    async fn a_lost_answer_is_given_again_for_a_minute_and_only_until_it_is_used(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let first = house.app_login(&jhrs, &member).await.refresh;
        let second = house.exchange(&jhrs, &first).await.unwrap();
        for _ in 0..3 {
            house.seconds_later(20);
            assert_eq!(house.exchange(&jhrs, &first).await.unwrap(), second, "the same successor");
        }
        let third = house.exchange(&jhrs, &second).await.unwrap();
        // The successor was used: whoever still has the first is somebody else, however early.
        assert!(house.is_over(&jhrs, &first).await);
        assert!(house.is_over(&jhrs, &third).await);

        let first = house.app_login(&jhrs, &member).await.refresh;
        let second = house.exchange(&jhrs, &first).await.unwrap();
        house.seconds_later(61);
        assert!(house.is_over(&jhrs, &first).await, "too late to be a lost answer");
        assert!(house.is_over(&jhrs, &second).await);
        // Nothing usable is stored, and no family is left.
        assert_eq!(house.database().await.number("SELECT COUNT(*) FROM login_sessions").await, 0);
    }

    async fn many_at_once_get_one_successor(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let first = house.app_login(&jhrs, &member).await.refresh;
        let mut asking = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (app, jhrs, first) = (house.app.clone(), jhrs.clone(), first.clone());
            asking.spawn(async move { exchange(&app, &jhrs, &first).await.unwrap().refresh });
        }
        let answers = asking.join_all().await;
        assert_eq!(answers.len(), 20);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "two living tokens");
        let rows = house.database().await.texts("SELECT token_digest FROM login_sessions WHERE generation = 1").await;
        assert_eq!(rows.len(), 1);
        assert!(!answers.contains(&rows[0]));
        assert!(house.exchange(&jhrs, &answers[0]).await.is_ok());
    }

    async fn nothing_but_a_refresh_token_of_the_society_is_taken(engine) {
        let house = House::new(engine).await;
        let (jhrs, jsnm) = (house.tenant("jhrs"), house.tenant("jsnm"));
        let member = house.regular(&jhrs, "00123").await;
        let granted = house.app_login(&jhrs, &member).await;
        let browser = house.enter(&jhrs, &member, OWN).await;
        let digest = house.database().await.texts("SELECT token_digest FROM login_sessions WHERE kind = 'app'").await;
        for nothing in ["", "nonsense", &granted.access.token, &browser, &digest[0]] {
            assert!(house.is_over(&jhrs, nothing).await, "{nothing}");
            log_out(&house.app, &jhrs, nothing).await.unwrap();
        }
        assert!(house.is_over(&jsnm, &granted.refresh).await);
        log_out(&house.app, &jsnm, &granted.refresh).await.unwrap();
        assert!(house.app.access_tokens.verify(&granted.refresh, jhrs.slug(), house.clock.now()).is_err());
        // A cookie is none either.
        assert_eq!(house.inside(&jhrs, &granted.refresh).await, None);
        assert!(house.exchange(&jhrs, &granted.refresh).await.is_ok());
    }

    async fn a_family_has_the_limits_of_its_member(engine) {
        let house = House::new(engine).await;
        let jgets = house.tenant("jgets");
        let member = house.regular(&jgets, "00123").await;
        let idle = house.app_login(&jgets, &member).await.refresh;
        let mut used = house.app_login(&jgets, &member).await.refresh;
        house.later(14 * 24 - 1);
        used = house.exchange(&jgets, &used).await.unwrap();
        house.later(1);
        assert!(house.is_over(&jgets, &idle).await);
        house.later(12 * 24);
        used = house.exchange(&jgets, &used).await.unwrap();
        house.later(4 * 24 - 1);
        used = house.exchange(&jgets, &used).await.unwrap();
        house.later(1);
        assert!(house.is_over(&jgets, &used).await, "thirty days are over");
        housekeeping::clear(&house.app).await.unwrap();
        assert_eq!(house.database().await.number("SELECT COUNT(*) FROM login_sessions").await, 0);
        // A role counts from the moment it is given.
        let token = house.app_login(&jgets, &member).await.refresh;
        house.minutes_later(61);
        let mut tx = house.app.db.write().await.unwrap();
        member_store::insert_role(&mut tx, jgets.slug(), member.id, StaffRole::Events).await.unwrap();
        tx.commit().await.unwrap();
        assert!(house.is_over(&jgets, &token).await);
    }

    async fn another_password_logout_and_withdrawal_end_browsers_and_apps(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let at = house.clock.now();
        let (cookie, kept) = (house.enter(&jhrs, &member, OWN).await, house.enter(&jhrs, &member, OWN).await);
        let refresh = house.app_login(&jhrs, &member).await.refresh;
        let hash = house.app.passwords.hash(NEXT.to_owned()).await.unwrap();
        let mut tx = house.app.db.write().await.unwrap();
        put_in_place(&mut tx, &jhrs, &member, &hash, Way::Changed, Some(&kept), at).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(house.inside(&jhrs, &cookie).await, None);
        assert!(house.is_over(&jhrs, &refresh).await);
        assert!(house.inside(&jhrs, &kept).await.is_some());

        let refresh = house.app_login(&jhrs, &member).await.refresh;
        let next = house.exchange(&jhrs, &refresh).await.unwrap();
        // Any token of the family logs it out.
        log_out(&house.app, &jhrs, &refresh).await.unwrap();
        assert!(house.is_over(&jhrs, &next).await);

        let refresh = house.app_login(&jhrs, &member).await.refresh;
        assert_eq!(list(&house.app, &jhrs, member.id, &kept).await.unwrap().len(), 2);
        end_all_but(&house.app, &jhrs, member.id, &kept).await.unwrap();
        assert!(house.is_over(&jhrs, &refresh).await);

        let refresh = house.app_login(&jhrs, &member).await.refresh;
        house.database().await.run("UPDATE members SET status = 'withdrawn'").await;
        assert!(house.is_over(&jhrs, &refresh).await);
    }

    async fn a_gate_refuses_and_takes_no_token(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let refresh = house.app_login(&jhrs, &member).await.refresh;
        house.database().await.run("UPDATE passwords SET temporary_until = 9000000000000000").await;
        assert!(matches!(house.exchange(&jhrs, &refresh).await, Err(RefreshError::Gate(_))));
        house.database().await.run("UPDATE passwords SET temporary_until = NULL").await;
        house.minutes_later(5);
        assert!(house.exchange(&jhrs, &refresh).await.is_ok());
    }
}
