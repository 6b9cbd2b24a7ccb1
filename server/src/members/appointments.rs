//! Offices 役職 and committees 委員会 that members hold and held (JSNM-9).

use super::Member;
use super::store::{MemberRow, member_columns};
use crate::db::{Conn, Day, DbError, Sql, Tx, statements};
use jiff::civil::Date;
use shusseki_core::ids::{MemberId, SocietySlug};
use shusseki_core::text::Text;
use uuid::Uuid;

/// What an [`AppointmentRow`] is made of.
macro_rules! appointment_columns {
    () => {
        "a.kind, a.body_ja, a.body_en, a.title_ja, a.title_en, a.first_day, a.last_day"
    };
}

/// What a [`KeptRow`] is made of.
macro_rules! kept_columns {
    () => {
        concat!(
            "a.appointment_id, a.member_id, a.revision, ",
            appointment_columns!()
        )
    };
}

statements! {
    OF_MEMBER = concat!("SELECT ", kept_columns!(), " FROM appointments a \
        WHERE a.society_id = $1 AND a.member_id = $2 ORDER BY a.first_day DESC, a.appointment_id");
    BY_ID = concat!("SELECT ", kept_columns!(), " FROM appointments a \
        WHERE a.society_id = $1 AND a.appointment_id = $2");
    /// The society's own offices first, then the committees by name.
    HELD_ON = concat!("SELECT ", appointment_columns!(), ", ", member_columns!(), " FROM appointments a \
        JOIN members m ON m.society_id = a.society_id AND m.member_id = a.member_id \
        WHERE a.society_id = $1 AND a.first_day <= $2 AND (a.last_day IS NULL OR a.last_day >= $2) \
        ORDER BY a.kind DESC, a.body_ja, a.title_ja, m.member_number");
    INSERT = "INSERT INTO appointments (society_id, appointment_id, member_id, kind, body_ja, body_en, \
        title_ja, title_en, first_day, last_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    CHANGE = "UPDATE appointments SET kind = $4, body_ja = $5, body_en = $6, title_ja = $7, \
        title_en = $8, first_day = $9, last_day = $10, revision = revision + 1 \
        WHERE society_id = $1 AND appointment_id = $2 AND revision = $3";
    REMOVE = "DELETE FROM appointments \
        WHERE society_id = $1 AND appointment_id = $2 AND revision = $3";
}

/// An office or a seat in a committee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Appointment {
    /// Whether it is a seat in a committee.
    pub(crate) committee: bool,
    /// Of what: the society, a committee, a branch.
    pub(crate) body: Text,
    /// As what: councillor, chair, member.
    pub(crate) title: Text,
    /// The first day.
    pub(crate) first: Date,
    /// The last day; none while nobody knows it.
    pub(crate) last: Option<Date>,
}

/// An appointment as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Its own id.
    pub(crate) id: Uuid,
    /// Whose it is.
    pub(crate) member: MemberId,
    /// Goes up with every change.
    pub(crate) revision: i64,
    /// What it is.
    pub(crate) appointment: Appointment,
}

/// An appointment with who holds it.
#[derive(Debug, Clone)]
pub(crate) struct Holding {
    /// Who.
    pub(crate) member: Member,
    /// What.
    pub(crate) appointment: Appointment,
}

#[derive(sqlx::FromRow)]
struct AppointmentRow {
    kind: String,
    body_ja: String,
    body_en: String,
    title_ja: String,
    title_en: String,
    first_day: Day,
    last_day: Option<Day>,
}

impl From<AppointmentRow> for Appointment {
    fn from(row: AppointmentRow) -> Self {
        Self {
            committee: row.kind == "committee",
            body: Text::new(row.body_ja, row.body_en),
            title: Text::new(row.title_ja, row.title_en),
            first: row.first_day.0,
            last: row.last_day.map(|day| day.0),
        }
    }
}

#[derive(sqlx::FromRow)]
struct HoldingRow {
    #[sqlx(flatten)]
    appointment: AppointmentRow,
    #[sqlx(flatten)]
    member: MemberRow,
}

