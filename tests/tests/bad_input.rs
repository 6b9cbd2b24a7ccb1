//! Bad input at every route: always a 4xx in the form of its side of the house, nothing stored,
//! nothing repeated unescaped.

use reqwest::Method;
use serde_json::{Value, json};
use shusseki_tests::database::{assert_unchanged, stored};
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, Api, Server, engines};

const SCRIPT: &str = "<img src=x onerror=alert(1)>";

/// Strings that break what was not made for them.
fn hostile() -> Vec<String> {
    let mut strings: Vec<String> = [
        SCRIPT,
        "\"><svg onload=alert(1)>",
        "' OR '1'='1",
        "\u{0}",
        "a\u{0}b",
        "\u{202e}gnp.exe",
        "\u{2066}\u{feff}",
        "\r\nSet-Cookie: a=b",
        "{{7*7}}${7*7}#{7*7}",
        "../../../../etc/passwd",
        "%00%ff",
        "\u{1F4A9}\u{0301}\u{0301}",
        "𠮷\u{E0100}",
        "NaN",
        "-1",
        "1e999",
        "18446744073709551616",
        "",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect();
    strings.push("あ".repeat(20_000));
    strings
}

/// Bodies that are not what any operation asks for.
fn nonsense() -> Vec<(&'static str, Vec<u8>)> {
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    vec![
        ("application/json", b"".to_vec()),
        ("application/json", b"{".to_vec()),
        ("application/json", b"null".to_vec()),
        ("application/json", b"[]".to_vec()),
        ("application/json", b"42".to_vec()),
        ("application/json", b"\"text\"".to_vec()),
        ("application/json", b"{\"code\": 1, \"code\": 2}".to_vec()),
        ("application/json", b"\xff\xfe\x00{\x00}".to_vec()),
        ("application/json", deep.into_bytes()),
        ("application/json; charset=utf-7", b"+AHs-+AH0-".to_vec()),
        (
            "text/xml",
            b"<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>".to_vec(),
        ),
        ("application/octet-stream", vec![0; 1000]),
        ("multipart/form-data", b"no boundary".to_vec()),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"../../a\r\n"
                .to_vec(),
        ),
        (
            "application/x-www-form-urlencoded",
            b"code=%ff%fe&code=&&&=&receipt".to_vec(),
        ),
    ]
}

fn assert_harmless(answered: &Answered, sent: &str) {
    let what = format!(
        "{} answered {} to {sent:.80}",
        answered.asked, answered.status
    );
    assert!(
        (400..500).contains(&answered.status),
        "{what}: {:.400}",
        answered.text()
    );
    let text = answered.text();
    let kind = answered.header("content-type");
    if answered.asked.contains("/api") {
        assert_eq!(kind, "application/problem+json", "{what}");
        assert!(answered.json()["code"].is_string(), "{what}");
    } else {
        assert!(kind.starts_with("text/html"), "{what}: {kind}");
        assert!(
            !text.contains(SCRIPT) && !text.contains("<svg onload"),
            "{what}: repeated unescaped"
        );
    }
    assert!(text.len() < 100_000, "{what}: repeated at length");
    for inside in [
        "panicked",
        "sqlx",
        "src/",
        "rustc",
        "SELECT ",
        "stack backtrace",
    ] {
        assert!(
            !text.contains(inside),
            "{what}: {inside} is shown to a stranger: {text:.400}"
        );
    }
}

/// A line that no ledger has.
const NO_LINE: &str = "00000000-0000-4000-8000-000000000001";

/// The operations that take a body, ready to be asked.
fn posts(server: &Server) -> Vec<String> {
    let society = server.demo.society("jsnm");
    let serial = society.running().serial();
    let ledger = format!("/members/{}", society.attendees()[0].member_number);
    vec![
        "/login".to_owned(),
        "/token".to_owned(),
        "/logout".to_owned(),
        "/check-ins".to_owned(),
        "/check-ins/batch".to_owned(),
        format!("/posters/{serial}x/revoke"),
        "/me/declarations".to_owned(),
        format!("{ledger}/credits"),
        format!("{ledger}/credits/{NO_LINE}/void"),
        format!("{ledger}/credits/{NO_LINE}/correct"),
        format!("{ledger}/credits/{NO_LINE}/accept"),
        format!("{ledger}/credits/{NO_LINE}/reject"),
        format!("{ledger}/facts"),
    ]
}

const FORMS: [&str; 7] = [
    "/jsnm/login",
    "/jsnm/check-in/typed",
    "/jsnm/check-in/photo",
    "/jsnm/check-in/register",
    "/jsnm/check-in/none",
    "/jsnm/declarations",
    "/jsnm/office/declarations/00001/00000000-0000-4000-8000-000000000001",
];

