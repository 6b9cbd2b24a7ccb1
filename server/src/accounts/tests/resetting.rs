//! Forgotten passwords, against a model: whatever is tried in whatever order, a new password comes
//! of a token that was mailed to the member, in the flow that asked for it, once, within its time.

use super::{House, NEXT, OWN};
use crate::accounts::new_token;
use crate::accounts::reset::{Asking, ResetError, ask, carry_out, look};
use crate::app::Tenant;
use crate::members::{Member, store as member_store};
use jiff::{SignedDuration, Timestamp};
use shusseki_tests::engines;
use std::time::{Duration, Instant};

fn asking(number: &str, mail: &str) -> Asking {
    Asking {
        number: number.parse().unwrap(),
        mail: mail.parse().unwrap(),
    }
}

async fn asked(house: &House, tenant: &Tenant, member: &Member) -> (String, String) {
    let flow = new_token(&house.app).unwrap();
    let mail = member.mail.as_ref().unwrap().as_str();
    ask(
        &house.app,
        tenant,
        &asking(member.number.as_str(), mail),
        &flow,
    )
    .await
    .unwrap();
    let token = house.mailed_token("password-reset", mail).await.unwrap();
    (flow, token)
}

engines! {
    async fn a_link_sets_a_password_once_and_ends_every_login(engine) {
        let house = House::new(engine).await;
        let jgets = house.tenant("jgets");
        let member = house.regular(&jgets, "00421").await;
        let session = house.enter(&jgets, &member, OWN).await;
        let (flow, token) = asked(&house, &jgets, &member).await;
        let stored = format!("{:?}", house.database().await.texts("SELECT token_digest || flow_digest FROM account_links").await);
        assert!(!stored.contains(&token) && !stored.contains(&flow));
        // Asking changes nothing, and neither does looking.
        assert_eq!(look(&house.app, &jgets, &flow, &token).await.unwrap().id, member.id);
        house.log_in(&jgets, &member, OWN).await.unwrap();
        let faulty = carry_out(&house.app, &jgets, &flow, &token, "short").await;
        assert!(matches!(faulty, Err(ResetError::Faulty(_))));
        carry_out(&house.app, &jgets, &flow, &token, NEXT).await.unwrap();
        assert_eq!(house.inside(&jgets, &session).await, None);
        house.log_in(&jgets, &member, NEXT).await.unwrap();
        let again = carry_out(&house.app, &jgets, &flow, &token, "Another-one-77").await;
        assert!(matches!(again, Err(ResetError::Over)));
        assert_eq!(house.deeds().await, ["password-reset"]);
    }

    async fn another_browser_another_society_and_another_hour_get_nothing(engine) {
        let house = House::new(engine).await;
        let (jgets, jhrs) = (house.tenant("jgets"), house.tenant("jhrs"));
        let member = house.regular(&jgets, "00421").await;
        let (flow, token) = asked(&house, &jgets, &member).await;
        let elsewhere = new_token(&house.app).unwrap();
        for flow in [elsewhere.as_str(), ""] {
            let refused = carry_out(&house.app, &jgets, flow, &token, NEXT).await;
            assert!(matches!(refused, Err(ResetError::OtherBrowser)));
        }
        let other = carry_out(&house.app, &jhrs, &flow, &token, NEXT).await;
        assert!(matches!(other, Err(ResetError::Over)));
        house.minutes_later(30);
        let late = carry_out(&house.app, &jgets, &flow, &token, NEXT).await;
        assert!(matches!(late, Err(ResetError::Over)));
        house.log_in(&jgets, &member, OWN).await.unwrap();
    }

    /// Whoever reads the former mailbox has asked, and waits until the address was changed.
    async fn a_link_that_went_to_a_former_address_opens_nothing(engine) {
        let house = House::new(engine).await;
        let jgets = house.tenant("jgets");
        let member = house.regular(&jgets, "00421").await;
        let (flow, token) = asked(&house, &jgets, &member).await;
        let mut tx = house.app.db.write().await.unwrap();
        let new = "new@mail.example".parse().unwrap();
        member_store::set_mail(&mut tx, jgets.slug(), member.id, &new).await.unwrap();
        tx.commit().await.unwrap();
        assert!(look(&house.app, &jgets, &flow, &token).await.is_err());
        let refused = carry_out(&house.app, &jgets, &flow, &token, NEXT).await;
        assert!(matches!(refused, Err(ResetError::OtherBrowser)), "{refused:?}");
        house.log_in(&jgets, &member, OWN).await.unwrap();
    }

    /// Who is a member shows neither in the answer nor in how long it takes, nor in what is stored.
    async fn every_case_gets_one_answer_in_one_time(engine) {
        let house = House::new(engine).await;
        let jgets = house.tenant("jgets");
        let member = house.regular(&jgets, "00421").await;
        let mail = member.mail.as_ref().unwrap().as_str().to_owned();
        let cases = [
            (member.number.as_str(), mail.as_str(), true),
            (member.number.as_str(), "other@mail.example", false),
            ("99999", mail.as_str(), false),
            ("99999", "other@mail.example", false),
        ];
        for (number, mail, mailed) in cases {
            let before = house.mails().await.len();
            let flow = new_token(&house.app).unwrap();
            let begun = Instant::now();
            ask(&house.app, &jgets, &asking(number, mail), &flow).await.unwrap();
            let took = begun.elapsed();
            assert!(took >= Duration::from_millis(600), "{number} {mail}: {took:?}");
            assert_eq!(house.mails().await.len() - before, usize::from(mailed), "{number} {mail}");
        }
    }

    async fn a_member_is_not_flooded_with_mails(engine) {
        let house = House::new(engine).await;
        let jgets = house.tenant("jgets");
        let member = house.regular(&jgets, "00421").await;
        for _ in 0..5 {
            asked(&house, &jgets, &member).await;
            house.minutes_later(1);
        }
        assert_eq!(house.mails().await.len(), 3);
        house.minutes_later(30);
        asked(&house, &jgets, &member).await;
        assert_eq!(house.mails().await.len(), 4);
    }

    async fn whether_a_first_login_may_begin_so_is_the_societys_choice(engine) {
        let house = House::new(engine).await;
        let (jgets, jsnm) = (house.tenant("jgets"), house.tenant("jsnm"));
        let newcomer = house.newcomer(&jgets, "00421").await;
        let (flow, token) = asked(&house, &jgets, &newcomer).await;
        carry_out(&house.app, &jgets, &flow, &token, NEXT).await.unwrap();
        let session = house.enter(&jgets, &newcomer, NEXT).await;
        assert_eq!(house.inside(&jgets, &session).await, Some(None));

        let newcomer = house.newcomer(&jsnm, "00421").await;
        let flow = new_token(&house.app).unwrap();
        ask(&house.app, &jsnm, &asking("00421", "m00421@mail.example"), &flow).await.unwrap();
        assert!(house.mails().await.contains(&"first-login-by-letter m00421@mail.example".to_owned()));
        let links = "SELECT COUNT(*) FROM account_links WHERE society_id = 'jsnm'";
        assert_eq!(house.database().await.number(links).await, 0);
        assert!(house.log_in(&jsnm, &newcomer, NEXT).await.is_err());
    }

    /// Some hundred steps of a made-up life: two members and a stranger, flows, links from mails that
    /// only their owners read, guesses, waiting, changes of mind.
    async fn no_road_leads_to_a_new_password_without_the_mailed_token_in_its_flow(engine) {
        let house = House::new(engine).await;
        let jgets = house.tenant("jgets");
        let people = [house.regular(&jgets, "00421").await, house.regular(&jgets, "01187").await];
        let mut life = Life { house: &house, tenant: &jgets, people: &people, flows: vec![], links: vec![], dice: 7, set: 0 };
        for _ in 0..90 {
            life.step().await;
        }
        assert!(life.set >= 3, "only {} passwords were set", life.set);
        assert!(life.flows.len() > 10);
    }
}

