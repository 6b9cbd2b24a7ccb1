//! The programs in a terminal: exit codes, what they say, and the demo's posters in `qr-tools`' hands.

use serde_json::Value;
use shusseki_tests::programs::{Ran, built, must, run};
use shusseki_tests::server::Options;
use shusseki_tests::{Api, Engine, Server, State, demo, engines, pixels};
use std::path::{Path, PathBuf};

fn shusseki(arguments: &[&str]) -> Ran {
    run(built("shusseki"), arguments)
}

fn qr_tools(arguments: &[&str]) -> Ran {
    run(built("qr-tools"), arguments)
}

/// `qr-tools poster` with the posters of a server.
fn posters_of(server: &str, token: &str, from: &str, to: &str, out: &str) -> Ran {
    let source = ["--server", server, "--society", "jsnm", "--token", token];
    qr_tools(
        &[
            &["poster", "--from", from, "--to", to, "--out", out],
            &source[..],
        ]
        .concat(),
    )
}

/// A settings file for the server's own folder and database.
fn settings_of(server: &Server) -> String {
    let settings = server.data.join("shusseki.toml");
    let text = format!(
        "public_url = \"{}\"\ndatabase = \"{}\"\nsecret_file = \"{}\"\n",
        server.address,
        server.database,
        server.data.join("secret.key").display()
    );
    std::fs::write(&settings, text).expect("written");
    settings.display().to_string()
}

fn societies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/societies")
}

fn shipped_text(slug: &str) -> String {
    let file = societies().join(slug).with_extension("kdl");
    std::fs::read_to_string(file).expect("a definition")
}

fn shipped() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(societies())
        .expect("the definitions")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "kdl"))
        .collect();
    found.sort();
    found
}

#[test]
fn the_shipped_definitions_are_right() {
    let files = shipped();
    assert_eq!(files.len(), 3);
    for file in files {
        let ran = shusseki(&["check", &file.display().to_string()]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    }
}

/// Line, mistake and remedy, all at once.
#[test]
fn a_wrong_definition_is_explained() {
    let folder = tempfile::tempdir().expect("a folder");
    let right = std::fs::read_to_string(&shipped()[0]).expect("a definition");
    let file = folder.path().join("wrong.kdl");
    std::fs::write(&file, format!("{right}\nclases {{\n}}\ncolor \"red\"\n")).expect("written");
    let ran = shusseki(&["check", &file.display().to_string()]);
    assert_eq!(ran.code, Some(3), "{}{}", ran.out, ran.err);
    let line = right.lines().count() + 2;
    for said in [&format!("wrong.kdl:{line}"), "clases", "color"] {
        assert!(ran.out.contains(said), "{said} is not in {}", ran.out);
    }
    assert_ne!(shusseki(&["check", "no/such.kdl"]).code, Some(0));
    std::fs::write(&file, [0xFF, 0xFE, 0x00]).expect("written");
    let binary = shusseki(&["check", &file.display().to_string()]);
    assert_eq!(binary.code, Some(3), "{}", binary.err);
    assert!(binary.err.contains("as UTF-8"), "{}", binary.err);
}

/// Two files that are right by themselves and can't be served together.
#[test]
fn definitions_are_compared_with_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let (own, copy) = (&shipped()[0], folder.path().join("copy.kdl"));
    let text = std::fs::read_to_string(own).expect("a definition");
    let (own, copied) = (own.display().to_string(), copy.display().to_string());
    std::fs::write(&copy, text.replacen("society jgets", "society mysoc", 1)).expect("written");
    let same_number = shusseki(&["check", &own, &copied]);
    assert_eq!(same_number.code, Some(3), "{}", same_number.out);
    assert!(
        same_number.err.contains("venue-code-number"),
        "{}",
        same_number.err
    );
    std::fs::write(&copy, text).expect("written");
    assert_eq!(shusseki(&["check", &own, &copied]).code, Some(3));
    let whole_folder = folder.path().display().to_string();
    assert_eq!(shusseki(&["check", &whole_folder]).code, Some(0));
}

