//! Two records of one person become one: asked for by one administrator, approved by another, and what the
//! member, the old number and the old token meet afterwards.

use shusseki_tests::database::Database;
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Api, Member, Server, engines};

/// The society's administrators: who asks, and who decides.
fn administrators(server: &Server) -> [&Member; 2] {
    let members = server.demo.society("jsnm").members.iter();
    let admins: Vec<&Member> = members.filter(|member| member.role == "admin").collect();
    [admins[0], admins[1]]
}

async fn id_of(server: &Server, number: &str) -> String {
    let sql = format!(
        "SELECT member_id FROM members WHERE society_id = 'jsnm' AND member_number = '{number}'"
    );
    Database::of(server).await.texts(&sql).await.remove(0)
}

/// Two administrators, and two records of one person.
struct Case {
    asks: Visitor,
    decides: Visitor,
    stays: Member,
    goes: Member,
    /// The page that compares the two.
    compare: String,
}

impl Case {
    async fn new(server: &Server, from: usize) -> Self {
        let [first, second] = administrators(server);
        let mut crowd = server.crowd("jsnm", from, 2).await;
        let (goes, stays) = (crowd.remove(1), crowd.remove(0));
        let ids = [
            id_of(server, &stays.member_number).await,
            id_of(server, &goes.member_number).await,
        ];
        Self {
            asks: Visitor::logged_in(server, "jsnm", first).await,
            decides: Visitor::logged_in(server, "jsnm", second).await,
            compare: format!("/jsnm/office/members/{}/merge/{}", ids[0], ids[1]),
            stays,
            goes,
        }
    }

    /// The address of the request.
    async fn ask(&self, reason: &str) -> String {
        let page = self.asks.get(&self.compare).await.expect_status(200);
        let form = page.form(&self.compare);
        let sent = self.asks.send(&form, &[("reason", reason)]).await;
        assert_eq!(sent.status, 303, "{}", sent.seen());
        let to = sent.header("location");
        to.split('?').next().expect("an address").to_owned()
    }

    async fn approve(&self, request: &str) {
        let page = self.decides.get(request).await.expect_status(200);
        let form = page.form(request);
        let done = self.decides.send(&form, &[("verdict", "approve")]).await;
        assert_eq!(done.status, 303, "{}", done.seen());
    }
}

