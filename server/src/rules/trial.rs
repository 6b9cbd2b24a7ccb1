//! The examples of a definition, run, with a readable difference where one doesn't come true.

use shusseki_core::society::{Example, Society};
use std::path::Path;

/// Runs the examples, prints each, and tells how many don't come true.
pub(super) fn run(file: &Path, society: &Society, examples: &[Example]) -> usize {
    let number = match examples.len() {
        0 => "no examples".to_owned(),
        1 => "1 example".to_owned(),
        more => format!("{more} examples"),
    };
    println!("{}: {} ({number})", file.display(), society.name.ja);
    examples
        .iter()
        .filter(|example| !comes_true(file, society, example))
        .count()
}

fn comes_true(file: &Path, society: &Society, example: &Example) -> bool {
    let Some(trial) = example.try_on(society) else {
        println!(
            "  ✗ {}: no certification {}",
            example.name, example.certification
        );
        return false;
    };
    if trial.differences.is_empty() {
        println!("  ✓ {}", example.name);
        return true;
    }
    println!("  ✗ {}", example.name);
    for difference in &trial.differences {
        println!(
            "      {}:{}  {}",
            file.display(),
            difference.line,
            difference.what
        );
        println!("        − expected  {}", difference.expected);
        println!("        + found     {}", difference.found);
    }
    false
}