/// `test` finds files as `check` does, and goes on where one has mistakes.
#[test]
fn examples_of_a_folder_are_worked_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().display().to_string();
    assert_eq!(shusseki(&["test", &path]).code, Some(3), "an empty folder");
    let jgets = shipped_text("jgets");
    std::fs::write(folder.path().join("b.kdl"), &jgets).expect("written");
    let right = shusseki(&["test", &path]);
    assert_eq!(right.code, Some(0), "{}{}", right.out, right.err);
    assert!(
        right
            .out
            .contains("b.kdl: 日本消化器内視鏡技師会 (8 examples)")
    );
    assert!(!right.out.contains('✗'), "{}", right.out);

    let broken = jgets.replacen("total raw=89 counted=49", "total raw=89 counted=48", 1);
    assert_ne!(broken, jgets);
    std::fs::write(folder.path().join("b.kdl"), broken).expect("written");
    let wrong = shusseki(&["test", &path]);
    assert_eq!(wrong.code, Some(1), "{}", wrong.out);
    for said in ["− expected  48", "+ found     49"] {
        assert!(wrong.out.contains(said), "{said} is not in {}", wrong.out);
    }
    assert!(wrong.err.contains("1 example doesn't come true"));

    std::fs::write(folder.path().join("a.kdl"), "society").expect("written");
    let mistaken = shusseki(&["test", &path]);
    assert_eq!(mistaken.code, Some(3), "{}", mistaken.err);
    assert!(
        mistaken
            .err
            .contains("1 of the 2 definition files has mistakes")
    );
    assert!(mistaken.out.contains("b.kdl: "), "{}", mistaken.out);
}

/// The schema is what the repository holds for editors.
#[test]
fn the_schema_is_printed() {
    let ran = shusseki(&["check", "--schema"]);
    let shipped = societies().join("definition.kdl-schema");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.out, std::fs::read_to_string(shipped).expect("a schema"));
    assert_eq!(shusseki(&["check", "--schema", "x.kdl"]).code, Some(2));
    assert_eq!(shusseki(&["check"]).code, Some(2));
}

/// Each language with its own words, dates and punctuation.
#[test]
fn an_explanation_speaks_one_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let members = folder.path().join("members.kdl");
    let member = r#"example "A. Member" certification=endoscopy-technician on="2027-12-10" {
        holder from="2023-04-01" until="2028-03-31"
        credit congress on="2024-05-20" times=4
    }"#;
    std::fs::write(&members, member).expect("written");
    let (rules, members) = (societies().join("jgets.kdl"), members.display().to_string());
    let rules = rules.display().to_string();
    let explained = |lang| {
        let ran = shusseki(&["explain", &rules, "--member-file", &members, "--lang", lang]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran.out
    };
    let en = explained("en");
    for said in [
        "A. Member (10 Dec 2027)",
        "Period: 1 Apr 2023 – 31 Mar 2028",
        "− Congresses and branch meetings 20 (earned 40, cap 20, not counted 20)",
        "✓ A congress or branch meeting: 4 / 1",
    ] {
        assert!(en.contains(said), "{said} is not in {en}");
    }
    let foreign = |letter: char| "（）、。：〜「」　".contains(letter) || letter >= '\u{3040}';
    assert!(!en.contains(foreign), "{en}");
    let ja = explained("ja");
    for said in [
        "A. Member（2027年12月10日）",
        "認定期間：2023年4月1日〜2028年3月31日",
        "− 技師学会・研究会 20（取得 40、上限 20、算入外 20）",
    ] {
        assert!(ja.contains(said), "{said} is not in {ja}");
    }
    assert!(!ja.contains(", ") && !ja.contains(": "), "{ja}");
}

#[test]
fn serving_before_migrating_says_what_to_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("shusseki.toml");
    let here = folder.path().display();
    let text = format!(
        "public_url = \"http://127.0.0.1:1\"\nlisten = \"127.0.0.1:0\"\ndatabase = \"sqlite:{here}/a.db\"\nsecret_file = \"{here}/secret.key\"\n"
    );
    std::fs::write(&file, text).expect("written");
    let config = file.display().to_string();
    let served = shusseki(&["serve", "--config", &config]);
    assert_eq!(served.code, Some(4), "{}", served.err);
    assert!(
        served.err.contains("run `shusseki migrate`"),
        "{}",
        served.err
    );
}

