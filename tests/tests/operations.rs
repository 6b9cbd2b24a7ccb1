//! What operators rely on: health, logs, metrics, and stopping without losing anything.

use serde_json::{Value, json};
use shusseki_tests::database::{self, Database, assert_unchanged};
use shusseki_tests::programs::{built, run};
use shusseki_tests::served::Served;
use shusseki_tests::server::{Options, free_address};
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, Api, Engine, Server, engines};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::task::JoinSet;

async fn get(url: &str) -> Answered {
    Answered::to(reqwest::Client::new().get(url)).await
}

engines! {
    async fn it_says_that_it_lives_and_is_ready(engine) {
        let server = Server::shared(engine).await;
        assert_eq!(get(&format!("{}/livez", server.address)).await.expect_status(200).text().trim(), "alive");
        let ready = get(&format!("{}/readyz", server.address)).await.expect_status(200).json();
        assert_eq!(ready["ready"], true);
        for part in ["database", "schema", "check_ins"] {
            assert_eq!(ready[part], "ok", "{part}");
        }
    }

    async fn it_is_not_ready_when_the_schema_is_another(engine) {
        let server = Server::start(engine).await;
        let papers = std::fs::read_dir(server.data.join("posters")).expect("the folder is there");
        assert_eq!(papers.count(), 0, "posters were printed without being asked for");
        let mut database = Database::of(&server).await;
        database.run("UPDATE _sqlx_migrations SET version = version + 1000 WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)").await;
        let answered = get(&format!("{}/readyz", server.address)).await.expect_status(503).json();
        assert_eq!(answered["ready"], false);
        get(&format!("{}/livez", server.address)).await.expect_status(200);
    }

    async fn every_answer_has_a_number_of_its_own(engine) {
        let server = Server::shared(engine).await;
        let mut numbers = BTreeSet::new();
        for _ in 0..20 {
            let answered = get(&format!("{}/api/v1/jsnm/me", server.address)).await.expect_status(401);
            let number = answered.header("x-request-id").to_owned();
            assert_eq!(answered.json()["request_id"], number.as_str(), "the problem has another number than its header");
            numbers.insert(number);
        }
        assert_eq!(numbers.len(), 20);
    }

    /// On a listener of their own, and nowhere else.
    async fn metrics_are_not_for_everybody(engine) {
        let own = free_address();
        let options = Options { arguments: vec!["--metrics-listen".to_owned(), own.to_string()], ..Options::default() };
        let server = Server::start_with(engine, options).await;
        let society = server.demo.society("jsnm");
        let api = Api::log_in(&server, "jsnm", society.attendees()[0]).await;
        api.check_in(&society.running().code_url).await.expect_status(201);
        assert_eq!(get(&format!("{}/metrics", server.address)).await.status, 404);
        let metrics = get(&format!("http://{own}/metrics")).await.expect_status(200).text();
        for name in ["http_requests_total", "http_request_seconds", "check_in_batch_size"] {
            assert!(metrics.contains(name), "no {name} in {metrics}");
        }
        for secret in [society.running().bare_code(), &society.attendees()[0].member_number] {
            assert!(!metrics.contains(secret), "{secret} is in the metrics");
        }
        assert_eq!(get(&format!("http://{own}/jsnm/")).await.status, 404, "the product is on the metrics listener");
    }

    /// Everything that was accepted is answered and stored; then it ends with 0.
    async fn stopping_finishes_what_was_accepted(engine) {
        let mut server = Server::start(engine).await;
        let session = server.demo.society("jsnm").running().clone();
        let crowd = server.crowd("jsnm", 0, 12).await;
        let mut database = Database::of(&server).await;
        let count = format!(
            "SELECT COUNT(*) FROM attendances a JOIN sessions s ON s.society_id = a.society_id \
             AND s.session_number = a.session_number WHERE s.session_id = '{}'",
            session.id
        );
        let before = database.number(&count).await;
        let mut apps = Vec::new();
        for member in &crowd {
            apps.push(Api::log_in(&server, "jsnm", member).await);
        }
        let mut tasks = JoinSet::new();
        for api in apps {
            let code = session.code_url.clone();
            tasks.spawn(async move {
                let request = api.request(reqwest::Method::POST, "/check-ins").json(&json!({ "code": code }));
                Answered::try_to(request).await.map(|answered| answered.status)
            });
        }
        tokio::time::sleep(Duration::from_millis(3)).await;
        server.signal_to_stop();
        let answers = tasks.join_all().await;
        let status = server.ended().await;
        assert_eq!(status.code(), Some(0), "{}", server.log());
        // Some of the crowd were there already (200); a connection may be refused or the writer closed (503).
        let odd: Vec<_> = answers.iter().filter(|answer| !matches!(answer, Ok(200 | 201 | 503) | Err(_))).collect();
        assert!(odd.is_empty(), "{odd:?}");
        let acknowledged = answers.iter().filter(|answer| matches!(answer, Ok(201))).count();
        let stored = database.number(&count).await - before;
        // Whoever got no answer may still be stored; none that was told so is missing.
        assert!(stored >= i64::try_from(acknowledged).expect("a count"), "{acknowledged} acknowledged, {stored} stored");
    }

    async fn a_second_start_on_the_same_folder_is_harmless(engine) {
        let server = Server::start_with(engine, Options::with_posters()).await;
        let society = server.demo.society("jsnm").clone();
        let member = society.attendees()[0].clone();
        let api = Api::log_in(&server, "jsnm", &member).await;
        api.check_in(&society.running().code_url).await.expect_status(201);
        let before = stored(&server).await;
        let server = server.restart().await;
        assert_unchanged(&before, &stored(&server).await, "a second start");
        // Yesterday's print-outs still work, and so do the passwords; only the address may be another.
        let api = Api::log_in(&server, "jsnm", &member).await;
        let again = api.check_in(&society.running().code_url).await.expect_status(200).json();
        assert_eq!(again["outcome"], "already-registered");
        let again = server.demo.society("jsnm");
        assert_eq!(again.running().id, society.running().id);
        assert_eq!(again.running().bare_code(), society.running().bare_code());
        for session in &again.sessions {
            assert!(server.poster(session.poster()).is_file());
        }
    }

    /// `shusseki serve`, on what the demo left, logs a JSON object a line and keeps secrets out of it.
    async fn log_lines_are_json_and_hold_no_secrets(engine) {
        let mut server = Server::start(engine).await;
        let society = server.demo.society("jsnm").clone();
        assert!(server.terminate().await.success());
        let served = Served::start(&server, None).await;
        server.address.clone_from(&served.address);
        let member = society.attendees()[0];
        let visitor = Visitor::logged_in(&server, "jsnm", member).await;
        let api = Api::log_in(&server, "jsnm", member).await;
        let code = society.running().bare_code();
        api.check_in(code).await.expect_status(201);
        visitor.get(&format!("/C/{code}")).await.expect_status(200);
        api.log_in_as(&member.member_number, "a wrong password").await.expect_status(401);
        let numbered = api.get("/sessions/none").await;
        let lines = served.stop();

        let mut answered = 0;
        for line in &lines {
            let parsed: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            assert!(parsed["timestamp"].is_string() && parsed["level"].is_string(), "{line}");
            answered += usize::from(parsed["message"] == "answered");
        }
        assert!(answered >= 6, "{lines:?}");
        let all = lines.join("\n");
        assert!(all.contains(numbered.header("x-request-id")), "a request's number leads to no line");
        let token = api.token.clone().unwrap_or_default();
        for secret in [code, member.password.as_str(), member.member_number.as_str(), "a wrong password", token.as_str()] {
            assert!(!all.contains(secret), "{secret} is in the log: {all}");
        }
    }
}

