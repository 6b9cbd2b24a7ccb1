//! A new password: what is refused, what ends with it, and a hash made anew at the login.

use super::{House, NEXT, OWN};
use crate::accounts::change::{Way, faults, put_in_place};
use crate::accounts::gate::Gate;
use crate::accounts::store::{password_of_member, put_reminder_off, set_password};
use crate::app::Tenant;
use crate::members::Member;
use shusseki_core::society::PasswordFault;
use shusseki_tests::engines;

async fn change(house: &House, tenant: &Tenant, member: &Member, to: &str, kept: Option<&str>) {
    assert_eq!(
        faults(&house.app, tenant, member, to).await.unwrap(),
        [],
        "{to}"
    );
    let hash = house.app.passwords.hash(to.to_owned()).await.unwrap();
    let at = house.app.clock.now();
    let mut tx = house.app.db.write().await.unwrap();
    put_in_place(&mut tx, tenant, member, &hash, Way::Changed, kept, at)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

engines! {
    async fn the_last_three_are_refused_and_the_fourth_is_free_again(engine) {
        let house = House::new(engine).await;
        let jgets = house.tenant("jgets");
        let member = house.regular(&jgets, "00421").await;
        let used = [PasswordFault::Used];
        let refused = |password: &'static str| faults(&house.app, &jgets, &member, password);
        assert_eq!(refused(OWN).await.unwrap(), used);
        for next in ["Second-pass-2", "Third-pass-33", "Fourth-pass-4"] {
            assert_eq!(refused(OWN).await.unwrap(), used, "before {next}");
            house.later(1);
            change(&house, &jgets, &member, next, None).await;
            assert_eq!(refused(next).await.unwrap(), used);
        }
        // Present and the two before it are the last three.
        for (password, faults) in [("Second-pass-2", &used[..]), ("Third-pass-33", &used), (OWN, &[])] {
            assert_eq!(refused(password).await.unwrap(), faults, "{password}");
        }
        let kept = house.database().await.number("SELECT COUNT(*) FROM former_passwords").await;
        assert_eq!(kept, 2, "no more is kept than the rule asks for");
    }

    async fn every_society_refuses_the_present_one_common_ones_and_ones_own_name(engine) {
        let house = House::new(engine).await;
        for slug in ["jsnm", "jhrs", "jgets"] {
            let tenant = house.tenant(slug);
            let member = house.regular(&tenant, "00421").await;
            let found = |password: &'static str| faults(&house.app, &tenant, &member, password);
            assert_eq!(found(OWN).await.unwrap(), [PasswordFault::Used], "{slug}");
            assert!(found("Password1234").await.unwrap().contains(&PasswordFault::Common), "{slug}");
            assert!(found("Takahashi421").await.unwrap().contains(&PasswordFault::Personal), "{slug}");
            assert!(found("x").await.unwrap().iter().any(|fault| fault.name() == "too-short"), "{slug}");
        }
        // Twenty-one characters are an error and never cut.
        let jgets = house.tenant("jgets");
        let member = house.regular(&jgets, "00422").await;
        let long = faults(&house.app, &jgets, &member, "Kisaragi-no-27-sora-x").await.unwrap();
        assert_eq!(long, [PasswordFault::TooLong { most: 20 }]);
    }

    async fn a_change_ends_the_other_logins_and_tells_by_mail(engine) {
        let house = House::new(engine).await;
        let jsnm = house.tenant("jsnm");
        let member = house.regular(&jsnm, "00123").await;
        let neighbour = house.regular(&jsnm, "00124").await;
        let (here, elsewhere) = (house.enter(&jsnm, &member, OWN).await, house.enter(&jsnm, &member, OWN).await);
        let theirs = house.enter(&jsnm, &neighbour, OWN).await;
        change(&house, &jsnm, &member, NEXT, Some(&here)).await;
        assert_eq!(house.inside(&jsnm, &here).await, Some(None));
        assert_eq!(house.inside(&jsnm, &elsewhere).await, None);
        assert_eq!(house.inside(&jsnm, &theirs).await, Some(None));
        assert!(house.log_in(&jsnm, &member, OWN).await.is_err());
        assert_eq!(house.mails().await, ["password-changed m00123@mail.example"]);
        assert_eq!(house.deeds().await, ["password-changed"]);
    }

    async fn a_hash_of_other_parameters_is_made_anew_at_the_login(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.newcomer(&jhrs, "00123").await;
        let weak = house.app.passwords.hash_weakly(OWN).unwrap();
        let before = house.app.clock.now();
        let mut tx = house.app.db.write().await.unwrap();
        set_password(&mut tx, jhrs.slug(), member.id, &weak, before).await.unwrap();
        tx.commit().await.unwrap();
        house.later(1);
        assert!(house.log_in(&jhrs, &member, "wrong").await.is_err());
        house.log_in(&jhrs, &member, OWN).await.unwrap();
        let mut conn = house.app.db.read().await.unwrap();
        let stored = password_of_member(&mut conn, jhrs.slug(), member.id).await.unwrap().unwrap();
        assert!(stored.hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", stored.hash);
        assert_eq!(stored.changed_at.0, before, "a new hash is no new password");
        drop(conn);
        house.log_in(&jhrs, &member, OWN).await.unwrap();
    }

    async fn the_reminder_of_jgets_comes_after_120_days_and_again_after_one_put_off(engine) {
        let house = House::new(engine).await;
        let jgets = house.tenant("jgets");
        let member = house.regular(&jgets, "00421").await;
        house.later(24 * 120 - 1);
        let token = house.enter(&jgets, &member, OWN).await;
        assert_eq!(house.inside(&jgets, &token).await, Some(None));
        house.later(1);
        assert_eq!(house.inside(&jgets, &token).await, Some(Some(Gate::Reminder)));
        let until = house.app.clock.now() + jiff::SignedDuration::from_hours(24);
        let mut tx = house.app.db.write().await.unwrap();
        put_reminder_off(&mut tx, jgets.slug(), member.id, until).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(house.inside(&jgets, &token).await, Some(None));
        house.later(24);
        assert_eq!(house.inside(&jgets, &token).await, Some(Some(Gate::Reminder)));
        change(&house, &jgets, &member, NEXT, Some(&token)).await;
        assert_eq!(house.inside(&jgets, &token).await, Some(None));
    }
}
