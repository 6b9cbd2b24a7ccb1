//! A standing as the API sends it: data first, and a sentence in both languages beside it.

use super::parts::{
    CategoryDto, ConditionDto, FloorDto, MustAttendDto, OfWhichDto, SumDto, WayDto,
};
use super::row::RowDto;
use super::suggestion::SuggestionDto;
use super::{Suggestion, both};
use crate::web::words::Words;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use shusseki_core::credit::{
    AppliedCase, CreditUnit, EffectivePeriod, Outlook, Reason, Standing, Status,
};
use shusseki_core::society::Period;
use utoipa::ToSchema;

/// A member's standing 取得状況 in one certification.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StandingDto {
    /// The certification's key.
    certification: String,
    /// The certification's name.
    name: Words,
    /// The certification number.
    number: String,
    /// What the society calls credits.
    unit: Words,
    /// The first day of the certification period, as certified.
    #[schema(value_type = String, format = Date)]
    first_day: Date,
    /// The last day of the certification period, as certified.
    #[schema(value_type = String, format = Date)]
    last_day: Date,
    /// The period that really holds.
    effective: EffectiveDto,
    /// The day of the last renewal.
    #[schema(value_type = Option<String>, format = Date)]
    renewed_on: Option<Date>,
    /// When the renewal can first be applied for (UTC).
    #[schema(value_type = Option<String>, format = DateTime)]
    renewal_opens: Option<Timestamp>,
    /// When it can no longer be applied for (UTC).
    #[schema(value_type = Option<String>, format = DateTime)]
    renewal_closes: Option<Timestamp>,
    /// Whether the certification holds today.
    status: StatusDto,
    /// The version of the rules that applies, where it has a name.
    version: Option<Words>,
    /// The special cases that apply.
    cases: Vec<CaseDto>,
    /// Whether everything that is known suffices for renewal.
    renewable: bool,
    /// Why, or why not; what stands in the way comes first.
    reasons: Vec<ReasonDto>,
    /// The total.
    total: SumDto,
    /// The categories.
    categories: Vec<CategoryDto>,
    /// What every year needs.
    floors: Vec<FloorDto>,
    /// Sums within the total that have a minimum of their own.
    of_which: Vec<OfWhichDto>,
    /// Meetings that must be attended.
    must_attend: Vec<MustAttendDto>,
    /// What is required besides credits.
    conditions: Vec<ConditionDto>,
    /// Alternatives: of each, its ways, the best first. One way of each is needed.
    ways: Vec<Vec<WayDto>>,
    /// Facts that would change the standing.
    outlook: Vec<OutlookDto>,
    /// Coming sessions that would close the gap: the smallest sets, the earliest first. One set that
    /// does not close it, where none does.
    paths: Vec<SuggestionDto>,
    /// The lines, oldest first.
    rows: Vec<RowDto>,
}

/// The period that really holds, with suspensions and extensions.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct EffectiveDto {
    /// The first day.
    #[schema(value_type = String, format = Date)]
    first_day: Date,
    /// The last day.
    #[schema(value_type = String, format = Date)]
    last_day: Date,
    /// The first day whose credits count.
    #[schema(value_type = String, format = Date)]
    credits_from: Date,
    /// The last day whose credits count.
    #[schema(value_type = String, format = Date)]
    credits_until: Date,
    /// The suspensions within it.
    suspended: Vec<SpanDto>,
    /// The extensions that hold.
    extended: Vec<Words>,
    /// The day on which the period after a renewal begins.
    #[schema(value_type = String, format = Date)]
    next_begins: Date,
}

/// A span of days, both ends included.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SpanDto {
    /// The first day.
    #[schema(value_type = String, format = Date)]
    first_day: Date,
    /// The last day.
    #[schema(value_type = String, format = Date)]
    last_day: Date,
}

/// Whether a certification holds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StatusDto {
    /// `valid`, `suspended`, `forfeited` or `expired`.
    code: &'static str,
    /// From which day, where it was forfeited or has expired.
    #[schema(value_type = Option<String>, format = Date)]
    since: Option<Date>,
    /// To the end of which day, where it is suspended.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Date>,
    /// The sentence to show.
    #[serde(flatten)]
    sentence: Words,
}

/// A special case that applies.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CaseDto {
    /// The definition's name for it.
    key: String,
    /// What members read.
    name: Words,
}

/// A reason.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReasonDto {
    /// Its stable code.
    code: &'static str,
    /// Whether it stands in the way of a renewal.
    blocks: bool,
    /// The sentence to show.
    #[serde(flatten)]
    sentence: Words,
}

