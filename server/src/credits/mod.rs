//! The ledger of credits, and what the rules make of it.

pub(crate) mod api;
pub(crate) mod effect;
pub(crate) mod pages;
pub(crate) mod store;
pub(crate) mod suggestion;
pub(crate) mod transcript;
mod unknown;

use crate::app::Tenant;
use crate::db::{Conn, DbError, Tx};
use crate::programme::Session;
use jiff::Timestamp;
use jiff::civil::Date;
use shusseki_core::calendar::day_of;
use shusseki_core::credit::{Asked, Credits, Deed, Dossier, Person, Standing, evaluate, granted};
use shusseki_core::ids::{ActivityKey, EntryId, MemberId, RoleKey, SessionId, SocietySlug};
use shusseki_core::society::Society;
use shusseki_core::text::Text;

/// Where a line of the ledger comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A check-in.
    Attendance,
    /// Another system, before this one.
    Import,
}

impl Origin {
    /// The name in the database.
    const fn name(self) -> &'static str {
        match self {
            Self::Attendance => "attendance",
            Self::Import => "import",
        }
    }
}

/// A line to be granted.
#[derive(Debug, Clone)]
pub(crate) struct NewEntry {
    /// The society.
    pub(crate) society: SocietySlug,
    /// Whose credit it is.
    pub(crate) member: MemberId,
    /// The line's id.
    pub(crate) id: EntryId,
    /// Where it comes from.
    pub(crate) origin: Origin,
    /// The session attended, where there was one.
    pub(crate) session: Option<SessionId>,
    /// The day in Japan that counts.
    pub(crate) day: Date,
    /// What was done,
    pub(crate) activity: ActivityKey,
    /// and as what.
    pub(crate) role: RoleKey,
    /// How much it is worth.
    pub(crate) credits: Credits,
    /// Whether the society itself held the event (JHRS-15).
    pub(crate) society_held: bool,
    /// 大会名.
    pub(crate) event_title: Text,
    /// セッション名.
    pub(crate) session_title: Text,
    /// When the line was written.
    pub(crate) recorded_at: Timestamp,
}

impl NewEntry {
    /// What attending the session earns; `None` where the activity has no credits for the role.
    pub(crate) fn of_attendance(
        society: &Society,
        session: &Session,
        member: MemberId,
        role: &RoleKey,
        recorded_at: Timestamp,
    ) -> Option<Self> {
        let day = day_of(session.window.opens);
        let deed = Deed {
            role,
            day,
            minutes: None,
        };
        Some(Self {
            society: society.slug.clone(),
            member,
            id: entry_of_attendance(session.id),
            origin: Origin::Attendance,
            session: Some(session.id),
            day,
            activity: session.activity.clone(),
            role: role.clone(),
            credits: granted(society, &session.activity, &deed)?,
            society_held: session.event.society_held,
            event_title: session.event.title.clone(),
            session_title: session.title.clone(),
            recorded_at,
        })
    }
}

/// The id of the line that attending a session earns. A line's id is the member's own, so the
/// session's names it; that makes it the only one.
const fn entry_of_attendance(session: SessionId) -> EntryId {
    EntryId::new(session.uuid())
}

/// Adds lines to the ledger. A session's credits are granted once, however often it is asked.
///
/// # Errors
/// As the engine says.
pub(crate) async fn grant(tx: &mut Tx, entries: &[NewEntry]) -> Result<(), DbError> {
    store::insert(tx, entries).await
}

/// A member's standing in each certification held, in the order of the definition.
///
/// # Errors
/// As the engine says.
pub(crate) async fn standings(
    conn: &mut Conn,
    tenant: &Tenant,
    member: MemberId,
    asked: &Asked,
) -> Result<Vec<Standing>, DbError> {
    let holders = store::holders(conn, tenant.slug(), member).await?;
    if holders.is_empty() {
        return Ok(Vec::new());
    }
    let entries = store::entries(conn, tenant.slug(), member).await?;
    let person = Person::default();
    let society = &tenant.society;
    let held = society.certifications.iter().filter_map(|certification| {
        let holder = holders
            .iter()
            .find(|holder| holder.certification == certification.key)?;
        let dossier = Dossier {
            holder,
            person: &person,
            entries: &entries,
        };
        Some(evaluate(society, certification, &dossier, asked))
    });
    let standings: Vec<Standing> = held.collect();
    unknown::report(tenant, &standings);
    Ok(standings)
}