engines! {
    async fn nonsense_bodies(engine) {
        let server = Server::shared(engine).await;
        let society = server.demo.society("jsnm");
        let office = Api::log_in(server, "jsnm", society.staff("admin")).await;
        let visitor = Visitor::logged_in(server, "jsnm", society.attendees()[0]).await;
        let before = stored(server).await;
        for (kind, body) in nonsense() {
            let sent = format!("{kind} {}", String::from_utf8_lossy(&body));
            for path in posts(server) {
                let request = office.request(Method::POST, &path).header("content-type", kind).body(body.clone());
                assert_harmless(&Answered::to(request).await, &sent);
            }
            for path in FORMS {
                let request = visitor.request(Method::POST, path).header("content-type", kind).body(body.clone());
                assert_harmless(&Answered::to(request).await, &sent);
            }
        }
        assert_unchanged(&before, &stored(server).await, "a nonsense body");
    }

    /// Each field of each body, in turn, as everything it is not.
    async fn wrong_types(engine) {
        let server = Server::shared(engine).await;
        let society = server.demo.society("jsnm");
        let api = Api::log_in(server, "jsnm", society.attendees()[0]).await;
        let code = society.running().code_url.as_str();
        let bodies = [
            ("/login", json!({ "member_number": "1", "password": "x" })),
            ("/check-ins", json!({ "code": code, "scanned_at": "2026-01-01T00:00:00Z", "with_standings": true })),
            ("/check-ins/batch", json!({ "check_ins": [{ "code": code, "scanned_at": "2026-01-01T00:00:00Z", "idempotency_key": "k" }] })),
        ];
        let wrong = [json!(null), json!(true), json!(-1), json!(1.5e300), json!([]), json!({}), json!([[[]]]), json!("\u{0}"), json!("x".repeat(3000))];
        let before = stored(server).await;
        for (path, body) in &bodies {
            for place in places(body) {
                for value in &wrong {
                    let mut changed = body.clone();
                    *changed.pointer_mut(&place).expect("a place") = value.clone();
                    if changed == *body || (value.is_null() && place == "/scanned_at") || (value == &json!(true) && place == "/with_standings") {
                        continue; // That is right, not wrong.
                    }
                    let answered = api.post(path, &changed).await;
                    // A batch is answered as a whole, item by item.
                    if answered.status == 200 && *path == "/check-ins/batch" {
                        let status = answered.json()["results"][0]["status"].as_u64().unwrap_or_default();
                        assert!((400..500).contains(&status), "{place} = {value}: {}", answered.text());
                    } else {
                        assert_harmless(&answered, &format!("{place} = {value}"));
                    }
                }
            }
            let mut more = body.clone();
            more["society"] = json!("jhrs");
            assert_harmless(&api.post(path, &more).await, "a field that does not exist");
        }
        assert_unchanged(&before, &stored(server).await, "a wrong type");
    }

    /// The field is named in the language asked for; the parser's own words are not shown.
    async fn the_wrong_field_is_named(engine) {
        let server = Server::shared(engine).await;
        let api = Api::log_in(server, "jsnm", server.demo.society("jsnm").staff("admin")).await;
        let item = json!({ "check_ins": [{ "code": "x", "scanned_at": "2026-01-01T00:00:00Z" }] });
        for (path, body, field) in [
            ("/login", json!({}), "member_number"),
            ("/login", json!({ "member_number": 7, "password": "x" }), "member_number"),
            ("/check-ins/batch", item, "check_ins[0].idempotency_key"),
        ] {
            for (language, title) in [("ja", "JSON の内容が仕様と異なります。"), ("en", "The JSON body is not as described.")] {
                let problem = api.post(&format!("{path}?lang={language}"), &body).await.expect_problem(422, "invalid-body").json();
                assert_eq!(problem["title"], title);
                let detail = problem["detail"].as_str().unwrap_or_default();
                assert!(detail.contains(field) && !detail.contains("line 1"), "{detail}");
            }
        }
        let problem = api.get("/sessions?lang=en").await.expect_problem(400, "invalid-query").json();
        assert!(problem["detail"].as_str().unwrap_or_default().contains("from"), "{problem}");
    }

    async fn hostile_strings(engine) {
        let server = Server::shared(engine).await;
        let society = server.demo.society("jsnm");
        let api = Api::log_in(server, "jsnm", society.staff("admin")).await;
        let visitor = Visitor::logged_in(server, "jsnm", society.attendees()[0]).await;
        let stranger = Visitor::new(server);
        let receipt = visitor.get(&society.running().code_url).await.expect_status(200).form("/check-in/register");
        let before = stored(server).await;
        for text in hostile() {
            let encoded = percent(&text);
            for (path, body) in [
                ("/login", json!({ "member_number": text, "password": text })),
                ("/check-ins", json!({ "code": text })),
                ("/check-ins/batch", json!({ "check_ins": [] , &text: 1 })),
            ] {
                assert_harmless(&api.post(path, &body).await, &text);
            }
            if !text.is_empty() && text.len() < 4000 {
                for path in [format!("/sessions/{encoded}"), format!("/posters?from={encoded}&to={encoded}"), format!("/me/attendances?cursor={encoded}"),
                    format!("/me/attendances?limit={encoded}"), format!("/me/attendances?{encoded}=1")] {
                    if path.ends_with("limit=-1") || !path.ends_with('=') {
                        assert_harmless(&api.get(&path).await, &text);
                    }
                }
                for path in [format!("/{encoded}/"), format!("/{encoded}/login"), format!("/C/{encoded}"), format!("/assets/{encoded}"),
                    format!("/jsnm/registered/{encoded}/1"), format!("/jsnm/registered/{}/{encoded}", society.running().id), format!("/jsnm/{encoded}"),
                    format!("/api/v1/{encoded}/me")] {
                    let answered = visitor.get(&path).await;
                    // `..` is resolved by the client and leads to a page that exists.
                    if !text.contains("..") {
                        assert_harmless(&answered, &text);
                    }
                }
                for path in [format!("/jsnm/credits?certification={encoded}"), format!("/jsnm/attendances?cursor={encoded}"), format!("/jsnm/login?next={encoded}"),
                    format!("/?lang={encoded}"), format!("/jsnm/transcript.pdf?lang={encoded}")] {
                    let answered = visitor.get(&path).await;
                    assert!(answered.status < 500 && !answered.text().contains(SCRIPT), "{path}: {} {:.300}", answered.status, answered.text());
                }
            }
            for (action, fields) in [
                ("/jsnm/login", vec![("member_number", text.as_str()), ("password", text.as_str())]),
                ("/jsnm/check-in/typed", vec![("code", text.as_str())]),
                ("/jsnm/check-in/register", vec![("code", text.as_str()), ("receipt", text.as_str())]),
            ] {
                assert_harmless(&stranger.post(action, &fields).await, &text);
            }
            let answered = stranger.send(&receipt, &[("member_number", text.as_str()), ("password", text.as_str())]).await;
            assert_harmless(&answered, &text);
        }
        assert_unchanged(&before, &stored(server).await, "a hostile string");
    }

    async fn huge_bodies(engine) {
        let server = Server::shared(engine).await;
        let society = server.demo.society("jsnm");
        let api = Api::log_in(server, "jsnm", society.attendees()[0]).await;
        let visitor = Visitor::logged_in(server, "jsnm", society.attendees()[0]).await;
        let before = stored(server).await;
        let name = "名".repeat(350_000);
        for (path, body) in [("/login", json!({ "member_number": name, "password": name })), ("/check-ins", json!({ "code": name }))] {
            refused_or_cut(api.request(Method::POST, path).json(&body), 413).await;
        }
        for (path, field) in [("/jsnm/login", "member_number"), ("/jsnm/check-in/typed", "code"), ("/jsnm/check-in/register", "code")] {
            refused_or_cut(visitor.request(Method::POST, path).form(&[(field, name.as_str())]), 413).await;
        }
        let upload = reqwest::multipart::Form::new().part("photo", reqwest::multipart::Part::bytes(vec![0xFF; 30 * 1024 * 1024]).file_name("a.jpg"));
        refused_or_cut(visitor.request(Method::POST, "/jsnm/check-in/photo").multipart(upload), 413).await;
        let header = api.request(Method::GET, "/me").header("x-long", "h".repeat(1_000_000));
        refused_or_cut(header, 431).await;
        assert_unchanged(&before, &stored(server).await, "a huge body");
        api.get("/me").await.expect_status(200);
    }

    /// What is sent as a photo and is none, or one that unpacks to more than memory holds.
    async fn a_refusal_keeps_the_frame_of_the_society_and_the_menu_of_who_is_logged_in(engine) {
        let server = Server::shared(engine).await;
        let member = server.demo.society("jsnm").attendees()[0].clone();
        let here = Visitor::logged_in(server, "jsnm", &member).await;
        let menu = "<details class=\"menu\">";
        let forbidden = here.get("/jsnm/office/audit").await.expect_status(403).text();
        assert!(forbidden.contains("日本核医学会") && forbidden.contains(menu) && forbidden.contains(&member.member_number), "{forbidden}");
        // What no page answers is the society's all the same, and another society knows nobody.
        for path in ["/jsnm/nothing", "/jgets/office/audit/nothing"] {
            let page = here.get(path).await.expect_status(404).text();
            assert!(page.contains("mailto:") || page.contains("お問い合わせ"), "{page}");
            assert!(!page.contains(menu) && !page.contains(&member.member_number), "{page}");
        }
        let nowhere = here.get("/nowhere/at/all").await.expect_status(404).text();
        assert!(nowhere.contains("Shusseki") || nowhere.contains("出席"), "{nowhere}");
        assert!(!nowhere.contains("お問い合わせ"), "{nowhere}");
    }

    async fn photos_that_are_none(engine) {
        let server = Server::shared(engine).await;
        let visitor = Visitor::logged_in(server, "jsnm", server.demo.society("jsnm").attendees()[0]).await;
        let before = stored(server).await;
        for (name, photo) in bad_photos() {
            let part = reqwest::multipart::Part::bytes(photo).file_name(name).mime_str("image/png").expect("a type");
            let form = reqwest::multipart::Form::new().part("photo", part);
            let answered = Answered::to(visitor.request(Method::POST, "/jsnm/check-in/photo").multipart(form)).await;
            assert_harmless(&answered, name);
            let page = answered.seen();
            assert!(page.contains("写真") || page.contains("画像"), "{name}: the page does not say what is wrong: {page}");
        }
        assert_unchanged(&before, &stored(server).await, "a bad photo");
        visitor.get("/jsnm/").await.expect_status(200);
    }

    async fn batches_have_a_size(engine) {
        let server = Server::shared(engine).await;
        let society = server.demo.society("jsnm");
        let api = Api::log_in(server, "jsnm", society.attendees()[0]).await;
        let before = stored(server).await;
        for size in [0_usize, 101, 400] {
            let items: Vec<Value> = (0..size).map(|key| json!({ "code": "x", "scanned_at": "2026-01-01T00:00:00Z", "idempotency_key": key.to_string() })).collect();
            api.post("/check-ins/batch", &json!({ "check_ins": items })).await.expect_problem(400, "bad-batch");
        }
        for limit in ["0", "-1", "201", "99999999999999999999", "x", ""] {
            assert_harmless(&api.get(&format!("/me/attendances?limit={limit}")).await, limit);
        }
        for days in ["from=2026-01-02&to=2026-01-01", "from=2026-01-01&to=2027-01-01", "from=x&to=y", "from=2026-01-01", "", "from=-9999-01-01&to=9999-12-31"] {
            let staff = Api::log_in(server, "jsnm", society.staff("admin")).await;
            assert_harmless(&staff.get(&format!("/posters?{days}")).await, days);
        }
        assert_unchanged(&before, &stored(server).await, "a wrong size");
    }
}

