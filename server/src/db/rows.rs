//! Statements over many rows at once: inserts of a list, and joins with one.
//!
//! A list is handed over in one parameter on SQLite (a JSON document) and in one a column on
//! PostgreSQL (arrays). So the text is the same for any number of rows, and stays prepared.

use super::conn::{Row, Sql};
use super::list::{Kind, List, ListForm, Value};
use super::{Conn, DbError};
use shusseki_core::ids::SocietySlug;
use std::fmt::Write as _;

/// A statement that reads its rows from the list `given`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ManyRows {
    /// The columns of `given`, in order.
    pub(crate) columns: &'static [(&'static str, Kind)],
    /// The statement.
    pub(crate) text: &'static str,
}

impl ManyRows {
    /// The text for an engine: where the list comes from, and the statement that reads it.
    pub(super) fn text(&self, form: ListForm) -> String {
        let mut names = String::new();
        let mut values = String::new();
        for (place, (name, kind)) in self.columns.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            // Writing to a String can't fail.
            let _ = write!(names, "{comma}{name}");
            let _ = match form {
                ListForm::Json if *kind == Kind::Bytes => {
                    write!(values, "{comma}unhex(item->>{place})")
                }
                ListForm::Json => write!(values, "{comma}item->>{place}"),
                ListForm::Arrays => write!(values, "{comma}${}::{}[]", place + 1, kind.name()),
            };
        }
        let text = self.text;
        match form {
            // Not MATERIALIZED, each column of an item would have the whole item written out again.
            ListForm::Json => format!(
                "WITH list AS MATERIALIZED (SELECT value AS item FROM json_each($1)), \
                 given ({names}) AS (SELECT {values} FROM list) {text}"
            ),
            ListForm::Arrays => {
                format!("WITH given ({names}) AS (SELECT * FROM UNNEST({values})) {text}")
            }
        }
    }

    /// Runs the statement over all `items` and tells how many rows it changed.
    ///
    /// # Errors
    /// As the engine says; the transaction should then be abandoned.
    pub(crate) async fn run<T, const N: usize>(
        &self,
        conn: &mut Conn,
        items: &[T],
        row: impl for<'a> Fn(&'a T) -> [Value<'a>; N],
    ) -> Result<usize, DbError> {
        if items.is_empty() {
            return Ok(0);
        }
        let changed = self.bound(conn, items, row)?.run().await?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    /// Runs the statement over all `items` and gathers the rows it returns.
    ///
    /// # Errors
    /// As the engine says; the transaction should then be abandoned.
    pub(crate) async fn all<T, R: Row, const N: usize>(
        &self,
        conn: &mut Conn,
        items: &[T],
        row: impl for<'a> Fn(&'a T) -> [Value<'a>; N],
    ) -> Result<Vec<R>, DbError> {
        if items.is_empty() {
            return Ok(Vec::new());
        }
        self.bound(conn, items, row)?.all().await
    }

    fn bound<'c, T, const N: usize>(
        &self,
        conn: &'c mut Conn,
        items: &[T],
        row: impl for<'a> Fn(&'a T) -> [Value<'a>; N],
    ) -> Result<Sql<'c>, DbError> {
        let form = conn.list_form();
        let list = List::new(form, self.columns, items.iter().map(row));
        let list = list.map_err(sqlx::Error::Encode)?;
        Ok(conn.assembled(self.text(form)).bind_list(list))
    }
}

/// The row of a list that names something of a society by its id or number.
pub(crate) fn keyed(society: &SocietySlug, key: &impl ToString) -> [Value<'static>; 2] {
    [society.as_str().to_owned().into(), key.to_string().into()]
}

#[cfg(test)]
mod tests {
    use super::ManyRows;
    use crate::db::list::{Kind, ListForm};

    #[test]
    fn an_engine_is_given_the_list_as_it_takes_it() {
        let rows = ManyRows {
            columns: &[("a", Kind::Text), ("b", Kind::Bytes)],
            text: "INSERT INTO t SELECT a, b FROM given",
        };
        assert_eq!(
            rows.text(ListForm::Json),
            "WITH list AS MATERIALIZED (SELECT value AS item FROM json_each($1)), \
             given (a, b) AS (SELECT item->>0, unhex(item->>1) FROM list) \
             INSERT INTO t SELECT a, b FROM given"
        );
        assert_eq!(
            rows.text(ListForm::Arrays),
            "WITH given (a, b) AS (SELECT * FROM UNNEST($1::TEXT[], $2::BYTEA[])) \
             INSERT INTO t SELECT a, b FROM given"
        );
    }
}
