//! What the members of the demo have registered, who lets himself or herself be found, and what
//! offices they hold.

use super::DemoError;
use crate::app::{App, Tenant};
use crate::audit::Actor;
use crate::db::Tx;
use crate::members::appointments::{self, Appointment};
use crate::members::profile::{self, Change, store};
use crate::members::requests::{self, Asked};
use crate::members::{Member, store as members};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde::Deserialize;
use shusseki_core::calendar::day_of;
use shusseki_core::ids::{MemberNumber, SocietySlug};
use shusseki_core::profile::{Editor, Typed};
use shusseki_core::text::Text;
use std::collections::BTreeMap;

/// What members have registered, by society.
pub(super) type Profiles = BTreeMap<SocietySlug, SocietyProfiles>;

/// What the members of one society have registered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SocietyProfiles {
    accounts: BTreeMap<String, AccountProfile>,
    crowd: CrowdProfiles,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountProfile {
    values: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    substitutes: BTreeMap<String, String>,
    #[serde(default)]
    shown: BTreeMap<String, bool>,
    #[serde(default)]
    searchable: bool,
    confirmed_days_ago: Option<i64>,
    #[serde(default)]
    appointments: Vec<AppointmentPlan>,
    asks: Option<RequestPlan>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AppointmentPlan {
    committee: bool,
    body: Text,
    title: Text,
    /// It began so many years ago, and ended so many years ago.
    years_ago: (i64, Option<i64>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestPlan {
    field: String,
    wanted: Vec<String>,
    substitute: String,
    note: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CrowdProfiles {
    /// So many in so many can be found.
    searchable_in: (usize, usize),
    /// What they have in a field, in turn.
    values: BTreeMap<String, Vec<Vec<String>>>,
}

/// The profiles that come with the demo.
///
/// # Errors
/// Their data has a mistake; a test reads it.
pub(super) fn shipped() -> Result<Profiles, DemoError> {
    Ok(serde_json::from_str(include_str!("data/profiles.json"))?)
}

/// Whom and when to register.
pub(super) struct Desk<'a> {
    /// The installation.
    pub(super) app: &'a App,
    /// The society.
    pub(super) tenant: &'a Tenant,
    /// Today.
    pub(super) now: Timestamp,
}

impl Desk<'_> {
    /// Registers what the members have.
    pub(super) async fn register(
        &self,
        tx: &mut Tx,
        profiles: &SocietyProfiles,
        crowd: &[Member],
    ) -> Result<(), DemoError> {
        for (number, account) in &profiles.accounts {
            self.account(tx, number, account).await?;
        }
        let (some, of) = profiles.crowd.searchable_in;
        for (place, member) in crowd.iter().enumerate() {
            let values = profiles.crowd.values.iter().filter_map(|(field, turns)| {
                let words = turns.get(place.checked_rem(turns.len())?)?;
                Some((field.clone(), words.clone()))
            });
            let typed = Typed {
                values: values.collect(),
                searchable: Some(place % of < some),
                ..Typed::default()
            };
            self.fill_in(tx, member, &typed).await?;
        }
        Ok(())
    }

    async fn account(
        &self,
        tx: &mut Tx,
        number: &str,
        account: &AccountProfile,
    ) -> Result<(), DemoError> {
        let slug = self.tenant.slug();
        let mistake = || DemoError::Data(format!("{slug} has no account {number}"));
        let number: MemberNumber = number.parse().map_err(|_| mistake())?;
        // A test's demo has fewer accounts.
        let Some(member) = members::by_number(tx, slug, &number).await? else {
            return Ok(());
        };
        let typed = Typed {
            values: account.values.clone(),
            substitutes: account.substitutes.clone(),
            shown: account.shown.clone(),
            searchable: Some(account.searchable),
        };
        self.fill_in(tx, &member, &typed).await?;
        if let Some(days) = account.confirmed_days_ago {
            let on = self.today().saturating_sub(days.days());
            store::confirm(tx, slug, member.id, self.now, on).await?;
        }
        for plan in &account.appointments {
            let (first, last) = plan.years_ago;
            let appointment = Appointment {
                committee: plan.committee,
                body: plan.body.clone(),
                title: plan.title.clone(),
                first: self.spring(first)?,
                last: last
                    .map(|last| {
                        self.spring(last)?
                            .yesterday()
                            .map_err(|error| DemoError::Data(error.to_string()))
                    })
                    .transpose()?,
            };
            let id = self.app.random.uuid()?;
            appointments::insert(tx, slug, id, member.id, &appointment).await?;
        }
        if let Some(plan) = &account.asks {
            self.ask(tx, &member, plan).await?;
        }
        Ok(())
    }

    async fn ask(&self, tx: &mut Tx, member: &Member, plan: &RequestPlan) -> Result<(), DemoError> {
        let field = plan.field.clone();
        let asked = Asked {
            id: self.app.random.uuid()?,
            member: member.id,
            field: field.clone(),
            wanted: Typed {
                values: [(field.clone(), plan.wanted.clone())].into(),
                substitutes: [(field, plan.substitute.clone())].into(),
                ..Typed::default()
            },
            note: plan.note.clone(),
            asked_at: self.now,
        };
        let asking = requests::ask(tx, self.tenant, member, &asked).await;
        asking.map_err(|error| DemoError::Data(error.to_string()))
    }

    async fn fill_in(&self, tx: &mut Tx, member: &Member, typed: &Typed) -> Result<(), DemoError> {
        let before = profile::of(tx, self.tenant.slug(), member).await?;
        let form = &self.tenant.society.profile;
        let held = form.read(&before.held, typed, Editor::Office);
        let held = held.map_err(|wrong| {
            DemoError::Data(format!("the profile of {}: {wrong:?}", member.number))
        })?;
        let change = Change {
            member,
            before: &before,
            held: &held,
            actor: Actor::System,
            why: None,
        };
        let saved = profile::save(tx, self.tenant, &change, self.now).await;
        saved.map_err(|error| DemoError::Data(error.to_string()))
    }

    fn today(&self) -> Date {
        day_of(self.now)
    }

    /// The first of April so many years ago.
    fn spring(&self, years_ago: i64) -> Result<Date, DemoError> {
        let mistake = |error: jiff::Error| DemoError::Data(error.to_string());
        let year = self
            .today()
            .checked_sub(years_ago.years())
            .map_err(mistake)?
            .year();
        Date::new(year, 4, 1).map_err(mistake)
    }
}
