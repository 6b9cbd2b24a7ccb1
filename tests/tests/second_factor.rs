//! The second factor from outside: setting it up, logging in with it, the office that needs one.

use reqwest::Method;
use serde_json::json;
use shusseki_tests::programs::must;
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, Api, Member, Served, Server, engines};

const PAGE: &str = "/jsnm/account/second-factor";

/// What an authenticator app shows so many half minutes from now (RFC 6238, by Python's own library). A half
/// minute that is nearly over is waited out: the server may read the code in the next.
fn code(secret: &str, later: i64) -> String {
    let script = "import base64,hmac,struct,sys,time\n\
        left=30-time.time()%30\n\
        if left<6: time.sleep(left)\n\
        key=base64.b32decode(sys.argv[1]);step=int(time.time())//30+int(sys.argv[2])\n\
        tag=hmac.digest(key,struct.pack('>q',step),'sha1');at=tag[-1]&15\n\
        print('%06d'%((struct.unpack('>I',tag[at:at+4])[0]&0x7fffffff)%1000000))";
    must("python3", ["-c", script, secret, &later.to_string()])
        .trim()
        .to_owned()
}

/// The key that the page shows for typing.
fn secret_of(page: &Answered) -> String {
    let text = page.text();
    let key = text
        .split("font-family:monospace\">")
        .nth(1)
        .and_then(|rest| rest.split('<').next());
    key.unwrap_or_else(|| panic!("no key in {text}"))
        .replace(' ', "")
}

/// Sets the factor up and gives its secret and the recovery codes.
async fn set_up(visitor: &Visitor, member: &Member) -> (String, Vec<String>) {
    let page = visitor.get(PAGE).await.expect_status(200);
    let (secret, form) = (secret_of(&page), page.form("/second-factor"));
    let fields = [
        ("code", code(&secret, -1)),
        ("password", member.password.clone()),
    ];
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let done = visitor.send(&form, &fields).await.expect_status(200).text();
    let codes = done
        .split("<li>")
        .skip(1)
        .filter_map(|rest| rest.split('<').next());
    let codes: Vec<String> = codes
        .filter(|code| code.len() == 14)
        .map(str::to_owned)
        .collect();
    assert_eq!(codes.len(), 10, "{done}");
    (secret, codes)
}

async fn number_and_password(visitor: &Visitor, member: &Member) -> Answered {
    let form = visitor
        .get("/jsnm/login?next=/jsnm/credits")
        .await
        .expect_status(200)
        .form("/login");
    let fields = [
        ("member_number", member.member_number.as_str()),
        ("password", member.password.as_str()),
    ];
    visitor.send(&form, &fields).await.expect_status(303)
}

