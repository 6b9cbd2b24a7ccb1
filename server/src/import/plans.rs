//! What rows would do and did, in the database; and the members that they are compared with.

use super::Counts;
use super::check::{Known, Outcome};
use super::fault::RowFault;
use super::store::decoded;
use crate::credits::planned::{self as holdings, HeldChange};
use crate::db::list::{Kind, Value};
use crate::db::rows::{ManyRows, keyed};
use crate::db::{Conn, Day, DbError, Json, Tx, statements};
use crate::members::Member;
use crate::members::store::MemberRow;
use serde_json::Value as JsonValue;
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
pub(super) use known_columns;

statements! {
    TWICE = "SELECT p.row_number, p.faults, p.member_number, d.first_row, d.last_row \
        FROM import_plans p JOIN (SELECT member_number, MIN(row_number) AS first_row, \
        MAX(row_number) AS last_row FROM import_plans WHERE society_id = $1 AND import_id = $2 \
        AND member_number IS NOT NULL GROUP BY member_number HAVING COUNT(*) > 1) d \
        ON d.member_number = p.member_number WHERE p.society_id = $1 AND p.import_id = $2 \
        AND p.row_number > $3 ORDER BY p.row_number LIMIT $4";
    VERDICTS = "SELECT verdict, COUNT(*) AS n FROM import_plans \
        WHERE society_id = $1 AND import_id = $2 GROUP BY verdict";
    ABSENT = "SELECT COUNT(*) AS n FROM (SELECT member_number FROM members WHERE society_id = $1 \
        AND status <> 'withdrawn' EXCEPT SELECT member_number FROM import_plans \
        WHERE society_id = $1 AND import_id = $2) a";
    ABSENT_SOME = "SELECT member_number AS text FROM members WHERE society_id = $1 \
        AND status <> 'withdrawn' EXCEPT SELECT member_number FROM import_plans \
        WHERE society_id = $1 AND import_id = $2 ORDER BY 1 LIMIT $3";
    LISTED = "SELECT row_number, verdict, member_id, member_number, family_name, given_name, \
        told_before, told_after, holdings, faults, kept FROM import_plans \
        WHERE society_id = $1 AND import_id = $2 AND verdict = $3 AND row_number > $4 \
        ORDER BY row_number LIMIT $5";
    LEFT_ALONE = "SELECT verdict, COUNT(*) AS n FROM import_plans WHERE society_id = $1 \
        AND import_id = $2 AND verdict IN ('new', 'changed') AND kept IS NOT NULL GROUP BY verdict";
    TO_CARRY_OUT = "SELECT row_number, verdict, member_id, member_number, family_name, given_name, \
        told_before, told_after, holdings, faults, kept FROM import_plans \
        WHERE society_id = $1 AND import_id = $2 AND verdict IN ('new', 'changed') \
        AND row_number > $3 ORDER BY row_number LIMIT $4";
}

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[BY_NUMBER, BY_ID, KEEP, MARK, USED, NOTE_KEPT];

/// What has happened to members since that line of the audit log, but for the lines of the import itself,
/// which follow it.
const USED: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("member_id", Kind::Text),
        ("line", Kind::Number),
    ],
    text: "SELECT g.member_id, CASE \
        WHEN EXISTS (SELECT 1 FROM attendances o WHERE o.society_id = g.society_id \
        AND o.member_id = g.member_id) THEN 'attended' \
        WHEN EXISTS (SELECT 1 FROM credit_entries o WHERE o.society_id = g.society_id \
        AND o.member_id = g.member_id) THEN 'credits' \
        WHEN EXISTS (SELECT 1 FROM passwords o WHERE o.society_id = g.society_id \
        AND o.member_id = g.member_id) THEN 'account' \
        WHEN EXISTS (SELECT 1 FROM staff_roles o WHERE o.society_id = g.society_id \
        AND o.member_id = g.member_id) THEN 'role' \
        WHEN EXISTS (SELECT 1 FROM audit_lines o WHERE o.society_id = g.society_id \
        AND o.member_id = g.member_id AND o.line > g.line AND o.action <> 'member-imported') \
        THEN 'changed' \
        ELSE 'unused' END AS used FROM given g",
};

const NOTE_KEPT: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("import_id", Kind::Text),
        ("row_number", Kind::Number),
        ("kept", Kind::Text),
    ],
    text: "UPDATE import_plans SET kept = given.kept FROM given \
        WHERE import_plans.society_id = given.society_id AND import_plans.import_id = given.import_id \
        AND import_plans.row_number = given.row_number",
};

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

