//! What `shusseki` says before it serves.

use super::shusseki;

#[test]
fn serving_before_migrating_says_what_to_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("shusseki.toml");
    let here = folder.path().display();
    let text = format!(
        "public_url = \"http://127.0.0.1:1\"\nlisten = \"127.0.0.1:0\"\ndatabase = \"sqlite:{here}/a.db\"\nsecret_file = \"{here}/secret.key\"\n"
    );
    std::fs::write(&file, text).expect("written");
    let config = file.display().to_string();
    let served = shusseki(&["serve", "--config", &config]);
    assert_eq!(served.code, Some(4), "{}", served.err);
    assert!(
        served.err.contains("run `shusseki migrate`"),
        "{}",
        served.err
    );
}

#[test]
fn settings_are_checked_before_they_are_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("shusseki.toml");
    let path = file.display().to_string();
    let check = |text: &str| {
        std::fs::write(&file, text).expect("written");
        shusseki(&["config", "check", "--config", &path])
    };
    let right = check(
        "public_url = \"https://attend.example.org\"\ndatabase = \"postgres://me:hidden-word@db.example/shusseki\"\n",
    );
    assert_eq!(right.code, Some(0), "{}", right.err);
    assert!(
        right.out.contains("https://attend.example.org") && !right.out.contains("hidden-word"),
        "{}",
        right.out
    );
    for (text, named) in [
        (
            "public_url = \"https://attend.example.org/path\"",
            "public_url",
        ),
        (
            "public_url = \"https://a.example\"\nlisten_on = \"x\"",
            "listen_on",
        ),
        (
            "public_url = \"https://a.example\"\nlisten = \"everywhere\"",
            "listen",
        ),
        ("", "public_url"),
        ("public_url = ", "public_url"),
    ] {
        let wrong = check(text);
        assert_eq!(wrong.code, Some(3), "{text}: {}{}", wrong.out, wrong.err);
        assert!(wrong.err.contains(named), "{text}: {}", wrong.err);
    }
    assert_eq!(
        shusseki(&["config", "check", "--config", "no/such.toml"]).code,
        Some(3)
    );
    assert_eq!(shusseki(&["--no-such-option"]).code, Some(2));
    assert_eq!(shusseki(&["--help"]).code, Some(0));
}
