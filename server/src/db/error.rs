//! What can go wrong with the database.

use std::borrow::Cow;

/// A failure of the database. Its cause is for the log, never for the user.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DbError {
    /// The URL names neither engine.
    #[error("the database URL must begin with \"sqlite:\" or \"postgres://\"")]
    UnknownEngine,
    /// SQLite before 3.51.3 may corrupt its write-ahead log.
    #[error("SQLite {0} is too old: 3.51.3 or newer is needed")]
    SqliteTooOld(String),
    /// A migration failed.
    #[error("a migration failed: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A statement that this engine does not understand.
    #[error("the engine refuses a statement: {reason}\n{statement}")]
    Statement {
        /// The statement's text.
        statement: String,
        /// What the engine said.
        reason: String,
    },
    /// The engine or the driver failed.
    #[error("the database failed: {0}")]
    Engine(#[from] sqlx::Error),
}

impl DbError {
    /// Whether the same transaction may succeed when it is run once more: PostgreSQL's
    /// serialization failures and deadlocks, SQLite's "busy" with its variants.
    pub(crate) fn is_transient(&self) -> bool {
        self.code().is_some_and(|code| {
            let sqlite_busy = code.parse::<i32>().is_ok_and(|number| number & 0xff == 5);
            matches!(code.as_ref(), "40001" | "40P01") || (code.len() < 5 && sqlite_busy)
        })
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Engine(sqlx::Error::Database(error)) => error.code(),
            _ => None,
        }
    }

    /// Whether the database could not be reached or had no free connection, so that the caller
    /// should come back later.
    pub(crate) fn is_unavailable(&self) -> bool {
        let unreachable = matches!(
            self,
            Self::Engine(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_))
        );
        // PostgreSQL: shutting down, starting up, too many connections.
        let refused = self
            .code()
            .is_some_and(|code| matches!(code.as_ref(), "57P01" | "57P02" | "57P03" | "53300"));
        unreachable || refused
    }
}
