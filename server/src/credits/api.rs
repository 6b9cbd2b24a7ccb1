//! `GET me/standings`: what the credits come to, and why.

use crate::app::App;
use crate::credits::{self, KnownAs};
use crate::web::extract::{Asked, Caller};
use crate::web::failure::Failure;
use crate::web::problems::Problems;
use crate::web::words::Words;
use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shusseki_core::credit::{self, CategoryStanding, Row, Scope, Standing, Sum};
use shusseki_core::text::Language;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// A member's standing 取得状況 in one certification.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StandingDto {
    /// The certification's key.
    certification: String,
    /// The certification's name.
    name: Words,
    /// The certification number.
    number: String,
    /// The first day of the certification period.
    #[schema(value_type = String, format = Date)]
    first_day: Date,
    /// The last day of the certification period.
    #[schema(value_type = String, format = Date)]
    last_day: Date,
    /// Whether the credits suffice for renewal.
    renewable: bool,
    /// Why not, or that nothing is missing: sentences to show.
    reasons: Vec<Words>,
    /// The total.
    total: SumDto,
    /// The categories.
    categories: Vec<CategoryDto>,
    /// Sums within the total that have a minimum of their own.
    of_which: Vec<OfWhichDto>,
    /// Meetings that must be attended.
    must_attend: Vec<MustAttendDto>,
    /// The lines, oldest first.
    rows: Vec<RowDto>,
}

/// A sum of credits, in exact decimals.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SumDto {
    /// Before caps.
    raw: String,
    /// After caps.
    counted: String,
    /// What is required.
    required: String,
    /// What is missing.
    missing: String,
}

/// A category 区分.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CategoryDto {
    /// The key.
    key: String,
    /// The name.
    name: Words,
    /// Before the cap.
    raw: String,
    /// After the cap.
    counted: String,
    /// What the cap cut off.
    capped_off: String,
    /// The cap.
    cap: Option<String>,
    /// The minimum.
    minimum: Option<String>,
    /// What is missing to the minimum.
    missing: String,
    /// The categories within.
    #[schema(no_recursion)]
    children: Vec<CategoryDto>,
}

/// A sum within the total.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct OfWhichDto {
    /// What it is of.
    name: Words,
    /// The sum.
    sum: SumDto,
}

/// Meetings that must be attended.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct MustAttendDto {
    /// Which.
    name: Words,
    /// How many are required.
    required: u32,
    /// How many were attended.
    attended: u32,
    /// How many are missing.
    missing: u32,
}

/// A line of the ledger, as the rules count it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RowDto {
    /// The day in Japan.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// 大会名.
    event: Words,
    /// セッション名.
    session: Words,
    /// The activity's key.
    activity: String,
    /// The role's key.
    role: String,
    /// Whether the society itself held the event.
    society_held: bool,
    /// As granted.
    granted: String,
    /// As counted.
    counted: String,
    /// Where it counts.
    category: Option<String>,
    /// The counted total so far.
    running_total: String,
    /// The part of it from events that the society itself held.
    running_society_held: String,
    /// Why it does not count in full.
    note: Option<Words>,
}

impl From<&Standing> for StandingDto {
    fn from(standing: &Standing) -> Self {
        Self {
            certification: standing.certification.to_string(),
            name: (&standing.name).into(),
            number: standing.number.clone(),
            first_day: standing.period.first,
            last_day: standing.period.last,
            renewable: standing.renewable,
            reasons: standing
                .reasons
                .iter()
                .map(|reason| both(|language| reason.sentence(language)))
                .collect(),
            total: (&standing.total).into(),
            categories: standing.categories.iter().map(CategoryDto::from).collect(),
            of_which: standing
                .of_which
                .iter()
                .map(|part| OfWhichDto {
                    name: (&part.name).into(),
                    sum: (&part.sum).into(),
                })
                .collect(),
            must_attend: standing
                .must_attend
                .iter()
                .map(|must| MustAttendDto {
                    name: (&must.name).into(),
                    required: must.required,
                    attended: must.attended,
                    missing: must.missing,
                })
                .collect(),
            rows: standing.rows.iter().map(RowDto::from).collect(),
        }
    }
}

