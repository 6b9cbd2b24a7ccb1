//! The office's console 事務局: what waits, the members, and what is done to them.

pub(crate) mod api;
pub(crate) mod appointments;
pub(crate) mod classes;
pub(crate) mod deed;
pub(crate) mod duty;
pub(crate) mod edit;
mod error;
pub(crate) mod holders;
pub(crate) mod home;
pub(crate) mod logins;
mod looked;
pub(crate) mod mail_address;
pub(crate) mod member;
pub(crate) mod merge;
pub(crate) mod roles;
pub(crate) mod search;
pub(crate) mod standing;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub(crate) use duty::Duty;
pub(crate) use error::OfficeError;
