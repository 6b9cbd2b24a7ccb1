//! A hall that logs in: thousands of members behind one address, each with an own number.

use crate::load::{Load, Then, run};
use argon2::{Argon2, PasswordHasher as _};
use shusseki_tests::Engine;
use shusseki_tests::database::Database;
use shusseki_tests::server::Server;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const SOCIETY: &str = "jhrs";
const MEMBERS: usize = 5_000;
const CONNECTIONS: usize = 256;
/// They must all be in by then.
const WITHIN: Duration = Duration::from_secs(60);
/// Members in one INSERT.
const ROWS: usize = 500;
/// Hashes made alone, to know what they take of a login.
const HASHES: usize = 200;

/// Measures and prints.
pub(crate) async fn print(engine: Engine) {
    let mut server = Server::start(engine).await;
    let known = server.demo.society(SOCIETY).attendees()[0].clone();
    let mut database = Database::of(&server).await;
    let hash = format!(
        "SELECT p.hash FROM passwords p JOIN members m ON m.society_id = p.society_id \
         AND m.member_id = p.member_id WHERE m.society_id = '{SOCIETY}' AND m.member_number = '{}'",
        known.member_number
    );
    let hash = database.texts(&hash).await.remove(0);
    for from in (0..MEMBERS).step_by(ROWS) {
        for sql in rows(from, &hash) {
            database.run(&sql).await;
        }
    }
    let address = server.address.trim_start_matches("http://").to_owned();
    let requests: Vec<Vec<u8>> = (0..MEMBERS)
        .map(|place| request(&address, &number(place), &known.password))
        .collect();
    let measured = run(&Load {
        address: &address,
        connections: CONNECTIONS,
        lasting: WITHIN,
        requests: &requests,
        then: Then::Done,
        wanted: 200,
    })
    .await;
    assert_eq!(
        measured.answered, MEMBERS,
        "not everybody was in within {WITHIN:?}"
    );
    let hashing = hashing();
    let share = hashing.as_secs_f64() / measured.took.as_secs_f64();
    println!(
        "Logins, {engine:?}: {MEMBERS} members behind one address over {CONNECTIONS} connections in {:.1} s, \
         none lost or refused; half within {:.1} s, all but 1 in 100 within {:.1} s; \
         their hashes alone take {:.1} s of it ({:.0} %)",
        measured.took.as_secs_f64(),
        measured.median.as_secs_f64(),
        measured.p99.as_secs_f64(),
        hashing.as_secs_f64(),
        share * 100.0
    );
    server.terminate().await;
}

fn number(place: usize) -> String {
    format!("B{place:07}")
}

fn rows(from: usize, hash: &str) -> [String; 2] {
    let mut members = "INSERT INTO members (society_id, member_id, member_number, family_name, given_name, \
        family_kana, given_kana, roman_name, institution, class, district, joined_on, status) VALUES "
        .to_owned();
    let mut passwords =
        "INSERT INTO passwords (society_id, member_id, hash, changed_at) VALUES ".to_owned();
    for place in from..from + ROWS {
        let comma = if place == from { "" } else { "," };
        let (member, number) = (uuid::Uuid::new_v4(), number(place));
        // Writing to a String can't fail.
        let _ = write!(
            members,
            "{comma}('{SOCIETY}', '{member}', '{number}', '山田', '太郎', 'ヤマダ', 'タロウ', \
             'Taro Yamada', '病院', 'regular', NULL, '2020-04-01', 'active')"
        );
        let _ = write!(passwords, "{comma}('{SOCIETY}', '{member}', '{hash}', 0)");
    }
    [members, passwords]
}

fn request(address: &str, number: &str, password: &str) -> Vec<u8> {
    let body = serde_json::json!({ "member_number": number, "password": password }).to_string();
    format!(
        "POST /api/v1/{SOCIETY}/login HTTP/1.1\r\nhost: {address}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// How long the hashes of all these logins take on every core, with nothing beside them.
fn hashing() -> Duration {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let each = HASHES / cores;
    let started = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                for _ in 0..each {
                    let hashed = Argon2::default().hash_password(b"the-password-of-a-member");
                    assert!(hashed.is_ok(), "a password is hashed");
                }
            });
        }
    });
    let all = MEMBERS as f64 / (each * cores) as f64;
    started.elapsed().mul_f64(all)
}
