//! The chain against a real database, tampered with.

use super::action::{CREDITS_GRANTED, CREDITS_VOIDED};
use super::search::{Found, Sought, search};
use super::verify::{Broken, Noted, verify};
use super::{Actor, Deed, Subject, record, record_all};
use crate::app::Tenant;
use crate::check_in::tests::{TEN, at};
use crate::db::{Db, Statement};
use crate::members::samples::EmptySociety;
use serde_json::json;
use shusseki_core::ids::MemberId;
use shusseki_tests::{Engine, engines};
use std::sync::Arc;

struct Log(EmptySociety);

impl Log {
    /// A log of so many lines.
    async fn of(engine: Engine, lines: usize) -> Self {
        let log = Self(EmptySociety::new(engine, 0).await);
        for line in 0..lines {
            log.record(&deed(line)).await;
        }
        log
    }

    async fn record(&self, deed: &Deed) {
        record_in(&self.0.db, &self.0.tenant, deed).await;
    }

    async fn verify(&self) -> Result<i64, Broken> {
        self.verify_noted(None).await
    }

    async fn verify_noted(&self, noted: Option<Noted>) -> Result<i64, Broken> {
        let mut conn = self.0.db.read().await.unwrap();
        let walked = verify(&mut conn, self.0.tenant.slug(), noted.as_ref()).await;
        walked.unwrap().map(|end| end.lines)
    }

    async fn tamper(&self, sql: &'static str) {
        let mut tx = self.0.db.write().await.unwrap();
        assert!(
            tx.sql(Statement::new(sql)).run().await.unwrap() > 0,
            "{sql}"
        );
        tx.commit().await.unwrap();
    }
}

async fn record_in(db: &Db, tenant: &Tenant, deed: &Deed) {
    let mut tx = db.write().await.unwrap();
    record(&mut tx, tenant, at(TEN), deed).await.unwrap();
    tx.commit().await.unwrap();
}

fn member(number: usize) -> MemberId {
    MemberId::new(uuid::Uuid::from_u128(number as u128 + 1))
}

fn deed(number: usize) -> Deed {
    Deed {
        actor: if number.is_multiple_of(3) {
            Actor::System
        } else {
            Actor::Staff(member(number))
        },
        action: if number.is_multiple_of(2) {
            CREDITS_GRANTED
        } else {
            CREDITS_VOIDED
        },
        subject: Subject::member(member(number % 2)),
        before: (number > 0).then(|| json!({ "credits": number.to_string() })),
        after: Some(json!({ "event": "第97回髙橋記念大会", "credits": "5" })),
        why: number
            .is_multiple_of(2)
            .then(|| format!("理由{number}\0\u{1f600}")),
    }
}

