//! What the office of the demo has told members, and which of it they have read.

use super::DemoError;
use super::scenario::{AccountRole, Scenario};
use crate::app::{App, Tenant};
use crate::db::Tx;
use crate::members::{self, Member};
use crate::notices::reading::{self, Look};
use crate::notices::writing::{self, Desk, Which};
use crate::notices::{Draft, Piece, Pieces, facts, mailing};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use shusseki_core::audience::Audience;
use shusseki_core::calendar::day_of;
use shusseki_core::ids::{AudienceKey, SocietySlug};
use std::collections::BTreeMap;

/// The notices of each society.
type Notices = BTreeMap<SocietySlug, Vec<NoticePlan>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoticePlan {
    ja: Option<PiecePlan>,
    en: Option<PiecePlan>,
    /// An audience that the definition names, or one of its own.
    key: Option<AudienceKey>,
    audience: Option<Audience>,
    /// When it was published; in the future where negative. A draft has none.
    hours_ago: Option<i64>,
    /// When it ends, in hours from now.
    ends_in_hours: Option<i64>,
    #[serde(default)]
    pinned: bool,
    #[serde(default)]
    by_mail: bool,
    /// Whether the first member has read it.
    #[serde(default)]
    read: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PiecePlan {
    title: String,
    /// Line by line.
    text: Vec<String>,
}

impl PiecePlan {
    fn piece(&self) -> Piece {
        Piece {
            title: self.title.clone(),
            text: self.text.join("\n"),
        }
    }
}

/// The notices that come with the demo.
///
/// # Errors
/// Their data has a mistake; a test reads it.
fn shipped() -> Result<Notices, DemoError> {
    Ok(serde_json::from_str(include_str!("data/notices.json"))?)
}

/// Publishes the society's notices, writes their mails, and has the first member read some.
///
/// # Errors
/// The database failed, or the data has a mistake.
pub(super) async fn publish(
    tx: &mut Tx,
    (app, tenant): (&App, &Tenant),
    scenario: &Scenario,
    now: Timestamp,
) -> Result<(), DemoError> {
    let admin = first(tx, tenant, scenario, AccountRole::Admin).await?;
    let member = first(tx, tenant, scenario, AccountRole::Attendee).await?;
    let (Some(admin), Some(member)) = (admin, member) else {
        // An office without anybody has written nothing.
        return Ok(());
    };
    let mistake = |error: &dyn std::fmt::Display| DemoError::Data(error.to_string());
    let all = shipped()?;
    let plans = all.get(tenant.slug()).map_or(&[][..], Vec::as_slice);
    for plan in plans {
        let hours = SignedDuration::from_hours;
        let at = |hour: i64| {
            now.checked_add(hours(hour))
                .map_err(|error| mistake(&error))
        };
        let written = at(plan.hours_ago.map_or(-1, |hour| (-hour).min(0)))?;
        let named = plan.key.as_ref().map(|key| {
            let named = tenant.society.notices.audience(key);
            named.ok_or_else(|| mistake(key))
        });
        let named = named.transpose()?;
        let own = plan.audience.clone().unwrap_or_else(Audience::all_members);
        let draft = Draft {
            pieces: Pieces {
                ja: plan.ja.as_ref().map(PiecePlan::piece),
                en: plan.en.as_ref().map(PiecePlan::piece),
            },
            audience: named.map_or(own, |named| named.audience.clone()),
            audience_key: plan.key.clone(),
            pinned: plan.pinned,
            by_mail: plan.by_mail,
            publish_at: plan.hours_ago.map(|hour| at(-hour)).transpose()?,
            ends_at: plan.ends_in_hours.map(at).transpose()?,
        };
        let desk = Desk {
            tenant,
            by: admin.id,
            now: written,
        };
        let which = Which {
            id: app.random.uuid()?,
            revision: 0,
        };
        let publish = plan.hours_ago.is_some();
        let notice = writing::save(tx, &desk, which, draft, publish).await;
        let notice = notice.map_err(|error| mistake(&error))?;
        if plan.read {
            let reader = facts::reader(tx, tenant.slug(), Some(&member), day_of(now)).await?;
            let look = Look {
                tenant,
                reader: &reader,
                now,
            };
            reading::mark(tx, look, notice.id).await?;
        }
    }
    while mailing::step_in(tx, app, tenant, now).await? {}
    Ok(())
}

/// The first member of that role.
pub(super) async fn first(
    tx: &mut Tx,
    tenant: &Tenant,
    scenario: &Scenario,
    role: AccountRole,
) -> Result<Option<Member>, DemoError> {
    let mut accounts = scenario.accounts.iter();
    match accounts.find(|account| account.role == role) {
        Some(account) => Ok(members::by_number(tx, tenant.slug(), &account.number).await?),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::shipped;

    #[test]
    fn every_society_has_notices_of_every_kind() {
        let all = shipped().unwrap();
        for slug in ["jhrs", "jsnm", "jgets"] {
            let notices = &all[&slug.parse().unwrap()];
            assert!(notices.iter().any(|one| one.hours_ago.is_none()), "a draft");
            assert!(notices.iter().any(|one| one.hours_ago < Some(0)), "planned");
            assert!(
                notices
                    .iter()
                    .any(|one| one.ja.is_some() && one.en.is_some())
            );
        }
    }
}
