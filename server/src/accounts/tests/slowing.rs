//! Slowing down: guesses wait, members don't, and nobody is locked out.

use super::{House, OWN};
use crate::accounts::change::{ChangeError, is_present};
use crate::accounts::slow_down::{self, SlowDownError, Typist};
use crate::accounts::{LoginError, log_in};
use crate::app::Tenant;
use crate::operations::housekeeping::clear;
use crate::router::router;
use crate::web::client::ClientAddress;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::response::Response;
use shusseki_core::ids::MemberNumber;
use shusseki_tests::engines;
use tower::ServiceExt as _;

fn from(address: &str) -> slow_down::From<'static> {
    slow_down::From {
        address: ClientAddress::sample(address),
        device: None,
    }
}

impl House {
    /// The seconds that somebody who tries the password has to wait; none if it was looked at.
    async fn tries(&self, tenant: &Tenant, number: &str, from: slow_down::From<'_>) -> Option<i64> {
        match log_in(&self.app, tenant, number, "wrong", from).await {
            Err(LoginError::Wrong) => None,
            Err(LoginError::SlowDown(SlowDownError::Wait { wait, .. })) => Some(wait.as_secs()),
            other => panic!("{other:?}"),
        }
    }

    /// A wrong attempt, without the time that its hash takes.
    async fn wrong(&self, tenant: &Tenant, number: &str, from: slow_down::From<'_>) -> bool {
        let number: MemberNumber = number.parse().unwrap();
        match slow_down::begin(&self.app, tenant, Some(&number), from).await {
            Ok(_) => {
                slow_down::failed(&self.app, tenant, from).await.unwrap();
                true
            }
            Err(SlowDownError::Wait { .. }) => false,
            Err(error) => panic!("{error}"),
        }
    }
}

/// A form or a body sent to the server.
async fn sent(house: &House, path: &str, kind: &str, body: &str, said_to_be: &str) -> Response {
    let request = Request::post(path)
        .header("content-type", kind)
        .header("x-forwarded-for", said_to_be)
        .body(Body::from(body.to_owned()))
        .unwrap();
    let served = router(house.app.clone()).oneshot(request).await;
    served.unwrap()
}