impl From<&Sum> for SumDto {
    fn from(sum: &Sum) -> Self {
        Self {
            raw: sum.raw.to_string(),
            counted: sum.counted.to_string(),
            required: sum.required.to_string(),
            missing: sum.missing.to_string(),
        }
    }
}

impl From<&CategoryStanding> for CategoryDto {
    fn from(category: &CategoryStanding) -> Self {
        Self {
            key: category.key.to_string(),
            name: (&category.name).into(),
            raw: category.raw.to_string(),
            counted: category.counted.to_string(),
            capped_off: category.capped_off.to_string(),
            cap: category.cap.map(|cap| cap.to_string()),
            minimum: category.minimum.map(|minimum| minimum.to_string()),
            missing: category.missing.to_string(),
            children: category.children.iter().map(Self::from).collect(),
        }
    }
}

impl From<&Row> for RowDto {
    fn from(row: &Row) -> Self {
        Self {
            day: row.entry.day,
            event: (&row.entry.event).into(),
            session: (&row.entry.session).into(),
            activity: row.entry.activity.to_string(),
            role: row.entry.role.to_string(),
            society_held: row.entry.society_held,
            granted: row.entry.credits.to_string(),
            counted: row.counted.to_string(),
            category: row.category.as_ref().map(ToString::to_string),
            running_total: row.running_total.to_string(),
            running_society_held: row.running_society_held.to_string(),
            note: row
                .note
                .as_ref()
                .map(|note| both(|language| note.sentence(language))),
        }
    }
}

fn both(sentence: impl Fn(Language) -> String) -> Words {
    Words {
        ja: sentence(Language::Ja),
        en: sentence(Language::En),
    }
}

/// As of when something was known.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KnownWhen {
    /// On the day asked about.
    Then,
    /// Now.
    #[default]
    Now,
}

/// Which lines to include.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Also the lines before the last renewal; they are shown and not counted.
    #[serde(default)]
    #[param(required = false)]
    before_renewal: bool,
    /// As of the end of this day in Japan; today when absent, and never later.
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Date>,
    /// By what was known `then`, at the end of that day, or by what is known `now`.
    #[serde(default)]
    #[param(inline, required = false)]
    known: KnownWhen,
    /// The language of messages, `ja` or `en`.
    #[expect(
        dead_code,
        reason = "read by the language layer; named here so that it is allowed"
    )]
    lang: Option<String>,
}

/// The standings of the caller.
#[derive(Serialize, ToSchema)]
pub(crate) struct Standings {
    /// One for each certification held.
    standings: Vec<StandingDto>,
}

/// What the caller's credits come to in each certification held, and why.
#[utoipa::path(
    get, path = "/api/v1/{society}/me/standings", tag = "member", operation_id = "standings",
    params(("society" = String, Path, description = "The society's slug", example = "jsnm"), Which),
    responses((status = 200, description = "The standings", body = Standings), Problems),
)]
pub(crate) async fn standings(
    State(app): State<Arc<App>>,
    caller: Caller,
    Asked(which): Asked<Which>,
) -> Result<Json<Standings>, Failure> {
    let scope = if which.before_renewal {
        Scope::IncludingBefore
    } else {
        Scope::CurrentPeriod
    };
    let day = which.as_of.unwrap_or_else(|| app.today());
    if day > app.today() {
        return Err(bad_as_of());
    }
    let known_as = match which.known {
        KnownWhen::Then => KnownAs::on(day),
        KnownWhen::Now => KnownAs::NOW,
    };
    let asked = credit::Asked { day, scope };
    let mut conn = app.db.read().await?;
    let (tenant, member) = (&caller.tenant, caller.member);
    let standings = credits::standings_known(&mut conn, tenant, member, &asked, known_as).await?;
    Ok(Json(Standings {
        standings: standings.iter().map(StandingDto::from).collect(),
    }))
}

fn bad_as_of() -> Failure {
    Failure::bad_request(
        "bad-as-of",
        "as_of は今日以前の日です。",
        "as_of is today or a day before.",
    )
}
