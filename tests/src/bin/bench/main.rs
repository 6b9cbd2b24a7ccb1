//! `tests/bench`: how fast it is, as ratios within one run.
//!
//! The load comes from this process over keep-alive connections, on the same machine as the server
//! and the database; so the figures are shares of what the machine gives to all of them together.
//!
//! * **check-ins** — `POST check-ins` with everything on: token, venue code, idempotency key, credits,
//!   log lines; each a new attendance, acknowledged after the commit.
//! * **ceiling** — the same request to the same route with one bit of the code altered: it passes
//!   everything (routing, token, JSON, MAC) and is refused by the MAC, before the database is asked.
//! * **bare ceiling** — a route in another process that reads the JSON and answers as much text, and
//!   does nothing else at all: no token, no code, no log.
//! * **naive** — that process with one transaction a request: the same statements, one row each;
//!   without token and log, which flatters it.

mod installation;
mod load;
mod naive;
mod quiet;

use installation::Installation;
use load::{Measured, Pairs, Target};
use shusseki_tests::Engine;
use std::time::Duration;

const CONNECTIONS: [usize; 2] = [64, 256];
const WARM_UP: Duration = Duration::from_millis(1500);
const CHECK_INS_FOR: Duration = Duration::from_secs(4);
const OTHERS_FOR: Duration = Duration::from_millis(2500);

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [word, database] if word == "naive" => naive::serve(database).await,
        [] => measure().await,
        _ => panic!("run tests/bench, without arguments"),
    }
}

async fn measure() {
    println!("{:<11}{:>5} {:<14}{:>9}{:>10}{:>10}{:>11}{:>8}{:>8}", "", "conn", "", "req/s", "p50", "p99", "of ceiling", "of bare", "x naive");
    for engine in [Engine::Sqlite, Engine::Postgres] {
        on(engine).await;
    }
    quiet::measure();
}

async fn on(engine: Engine) {
    let installation = Installation::prepare(engine).await;
    let pairs = installation.pairs();
    let at_rest = installation.resident();
    let (check_ins, refused) = (installation.check_ins(), installation.refused());
    load::run(&check_ins, &pairs, 64, WARM_UP).await;

    let mut rows = Vec::new();
    for connections in CONNECTIONS {
        let real = load::run(&check_ins, &pairs, connections, CHECK_INS_FOR).await;
        let ceiling = load::run(&refused, &pairs, connections, OTHERS_FOR).await;
        rows.push((connections, real, ceiling));
    }
    let under_load = installation.peak_resident();
    let naive = naive::Process::start(&installation).await;
    load::run(&naive.check_ins(&installation), &pairs, 64, WARM_UP).await;
    for (connections, real, ceiling) in rows {
        let slow = load::run(&naive.check_ins(&installation), &pairs, connections, OTHERS_FOR).await;
        let bare = load::run(&naive.bare(&installation), &pairs, connections, OTHERS_FOR).await;
        report(engine, connections, &[("check-ins", &real), ("ceiling", &ceiling), ("bare ceiling", &bare), ("naive", &slow)]);
    }
    installation.assert_stored(&pairs).await;
    println!("{:<11}memory of the server: {at_rest} MB at rest, {under_load} MB at most under load\n", name(engine));
}

/// A line for each measure; the first is the one that the others are compared with.
fn report(engine: Engine, connections: usize, measures: &[(&str, &Measured); 4]) {
    let [(_, real), (_, ceiling), (_, bare), (_, slow)] = measures;
    for (what, measured) in measures {
        print!(
            "{:<11}{connections:>5} {what:<14}{:>9.0}{:>7.1} ms{:>7.1} ms",
            name(engine),
            measured.per_second(),
            measured.percentile(50),
            measured.percentile(99)
        );
        if std::ptr::eq(*measured, *real) {
            let of = |other: &Measured| real.per_second() / other.per_second();
            print!("{:>11.2}{:>8.2}{:>8.1}", of(ceiling), of(bare), of(slow));
        }
        println!();
    }
}

const fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    }
}

/// Where requests go, for the modules that make them.
fn target(address: &str, expected: u16, request: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static) -> Target {
    Target::new(address.trim_start_matches("http://"), expected, request)
}

/// The pairs of member and session that no request used yet.
fn pairs(count: usize) -> Pairs {
    Pairs::new(count)
}
