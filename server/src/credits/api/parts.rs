//! The parts of a standing as the API sends them: sums, categories, years, conditions, ways.

use super::both;
use super::standing::ReasonDto;
use crate::web::words::Words;
use serde::Serialize;
use shusseki_core::credit::{
    CategoryStanding, ConditionStanding, CreditUnit, FloorStanding, Met, MustAttend, OfWhich, Sum,
    WayStanding,
};
use utoipa::ToSchema;

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

/// What a year, or the whole period, needs at least.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FloorDto {
    /// The category's key; the total where there is none.
    category: Option<String>,
    /// The category's name.
    name: Words,
    /// The fiscal year; the whole period where there is none.
    year: Option<i16>,
    /// What it needs, with its word.
    required: Words,
    /// What it has, with its word.
    has: Words,
    /// Whether that suffices.
    met: bool,
}

/// A sum within the total.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct OfWhichDto {
    /// The definition's name for it.
    key: String,
    /// What it is of.
    name: Words,
    /// The sum.
    sum: SumDto,
}

/// Meetings that must be attended.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct MustAttendDto {
    /// The definition's name for it.
    key: String,
    /// Which.
    name: Words,
    /// How many are required.
    required: u32,
    /// How many were attended.
    attended: u32,
    /// How many are missing.
    missing: u32,
}

/// A condition besides credits.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ConditionDto {
    /// The definition's name for it.
    key: String,
    /// What members read.
    name: Words,
    /// `yes`, `no`, or `unknown` where the office will confirm it.
    met: &'static str,
    /// How many documents or hours are missing, where that is known.
    missing: Option<String>,
    /// The words to show beside it.
    #[serde(flatten)]
    sentence: Words,
}

/// One of several ways to fulfil the requirements.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WayDto {
    /// The definition's name for it.
    key: String,
    /// What members read.
    name: Words,
    /// Whether it is fulfilled.
    met: bool,
    /// Why, or why not.
    reasons: Vec<ReasonDto>,
    /// What counts this way.
    total: SumDto,
    /// Its categories.
    categories: Vec<CategoryDto>,
    /// What every year needs.
    floors: Vec<FloorDto>,
    /// Sums that must be contained.
    of_which: Vec<OfWhichDto>,
    /// Meetings that must be attended.
    must_attend: Vec<MustAttendDto>,
    /// What is required besides credits.
    conditions: Vec<ConditionDto>,
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

impl FloorDto {
    /// The floor, its amounts in the society's word.
    pub(super) fn new(floor: &FloorStanding, unit: &CreditUnit) -> Self {
        Self {
            category: floor.category.as_ref().map(ToString::to_string),
            name: (&floor.name).into(),
            year: floor.year,
            required: both(|language| floor.required.amount(unit, language)),
            has: both(|language| floor.has.amount(unit, language)),
            met: floor.met,
        }
    }
}

impl From<&OfWhich> for OfWhichDto {
    fn from(part: &OfWhich) -> Self {
        Self {
            key: part.key.to_string(),
            name: (&part.name).into(),
            sum: (&part.sum).into(),
        }
    }
}

impl From<&MustAttend> for MustAttendDto {
    fn from(must: &MustAttend) -> Self {
        Self {
            key: must.key.to_string(),
            name: (&must.name).into(),
            required: must.required,
            attended: must.attended,
            missing: must.missing,
        }
    }
}

impl From<&ConditionStanding> for ConditionDto {
    fn from(condition: &ConditionStanding) -> Self {
        Self {
            key: condition.key.to_string(),
            name: (&condition.name).into(),
            met: condition.met.code(),
            missing: condition.missing.map(|missing| missing.to_string()),
            sentence: both(|language| Met::word(condition.met, language).to_owned()),
        }
    }
}

impl WayDto {
    /// The way, its amounts in the society's word.
    pub(super) fn new(way: &WayStanding, unit: &CreditUnit) -> Self {
        Self {
            key: way.key.to_string(),
            name: (&way.name).into(),
            met: way.met,
            reasons: way.reasons.iter().map(Into::into).collect(),
            total: (&way.total).into(),
            categories: way.categories.iter().map(Into::into).collect(),
            floors: way
                .floors
                .iter()
                .map(|floor| FloorDto::new(floor, unit))
                .collect(),
            of_which: way.of_which.iter().map(Into::into).collect(),
            must_attend: way.must_attend.iter().map(Into::into).collect(),
            conditions: way.conditions.iter().map(Into::into).collect(),
        }
    }
}
