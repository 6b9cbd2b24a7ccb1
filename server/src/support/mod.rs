//! Help for members and visitors.

pub(crate) mod cases;
