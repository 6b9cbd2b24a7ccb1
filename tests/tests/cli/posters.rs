//! The demo's posters in the hands of `qr-tools`.

use super::qr_tools;
use serde_json::Value;
use shusseki_tests::programs::Ran;
use shusseki_tests::server::Options;
use shusseki_tests::{Api, Engine, Server, demo, pixels};

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
