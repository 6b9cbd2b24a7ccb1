//! Credits 単位: what a member has, what the society's rules make of it, and why.

mod amount;
mod code;
mod entry;
mod evaluate;
mod grant;
mod holder;
mod note;
mod path;
mod reason;
mod rules;
mod standing;
mod words;

pub use amount::{CreditError, CreditUnit, Credits};
pub use entry::{Details, Entry, Evidence};
pub use evaluate::{Asked, Dossier, EffectivePeriod, evaluate};
pub use grant::{Deed, depends_on_time, granted};
pub use holder::{Certificate, Employment, History, Holder, Membership, Person, Record};
pub use note::Note;
pub use path::{Offer, Path, paths};
pub use reason::{Reason, Room};
pub use rules::{
    Applies, Bucket, Case, Category, Change, Condition, Counts, Declared, Demand, Floor, Limit,
    MustAttendRule, OfWhichRule, Quantity, Requirements, SOCIETY_HELD, Selection, Way, When, Work,
    Worth,
};
pub use standing::{
    AppliedCase, CategoryStanding, ConditionStanding, Fact, FloorStanding, Met, MustAttend,
    OfWhich, Outlook, Row, Scope, Standing, Status, Sum, WayStanding,
};
pub use words::{span_words, year_words};
