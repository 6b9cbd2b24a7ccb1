//! Members from a file: `shusseki members import` against a bulk insert of as many rows on the same
//! machine in the same run.

use shusseki_tests::Engine;
use shusseki_tests::database::Database;
use shusseki_tests::programs::{built, must, run};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Rows; `SHUSSEKI_BENCH_ROWS` names another number.
const MEMBERS: usize = 100_000;
/// Rows in one INSERT of the comparison.
const ROWS: usize = 500;

/// Measures and prints.
pub(crate) async fn print(engine: Engine) {
    let members = std::env::var("SHUSSEKI_BENCH_ROWS").ok();
    let members = members
        .and_then(|text| text.parse().ok())
        .unwrap_or(MEMBERS);
    let folder = tempfile::tempdir().expect("a folder");
    let database = engine.fresh_database(folder.path()).await;
    let config = settings(folder.path(), &database);
    must(built("shusseki"), ["migrate", "--config", &config]);
    let file = folder.path().join("members.csv").display().to_string();
    std::fs::write(&file, list(members)).expect("written");
    let arguments = [
        "members",
        "import",
        &file,
        "--society",
        "jsnm",
        "--config",
        &config,
    ];
    let seconds = |started: Instant| started.elapsed().as_secs_f64();
    let over = Arc::new(AtomicBool::new(false));
    let waiting = tokio::spawn(longest_wait(engine, database.clone(), Arc::clone(&over)));
    let started = Instant::now();
    let command = arguments.map(str::to_owned);
    let ran = tokio::task::spawn_blocking(move || run(built("shusseki"), command)).await;
    let ran = ran.expect("it ran");
    let imported = seconds(started);
    over.store(true, Ordering::Relaxed);
    let longest = waiting.await.expect("it waited");
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let started = Instant::now();
    let again = run(built("shusseki"), arguments);
    let compared = seconds(started);
    assert_eq!(again.code, Some(0), "{}{}", again.out, again.err);
    let mut other = Database::open(&database).await;
    other.run("CREATE TABLE bulk (member_id TEXT PRIMARY KEY, member_number TEXT NOT NULL UNIQUE, name TEXT NOT NULL, contents TEXT NOT NULL)").await;
    let started = Instant::now();
    for first in (0..members).step_by(ROWS) {
        other.run(&insert(first, members.min(first + ROWS))).await;
    }
    let bulk = seconds(started);
    let rate = |seconds: f64| f64::from(u32::try_from(members).unwrap_or(u32::MAX)) / seconds;
    println!("Import of {members} members, {engine:?}");
    println!(
        "  imported  {imported:>7.1} s {:>8.0} rows/s  {:.3} of a bulk insert",
        rate(imported),
        bulk / imported
    );
    println!(
        "  unchanged {compared:>7.1} s {:>8.0} rows/s",
        rate(compared)
    );
    println!("  bulk      {bulk:>7.1} s {:>8.0} rows/s", rate(bulk));
    println!("  another writer waited at most {longest:.3} s");
}

/// How long another writer had to wait at most: on SQLite for the file, on PostgreSQL for the society's
/// audit log, which every deed of the office needs.
async fn longest_wait(engine: Engine, database: String, over: Arc<AtomicBool>) -> f64 {
    let mut other = Database::open(&database).await;
    let begin = match engine {
        Engine::Sqlite => {
            other.run("PRAGMA busy_timeout = 600000").await;
            "BEGIN IMMEDIATE"
        }
        Engine::Postgres => "BEGIN",
    };
    let mut longest = 0.0_f64;
    while !over.load(Ordering::Relaxed) {
        let started = Instant::now();
        other.run(begin).await;
        other
            .run("UPDATE audit_heads SET lines = lines WHERE society_id = 'jsnm'")
            .await;
        other.run("COMMIT").await;
        longest = longest.max(started.elapsed().as_secs_f64());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    longest
}

fn settings(folder: &Path, database: &str) -> String {
    let file = folder.join("shusseki.toml");
    let secret = folder.join("secret.key");
    let text = format!(
        "public_url = \"http://127.0.0.1:1\"\ndatabase = \"{database}\"\nsecret_file = \"{}\"\n",
        secret.display()
    );
    std::fs::write(&file, text).expect("written");
    file.display().to_string()
}

fn list(members: usize) -> String {
    let mut text = "会員番号,氏名,フリガナ,会員区分,入会日,メールアドレス,所属機関名,所属部署・役職,郵便番号,都道府県,住所,電話番号,職種\n".to_owned();
    for number in 0..members {
        // Writing to a String can't fail.
        let _ = writeln!(
            text,
            "{number:06},髙橋 一郎{number},タカハシ イチロウ,正会員,2020/4/1,m{number}@mail.example,\
             北都大学病院{},核医学科,106-0031,東京都,港区西麻布{},03-1234-5678,医師",
            number % 500,
            number % 30
        );
    }
    text
}

fn insert(first: usize, last: usize) -> String {
    let mut sql = "INSERT INTO bulk (member_id, member_number, name, contents) VALUES ".to_owned();
    for number in first..last {
        let comma = if number == first { "" } else { ", " };
        let id = uuid::Uuid::new_v4();
        let _ = write!(
            sql,
            "{comma}('{id}', '{number:06}', '髙橋 一郎{number}', '港区西麻布 03-1234-5678 医師 北都大学病院 核医学科')"
        );
    }
    sql
}
