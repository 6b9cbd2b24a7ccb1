//! What every request passes: language, failures, login sessions, limits.

pub(crate) mod assets;
pub(crate) mod client;
pub(crate) mod cookies;
pub(crate) mod csv;
pub(crate) mod extract;
pub(crate) mod failure;
pub(crate) mod headers;
pub(crate) mod idempotency;
pub(crate) mod language;
pub(crate) mod page;
pub(crate) mod paging;
pub(crate) mod path;
pub(crate) mod problems;
pub(crate) mod request_id;
mod shape;
pub(crate) mod slots;
pub(crate) mod typed;
pub(crate) mod upload;
pub(crate) mod verdict;
pub(crate) mod words;
