//! What every answer carries, cookies, and forms that come from elsewhere.

use reqwest::Method;
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, Api, Server, engines};

/// Pages and files of every kind, with what they must be answered with when asked without a login.
fn everything(server: &Server) -> Vec<(String, u16)> {
    let session = server.demo.society("jsnm").running();
    let mut found: Vec<(String, u16)> = [
        ("/", 200),
        ("/jsnm/", 303),
        ("/jsnm/login", 200),
        ("/jsnm/check-in", 200),
        ("/jsnm/credits", 303),
        ("/nowhere/", 404),
        ("/no/such/page", 404),
        ("/assets/none.js", 404),
        ("/api", 200),
        ("/api/openapi.json", 200),
        ("/api/v1/jsnm/me", 401),
        ("/api/nothing", 404),
        ("/livez", 200),
        ("/readyz", 200),
        ("/C/NONSENSE", 400),
        ("/jsnm/check-in/register", 405),
        ("/api/v1/jsnm/login", 405),
    ]
    .into_iter()
    .map(|(path, status)| (path.to_owned(), status))
    .collect();
    found.push((session.code_url.clone(), 200));
    found
}

engines! {
    async fn every_answer_is_fenced_in(engine) {
        let server = Server::shared(engine).await;
        let visitor = Visitor::new(server);
        for (path, status) in everything(server) {
            let answered = visitor.get(&path).await.expect_status(status);
            let policy = answered.header("content-security-policy");
            for part in ["default-src 'none'", "script-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"] {
                assert!(policy.contains(part), "{path}: {part} is not in {policy}");
            }
            assert!(!policy.contains("unsafe-eval") && !policy.contains("script-src 'self' 'unsafe-inline'"), "{path}: {policy}");
            assert_eq!(answered.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answered.header("referrer-policy"), "same-origin", "{path}");
            assert!(!answered.header("cache-control").is_empty(), "{path} says nothing about caching");
            assert!(answered.header("x-request-id").len() >= 16, "{path} has no number");
            assert!(answered.headers.get("server").is_none() && answered.headers.get("x-powered-by").is_none(), "{path}");
        }
    }

    async fn personal_answers_are_kept_nowhere(engine) {
        let server = Server::shared(engine).await;
        let member = server.demo.society("jsnm").attendees()[0];
        let visitor = Visitor::logged_in(server, "jsnm", member).await;
        for path in ["/jsnm/", "/jsnm/attendances", "/jsnm/credits", "/jsnm/transcript.pdf"] {
            assert!(visitor.get(path).await.expect_status(200).header("cache-control").contains("no-store"), "{path}");
        }
        let api = Api::log_in(server, "jsnm", member).await;
        for path in ["/me", "/me/attendances", "/me/standings"] {
            assert!(api.get(path).await.expect_status(200).header("cache-control").contains("no-store"), "{path}");
        }
        let pdf = visitor.get("/jsnm/transcript.pdf").await;
        assert!(pdf.header("content-disposition").starts_with("attachment"), "{:?}", pdf.header("content-disposition"));
    }

    async fn the_login_cookie_is_out_of_reach_of_scripts(engine) {
        let server = Server::shared(engine).await;
        let member = server.demo.society("jsnm").attendees()[0];
        let visitor = Visitor::new(server);
        let form = visitor.get("/jsnm/login").await.expect_status(200).form("/login");
        let answered = visitor.send(&form, &[("member_number", &member.member_number), ("password", &member.password)]).await.expect_status(303);
        let cookie = answered.header("set-cookie");
        for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{part} is not in {cookie}");
        }
        let value = cookie.split(['=', ';']).nth(1).unwrap_or_default();
        assert!(value.len() >= 43, "fewer than 256 bits: {value}");
        let stored = shusseki_tests::database::rows(server).await;
        assert!(!format!("{stored:?}").contains(value), "the database holds a usable token");
    }

    /// Behind https the browser itself guards the cookie, and never goes back to http.
    async fn https_makes_the_cookie_strict(engine) {
        let options = shusseki_tests::server::Options {
            listen: Some(shusseki_tests::server::free_address()),
            arguments: vec!["--public-url".to_owned(), "https://attend.example.org".to_owned()],
            ..Default::default()
        };
        let server = Server::start_with(engine, options).await;
        let member = server.demo.society("jsnm").attendees()[0];
        let visitor = Visitor::new(&server);
        let page = visitor.get("/jsnm/login").await.expect_status(200);
        assert!(page.header("strict-transport-security").contains("max-age=31536000"));
        let request = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client")
            .post(format!("{}/jsnm/login", server.address))
            .form(&[("member_number", &member.member_number), ("password", &member.password)]);
        let answered = Answered::to(request).await.expect_status(303);
        let cookie = answered.header("set-cookie");
        assert!(cookie.starts_with("__Host-") && cookie.contains("; Secure"), "{cookie}");
    }

    async fn a_form_sent_from_another_site_is_refused(engine) {
        let server = Server::shared(engine).await;
        let member = server.demo.society("jsnm").attendees()[0];
        let session = server.demo.society("jsnm").running();
        let visitor = Visitor::logged_in(server, "jsnm", member).await;
        let form = visitor.get(&session.code_url).await.expect_status(200).form("/check-in/register");
        for (name, value) in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example"), ("origin", "null")] {
            for target in [form.action.as_str(), "/jsnm/logout", "/jsnm/login", "/jsnm/check-in/typed", "/jsnm/check-in/photo"] {
                let request = reqwest::Client::new().post(format!("{}{target}", server.address)).header(name, value).form(&form.fields);
                let answered = Answered::to(request).await;
                assert_eq!(answered.status, 403, "{target} with {name}: {value}");
                assert!(answered.header("content-type").starts_with("text/html"));
            }
        }
        let api = Api::log_in(server, "jsnm", member).await;
        assert_eq!(api.attendances_of(&session.id).await, 0);
        visitor.get("/jsnm/").await.expect_status(200);
    }

    /// An API call must be one: a form with a JSON-like body and the browser's cookies is none.
    async fn the_api_takes_neither_cookies_nor_forms(engine) {
        let server = Server::shared(engine).await;
        let member = server.demo.society("jsnm").attendees()[0];
        let session = server.demo.society("jsnm").running();
        let visitor = Visitor::logged_in(server, "jsnm", member).await;
        visitor.get("/api/v1/jsnm/me").await.expect_problem(401, "not-logged-in");
        let api = Api::log_in(server, "jsnm", member).await;
        let body = format!(r#"{{"code":"{}"}}"#, session.code_url);
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""] {
            let request = api.request(Method::POST, "/check-ins").header("content-type", kind).body(body.clone());
            Answered::to(request).await.expect_problem(415, "unsupported-media-type");
        }
        assert_eq!(api.attendances_of(&session.id).await, 0);
    }

    async fn addresses_come_from_the_settings_never_from_the_request(engine) {
        let server = Server::shared(engine).await;
        for path in ["/", "/jsnm/login", "/jsnm/check-in"] {
            for (name, value) in [("host", "evil.example"), ("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example;proto=https")] {
                let request = reqwest::Client::new().get(format!("{}{path}", server.address)).header(name, value);
                let answered = Answered::to(request).await;
                assert!(!answered.text().contains("evil.example"), "{path} repeats {name}");
                assert!(!answered.header("location").contains("evil.example"));
            }
        }
    }

    async fn methods_that_are_not_offered_are_refused(engine) {
        let server = Server::shared(engine).await;
        let visitor = Visitor::new(server);
        for path in ["/", "/jsnm/login", "/api/v1/jsnm/check-ins", "/api/v1/jsnm/me", "/livez"] {
            for method in [Method::DELETE, Method::PUT, Method::PATCH, Method::TRACE] {
                let answered = Answered::to(visitor.request(method.clone(), path)).await;
                assert_eq!(answered.status, 405, "{method} {path}");
                assert!(!answered.header("allow").is_empty(), "{method} {path} does not say what is allowed");
            }
        }
    }
}
