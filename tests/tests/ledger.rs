//! The ledger from outside: the office writes, members declare and read, standings of past days.

use reqwest::Method;
use serde_json::{Value, json};
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, Api, Server, engines};

/// `%PDF-1.7` in Base64.
const PDF: &str = "JVBERi0xLjc=";
const SEMINAR: &str = "医学セミナー in 札幌";

fn granted(reason: &str) -> Value {
    json!({ "day": "2026-01-10", "activity": "medical-seminar", "role": "attend",
        "event": { "ja": SEMINAR, "en": "" }, "reason": reason })
}

fn declared() -> Value {
    json!({ "day": "2026-01-11", "activity": "medical-seminar", "role": "attend",
        "event": { "ja": "他学会のセミナー", "en": "" }, "proof": PDF })
}

async fn keyed(api: &Api, path: &str, key: &str, body: &Value) -> Answered {
    let request = api
        .request(Method::POST, path)
        .header("Idempotency-Key", key);
    Answered::to(request.json(body)).await
}

/// Two members whom no other test acts as, and the office.
async fn people(server: &Server, from: usize) -> (Api, Api, Api, String) {
    let society = server.demo.society("jgets");
    let crowd = server.crowd("jgets", from, 2).await;
    let office = Api::log_in(server, "jgets", society.staff("admin")).await;
    let member = Api::log_in(server, "jgets", &crowd[0]).await;
    let other = Api::log_in(server, "jgets", &crowd[1]).await;
    (
        office,
        member,
        other,
        format!("/members/{}", crowd[0].member_number),
    )
}

async fn lines(api: &Api) -> Vec<Value> {
    let ledger = api.get("/me/ledger").await.expect_status(200).json();
    ledger["lines"].as_array().cloned().unwrap_or_default()
}

fn line<'a>(lines: &'a [Value], id: &Value) -> &'a Value {
    let found = lines.iter().find(|line| line["id"] == *id);
    found.unwrap_or_else(|| panic!("no line {id}"))
}