engines! {
    async fn a_login_asks_for_the_code_and_leads_on(engine) {
        let server = Server::start(engine).await;
        let member = server.demo.society("jsnm").attendees()[0].clone();
        let here = Visitor::logged_in(&server, "jsnm", &member).await;
        let app = Api::log_in(&server, "jsnm", &member).await;

        // What is wrong is said at the field, and the app's key stays the same.
        let page = here.get(PAGE).await.expect_status(200);
        let (secret, form) = (secret_of(&page), page.form("/second-factor"));
        let refused = here.send(&form, &[("code", "000000"), ("password", &member.password)]).await.expect_status(422);
        assert!(refused.seen().contains("認証コードが正しくありません"), "{}", refused.seen());
        assert_eq!(secret_of(&refused), secret);
        let right = code(&secret, 0);
        let refused = here.send(&form, &[("code", &right), ("password", "wrong")]).await.expect_status(422);
        assert!(refused.seen().contains("パスワードが正しくありません"), "{}", refused.seen());
        let (secret, recovery) = set_up(&here, &member).await;
        here.get("/jsnm/").await.expect_status(200);
        let refresh = app.refresh.clone().expect("a refresh token");
        app.exchange(&refresh).await.expect_problem(401, "login-over");

        let phone = Visitor::new(&server);
        let half = number_and_password(&phone, &member).await;
        assert_eq!(half.header("location"), "/jsnm/login/code?next=%2Fjsnm%2Fcredits");
        let cookie = half.header("set-cookie");
        assert!(cookie.starts_with("half-open-jsnm=") && cookie.contains("HttpOnly"), "{cookie}");
        // Half open is not inside: nothing but the code's page is served.
        for path in ["/jsnm/", "/jsnm/credits", "/jsnm/account", PAGE, "/jsnm/account/sessions"] {
            assert!(phone.get(path).await.expect_status(303).header("location").starts_with("/jsnm/login?next="), "{path}");
        }
        let page = phone.follow(&half).await.expect_status(200);
        let form = page.form("/login/code");
        let wrong = phone.send(&form, &[("code", "12345")]).await.expect_status(401);
        assert!(wrong.text().contains("aria-invalid"), "{}", wrong.text());
        // Another browser has no such login, even with the right code.
        let right = code(&secret, 0);
        Visitor::new(&server).send(&form, &[("code", &right)]).await.expect_status(410);
        let on = phone.send(&form, &[("code", &right)]).await.expect_status(303);
        assert_eq!(on.header("location"), "/jsnm/credits");
        phone.follow(&on).await.expect_status(200);
        phone.send(&form, &[("code", &recovery[0])]).await.expect_status(410);

        // By a recovery code, and in the hall with the time of the scan kept.
        let hall = Visitor::new(&server);
        let session = server.demo.society("jsnm").running();
        let form = hall.get(&session.code_url).await.expect_status(200).form("/check-in/register");
        let fields = [("member_number", member.member_number.as_str()), ("password", member.password.as_str())];
        let half = hall.send(&form, &fields).await.expect_status(303);
        assert!(half.header("location").starts_with("/jsnm/login/code?next="), "{}", half.header("location"));
        let form = hall.follow(&half).await.expect_status(200).form("/login/code");
        let on = hall.send(&form, &[("code", &recovery[1])]).await.expect_status(303);
        assert!(on.header("location").contains("receipt="), "{}", on.header("location"));
        let form = hall.follow(&on).await.expect_status(200).form("/check-in/register");
        assert!(hall.send(&form, &[]).await.expect_status(303).header("location").contains("/registered/"));

        // The page says what is left; turning it off needs the factor.
        let page = here.get(PAGE).await.expect_status(200);
        assert!(page.seen().contains("残りのリカバリーコード 9"), "{}", page.seen());
        here.post(PAGE, &[("deed", "remove"), ("code", "000000")]).await.expect_status(422);
        here.post(PAGE, &[("deed", "nonsense")]).await.expect_status(404);
        let off = here.post(PAGE, &[("deed", "remove"), ("code", &recovery[2])]).await.expect_status(303);
        assert!(here.follow(&off).await.expect_status(200).seen().contains("オフにしました"));
        assert_eq!(number_and_password(&Visitor::new(&server), &member).await.header("location"), "/jsnm/credits");
    }

    async fn an_app_sends_the_code_along(engine) {
        let server = Server::start(engine).await;
        let member = server.demo.society("jsnm").attendees()[0].clone();
        let here = Visitor::logged_in(&server, "jsnm", &member).await;
        let (secret, recovery) = set_up(&here, &member).await;
        let api = Api::anonymous(&server, "jsnm");
        let (number, password) = (&member.member_number, &member.password);
        api.log_in_as(number, "wrong").await.expect_problem(401, "wrong-login");
        api.log_in_as(number, password).await.expect_problem(401, "second-factor-required");
        let login = |typed: &str| json!({ "member_number": number, "password": password, "code": typed });
        api.post("/login", &login("000000")).await.expect_problem(401, "wrong-code");
        api.post("/login", &login("")).await.expect_problem(401, "wrong-code");
        let right = code(&secret, 0);
        api.post("/login", &login(&right)).await.expect_status(200);
        api.post("/login", &login(&right)).await.expect_problem(401, "wrong-code");
        let granted = api.post("/login", &login(&recovery[0])).await.expect_status(200).json();
        let refresh = granted["refresh_token"].as_str().expect("a refresh token");
        // Renewing asks for nothing more.
        api.exchange(refresh).await.expect_status(200);
        // Who has none may send one: it is not looked at.
        let other = server.demo.society("jsnm").attendees()[1];
        let body = json!({ "member_number": other.member_number, "password": other.password, "code": "x" });
        api.post("/login", &body).await.expect_status(200);
    }

    async fn the_office_without_a_factor_gets_the_page_that_sets_it_up_and_no_other(engine) {
        let server = Server::start(engine).await;
        let society = server.demo.society("jsnm");
        let (admin, attendee) = (society.staff("admin").clone(), society.attendees()[0].clone());
        let before = Api::log_in(&server, "jsnm", &admin).await;
        let served = Served::start_with(&server, "", "staff_second_factor = \"required\"\n").await;
        let at = |path: &str| format!("{}{path}", served.address);
        let visitor = |_: &Server| {
            let mut visitor = Visitor::new(&server);
            visitor.address.clone_from(&served.address);
            visitor
        };
        let staff = visitor(&server);
        let led = number_and_password(&staff, &admin).await;
        assert!(led.header("location").starts_with("/jsnm/account/second-factor?next="), "{}", led.header("location"));
        for path in ["/jsnm/", "/jsnm/office/audit", "/jsnm/office/mail", "/jsnm/account", "/jsnm/account/sessions", "/jsnm/account/mail"] {
            let led = staff.get(path).await.expect_status(303);
            assert!(led.header("location").starts_with("/jsnm/account/second-factor?next="), "{path}");
        }
        for (path, fields) in [("/jsnm/account/sessions", [("login", "others")]), ("/jsnm/office/mail/1/retry", [("x", "y")])] {
            let led = staff.post(path, &fields).await.expect_status(303);
            assert!(led.header("location").starts_with("/jsnm/account/second-factor"), "{path}");
        }
        // By the API: no login, and none that was opened before it was required.
        let mut api = Api::anonymous(&server, "jsnm");
        api.base = at("/api/v1/jsnm");
        let refused = api.log_in_as(&admin.member_number, &admin.password).await;
        refused.expect_problem(403, "second-factor-not-set-up");
        let refresh = before.refresh.clone().expect("a refresh token");
        api.exchange(&refresh).await.expect_problem(403, "second-factor-not-set-up");
        // Members are not asked.
        let member = visitor(&server);
        assert_eq!(number_and_password(&member, &attendee).await.header("location"), "/jsnm/credits");
        api.log_in_as(&attendee.member_number, &attendee.password).await.expect_status(200);

        let (secret, recovery) = set_up(&staff, &admin).await;
        staff.get("/jsnm/office/audit").await.expect_status(200);
        let typed = code(&secret, 0);
        let login = json!({ "member_number": admin.member_number, "password": admin.password, "code": typed });
        let granted = api.post("/login", &login).await.expect_status(200).json();
        api.token = granted["access_token"].as_str().map(str::to_owned);
        api.get("/sessions?from=2026-01-01&to=2026-01-02").await.expect_status(200);
        // Turned off, it is needed again at once, whatever token one has.
        staff.post(PAGE, &[("deed", "remove"), ("code", &recovery[0])]).await.expect_status(303);
        staff.get("/jsnm/office/audit").await.expect_status(303);
        api.get("/sessions?from=2026-01-01&to=2026-01-02").await.expect_problem(403, "second-factor-not-set-up");
        let raw = Answered::to(api.request(Method::GET, "/me")).await;
        raw.expect_status(200);
    }

    /// Somebody of the office has lost the phone: another one helps, and nothing opens before there is a new factor.
    async fn the_office_takes_a_lost_factor_off_and_another_is_set_up_at_once(engine) {
        let server = Server::start(engine).await;
        let society = server.demo.society("jsnm");
        let (admin, finance) = (society.staff("admin").clone(), society.staff("finance").clone());
        let served = Served::start_with(&server, "", "staff_second_factor = \"required\"\n").await;
        let visitor = || {
            let mut visitor = Visitor::new(&server);
            visitor.address.clone_from(&served.address);
            visitor
        };
        let (office, lost) = (visitor(), visitor());
        for (who, member) in [(&office, &admin), (&lost, &finance)] {
            number_and_password(who, member).await;
            set_up(who, member).await;
        }
        lost.get("/jsnm/office/members").await.expect_status(200);
        let mut database = shusseki_tests::database::Database::of(&server).await;
        let sql = |number: &str| format!("SELECT member_id FROM members WHERE society_id = 'jsnm' AND member_number = '{number}'");
        let record = format!("/jsnm/office/members/{}", database.texts(&sql(&finance.member_number)).await[0]);
        let seen = office.get(&record).await.expect_status(200).seen();
        assert!(seen.contains("認証アプリ：") && seen.contains("残り 10件"), "{seen}");
        let deed = format!("{record}/end/second-factor");
        lost.post(&deed, &[("reason", "自分で")]).await.expect_status(403);
        let form = office.get(&deed).await.expect_status(200).form(&deed);
        office.send(&form, &[("reason", "")]).await.expect_status(422);
        let done = office.send(&form, &[("reason", "電話機の紛失。登録の番号へ折り返して確認")]).await.expect_status(303);
        assert!(office.follow(&done).await.expect_status(200).seen().contains("電話機の紛失"));
        office.send(&form, &[("reason", "もう一度")]).await.expect_status(409);
        let own = format!("/jsnm/office/members/{}/end/second-factor", database.texts(&sql(&admin.member_number)).await[0]);
        office.post(&own, &[("reason", "自分で")]).await.expect_status(409);

        assert!(lost.get("/jsnm/").await.expect_status(303).header("location").starts_with("/jsnm/login"));
        let again = visitor();
        let led = number_and_password(&again, &finance).await;
        assert!(led.header("location").starts_with("/jsnm/account/second-factor?next="), "{}", led.header("location"));
        again.get("/jsnm/office/members").await.expect_status(303);
        set_up(&again, &finance).await;
        again.get("/jsnm/office/members").await.expect_status(200);
    }

    /// The link of the forgotten-password page leads to a new password, and from there to the code.
    async fn a_reset_goes_around_nothing(engine) {
        let server = Server::start(engine).await;
        let member = server.demo.society("jsnm").attendees()[0].clone();
        let here = Visitor::logged_in(&server, "jsnm", &member).await;
        let (_, recovery) = set_up(&here, &member).await;
        let mut database = shusseki_tests::database::Database::of(&server).await;
        let mail = database.texts(&format!("SELECT mail FROM members WHERE society_id = 'jsnm' AND member_number = '{}'", member.member_number)).await;
        let stranger = Visitor::new(&server);
        let form = stranger.get("/jsnm/password/forgotten").await.expect_status(200).form("/password/forgotten");
        stranger.send(&form, &[("member_number", &member.member_number), ("mail", &mail[0])]).await.expect_status(303);
        let bodies = database.texts("SELECT body FROM outbox WHERE template = 'password-reset' ORDER BY posted_at DESC").await;
        let (_, token) = bodies[0].split_once("?token=").expect("a link");
        let token = token.split_whitespace().next().expect("a token");
        let moved = stranger.get(&format!("/jsnm/password/reset?token={token}")).await.expect_status(303);
        let form = stranger.follow(&moved).await.expect_status(200).form("/password/reset");
        let new = "Yayoi-no-sora-31";
        stranger.send(&form, &[("new_password", new), ("again", new)]).await.expect_status(200);
        let renewed = Member { password: new.to_owned(), ..member };
        let half = number_and_password(&stranger, &renewed).await;
        assert!(half.header("location").starts_with("/jsnm/login/code"), "{}", half.header("location"));
        stranger.get("/jsnm/").await.expect_status(303);
        let form = stranger.follow(&half).await.expect_status(200).form("/login/code");
        stranger.send(&form, &[("code", &recovery[0])]).await.expect_status(303);
        stranger.get("/jsnm/").await.expect_status(200);
    }
}
