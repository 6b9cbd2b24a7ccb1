//! What one attendance did to a member's certifications.

use super::{entry_of_attendance, store};
use crate::app::Tenant;
use crate::db::{Conn, DbError};
use jiff::civil::Date;
use shusseki_core::credit::{
    Asked, Credits, Dossier, Entry, Person, Row, Scope, Standing, evaluate,
};
use shusseki_core::ids::{MemberId, SessionId};

/// What the credits of one session did to a certification.
#[derive(Debug, Clone)]
pub(crate) struct Effect {
    /// The standing with them.
    pub(crate) standing: Standing,
    /// The total that counts without them.
    pub(crate) before: Credits,
    /// Their line in the standing.
    pub(crate) row: Row,
}

/// What the credits of a session did, certification by certification; empty where the session
/// gave none.
///
/// # Errors
/// As the engine says.
pub(crate) async fn effects_of(
    conn: &mut Conn,
    tenant: &Tenant,
    member: MemberId,
    session: SessionId,
    day: Date,
) -> Result<Vec<Effect>, DbError> {
    let entry = entry_of_attendance(session);
    let entries = store::entries(conn, tenant.slug(), member).await?;
    if entries.iter().all(|other| other.id != entry) {
        return Ok(Vec::new());
    }
    let holders = store::holders(conn, tenant.slug(), member).await?;
    let others: Vec<Entry> = entries
        .iter()
        .filter(|other| other.id != entry)
        .cloned()
        .collect();
    let person = Person::default();
    let society = &tenant.society;
    let effects = society.certifications.iter().filter_map(|certification| {
        let holder = holders
            .iter()
            .find(|holder| holder.certification == certification.key)?;
        let asked = Asked {
            day,
            scope: Scope::IncludingBefore,
        };
        let dossier = |entries| Dossier {
            holder,
            person: &person,
            entries,
        };
        let standing = evaluate(society, certification, &dossier(&entries), &asked);
        let row = standing
            .rows
            .iter()
            .find(|row| row.entry.id == entry)?
            .clone();
        let before = evaluate(society, certification, &dossier(&others), &asked)
            .total
            .counted;
        Some(Effect {
            standing,
            before,
            row,
        })
    });
    Ok(effects.collect())
}