async fn text(response: Response) -> String {
    let bytes = to_bytes(response.into_body(), 100_000).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

engines! {
    async fn the_answer_says_when_to_come_back_and_a_header_is_no_way_around(engine) {
        let house = House::new(engine).await;
        let form = ("/jhrs/login", "application/x-www-form-urlencoded", "member_number=00123&password=wrong");
        for at in 1..=5 {
            let answer = sent(&house, form.0, form.1, form.2, &format!("192.0.2.{at}")).await;
            assert_eq!(answer.status(), 401, "{at}");
        }
        let answer = sent(&house, form.0, form.1, form.2, "192.0.2.6").await;
        assert_eq!(answer.status(), 429);
        assert_eq!(answer.headers()["retry-after"], "31");
        let page = text(answer).await;
        assert!(page.contains("10:00:31") && page.contains("name=\"password\""), "{page}");
        let json = r#"{"member_number": "00123", "password": "wrong"}"#;
        let answer = sent(&house, "/api/v1/jhrs/login", "application/json", json, "192.0.2.7").await;
        assert_eq!((answer.status().as_u16(), &answer.headers()["retry-after"]), (429, &"31".parse().unwrap()));
        assert!(text(answer).await.contains("\"too-many-attempts\""));
    }

    async fn the_present_password_is_not_guessed_in_a_stolen_login(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        for _ in 0..3 {
            assert!(is_present(&house.app, &jhrs, &member, OWN).await.unwrap());
        }
        for _ in 0..10 {
            assert!(!is_present(&house.app, &jhrs, &member, "wrong").await.unwrap());
        }
        assert!(matches!(is_present(&house.app, &jhrs, &member, OWN).await, Err(ChangeError::SlowDown(_))));
        house.seconds_later(30);
        assert!(is_present(&house.app, &jhrs, &member, OWN).await.unwrap());
    }

    async fn whoever_guesses_at_an_account_waits_and_may_try_again(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        // Whether there is such a member makes no difference.
        for number in ["00123", "99999"] {
            for _ in 0..5 {
                assert_eq!(house.tries(&jhrs, number, from("192.0.2.1")).await, None);
            }
            assert_eq!(house.tries(&jhrs, number, from("192.0.2.1")).await, Some(30));
        }
        // Not even the right password is looked at, as a guess might be right.
        assert!(matches!(house.log_in(&jhrs, &member, OWN).await, Err(LoginError::SlowDown(_))));
        house.seconds_later(29);
        assert_eq!(house.tries(&jhrs, "00123", from("192.0.2.1")).await, Some(1));
        house.seconds_later(1);
        house.log_in(&jhrs, &member, OWN).await.unwrap();
        // Elsewhere, and in another society, nothing is slowed down.
        log_in(&house.app, &jhrs, "00123", OWN, from("192.0.2.2")).await.unwrap();
        let jsnm = house.tenant("jsnm");
        assert_eq!(house.tries(&jsnm, "00123", from("192.0.2.1")).await, None);
    }

    async fn many_guesses_at_once_are_no_way_around(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let number: MemberNumber = "00123".parse().unwrap();
        let attempts = (0..12).map(|_| {
            let (app, tenant, number) = (house.app.clone(), jhrs.clone(), number.clone());
            tokio::spawn(async move {
                slow_down::begin(&app, &tenant, Some(&number), from("192.0.2.1")).await.is_ok()
            })
        });
        let attempts: Vec<_> = attempts.collect();
        let mut passed = 0;
        for attempt in attempts {
            passed += usize::from(attempt.await.unwrap());
        }
        assert_eq!(passed, 5);
    }

    async fn a_hall_behind_one_address_logs_in(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        for at in 0..3_000 {
            let number = format!("{at:05}");
            if at % 5 == 0 {
                assert!(house.wrong(&jhrs, &number, from("192.0.2.1")).await, "{number}");
            }
            let number: MemberNumber = number.parse().unwrap();
            let counted = slow_down::begin(&house.app, &jhrs, Some(&number), from("192.0.2.1")).await;
            let mut tx = house.app.db.write().await.unwrap();
            slow_down::give_back(&mut tx, &jhrs, &counted.unwrap()).await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    async fn guesses_at_many_accounts_from_one_address_wait_in_the_end(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let mut tried = 0;
        while house.wrong(&jhrs, &format!("{tried:05}"), from("2001:db8::1")).await {
            tried += 1;
        }
        assert_eq!(tried, 1_000);
        assert!(!house.wrong(&jhrs, "90000", from("2001:db8::2")).await);
        assert!(house.wrong(&jhrs, "90000", from("2001:db8:0:1::1")).await);
        house.seconds_later(2);
        assert!(house.wrong(&jhrs, "90000", from("2001:db8::1")).await);
    }

    async fn an_attacker_with_many_addresses_keeps_nobody_out(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let cookie = slow_down::device::remember(&house.app, &jhrs, &member.number).unwrap().unwrap();
        let cookie = cookie.to_str().unwrap().split(['=', ';']).nth(1).unwrap().to_owned();
        let mut tried = 0;
        for at in 0..200 {
            tried += i32::from(house.wrong(&jhrs, "00123", from(&format!("198.51.100.{at}"))).await);
        }
        assert_eq!(tried, 30);
        // A strange browser waits, by at most a minute; the member's own does not.
        let strange = house.tries(&jhrs, "00123", from("192.0.2.1")).await.unwrap();
        assert!(strange <= 60, "{strange}");
        let own = slow_down::From { device: Some(&cookie), ..from("198.51.100.7") };
        let recognised = log_in(&house.app, &jhrs, "00123", OWN, own).await.unwrap();
        house.let_in(&jhrs, &recognised).await.unwrap();
        // The cookie is no way to guess without end.
        for _ in 0..10 {
            assert_eq!(house.tries(&jhrs, "00123", own).await, None);
        }
        assert_eq!(house.tries(&jhrs, "00123", own).await, Some(30));
    }

    async fn a_society_that_is_guessed_at_gets_stricter_and_refuses_nobody(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        for at in 0..2_000 {
            let address = format!("10.0.{}.{}", at / 250, at % 250);
            assert!(house.wrong(&jhrs, &format!("{at:05}"), from(&address)).await);
        }
        for (tried, passes) in [(1, true), (2, true), (3, false)] {
            assert_eq!(house.wrong(&jhrs, "90000", from("192.0.2.1")).await, passes, "{tried}");
        }
        assert!(house.wrong(&jhrs, "90001", from("192.0.2.1")).await);
    }

    async fn typed_codes_are_not_guessed(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        let member = house.regular(&jhrs, "00123").await;
        let typist = Typist::Member(member.id);
        for _ in 0..20 {
            typist.may_type(&house.app, &jhrs).await.unwrap();
            typist.mistyped(&house.app, &jhrs).await.unwrap();
        }
        assert!(typist.may_type(&house.app, &jhrs).await.is_err());
        let other = Typist::Address(ClientAddress::sample("192.0.2.1"));
        other.may_type(&house.app, &jhrs).await.unwrap();
        house.seconds_later(30);
        typist.may_type(&house.app, &jhrs).await.unwrap();
    }

    async fn what_is_forgotten_is_cleared_away(engine) {
        let house = House::new(engine).await;
        let jhrs = house.tenant("jhrs");
        assert!(house.wrong(&jhrs, "00123", from("192.0.2.1")).await);
        let rows = "SELECT COUNT(*) FROM brakes";
        assert_eq!(house.database().await.number(rows).await, 4);
        clear(&house.app).await.unwrap();
        assert_eq!(house.database().await.number(rows).await, 4);
        house.seconds_later(60);
        clear(&house.app).await.unwrap();
        assert_eq!(house.database().await.number(rows).await, 0);
    }
}
