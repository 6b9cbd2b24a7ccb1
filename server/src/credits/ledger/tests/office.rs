//! The office grants, voids and corrects.

use super::{Office, TODAY, hall_session, seminar};
use crate::credits::ledger::correct::correct;
use crate::credits::ledger::error::LedgerError;
use crate::credits::ledger::grant::{Granting, grant};
use crate::credits::ledger::id_following;
use crate::credits::ledger::void::void;
use crate::credits::new_entry::{Origin, entry_of_attendance};
use crate::web::idempotency::Keyed;
use shusseki_core::credit::Note;
use shusseki_core::ids::EntryId;
use shusseki_tests::engines;

impl Office {
    async fn void(&self, line: EntryId, why: &str) -> Result<(), LedgerError> {
        let mut tx = self.hall.app.db.write().await.unwrap();
        void(&mut tx, &self.desk(), line, why).await?;
        tx.commit().await.unwrap();
        Ok(())
    }
}

engines! {
    async fn the_office_grants_and_the_ledger_says_who_when_and_why(engine) {
        let office = Office::new(engine).await;
        let line = office.line(office.grant(&seminar()).await).await;
        assert_eq!((line.origin, line.entry.credits.to_string().as_str()), (Origin::Office, "5"));
        assert_eq!(line.written.by.as_ref().unwrap().number.as_str(), "90000");
        assert_eq!(line.written.at, office.hall.app.clock.now());
        assert_eq!(line.written.why.as_deref(), Some("紙の出席簿による"));
        assert_eq!(office.raw().await, "5");
    }

    async fn a_retry_with_the_same_key_grants_once(engine) {
        let office = Office::new(engine).await;
        let described = seminar();
        let granting = Granting { described: &described, why: "a", same_as: None, stands_for: None };
        let keyed = |digest: &str| Keyed { key: "k".to_owned(), digest: digest.to_owned() };
        let mut ids = Vec::new();
        for (digest, new) in [("1", true), ("1", false)] {
            let mut tx = office.hall.app.db.write().await.unwrap();
            let kept = grant(&mut tx, &office.hall.app.random, &office.desk(), &granting, Some(&keyed(digest))).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(kept.new, new);
            ids.push(kept.id);
        }
        assert_eq!(ids[0], ids[1]);
        let mut tx = office.hall.app.db.write().await.unwrap();
        let other = grant(&mut tx, &office.hall.app.random, &office.desk(), &granting, Some(&keyed("2"))).await;
        assert!(matches!(other, Err(LedgerError::KeyReused)));
        drop(tx);
        assert_eq!(office.lines().await.len(), 1);
    }

    async fn a_line_is_voided_once_and_stays(engine) {
        let office = Office::new(engine).await;
        let line = office.grant(&seminar()).await;
        assert!(matches!(office.void(line, " ").await, Err(LedgerError::ReasonMissing)));
        assert!(matches!(office.void(line, "a\nb").await, Err(LedgerError::ReasonTooLong)));
        office.void(line, "別人の参加証だった").await.unwrap();
        assert!(matches!(office.void(line, "again").await, Err(LedgerError::AlreadyVoided)));
        let void_itself = id_following("void", &[&line.to_string()]);
        assert!(matches!(office.void(void_itself, "x").await, Err(LedgerError::NotGranted)));
        let nobody = id_following("nothing", &[]);
        assert!(matches!(office.void(nobody, "x").await, Err(LedgerError::NoSuchLine)));
        let voided = office.line(line).await.voided.unwrap();
        assert_eq!(voided.why.as_deref(), Some("別人の参加証だった"));
        assert_eq!(voided.by.unwrap().number.as_str(), "90000");
        assert_eq!(office.raw().await, "0");
    }

    async fn a_voided_attendance_is_not_granted_again_by_a_scan(engine) {
        let office = Office::new(engine).await;
        office.hall.pass(1).await;
        let line = entry_of_attendance(office.hall.session.id);
        assert_eq!(office.raw().await, "10");
        office.void(line, "代理の登録だった").await.unwrap();
        assert_eq!(office.hall.pass(1).await.outcome, "already-registered");
        assert_eq!((office.lines().await.len(), office.raw().await.as_str()), (1, "0"));
    }

    async fn a_correction_voids_and_grants_or_does_neither(engine) {
        let office = Office::new(engine).await;
        let wrong = office.grant(&seminar()).await;
        let mut described = seminar();
        described.credits = Some("2.5".to_owned());
        let granting = Granting { described: &described, why: "半日の参加", same_as: None, stands_for: None };
        let random = &office.hall.app.random;
        let mut tx = office.hall.app.db.write().await.unwrap();
        let kept = correct(&mut tx, random, &office.desk(), wrong, &granting).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(office.line(kept.id).await.stands_for, Some(wrong));
        assert_eq!(office.raw().await, "2.5");
        // Once more fails, and leaves nothing.
        let mut tx = office.hall.app.db.write().await.unwrap();
        let again = correct(&mut tx, random, &office.desk(), wrong, &granting).await;
        assert!(matches!(again, Err(LedgerError::AlreadyVoided)));
        drop(tx);
        described.activity = "nonsense".to_owned();
        let granting = Granting { described: &described, why: "x", same_as: None, stands_for: None };
        let mut tx = office.hall.app.db.write().await.unwrap();
        assert!(correct(&mut tx, random, &office.desk(), kept.id, &granting).await.is_err());
        drop(tx);
        assert_eq!((office.lines().await.len(), office.raw().await.as_str()), (2, "2.5"));
    }

    async fn what_was_attended_here_and_granted_again_counts_once_and_says_so(engine) {
        let office = Office::new(engine).await;
        office.hall.pass(1).await;
        let granted = office.grant(&hall_session()).await;
        let standing = office.standing(TODAY, Default::default()).await;
        assert_eq!(standing.total.counted.to_string(), "10");
        let notes = standing.rows.iter().filter(|row| row.note == Some(Note::Duplicate));
        assert_eq!(notes.count(), 1, "one of the two says that the other counts");
        let same = office.line(granted).await;
        assert_eq!(same.proves(), office.line(entry_of_attendance(office.hall.session.id)).await.proves());
        // Presenting there is another thing than having been there.
        let mut presented = hall_session();
        presented.role = "present".to_owned();
        office.grant(&presented).await;
        assert_eq!(office.standing(TODAY, Default::default()).await.total.counted.to_string(), "20");
    }

    async fn the_office_says_which_lines_are_the_same(engine) {
        let office = Office::new(engine).await;
        let first = office.grant(&seminar()).await;
        let mut described = seminar();
        described.event = ["同じセミナーの別名".to_owned(), String::new()];
        let granting = Granting { described: &described, why: "x", same_as: Some(first), stands_for: None };
        let mut tx = office.hall.app.db.write().await.unwrap();
        grant(&mut tx, &office.hall.app.random, &office.desk(), &granting, None).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(office.standing(TODAY, Default::default()).await.total.counted.to_string(), "5");
    }
}
