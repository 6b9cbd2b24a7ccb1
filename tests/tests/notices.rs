//! Notices from outside: the office writes, looks, publishes and withdraws; members and visitors read.

use reqwest::Method;
use serde_json::json;
use shusseki_tests::database::Database;
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, Api, Server, engines};

/// A member of the office who is logged in.
async fn office(server: &Server, society: &str, role: &str) -> Visitor {
    let staff = server.demo.society(society).staff(role);
    Visitor::logged_in(server, society, staff).await
}

/// What a form of a notice sends.
fn typed<'a>(title: &'a str, who: &'a str, deed: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("title_ja", title),
        (
            "text_ja",
            "# 見出し\n\n[リンク](https://example.org/) <script>alert(1)</script> [悪](javascript:alert(1))",
        ),
        ("title_en", ""),
        ("text_en", ""),
        ("who", who),
        ("when", "now"),
        ("deed", deed),
        ("revision", "0"),
    ]
}

/// The address of the notice of that title in somebody's list.
async fn address(reader: &Visitor, society: &str, title: &str) -> Option<String> {
    let page = reader
        .get(&format!("/{society}/notices"))
        .await
        .expect_status(200);
    let text = page.text();
    let before = text.split(title).next()?;
    let link = before.rsplit("href=\"").next()?.split('"').next()?;
    text.contains(title).then(|| link.to_owned())
}

async fn count(server: &Server, sql: &str) -> i64 {
    Database::of(server).await.number(sql).await
}

