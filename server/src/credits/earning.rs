//! What attending a session earns: the line of the ledger that a check-in leaves. It is stored once for
//! all who earned the same, and each of their attendances names it.

use super::new_entry::earned;
use crate::db::list::Kind;
use crate::db::rows::ManyRows;
use crate::db::{Day, DbError, Tx};
use crate::programme::Session;
use jiff::civil::Date;
use ring::digest::{Context, SHA256};
use shusseki_core::calendar::day_of;
use shusseki_core::credit::Credits;
use shusseki_core::ids::{ActivityKey, EventId, RoleKey, SessionId, SocietySlug};
use shusseki_core::society::Society;
use shusseki_core::text::Text;
use shusseki_core::venue_code::SessionNumber;

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[INSERT];

// WHERE: without it SQLite takes ON for a join's.
const INSERT: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("session_number", Kind::Number),
        ("earning", Kind::Number),
        ("session_id", Kind::Text),
        ("event_id", Kind::Text),
        ("day", Kind::Text),
        ("activity", Kind::Text),
        ("role", Kind::Text),
        ("credits", Kind::Text),
        ("minutes", Kind::Number),
        ("society_held", Kind::Truth),
        ("event_ja", Kind::Text),
        ("event_en", Kind::Text),
        ("session_ja", Kind::Text),
        ("session_en", Kind::Text),
    ],
    text: "INSERT INTO earnings (society_id, session_number, earning, session_id, event_id, day, \
        activity, role, credits, minutes, society_held, event_ja, event_en, session_ja, session_en) \
        SELECT society_id, session_number, earning, session_id, event_id, day, activity, role, \
        credits, minutes, society_held, event_ja, event_en, session_ja, session_en \
        FROM given WHERE TRUE ON CONFLICT DO NOTHING",
};

/// What attending a session earns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Earning {
    society: SocietySlug,
    number: SessionNumber,
    session: SessionId,
    event: EventId,
    day: Date,
    activity: ActivityKey,
    role: RoleKey,
    credits: Credits,
    minutes: Option<u32>,
    society_held: bool,
    event_title: Text,
    session_title: Text,
}

/// What an attendance calls its earning: among those of one session, no two that differ are called the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct EarningName(i64);

impl EarningName {
    /// As it is stored.
    pub(crate) const fn get(self) -> i64 {
        self.0
    }
}

impl Earning {
    /// What attending the session for so many minutes earns; `None` where the activity has no credits
    /// for the role, or where they depend on time and it was too short or is not known yet.
    pub(crate) fn of(
        society: &Society,
        session: &Session,
        role: &RoleKey,
        minutes: Option<u32>,
    ) -> Option<Self> {
        Some(Self {
            society: society.slug.clone(),
            number: session.number,
            session: session.id,
            event: session.event.id,
            day: day_of(session.window.opens),
            activity: session.activity.clone(),
            role: role.clone(),
            credits: earned(society, session, role, minutes)?,
            minutes,
            society_held: session.event.society_held,
            event_title: session.event.title.clone(),
            session_title: session.title.clone(),
        })
    }

    /// The session.
    pub(crate) const fn session(&self) -> SessionNumber {
        self.number
    }

    /// Its name: 63 bits of a digest of all that it says, so that processes agree without asking.
    pub(crate) fn name(&self) -> EarningName {
        let mut context = Context::new(&SHA256);
        let mut add = |field: &[u8]| {
            context.update(&field.len().to_be_bytes());
            context.update(field);
        };
        add(self.session.uuid().as_bytes());
        add(self.event.uuid().as_bytes());
        add(self.day.to_string().as_bytes());
        add(self.activity.as_str().as_bytes());
        add(self.role.as_str().as_bytes());
        add(self.credits.to_string().as_bytes());
        add(&self
            .minutes
            .map_or([0xff; 8], |minutes| u64::from(minutes).to_be_bytes()));
        add(&[u8::from(self.society_held)]);
        for title in [&self.event_title, &self.session_title] {
            add(title.ja.as_bytes());
            add(title.en.as_bytes());
        }
        let digest = context.finish();
        let first = digest.as_ref().first_chunk().copied().unwrap_or_default();
        EarningName(i64::from_be_bytes(first) & i64::MAX)
    }
}

/// Stores earnings, where they are not there already.
///
/// # Errors
/// As the engine says.
pub(crate) async fn insert(tx: &mut Tx, earnings: &[Earning]) -> Result<(), DbError> {
    INSERT
        .run(tx, earnings, |new| {
            [
                new.society.as_str().into(),
                i64::from(new.number.get()).into(),
                new.name().get().into(),
                new.session.to_string().into(),
                new.event.to_string().into(),
                Day(new.day).into(),
                new.activity.as_str().into(),
                new.role.as_str().into(),
                new.credits.to_string().into(),
                new.minutes.map(i64::from).into(),
                new.society_held.into(),
                new.event_title.ja.as_str().into(),
                new.event_title.en.as_str().into(),
                new.session_title.ja.as_str().into(),
                new.session_title.en.as_str().into(),
            ]
        })
        .await?;
    Ok(())
}
