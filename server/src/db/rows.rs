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

/// Rows a statement, at most. The sizes in use are powers of two, so that the engines meet only
/// a handful of different statements and keep them prepared.
const MOST_ROWS: usize = 128;

impl ManyRows {
    /// The text for that many rows.
    pub(super) fn text(&self, rows: usize) -> String {
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
                let _ = write!(text, "{comma}${parameter}");
            }
            text.push(')');
        }
        text.push(' ');
        text.push_str(self.after);
        text
    }

    /// Runs the statement over all `items`, a slice at a time, and gathers the rows it returns.
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
        let mut rest = items;
        while !rest.is_empty() {
            let (slice, after) = rest.split_at(largest_power_of_two(rest.len()));
            rest = after;
            let mut sql = conn.assembled(self.text(slice.len()));
            for item in slice {
                sql = bind(sql, item);
            }
            returned.extend(sql.all::<R>().await?);
        }
        Ok(returned)
    }
}

fn largest_power_of_two(most: usize) -> usize {
    let mut size = MOST_ROWS;
    while size > most {
        size /= 2;
    }
    size
}

#[cfg(test)]
mod tests {
    use super::{ManyRows, largest_power_of_two};

    #[test]
    fn numbers_the_parameters_through_all_rows() {
        let rows = ManyRows {
            before: "INSERT INTO t (a, b) VALUES",
            columns: 2,
            after: "RETURNING a",
        };
        assert_eq!(
            rows.text(2),
            "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) RETURNING a"
        );
    }

    #[test]
    fn slices_are_powers_of_two_up_to_the_limit() {
        let sizes: Vec<usize> = [1, 2, 3, 127, 128, 500].map(largest_power_of_two).into();
        assert_eq!(sizes, [1, 2, 2, 64, 128, 128]);
    }
}