engines! {
    async fn a_notice_is_written_looked_at_published_read_and_withdrawn(engine) {
        let server = Server::shared(engine).await;
        let office = office(server, "jgets", "admin").await;
        let crowd = server.crowd("jgets", 30, 2).await;
        let reader = Visitor::logged_in(server, "jgets", &crowd[0]).await;
        let visitor = Visitor::new(server);
        let new = "/jgets/office/notices/new";
        let title = "公開試験のお知らせ";

        let nothing = office.post(new, &[("deed", "publish"), ("who", "members")]).await.expect_status(422);
        assert!(nothing.seen().contains("題名と本文を入力してください"), "{}", nothing.seen());
        let counted = office.post(new, &typed(title, "chosen", "count")).await.expect_status(422);
        assert!(counted.seen().contains("条件を1つ以上選んでください") && counted.text().contains(title));
        let mut chosen = typed(title, "chosen", "count");
        chosen.push(("class", "regular"));
        chosen.push(("standing", "active"));
        let counted = office.post(new, &chosen).await.expect_status(200);
        let reached = count(server, "SELECT COUNT(*) FROM members WHERE society_id = 'jgets' AND class = 'regular' AND status = 'active'").await;
        assert!(counted.seen().contains(&format!("{reached}人に届きます")), "{}", counted.seen());

        let look = office.post(new, &typed(title, "members", "preview")).await.expect_status(200);
        let seen = look.seen();
        assert!(seen.contains("プレビュー") && seen.contains("まだ保存していません"), "{seen}");
        assert!(!look.text().contains("<script>alert") && !look.text().contains("href=\"javascript:"));
        assert!(look.text().contains("<h2>見出し</h2>") && look.text().contains("href=\"https://example.org/\""));
        assert_eq!(count(server, "SELECT COUNT(*) FROM notices WHERE title_ja = '公開試験のお知らせ'").await, 0);

        office.post(new, &typed(title, "members", "publish")).await.expect_status(303);
        let link = address(&reader, "jgets", title).await.expect("it is listed");
        assert_eq!(address(&visitor, "jgets", title).await, None);
        visitor.get(&link).await.expect_status(404);
        let page = reader.get(&link).await.expect_status(200);
        assert!(page.text().contains("<h2>見出し</h2>") && !page.text().contains("<script>alert"));
        // Looking marked nothing; the button does.
        let marks = "SELECT COUNT(*) FROM notice_reads r JOIN notices n ON n.notice_id = r.notice_id WHERE n.title_ja = '公開試験のお知らせ'";
        assert_eq!(count(server, marks).await, 0);
        let marked = reader.send(&page.form("/read"), &[]).await;
        let page = reader.follow(&marked).await.expect_status(200);
        assert!(page.seen().contains("既読："), "{}", page.seen());
        assert_eq!(count(server, marks).await, 1);
        let unread = reader.get("/jgets/notices?show=unread").await.expect_status(200);
        assert!(!unread.text().contains(title));
        let read = reader.get("/jgets/notices?show=read").await.expect_status(200);
        assert!(read.text().contains(title));
        let all = reader.send(&unread.form("/notices/read"), &[]).await;
        let seen = reader.follow(&all).await.seen();
        assert!(!seen.contains("未読のお知らせが"), "{seen}");

        let id = link.rsplit('/').next().unwrap_or_default();
        let edit = format!("/jgets/office/notices/{id}");
        let page = office.get(&edit).await.expect_status(200);
        assert!(page.seen().contains("対象は変更できません"), "{}", page.seen());
        let mut stale = typed("古い画面の題", "members", "save");
        stale.retain(|(name, _)| *name != "revision");
        stale.push(("revision", "7"));
        let stale = office.post(&edit, &stale).await.expect_status(409);
        assert!(stale.text().contains("古い画面の題"), "what was typed is lost");
        let gone = office.send(&page.form("/withdraw"), &[]).await;
        assert!(office.follow(&gone).await.seen().contains("取り下げ"));
        reader.get(&link).await.expect_status(404);
        reader.post(&format!("{link}/read"), &[]).await.expect_status(404);
        let deeds = "SELECT COUNT(*) FROM audit_lines WHERE action IN ('notice-published', 'notice-withdrawn') AND society_id = 'jgets' AND subject_id = ";
        assert_eq!(count(server, &format!("{deeds}'{id}'")).await, 2);
    }

    async fn only_the_office_writes(engine) {
        let server = Server::shared(engine).await;
        let crowd = server.crowd("jsnm", 5, 1).await;
        let member = Visitor::logged_in(server, "jsnm", &crowd[0]).await;
        let scanner = office(server, "jhrs", "scanner").await;
        for (visitor, slug) in [(&member, "jsnm"), (&scanner, "jhrs")] {
            for path in ["office/notices", "office/notices/new"] {
                visitor.get(&format!("/{slug}/{path}")).await.expect_status(403);
            }
            let sent = typed("権限のない投稿", "everybody", "publish");
            visitor.post(&format!("/{slug}/office/notices/new"), &sent).await.expect_status(403);
        }
        let events = office(server, "jsnm", "events").await;
        events.get("/jsnm/office/notices").await.expect_status(200);
        events.post("/jsnm/office/notices/new", &typed("行事係の下書き", "members", "save")).await.expect_status(303);
        assert_eq!(count(server, "SELECT COUNT(*) FROM notices WHERE title_ja = '権限のない投稿'").await, 0);
        Visitor::new(server).post("/jsnm/notices/read", &[]).await.expect_status(303);
    }

    async fn a_society_decides_about_audiences_and_mail(engine) {
        let server = Server::shared(engine).await;
        let jsnm = office(server, "jsnm", "admin").await;
        let page = jsnm.get("/jsnm/office/notices/new").await.expect_status(200);
        for words in ["評議員の皆様へ", "一般のお知らせ", "会員の皆様へ", "メールでも送る"] {
            assert!(page.seen().contains(words), "{words}");
        }
        let jhrs = office(server, "jhrs", "admin").await;
        let page = jhrs.get("/jhrs/office/notices/new").await.expect_status(200);
        assert!(!page.seen().contains("メールでも送る") && !page.seen().contains("評議員の皆様へ"));
        let mut sent = typed("メールで送れない", "members", "publish");
        sent.push(("by_mail", "yes"));
        jhrs.post("/jhrs/office/notices/new", &sent).await.expect_status(400);
        // The demo's councillors were written to, each once, and nobody else.
        let mails = "SELECT COUNT(*) FROM outbox WHERE society_id = 'jsnm' AND template = 'notice'";
        let councillors = "SELECT COUNT(DISTINCT member_id) FROM appointments WHERE society_id = 'jsnm' AND title_ja = '評議員' AND last_day IS NULL";
        assert_eq!(count(server, mails).await, count(server, councillors).await);
        let visitor = Visitor::new(server);
        let seen = visitor.get("/jsnm/notices").await.expect_status(200).seen();
        assert!(seen.contains("市民公開講座") && !seen.contains("年会費"), "{seen}");
        assert!(!seen.contains("評議員会") && !seen.contains("演題募集") && !seen.contains("説明会"), "{seen}");
    }

    async fn a_mail_leaves_for_each_member_of_the_audience(engine) {
        let server = Server::shared(engine).await;
        let office = office(server, "jgets", "admin").await;
        let mut sent = typed("休会中の方へのメール", "chosen", "publish");
        sent.extend([("by_mail", "yes"), ("standing", "on-leave")]);
        office.post("/jgets/office/notices/new", &sent).await.expect_status(303);
        let wanted = count(server, "SELECT COUNT(*) FROM members WHERE society_id = 'jgets' AND status = 'on-leave' AND mail IS NOT NULL").await;
        let finished = "SELECT COUNT(*) FROM notice_mailings m JOIN notices n ON n.notice_id = m.notice_id \
            WHERE n.title_ja = '休会中の方へのメール' AND m.finished_at IS NOT NULL";
        for _ in 0..200 {
            if count(server, finished).await == 1 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(count(server, finished).await, 1);
        let mails = "SELECT COUNT(*) FROM outbox WHERE society_id = 'jgets' AND subject LIKE '%休会中の方へのメール'";
        assert!(wanted > 0);
        assert_eq!(count(server, mails).await, wanted);
    }

    async fn an_app_lists_reads_and_marks(engine) {
        let server = Server::shared(engine).await;
        let crowd = server.crowd("jsnm", 7, 1).await;
        let api = Api::log_in(server, "jsnm", &crowd[0]).await;
        let first = api.get("/notices?limit=1").await.expect_status(200).json();
        let line = &first["notices"][0];
        assert_eq!((line["pinned"].as_bool(), line["read_at"].is_null()), (Some(true), true));
        assert_eq!(line["audience"]["ja"], "会員の皆様へ");
        let next = first["next"].as_str().expect("more");
        let second = api.get(&format!("/notices?limit=200&after={next}")).await.expect_status(200).json();
        let others = second["notices"].as_array().expect("a list");
        assert!(others.iter().all(|other| other["id"] != line["id"]));
        let unread = first["unread"].as_u64().expect("a number");
        assert_eq!(unread, others.len() as u64 + 1);
        let one = format!("/notices/{}", line["id"].as_str().expect("an id"));
        let shown = api.get(&one).await.expect_status(200).json();
        assert!(shown["html"]["ja"].as_str().is_some_and(|html| html.contains("<ol>")));
        assert!(shown["text"]["ja"].as_str().is_some_and(|text| text.contains("1. スマートフォン")));
        for _ in 0..2 {
            Answered::to(api.request(Method::POST, &format!("{one}/read"))).await.expect_status(204);
        }
        let after = api.get("/notices?show=unread&limit=200").await.expect_status(200).json();
        assert_eq!(after["unread"].as_u64(), Some(unread - 1));
        assert!(after["notices"].as_array().is_some_and(|left| left.iter().all(|other| other["id"] != line["id"])));
        for wrong in ["/notices/x", "/notices/00000000-0000-4000-8000-000000000001"] {
            api.get(wrong).await.expect_problem(404, "not-found");
            Answered::to(api.request(Method::POST, &format!("{wrong}/read")).json(&json!({}))).await.expect_problem(404, "not-found");
        }
        api.get("/notices?show=some").await.expect_problem(400, "invalid-query");
        api.get("/notices?after=x").await.expect_problem(400, "bad-cursor");
    }
}
