//! The wrong roads: each has an outcome of its own, a next step, and leaves nothing behind.

use serde_json::json;
use shusseki_tests::database::{assert_unchanged, rows, stored};
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Api, Server, State, engines, html};
use std::collections::BTreeSet;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The code with the lowest bit of one of its characters turned.
fn altered(code: &str, at: usize) -> String {
    let mut bytes = code.as_bytes().to_vec();
    let value = BASE32
        .iter()
        .position(|letter| *letter == bytes[at])
        .expect("base32");
    bytes[at] = BASE32[value ^ 1];
    String::from_utf8(bytes).expect("ASCII")
}

engines! {
    async fn a_code_of_another_society(engine) {
        let server = Server::shared(engine).await;
        let jsnm = server.demo.society("jsnm");
        let api = Api::log_in(server, "jsnm", jsnm.attendees()[0]).await;
        let other = server.demo.society("jhrs").running();
        let before = stored(server).await;
        api.check_in(&other.code_url).await.expect_problem(409, "code-wrong-society");
        assert_unchanged(&before, &stored(server).await, "a code of another society");
    }

    /// Who is logged in to one society and scans another's poster is told which login is asked for.
    async fn a_code_of_another_society_in_the_browser(engine) {
        let server = Server::shared(engine).await;
        let visitor = Visitor::logged_in(server, "jsnm", server.demo.society("jsnm").attendees()[0]).await;
        let code = &server.demo.society("jhrs").running().code_url;
        let seen = visitor.get(code).await.expect_status(200).seen();
        assert!(seen.contains("日本核医学会へのログインとは別に"), "{seen}");
        let stranger = Visitor::new(server).get(code).await.expect_status(200).seen();
        assert!(!stranger.contains("ログインとは別に"), "{stranger}");
        let typed = server.demo.society("jhrs").running().typed_code.clone();
        let said = visitor.get(&format!("/jsnm/check-in?code={typed}")).await.seen();
        assert!(said.contains("ポスターの学会名"), "{said}");
        let said = visitor.get("/jsnm/check-in?code=1N9F-Y82U").await.seen();
        assert!(said.contains("「U」という文字は使われません"), "{said}");
    }

    /// Every character of the code, which is more than every field in it.
    async fn an_altered_bit(engine) {
        let server = Server::shared(engine).await;
        let jsnm = server.demo.society("jsnm");
        let api = Api::log_in(server, "jsnm", jsnm.attendees()[0]).await;
        let code = jsnm.running().bare_code();
        let before = stored(server).await;
        let mut codes = BTreeSet::new();
        for at in 0..code.len() {
            let answered = api.check_in(&altered(code, at)).await;
            answered.assert_is_problem();
            codes.insert(answered.json()["code"].as_str().unwrap_or_default().to_owned());
        }
        assert!(codes.contains("code-altered"), "{codes:?}");
        assert!(codes.contains("code-wrong-society"), "{codes:?}");
        assert!(codes.contains("code-key-unknown"), "{codes:?}");
        assert_unchanged(&before, &stored(server).await, "an altered code");
    }

    async fn a_session_that_is_over_or_yet_to_come(engine) {
        let server = Server::shared(engine).await;
        let before = stored(server).await;
        for society in &server.demo.societies {
            let api = Api::log_in(server, &society.slug, society.attendees()[0]).await;
            let visitor = Visitor::logged_in(server, &society.slug, society.attendees()[0]).await;
            for (state, expected) in [
                (State::Past, ["too-late", "code-expired"]),
                (State::Future, ["too-early", "code-not-yet-valid"]),
            ] {
                let sessions = society.sessions_that_are(state);
                assert!(!sessions.is_empty(), "{} has no session that is {state:?}", society.slug);
                for session in sessions {
                    let answered = api.check_in(&session.code_url).await.expect_status(409);
                    let code = answered.json()["code"].as_str().unwrap_or_default().to_owned();
                    assert!(expected.contains(&code.as_str()), "{state:?}: {code}");
                    let typed = api.check_in(&session.typed_code).await;
                    typed.assert_is_problem();
                    // The page says so too, whichever of its two steps does.
                    let page = visitor.get(&session.code_url).await;
                    let offered = html::forms(&page.text()).into_iter().any(|form| form.action.contains("/register"));
                    assert!(page.status < 500 && !offered, "{state:?}: the page has a button");
                }
            }
        }
        assert_unchanged(&before, &stored(server).await, "a session at another time");
    }

    async fn a_revoked_poster(engine) {
        let server = Server::start(engine).await;
        let society = server.demo.society("jsnm");
        let session = society.running();
        let path = format!("/posters/{}/revoke", session.serial());
        let member = Api::log_in(&server, "jsnm", society.attendees()[0]).await;
        let office = Api::log_in(&server, "jsnm", society.staff("admin")).await;

        member.post(&path, &json!({})).await.expect_problem(403, "forbidden");
        office.post(&path, &json!({})).await.expect_status(204);
        office.post(&path, &json!({})).await.expect_problem(404, "poster-not-found");
        office.post("/posters/4294967295/revoke", &json!({})).await.expect_problem(404, "poster-not-found");

        member.check_in(&session.code_url).await.expect_problem(409, "code-revoked");
        member.check_in(&session.typed_code).await.assert_is_problem();
        let page = Visitor::new(&server).get(&session.code_url).await;
        let offered = html::forms(&page.text()).into_iter().any(|form| form.action.contains("/register"));
        assert!(page.status < 500 && !offered, "the page of a revoked code has a button: {}", page.seen());
        assert_eq!(member.attendances_of(&session.id).await, 0);

        // The other societies' posters are others.
        let jhrs = server.demo.society("jhrs");
        let elsewhere = Api::log_in(&server, "jhrs", jhrs.attendees()[0]).await;
        elsewhere.check_in(&jhrs.running().code_url).await.expect_status(201);
    }

    async fn what_is_no_code(engine) {
        let server = Server::shared(engine).await;
        let society = server.demo.society("jsnm");
        let api = Api::log_in(server, "jsnm", society.attendees()[0]).await;
        let visitor = Visitor::new(server);
        let bare = society.running().bare_code();
        let before = stored(server).await;
        for code in ["", " ", "0", "ABCD-2345", "ZZZZ-ZZZZ", "https://example.org/", "javascript:alert(1)", &bare[1..],
            &bare[..bare.len() - 1], &format!("{bare}A"), "☃☃☃☃-☃☃☃☃", "\u{202e}ABCD-2345", "../../etc/passwd"] {
            let answered = api.check_in(code).await;
            answered.assert_is_problem();
            assert!([400, 404, 409].contains(&answered.status), "{code:?}: {}", answered.status);
        }
        for path in ["/C/", "/C/A", "/c/%00", "/C/..%2f..%2fetc", "/C/%F0%9F%92%A9", &format!("/C/{}", "A".repeat(5000))] {
            let page = visitor.get(path).await;
            assert!((400..500).contains(&page.status), "{path:.40}: {}", page.status);
            assert!(page.header("content-type").starts_with("text/html"), "{path:.40}");
            assert!(!html::text(&page.text()).is_empty());
        }
        assert_unchanged(&before, &stored(server).await, "what is no code");
    }

    async fn a_wrong_password_keeps_the_scan(engine) {
        let server = Server::start(engine).await;
        let society = server.demo.society("jhrs");
        let (session, member) = (society.running(), society.attendees()[2]);
        let visitor = Visitor::new(&server);
        let page = visitor.get(&session.code_url).await.expect_status(200);
        let form = page.form("/check-in/register");
        let receipt = |form: &shusseki_tests::html::Form| {
            form.fields.iter().find(|(name, _)| name == "receipt").map(|(_, value)| value.clone())
        };
        let refused = visitor
            .send(&form, &[("member_number", &member.member_number), ("password", "wrong, I fear")])
            .await
            .expect_status(401);
        let again = refused.form("/check-in/register");
        assert_eq!(receipt(&again), receipt(&form), "the scan's time was lost");
        assert!(again.fields.contains(&("member_number".to_owned(), member.member_number.clone())), "the number must be typed again");
        assert!(!refused.text().contains("wrong, I fear"), "the password is in the page");
        let answered = visitor
            .send(&again, &[("member_number", &member.member_number), ("password", &member.password)])
            .await;
        let result = visitor.follow(&answered).await.expect_status(200);
        assert!(result.seen().contains(&session.name));
    }

    async fn a_receipt_of_another_code_or_of_nobody(engine) {
        let server = Server::shared(engine).await;
        let society = server.demo.society("jsnm");
        let member = &society.members[3];
        let visitor = Visitor::logged_in(server, "jsnm", member).await;
        let form = visitor.get(&society.running().code_url).await.expect_status(200).form("/check-in/register");
        let elsewhere = visitor.get(&server.demo.society("jhrs").running().code_url).await.expect_status(200);
        let foreign = elsewhere.form("/check-in/register").fields.into_iter().find(|(name, _)| name == "receipt").expect("a receipt").1;
        let before = stored(server).await;
        for receipt in [foreign.as_str(), "", "x", "AAAA.BBBB", "<svg/onload=alert(1)>"] {
            let answered = visitor.send(&form, &[("receipt", receipt)]).await;
            assert!((400..500).contains(&answered.status), "{receipt}: {} {}", answered.status, answered.header("location"));
            assert!(!answered.text().contains("<svg/onload"));
        }
        assert_unchanged(&before, &stored(server).await, "a wrong receipt");
    }

    async fn a_scan_from_the_future_or_from_last_week(engine) {
        let server = Server::shared(engine).await;
        let society = server.demo.society("jsnm");
        let api = Api::log_in(server, "jsnm", &society.members[3]).await;
        let code = &society.running().code_url;
        for (scanned_at, expected) in [("2099-01-01T00:00:00Z", "scanned-in-future"), ("2001-01-01T00:00:00Z", "")] {
            let answered = api.check_in_as(&json!({ "code": code, "scanned_at": scanned_at }), &uuid::Uuid::new_v4().to_string()).await;
            answered.assert_is_problem();
            let problem = answered.json();
            assert!(expected.is_empty() || problem["code"] == expected || problem["code"] == "code-expired", "{problem}");
        }
        assert_eq!(api.attendances_of(&society.running().id).await, 0);
    }

    async fn a_wrong_password_or_number_is_told_alike(engine) {
        let server = Server::shared(engine).await;
        let society = server.demo.society("jsnm");
        let member = &society.members[0];
        let api = Api::anonymous(server, "jsnm");
        let wrong = api.log_in_as(&member.member_number, "not it").await.expect_problem(401, "wrong-login").json();
        let nobody = api.log_in_as("999999", &member.password).await.expect_problem(401, "wrong-login").json();
        for field in ["title", "detail", "code"] {
            assert_eq!(wrong[field], nobody[field], "the answer tells who is a member");
        }
        for number in ["", " ", "'; DROP TABLE members; --", &"9".repeat(10_000)] {
            api.log_in_as(number, &member.password).await.assert_is_problem();
        }
    }

    /// Follows every link as a stranger and as a member: nothing in the database changes.
    async fn a_get_changes_nothing(engine) {
        let server = Server::start(engine).await;
        let society = server.demo.society("jsnm");
        let session = society.running();
        let stranger = Visitor::new(&server);
        let member = Visitor::logged_in(&server, "jsnm", society.attendees()[0]).await;
        let before = rows(&server).await;
        for visitor in [&stranger, &member] {
            let mut seen = BTreeSet::new();
            let mut next = vec!["/".to_owned(), "/jsnm/".to_owned(), session.code_url.clone(), format!("/C/{}", session.bare_code()),
                "/jsnm/check-in".to_owned(), format!("/jsnm/registered/{}/1", session.id), "/jsnm/check-in/register".to_owned(),
                "/jsnm/logout".to_owned(), "/api".to_owned()];
            while let Some(target) = next.pop() {
                let ours = target.starts_with('/') || target.to_lowercase().starts_with(&server.address);
                if !ours || !seen.insert(target.clone()) || seen.len() > 300 {
                    continue;
                }
                let page = visitor.get(&target).await;
                assert!(page.status < 500, "{target}: {}", page.status);
                if page.header("content-type").starts_with("text/html") {
                    next.extend(html::links(&page.text()).into_iter().filter(|link| !link.starts_with('#')));
                }
            }
            assert!(seen.len() > 10, "hardly a link was found: {seen:?}");
            assert_unchanged(&before, &rows(&server).await, "a GET");
        }
    }
}
