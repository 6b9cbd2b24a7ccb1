//! Files that change under a running server.

use super::{LiveSocieties, Patience};
use shusseki_core::society::shipped;
use std::path::PathBuf;
use tempfile::TempDir;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jhrs.kdl");
    std::fs::write(&file, shipped()[0].1).unwrap();
    (folder, file)
}

fn live(folder: &TempDir) -> LiveSocieties {
    LiveSocieties::load(&[folder.path().to_owned()]).unwrap()
}

fn look(societies: &LiveSocieties) -> bool {
    let found = societies.look(Patience::None);
    let is_new = found.is_some();
    found.into_iter().for_each(|found| societies.serve(found));
    is_new
}

fn colour(societies: &LiveSocieties) -> String {
    societies.get("jhrs").unwrap().society.colour.to_string()
}

#[test]
fn a_wrong_definition_changes_nothing_and_is_told_with_its_line() {
    let (folder, file) = folder();
    let societies = live(&folder);
    let good = shipped()[0].1;
    let before = colour(&societies);
    std::fs::write(&file, good.replacen("fiscal-year", "fiscal-yaer", 1)).unwrap();
    assert!(!look(&societies));
    assert_eq!(colour(&societies), before);
    let mistakes = societies.mistakes();
    assert_eq!(mistakes[0].file, "jhrs.kdl");
    let line = good
        .lines()
        .position(|line| line.contains("fiscal-year"))
        .unwrap()
        + 1;
    let told = mistakes
        .iter()
        .find(|told| told.line == Some(line))
        .unwrap();
    assert!(told.mistake.contains("fiscal-yaer"), "{mistakes:?}");

    std::fs::write(&file, good.replacen(&before, "#123456", 1)).unwrap();
    assert!(look(&societies));
    assert_eq!(colour(&societies), "#123456");
    assert!(societies.mistakes().is_empty());
}

#[test]
fn a_file_that_is_being_written_is_left_alone() {
    let (folder, file) = folder();
    let societies = live(&folder);
    assert!(societies.look(Patience::Settled).is_none());
    let other = shipped()[0].1.replacen(&colour(&societies), "#123456", 1);
    std::fs::write(&file, other).unwrap();
    assert!(societies.look(Patience::Settled).is_none(), "it looks new");
    assert!(
        societies.look(Patience::Settled).is_some(),
        "it looks the same twice"
    );
}

#[test]
fn a_society_may_join_and_none_takes_the_place_of_another() {
    let (folder, file) = folder();
    let societies = live(&folder);
    std::fs::write(folder.path().join("jsnm.kdl"), shipped()[1].1).unwrap();
    assert!(look(&societies));
    assert!(societies.get("jsnm").is_some());

    std::fs::write(&file, shipped()[2].1).unwrap();
    assert!(!look(&societies));
    assert!(societies.get("jhrs").is_some() && societies.get("jgets").is_none());
    assert!(societies.mistakes()[0].mistake.contains("it was jhrs"));

    std::fs::write(&file, shipped()[0].1).unwrap();
    std::fs::write(folder.path().join("other.kdl"), shipped()[1].1).unwrap();
    look(&societies);
    let mistakes = societies.mistakes();
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    assert_eq!(mistakes[0].file, "other.kdl");
}

#[test]
fn a_file_that_is_gone_is_missed() {
    let (folder, file) = folder();
    let societies = live(&folder);
    std::fs::remove_file(&file).unwrap();
    assert!(!look(&societies));
    assert!(societies.get("jhrs").is_some());
    assert!(societies.mistakes()[0].mistake.contains("gone"));
    std::fs::write(&file, shipped()[0].1).unwrap();
    look(&societies);
    assert!(societies.mistakes().is_empty());
}
