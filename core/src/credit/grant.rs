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

/// Whether an activity's credits depend on how long it lasted: then nothing is granted before that is
/// known.
///
/// ```
/// use shusseki_core::{credit::depends_on_time, society::{Society, shipped}};
/// let (name, text) = shipped()[0];
/// let jhrs = Society::parse(name, text).unwrap();
/// let (role, day) = ("attend".parse().unwrap(), "2026-07-03".parse().unwrap());
/// assert!(!depends_on_time(&jhrs, &"annual-meeting".parse().unwrap(), &role, day));
/// ```
#[must_use]
pub fn depends_on_time(
    society: &Society,
    activity: &ActivityKey,
    role: &RoleKey,
    day: Date,
) -> bool {
    let deed = Deed {
        role,
        day,
        minutes: None,
    };
    let lines = society.activity(activity).map(|activity| &activity.credits);
    let mut worths = lines
        .into_iter()
        .flatten()
        .filter_map(|line| worth(line, &deed));
    worths.any(|worth| worth.per_minutes.is_some() || worth.least_minutes.is_some())
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

#[cfg(test)]
mod tests {
    use super::{Deed, depends_on_time, granted};
    use crate::credit::Credits;
    use crate::society::{Society, shipped};

    fn with_credits(line: &str) -> Society {
        let (name, text) = shipped()[2];
        let changed = text.replacen("credits attend=10 present=10", line, 1);
        assert!(changed.contains(line));
        Society::parse(name, &changed).unwrap()
    }

    #[test]
    fn only_time_rules_make_an_activity_wait_for_its_end() {
        let (congress, role) = ("congress".parse().unwrap(), "attend".parse().unwrap());
        let day = "2026-11-20".parse().unwrap();
        for (line, waits) in [
            ("credits attend=10 present=10", false),
            ("credits attend=0.5 per=\"30min\"", true),
            ("credits attend=2 after=\"60min\"", true),
            ("credits present=1 per=\"30min\"; credits attend=10", false),
        ] {
            let society = with_credits(line);
            assert_eq!(
                depends_on_time(&society, &congress, &role, day),
                waits,
                "{line}"
            );
        }
        let society = with_credits("credits attend=0.5 per=\"30min\"");
        let deed = |minutes| Deed {
            role: &role,
            day,
            minutes,
        };
        assert_eq!(
            granted(&society, &congress, &deed(Some(50))),
            Some("0.5".parse::<Credits>().unwrap())
        );
        assert_eq!(
            granted(&society, &congress, &deed(None)),
            Some(Credits::ZERO)
        );
    }
}
