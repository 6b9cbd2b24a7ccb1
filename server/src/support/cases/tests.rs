//! Cases against a real database: who sees what, what is mailed, and what slows down whom.

use super::{
    Answer, Asked, Author, Case, CaseError, CaseKind, CaseNumber, CaseState, Desk, Sender, act,
    add, open, store, text,
};
use crate::accounts::slow_down::Typist;
use crate::audit::verify::verify;
use crate::check_in::tests::{Hall, TEN, at};
use crate::mail::office;
use crate::members;
use shusseki_core::text::Language;
use shusseki_tests::engines;

fn visitor(mail: &str) -> Asked {
    Asked {
        sender: Sender::Visitor {
            name: "中村\tさくら".replace('\t', " "),
            mail: mail.parse().unwrap(),
            number: None,
        },
        kind: CaseKind::Other,
        text: "入会の\n方法は？".to_owned(),
        language: Language::Ja,
    }
}

async fn of_member(hall: &Hall) -> (members::Member, Asked) {
    let mut conn = hall.app.db.read().await.unwrap();
    let member = members::by_id(&mut conn, hall.tenant.slug(), hall.member).await;
    let member = member.unwrap().unwrap();
    let asked = Asked {
        sender: Sender::Member(Box::new(member.clone())),
        kind: CaseKind::Attendance,
        ..visitor("a@example.org")
    };
    (member, asked)
}

async fn case(hall: &Hall, number: &CaseNumber) -> Case {
    let mut conn = hall.app.db.read().await.unwrap();
    let case = store::one(&mut conn, hall.tenant.slug(), number).await;
    case.unwrap().unwrap()
}

async fn done(hall: &Hall, number: &CaseNumber, answer: &Answer) -> Result<(), CaseError> {
    let desk = Desk {
        app: &hall.app,
        tenant: &hall.tenant,
        by: hall.member,
        now: at(TEN),
    };
    let mut tx = hall.app.db.write().await.unwrap();
    act(&mut tx, &desk, number, answer).await?;
    tx.commit().await.unwrap();
    Ok(())
}

/// Recipient, subject and text of each mail.
async fn mails(hall: &Hall) -> Vec<(String, String, String)> {
    let mut conn = hall.app.db.read().await.unwrap();
    let slug = hall.tenant.slug();
    let mails = office::list(&mut conn, slug, (None, None), None, 100).await;
    let mails = mails.unwrap().into_iter();
    mails
        .map(|mail| (mail.recipient, mail.subject, mail.body.unwrap_or_default()))
        .collect()
}

#[test]
fn what_a_message_may_be() {
    assert_eq!(text(" a\r\nb\rc ").unwrap(), "a\nb\nc");
    for wrong in ["", " \n", "a\0b", "\u{1b}[2J", &"あ".repeat(4_001)] {
        assert!(matches!(text(wrong), Err(CaseError::Text)), "{wrong:.9}");
    }
}