/// What is stored, but for what a start renews: login sessions and the password hashes.
async fn stored(server: &Server) -> shusseki_tests::database::Rows {
    let mut rows = database::stored(server).await;
    rows.remove("passwords");
    rows
}

/// Without a folder it can write, or at an address that is taken, it says so and ends.
#[tokio::test]
async fn what_hinders_a_start_is_said() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().as_os_str();
    let ran = run(
        built("shusseki"),
        [
            "demo".as_ref(),
            "--data".as_ref(),
            data,
            "--listen".as_ref(),
            address.as_ref(),
        ],
    );
    assert_ne!(ran.code, Some(0));
    assert!(
        ran.err.contains(&address) && ran.err.contains("--listen"),
        "{}",
        ran.err
    );
    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("a file");
    let ran = run(
        built("shusseki"),
        ["demo".as_ref(), "--data".as_ref(), file.as_os_str()],
    );
    assert_ne!(ran.code, Some(0));
    assert!(ran.err.contains("--data"), "{}", ran.err);
    let nobody = format!("postgres://nobody:none@{}/none", free_address());
    let ran = run(
        built("shusseki"),
        [
            "demo",
            "--listen",
            "127.0.0.1:0",
            "--database",
            &nobody,
            "--data",
            &folder.path().display().to_string(),
        ],
    );
    assert_ne!(ran.code, Some(0));
    assert!(
        !ran.err.contains("nobody:none"),
        "the database's password is shown: {}",
        ran.err
    );
    assert_ne!(Engine::Sqlite, Engine::Postgres);
}