/// What a link may still do, as the model says.
struct ModelLink {
    token: String,
    flow: usize,
    member: usize,
    expires: Timestamp,
    used: bool,
}

struct Life<'a> {
    house: &'a House,
    tenant: &'a Tenant,
    people: &'a [Member; 2],
    flows: Vec<String>,
    links: Vec<ModelLink>,
    dice: u64,
    set: usize,
}

impl Life<'_> {
    /// A number below `below`, the same in every run.
    fn roll(&mut self, below: usize) -> usize {
        self.dice = self
            .dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.dice >> 33).unwrap() % below
    }

    fn now(&self) -> Timestamp {
        self.house.app.clock.now()
    }

    async fn step(&mut self) {
        match self.roll(10) {
            0..=3 => self.ask().await,
            4 => self
                .house
                .minutes_later(i64::try_from(self.roll(20)).unwrap()),
            _ => self.try_a_link().await,
        }
        // Every mail is of its own instant.
        self.house
            .clock
            .set(self.now() + SignedDuration::from_secs(1));
    }

    async fn ask(&mut self) {
        let (who, right) = (self.roll(2), self.roll(4) > 0);
        let member = &self.people[who];
        let mail = if right {
            member.mail.as_ref().unwrap().as_str()
        } else {
            "thief@mail.example"
        };
        let flow = new_token(&self.house.app).unwrap();
        let asking = asking(member.number.as_str(), mail);
        ask(&self.house.app, self.tenant, &asking, &flow)
            .await
            .unwrap();
        self.flows.push(flow);
        let now = self.now();
        let open = self
            .links
            .iter()
            .filter(|link| link.member == who && !link.used && now < link.expires);
        if right && open.count() < 3 {
            let token = self
                .house
                .mailed_token("password-reset", mail)
                .await
                .unwrap();
            assert!(
                self.links.iter().all(|link| link.token != token),
                "no new mail came"
            );
            self.links.push(ModelLink {
                token,
                flow: self.flows.len() - 1,
                member: who,
                expires: now + SignedDuration::from_mins(30),
                used: false,
            });
        }
    }

    async fn try_a_link(&mut self) {
        if self.links.is_empty() {
            return;
        }
        let newest = self.roll(2) == 0;
        let link = if newest {
            self.links.len() - 1
        } else {
            self.roll(self.links.len())
        };
        let own_flow = self.roll(3) > 0;
        let flow = if own_flow {
            self.links[link].flow
        } else {
            self.roll(self.flows.len())
        };
        let token = if self.roll(6) == 0 {
            "a-guess".to_owned()
        } else {
            self.links[link].token.clone()
        };
        let model = &self.links[link];
        let allowed =
            token == model.token && flow == model.flow && !model.used && self.now() < model.expires;
        let password = format!("Password-of-step-{}", self.set);
        let before = self.hashes().await;
        let flow = self.flows[flow].clone();
        let done = carry_out(
            &self.house.app,
            self.tenant,
            &flow,
            &token,
            &password[..password.len().min(20)],
        )
        .await;
        assert_eq!(done.is_ok(), allowed, "{done:?}");
        let after = self.hashes().await;
        let owner = self.links[link].member;
        for who in 0..2 {
            assert_eq!(before[who] != after[who], allowed && who == owner);
        }
        if allowed {
            self.set += 1;
            // The member's other links end with it.
            for other in self.links.iter_mut().filter(|link| link.member == owner) {
                other.used = true;
            }
        }
    }

    /// The stored hashes of both.
    async fn hashes(&self) -> Vec<String> {
        let mut database = self.house.database().await;
        database
            .texts(
                "SELECT p.hash FROM passwords p JOIN members m ON m.member_id = p.member_id \
                 ORDER BY m.member_number",
            )
            .await
    }
}
