//! Where a member is logged in, seen from outside: the list, ending one, ending all others, logging out.

use reqwest::Method;
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, Server, engines, html};

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
}
