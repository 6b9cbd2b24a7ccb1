//! `shusseki mail`: what mail servers report.

use super::{CliError, Settings, open};
use crate::config::Config;
use crate::mail::returned::{Noted, Report, note, read};
use clap::{Args, Subcommand};
use std::io::Read as _;

/// Bytes of a report that are read; what it returns of the mail may be cut off.
const REPORT_AT_MOST: u64 = 1 << 20;

#[derive(Debug, Subcommand)]
pub(super) enum MailCommand {
    /// Note a mail that came back: reads a mail server's report (RFC 3464) from standard input, as an
    /// alias of the sender's address hands it over.
    Returned(ReturnedArgs),
}

#[derive(Debug, Args)]
pub(super) struct ReturnedArgs {
    #[command(flatten)]
    settings: Settings,
}

/// Carries a command out.
pub(super) async fn run(command: MailCommand) -> Result<(), CliError> {
    let MailCommand::Returned(args) = command;
    let mut message = Vec::new();
    let input = std::io::stdin()
        .take(REPORT_AT_MOST)
        .read_to_end(&mut message);
    input.map_err(CliError::Input)?;
    let (mail, said) = match read(&message) {
        Report::Returned { mail, said } => (mail, said),
        Report::NotYet => {
            println!("The report gives no mail up; nothing to note.");
            return Ok(());
        }
        Report::Other => {
            println!("This is no report on a mail; nothing to note.");
            return Ok(());
        }
    };
    let app = open(Config::load(args.settings.config.as_deref())?).await?;
    let noted = note(&app, &mail, &said).await;
    app.finish().await;
    match noted? {
        Noted::Returned(society) => println!("{society}: mail {mail} came back: {said}"),
        Noted::Before(society) => println!("{society}: mail {mail} was settled before."),
        Noted::NotOurs => println!("No society of this installation has a mail {mail}."),
        Noted::TooEarly(society) => return Err(CliError::NotSentYet { society, mail }),
    }
    Ok(())
}
