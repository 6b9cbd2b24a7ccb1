//! The naive way: a transaction a request, with the statements of a check-in and nothing else.

use crate::load::{Load, Measured, Then, run};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use shusseki_tests::Engine;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};
use std::str::FromStr as _;
use std::time::Duration;

const ATTENDED: &str = "SELECT session_number, point, scanned_at, idempotency_key, body_digest \
    FROM attendances WHERE society_id = $1 AND member_id = $2 AND session_number >= 1";
const REPEATED: &str = "SELECT body_digest FROM repeated_requests \
    WHERE society_id = $1 AND member_id = $2 AND idempotency_key = $3";
const ATTENDANCE: &str = "INSERT INTO attendances (society_id, member_id, session_number, point, scanned_at, \
    registered_at, evidence, late, idempotency_key, body_digest) \
    VALUES ($1, $2, 1, 1, $3, $3, 'poster', FALSE, $4, $5) ON CONFLICT DO NOTHING";
const ENTRY: &str = "INSERT INTO credit_entries (society_id, member_id, entry_id, line, origin, session_id, \
    day, activity, role, credits, society_held, event_ja, event_en, session_ja, session_en, evidence, recorded_at) \
    VALUES ($1, $2, $3, 'granted', 'attendance', $3, '2026-11-20', 'congress', 'attend', '10', TRUE, \
    '学会', 'Congress', '講演', 'Lecture', 'recorded', $4) ON CONFLICT DO NOTHING";
const SESSION: &str = "4f6b2b4e-5f0a-4b52-9f50-9c1f3f1d7a11";
const DIGEST: &str = "9f86d081884c7d659a2feaa0c55ad015";

/// Measures it on an engine.
pub(crate) async fn measure(engine: Engine, connections: usize, lasting: Duration) -> Measured {
    let folder = tempfile::tempdir().expect("a folder");
    let url = engine.fresh_database(folder.path()).await;
    let router = match engine {
        Engine::Sqlite => Router::new()
            .route("/", post(on_sqlite))
            .with_state(sqlite(&url).await),
        Engine::Postgres => Router::new()
            .route("/", post(on_postgres))
            .with_state(postgres(&url).await),
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let request =
        format!("POST / HTTP/1.1\r\nhost: {address}\r\ncontent-length: 0\r\n\r\n").into_bytes();
    let measured = run(&Load {
        address: &address,
        connections,
        lasting,
        requests: &[request],
        then: Then::Again,
        wanted: 201,
    })
    .await;
    serving.abort();
    measured
}

async fn sqlite(url: &str) -> SqlitePool {
    let options = SqliteConnectOptions::from_str(url)
        .expect("a URL")
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(30));
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .connect_with(options)
        .await
        .expect("a database");
    shusseki_migrations::migrate_sqlite(&pool)
        .await
        .expect("the schema");
    sqlx::query("INSERT INTO societies VALUES ('naive', 0)")
        .execute(&pool)
        .await
        .expect("a society");
    pool
}

async fn postgres(url: &str) -> PgPool {
    let pool = PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(30))
        .connect(url)
        .await
        .expect("a database");
    shusseki_migrations::migrate_postgres(&pool)
        .await
        .expect("the schema");
    sqlx::query("INSERT INTO societies VALUES ('naive', 0)")
        .execute(&pool)
        .await
        .expect("a society");
    pool
}

/// The statements of one check-in, in one transaction, on either engine.
macro_rules! check_in {
    ($transaction:expr) => {{
        let mut transaction = $transaction.expect("a transaction");
        let member = uuid::Uuid::new_v4().to_string();
        let at = 1_000_000_i64;
        let sql = |text: &'static str| sqlx::query(text).bind("naive").bind(member.clone());
        sql(ATTENDED)
            .fetch_all(&mut *transaction)
            .await
            .expect(ATTENDED);
        sql(REPEATED)
            .bind(member.clone())
            .fetch_optional(&mut *transaction)
            .await
            .expect(REPEATED);
        sql(ATTENDANCE)
            .bind(at)
            .bind(member.clone())
            .bind(DIGEST)
            .execute(&mut *transaction)
            .await
            .expect(ATTENDANCE);
        sql(ENTRY)
            .bind(SESSION)
            .bind(at)
            .execute(&mut *transaction)
            .await
            .expect(ENTRY);
        transaction.commit().await.expect("a commit");
        StatusCode::CREATED
    }};
}

async fn on_sqlite(State(pool): State<SqlitePool>) -> StatusCode {
    check_in!(pool.begin_with("BEGIN IMMEDIATE").await)
}

async fn on_postgres(State(pool): State<PgPool>) -> StatusCode {
    check_in!(pool.begin().await)
}
