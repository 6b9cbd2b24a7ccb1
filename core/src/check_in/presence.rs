//! How long somebody was there: from the way in to the way out.

use crate::calendar::Window;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What passing a point 受付ポイント means.
///
/// ```
/// use shusseki_core::check_in::PointKind;
/// assert_eq!("exit".parse(), Ok(PointKind::Exit));
/// assert!("door".parse::<PointKind>().is_err());
/// ```
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum PointKind {
    /// Being there; how long is not asked.
    #[default]
    Single,
    /// The way in 入室.
    Entry,
    /// The way out 退室.
    Exit,
}

/// The text names no kind of point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a point is `single`, `entry` or `exit`")]
pub struct UnknownPointKind;

impl PointKind {
    /// The stable word for it: `single`, `entry` or `exit`.
    ///
    /// ```
    /// # use shusseki_core::check_in::PointKind;
    /// assert_eq!(PointKind::Entry.name(), "entry");
    /// ```
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Entry => "entry",
            Self::Exit => "exit",
        }
    }
}

impl std::str::FromStr for PointKind {
    type Err = UnknownPointKind;

    fn from_str(name: &str) -> Result<Self, UnknownPointKind> {
        let mut kinds = [Self::Single, Self::Entry, Self::Exit].into_iter();
        kinds
            .find(|kind| kind.name() == name)
            .ok_or(UnknownPointKind)
    }
}

impl TryFrom<String> for PointKind {
    type Error = UnknownPointKind;

    fn try_from(name: String) -> Result<Self, UnknownPointKind> {
        name.parse()
    }
}

/// Somebody passed a point of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passing {
    /// What kind of point.
    pub kind: PointKind,
    /// When.
    pub at: Timestamp,
}

/// The whole minutes from the first way in to the last way out, as far as they fall into the
/// session; none as long as one of the two is missing or they come in the wrong order.
///
/// In whatever order they are told: a phone that was offline may tell of the way in last.
///
/// ```
/// use shusseki_core::{calendar::Window, check_in::{Passing, PointKind, minutes_present}};
/// let at = |text: &str| text.parse().unwrap();
/// let session = Window::new(at("2026-11-20T01:00:00Z"), at("2026-11-20T02:00:00Z"));
/// let entry = Passing { kind: PointKind::Entry, at: at("2026-11-20T00:50:00Z") };
/// let exit = Passing { kind: PointKind::Exit, at: at("2026-11-20T01:50:59Z") };
/// assert_eq!(minutes_present(&session, &[exit, entry]), Some(50));
/// assert_eq!(minutes_present(&session, &[entry]), None);
/// ```
#[must_use]
pub fn minutes_present(session: &Window, passed: &[Passing]) -> Option<u32> {
    let times = |kind| {
        passed
            .iter()
            .filter(move |passing| passing.kind == kind)
            .map(|passing| passing.at)
    };
    let entered = times(PointKind::Entry).min()?;
    let left = times(PointKind::Exit)
        .max()
        .filter(|left| *left > entered)?;
    let (from, until) = (entered.max(session.opens), left.min(session.closes));
    let seconds = until.as_second().saturating_sub(from.as_second()).max(0);
    u32::try_from(seconds / 60).ok()
}

#[cfg(test)]
mod tests {
    use super::{Passing, PointKind, minutes_present};
    use crate::calendar::Window;
    use jiff::Timestamp;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + minute * 60).unwrap()
    }

    fn passed(passings: &[(PointKind, i64)]) -> Option<u32> {
        let passings = passings.iter().map(|(kind, minute)| Passing {
            kind: *kind,
            at: at(*minute),
        });
        minutes_present(&Window::new(at(0), at(60)), &passings.collect::<Vec<_>>())
    }

    #[test]
    fn only_the_time_within_the_session_counts() {
        use PointKind::{Entry, Exit, Single};
        for (passings, minutes) in [
            (vec![(Entry, 0), (Exit, 50)], Some(50)),
            (vec![(Exit, 50), (Entry, 0)], Some(50)),
            (vec![(Entry, -30), (Exit, 90)], Some(60)),
            (vec![(Entry, 70), (Exit, 80)], Some(0)),
            (
                vec![(Entry, 10), (Entry, 5), (Exit, 20), (Exit, 40)],
                Some(35),
            ),
            (vec![(Entry, 40), (Exit, 10)], None),
            (vec![(Entry, 10), (Exit, 10)], None),
            (vec![(Exit, 50)], None),
            (vec![(Entry, 50)], None),
            (vec![(Single, 0), (Single, 50)], None),
            (vec![], None),
        ] {
            assert_eq!(passed(&passings), minutes, "{passings:?}");
        }
    }
}
