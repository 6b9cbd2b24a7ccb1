//! What a member has: lines of the ledger, and the certification they are for.

use super::Credits;
use crate::{
    ids::{ActivityKey, CertificationKey, EntryId, RoleKey},
    society::{Period, Society},
    text::Text,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A line of the credit ledger 単位記録.
///
/// ```
/// use shusseki_core::credit::{Credits, Entry};
/// use shusseki_core::{ids::EntryId, text::Text};
/// let entry = Entry {
///     id: EntryId::new(uuid::Uuid::nil()),
///     day: "2026-11-20".parse().unwrap(),
///     activity: "annual-meeting".parse().unwrap(),
///     role: "attend".parse().unwrap(),
///     credits: Credits::whole(10),
///     society_held: true,
///     event: Text::new("第66回学術総会", "66th Annual Meeting"),
///     session: Text::new("参加", "Attendance"),
///     voided: false,
/// };
/// assert_eq!(entry.credits.to_string(), "10");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The line's identifier.
    pub id: EntryId,
    /// The JST day on which the credits were earned.
    pub day: Date,
    /// What was done.
    pub activity: ActivityKey,
    /// In which role.
    pub role: RoleKey,
    /// The credits as granted then; later changes of the definition don't touch them.
    pub credits: Credits,
    /// Whether the society itself held the event (JHRS-15).
    pub society_held: bool,
    /// The event's name.
    pub event: Text,
    /// The session's name.
    pub session: Text,
    /// Whether the line was taken back; a voided line counts as if it had never been granted.
    pub voided: bool,
}

/// A member's hold on one certification 認定資格.
///
/// ```
/// use shusseki_core::{credit::Holder, society::Period};
/// let holder = Holder {
///     certification: "ecg-specialist".parse().unwrap(),
///     number: "JHRS17-1000".into(),
///     period: Period::new("2025-04-01".parse().unwrap(), "2030-03-31".parse().unwrap()),
///     renewed_on: Some("2025-04-02".parse().unwrap()),
/// };
/// assert!(holder.period.contains("2027-01-01".parse().unwrap()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Which certification.
    pub certification: CertificationKey,
    /// The certificate's number, as printed: `JHRS17-1000`.
    pub number: String,
    /// The current certification period 認定期間.
    pub period: Period,
    /// The day of the last renewal; none before the first. It is shown, and it decides nothing: the
    /// period's first day does, so that a renewal paid some days into the new period loses nothing.
    pub renewed_on: Option<Date>,
}

/// The credits that doing an activity in a role gives; none where the definition names none.
///
/// ```
/// use shusseki_core::{credit::{Credits, granted}, society::{Society, shipped}};
/// let (name, text) = shipped()[0];
/// let jhrs = Society::parse(name, text).unwrap();
/// let credits = granted(&jhrs, &"annual-meeting".parse().unwrap(), &"attend".parse().unwrap());
/// assert_eq!(credits, Some(Credits::whole(10)));
/// ```
#[must_use]
pub fn granted(society: &Society, activity: &ActivityKey, role: &RoleKey) -> Option<Credits> {
    society.activity(activity)?.credits.get(role).copied()
}