engines! {
    async fn a_log_that_nobody_touched_holds(engine) {
        let log = Log::of(engine, 0).await;
        assert_eq!(log.verify().await, Ok(0));
        for number in 0..7 {
            log.record(&deed(number)).await;
        }
        assert_eq!(log.verify().await, Ok(7));
    }

    async fn many_deeds_at_once_are_a_chain_too(engine) {
        let log = Log::of(engine, 2).await;
        let deeds: Vec<Deed> = (0..2100).map(deed).collect();
        let mut tx = log.0.db.write().await.unwrap();
        record_all(&mut tx, &log.0.tenant, at(TEN), &deeds).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(log.verify().await, Ok(2102));
    }

    async fn whatever_is_altered_is_found(engine) {
        for sql in [
            "UPDATE audit_lines SET recorded_at = recorded_at + 1 WHERE line = 3",
            "UPDATE audit_lines SET actor = 'member' WHERE line = 3",
            "UPDATE audit_lines SET actor_id = 'someone' WHERE line = 3",
            "UPDATE audit_lines SET action = 'credits-voided' WHERE line = 3",
            "UPDATE audit_lines SET subject = 'poster' WHERE line = 3",
            "UPDATE audit_lines SET subject_id = 'another' WHERE line = 3",
            "UPDATE audit_lines SET member_id = NULL WHERE line = 3",
            "UPDATE audit_lines SET state_before = NULL WHERE line = 3",
            "UPDATE audit_lines SET state_after = '{}' WHERE line = 3",
            "UPDATE audit_lines SET why = '' WHERE line = 3",
            "UPDATE audit_lines SET digest = 'f' WHERE line = 3",
            // What stood in one column can't be said to have stood in the next.
            "UPDATE audit_lines SET state_before = state_after, state_after = state_before WHERE line = 3",
        ] {
            let log = Log::of(engine, 5).await;
            log.tamper(sql).await;
            assert_eq!(log.verify().await, Err(Broken::Altered(3)), "{sql}");
        }
    }

    async fn what_is_removed_is_missed(engine) {
        let log = Log::of(engine, 5).await;
        log.tamper("DELETE FROM audit_lines WHERE line = 2").await;
        assert_eq!(log.verify().await, Err(Broken::Missing(2)));
        // The gap closed up: the next line follows from another than it says.
        log.tamper("UPDATE audit_lines SET line = line - 100 WHERE line > 2").await;
        log.tamper("UPDATE audit_lines SET line = line + 99 WHERE line < 0").await;
        assert_eq!(log.verify().await, Err(Broken::Altered(2)));
    }

    async fn the_end_can_not_be_cut_off(engine) {
        let log = Log::of(engine, 5).await;
        log.tamper("DELETE FROM audit_lines WHERE line > 3").await;
        let missing = Broken::EndMissing { first: 4, last: 5 };
        assert_eq!(log.verify().await, Err(missing));
        log.tamper("UPDATE audit_heads SET lines = 3").await;
        assert_eq!(log.verify().await, Err(Broken::OtherEnd(3)));
    }

    async fn what_is_inserted_or_moved_is_found(engine) {
        let log = Log::of(engine, 4).await;
        log.tamper(
            "INSERT INTO audit_lines SELECT society_id, 5, recorded_at, actor, actor_id, action, \
             subject, subject_id, member_id, state_before, state_after, why, digest \
             FROM audit_lines WHERE line = 4",
        ).await;
        assert_eq!(log.verify().await, Err(Broken::Altered(5)));

        let log = Log::of(engine, 4).await;
        log.tamper("UPDATE audit_lines SET line = 99 WHERE line = 2").await;
        log.tamper("UPDATE audit_lines SET line = 2 WHERE line = 3").await;
        log.tamper("UPDATE audit_lines SET line = 3 WHERE line = 99").await;
        assert_eq!(log.verify().await, Err(Broken::Altered(2)));

        let log = Log::of(engine, 4).await;
        log.tamper("UPDATE audit_heads SET lines = 3, digest = (SELECT digest FROM audit_lines WHERE line = 3)").await;
        assert_eq!(log.verify().await, Err(Broken::BehindTheEnd(4)));
    }

    /// Who may write the whole chain anew can't make it the one that was noted elsewhere.
    async fn an_end_that_was_noted_must_still_be_there(engine) {
        let log = Log::of(engine, 4).await;
        let mut conn = log.0.db.read().await.unwrap();
        let end = verify(&mut conn, log.0.tenant.slug(), None).await.unwrap().unwrap();
        drop(conn);
        let noted = |line, digest: &str| Some(Noted { line, digest: digest.to_owned() });
        log.record(&deed(9)).await;
        assert_eq!(log.verify_noted(noted(4, &end.digest)).await, Ok(5));
        let broken = log.verify_noted(noted(4, &"0".repeat(64))).await;
        assert_eq!(broken, Err(Broken::OtherThanNoted(4)));
        let broken = log.verify_noted(noted(6, &end.digest)).await;
        assert_eq!(broken, Err(Broken::EndMissing { first: 6, last: 6 }));
    }

    /// Two pools are two processes.
    async fn several_processes_write_one_chain(engine) {
        let log = Log::of(engine, 0).await;
        let other = Db::open(&log.0.url).await.unwrap();
        let mut writing = tokio::task::JoinSet::new();
        for (which, db) in [&log.0.db, &other].into_iter().enumerate() {
            for number in 0..20 {
                let (db, tenant) = (db.clone(), Arc::clone(&log.0.tenant));
                writing.spawn(async move { record_in(&db, &tenant, &deed(which * 20 + number)).await });
            }
        }
        while let Some(written) = writing.join_next().await {
            written.unwrap();
        }
        assert_eq!(log.verify().await, Ok(40));
        other.close().await;
    }

    async fn a_deed_that_is_rolled_back_leaves_no_line(engine) {
        let log = Log::of(engine, 1).await;
        let mut tx = log.0.db.write().await.unwrap();
        record(&mut tx, &log.0.tenant, at(TEN), &deed(1)).await.unwrap();
        drop(tx);
        assert_eq!(log.verify().await, Ok(1));
        log.record(&deed(2)).await;
        assert_eq!(log.verify().await, Ok(2));
    }
}

