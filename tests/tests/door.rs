//! The door from outside: temporary passwords and the first login, passwords and their change, the
//! forgotten password, another mail address; in a browser without script, and through the API.

use reqwest::Method;
use shusseki_tests::database::{Database, assert_unchanged, rows, stored};
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, Api, Engine, Server, engines, pixels};

const NEW: &str = "Yayoi-no-sora-31";

/// The token in the newest mail of that kind to that address.
async fn mailed_link(server: &Server, template: &str, to: &str) -> String {
    let mut database = Database::of(server).await;
    let bodies = database
        .texts(&format!(
            "SELECT body FROM outbox WHERE template = '{template}' AND recipient = '{to}' ORDER BY posted_at DESC"
        ))
        .await;
    let body = bodies
        .first()
        .unwrap_or_else(|| panic!("no {template} to {to}"));
    let link = body
        .split_whitespace()
        .find(|word| word.contains("?token="));
    let link = link
        .unwrap_or_else(|| panic!("no link in {body}"))
        .to_owned();
    assert!(link.starts_with(&server.demo.address), "{link}");
    link.trim_start_matches(server.demo.address.as_str())
        .to_owned()
}

/// Logs in and tells where that leads.
async fn door(visitor: &Visitor, slug: &str, number: &str, password: &str) -> Answered {
    let page = visitor
        .get(&format!("/{slug}/login"))
        .await
        .expect_status(200);
    let fields = [("member_number", number), ("password", password)];
    visitor.send(&page.form("/login"), &fields).await
}

async fn new_server(engine: Engine) -> Server {
    Server::start(engine).await
}

