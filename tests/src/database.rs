//! What is in the database, looked at from outside.

use crate::server::Server;
use sqlx::{Connection as _, PgConnection, Row as _, SqliteConnection};
use std::collections::BTreeMap;

/// Every table with its rows as text, in order.
pub type Rows = BTreeMap<String, Vec<String>>;

/// A connection of the test's own.
pub enum Database {
    /// To the server's file.
    Sqlite(SqliteConnection),
    /// To the server's database.
    Postgres(PgConnection),
}

impl Database {
    /// Opens the server's database.
    ///
    /// # Panics
    /// It can't be opened.
    pub async fn of(server: &Server) -> Self {
        Self::open(&server.database).await
    }

    /// Opens the database at a URL.
    ///
    /// # Panics
    /// It can't be opened.
    pub async fn open(url: &str) -> Self {
        let opened = if url.starts_with("sqlite:") {
            SqliteConnection::connect(url).await.map(Self::Sqlite)
        } else {
            PgConnection::connect(url).await.map(Self::Postgres)
        };
        opened.unwrap_or_else(|error| panic!("the database can't be opened: {error}"))
    }

    /// Runs a statement that both engines understand.
    ///
    /// # Panics
    /// It fails.
    pub async fn run(&mut self, sql: &str) {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        let ran = match self {
            Self::Sqlite(connection) => sqlx::query(sql).execute(connection).await.map(drop),
            Self::Postgres(connection) => sqlx::query(sql).execute(connection).await.map(drop),
        };
        ran.unwrap_or_else(|error| panic!("{error}"));
    }

    /// The one number that a query gives.
    ///
    /// # Panics
    /// It fails.
    pub async fn number(&mut self, sql: &str) -> i64 {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        let found = match self {
            Self::Sqlite(connection) => sqlx::query_scalar(sql).fetch_one(connection).await,
            Self::Postgres(connection) => sqlx::query_scalar(sql).fetch_one(connection).await,
        };
        found.unwrap_or_else(|error| panic!("{error}"))
    }

    /// The texts that a query gives.
    ///
    /// # Panics
    /// It fails.
    pub async fn texts(&mut self, sql: &str) -> Vec<String> {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        let found = match self {
            Self::Sqlite(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
            Self::Postgres(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
        };
        found.unwrap_or_else(|error| panic!("{error}"))
    }

    /// The texts in the last column of a query: SQLite's way to explain one.
    ///
    /// # Panics
    /// It fails.
    pub async fn last_texts(&mut self, sql: &str) -> Vec<String> {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(connection) => {
                let rows = sqlx::query(sql).fetch_all(connection).await;
                let rows = rows.unwrap_or_else(|error| panic!("{error}"));
                rows.iter().map(|row| row.get(row.len() - 1)).collect()
            }
            Self::Postgres(connection) => {
                let rows = sqlx::query(sql).fetch_all(connection).await;
                let rows = rows.unwrap_or_else(|error| panic!("{error}"));
                rows.iter().map(|row| row.get(row.len() - 1)).collect()
            }
        }
    }

    /// All that is stored.
    pub async fn rows(&mut self) -> Rows {
        let mut rows = Rows::new();
        for table in self.texts(self.list_of_tables()).await {
            let listing = match self {
                Self::Sqlite(_) => {
                    let columns = self
                        .texts(&format!("SELECT name FROM pragma_table_info('{table}')"))
                        .await;
                    let quoted: Vec<String> = columns
                        .iter()
                        .map(|name| format!("quote(\"{name}\")"))
                        .collect();
                    format!(
                        "SELECT {} FROM {table} ORDER BY 1",
                        quoted.join(" || ',' || ")
                    )
                }
                Self::Postgres(_) => format!("SELECT t::text FROM {table} t ORDER BY 1"),
            };
            rows.insert(table, self.texts(&listing).await);
        }
        rows
    }

    const fn list_of_tables(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
            }
            Self::Postgres(_) => {
                "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            }
        }
    }
}

/// All that a server has stored but for the counts of attempts, which come and go by themselves.
pub async fn rows(server: &Server) -> Rows {
    let mut rows = Database::of(server).await.rows().await;
    rows.remove("brakes");
    rows
}

/// All that a server has stored but for the login sessions, which every login adds to.
pub async fn stored(server: &Server) -> Rows {
    let mut rows = rows(server).await;
    rows.remove("login_sessions");
    rows
}

/// Fails if anything was stored, changed or removed between the two looks.
///
/// # Panics
/// Something was.
pub fn assert_unchanged(before: &Rows, after: &Rows, by: &str) {
    for (table, rows) in after {
        let known = before
            .get(table)
            .unwrap_or_else(|| panic!("{by} made the table {table}"));
        let new: Vec<&String> = rows
            .iter()
            .filter(|row| !known.contains(row))
            .take(3)
            .collect();
        assert!(new.is_empty(), "{by} changed {table}: {new:?}");
        assert_eq!(known.len(), rows.len(), "{by} removed rows of {table}");
    }
}
