//! The whole road: a poster's PDF, its pixels, the check-in, My Page, the transcript's text.

#![allow(
    clippy::disallowed_methods,
    reason = "a test stands outside and looks at the clock on the wall"
)]

use serde_json::Value;
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, Api, Server, demo, engines, pixels};
use std::path::PathBuf;
use std::time::Duration;

/// What both readers see on the poster, which must be the code itself.
fn scanned(server: &Server, poster: &std::path::Path) -> (String, PathBuf) {
    let pages = pixels::pages(&server.poster(poster), 150, &server.data);
    let picture = pages.first().expect("the poster has a page").clone();
    let by_zbar = pixels::read_by_zbar(&picture);
    let by_rxing = pixels::read_by_rxing(&picture).expect("rxing reads the poster");
    assert_eq!(
        by_zbar,
        std::slice::from_ref(&by_rxing),
        "the readers disagree"
    );
    (by_rxing, picture)
}

fn text_of_answer(answered: &Answered, server: &Server) -> String {
    assert_eq!(
        answered.header("content-type"),
        "application/pdf",
        "{}",
        answered.text()
    );
    let file = server
        .data
        .join(format!("transcript-{}.pdf", uuid::Uuid::new_v4()));
    std::fs::write(&file, &answered.body).expect("the PDF is kept");
    pixels::text_of(&file)
}

/// Without the spaces, and the ties beside punctuation, that typesetting puts between characters.
fn squeezed(text: &str) -> String {
    text.split(|character: char| character.is_whitespace() || character == '\u{2060}')
        .collect()
}

