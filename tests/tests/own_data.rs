//! One's own data from outside: the file, the password asked again, the request for deletion.

use shusseki_tests::database::Database;
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Server, engines};

async fn count(server: &Server, sql: &str) -> i64 {
    Database::of(server).await.number(sql).await
}

engines! {
    async fn a_member_downloads_everything_with_the_password(engine) {
        let server = Server::shared(engine).await;
        let member = server.demo.society("jsnm").attendees()[0];
        let own = Visitor::logged_in(server, "jsnm", member).await;
        let file = "/jsnm/account/data/download";
        let wrong = own.post(file, &[("password", "not it")]).await.expect_status(422);
        assert!(wrong.seen().contains("パスワードが正しくありません"), "{}", wrong.seen());
        own.get(file).await.expect_status(405);
        let given = own.post(file, &[("password", &member.password)]).await.expect_status(200);
        assert!(given.header("content-disposition").starts_with("attachment"));
        let data = given.json()["data"].clone();
        assert_eq!(data["member"][0]["member_number"], member.member_number.as_str());
        for part in ["profile", "certifications", "attendances", "credits", "notices_read", "cases", "logins"] {
            assert!(data[part].as_array().is_some_and(|rows| !rows.is_empty()), "{part}: {}", data[part]);
        }
        let text = given.text();
        assert!(!text.contains("argon2") && !text.contains("token_digest") && !text.contains("受付記録を確認。読取り"), "a secret or a note");
        let logged = "SELECT COUNT(*) FROM audit_lines WHERE action = 'data-downloaded' AND society_id = 'jsnm'";
        assert_eq!(count(server, logged).await, 1);
        Visitor::new(server).post(file, &[("password", &member.password)]).await.expect_status(303);
    }

    async fn a_request_for_deletion_goes_to_the_office(engine) {
        let server = Server::shared(engine).await;
        let crowd = server.crowd("jgets", 15, 1).await;
        let own = Visitor::logged_in(server, "jgets", &crowd[0]).await;
        let page = own.get("/jgets/account/data").await.expect_status(200);
        assert!(page.seen().contains("法令"), "what is kept is said");
        own.post("/jgets/account/data/deletion", &[("reason", "")]).await.expect_status(422);
        let asked = own.send(&page.form("/deletion"), &[("reason", "住所を削除してください。")]).await;
        let seen = own.follow(&asked).await.seen();
        assert!(seen.contains("事務局で確認中"), "{seen}");
        own.post("/jgets/account/data/deletion", &[("reason", "もう一度")]).await.expect_status(409);
        own.get("/jgets/office/data-requests").await.expect_status(403);
        let admin = Visitor::logged_in(server, "jgets", server.demo.society("jgets").staff("admin")).await;
        let queue = admin.get("/jgets/office/data-requests").await.expect_status(200);
        assert!(queue.seen().contains("住所を削除してください。"));
        let form = queue.form("/office/data-requests/");
        own.post(&form.action, &[("verdict", "accept"), ("reason", "x")]).await.expect_status(403);
        let silent = admin.send(&form, &[("verdict", "accept"), ("reason", "")]).await;
        assert!(admin.follow(&silent).await.seen().contains("理由を"));
        admin.send(&form, &[("verdict", "accept"), ("reason", "住所を削除しました。")]).await.expect_status(303);
        admin.send(&form, &[("verdict", "decline"), ("reason", "遅い")]).await.expect_status(409);
        let seen = own.get("/jgets/account/data").await.expect_status(200).seen();
        assert!(seen.contains("承認") && seen.contains("住所を削除しました。"), "{seen}");
        let mails = "SELECT COUNT(*) FROM outbox WHERE template = 'data-request-accepted'";
        assert_eq!(count(server, mails).await, 1);
    }
}
