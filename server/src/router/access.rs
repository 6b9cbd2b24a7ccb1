//! Who may come where. Each route says it where it is made, the extractors enforce it, and
//! `shusseki routes` lists it.

use crate::members::StaffRole;
use crate::office::Duty;
use axum::http::Method;
use axum::http::request::Parts;

/// Who may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Whoever asks.
    Anyone,
    /// Members who are logged in, each to what is her or his own.
    Member,
    /// Whoever holds any role in the office.
    Office,
    /// Whoever holds a role with that duty.
    Duty(Duty),
}

impl Access {
    /// What the route of a request asks for. One that says nothing is for nobody of the office.
    pub(crate) fn of(parts: &Parts) -> Self {
        let said = parts.extensions.get::<Self>();
        said.copied().unwrap_or(Self::Anyone)
    }

    /// Whether somebody of the office with these roles may come.
    pub(crate) fn lets_in(self, roles: &[StaffRole]) -> bool {
        match self {
            // A route that was not made for the office has none of its handlers.
            Self::Anyone | Self::Member => false,
            Self::Office => !roles.is_empty(),
            Self::Duty(duty) => duty.is_of(roles),
        }
    }

    /// The roles that are let in; none where no role is asked for.
    pub(crate) const fn roles(self) -> &'static [StaffRole] {
        match self {
            Self::Anyone | Self::Member => &[],
            Self::Office => &StaffRole::ALL,
            Self::Duty(duty) => duty.roles(),
        }
    }

    /// The word for it in the list of routes.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::Member => "member",
            Self::Office | Self::Duty(_) => "office",
        }
    }
}

/// A route, as it is listed.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    /// The verb; HEAD goes with GET.
    pub(crate) verb: Method,
    /// The path, with its parameters in braces.
    pub(crate) path: String,
    /// Who may come.
    pub(crate) access: Access,
}

#[cfg(test)]
mod tests {
    use super::Access;
    use crate::members::StaffRole;
    use crate::office::Duty;

    #[test]
    fn what_was_not_made_for_the_office_lets_nobody_of_it_in() {
        for access in [Access::Anyone, Access::Member] {
            assert!(!access.lets_in(&StaffRole::ALL), "{access:?}");
        }
        assert!(Access::Office.lets_in(&[StaffRole::Scanner]));
        assert!(!Access::Office.lets_in(&[]));
        assert!(Access::Duty(Duty::ReadAudit).lets_in(&[StaffRole::Admin]));
        assert!(!Access::Duty(Duty::ReadAudit).lets_in(&[StaffRole::Scanner]));
    }
}
