//! A connection or a transaction on either engine, and a statement being bound to it.

use super::DbError;
use super::list::{List, ListForm};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgRow, Postgres};
use sqlx::sqlite::{Sqlite, SqliteArguments, SqliteRow};
use sqlx::{
    Arguments, AssertSqlSafe, Encode, Executor, FromRow, PgConnection, SqlSafeStr, SqlStr,
    SqliteConnection, Transaction, Type,
};
use std::ops::{Deref, DerefMut};

/// A named statement of a store; only [`statements!`](super::statements) makes one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Statement(&'static str);

impl Statement {
    /// A statement with that text; use [`statements!`](super::statements), which also lists it.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self(text)
    }

    /// The SQL.
    pub(crate) const fn text(self) -> &'static str {
        self.0
    }
}

/// A connection of either engine.
pub(crate) struct Conn(Inner);

enum Inner {
    Sqlite(PoolConnection<Sqlite>),
    SqliteTx(Transaction<'static, Sqlite>),
    Postgres(PoolConnection<Postgres>),
    PostgresTx(Transaction<'static, Postgres>),
}

enum Engine<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Conn {
    pub(super) const fn sqlite(connection: PoolConnection<Sqlite>) -> Self {
        Self(Inner::Sqlite(connection))
    }

    pub(super) const fn postgres(connection: PoolConnection<Postgres>) -> Self {
        Self(Inner::Postgres(connection))
    }

    /// A statement, ready to have its parameters bound.
    pub(crate) fn sql(&mut self, statement: Statement) -> Sql<'_> {
        Sql::new(self.engine(), statement.text().into_sql_str())
    }

    /// A statement put together by [`rows`](super::rows) from constant parts.
    pub(super) fn assembled(&mut self, text: String) -> Sql<'_> {
        Sql::new(self.engine(), AssertSqlSafe(text).into_sql_str())
    }

    /// Asks the engine whether it understands the statement, without running it.
    pub(super) async fn prepare(&mut self, statement: Statement) -> Result<(), DbError> {
        self.prepare_text(statement.text().into_sql_str()).await
    }

    /// The same for a statement put together by [`rows`](super::rows).
    pub(super) async fn prepare_assembled(&mut self, text: String) -> Result<(), DbError> {
        self.prepare_text(AssertSqlSafe(text).into_sql_str()).await
    }

    async fn prepare_text(&mut self, text: SqlStr) -> Result<(), DbError> {
        let prepared = match self.engine() {
            Engine::Sqlite(connection) => connection.prepare(text.clone()).await.map(drop),
            Engine::Postgres(connection) => connection.prepare(text.clone()).await.map(drop),
        };
        prepared.map_err(|error| DbError::Statement {
            statement: text.as_str().to_owned(),
            reason: error.to_string(),
        })
    }

    /// How this engine takes a list of rows.
    pub(super) const fn list_form(&self) -> ListForm {
        match self.0 {
            Inner::Sqlite(_) | Inner::SqliteTx(_) => ListForm::Json,
            Inner::Postgres(_) | Inner::PostgresTx(_) => ListForm::Arrays,
        }
    }

    fn engine(&mut self) -> Engine<'_> {
        match &mut self.0 {
            Inner::Sqlite(connection) => Engine::Sqlite(connection),
            Inner::SqliteTx(transaction) => Engine::Sqlite(transaction),
            Inner::Postgres(connection) => Engine::Postgres(connection),
            Inner::PostgresTx(transaction) => Engine::Postgres(transaction),
        }
    }
}

/// A transaction that may write; rolled back unless committed.
pub(crate) struct Tx(Conn);

impl Tx {
    pub(super) const fn sqlite(transaction: Transaction<'static, Sqlite>) -> Self {
        Self(Conn(Inner::SqliteTx(transaction)))
    }

    pub(super) const fn postgres(transaction: Transaction<'static, Postgres>) -> Self {
        Self(Conn(Inner::PostgresTx(transaction)))
    }

    /// Makes everything durable; when this returns, a power cut loses nothing of it.
    ///
    /// # Errors
    /// The outcome is then unknown: the commit may or may not have happened.
    pub(crate) async fn commit(self) -> Result<(), DbError> {
        match self.0.0 {
            Inner::SqliteTx(transaction) => transaction.commit().await?,
            Inner::PostgresTx(transaction) => transaction.commit().await?,
            // A Tx is only ever made from a transaction.
            Inner::Sqlite(_) | Inner::Postgres(_) => {}
        }
        Ok(())
    }
}

