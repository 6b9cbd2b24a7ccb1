//! Fills an empty database, in one transaction: an interrupted seed leaves nothing.

use super::event_day::{self, tenant};
use super::history::{self, Register};
use super::notices;
use super::people::{crowd, crowd_holding, member_of, staff_role};
use super::profiles::{self, Desk};
use super::scenario::{Account, DoorState, HoldingPlan, People, Scenario};
use super::{DemoError, stored_hash};
use super::{cases, merge};
use super::{logins, office};
use crate::accounts::first_login::store as first_login;
use crate::accounts::store::{set_password, set_temporary};
use crate::app::{App, Tenant};
use crate::credits::holdings::insert_holding;
use crate::db::Tx;
use crate::members::Member;
use crate::members::store::{insert, insert_role};
use jiff::{SignedDuration, Timestamp};
use shusseki_core::calendar::day_of;
use shusseki_core::credit::{History, Holder};
use shusseki_core::ids::{HoldingId, MemberId, MemberNumber, SocietySlug};
use std::collections::HashMap;
use tokio::task::JoinSet;

/// Password hashes, by whose they are.
type Hashes = HashMap<(SocietySlug, MemberNumber), String>;

/// Fills the database with all societies.
///
/// # Errors
/// Nothing was stored then.
pub(super) async fn all(
    app: &App,
    scenarios: &[Scenario],
    people: &People,
) -> Result<(), DemoError> {
    let hashes = hash_all(app, scenarios).await?;
    let now = app.clock.now();
    let profiles = profiles::shipped()?;
    let mut tx = app.db.write().await?;
    for (which, scenario) in scenarios.iter().enumerate() {
        let tenant = tenant(app, scenario)?;
        let seed = Seed {
            app,
            tenant: &tenant,
            scenario,
            hashes: &hashes,
            now,
        };
        let crowd = crowd(scenario, people, which, &app.random)?;
        seed.society(&mut tx, &crowd).await?;
        if let Some(profiles) = profiles.get(&scenario.slug) {
            let desk = Desk {
                app,
                tenant: &tenant,
                now,
            };
            desk.register(&mut tx, profiles, &crowd).await?;
        }
        // After the offices held: they say whom some notices are for.
        notices::publish(&mut tx, (app, &tenant), scenario, now).await?;
        cases::open(&mut tx, (app, &tenant), scenario, now).await?;
        merge::ask(&mut tx, (app, &tenant), scenario, &crowd, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Hashes the passwords anew when they were hashed with another secret: the database was kept
/// and `secret.key` was not.
pub(super) async fn renew_passwords(app: &App, scenarios: &[Scenario]) -> Result<(), DemoError> {
    let mut conn = app.db.read().await?;
    let mut members = Vec::new();
    for scenario in scenarios {
        for account in everybody(scenario) {
            if let Some(row) = stored_hash(&mut conn, scenario, &account.number).await? {
                members.push((scenario, account, row));
            }
        }
    }
    drop(conn);
    if let Some((_, account, row)) = members.first()
        && app
            .passwords
            .verify(account.password.clone(), Some(row.hash.clone()))
            .await?
    {
        return Ok(());
    }
    let hashes = hash_all(app, scenarios).await?;
    let mut tx = app.db.write().await?;
    for (scenario, account, row) in members {
        if let Some(hash) = hashes.get(&(scenario.slug.clone(), account.number.clone())) {
            let (slug, member, now) = (&scenario.slug, row.member_id, app.clock.now());
            match row.temporary_until {
                Some(until) => {
                    set_temporary(&mut tx, slug, member, hash, now, until.0).await?;
                }
                None => set_password(&mut tx, slug, member, hash, now).await?,
            }
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Everybody whose password is told.
fn everybody(scenario: &Scenario) -> impl Iterator<Item = &Account> {
    let all = scenario.accounts.iter().chain(&scenario.newcomers);
    all.filter(|account| !account.password.is_empty())
}

async fn hash_all(app: &App, scenarios: &[Scenario]) -> Result<Hashes, DemoError> {
    let mut hashing = JoinSet::new();
    for scenario in scenarios {
        for account in everybody(scenario) {
            let (passwords, password) = (app.passwords.clone(), account.password.clone());
            let whose = (scenario.slug.clone(), account.number.clone());
            hashing.spawn(async move { passwords.hash(password).await.map(|hash| (whose, hash)) });
        }
    }
    let mut hashes = Hashes::new();
    while let Some(hashed) = hashing.join_next().await {
        let (whose, hash) = hashed??;
        hashes.insert(whose, hash);
    }
    Ok(hashes)
}

struct Seed<'a> {
    app: &'a App,
    tenant: &'a Tenant,
    scenario: &'a Scenario,
    hashes: &'a Hashes,
    now: Timestamp,
}

impl Seed<'_> {
    async fn society(&self, tx: &mut Tx, crowd: &[Member]) -> Result<(), DemoError> {
        let former = history::sessions(self.scenario, day_of(self.now), &self.app.random)?;
        history::store(tx, self.scenario, &former).await?;
        let newest = u32::try_from(former.len()).unwrap_or(u32::MAX);
        let running =
            event_day::add(self.app, tx, self.tenant, self.scenario, newest, self.now).await?;
        let mut accounts = Vec::new();
        let mut register = Register::new(&self.tenant.society, self.app);
        for account in &self.scenario.accounts {
            let member = member_of(account, &self.app.random)?;
            self.account(tx, &member).await?;
            register.account(account, &member, &former, self.now)?;
            accounts.push((account.role, member));
        }
        for account in &self.scenario.newcomers {
            self.newcomer(tx, account).await?;
        }
        office::fill(tx, self.tenant, &accounts, self.now).await?;
        logins::fill(tx, &self.app.random, self.tenant, &accounts, self.now).await?;
        for (place, member) in crowd.iter().enumerate() {
            insert(tx, self.tenant.slug(), member).await?;
            if let Some(plan) = crowd_holding(self.scenario, place) {
                self.hold(tx, member.id, &plan).await?;
            }
        }
        register.crowd(crowd, &former);
        event_day::fill_halls(&mut register, self.scenario, &running, crowd, self.now)?;
        register.store(tx).await
    }

    async fn account(&self, tx: &mut Tx, member: &Member) -> Result<(), DemoError> {
        let slug = self.tenant.slug();
        let mut accounts = self.scenario.accounts.iter();
        let account = accounts.find(|account| account.number == member.number);
        let hash = self.hashes.get(&(slug.clone(), member.number.clone()));
        let (Some(account), Some(hash)) = (account, hash) else {
            return Err(DemoError::Data(format!(
                "{} has no password",
                member.number
            )));
        };
        insert(tx, slug, member).await?;
        set_password(tx, slug, member.id, hash, self.now).await?;
        if let Some(role) = staff_role(account.role) {
            insert_role(tx, slug, member.id, role).await?;
        }
        for plan in &account.holdings {
            self.hold(tx, member.id, plan).await?;
        }
        Ok(())
    }

    /// A member with something to do at the door.
    async fn newcomer(&self, tx: &mut Tx, account: &Account) -> Result<(), DemoError> {
        let (slug, now) = (self.tenant.slug(), self.now);
        let member = member_of(account, &self.app.random)?;
        insert(tx, slug, &member).await?;
        let Some(hash) = self.hashes.get(&(slug.clone(), member.number.clone())) else {
            return Ok(());
        };
        let days = |count: u16| SignedDuration::from_hours(24 * i64::from(count));
        match account.door {
            DoorState::TemporaryPassword => {
                let policy = self
                    .tenant
                    .society
                    .first_login
                    .temporary
                    .unwrap_or_default();
                set_temporary(tx, slug, member.id, hash, now, now + days(policy.days)).await?;
            }
            DoorState::FirstLogin => {
                set_password(tx, slug, member.id, hash, now).await?;
                let within = self.tenant.society.first_login.confirm_profile_days;
                let by = within.map(|within| day_of(now + days(within)));
                first_login::begin(tx, slug, member.id, now, by).await?;
            }
            DoorState::ReminderDue => {
                let ago = self
                    .tenant
                    .society
                    .password
                    .remind_days()
                    .unwrap_or_default();
                set_password(tx, slug, member.id, hash, now - days(ago + 1)).await?;
            }
            DoorState::Regular | DoorState::ByReset => {}
        }
        Ok(())
    }

    async fn hold(
        &self,
        tx: &mut Tx,
        member: MemberId,
        plan: &HoldingPlan,
    ) -> Result<(), DemoError> {
        let mistake = || DemoError::Data(format!("nobody can hold {}", plan.certification));
        let certification = self
            .tenant
            .society
            .certification(&plan.certification)
            .ok_or_else(mistake)?;
        let period = plan
            .period(certification, day_of(self.now))
            .ok_or_else(mistake)?;
        let holder = Holder {
            certification: certification.key.clone(),
            number: certification.number_format.number(plan.year, plan.serial),
            period,
            renewed_on: plan.renewed.then_some(period.first),
            history: History {
                renewals: u32::from(plan.renewed),
                ..History::default()
            },
        };
        let id = HoldingId::new(self.app.random.uuid()?);
        insert_holding(tx, self.tenant.slug(), id, member, &holder).await?;
        Ok(())
    }
}
