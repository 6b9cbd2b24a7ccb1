//! Credits 単位: what a member has, what the society's rules make of it, and why.
//!
//! ```
//! use shusseki_core::{
//!     credit::{Holder, Scope, evaluate},
//!     society::{Period, Society, shipped},
//!     text::Language,
//! };
//! let (name, text) = shipped()[2];
//! let jgets = Society::parse(name, text).unwrap();
//! let certification = &jgets.certifications[0];
//! let holder = Holder {
//!     certification: certification.key.clone(),
//!     number: "00042".into(),
//!     period: Period::new("2023-04-01".parse().unwrap(), "2028-03-31".parse().unwrap()),
//!     renewed_on: None,
//! };
//! let standing = evaluate(&jgets, certification, &holder, &[], Scope::CurrentPeriod);
//! assert!(!standing.renewable);
//! assert!(standing.reasons[0].sentence(Language::Ja).starts_with("あと50点必要です"));
//! ```

mod amount;
mod entry;
mod evaluate;
mod reason;
mod rules;
mod standing;
mod tally;

pub use amount::{CreditError, CreditUnit, Credits};
pub use entry::{Entry, Holder, granted};
pub use evaluate::evaluate;
pub use reason::{Reason, Room};
pub use rules::{Category, CreditRules, MustAttendRule, OfWhichRule, Selection};
pub use standing::{CategoryStanding, MustAttend, Note, OfWhich, Row, Scope, Standing, Sum};