impl Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}

/// A row type that both engines can fill; any `#[derive(FromRow)]` struct is one.
pub(crate) trait Row:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<R> Row for R where R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{}

/// A statement with the parameters bound so far.
#[must_use = "a statement does nothing until it is run"]
pub(crate) struct Sql<'c> {
    bound: Bound<'c>,
    text: SqlStr,
    failed: Option<sqlx::error::BoxDynError>,
}

enum Bound<'c> {
    Sqlite(&'c mut SqliteConnection, SqliteArguments),
    Postgres(&'c mut PgConnection, PgArguments),
}

impl<'c> Sql<'c> {
    fn new(engine: Engine<'c>, text: SqlStr) -> Self {
        let bound = match engine {
            Engine::Sqlite(connection) => Bound::Sqlite(connection, SqliteArguments::default()),
            Engine::Postgres(connection) => Bound::Postgres(connection, PgArguments::default()),
        };
        Self {
            bound,
            text,
            failed: None,
        }
    }

    /// Binds the next parameter.
    pub(crate) fn bind<'q, T>(mut self, value: T) -> Self
    where
        T: Encode<'q, Sqlite> + Type<Sqlite> + Encode<'q, Postgres> + Type<Postgres>,
    {
        let added = match &mut self.bound {
            Bound::Sqlite(_, arguments) => arguments.add(value),
            Bound::Postgres(_, arguments) => arguments.add(value),
        };
        if let Err(error) = added {
            self.failed.get_or_insert(error);
        }
        self
    }

    /// Binds a list of rows, in the form that its engine takes.
    pub(super) fn bind_list(mut self, list: List<'_>) -> Self {
        let added = match (&mut self.bound, list) {
            (Bound::Sqlite(_, arguments), List::Json(document)) => arguments.add(document),
            (Bound::Postgres(_, arguments), List::Arrays(columns)) => columns
                .into_iter()
                .try_for_each(|column| column.add_to(arguments)),
            _ => Err("a list in the form of another engine".into()),
        };
        if let Err(error) = added {
            self.failed.get_or_insert(error);
        }
        self
    }

    fn checked(self) -> Result<(Bound<'c>, SqlStr), DbError> {
        match self.failed {
            Some(error) => Err(sqlx::Error::Encode(error).into()),
            None => Ok((self.bound, self.text)),
        }
    }

    /// Runs it and tells how many rows it changed.
    pub(crate) async fn run(self) -> Result<u64, DbError> {
        let (bound, text) = self.checked()?;
        Ok(match bound {
            Bound::Sqlite(connection, arguments) => sqlx::query_with(text, arguments)
                .execute(connection)
                .await?
                .rows_affected(),
            Bound::Postgres(connection, arguments) => sqlx::query_with(text, arguments)
                .execute(connection)
                .await?
                .rows_affected(),
        })
    }

    /// The row, if there is one.
    pub(crate) async fn optional<R: Row>(self) -> Result<Option<R>, DbError> {
        let (bound, text) = self.checked()?;
        Ok(match bound {
            Bound::Sqlite(connection, arguments) => {
                sqlx::query_as_with(text, arguments)
                    .fetch_optional(connection)
                    .await?
            }
            Bound::Postgres(connection, arguments) => {
                sqlx::query_as_with(text, arguments)
                    .fetch_optional(connection)
                    .await?
            }
        })
    }

    /// The row, which must be there.
    pub(crate) async fn one<R: Row>(self) -> Result<R, DbError> {
        self.optional()
            .await?
            .ok_or_else(|| sqlx::Error::RowNotFound.into())
    }

    /// All rows.
    pub(crate) async fn all<R: Row>(self) -> Result<Vec<R>, DbError> {
        let (bound, text) = self.checked()?;
        Ok(match bound {
            Bound::Sqlite(connection, arguments) => {
                sqlx::query_as_with(text, arguments)
                    .fetch_all(connection)
                    .await?
            }
            Bound::Postgres(connection, arguments) => {
                sqlx::query_as_with(text, arguments)
                    .fetch_all(connection)
                    .await?
            }
        })
    }
}
