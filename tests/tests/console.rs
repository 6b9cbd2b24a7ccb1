//! The office's console from outside: what each role sees, finding members, what is done to a record.

use shusseki_tests::database::Database;
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, Api, Server, engines};

async fn staff(server: &Server, role: &str) -> Visitor {
    let member = server.demo.society("jsnm").staff(role);
    Visitor::logged_in(server, "jsnm", member).await
}

/// The address of the page of the member with that number.
async fn record(server: &Server, number: &str) -> String {
    let sql = format!(
        "SELECT member_id FROM members WHERE society_id = 'jsnm' AND member_number = '{number}'"
    );
    let id = Database::of(server).await.texts(&sql).await.remove(0);
    format!("/jsnm/office/members/{id}")
}

async fn count(server: &Server, sql: &str) -> i64 {
    Database::of(server).await.number(sql).await
}

/// Sends the form of a page below a record.
async fn fill_in(office: &Visitor, address: &str, fields: &[(&str, &str)]) -> Answered {
    let page = office.get(address).await.expect_status(200);
    office.send(&page.form(address), fields).await
}

engines! {
    async fn each_role_has_its_own_console(engine) {
        let server = Server::shared(engine).await;
        let record = record(server, "30118").await;
        for (role, sees, not) in [
            ("admin", vec!["会員の検索", "仮パスワードの発行", "登録情報の変更依頼", "操作記録", "対応が必要なもの"], vec![]),
            ("finance", vec!["会員の検索"], vec!["仮パスワードの発行", "操作記録"]),
            ("reviewer", vec!["申告の確認"], vec!["会員の検索"]),
            ("events", vec!["ポスターの失効", "お知らせの作成と公開"], vec!["会員の検索"]),
            ("scanner", vec!["行事と受付状況の閲覧", "この画面で行う作業はありません"], vec!["ポスターの失効", "会員の検索"]),
        ] {
            let office = staff(server, role).await;
            let home = office.get("/jsnm/office").await.expect_status(200);
            let seen = home.seen();
            for word in sees {
                assert!(seen.contains(word), "{role}: {word}: {seen}");
            }
            for word in not {
                assert!(!seen.contains(word), "{role}: {word}: {seen}");
            }
            // The member's own menu leads there.
            assert!(office.get("/jsnm/").await.text().contains("href=\"/jsnm/office\""), "{role}");
            let may_see = matches!(role, "admin" | "finance");
            let status = if may_see { 200 } else { 403 };
            office.get("/jsnm/office/members").await.expect_status(status);
            office.get(&record).await.expect_status(status);
            let may_change = if role == "admin" { 200 } else { 403 };
            for place in ["edit", "status", "roles", "appointments", "mail", "end/logins", "end/temporary-password", "end/second-factor"] {
                office.get(&format!("{record}/{place}")).await.expect_status(may_change);
                if role != "admin" {
                    office.post(&format!("{record}/{place}"), &[("reason", "x")]).await.expect_status(403);
                }
            }
        }
        let attendee = Visitor::logged_in(server, "jsnm", server.demo.society("jsnm").attendees()[0]).await;
        for path in ["/jsnm/office", "/jsnm/office/members", &record] {
            attendee.get(path).await.expect_status(403);
        }
        assert!(!attendee.get("/jsnm/").await.text().contains("/jsnm/office"));
    }

    async fn finance_sees_a_record_without_profile_and_history(engine) {
        let server = Server::shared(engine).await;
        let record = record(server, "12345").await;
        let admin = staff(server, "admin").await.get(&record).await.expect_status(200).seen();
        let finance = staff(server, "finance").await.get(&record).await.expect_status(200).seen();
        for word in ["1978", "操作記録", "役割を変更"] {
            assert!(admin.contains(word) && !finance.contains(word), "{word}");
        }
        for word in ["山﨑", "評議員", "正会員"] {
            assert!(finance.contains(word), "{word}: {finance}");
        }
        // Each look is in the audit log, once a day.
        staff(server, "finance").await.get(&record).await.expect_status(200);
        let lines = "SELECT COUNT(*) FROM audit_lines a JOIN members m ON m.member_id = a.actor_id \
            WHERE a.action = 'member-looked-at' AND m.member_number = '00015' AND a.member_id IN \
            (SELECT member_id FROM members WHERE society_id = 'jsnm' AND member_number = '12345')";
        assert_eq!(count(server, lines).await, 1);
        staff(server, "admin").await.get("/jsnm/office/members/00000000-0000-4000-8000-000000000001").await.expect_status(404);
        staff(server, "admin").await.get("/jsnm/office/members/x").await.expect_status(404);
    }

    async fn members_are_found_page_by_page(engine) {
        let server = Server::shared(engine).await;
        let office = staff(server, "admin").await;
        for (query, finds) in [("q=山崎", "12345"), ("q=ﾔﾏｻﾞｷ", "12345"), ("q=12345", "12345"), ("q=北都大学&class=student", "30118"), ("q=ivanova", ""), ("q=maria", "30118")] {
            let seen = office.get(&format!("/jsnm/office/members?{query}")).await.expect_status(200).seen();
            assert_eq!(!finds.is_empty() && seen.contains(finds), !finds.is_empty(), "{query}: {seen}");
        }
        let none = office.get("/jsnm/office/members?q=%25").await.expect_status(200).seen();
        assert!(none.contains("見つかりませんでした"), "{none}");
        office.get("/jsnm/office/members?cursor=x").await.expect_status(400);
        office.get("/jsnm/office/members?nonsense=1").await.expect_status(400);
        // An office's own system finds the same, and every member once.
        let api = Api::log_in(server, "jsnm", server.demo.society("jsnm").staff("finance")).await;
        let (mut numbers, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = api.get(&format!("/members?cursor={cursor}")).await.expect_status(200).json();
            let members = page["members"].as_array().expect("members");
            numbers.extend(members.iter().map(|one| one["member_number"].as_str().expect("a number").to_owned()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => break,
            }
        }
        let mut sorted = numbers.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted, numbers);
        let all = count(server, "SELECT COUNT(*) FROM members WHERE society_id = 'jsnm'").await;
        assert_eq!(i64::try_from(numbers.len()).expect("a count"), all);
        let one = api.get("/members/12345").await.expect_status(200).json();
        assert_eq!(one["class"], "regular");
        assert!(!one["certifications"].as_array().expect("certifications").is_empty());
        api.get("/members/99999").await.expect_problem(404, "not-found");
    }

    async fn a_record_is_changed_and_the_history_says_so(engine) {
        let server = Server::shared(engine).await;
        let crowd = server.crowd("jsnm", 20, 1).await;
        let office = staff(server, "admin").await;
        let record = record(server, &crowd[0].member_number).await;
        let edit = format!("{record}/edit");
        let page = office.get(&edit).await.expect_status(200);
        let form = page.form("/edit");
        let typed = [("class", "regular"), ("f.mailing-address", "institution"), ("f.family-name", "改姓済"), ("reason", "")];
        let missing = office.send(&form, &typed).await.expect_status(422);
        assert!(missing.text().contains("改姓済") && missing.seen().contains("理由を入力してください"), "{}", missing.seen());
        let typed = [("class", "regular"), ("f.mailing-address", "institution"), ("f.family-name", "改姓済"), ("reason", "改姓届"), ("f.birth-date", "いつか")];
        let wrong = office.send(&form, &typed).await.expect_status(422);
        assert!(wrong.text().contains("いつか") && wrong.text().contains("改姓届"), "{}", wrong.seen());
        let typed = [("class", "regular"), ("f.mailing-address", "institution"), ("f.family-name", "改姓済"), ("reason", "改姓届")];
        let saved = office.send(&form, &typed).await;
        assert_eq!(saved.status, 303, "{}", saved.seen());
        let seen = office.follow(&saved).await.expect_status(200).seen();
        for word in ["変更しました", "改姓済", "登録情報の変更", "改姓届", "登録内容を変更しました"] {
            assert!(seen.contains(word), "{word}: {seen}");
        }
        // The second window is told, and shows what is there now.
        let stale = office.send(&form, &[("class", "regular"), ("f.mailing-address", "institution"), ("f.family-name", "別姓"), ("reason", "誤り")]).await.expect_status(409);
        assert!(stale.seen().contains("いまの登録：改姓済") && stale.text().contains("別姓"), "{}", stale.seen());
        let found = office.get("/jsnm/office/members?q=改姓済").await.expect_status(200);
        assert!(found.text().contains(&record));
    }

    async fn another_mail_address_for_whoever_lost_the_old_one(engine) {
        let server = Server::shared(engine).await;
        let crowd = server.crowd("jsnm", 24, 1).await;
        let office = staff(server, "admin").await;
        let record = record(server, &crowd[0].member_number).await;
        let address = format!("{record}/mail");
        let wrong = fill_in(&office, &address, &[("mail", "nobody"), ("reason", "届出書")]).await.expect_status(422);
        assert!(wrong.text().contains("nobody") && wrong.text().contains("届出書") && wrong.seen().contains("メールアドレスを入力してください"), "{}", wrong.seen());
        let page = office.get(&address).await.expect_status(200);
        let form = page.form(&address);
        let set = [("mail", "neu.24@mail.example"), ("reason", "署名のある届出書")];
        let done = office.send(&form, &set).await.expect_status(303);
        let seen = office.follow(&done).await.expect_status(200).seen();
        for word in ["neu.24@mail.example", "メールアドレスの変更", "署名のある届出書", "メールアドレスを登録しました"] {
            assert!(seen.contains(word), "{word}: {seen}");
        }
        // The other window was opened before.
        let stale = office.send(&form, &[("mail", "other@mail.example"), ("reason", "x")]).await.expect_status(409);
        assert!(stale.text().contains("other@mail.example"), "{}", stale.seen());
        let mails = "SELECT COUNT(*) FROM outbox WHERE template IN ('mail-changed', 'mail-set-by-office') AND recipient = 'neu.24@mail.example'";
        assert_eq!(count(server, mails).await, 1);
        let own = self::record(server, "00001").await;
        let own = office.post(&format!("{own}/mail"), &[("mail", "x@mail.example"), ("reason", "x"), ("seen", "")]).await;
        assert!(own.expect_status(409).seen().contains("ご自身について"));
    }

    async fn lists_of_offices_and_classes(engine) {
        let server = Server::shared(engine).await;
        let office = staff(server, "finance").await;
        let seen = office.get("/jsnm/office/appointments").await.expect_status(200).seen();
        for word in ["評議員", "編集委員会", "山﨑"] {
            assert!(seen.contains(word), "{word}: {seen}");
        }
        // A term that ended years ago is seen on a day within it only.
        assert!(!seen.contains("専門医審査委員会"), "{seen}");
        let none = office.get("/jsnm/office/appointments?on=1990-01-01").await.expect_status(200).seen();
        assert!(none.contains("在任している方はいません"));
        office.get("/jsnm/office/appointments?on=x").await.expect_status(400);
        let before = count(server, "SELECT COUNT(*) FROM audit_lines WHERE action = 'list-exported'").await;
        let file = office.get("/jsnm/office/appointments.csv").await.expect_status(200);
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert!(file.text().starts_with("\u{feff}種類,") && file.text().contains("評議員,12345,"), "{}", file.text());
        let after = count(server, "SELECT COUNT(*) FROM audit_lines WHERE action = 'list-exported'").await;
        assert_eq!(after, before + 1);
        let classes = office.get("/jsnm/office/classes").await.expect_status(200).seen();
        assert!(classes.contains("正会員") && classes.contains("近畿"), "{classes}");
        for path in ["appointments", "appointments.csv", "classes"] {
            staff(server, "reviewer").await.get(&format!("/jsnm/office/{path}")).await.expect_status(403);
        }
    }

    async fn the_menu_counts_what_is_unread_on_every_page(engine) {
        let server = Server::shared(engine).await;
        let crowd = server.crowd("jsnm", 23, 1).await;
        let member = Visitor::logged_in(server, "jsnm", &crowd[0]).await;
        // Home asks the list itself.
        let home = member.get("/jsnm/").await.expect_status(200).seen();
        let (_, rest) = home.split_once("未読 ").expect("something is unread");
        let count = rest.split_whitespace().next().expect("a count").to_owned();
        for page in ["/jsnm/status", "/jsnm/account", "/jsnm/account/sessions", "/jsnm/support", "/jsnm/credits"] {
            let page = member.get(page).await.expect_status(200);
            assert!(page.seen().contains(&format!("お知らせ 未読 {count} ")), "{}: {}", page.asked, page.seen());
        }
        let list = member.get("/jsnm/notices?show=unread").await.expect_status(200);
        member.send(&list.form("/notices/read"), &[]).await.expect_status(303);
        for page in ["/jsnm/", "/jsnm/status", "/jsnm/account"] {
            assert!(!member.get(page).await.expect_status(200).seen().contains("未読"), "{page}");
        }
    }

    async fn a_withdrawal_shuts_the_door_at_once(engine) {
        let server = Server::shared(engine).await;
        let crowd = server.crowd("jsnm", 21, 1).await;
        let office = staff(server, "admin").await;
        let record = record(server, &crowd[0].member_number).await;
        let member = Visitor::logged_in(server, "jsnm", &crowd[0]).await;
        let ended = fill_in(&office, &format!("{record}/end/logins"), &[("reason", "端末の紛失")]).await;
        assert_eq!(ended.status, 303, "{}", ended.seen());
        assert_eq!(member.get("/jsnm/").await.status, 303);
        let member = Visitor::logged_in(server, "jsnm", &crowd[0]).await;
        let status = format!("{record}/status");
        let none = fill_in(&office, &status, &[("status", "withdrawn"), ("day", "いつか"), ("reason", "届出")]).await;
        assert!(none.expect_status(422).seen().contains("日付を"));
        let gone = fill_in(&office, &status, &[("status", "withdrawn"), ("reason", "退会届")]).await;
        assert_eq!(gone.status, 303, "{}", gone.seen());
        assert_eq!(member.get("/jsnm/").await.status, 303);
        let page = office.get(&record).await.expect_status(200).seen();
        assert!(page.contains("退会") && page.contains("退会届") && !page.contains("仮パスワードを発行する"), "{page}");
        let back = fill_in(&office, &status, &[("status", "active"), ("reason", "誤り")]).await;
        assert_eq!(back.status, 303);
    }

    async fn offices_roles_and_passwords_from_the_record(engine) {
        let server = Server::shared(engine).await;
        let crowd = server.crowd("jsnm", 22, 1).await;
        let office = staff(server, "admin").await;
        let record = record(server, &crowd[0].member_number).await;
        let address = format!("{record}/appointments");
        let wrong = fill_in(&office, &address, &[("body", "編集委員会"), ("reason", "決定")]).await;
        let wrong = wrong.expect_status(422);
        assert!(wrong.text().contains("編集委員会") && wrong.seen().contains("この項目を入力してください"), "{}", wrong.seen());
        let added = fill_in(&office, &address, &[("kind", "committee"), ("body", "編集委員会"), ("title", "委員長"), ("reason", "決定")]).await;
        let page = office.follow(&added).await.expect_status(200);
        assert!(page.seen().contains("委員長"), "{}", page.seen());
        let link = page.text().split("href=\"").find_map(|rest| {
            let link = rest.split('"').next()?;
            link.starts_with(&format!("{address}/")).then(|| link.to_owned())
        });
        let link = link.expect("a link to the appointment");
        let removed = fill_in(&office, &link, &[("remove", "yes"), ("reason", "誤登録")]).await;
        assert!(!office.follow(&removed).await.expect_status(200).seen().contains("編集委員会 委員会"));

        let roles = format!("{record}/roles");
        let given = fill_in(&office, &roles, &[("role", "reviewer"), ("reason", "交代")]).await;
        assert!(office.follow(&given).await.seen().contains("申告の審査担当"));
        let member = Visitor::logged_in(server, "jsnm", &crowd[0]).await;
        member.get("/jsnm/office/declarations").await.expect_status(200);
        let page = office.get(&roles).await.expect_status(200);
        let form = page.form("/roles");
        let taken = office.post(&form.action, &[("seen", "reviewer"), ("reason", "終了")]).await;
        assert_eq!(taken.status, 303, "{}", taken.seen());
        member.get("/jsnm/office/declarations").await.expect_status(403);

        let own = self::record(server, "00001").await;
        let own = office.post(&format!("{own}/roles"), &[("seen", "admin"), ("reason", "x")]).await;
        assert!(own.expect_status(409).seen().contains("ご自身について"));
    }
}
