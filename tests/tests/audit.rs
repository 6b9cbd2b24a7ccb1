//! What the office does leaves a line in the audit log, and whoever alters one is found.

use reqwest::Method;
use reqwest::multipart;
use shusseki_tests::database::Database;
use shusseki_tests::programs::{built, run};
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, Server, engines};

/// A deed of the office, and what its line has to say.
struct Row {
    /// The form's address; it is opened first where the form says what it was made from.
    to: String,
    fields: Vec<(&'static str, String)>,
    action: &'static str,
    /// What stands in the states before and after.
    before: &'static [&'static str],
    after: &'static [&'static str],
    why: Option<&'static str>,
}

fn row(
    to: impl Into<String>,
    fields: &[(&'static str, &str)],
    action: &'static str,
    [before, after]: [&'static [&'static str]; 2],
    why: Option<&'static str>,
) -> Row {
    let fields = fields.iter();
    Row {
        to: to.into(),
        fields: fields
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect(),
        action,
        before,
        after,
        why,
    }
}

/// The first text that a query gives.
async fn text(server: &Server, sql: &str) -> String {
    let mut found = Database::of(server).await.texts(sql).await;
    assert!(!found.is_empty(), "nothing by {sql}");
    found.remove(0)
}

/// Where the log of the society ends.
async fn end(server: &Server) -> i64 {
    let sql = "SELECT MAX(line) FROM audit_lines WHERE society_id = 'jsnm'";
    Database::of(server).await.number(sql).await
}

/// What the lines behind that one say, column by column: actor, action, before, after, reason.
async fn lines_after(server: &Server, line: i64) -> Vec<String> {
    let sql = format!(
        "SELECT actor || '|' || COALESCE(actor_id, '') || '|' || action || '|' || \
         COALESCE(state_before, '') || '|' || COALESCE(state_after, '') || '|' || COALESCE(why, '') \
         FROM audit_lines WHERE society_id = 'jsnm' AND line > {line} ORDER BY line"
    );
    Database::of(server).await.texts(&sql).await
}

/// Does it, and looks at the one line that it leaves.
async fn does(server: &Server, office: &Visitor, admin: &str, row: &Row) {
    let before = end(server).await;
    let fields: Vec<(&str, &str)> = row
        .fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let page = office.get(&row.to).await;
    let answered = if page.status == 200 && page.text().contains(&format!("action=\"{}\"", row.to))
    {
        office.send(&page.form(&row.to), &fields).await
    } else {
        office.post(&row.to, &fields).await
    };
    assert_eq!(answered.status, 303, "{}: {}", row.to, answered.seen());
    left(server, admin, before, row).await;
}

/// Looks at the one line behind `end`.
async fn left(server: &Server, admin: &str, end: i64, row: &Row) {
    let lines = lines_after(server, end).await;
    assert_eq!(lines.len(), 1, "{} left {lines:#?}", row.to);
    let parts: Vec<&str> = lines[0].split('|').collect();
    let [actor, who, action, before, after, why] = parts[..] else {
        panic!("{} left {lines:?}", row.to);
    };
    assert_eq!(
        (actor, who, action),
        ("staff", admin, row.action),
        "{}",
        row.to
    );
    for (state, wanted) in [(before, row.before), (after, row.after)] {
        assert_eq!(
            state.is_empty(),
            wanted.is_empty(),
            "{}: {}",
            row.to,
            lines[0]
        );
        for word in wanted {
            assert!(state.contains(word), "{}: {word} in {}", row.to, lines[0]);
        }
    }
    assert_eq!(why, row.why.unwrap_or_default(), "{}", row.to);
}

/// Looks through the whole log as the office reads it: no name or value of a program's.
async fn reads_in_words(office: &Visitor) {
    let mut next = Some("/jsnm/office/audit".to_owned());
    while let Some(at) = next {
        let page = office.get(&at).await.expect_status(200).text();
        for (tag, end) in [("<dt>", "</dt>"), ("<dd>", "</dd>")] {
            for part in page.split(tag).skip(1) {
                let text = part.split(end).next().unwrap_or_default();
                assert!(
                    !text.contains("{&#34;") && !text.contains("[&#34;"),
                    "{tag}{text}"
                );
                assert!(tag == "<dd>" || !text.is_ascii(), "{tag}{text}");
            }
        }
        let older = page.split("href=\"").skip(1);
        let mut older = older.filter_map(|part| part.split('"').next());
        let older = older.find(|link| {
            link.contains("/office/audit?") && link.contains("cursor=") && !link.contains("lang=")
        });
        next = older.map(|link| link.replace("&amp;", "&").replace("&#38;", "&"));
    }
}

/// What the office does to the record at that address, one after the other.
fn on_the_record(record: &str) -> Vec<Row> {
    let at = |place: &str| format!("{record}/{place}");
    vec![
        row(
            at("mail"),
            &[("mail", "neu@mail.example"), ("reason", "届出書")],
            "mail-changed",
            [&["alt@mail.example"], &["neu@mail.example"]],
            Some("届出書"),
        ),
        row(
            at("edit"),
            &[
                ("class", "student"),
                ("f.mailing-address", "institution"),
                ("reason", "区分変更届"),
            ],
            "profile-changed",
            [&["\"class\""], &["\"class\":\"student\""]],
            Some("区分変更届"),
        ),
        row(
            at("roles"),
            &[("role", "reviewer"), ("reason", "委嘱")],
            "roles-changed",
            [&["[]"], &["reviewer"]],
            Some("委嘱"),
        ),
        row(
            at("appointments"),
            &[
                ("kind", "committee"),
                ("body", "広報委員会"),
                ("title", "委員"),
                ("reason", "総会の決定"),
            ],
            "appointment-added",
            [&[], &["広報委員会", "委員", "committee"]],
            Some("総会の決定"),
        ),
        row(
            at("end/second-factor"),
            &[("reason", "電話の紛失")],
            "second-factor-taken-off",
            [
                &["\"app\":1", "\"recovery-codes\":1"],
                &["\"app\":0", "\"recovery-codes\":0"],
            ],
            Some("電話の紛失"),
        ),
        row(
            at("end/logins"),
            &[("reason", "端末の紛失")],
            "logins-ended",
            [&["\"logins\":"], &["\"logins\":0"]],
            Some("端末の紛失"),
        ),
        row(
            at("status"),
            &[("status", "on-leave"), ("reason", "休会届")],
            "status-changed",
            [&["active"], &["on-leave", "since"]],
            Some("休会届"),
        ),
    ]
}

engines! {
    async fn every_deed_of_the_office_leaves_one_line(engine) {
        let server = &Server::start(engine).await;
        let society = server.demo.society("jsnm");
        let office = Visitor::logged_in(server, "jsnm", society.staff("admin")).await;
        let id_of = |number: &str| format!("SELECT member_id FROM members WHERE society_id = 'jsnm' AND member_number = '{number}'");
        let admin = text(server, &id_of(&society.staff("admin").member_number)).await;
        let crowd = server.crowd("jsnm", 0, 1).await;
        let member = Visitor::logged_in(server, "jsnm", &crowd[0]).await;
        let id = text(server, &id_of(&crowd[0].member_number)).await;
        let record = format!("/jsnm/office/members/{id}");

        // What the member asks for, and has: a change, a deletion, an answer, a second factor.
        for (path, form, fields) in [
            ("/jsnm/profile/request?field=former-name", "/profile/request", vec![("f.former-name", "旧姓"), ("note", "婚姻")]),
            ("/jsnm/profile/request?field=birth-date", "/profile/request", vec![("f.birth-date", "1981-02-03"), ("note", "誤記")]),
            ("/jsnm/account/data", "/deletion", vec![("reason", "住所の削除")]),
        ] {
            let page = member.get(path).await.expect_status(200);
            member.send(&page.form(form), &fields).await.expect_status(303);
        }
        let sent = member.post("/jsnm/contact", &[("kind", "login"), ("text", "質問です。")]).await.expect_status(303);
        let case = sent.header("location").rsplit_once("sent=").expect("a number").1.to_owned();
        let mut database = Database::of(server).await;
        database.run(&format!("UPDATE members SET mail = 'alt@mail.example' WHERE society_id = 'jsnm' AND member_id = '{id}'")).await;
        database.run(&format!("INSERT INTO authenticators (society_id, member_id, sealed, added_at, last_step) VALUES ('jsnm', '{id}', 'x', 0, 0)")).await;
        database.run(&format!("INSERT INTO recovery_codes (society_id, member_id, code_digest) VALUES ('jsnm', '{id}', 'x')")).await;

        for row in on_the_record(&record) {
            does(server, &office, &admin, &row).await;
        }
        let appointment = text(server, &format!("SELECT appointment_id FROM appointments WHERE society_id = 'jsnm' AND member_id = '{id}' AND body_ja = '広報委員会'")).await;
        let appointment = format!("{record}/appointments/{appointment}");
        let asked = |field: &str| format!("SELECT request_id FROM profile_requests WHERE society_id = 'jsnm' AND member_id = '{id}' AND field = '{field}'");
        let requests = [text(server, &asked("former-name")).await, text(server, &asked("birth-date")).await];
        let [accepted, declined] = requests.map(|request| format!("/jsnm/office/profile-requests/{request}"));
        let deletion = text(server, &format!("SELECT request_id FROM data_requests WHERE society_id = 'jsnm' AND member_id = '{id}'")).await;
        let mail = text(server, "SELECT mail_id FROM outbox WHERE society_id = 'jsnm' AND state = 'bounced'").await;
        let case = format!("/jsnm/office/cases/{case}");
        let declared = "SELECT number || '/' || line_id FROM (SELECT m.member_number AS number, d.entry_id AS line_id FROM declarations_waiting d \
            JOIN members m ON m.society_id = d.society_id AND m.member_id = d.member_id WHERE d.society_id = 'jsnm') waiting ORDER BY 1";
        let declared = Database::of(server).await.texts(declared).await;
        let wording = "/jsnm/office/wordings/password-changed/ja";
        let words = ("body", "{name} 様\n変更しました。\n{society}");
        for row in [
            row(&appointment, &[("last", "2027-03-31"), ("kind", "committee"), ("remove", ""), ("reason", "任期")], "appointment-changed", [&["広報委員会"], &["2027-03-31"]], Some("任期")),
            row(&appointment, &[("remove", "yes"), ("reason", "誤り")], "appointment-removed", [&["2027-03-31"], &[]], Some("誤り")),
            row(accepted, &[("verdict", "accept")], "profile-changed", [&["{}"], &["former-name", "旧姓"]], Some("婚姻")),
            row(declined, &[("verdict", "decline"), ("reason", "証明書がない")], "profile-request-declined", [&["birth-date"], &[]], Some("証明書がない")),
            row(format!("/jsnm/office/data-requests/{deletion}"), &[("verdict", "decline"), ("reason", "法令により保存")], "data-deletion-decided", [&[], &["declined"]], Some("法令により保存")),
            row(&case, &[("deed", "note"), ("text", "折り返す")], "case-noted", [&["open"], &["折り返す"]], None),
            row(&case, &[("deed", "reply"), ("text", "回答です。")], "case-answered", [&["open"], &["回答です。"]], None),
            row(&case, &[("deed", "close")], "case-closed", [&["answered"], &[]], None),
            row(&case, &[("deed", "reopen")], "case-reopened", [&["closed"], &[]], None),
            row(format!("/jsnm/office/mail/{mail}/put-away"), &[], "mail-put-away", [&[], &["recipient"]], None),
            row(format!("/jsnm/office/mail/{mail}/retry"), &[], "mail-retried", [&[], &["recipient"]], None),
            row(wording, &[("deed", "save"), ("subject", "変更"), words], "mail-wording-changed", [&["subject"], &["変更しました"]], None),
            row(wording, &[("deed", "reset"), ("subject", ""), ("body", "")], "mail-wording-changed", [&["変更しました"], &["subject"]], None),
        ] {
            does(server, &office, &admin, &row).await;
        }
        if let Some(declared) = declared.first() {
            let to = format!("/jsnm/office/declarations/{declared}");
            let reject = row(to, &[("verdict", "reject"), ("reason", "証明がない")], "declaration-rejected", [&[], &["activity"]], Some("証明がない"));
            does(server, &office, &admin, &reject).await;
        }
        reads_in_words(&office).await;
    }

    async fn a_letter_and_its_taking_back_leave_one_line_each(engine) {
        let server = &Server::start(engine).await;
        let society = server.demo.society("jsnm");
        let office = Visitor::logged_in(server, "jsnm", society.staff("admin")).await;
        let id_of = |number: &str| format!("SELECT member_id FROM members WHERE society_id = 'jsnm' AND member_number = '{number}'");
        let admin = text(server, &id_of(&society.staff("admin").member_number)).await;
        let number = server.crowd("jsnm", 0, 1).await.remove(0).member_number;
        let letters = "/jsnm/office/temporary-passwords";
        let (none, day): (&[&str], &[&str]) = (&[], &["valid_until"]);
        for before in [none, day] {
            let end = end(server).await;
            let form = multipart::Form::new().text("numbers", number.clone()).text("also_own", "1");
            Answered::to(office.request(Method::POST, letters).multipart(form)).await.expect_status(303);
            let issued = row(letters, &[], "temporary-password-issued", [before, day], None);
            left(server, &admin, end, &issued).await;
        }
        let record = format!("/jsnm/office/members/{}", text(server, &id_of(&number)).await);
        let revoke = row(format!("{record}/end/temporary-password"), &[("reason", "封筒が戻った")],
            "temporary-password-revoked", [day, none], Some("封筒が戻った"));
        does(server, &office, &admin, &revoke).await;
    }

    async fn whoever_alters_a_line_is_found_by_the_program(engine) {
        let server = &Server::start(engine).await;
        let settings = server.data.join("shusseki.toml");
        let secret = server.data.join("secret.key");
        let text = format!("public_url = \"{}\"\ndatabase = \"{}\"\nsecret_file = \"{}\"\n", server.address, server.database, secret.display());
        std::fs::write(&settings, text).expect("settings");
        let verify = || run(built("shusseki"), ["audit", "verify", "--config", settings.to_str().expect("a path")]);
        let whole = verify();
        assert_eq!(whole.code, Some(0), "{}{}", whole.out, whole.err);
        assert!(whole.out.contains("jsnm: ") && whole.out.contains("each follows from the one before"), "{}", whole.out);
        let end = end(server).await;
        let line = end - 1;
        Database::of(server).await.run(&format!("UPDATE audit_lines SET why = '別の理由' WHERE society_id = 'jsnm' AND line = {line}")).await;
        let broken = verify();
        assert!(broken.code.is_some_and(|code| code != 0), "{}", broken.out);
        let told = broken.out.lines().find(|told| told.starts_with("jsnm: ")).expect("a word of jsnm");
        assert!(told.contains(&line.to_string()) && !told.contains("each follows"), "{told}");
        assert!(broken.out.lines().any(|told| told.starts_with("jhrs: ") && told.contains("each follows")), "{}", broken.out);
    }
}
