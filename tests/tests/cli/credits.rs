//! Credits of another system.

use super::{settings_of, shusseki};
use shusseki_tests::{Api, Engine, Server};

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
