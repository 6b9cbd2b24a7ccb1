//! How much may count, and how much must, of what falls into one bucket: a day, an event, a year.

use super::Selection;
use crate::credit::Credits;
use serde::Serialize;

/// What a limit holds for, one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bucket {
    /// The whole certification period.
    #[default]
    Period,
    /// A fiscal year 年度 of the society.
    Year,
    /// A day.
    Day,
    /// An event 大会; where it spans two fiscal years, in each of them.
    Event,
    /// A session.
    Session,
    /// A programme that may be offered at several events, such as an e-learning course.
    Programme,
    /// A curriculum code.
    Code,
    /// An activity.
    Activity,
}

/// An amount of credits, or a number of entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantity {
    /// That many credits.
    Credits(Credits),
    /// That many entries; where only some count, those worth most.
    Times(u32),
}

/// The most that counts (P5, P6, P8): at most 5 credits a day, at most once an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Limit {
    /// How much.
    pub most: Quantity,
    /// For each of these.
    pub per: Bucket,
    /// Only for such entries.
    pub only: Selection,
}

/// The least that must be there for each year of the period (P8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Floor {
    /// How much.
    pub least: Quantity,
    /// For each of these: a year or the period.
    pub per: Bucket,
    /// Of such entries.
    pub only: Selection,
}
