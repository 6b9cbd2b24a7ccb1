//! The program from outside: what it writes, what it says, and how it ends.

#![allow(
    clippy::unwrap_used,
    reason = "what fails in a test's helper fails the test"
)]

use serde_json::Value;
use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    path::Path,
    process::{Command, Output},
    thread::JoinHandle,
};

const SHEET: &str = include_str!("posters.json");

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_qr-tools"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("SHUSSEKI_TOKEN")
        .output()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("no signal, no abort")
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A folder with a sheet of two posters.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("posters.json"), SHEET).unwrap();
    folder
}

#[test]
fn help_has_examples_and_exit_codes() {
    let folder = folder();
    let help = run(folder.path(), &["--help"]);
    assert!(String::from_utf8_lossy(&help.stdout).contains("Exit codes:"));
    for command in ["poster", "inspect", "scan", "keys"] {
        let help = run(folder.path(), &[command, "--help"]);
        assert!(
            String::from_utf8_lossy(&help.stdout).contains("Examples:"),
            "{command}"
        );
    }
}

/// `--out p.png` for one poster is that file; for several it is the folder they need.
#[test]
fn one_picture_is_the_file_that_was_named() {
    let folder = folder();
    let mut sheet: Value = serde_json::from_str(SHEET).unwrap();
    sheet["posters"].as_array_mut().unwrap().truncate(1);
    fs::write(folder.path().join("one.json"), sheet.to_string()).unwrap();
    for (sessions, out, is_file) in [
        ("one.json", "p.png", true),
        ("posters.json", "q.png", false),
    ] {
        let arguments = [
            "poster",
            "--sessions",
            sessions,
            "--format",
            "png",
            "--dpi",
            "50",
            "--out",
            out,
        ];
        let made = run(folder.path(), &arguments);
        assert_eq!(code(&made), 0, "{}", errors(&made));
        assert_eq!(folder.path().join(out).is_file(), is_file, "{out}");
    }
}

#[test]
fn a_sheet_becomes_a_pdf_and_pictures_that_scan_reads() {
    let folder = folder();
    let pdf = run(
        folder.path(),
        &[
            "poster",
            "--sessions",
            "posters.json",
            "--out",
            "wall.pdf",
            "--json",
        ],
    );
    assert_eq!(code(&pdf), 0, "{}", errors(&pdf));
    assert_eq!(json(&pdf)["posters"], 2);
    assert!(
        fs::read(folder.path().join("wall.pdf"))
            .unwrap()
            .starts_with(b"%PDF")
    );

    let png = run(
        folder.path(),
        &[
            "poster",
            "--sessions",
            "posters.json",
            "--format",
            "png",
            "--paper",
            "letter",
            "--lang",
            "en",
            "--json",
        ],
    );
    assert_eq!(code(&png), 0, "{}", errors(&png));
    let file = json(&png)["files"][0]["path"].as_str().unwrap().to_owned();
    assert_eq!(file, "posters/001-000345.png");
    let scan = run(folder.path(), &["scan", &file, "--json"]);
    assert_eq!(
        (code(&scan), &json(&scan)[0]["kind"]),
        (0, &Value::from("poster")),
        "{}",
        errors(&scan)
    );

    let svg = run(
        folder.path(),
        &[
            "poster",
            "--sessions",
            "posters.json",
            "--format",
            "svg",
            "--out",
            "svg",
        ],
    );
    assert_eq!(code(&svg), 0, "{}", errors(&svg));
    assert!(
        fs::read_to_string(folder.path().join("svg/002-000346.svg"))
            .unwrap()
            .starts_with("<svg")
    );
}

