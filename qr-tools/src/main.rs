//! `qr-tools`: posters for the wall, and a look into what a code says.

mod cli;
mod exit;
mod inspect;
mod keys;
mod poster;
mod scan;
mod sessions_file;

use clap::Parser;
use cli::{Cli, Command};
use exit::{Failure, Status};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(status) => status.into(),
        Err(failure) => {
            eprintln!("qr-tools: {failure}");
            failure.status().into()
        }
    }
}

fn run(command: Command) -> Result<Status, Failure> {
    match command {
        Command::Poster(options) => poster::run(&options),
        Command::Inspect(options) => inspect::run(&options, now),
        Command::Scan(options) => scan::run(&options, now),
        Command::Keys(command) => keys::run(&command, now),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where this program reads the clock"
)]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}
