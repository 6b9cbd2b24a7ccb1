//! What a member may ask of her or his own data: all of it as a file, and that it be deleted.

mod gather;
pub(crate) mod pages;
pub(crate) mod requests;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub(crate) use gather::{STATEMENTS, gather};
