//! What a check-in has to know of a member.

use super::{Member, MemberStatus};
use shusseki_core::check_in::MemberFacts;
use shusseki_core::ids::ClassKey;

/// A member checks in as one of a class, and only while active: neither on leave nor withdrawn.
pub(crate) fn facts(class: ClassKey, status: MemberStatus) -> MemberFacts {
    MemberFacts {
        class,
        active: status == MemberStatus::Active,
    }
}

impl Member {
    /// What a check-in has to know of this member.
    pub(crate) fn facts(&self) -> MemberFacts {
        facts(self.class.clone(), self.status)
    }
}
