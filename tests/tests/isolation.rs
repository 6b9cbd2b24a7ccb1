//! Who may see what: societies apart from each other, members apart from the office.

use reqwest::Method;
use serde_json::{Value, json};
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, Api, Server, demo, engines};

/// Every operation that the API describes, with its parameters filled in.
async fn operations(server: &Server, society: &str) -> Vec<(Method, String)> {
    let facts = server.demo.society(society);
    let description =
        Answered::to(reqwest::Client::new().get(format!("{}/api/openapi.json", server.address)))
            .await
            .json();
    let mut found = Vec::new();
    for (path, item) in description["paths"].as_object().expect("paths") {
        for method in item.as_object().expect("operations").keys() {
            let method: Method = method.to_uppercase().parse().expect("a method");
            let path = path
                .strip_prefix("/api/v1/{society}")
                .expect("every operation is a society's")
                .replace("{id}", &facts.running().id)
                .replace("{serial}", "1")
                .replace("{number}", &facts.attendees()[0].member_number)
                .replace("{line}", NO_LINE);
            let query = if ["/posters", "/sessions"].contains(&path.as_str()) {
                "?from=2026-01-01&to=2026-01-02"
            } else {
                ""
            };
            found.push((method, format!("{path}{query}")));
        }
    }
    assert!(found.len() >= 8, "{found:?}");
    found
}

/// A line that no ledger has.
const NO_LINE: &str = "00000000-0000-4000-8000-000000000001";

/// What needs no access token: it is given, renewed or done away with there.
const OPEN: [&str; 3] = ["/login", "/token", "/logout"];

async fn ask(api: &Api, method: &Method, path: &str) -> Answered {
    let request = api.request(method.clone(), path);
    Answered::to(if *method == Method::GET {
        request
    } else {
        request.json(&json!({}))
    })
    .await
}

