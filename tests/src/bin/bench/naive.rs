//! The naive way, for comparison: a server of a page that stores each check-in in a transaction of
//! its own, with the statements of the product; and a route that does nothing at all.

use crate::installation::{Installation, request};
use crate::load::Target;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

const SOCIETY: &str = "jsnm";
const ANSWERED: &str = "SELECT answer FROM check_in_requests WHERE society_id = $1 AND member_id = $2 AND idempotency_key = $3";
const ATTENDED: &str = "SELECT COUNT(*) FROM attendances a JOIN sessions s ON s.society_id = a.society_id AND s.session_id = a.session_id \
    WHERE a.society_id = $1 AND a.member_id = $2 AND a.scanned_at >= $3";
const ATTENDANCE: &str = "INSERT INTO attendances (society_id, session_id, point, member_id, scanned_at, registered_at, evidence, late) \
    VALUES ($1, $2, 1, $3, $4, $4, 'poster', FALSE) ON CONFLICT DO NOTHING";
const ANSWER: &str = "INSERT INTO check_in_requests (society_id, member_id, idempotency_key, body_digest, answer, answered_at) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
const CREDIT: &str = "INSERT INTO credit_entries (society_id, member_id, entry_id, line, origin, session_id, day, activity, role, credits, \
    society_held, event_ja, event_en, session_ja, session_en, recorded_at) VALUES ($1, $2, $3, 'granted', 'attendance', $4, '2026-11-20', \
    'educational-lecture', 'attend', '5', TRUE, '学術総会', 'Annual meeting', '教育講演', 'Educational lecture', $5) ON CONFLICT DO NOTHING";
const DAY: i64 = 86_400_000_000;

/// As long as the product's answer.
fn answer() -> String {
    format!(r#"{{"outcome":"registered","text":"{}"}}"#, "x".repeat(900))
}

#[derive(Deserialize)]
struct Wanted {
    member: String,
    session: String,
}

enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Serves on any free port, which it prints first.
pub(crate) async fn serve(database: &str) {
    let pool = Arc::new(open(database).await);
    let router = Router::new()
        .route("/check-ins", post(check_in))
        .route("/bare", post(async |Json(_): Json<Wanted>| (StatusCode::CREATED, answer())))
        .with_state(pool);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("{}", listener.local_addr().expect("an address"));
    axum::serve(listener, router).await.expect("it serves");
}

/// With the settings of the product: one writer on SQLite, everything synced.
async fn open(database: &str) -> Pool {
    if database.starts_with("sqlite:") {
        let options: SqliteConnectOptions = database.parse().expect("a URL");
        let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
        Pool::Sqlite(SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("the database opens"))
    } else {
        Pool::Postgres(PgPoolOptions::new().max_connections(16).connect(database).await.expect("the database opens"))
    }
}

async fn check_in(State(pool): State<Arc<Pool>>, headers: HeaderMap, Json(wanted): Json<Wanted>) -> (StatusCode, String) {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default();
    let stored = match &*pool {
        Pool::Sqlite(pool) => in_sqlite(pool, &wanted, key).await,
        Pool::Postgres(pool) => in_postgres(pool, &wanted, key).await,
    };
    match stored {
        Ok(answer) => (StatusCode::CREATED, answer),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}

fn micros() -> i64 {
    std::time::UNIX_EPOCH.elapsed().map_or(0, |elapsed| i64::try_from(elapsed.as_micros()).unwrap_or(i64::MAX))
}

/// The statements, once for each engine: what a transaction is differs in its type only.
macro_rules! one_by_one {
    ($tx:ident, $wanted:ident, $key:ident) => {{
        let now = micros();
        let known: Option<String> = sqlx::query_scalar(ANSWERED).bind(SOCIETY).bind(&$wanted.member).bind($key).fetch_optional(&mut *$tx).await?;
        if let Some(known) = known {
            return Ok(known);
        }
        let _: i64 = sqlx::query_scalar(ATTENDED).bind(SOCIETY).bind(&$wanted.member).bind(now - DAY).fetch_one(&mut *$tx).await?;
        let answer = answer();
        sqlx::query(ATTENDANCE).bind(SOCIETY).bind(&$wanted.session).bind(&$wanted.member).bind(now).execute(&mut *$tx).await?;
        sqlx::query(ANSWER).bind(SOCIETY).bind(&$wanted.member).bind($key).bind("").bind(&answer).bind(now).execute(&mut *$tx).await?;
        let entry = uuid::Uuid::new_v4().to_string();
        sqlx::query(CREDIT).bind(SOCIETY).bind(&$wanted.member).bind(entry).bind(&$wanted.session).bind(now).execute(&mut *$tx).await?;
        $tx.commit().await?;
        Ok(answer)
    }};
}

async fn in_sqlite(pool: &SqlitePool, wanted: &Wanted, key: &str) -> Result<String, sqlx::Error> {
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
    one_by_one!(tx, wanted, key)
}

async fn in_postgres(pool: &PgPool, wanted: &Wanted, key: &str) -> Result<String, sqlx::Error> {
    let mut tx = pool.begin().await?;
    one_by_one!(tx, wanted, key)
}

/// This program as that server, in a process of its own.
pub(crate) struct Process {
    child: Child,
    address: String,
}

impl Process {
    /// Starts it on the installation's database.
    pub(crate) async fn start(installation: &Installation) -> Self {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["naive", &installation.server.database])
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let out = child.stdout.take().expect("its output");
        let line = tokio::task::spawn_blocking(move || BufReader::new(out).lines().next());
        let address = line.await.ok().flatten().and_then(Result::ok).expect("it says where it listens");
        Self { child, address }
    }

    /// A check-in a transaction.
    pub(crate) fn check_ins(&self, installation: &Installation) -> Target {
        self.target(installation, "/check-ins")
    }

    /// Nothing at all.
    pub(crate) fn bare(&self, installation: &Installation) -> Target {
        self.target(installation, "/bare")
    }

    fn target(&self, installation: &Installation, path: &'static str) -> Target {
        let (day, host) = (Arc::clone(&installation.day), self.address.clone());
        crate::target(&self.address, 201, move |number| {
            let (member, session) = day.pair(number);
            request(&host, path, "none", number, &format!(r#"{{"member":"{member}","session":"{session}"}}"#))
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
