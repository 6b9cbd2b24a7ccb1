//! The programs under test and those that look at what they made.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A program of the workspace, beside the tests in the target folder.
///
/// # Panics
/// It was not built.
#[must_use]
pub fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap_or_else(|error| panic!("where am I? {error}"));
    // …/debug/deps/test-1a2b and …/debug/bench both have it in …/debug.
    let found = test
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{name} is not built; run: cargo build --workspace --bins"))
}

/// What a program said and how it ended.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// A command that is told nothing by the environment of whoever runs the tests.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("SHUSSEKI_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a program to its end.
///
/// # Panics
/// It can't be started.
pub fn run<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(
    program: impl AsRef<OsStr>,
    arguments: I,
) -> Ran {
    let program = program.as_ref();
    let output = command(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{} can't be started: {error}", program.display()));
    Ran::of(&output)
}

/// Runs a program to its end with that on its standard input.
///
/// # Panics
/// It can't be started, or doesn't read.
pub fn run_on<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(
    program: impl AsRef<OsStr>,
    arguments: I,
    input: &str,
) -> Ran {
    let mut child = command(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("it can't be started: {error}"));
    let mut into = child.stdin.take().expect("a pipe");
    into.write_all(input.as_bytes()).expect("it reads");
    drop(into);
    Ran::of(&child.wait_with_output().expect("it ends"))
}

/// Runs a program that must succeed and gives what it wrote.
///
/// # Panics
/// It failed.
pub fn must<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(
    program: impl AsRef<OsStr>,
    arguments: I,
) -> String {
    let program = program.as_ref().to_owned();
    let ran = run(&program, arguments);
    assert_eq!(
        ran.code,
        Some(0),
        "{}: {}{}",
        program.display(),
        ran.out,
        ran.err
    );
    ran.out
}

impl Ran {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}
