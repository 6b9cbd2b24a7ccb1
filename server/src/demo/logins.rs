//! Where a member of the demo is logged in already: a list with one line shows nothing.

use super::DemoError;
use super::scenario::AccountRole;
use crate::accounts::sessions::store::{NewSession, insert};
use crate::accounts::sessions::{Device, Kind, Place};
use crate::app::Tenant;
use crate::clock::Random;
use crate::db::Tx;
use crate::members::Member;
use data_encoding::HEXLOWER;
use jiff::{SignedDuration, Timestamp};

/// What opens it, what the client calls itself, and how many hours ago it began.
const LOGINS: &[(Kind, &str, &str, i64)] = &[
    (Kind::App, "iPhone", "", 26),
    (Kind::Browser, "Windows", "Edge", 9 * 24 + 5),
];

/// Logs the society's first member in at places that nobody has.
///
/// # Errors
/// The database failed.
pub(super) async fn fill(
    tx: &mut Tx,
    random: &Random,
    tenant: &Tenant,
    accounts: &[(AccountRole, Member)],
    now: Timestamp,
) -> Result<(), DemoError> {
    let first = accounts
        .iter()
        .find(|(role, _)| *role == AccountRole::Attendee);
    let Some((_, member)) = first else {
        return Ok(());
    };
    for (kind, system, program, hours) in LOGINS {
        let session = NewSession {
            place: &Place::new(random, tenant, member.id)?,
            kind: *kind,
            // The digest of no token.
            token_digest: HEXLOWER.encode(&random.bytes::<32>()?),
            device: &Device {
                system: (*system).to_owned(),
                program: (*program).to_owned(),
            },
            at: now - SignedDuration::from_hours(*hours),
        };
        insert(tx, &session).await?;
    }
    Ok(())
}
