//! The ledger and the certifications held, in the database.

use super::NewEntry;
use crate::db::list::Kind;
use crate::db::rows::ManyRows;
use crate::db::{Conn, Day, DbError, Instant, Tx, statements};
use shusseki_core::credit::{Credits, Details, Entry, History, Holder};
use shusseki_core::ids::{
    ActivityKey, CertificationKey, EntryId, HoldingId, MemberId, RoleKey, SocietySlug,
};
use shusseki_core::society::Period;
use shusseki_core::text::Text;

statements! {
    ENTRIES = "SELECT g.entry_id, g.day, g.activity, g.role, g.credits, g.society_held, \
        g.event_ja, g.event_en, g.session_ja, g.session_en, \
        CAST(COUNT(v.entry_id) AS BIGINT) AS voids \
        FROM credit_entries g \
        LEFT JOIN credit_entries v ON v.society_id = g.society_id AND v.member_id = g.member_id \
        AND v.line = 'voided' AND v.concerns = g.entry_id \
        WHERE g.society_id = $1 AND g.member_id = $2 AND g.line = 'granted' \
        GROUP BY g.entry_id, g.day, g.activity, g.role, g.credits, g.society_held, \
        g.event_ja, g.event_en, g.session_ja, g.session_en \
        ORDER BY g.day, g.entry_id";
    HOLDINGS = "SELECT certification, number, first_day, last_day, renewed_on FROM holdings \
        WHERE society_id = $1 AND member_id = $2";
    INSERT_HOLDING = "INSERT INTO holdings (society_id, holding_id, member_id, certification, \
        number, first_day, last_day, renewed_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
}

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[INSERT];

// WHERE: without it SQLite takes ON for a join's.
const INSERT: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("member_id", Kind::Text),
        ("entry_id", Kind::Text),
        ("origin", Kind::Text),
        ("session_id", Kind::Text),
        ("day", Kind::Text),
        ("activity", Kind::Text),
        ("role", Kind::Text),
        ("credits", Kind::Text),
        ("society_held", Kind::Truth),
        ("event_ja", Kind::Text),
        ("event_en", Kind::Text),
        ("session_ja", Kind::Text),
        ("session_en", Kind::Text),
        ("recorded_at", Kind::Number),
    ],
    text: "INSERT INTO credit_entries (society_id, member_id, entry_id, line, origin, session_id, \
        day, activity, role, credits, society_held, event_ja, event_en, session_ja, session_en, \
        recorded_at) SELECT society_id, member_id, entry_id, 'granted', origin, session_id, day, \
        activity, role, credits, society_held, event_ja, event_en, session_ja, session_en, \
        recorded_at FROM given WHERE TRUE ON CONFLICT DO NOTHING",
};

#[derive(sqlx::FromRow)]
struct EntryRow {
    #[sqlx(try_from = "String")]
    entry_id: EntryId,
    day: Day,
    #[sqlx(try_from = "String")]
    activity: ActivityKey,
    #[sqlx(try_from = "String")]
    role: RoleKey,
    credits: String,
    society_held: bool,
    event_ja: String,
    event_en: String,
    session_ja: String,
    session_en: String,
    voids: i64,
}

#[derive(sqlx::FromRow)]
struct HoldingRow {
    #[sqlx(try_from = "String")]
    certification: CertificationKey,
    number: String,
    first_day: Day,
    last_day: Day,
    renewed_on: Option<Day>,
}

impl EntryRow {
    fn entry(self) -> Result<Entry, DbError> {
        let credits: Credits = self.credits.parse().map_err(|_| {
            sqlx::Error::Decode(format!("{:?} is no number of credits", self.credits).into())
        })?;
        Ok(Entry {
            id: self.entry_id,
            day: self.day.0,
            activity: self.activity,
            role: self.role,
            credits,
            society_held: self.society_held,
            event: Text::new(self.event_ja, self.event_en),
            session: Text::new(self.session_ja, self.session_en),
            voided: self.voids > 0,
            details: Details::default(),
        })
    }
}

/// A member's ledger, oldest first.
pub(super) async fn entries(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Vec<Entry>, DbError> {
    let rows: Vec<EntryRow> = conn
        .sql(ENTRIES)
        .bind(society.as_str())
        .bind(member.to_string())
        .all()
        .await?;
    rows.into_iter().map(EntryRow::entry).collect()
}

/// The certifications that a member holds.
pub(super) async fn holders(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Vec<Holder>, DbError> {
    let rows: Vec<HoldingRow> = conn
        .sql(HOLDINGS)
        .bind(society.as_str())
        .bind(member.to_string())
        .all()
        .await?;
    let holders = rows.into_iter().map(|row| Holder {
        certification: row.certification,
        number: row.number,
        period: Period::new(row.first_day.0, row.last_day.0),
        renewed_on: row.renewed_on.map(|day| day.0),
        history: History {
            renewals: u32::from(row.renewed_on.is_some()),
            ..History::default()
        },
    });
    Ok(holders.collect())
}

/// Records that a member holds a certification.
pub(crate) async fn insert_holding(
    tx: &mut Tx,
    society: &SocietySlug,
    id: HoldingId,
    member: MemberId,
    holder: &Holder,
) -> Result<(), DbError> {
    tx.sql(INSERT_HOLDING)
        .bind(society.as_str())
        .bind(id.to_string())
        .bind(member.to_string())
        .bind(holder.certification.as_str())
        .bind(holder.number.as_str())
        .bind(Day(holder.period.first))
        .bind(Day(holder.period.last))
        .bind(holder.renewed_on.map(Day))
        .run()
        .await?;
    Ok(())
}

/// Adds granted lines, where they are not there already.
pub(super) async fn insert(tx: &mut Tx, entries: &[NewEntry]) -> Result<(), DbError> {
    INSERT
        .run(tx, entries, |new| {
            [
                new.society.as_str().into(),
                new.member.to_string().into(),
                new.id.to_string().into(),
                new.origin.name().into(),
                new.session.map(|session| session.to_string()).into(),
                Day(new.day).into(),
                new.activity.as_str().into(),
                new.role.as_str().into(),
                new.credits.to_string().into(),
                new.society_held.into(),
                new.event_title.ja.as_str().into(),
                new.event_title.en.as_str().into(),
                new.session_title.ja.as_str().into(),
                new.session_title.en.as_str().into(),
                Instant(new.recorded_at).into(),
            ]
        })
        .await?;
    Ok(())
}
