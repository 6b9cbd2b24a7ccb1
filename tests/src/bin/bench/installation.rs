//! The demo with a great many members and a day of short sessions, so that each request can be a
//! check-in that nobody made before.

use crate::load::{Pairs, Target};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use ring::{hkdf, hmac};
use serde_json::json;
use shusseki_tests::database::Database;
use shusseki_tests::{Api, Engine, Server};
use std::fmt::Write as _;
use std::sync::Arc;

const SOCIETY: &str = "jsnm";
const MEMBERS: usize = 40_000;
/// They don't overlap: each lasts a minute, and one may check in for a day after it.
const SESSIONS: usize = 16;
const FIRST_SESSION: usize = 900_000;
const ROWS_A_STATEMENT: usize = 200;
const MINUTE: i64 = 60_000_000;

/// A server ready to be put under load.
pub(crate) struct Installation {
    /// The demo that it is.
    pub(crate) server: Server,
    /// What requests are made of.
    pub(crate) day: Arc<Day>,
}

/// Members and sessions: request `n` is member `n % MEMBERS` at session `n / MEMBERS`.
pub(crate) struct Day {
    members: Vec<String>,
    tokens: Vec<String>,
    sessions: Vec<String>,
    codes: Vec<String>,
}

impl Installation {
    /// Starts the demo and fills it.
    pub(crate) async fn prepare(engine: Engine) -> Self {
        let server = Server::start(engine).await;
        let members: Vec<String> = (0..MEMBERS).map(|_| uuid::Uuid::new_v4().to_string()).collect();
        let sessions: Vec<String> = (0..SESSIONS).map(|_| uuid::Uuid::new_v4().to_string()).collect();
        let mut database = Database::of(&server).await;
        fill(&mut database, &members, &sessions).await;
        let tokens = tokens(&server, &members);
        let codes = codes(&server).await;
        let day = Arc::new(Day { members, tokens, sessions, codes });
        Self { server, day }
    }

    /// All pairs of member and session.
    pub(crate) fn pairs(&self) -> Pairs {
        crate::pairs(MEMBERS * SESSIONS)
    }

    /// Check-ins, each a new one.
    pub(crate) fn check_ins(&self) -> Target {
        self.target(201, |code| code.to_owned())
    }

    /// The same with an altered code, which are refused before the database is asked.
    pub(crate) fn refused(&self) -> Target {
        self.target(409, |code| {
            let last = if code.ends_with('A') { "Q" } else { "A" };
            format!("{}{last}", &code[..code.len() - 1])
        })
    }

    fn target(&self, expected: u16, code: fn(&str) -> String) -> Target {
        let day = Arc::clone(&self.day);
        let host = self.server.address.trim_start_matches("http://").to_owned();
        let codes: Vec<String> = day.codes.iter().map(|text| code(text)).collect();
        crate::target(&self.server.address, expected, move |number| {
            let body = format!(r#"{{"code":"{}"}}"#, codes[number / MEMBERS]);
            request(&host, &format!("/api/v1/{SOCIETY}/check-ins"), &day.tokens[number % MEMBERS], number, &body)
        })
    }

    /// Resident memory of the server, in MB.
    pub(crate) fn resident(&self) -> u64 {
        self.memory("VmRSS:")
    }

    /// The most that it ever was.
    pub(crate) fn peak_resident(&self) -> u64 {
        self.memory("VmHWM:")
    }

    fn memory(&self, what: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.server.pid())).expect("Linux tells");
        let line = status.lines().find_map(|line| line.strip_prefix(what)).expect("the line is there");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1024
    }

    /// Fails if an attendance that was acknowledged is missing, or stands there twice.
    pub(crate) async fn assert_stored(&self, _pairs: &Pairs) {
        let mut database = Database::of(&self.server).await;
        let list = quoted(&self.day.sessions);
        let attendances = database.number(&format!("SELECT COUNT(*) FROM attendances WHERE session_id IN ({list})")).await;
        let answers = database.number("SELECT COUNT(*) FROM check_in_requests WHERE idempotency_key LIKE 'bench-%'").await;
        let credits = database.number(&format!("SELECT COUNT(*) FROM credit_entries WHERE session_id IN ({list})")).await;
        assert_eq!((attendances, attendances), (answers, credits), "attendances, answers and credits differ");
    }
}

impl Day {
    /// Who the request with that number is about, and which session.
    pub(crate) fn pair(&self, number: usize) -> (&str, &str) {
        (&self.members[number % MEMBERS], &self.sessions[number / MEMBERS])
    }
}

