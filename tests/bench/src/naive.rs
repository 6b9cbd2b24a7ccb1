//! The naive way: a transaction a request, with the statements of a check-in and nothing else.

use crate::load::{Load, Measured, run};
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

const EARLIER: &str = "SELECT answer FROM check_in_requests \
    WHERE society_id = $1 AND member_id = $2 AND idempotency_key = $3";
const ATTENDED: &str = "SELECT a.session_id FROM attendances a \
    WHERE a.society_id = $1 AND a.member_id = $2 AND a.scanned_at >= $3";
const ATTENDANCE: &str = "INSERT INTO attendances (society_id, session_id, point, member_id, scanned_at, \
    registered_at, evidence, late) VALUES ($1, 's', 1, $2, $3, $3, 'poster', FALSE) ON CONFLICT DO NOTHING";
const ENTRY: &str = "INSERT INTO credit_entries (society_id, member_id, entry_id, line, origin, session_id, \
    day, activity, role, credits, society_held, event_ja, event_en, session_ja, session_en, recorded_at) \
    VALUES ($1, $2, $3, 'granted', 'attendance', 's', '2026-11-20', 'congress', 'attend', '10', TRUE, \
    '学会', 'Congress', '講演', 'Lecture', $4) ON CONFLICT DO NOTHING";
const ANSWER: &str = "INSERT INTO check_in_requests (society_id, member_id, idempotency_key, body_digest, \
    answer, answered_at) VALUES ($1, $2, $3, 'digest', $4, $5) ON CONFLICT DO NOTHING";

/// As long as the answer that the server keeps.
const ANSWER_LENGTH: usize = 900;

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
        again: true,
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
        let answer = "x".repeat(ANSWER_LENGTH);
        let at = 1_000_000_i64;
        let sql = |text: &'static str| sqlx::query(text).bind("naive").bind(member.clone());
        sql(EARLIER)
            .bind("key")
            .fetch_optional(&mut *transaction)
            .await
            .expect(EARLIER);
        sql(ATTENDED)
            .bind(at)
            .fetch_all(&mut *transaction)
            .await
            .expect(ATTENDED);
        sql(ATTENDANCE)
            .bind(at)
            .execute(&mut *transaction)
            .await
            .expect(ATTENDANCE);
        sql(ENTRY)
            .bind(member.clone())
            .bind(at)
            .execute(&mut *transaction)
            .await
            .expect(ENTRY);
        sql(ANSWER)
            .bind("key")
            .bind(answer)
            .bind(at)
            .execute(&mut *transaction)
            .await
            .expect(ANSWER);
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
