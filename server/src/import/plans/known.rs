//! The members that rows are compared with.

use crate::credits::planned as holdings;
use crate::db::list::Kind;
use crate::db::rows::{ManyRows, keyed};
use crate::db::{Conn, Day, DbError};
use crate::import::check::Known;
use crate::import::store::decoded;
use crate::members::Member;
use crate::members::store::MemberRow;
use shusseki_core::ids::{MemberId, MemberNumber, SocietySlug};
use shusseki_core::profile::Contents;
use std::collections::HashMap;

/// What is asked for of a member `m` with the profile `p`.
macro_rules! known_columns {
    () => {
        concat!(
            crate::members::store::member_columns!(),
            ", m.status_since, COALESCE(p.revision, 0) AS revision, p.contents, ",
            crate::members::planned::seen!(),
            " AS seen"
        )
    };
}
pub(in crate::import) use known_columns;

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[BY_NUMBER, BY_ID];

const BY_NUMBER: ManyRows = ManyRows {
    columns: &[("society_id", Kind::Text), ("member_number", Kind::Text)],
    text: concat!(
        "SELECT ",
        known_columns!(),
        " FROM given JOIN members m ON m.society_id = given.society_id \
         AND m.member_number = given.member_number \
         LEFT JOIN profiles p ON p.society_id = m.society_id AND p.member_id = m.member_id"
    ),
};

const BY_ID: ManyRows = ManyRows {
    columns: &[("society_id", Kind::Text), ("member_id", Kind::Text)],
    text: concat!(
        "SELECT ",
        known_columns!(),
        " FROM given JOIN members m ON m.society_id = given.society_id \
         AND m.member_id = given.member_id \
         LEFT JOIN profiles p ON p.society_id = m.society_id AND p.member_id = m.member_id"
    ),
};

/// A member with profile and what it is compared by.
#[derive(sqlx::FromRow)]
pub(in crate::import) struct KnownRow {
    #[sqlx(flatten)]
    member: MemberRow,
    status_since: Option<Day>,
    revision: i64,
    contents: Option<String>,
    seen: String,
}

/// The members of these rows, with what they hold.
pub(in crate::import) async fn known(
    conn: &mut Conn,
    society: &SocietySlug,
    rows: Vec<KnownRow>,
) -> Result<Vec<Known>, DbError> {
    let mut known = Vec::with_capacity(rows.len());
    for row in rows {
        known.push(Known {
            member: Member::from(row.member),
            contents: row
                .contents
                .map_or_else(|| Ok(Contents::default()), decoded)?,
            revision: row.revision,
            status_since: row.status_since.map(|day| day.0),
            seen: row.seen,
            held: Vec::new(),
        });
    }
    let ids: Vec<MemberId> = known.iter().map(|one| one.member.id).collect();
    let places: HashMap<MemberId, usize> = ids
        .iter()
        .enumerate()
        .map(|(place, id)| (*id, place))
        .collect();
    for (member, certification, held) in holdings::of_many(conn, society, &ids).await? {
        if let Some(place) = places.get(&member) {
            known[*place].held.push((certification, held));
        }
    }
    Ok(known)
}

/// The members of these numbers, in no order.
pub(in crate::import) async fn by_numbers(
    conn: &mut Conn,
    society: &SocietySlug,
    numbers: &[MemberNumber],
) -> Result<Vec<Known>, DbError> {
    let rows = BY_NUMBER
        .all(conn, numbers, |number| keyed(society, number))
        .await?;
    known(conn, society, rows).await
}

/// The members with these ids, in no order.
pub(in crate::import) async fn by_ids(
    conn: &mut Conn,
    society: &SocietySlug,
    members: &[MemberId],
) -> Result<Vec<Known>, DbError> {
    let rows = BY_ID
        .all(conn, members, |member| keyed(society, member))
        .await?;
    known(conn, society, rows).await
}
