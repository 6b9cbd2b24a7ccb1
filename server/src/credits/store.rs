//! The lines of the ledger, in the database. They are added and read, never changed. What attendances
//! earned is read with them: the view `ledger` puts both together.

use super::line::{Kind, Line, Writer, Written, assemble, own_proof};
use super::new_entry::{NewEntry, Origin};
use crate::db::list::Kind as Column;
use crate::db::rows::ManyRows;
use crate::db::{Conn, Day, DbError, Instant, Json, Tx, statements};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use shusseki_core::credit::{Details, Entry, Evidence};
use shusseki_core::ids::{ActivityKey, EntryId, MemberId, RoleKey, SessionId, SocietySlug};
use shusseki_core::text::Text;
use std::collections::BTreeSet;

statements! {
    LINES = "SELECT g.entry_id, g.line, g.concerns, g.origin, g.session_id, g.event_id, g.day, \
        g.activity, g.role, g.credits, g.minutes, g.society_held, g.event_ja, g.event_en, \
        g.session_ja, g.session_en, g.tags, g.codes, g.programme, g.proves, g.evidence, g.reason, \
        g.recorded_at, g.request_digest, w.member_number AS by_number, w.family_name AS by_family, \
        w.given_name AS by_given FROM ledger g \
        LEFT JOIN members w ON w.society_id = g.society_id AND w.member_id = g.recorded_by \
        WHERE g.society_id = $1 AND g.member_id = $2 AND g.recorded_at < $3";
    KIND_OF = "SELECT line FROM ledger \
        WHERE society_id = $1 AND member_id = $2 AND entry_id = $3";
    INSERT_MARK = "INSERT INTO credit_entries (society_id, member_id, entry_id, line, concerns, \
        origin, recorded_by, reason, proves, recorded_at) \
        VALUES ($1, $2, $3, $4, $5, 'office', $6, $7, $8, $9) ON CONFLICT DO NOTHING";
}

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[INSERT];

// WHERE: without it SQLite takes ON for a join's.
const INSERT: ManyRows = ManyRows {
    columns: &[
        ("society_id", Column::Text),
        ("member_id", Column::Text),
        ("entry_id", Column::Text),
        ("origin", Column::Text),
        ("session_id", Column::Text),
        ("event_id", Column::Text),
        ("day", Column::Text),
        ("activity", Column::Text),
        ("role", Column::Text),
        ("credits", Column::Text),
        ("minutes", Column::Number),
        ("society_held", Column::Truth),
        ("event_ja", Column::Text),
        ("event_en", Column::Text),
        ("session_ja", Column::Text),
        ("session_en", Column::Text),
        ("tags", Column::Text),
        ("codes", Column::Text),
        ("programme", Column::Text),
        ("proves", Column::Text),
        ("evidence", Column::Text),
        ("concerns", Column::Text),
        ("recorded_by", Column::Text),
        ("reason", Column::Text),
        ("recorded_at", Column::Number),
        ("request_digest", Column::Text),
    ],
    text: "INSERT INTO credit_entries (society_id, member_id, entry_id, line, origin, session_id, \
        event_id, day, activity, role, credits, minutes, society_held, event_ja, event_en, \
        session_ja, session_en, tags, codes, programme, proves, evidence, concerns, recorded_by, \
        reason, recorded_at, request_digest) SELECT society_id, member_id, entry_id, 'granted', \
        origin, session_id, event_id, day, activity, role, credits, minutes, society_held, \
        event_ja, event_en, session_ja, session_en, tags, codes, programme, proves, evidence, \
        concerns, recorded_by, reason, recorded_at, request_digest \
        FROM given WHERE TRUE ON CONFLICT DO NOTHING",
};