engines! {
    async fn a_question_is_confirmed_told_to_the_office_and_answered(engine) {
        let hall = Hall::new(engine).await;
        let (member, asked) = of_member(&hall).await;
        let who = Typist::Member(member.id);
        let number = open(&hall.app, &hall.tenant, who, &asked).await.unwrap();
        // The member has no mail address: only the office is written to.
        assert_eq!(mails(&hall).await.len(), 1);
        done(&hall, &number, &Answer::Note("内部".to_owned())).await.unwrap();
        assert_eq!(case(&hall, &number).await.state, CaseState::Open, "a note is no answer");
        done(&hall, &number, &Answer::Reply("こちらです。".to_owned())).await.unwrap();
        assert_eq!(case(&hall, &number).await.state, CaseState::Answered);
        add(&hall.app, &hall.tenant, &member, &number, "もう一つ".to_owned()).await.unwrap();
        assert_eq!(case(&hall, &number).await.state, CaseState::Open, "more was asked");
        done(&hall, &number, &Answer::Close).await.unwrap();
        let more = add(&hall.app, &hall.tenant, &member, &number, "まだ".to_owned()).await;
        assert!(matches!(more, Err(CaseError::Closed)));
        done(&hall, &number, &Answer::Reopen).await.unwrap();
        let mut conn = hall.app.db.read().await.unwrap();
        let thread = store::messages(&mut conn, hall.tenant.slug(), &number).await.unwrap();
        let authors: Vec<Author> = thread.iter().map(|message| message.author).collect();
        let (note, reply) = (Author::Note(hall.member), Author::Office(hall.member));
        assert_eq!(authors, [Author::Sender, note, reply, Author::Sender]);
        let log = verify(&mut conn, hall.tenant.slug(), None).await.unwrap().unwrap();
        assert_eq!(log.lines, 4);
    }

    async fn a_case_is_its_askers_alone(engine) {
        let hall = Hall::new(engine).await;
        let (_, asked) = of_member(&hall).await;
        let who = Typist::Member(hall.member);
        let number = open(&hall.app, &hall.tenant, who, &asked).await.unwrap();
        let other = hall.more_members(1).await[0];
        let mut conn = hall.app.db.read().await.unwrap();
        let other = members::by_id(&mut conn, hall.tenant.slug(), other).await.unwrap().unwrap();
        let slug = hall.tenant.slug();
        assert_eq!(store::of_member(&mut conn, slug, hall.member, 9).await.unwrap().len(), 1);
        assert!(store::of_member(&mut conn, slug, other.id, 9).await.unwrap().is_empty());
        drop(conn);
        let added = add(&hall.app, &hall.tenant, &other, &number, "x".to_owned()).await;
        assert!(matches!(added, Err(CaseError::NoSuchCase)));
    }

    async fn a_visitors_mail_repeats_nothing_that_was_typed(engine) {
        let hall = Hall::new(engine).await;
        let mut asked = visitor("victim@example.org");
        asked.text = "安い薬 https://evil.example/".to_owned();
        if let Sender::Visitor { name, .. } = &mut asked.sender {
            "買ってね\u{2028}Bcc: x".clone_into(name);
        }
        hall.set_clock(TEN);
        let who = Typist::Member(hall.member);
        let number = open(&hall.app, &hall.tenant, who, &asked).await.unwrap();
        for (to, subject, body) in mails(&hall).await {
            assert!(subject.contains(number.as_str()) && !subject.contains('\n'), "{subject}");
            if to == "victim@example.org" {
                assert!(!body.contains("安い薬") && !body.contains("買ってね"), "{body}");
            } else {
                assert!(body.contains("安い薬"), "{body}");
            }
        }
        done(&hall, &number, &Answer::Reply("お答えします。".to_owned())).await.unwrap();
        let to_asker = mails(&hall).await.into_iter().filter(|(to, ..)| to == "victim@example.org");
        assert!(to_asker.into_iter().any(|(_, _, body)| body.contains("お答えします。")));
    }

    async fn nobody_floods_the_office_or_a_mail_box(engine) {
        let hall = Hall::new(engine).await;
        let who = Typist::Member(hall.member);
        let one = visitor("one@example.org");
        for _ in 0..3 {
            open(&hall.app, &hall.tenant, who, &one).await.unwrap();
        }
        let refused = open(&hall.app, &hall.tenant, who, &visitor("ONE@example.org")).await;
        assert!(matches!(refused, Err(CaseError::SlowDown(_))), "one mail box");
        let mut more = 0;
        while open(&hall.app, &hall.tenant, who, &visitor(&format!("m{more}@example.org"))).await.is_ok() {
            more += 1;
            assert!(more < 20);
        }
        assert_eq!(more, 7, "ten of one member at once");
        let stored = mails(&hall).await.len();
        assert_eq!(stored, 20, "what was refused left nothing");
        hall.set_clock("2026-11-20T01:05:01Z");
        open(&hall.app, &hall.tenant, who, &visitor("later@example.org")).await.unwrap();
    }
}
