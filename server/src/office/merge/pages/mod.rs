//! The pages: choosing the other record, comparing the two, the list of requests, and deciding one.

pub(crate) mod ask;
pub(crate) mod choose;
pub(crate) mod decide;
pub(crate) mod list;
#[cfg(test)]
mod tests;
mod view;
