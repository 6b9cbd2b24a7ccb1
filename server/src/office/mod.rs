//! The office's console 事務局: what waits, the members, and what is done to them.

pub(crate) mod duty;
pub(crate) mod home;
pub(crate) mod search;
pub(crate) mod store;

pub(crate) use duty::Duty;
