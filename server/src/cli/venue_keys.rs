//! `shusseki venue-keys`: the keys with which a society's codes are made.

use super::{CliError, Settings, open};
use crate::app::{App, StartError, Tenant};
use crate::audit::action::VENUE_KEY_ROTATED;
use crate::audit::{Actor, Deed, Subject, record};
use crate::config::Config;
use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(super) enum VenueKeysCommand {
    /// Make a new key; codes of the old one live until their end.
    Rotate(VenueKeysArgs),
    /// Print the key ring, for `qr-tools` on a laptop without a network. Keep it secret.
    Export(VenueKeysArgs),
}

#[derive(Debug, Args)]
pub(super) struct VenueKeysArgs {
    /// The society's slug.
    #[arg(long)]
    society: String,
    #[command(flatten)]
    settings: Settings,
}

/// Carries such a command out.
pub(super) async fn run(command: VenueKeysCommand) -> Result<(), CliError> {
    let (VenueKeysCommand::Rotate(args) | VenueKeysCommand::Export(args)) = &command;
    let config = Config::load(args.settings.config.as_deref())?;
    let app = open(config).await?;
    let tenant = app
        .societies
        .get(&args.society)
        .ok_or_else(|| CliError::NoSociety(args.society.clone()))?;
    match &command {
        VenueKeysCommand::Rotate(_) => rotate(&app, &tenant).await?,
        VenueKeysCommand::Export(_) => export(&app, &tenant).await?,
    }
    app.finish().await;
    Ok(())
}

async fn rotate(app: &App, tenant: &Tenant) -> Result<(), CliError> {
    let (mut tx, now) = (app.db.write().await?, app.clock.now());
    let rotated = app.key_rings.rotate(&mut tx, &tenant.society, now).await;
    let key = rotated.map_err(StartError::from)?;
    let deed = Deed {
        actor: Actor::System,
        action: VENUE_KEY_ROTATED,
        subject: Subject::of_society("venue-key", key),
        before: None,
        after: None,
        why: None,
    };
    record(&mut tx, tenant, now, &deed).await?;
    tx.commit().await?;
    println!("Key {key} mints from now on; codes of the keys before it live until their end.");
    Ok(())
}

async fn export(app: &App, tenant: &Tenant) -> Result<(), CliError> {
    let mut conn = app.db.read().await?;
    let ring = app.key_rings.read(&mut conn, &tenant.society).await;
    let ring = ring.map_err(StartError::from)?;
    println!("{}", serde_json::to_string_pretty(&ring)?);
    Ok(())
}
