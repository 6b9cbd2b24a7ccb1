//! Offices 役職 and committees 委員会 that members hold and held (JSNM-9).

use crate::db::{Conn, Day, DbError, Tx, statements};
use jiff::civil::Date;
use shusseki_core::ids::{MemberId, SocietySlug};
use shusseki_core::text::Text;
use uuid::Uuid;

statements! {
    OF_MEMBER = "SELECT kind, body_ja, body_en, title_ja, title_en, first_day, last_day \
        FROM appointments WHERE society_id = $1 AND member_id = $2 \
        ORDER BY first_day DESC, appointment_id";
    INSERT = "INSERT INTO appointments (society_id, appointment_id, member_id, kind, body_ja, body_en, \
        title_ja, title_en, first_day, last_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
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

impl Appointment {
    /// Whether it is held on that day.
    pub(crate) fn is_held(&self, on: Date) -> bool {
        self.first <= on && self.last.is_none_or(|last| on <= last)
    }
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

/// Everything that the member holds and held, the newest first.
pub(crate) async fn of_member(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Vec<Appointment>, DbError> {
    let rows: Vec<AppointmentRow> = conn
        .sql(OF_MEMBER)
        .bind(society.as_str())
        .bind(member.to_string())
        .all()
        .await?;
    let appointment = |row: AppointmentRow| Appointment {
        committee: row.kind == "committee",
        body: Text::new(row.body_ja, row.body_en),
        title: Text::new(row.title_ja, row.title_en),
        first: row.first_day.0,
        last: row.last_day.map(|day| day.0),
    };
    Ok(rows.into_iter().map(appointment).collect())
}

/// Records what a member holds.
pub(crate) async fn insert(
    tx: &mut Tx,
    society: &SocietySlug,
    id: Uuid,
    member: MemberId,
    appointment: &Appointment,
) -> Result<(), DbError> {
    let kind = if appointment.committee {
        "committee"
    } else {
        "office"
    };
    tx.sql(INSERT)
        .bind(society.as_str())
        .bind(id.to_string())
        .bind(member.to_string())
        .bind(kind)
        .bind(appointment.body.ja.as_str())
        .bind(appointment.body.en.as_str())
        .bind(appointment.title.ja.as_str())
        .bind(appointment.title.en.as_str())
        .bind(Day(appointment.first))
        .bind(appointment.last.map(Day))
        .run()
        .await?;
    Ok(())
}