engines! {
    async fn one_asks_another_approves_and_the_records_are_one(engine) {
        let server = Server::start(engine).await;
        let case = Case::new(&server, 20).await;
        let (stays, goes) = (&case.stays, &case.goes);
        let session = server.demo.society("jsnm").running();
        let old = Api::log_in(&server, "jsnm", goes).await;
        old.check_in(&session.code_url).await.expect_status(201);
        let browser = Visitor::logged_in(&server, "jsnm", goes).await;

        // The other record is found by its number, from the member's page on.
        let record = case.compare.split("/merge").next().expect("a record").to_owned();
        let page = case.asks.get(&record).await.expect_status(200);
        assert!(page.text().contains(&format!("{record}/merge\"")));
        let found = case.asks.get(&format!("{record}/merge?q={}", goes.member_number)).await.expect_status(200);
        assert!(found.text().contains(&case.compare), "{}", found.seen());
        let none = case.asks.get(&format!("{record}/merge?q=zzzz")).await.expect_status(200);
        assert!(none.seen().contains("ほかの記録は見つかりませんでした"), "{}", none.seen());

        // Without a reason nothing is asked, and nothing typed or chosen is lost.
        let page = case.asks.get(&case.compare).await.expect_status(200);
        assert!(page.seen().contains("統合は取り消せません"), "{}", page.seen());
        let form = page.form(&case.compare);
        let missing = case.asks.send(&form, &[("reason", " "), ("take.f.family-name", "goes")]).await.expect_status(422);
        assert!(missing.seen().contains("理由を入力してください"), "{}", missing.seen());
        let chosen = "name=\"take.f.family-name\" value=\"goes\" checked";
        assert!(missing.text().contains(chosen), "{}", missing.text());
        let request = case.ask("改姓後の再入会").await;
        let old_page = case.asks.get(&record.replace(&id_of(&server, &stays.member_number).await, &id_of(&server, &goes.member_number).await)).await;
        assert!(old_page.seen().contains("統合の申請が承認を待っています") && !old_page.seen().contains("退会"), "{}", old_page.seen());

        // Whoever asked can only take it back, whatever the form says.
        let own = case.asks.get(&request).await.expect_status(200);
        assert!(own.seen().contains("取り下げる") && !own.text().contains("value=\"approve\""), "{}", own.seen());
        let mark = case.decides.get(&request).await.text().split("name=\"mark\" value=\"").nth(1).expect("a mark")
            .split('"').next().expect("a mark").to_owned();
        let forced = case.asks.post(&request, &[("verdict", "approve"), ("mark", &mark)]).await;
        assert_eq!(forced.status, 403, "{}", forced.seen());
        let waiting = "SELECT COUNT(*) FROM merge_requests WHERE state = 'waiting'";
        assert_eq!(Database::of(&server).await.number(waiting).await, 4, "one asked for here, three in the demo");

        // The second person sees that it waits, and a change in between.
        let home = case.decides.get("/jsnm/office").await.expect_status(200).seen();
        assert!(home.contains("承認待ちの会員の統合"), "{home}");
        let list = case.decides.get("/jsnm/office/merges").await.expect_status(200);
        assert!(list.text().contains(&request) && list.seen().contains("改姓後の再入会"), "{}", list.seen());
        let page = case.decides.get(&request).await.expect_status(200);
        let form = page.form(&request);
        let number = "SELECT MIN(session_number) FROM sessions WHERE society_id = 'jsnm'";
        let number = Database::of(&server).await.number(number).await;
        let goes_id = id_of(&server, &goes.member_number).await;
        Database::of(&server).await.run(&format!(
            "INSERT INTO attendances (society_id, member_id, session_number, point, scanned_at, registered_at, \
             evidence, late) VALUES ('jsnm', '{goes_id}', {number}, 9, 1700000000000000, 1700000000000000, 'poster', FALSE)")).await;
        let stale = case.decides.send(&form, &[("verdict", "approve"), ("reason", "確認済み")]).await.expect_status(409);
        for word in ["統合していません", "変更あり", "申請時", "確認済み"] {
            assert!(stale.seen().contains(word) || stale.text().contains(word), "{word}: {}", stale.seen());
        }
        let none = case.decides.send(&form, &[("verdict", "decline"), ("reason", "")]).await.expect_status(422);
        assert!(none.seen().contains("理由を入力してください"), "{}", none.seen());
        case.approve(&request).await;

        // The old number is as good as one that nobody has, its logins are over, its token registers nothing.
        assert_eq!(browser.get("/jsnm/").await.status, 303);
        let refused = old.check_in(&session.code_url).await;
        assert!([401, 403, 409].contains(&refused.status), "{} {}", refused.status, refused.text());
        assert_eq!(old.get("/me").await.status, 401);
        let [gone, nobody] = [goes.member_number.as_str(), "99998"].map(|number| (number.to_owned(), goes.password.clone()));
        let anybody = Api::anonymous(&server, "jsnm");
        let gone = anybody.log_in_as(&gone.0, &gone.1).await.expect_problem(401, "wrong-login").text();
        let nobody = anybody.log_in_as(&nobody.0, &nobody.1).await.expect_problem(401, "wrong-login").text();
        let told = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("a problem")["detail"].clone();
        assert_eq!(told(&gone), told(&nobody));

        // What was attended is the other's, once.
        let kept = Api::log_in(&server, "jsnm", stays).await;
        assert_eq!(kept.attendances_of(&session.id).await, 1);
        let again = kept.check_in(&session.code_url).await.expect_status(200).json();
        assert_eq!(again["outcome"], "already-registered", "{again}");
        let leads = case.decides.get(&format!("/jsnm/office/members/{goes_id}")).await.expect_status(200);
        assert!(leads.seen().contains("統合された記録です") && leads.text().contains(&record), "{}", leads.seen());
        for place in ["edit", "status", "roles", "appointments", "merge"] {
            let shut = case.decides.get(&format!("/jsnm/office/members/{goes_id}/{place}")).await;
            assert_eq!(shut.status, 409, "{place}: {}", shut.seen());
        }
        let back = case.decides.get(&record).await.expect_status(200).seen();
        assert!(back.contains("この記録に統合した記録") && back.contains(&goes.member_number), "{back}");
        let log = case.decides.get("/jsnm/office/audit").await.expect_status(200).seen();
        assert!(log.contains("会員の記録の統合") && log.contains("改姓後の再入会"), "{log}");
        let after = case.decides.get(&request).await.expect_status(200).seen();
        assert!(after.contains("統合しました") && !after.contains("承認して統合する"), "{after}");
    }

    async fn only_administrators_see_merges_and_a_request_can_be_declined(engine) {
        let server = Server::shared(engine).await;
        let case = Case::new(server, 18).await;
        let request = case.ask("同姓同名の可能性あり").await;
        for role in ["finance", "reviewer", "events", "scanner"] {
            let office = Visitor::logged_in(server, "jsnm", server.demo.society("jsnm").staff(role)).await;
            for path in ["/jsnm/office/merges", request.as_str(), case.compare.as_str()] {
                office.get(path).await.expect_status(403);
            }
            office.post(&request, &[("verdict", "approve")]).await.expect_status(403);
        }
        // Nonsense decides nothing.
        for verdict in ["", "maybe", "APPROVE"] {
            let nonsense = case.decides.post(&request, &[("verdict", verdict)]).await;
            assert_eq!(nonsense.status, 422, "{verdict}: {}", nonsense.seen());
        }
        case.decides.get("/jsnm/office/merges/x").await.expect_status(404);
        case.decides.get("/jsnm/office/merges/00000000-0000-4000-8000-000000000001").await.expect_status(404);
        let declined = case.decides.post(&request, &[("verdict", "decline"), ("reason", "別人でした")]).await;
        assert_eq!(declined.status, 303, "{}", declined.seen());
        let seen = case.asks.get(&request).await.expect_status(200).seen();
        assert!(seen.contains("却下") && seen.contains("別人でした"), "{seen}");
        let late = case.decides.post(&request, &[("verdict", "approve"), ("mark", "x")]).await;
        assert_eq!(late.status, 409, "{}", late.seen());
        assert!(case.asks.get("/jsnm/office/merges").await.seen().contains("最近の決定"));
        // A record is not merged with itself, nor with somebody of another society.
        let own = case.compare.rsplit_once('/').expect("two ids").1;
        let itself = case.asks.get(&format!("/jsnm/office/members/{own}/merge/{own}")).await;
        assert_eq!(itself.status, 422, "{}", itself.seen());
        let next_door = "SELECT member_id FROM members WHERE society_id = 'jhrs' ORDER BY 1";
        let next_door = Database::of(server).await.texts(next_door).await.remove(0);
        case.asks.get(&format!("/jsnm/office/members/{own}/merge/{next_door}")).await.expect_status(404);
    }

    async fn a_file_with_the_old_number_changes_nothing(engine) {
        let server = Server::shared(engine).await;
        let case = Case::new(server, 20).await;
        let request = case.ask("再入会").await;
        case.approve(&request).await;
        let listed = case.decides.get("/jsnm/office/export").await.expect_status(200);
        assert!(listed.seen().contains("会員"));
        let gone = "SELECT COUNT(*) FROM members WHERE merged_into IS NOT NULL AND status <> 'withdrawn'";
        assert_eq!(Database::of(server).await.number(gone).await, 0);
    }
}
