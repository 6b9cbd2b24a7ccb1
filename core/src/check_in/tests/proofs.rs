//! Which time counts, and what shows it: a late upload, a rotating code, a print.

use super::*;

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
