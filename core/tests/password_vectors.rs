//! The rule of passwords against vectors that the pages' script is tried with too
//! (`tests/browser/password.test.mjs`): what the page says while one types is what the server says.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use serde::Deserialize;
use shusseki_core::society::PasswordPolicy;

#[derive(Deserialize)]
struct Vector {
    policy: serde_json::Value,
    rules: Vec<(String, u16)>,
    cases: Vec<(String, Vec<String>)>,
}

fn policy(json: &serde_json::Value) -> PasswordPolicy {
    let number = |name: &str| u16::try_from(json[name].as_u64().unwrap()).unwrap();
    let small = |name: &str| u8::try_from(number(name)).unwrap();
    match json["policy"].as_str().unwrap() {
        "nist" => PasswordPolicy::Nist { min: small("min") },
        _ => PasswordPolicy::Composition {
            min: small("min"),
            max: small("max"),
            upper: small("upper"),
            digits: small("digits"),
            history: small("history"),
            remind_days: number("remind_days"),
        },
    }
}

#[test]
fn each_password_has_the_faults_of_its_vector() {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("password-vectors.json")).unwrap();
    let mut tried = 0;
    for vector in vectors {
        let policy = policy(&vector.policy);
        let rules: Vec<(String, u16)> = policy
            .rules()
            .into_iter()
            .map(|rule| (rule.name().to_owned(), rule.number()))
            .collect();
        assert_eq!(rules, vector.rules);
        for (password, wanted) in vector.cases {
            let faults = policy.faults(&password);
            let names: Vec<&str> = faults.iter().map(|fault| fault.name()).collect();
            assert_eq!(names, wanted, "{password:?}");
            tried += 1;
        }
    }
    assert!(tried > 20, "{tried}");
}
