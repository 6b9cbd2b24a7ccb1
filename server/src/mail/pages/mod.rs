//! The mail in the console of the office.

pub(crate) mod outbox;
pub(crate) mod wordings;
