//! `shusseki audit`: whether the audit log is as it was written.

use super::{CliError, Settings, open_migrated};
use crate::app::StartError;
use crate::audit::verify::{Noted, verify};
use crate::config::Config;
use crate::societies::Societies;
use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// Walk the audit log of every society, or of one, and name the first line that was altered,
    /// removed, inserted or moved.
    Verify(VerifyArgs),
}

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// The society's slug; all of them when absent.
    #[arg(long)]
    society: Option<String>,
    /// An end that an earlier run printed and that you kept elsewhere: it must still be in the log.
    #[arg(long, value_name = "LINE:DIGEST", requires = "society", value_parser = noted)]
    noted: Option<Noted>,
    #[command(flatten)]
    settings: Settings,
}

fn noted(text: &str) -> Result<Noted, &'static str> {
    let wrong = "write it as it was printed: 1234:0a1b…";
    let (line, digest) = text.split_once(':').ok_or(wrong)?;
    let is_digest = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    let line = line.parse().ok().filter(|line| *line > 0).ok_or(wrong)?;
    is_digest
        .then(|| Noted {
            line,
            digest: digest.to_ascii_lowercase(),
        })
        .ok_or(wrong)
}

/// Carries a command out.
pub(super) async fn run(command: AuditCommand) -> Result<(), CliError> {
    let AuditCommand::Verify(args) = command;
    let config = Config::load(args.settings.config.as_deref())?;
    let societies = Societies::load(&config.societies).map_err(StartError::from)?;
    let db = open_migrated(&config.database).await?;
    let wanted = |slug: &str| args.society.as_deref().is_none_or(|only| only == slug);
    let mut walked = 0;
    let mut broken = 0;
    for tenant in societies
        .all()
        .filter(|tenant| wanted(tenant.slug().as_str()))
    {
        walked += 1;
        let slug = tenant.slug();
        match verify(&mut db.read().await?, slug, args.noted.as_ref()).await? {
            Ok(end) if end.lines == 0 => println!("{slug}: the audit log is empty"),
            Ok(end) => println!(
                "{slug}: {} lines, each follows from the one before; the end is {}:{}",
                end.lines, end.lines, end.digest
            ),
            Err(found) => {
                broken += 1;
                println!("{slug}: {found}");
            }
        }
    }
    db.close().await;
    match (walked, broken) {
        (0, _) => Err(CliError::NoSociety(args.society.unwrap_or_default())),
        (_, 0) => Ok(()),
        _ => Err(CliError::AuditBroken(broken)),
    }
}

#[cfg(test)]
mod tests {
    use super::noted;

    #[test]
    fn an_end_is_read_as_it_was_printed() {
        let digest = "0A".repeat(32);
        let read = noted(&format!("12:{digest}")).unwrap();
        assert_eq!((read.line, read.digest), (12, "0a".repeat(32)));
        for wrong in [
            "",
            "12",
            "12:",
            "0:00",
            &format!("0:{digest}"),
            &format!("a:{digest}"),
        ] {
            assert!(noted(wrong).is_err(), "{wrong}");
        }
    }
}
