//! Keys that leave the installation.

use super::{qr_tools, settings_of, shusseki};
use serde_json::Value;
use shusseki_tests::programs::{built, must};
use shusseki_tests::{Api, Engine, Server, State};

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
