//! Members declare, the office reviews.

use super::{Office, TODAY, hall_session, seminar};
use crate::credits::known::KnownAs;
use crate::credits::ledger::declare::declare;
use crate::credits::ledger::deed::{DeedError, Described};
use crate::credits::ledger::error::LedgerError;
use crate::credits::ledger::grant::Kept;
use crate::credits::ledger::review::{Verdict, review};
use crate::credits::ledger::void::void;
use crate::credits::ledger::waiting;
use crate::credits::proofs::{self, Proof};
use crate::web::idempotency::Keyed;
use shusseki_core::credit::Note;
use shusseki_core::ids::EntryId;
use shusseki_tests::engines;

const REJECTED: Verdict<'_> = Verdict::Rejected {
    why: "氏名が読めない",
};
const ACCEPTED: Verdict<'_> = Verdict::Accepted {
    why: None,
    same_as: None,
};

fn pdf() -> Proof {
    Proof::new(b"%PDF-1.7 proof".to_vec()).unwrap()
}

impl Office {
    async fn declare(
        &self,
        described: &Described,
        key: Option<&Keyed>,
    ) -> Result<Kept, LedgerError> {
        let mut tx = self.hall.app.db.write().await.unwrap();
        let kept = declare(
            &mut tx,
            &self.hall.app.random,
            &self.own_desk(),
            described,
            pdf(),
            key,
        )
        .await?;
        tx.commit().await.unwrap();
        Ok(kept)
    }

    async fn review(&self, line: EntryId, verdict: Verdict<'_>) -> Result<(), LedgerError> {
        let mut tx = self.hall.app.db.write().await.unwrap();
        review(&mut tx, &self.desk(), line, verdict).await?;
        tx.commit().await.unwrap();
        Ok(())
    }

    async fn waiting(&self) -> Vec<EntryId> {
        let mut conn = self.hall.app.db.read().await.unwrap();
        let page = waiting::page(&mut conn, self.hall.tenant.slug(), None, 100)
            .await
            .unwrap();
        page.into_iter().map(|one| one.entry_id).collect()
    }

    async fn counted_and_note(&self, line: EntryId) -> (String, Option<Note>) {
        let standing = self.standing(TODAY, KnownAs::NOW).await;
        let row = standing.rows.iter().find(|row| row.entry.id == line);
        (
            standing.total.counted.to_string(),
            row.and_then(|row| row.note.clone()),
        )
    }
}