/// The bytes of a POST.
pub(crate) fn request(host: &str, path: &str, token: &str, number: usize, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: bench-{number}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn quoted(words: &[String]) -> String {
    words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ")
}

async fn fill(database: &mut Database, members: &[String], sessions: &[String]) {
    database.run("BEGIN").await;
    for (part, rows) in members.chunks(ROWS_A_STATEMENT).enumerate() {
        let mut sql = "INSERT INTO members (society_id, member_id, member_number, family_name, given_name, family_kana, given_kana, \
            roman_name, institution, class, district, joined_on, status) VALUES "
            .to_owned();
        for (place, member) in rows.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            let number = 1_000_000 + part * ROWS_A_STATEMENT + place;
            write!(sql, "{comma}('{SOCIETY}', '{member}', '{number}', '負荷', '試験', 'フカ', 'シケン', 'Load Test', '', 'regular', NULL, '2020-04-01', 'active')")
                .expect("a String grows");
        }
        database.run(&sql).await;
    }
    let event = database.texts(&format!("SELECT event_id FROM sessions WHERE society_id = '{SOCIETY}' AND activity = 'educational-lecture' ORDER BY starts_at DESC LIMIT 1")).await.remove(0);
    let now = i64::try_from(std::time::UNIX_EPOCH.elapsed().expect("after 1970").as_micros()).expect("before 294247");
    let this_minute = now - now % MINUTE;
    for (place, session) in sessions.iter().enumerate() {
        let number = FIRST_SESSION + place;
        let starts = this_minute - (i64::try_from(place).expect("few") + 2) * 2 * MINUTE;
        let (ends, until) = (starts + MINUTE, starts + 24 * 60 * MINUTE);
        database.run(&format!(
            "INSERT INTO sessions (society_id, session_id, event_id, session_number, title_ja, title_en, room_ja, room_en, activity, starts_at, ends_at, \
             grace_before_minutes, grace_after_minutes, eligible_classes, cancelled) VALUES ('{SOCIETY}', '{session}', '{event}', {number}, '教育講演 {place}', \
             'Educational lecture {place}', '第1会場', 'Room 1', 'educational-lecture', {starts}, {ends}, 0, 1400, NULL, FALSE)"
        )).await;
        database.run(&format!("INSERT INTO points (society_id, session_id, point, name_ja, name_en) VALUES ('{SOCIETY}', '{session}', 1, '受付', 'Entry')")).await;
        database.run(&format!(
            "INSERT INTO posters (society_id, serial, session_id, point, valid_from, valid_until, issued_at, revoked_at) \
             VALUES ('{SOCIETY}', {number}, '{session}', 1, {starts}, {until}, {now}, NULL)"
        )).await;
    }
    database.run("COMMIT").await;
}

/// What the server itself prints on the posters of those sessions.
async fn codes(server: &Server) -> Vec<String> {
    let office = Api::log_in(server, SOCIETY, server.demo.society(SOCIETY).staff("admin")).await;
    let mut codes = Vec::new();
    let today = Database::of(server).await.texts("SELECT last_day FROM events ORDER BY last_day DESC LIMIT 1").await.remove(0);
    let first = Database::of(server).await.texts(&format!("SELECT first_day FROM events WHERE last_day = '{today}' LIMIT 1")).await.remove(0);
    let sheet = office.get(&format!("/posters?from={first}&to={today}")).await.expect_status(200).json();
    let posters = sheet["posters"].as_array().cloned().unwrap_or_default();
    for place in 0..SESSIONS {
        let serial = (FIRST_SESSION + place).to_string();
        let poster = posters.iter().find(|poster| poster["serial"] == serial.as_str()).expect("the poster is listed");
        codes.push(poster["code_url"].as_str().expect("a code").to_owned());
    }
    codes
}

/// Access tokens as the server makes them, from the installation's own secret: so many logins,
/// each with its Argon2, would take minutes and measure something else.
fn tokens(server: &Server, members: &[String]) -> Vec<String> {
    let secret = std::fs::read_to_string(server.data.join("secret.key")).expect("the demo has a secret");
    let secret = BASE64.decode(secret.trim().as_bytes()).expect("base64");
    let word = b"access-token";
    let info = [&(word.len() as u64).to_be_bytes()[..], word].concat();
    let mut key = [0; 32];
    hkdf::Salt::new(hkdf::HKDF_SHA256, b"shusseki")
        .extract(&secret)
        .expand(&[&info], hkdf::HKDF_SHA256)
        .and_then(|material| material.fill(&mut key))
        .expect("32 bytes");
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let now = std::time::UNIX_EPOCH.elapsed().expect("after 1970").as_secs();
    let header = BASE64URL_NOPAD.encode(br#"{"typ":"at+jwt","alg":"HS256"}"#);
    let sign = |member: &String| {
        let claims = json!({ "iss": server.address, "aud": SOCIETY, "sub": member, "iat": now, "exp": now + 3600, "jti": member });
        let signed = format!("{header}.{}", BASE64URL_NOPAD.encode(claims.to_string().as_bytes()));
        let mac = BASE64URL_NOPAD.encode(hmac::sign(&key, signed.as_bytes()).as_ref());
        format!("{signed}.{mac}")
    };
    members.iter().map(sign).collect()
}
