//! What doing something gives: activity, role, day and time become credits (P4, P5, P18).

use super::{Credits, Worth};
use crate::{
    ids::{ActivityKey, RoleKey},
    society::{Grant, Society},
};
use jiff::civil::Date;

/// What was done, as far as its credits depend on it.
///
/// ```
/// use shusseki_core::credit::Deed;
/// let role = "attend".parse().unwrap();
/// let deed = Deed { role: &role, day: "2026-11-20".parse().unwrap(), minutes: Some(90) };
/// assert_eq!(deed.minutes, Some(90));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Deed<'a> {
    /// In which role.
    pub role: &'a RoleKey,
    /// On which day in Japan.
    pub day: Date,
    /// How long, in minutes, where that is known.
    pub minutes: Option<u32>,
}

/// The credits that an activity gives; none where the definition names none for the role on that
/// day, zero where it was too short for any.
///
/// ```
/// use shusseki_core::{credit::{Credits, Deed, granted}, society::{Society, shipped}};
/// let (name, text) = shipped()[0];
/// let jhrs = Society::parse(name, text).unwrap();
/// let role = "attend".parse().unwrap();
/// let deed = Deed { role: &role, day: "2026-07-03".parse().unwrap(), minutes: None };
/// assert_eq!(granted(&jhrs, &"annual-meeting".parse().unwrap(), &deed), Some(Credits::whole(10)));
/// ```
#[must_use]
pub fn granted(society: &Society, activity: &ActivityKey, deed: &Deed<'_>) -> Option<Credits> {
    let lines = &society.activity(activity)?.credits;
    lines
        .iter()
        .filter_map(|line| worth(line, deed))
        .map(|worth| worth.of(deed.minutes))
        .max()
}

fn worth(line: &Grant, deed: &Deed<'_>) -> Option<Worth> {
    let in_time = line.from.is_none_or(|from| from <= deed.day)
        && line.until.is_none_or(|until| deed.day <= until);
    let credits = in_time.then(|| line.roles.get(deed.role)).flatten()?;
    Some(Worth {
        credits: *credits,
        per_minutes: line.per_minutes,
        least_minutes: line.least_minutes,
    })
}
