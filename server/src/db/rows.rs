//! Statements over many rows at once: `INSERT … VALUES (…), (…)` and joins with a list of keys.

use super::conn::{Row, Sql};
use super::{Conn, DbError};
use std::fmt::Write as _;

/// A statement with a list of rows in its middle: `before` VALUES-list `after`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ManyRows {
    /// What stands before the list of rows, `VALUES` included.
    pub(crate) before: &'static str,
    /// How many values a row has.
    pub(crate) columns: usize,
    /// What stands after the list.
    pub(crate) after: &'static str,
}

/// Rows a statement, at most.
const MOST_ROWS: usize = 256;

/// How an engine writes a parameter in a long list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placeholder {
    /// `$1`, `$2`: PostgreSQL's only form.
    Numbered,
    /// `?`: SQLite keeps the names of numbered ones in a list that binding walks through for each,
    /// which makes a thousand of them a million steps.
    InOrder,
}

impl ManyRows {
    /// The text for that many rows.
    pub(super) fn text(&self, rows: usize, placeholder: Placeholder) -> String {
        let mut text =
            String::with_capacity(self.before.len() + self.after.len() + rows * self.columns * 6);
        text.push_str(self.before);
        let mut parameter = 0;
        for row in 0..rows {
            text.push_str(if row == 0 { " (" } else { ", (" });
            for column in 0..self.columns {
                parameter += 1;
                let comma = if column == 0 { "" } else { ", " };
                // Writing to a String can't fail.
                let _ = match placeholder {
                    Placeholder::Numbered => write!(text, "{comma}${parameter}"),
                    Placeholder::InOrder => write!(text, "{comma}?"),
                };
            }
            text.push(')');
        }
        text.push(' ');
        text.push_str(self.after);
        text
    }

    /// Runs the statement over all `items` and gathers the rows it returns.
    ///
    /// A list is filled up to a power of two with its last item, so that the engines meet only a
    /// handful of different statements and keep them prepared. The statement must not mind an
    /// item that comes twice: `SELECT DISTINCT`, `ON CONFLICT DO NOTHING`.
    ///
    /// # Errors
    /// As the engine says; the transaction should then be abandoned.
    pub(crate) async fn all<T, R: Row>(
        &self,
        conn: &mut Conn,
        items: &[T],
        bind: impl for<'c> Fn(Sql<'c>, &T) -> Sql<'c>,
    ) -> Result<Vec<R>, DbError> {
        let mut returned = Vec::new();
        for chunk in items.chunks(MOST_ROWS) {
            let rows = chunk.len().next_power_of_two();
            let mut sql = conn.assembled(self.text(rows, conn.placeholder()));
            for item in filled_up(chunk, rows) {
                sql = bind(sql, item);
            }
            returned.extend(sql.all::<R>().await?);
        }
        Ok(returned)
    }
}

/// The items, and the last of them again until there are that many.
fn filled_up<T>(items: &[T], count: usize) -> impl Iterator<Item = &T> {
    let last = items.last().into_iter().cycle();
    items.iter().chain(last).take(count)
}

#[cfg(test)]
mod tests {
    use super::{ManyRows, Placeholder, filled_up};

    #[test]
    fn numbers_the_parameters_through_all_rows() {
        let rows = ManyRows {
            before: "INSERT INTO t (a, b) VALUES",
            columns: 2,
            after: "RETURNING a",
        };
        assert_eq!(
            rows.text(2, Placeholder::Numbered),
            "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) RETURNING a"
        );
        assert_eq!(
            rows.text(2, Placeholder::InOrder),
            "INSERT INTO t (a, b) VALUES (?, ?), (?, ?) RETURNING a"
        );
    }

    #[test]
    fn a_list_is_filled_up_with_its_last_item() {
        let filled: Vec<_> = filled_up(&[1, 2, 3], 4).copied().collect();
        assert_eq!(filled, [1, 2, 3, 3]);
        assert_eq!(filled_up::<u8>(&[], 4).count(), 0);
    }
}
