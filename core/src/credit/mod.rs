//! Credits 単位: what a member has, what the society's rules make of it, and why.

mod amount;
mod entry;
mod grant;
mod holder;
mod rules;

pub use amount::{CreditError, CreditUnit, Credits};
pub use entry::{Details, Entry, Evidence};
pub use grant::{Deed, granted};
pub use holder::{Certificate, Employment, History, Holder, Membership, Person, Record};
pub use rules::{
    Applies, Bucket, Case, Category, Change, Condition, Counts, Declared, Demand, Floor, Limit,
    MustAttendRule, OfWhichRule, Quantity, Requirements, SOCIETY_HELD, Selection, Way, When, Work,
    Worth,
};
