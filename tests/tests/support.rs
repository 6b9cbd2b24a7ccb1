//! The contact form from outside: visitors and members ask, the office answers.

use shusseki_tests::database::Database;
use shusseki_tests::pixels::text_of;
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, Server, engines};

/// What a visitor types.
const ASKED: [(&str, &str); 5] = [
    ("number", "ゲスト G-0042"),
    ("kind", "membership"),
    ("name", "中村 さくら"),
    ("mail", "sakura@visitor.example"),
    ("text", "入会の方法を\r\n教えてください。<b>"),
];

async fn count(server: &Server, sql: &str) -> i64 {
    Database::of(server).await.number(sql).await
}

/// The number that the page after sending shows.
fn number(sent: &Answered) -> String {
    let to = sent.header("location");
    to.rsplit_once("sent=").expect("a number").1.to_owned()
}

fn without<'a>(field: &str) -> Vec<(&'a str, &'a str)> {
    ASKED
        .into_iter()
        .filter(|(name, _)| *name != field)
        .collect()
}

/// The words of a PDF.
async fn words_of(visitor: &Visitor, address: &str) -> String {
    let answered = visitor.get(address).await.expect_status(200);
    assert_eq!(answered.header("content-type"), "application/pdf");
    assert!(
        answered
            .header("content-disposition")
            .starts_with("attachment")
    );
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("form.pdf");
    std::fs::write(&file, &answered.body).expect("written");
    text_of(&file)
}