const KEEP: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("import_id", Kind::Text),
        ("row_number", Kind::Number),
        ("verdict", Kind::Text),
        ("faults", Kind::Text),
        ("member_id", Kind::Text),
        ("member_number", Kind::Text),
        ("family_name", Kind::Text),
        ("given_name", Kind::Text),
        ("family_kana", Kind::Text),
        ("given_kana", Kind::Text),
        ("roman_name", Kind::Text),
        ("institution", Kind::Text),
        ("class", Kind::Text),
        ("district", Kind::Text),
        ("joined_on", Kind::Text),
        ("status", Kind::Text),
        ("mail", Kind::Text),
        ("language", Kind::Text),
        ("revision", Kind::Number),
        ("contents", Kind::Text),
        ("seen", Kind::Text),
        ("told_before", Kind::Text),
        ("told_after", Kind::Text),
        ("holdings", Kind::Text),
    ],
    text: "INSERT INTO import_plans (society_id, import_id, row_number, verdict, faults, member_id, \
        member_number, family_name, given_name, family_kana, given_kana, roman_name, institution, \
        class, district, joined_on, status, mail, language, revision, contents, seen, told_before, \
        told_after, holdings) SELECT society_id, import_id, row_number, verdict, faults, member_id, \
        member_number, family_name, given_name, family_kana, given_kana, roman_name, institution, \
        class, district, joined_on, status, mail, language, revision, contents, seen, told_before, \
        told_after, holdings FROM given",
};

const MARK: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("import_id", Kind::Text),
        ("row_number", Kind::Number),
        ("faults", Kind::Text),
    ],
    text: "UPDATE import_plans SET verdict = 'wrong', faults = given.faults FROM given \
        WHERE import_plans.society_id = given.society_id AND import_plans.import_id = given.import_id \
        AND import_plans.row_number = given.row_number",
};

/// A member with profile and what it is compared by.
#[derive(sqlx::FromRow)]
pub(super) struct KnownRow {
    #[sqlx(flatten)]
    member: MemberRow,
    status_since: Option<Day>,
    revision: i64,
    contents: Option<String>,
    seen: String,
}

#[derive(sqlx::FromRow)]
struct TwiceRow {
    row_number: i64,
    faults: Option<String>,
    member_number: String,
    first_row: i64,
    last_row: i64,
}

#[derive(sqlx::FromRow)]
struct VerdictRow {
    verdict: String,
    n: i64,
}

#[derive(sqlx::FromRow)]
struct CountRow {
    n: i64,
}

#[derive(sqlx::FromRow)]
struct TextRow {
    text: String,
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    row_number: i64,
    verdict: String,
    member_id: Option<String>,
    member_number: Option<String>,
    family_name: Option<String>,
    given_name: Option<String>,
    told_before: Option<String>,
    told_after: Option<String>,
    holdings: Option<String>,
    faults: Option<String>,
    kept: Option<String>,
}

/// A row with what it would do.
pub(super) struct Plan {
    /// The row.
    pub(super) row: i64,
    /// What it would do.
    pub(super) outcome: Outcome,
    /// The member's number, where it can be read.
    pub(super) number: Option<MemberNumber>,
    /// What it was compared with.
    pub(super) known: Option<(i64, String)>,
}

/// A row as it is listed, carried out or taken back.
#[derive(Debug)]
pub(crate) struct Listed {
    /// The row of the file.
    pub(crate) row: i64,
    /// Whether the member is new.
    pub(crate) is_new: bool,
    /// Whom it is about.
    pub(crate) member: Option<MemberId>,
    /// The number.
    pub(crate) number: String,
    /// The name afterwards.
    pub(crate) name: String,
    /// What held before, of that which changes.
    pub(crate) before: JsonValue,
    /// What holds afterwards.
    pub(crate) after: JsonValue,
    /// Certifications given or changed.
    pub(crate) held: Vec<HeldChange>,
    /// What is wrong.
    pub(crate) faults: Vec<RowFault>,
    /// Why undoing left it: a stable code.
    pub(crate) kept: Option<String>,
}

impl ListedRow {
    fn listed(self) -> Result<Listed, DbError> {
        let json = |text: Option<String>| text.map_or(Ok(JsonValue::Null), decoded);
        let name = [self.family_name, self.given_name].into_iter().flatten();
        let name: Vec<String> = name.filter(|part| !part.is_empty()).collect();
        Ok(Listed {
            row: self.row_number,
            is_new: self.verdict == "new",
            member: self.member_id.and_then(|id| id.parse().ok()),
            number: self.member_number.unwrap_or_default(),
            name: name.join(" "),
            before: json(self.told_before)?,
            after: json(self.told_after)?,
            held: self.holdings.map(decoded).transpose()?.unwrap_or_default(),
            faults: self.faults.map(decoded).transpose()?.unwrap_or_default(),
            kept: self.kept,
        })
    }
}

