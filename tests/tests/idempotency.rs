//! Retries, races and lost connections: one attendance, and always the same story about it.

use serde_json::{Value, json};
use shusseki_tests::database::Database;
use shusseki_tests::{Answered, Api, Server, engines};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const PARALLEL: usize = 200;

async fn attendances_in(server: &Server, session: &str) -> i64 {
    let mut database = Database::of(server).await;
    database
        .number(&format!(
            "SELECT COUNT(*) FROM attendances a JOIN sessions s ON s.society_id = a.society_id \
             AND s.session_number = a.session_number WHERE s.session_id = '{session}'"
        ))
        .await
}

async fn granted_in(server: &Server, session: &str) -> i64 {
    let mut database = Database::of(server).await;
    database
        .number(&format!(
            "SELECT COUNT(*) FROM ledger WHERE session_id = '{session}' AND line = 'granted'"
        ))
        .await
}

/// The same request as bytes, for connections that end as they should not.
fn raw(api: &Api, body: &Value, key: &str) -> (String, Vec<u8>) {
    let rest = api.base.trim_start_matches("http://");
    let (host, path) = rest.split_once('/').expect("an address and a path");
    let body = body.to_string();
    let token = api.token.as_deref().unwrap_or_default();
    let request = format!(
        "POST /{path}/check-ins HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    (host.to_owned(), request.into_bytes())
}

engines! {
    async fn a_retry_gets_the_first_answer(engine) {
        let server = Server::shared(engine).await;
        let society = server.demo.society("jsnm");
        let session = society.running();
        let api = Api::log_in(server, "jsnm", society.attendees()[0]).await;
        let body = json!({ "code": session.code_url });
        let first = api.check_in_as(&body, "retry-1").await.expect_status(201);
        for _ in 0..3 {
            let again = api.check_in_as(&body, "retry-1").await;
            assert_eq!((again.status, again.json()), (first.status, first.json()));
        }
        // With another name it is another request, and tells that there is an attendance already.
        let other = api.check_in_as(&body, "retry-2").await.expect_status(200).json();
        assert_eq!(other["outcome"], "already-registered");
        assert_eq!(other["registered_at"], first.json()["registered_at"]);
        assert_eq!(api.attendances_of(&session.id).await, 1);
    }

    async fn a_key_with_another_body_is_refused(engine) {
        let server = Server::shared(engine).await;
        let society = server.demo.society("jsnm");
        let session = society.running();
        let api = Api::log_in(server, "jsnm", society.attendees()[1]).await;
        let first = api.check_in_as(&json!({ "code": session.code_url }), "reused").await.expect_status(201);
        let other = json!({ "code": session.typed_code });
        api.check_in_as(&other, "reused").await.expect_problem(422, "idempotency-key-reused");
        let again = api.check_in_as(&json!({ "code": session.code_url }), "reused").await;
        assert_eq!((again.status, again.json()), (first.status, first.json()));
        // Somebody else's key of the same name is another key.
        let neighbour = Api::log_in(server, "jsnm", society.attendees()[2]).await;
        neighbour.check_in_as(&other, "reused").await.expect_status(201);
    }

    async fn keys_have_a_form(engine) {
        let server = Server::shared(engine).await;
        let society = server.demo.society("jsnm");
        let api = Api::log_in(server, "jsnm", &society.members[3]).await;
        let body = json!({ "code": society.running().code_url });
        for key in ["", "a b", &"k".repeat(256)] {
            api.check_in_as(&body, key).await.expect_problem(400, "bad-idempotency-key");
        }
        let bytes = reqwest::header::HeaderValue::from_bytes(b"\xff\xfe").expect("a header value");
        let request = api.request(reqwest::Method::POST, "/check-ins").header("Idempotency-Key", bytes).json(&body);
        Answered::to(request).await.expect_problem(400, "bad-idempotency-key");
        assert_eq!(api.attendances_of(&society.running().id).await, 0);
    }

    async fn two_hundred_identical_requests_leave_one_row(engine) {
        two_hundred(engine, |_| "the-same".to_owned()).await;
    }

    async fn two_hundred_requests_with_keys_of_their_own_leave_one_row(engine) {
        two_hundred(engine, |number| format!("key-{number}")).await;
    }

    /// A hall full of people: everybody at once, each twice.
    async fn a_hall_checks_in_at_once(engine) {
        let server = Server::start(engine).await;
        let society = server.demo.society("jgets");
        let session = society.running().clone();
        let mut apps = Vec::new();
        for member in &society.members {
            apps.push(Api::log_in(&server, "jgets", member).await);
        }
        let before = attendances_in(&server, &session.id).await;
        let mut tasks = JoinSet::new();
        for api in apps.iter().chain(&apps) {
            let (api, code) = (api.clone(), session.code_url.clone());
            tasks.spawn(async move { api.check_in(&code).await });
        }
        let answers = tasks.join_all().await;
        let refused: Vec<String> = answers.iter().filter(|answer| ![200, 201, 409].contains(&answer.status)).map(Answered::text).collect();
        assert!(refused.is_empty(), "{refused:?}");
        let registered = answers.iter().filter(|answer| answer.status == 201).count();
        assert!(registered > 0);
        let after = attendances_in(&server, &session.id).await;
        assert_eq!(after - before, i64::try_from(registered).expect("a count"));
    }

    /// Whoever hangs up finds what happened by asking again; nothing is half done.
    async fn a_client_that_hangs_up_changes_nothing_about_the_outcome(engine) {
        let server = Server::start(engine).await;
        let society = server.demo.society("jsnm");
        let session = society.running();
        let granted_before = granted_in(&server, &session.id).await;
        for (number, member) in society.attendees().into_iter().take(6).enumerate() {
            let api = Api::log_in(&server, "jsnm", member).await;
            let body = json!({ "code": session.code_url });
            let key = format!("hang-up-{number}");
            let (host, request) = raw(&api, &body, &key);

            // Half a request, several times: nothing of it counts.
            for length in [1, request.len() / 2, request.len() - 1] {
                let mut connection = TcpStream::connect(&host).await.expect("a connection");
                connection.write_all(&request[..length]).await.expect("sent");
                drop(connection);
            }
            assert_eq!(api.attendances_of(&session.id).await, 0, "half a request registered somebody");

            // A whole one, the connection dropped at once, and then a little later each time.
            let mut connection = TcpStream::connect(&host).await.expect("a connection");
            connection.write_all(&request).await.expect("sent");
            tokio::time::sleep(Duration::from_micros(300 * number as u64)).await;
            drop(connection);

            let first = api.check_in_as(&body, &key).await;
            assert!([200, 201].contains(&first.status), "{}", first.text());
            let again = api.check_in_as(&body, &key).await;
            assert_eq!((first.status, first.json()), (again.status, again.json()));
            assert_eq!(api.attendances_of(&session.id).await, 1);
        }
        let members = i64::try_from(society.attendees().len().min(6)).expect("a count");
        assert_eq!(granted_in(&server, &session.id).await - granted_before, members, "credits are granted once each");
    }

    /// What was acknowledged is there after the process was killed, and a retry gets its answer.
    async fn an_acknowledged_check_in_survives_a_crash(engine) {
        let server = Server::start(engine).await;
        let society = server.demo.society("jsnm").clone();
        let session = society.running().clone();
        let member = society.attendees()[0].clone();
        let api = Api::log_in(&server, "jsnm", &member).await;
        let body = json!({ "code": session.code_url });
        let first = api.check_in_as(&body, "before-the-crash").await.expect_status(201);
        let server = server.kill_and_start_again().await;
        let api = Api::log_in(&server, "jsnm", &member).await;
        assert_eq!(api.attendances_of(&session.id).await, 1);
        let again = api.check_in_as(&body, "before-the-crash").await;
        assert_eq!((again.status, again.json()), (first.status, first.json()));
    }
}

async fn two_hundred(engine: shusseki_tests::Engine, key: fn(usize) -> String) {
    let server = Server::start(engine).await;
    let society = server.demo.society("jsnm");
    let session = society.running();
    let member = society.attendees()[0];
    let api = Api::log_in(&server, "jsnm", member).await;
    let (rows_before, granted_before) = (
        attendances_in(&server, &session.id).await,
        granted_in(&server, &session.id).await,
    );

    let body = json!({ "code": session.code_url });
    let mut tasks = JoinSet::new();
    for number in 0..PARALLEL {
        // Connections of their own, so that the requests really meet.
        let (host, request) = raw(&api, &body, &key(number));
        tasks.spawn(async move { exchange(&host, &request).await });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.len(), PARALLEL);

    let statuses: BTreeSet<u16> = answers.iter().map(|(status, _)| *status).collect();
    assert!(
        statuses.is_subset(&BTreeSet::from([200, 201])),
        "{statuses:?} {:?}",
        answers.last()
    );
    let times: BTreeSet<String> = answers
        .iter()
        .map(|(_, answer)| answer["registered_at"].to_string())
        .collect();
    assert_eq!(times.len(), 1, "the answers disagree: {times:?}");
    let registered = answers
        .iter()
        .filter(|(_, answer)| answer["outcome"] == "registered")
        .count();
    let same_key = key(0) == key(1);
    assert_eq!(registered, if same_key { PARALLEL } else { 1 });

    assert_eq!(attendances_in(&server, &session.id).await - rows_before, 1);
    assert_eq!(granted_in(&server, &session.id).await - granted_before, 1);
    assert_eq!(api.attendances_of(&session.id).await, 1);
}

/// One request on a connection of its own: the status and the JSON body.
async fn exchange(host: &str, request: &[u8]) -> (u16, Value) {
    let mut connection = TcpStream::connect(host).await.expect("a connection");
    connection.write_all(request).await.expect("sent");
    let mut answer = Vec::new();
    let mut part = [0_u8; 4096];
    loop {
        let read = connection.read(&mut part).await.expect("an answer");
        assert!(
            read > 0,
            "the connection ended early: {}",
            String::from_utf8_lossy(&answer)
        );
        answer.extend_from_slice(&part[..read]);
        if let Some(parsed) = parsed(&answer) {
            return parsed;
        }
    }
}

fn parsed(answer: &[u8]) -> Option<(u16, Value)> {
    let text = std::str::from_utf8(answer).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).ok()?))
}
