//! The table of a run.

use crate::load::Measured;
use shusseki_tests::Engine;
use std::time::Duration;

/// Rows as they come in.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<String>,
    memory: Vec<String>,
}

/// The figures of an engine at a number of connections.
pub(crate) struct Row {
    pub(crate) engine: Engine,
    pub(crate) connections: usize,
    /// The route without a database.
    pub(crate) no_database: Measured,
    /// The route up to a code that is refused.
    pub(crate) refused: Measured,
    pub(crate) check_ins: Measured,
    pub(crate) naive: Measured,
}

impl Table {
    /// Adds a row.
    pub(crate) fn row(&mut self, row: &Row) {
        let check_ins = &row.check_ins;
        let share = |of: &Measured| check_ins.per_second / of.per_second;
        self.rows.push(format!(
            "{:<9} {:>5} {:>10.0} {:>7} {:>7} {:>8.0} {:>9.0} {:>8.0} {:>7.2} {:>9.2} {:>7.1}",
            format!("{:?}", row.engine),
            row.connections,
            check_ins.per_second,
            milliseconds(check_ins.median),
            milliseconds(check_ins.p99),
            row.no_database.per_second,
            row.refused.per_second,
            row.naive.per_second,
            share(&row.no_database),
            share(&row.refused),
            share(&row.naive),
        ));
    }

    /// Adds the memory of the server.
    pub(crate) fn memory(&mut self, engine: Engine, at_rest: u64, peak: u64) {
        self.memory.push(format!(
            "Resident memory on {engine:?}: {at_rest} MB at rest, {peak} MB at the most"
        ));
    }

    /// Prints everything.
    pub(crate) fn print(&self) {
        println!("Durable check-ins, release build, client on the same machine");
        println!(
            "{:<9} {:>5} {:>10} {:>7} {:>7} {:>8} {:>9} {:>8} {:>7} {:>9} {:>7}",
            "engine",
            "conns",
            "check-in/s",
            "p50",
            "p99",
            "no-db/s",
            "refused/s",
            "naive/s",
            "/no-db",
            "/refused",
            "/naive"
        );
        for row in &self.rows {
            println!("{row}");
        }
        for line in &self.memory {
            println!("{line}");
        }
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}ms", time.as_secs_f64() * 1e3)
}
