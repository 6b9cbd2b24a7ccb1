//! Temporary passwords: made, used once, over, replaced.

use super::{House, NEXT, OWN};
use crate::accounts::LoginError;
use crate::accounts::change::{Way, put_in_place};
use crate::accounts::gate::Gate;
use crate::accounts::temporary::{self, for_tests};
use crate::app::Tenant;
use crate::members::Member;
use shusseki_tests::engines;

/// Makes a temporary password for the member, and tells it as the letter does.
async fn issued(house: &House, tenant: &Tenant, by: &Member, member: &Member) -> String {
    let numbers = member.number.as_str();
    let made = for_tests::issue(&house.app, tenant, by.id, numbers, true).await;
    let batch = made.unwrap();
    batch.passwords[0].clone()
}

/// Replaces the password as the page does.
async fn replace(house: &House, tenant: &Tenant, member: &Member, kept: Option<&str>) {
    let hash = house.app.passwords.hash(NEXT.to_owned()).await.unwrap();
    let at = house.app.clock.now();
    let mut tx = house.app.db.write().await.unwrap();
    put_in_place(&mut tx, tenant, member, &hash, Way::Changed, kept, at)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

engines! {
    async fn a_temporary_password_opens_the_door_once_and_must_be_replaced(engine) {
        let house = House::new(engine).await;
        let jsnm = house.tenant("jsnm");
        let (office, member) = (house.regular(&jsnm, "00001").await, house.newcomer(&jsnm, "00123").await);
        let password = issued(&house, &jsnm, &office, &member).await;
        assert!(matches!(house.log_in(&jsnm, &member, "wrong").await, Err(LoginError::Wrong)));
        let token = house.enter(&jsnm, &member, &password).await;
        assert_eq!(house.inside(&jsnm, &token).await, Some(Some(Gate::Password)));
        // The second time is told why; somebody without the password learns nothing.
        assert!(matches!(house.log_in(&jsnm, &member, &password).await, Err(LoginError::TemporaryUsed)));
        assert!(matches!(house.log_in(&jsnm, &member, "wrong").await, Err(LoginError::Wrong)));
        replace(&house, &jsnm, &member, Some(&token)).await;
        assert_eq!(house.inside(&jsnm, &token).await, Some(Some(Gate::Notice)));
        assert!(matches!(house.log_in(&jsnm, &member, &password).await, Err(LoginError::Wrong)));
        house.log_in(&jsnm, &member, NEXT).await.unwrap();
        assert_eq!(house.deeds().await, ["temporary-password-issued", "password-changed"]);
        let stored = format!("{:?}", house.database().await.rows().await);
        assert!(!stored.contains(&password), "the database holds a usable password");
    }

    async fn two_at_once_let_one_in(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let (office, member) = (house.regular(&jhrs, "00001").await, house.newcomer(&jhrs, "00123").await);
        let password = issued(&house, &jhrs, &office, &member).await;
        let one = house.log_in(&jhrs, &member, &password).await.unwrap();
        let other = house.log_in(&jhrs, &member, &password).await.unwrap();
        let (first, second) = tokio::join!(house.let_in(&jhrs, &one), house.let_in(&jhrs, &other));
        assert_eq!([first.is_ok(), second.is_ok()].iter().filter(|ok| **ok).count(), 1);
        let code = first.err().or(second.err()).unwrap();
        assert_eq!(code.code(), "temporary-password-used");
    }

    async fn it_holds_to_the_end_of_its_last_day_in_japan(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let (office, member) = (house.regular(&jhrs, "00001").await, house.newcomer(&jhrs, "00123").await);
        // Thirty days after 20 November in Japan: until the end of 20 December.
        let password = issued(&house, &jhrs, &office, &member).await;
        house.clock.set("2026-12-20T14:59:59Z".parse().unwrap());
        house.log_in(&jhrs, &member, &password).await.unwrap();
        house.clock.set("2026-12-20T15:00:00Z".parse().unwrap());
        assert!(matches!(house.log_in(&jhrs, &member, &password).await, Err(LoginError::TemporaryExpired)));
    }

    async fn a_new_one_ends_the_former_and_every_login(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let (office, member) = (house.regular(&jhrs, "00001").await, house.regular(&jhrs, "00123").await);
        let token = house.enter(&jhrs, &member, OWN).await;
        let first = issued(&house, &jhrs, &office, &member).await;
        assert_eq!(house.inside(&jhrs, &token).await, None);
        assert!(matches!(house.log_in(&jhrs, &member, OWN).await, Err(LoginError::Wrong)));
        let second = issued(&house, &jhrs, &office, &member).await;
        assert!(matches!(house.log_in(&jhrs, &member, &first).await, Err(LoginError::Wrong)));
        house.log_in(&jhrs, &member, &second).await.unwrap();
    }

    async fn who_gets_none_is_told_with_the_reason(engine) {
        let house = House::new(engine).await;
        let jsnm = house.tenant("jsnm");
        let office = house.regular(&jsnm, "00001").await;
        let (_, _) = (house.newcomer(&jsnm, "00123").await, house.newcomer(&jsnm, "00124").await);
        let list = "00123, ００１２４\n00123\n99999\n<b>\n00001";
        let made = for_tests::issue(&house.app, &jsnm, office.id, list, false).await.unwrap();
        assert_eq!(made.passwords.len(), 2);
        assert_eq!(made.skipped, ["99999 no-member", "<b> no-number", "00001 has-own"]);
        // Another of the office, or this one a quarter of an hour later, can't print it any more.
        let other = house.regular(&jsnm, "00002").await;
        assert!(for_tests::kept(&house.app, &jsnm, office.id, made.id).await);
        assert!(!for_tests::kept(&house.app, &jsnm, other.id, made.id).await);
        assert!(!for_tests::kept(&house.app, &house.tenant("jhrs"), office.id, made.id).await);
        house.minutes_later(15);
        assert!(!for_tests::kept(&house.app, &jsnm, office.id, made.id).await);
    }

    async fn too_many_or_nobody_or_another_society_make_nothing(engine) {
        let house = House::new(engine).await;
        let (jsnm, jgets) = (house.tenant("jsnm"), house.tenant("jgets"));
        let office = house.regular(&jsnm, "00001").await;
        let many: String = (0..=temporary::AT_ONCE).map(|number| format!("{number:06}\n")).collect();
        for (tenant, list, code) in [
            (&jsnm, "", "no-numbers"),
            (&jsnm, many.as_str(), "too-many-numbers"),
            (&jgets, "00123", "no-temporary-passwords"),
        ] {
            let refused = for_tests::issue(&house.app, tenant, office.id, list, false).await;
            let failure = crate::web::failure::Failure::from(refused.err().unwrap());
            assert_eq!(failure.code(), code);
        }
        assert!(house.deeds().await.is_empty());
    }
}
