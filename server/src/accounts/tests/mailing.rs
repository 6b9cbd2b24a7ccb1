//! Another mail address.

use super::{House, OWN};
use crate::accounts::confirm_again::NotConfirmed;
use crate::accounts::mail_change::{MailChangeError, ask, confirm, look};
use shusseki_core::mail_address::MailAddress;
use shusseki_tests::engines;

fn address(text: &str) -> MailAddress {
    text.parse().unwrap()
}

engines! {
    async fn an_address_changes_when_the_new_one_confirms_it_and_the_old_one_is_told(engine) {
        let house = House::new(engine).await;
        let jsnm = house.tenant("jsnm");
        let member = house.regular(&jsnm, "00123").await;
        let new = address("new@mail.example");
        let asked = ask(&house.app, &jsnm, &member, &new, "wrong").await;
        assert!(matches!(asked, Err(MailChangeError::NotConfirmed(NotConfirmed::WrongPassword))));
        let same = ask(&house.app, &jsnm, &member, &address("m00123@mail.example"), OWN).await;
        assert!(matches!(same, Err(MailChangeError::Same)));
        ask(&house.app, &jsnm, &member, &new, OWN).await.unwrap();
        assert_eq!(house.mails().await, ["mail-confirm new@mail.example"]);
        let on_record = "SELECT mail FROM members WHERE member_number = '00123'";
        assert_eq!(house.database().await.texts(on_record).await, ["m00123@mail.example"]);

        let token = house.mailed_token("mail-confirm", "new@mail.example").await.unwrap();
        assert!(!format!("{:?}", house.database().await.texts("SELECT token_digest FROM account_links").await).contains(&token));
        // Neither the neighbour nor a wrong token confirms it.
        let neighbour = house.regular(&jsnm, "00124").await;
        assert!(matches!(confirm(&house.app, &jsnm, &neighbour, &token).await, Err(MailChangeError::Over)));
        assert!(matches!(confirm(&house.app, &jsnm, &member, "x").await, Err(MailChangeError::Over)));
        assert_eq!(look(&house.app, &jsnm, &member, &token).await.unwrap(), new);
        assert_eq!(confirm(&house.app, &jsnm, &member, &token).await.unwrap(), new);
        assert!(matches!(confirm(&house.app, &jsnm, &member, &token).await, Err(MailChangeError::Over)));
        assert_eq!(house.database().await.texts(on_record).await, ["new@mail.example"]);
        assert_eq!(house.mails().await, ["mail-changed m00123@mail.example", "mail-confirm new@mail.example"]);
        assert_eq!(house.deeds().await, ["mail-changed"]);
    }

    async fn a_link_works_for_half_an_hour_and_only_so_many_at_once(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        for number in 0..5 {
            let new = address(&format!("new{number}@mail.example"));
            ask(&house.app, &jhrs, &member, &new, OWN).await.unwrap();
        }
        let sixth = ask(&house.app, &jhrs, &member, &address("new6@mail.example"), OWN).await;
        assert!(matches!(sixth, Err(MailChangeError::TooMany)));
        let token = house.mailed_token("mail-confirm", "new0@mail.example").await.unwrap();
        house.minutes_later(30);
        assert!(matches!(confirm(&house.app, &jhrs, &member, &token).await, Err(MailChangeError::Over)));
        ask(&house.app, &jhrs, &member, &address("new6@mail.example"), OWN).await.unwrap();
    }
}