/// Where in a body a value stands, as JSON pointers.
fn places(body: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let parts: Vec<(String, &Value)> = match body {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (format!("/{name}"), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(place, value)| (format!("/{place}"), value))
            .collect(),
        _ => Vec::new(),
    };
    for (path, value) in parts {
        found.extend(
            places(value)
                .into_iter()
                .map(|inner| format!("{path}{inner}")),
        );
        found.push(path);
    }
    found
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A server may answer a body that is too large, or cut the connection before reading it all.
async fn refused_or_cut(request: reqwest::RequestBuilder, status: u16) {
    match Answered::try_to(request).await {
        Ok(answered) if answered.status == 431 => assert_eq!(status, 431),
        Ok(answered) => {
            assert_eq!(
                answered.status,
                status,
                "{}: {:.300}",
                answered.asked,
                answered.text()
            );
            assert_harmless(&answered, "a huge body");
        }
        Err(error) => assert!(
            error.is_request() || error.is_body() || error.is_decode(),
            "{error:?}"
        ),
    }
}

fn bad_photos() -> Vec<(&'static str, Vec<u8>)> {
    let mut blank = std::io::Cursor::new(Vec::new());
    image::GrayImage::from_pixel(300, 300, image::Luma([255]))
        .write_to(&mut blank, image::ImageFormat::Png)
        .expect("a picture");
    let blank = blank.into_inner();
    let mut cut = blank.clone();
    cut.truncate(cut.len() / 2);
    vec![
        ("empty.png", Vec::new()),
        ("text.png", b"this is not a picture".to_vec()),
        (
            "picture.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(),
        ),
        ("page.html", b"<html><script>alert(1)</script>".to_vec()),
        ("blank.png", blank),
        ("cut.png", cut),
        ("bomb.png", bomb()),
    ]
}

/// A PNG that says it is 60,000 by 60,000 pixels.
fn bomb() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
    let mut head = Vec::new();
    head.extend_from_slice(&60_000_u32.to_be_bytes());
    head.extend_from_slice(&60_000_u32.to_be_bytes());
    head.extend_from_slice(&[8, 0, 0, 0, 0]);
    png.extend_from_slice(&head);
    png.extend_from_slice(&checksum(&[b"IHDR".as_slice(), &head].concat()).to_be_bytes());
    png
}

/// CRC-32 as PNG has it.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                0xEDB8_8320 ^ (sum >> 1)
            } else {
                sum >> 1
            }
        })
    };
    !bytes.iter().fold(u32::MAX, step)
}
