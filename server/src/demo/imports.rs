//! Files that the office of the demo has brought in: one of some weeks ago that was carried out, and one
//! of yesterday with rows to be mended.

use super::DemoError;
use super::clock::DemoClock;
use super::event_day::tenant;
use super::scenario::{AccountRole, Scenario};
use crate::app::{App, Tenant};
use crate::import::job::advance;
use crate::import::{self, Import, ImportError, State};
use crate::members;
use serde::Deserialize;
use shusseki_core::ids::{MemberId, SocietySlug};
use std::collections::BTreeMap;

/// The files of each society, the oldest first.
type Files = BTreeMap<SocietySlug, Vec<FilePlan>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FilePlan {
    hours_ago: i64,
    name: String,
    /// Line by line.
    lines: Vec<String>,
    /// Whether the office had it carried out. Else it was only looked at.
    carried_out: bool,
}

fn shipped() -> Result<Files, DemoError> {
    Ok(serde_json::from_str(include_str!("data/imports.json"))?)
}

/// Brings the files in, each at its time.
///
/// # Errors
/// The database failed, or the data has a mistake.
pub(super) async fn bring_in(
    app: &App,
    clock: &DemoClock,
    scenarios: &[Scenario],
) -> Result<(), DemoError> {
    let all = shipped()?;
    for scenario in scenarios {
        let tenant = tenant(app, scenario)?;
        let mut accounts = scenario.accounts.iter();
        let admin = accounts.find(|account| account.role == AccountRole::Admin);
        // An office without anybody has brought nothing in.
        let Some(admin) = admin else { continue };
        let mut conn = app.db.read().await?;
        let admin = members::by_number(&mut conn, tenant.slug(), &admin.number).await?;
        drop(conn);
        let Some(admin) = admin else { continue };
        for file in all.get(tenant.slug()).into_iter().flatten() {
            clock.turn_back(file.hours_ago);
            let done = one(app, &tenant, file, admin.id).await;
            clock.turn_back(0);
            done.map_err(|error| DemoError::Data(format!("{}: {error}", file.name)))?;
        }
    }
    Ok(())
}

async fn one(app: &App, tenant: &Tenant, file: &FilePlan, by: MemberId) -> Result<(), ImportError> {
    let content = file.lines.join("\r\n").into_bytes();
    let received = import::receive(app, tenant, Some(by), &file.name, content).await?;
    let read = forward(app, tenant, &received).await?;
    let mut chosen = import::propose(app, tenant, &read).await?;
    for column in &mut chosen.columns {
        column.get_or_insert_default();
    }
    import::choose(app, tenant, &read, chosen).await?;
    let checked = forward(app, tenant, &read).await?;
    if file.carried_out {
        import::carry_out(app, tenant, &checked, Some(by)).await?;
        let done = forward(app, tenant, &checked).await?;
        if done.state != State::Done {
            return Err(ImportError::NotReady);
        }
    }
    Ok(())
}

async fn forward(app: &App, tenant: &Tenant, import: &Import) -> Result<Import, ImportError> {
    advance(app, tenant, &import.id, &|| true, &|_, _, _| {}).await
}

#[cfg(test)]
mod tests {
    use super::shipped;

    #[test]
    fn every_society_has_brought_a_file_in_and_another_waits() {
        let all = shipped().unwrap();
        for slug in ["jhrs", "jsnm", "jgets"] {
            let files = &all[&slug.parse().unwrap()];
            let [done, waiting] = files.as_slice() else {
                panic!("{slug}")
            };
            assert!(done.carried_out && !waiting.carried_out);
            assert!(done.hours_ago > waiting.hours_ago);
        }
    }
}