engines! {
    async fn the_office_grants_corrects_and_voids(engine) {
        let server = Server::shared(engine).await;
        let (office, member, other, hers) = people(server, 0).await;
        let credits = format!("{hers}/credits");
        let first = keyed(&office, &credits, "one", &granted("紙の出席簿")).await.expect_status(201).json();
        assert_eq!((&first["credits"], &first["origin"]), (&json!("5"), &json!("office")));
        assert!(first["written"]["by"]["member_number"].is_string(), "{first}");
        let again = keyed(&office, &credits, "one", &granted("紙の出席簿")).await.expect_status(200).json();
        assert_eq!(again["id"], first["id"]);
        keyed(&office, &credits, "one", &granted("別の理由")).await.expect_problem(422, "idempotency-key-reused");

        let id = first["id"].as_str().expect("an id");
        let mut right = granted("単位の誤り");
        right["credits"] = json!("2.5");
        let corrected = office.post(&format!("{credits}/{id}/correct"), &right).await.expect_status(201).json();
        assert_eq!(corrected["stands_for"], first["id"]);
        office.post(&format!("{credits}/{id}/void"), &json!({ "reason": "x" })).await.expect_problem(409, "already-voided");
        let second = corrected["id"].as_str().expect("an id");
        let voided = office.post(&format!("{credits}/{second}/void"), &json!({ "reason": "取り下げ" })).await.expect_status(200).json();
        assert_eq!((&voided["state"], &voided["voided"]["why"]), (&json!("voided"), &json!("取り下げ")));

        // The member reads when and why, and not who of the office it was.
        let mine = lines(&member).await;
        let shown = line(&mine, &corrected["id"]);
        assert_eq!(shown["voided"]["why"], "取り下げ");
        assert!(shown["voided"]["by"].is_null() && shown["written"]["by"].is_null(), "{shown}");
        assert!(lines(&other).await.iter().all(|line| line["id"] != first["id"]), "the ledger is hers alone");
        for nobody in ["00000", "x!", "０"] {
            office.get(&format!("/members/{nobody}/credits")).await.expect_problem(404, "member-not-found");
        }
    }

    async fn a_declaration_goes_through_the_queue(engine) {
        let server = Server::shared(engine).await;
        let (office, member, other, hers) = people(server, 2).await;
        let mine = keyed(&member, "/me/declarations", "d", &declared()).await.expect_status(201).json();
        assert_eq!((&mine["state"], &mine["has_proof"]), (&json!("waiting"), &json!(true)));
        keyed(&member, "/me/declarations", "d", &declared()).await.expect_status(200);
        let rival = keyed(&other, "/me/declarations", "d", &declared()).await.expect_status(201).json();
        assert_ne!(rival["id"], mine["id"], "a key is its member's own");

        let queue = office.get("/declarations?limit=200").await.expect_status(200).json();
        let waiting = queue["declarations"].as_array().expect("a queue");
        assert!(waiting.iter().any(|one| one["line"]["id"] == mine["id"]));
        let at = format!("{hers}/credits/{}", mine["id"].as_str().expect("an id"));
        let proof = office.get(&format!("{at}/proof")).await.expect_status(200);
        assert_eq!((proof.header("content-type"), proof.text().as_str()), ("application/pdf", "%PDF-1.7"));
        assert!(proof.header("content-disposition").starts_with("attachment"));
        member.get(&format!("{at}/proof")).await.expect_problem(403, "forbidden");
        member.post(&format!("{at}/accept"), &json!({})).await.expect_problem(403, "forbidden");

        office.post(&format!("{at}/reject"), &json!({ "reason": "" })).await.expect_problem(400, "reason-missing");
        let accepted = office.post(&format!("{at}/accept"), &json!({})).await.expect_status(200).json();
        assert_eq!(accepted["state"], "accepted");
        office.post(&format!("{at}/reject"), &json!({ "reason": "x" })).await.expect_problem(409, "already-reviewed");
        let mine_now = lines(&member).await;
        assert_eq!(line(&mine_now, &mine["id"])["state"], "accepted");
    }

    async fn what_is_declared_wrongly_is_told_and_not_kept(engine) {
        let server = Server::shared(engine).await;
        let (_, member, ..) = people(server, 4).await;
        let before = lines(&member).await.len();
        for (field, value, status, code) in [
            ("proof", json!(""), 400, "proof-missing"),
            ("proof", json!("???"), 400, "proof-unreadable"),
            ("proof", json!("PHN2Zz4="), 400, "proof-other-kind"),
            ("day", json!("2999-01-01"), 400, "day-out-of-range"),
            ("day", json!("gestern"), 422, "invalid-body"),
            ("activity", json!("golf"), 400, "unknown-activity"),
            ("role", json!("present"), 400, "no-credits"),
            ("event", json!({ "ja": " ", "en": "" }), 400, "event-missing"),
            ("minutes", json!(999_999), 400, "bad-minutes"),
            ("minutes", json!(999_999.0), 400, "bad-minutes"),
            ("minutes", json!(1.5), 422, "invalid-body"),
            ("minutes", json!(-1), 422, "invalid-body"),
        ] {
            let mut body = declared();
            body[field] = value;
            member.post("/me/declarations", &body).await.expect_problem(status, code);
        }
        let mut large = declared();
        large["proof"] = json!(format!("JVBERi0xLjc{}", "A".repeat(7_100_000)));
        let refused = Answered::try_to(member.request(Method::POST, "/me/declarations").json(&large)).await;
        assert!(refused.is_err() || refused.is_ok_and(|answered| answered.status == 413));
        assert_eq!(lines(&member).await.len(), before);
    }

    async fn a_standing_is_asked_as_of_a_day_and_as_known_then(engine) {
        let server = Server::shared(engine).await;
        let (office, member, _, hers) = people(server, 6).await;
        let raw = |query: &'static str| {
            let member = member.clone();
            async move {
                let found = member.get(&format!("/me/standings?{query}")).await.expect_status(200).json();
                let raw = found["standings"][0]["total"]["raw"].as_str().expect("a sum").parse::<f64>();
                raw.expect("a number")
            }
        };
        let (then, now) = (raw("as_of=2026-02-01&known=then").await, raw("as_of=2026-02-01&known=now").await);
        office.post(&format!("{hers}/credits"), &granted("後から届いた")).await.expect_status(201);
        assert_eq!(raw("as_of=2026-02-01&known=then").await, then, "nobody knew of it then");
        assert_eq!(raw("as_of=2026-02-01&known=now").await, now + 5.0);
        assert_eq!(raw("as_of=2026-02-01").await, now + 5.0);
        member.get("/me/standings?as_of=2999-01-01").await.expect_problem(400, "bad-as-of");
        for wrong in ["as_of=x", "known=never", "as_of="] {
            member.get(&format!("/me/standings?{wrong}")).await.expect_problem(400, "invalid-query");
        }
    }

    async fn choices_are_put_and_taken_back(engine) {
        let server = Server::shared(engine).await;
        let (office, member, other, hers) = people(server, 14).await;
        let line = office.post(&format!("{hers}/credits"), &granted("x")).await.expect_status(201).json();
        let choice = |category: Value| json!({ "certification": "endoscopy-technician",
            "choices": [{ "line": line["id"], "category": category }] });
        let put = |api: Api, body: Value| async move {
            Answered::to(api.request(Method::PUT, "/me/choices").json(&body)).await
        };
        let holds = put(member.clone(), choice(json!("seminars"))).await.expect_status(200).json();
        assert_eq!(holds["choices"][0]["category"], "seminars");
        put(member.clone(), choice(json!("nowhere"))).await.expect_problem(400, "unknown-category");
        put(other, choice(json!("seminars"))).await.expect_problem(404, "line-not-found");
        let holds = put(member, choice(Value::Null)).await.expect_status(200).json();
        assert_eq!(holds["choices"], json!([]));
    }

    async fn facts_are_recorded_and_kept(engine) {
        let server = Server::shared(engine).await;
        let (office, member, _, hers) = people(server, 10).await;
        let facts = format!("{hers}/facts");
        for born in ["1970-01-01", "1971-02-03"] {
            let body = json!({ "facts": { "born": born }, "reason": "届出" });
            office.post(&facts, &body).await.expect_status(204);
        }
        let found = office.get(&facts).await.expect_status(200).json();
        assert_eq!(found["recorded"][0]["facts"]["born"], "1971-02-03");
        assert_eq!(found["recorded"][1]["facts"]["born"], "1970-01-01");
        office.post(&facts, &json!({ "facts": { "age": 50 }, "reason": "x" })).await.expect_problem(400, "bad-facts");
        for none in [json!([]), json!("x"), json!(null)] {
            office.post(&facts, &json!({ "facts": none, "reason": "x" })).await.expect_problem(422, "invalid-body");
        }
        member.get(&facts).await.expect_problem(403, "forbidden");
    }

    async fn a_page_declares_and_a_page_reviews(engine) {
        let server = Server::shared(engine).await;
        let (_, api, _, hers) = people(server, 16).await;
        let crowd = server.crowd("jgets", 16, 1).await;
        let member = Visitor::logged_in(server, "jgets", &crowd[0]).await;
        let page = member.get("/jgets/declarations").await.expect_status(200);
        let key = page.form("/declarations").fields.into_iter().find(|(name, _)| name == "key").expect("a key").1;
        let send = |event: &'static str, file: &'static [u8]| {
            let proof = reqwest::multipart::Part::bytes(file).file_name("../../<b>.pdf");
            let form = reqwest::multipart::Form::new().text("key", key.clone()).text("day", "2026-01-12")
                .text("activity", "medical-seminar").text("role", "attend").text("event", event).part("proof", proof);
            Answered::to(member.request(Method::POST, "/jgets/declarations").multipart(form))
        };
        for (event, file, told) in [
            ("", &b"%PDF-1.7"[..], "大会名を入力してください"),
            ("札幌のセミナー", &b"<svg onload=alert(1)>"[..], "この形式のファイルは受け付けられません"),
            ("札幌のセミナー", &b""[..], "ファイルが選ばれていません"),
        ] {
            let answered = send(event, file).await.expect_status(400);
            assert!(answered.seen().contains(told), "{told}: {}", answered.seen());
            assert!(answered.text().contains(&format!("value=\"{event}\"")), "what was typed is kept");
        }
        for _ in 0..2 {
            // Sent twice, it is declared once.
            let answered = send("札幌のセミナー", b"%PDF-1.7").await.expect_status(303);
            let page = member.follow(&answered).await.expect_status(200);
            assert!(page.seen().contains("申告を受け付けました") && page.seen().contains("確認待ち"));
        }
        let mine = lines(&api).await;
        let mine: Vec<&Value> = mine.iter().filter(|line| line["event"]["ja"] == "札幌のセミナー").collect();
        assert_eq!(mine.len(), 1);

        let at = format!("/jgets/office/declarations{}/{}", hers.replace("/members", ""), mine[0]["id"].as_str().expect("an id"));
        member.get("/jgets/office/declarations").await.expect_status(403);
        member.get(&format!("{at}/proof")).await.expect_status(403);
        member.post(&at, &[("verdict", "accept")]).await.expect_status(403);
        let stranger = Visitor::new(server);
        assert_eq!(stranger.get("/jgets/office/declarations").await.status, 303);
        let office = Visitor::logged_in(server, "jgets", server.demo.society("jgets").staff("admin")).await;
        let queue = office.get("/jgets/office/declarations").await.expect_status(200);
        assert!(queue.text().contains(&at), "the queue has it");
        assert_eq!(office.get(&format!("{at}/proof")).await.expect_status(200).text(), "%PDF-1.7");
        // Without a reason the queue comes back and says so where it is missing.
        let again = office.post(&at, &[("verdict", "reject"), ("reason", " ")]).await.expect_status(400);
        assert!(again.text().contains(&at) && again.text().contains("aria-invalid"), "{}", again.seen());
        office.post(&at, &[("verdict", "reject"), ("reason", "氏名が読めません")]).await.expect_status(303);
        let page = member.get("/jgets/declarations").await.expect_status(200).seen();
        assert!(page.contains("認められませんでした") && page.contains("氏名が読めません"), "{page}");
    }
}
