//! How fast it is, as ratios within one run: `tests/bench/run`.
//!
//! - **Without a database** (`no-db`), the ceiling: the same requests to a build of the same server whose
//!   writer neither asks nor tells the database. Token, JSON, code, queue, decision, answer, log line
//!   and metrics are all there.
//! - **Refused**: the same route with a code whose MAC is wrong, which ends before queue, decision and
//!   credits.
//! - **Check-ins**: each by another member, with an idempotency key, durable when answered.
//! - **Naive**: a small program that does one transaction a request, with the same statements and
//!   without login, code, rules, logs or metrics.
//!
//! The client runs on the same machine and takes its share of it.
//!
//! - **Directory**: searches over 200,000 members, with the engines' plans; then the office's search over
//!   the same.
//!
//! - **Logins**: 5,000 members behind one address, and how much of that is hashing.
//! - **Import**: 100,000 members from a file while others check in, against a bulk insert of as many rows.
//!
//! `shusseki-bench sqlite`, `postgres`, `directory`, `logins`, `import`, `rules` or `posters` measures that
//! part alone, and `directory:postgres` on that engine alone.

mod by_hand;
mod directory;
mod import;
mod installation;
mod load;
mod logins;
mod memory;
mod naive;
mod posters;
mod roster;
mod rules;
mod table;

use installation::Installation;
use load::{Load, Then, run};
use shusseki_tests::Engine;
use std::time::Duration;
use table::{Row, Table};

const CONNECTIONS: [usize; 2] = [64, 256];
const MEASURED_FOR: Duration = Duration::from_secs(4);
/// More members than the fastest run can check in.
const MEMBERS: usize = 150_000;
/// So many that no batch holds two check-ins of one of them.
const MADE_UP: usize = 10_000;

#[tokio::main]
async fn main() {
    let parts: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|name| name == part);
    let engines = |part: &str| {
        let all = [("sqlite", Engine::Sqlite), ("postgres", Engine::Postgres)];
        let on = all.map(|(name, engine)| (format!("{part}:{name}"), engine));
        let chosen = on
            .into_iter()
            .filter(|(name, _)| wanted(part) || wanted(name));
        chosen.map(|(_, engine)| engine).collect::<Vec<_>>()
    };
    if wanted("sqlite") || wanted("postgres") {
        let mut table = Table::default();
        let mut ceiling = Installation::without_database(MADE_UP).await;
        for (part, engine) in [("sqlite", Engine::Sqlite), ("postgres", Engine::Postgres)] {
            if wanted(part) {
                check_ins(engine, &ceiling, &mut table).await;
            }
        }
        ceiling.stop().await;
        table.print();
    }
    for engine in engines("directory") {
        directory::print(engine).await;
    }
    for engine in engines("logins") {
        logins::print(engine).await;
    }
    for engine in engines("import") {
        import::print(engine).await;
    }
    if wanted("rules") {
        rules::print();
    }
    if wanted("posters") {
        posters::print();
    }
}

async fn check_ins(engine: Engine, ceiling: &Installation, table: &mut Table) {
    eprintln!("{engine:?}: preparing {MEMBERS} members");
    let mut installation = Installation::start(engine, MEMBERS).await;
    let at_rest = installation.resident_megabytes();
    let mut next_member = 0;
    for connections in CONNECTIONS {
        let no_database = run(&Load {
            address: ceiling.address(),
            connections,
            lasting: MEASURED_FOR,
            requests: &ceiling.check_ins(0, MADE_UP),
            then: Then::Again,
            wanted: 201,
        })
        .await;
        let refused = run(&Load {
            address: installation.address(),
            connections,
            lasting: MEASURED_FOR,
            requests: &installation.refused_requests(connections),
            then: Then::Again,
            wanted: 409,
        })
        .await;
        let requests = installation.check_ins(next_member, MEMBERS / CONNECTIONS.len());
        next_member += requests.len();
        let before = installation.attendances().await;
        let measured = run(&Load {
            address: installation.address(),
            connections,
            lasting: MEASURED_FOR,
            requests: &requests,
            then: Then::TooFew,
            wanted: 201,
        })
        .await;
        let stored = installation.attendances().await - before;
        assert!(
            stored >= i64::try_from(measured.answered).unwrap_or(i64::MAX),
            "{} were acknowledged and {stored} stored",
            measured.answered
        );
        let naive = naive::measure(engine, connections, MEASURED_FOR).await;
        table.row(&Row {
            engine,
            connections,
            no_database,
            refused,
            check_ins: measured,
            naive,
        });
    }
    table.memory(engine, at_rest, installation.peak_megabytes());
    installation.stop().await;
}