engines! {
    async fn from_the_wall_to_the_transcript(engine) {
        let server = Server::shared_with_posters(engine).await;
        for society in &server.demo.societies {
            let session = society.running();
            let member = &society.members[4];
            let (code, _) = scanned(server, session.poster());
            assert_eq!(code, session.code_url);
            assert_eq!(code, code.to_uppercase(), "a QR code in alphanumeric mode has no lower case");

            let api = Api::log_in(server, &society.slug, member).await;
            let before = api.get("/me/standings").await.expect_status(200).json();
            let answered = api.check_in(&code).await.expect_status(201).json();
            assert_eq!(answered["outcome"], "registered");
            assert_eq!(answered["session_id"], session.id.as_str());
            assert_eq!(answered["session"]["ja"], session.name.as_str());

            let attendances = api.attendances().await;
            let newest = &attendances[0];
            assert_eq!(newest["session_id"], session.id.as_str());
            assert_eq!(newest["registered_at"], answered["registered_at"]);
            assert_eq!(newest["evidence"], "poster");

            let after = api.get("/me/standings").await.expect_status(200).json();
            assert!(ledger_lines(&after) > ledger_lines(&before) || answered["credits"].is_null(),
                "{}: credits were promised and not granted: {answered}", society.slug);

            let visitor = Visitor::logged_in(server, &society.slug, member).await;
            let pdf = visitor.get(&format!("/{}/transcript.pdf?lang=ja", society.slug)).await.expect_status(200);
            let printed = squeezed(&text_of_answer(&pdf, server));
            for expected in [&member.member_number, &session.name] {
                assert!(printed.contains(&squeezed(expected)), "{}: no {expected} in {printed}", society.slug);
            }
        }
    }

    /// The phone's camera opens the link; the browser runs no script.
    async fn the_link_shows_the_session_then_registers(engine) {
        let server = Server::shared_with_posters(engine).await;
        let society = server.demo.society("jsnm");
        let (session, member) = (society.running(), society.attendees()[0]);
        let visitor = Visitor::new(server);

        let page = visitor.get(&session.code_url).await.expect_status(200);
        assert!(page.seen().contains(&session.name), "the session is not shown before the login: {}", page.seen());
        let scanned_at = jiff::Timestamp::now();
        let form = page.form("/check-in/register");
        assert!(form.fields.iter().any(|(name, value)| name == "receipt" && !value.is_empty()));

        // A slow login: the time that counts is that of the scan.
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let answered = visitor
            .send(&form, &[("member_number", &member.member_number), ("password", &member.password)])
            .await;
        assert_eq!(answered.status, 303, "{}", answered.text());
        let result = visitor.follow(&answered).await.expect_status(200);
        let seen = result.seen();
        for expected in [session.name.as_str(), "登録日時"] {
            assert!(seen.contains(expected), "no {expected} in {seen}");
        }

        let home = visitor.get("/jsnm/").await.expect_status(200);
        assert!(home.seen().contains(&member.member_number));
        let listed = visitor.get("/jsnm/attendances").await.expect_status(200);
        assert!(listed.seen().contains(&session.name), "{}", listed.seen());
        visitor.get("/jsnm/credits").await.expect_status(200);

        let api = Api::log_in(server, "jsnm", member).await;
        let newest = &api.attendances().await[0];
        let registered: jiff::Timestamp = newest["registered_at"].as_str().expect("a time").parse().expect("RFC 3339");
        let late = registered.duration_since(scanned_at).as_millis();
        assert!(late < 500, "the time of the scan was lost: registered {late} ms after it");
    }

    /// Large letters promise nothing that a cap takes, and nothing twice.
    async fn the_result_tells_what_really_counted(engine) {
        let server = Server::shared_with_posters(engine).await;
        let society = server.demo.society("jgets");
        let full = society.attendees().into_iter().find(|member| member.member_number == "01187").expect("who is at every cap");
        let answer = Api::log_in(server, "jgets", full).await.check_in(&society.running().code_url).await.json();
        let visitor = Visitor::logged_in(server, "jgets", full).await;
        let record = format!("/jgets/registered/{}/{}", society.running().id, answer["point"]);
        let seen = visitor.get(&record).await.expect_status(200).seen();
        assert!(seen.contains("+0点") && seen.contains("2点のうち") && !seen.contains("+2点"), "{seen}");
        let seen = visitor.get(&format!("{record}?lang=en")).await.expect_status(200).seen();
        assert!(seen.contains("+0 points") && seen.contains("of 2 points"), "{seen}");

        // Entry, then exit of one session.
        let society = server.demo.society("jhrs");
        let office = Api::log_in(server, "jhrs", society.staff("admin")).await;
        let (from, to) = demo::days();
        let sheet = office.get(&format!("/posters?from={from}&to={to}")).await.expect_status(200).json();
        let codes: Vec<&str> = sheet["posters"].as_array().expect("posters").iter()
            .filter(|poster| !poster["point"].is_null())
            .filter_map(|poster| poster["code_url"].as_str())
            .collect();
        let member = society.attendees()[1];
        let api = Api::log_in(server, "jhrs", member).await;
        let visitor = Visitor::logged_in(server, "jhrs", member).await;
        let mut shown = Vec::new();
        for code in &codes[..2] {
            let answer = api.check_in(code).await.expect_status(201).json();
            let record = format!("/jhrs/registered/{}/{}", answer["session_id"].as_str().expect("an id"), answer["point"]);
            shown.push((visitor.get(&record).await.expect_status(200).seen(), answer));
        }
        let [(entry, first), (exit, _)] = shown.try_into().expect("two points");
        assert!(entry.contains('+'), "{entry}");
        let point = first["point_name"]["ja"].as_str().expect("a name");
        assert!(!exit.contains('+') && exit.contains(&format!("「{point}」の登録で付いています")), "{exit}");
    }

    async fn a_second_scan_tells_the_first_time(engine) {
        let server = Server::shared_with_posters(engine).await;
        let society = server.demo.society("jsnm");
        let (session, member) = (society.running(), society.attendees()[1]);
        let api = Api::log_in(server, "jsnm", member).await;
        let first = api.check_in(&session.code_url).await.expect_status(201).json();
        tokio::time::sleep(Duration::from_millis(20)).await;
        let second = api.check_in(&session.code_url).await.expect_status(200).json();
        assert_eq!(second["outcome"], "already-registered");
        assert_eq!(second["registered_at"], first["registered_at"]);

        // A page that was opened before the login has a button all the same.
        let visitor = Visitor::new(server);
        let page = visitor.get(&session.code_url).await.expect_status(200);
        let login = [("member_number", member.member_number.as_str()), ("password", member.password.as_str())];
        let answered = visitor.send(&page.form("/check-in/register"), &login).await;
        let result = visitor.follow(&answered).await.expect_status(200);
        let known = visitor.get(&session.code_url).await.expect_status(200);
        let first_at: jiff::Timestamp = first["registered_at"].as_str().expect("a time").parse().expect("RFC 3339");
        let shown = first_at.in_tz("Asia/Tokyo").expect("a zone").strftime("%-H:%M").to_string();
        for page in [result, known] {
            assert!(page.seen().contains(&shown), "no {shown} in {}", page.seen());
        }
        assert_eq!(api.attendances_of(&session.id).await, 1);
    }

    async fn a_typed_code_leads_to_the_same_page(engine) {
        let server = Server::shared_with_posters(engine).await;
        let society = server.demo.society("jgets");
        let (session, member) = (society.running(), society.attendees()[0]);
        let visitor = Visitor::logged_in(server, "jgets", member).await;
        let entry = visitor.get("/jgets/check-in").await.expect_status(200);
        // As people type: lower case, full width, the hyphen forgotten.
        let typed: String = session
            .typed_code
            .to_lowercase()
            .chars()
            .filter(|letter| *letter != '-')
            .map(|letter| char::from_u32(u32::from(letter) + 0xFEE0).unwrap_or(letter))
            .collect();
        let page = visitor.send(&entry.form("/check-in/typed"), &[("code", &typed)]).await;
        let page = if page.status == 303 { visitor.follow(&page).await } else { page }.expect_status(200);
        assert!(page.seen().contains(&session.name), "{}", page.seen());
        let answered = visitor.send(&page.form("/check-in/register"), &[]).await;
        let result = visitor.follow(&answered).await.expect_status(200);
        assert!(result.seen().contains(&session.name));
        let api = Api::log_in(server, "jgets", member).await;
        assert_eq!(api.attendances().await[0]["evidence"], "typed");
    }

    async fn a_photo_of_the_poster_leads_to_the_same_page(engine) {
        let server = Server::shared_with_posters(engine).await;
        let society = server.demo.society("jhrs");
        let (session, member) = (society.running(), society.attendees()[0]);
        let (_, picture) = scanned(server, session.poster());
        let photo = std::fs::read(picture).expect("the picture is there");
        let visitor = Visitor::logged_in(server, "jhrs", member).await;
        let page = send_photo(&visitor, "/jhrs/check-in/photo", photo).await;
        let page = if page.status == 303 { visitor.follow(&page).await } else { page }.expect_status(200);
        let answered = visitor.send(&page.form("/check-in/register"), &[]).await;
        let result = visitor.follow(&answered).await.expect_status(200);
        assert!(result.seen().contains(&session.name), "{}", result.seen());
    }

    async fn a_batch_that_waited_on_a_phone_is_settled_item_by_item(engine) {
        let server = Server::shared_with_posters(engine).await;
        let society = server.demo.society("jsnm");
        let (session, member) = (society.running(), society.attendees()[2]);
        let api = Api::log_in(server, "jsnm", member).await;
        let now = jiff::Timestamp::now().to_string();
        let item = |code: &str, key: &str| serde_json::json!({ "code": code, "scanned_at": now, "idempotency_key": key });
        let body = serde_json::json!({ "check_ins": [
            item(&session.code_url, "waited-1"), item("nonsense", "waited-2"), item(&session.code_url, "waited-1"),
        ] });
        let results = api.post("/check-ins/batch", &body).await.expect_status(200).json();
        let statuses: Vec<u64> = results["results"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|result| result["status"].as_u64())
            .collect();
        assert_eq!(statuses, [201, 400, 201], "{results}");
        assert_eq!(results["results"][0]["answer"], results["results"][2]["answer"]);
        assert_eq!(api.attendances_of(&session.id).await, 1);
    }
}

fn ledger_lines(standings: &Value) -> usize {
    let all = standings
        .as_array()
        .or_else(|| standings["standings"].as_array());
    all.into_iter()
        .flatten()
        .map(|standing| standing["rows"].as_array().map_or(0, Vec::len))
        .sum()
}

async fn send_photo(visitor: &Visitor, target: &str, photo: Vec<u8>) -> Answered {
    let part = reqwest::multipart::Part::bytes(photo)
        .file_name("IMG_0001.png")
        .mime_str("image/png")
        .expect("a type");
    let form = reqwest::multipart::Form::new().part("photo", part);
    Answered::to(
        visitor
            .request(reqwest::Method::POST, target)
            .multipart(form),
    )
    .await
}
