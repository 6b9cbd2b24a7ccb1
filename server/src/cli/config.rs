//! `shusseki config`: whether the settings can be used, and what they are.

use super::database::without_password;
use super::{CliError, Settings};
use crate::app::StartError;
use crate::config::Config;
use crate::mail::smtp::Smtp;
use crate::mail::worker;
use crate::serve::ServeError;
use crate::societies::Societies;

/// Checks the settings and prints them.
pub(super) fn check(settings: &Settings) -> Result<(), CliError> {
    let config = Config::load(settings.config.as_deref())?;
    let societies = Societies::load(&config.societies).map_err(StartError::from)?;
    println!("The settings can be used:");
    println!("  public_url            {}", config.base_url());
    println!("  listen                {}", config.listen);
    match config.metrics_listen {
        Some(address) => println!("  metrics_listen        {address}"),
        None => println!("  metrics_listen        (none)"),
    }
    println!(
        "  database              {}",
        without_password(&config.database)
    );
    println!("  secret_file           {}", config.secret_file.display());
    let names: Vec<String> = societies
        .all()
        .map(|tenant| tenant.slug().to_string())
        .collect();
    println!("  societies             {}", names.join(", "));
    println!("  concurrent_requests   {}", config.concurrent_requests);
    println!("  access_token_minutes  {}", config.access_token_minutes);
    println!(
        "  staff_second_factor   {}",
        config.staff_second_factor.name()
    );
    print_mail(&config, &societies)?;
    if !config.is_https() {
        println!(
            "Warning: public_url is not https; passwords and cookies would travel in the open."
        );
    }
    Ok(())
}

/// How mail leaves, and of which societies it can't.
fn print_mail(config: &Config, societies: &Societies) -> Result<(), CliError> {
    let Some(mail) = &config.mail else {
        println!("  mail                  (not set up: mail waits in the outbox)");
        return Ok(());
    };
    // Whatever can't be used of it is found here rather than at the start.
    Smtp::new(mail, "localhost").map_err(ServeError::from)?;
    println!(
        "  mail                  {}:{} ({})",
        mail.host,
        mail.port(),
        mail.tls.name()
    );
    for tenant in societies.all() {
        if worker::sender(tenant, mail.sender.as_ref()).is_none() {
            println!(
                "Warning: mail of {} can't be sent: its definition has no mail address; give mail.sender.",
                tenant.slug()
            );
        }
    }
    Ok(())
}