/// The members of these rows, with what they hold.
pub(super) async fn known(
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
pub(super) async fn by_numbers(
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
pub(super) async fn by_ids(
    conn: &mut Conn,
    society: &SocietySlug,
    members: &[MemberId],
) -> Result<Vec<Known>, DbError> {
    let rows = BY_ID
        .all(conn, members, |member| keyed(society, member))
        .await?;
    known(conn, society, rows).await
}

/// A plan's cells as they are stored.
struct Stored<'a> {
    plan: &'a Plan,
    verdict: &'static str,
    faults: Option<String>,
    texts: [Option<String>; 4],
}

impl<'a> Stored<'a> {
    fn new(plan: &'a Plan) -> Result<Self, DbError> {
        let mut stored = Self {
            plan,
            verdict: "unchanged",
            faults: None,
            texts: [const { None }; 4],
        };
        match &plan.outcome {
            Outcome::Unchanged(_) => {}
            Outcome::Wrong(faults) => {
                stored.verdict = "wrong";
                stored.faults = Some(Json(faults).text()?);
            }
            Outcome::Change(change) => {
                stored.verdict = if change.is_new { "new" } else { "changed" };
                let [before, after] = &change.told;
                let held = (!change.held.is_empty()).then(|| Json(&change.held).text());
                stored.texts = [
                    Some(Json(&change.contents).text()?),
                    Some(Json(before).text()?),
                    Some(Json(after).text()?),
                    held.transpose()?,
                ];
            }
        }
        Ok(stored)
    }
}

/// Keeps what rows would do.
pub(super) async fn keep(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    plans: &[Plan],
) -> Result<(), DbError> {
    let stored: Result<Vec<_>, _> = plans.iter().map(Stored::new).collect();
    KEEP.run(tx, &stored?, |stored| {
        let plan = stored.plan;
        let member = match &plan.outcome {
            Outcome::Change(change) => Some(&change.member),
            _ => None,
        };
        let unchanged = match &plan.outcome {
            Outcome::Unchanged(id) => Some(*id),
            _ => None,
        };
        let id = member.map(|member| member.id).or(unchanged);
        let text = |get: fn(&Member) -> &str| Value::from(member.map(get));
        let [contents, before, after, held] = &stored.texts;
        [
            society.as_str().to_owned().into(),
            import.to_owned().into(),
            plan.row.into(),
            stored.verdict.into(),
            stored.faults.as_deref().into(),
            id.map(|id| id.to_string()).into(),
            plan.number.as_ref().map(MemberNumber::as_str).into(),
            text(|member| &member.name.family),
            text(|member| &member.name.given),
            text(|member| &member.name.family_kana),
            text(|member| &member.name.given_kana),
            text(|member| &member.name.roman),
            text(|member| &member.institution),
            text(|member| member.class.as_str()),
            member
                .and_then(|member| Some(member.district.as_ref()?.as_str()))
                .into(),
            member.map(|member| Day(member.joined_on)).into(),
            member.map(|member| member.status.name()).into(),
            member
                .and_then(|member| Some(member.mail.as_ref()?.as_str()))
                .into(),
            member.map(|member| member.language.code()).into(),
            plan.known
                .as_ref()
                .map_or(0, |(revision, _)| *revision)
                .into(),
            contents.as_deref().into(),
            plan.known.as_ref().map(|(_, seen)| seen.as_str()).into(),
            before.as_deref().into(),
            after.as_deref().into(),
            held.as_deref().into(),
        ]
    })
    .await?;
    Ok(())
}

/// A row whose number stands in another too.
pub(super) struct Twice {
    /// The row.
    pub(super) row: i64,
    /// Another row with the same number.
    pub(super) other: i64,
    /// The number.
    pub(super) number: String,
    /// What is wrong with it already.
    pub(super) faults: Vec<RowFault>,
}

/// So many rows behind that one whose numbers stand in others too.
pub(super) async fn twice(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<Twice>, DbError> {
    let sql = conn.sql(TWICE).bind(society.as_str()).bind(import);
    let rows: Vec<TwiceRow> = sql.bind(after).bind(limit).all().await?;
    let twice = rows.into_iter().map(|row| {
        Ok(Twice {
            row: row.row_number,
            other: if row.row_number == row.first_row {
                row.last_row
            } else {
                row.first_row
            },
            number: row.member_number,
            faults: row.faults.map(decoded).transpose()?.unwrap_or_default(),
        })
    });
    twice.collect()
}

/// Marks rows as wrong.
pub(super) async fn mark_wrong(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    rows: &[(i64, Vec<RowFault>)],
) -> Result<(), DbError> {
    let texts: Result<Vec<_>, _> = rows
        .iter()
        .map(|(row, faults)| Json(faults).text().map(|text| (*row, text)))
        .collect();
    MARK.run(tx, &texts?, |(row, faults)| {
        [
            society.as_str().to_owned().into(),
            import.to_owned().into(),
            (*row).into(),
            faults.as_str().into(),
        ]
    })
    .await?;
    Ok(())
}

/// How many rows would do what.
pub(super) async fn counts(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
) -> Result<Counts, DbError> {
    let sql = conn.sql(VERDICTS).bind(society.as_str()).bind(import);
    let rows: Vec<VerdictRow> = sql.all().await?;
    let of = |verdict| of_verdict(&rows, verdict);
    let mut counts = Counts {
        added: of("new"),
        changed: of("changed"),
        unchanged: of("unchanged"),
        wrong: of("wrong"),
        absent: 0,
    };
    let absent: CountRow = conn
        .sql(ABSENT)
        .bind(society.as_str())
        .bind(import)
        .one()
        .await?;
    counts.absent = absent.n;
    Ok(counts)
}

fn of_verdict(rows: &[VerdictRow], verdict: &str) -> i64 {
    let found = rows.iter().find(|row| row.verdict == verdict);
    found.map_or(0, |row| row.n)
}

/// The numbers of some members who are not in the file.
pub(crate) async fn absent(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
    limit: i64,
) -> Result<Vec<String>, DbError> {
    let sql = conn.sql(ABSENT_SOME).bind(society.as_str()).bind(import);
    let rows: Vec<TextRow> = sql.bind(limit).all().await?;
    Ok(rows.into_iter().map(|row| row.text).collect())
}

/// So many rows of that verdict behind that one.
pub(crate) async fn listed(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
    verdict: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<Listed>, DbError> {
    let sql = conn
        .sql(LISTED)
        .bind(society.as_str())
        .bind(import)
        .bind(verdict);
    let rows: Vec<ListedRow> = sql.bind(after).bind(limit).all().await?;
    rows.into_iter().map(ListedRow::listed).collect()
}

/// So many rows behind that one that do something.
pub(super) async fn to_carry_out(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<Listed>, DbError> {
    let sql = conn.sql(TO_CARRY_OUT).bind(society.as_str()).bind(import);
    let rows: Vec<ListedRow> = sql.bind(after).bind(limit).all().await?;
    rows.into_iter().map(ListedRow::listed).collect()
}

#[derive(sqlx::FromRow)]
struct UsedRow {
    #[sqlx(try_from = "String")]
    member_id: MemberId,
    used: String,
}

/// Whether anything has happened to members since that line of the audit log: what, or `unused`.
pub(super) async fn used(
    conn: &mut Conn,
    society: &SocietySlug,
    members: &[MemberId],
    line: i64,
) -> Result<Vec<(MemberId, String)>, DbError> {
    let rows: Vec<UsedRow> = USED
        .all(conn, members, |member| {
            let [society, member] = keyed(society, member);
            [society, member, line.into()]
        })
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.member_id, row.used))
        .collect())
}

/// How many rows were left as they are by an undo, or in part: new members and changed ones.
pub(super) async fn left_alone(
    conn: &mut Conn,
    society: &SocietySlug,
    import: &str,
) -> Result<[i64; 2], DbError> {
    let sql = conn.sql(LEFT_ALONE).bind(society.as_str()).bind(import);
    let rows: Vec<VerdictRow> = sql.all().await?;
    Ok(["new", "changed"].map(|verdict| of_verdict(&rows, verdict)))
}

/// Notes why rows could not be taken back, or not in full.
pub(super) async fn note_kept(
    tx: &mut Tx,
    society: &SocietySlug,
    import: &str,
    kept: &[(i64, String)],
) -> Result<(), DbError> {
    NOTE_KEPT
        .run(tx, kept, |(row, why)| {
            let [society, import] = keyed(society, &import);
            [society, import, (*row).into(), why.as_str().into()]
        })
        .await?;
    Ok(())
}
