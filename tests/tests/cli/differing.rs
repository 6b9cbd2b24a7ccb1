//! `shusseki diff`: who gains and who loses by a change of the rules.

use super::{shipped_text, shusseki, societies};
use shusseki_tests::programs::Ran;
use shusseki_tests::{Engine, Server, engines};
use std::path::Path;

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
