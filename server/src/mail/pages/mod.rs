//! The mail in the console of the office.

pub(crate) mod outbox;
pub(crate) mod wordings;

use crate::members::StaffRole;

/// Who may look and act.
const MAY: &[StaffRole] = &[StaffRole::Admin];
