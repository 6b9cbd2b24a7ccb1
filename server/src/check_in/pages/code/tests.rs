//! The page of a code, and what becomes of an attempt that fails.

use super::super::samples::session;
use super::{Attempt, CodePage, Offer, View, scan_kept};
use crate::accounts::form::Complaint;
use crate::accounts::pages::LoginForm;
use crate::accounts::slow_down::Typist;
use crate::app::App;
use crate::clock::{Random, SystemClock};
use crate::config::{Config, LogFormat, StaffSecondFactor};
use crate::db::Db;
use crate::secret::Secret;
use crate::web::client::ClientAddress;
use crate::web::failure::{Failure, Shed};
use crate::web::page::Page;
use crate::web::page::samples::{
    HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect, log_lines, tenant,
};
use askama::Template as _;
use shusseki_core::text::Language;
use shusseki_tests::Engine;
use std::path::Path;
use std::sync::Arc;

fn page(language: Language, offer: Offer, logged_in: bool, form: LoginForm) -> String {
    let member = logged_in.then(hostile_member);
    let page = CodePage {
        page: Page::new(language, HOSTILE, HOSTILE)
            .of(&hostile_tenant())
            .seen_by(member.as_ref()),
        session: session(),
        offer,
        code: HOSTILE.to_owned(),
        receipt: HOSTILE.to_owned(),
        here: HOSTILE.to_owned(),
        form,
        elsewhere: (!logged_in).then(hostile_tenant),
        home: "/jhrs".to_owned(),
    };
    page.render().unwrap()
}

fn closed(too_early: bool) -> Offer {
    Offer::Closed {
        sentence: HOSTILE.to_owned(),
        next_step: HOSTILE.to_owned(),
        too_early,
    }
}

#[test]
fn the_page_escapes_what_it_shows_in_every_state() {
    let first_at = "2026-11-20T01:40:00Z".parse().unwrap();
    for language in LANGUAGES {
        for logged_in in [false, true] {
            let done = Offer::Registered {
                first_at,
                record: HOSTILE.to_owned(),
            };
            for offer in [Offer::Open, done, closed(true), closed(false)] {
                inspect(&page(language, offer, logged_in, LoginForm::default()));
            }
            let complaint = Complaint::of(&Failure::not_logged_in(), language);
            let form = LoginForm::with(HOSTILE, complaint);
            inspect(&page(language, Offer::Open, logged_in, form));
        }
    }
}

#[test]
fn the_button_is_there_only_while_it_works() {
    let button = "/check-in/register";
    assert!(page(Language::En, Offer::Open, true, LoginForm::default()).contains(button));
    assert!(!page(Language::En, closed(false), false, LoginForm::default()).contains(button));
}

#[tokio::test]
async fn only_the_page_with_the_button_keeps_the_time_of_the_scan() {
    let tenant = tenant(0);
    let view = View {
        tenant: &tenant,
        member: None,
        language: Language::Ja,
        elsewhere: None,
        code: &"ABCD-2345".parse().unwrap(),
        receipt: "the-receipt",
    };
    let done = Offer::Registered {
        first_at: "2026-11-20T01:40:00Z".parse().unwrap(),
        record: "/jhrs/registered/1/1".to_owned(),
    };
    for (offer, kept) in [(Offer::Open, true), (closed(true), false), (done, false)] {
        let page = view.page(session(), offer, LoginForm::default()).unwrap();
        let body = axum::body::to_bytes(page.into_body(), 100_000)
            .await
            .unwrap();
        let shown = String::from_utf8(body.to_vec()).unwrap();
        assert_eq!(shown.contains("receipt=the-receipt"), kept);
        assert_eq!(shown.contains("the-receipt"), kept);
    }
}

#[test]
fn whoever_has_to_come_back_is_told_that_the_time_is_kept() {
    let busy = Failure::busy(Shed("full".to_owned()));
    for (language, promise) in [(Language::Ja, "失われません"), (Language::En, "not lost")] {
        let form = LoginForm::with("1", Complaint::of(&busy, language));
        let form = scan_kept(form, language);
        let shown = page(language, Offer::Open, false, form);
        assert!(shown.contains(promise), "{shown}");
    }
}

#[test]
fn whoever_is_not_logged_in_does_so_on_the_same_page() {
    let asks = |logged_in| {
        page(Language::Ja, Offer::Open, logged_in, LoginForm::default())
            .contains("name=\"password\"")
    };
    assert!(asks(false) && !asks(true));
}

async fn installation(folder: &Path) -> Arc<App> {
    let database = Engine::Sqlite.fresh_database(folder).await;
    let db = Db::open(&database).await.unwrap();
    db.migrate().await.unwrap();
    let secret = Secret::read_or_create(&folder.join("secret.key"), &Random::system()).unwrap();
    let config = Config {
        public_url: "https://attend.example.org".parse().unwrap(),
        listen: "127.0.0.1:0".parse().unwrap(),
        metrics_listen: None,
        database,
        secret_file: "secret.key".into(),
        societies: Vec::new(),
        log: LogFormat::Text,
        access_token_minutes: 10,
        staff_second_factor: StaffSecondFactor::Required,
        concurrent_requests: 100,
        mail: None,
        demo: false,
        trusted_proxies: Vec::new(),
    };
    App::start(config, db, secret, Arc::new(SystemClock))
        .await
        .unwrap()
}

#[tokio::test]
async fn what_fails_inside_is_logged_and_is_no_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let app = installation(folder.path()).await;
    let tenant = app.societies.get("jhrs").unwrap();
    let attempt = Attempt {
        app: &app,
        tenant: &tenant,
        language: Language::En,
        code: "0BCD-2345".parse().unwrap(),
        receipt: "",
        typist: Typist::Address(ClientAddress::sample("192.0.2.1")),
    };
    app.finish().await;
    let (lines, _listening) = log_lines();
    let full = Failure::busy(Shed("the writer is full".to_owned()));
    // Neither the attempt nor the page that would show the button again can be had.
    let failure = attempt.failed(&hostile_member(), full).await.unwrap_err();
    assert!(failure.status().is_server_error(), "{failure:?}");
    assert!(
        lines.text().contains("the writer is full"),
        "{}",
        lines.text()
    );
}
