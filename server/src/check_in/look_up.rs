//! What a batch of check-ins has to know: three statements, however many they are.
//!
//! Their rows begin with the place of the check-in in the batch, which is cheaper to send and read
//! than who it is.

use super::writes::Request;
use crate::db::list::Kind;
use crate::db::rows::ManyRows;
use crate::db::{Conn, DbError, Instant};
use crate::members::MemberStatus;
use shusseki_core::ids::{ActivityKey, ClassKey, MemberId, SocietySlug};
use shusseki_core::venue_code::SessionNumber;

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[MEMBERS, ATTENDED, REPEATED];

// CROSS JOIN: SQLite then keeps the order, the list first and the indexes for each of its rows.
const MEMBERS: ManyRows = ManyRows {
    columns: &[
        ("place", Kind::Number),
        ("society_id", Kind::Text),
        ("member_id", Kind::Text),
    ],
    text: "SELECT g.place, m.class, m.status FROM given g CROSS JOIN members m \
        WHERE m.society_id = g.society_id AND m.member_id = g.member_id",
};

// LEFT JOIN: PostgreSQL then finds the session by the attendance. Every attendance has one, but as an
// inner join, and without statistics of a young table, it would begin with the sessions and look
// through the whole hall for each member.
const ATTENDED: ManyRows = ManyRows {
    columns: &[
        ("place", Kind::Number),
        ("society_id", Kind::Text),
        ("member_id", Kind::Text),
        ("since_number", Kind::Number),
    ],
    text: "SELECT g.place, a.session_number, a.point, a.scanned_at, a.late, a.overlapped, \
        a.idempotency_key, a.body_digest, a.earning, s.activity, s.starts_at, s.ends_at, \
        s.title_ja, s.title_en FROM given g CROSS JOIN attendances a LEFT JOIN sessions s \
        ON s.society_id = a.society_id AND s.session_number = a.session_number \
        WHERE a.society_id = g.society_id AND a.member_id = g.member_id \
        AND a.session_number >= g.since_number",
};

const REPEATED: ManyRows = ManyRows {
    columns: &[
        ("place", Kind::Number),
        ("society_id", Kind::Text),
        ("member_id", Kind::Text),
        ("idempotency_key", Kind::Text),
    ],
    text: "SELECT g.place, r.body_digest FROM given g CROSS JOIN repeated_requests r \
        WHERE r.society_id = g.society_id AND r.member_id = g.member_id \
        AND r.idempotency_key = g.idempotency_key",
};

/// What a batch wants to know for one of its check-ins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// Which check-in of the batch it is.
    pub(super) place: i64,
    pub(super) society: &'a SocietySlug,
    pub(super) member: MemberId,
    /// Attendances of sessions with this number or a higher one are wanted.
    pub(super) since: SessionNumber,
    pub(super) request: Option<&'a Request>,
}

/// The member of a check-in.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct MemberRow {
    pub(super) place: i64,
    #[sqlx(try_from = "String")]
    pub(super) class: ClassKey,
    #[sqlx(try_from = "String")]
    pub(super) status: MemberStatus,
}

/// An attendance of the member of a check-in, with its session.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct AttendedRow {
    pub(super) place: i64,
    pub(super) session_number: i64,
    pub(super) point: i64,
    pub(super) scanned_at: Instant,
    pub(super) late: bool,
    pub(super) overlapped: Option<String>,
    pub(super) idempotency_key: Option<String>,
    pub(super) body_digest: Option<String>,
    pub(super) earning: Option<i64>,
    #[sqlx(try_from = "String")]
    pub(super) activity: ActivityKey,
    pub(super) starts_at: Instant,
    pub(super) ends_at: Instant,
    pub(super) title_ja: String,
    pub(super) title_en: String,
}

/// What the key of a check-in asked for when the member was registered already.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct RepeatedRow {
    pub(super) place: i64,
    pub(super) body_digest: String,
}

/// Who the members are; who does not exist has no row.
pub(super) async fn members(
    conn: &mut Conn,
    wanted: &[Wanted<'_>],
) -> Result<Vec<MemberRow>, DbError> {
    MEMBERS
        .all(conn, wanted, |wanted| {
            [
                wanted.place.into(),
                wanted.society.as_str().into(),
                wanted.member.to_string().into(),
            ]
        })
        .await
}

/// What they attended lately.
pub(super) async fn attended(
    conn: &mut Conn,
    wanted: &[Wanted<'_>],
) -> Result<Vec<AttendedRow>, DbError> {
    ATTENDED
        .all(conn, wanted, |wanted| {
            [
                wanted.place.into(),
                wanted.society.as_str().into(),
                wanted.member.to_string().into(),
                i64::from(wanted.since.get()).into(),
            ]
        })
        .await
}

/// Which of the keys came before with a request that registered nothing.
pub(super) async fn repeated(
    conn: &mut Conn,
    wanted: &[Wanted<'_>],
) -> Result<Vec<RepeatedRow>, DbError> {
    let keyed = wanted.iter().copied();
    let keyed: Vec<Wanted<'_>> = keyed.filter(|wanted| wanted.request.is_some()).collect();
    REPEATED
        .all(conn, &keyed, |wanted| {
            [
                wanted.place.into(),
                wanted.society.as_str().into(),
                wanted.member.to_string().into(),
                wanted.request.map(|request| request.key.as_str()).into(),
            ]
        })
        .await
}
