//! How long logins last, where they are listed, and what ends them.

use super::{House, OWN, somewhere};
use crate::accounts::let_in;
use crate::accounts::sessions::{self, Arrival, Device, end_all_but, end_one, list, uses};
use crate::members::{MemberStatus, StaffRole, store as member_store};
use crate::operations::housekeeping;
use shusseki_tests::engines;

engines! {
    async fn a_members_login_rests_two_weeks_and_lasts_thirty_days(engine) {
        let house = House::new(engine).await;
        let jgets = house.tenant("jgets");
        let member = house.regular(&jgets, "00123").await;
        let (used, idle) = (house.enter(&jgets, &member, OWN).await, house.enter(&jgets, &member, OWN).await);
        house.later(14 * 24 - 1);
        assert!(house.inside(&jgets, &used).await.is_some());
        uses::write(&house.app).await.unwrap();
        house.later(1);
        assert_eq!(house.inside(&jgets, &idle).await, None, "nobody was there for two weeks");
        assert!(house.inside(&jgets, &used).await.is_some());
        assert_eq!(list(&house.app, &jgets, member.id, &used).await.unwrap().len(), 1);
        for _ in 0..2 {
            uses::write(&house.app).await.unwrap();
            house.later(7 * 24 + 23);
            house.inside(&jgets, &used).await;
        }
        uses::write(&house.app).await.unwrap();
        house.later(2);
        assert_eq!(house.inside(&jgets, &used).await, None, "thirty days are over");
        // What is over is cleared away.
        assert_eq!(house.database().await.number("SELECT COUNT(*) FROM login_sessions").await, 2);
        housekeeping::clear(&house.app).await.unwrap();
        assert_eq!(house.database().await.number("SELECT COUNT(*) FROM login_sessions").await, 0);
    }

    async fn a_login_that_is_in_force_is_not_cleared_away(engine) {
        let house = House::new(engine).await;
        let jgets = house.tenant("jgets");
        let member = house.regular(&jgets, "00123").await;
        let token = house.enter(&jgets, &member, OWN).await;
        house.later(14 * 24 - 1);
        housekeeping::clear(&house.app).await.unwrap();
        assert!(house.inside(&jgets, &token).await.is_some());
    }

    async fn a_role_shortens_the_login_that_its_holder_has_already(engine) {
        let house = House::new(engine).await;
        let jgets = house.tenant("jgets");
        let member = house.regular(&jgets, "00123").await;
        let token = house.enter(&jgets, &member, OWN).await;
        house.minutes_later(61);
        assert!(house.inside(&jgets, &token).await.is_some());
        let mut tx = house.app.db.write().await.unwrap();
        member_store::insert_role(&mut tx, jgets.slug(), member.id, StaffRole::Events).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(house.inside(&jgets, &token).await, None, "an hour without use");
        let token = house.enter(&jgets, &member, OWN).await;
        for _ in 0..25 {
            assert!(house.inside(&jgets, &token).await.is_some());
            uses::write(&house.app).await.unwrap();
            house.minutes_later(57);
        }
        house.minutes_later(15);
        assert_eq!(house.inside(&jgets, &token).await, None, "24 hours are over");
    }

    async fn looking_at_pages_writes_nothing_for_five_minutes(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let token = house.enter(&jhrs, &member, OWN).await;
        let used = "SELECT used_at FROM login_sessions";
        let begun = house.database().await.number(used).await;
        house.minutes_later(4);
        house.inside(&jhrs, &token).await;
        uses::write(&house.app).await.unwrap();
        assert_eq!(house.database().await.number(used).await, begun);
        house.minutes_later(1);
        house.inside(&jhrs, &token).await;
        assert_eq!(house.database().await.number(used).await, begun, "a GET waits for no write");
        uses::write(&house.app).await.unwrap();
        assert_eq!(house.database().await.number(used).await, begun + 300_000_000);
    }

    async fn a_new_login_has_a_new_token_and_ends_the_browsers_old_one(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let old = house.enter(&jhrs, &member, OWN).await;
        let recognised = house.log_in(&jhrs, &member, OWN).await.unwrap();
        let arrival = Arrival { from: somewhere(), device: &Device::default(), token: Some(&old) };
        let new = let_in(&house.app, &jhrs, &recognised, arrival).await.unwrap();
        assert_ne!(old, new);
        assert_eq!(house.inside(&jhrs, &old).await, None);
        assert!(house.inside(&jhrs, &new).await.is_some());
        // Nothing that is stored opens anything.
        let digests = house.database().await.texts("SELECT token_digest FROM login_sessions").await;
        for digest in digests {
            assert_eq!(house.inside(&jhrs, &digest).await, None);
            assert_eq!(digest.len(), 64);
        }
    }

    async fn a_member_ends_one_login_or_all_others_and_nobody_elses(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let (member, neighbour) = (house.regular(&jhrs, "00123").await, house.regular(&jhrs, "00124").await);
        let mut tokens = Vec::new();
        for _ in 0..4 {
            tokens.push(house.enter(&jhrs, &member, OWN).await);
        }
        let theirs = house.enter(&jhrs, &neighbour, OWN).await;
        let logins = list(&house.app, &jhrs, member.id, &tokens[0]).await.unwrap();
        assert_eq!(logins.len(), 4);
        assert!(logins[0].here && logins[1..].iter().all(|login| !login.here));
        let id = logins[1].id;
        // Another member's list does not reach it.
        end_one(&house.app, &jhrs, neighbour.id, id).await.unwrap();
        assert_eq!(list(&house.app, &jhrs, member.id, &tokens[0]).await.unwrap().len(), 4);
        end_one(&house.app, &jhrs, member.id, id).await.unwrap();
        end_one(&house.app, &jhrs, member.id, id).await.unwrap();
        let left = list(&house.app, &jhrs, member.id, &tokens[0]).await.unwrap();
        assert_eq!(left.len(), 3);
        assert!(left.iter().all(|login| login.id != id));
        end_all_but(&house.app, &jhrs, member.id, &tokens[0]).await.unwrap();
        end_all_but(&house.app, &jhrs, member.id, &tokens[0]).await.unwrap();
        for token in &tokens[1..] {
            assert_eq!(house.inside(&jhrs, token).await, None);
        }
        assert!(house.inside(&jhrs, &tokens[0]).await.is_some());
        assert!(house.inside(&jhrs, &theirs).await.is_some());
        assert_eq!(house.deeds().await, ["login-ended", "other-logins-ended"]);
    }

    async fn whoever_withdrew_is_out_at_once(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let token = house.enter(&jhrs, &member, OWN).await;
        let withdrawn = MemberStatus::Withdrawn.name();
        house.database().await.run(&format!("UPDATE members SET status = '{withdrawn}'")).await;
        assert_eq!(house.inside(&jhrs, &token).await, None);
        // A login that was logged out is none for whatever comes later.
        house.database().await.run("UPDATE members SET status = 'active'").await;
        let mut tx = house.app.db.write().await.unwrap();
        sessions::close(&mut tx, &jhrs, &token).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(house.inside(&jhrs, &token).await, None);
    }
}