/// Everything that is held on that day, those of one body together.
pub(crate) async fn held_on(
    conn: &mut Conn,
    society: &SocietySlug,
    on: Date,
) -> Result<Vec<Holding>, DbError> {
    let rows: Vec<HoldingRow> = conn
        .sql(HELD_ON)
        .bind(society.as_str())
        .bind(Day(on))
        .all()
        .await?;
    let holding = |row: HoldingRow| Holding {
        member: row.member.into(),
        appointment: row.appointment.into(),
    };
    Ok(rows.into_iter().map(holding).collect())
}

impl Appointment {
    const fn kind(&self) -> &'static str {
        if self.committee {
            "committee"
        } else {
            "office"
        }
    }

    /// The statement with its columns bound, in the order of [`AppointmentRow`].
    fn bound_to<'c>(&self, statement: Sql<'c>) -> Sql<'c> {
        statement
            .bind(self.kind())
            .bind(self.body.ja.as_str())
            .bind(self.body.en.as_str())
            .bind(self.title.ja.as_str())
            .bind(self.title.en.as_str())
            .bind(Day(self.first))
            .bind(self.last.map(Day))
    }

    /// Whether it is held on that day.
    pub(crate) fn is_held(&self, on: Date) -> bool {
        self.first <= on && self.last.is_none_or(|last| on <= last)
    }
}

#[derive(sqlx::FromRow)]
struct KeptRow {
    appointment_id: String,
    #[sqlx(try_from = "String")]
    member_id: MemberId,
    revision: i64,
    #[sqlx(flatten)]
    appointment: AppointmentRow,
}

impl KeptRow {
    fn kept(self) -> Result<Kept, DbError> {
        let id = Uuid::parse_str(&self.appointment_id);
        Ok(Kept {
            id: id.map_err(|error| sqlx::Error::Decode(error.into()))?,
            member: self.member_id,
            revision: self.revision,
            appointment: self.appointment.into(),
        })
    }
}

/// Everything that the member holds and held, the newest first.
pub(crate) async fn of_member(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Vec<Appointment>, DbError> {
    let kept = kept_of(conn, society, member).await?.into_iter();
    Ok(kept.map(|kept| kept.appointment).collect())
}

/// The same, as stored.
pub(crate) async fn kept_of(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Vec<Kept>, DbError> {
    let rows: Vec<KeptRow> = conn
        .sql(OF_MEMBER)
        .bind(society.as_str())
        .bind(member.to_string())
        .all()
        .await?;
    rows.into_iter().map(KeptRow::kept).collect()
}

/// The appointment of that id.
pub(crate) async fn by_id(
    conn: &mut Conn,
    society: &SocietySlug,
    id: Uuid,
) -> Result<Option<Kept>, DbError> {
    let row: Option<KeptRow> = conn
        .sql(BY_ID)
        .bind(society.as_str())
        .bind(id.to_string())
        .optional()
        .await?;
    row.map(KeptRow::kept).transpose()
}

/// Stores what follows that revision; false where something else was stored meanwhile.
pub(crate) async fn change(
    tx: &mut Tx,
    society: &SocietySlug,
    id: Uuid,
    revision: i64,
    appointment: &Appointment,
) -> Result<bool, DbError> {
    let statement = tx.sql(CHANGE).bind(society.as_str());
    let statement = statement.bind(id.to_string()).bind(revision);
    let changed = appointment.bound_to(statement).run().await?;
    Ok(changed > 0)
}

/// Takes that revision back; false where something else was stored meanwhile.
pub(crate) async fn remove(
    tx: &mut Tx,
    society: &SocietySlug,
    id: Uuid,
    revision: i64,
) -> Result<bool, DbError> {
    let removed = tx
        .sql(REMOVE)
        .bind(society.as_str())
        .bind(id.to_string())
        .bind(revision)
        .run()
        .await?;
    Ok(removed > 0)
}

/// Records what a member holds.
pub(crate) async fn insert(
    tx: &mut Tx,
    society: &SocietySlug,
    id: Uuid,
    member: MemberId,
    appointment: &Appointment,
) -> Result<(), DbError> {
    let statement = tx.sql(INSERT).bind(society.as_str());
    let statement = statement.bind(id.to_string()).bind(member.to_string());
    appointment.bound_to(statement).run().await?;
    Ok(())
}
