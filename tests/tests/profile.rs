//! The profile from outside: look, edit, save, confirm, ask the office; nothing typed is lost.

use reqwest::Method;
use serde_json::{Value, json};
use shusseki_tests::database::Database;
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, Api, Server, engines};

async fn patch(api: &Api, body: &Value) -> Answered {
    Answered::to(api.request(Method::PATCH, "/me/profile").json(body)).await
}

async fn profile(api: &Api) -> Value {
    api.get("/me/profile").await.expect_status(200).json()
}

fn field<'a>(profile: &'a Value, key: &str) -> &'a Value {
    let fields = profile["fields"].as_array().expect("fields");
    let found = fields.iter().find(|field| field["key"] == key);
    found.unwrap_or_else(|| panic!("no field {key}"))
}

async fn count(server: &Server, sql: &str) -> i64 {
    Database::of(server).await.number(sql).await
}

/// The whole form with what it holds, and these fields typed anew.
async fn send(visitor: &Visitor, society: &str, typed: &[(&str, &str)]) -> Answered {
    let address = format!("/{society}/profile/edit");
    let page = visitor.get(&address).await.expect_status(200);
    resend(visitor, &page, typed).await
}

/// The form of a page that was opened before.
async fn resend(visitor: &Visitor, page: &Answered, typed: &[(&str, &str)]) -> Answered {
    let form = page.form("/profile/edit");
    let own = form
        .fields
        .iter()
        .filter(|(name, _)| name == "revision" || typed.iter().any(|(typed, _)| name == typed));
    let mut fields: Vec<(&str, &str)> = own
        .filter(|(name, _)| typed.iter().all(|(typed, _)| name != typed))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    fields.extend(typed);
    visitor.post(&form.action, &fields).await
}