engines! {
    async fn the_first_login_of_jsnm_from_the_letter_to_my_page(engine) {
        let server = new_server(engine).await;
        let newcomer = server.demo.society("jsnm").newcomer("temporary-password").clone();
        let visitor = Visitor::new(&server);
        // Whatever one wants to see comes after the gates.
        let wanted = visitor.get("/jsnm/credits?before=1").await.expect_status(303);
        let page = visitor.follow(&wanted).await.expect_status(200);
        let fields = [("member_number", newcomer.member_number.as_str()), ("password", newcomer.password.as_str())];
        let gate = visitor.send(&page.form("/login"), &fields).await.expect_status(303);
        assert!(gate.header("location").starts_with("/jsnm/account/password?next="), "{}", gate.header("location"));
        for path in ["/jsnm/", "/jsnm/credits", "/jsnm/account", "/jsnm/account/mail", "/jsnm/first-login/notice", "/jsnm/transcript.pdf"] {
            let led = visitor.get(path).await.expect_status(303);
            assert!(!led.header("location").contains("/login"), "{path}");
        }
        let page = visitor.follow(&gate).await.expect_status(200);
        assert!(!page.text().contains("name=\"old_password\""), "the letter's password is asked for again");
        let form = page.form("/account/password");
        for (first, again, said) in [
            ("", "", "新しいパスワードを入力してください"),
            (NEW, "Yayoi-no-sora-32", "一致していません"),
            ("short", "short", "12文字以上"),
            ("password1234", "password1234", "よく使われる"),
            ("haruka ogawa", "haruka ogawa", "お名前"),
            (newcomer.password.as_str(), newcomer.password.as_str(), "いまのパスワード"),
        ] {
            let refused = visitor.send(&form, &[("new_password", first), ("again", again)]).await.expect_status(422);
            assert!(refused.seen().contains(said), "{said}: {}", refused.seen());
            assert!(first.is_empty() || !refused.text().contains(&format!("value=\"{first}\"")), "a password is sent back");
        }
        let done = visitor.send(&form, &[("new_password", NEW), ("again", NEW)]).await.expect_status(200);
        assert!(done.seen().contains("変更日時：") && done.seen().contains("もう一度ログイン"), "{}", done.seen());
        assert!(done.header("set-cookie").contains("Max-Age=0"), "{}", done.header("set-cookie"));

        // JSNM: logged out, in again, the notice, the profile.
        let link = "/jsnm/login?next=%2Fjsnm%2Fcredits%3Fbefore%3D1";
        assert!(done.text().contains(link), "{}", done.text());
        let page = visitor.get(link).await.expect_status(200);
        let old = visitor.send(&page.form("/login"), &fields).await.expect_status(401);
        assert!(old.seen().contains("正しくありません"));
        let gate = visitor.send(&page.form("/login"), &[fields[0], ("password", NEW)]).await.expect_status(303);
        assert!(gate.header("location").starts_with("/jsnm/first-login/notice?next="), "{}", gate.header("location"));
        let page = visitor.follow(&gate).await.expect_status(200);
        let action = page.form("/first-login/notice").action;
        let again = visitor.post(&action, &[]).await.expect_status(422);
        assert!(again.seen().contains("チェックを入れてください"));
        let on = visitor.post(&action, &[("accepted", "1")]).await.expect_status(303);
        assert_eq!(on.header("location"), "/jsnm/credits?before=1");
        let gate = visitor.follow(&on).await.expect_status(303);
        assert!(gate.header("location").starts_with("/jsnm/first-login/profile?next="), "{}", gate.header("location"));
        let page = visitor.follow(&gate).await.expect_status(200);
        assert!(page.seen().contains("までにご確認ください"), "{}", page.seen());
        let action = page.form("/first-login/profile").action;
        let on = visitor.post(&action, &[("verdict", "later")]).await.expect_status(303);
        visitor.follow(&on).await.expect_status(200);
        visitor.post(&action, &[("verdict", "confirm")]).await.expect_status(303);
        let mut database = Database::of(&server).await;
        let confirmed = "SELECT COUNT(*) FROM first_logins WHERE notice_accepted_at IS NOT NULL AND confirmed_at IS NOT NULL";
        assert_eq!(database.number(confirmed).await, 1);
        let deeds = database.texts("SELECT action FROM audit_lines WHERE society_id = 'jsnm' ORDER BY line").await;
        assert!(deeds.ends_with(&["password-changed", "notice-accepted", "profile-confirmed"].map(str::to_owned)), "{deeds:?}");
    }

    async fn a_society_may_let_the_member_stay_in(engine) {
        let server = new_server(engine).await;
        let newcomer = server.demo.society("jhrs").newcomer("temporary-password").clone();
        let visitor = Visitor::new(&server);
        let gate = door(&visitor, "jhrs", &newcomer.member_number, &newcomer.password).await.expect_status(303);
        let form = visitor.follow(&gate).await.expect_status(200).form("/account/password");
        let done = visitor.send(&form, &[("new_password", NEW), ("again", NEW)]).await.expect_status(200);
        assert!(done.seen().contains("変更日時：") && !done.seen().contains("もう一度ログイン"));
        visitor.get("/jhrs/").await.expect_status(200);
        // A second use of the letter, by whoever has it.
        let stranger = Visitor::new(&server);
        door(&stranger, "jhrs", &newcomer.member_number, &newcomer.password).await.expect_status(401);
    }

    /// In the hall: the newcomer's scan keeps its time through the change of password.
    async fn a_check_in_waits_for_the_gate_with_its_time(engine) {
        let server = new_server(engine).await;
        let society = server.demo.society("jhrs");
        let (newcomer, session) = (society.newcomer("temporary-password").clone(), society.running());
        let visitor = Visitor::new(&server);
        let form = visitor.get(&session.code_url).await.expect_status(200).form("/check-in/register");
        let fields = [("member_number", newcomer.member_number.as_str()), ("password", newcomer.password.as_str())];
        let gate = visitor.send(&form, &fields).await.expect_status(303);
        assert!(gate.header("location").starts_with("/jhrs/account/password?next="), "{}", gate.header("location"));
        let page = visitor.follow(&gate).await.expect_status(200);
        // The button, pressed meanwhile, leads here too.
        let again = visitor.send(&form, &[]).await.expect_status(303);
        assert!(again.header("location").starts_with("/jhrs/account/password?next="));
        let done = visitor.send(&page.form("/account/password"), &[("new_password", NEW), ("again", NEW)]).await.expect_status(200);
        let receipt = &form.fields.iter().find(|(name, _)| name == "receipt").expect("a receipt").1;
        let links = shusseki_tests::html::links(&done.text());
        let back = links.iter().find(|link| link.contains(receipt)).expect("the way back keeps the receipt");
        let form = visitor.get(back).await.expect_status(200).form("/check-in/register");
        let registered = visitor.send(&form, &[]).await.expect_status(303);
        assert!(registered.header("location").contains("/registered/"), "{}", registered.header("location"));
    }

    async fn an_app_takes_a_temporary_password_where_the_society_says_so(engine) {
        let server = Server::shared(engine).await;
        let (jsnm, jhrs) = (server.demo.society("jsnm"), server.demo.society("jhrs"));
        let newcomer = jsnm.newcomer("temporary-password");
        let mut api = Api::anonymous(server, "jsnm");
        let answered = api.log_in_as(&newcomer.member_number, &newcomer.password).await.expect_status(200);
        api.token = answered.json()["access_token"].as_str().map(str::to_owned);
        assert_eq!(api.get("/me").await.expect_status(200).json()["member_number"], newcomer.member_number.as_str());
        let newcomer = jhrs.newcomer("temporary-password");
        let refused = Api::anonymous(server, "jhrs").log_in_as(&newcomer.member_number, &newcomer.password).await;
        let refused = refused.expect_problem(403, "password-change-required").json();
        assert!(refused["detail"].as_str().expect("a next step").contains("/jhrs/login"), "{refused}");
        Api::anonymous(server, "jhrs").log_in_as(&newcomer.member_number, "wrong").await.expect_problem(401, "wrong-login");
    }

    async fn numbers_are_forgiven_and_an_input_method_is_named(engine) {
        let server = Server::shared(engine).await;
        let member = &server.demo.society("jgets").members[0];
        let wide: String = member.member_number.chars().map(|digit| char::from_u32(digit as u32 + 0xfee0).expect("a wide digit")).collect();
        let answered = door(&Visitor::new(server), "jgets", &format!("　{wide} "), &member.password).await;
        answered.expect_status(303);
        let refused = door(&Visitor::new(server), "jgets", &member.member_number, "ぱsswおrd").await.expect_status(401);
        assert!(refused.seen().contains("オフ（半角英数）にして、もう一度"), "{}", refused.seen());
        // Without script the words for it are hidden, and the page is whole.
        let page = Visitor::new(server).get("/jgets/login").await.expect_status(200);
        assert!(page.text().contains("id=\"input-method\" role=\"status\" hidden"));
        assert!(!page.text().contains("maxlength"));
    }

    async fn the_first_login_of_jgets_begins_with_a_mailed_link(engine) {
        let server = new_server(engine).await;
        let newcomer = server.demo.society("jgets").newcomer("by-reset").clone();
        let visitor = Visitor::new(&server);
        let page = visitor.get("/jgets/login").await.expect_status(200);
        assert!(page.seen().contains("パスワードを設定する"));
        let form = visitor.get("/jgets/password/forgotten").await.expect_status(200).form("/password/forgotten");
        let bad = visitor.send(&form, &[("member_number", ""), ("mail", "x")]).await.expect_status(422);
        assert!(bad.text().contains("aria-invalid"));
        let typed = [("member_number", newcomer.member_number.as_str()), ("mail", newcomer.mail.as_str())];
        let sent = visitor.send(&form, &typed).await.expect_status(303);
        assert!(sent.header("set-cookie").contains("HttpOnly"));
        let told = visitor.follow(&sent).await.expect_status(200).seen();

        let link = mailed_link(&server, "password-reset", &newcomer.mail).await;
        // Opening the link, as anybody's mail scanner does, uses nothing up.
        let scanner = Visitor::new(&server);
        let before = rows(&server).await;
        let moved = scanner.get(&link).await.expect_status(303);
        let other = scanner.follow(&moved).await.expect_status(409);
        assert!(other.seen().contains("手続きを始めたブラウザ"));
        scanner.post("/jgets/password/reset", &[("new_password", NEW), ("again", NEW)]).await.expect_status(409);
        assert_unchanged(&before, &rows(&server).await, "another browser");
        let moved = visitor.get(&link).await.expect_status(303);
        assert_eq!(moved.header("location"), "/jgets/password/reset");
        let form = visitor.follow(&moved).await.expect_status(200).form("/password/reset");
        visitor.send(&form, &[("new_password", "Mizuumi"), ("again", "Mizuumi")]).await.expect_status(422);
        let done = visitor.send(&form, &[("new_password", NEW), ("again", NEW)]).await.expect_status(200);
        assert!(done.seen().contains("変更日時："));
        visitor.get("/jgets/").await.expect_status(303);
        visitor.get(&link).await.expect_status(303);
        visitor.get("/jgets/password/reset").await.expect_status(410);
        door(&visitor, "jgets", &newcomer.member_number, NEW).await.expect_status(303);
        visitor.get("/jgets/").await.expect_status(200);

        // Somebody who is no member reads the same words.
        let stranger = Visitor::new(&server);
        let form = stranger.get("/jgets/password/forgotten").await.form("/password/forgotten");
        let sent = stranger.send(&form, &[("member_number", "99999"), ("mail", "x@mail.example")]).await.expect_status(303);
        assert_eq!(stranger.follow(&sent).await.expect_status(200).seen(), told);
    }

    /// The address in the mail is the configured one, whatever the request says.
    async fn a_forged_host_does_not_reach_the_mail(engine) {
        let server = new_server(engine).await;
        let newcomer = server.demo.society("jgets").newcomer("reminder-due").clone();
        let visitor = Visitor::new(&server);
        let fields = [("member_number", newcomer.member_number.as_str()), ("mail", newcomer.mail.as_str())];
        let request = visitor.request(Method::POST, "/jgets/password/forgotten").form(&fields)
            .header("host", "evil.example").header("x-forwarded-host", "evil.example").header("forwarded", "host=evil.example");
        let answered = Answered::to(request).await;
        assert_eq!(answered.status, 303, "{}", answered.text());
        mailed_link(&server, "password-reset", &newcomer.mail).await;
        let stored = format!("{:?}", rows(&server).await.get("outbox"));
        assert!(!stored.contains("evil"), "{stored}");
    }

    async fn the_reminder_can_be_put_off_and_never_stands_before_a_check_in(engine) {
        let server = new_server(engine).await;
        let society = server.demo.society("jgets");
        let newcomer = society.newcomer("reminder-due").clone();
        let visitor = Visitor::new(&server);
        let form = visitor.get(&society.running().code_url).await.expect_status(200).form("/check-in/register");
        let fields = [("member_number", newcomer.member_number.as_str()), ("password", newcomer.password.as_str())];
        let registered = visitor.send(&form, &fields).await.expect_status(303);
        assert!(registered.header("location").contains("/registered/"), "{}", registered.header("location"));
        let led = visitor.get("/jgets/credits").await.expect_status(303);
        let page = visitor.follow(&led).await.expect_status(200);
        assert!(page.seen().contains("120日以上") && page.seen().contains("今回は変更しない"), "{}", page.seen());
        let on = visitor.post(&page.form("/reminder").action, &[]).await.expect_status(303);
        assert_eq!(on.header("location"), "/jgets/credits");
        visitor.follow(&on).await.expect_status(200);
    }

    async fn a_password_is_changed_at_any_time_and_the_old_one_is_asked_for(engine) {
        let server = new_server(engine).await;
        let member = server.demo.society("jgets").attendees()[0].clone();
        let visitor = Visitor::logged_in(&server, "jgets", &member).await;
        let elsewhere = Visitor::logged_in(&server, "jgets", &member).await;
        let home = visitor.get("/jgets/").await.expect_status(200);
        assert!(shusseki_tests::html::links(&home.text()).contains(&"/jgets/account".to_owned()));
        let account = visitor.get("/jgets/account").await.expect_status(200);
        assert!(account.seen().contains("最終変更："));
        let page = visitor.get("/jgets/account/password").await.expect_status(200);
        for rule in ["8文字以上", "20文字以内", "半角", "英大文字を1文字以上", "数字を1文字以上"] {
            assert!(page.seen().contains(rule), "{rule}");
        }
        let form = page.form("/account/password");
        let both = [("new_password", NEW), ("again", NEW)];
        visitor.send(&form, &[&both[..], &[("old_password", "wrong")]].concat()).await.expect_status(422);
        visitor.send(&form, &[&both[..], &[("old_password", "")]].concat()).await.expect_status(422);
        let long = "Yayoi-no-sora-31-yes!";
        assert_eq!(long.len(), 21);
        let refused = visitor.send(&form, &[("new_password", long), ("again", long), ("old_password", &member.password)]).await.expect_status(422);
        assert!(refused.seen().contains("20文字以内"));
        visitor.send(&form, &[&both[..], &[("old_password", member.password.as_str())]].concat()).await.expect_status(200);
        visitor.get("/jgets/").await.expect_status(200);
        elsewhere.get("/jgets/").await.expect_status(303);
        door(&Visitor::new(&server), "jgets", &member.member_number, &member.password).await.expect_status(401);
        let posted = "SELECT COUNT(*) FROM outbox WHERE template = 'password-changed'";
        assert_eq!(Database::of(&server).await.number(posted).await, 1);
    }

    async fn a_mail_address_is_confirmed_at_the_new_one_and_told_to_the_old_one(engine) {
        let server = new_server(engine).await;
        let member = server.demo.society("jsnm").attendees()[0].clone();
        let visitor = Visitor::logged_in(&server, "jsnm", &member).await;
        let form = visitor.get("/jsnm/account/mail").await.expect_status(200).form("/account/mail");
        for (mail, password) in [("no address", member.password.as_str()), ("new@mail.example", "wrong"),
            ("a@b.example\r\nBcc: c@d.example", member.password.as_str())] {
            visitor.send(&form, &[("mail", mail), ("password", password)]).await.expect_status(422);
        }
        let sent = visitor.send(&form, &[("mail", "new@mail.example"), ("password", &member.password)]).await.expect_status(303);
        visitor.follow(&sent).await.expect_status(200);
        let link = mailed_link(&server, "mail-confirm", "new@mail.example").await;
        let before = stored(&server).await;
        // On another device: the token leaves the address, then the door, then the button.
        let phone = Visitor::new(&server);
        let moved = phone.get(&link).await.expect_status(303);
        let login = phone.follow(&moved).await.expect_status(303);
        assert!(!login.header("location").contains("token"), "{}", login.header("location"));
        let form = phone.follow(&login).await.expect_status(200).form("/login");
        let on = phone.send(&form, &[("member_number", &member.member_number), ("password", &member.password)]).await.expect_status(303);
        let page = phone.follow(&on).await.expect_status(200);
        assert!(page.seen().contains("new@mail.example"));
        assert_unchanged(&before, &stored(&server).await, "looking at the link");
        phone.post("/jsnm/account/mail/new", &[]).await.expect_status(200);
        phone.post("/jsnm/account/mail/new", &[]).await.expect_status(410);
        let mut database = Database::of(&server).await;
        let found = database.texts("SELECT mail FROM members WHERE mail = 'new@mail.example'").await;
        assert_eq!(found.len(), 1);
        let told = database.texts("SELECT recipient FROM outbox WHERE template = 'mail-changed'").await;
        assert_eq!(told.len(), 1);
        assert_ne!(told[0], "new@mail.example");
    }

    async fn the_office_makes_letters_and_only_the_office(engine) {
        let server = new_server(engine).await;
        let society = server.demo.society("jsnm");
        let path = "/jsnm/office/temporary-passwords";
        Visitor::new(&server).get(path).await.expect_status(303);
        for member in &society.members {
            let expected = if member.role == "admin" { 200 } else { 403 };
            Visitor::logged_in(&server, "jsnm", member).await.get(path).await.expect_status(expected);
        }
        let other = Visitor::logged_in(&server, "jgets", server.demo.society("jgets").staff("admin")).await;
        other.get(path).await.expect_status(303);
        // JGETS sends none.
        other.get("/jgets/office/temporary-passwords").await.expect_status(404);

        let crowd = server.crowd("jsnm", 0, 1).await;
        let mut database = Database::of(&server).await;
        let numbers = database
            .texts("SELECT m.member_number FROM members m LEFT JOIN passwords p ON p.member_id = m.member_id \
                WHERE m.society_id = 'jsnm' AND p.member_id IS NULL AND m.status = 'active' ORDER BY 1 LIMIT 2")
            .await;
        let office = Visitor::logged_in(&server, "jsnm", society.staff("admin")).await;
        let form = || reqwest::multipart::Form::new().text("numbers", format!("{}\n99999x", numbers[0]));
        let list = format!("氏名,会員番号\n山田,{}\n鈴木,{}\n", numbers[1], crowd[0].member_number);
        let file = reqwest::multipart::Part::bytes(list.into_bytes()).file_name("list.csv");
        let made = Answered::to(office.request(Method::POST, path).multipart(form().part("file", file))).await.expect_status(303);
        let batch = made.header("location").to_owned();
        let page = office.get(&batch).await.expect_status(200);
        for said in ["2名分", "99999x", "該当する会員がいません", crowd[0].member_number.as_str(), "設定済み"] {
            assert!(page.seen().contains(said), "{said}: {}", page.seen());
        }
        let csv = office.get(&format!("{batch}/passwords.csv")).await.expect_status(200);
        assert!(csv.header("content-disposition").starts_with("attachment"));
        assert!(csv.header("cache-control").contains("no-store"));
        let text = csv.text();
        let lines: Vec<Vec<&str>> = text.trim_start_matches('\u{feff}').lines().map(|line| line.split(',').collect()).collect();
        assert_eq!(lines.len(), 3);
        let pdf = office.get(&format!("{batch}/letters.pdf")).await.expect_status(200);
        let kept = server.data.join("letters.pdf");
        std::fs::write(&kept, &pdf.body).expect("the PDF is kept");
        let printed = pixels::text_of(&kept);
        assert!(printed.contains("会員番号・仮パスワード通知書"));
        for line in &lines[1..] {
            assert!(printed.contains(line[0]) && printed.contains(line[2]), "{line:?}");
            door(&Visitor::new(&server), "jsnm", line[0], line[2]).await.expect_status(303);
        }
        for page in pixels::pages(&kept, 150, &server.data) {
            let read = pixels::read_by_rxing(&page).expect("the QR code reads");
            assert_eq!(read, format!("{}/jsnm/login", server.demo.address));
        }
        // Nobody else takes them, and nobody without a login.
        for visitor in [Visitor::new(&server), Visitor::logged_in(&server, "jsnm", society.attendees()[0]).await] {
            for end in ["", "/letters.pdf", "/passwords.csv"] {
                let refused = visitor.get(&format!("{batch}{end}")).await;
                assert!([303, 403].contains(&refused.status), "{end}: {}", refused.status);
            }
        }
        let stored = format!("{:?}", rows(&server).await);
        assert!(!stored.contains(lines[1][2]), "the database holds a usable password");
        assert!(!server.log().contains(lines[1][2]), "the log holds a usable password");
        assert_eq!(database.number("SELECT COUNT(*) FROM audit_lines WHERE action = 'temporary-password-issued'").await, 2);
    }

    async fn forms_of_the_door_answer_whatever_they_are_sent(engine) {
        let server = Server::shared(engine).await;
        let member = server.demo.society("jsnm").attendees()[1];
        let visitor = Visitor::logged_in(server, "jsnm", member).await;
        let before = stored(server).await;
        let nasty = ["", "\u{0}", "<script>alert(1)</script>", "' OR 1=1 --", "{{7*7}}", "\u{202e}\u{feff}𠮷", &"長".repeat(9_000)];
        for text in nasty {
            for (path, fields) in [
                ("/jsnm/password/forgotten", vec![("member_number", text), ("mail", text)]),
                ("/jsnm/password/reset", vec![("new_password", text), ("again", text)]),
                ("/jsnm/account/password", vec![("old_password", text), ("new_password", text), ("again", text)]),
                ("/jsnm/account/mail", vec![("mail", text), ("password", text)]),
                ("/jsnm/account/mail/new", vec![]),
            ] {
                let answered = visitor.post(path, &fields).await;
                assert!((400..500).contains(&answered.status), "{path} {text:.20}: {}", answered.status);
                assert!(!answered.text().contains("<script>alert"), "{path}");
            }
            let link: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            for path in ["/jsnm/password/reset?token=", "/jsnm/account/mail/confirm?token=", "/jsnm/first-login/notice?next=", "/jsnm/account/password/reminder?next="] {
                let answered = visitor.get(&format!("{path}{}", &link[..link.len().min(3_000)])).await;
                assert!(answered.status < 500, "{path} {text:.20}: {}", answered.status);
                let location = answered.header("location");
                assert!(location.is_empty() || location.starts_with("/jsnm/"), "{path}: {location}");
            }
        }
        assert_unchanged(&before, &stored(server).await, "forms with nothing right in them");
    }
}
