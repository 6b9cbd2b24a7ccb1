//! Every route as everybody. Which there are and whom they are for, the server says itself
//! (`shusseki routes`); here each is tried by whoever might come.

use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method};
use serde::Deserialize;
use shusseki_tests::database::{Database, Rows, assert_unchanged};
use shusseki_tests::programs::{built, must};
use shusseki_tests::visitor::Visitor;
use shusseki_tests::{Answered, Api, Member, Server, engines};

const ROLES: [&str; 5] = ["admin", "events", "finance", "reviewer", "scanner"];
const VERBS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"];
/// What nothing has for an id.
const NOTHING: &str = "00000000-0000-4000-8000-000000000001";

/// A line of `shusseki routes --json`.
#[derive(Debug, Deserialize)]
struct Route {
    verb: String,
    path: String,
    /// `anyone`, `member` or `office`.
    access: String,
    /// The roles that are let in, for the office.
    roles: Vec<String>,
}

impl Route {
    fn all() -> Vec<Self> {
        let listed = must(built("shusseki"), ["routes", "--json"]);
        let routes: Vec<Self> = serde_json::from_str(&listed).expect("a list of routes");
        assert!(routes.len() > 80, "only {} routes", routes.len());
        routes
    }

    fn is_api(&self) -> bool {
        self.path.starts_with("/api/v1/")
    }

    /// The path with something for each parameter that leads to nobody's data.
    fn of(&self, society: &str) -> String {
        let parts = self.path.split('/').map(|part| match part {
            "{society}" => society,
            "{point}" | "{serial}" => "1",
            "{language}" => "ja",
            "{code}" | "{file}" | "{template}" | "{certification}" => "none",
            "{number}" if self.is_api() => "99999",
            parameter if parameter.starts_with('{') => NOTHING,
            part => part,
        });
        parts.collect::<Vec<_>>().join("/")
    }

    fn method(&self) -> Method {
        self.verb.parse().expect("a verb")
    }

    fn lets_in(&self, who: &Person) -> bool {
        match self.access.as_str() {
            "anyone" => true,
            "member" => who.role.is_some(),
            _ => who
                .role
                .as_ref()
                .is_some_and(|role| self.roles.contains(role)),
        }
    }
}

/// Somebody who comes to a society's pages and to its API.
struct Person {
    what: String,
    /// The role in this society: `attendee` or one of the office; nobody's here has none.
    role: Option<String>,
    cookie: String,
    token: Option<String>,
}

impl Person {
    fn nobody() -> Self {
        Self {
            what: "nobody".to_owned(),
            role: None,
            cookie: String::new(),
            token: None,
        }
    }

    async fn of(server: &Server, society: &str, member: &Member) -> Self {
        Self {
            what: format!("{} of {society}", member.role),
            role: Some(member.role.clone()),
            cookie: login_cookie(server, society, member).await,
            token: Api::log_in(server, society, member).await.token,
        }
    }

    /// The same, who shows the login of one society at the door of another.
    fn at(self, other: &str, own: &str) -> Self {
        let cookie = self
            .cookie
            .replace(&format!("login-{own}"), &format!("login-{other}"));
        Self {
            what: format!("{} at {other}", self.what),
            role: None,
            cookie,
            ..self
        }
    }

    async fn sends(&self, server: &Server, method: Method, path: &str) -> Answered {
        let client = Client::builder()
            .redirect(Policy::none())
            .build()
            .expect("a client");
        let api = path.starts_with("/api/");
        let mut request = client.request(method.clone(), format!("{}{path}", server.address));
        match (&self.token, api) {
            (Some(token), true) => request = request.bearer_auth(token),
            (_, false) => request = request.header(COOKIE, &self.cookie),
            _ => {}
        }
        if method != Method::GET && method != Method::HEAD {
            request = request
                .header("origin", &server.address)
                .header("sec-fetch-site", "same-origin");
            request = if api {
                request.json(&serde_json::json!({}))
            } else {
                request.form(&[("nothing", "")])
            };
        }
        Answered::to(request).await
    }
}