engines! {
    async fn the_desk_is_the_societys_and_its_forms_know_the_member(engine) {
        let server = Server::shared(engine).await;
        let visitor = Visitor::new(server);
        let seen = visitor.get("/jsnm/support").await.expect_status(200).seen();
        for words in ["改姓・改名", "休会", "退会", "パスワードを忘れたとき", "03-5786-6815"] {
            assert!(seen.contains(words), "{words}: {seen}");
        }
        let seen = visitor.get("/jgets/support").await.expect_status(200).seen();
        assert!(seen.contains("ゲスト番号") && !seen.contains("刊行物"), "{seen}");
        visitor.get("/jgets/publications").await.expect_status(404);
        let links = visitor.get("/jsnm/publications").await.expect_status(200);
        assert!(links.text().contains("https://link.springer.com/journal/12149"));
        let all = visitor.get("/jsnm/questions").await.expect_status(200).seen();
        let some = visitor.get("/jsnm/questions?q=ｑｒ").await.expect_status(200).seen();
        assert!(all.contains("初めてログイン") && !some.contains("初めてログイン") && some.contains("QRコード"), "{some}");

        let member = &server.demo.society("jsnm").attendees()[0];
        let own = Visitor::logged_in(server, "jsnm", member).await;
        let words = words_of(&own, "/jsnm/support/forms/leave.pdf").await;
        assert!(words.contains("休会届") && words.contains(&member.member_number), "{words}");
        let words = words_of(&visitor, "/jsnm/support/forms/leave.pdf?lang=en").await;
        assert!(words.contains("Notice of leave") && !words.contains(&member.member_number), "{words}");
        for wrong in ["none.pdf", "leave", "..%2Fleave.pdf", ".pdf"] {
            visitor.get(&format!("/jsnm/support/forms/{wrong}")).await.expect_status(404);
        }
    }

    async fn a_visitor_asks_and_is_answered_by_mail(engine) {
        let server = Server::shared(engine).await;
        let visitor = Visitor::new(server);
        visitor.get("/jsnm/contact").await.expect_status(200);
        for field in ["kind", "name", "mail", "text"] {
            let refused = visitor.post("/jsnm/contact", &without(field)).await.expect_status(422);
            assert!(refused.text().contains(&format!("id=\"{field}-wrong\"")), "{field}");
            let kept = if field == "text" { "中村 さくら" } else { "入会の方法を" };
            assert!(refused.text().contains(kept), "{field}: what was typed is lost");
        }
        let mut odd = without("mail");
        odd.push(("mail", "a@example.org\r\nBcc: b@example.org"));
        visitor.post("/jsnm/contact", &odd).await.expect_status(422);
        let sent = visitor.post("/jsnm/contact", &ASKED).await.expect_status(303);
        let number = number(&sent);
        let page = visitor.follow(&sent).await.expect_status(200);
        assert!(page.seen().contains(&number) && page.seen().contains("受け付けました"), "{}", page.seen());
        let forged = visitor.get("/jsnm/contact?sent=<b>x").await.expect_status(200);
        assert!(!forged.seen().contains("受け付けました"));
        let mails = format!("SELECT COUNT(*) FROM outbox WHERE subject LIKE '%{number}%' AND recipient = ");
        assert_eq!(count(server, &format!("{mails}'sakura@visitor.example'")).await, 1);
        assert_eq!(count(server, &format!("{mails}'office@jsnm.org'")).await, 1);

        let admin = Visitor::logged_in(server, "jsnm", server.demo.society("jsnm").staff("admin")).await;
        let queue = admin.get("/jsnm/office/cases").await.expect_status(200);
        assert!(queue.text().contains(&number));
        let address = format!("/jsnm/office/cases/{number}");
        let page = admin.get(&address).await.expect_status(200);
        assert!(page.seen().contains("入会の方法を") && page.seen().contains("会員以外") && page.seen().contains("ゲスト G-0042") && page.text().contains("&#60;b&#62;"), "{}", page.text());
        admin.post(&address, &[("deed", "reply"), ("text", " ")]).await.expect_status(422);
        admin.post(&address, &[("deed", "note"), ("text", "折り返す")]).await.expect_status(303);
        admin.post(&address, &[("deed", "reply"), ("text", "入会案内をご覧ください。")]).await.expect_status(303);
        assert_eq!(count(server, &format!("{mails}'sakura@visitor.example'")).await, 2);
        let answered = admin.get("/jsnm/office/cases?state=answered").await.expect_status(200);
        assert!(answered.text().contains(&number));
        admin.post(&address, &[("deed", "close")]).await.expect_status(303);
        admin.get("/jsnm/office/cases?state=closed").await.expect_status(200);
        let deeds = format!("SELECT COUNT(*) FROM audit_lines WHERE subject = 'case' AND subject_id = '{number}'");
        assert_eq!(count(server, &deeds).await, 3);
        // The number opens nothing to whoever has it.
        visitor.get(&format!("/jsnm/cases/{number}")).await.expect_status(303);
        admin.get(&format!("/jsnm/cases/{number}")).await.expect_status(404);
    }

    async fn a_member_asks_reads_the_answer_and_writes_more(engine) {
        let server = Server::shared(engine).await;
        let crowd = server.crowd("jgets", 10, 2).await;
        let member = Visitor::logged_in(server, "jgets", &crowd[0]).await;
        let other = Visitor::logged_in(server, "jgets", &crowd[1]).await;
        let form = member.get("/jgets/contact").await.expect_status(200);
        assert!(!form.text().contains("name=\"mail\""), "the address is known");
        let sent = member.post("/jgets/contact", &[("kind", "login"), ("text", "質問です。")]).await.expect_status(303);
        let number = number(&sent);
        let own = format!("/jgets/cases/{number}");
        let page = member.get("/jgets/cases").await.expect_status(200);
        assert!(page.text().contains(&own));
        let admin = Visitor::logged_in(server, "jgets", server.demo.society("jgets").staff("admin")).await;
        let desk = format!("/jgets/office/cases/{number}");
        admin.post(&desk, &[("deed", "note"), ("text", "内緒の話")]).await.expect_status(303);
        admin.post(&desk, &[("deed", "reply"), ("text", "回答です。")]).await.expect_status(303);
        let page = member.get(&own).await.expect_status(200);
        let seen = page.seen();
        assert!(seen.contains("質問です。") && seen.contains("回答です。") && !seen.contains("内緒の話"), "{seen}");
        let more = member.send(&page.form(&own), &[("text", "ありがとうございます。")]).await.expect_status(303);
        assert!(member.follow(&more).await.seen().contains("ありがとうございます。"));
        member.post(&own, &[("text", "")]).await.expect_status(422);
        for path in [&own, &desk] {
            let status = if *path == own { 404 } else { 403 };
            other.get(path).await.expect_status(status);
            other.post(path, &[("text", "のぞき見"), ("deed", "note")]).await.expect_status(status);
        }
        other.get("/jgets/office/cases").await.expect_status(403);
        admin.post(&desk, &[("deed", "close")]).await.expect_status(303);
        member.post(&own, &[("text", "まだあります。")]).await.expect_status(409);
        // Another society has no such case.
        let abroad = Visitor::logged_in(server, "jsnm", server.demo.society("jsnm").staff("admin")).await;
        abroad.get(&format!("/jsnm/office/cases/{number}")).await.expect_status(404);
    }
}
