//! Versions of the rules, and the order of certifications.

use super::{EVERY_WORD, with_rules};
use shusseki_core::society::{Severity, check};

#[test]
fn versions_that_overlap_or_leave_a_gap() {
    let version = |name: &str, when: &str| {
        format!("requires ja=\"{name}\" {when} {{\n total minimum=50\n counts meeting\n}}\n")
    };
    for (versions, wanted) in [
        (
            vec!["", "from=\"2026-04-01\""],
            "both this version and the one before (`第0版`) apply to some",
        ),
        (
            vec!["until=\"2026-03-31\"", "from=\"2026-03-31\""],
            "both this version and the one before (`第0版`) apply to some",
        ),
        (
            vec![
                "certified-until=\"2021-12-31\"",
                "certified-from=\"2021-06-01\"",
            ],
            "both this version and the one before (`第0版`) apply to some",
        ),
        (
            vec!["until=\"2026-03-31\"", "from=\"2026-05-01\""],
            "no version applies to applications from 2026-04-01 on",
        ),
        (
            vec![
                "until=\"2026-03-31\"",
                "from=\"2026-04-01\" until=\"2027-03-31\"",
            ],
            "no version applies to applications from 2027-04-01 on",
        ),
        (
            vec![
                "until=\"2026-03-31\"",
                "from=\"2026-04-01\" certified-from=\"2022-04-01\"",
            ],
            "no version applies to applications from 2026-04-01 on to those first certified before 2022-04-01",
        ),
    ] {
        let text: String = versions
            .iter()
            .enumerate()
            .map(|(number, when)| version(&format!("第{number}版"), when))
            .collect();
        let found = with_rules(&text);
        assert_eq!(found.len(), 1, "{text}\n{found:#?}");
        assert!(found[0].ends_with(wanted), "{text}\n{found:#?}");
    }
    for versions in [
        vec!["until=\"2026-03-31\"", "from=\"2026-04-01\""],
        vec![
            "from=\"2020-04-01\" until=\"2026-03-31\"",
            "from=\"2026-04-01\"",
        ],
        vec![
            "certified-until=\"2022-03-31\"",
            "certified-from=\"2022-04-01\"",
        ],
        vec!["", "from=\"2026-04-01\" or-more-favourable=#true"],
    ] {
        let text: String = versions
            .iter()
            .enumerate()
            .map(|(number, when)| version(&format!("第{number}版"), when))
            .collect();
        assert!(with_rules(&text).is_empty(), "{text}");
    }
    let many = "requires ja=\"版\" {\n total minimum=50\n counts meeting\n}\n".repeat(21);
    assert_eq!(
        with_rules(&many),
        ["requires ja=\"版\" {: there are more than 20 versions"]
    );
    let unnamed = "requires until=\"2026-03-31\" {\n total minimum=50\n counts meeting\n}\nrequires ja=\"新\" from=\"2026-04-01\" {\n total minimum=50\n counts meeting\n}";
    assert_eq!(
        with_rules(unnamed),
        ["requires until=\"2026-03-31\" {: a version among several lacks `ja`"]
    );
}

#[test]
fn certifications_renewed_in_a_circle() {
    for (first, second, wanted) in [
        (
            "renewed-with bb",
            "renewed-with aa",
            vec![
                "`aa` is renewed with itself in the end",
                "`bb` is renewed with itself in the end",
            ],
        ),
        (
            "renewed-with aa",
            "renewed-with aa",
            vec![
                "`aa` is renewed with itself in the end",
                "`aa` is itself renewed with another",
            ],
        ),
        (
            "renewed-with bb",
            "requires {\n total minimum=50\n counts meeting\n}",
            vec![],
        ),
    ] {
        let start = EVERY_WORD.find("certification specialist").unwrap();
        let certification = |key: &str, rules: &str| {
            format!(
                "certification {key} ja=\"専門医\" {{\n number \"{{serial}}\"\n valid years=5\n\
                renewal before-period-end opens=\"12-01\" closes=\"01-31\"\n{rules}\n}}\n"
            )
        };
        let text = format!(
            "{}{}{}",
            &EVERY_WORD[..start],
            certification("aa", first),
            certification("bb", second)
        );
        let found = check("circle.kdl", &text).diagnostics;
        let found: Vec<&str> = found
            .iter()
            .filter(|one| one.severity == Severity::Error)
            .map(|one| &*one.mistake)
            .collect();
        assert_eq!(found, wanted, "{first} {second}");
    }
}
