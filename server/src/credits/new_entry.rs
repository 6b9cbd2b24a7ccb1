//! A line to be granted, and how much attending a session is worth.

use crate::programme::Session;
use jiff::Timestamp;
use jiff::civil::Date;
use shusseki_core::calendar::day_of;
use shusseki_core::credit::{Credits, Deed, Details, depends_on_time, granted};
use shusseki_core::ids::{ActivityKey, EntryId, MemberId, RoleKey, SessionId, SocietySlug};
use shusseki_core::society::Society;
use shusseki_core::text::Text;

/// Where a line of the ledger comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A check-in.
    Attendance,
    /// The office.
    Office,
    /// Another system, before this one.
    Import,
    /// The member's own declaration.
    Member,
}

/// The database holds an origin that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown origin of a ledger line {0:?}")]
pub(crate) struct UnknownOrigin(String);

impl Origin {
    /// The name in the database and in the API.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Attendance => "attendance",
            Self::Office => "office",
            Self::Import => "import",
            Self::Member => "member",
        }
    }
}

impl TryFrom<String> for Origin {
    type Error = UnknownOrigin;

    fn try_from(name: String) -> Result<Self, UnknownOrigin> {
        [Self::Attendance, Self::Office, Self::Import, Self::Member]
            .into_iter()
            .find(|origin| origin.name() == name)
            .ok_or(UnknownOrigin(name))
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
    /// What only some rules look at.
    pub(crate) details: Details,
    /// Who wrote it, if somebody at a desk did.
    pub(crate) recorded_by: Option<MemberId>,
    /// Why, in the writer's words.
    pub(crate) reason: Option<String>,
    /// The voided line in whose place it stands.
    pub(crate) stands_for: Option<EntryId>,
    /// When the line was written.
    pub(crate) recorded_at: Timestamp,
    /// What the request asked for, where it had an idempotency key.
    pub(crate) request_digest: Option<String>,
}

/// What attending a session for so many minutes earns. Nothing is granted for a time that is not
/// known, nor for one that was too short: a later way out may still be long enough.
pub(crate) fn earned(
    society: &Society,
    session: &Session,
    role: &RoleKey,
    minutes: Option<u32>,
) -> Option<Credits> {
    let day = day_of(session.window.opens);
    let credits = granted(society, &session.activity, &Deed { role, day, minutes })?;
    let timed = waits_for_exit(society, session, role);
    (!timed || !credits.is_zero()).then_some(credits)
}

/// Whether the credits of a session come only when it is known how long somebody was there.
pub(crate) fn waits_for_exit(society: &Society, session: &Session, role: &RoleKey) -> bool {
    let day = day_of(session.window.opens);
    depends_on_time(society, &session.activity, role, day)
}

/// The id of the line that attending a session earns. A line's id is the member's own, so the
/// session's names it; that makes it the only one, even after it was voided.
pub(crate) const fn entry_of_attendance(session: SessionId) -> EntryId {
    EntryId::new(session.uuid())
}
