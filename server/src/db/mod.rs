//! One SQL text on two engines.
//!
//! A statement is written once, with `$1` placeholders, and runs on SQLite and PostgreSQL alike;
//! [`Conn::sql`] sends it to whichever engine the installation uses. Statements are named in the
//! stores with [`statements!`], so that the [`catalogue`] can prepare each of them on both.

pub(crate) mod catalogue;
mod conn;
mod error;
pub(crate) mod list;
pub(crate) mod rows;
mod values;

pub(crate) use conn::{Conn, Row, Sql, Statement, Tx};
pub(crate) use error::DbError;
pub(crate) use values::{Day, Instant, Json};

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, PgPool, SqlitePool};
use std::str::FromStr;
use std::time::Duration;

/// Names a store's statements and lists them for the catalogue.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$doc])* const $name: $crate::db::Statement = $crate::db::Statement::new($text);)+

        /// Every statement of this store, for the catalogue.
        pub(crate) const STATEMENTS: &[$crate::db::Statement] = &[$($name),+];
    };
}
pub(crate) use statements;

/// The oldest SQLite that does not corrupt a write-ahead log on reset.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);
/// A pool that gives no connection within this time answers "busy" instead of hanging.
const ACQUIRE_WITHIN: Duration = Duration::from_secs(5);
const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;

/// The database of the installation.
#[derive(Clone, Debug)]
pub(crate) enum Db {
    /// One file: many readers, one writer, because SQLite admits only one.
    Sqlite {
        /// Connections that only read.
        readers: SqlitePool,
        /// The one connection that writes.
        writer: SqlitePool,
    },
    /// A server, for more than one process.
    Postgres {
        /// Connections for everything.
        pool: PgPool,
        /// The one connection for batches: their long statements are prepared once.
        batches: PgPool,
    },
}

impl Db {
    /// Opens the database that `url` names (`sqlite:…` or `postgres://…`), creating a SQLite file.
    ///
    /// # Errors
    /// Neither engine is named, the database can't be reached, or SQLite is too old.
    pub(crate) async fn open(url: &str) -> Result<Self, DbError> {
        if url.starts_with("sqlite:") {
            Self::open_sqlite(url).await
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url)?.disable_statement_logging();
            let pool = PgPoolOptions::new()
                .max_connections(POSTGRES_CONNECTIONS)
                .acquire_timeout(ACQUIRE_WITHIN)
                .connect_with(options.clone())
                .await?;
            // A plan made while a table was small would be kept while a hall fills it.
            let batches = PgPoolOptions::new()
                .max_connections(1)
                .acquire_timeout(ACQUIRE_WITHIN)
                .connect_lazy_with(options.options([("plan_cache_mode", "force_custom_plan")]));
            Ok(Self::Postgres { pool, batches })
        } else {
            Err(DbError::UnknownEngine)
        }
    }

    async fn open_sqlite(url: &str) -> Result<Self, DbError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(ACQUIRE_WITHIN)
            .statement_cache_capacity(256)
            .disable_statement_logging();
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(ACQUIRE_WITHIN)
            .connect_with(
                options
                    .clone()
                    // In KiB when negative: the indexes that a full hall writes to stay in memory.
                    .pragma("cache_size", "-65536")
                    // In pages, 128 MiB: a full hall would checkpoint several times a second.
                    .pragma("wal_autocheckpoint", "32768")
                    // What a statement over many rows would undo if it failed goes to memory
                    // instead of a file of its own.
                    .pragma("temp_store", "MEMORY"),
            )
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(ACQUIRE_WITHIN)
            .connect_with(options)
            .await?;
        let version: String = sqlx::query_scalar("SELECT sqlite_version()")
            .fetch_one(&readers)
            .await?;
        if parse_version(&version) < Some(OLDEST_SQLITE) {
            return Err(DbError::SqliteTooOld(version));
        }
        Ok(Self::Sqlite { readers, writer })
    }

    /// Applies the migrations that the database has not seen.
    ///
    /// # Errors
    /// See [`sqlx::migrate::MigrateError`].
    pub(crate) async fn migrate(&self) -> Result<(), DbError> {
        match self {
            Self::Sqlite { writer, .. } => shusseki_migrations::migrate_sqlite(writer).await?,
            Self::Postgres { pool, .. } => shusseki_migrations::migrate_postgres(pool).await?,
        }
        Ok(())
    }

    /// A connection for reading. It must not write: on SQLite that would wait for the writer.
    pub(crate) async fn read(&self) -> Result<Conn, DbError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Conn::sqlite(readers.acquire().await?),
            Self::Postgres { pool, .. } => Conn::postgres(pool.acquire().await?),
        })
    }

    /// A transaction that may write; dropped without [`Tx::commit`], it changes nothing.
    ///
    /// On SQLite it takes the write lock at once: a transaction that reads first and upgrades
    /// later is refused whenever another one wrote in between.
    pub(crate) async fn write(&self) -> Result<Tx, DbError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Tx::sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres { pool, .. } => Tx::postgres(pool.begin().await?),
        })
    }

    /// The same, on the one connection that is kept for batches.
    pub(crate) async fn write_batch(&self) -> Result<Tx, DbError> {
        match self {
            Self::Sqlite { .. } => self.write().await,
            Self::Postgres { batches, .. } => Ok(Tx::postgres(batches.begin().await?)),
        }
    }

    /// The engine's name, for logs and `readyz`.
    pub(crate) const fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres { .. } => "postgresql",
        }
    }

    /// Closes the connection for batches. It belongs to the runtime that used it first, which must
    /// not end before.
    pub(crate) async fn close_batches(&self) {
        if let Self::Postgres { batches, .. } = self {
            batches.close().await;
        }
    }

    /// Closes every connection after what it is doing.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres { pool, batches } => {
                pool.close().await;
                batches.close().await;
            }
        }
    }
}

fn parse_version(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some((
        parts.next()??,
        parts.next()??,
        parts.next().flatten().unwrap_or(0),
    ))
}

#[cfg(test)]
mod tests {
    use super::parse_version;

    #[test]
    fn versions_compare_by_number_not_by_text() {
        assert!(parse_version("3.51.10") > parse_version("3.51.3"));
        assert!(parse_version("3.9.1") < parse_version("3.51.3"));
        assert_eq!(parse_version("nonsense"), None);
    }
}