/// A fact that would change a standing, and to what.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct OutlookDto {
    /// The fact: `confirmed`, `proof-accepted` or `extension-granted`.
    code: &'static str,
    /// What would count then.
    counted: String,
    /// Whether the certification could be renewed then.
    renewable: bool,
    /// The last day of the period then, where it moves.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Date>,
    /// The sentence to show.
    #[serde(flatten)]
    sentence: Words,
}

impl StandingDto {
    /// The standing, with the sessions that would close its gap.
    pub(crate) fn new(standing: &Standing, paths: &[Suggestion]) -> Self {
        let window = standing.renewal_window;
        Self {
            certification: standing.certification.to_string(),
            name: (&standing.name).into(),
            number: standing.number.clone(),
            unit: both(|language| standing.unit.word(language).to_owned()),
            first_day: standing.period.first,
            last_day: standing.period.last,
            effective: (&standing.effective).into(),
            renewed_on: standing.renewed_on,
            renewal_opens: window.map(|window| window.opens),
            renewal_closes: window.map(|window| window.closes),
            status: standing.status.into(),
            version: standing.version.as_ref().map(Into::into),
            cases: standing.cases.iter().map(Into::into).collect(),
            renewable: standing.renewable,
            reasons: standing.reasons.iter().map(Into::into).collect(),
            total: (&standing.total).into(),
            categories: standing.categories.iter().map(Into::into).collect(),
            floors: floors(standing),
            of_which: standing.of_which.iter().map(Into::into).collect(),
            must_attend: standing.must_attend.iter().map(Into::into).collect(),
            conditions: standing.conditions.iter().map(Into::into).collect(),
            ways: ways(standing),
            outlook: outlook(standing),
            paths: paths.iter().map(Into::into).collect(),
            rows: standing.rows.iter().map(Into::into).collect(),
        }
    }
}

fn floors(standing: &Standing) -> Vec<FloorDto> {
    let floors = standing.floors.iter();
    floors
        .map(|floor| FloorDto::new(floor, &standing.unit))
        .collect()
}

fn ways(standing: &Standing) -> Vec<Vec<WayDto>> {
    let ways = standing.ways.iter();
    ways.map(|ways| {
        ways.iter()
            .map(|way| WayDto::new(way, &standing.unit))
            .collect()
    })
    .collect()
}

fn outlook(standing: &Standing) -> Vec<OutlookDto> {
    let outlook = standing.outlook.iter();
    outlook
        .map(|outlook| OutlookDto::new(outlook, &standing.unit))
        .collect()
}

impl From<&EffectivePeriod> for EffectiveDto {
    fn from(effective: &EffectivePeriod) -> Self {
        Self {
            first_day: effective.period.first,
            last_day: effective.period.last,
            credits_from: effective.credits.first,
            credits_until: effective.credits.last,
            suspended: effective.suspended.iter().map(Into::into).collect(),
            extended: effective.extended.iter().map(Into::into).collect(),
            next_begins: effective.next_begins,
        }
    }
}

impl From<&Period> for SpanDto {
    fn from(span: &Period) -> Self {
        Self {
            first_day: span.first,
            last_day: span.last,
        }
    }
}

impl From<Status> for StatusDto {
    fn from(status: Status) -> Self {
        let (since, until) = match status {
            Status::Valid => (None, None),
            Status::Suspended { until } => (None, Some(until)),
            Status::Forfeited { since, .. } | Status::Expired { since } => (Some(since), None),
        };
        Self {
            code: status.code(),
            since,
            until,
            sentence: both(|language| status.sentence(language)),
        }
    }
}

impl From<&AppliedCase> for CaseDto {
    fn from(case: &AppliedCase) -> Self {
        Self {
            key: case.key.to_string(),
            name: (&case.name).into(),
        }
    }
}

impl From<&Reason> for ReasonDto {
    fn from(reason: &Reason) -> Self {
        Self {
            code: reason.code(),
            blocks: reason.blocks(),
            sentence: both(|language| reason.sentence(language)),
        }
    }
}

impl OutlookDto {
    fn new(outlook: &Outlook, unit: &CreditUnit) -> Self {
        Self {
            code: outlook.fact.code(),
            counted: outlook.counted.to_string(),
            renewable: outlook.renewable,
            until: outlook.until,
            sentence: both(|language| outlook.sentence(unit, language)),
        }
    }
}
