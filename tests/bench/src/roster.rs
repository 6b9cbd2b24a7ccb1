//! The office's search over the members of the [directory](super::directory)'s measurement.

use crate::directory::{FAMILIES, GIVENS, SEARCHES, SOCIETY, line};
use crate::installation::{now, token, token_key};
use shusseki_tests::database::Database;
use shusseki_tests::server::Server;
use std::time::{Duration, Instant};

type Query = fn(usize) -> String;
const QUERIES: [(&str, Query); 6] = [
    ("number", |turn| format!("q=D{:07}", turn * 911)),
    ("family name, common", |turn| {
        format!("q={}", FAMILIES[turn % 16].0)
    }),
    ("whole name in kana", |turn| {
        format!("q={}{}", FAMILIES[turn % 16].1, GIVENS[turn % 12].1)
    }),
    ("part of the institution, rare", |turn| {
        format!("q={}医療センター", turn * 7)
    }),
    ("class and status", |_| {
        "class=regular&status=active".to_owned()
    }),
    ("nobody", |turn| format!("q=存在しない{turn}")),
];

/// Measures and prints, once the server has written what finds the members: it does so after its start.
///
/// # Panics
/// A search is refused.
pub(crate) async fn print(server: &Server) {
    let mut database = Database::of(server).await;
    let left = "SELECT COUNT(*) FROM members WHERE NOT has_terms";
    let started = Instant::now();
    while database.number(left).await > 0 {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("  the office's search, after {seconds:.0} s in which members were caught up with:");
    database.run("ANALYZE").await;
    let office = &server.demo.society(SOCIETY).staff("finance").member_number;
    let office = format!(
        "SELECT member_id FROM members WHERE society_id = '{SOCIETY}' AND member_number = '{office}'"
    );
    let office = database.texts(&office).await.remove(0);
    let office = office.parse().expect("an id");
    let key = token_key(server);
    let client = reqwest::Client::new();
    let mut all = Vec::new();
    for (kind, query) in QUERIES {
        let mut times = Vec::with_capacity(SEARCHES);
        for turn in 0..SEARCHES {
            let token = token(&key, &server.demo.address, office, SOCIETY, now());
            let query = query(turn);
            let url = format!("{}/api/v1/{SOCIETY}/members?{query}", server.address);
            let started = Instant::now();
            let answer = client.get(url).bearer_auth(token).send().await;
            let answer = answer.expect("an answer");
            assert_eq!(answer.status(), 200, "{kind}");
            answer.bytes().await.expect("a body");
            times.push(started.elapsed().as_secs_f64() * 1e3);
        }
        all.extend(times.iter().copied());
        line(kind, &mut times);
    }
    line("all of them", &mut all);
}
