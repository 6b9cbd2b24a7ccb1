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

impl Table {
    /// Adds the figures of an engine at a number of connections.
    pub(crate) fn row(
        &mut self,
        engine: Engine,
        connections: usize,
        ceiling: &Measured,
        check_ins: &Measured,
        naive: &Measured,
    ) {
        self.rows.push(format!(
            "{:<9} {connections:>5} {:>9.0} {:>9.0} {:>7} {:>7} {:>8.0} {:>8.2} {:>8.1}",
            format!("{engine:?}"),
            ceiling.per_second,
            check_ins.per_second,
            milliseconds(check_ins.median),
            milliseconds(check_ins.p99),
            naive.per_second,
            check_ins.per_second / ceiling.per_second,
            check_ins.per_second / naive.per_second,
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
            "{:<9} {:>5} {:>9} {:>9} {:>7} {:>7} {:>8} {:>8} {:>8}",
            "engine",
            "conns",
            "ceiling/s",
            "check-in/s",
            "p50",
            "p99",
            "naive/s",
            "/ceiling",
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
