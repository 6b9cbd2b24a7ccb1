//! Every statement of the server, so that each can be prepared on each engine.
//!
//! A store that is missing here has an unused `STATEMENTS` list, which the compiler reports.

use super::rows::ManyRows;
use super::{Db, DbError, Statement};
use crate::{
    accounts, audit, check_in, credits, demo, directory, import, mail, members, notices, office,
    operations, programme, support,
};

const STORES: &[&[Statement]] = &[
    accounts::store::STATEMENTS,
    accounts::sessions::store::STATEMENTS,
    accounts::refresh::store::STATEMENTS,
    accounts::factors::store::STATEMENTS,
    accounts::passkeys::store::STATEMENTS,
    accounts::closed::STATEMENTS,
    accounts::confirm_again::STATEMENTS,
    accounts::first_login::store::STATEMENTS,
    accounts::links::STATEMENTS,
    accounts::temporary::store::STATEMENTS,
    accounts::slow_down::store::STATEMENTS,
    members::store::STATEMENTS,
    members::appointments::STATEMENTS,
    members::handover::STATEMENTS,
    members::planned::STATEMENTS,
    members::own_data::STATEMENTS,
    members::own_data::store::STATEMENTS,
    members::profile::store::STATEMENTS,
    members::requests::store::STATEMENTS,
    members::roster::store::STATEMENTS,
    directory::store::STATEMENTS,
    directory::quota::STATEMENTS,
    import::members::STATEMENTS,
    import::store::STATEMENTS,
    import::store::remembered::STATEMENTS,
    import::store::staged::STATEMENTS,
    import::store::stations::STATEMENTS,
    import::plans::counts::STATEMENTS,
    import::plans::listed::STATEMENTS,
    import::plans::undone::STATEMENTS,
    programme::store::STATEMENTS,
    programme::writes::STATEMENTS,
    check_in::handover::STATEMENTS,
    check_in::store::STATEMENTS,
    check_in::writes::STATEMENTS,
    credits::choices::STATEMENTS,
    credits::ledger::link::STATEMENTS,
    credits::ledger::waiting::STATEMENTS,
    credits::everybody::STATEMENTS,
    credits::facts::STATEMENTS,
    credits::handover::STATEMENTS,
    credits::holdings::STATEMENTS,
    credits::proofs::STATEMENTS,
    credits::store::STATEMENTS,
    audit::store::STATEMENTS,
    audit::search::STATEMENTS,
    mail::store::STATEMENTS,
    mail::office::STATEMENTS,
    office::merge::store::STATEMENTS,
    office::store::STATEMENTS,
    notices::facts::STATEMENTS,
    notices::handover::STATEMENTS,
    notices::mailing::store::STATEMENTS,
    notices::store::STATEMENTS,
    support::cases::store::STATEMENTS,
    operations::STATEMENTS,
    demo::store::STATEMENTS,
];

const MANY_ROWS: &[&[ManyRows]] = &[
    check_in::look_up::MANY_ROWS,
    check_in::writes::MANY_ROWS,
    credits::store::MANY_ROWS,
    credits::earning::MANY_ROWS,
    audit::store::MANY_ROWS,
    members::roster::store::MANY_ROWS,
    credits::planned::MANY_ROWS,
    directory::many::MANY_ROWS,
    import::store::staged::MANY_ROWS,
    import::plans::MANY_ROWS,
    import::plans::known::MANY_ROWS,
    import::plans::undone::MANY_ROWS,
    members::planned::MANY_ROWS,
];

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
            conn.prepare_assembled(rows.text(conn.list_form())).await?;
            prepared += 1;
        }
        Ok(prepared)
    }
}

#[cfg(test)]
mod tests {
    use crate::db::Db;
    use shusseki_tests::engines;

    engines! {
        async fn every_statement_is_understood(engine) {
            let folder = tempfile::tempdir().unwrap();
            let db = Db::open(&engine.fresh_database(folder.path()).await).await.unwrap();
            db.migrate().await.unwrap();
            let prepared = db.prepare_all().await.unwrap();
            assert!(prepared > 30, "only {prepared} statements are in the catalogue");
        }

        async fn migrating_twice_changes_nothing(engine) {
            let folder = tempfile::tempdir().unwrap();
            let db = Db::open(&engine.fresh_database(folder.path()).await).await.unwrap();
            db.migrate().await.unwrap();
            db.migrate().await.unwrap();
            let mut conn = db.read().await.unwrap();
            let newest = crate::operations::newest_applied(&mut conn).await.unwrap();
            assert_eq!(newest, Some(shusseki_migrations::newest()));
        }
    }
}
