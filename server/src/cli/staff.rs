//! `shusseki staff`: who works in a society's office. How a first admin comes in.

use super::{CliError, Settings, open};
use crate::accounts::login_url;
use crate::accounts::temporary::terminal::first_password;
use crate::audit::action::ROLE_GIVEN;
use crate::audit::{Actor, Deed, Subject, record};
use crate::config::Config;
use crate::members::{self, StaffRole, store};
use clap::{Args, Subcommand};
use serde_json::json;
use shusseki_core::ids::MemberNumber;

#[derive(Debug, Subcommand)]
pub(super) enum StaffCommand {
    /// Give a member a role in the office: how a server of your own gets its first admin.
    Add(AddArgs),
}

#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// The society's slug.
    #[arg(long)]
    society: String,
    /// The member's number.
    #[arg(long)]
    number: MemberNumber,
    /// The role.
    #[arg(long, value_parser = ["admin", "events", "finance", "reviewer", "scanner"])]
    role: String,
    #[command(flatten)]
    settings: Settings,
}

/// Carries a command out.
pub(super) async fn run(command: StaffCommand) -> Result<(), CliError> {
    let StaffCommand::Add(args) = command;
    let app = open(Config::load(args.settings.config.as_deref())?).await?;
    let society = app.societies.get(&args.society);
    let tenant = society.ok_or_else(|| CliError::NoSociety(args.society.clone()))?;
    let role = StaffRole::named(&args.role);
    let mut tx = app.db.write().await?;
    let member = members::by_number(&mut tx, tenant.slug(), &args.number).await?;
    let member = member.filter(members::Member::may_log_in);
    let (Some(member), Some(role)) = (member, role) else {
        return Err(CliError::NoMember(args.number));
    };
    let held = members::roles(&mut tx, tenant.slug(), member.id).await?;
    if held.contains(&role) {
        println!("{} has the role {} already.", args.number, args.role);
        return Ok(());
    }
    store::insert_role(&mut tx, tenant.slug(), member.id, role).await?;
    let deed = Deed {
        actor: Actor::System,
        action: ROLE_GIVEN,
        subject: Subject::member(member.id),
        before: None,
        after: Some(json!({ "role": role.name() })),
        why: None,
    };
    record(&mut tx, &tenant, app.clock.now(), &deed).await?;
    tx.commit().await?;
    println!("{} has the role {} from now on.", args.number, args.role);
    if let Some((password, until)) = first_password(&app, &tenant, &member).await? {
        println!(
            "There was no password yet. A temporary one, for one login until {until}: {password}"
        );
        println!("Log in at {}", login_url(&app, &tenant));
    }
    app.finish().await;
    Ok(())
}
