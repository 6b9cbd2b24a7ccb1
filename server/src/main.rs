//! Shusseki: attendance and credits of learned societies.
//!
//! ARCHITECTURE.md has the plan of the house and walks through a check-in.

mod accounts;
mod app;
mod audit;
mod check_in;
mod cli;
mod clock;
mod config;
mod credits;
mod db;
mod demo;
mod directory;
mod export;
mod import;
mod mail;
mod members;
mod notices;
mod office;
mod operations;
mod private;
mod programme;
mod router;
mod rules;
mod secret;
mod serve;
mod societies;
mod support;
mod web;

use clap::Parser as _;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match cli::run(cli::Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("shusseki: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