async fn found(log: &Log, sought: Sought, limit: i64) -> Vec<i64> {
    let mut conn = log.0.db.read().await.unwrap();
    let filter = sought
        .filter(&mut conn, &log.0.tenant)
        .await
        .unwrap()
        .unwrap();
    let mut lines = Vec::new();
    let mut before = None;
    loop {
        let page = search(&mut conn, log.0.tenant.slug(), &filter, before, limit)
            .await
            .unwrap();
        before = page.last().map(Found::before);
        lines.extend(page.iter().map(|line| line.line));
        if page.is_empty() {
            return lines;
        }
    }
}

fn sought(field: &str, value: &str) -> Sought {
    let mut sought = Sought::default();
    match field {
        "action" => sought.action = value.to_owned(),
        "from" => sought.from = value.to_owned(),
        "to" => sought.to = value.to_owned(),
        "member" => sought.member = value.to_owned(),
        _ => sought.actor = value.to_owned(),
    }
    sought
}

engines! {
    async fn the_log_is_searched_newest_first_page_by_page(engine) {
        let log = Log::of(engine, 5).await;
        assert_eq!(found(&log, Sought::default(), 2).await, [5, 4, 3, 2, 1]);
        assert_eq!(found(&log, sought("action", "credits-voided"), 9).await, [4, 2]);
        assert_eq!(found(&log, sought("from", "2026-11-20"), 9).await.len(), 5);
        assert_eq!(found(&log, sought("to", "2026-11-20"), 9).await.len(), 5);
        assert!(found(&log, sought("from", "2026-11-21"), 9).await.is_empty());
        assert!(found(&log, sought("to", "2026-11-19"), 9).await.is_empty());
        let mut conn = log.0.db.read().await.unwrap();
        for (field, value) in [
            ("action", "no-such"), ("from", "yesterday"), ("member", "999"), ("actor", "!"),
        ] {
            let wrong = sought(field, value).filter(&mut conn, &log.0.tenant).await.unwrap().unwrap_err();
            assert_eq!(wrong.field, field);
        }
    }

    async fn a_member_is_found_by_number_as_the_one_concerned_and_as_the_one_who_did_it(engine) {
        let log = Log::of(engine, 0).await;
        let mut whose = crate::web::page::samples::hostile_member();
        whose.id = member(1);
        let mut tx = log.0.db.write().await.unwrap();
        crate::members::store::insert(&mut tx, log.0.tenant.slug(), &whose).await.unwrap();
        tx.commit().await.unwrap();
        for number in 0..5 {
            log.record(&deed(number)).await;
        }
        // About member 1 are the odd ones; done by her is the second.
        assert_eq!(found(&log, sought("member", "00123"), 9).await, [4, 2]);
        assert_eq!(found(&log, sought("actor", "00123"), 9).await, [2]);
    }
}
