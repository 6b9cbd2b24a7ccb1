//! The outbox against a real database.

use super::office::{self, retry, reword};
use super::templates::{DECLARATION_ACCEPTED, DECLARATION_REJECTED};
use super::wording::Wording;
use super::{Letter, post, store};
use crate::audit::verify::verify;
use crate::check_in::tests::{Hall, TEN, at};
use jiff::{SignedDuration, Timestamp};
use shusseki_core::text::Language;
use shusseki_tests::engines;

fn letter(to: &str) -> Letter {
    Letter {
        to: to.parse().unwrap(),
        language: Language::Ja,
        template: &DECLARATION_ACCEPTED,
        values: vec![
            ("name", "髙橋 美咲".to_owned()),
            ("number", "00123".to_owned()),
            ("event", "医学\r\nセミナー".to_owned()),
        ],
    }
}

async fn posted(hall: &Hall, letter: &Letter, at: Timestamp) {
    let mut tx = hall.app.db.write().await.unwrap();
    post(&mut tx, &hall.tenant, at, letter).await.unwrap();
    tx.commit().await.unwrap();
}

async fn mails(hall: &Hall) -> Vec<office::Posted> {
    let mut conn = hall.app.db.read().await.unwrap();
    office::list(&mut conn, hall.tenant.slug(), (None, None), None, 100)
        .await
        .unwrap()
}

engines! {
    async fn a_letter_is_one_mail_and_of_a_rolled_back_deed_none(engine) {
        let hall = Hall::new(engine).await;
        let mut tx = hall.app.db.write().await.unwrap();
        post(&mut tx, &hall.tenant, at(TEN), &letter("a@example.org")).await.unwrap();
        drop(tx);
        assert!(mails(&hall).await.is_empty());
        for to in ["a@example.org", "a@example.org", "b@example.org"] {
            posted(&hall, &letter(to), at(TEN)).await;
        }
        let found = mails(&hall).await;
        assert_eq!(found.len(), 2);
        let body = found[0].body.as_ref().unwrap();
        assert!(body.starts_with("髙橋 美咲 様（会員番号 00123）"), "{body}");
        assert!(!found[0].subject.contains(['{', '\n']), "{}", found[0].subject);
    }

    async fn a_society_has_words_of_its_own_and_the_log_says_since_when(engine) {
        let hall = Hall::new(engine).await;
        let own = Wording { subject: "{name}様".to_owned(), body: "{event}です。\n".to_owned() };
        let which = (&DECLARATION_ACCEPTED, Language::Ja);
        for words in [Some(&own), None, Some(&own)] {
            let mut tx = hall.app.db.write().await.unwrap();
            reword(&mut tx, &hall.tenant, which, words, (hall.member, at(TEN))).await.unwrap();
            tx.commit().await.unwrap();
        }
        posted(&hall, &letter("a@example.org"), at(TEN)).await;
        let mut english = letter("b@example.org");
        english.language = Language::En;
        posted(&hall, &english, at(TEN)).await;
        let found = mails(&hall).await;
        let to = |to: &str| found.iter().find(|mail| mail.recipient == to).unwrap();
        assert_eq!(to("a@example.org").subject, "髙橋 美咲様");
        assert!(to("b@example.org").subject.contains("accepted"));
        let mut conn = hall.app.db.read().await.unwrap();
        let end = verify(&mut conn, hall.tenant.slug(), None).await.unwrap().unwrap();
        assert_eq!(end.lines, 3);
    }

    async fn only_one_claims_and_a_lost_claim_notes_nothing(engine) {
        let hall = Hall::new(engine).await;
        posted(&hall, &letter("a@example.org"), at(TEN)).await;
        let slug = hall.tenant.slug();
        let mut tx = hall.app.db.write().await.unwrap();
        let due = store::due(&mut tx, slug, at(TEN), 8).await.unwrap().remove(0);
        let until = at(TEN) + SignedDuration::from_secs(60);
        assert!(store::claim(&mut tx, slug, &due, until).await.unwrap());
        assert!(!store::claim(&mut tx, slug, &due, until).await.unwrap());
        assert!(store::due(&mut tx, slug, at(TEN), 8).await.unwrap().is_empty());
        assert_eq!(store::due(&mut tx, slug, until, 8).await.unwrap().len(), 1);
        // `due` still has the time before the claim: somebody else's word by now.
        store::settle(&mut tx, slug, &due, "bounced", "550", at(TEN)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(mails(&hall).await[0].state, "waiting");
    }

    async fn the_office_sends_again_what_did_not_arrive(engine) {
        let hall = Hall::new(engine).await;
        posted(&hall, &letter("a@example.org"), at(TEN)).await;
        let id = mails(&hall).await[0].mail_id.clone();
        let slug = hall.tenant.slug();
        for (state, again) in [("waiting", false), ("bounced", true), ("failed", true)] {
            let mut tx = hall.app.db.write().await.unwrap();
            if state != "waiting" {
                let due = store::due(&mut tx, slug, at(TEN), 8).await.unwrap().remove(0);
                store::settle(&mut tx, slug, &due, state, "550", at(TEN)).await.unwrap();
            }
            let retried = retry(&mut tx, &hall.tenant, (&id, hall.member), at(TEN)).await.unwrap();
            assert_eq!(retried, again, "{state}");
            tx.commit().await.unwrap();
            assert_eq!(mails(&hall).await[0].state, "waiting");
        }
        let mut tx = hall.app.db.write().await.unwrap();
        store::sent(&mut tx, slug, &id, at(TEN)).await.unwrap();
        assert!(!retry(&mut tx, &hall.tenant, (&id, hall.member), at(TEN)).await.unwrap());
        assert!(!retry(&mut tx, &hall.tenant, ("other", hall.member), at(TEN)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(mails(&hall).await[0].body, None);
    }

    async fn the_list_is_paged_and_searched(engine) {
        let hall = Hall::new(engine).await;
        for second in 0..5 {
            let to = if second % 2 == 0 { "a@example.org" } else { "b@example.org" };
            posted(&hall, &letter(to), at(TEN) + SignedDuration::from_secs(second)).await;
        }
        let mut rejected = letter("a@example.org");
        rejected.template = &DECLARATION_REJECTED;
        rejected.values.push(("reason", "x".to_owned()));
        posted(&hall, &rejected, at(TEN)).await;
        let mut conn = hall.app.db.read().await.unwrap();
        let slug = hall.tenant.slug();
        let mut seen = Vec::new();
        let mut before = None;
        loop {
            let page = office::list(&mut conn, slug, (None, None), before, 4).await.unwrap();
            before = page.last().map(office::Posted::before);
            let end = page.len() < 4;
            seen.extend(page.into_iter().map(|mail| mail.mail_id));
            if end {
                break;
            }
        }
        seen.dedup();
        assert_eq!(seen.len(), 6);
        let to_b = (Some("b@example.org"), Some("waiting"));
        assert_eq!(office::list(&mut conn, slug, to_b, None, 9).await.unwrap().len(), 2);
        let sent = (None, Some("sent"));
        assert!(office::list(&mut conn, slug, sent, None, 9).await.unwrap().is_empty());
    }
}
