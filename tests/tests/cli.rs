//! The programs in a terminal: exit codes, what they say, and the demo's posters in `qr-tools`' hands.

use serde_json::Value;
use shusseki_tests::programs::{Ran, built, must, run};
use shusseki_tests::{Api, Engine, Server, State, demo, pixels};
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

fn shipped() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/societies");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
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
    assert_ne!(
        shusseki(&["check", &file.display().to_string()]).code,
        Some(0)
    );
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
    let server = Server::start(Engine::Sqlite).await;
    for society in &server.demo.societies {
        for session in &society.sessions {
            let page =
                pixels::pages(&server.poster(&session.poster_pdf), 150, &server.data).remove(0);
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
    let settings = server.data.join("shusseki.toml");
    let text = format!(
        "public_url = \"{}\"\ndatabase = \"{}\"\nsecret_file = \"{}\"\n",
        server.address,
        server.database,
        server.data.join("secret.key").display()
    );
    std::fs::write(&settings, text).expect("written");
    let config = settings.display().to_string();
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
