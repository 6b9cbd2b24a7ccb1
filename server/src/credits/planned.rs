//! Certifications held as a file of the office has them, many at once: number and period alone.

use crate::db::list::{Kind, Value};
use crate::db::rows::{ManyRows, keyed};
use crate::db::{Conn, Day, DbError, Tx};
use serde::{Deserialize, Serialize};
use shusseki_core::ids::{CertificationKey, HoldingId, MemberId, SocietySlug};
use shusseki_core::society::Period;

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[OF_MANY, GIVE, CHANGE, TAKE];

const OF_MANY: ManyRows = ManyRows {
    columns: &[("society_id", Kind::Text), ("member_id", Kind::Text)],
    text: "SELECT h.member_id, h.certification, h.number, h.first_day, h.last_day FROM given \
        JOIN holdings h ON h.society_id = given.society_id AND h.member_id = given.member_id",
};

const GIVE: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("holding_id", Kind::Text),
        ("member_id", Kind::Text),
        ("certification", Kind::Text),
        ("number", Kind::Text),
        ("first_day", Kind::Text),
        ("last_day", Kind::Text),
    ],
    text: "INSERT INTO holdings (society_id, holding_id, member_id, certification, number, \
        first_day, last_day) SELECT society_id, holding_id, member_id, certification, number, \
        first_day, last_day FROM given WHERE true \
        ON CONFLICT (society_id, member_id, certification) DO NOTHING",
};

const CHANGE: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("member_id", Kind::Text),
        ("certification", Kind::Text),
        ("was_number", Kind::Text),
        ("was_first", Kind::Text),
        ("was_last", Kind::Text),
        ("number", Kind::Text),
        ("first_day", Kind::Text),
        ("last_day", Kind::Text),
    ],
    text: "UPDATE holdings SET number = given.number, first_day = given.first_day, \
        last_day = given.last_day FROM given WHERE holdings.society_id = given.society_id \
        AND holdings.member_id = given.member_id AND holdings.certification = given.certification \
        AND holdings.number = given.was_number AND holdings.first_day = given.was_first \
        AND holdings.last_day = given.was_last",
};

const TAKE: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("member_id", Kind::Text),
        ("certification", Kind::Text),
        ("number", Kind::Text),
        ("first_day", Kind::Text),
        ("last_day", Kind::Text),
    ],
    text: "DELETE FROM holdings WHERE (society_id, member_id, certification, number, first_day, \
        last_day) IN (SELECT society_id, member_id, certification, number, first_day, last_day \
        FROM given)",
};

/// What a file says of a certification held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Held {
    /// Its number.
    pub(crate) number: String,
    /// Its period.
    pub(crate) period: Period,
}

/// A certification that a member is given, that changes, or that is taken again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HeldChange {
    /// Which.
    pub(crate) certification: CertificationKey,
    /// The id of one that is new.
    pub(crate) id: HoldingId,
    /// What held before.
    pub(crate) before: Option<Held>,
    /// What holds afterwards.
    pub(crate) after: Option<Held>,
}

#[derive(sqlx::FromRow)]
struct HeldRow {
    #[sqlx(try_from = "String")]
    member_id: MemberId,
    #[sqlx(try_from = "String")]
    certification: CertificationKey,
    number: String,
    first_day: Day,
    last_day: Day,
}

/// What the members hold, in no order.
pub(crate) async fn of_many(
    conn: &mut Conn,
    society: &SocietySlug,
    members: &[MemberId],
) -> Result<Vec<(MemberId, CertificationKey, Held)>, DbError> {
    let rows: Vec<HeldRow> = OF_MANY
        .all(conn, members, |member| keyed(society, member))
        .await?;
    let held = rows.into_iter().map(|row| {
        let held = Held {
            number: row.number,
            period: Period::new(row.first_day.0, row.last_day.0),
        };
        (row.member_id, row.certification, held)
    });
    Ok(held.collect())
}

/// Carries the changes out; false where one of them finds something else than it began with. The
/// transaction should then be abandoned.
pub(crate) async fn change(
    tx: &mut Tx,
    society: &SocietySlug,
    changes: &[(MemberId, HeldChange)],
) -> Result<bool, DbError> {
    let (mut given, mut changed, mut taken) = (Vec::new(), Vec::new(), Vec::new());
    for (member, change) in changes {
        match (&change.before, &change.after) {
            (None, Some(after)) => given.push((*member, change, after)),
            (Some(before), Some(after)) => changed.push((*member, change, before, after)),
            (Some(before), None) => taken.push((*member, change, before)),
            (None, None) => {}
        }
    }
    let slug = || Value::from(society.as_str().to_owned());
    let done = GIVE
        .run(tx, &given, |(member, change, after)| {
            let [number, first, last] = cells(after);
            let id = change.id.to_string().into();
            let certification = change.certification.as_str().into();
            [
                slug(),
                id,
                member.to_string().into(),
                certification,
                number,
                first,
                last,
            ]
        })
        .await?
        + CHANGE
            .run(tx, &changed, |(member, change, before, after)| {
                let [was_number, was_first, was_last] = cells(before);
                let [number, first, last] = cells(after);
                let certification = change.certification.as_str().into();
                [
                    slug(),
                    member.to_string().into(),
                    certification,
                    was_number,
                    was_first,
                    was_last,
                    number,
                    first,
                    last,
                ]
            })
            .await?
        + TAKE
            .run(tx, &taken, |(member, change, before)| {
                let [number, first, last] = cells(before);
                let certification = change.certification.as_str().into();
                [
                    slug(),
                    member.to_string().into(),
                    certification,
                    number,
                    first,
                    last,
                ]
            })
            .await?;
    Ok(done == given.len() + changed.len() + taken.len())
}

fn cells(held: &Held) -> [Value<'_>; 3] {
    [
        held.number.as_str().into(),
        Day(held.period.first).into(),
        Day(held.period.last).into(),
    ]
}
