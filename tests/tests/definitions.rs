//! Definitions that change while the server runs: a wrong one changes nothing, a mended one holds.

use serde_json::Value;
use shusseki_tests::{Answered, Api, Served, Server, Visitor, engines};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The files are looked at every two seconds, and a machine may be busy.
const SEEN_WITHIN: u32 = 30;

/// The shipped definitions, in a folder of the test's own.
fn definitions(server: &Server) -> PathBuf {
    let folder = server.data.join("societies");
    fs::create_dir(&folder).expect("a folder");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/societies");
    for name in ["jhrs.kdl", "jsnm.kdl", "jgets.kdl"] {
        fs::copy(shipped.join(name), folder.join(name)).expect("a definition");
    }
    folder
}

async fn readiness(served: &Served) -> Value {
    let url = format!("{}/readyz", served.address);
    let answered = Answered::to(reqwest::Client::new().get(url)).await;
    answered.expect_status(200).json()
}

/// Waits until the server says that of its definitions.
async fn until(served: &Served, says: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..SEEN_WITHIN * 10 {
        let ready = readiness(served).await;
        if says(&ready) {
            return ready;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it never says so: {}", readiness(served).await);
}

/// The minimum of the first certification, as the API tells it.
async fn required(api: &Api) -> Value {
    let standings = api.get("/me/standings").await.expect_status(200).json();
    standings["standings"][0]["total"]["required"].clone()
}

engines! {
    async fn a_wrong_definition_changes_nothing_and_a_mended_one_holds(engine) {
        let mut server = Server::start(engine).await;
        let member = server.demo.society("jsnm").attendees()[0].clone();
        assert!(server.terminate().await.success());
        let folder = definitions(&server);
        let served = Served::start(&server, Some(&folder)).await;
        server.address.clone_from(&served.address);
        assert_eq!(readiness(&served).await["definitions"], "ok");
        let api = Api::log_in(&server, "jsnm", &member).await;
        let visitor = Visitor::logged_in(&server, "jsnm", &member).await;
        assert_eq!(required(&api).await, "60");

        let file = folder.join("jsnm.kdl");
        let good = fs::read_to_string(&file).expect("a definition");
        let line = good.lines().position(|line| line.contains("total minimum=60")).expect("a total") + 1;
        fs::write(&file, good.replace("total minimum=60", "total minimum=sixty")).expect("written");
        let wrong = until(&served, |ready| ready["definitions"] != "ok").await;
        assert_eq!(wrong["ready"], true, "the last good rules are in force: {wrong}");
        let told = &wrong["mistakes"][0];
        assert_eq!((told["file"].as_str(), told["line"].as_u64()), (Some("jsnm.kdl"), Some(line as u64)), "{wrong}");
        assert!(told["mistake"].is_string() && told["remedy"].is_string(), "{wrong}");
        assert_eq!(required(&api).await, "60");
        visitor.get("/jsnm/credits").await.expect_status(200);
        visitor.get("/jhrs/login").await.expect_status(200);

        fs::write(&file, good.replace("total minimum=60", "total minimum=61")).expect("written");
        until(&served, |ready| ready["definitions"] == "ok").await;
        assert_eq!(required(&api).await, "61");

        // Asked by a signal, it does not wait for its next look.
        fs::write(&file, good.replace("total minimum=60", "total minimum=62")).expect("written");
        served.signal("-HUP");
        for _ in 0..SEEN_WITHIN * 10 {
            if required(&api).await == "62" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(required(&api).await, "62");

        let lines = served.stop();
        let told = lines.iter().filter(|line| line.contains("definition not loaded"));
        let told: Vec<_> = told.collect();
        assert_eq!(told.len(), 1, "told once: {told:?}");
        assert!(told[0].contains("jsnm.kdl"), "{told:?}");
    }
}