/// The login cookie as the browser keeps it: `login-jsnm=…`.
async fn login_cookie(server: &Server, society: &str, member: &Member) -> String {
    let client = Client::builder()
        .redirect(Policy::none())
        .build()
        .expect("a client");
    let fields = [
        ("member_number", &member.member_number),
        ("password", &member.password),
    ];
    let answer = client
        .post(format!("{}/{society}/login", server.address))
        .header("origin", &server.address)
        .header("sec-fetch-site", "same-origin")
        .form(&fields)
        .send()
        .await
        .expect("an answer");
    let cookies = answer.headers().get_all(SET_COOKIE).iter();
    let mut cookies = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
    let name = format!("login-{society}=");
    let found = cookies.find(|cookie| cookie.starts_with(&name) && cookie.len() > name.len());
    found
        .unwrap_or_else(|| panic!("{} is not let in", member.member_number))
        .to_owned()
}

/// Nobody, a member, each role of the office, and the neighbour's member and administrator.
async fn everybody(server: &Server, society: &str, neighbour: &str) -> Vec<Person> {
    let facts = server.demo.society(society);
    let mut people = vec![Person::nobody()];
    people.push(Person::of(server, society, facts.attendees()[0]).await);
    for role in ROLES {
        people.push(Person::of(server, society, facts.staff(role)).await);
    }
    let next_door = server.demo.society(neighbour);
    for member in [next_door.attendees()[0], next_door.staff("admin")] {
        people.push(
            Person::of(server, neighbour, member)
                .await
                .at(society, neighbour),
        );
    }
    people
}

/// Fails unless whoever is not let in is refused in the one way, and everybody else is not.
fn assert_kept(route: &Route, who: &Person, answer: &Answered) {
    let what = format!(
        "{} {} as {}: {}",
        route.verb, route.path, who.what, answer.status
    );
    let to_the_door = answer.status == 303 && answer.header("location").contains("/login?next=");
    let refused = to_the_door || answer.status == 401 || answer.status == 403;
    assert!(answer.status < 500, "{what} {}", answer.text());
    if route.lets_in(who) {
        // A login that is none is refused there, and nowhere else.
        let login = route.access == "anyone" && answer.status == 401;
        assert!(!refused || login, "{what}: is refused");
    } else if who.role.is_some() {
        assert_eq!(answer.status, 403, "{what}: {}", answer.text());
    } else if route.is_api() {
        assert_eq!(answer.status, 401, "{what}: {}", answer.text());
    } else {
        assert!(to_the_door, "{what}: {}", answer.text());
    }
}

/// A question of the member to the office; its number.
async fn a_case_of(server: &Server, member: &Member) -> String {
    let visitor = Visitor::logged_in(server, "jsnm", member).await;
    let form = visitor
        .get("/jsnm/contact")
        .await
        .expect_status(200)
        .form("/contact");
    let fields = [("kind", "membership"), ("text", "どうすればよいですか。")];
    let answered = visitor.send(&form, &fields).await;
    assert_eq!(answered.status, 303, "{}", answered.seen());
    let to = answered.header("location").to_owned();
    to.rsplit_once("sent=").expect("a number").1.to_owned()
}

/// What is stored, but for what is kept of looking itself: counts of looks, who of the office looked at
/// whom, and when a login was last used.
async fn kept(server: &Server) -> Rows {
    let mut rows = Database::of(server).await.rows().await;
    for kept_of_looking in [
        "audit_heads",
        "audit_lines",
        "brakes",
        "directory_views",
        "login_sessions",
        "member_views",
    ] {
        rows.remove(kept_of_looking);
    }
    rows
}

/// What all members may ask for, by an id.
const FOR_ALL_MEMBERS: [&str; 6] = [
    "/{society}/directory/{member}",
    "/api/v1/{society}/directory/{id}",
    "/{society}/profile/address/{code}",
    "/{society}/notices/{notice}/read",
    "/api/v1/{society}/notices/{notice}",
    "/api/v1/{society}/notices/{notice}/read",
];

/// Whom a route is for is not changed by the way: the list is in the documentation.
#[test]
fn the_documentation_lists_the_routes() {
    let listed = must(built("shusseki"), ["routes"]);
    let documented = include_str!("../../docs/routes.txt");
    let new: Vec<_> = listed
        .lines()
        .filter(|line| !documented.contains(line))
        .collect();
    let gone: Vec<_> = documented
        .lines()
        .filter(|line| !listed.contains(line))
        .collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "run: cargo run -- routes > docs/routes.txt\nnew: {new:#?}\ngone: {gone:#?}"
    );
}

