//! What one attendance did to a member's certifications.

use super::known::{KnownAs, known};
use super::new_entry::entry_of_attendance;
use crate::app::Tenant;
use crate::db::{Conn, DbError};
use jiff::civil::Date;
use shusseki_core::credit::{Asked, Credits, Entry, Row, Scope, Standing, evaluate};
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
    let known = known(conn, tenant.slug(), member, KnownAs::NOW).await?;
    let others = known.entries.iter().filter(|other| other.id != entry);
    let others: Vec<Entry> = others.cloned().collect();
    if others.len() == known.entries.len() {
        return Ok(Vec::new());
    }
    let society = &tenant.society;
    let effects = society.certifications.iter().filter_map(|certification| {
        let holder = known.holder_of(&certification.key)?;
        let asked = Asked {
            day,
            scope: Scope::IncludingBefore,
        };
        let dossier = known.dossier(holder, &known.entries);
        let standing = evaluate(society, certification, &dossier, &asked);
        let mut rows = standing.rows.iter();
        let row = rows.find(|row| row.entry.id == entry)?.clone();
        let dossier = known.dossier(holder, &others);
        let before = evaluate(society, certification, &dossier, &asked);
        Some(Effect {
            standing,
            before: before.total.counted,
            row,
        })
    });
    Ok(effects.collect())
}
