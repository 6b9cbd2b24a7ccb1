//! Members from a file: `shusseki members import` of new members, of the same ones changed and of the
//! same again, while members check in at a server on the same database; against a bulk insert of as
//! many rows on the same machine in the same run.

use crate::installation::Installation;
use crate::load::paced;
use crate::memory::processor_seconds;
use shusseki_tests::Engine;
use shusseki_tests::database::Database;
use shusseki_tests::programs::{built, run};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Rows; `SHUSSEKI_BENCH_ROWS` names another number.
const MEMBERS: usize = 100_000;
/// Rows in one INSERT of the comparison.
const ROWS: usize = 500;
/// Members who check in meanwhile. They stand in the file too.
const CROWD: usize = 20_000;
/// One of them each.
const EVERY: Duration = Duration::from_millis(20);

/// Measures and prints.
pub(crate) async fn print(engine: Engine) {
    let members = std::env::var("SHUSSEKI_BENCH_ROWS").ok();
    let members = members
        .and_then(|text| text.parse().ok())
        .unwrap_or(MEMBERS);
    let folder = tempfile::tempdir().expect("a folder");
    let mut installation = Installation::start(engine, CROWD).await;
    let config = settings(folder.path(), &installation);
    println!("Import of {members} members, {engine:?}");
    let mut imported = 0.0;
    let mut checked_in = 0;
    for (what, note) in [("new", ""), ("changed", "甲"), ("unchanged", "甲")] {
        let file = folder.path().join("members.csv").display().to_string();
        std::fs::write(&file, list(members, note)).expect("written");
        let over = Arc::new(AtomicBool::new(false));
        let requests = installation.check_ins(checked_in, CROWD - checked_in);
        let address = installation.address().to_owned();
        let crowd = tokio::spawn(paced(address, requests, EVERY, Arc::clone(&over)));
        let before = processor_seconds(installation.pid());
        let started = Instant::now();
        let arguments = [
            "members",
            "import",
            &file,
            "--society",
            crate::installation::SOCIETY,
            "--ignore-unknown",
            "--config",
            &config,
        ];
        let arguments = arguments.map(str::to_owned);
        let ran = tokio::task::spawn_blocking(move || run(built("shusseki"), arguments)).await;
        let ran = ran.expect("it ran");
        let took = started.elapsed().as_secs_f64();
        let processor = processor_seconds(installation.pid()) - before;
        over.store(true, Ordering::Relaxed);
        let waits = crowd.await.expect("the crowd came");
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
        checked_in += waits.len();
        let longest = waits.iter().max().copied().unwrap_or_default();
        let rate = f64::from(u32::try_from(members).unwrap_or(u32::MAX)) / took;
        println!(
            "  {what:<10} {took:>6.1} s {rate:>8.0} rows/s, {processor:>5.1} s of processor; \
             {} check-ins beside it, none refused, the longest {:.3} s",
            waits.len(),
            longest.as_secs_f64()
        );
        if what == "new" {
            imported = took;
        }
    }
    let mut other = Database::open(installation.database()).await;
    let held = format!(
        "SELECT COUNT(*) FROM holdings WHERE society_id = '{}'",
        crate::installation::SOCIETY
    );
    let held = usize::try_from(other.number(&held).await).unwrap_or(0);
    assert!(held >= members, "the certifications of the file are there");
    other.run("CREATE TABLE bulk (member_id TEXT PRIMARY KEY, member_number TEXT NOT NULL UNIQUE, name TEXT NOT NULL, contents TEXT NOT NULL)").await;
    let started = Instant::now();
    for first in (0..members).step_by(ROWS) {
        other.run(&insert(first, members.min(first + ROWS))).await;
    }
    let bulk = started.elapsed().as_secs_f64();
    println!(
        "  bulk insert {bulk:.1} s; the import of new ones is {:.3} of it",
        bulk / imported
    );
    installation.stop().await;
}

fn settings(folder: &Path, installation: &Installation) -> String {
    let file = folder.join("shusseki.toml");
    let text = format!(
        "public_url = \"http://127.0.0.1:1\"\ndatabase = \"{}\"\nsecret_file = \"{}\"\n",
        installation.database(),
        installation.secret_file().display()
    );
    std::fs::write(&file, text).expect("written");
    file.display().to_string()
}

/// The list, with a word in an address so that all of them change; the crowd stands in it first. Everybody
/// holds a certification, whose last day changes too.
fn list(members: usize, note: &str) -> String {
    let mut text = "会員番号,氏名,フリガナ,会員区分,入会日,メールアドレス,所属機関名,所属部署・役職,郵便番号,都道府県,住所,電話番号,職種,消化器内視鏡技師 認定番号,消化器内視鏡技師 認定期間の初日,消化器内視鏡技師 認定期間の末日\n".to_owned();
    for place in 0..members {
        let number = if place < CROWD {
            format!("B{place:07}")
        } else {
            format!("{place:06}")
        };
        // Writing to a String can't fail.
        let _ = writeln!(
            text,
            "{number},髙橋 一郎{place}{note},タカハシ イチロウ,正会員,2020/4/1,m{place}@mail.example,\
             北都大学病院{},核医学科,106-0031,東京都,港区西麻布{}{note},03-1234-5678,医師,{place:05},2022/4/1,{}/3/31",
            place % 500,
            place % 30,
            if note.is_empty() { 2027 } else { 2028 }
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
