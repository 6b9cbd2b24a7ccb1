//! Every outcome of a check-in, from a table of facts.

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

fn slot_scan(slot_at: &str, scanned: &str, received: &str, proof: ScanProof) -> Scan {
    let claim = Claim::Rotating(RotatingClaim {
        session: SessionNumber::new(12),
        point: PointNumber::new(0),
        slot: Slot::at(at(slot_at)),
    });
    Scan {
        claim: Some(claim),
        ..scan(scanned, received, proof)
    }
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
fn a_late_upload_is_taken_by_policy_and_marked() {
    use ScanProof::{Claimed, ServerStamped};
    let until = |time| {
        refused(Refusal::UploadTooLate {
            accepted_until: at(time),
        })
    };
    for (received, proof, policy, wanted) in [
        ("11:10:00", Claimed, NONE, registered("10:30:00", false)),
        ("11:15:00", Claimed, NONE, until("10:30:00")),
        ("12:30:00", Claimed, TWO_HOURS, registered("10:30:00", true)),
        ("12:30:00.001", Claimed, TWO_HOURS, until("12:30:00")),
        // A scan receipt survives a slow login even where no late upload is taken.
        (
            "11:30:00",
            ServerStamped,
            NONE,
            registered("10:30:00", false),
        ),
        ("11:30:00.001", ServerStamped, NONE, until("11:30:00")),
        // After that it is worth no more than a phone's word.
        (
            "11:30:00",
            ServerStamped,
            TWO_HOURS,
            registered("10:30:00", false),
        ),
        (
            "11:30:00.001",
            ServerStamped,
            TWO_HOURS,
            registered("10:30:00", true),
        ),
    ] {
        let scan = scan("10:30:00", received, proof);
        assert_eq!(outcome(&scan, policy), wanted, "{received} {proof:?}");
    }
}

#[test]
fn a_scan_from_the_future_is_refused_beyond_the_tolerance_of_clocks() {
    let claimed = |scanned| scan(scanned, "10:30:00", ScanProof::Claimed);
    assert_eq!(
        outcome(&claimed("10:32:00"), NONE),
        registered("10:30:00", false)
    );
    assert_eq!(
        outcome(&claimed("10:32:01"), NONE),
        refused(Refusal::ScannedInFuture)
    );
}

#[test]
fn a_rotating_code_proves_its_own_slot() {
    use ScanProof::{Claimed, CodeSlot, ServerStamped};
    let slot = Slot::at(at("10:30:00"));
    let expired = refused(Refusal::Code(VerifyError::SlotExpired { slot }));
    let ahead = refused(Refusal::Code(VerifyError::SlotInFuture { slot }));
    for (scanned, received, proof, wanted) in [
        (
            "10:30:20",
            "10:30:20",
            ServerStamped,
            registered("10:30:20", false),
        ),
        ("10:31:00", "10:31:00", ServerStamped, expired.clone()),
        ("10:29:00", "10:29:00", ServerStamped, ahead.clone()),
        ("10:31:00", "12:00:00", Claimed, expired),
        // The phone's clock may be wrong by hours.
        (
            "07:00:00",
            "12:00:00",
            CodeSlot,
            registered("10:30:00", true),
        ),
        (
            "10:29:00",
            "10:29:00",
            CodeSlot,
            registered("10:29:00", false),
        ),
        ("10:27:00", "10:27:00", CodeSlot, ahead),
    ] {
        let scan = slot_scan("10:30:00", scanned, received, proof);
        assert_eq!(
            outcome(&scan, TWO_HOURS),
            wanted,
            "{scanned} {received} {proof:?}"
        );
    }
}

#[test]
fn a_rotating_code_that_was_kept_is_late_also_while_the_session_runs() {
    use ScanProof::{CodeSlot, ServerStamped};
    // Shown from 9:40:00 to 9:40:15 and taken until 9:40:30; check-in closes at 11:15.
    for (received, late) in [
        ("09:40:29", false),
        ("10:40:30", false),
        ("10:40:30.001", true),
        ("11:14:59", true),
        ("11:15:00", true),
    ] {
        for (proof, scanned, at) in [
            (CodeSlot, "07:00:00", "09:40:00"),
            (ServerStamped, "09:40:20", "09:40:20"),
        ] {
            let scan = slot_scan("09:40:00", scanned, received, proof);
            assert_eq!(
                outcome(&scan, TWO_HOURS),
                registered(at, late),
                "{received} {proof:?}"
            );
        }
    }
    // A print on the wall says nothing of the time, so its receipt is no later than its session.
    let print = scan("09:40:20", "11:14:59", ServerStamped);
    assert_eq!(outcome(&print, TWO_HOURS), registered("09:40:20", false));
}

#[test]
fn a_print_holds_no_longer_than_it_says_even_when_the_session_does() {
    let closes = at("10:20:00");
    let claim = Claim::Poster(PosterClaim {
        session: SessionNumber::new(12),
        point: PointNumber::new(0),
        serial: PosterSerial::new(1),
        valid: Window::new(at("09:30:00"), closes),
    });
    let scan = Scan {
        claim: Some(claim),
        ..live("10:30:00")
    };
    let wanted = refused(Refusal::Code(VerifyError::Expired { since: closes }));
    assert_eq!(outcome(&scan, NONE), wanted);
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

fn every_refusal() -> Vec<Refusal> {
    let instant = at("10:30:00");
    let slot = Slot::at(instant);
    let class: crate::ids::ClassKey = "student".parse().unwrap();
    let mut refusals = vec![
        Refusal::TooEarly { opens_at: instant },
        Refusal::TooLate { closed_at: instant },
        Refusal::UploadTooLate {
            accepted_until: instant,
        },
        Refusal::ScannedInFuture,
        Refusal::NotEligible {
            reason: Ineligible::NotActive,
        },
        Refusal::NotEligible {
            reason: Ineligible::Class {
                class,
                eligible: vec![],
            },
        },
        Refusal::CodeRevoked,
        Refusal::SessionCancelled,
        Refusal::SessionUnknown,
        Refusal::Unreadable(Malformed::Length),
        Refusal::TypedUnreadable(TypedError::Length),
    ];
    refusals.extend(
        [
            VerifyError::WrongSociety {
                found: SocietyNumber::new(7).unwrap(),
            },
            VerifyError::UnknownKey {
                key: crate::venue_code::KeyId::new(1),
            },
            VerifyError::NotYetValid { from: instant },
            VerifyError::Expired { since: instant },
            VerifyError::SlotExpired { slot },
            VerifyError::SlotInFuture { slot },
            VerifyError::UnknownTyped,
        ]
        .map(Refusal::Code),
    );
    refusals
}

#[test]
fn every_refusal_has_words_of_its_own_in_both_languages() {
    let refusals = every_refusal();
    for language in [Language::Ja, Language::En] {
        let sentences: std::collections::BTreeSet<String> = refusals
            .iter()
            .map(|refusal| refusal.sentence(language))
            .collect();
        assert_eq!(sentences.len(), refusals.len());
        let end = language.pick("。", ".");
        for refusal in &refusals {
            assert!(refusal.sentence(language).ends_with(end), "{refusal:?}");
            assert!(refusal.next_step(language).ends_with(end), "{refusal:?}");
            // The member's words never show an instant of the machine's.
            assert!(!refusal.sentence(language).contains("2026-"), "{refusal:?}");
        }
    }
    let codes: std::collections::BTreeSet<&str> = refusals.iter().map(Refusal::code).collect();
    assert_eq!(codes.len(), refusals.len());
}

#[test]
fn times_are_those_of_japan() {
    let opens_at = at("10:30:00");
    let refusal = Refusal::TooEarly { opens_at };
    assert_eq!(
        refusal.sentence(Language::Ja),
        "参加登録の受付は11月21日 10:30からです。"
    );
    assert_eq!(
        refusal.sentence(Language::En),
        "Check-in opens at 10:30 on 21 November (Japan time)."
    );
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

#[test]
fn a_letter_that_no_code_has_is_named() {
    let sentence = |found, language| {
        Refusal::TypedUnreadable(TypedError::Character { found }).sentence(language)
    };
    assert!(sentence('U', Language::Ja).contains("「U」"));
    assert!(sentence('U', Language::En).contains("“U”"));
    // A character that turns the line around is not put into it.
    assert!(!sentence('\u{202e}', Language::En).contains('\u{202e}'));
}
