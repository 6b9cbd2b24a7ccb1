//! How far a request is, and which step leads where.

use super::MergeError;

/// How far a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Nobody has decided yet.
    Waiting,
    /// The records are one.
    Approved,
    /// They stay two.
    Declined,
    /// Whoever asked took it back.
    Withdrawn,
}

/// What somebody does with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::office) enum Step {
    /// Merges the records.
    Approve,
    /// Leaves them as they are.
    Decline,
    /// Takes the own request back.
    Withdraw,
}

/// The database holds a state that this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown state of a merge {0:?}")]
pub(crate) struct UnknownState(String);

impl State {
    /// The name in the database.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Where the step leads. A request is decided by somebody else than who asked, and taken back by
    /// nobody else.
    ///
    /// # Errors
    /// It was decided before, or the step is not for this person.
    pub(super) const fn after(self, step: Step, by_asker: bool) -> Result<Self, MergeError> {
        match (self, step, by_asker) {
            (Self::Waiting, Step::Approve, false) => Ok(Self::Approved),
            (Self::Waiting, Step::Decline, false) => Ok(Self::Declined),
            (Self::Waiting, Step::Withdraw, true) => Ok(Self::Withdrawn),
            (Self::Waiting, Step::Approve | Step::Decline, true) => Err(MergeError::OwnRequest),
            (Self::Waiting, Step::Withdraw, false) => Err(MergeError::NotTheAsker),
            (Self::Approved | Self::Declined | Self::Withdrawn, ..) => Err(MergeError::NotWaiting),
        }
    }
}

impl TryFrom<String> for State {
    type Error = UnknownState;

    fn try_from(name: String) -> Result<Self, UnknownState> {
        [
            Self::Waiting,
            Self::Approved,
            Self::Declined,
            Self::Withdrawn,
        ]
        .into_iter()
        .find(|state| state.name() == name)
        .ok_or(UnknownState(name))
    }
}

#[cfg(test)]
mod tests {
    use super::{State, Step};
    use crate::office::merge::MergeError;

    #[test]
    fn one_asks_and_another_decides_once() {
        let steps = [Step::Approve, Step::Decline, Step::Withdraw];
        let after = |by_asker| steps.map(|step| State::Waiting.after(step, by_asker).ok());
        assert_eq!(
            after(false),
            [Some(State::Approved), Some(State::Declined), None]
        );
        assert_eq!(after(true), [None, None, Some(State::Withdrawn)]);
        for decided in [State::Approved, State::Declined, State::Withdrawn] {
            for step in steps {
                for by_asker in [true, false] {
                    let after = decided.after(step, by_asker);
                    assert!(matches!(after, Err(MergeError::NotWaiting)), "{decided:?}");
                }
            }
        }
    }

    #[test]
    fn every_state_is_read_as_it_is_written() {
        for state in [
            State::Waiting,
            State::Approved,
            State::Declined,
            State::Withdrawn,
        ] {
            assert_eq!(State::try_from(state.name().to_owned()), Ok(state));
        }
        assert!(State::try_from("undone".to_owned()).is_err());
    }
}