engines! {
    async fn nobody_gets_in_without_a_token(engine) {
        let server = Server::shared(engine).await;
        let mut apps = vec![Api::anonymous(server, "jsnm")];
        for token in ["", "x", "null", "eyJhbGciOiJub25lIn0.e30.", "a.b.c", "Bearer"] {
            let mut api = Api::anonymous(server, "jsnm");
            api.token = Some(token.to_owned());
            apps.push(api);
        }
        for api in &apps {
            for (method, path) in operations(server, "jsnm").await {
                if !OPEN.contains(&path.as_str()) {
                    ask(api, &method, &path).await.expect_problem(401, "not-logged-in");
                }
            }
        }
    }

    async fn a_token_opens_one_society_only(engine) {
        let server = Server::shared(engine).await;
        for society in &server.demo.societies {
            for role in ["attendee", "admin"] {
                let api = Api::log_in(server, &society.slug, society.staff(role)).await;
                for other in server.demo.societies.iter().filter(|other| other.slug != society.slug) {
                    let mut abroad = Api::anonymous(server, &other.slug);
                    abroad.token.clone_from(&api.token);
                    for (method, path) in operations(server, &other.slug).await {
                        if !OPEN.contains(&path.as_str()) {
                            ask(&abroad, &method, &path).await.expect_problem(401, "not-logged-in");
                        }
                    }
                }
            }
        }
    }

    async fn number_and_password_open_one_society_only(engine) {
        let server = Server::shared(engine).await;
        let member = server.demo.society("jsnm").attendees()[0];
        for other in ["jhrs", "jgets"] {
            let api = Api::anonymous(server, other);
            api.log_in_as(&member.member_number, &member.password).await.expect_problem(401, "wrong-login");
        }
        Api::anonymous(server, "nowhere")
            .log_in_as(&member.member_number, &member.password)
            .await
            .expect_problem(404, "society-not-found");
    }

    async fn the_office_sees_its_own_sessions_only(engine) {
        let server = Server::shared(engine).await;
        let jsnm = server.demo.society("jsnm");
        let api = Api::log_in(server, "jsnm", jsnm.staff("admin")).await;
        for session in &server.demo.society("jhrs").sessions {
            api.get(&format!("/sessions/{}", session.id)).await.expect_problem(404, "not-found");
        }
        let foreign = server.demo.society("jhrs").running().serial();
        api.post(&format!("/posters/{foreign}/revoke"), &json!({})).await.expect_problem(404, "poster-not-found");
        let mine = api.get(&format!("/sessions/{}", jsnm.running().id)).await.expect_status(200).json();
        assert_eq!(mine["session"]["ja"], jsnm.running().name.as_str());
        // The list names each of its own, with what the session itself says.
        let (from, to) = demo::days();
        let listed = api.get(&format!("/sessions?from={from}&to={to}")).await.expect_status(200).json();
        let listed = listed["sessions"].as_array().cloned().unwrap_or_default();
        for session in &jsnm.sessions {
            assert!(listed.iter().any(|other| other["id"] == session.id.as_str()), "{} is not listed", session.name);
        }
        assert!(listed.contains(&mine));
        let foreign = &server.demo.society("jhrs").sessions;
        assert!(listed.iter().all(|other| foreign.iter().all(|session| other["id"] != session.id.as_str())));
    }

    async fn a_member_sees_only_her_own(engine) {
        let server = Server::shared(engine).await;
        let society = server.demo.society("jsnm");
        let (one, other) = (society.attendees()[0], society.attendees()[1]);
        let (first, second) = (Api::log_in(server, "jsnm", one).await, Api::log_in(server, "jsnm", other).await);
        let (mine, hers) = (first.get("/me").await.expect_status(200).json(), second.get("/me").await.expect_status(200).json());
        assert_eq!(mine["member_number"], one.member_number.as_str());
        assert_eq!(hers["member_number"], other.member_number.as_str());
        // A cursor of hers shows me mine.
        let page = second.get("/me/attendances?limit=1").await.expect_status(200).json();
        if let Some(cursor) = page["next_cursor"].as_str() {
            let listed = first.get(&format!("/me/attendances?limit=200&cursor={cursor}")).await.expect_status(200).json();
            let mine = ids(&first.get("/me/attendances?limit=200").await.expect_status(200).json());
            assert!(ids(&listed).iter().all(|id| mine.contains(id)));
        }
    }

    async fn a_login_opens_the_pages_of_one_society_only(engine) {
        let server = Server::shared(engine).await;
        let society = server.demo.society("jsnm");
        let visitor = Visitor::logged_in(server, "jsnm", society.attendees()[0]).await;
        for path in ["", "attendances", "credits", "declarations", "transcript.pdf"] {
            visitor.get(&format!("/jsnm/{path}")).await.expect_status(200);
            let elsewhere = visitor.get(&format!("/jhrs/{path}")).await;
            assert_eq!(elsewhere.status, 303, "/jhrs/{path}");
            assert!(elsewhere.header("location").starts_with("/jhrs/login"));
            let stranger = Visitor::new(server).get(&format!("/jsnm/{path}")).await;
            assert_eq!(stranger.status, 303, "/jsnm/{path}");
            assert!(stranger.header("location").starts_with("/jsnm/login"));
        }
        // What somebody else registered is not mine to see.
        let other = visitor.get(&format!("/jsnm/registered/{}/1", server.demo.society("jhrs").running().id)).await;
        assert_eq!(other.status, 404);
    }

    async fn who_logged_out_is_out(engine) {
        let server = Server::shared(engine).await;
        let member = server.demo.society("jhrs").attendees()[0];
        let visitor = Visitor::logged_in(server, "jhrs", member).await;
        let cookie = stolen_cookie(server, member).await;
        let with_cookie = || reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()
            .expect("a client").get(format!("{}/jhrs/", server.address)).header("cookie", &cookie.1);
        Answered::to(with_cookie()).await.expect_status(200);
        cookie.0.post("/jhrs/logout", &[]).await.expect_status(303);
        Answered::to(with_cookie()).await.expect_status(303);
        // The other login of the same member is another login.
        visitor.get("/jhrs/").await.expect_status(200);
    }

    /// After the login one is led to an address of this site, whatever the link said.
    async fn a_login_leads_nowhere_else(engine) {
        let server = Server::shared(engine).await;
        let member = server.demo.society("jsnm").attendees()[0];
        for next in ["//evil.example/", "/\\evil.example/", "https://evil.example/", "javascript:alert(1)", "\\/evil", "/%09/evil.example",
            "/\t/evil.example", "http:evil.example", "/.//evil.example", "/jsnm/../..//evil.example"] {
            let visitor = Visitor::new(server);
            let target = format!("/jsnm/login?next={}", urlencoded(next));
            let page = visitor.get(&target).await;
            assert_eq!(page.status, 200, "{next}");
            let fields = [("member_number", member.member_number.as_str()), ("password", member.password.as_str())];
            for answered in [visitor.send(&page.form("/login"), &fields).await, Visitor::new(server).post(&target, &fields).await] {
                let location = answered.header("location").to_owned();
                assert_eq!(answered.status, 303, "{next}");
                let base = reqwest::Url::parse(&server.address).expect("an address");
                let led = base.join(&location).expect("a location");
                assert_eq!(led.origin(), base.origin(), "{next} led to {led}");
            }
        }
    }
}

fn ids(page: &Value) -> Vec<String> {
    let all = page["attendances"].as_array();
    all.into_iter()
        .flatten()
        .map(|attendance| {
            format!(
                "{}{}",
                attendance["session_id"], attendance["registered_at"]
            )
        })
        .collect()
}

fn urlencoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A login whose cookie somebody wrote down.
async fn stolen_cookie(server: &Server, member: &shusseki_tests::Member) -> (Visitor, String) {
    let visitor = Visitor::new(server);
    let page = visitor.get("/jhrs/login").await.expect_status(200);
    let fields = [
        ("member_number", member.member_number.as_str()),
        ("password", member.password.as_str()),
    ];
    let answered = visitor
        .send(&page.form("/login"), &fields)
        .await
        .expect_status(303);
    let cookie = answered
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap_or_default()
        .to_owned();
    assert!(cookie.contains('='), "no cookie");
    (visitor, cookie)
}
