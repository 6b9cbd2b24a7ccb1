//! Categories 区分: where a credit counts.

use super::{Bucket, Floor, Limit, Selection};
use crate::{
    credit::Credits,
    ids::{CategoryKey, RuleKey, TraitKey},
    text::Text,
};
use serde::Serialize;

/// A category 区分 of credits; its cap is applied before it counts in what contains it (P3).
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[2];
/// # let jgets = Society::parse(name, text).unwrap();
/// let devices = &jgets.certifications[0].versions[0].total.categories[1];
/// assert_eq!(devices.name.ja, "機器講習会");
/// assert_eq!(devices.cap.unwrap().to_string(), "10");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Category {
    /// The definition's name; `total` for the root.
    pub key: CategoryKey,
    /// What members read.
    pub name: Text,
    /// What must be reached inside, after caps.
    pub minimum: Option<Credits>,
    /// The most that counts.
    pub cap: Option<Credits>,
    /// Finer limits (P5, P6, P8).
    pub limits: Vec<Limit>,
    /// What every year needs (P8).
    pub floors: Vec<Floor>,
    /// What counts here.
    pub counts: Vec<Counts>,
    /// Work that counts here in proportion to its time (P22).
    pub work: Vec<Work>,
    /// Credits for each different curriculum code among what counts (P9).
    pub each_code: Option<Credits>,
    /// Categories inside.
    pub categories: Vec<Category>,
}

impl Category {
    /// The root of a tree: the total, with nothing in it yet.
    ///
    /// ```
    /// use shusseki_core::credit::Category;
    /// assert!(Category::total().minimum.is_none());
    /// ```
    #[must_use]
    pub fn total() -> Self {
        Self {
            key: CategoryKey::total(),
            name: Text::new("合計", "Total"),
            minimum: None,
            cap: None,
            limits: Vec::new(),
            floors: Vec::new(),
            counts: Vec::new(),
            work: Vec::new(),
            each_code: None,
            categories: Vec::new(),
        }
    }
}

/// One line of what counts in a category.
///
/// ```
/// # use shusseki_core::society::{Society, shipped};
/// # let (name, text) = shipped()[2];
/// # let jgets = Society::parse(name, text).unwrap();
/// let line = &jgets.certifications[0].versions[0].total.categories[1].counts[0];
/// assert!(line.only.activities.contains(&"device-course".parse().unwrap()));
/// assert!(line.worth.is_none() && line.once_per.is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Which entries.
    pub only: Selection,
    /// What they are worth here; what was granted where this is none (P4, P18).
    pub worth: Option<Worth>,
    /// Only for members with this trait (P12).
    pub is: Option<TraitKey>,
    /// Only for members without it.
    pub is_not: Option<TraitKey>,
    /// Of several in one bucket only the one worth most counts (P4 "replace", P6).
    pub once_per: Option<Bucket>,
}

/// What an entry is worth (P4, P5).
///
/// ```
/// use shusseki_core::credit::{Credits, Worth};
/// let flat = Worth { credits: Credits::whole(10), per_minutes: None, least_minutes: None };
/// assert_eq!(flat.of(None), Credits::whole(10));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Worth {
    /// Credits,
    pub credits: Credits,
    /// for each whole span of so many minutes; flat where this is none.
    pub per_minutes: Option<u32>,
    /// Nothing below so many minutes.
    pub least_minutes: Option<u32>,
}

impl Worth {
    /// The credits for something that lasted so many minutes.
    ///
    /// ```
    /// use shusseki_core::credit::{Credits, Worth};
    /// let half_an_hour = Worth { credits: "0.5".parse().unwrap(), per_minutes: Some(30), least_minutes: None };
    /// assert_eq!(half_an_hour.of(Some(89)), Credits::whole(1));
    /// let viewing = Worth { credits: Credits::whole(15), per_minutes: None, least_minutes: Some(300) };
    /// assert!(viewing.of(Some(299)).is_zero());
    /// ```
    #[must_use]
    pub fn of(&self, minutes: Option<u32>) -> Credits {
        if self
            .least_minutes
            .is_some_and(|least| minutes.unwrap_or(0) < least)
        {
            return Credits::ZERO;
        }
        match self.per_minutes {
            None => self.credits,
            Some(quantum) => self.credits.times(minutes.unwrap_or(0) / quantum.max(1)),
        }
    }
}

/// Work that counts in proportion to its time: 診療実績 (P22).
///
/// ```
/// use shusseki_core::{credit::{Credits, Work}, text::Text};
/// let practice = Work { key: "practice".parse().unwrap(), name: Text::new("診療実績", "Practice"),
///     credits: Credits::whole(10), step: "0.5".parse().unwrap() };
/// assert_eq!(practice.credits.share(1, 3, practice.step).to_string(), "3");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Work {
    /// The kind of work.
    pub key: RuleKey,
    /// What members read.
    pub name: Text,
    /// The credits of somebody who did it full-time for the whole period.
    pub credits: Credits,
    /// The result is rounded down to a multiple of this.
    pub step: Credits,
}
