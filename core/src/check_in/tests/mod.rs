//! Every outcome of a check-in, from a table of facts.

mod overlaps;
mod proofs;
mod words;

use super::*;
use crate::{
    calendar::{SessionTime, Window},
    text::Language,
    venue_code::{
        Malformed, PointNumber, PosterClaim, PosterSerial, RotatingClaim, SocietyNumber, TypedError,
    },
};
use proptest::prelude::*;

/// 21 November 2026 in Japan, hours and minutes.
fn at(time: &str) -> Timestamp {
    format!("2026-11-21T{time}+09:00").parse().unwrap()
}

fn time(opens: &str, closes: &str, reception: bool) -> SessionTime {
    let window = Window::new(at(opens), at(closes));
    SessionTime { window, reception }
}

/// 10:00 to 11:00, with grace from 9:30 to 11:15.
fn session() -> SessionFacts {
    SessionFacts {
        number: SessionNumber::new(12),
        time: time("10:00:00", "11:00:00", false),
        grace_before_minutes: 30,
        grace_after_minutes: 15,
        eligible_classes: vec![],
        revoked: false,
        cancelled: false,
    }
}

fn member() -> MemberFacts {
    MemberFacts {
        class: "student".parse().unwrap(),
        active: true,
    }
}

fn scan(scanned: &str, received: &str, proof: ScanProof) -> Scan {
    Scan {
        scanned_at: at(scanned),
        received_at: at(received),
        proof,
        claim: None,
    }
}

fn live(time: &str) -> Scan {
    scan(time, time, ScanProof::ServerStamped)
}

const TWO_HOURS: LatePolicy = LatePolicy {
    accept_within_minutes: 120,
};

const NONE: LatePolicy = LatePolicy {
    accept_within_minutes: 0,
};

fn outcome(scan: &Scan, policy: LatePolicy) -> Outcome {
    decide(&session(), &member(), scan, None, &[], &policy)
}

fn registered(time: &str, late: bool) -> Outcome {
    Outcome::Registered {
        at: at(time),
        late,
        overlaps: vec![],
    }
}

const fn refused(refusal: Refusal) -> Outcome {
    Outcome::Refused(refusal)
}

#[test]
fn the_window_has_its_grace_before_and_after() {
    let opens_at = at("09:30:00");
    let closed_at = at("11:15:00");
    for (time, wanted) in [
        ("09:29:59.999", refused(Refusal::TooEarly { opens_at })),
        ("09:30:00", registered("09:30:00", false)),
        ("10:30:00", registered("10:30:00", false)),
        ("11:14:59", registered("11:14:59", false)),
        ("11:15:00", refused(Refusal::TooLate { closed_at })),
    ] {
        assert_eq!(outcome(&live(time), NONE), wanted, "{time}");
    }
}

#[test]
fn a_second_scan_answers_with_the_first_time_whatever_happened_since() {
    let first_at = at("10:01:00");
    let mut since = session();
    since.revoked = true;
    since.cancelled = true;
    since.eligible_classes = vec!["regular".parse().unwrap()];
    let left = MemberFacts {
        active: false,
        ..member()
    };
    for time in ["10:02:00", "11:15:00", "23:00:00"] {
        let earlier = Earlier { first_at };
        let again = decide(&since, &left, &live(time), Some(&earlier), &[], &NONE);
        assert_eq!(again, Outcome::AlreadyRegistered { first_at }, "{time}");
    }
}

#[test]
fn who_is_not_eligible_learns_why_in_both_languages() {
    let mut closed = session();
    closed.eligible_classes = vec!["regular".parse().unwrap(), "honorary".parse().unwrap()];
    let decided = decide(&closed, &member(), &live("10:30:00"), None, &[], &NONE);
    let refusal = Refusal::NotEligible {
        reason: Ineligible::Class {
            class: "student".parse().unwrap(),
            eligible: closed.eligible_classes.clone(),
        },
    };
    assert_eq!(decided, refused(refusal.clone()));
    assert_eq!(refusal.code(), "class-not-eligible");
    let ja = refusal.sentence(Language::Ja);
    assert_eq!(
        ja,
        "このセッションは、あなたの会員区分では参加登録の対象外です。"
    );
    let en = refusal.sentence(Language::En);
    assert_eq!(en, "This session is not open to members of your class.");

    closed.eligible_classes.push("student".parse().unwrap());
    let decided = decide(&closed, &member(), &live("10:30:00"), None, &[], &NONE);
    assert_eq!(decided, registered("10:30:00", false));

    let left = MemberFacts {
        active: false,
        ..member()
    };
    let decided = decide(&session(), &left, &live("10:30:00"), None, &[], &NONE);
    assert_eq!(decided.code(), "member-not-active");
}

#[test]
fn a_revoked_poster_and_a_cancelled_session_come_before_the_time() {
    let revoked = SessionFacts {
        revoked: true,
        ..session()
    };
    let cancelled = SessionFacts {
        cancelled: true,
        ..session()
    };
    for time in ["08:00:00", "10:30:00", "12:00:00"] {
        let decided = decide(&revoked, &member(), &live(time), None, &[], &NONE);
        assert_eq!(decided, refused(Refusal::CodeRevoked));
        let decided = decide(&cancelled, &member(), &live(time), None, &[], &NONE);
        assert_eq!(decided, refused(Refusal::SessionCancelled));
    }
}

#[test]
fn the_ends_of_time_do_not_overflow() {
    let mut always = session();
    always.time.window = Window::new(Timestamp::MIN, Timestamp::MAX);
    always.grace_before_minutes = u32::MAX;
    always.grace_after_minutes = u32::MAX;
    let policy = LatePolicy {
        accept_within_minutes: u32::MAX,
    };
    for proof in [
        ScanProof::ServerStamped,
        ScanProof::Claimed,
        ScanProof::CodeSlot,
    ] {
        for (scanned_at, received_at) in [
            (Timestamp::MIN, Timestamp::MAX),
            (Timestamp::MAX, Timestamp::MIN),
            (Timestamp::MAX, Timestamp::MAX),
            (Timestamp::MIN, Timestamp::MIN),
        ] {
            let scan = Scan {
                scanned_at,
                received_at,
                proof,
                claim: None,
            };
            let code = decide(&always, &member(), &scan, None, &[], &policy).code();
            assert!(
                [
                    "registered",
                    "registered-late",
                    "scanned-in-future",
                    "too-late",
                    "upload-too-late"
                ]
                .contains(&code),
                "{code}"
            );
        }
    }
}

proptest! {
    #[test]
    fn whoever_is_registered_was_there_inside_the_window(scanned in -90_000_i64..90_000, delay in 0_i64..90_000) {
        let scanned_at = at("10:30:00") + SignedDuration::from_secs(scanned);
        let received_at = scanned_at + SignedDuration::from_secs(delay);
        for proof in [ScanProof::ServerStamped, ScanProof::Claimed] {
            let scan = Scan { scanned_at, received_at, proof, claim: None };
            let inside = session().check_in_window().contains(scanned_at);
            match outcome(&scan, TWO_HOURS) {
                Outcome::Registered { at, .. } => prop_assert!(inside && at == scanned_at),
                Outcome::Refused(Refusal::UploadTooLate { .. }) => prop_assert!(inside && delay > 7_200),
                other => prop_assert!(!inside, "{:?}", other),
            }
        }
    }
}
