//! What rows would do and did, in the database: written by the comparison here, read in [`listed`], counted
//! in [`counts`]; the members that they are compared with are [`known`].

pub(crate) mod counts;
pub(crate) mod known;
pub(crate) mod listed;
pub(crate) mod undone;

use super::check::Outcome;
use super::fault::RowFault;
use crate::db::list::{Kind, Value};
use crate::db::rows::ManyRows;
use crate::db::{Day, DbError, Json, Tx};
use crate::members::Member;
use shusseki_core::ids::{MemberNumber, SocietySlug};

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[KEEP, MARK];

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
