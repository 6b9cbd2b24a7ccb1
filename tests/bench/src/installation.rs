//! A demo with many more members, and requests ready to be sent on their behalf.

use crate::memory;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use ring::{hkdf, hmac};
use shusseki_tests::Engine;
use shusseki_tests::database::Database;
use shusseki_tests::demo::State;
use shusseki_tests::server::{Options, Server};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Whose members the crowd is.
pub(crate) const SOCIETY: &str = "jgets";
/// Members in one INSERT.
const ROWS: usize = 500;

/// A running server with a crowd.
pub(crate) struct Installation {
    server: Server,
    /// The members' ids and their access tokens.
    crowd: Vec<(uuid::Uuid, String)>,
    code: String,
}

impl Installation {
    /// Starts a demo on the engine and adds the members.
    pub(crate) async fn start(engine: Engine, members: usize) -> Self {
        let installation = Self::of(Server::start(engine).await, members);
        let mut database = Database::of(&installation.server).await;
        for (number, rows) in installation.crowd.chunks(ROWS).enumerate() {
            database.run(&insert(number * ROWS, rows)).await;
        }
        installation
    }

    /// Starts the build that decides and answers and stores nothing; it asks nobody who its members are.
    pub(crate) async fn without_database(members: usize) -> Self {
        let options = Options {
            program: "shusseki-without-database",
            ..Options::default()
        };
        Self::of(Server::start_with(Engine::Sqlite, options).await, members)
    }

    fn of(server: Server, members: usize) -> Self {
        let society = server
            .demo
            .societies
            .iter()
            .find(|society| society.slug == SOCIETY);
        let running = society
            .and_then(|society| {
                society
                    .sessions
                    .iter()
                    .find(|session| session.state == State::Running)
            })
            .expect("the demo has a running session");
        let code = running.code_url.clone();
        let signer = token_key(&server);
        let now = now();
        let crowd: Vec<_> = (0..members)
            .map(|_| {
                let member = uuid::Uuid::new_v4();
                (
                    member,
                    token(&signer, &server.demo.address, member, SOCIETY, now),
                )
            })
            .collect();
        Self {
            server,
            crowd,
            code,
        }
    }

    /// Host and port.
    pub(crate) fn address(&self) -> &str {
        self.server.address.trim_start_matches("http://")
    }

    /// The file with the installation's secret.
    pub(crate) fn secret_file(&self) -> PathBuf {
        self.server.data.join("secret.key")
    }

    /// The database, as settings name it.
    pub(crate) fn database(&self) -> &str {
        &self.server.database
    }

    /// The process.
    pub(crate) fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// A check-in by each of `count` members from the one at `from` on.
    pub(crate) fn check_ins(&self, from: usize, count: usize) -> Vec<Vec<u8>> {
        let members = &self.crowd[from..from + count];
        members
            .iter()
            .map(|(_, token)| self.request(token, &self.code))
            .collect()
    }

    /// Check-ins with a code whose last symbol was changed, by different members.
    pub(crate) fn refused_requests(&self, count: usize) -> Vec<Vec<u8>> {
        let mut altered = self.code.clone();
        let last = altered.pop();
        altered.push(if last == Some('A') { 'B' } else { 'A' });
        let members = self.crowd.iter().take(count);
        members
            .map(|(_, token)| self.request(token, &altered))
            .collect()
    }

    fn request(&self, token: &str, code: &str) -> Vec<u8> {
        let body = format!("{{\"code\":\"{code}\"}}");
        let mut request = format!(
            "POST /api/v1/{SOCIETY}/check-ins HTTP/1.1\r\nhost: {}\r\n",
            self.address()
        );
        let key = uuid::Uuid::new_v4();
        // Writing to a String can't fail.
        let _ = write!(
            request,
            "content-type: application/json\r\nauthorization: Bearer {token}\r\nidempotency-key: {key}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        request.into_bytes()
    }

    /// How many attendances are stored.
    pub(crate) async fn attendances(&self) -> i64 {
        Database::of(&self.server)
            .await
            .number("SELECT COUNT(*) FROM attendances")
            .await
    }

    /// Resident memory now, in megabytes.
    pub(crate) fn resident_megabytes(&self) -> u64 {
        memory::resident_megabytes(&self.server.pid().to_string())
    }

    /// The most resident memory so far, in megabytes.
    pub(crate) fn peak_megabytes(&self) -> u64 {
        memory::peak_megabytes(&self.server.pid().to_string())
    }

    /// Stops the server.
    pub(crate) async fn stop(&mut self) {
        self.server.terminate().await;
    }
}

fn insert(first: usize, rows: &[(uuid::Uuid, String)]) -> String {
    let mut sql = "INSERT INTO members (society_id, member_id, member_number, family_name, given_name, \
         family_kana, given_kana, roman_name, institution, class, district, joined_on, status) VALUES "
        .to_owned();
    for (place, (member, _)) in rows.iter().enumerate() {
        let comma = if place == 0 { "" } else { ", " };
        let number = first + place;
        let _ = write!(
            sql,
            "{comma}('{SOCIETY}', '{member}', 'B{number:07}', '山田', '太郎', 'ヤマダ', 'タロウ', \
             'Taro Yamada', '病院', 'regular', NULL, '2020-04-01', 'active')"
        );
    }
    sql
}

/// The key that the server signs access tokens with, derived from its secret as it derives it: to
/// log in 150,000 times would measure the password hash.
pub(crate) fn token_key(server: &Server) -> hmac::Key {
    let secret =
        std::fs::read_to_string(server.data.join("secret.key")).expect("the demo has a secret");
    let secret = BASE64
        .decode(secret.trim().as_bytes())
        .expect("the secret is base64");
    let word = b"access-token";
    let info = [&(word.len() as u64).to_be_bytes()[..], word].concat();
    let mut key = [0; 32];
    hkdf::Salt::new(hkdf::HKDF_SHA256, b"shusseki")
        .extract(&secret)
        .expand(&[&info], hkdf::HKDF_SHA256)
        .and_then(|material| material.fill(&mut key))
        .expect("HKDF gives 32 bytes");
    hmac::Key::new(hmac::HMAC_SHA256, &key)
}

/// An access token as the server would give it.
pub(crate) fn token(
    key: &hmac::Key,
    issuer: &str,
    member: uuid::Uuid,
    society: &str,
    now: i64,
) -> String {
    let claims = serde_json::json!({
        "iss": issuer, "aud": society, "sub": member, "iat": now, "exp": now + 3600, "jti": "bench",
    });
    let header = BASE64URL_NOPAD.encode(br#"{"typ":"at+jwt","alg":"HS256"}"#);
    let signed = format!(
        "{header}.{}",
        BASE64URL_NOPAD.encode(claims.to_string().as_bytes())
    );
    let mac = hmac::sign(key, signed.as_bytes());
    format!("{signed}.{}", BASE64URL_NOPAD.encode(mac.as_ref()))
}

/// Seconds since 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark lives in the machine's time"
)]
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}