/// A row of the ledger; what a line grants is NULL in those that only concern another.
#[derive(sqlx::FromRow)]
pub(super) struct LineRow {
    #[sqlx(try_from = "String")]
    entry_id: EntryId,
    #[sqlx(try_from = "String")]
    pub(super) line: Kind,
    concerns: Option<String>,
    #[sqlx(try_from = "String")]
    origin: Origin,
    session_id: Option<String>,
    event_id: Option<String>,
    day: Option<Day>,
    activity: Option<String>,
    role: Option<String>,
    credits: Option<String>,
    minutes: Option<i64>,
    society_held: Option<bool>,
    event_ja: Option<String>,
    event_en: Option<String>,
    session_ja: Option<String>,
    session_en: Option<String>,
    tags: Option<String>,
    codes: Option<String>,
    programme: Option<String>,
    pub(super) proves: Option<String>,
    evidence: Option<String>,
    reason: Option<String>,
    recorded_at: Instant,
    request_digest: Option<String>,
    by_number: Option<String>,
    by_family: Option<String>,
    by_given: Option<String>,
}

#[derive(sqlx::FromRow)]
struct KindRow {
    #[sqlx(try_from = "String")]
    line: Kind,
}

fn unreadable(what: &'static str) -> sqlx::Error {
    sqlx::Error::Decode(format!("a ledger line's {what} can't be read").into())
}

/// A column that a granted line always has.
fn there<T>(value: Option<T>, what: &'static str) -> Result<T, sqlx::Error> {
    value.ok_or_else(|| unreadable(what))
}

fn parsed<T: TryFrom<String>>(
    value: Option<String>,
    what: &'static str,
) -> Result<Option<T>, sqlx::Error> {
    let parsed = value.map(T::try_from).transpose();
    parsed.map_err(|_| unreadable(what))
}

fn set<T: DeserializeOwned + Ord>(
    value: Option<String>,
    what: &'static str,
) -> Result<BTreeSet<T>, sqlx::Error> {
    let json: Option<Json<BTreeSet<T>>> = parsed(value, what)?;
    Ok(json.map_or_else(BTreeSet::new, |json| json.0))
}

impl LineRow {
    /// The line that this one concerns.
    pub(super) fn concerns(&self) -> Option<EntryId> {
        self.concerns.as_deref()?.parse().ok()
    }

    /// Who wrote it, when, why.
    pub(super) fn written(&mut self) -> Written {
        Written {
            by: Writer::stored(
                self.by_number.take(),
                self.by_family.take(),
                self.by_given.take(),
            ),
            at: self.recorded_at.0,
            why: self.reason.take(),
        }
    }

    /// The granted line, before anything was said about it.
    pub(super) fn granted(mut self) -> Result<Line, sqlx::Error> {
        let written = self.written();
        let stands_for = self.concerns();
        let session: Option<SessionId> = parsed(self.session_id.take(), "session")?;
        let role = there(parsed::<RoleKey>(self.role.take(), "role")?, "role")?;
        let proves = self.proves.take();
        let proves = proves.unwrap_or_else(|| own_proof(self.entry_id, session, role.as_str()));
        let text = |ja, en, what| {
            Ok::<_, sqlx::Error>(Text::new(
                there::<String>(ja, what)?,
                there::<String>(en, what)?,
            ))
        };
        let credits = there(self.credits.take(), "credits")?;
        let entry = Entry {
            id: self.entry_id,
            day: there(self.day, "day")?.0,
            activity: there(
                parsed::<ActivityKey>(self.activity.take(), "activity")?,
                "activity",
            )?,
            role,
            credits: credits.parse().map_err(|_| unreadable("credits"))?,
            society_held: there(self.society_held, "society_held")?,
            event: text(self.event_ja.take(), self.event_en.take(), "event")?,
            session: text(self.session_ja.take(), self.session_en.take(), "session")?,
            voided: false,
            details: Details {
                proves: Some(proves),
                ..self.details()?
            },
        };
        Ok(Line {
            entry,
            origin: self.origin,
            written,
            stands_for,
            voided: None,
            review: None,
            request_digest: self.request_digest,
        })
    }

