//! How much may count, and how much must, of what falls into one bucket: a day, an event, a year.

use super::Selection;
use crate::credit::Credits;
use serde::Serialize;

/// What a limit holds for, one by one.
///
/// ```
/// use shusseki_core::credit::Bucket;
/// assert_eq!(Bucket::default(), Bucket::Period);
/// ```
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
///
/// ```
/// use shusseki_core::credit::{Credits, Quantity};
/// assert_ne!(Quantity::Times(5), Quantity::Credits(Credits::whole(5)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantity {
    /// That many credits.
    Credits(Credits),
    /// That many entries; where only some count, those worth most.
    Times(u32),
}

/// The most that counts (P5, P6, P8): at most 5 credits a day, at most once an event.
///
/// ```
/// use shusseki_core::credit::{Bucket, Limit, Quantity, Selection};
/// let once_an_event = Limit { most: Quantity::Times(1), per: Bucket::Event, only: Selection::default() };
/// assert_eq!(once_an_event.per, Bucket::Event);
/// ```
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
///
/// ```
/// use shusseki_core::credit::{Bucket, Credits, Floor, Quantity, Selection};
/// let five_a_year = Floor { least: Quantity::Credits(Credits::whole(5)), per: Bucket::Year, only: Selection::default() };
/// assert_eq!(five_a_year.per, Bucket::Year);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Floor {
    /// How much.
    pub least: Quantity,
    /// For each of these: a year or the period.
    pub per: Bucket,
    /// Of such entries.
    pub only: Selection,
}