engines! {
    async fn every_route_refuses_whoever_it_is_not_for(engine) {
        let server = Server::start(engine).await;
        for who in everybody(&server, "jsnm", "jhrs").await {
            for route in Route::all() {
                // Whoever is let in may well end the very login that is tried here.
                if route.verb != "GET" && route.lets_in(&who) && !route.is_api() {
                    continue;
                }
                let answer = who.sends(&server, route.method(), &route.of("jsnm")).await;
                assert_kept(&route, &who, &answer);
                if route.verb == "GET" && !route.is_api() {
                    let head = who.sends(&server, Method::HEAD, &route.of("jsnm")).await;
                    assert_eq!(head.status, answer.status, "HEAD {} as {}", route.path, who.what);
                }
            }
        }
    }

    /// What one member has is to another as if it were not there.
    async fn what_belongs_to_somebody_else_is_not_found(engine) {
        let server = Server::start(engine).await;
        let society = server.demo.society("jsnm");
        let (one, other) = (society.attendees()[0], society.attendees()[1]);
        let session = society.running();
        let api = Api::log_in(&server, "jsnm", one).await;
        api.check_in(&session.code_url).await;
        let case = a_case_of(&server, one).await;
        let owned = [
            ("/{society}/registered/{session}/{point}", format!("/jsnm/registered/{}/1", session.id)),
            ("/{society}/cases/{number}", format!("/jsnm/cases/{case}")),
        ];
        let (owner, stranger) = (Person::of(&server, "jsnm", one).await, Person::of(&server, "jsnm", other).await);
        for (_, path) in &owned {
            owner.sends(&server, Method::GET, path).await.expect_status(200);
            stranger.sends(&server, Method::GET, path).await.expect_status(404);
        }
        let answered = stranger.sends(&server, Method::POST, &owned[1].1).await;
        assert!([404, 422].contains(&answered.status), "{}", answered.text());
        // Whatever else has an id in its address is said to be for all members.
        for route in Route::all().iter().filter(|route| route.access == "member") {
            let rest = route.path.replace("{society}", "");
            let known = owned.iter().any(|(path, _)| *path == route.path) || FOR_ALL_MEMBERS.contains(&route.path.as_str());
            assert!(!rest.contains('{') || known, "whose is {}?", route.path);
        }
    }

    async fn a_verb_that_is_not_listed_is_refused(engine) {
        let server = Server::shared(engine).await;
        let routes = Route::all();
        let admin = Person::of(server, "jhrs", server.demo.society("jhrs").staff("admin")).await;
        for route in &routes {
            let listed = |verb: &str| routes.iter().any(|other| other.path == route.path && other.verb == verb);
            for verb in VERBS.iter().filter(|verb| !listed(verb)) {
                for who in [&Person::nobody(), &admin] {
                    let answer = who.sends(server, verb.parse().expect("a verb"), &route.of("jhrs")).await;
                    assert_eq!(answer.status, 405, "{verb} {} as {}", route.path, who.what);
                }
            }
        }
    }

    async fn looking_changes_nothing(engine) {
        let server = Server::start(engine).await;
        let people = everybody(&server, "jsnm", "jhrs").await;
        let before = kept(&server).await;
        for who in &people {
            for route in Route::all().iter().filter(|route| route.verb == "GET") {
                who.sends(&server, Method::GET, &route.of("jsnm")).await;
            }
        }
        assert_unchanged(&before, &kept(&server).await, "looking");
    }

    /// A role without being a member any more opens nothing, and neither does a login that ended.
    async fn whoever_left_or_logged_out_continues_nothing(engine) {
        let server = Server::start(engine).await;
        let facts = server.demo.society("jsnm");
        let mut gone = Person::of(&server, "jsnm", facts.staff("admin")).await;
        let number = &facts.staff("admin").member_number;
        let leave = format!("UPDATE members SET status = 'withdrawn' WHERE society_id = 'jsnm' AND member_number = '{number}'");
        Database::of(&server).await.run(&leave).await;
        let mut out = Person::of(&server, "jsnm", facts.attendees()[0]).await;
        out.sends(&server, Method::POST, "/jsnm/logout").await.expect_status(303);
        for who in [&mut gone, &mut out] {
            who.role = None;
            for route in Route::all().iter().filter(|route| !route.is_api()) {
                let answer = who.sends(&server, route.method(), &route.of("jsnm")).await;
                assert_kept(route, who, &answer);
            }
        }
        for route in Route::all().iter().filter(|route| route.is_api() && route.access == "office") {
            let answer = gone.sends(&server, route.method(), &route.of("jsnm")).await;
            assert!([401, 403].contains(&answer.status), "{} {}: {}", route.verb, route.path, answer.status);
        }
    }
}
