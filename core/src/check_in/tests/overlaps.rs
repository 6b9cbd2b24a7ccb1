//! Sessions at the same time.

use super::*;

fn attended(number: u32, opens: &str, closes: &str, reception: bool) -> Attended {
    Attended {
        session: SessionNumber::new(number),
        time: time(opens, closes, reception),
    }
}

#[test]
fn overlapping_sessions_are_flagged_and_neighbours_are_not() {
    let other = |number, opens, closes| attended(number, opens, closes, false);
    let attended = [
        other(30, "10:30:00", "11:30:00"),
        other(12, "10:00:00", "11:00:00"),
        other(20, "09:00:00", "10:00:01"),
        other(21, "09:00:00", "10:00:00"),
        other(22, "11:00:00", "12:00:00"),
        other(30, "10:30:00", "11:30:00"),
    ];
    let decided = decide(
        &session(),
        &member(),
        &live("10:30:00"),
        None,
        &attended,
        &NONE,
    );
    let wanted = Outcome::Registered {
        at: at("10:30:00"),
        late: false,
        overlaps: vec![SessionNumber::new(20), SessionNumber::new(30)],
    };
    assert_eq!(decided, wanted);
}

#[test]
fn a_reception_overlaps_with_nothing_whichever_came_first() {
    let overlaps = |session: &SessionFacts, other| match decide(
        session,
        &member(),
        &live("10:30:00"),
        None,
        &[other],
        &NONE,
    ) {
        Outcome::Registered { overlaps, .. } => overlaps,
        refused => panic!("{refused:?}"),
    };
    let reception = SessionFacts {
        time: time("10:00:00", "11:00:00", true),
        ..session()
    };
    let beside = |reception| attended(20, "09:00:00", "18:00:00", reception);
    assert_eq!(overlaps(&session(), beside(true)), []);
    assert_eq!(overlaps(&reception, beside(false)), []);
    assert_eq!(overlaps(&reception, beside(true)), []);
    assert_eq!(
        overlaps(&session(), beside(false)),
        [SessionNumber::new(20)]
    );
}
