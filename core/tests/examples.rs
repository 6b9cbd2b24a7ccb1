//! Every definition that comes with the software reads without a word, its examples come true, and
//! the library's table tells what it holds.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use shusseki_core::society::check;
use std::{fs, path::PathBuf};

fn definitions() -> Vec<PathBuf> {
    let societies = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("societies");
    let mut files = Vec::new();
    for folder in [societies.clone(), societies.join("library")] {
        for file in fs::read_dir(folder).into_iter().flatten() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "kdl") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn the_examples_of_every_definition_come_true() {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for path in definitions() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let checked = check(&name, &fs::read_to_string(&path).unwrap());
        wrong.extend(checked.diagnostics.iter().map(ToString::to_string));
        let Some(society) = checked.society else {
            continue;
        };
        for example in &checked.examples {
            tried += 1;
            let trial = example.try_on(&society).unwrap();
            let told = |difference| format!("{name}: 「{}」: {difference}", example.name);
            wrong.extend(trial.differences.iter().map(told));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n{} wrong, {tried} examples",
        wrong.join("\n"),
        wrong.len()
    );
    assert!(tried > 0);
}

/// How many lines of a definition aren't examples, remarks or empty.
fn lines_of_rules(text: &str) -> usize {
    let mut inside = false;
    let counted = text.lines().filter(|line| {
        let beside = [
            "example ",
            "profile ",
            "support ",
            "questions ",
            "publications ",
            "notices ",
        ];
        let example = inside || beside.iter().any(|word| line.starts_with(word));
        inside = example && !line.starts_with('}') && (inside || line.ends_with('{'));
        let line = line.trim();
        !example && !line.is_empty() && !line.starts_with("//")
    });
    counted.count()
}

#[test]
fn the_table_of_the_library_tells_what_the_files_hold() {
    let table = include_str!("../societies/library/README.md");
    let rows = table.lines().filter(|line| line.starts_with("| ["));
    let mut told: Vec<String> = rows.map(str::to_owned).collect();
    for path in definitions() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let (lines, examples) = (lines_of_rules(&text), check(&name, &text).examples.len());
        let holds = format!("| {lines} | {examples} |");
        let row = told
            .iter()
            .position(|row| row.starts_with(&format!("| [{name}]")));
        let row = told.remove(row.unwrap_or_else(|| panic!("{name} has no row")));
        assert!(row.contains(&holds), "{name} has {holds}");
    }
    assert!(told.is_empty(), "no such files: {told:#?}");
}
