//! What the documentation shows is what the program reads: every definition and every fragment of one
//! in `docs/` checks without a word, and the examples beside them come true.
//!
//! A fence says what it holds: `kdl` is a whole definition, `kdl fragment WHERE` a piece of one, with
//! WHERE one of the places of [`framed`], `kdl members` members for `shusseki explain` with the last
//! whole definition. A remark `<!-- example … -->` after a fragment holds what the
//! prose claims about it.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use shusseki_core::society::{check, check_members};
use std::{fs, path::PathBuf};

const FILES: [&str; 4] = ["rules.md", "rules.ja.md", "office.md", "office.ja.md"];

/// What stands around a fragment of a file; a line is left out where the fragment has its own.
const FILE: [&str; 12] = [
    r##"society reiji venue-code-number=100 { name ja="例"; short-name R; contact { url "https://example.org/" }; fiscal-year starts="04-01"; colour "#0a4d8c"; languages ja; credit-unit ja="単位" en="credit" en-plural="credits"; }"##,
    r#"membership { class regular ja="正会員" dues=10000; }"#,
    r#"events { kind congress ja="学術集会"; }"#,
    r#"roles { role attend ja="参加"; role present ja="発表"; role author ja="著者"; }"#,
    r#"tags { tag on-site ja="現地参加"; }"#,
    r#"traits { trait nurse ja="看護師"; trait pharmacist ja="薬剤師"; }"#,
    r#"activities { activity congress ja="学術集会" { credits attend=10 present=5; }; activity branch-meeting ja="支部会" { credits attend=5; }; activity seminar ja="セミナー" { credits attend=5; }; activity e-learning ja="eラーニング" { credits attend=2; }; activity lecture ja="講演" { credits attend=1; }; activity safety ja="医療安全" { credits attend=1; }; activity infection ja="感染対策" { credits attend=1; }; activity paper ja="論文" { credits author=10; }; activity nursing-meeting ja="看護の学会" { credits attend=4; }; activity pharmacy-meeting ja="薬学の学会" { credits attend=4; }; }"#,
    r#"check-in opens-before="30min" closes-after="30min" accepts-late="48h""#,
    "history years=7",
    "password nist length-from=15",
    r#"certification specialist ja="専門医" { HERE; }"#,
    // So that no activity counts nowhere.
    r#"certification everything ja="すべて" { number "{serial:05}"; valid years=5; renewal before-period-end opens="01-01" closes="12-31"; requires { total minimum=1; counts evidence=recorded; }; }"#,
];

/// What a certification has besides a fragment of it.
const CERTIFICATION: [&str; 4] = [
    r#"number "{serial:05}""#,
    r#"valid years=5 until="03-31""#,
    r#"renewal before-period-end opens="10-01" closes="12-31""#,
    "requires { total minimum=50; counts evidence=recorded; }",
];

/// What a renewal requires besides a single rule.
const RULES: [&str; 3] = [
    "total minimum=50",
    "counts evidence=recorded",
    r#"document case-reports ja="症例報告" minimum=5"#,
];

/// The lines of a frame that the fragment doesn't bring itself.
fn missing(frame: &[&str], fragment: &str, words: usize) -> String {
    let start = |line: &str| -> Vec<String> {
        line.split_whitespace()
            .take(words)
            .map(str::to_owned)
            .collect()
    };
    let stands = |line: &&&str| !fragment.lines().any(|own| start(own) == start(line));
    let lines: Vec<&str> = frame.iter().filter(stands).copied().collect();
    lines.join("\n")
}

/// The fragment as part of a definition, by the place that its fence names.
fn framed(place: &str, fragment: &str) -> String {
    let within = |certification: &str| missing(&FILE, "", 1).replace("HERE", certification);
    match place {
        "file" => {
            let frame = missing(&FILE, fragment, 1).replace("HERE", &CERTIFICATION.join("\n"));
            format!("{frame}\n{fragment}")
        }
        "certification" => {
            let frame = missing(&CERTIFICATION, fragment, 1);
            within(&format!("{frame}\n{fragment}"))
        }
        "requires" => framed("certification", &format!("requires {{\n{fragment}\n}}")),
        "rule" => {
            let frame = missing(&RULES, fragment, 2);
            framed("requires", &format!("{frame}\n{fragment}"))
        }
        "example" => {
            let category = r#"category seminars ja="セミナー" { counts seminar e-learning; }"#;
            format!("{}\n{fragment}", framed("rule", category))
        }
        other => panic!("no place is called {other:?}"),
    }
}

