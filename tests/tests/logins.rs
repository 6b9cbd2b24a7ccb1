//! Where a member is logged in, seen from outside: the list, ending one, ending all others, logging out.

use reqwest::Method;
use serde_json::json;
use shusseki_tests::database::Database;
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, Api, Server, engines, html};

const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

/// The page of logins.
async fn page(visitor: &Visitor) -> Answered {
    visitor
        .get("/jsnm/account/sessions")
        .await
        .expect_status(200)
}

/// The ids of the logins that the page offers to end.
fn offered(page: &Answered) -> Vec<String> {
    let text = page.text();
    let values = text.split("name=\"login\" value=\"").skip(1);
    let ids = values.filter_map(|rest| rest.split('"').next());
    ids.filter(|id| *id != "others")
        .map(str::to_owned)
        .collect()
}

engines! {
    async fn a_member_sees_each_device_and_ends_it(engine) {
        let server = Server::start(engine).await;
        let member = server.demo.society("jsnm").attendees()[1].clone();
        let here = Visitor::logged_in(&server, "jsnm", &member).await;
        assert!(page(&here).await.seen().contains("この端末"));
        assert!(offered(&page(&here).await).is_empty(), "the demo logged this member in elsewhere");

        let phone = Visitor::new(&server);
        let fields = [("member_number", member.member_number.as_str()), ("password", member.password.as_str())];
        let request = phone.request(Method::POST, "/jsnm/login").header("user-agent", PHONE);
        Answered::to(request.form(&fields)).await.expect_status(303);
        phone.get("/jsnm/").await.expect_status(200);
        let listed = page(&here).await;
        assert!(listed.seen().contains("iPhone・Safari"), "{}", listed.seen());
        let ids = offered(&listed);
        assert_eq!(ids.len(), 1, "{ids:?}");

        // Nobody ends another member's login, and nonsense is answered as such.
        let other = Visitor::logged_in(&server, "jsnm", &server.demo.society("jsnm").attendees()[0].clone()).await;
        other.post("/jsnm/account/sessions", &[("login", &ids[0])]).await.expect_status(303);
        phone.get("/jsnm/").await.expect_status(200);
        here.post("/jsnm/account/sessions", &[("login", "nonsense")]).await.expect_status(404);
        Visitor::new(&server).post("/jsnm/account/sessions", &[("login", "others")]).await.expect_status(303);
        phone.get("/jsnm/").await.expect_status(200);

        let ended = here.post("/jsnm/account/sessions", &[("login", &ids[0])]).await.expect_status(303);
        assert!(here.follow(&ended).await.seen().contains("ログアウトさせました"));
        assert!(phone.get("/jsnm/").await.expect_status(303).header("location").starts_with("/jsnm/login"));

        let third = Visitor::logged_in(&server, "jsnm", &member).await;
        here.post("/jsnm/account/sessions", &[("login", "others")]).await.expect_status(303);
        assert!(third.get("/jsnm/").await.expect_status(303).header("location").starts_with("/jsnm/login"));
        here.get("/jsnm/").await.expect_status(200);
    }

    /// A flow that was begun before the logout leads nowhere afterwards (pretix, 2023).
    async fn nothing_goes_on_after_the_logout(engine) {
        let server = Server::start(engine).await;
        let member = server.demo.society("jsnm").attendees()[1].clone();
        let visitor = Visitor::logged_in(&server, "jsnm", &member).await;
        let home = visitor.get("/jsnm/").await.expect_status(200);
        let pages = ["/jsnm/account/password", "/jsnm/account/mail", "/jsnm/account/sessions", "/jsnm/profile/edit"];
        let mut forms = Vec::new();
        for path in pages {
            let shown = visitor.get(path).await.expect_status(200);
            forms.extend(html::forms(&shown.text()).into_iter().filter(|form| !form.action.contains("/logout")));
        }
        assert!(forms.len() >= 3, "{forms:?}");
        visitor.send(&home.form("/logout"), &[]).await.expect_status(303);
        for form in forms {
            let answered = visitor.send(&form, &[]).await.expect_status(303);
            assert!(answered.header("location").starts_with("/jsnm/login"), "{} went on", form.action);
        }
    }

    async fn an_app_stays_logged_in_with_tokens_that_change(engine) {
        let server = Server::start(engine).await;
        let member = server.demo.society("jhrs").attendees()[1].clone();
        let mut api = Api::log_in(&server, "jhrs", &member).await;
        let first = api.refresh.clone().expect("a refresh token");
        let answered = api.exchange(&first).await.expect_status(200).json();
        assert_eq!((answered["expires_in"].as_i64(), answered["token_type"].as_str()), (Some(600), Some("Bearer")));
        let second = answered["refresh_token"].as_str().expect("a refresh token").to_owned();
        // The answer was lost: the same one again, and then its successor.
        let again = api.exchange(&first).await.expect_status(200).json();
        assert_eq!(again["refresh_token"], second.as_str());
        api.token = again["access_token"].as_str().map(str::to_owned);
        api.get("/me").await.expect_status(200);
        let third = api.exchange(&second).await.expect_status(200).json();
        let third = third["refresh_token"].as_str().expect("a refresh token").to_owned();

        // No token stands in for another, and none for another society.
        let mut wrong = api.clone();
        wrong.token = Some(third.clone());
        wrong.get("/me").await.expect_problem(401, "not-logged-in");
        wrong.get("/me/standings").await.expect_problem(401, "not-logged-in");
        let access = api.token.clone().expect("a token");
        api.exchange(&access).await.expect_problem(401, "login-over");
        Api::anonymous(&server, "jsnm").exchange(&third).await.expect_problem(401, "login-over");

        // A copy of an old one ends them all.
        api.exchange(&first).await.expect_problem(401, "login-over");
        api.exchange(&third).await.expect_problem(401, "login-over");

        let api = Api::log_in(&server, "jhrs", &member).await;
        let refresh = api.refresh.clone().expect("a refresh token");
        let logout = json!({ "refresh_token": refresh });
        api.post("/logout", &logout).await.expect_status(204);
        api.post("/logout", &logout).await.expect_status(204);
        api.exchange(&refresh).await.expect_problem(401, "login-over");
    }

    async fn an_app_is_listed_and_ended_and_does_not_outlive_the_password(engine) {
        let server = Server::start(engine).await;
        let member = server.demo.society("jsnm").attendees()[1].clone();
        let here = Visitor::logged_in(&server, "jsnm", &member).await;
        let api = Api::log_in(&server, "jsnm", &member).await;
        let refresh = api.refresh.clone().expect("a refresh token");
        let listed = page(&here).await;
        assert!(listed.seen().contains("アプリ："), "{}", listed.seen());
        here.post("/jsnm/account/sessions", &[("login", &offered(&listed)[0])]).await.expect_status(303);
        api.exchange(&refresh).await.expect_problem(401, "login-over");

        let elsewhere = Visitor::logged_in(&server, "jsnm", &member).await;
        let api = Api::log_in(&server, "jsnm", &member).await;
        let refresh = api.refresh.clone().expect("a refresh token");
        let form = here.get("/jsnm/account/password").await.expect_status(200).form("/account/password");
        let new = "Yayoi-no-sora-31";
        let fields = [("old_password", member.password.as_str()), ("new_password", new), ("again", new)];
        here.send(&form, &fields).await.expect_status(200);
        assert!(elsewhere.get("/jsnm/").await.expect_status(303).header("location").starts_with("/jsnm/login"));
        api.exchange(&refresh).await.expect_problem(401, "login-over");
        here.get("/jsnm/").await.expect_status(200);
    }

    /// An access token lives ten minutes; whoever withdrew is refused all the same.
    async fn a_withdrawal_and_a_role_taken_away_act_at_once(engine) {
        let server = Server::start(engine).await;
        let society = server.demo.society("jsnm");
        let admin = Api::log_in(&server, "jsnm", society.staff("admin")).await;
        admin.get("/sessions?from=2026-01-01&to=2026-01-02").await.expect_status(200);
        let mut database = Database::of(&server).await;
        database.run("DELETE FROM staff_roles WHERE society_id = 'jsnm'").await;
        admin.get("/sessions?from=2026-01-01&to=2026-01-02").await.expect_problem(403, "forbidden");
        let member = society.attendees()[0];
        let api = Api::log_in(&server, "jsnm", member).await;
        database.run(&format!("UPDATE members SET status = 'withdrawn' WHERE member_number = '{}'", member.member_number)).await;
        for path in ["/me", "/me/attendances", "/me/standings", "/me/ledger", "/me/profile"] {
            api.get(path).await.expect_problem(401, "not-logged-in");
        }
        let refresh = api.refresh.clone().expect("a refresh token");
        api.exchange(&refresh).await.expect_problem(401, "login-over");
    }
}