#[test]
fn settings_are_checked_before_they_are_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("shusseki.toml");
    let path = file.display().to_string();
    let check = |text: &str| {
        std::fs::write(&file, text).expect("written");
        shusseki(&["config", "check", "--config", &path])
    };
    let right = check(
        "public_url = \"https://attend.example.org\"\ndatabase = \"postgres://me:hidden-word@db.example/shusseki\"\n",
    );
    assert_eq!(right.code, Some(0), "{}", right.err);
    assert!(
        right.out.contains("https://attend.example.org") && !right.out.contains("hidden-word"),
        "{}",
        right.out
    );
    for (text, named) in [
        (
            "public_url = \"https://attend.example.org/path\"",
            "public_url",
        ),
        (
            "public_url = \"https://a.example\"\nlisten_on = \"x\"",
            "listen_on",
        ),
        (
            "public_url = \"https://a.example\"\nlisten = \"everywhere\"",
            "listen",
        ),
        ("", "public_url"),
        ("public_url = ", "public_url"),
    ] {
        let wrong = check(text);
        assert_eq!(wrong.code, Some(3), "{text}: {}{}", wrong.out, wrong.err);
        assert!(wrong.err.contains(named), "{text}: {}", wrong.err);
    }
    assert_eq!(
        shusseki(&["config", "check", "--config", "no/such.toml"]).code,
        Some(3)
    );
    assert_eq!(shusseki(&["--no-such-option"]).code, Some(2));
    assert_eq!(shusseki(&["--help"]).code, Some(0));
}