#[test]
fn keys_are_made_kept_private_and_rotated() {
    let folder = folder();
    let new = run(
        folder.path(),
        &["keys", "new", "--society-number", "7", "k.json"],
    );
    assert_eq!(code(&new), 0, "{}", errors(&new));
    let path = folder.path().join("k.json");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
    let before = fs::read_to_string(&path).unwrap();
    let again = run(
        folder.path(),
        &["keys", "new", "--society-number", "7", "k.json"],
    );
    assert_eq!(code(&again), 4, "an existing file is left alone");
    assert_eq!(fs::read_to_string(&path).unwrap(), before);

    assert_eq!(code(&run(folder.path(), &["keys", "rotate", "k.json"])), 0);
    let list = run(folder.path(), &["keys", "list", "k.json", "--json"]);
    let listed = json(&list);
    assert_eq!(listed["keys"].as_array().unwrap().len(), 2);
    assert!(
        !listed["keys"][0]["retired_at"].is_null() && listed["keys"][1]["retired_at"].is_null()
    );
    let secret = serde_json::from_str::<Value>(&before).unwrap()["keys"][0]["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(!String::from_utf8_lossy(&list.stdout).contains(&secret));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}

/// A key file, and a poster's code made with it that holds on 20 November 2026 from 10:00 to 12:30.
fn keys_and_code(folder: &Path) -> String {
    use shusseki_core::{calendar::Window, venue_code::*};
    let ring = KeyRing::new(
        SocietyNumber::new(7).unwrap(),
        vec![VenueKey::new(KeyId::new(1), [7; 32], None)],
    )
    .unwrap();
    fs::write(folder.join("k.json"), serde_json::to_string(&ring).unwrap()).unwrap();
    let claim = PosterClaim {
        session: SessionNumber::new(12),
        point: PointNumber::new(0),
        serial: PosterSerial::new(345),
        valid: Window::new(
            "2026-11-20T01:00:00Z".parse().unwrap(),
            "2026-11-20T03:30:00Z".parse().unwrap(),
        ),
    };
    ring.mint_poster(&claim)
        .unwrap()
        .url(&"https://kai.example.org".parse().unwrap())
}

#[test]
fn inspect_says_whether_a_code_holds() {
    let folder = folder();
    let url = keys_and_code(folder.path());
    let at = |time: &str, code: &str| {
        run(
            folder.path(),
            &["inspect", "--json", "--keys", "k.json", "--at", time, code],
        )
    };
    let during = at("2026-11-20T10:30:00+09:00", &url);
    assert_eq!(
        (code(&during), &json(&during)["outcome"]),
        (0, &Value::from("holds"))
    );
    assert_eq!(
        (&json(&during)["session"], &json(&during)["serial"]),
        (&Value::from(12), &Value::from(345))
    );
    for (time, outcome) in [
        ("2026-11-20T09:00:00+09:00", "code-not-yet-valid"),
        ("2026-11-20T12:30:00+09:00", "code-expired"),
    ] {
        let output = at(time, &url.to_lowercase());
        assert_eq!(
            (code(&output), &json(&output)["outcome"]),
            (1, &Value::from(outcome))
        );
    }
    let mut altered = url.clone();
    let last = altered.pop().unwrap();
    altered.insert(altered.len() - 3, last);
    assert_eq!(
        json(&at("2026-11-20T10:30:00+09:00", &altered))["outcome"],
        "code-altered"
    );
    let unverified = run(folder.path(), &["inspect", &url]);
    assert_eq!(code(&unverified), 0);
    assert!(String::from_utf8_lossy(&unverified.stdout).contains("10:00:00 JST"));
    let typed = run(folder.path(), &["inspect", "--json", "5xk9 o12t"]);
    assert_eq!(
        (code(&typed), &json(&typed)["kind"]),
        (0, &Value::from("typed"))
    );
    let nonsense = run(
        folder.path(),
        &["inspect", "https://example.org/\u{1b}[2J\u{202e}"],
    );
    assert_eq!(code(&nonsense), 1);
    assert!(
        !String::from_utf8_lossy(&nonsense.stdout).contains('\u{1b}'),
        "terminal controls are escaped"
    );
}

#[test]
fn bad_input_ends_with_its_code_and_a_sentence_never_a_panic() {
    let folder = folder();
    let at = folder.path();
    fs::write(
        at.join("wrong.json"),
        "{\n \"posters\": [\n  {\"society\": 3}\n ]\n}",
    )
    .unwrap();
    fs::write(at.join("cut.json"), &SHEET[..SHEET.len() / 2]).unwrap();
    fs::write(at.join("empty.json"), "{\"posters\": []}").unwrap();
    fs::write(at.join("binary"), [0xff, 0xfe, 0, 1]).unwrap();
    fs::write(at.join("colour.json"), SHEET.replace("#0b6b63", "teal")).unwrap();
    fs::write(
        at.join("long.json"),
        SHEET.replace("HTTPS://KAI", &"A".repeat(9_000)),
    )
    .unwrap();
    fs::write(at.join("file"), "").unwrap();
    for (arguments, status, words) in [
        (&["poster", "--sessions", "none.json"][..], 3, "none.json"),
        (&["poster", "--sessions", "wrong.json"], 3, "wrong.json:3:"),
        (&["poster", "--sessions", "cut.json"], 3, "cut.json:"),
        (&["poster", "--sessions", "empty.json"], 3, "no poster"),
        (&["poster", "--sessions", "binary"], 3, "binary"),
        (&["poster", "--sessions", "."], 3, ".:"),
        (&["poster", "--sessions", "colour.json"], 3, "teal"),
        (&["poster", "--sessions", "long.json"], 3, "QR code"),
        (
            &[
                "poster",
                "--sessions",
                "posters.json",
                "--out",
                "file/x.pdf",
            ],
            4,
            "file/x.pdf",
        ),
        (
            &[
                "poster",
                "--sessions",
                "posters.json",
                "--format",
                "png",
                "--out",
                "file",
            ],
            4,
            "file",
        ),
        (&["poster"], 2, "--sessions"),
        (
            &["poster", "--sessions", "posters.json", "--paper", "a5"],
            2,
            "a4, a3 or letter",
        ),
        (
            &["poster", "--sessions", "posters.json", "--dpi", "9999"],
            2,
            "dpi",
        ),
        (
            &["poster", "--server", "https://kai.example.org"],
            2,
            "--society",
        ),
        (&["scan", "none.jpg"], 3, "none.jpg"),
        (&["scan", "posters.json"], 3, "not a PNG"),
        (
            &["inspect", "--keys", "wrong.json", "CODE"],
            3,
            "wrong.json:",
        ),
        (&["keys", "list", "none"], 3, "none"),
        (
            &["keys", "new", "--society-number", "0", "k"],
            2,
            "1 to 65535",
        ),
        (
            &["keys", "new", "--society-number", "1", "missing/k"],
            4,
            "missing/k",
        ),
    ] {
        let output = run(at, arguments);
        let said = errors(&output);
        assert_eq!(code(&output), status, "{arguments:?}: {said}");
        assert!(
            said.contains(words) && !said.contains("panicked"),
            "{arguments:?}: {said}"
        );
    }
}

/// Answers one request and hands back what was asked.
fn server(status: &str, body: &str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let asked = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4_096];
        let length = stream.read(&mut request).unwrap();
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    (address, asked)
}

#[test]
fn posters_come_from_a_server_too() {
    let folder = folder();
    let ask = |address: &str| {
        run(
            folder.path(),
            &[
                "poster",
                "--server",
                address,
                "--society",
                "jsnm",
                "--from",
                "2026-11-20",
                "--token",
                "secret-token",
            ],
        )
    };
    let (address, asked) = server("200 OK", SHEET);
    let output = ask(&address);
    let request = asked.join().unwrap().to_lowercase();
    assert_eq!(code(&output), 0, "{}", errors(&output));
    assert!(
        request.starts_with("get /api/v1/jsnm/posters?from=2026-11-20&to=2026-11-20 "),
        "{request}"
    );
    assert!(
        request.contains("authorization: bearer secret-token"),
        "{request}"
    );

    let (address, asked) = server(
        "403 Forbidden",
        r#"{"title":"Forbidden","detail":"Only the office may print posters."}"#,
    );
    let refused = ask(&address);
    asked.join().unwrap();
    assert_eq!(code(&refused), 5);
    assert!(
        errors(&refused).contains("403: Forbidden Only the office may print posters."),
        "{}",
        errors(&refused)
    );
    assert!(!errors(&refused).contains("secret-token"));

    let unreachable = ask("http://127.0.0.1:1");
    assert_eq!(code(&unreachable), 5, "{}", errors(&unreachable));
}