engines! {
    async fn a_member_edits_saves_and_confirms(engine) {
        let server = Server::shared(engine).await;
        let crowd = server.crowd("jhrs", 20, 1).await;
        let member = Visitor::logged_in(server, "jhrs", &crowd[0]).await;
        let typed = [
            ("f.home-phone", "０９０ー１２３４（5678）"),
            ("f.home-postal-code", "〒530-0001"),
            ("f.home-prefecture", "osaka"),
            ("f.family-name", "偽名"),
            ("f.mail", "evil@example.org"),
        ];
        let saved = send(&member, "jhrs", &typed).await.expect_status(303);
        let seen = member.follow(&saved).await.expect_status(200).seen();
        for text in ["登録情報を保存しました", "09012345678", "530-0001", "大阪府"] {
            assert!(seen.contains(text), "{text}: {seen}");
        }
        assert!(!seen.contains("偽名") && !seen.contains("evil@"), "{seen}");
        let lines = "SELECT COUNT(*) FROM audit_lines WHERE action = 'profile-changed' \
            AND actor = 'member' AND state_after LIKE '%09012345678%' AND state_before NOT LIKE '%09012345678%'";
        assert_eq!(count(server, lines).await, 1);

        let wrong = send(&member, "jhrs", &[("f.home-phone", "123"), ("f.department", "消えない部署")]).await;
        let page = wrong.expect_status(422);
        assert!(page.text().contains("消えない部署") && page.seen().contains("電話番号を数字で"), "{}", page.seen());
        // What was typed is there when one comes back.
        let page = member.get("/jhrs/profile/edit").await.expect_status(200);
        assert!(page.text().contains("消えない部署") && page.seen().contains("下書き"));
        member.post("/jhrs/profile/discard", &[]).await.expect_status(303);
        let page = member.get("/jhrs/profile/edit").await.expect_status(200);
        assert!(!page.text().contains("消えない部署"));

        let page = member.get("/jhrs/profile").await.expect_status(200);
        assert!(page.seen().contains("まだ確認されていません"));
        let confirmed = member.send(&page.form("/confirm"), &[]).await;
        let seen = member.follow(&confirmed).await.seen();
        assert!(seen.contains("最終確認日： 20"), "{seen}");
    }

    async fn two_windows_lose_nothing(engine) {
        let server = Server::shared(engine).await;
        let crowd = server.crowd("jhrs", 22, 1).await;
        let member = Visitor::logged_in(server, "jhrs", &crowd[0]).await;
        let first = member.get("/jhrs/profile/edit").await;
        let second = member.get("/jhrs/profile/edit").await;
        resend(&member, &first, &[("f.department", "一つ目の窓")]).await.expect_status(303);
        let stale = resend(&member, &second, &[("f.department", "二つ目の窓"), ("f.home-address", "新しい住所")]).await;
        let stale = stale.expect_status(409);
        let seen = stale.seen();
        assert!(seen.contains("別の画面で") && seen.contains("いまの登録：一つ目の窓"), "{seen}");
        assert!(stale.text().contains("二つ目の窓") && stale.text().contains("新しい住所"));
        resend(&member, &stale, &[("f.department", "二つ目の窓")]).await.expect_status(303);
        let api = Api::log_in(server, "jhrs", &crowd[0]).await;
        assert_eq!(field(&profile(&api).await, "department")["value"], "二つ目の窓");
    }

    async fn rare_characters_need_a_substitute(engine) {
        let server = Server::shared(engine).await;
        let crowd = server.crowd("jgets", 20, 1).await;
        let member = Visitor::logged_in(server, "jgets", &crowd[0]).await;
        let asked = send(&member, "jgets", &[("f.family-name", "髙﨑")]).await.expect_status(422);
        let seen = asked.seen();
        assert!(seen.contains("「髙」「﨑」は") && seen.contains("（例：高崎）"), "{seen}");
        assert!(asked.text().contains("name=\"s.family-name\" value=\"高崎\""));
        let typed = [("f.family-name", "髙﨑"), ("s.family-name", "高崎")];
        let saved = send(&member, "jgets", &typed).await.expect_status(303);
        let seen = member.follow(&saved).await.seen();
        assert!(seen.contains("髙﨑") && seen.contains("代替文字：高崎"), "{seen}");
        let no_such = [("f.home-postal-code", "9999999"), ("do", "address:home-postal-code")];
        assert!(send(&member, "jgets", &no_such).await.expect_status(200).seen().contains("見つかりませんでした"));
        let found = [("f.home-postal-code", "１０６-００３１"), ("do", "address:home-postal-code")];
        assert!(send(&member, "jgets", &found).await.expect_status(200).text().contains("港区西麻布"));
        let missing = send(&member, "jgets", &[("f.home-address", " ")]).await.expect_status(422);
        assert!(missing.seen().contains("入力してください"));
    }

    async fn an_app_changes_what_a_member_may_and_nothing_else(engine) {
        let server = Server::shared(engine).await;
        let crowd = server.crowd("jsnm", 0, 1).await;
        let api = Api::log_in(server, "jsnm", &crowd[0]).await;
        let before = profile(&api).await;
        let revision = &before["revision"];
        let office = ["family-name", "given-name", "family-kana", "roman-name", "former-name", "birth-date", "sex", "mail"];
        for key in office {
            let body = json!({ "revision": revision, "values": { key: "x" } });
            let refused = patch(&api, &body).await;
            let problem = refused.expect_problem(403, "field-not-editable").json();
            assert!(problem["title"].as_str().expect("a title").contains(key), "{problem}");
            assert_eq!(field(&before, key)["editable"], false);
        }
        for body in [json!({ "revision": revision, "class": "honorary" }), json!({ "values": {} }), json!({ "revision": revision, "values": { "department": { "a": 1 } } })] {
            patch(&api, &body).await.expect_problem(422, "invalid-body");
        }
        for key in ["hobby", "class", "member-number", "joined-on"] {
            let body = json!({ "revision": revision, "values": { key: "x" } });
            patch(&api, &body).await.expect_problem(400, "unknown-field");
        }
        let wrong = json!({ "revision": revision, "values": { "home-phone": "1" } });
        patch(&api, &wrong).await.expect_problem(422, "invalid-profile");
        assert_eq!(profile(&api).await, before);

        let body = json!({ "revision": revision, "searchable": true, "public": { "institution": false },
            "values": { "department": "核医学科", "specialty": ["pet"], "newsletter": false, "research-field": null } });
        let after = patch(&api, &body).await.expect_status(200).json();
        assert_eq!(field(&after, "department")["value"], "核医学科");
        assert_eq!(field(&after, "newsletter")["value"], false);
        assert_eq!(field(&after, "institution")["public"], false);
        patch(&api, &body).await.expect_problem(409, "profile-changed");
    }

    async fn where_post_is_sent_decides_the_district(engine) {
        let server = Server::shared(engine).await;
        let crowd = server.crowd("jsnm", 2, 1).await;
        let api = Api::log_in(server, "jsnm", &crowd[0]).await;
        let revision = profile(&api).await["revision"].clone();
        let body = json!({ "revision": revision, "searchable": true, "values": { "mailing-address": "home", "home-prefecture": "okinawa",
            "home-postal-code": "9000001", "home-address": "那覇市港町1", "home-phone": "0981234567" } });
        patch(&api, &body).await.expect_status(200);
        let me = api.get("/me").await.json();
        assert_eq!(me["district"]["ja"], "九州沖縄");
        // The directory follows at once, and forgets at once.
        let name = me["kana"].as_str().expect("kana").to_owned();
        let found = api.get(&format!("/directory?district=kyushu-okinawa&name={name}")).await.json();
        assert_eq!(found["members"][0]["district"]["ja"], "九州沖縄", "{found}");
        let revision = profile(&api).await["revision"].clone();
        patch(&api, &json!({ "revision": revision, "searchable": false })).await.expect_status(200);
        let found = api.get(&format!("/directory?district=kyushu-okinawa&name={name}")).await.json();
        assert_eq!(found["members"], json!([]));
    }

    async fn the_office_makes_the_changes_that_members_ask_for(engine) {
        let server = Server::shared(engine).await;
        let jsnm = server.demo.society("jsnm");
        let crowd = server.crowd("jsnm", 4, 1).await;
        let member = Visitor::logged_in(server, "jsnm", &crowd[0]).await;
        let page = member.get("/jsnm/profile/request?field=family-name").await.expect_status(200);
        let form = page.form("/profile/request");
        let rare = [("f.family-name", "𠮷川"), ("note", "婚姻による改姓です。")];
        let asked = member.send(&form, &rare).await.expect_status(422);
        assert!(asked.seen().contains("「𠮷」") && asked.text().contains("婚姻による改姓です。"), "{}", asked.seen());
        let whole = [rare[0], rare[1], ("s.family-name", "吉川")];
        member.send(&form, &whole).await.expect_status(303);
        assert!(member.get("/jsnm/profile").await.seen().contains("変更を依頼中：𠮷川"));
        member.get("/jsnm/profile/request?field=department").await.expect_status(404);

        member.get("/jsnm/office/profile-requests").await.expect_status(403);
        let organiser = Visitor::logged_in(server, "jsnm", jsnm.staff("events")).await;
        organiser.get("/jsnm/office/profile-requests").await.expect_status(403);
        let office = Visitor::logged_in(server, "jsnm", jsnm.staff("admin")).await;
        let queue = office.get("/jsnm/office/profile-requests").await.expect_status(200);
        assert!(queue.seen().contains("𠮷川") && queue.seen().contains("婚姻による改姓です。"));
        let number = &crowd[0].member_number;
        let request = Database::of(server).await.texts(&format!(
            "SELECT r.request_id FROM profile_requests r JOIN members m ON m.society_id = r.society_id \
             AND m.member_id = r.member_id WHERE m.member_number = '{number}' AND r.state = 'waiting'"
        )).await.remove(0);
        let address = format!("/jsnm/office/profile-requests/{request}");
        member.post(&address, &[("verdict", "accept")]).await.expect_status(403);
        office.post(&address, &[("verdict", "decline")]).await.expect_status(400);
        office.post(&address, &[("verdict", "accept")]).await.expect_status(303);
        office.post(&address, &[("verdict", "accept")]).await.expect_status(409);
        assert!(member.get("/jsnm/profile").await.seen().contains("𠮷川"));
        let told = "SELECT COUNT(*) FROM outbox WHERE template = 'profile-request-accepted' AND body LIKE '%𠮷川%'";
        assert_eq!(count(server, told).await, 1);
        let line = "SELECT COUNT(*) FROM audit_lines WHERE action = 'profile-changed' AND actor = 'staff' \
            AND state_after LIKE '%𠮷川%' AND why LIKE '%婚姻%'";
        assert_eq!(count(server, line).await, 1);
    }
}
