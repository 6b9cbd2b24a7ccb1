//! `shusseki credits`: what looks after a society's ledger of credits.

use super::{CliError, Settings, open};
use crate::config::Config;
use crate::credits::ledger::import::import;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum CreditsCommand {
    /// Import credits from a CSV file: all rows or none; twice the same file adds nothing.
    Import(ImportArgs),
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// The file (UTF-8 or Shift_JIS); its first line names the columns: 会員番号, 日付, 活動, 大会名, and
    /// perhaps 役割, 単位, 時間, セッション名, 主催, コード, プログラム, 証明.
    file: PathBuf,
    /// The society's slug.
    #[arg(long)]
    society: String,
    /// Only say what would be imported.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    settings: Settings,
}

/// Carries a command out.
pub(super) async fn run(command: CreditsCommand) -> Result<(), CliError> {
    let CreditsCommand::Import(args) = command;
    let content = std::fs::read(&args.file).map_err(|cause| CliError::File {
        path: args.file.clone(),
        cause,
    })?;
    let app = open(Config::load(args.settings.config.as_deref())?).await?;
    let society = app.societies.get(&args.society);
    let tenant = society.ok_or_else(|| CliError::NoSociety(args.society.clone()))?;
    let report = import(&app, &tenant, &content, args.dry_run).await?;
    let (would, were) = if args.dry_run {
        ("Nothing was imported: this was only tried. ", "would be")
    } else {
        ("", "were")
    };
    println!(
        "{would}Of {} rows, {} {were} added to the ledger, {} had been there before, {} repeat another row.",
        report.rows, report.added, report.known, report.repeated
    );
    app.finish().await;
    Ok(())
}
