//! Who is registered, when, how often, and who is not.

use super::super::{CheckInError, Scanning, Submission, register};
use super::{Hall, TEN, at, open};
use crate::clock::Random;
use crate::programme::posters;
use shusseki_core::check_in::Refusal;
use shusseki_core::credit::Asked;
use shusseki_core::ids::MemberId;
use shusseki_core::venue_code::{PointNumber, RotatingClaim, Slot};
use shusseki_tests::engines;
use std::sync::Arc;

engines! {
    async fn a_check_in_leaves_an_attendance_and_its_credits_once(engine) {
        let hall = Hall::new(engine).await;
        let first = hall.scan(Scanning::Now, None).await.unwrap();
        assert_eq!(first, format!("registered {TEN}"));
        hall.set_clock("2026-11-20T01:10:00Z");
        let again = hall.scan(Scanning::Now, None).await.unwrap();
        assert_eq!(again, format!("already-registered {TEN}"));
        assert_eq!(hall.stored().await, (1, 1, 0));
    }

    async fn a_retry_gets_the_first_answer_even_after_the_window_has_closed(engine) {
        let hall = Hall::new(engine).await;
        let first = hall.scan(Scanning::Now, Some("key-1")).await.unwrap();
        hall.set_clock("2026-11-20T09:00:00Z");
        assert_eq!(hall.scan(Scanning::Now, Some("key-1")).await.unwrap(), first);
        let other = hall.scan(Scanning::Claimed(at(TEN)), Some("key-1")).await;
        assert!(matches!(other, Err(CheckInError::KeyReused)), "{other:?}");
        assert_eq!(hall.stored().await, (1, 1, 1));
    }

    async fn a_retry_after_later_check_ins_gets_the_same_answer_word_for_word(engine) {
        let hall = Hall::new(engine).await;
        let lecture = hall.another_session(8, "medical-lecture").await;
        let beside = hall.another_session(9, "other-lecture").await;
        let submission = |code: &str, key: &str| Submission {
            member: hall.member,
            code: code.parse().unwrap(),
            scanning: Scanning::Now,
            idempotency_key: Some(key.to_owned()),
        };
        let first = register(&hall.app, &hall.tenant, submission(&lecture, "key-1")).await.unwrap();
        assert!(first.overlaps.is_empty());
        let second = register(&hall.app, &hall.tenant, submission(&beside, "key-2")).await.unwrap();
        assert_eq!(second.overlaps.len(), 1);
        hall.set_clock("2026-11-20T09:00:00Z");
        // A process that starts afterwards tells the same.
        let other = open(&hall.database, &hall.folder, &hall.clock).await;
        for app in [&hall.app, &other] {
            for (code, key, answer) in [(&lecture, "key-1", &first), (&beside, "key-2", &second)] {
                let again = register(app, &hall.tenant, submission(code, key)).await.unwrap();
                assert_eq!(again, *answer);
            }
            // Another session's code is another request.
            let reused = register(app, &hall.tenant, submission(&beside, "key-1")).await;
            assert!(matches!(reused, Err(CheckInError::KeyReused)), "{reused:?}");
        }
        assert_eq!(hall.stored().await, (2, 2, 2));
    }

    async fn a_reception_overlaps_with_no_session_whichever_came_first(engine) {
        let hall = Hall::new(engine).await;
        let lecture = hall.another_session(8, "medical-lecture").await;
        let reception = hall.another_session(9, "branch-meeting").await;
        let seminar = hall.another_session(10, "medical-seminar").await;
        let mut overlaps = Vec::new();
        for code in [hall.code().await, lecture, reception, seminar] {
            let submission = Submission {
                member: hall.member,
                code: code.parse().unwrap(),
                scanning: Scanning::Now,
                idempotency_key: None,
            };
            let answer = register(&hall.app, &hall.tenant, submission).await.unwrap();
            overlaps.push(answer.overlaps.len());
        }
        assert_eq!(overlaps, [0, 0, 0, 1], "the seminar with the lecture alone");
    }

    async fn a_key_that_found_an_attendance_is_not_used_for_another(engine) {
        let hall = Hall::new(engine).await;
        let first = hall.scan(Scanning::Now, Some("key-1")).await.unwrap();
        let again = hall.scan(Scanning::Now, Some("key-2")).await.unwrap();
        assert_eq!(again, first.replace("registered", "already-registered"));
        assert_eq!(hall.scan(Scanning::Now, Some("key-2")).await.unwrap(), again);
        let submission = Submission {
            member: hall.member,
            code: hall.another_session(8, "congress").await.parse().unwrap(),
            scanning: Scanning::Now,
            idempotency_key: Some("key-2".to_owned()),
        };
        let reused = register(&hall.app, &hall.tenant, submission).await;
        assert!(matches!(reused, Err(CheckInError::KeyReused)), "{reused:?}");
        assert_eq!(hall.stored().await, (1, 1, 2));
    }

    async fn a_refusal_is_not_remembered(engine) {
        let hall = Hall::new(engine).await;
        hall.set_clock("2026-11-19T20:00:00Z");
        let early = hall.scan(Scanning::Now, Some("key-1")).await;
        assert!(matches!(early, Err(CheckInError::Refused(Refusal::TooEarly { .. }))), "{early:?}");
        hall.set_clock(TEN);
        assert!(hall.scan(Scanning::Now, Some("key-1")).await.is_ok());
    }

    async fn a_phone_that_was_offline_is_late_but_accepted_for_as_long_as_the_society_says(engine) {
        let hall = Hall::new(engine).await;
        let scanned = at("2026-11-20T01:30:00Z");
        hall.set_clock("2026-11-21T01:00:00Z");
        let late = hall.scan(Scanning::Claimed(scanned), None).await.unwrap();
        assert_eq!(late, format!("registered-late {scanned}"));

        let too_late = Hall::new(engine).await;
        too_late.set_clock("2026-11-25T01:00:00Z");
        let refused = too_late.scan(Scanning::Claimed(scanned), None).await;
        assert!(matches!(refused, Err(CheckInError::Refused(_))), "{refused:?}");
        assert_eq!(too_late.stored().await, (0, 0, 0));
    }

    async fn a_point_that_the_session_does_not_have_opens_nothing(engine) {
        let hall = Hall::new(engine).await;
        let ring = hall.app.key_rings.get(&hall.app.db, &hall.tenant.society).await.unwrap();
        let claim = |point| RotatingClaim {
            session: hall.session.number,
            point: PointNumber::new(point),
            slot: Slot::at(at(TEN)),
        };
        let scan = |point| Submission {
            member: hall.member,
            code: ring.mint_rotating(&claim(point)).to_string().parse().unwrap(),
            scanning: Scanning::Now,
            idempotency_key: None,
        };
        let refused = register(&hall.app, &hall.tenant, scan(9)).await;
        assert!(matches!(refused, Err(CheckInError::Refused(Refusal::SessionUnknown))), "{refused:?}");
        assert!(register(&hall.app, &hall.tenant, scan(1)).await.is_ok());
    }

    async fn a_revoked_poster_opens_nothing(engine) {
        let hall = Hall::new(engine).await;
        let mut tx = hall.app.db.write().await.unwrap();
        assert!(posters::revoke(&mut tx, &hall.tenant, hall.poster.serial, at(TEN)).await.unwrap());
        tx.commit().await.unwrap();
        let refused = hall.scan(Scanning::Now, None).await;
        assert!(matches!(refused, Err(CheckInError::Refused(Refusal::CodeRevoked))), "{refused:?}");
    }

    async fn a_poster_of_a_retired_key_still_opens(engine) {
        let hall = Hall::new(engine).await;
        let old = hall.code().await;
        let mut tx = hall.app.db.write().await.unwrap();
        hall.app.key_rings.rotate(&mut tx, &hall.tenant.society, at(TEN)).await.unwrap();
        tx.commit().await.unwrap();
        assert_ne!(hall.code().await, old, "the new key mints another code");
        let submission = Submission {
            member: hall.member,
            code: old.parse().unwrap(),
            scanning: Scanning::Now,
            idempotency_key: None,
        };
        assert!(register(&hall.app, &hall.tenant, submission).await.is_ok());
    }

    async fn two_processes_leave_one_attendance(engine) {
        let hall = Hall::new(engine).await;
        let other = open(&hall.database, &hall.folder, &hall.clock).await;
        let code = hall.code().await;
        let check_ins = (0..40).map(|turn| {
            let app = if turn % 2 == 0 { Arc::clone(&hall.app) } else { Arc::clone(&other) };
            let (tenant, member) = (Arc::clone(&hall.tenant), hall.member);
            let submission = Submission {
                member,
                code: code.parse().unwrap(),
                scanning: Scanning::Now,
                idempotency_key: None,
            };
            tokio::spawn(async move { register(&app, &tenant, submission).await })
        });
        let mut registered = 0;
        for check_in in check_ins.collect::<Vec<_>>() {
            let answer = check_in.await.unwrap().unwrap();
            assert_eq!(answer.registered_at, at(TEN));
            registered += usize::from(answer.outcome == "registered");
        }
        assert_eq!(registered, 1, "one of them was first");
        assert_eq!(hall.stored().await, (1, 1, 0));
    }

    async fn who_does_not_exist_does_not_fail_the_neighbours(engine) {
        let hall = Hall::new(engine).await;
        let nobody = MemberId::new(Random::system().uuid().unwrap());
        let (stranger, known) = tokio::join!(
            hall.scan_by(nobody, Scanning::Now, None),
            hall.scan(Scanning::Now, None),
        );
        assert!(matches!(stranger, Err(CheckInError::NoSuchMember)), "{stranger:?}");
        assert!(known.is_ok(), "{known:?}");
    }

    async fn what_was_accepted_is_finished_before_the_end(engine) {
        let hall = Arc::new(Hall::new(engine).await);
        let members = hall.more_members(20).await;
        let scans: Vec<_> = members
            .into_iter()
            .map(|member| {
                let hall = Arc::clone(&hall);
                tokio::spawn(async move { hall.scan_by(member, Scanning::Now, None).await })
            })
            .collect();
        hall.scan(Scanning::Now, None).await.unwrap();
        hall.app.check_ins.finish().await;
        let mut acknowledged = 1;
        for scan in scans {
            match scan.await.unwrap() {
                Ok(_) => acknowledged += 1,
                Err(error) => assert!(matches!(error, CheckInError::Full), "{error:?}"),
            }
        }
        assert_eq!(hall.stored().await.0, acknowledged, "what was acknowledged is stored, and nothing else");
        let after = hall.scan(Scanning::Now, None).await;
        assert!(matches!(after, Err(CheckInError::Full)), "{after:?}");
    }

    async fn without_a_certification_there_is_no_standing(engine) {
        let hall = Hall::new(engine).await;
        hall.scan(Scanning::Now, None).await.unwrap();
        let mut conn = hall.app.db.read().await.unwrap();
        let standings =
            crate::credits::standings(&mut conn, &hall.tenant, hall.member, &Asked::on(hall.app.today())).await.unwrap();
        assert!(standings.is_empty());
    }
}
