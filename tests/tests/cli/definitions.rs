//! Definitions at the command line: checked, tried on their examples, explained.

use super::{shipped_text, shusseki, societies};
use std::path::PathBuf;

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