    fn details(&mut self) -> Result<Details, sqlx::Error> {
        let minutes = self.minutes.map(u32::try_from).transpose();
        let declared = self.evidence.as_deref() == Some("declared");
        Ok(Details {
            minutes: minutes.map_err(|_| unreadable("minutes"))?,
            tags: set(self.tags.take(), "tags")?,
            codes: set(self.codes.take(), "codes")?,
            event: self.event_id.take(),
            programme: self.programme.take(),
            proves: None,
            evidence: if declared {
                Evidence::Declared
            } else {
                Evidence::Recorded
            },
        })
    }
}

/// A member's ledger as far as it was recorded before an instant, oldest first.
pub(super) async fn lines(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
    before: Timestamp,
) -> Result<Vec<Line>, DbError> {
    let rows = conn
        .sql(LINES)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(Instant(before))
        .all()
        .await?;
    Ok(assemble(rows)?)
}

/// What a line of a member's ledger is, if there is such a line.
pub(super) async fn kind_of(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
    line: EntryId,
) -> Result<Option<Kind>, DbError> {
    let row: Option<KindRow> = conn
        .sql(KIND_OF)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(line.to_string())
        .optional()
        .await?;
    Ok(row.map(|row| row.line))
}

/// A line that voids, accepts or rejects another.
pub(super) struct NewMark<'a> {
    pub(super) society: &'a SocietySlug,
    pub(super) member: MemberId,
    pub(super) id: EntryId,
    pub(super) kind: Kind,
    pub(super) concerns: EntryId,
    pub(super) by: MemberId,
    pub(super) why: Option<&'a str>,
    /// What the line concerned proves, as the office sees it.
    pub(super) proves: Option<&'a str>,
    pub(super) at: Timestamp,
}

/// Adds such a line; tells whether it was not there yet.
pub(super) async fn insert_mark(tx: &mut Tx, mark: &NewMark<'_>) -> Result<bool, DbError> {
    let added = tx
        .sql(INSERT_MARK)
        .bind(mark.society.as_str())
        .bind(mark.member.to_string())
        .bind(mark.id.to_string())
        .bind(mark.kind.name())
        .bind(mark.concerns.to_string())
        .bind(mark.by.to_string())
        .bind(mark.why.map(str::to_owned))
        .bind(mark.proves.map(str::to_owned))
        .bind(Instant(mark.at))
        .run()
        .await?;
    Ok(added > 0)
}

fn json<T: serde::Serialize>(set: &BTreeSet<T>) -> Option<String> {
    (!set.is_empty()).then(|| serde_json::json!(set).to_string())
}

/// Adds granted lines, where they are not there already; tells how many were new.
pub(super) async fn insert(tx: &mut Tx, entries: &[NewEntry]) -> Result<usize, DbError> {
    INSERT
        .run(tx, entries, |new| {
            let details = &new.details;
            let declared = details.evidence == Evidence::Declared;
            [
                new.society.as_str().into(),
                new.member.to_string().into(),
                new.id.to_string().into(),
                new.origin.name().into(),
                new.session.map(|session| session.to_string()).into(),
                details.event.as_deref().into(),
                Day(new.day).into(),
                new.activity.as_str().into(),
                new.role.as_str().into(),
                new.credits.to_string().into(),
                details.minutes.map(i64::from).into(),
                new.society_held.into(),
                new.event_title.ja.as_str().into(),
                new.event_title.en.as_str().into(),
                new.session_title.ja.as_str().into(),
                new.session_title.en.as_str().into(),
                json(&details.tags).into(),
                json(&details.codes).into(),
                details.programme.as_deref().into(),
                details.proves.as_deref().into(),
                (if declared { "declared" } else { "recorded" }).into(),
                new.stands_for.map(|line| line.to_string()).into(),
                new.recorded_by.map(|by| by.to_string()).into(),
                new.reason.as_deref().into(),
                Instant(new.recorded_at).into(),
                new.request_digest.as_deref().into(),
            ]
        })
        .await
}