engines! {
    async fn a_declaration_counts_once_its_proof_is_accepted(engine) {
        let office = Office::new(engine).await;
        let line = office.declare(&seminar(), None).await.unwrap().id;
        assert_eq!(office.counted_and_note(line).await, ("0".to_owned(), Some(Note::AwaitsReview)));
        assert_eq!(office.waiting().await, [line]);
        let mut conn = office.hall.app.db.read().await.unwrap();
        let proof = proofs::proof(&mut conn, office.hall.tenant.slug(), office.hall.member, line).await.unwrap().unwrap();
        assert_eq!((proof.media_type.name(), proof.content.as_slice()), ("application/pdf", &b"%PDF-1.7 proof"[..]));
        drop(conn);
        office.review(line, ACCEPTED).await.unwrap();
        assert_eq!(office.counted_and_note(line).await, ("5".to_owned(), None));
        assert!(office.waiting().await.is_empty());
        for verdict in [ACCEPTED, REJECTED] {
            let again = office.review(line, verdict).await;
            assert!(matches!(again, Err(LedgerError::AlreadyReviewed)));
        }
    }

    async fn a_rejected_declaration_is_left_out_and_says_why(engine) {
        let office = Office::new(engine).await;
        let line = office.declare(&seminar(), None).await.unwrap().id;
        let silent = office.review(line, Verdict::Rejected { why: "" }).await;
        assert!(matches!(silent, Err(LedgerError::ReasonMissing)));
        office.review(line, REJECTED).await.unwrap();
        assert_eq!(office.counted_and_note(line).await, ("0".to_owned(), Some(Note::ProofRejected)));
        let review = office.line(line).await.review.unwrap();
        assert_eq!((review.accepted, review.written.why.as_deref()), (false, Some("氏名が読めない")));
    }

    async fn what_the_member_also_attended_here_counts_once(engine) {
        let office = Office::new(engine).await;
        office.hall.pass(1).await;
        let line = office.declare(&hall_session(), None).await.unwrap().id;
        office.review(line, ACCEPTED).await.unwrap();
        assert_eq!(office.counted_and_note(line).await, ("10".to_owned(), Some(Note::Duplicate)));
    }

    async fn the_office_links_what_goes_by_another_name(engine) {
        let office = Office::new(engine).await;
        let granted = office.grant(&seminar()).await;
        let mut described = seminar();
        described.event[0] = "医学セミナー（第3回）".to_owned();
        let line = office.declare(&described, None).await.unwrap().id;
        office.review(line, Verdict::Accepted { why: None, same_as: Some(granted) }).await.unwrap();
        assert_eq!(office.counted_and_note(line).await, ("5".to_owned(), Some(Note::Duplicate)));
    }

    async fn only_what_was_declared_is_reviewed(engine) {
        let office = Office::new(engine).await;
        let granted = office.grant(&seminar()).await;
        assert!(matches!(office.review(granted, ACCEPTED).await, Err(LedgerError::NotDeclared)));
        let line = office.declare(&seminar(), None).await.unwrap().id;
        let mut tx = office.hall.app.db.write().await.unwrap();
        void(&mut tx, &office.desk(), line, "取り下げ").await.unwrap();
        tx.commit().await.unwrap();
        assert!(office.waiting().await.is_empty(), "nothing waits that was taken back");
        assert!(matches!(office.review(line, ACCEPTED).await, Err(LedgerError::AlreadyVoided)));
    }

    async fn what_can_not_be_understood_is_told(engine) {
        let office = Office::new(engine).await;
        let wrong = |change: fn(&mut Described)| {
            let mut described = seminar();
            change(&mut described);
            described
        };
        for (described, error) in [
            (wrong(|deed| deed.day = "2026-11-21".parse().unwrap()), DeedError::Day),
            (wrong(|deed| deed.activity = "x y".to_owned()), DeedError::Activity("x y".to_owned())),
            (wrong(|deed| deed.role = "chair".to_owned()), DeedError::Role("chair".to_owned())),
            (wrong(|deed| deed.role = "present".to_owned()), DeedError::NoCredits),
            (wrong(|deed| deed.event = Default::default()), DeedError::EventMissing),
            (wrong(|deed| deed.event[0] = "名".repeat(201)), DeedError::Words),
            (wrong(|deed| deed.event[0] = "a\0b".to_owned()), DeedError::Words),
            (wrong(|deed| deed.codes = vec!["1".to_owned(); 21]), DeedError::Words),
            (wrong(|deed| deed.minutes = Some(u32::MAX)), DeedError::Minutes),
            (wrong(|deed| deed.credits = Some("NaN".to_owned())), DeedError::Credits("NaN".to_owned())),
        ] {
            let Err(LedgerError::Deed(found)) = office.declare(&described, None).await else {
                panic!("{error:?} was accepted");
            };
            assert_eq!(found, error);
        }
        assert!(office.lines().await.is_empty());
    }

    async fn a_retry_declares_once_and_a_flood_is_stopped(engine) {
        let office = Office::new(engine).await;
        let keyed = Keyed { key: "k".to_owned(), digest: "d".to_owned() };
        let first = office.declare(&seminar(), Some(&keyed)).await.unwrap();
        let again = office.declare(&seminar(), Some(&keyed)).await.unwrap();
        assert_eq!((first.id, first.new, again.new), (again.id, true, false));
        for _ in 1..50 {
            office.declare(&seminar(), None).await.unwrap();
        }
        assert!(matches!(office.declare(&seminar(), None).await, Err(LedgerError::TooManyWaiting)));
        assert_eq!(office.lines().await.len(), 50);
    }
}