/// A piece of the documentation that the program can read.
struct Piece {
    /// The file and line, for the message.
    at: String,
    /// What readers see.
    shown: String,
    /// The whole definition.
    text: String,
    /// Members to look at with it.
    members: Option<String>,
}

/// The definitions in a file, and each fragment in its frame with the examples that follow it.
fn pieces(file: &str) -> Vec<Piece> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let written = fs::read_to_string(path.join(file)).unwrap();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut lines = written.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let mut until = |end: &str| {
            let block = lines.by_ref().map(|(_, line)| line);
            let block: Vec<&str> = block.take_while(|line| *line != end).collect();
            block.join("\n")
        };
        if let Some(info) = line.strip_prefix("```kdl") {
            let block = until("```");
            let info = info.trim();
            let members = (info == "members").then(|| block.clone());
            let text = match info.strip_prefix("fragment ") {
                Some(place) => framed(place, &block),
                None if info.is_empty() => block.clone(),
                None if members.is_some() => {
                    let whole = pieces.iter().rfind(|piece| piece.text == piece.shown);
                    whole.unwrap().text.clone()
                }
                None => panic!("{file}:{}: {line}: no such fence", number + 1),
            };
            let at = format!("{file}:{}", number + 1);
            pieces.push(Piece {
                at,
                shown: block,
                text,
                members,
            });
        } else if line == "<!--" {
            let examples = until("-->");
            let piece = pieces.last_mut().unwrap();
            piece.text.push('\n');
            piece.text.push_str(&examples);
        }
    }
    pieces
}

/// What is wrong with a piece, if anything; how many examples it has.
fn tried(piece: &Piece) -> (Vec<String>, usize) {
    let checked = check(&piece.at, &piece.text);
    let mut wrong: Vec<String> = checked
        .diagnostics
        .iter()
        .map(ToString::to_string)
        .collect();
    if let Some(society) = checked.society {
        let members = piece.members.iter();
        wrong.extend(members.flat_map(|members| {
            let found = check_members(&piece.at, members, &society).diagnostics;
            found.into_iter().map(|one| one.to_string())
        }));
        for example in &checked.examples {
            let trial = example.try_on(&society).unwrap();
            let told = |difference| format!("{}: 「{}」: {difference}", piece.at, example.name);
            wrong.extend(trial.differences.iter().map(told));
        }
    }
    (wrong, checked.examples.len())
}

#[test]
fn what_the_documentation_shows_checks_and_comes_true() {
    for file in FILES {
        let pieces = pieces(file);
        assert!(!pieces.is_empty(), "{file} shows no definition");
        let (wrong, examples): (Vec<_>, Vec<_>) = pieces.iter().map(tried).unzip();
        let wrong = wrong.concat();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let examples: usize = examples.iter().sum();
        assert!(
            file.starts_with("office.") || examples > 0,
            "{file} has no example"
        );
    }
}

#[test]
fn both_languages_show_the_same_definitions() {
    for pair in [["rules.md", "rules.ja.md"], ["office.md", "office.ja.md"]] {
        let [english, japanese] = pair.map(|file| {
            let shown = pieces(file).into_iter().map(|piece| piece.shown);
            shown.collect::<Vec<String>>()
        });
        for (english, japanese) in english.iter().zip(&japanese) {
            assert_eq!(english, japanese);
        }
        assert_eq!(english.len(), japanese.len());
    }
}

#[test]
fn a_fragment_that_is_not_right_is_noticed() {
    let wrong = |place, fragment: &str| {
        let piece = Piece {
            at: "here".to_owned(),
            shown: fragment.to_owned(),
            text: framed(place, fragment),
            members: None,
        };
        !tried(&piece).0.is_empty()
    };
    assert!(wrong("rule", "categry seminars"));
    assert!(wrong(
        "requires",
        "total minimum=50\ncategory x ja=\"x\" cap=20 { counts seminar }"
    ));
    let fragment = "example \"x\" certification=specialist on=\"2029-11-01\" {\n holder from=\"2025-04-01\"\n expect { renewable #true }\n}";
    assert!(wrong("example", fragment));
}