#[test]
fn qr_tools_ends_as_its_help_says() {
    let help = qr_tools(&["--help"]);
    assert_eq!(help.code, Some(0));
    assert!(help.out.contains("Exit codes"));
    for command in ["poster", "inspect", "scan", "keys"] {
        assert!(
            qr_tools(&[command, "--help"]).out.contains("Examples"),
            "{command} --help has no examples"
        );
    }
    assert_eq!(qr_tools(&["inspect"]).code, Some(2));
    assert_eq!(qr_tools(&["inspect", "nonsense"]).code, Some(1));
    assert_eq!(qr_tools(&["scan", "no/such.png"]).code, Some(3));
    assert_eq!(
        qr_tools(&["poster", "--sessions", "no/such.json"]).code,
        Some(3)
    );
    let nobody = format!("http://{}", shusseki_tests::server::free_address());
    let ran = posters_of(&nobody, "x", "2026-11-20", "2026-11-20", "/dev/null");
    assert_eq!(ran.code, Some(5), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demos_posters_in_the_hands_of_qr_tools() {
    let server = Server::start_with(Engine::Sqlite, Options::with_posters()).await;
    for society in &server.demo.societies {
        for session in &society.sessions {
            let page = pixels::pages(&server.poster(session.poster()), 150, &server.data).remove(0);
            let scanned = qr_tools(&["scan", "--json", &page.display().to_string()]);
            assert_eq!(scanned.code, Some(0), "{}{}", scanned.out, scanned.err);
            let found: Value = serde_json::from_str(&scanned.out).expect("JSON");
            assert_eq!(found[0]["text"], session.code_url.as_str());

            let inspected = qr_tools(&["inspect", "--json", &session.code_url]);
            assert_eq!(inspected.code, Some(0));
            let fact: Value = serde_json::from_str(&inspected.out).expect("JSON");
            assert_eq!(fact["kind"], "poster");
            assert_eq!(fact["serial"].to_string(), session.serial());
        }
    }
    let blank = server.data.join("blank.png");
    image::GrayImage::from_pixel(200, 200, image::Luma([255]))
        .save(&blank)
        .expect("a picture");
    assert_eq!(
        qr_tools(&["scan", &blank.display().to_string()]).code,
        Some(1)
    );
}

/// The keys of the installation, exported, verify its codes without a network.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exported_keys_verify_codes_offline() {
    let server = Server::start(Engine::Sqlite).await;
    let config = settings_of(&server);
    let ring = must(
        built("shusseki"),
        [
            "venue-keys",
            "export",
            "--society",
            "jsnm",
            "--config",
            &config,
        ],
    );
    let keys = server.data.join("jsnm.keys.json");
    std::fs::write(&keys, ring).expect("written");
    let keys = keys.display().to_string();
    let inspect = |code: &str| {
        let ran = qr_tools(&["inspect", "--json", "--keys", &keys, code]);
        let fact: Value = serde_json::from_str(&ran.out).expect("JSON");
        (
            ran.code,
            fact["outcome"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let jsnm = server.demo.society("jsnm").clone();
    assert_eq!(
        inspect(&jsnm.running().code_url),
        (Some(0), "holds".to_owned())
    );
    assert_eq!(
        inspect(&jsnm.sessions_that_are(State::Past)[0].code_url),
        (Some(1), "code-expired".to_owned())
    );
    assert_eq!(
        inspect(&server.demo.society("jhrs").running().code_url),
        (Some(1), "code-wrong-society".to_owned())
    );
    let code = &jsnm.running().code_url;
    let altered = format!(
        "{}{}",
        &code[..code.len() - 3],
        if code.ends_with("AAA") { "BBB" } else { "AAA" }
    );
    assert_eq!(inspect(&altered).0, Some(1));

    // A new key mints from now on; what hangs on the wall still opens.
    must(
        built("shusseki"),
        [
            "venue-keys",
            "rotate",
            "--society",
            "jsnm",
            "--config",
            &config,
        ],
    );
    let ran = shusseki(&[
        "venue-keys",
        "export",
        "--society",
        "nowhere",
        "--config",
        &config,
    ]);
    assert_ne!(ran.code, Some(0));
    let server = server.restart().await;
    let api = Api::log_in(&server, "jsnm", server.demo.society("jsnm").attendees()[0]).await;
    api.check_in(code).await.expect_status(201);
}

/// `qr-tools poster` against a running server: what it prints opens the same sessions.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn posters_from_the_server() {
    let server = Server::start(Engine::Sqlite).await;
    let society = server.demo.society("jsnm");
    let office = Api::log_in(&server, "jsnm", society.staff("admin")).await;
    let (from, to) = demo::days();
    let sheet = office
        .get(&format!("/posters?from={from}&to={to}"))
        .await
        .expect_status(200);
    let exported = server.data.join("sheet.json");
    std::fs::write(&exported, &sheet.body).expect("written");
    let posters = sheet.json()["posters"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    assert!(posters.len() >= society.sessions.len(), "{}", posters.len());

    let out = server.data.join("png");
    let (sessions, folder) = (exported.display().to_string(), out.display().to_string());
    let made = qr_tools(&[
        "poster",
        "--sessions",
        &sessions,
        "--format",
        "png",
        "--lang",
        "both",
        "--out",
        &folder,
        "--json",
    ]);
    assert_eq!(made.code, Some(0), "{}{}", made.out, made.err);
    let mut read: Vec<String> = Vec::new();
    for file in std::fs::read_dir(&out).expect("the posters").flatten() {
        read.extend(pixels::read_by_zbar(&file.path()));
    }
    let mut expected: Vec<String> = posters
        .iter()
        .filter_map(|poster| poster["code_url"].as_str().map(str::to_owned))
        .collect();
    read.sort();
    expected.sort();
    assert_eq!(
        read, expected,
        "zbar reads another set of codes than was printed"
    );

    for (paper, lang) in [("a3", "ja"), ("letter", "en")] {
        let pdf = server.data.join(format!("{paper}.pdf"));
        let file = pdf.display().to_string();
        let made = qr_tools(&[
            "poster",
            "--sessions",
            &sessions,
            "--paper",
            paper,
            "--lang",
            lang,
            "--out",
            &file,
        ]);
        assert_eq!(made.code, Some(0), "{}{}", made.out, made.err);
        let pages = pixels::pages(&pdf, 150, &server.data);
        assert_eq!(pages.len(), posters.len());
        for page in pages {
            assert_eq!(
                pixels::read_by_zbar(&page).len(),
                1,
                "{paper} {lang}: {}",
                page.display()
            );
        }
    }
    // Straight from the server; and whoever may not list posters is told so.
    let (from, to) = (from.to_string(), to.to_string());
    let pdf = server.data.join("from-server.pdf");
    let file = pdf.display().to_string();
    let token = office.token.as_deref().unwrap_or_default();
    let made = posters_of(&server.address, token, &from, &to, &file);
    assert_eq!(made.code, Some(0), "{}{}", made.out, made.err);
    assert_eq!(pixels::pages(&pdf, 50, &server.data).len(), posters.len());
    let member = Api::log_in(&server, "jsnm", society.attendees()[0]).await;
    let token = member.token.as_deref().unwrap_or_default();
    let refused = posters_of(&server.address, token, &from, &to, &file);
    assert_eq!(refused.code, Some(5), "{}", refused.out);
    assert!(
        refused.err.contains("403") && !refused.err.contains(token),
        "{}",
        refused.err
    );
}

/// Credits of another system, beside a server that runs.
#[tokio::test]
async fn credits_are_imported_once_or_not_at_all() {
    let server = Server::start(Engine::Sqlite).await;
    let config = settings_of(&server);
    let society = server.demo.society("jgets");
    let number = &society.attendees()[0].member_number;
    let file = server.data.join("credits.csv");
    let import = |rows: &str, more: &[&str]| {
        let text = format!("会員番号,日付,活動,大会名\r\n{rows}");
        std::fs::write(&file, text).expect("written");
        let file = file.display().to_string();
        let arguments = [
            "credits",
            "import",
            &file,
            "--society",
            "jgets",
            "--config",
            &config,
        ];
        shusseki(&[&arguments[..], more].concat())
    };
    let rows = format!("{number},2026-01-10,medical-seminar,札幌のセミナー\r\n");
    let wrong = import(
        &format!("{rows}?,昨日,golf,\r\n99999999,2026-01-10,congress,x\r\n"),
        &[],
    );
    assert_eq!(wrong.code, Some(1), "{}{}", wrong.out, wrong.err);
    assert!(
        wrong.err.contains("line 3: ") && wrong.err.contains("line 4: "),
        "{}",
        wrong.err
    );
    let tried = import(&rows, &["--dry-run"]);
    assert_eq!(tried.code, Some(0), "{}{}", tried.out, tried.err);
    assert!(tried.out.contains("Nothing was imported"), "{}", tried.out);
    for added in [1, 0] {
        let ran = import(&rows, &[]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
        assert!(
            ran.out.contains(&format!("Of 1 rows, {added} were added")),
            "{}",
            ran.out
        );
    }
    let member = Api::log_in(&server, "jgets", society.attendees()[0]).await;
    let ledger = member.get("/me/ledger").await.expect_status(200).json();
    let lines = ledger["lines"].as_array().expect("lines").iter();
    assert_eq!(
        lines
            .filter(|line| line["event"]["ja"] == "札幌のセミナー")
            .count(),
        1
    );
    let nowhere = shusseki(&[
        "credits",
        "import",
        "nowhere.csv",
        "--society",
        "jgets",
        "--config",
        &config,
    ]);
    assert_eq!(nowhere.code, Some(1), "{}", nowhere.err);
}

/// `shusseki diff` of the rules of JGETS and a changed copy, on a server's database.
struct Differing {
    folder: tempfile::TempDir,
    database: String,
}

impl Differing {
    fn on(database: &str) -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            database: database.to_owned(),
        }
    }

    /// With the text replaced everywhere.
    fn with(&self, replaced: &[(&str, &str)], lang: &str) -> Ran {
        let mut text = shipped_text("jgets");
        for (old, new) in replaced {
            assert!(text.contains(old), "{old} is not in the definition");
            text = text.replace(old, new);
        }
        let file = self.folder.path().join("new.kdl");
        std::fs::write(&file, text).expect("written");
        self.to(&file, lang)
    }

    fn to(&self, new: &Path, lang: &str) -> Ran {
        self.on_the_day(new, lang, &[])
    }

    fn on_the_day(&self, new: &Path, lang: &str, day: &[&str]) -> Ran {
        let old = societies().join("jgets.kdl").display().to_string();
        let new = new.display().to_string();
        let files = ["diff", &old, &new, "--database", &self.database];
        shusseki(&[&files[..], &["--lang", lang], day].concat())
    }
}

/// What is said of one member, without the indent.
fn said_of(ran: &Ran, number: &str) -> Vec<String> {
    let mut blocks = ran.out.split("\n\n");
    let found = blocks.find(|block| {
        block
            .lines()
            .next()
            .is_some_and(|line| line.contains(number))
    });
    let lines = found.unwrap_or_default().lines();
    lines.map(|line| line.trim().to_owned()).collect()
}

engines! {
    /// Who gains and who loses by a change of the rules, by which figure and for which reason.
    async fn a_change_of_the_rules_is_told_before_it_is_made(engine) {
        let server = Server::start(engine).await;
        let differing = Differing::on(&server.database);

        let gains = differing.with(&[("total minimum=50", "total minimum=45")], "en");
        assert_eq!(gains.code, Some(0), "{}", gains.err);
        assert_eq!(said_of(&gains, " 00421 "), [
            "✓ 00421  髙橋 美咲  Certified Gastrointestinal Endoscopy Technician",
            "can't be renewed → can be renewed",
            "Total: 49 / 50 → 49 / 45",
            "− 1 point still needed (Medical and other seminars)",
        ]);
        let sum = gains.out.lines().last().unwrap_or_default();
        assert!(sum.starts_with("31 standings on "), "{sum}");
        assert!(
            sum.ends_with(": 0 can no longer be renewed, 1 now can, 30 change otherwise, 0 stay the same"),
            "{sum}"
        );
        let later = ["--day", "2027-04-01"];
        let later = differing.on_the_day(&differing.folder.path().join("new.kdl"), "en", &later);
        assert!(later.out.contains("\n31 standings on 1 Apr 2027: "), "{}{}", later.out, later.err);

        // A cap that was reached, lowered; what another may then hold makes the minimum reachable.
        let lowered = [("cap=20 {\n            counts congress", "cap=10 {\n            counts congress"),
            ("cap=20 {\n            counts medical", "cap=30 {\n            counts medical")];
        let loses = differing.with(&lowered, "ja");
        assert_eq!(loses.code, Some(0), "{}", loses.err);
        let said = said_of(&loses, " 01187 ");
        assert_eq!(said[..2], ["✗ 01187  齋藤 惠子  消化器内視鏡技師", "更新できる → 更新できない"]);
        assert!(said.contains(&"技師学会・研究会：20（上限 20） → 10（上限 10）".to_owned()), "{said:?}");
        assert!(said.iter().any(|line| line.starts_with("+ あと")), "{said:?}");
        let sum = loses.out.lines().last().unwrap_or_default();
        assert!(sum.contains("更新できなくなる 1、できるようになる 0"), "{sum}");
        let numbers: Vec<&str> = loses.out.lines().filter(|line| !line.starts_with(' '))
            .filter_map(|line| line.split_whitespace().nth(1)).filter(|word| word.len() == 5).collect();
        assert!(numbers.is_sorted() && numbers.len() > 20, "{numbers:?}");
    }

    /// Names are no rules, what was granted stays, and a certification may go.
    async fn what_changes_no_standing_is_not_listed(engine) {
        let server = Server::start(engine).await;
        let differing = Differing::on(&server.database);
        for lang in ["ja", "en"] {
            let renamed = differing.with(&[("機器講習会", "機器の講習会"), ("Device course", "Course on devices")], lang);
            assert_eq!((renamed.code, renamed.out.lines().count()), (Some(0), 1), "{}{}", renamed.out, renamed.err);
        }
        let grants = differing.with(&[
            ("\"Congress\"             reception=#true { credits attend=10", "\"Congress\"             { credits attend=8"),
        ], "en");
        assert!(grants.out.contains("31 stay the same\nWhat activities give"), "{}{}", grants.out, grants.err);
        let gone = differing.with(&[("endoscopy-technician", "endoscopy-nurse")], "en");
        assert_eq!(said_of(&gone, " 01187 ")[1..], ["can be renewed → no rules for this certification"]);
    }

    /// What can't be compared is said, and nothing is made by asking.
    async fn a_comparison_that_cannot_be_made(engine) {
        let server = Server::start(engine).await;
        let differing = Differing::on(&server.database);
        let other = differing.to(&societies().join("jhrs.kdl"), "en");
        assert_eq!(other.code, Some(1), "{}", other.out);
        assert!(other.err.contains("one definition is of jgets, the other of jhrs"), "{}", other.err);
        let mistaken = differing.with(&[("total minimum", "totl minimum")], "en");
        assert_eq!(mistaken.code, Some(3), "{}", mistaken.out);
        assert!(mistaken.err.contains("did you mean `total`?"), "{}", mistaken.err);

        let empty = Differing::on(&engine.fresh_database(differing.folder.path()).await.to_string());
        let unmigrated = empty.with(&[], "en");
        assert_eq!(unmigrated.code, Some(4), "{}", unmigrated.out);
        assert!(unmigrated.err.contains("shusseki migrate"), "{}", unmigrated.err);
        let missing = differing.folder.path().join("none.db");
        let nowhere = match engine {
            Engine::Sqlite => format!("sqlite:{}", missing.display()),
            Engine::Postgres => "postgres://me:hidden-word@127.0.0.1:1/none".to_owned(),
        };
        let nowhere = Differing::on(&nowhere).with(&[], "en");
        assert_eq!(nowhere.code, Some(4), "{}", nowhere.out);
        assert!(!nowhere.err.contains("hidden-word") && !missing.exists(), "{}", nowhere.err);
    }
}
