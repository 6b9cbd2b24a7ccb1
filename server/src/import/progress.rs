//! How far a file has come, as a share of what is being done with it.

use super::State;

/// What of carrying out is spent before the members are stored, in percent: the rest is what follows.
const BEFORE: i64 = 15;

/// How much is done, in percent, where that is known. `row` is the last row dealt with, `rows` how many
/// there are; a row's number counts headings and empty rows too.
///
/// Carrying out and what follows it are one road to whoever waits.
pub(crate) fn percent(state: State, row: i64, rows: i64) -> Option<i64> {
    let [from, to] = match state {
        State::Checking | State::Undoing => [0, 100],
        State::CarryingOut => [0, BEFORE],
        State::Settling => [BEFORE, 100],
        _ => return None,
    };
    (rows > 0).then(|| (from + row * (to - from) / rows).clamp(from, to.min(99)))
}

#[cfg(test)]
mod tests {
    use super::percent;
    use crate::import::State;

    #[test]
    fn carrying_out_and_what_follows_are_one_road() {
        let share = |state, row| percent(state, row, 200);
        assert_eq!(share(State::CarryingOut, 0), Some(0));
        assert_eq!(share(State::CarryingOut, 201), Some(15));
        assert_eq!(share(State::Settling, 0), Some(15));
        assert_eq!(share(State::Settling, 100), Some(57));
        assert_eq!(share(State::Settling, 205), Some(99));
        assert_eq!(share(State::Checking, 100), Some(50));
        assert_eq!(share(State::Reading, 100), None);
        assert_eq!(percent(State::Checking, 1, 0), None);
    }
}
