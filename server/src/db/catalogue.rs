//! Every statement of the server, so that each can be prepared on each engine.
//!
//! A store that is missing here has an unused `STATEMENTS` list, which the compiler reports.

use super::rows::ManyRows;
use super::{Db, DbError, Statement};
use crate::{accounts, check_in, credits, members, operations, programme};

const STORES: &[&[Statement]] = &[
    accounts::store::STATEMENTS,
    members::store::STATEMENTS,
    programme::store::STATEMENTS,
    programme::writes::STATEMENTS,
    check_in::store::STATEMENTS,
    credits::store::STATEMENTS,
    operations::STATEMENTS,
];

const MANY_ROWS: &[&[ManyRows]] = &[check_in::store::MANY_ROWS, credits::store::MANY_ROWS];

impl Db {
    /// Prepares every statement and tells how many there are: what only one engine understands
    /// is found before a member meets it.
    ///
    /// # Errors
    /// The first statement that the engine refuses.
    pub(crate) async fn prepare_all(&self) -> Result<usize, DbError> {
        let mut conn = self.read().await?;
        let mut prepared = 0;
        for statement in STORES.iter().copied().flatten() {
            conn.prepare(*statement).await?;
            prepared += 1;
        }
        for rows in MANY_ROWS.iter().copied().flatten() {
            conn.prepare_assembled(rows.text(2)).await?;
            prepared += 1;
        }
        Ok(prepared)
    }
}
