//! Every mistake in rules: what is said, where, and with which remedy.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use shusseki_core::society::{Severity, check};

const EVERY_WORD: &str = include_str!("../definitions/every-word.kdl");

/// A change of the definition, and what is then said: at which text, the mistake, the remedy.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// That each change is found to be that mistake, and nothing else is.
#[track_caller]
fn are_found(severity: Severity, rows: &[Row]) {
    for (from, to, at, mistake, remedy) in rows {
        assert_eq!(
            EVERY_WORD.matches(from).count(),
            1,
            "{from:?} must stand once"
        );
        let text = EVERY_WORD.replacen(from, to, 1);
        let found = check("every-word.kdl", &text).diagnostics;
        let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), 1, "{to}\n{}", shown.join("\n"));
        let one = &found[0];
        assert_eq!((&*one.mistake, &*one.remedy), (*mistake, *remedy), "{to}");
        assert_eq!(one.severity, severity, "{to}");
        let line = text.lines().nth(one.line - 1).unwrap();
        let marked: String = line.chars().skip(one.column - 1).take(one.marked).collect();
        assert_eq!(marked, *at, "{one}");
        // The place is the changed one, not another of the same words.
        let changed = EVERY_WORD.find(from).unwrap();
        let first = text[..changed].lines().count();
        assert!(first.abs_diff(one.line) <= 6, "{one}");
    }
}

/// What a Japanese keyboard or a word processor puts in; in texts and remarks it may stand.
#[test]
fn full_width_signs() {
    are_found(
        Severity::Error,
        &[
            (
                "times=2 distinct=event",
                "times=1２ distinct=event",
                "２",
                "`２` can't stand here",
                "write `2`, half-width",
            ),
            (
                "times=2 distinct=event",
                "times＝2 distinct=event // “２＝２”",
                "＝",
                "`＝` can't stand here",
                "write `=`, half-width",
            ),
            (
                "carries-over 10",
                "carries-over ”10\"",
                "”",
                "`”` can't stand here",
                "write `\"`, half-width",
            ),
        ],
    );
    let texts = EVERY_WORD.replace("例", r#"“例\"＝２"#);
    assert_ne!(texts, EVERY_WORD);
    assert!(check("every-word.kdl", &texts).society.is_some());
}

#[test]
fn unknown_words() {
    are_found(
        Severity::Error,
        &[
            (
                "carries-over 10",
                "carry-over 10",
                "carry-over",
                "unknown word `carry-over` in `requires`",
                "did you mean `carries-over`?",
            ),
            (
                "reception=#true",
                "receptions=#true",
                "receptions=#true",
                "`activity` has no property `receptions`",
                "did you mean `reception`?",
            ),
            (
                "times=2 distinct=event",
                "times=2 distinct=meeting",
                "distinct=meeting",
                "there is no thing to count by `meeting`",
                "known here: activity, code, event, programme, session",
            ),
            (
                "once-per=year",
                "once-per=yaer",
                "once-per=yaer",
                "there is no span or thing to count by `yaer`",
                "did you mean `year`?",
            ),
            (
                "at-least 2 per=year",
                "at-least 2 per=day",
                "per=day",
                "there is no span of time `day`",
                "known here: period, year",
            ),
            (
                "at-most 3 times",
                "at-most 3 time",
                "time",
                "there is no unit `time`",
                "did you mean `times`?",
            ),
            (
                "declared as-declared",
                "declared as-claimed",
                "as-claimed",
                "there is no way to take declared credits `as-claimed`",
                "did you mean `as-declared`?",
            ),
            (
                "in=years",
                "in=weeks",
                "in=weeks",
                "there is no unit of time `weeks`",
                "known here: days, months, years",
            ),
            (
                "forfeited-by withdrawal",
                "forfeited-by whim",
                "whim",
                "there is no reason `whim`",
                "known here: dues-unpaid, withdrawal",
            ),
            (
                "evidence=accepted\n                counts",
                "evidence=believed\n                counts",
                "evidence=believed",
                "there is no kind of evidence `believed`",
                "known here: accepted, declared, recorded",
            ),
            (
                "counts meeting role=attend",
                "counts meeting once-per=year",
                "once-per=year",
                "`counts` has no property `once-per`",
                "known here: code, evidence, from, role, tag, until, without",
            ),
            (
                "status suspended",
                "status suspendet",
                "suspendet",
                "there is no status `suspendet`",
                "did you mean `suspended`?",
            ),
            (
                "minimum=none\n            category required",
                "minimum=nothing\n            category required",
                "minimum=nothing",
                "`nothing` isn't right here",
                "a number of credits such as 20 or 12.5, without quotes, or `none`",
            ),
        ],
    );
}

#[test]
fn references_to_nothing() {
    are_found(
        Severity::Error,
        &[
            (
                "counts lecture course\n",
                "counts lecture coarse\n",
                "coarse",
                "there is no activity `coarse`",
                "did you mean `course`?",
            ),
            (
                "activity=paper",
                "activity=papers",
                "activity=papers",
                "there is no activity `papers`",
                "did you mean `paper`?",
            ),
            (
                "counts paper role=present",
                "counts paper role=presents",
                "role=presents",
                "there is no role `presents`",
                "did you mean `present`?",
            ),
            (
                "counts tag=on-site",
                "counts tag=onsite",
                "tag=onsite",
                "there is no tag `onsite`",
                "did you mean `on-site`?",
            ),
            (
                "is=nurse is-not",
                "is=nurs is-not",
                "is=nurs",
                "there is no trait `nurs`",
                "did you mean `nurse`?",
            ),
            (
                "class=honorary",
                "class=honoured",
                "class=honoured",
                "there is no class `honoured`",
                "did you mean `honorary`?",
            ),
            (
                "category lectures minimum=none",
                "category lecture minimum=none",
                "lecture",
                "there is no category `lecture`",
                "did you mean `lectures`?",
            ),
            (
                "of-which own minimum=20",
                "of-which ours minimum=20",
                "ours",
                "there is no `of-which` `ours`",
                "known here: own",
            ),
            (
                "waives reports courses",
                "waives reports curses",
                "curses",
                "there is no rule `curses`",
                "did you mean `courses`?",
            ),
            (
                "renewed-with specialist",
                "renewed-with specialists",
                "specialists",
                "there is no certification `specialists`",
                "did you mean `specialist`?",
            ),
            (
                "certification=specialist on",
                "certification=spezialist on",
                "certification=spezialist",
                "there is no certification `spezialist`",
                "did you mean `specialist`?",
            ),
            (
                "extension postponed\n",
                "extension postpone\n",
                "postpone",
                "there is no extension `postpone`",
                "did you mean `postponed`?",
            ),
            (
                "choice \"late\"",
                "choice \"lade\"",
                "\"lade\"",
                "there is no credit `lade` in this example",
                "did you mean `late`?",
            ),
            (
                "choice \"#1\" required",
                "choice \"#1\" requird",
                "requird",
                "there is no category `requird`",
                "did you mean `required`?",
            ),
            (
                "record test on",
                "record tests on",
                "tests",
                "there is no condition `tests`",
                "did you mean `test`?",
            ),
            (
                "work clinical from",
                "work clinic from",
                "clinic",
                "there is no work `clinic`",
                "did you mean `clinical`?",
            ),
            (
                "must-attend meeting missing",
                "must-attend meetin missing",
                "meetin",
                "there is no required attendance `meetin`",
                "did you mean `meeting`?",
            ),
            (
                "version \"新制度\"",
                "version \"新々制度\"",
                "\"新々制度\"",
                "there is no version `新々制度`",
                "did you mean `新制度`?",
            ),
            (
                "case senior\n",
                "case junior\n",
                "junior",
                "there is no case `junior`",
                "known here: senior",
            ),
        ],
    );
}

#[test]
fn categories_that_can_never_be_met() {
    are_found(
        Severity::Error,
        &[
            (
                "en=\"Practice\" minimum=5 cap=10",
                "en=\"Practice\" minimum=11 cap=10",
                "category",
                "the minimum 11 is above the cap 10",
                "lower `minimum`, or raise `cap`",
            ),
            (
                "credits=10 in-steps-of",
                "credits=4 in-steps-of",
                "category",
                "at most 4 can be reached inside, and this needs 5",
                "lower `minimum`, or raise a `cap` inside",
            ),
            (
                "at-least 2 per=year",
                "at-least 2 per=year\n        at-most 1 per=year",
                "at-least",
                "`at-most` 1 and `at-least` 2 exclude each other",
                "lower this number, or raise `at-most` or `cap`",
            ),
            (
                "at-least 1 times",
                "at-least 4 times per=year\n        at-most 3 times per=year",
                "at-least",
                "`at-most` 3 times and `at-least` 4 times exclude each other",
                "lower this number, or raise `at-most` or `cap`",
            ),
            (
                "                counts declared-course evidence=accepted\n                counts declared-course evidence=declared\n",
                "",
                "category",
                "nothing counts in this category",
                "add `counts` with activities, or categories inside",
            ),
            (
                "required cap=5",
                "required cap=5 minimum=6",
                "case",
                "in this case, the minimum 6 is above the cap 5",
                "lower `minimum`, or raise `cap`",
            ),
            (
                "en=\"Held by us\" minimum=10",
                "en=\"Held by us\" minimum=81",
                "of-which",
                "at most 80 can be reached, and this needs 81",
                "lower this minimum, raise a `cap`, or add what `counts`",
            ),
        ],
    );
}

/// The definition with the rules of its second version as given.
fn with_rules(rules: &str) -> Vec<String> {
    let start = EVERY_WORD.find("certification specialist").unwrap();
    let head = &EVERY_WORD[..start];
    let text = format!(
        "{head}certification specialist ja=\"専門医\" {{\n\
        number \"{{serial}}\"\nvalid years=5\nrenewal before-period-end opens=\"12-01\" closes=\"01-31\"\n{rules}\n}}\n"
    );
    let found = check("rules.kdl", &text).diagnostics;
    let errors = found
        .iter()
        .filter(|one| !one.mistake.starts_with("no certification counts"));
    errors
        .map(|one| format!("{}: {}", one.source_line.trim(), one.mistake))
        .collect()
}

#[test]
fn what_limits_and_caps_leave_is_less_than_is_asked_for() {
    for (rules, wanted) in [
        (
            "total minimum=20\ncounts meeting\ncategory aa ja=\"あ\" cap=20 {\n category bb ja=\"い\" minimum=21 {\n counts course\n }\n}",
            "category aa ja=\"あ\" cap=20 {: the minimums inside add up to 21, above the cap 20",
        ),
        (
            "total minimum=50\ncounts meeting\nat-most 40",
            "total minimum=50: at most 40 can be reached, and the total needs 50",
        ),
        (
            "total minimum=50\ncategory aa ja=\"あ\" {\n counts meeting\n at-most 30 per=period\n}\ncategory bb ja=\"い\" cap=19.5 {\n counts course\n}",
            "total minimum=50: at most 49.5 can be reached, and the total needs 50",
        ),
        (
            "total minimum=11\ncounts paper credits=10 once-per=period",
            "total minimum=11: at most 10 can be reached, and the total needs 11",
        ),
        (
            "total minimum=20\ncounts meeting\nof-which xx ja=\"あ\" minimum=1 {\n counts course\n}",
            "of-which xx ja=\"あ\" minimum=1 {: nothing that counts towards the total is among these",
        ),
        (
            "total minimum=20\ncounts meeting role=attend\nof-which xx ja=\"あ\" minimum=1 {\n counts meeting role=chair\n}",
            "of-which xx ja=\"あ\" minimum=1 {: nothing that counts towards the total is among these",
        ),
        (
            "total minimum=20\ncounts meeting tag=online\nof-which xx ja=\"あ\" minimum=1 {\n counts without=online\n}",
            "of-which xx ja=\"あ\" minimum=1 {: nothing that counts towards the total is among these",
        ),
        (
            "total minimum=20\ncounts meeting\ncategory aa ja=\"あ\" cap=5 {\n counts course\n}\nof-which xx ja=\"い\" minimum=6 {\n counts course\n}",
            "of-which xx ja=\"い\" minimum=6 {: at most 5 can be reached, and this needs 6",
        ),
        (
            "total minimum=20\ncounts meeting\ncategory aa ja=\"あ\" cap=5 {\n counts course\n at-least 6\n}",
            "at-least 6: at most 5 can be reached here, and `at-least` asks for 6",
        ),
        (
            "total minimum=20 cap=30\ncounts meeting\ncase xx ja=\"あ\" {\n when is=nurse\n total minimum=31\n}",
            "case xx ja=\"あ\" {: in this case, the minimum 31 is above the cap 30",
        ),
        (
            "total minimum=20\ncategory aa ja=\"あ\" cap=30 {\n counts meeting\n}\nof-which yy ja=\"い\" minimum=5 {\n counts meeting\n}\ncase xx ja=\"う\" {\n when is=nurse\n of-which yy minimum=31\n}",
            "case xx ja=\"う\" {: in this case, at most 30 can be reached, and this needs 31",
        ),
        (
            "either {\n way aa ja=\"あ\" {\n  total minimum=20\n  category bb ja=\"い\" cap=30 {\n  counts meeting\n  }\n }\n way cc ja=\"う\" {\n  exam dd ja=\"え\"\n }\n}\ncase xx ja=\"お\" {\n when is=nurse\n total minimum=31\n}",
            "case xx ja=\"お\" {: in this case, at most 30 can be reached, and the total needs 31",
        ),
    ] {
        let found = with_rules(&format!("requires {{\n{rules}\n}}"));
        assert_eq!(found, [wanted], "{rules}");
    }
}

#[test]
fn what_can_be_met_is_not_found_wanting() {
    for rules in [
        "total minimum=50\ncounts meeting\nat-most 40 per=year",
        "total minimum=50\ncounts meeting\nat-most 40 activity=meeting",
        "total minimum=50\ncounts paper credits=10 once-per=year",
        "total minimum=50\ncounts meeting\nof-which xx ja=\"あ\" minimum=1 {\n counts tag=society-held\n}",
        "total minimum=40\ncategory aa ja=\"あ\" cap=40 {\n counts meeting\n}\ncase xx ja=\"い\" {\n when is=nurse\n total minimum=50\n category aa cap=none\n}",
        "either {\n way aa ja=\"あ\" {\n  total minimum=20\n  counts meeting\n }\n way cc ja=\"う\" {\n  exam dd ja=\"え\"\n }\n}\ncase xx ja=\"お\" {\n when is=nurse\n total minimum=10\n}",
        "total minimum=10\ncounts meeting\ndocument dd ja=\"あ\" minimum=5\ncase xx ja=\"お\" {\n when is=nurse\n waives dd\n document dd ja=\"あ\" minimum=1\n}",
    ] {
        let found = with_rules(&format!("requires {{\n{rules}\n}}"));
        assert!(found.is_empty(), "{rules}\n{found:#?}");
    }
}

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

#[test]
fn the_same_name_twice() {
    are_found(
        Severity::Error,
        &[
            (
                "tag online ja=\"オンライン\"",
                "tag on-site ja=\"オンライン\"\n    tag online ja=\"オンライン\"",
                "tag",
                "the tag `on-site` is declared twice",
                "give one of them another name, or remove it",
            ),
            (
                "trait hospital ja=\"病院勤務\"",
                "trait hospital ja=\"病院勤務\"\n    trait nurse ja=\"看護師\"",
                "trait",
                "the trait `nurse` is declared twice",
                "give one of them another name, or remove it",
            ),
            (
                "            category required ja=\"必修\"",
                "            category aa ja=\"必修\" {\n                counts paper\n            }\n            category aa ja=\"必修\" {\n                counts paper\n            }\n            category required ja=\"必修\"",
                "category",
                "the category `aa` stands twice",
                "give one of them another name",
            ),
            (
                "key=either-society",
                "key=membership",
                "member-of",
                "`membership` stands twice",
                "give one of them a name of its own: `key=…`",
            ),
            (
                "exam test ja=\"試験\"",
                "exam own ja=\"試験\"",
                "exam",
                "`own` stands twice",
                "give one of them another name",
            ),
            (
                "way exam-again",
                "way credits",
                "way",
                "`credits` stands twice",
                "give one of them another name",
            ),
            (
                "extension fy2020",
                "extension postponed",
                "extension",
                "the extension `postponed` stands twice",
                "give one of them another name, or remove it",
            ),
            (
                "document few-reports",
                "document test",
                "document",
                "`test` stands twice",
                "give one of them another name",
            ),
            (
                "forfeited-by withdrawal",
                "forfeited-by withdrawal\n    forfeited-by withdrawal",
                "forfeited-by",
                "the same reason stands twice",
                "keep one of them",
            ),
            (
                "ja=\"見本学会\" en",
                "ja=\"見本学会\" ja=\"見本会\" en",
                "ja=\"見本会\"",
                "`ja` stands twice",
                "remove one of them",
            ),
            (
                "society-held=#false\n",
                "society-held=#false id=late\n",
                "credit",
                "two credits have this `id`",
                "give one of them another",
            ),
        ],
    );
}

#[test]
fn what_can_never_apply_or_says_nothing() {
    are_found(
        Severity::Error,
        &[
            (
                "age-until=99",
                "age-until=64",
                "when",
                "nobody is that old: `age-from` is above `age-until`",
                "exchange the two numbers",
            ),
            (
                "renewals-until=20",
                "renewals-until=2",
                "when",
                "nobody renewed so often: `renewals-from` is above `renewals-until`",
                "exchange the two numbers",
            ),
            (
                "certified-from=\"1990-01-01\"",
                "certified-from=\"2005-01-01\"",
                "when",
                "`certified-until` is before `certified-from`",
                "exchange the two days, or remove one",
            ),
            (
                "is-not=hospital",
                "is-not=nurse",
                "when",
                "nobody is and isn't the same",
                "remove `is` or `is-not`",
            ),
            (
                "when age-from=65 age-until=99 renewals-from=3 renewals-until=20",
                "when",
                "when",
                "`when` says nothing",
                "write such as `when age-from=65 renewals-from=3`",
            ),
            (
                "category lectures minimum=none",
                "category lectures",
                "category",
                "`category` changes nothing here",
                "write `minimum=` or `cap=`, with a number or `none`",
            ),
            (
                "tag=on-site without=online code=\"12\"\n        at-most",
                "tag=on-site without=on-site code=\"12\"\n        at-most",
                "counts",
                "no entry is with and without the same tag",
                "remove `tag` or `without`",
            ),
            (
                "counts tag=on-site without=online code=\"12\"\n        at-most 10",
                "counts\n        at-most 10",
                "counts",
                "`counts` names nothing",
                "name activities after it, or write `role=`, `tag=`, `without=`, `code=` or `evidence=`",
            ),
            (
                "from=\"2020-04-01\" until=\"2021-03-31\"",
                "from=\"2021-04-01\" until=\"2021-03-31\"",
                "extension",
                "`until` is before `from`",
                "exchange the two days, or remove one",
            ),
            (
                "from=\"2020-04-01\" until=\"2021-03-31\"",
                "from=\"2020-04-01\"",
                "extension",
                "the span of days lacks one end",
                "write both `from` and `until`, or neither",
            ),
            (
                "months=6 unasked=#true",
                "months=6",
                "extension",
                "an extension that the office grants is for nobody else",
                "remove the days, or add `unasked=#true`",
            ),
            (
                "ja=\"2020年度特例\" months=6",
                "ja=\"2020年度特例\"",
                "extension",
                "`extension` lasts no time at all",
                "write such as `years=5` or `months=6`",
            ),
            (
                "dues-unpaid years=2",
                "dues-unpaid",
                "forfeited-by",
                "`forfeited-by dues-unpaid` lacks `years`",
                "say after how many unpaid years: `years=2`",
            ),
            (
                "forfeited-by withdrawal",
                "forfeited-by withdrawal years=2",
                "years=2",
                "`forfeited-by withdrawal` takes no property",
                "remove it",
            ),
            (
                "            way exam-again ja=\"再受験による\" en=\"By examination\" {\n                exam again ja=\"再試験\"\n            }\n",
                "",
                "either",
                "`either` needs at least two ways",
                "add a `way`, or write what it holds without `either`",
            ),
            (
                "                exam again ja=\"再試験\"\n",
                "",
                "way",
                "this way requires nothing",
                "say what it requires",
            ),
            (
                "total minimum=60\n",
                "",
                "requires",
                "`requires` lacks `total`",
                "add `total`, or an `either` with ways",
            ),
            (
                "role chair ja=\"座長\"",
                "role per ja=\"一つ\"\n    role chair ja=\"座長\"",
                "role",
                "`per` has another meaning in `credits`",
                "give the role another name",
            ),
            (
                "tag online ja",
                "tag society-held ja=\"主催\"\n    tag online ja",
                "tag",
                "the tag `society-held` is there without being declared",
                "remove it",
            ),
            (
                "counts viewing credits=0.5 per=\"30min\" after=\"1h\"",
                "counts viewing after=\"1h\"",
                "after=\"1h\"",
                "`after` stands without `credits`",
                "add `credits=…`, or remove `after`",
            ),
            (
                "holder from=\"2023-04-01\" until=\"2028-03-31\"\n    member {\n        dues-paid\n",
                "holder from=\"2023-04-01\" until=\"2028-03-31\"\n    member {\n        dues-paid\n        dues-unpaid 2025\n",
                "dues-unpaid",
                "the dues are paid and unpaid",
                "keep `dues-paid` or `dues-unpaid`",
            ),
            (
                "        status valid\n",
                "",
                "expect",
                "this example expects nothing",
                "say what must come out, such as `renewable #true`",
            ),
            (
                "total raw=17 counted=10 missing=40",
                "total",
                "total",
                "`total` expects nothing",
                "write `raw=`, `counted=` or `missing=`",
            ),
            (
                "proves=\"certificate 7\" times=2",
                "event=\"大会\" times=2",
                "times=2",
                "`times` means so many events, and `event` names one",
                "remove one of them, or write a `credit` for each event",
            ),
            (
                "credit paper on=\"2025-01-01\" role=present credits=7.5",
                "credit paper on=\"2025-01-01\" role=chair",
                "credit",
                "`paper` gives nothing for `chair` on 2025-01-01",
                "name a role that it gives credits for, or write `credits=…`",
            ),
        ],
    );
}

#[test]
fn a_case_without_a_total_to_change_or_any_change() {
    let two_ways = "either {\n way aa ja=\"あ\" {\n  exam ab ja=\"い\"\n }\n way cc ja=\"う\" {\n  exam dd ja=\"え\"\n }\n}\n";
    let case = "case xx ja=\"お\" {\n when is=nurse\n total minimum=10\n}";
    let found = with_rules(&format!("requires {{\n{two_ways}{case}\n}}"));
    assert_eq!(found, ["total minimum=10: there is no total to change"]);
    let found = with_rules(
        "requires {\ntotal minimum=10\ncounts meeting\ncase xx ja=\"お\" {\n when is=nurse\n}\n}",
    );
    assert_eq!(found, ["case xx ja=\"お\" {: this case changes nothing"]);
    let found = with_rules(
        "requires {\ntotal minimum=10\ncounts meeting\ncase xx ja=\"お\" {\n total minimum=5\n}\n}",
    );
    assert_eq!(found, ["case xx ja=\"お\" {: `case` lacks `when`"]);
}

#[test]
fn numbers_and_days_out_of_range() {
    are_found(
        Severity::Error,
        &[
            (
                "valid years=5 months=5",
                "valid years=5 months=12",
                "months=12",
                "`12` isn't right here",
                "a whole number from 0 to 11, without quotes",
            ),
            (
                "at-most-years=3",
                "at-most-years=0",
                "at-most-years=0",
                "`0` isn't right here",
                "a whole number from 1 to 50, without quotes",
            ),
            (
                "minimum=2000",
                "minimum=0",
                "minimum=0",
                "`0` isn't right here",
                "a whole number from 1 to 99999, without quotes",
            ),
            (
                "percent=50",
                "percent=101",
                "percent=101",
                "`101` isn't right here",
                "a whole number from 1 to 100, without quotes",
            ),
            (
                "at-most 3 times",
                "at-most 2.5 times",
                "2.5",
                "`2.5` isn't right here",
                "a whole number from 1 to 9999, without quotes",
            ),
            (
                "per=\"30min\"\n",
                "per=\"0min\"\n",
                "per=\"0min\"",
                "`\"0min\"` isn't right here",
                "a duration of at least one minute, such as \"30min\"",
            ),
            (
                "born=\"1960-05-01\"",
                "born=\"1960-02-30\"",
                "born=\"1960-02-30\"",
                "`\"1960-02-30\"` isn't right here",
                "a day from 1900 to 2199 such as \"2026-04-01\", in quotes",
            ),
            (
                "period-contains=\"2027-01-01\"",
                "period-contains=\"20270101\"",
                "period-contains=\"20270101\"",
                "`\"20270101\"` isn't right here",
                "a day from 1900 to 2199 such as \"2026-04-01\", in quotes",
            ),
            (
                "backdated=#true",
                "backdated=\"true\"",
                "backdated=\"true\"",
                "`\"true\"` isn't right here",
                "#true or #false",
            ),
            (
                "reception=#true",
                "reception=\"true\"",
                "reception=\"true\"",
                "`\"true\"` isn't right here",
                "#true or #false",
            ),
            (
                "carries-over 10",
                "carries-over \"10\"",
                "\"10\"",
                "`\"10\"` isn't right here",
                "a number of credits such as 20 or 12.5, without quotes",
            ),
            (
                "credits-until \"02-28\"",
                "credits-until \"02-29\"",
                "\"02-29\"",
                "`\"02-29\"` isn't right here",
                "a day of the year is written month-day, such as \"04-01\", and every year has it",
            ),
        ],
    );
}

#[test]
fn what_probably_was_not_meant_is_a_warning() {
    are_found(
        Severity::Warning,
        &[(
            "counts lecture course\n",
            "counts lecture course\n            counts course credits=7\n",
            "course",
            "an earlier line of this category takes all of it already",
            "put the line with more conditions first, or remove this",
        )],
    );
    // A line with conditions before one without is the way to say it.
    let text = EVERY_WORD.replace(
        "counts lecture course\n",
        "counts course tag=on-site credits=7\n            counts lecture course\n",
    );
    assert!(check("every-word.kdl", &text).diagnostics.is_empty());
}

#[test]
fn what_a_line_lacks_or_has_too_much() {
    are_found(
        Severity::Error,
        &[
            (
                "short-name SAMPLE",
                "short-name SAMPLE X",
                "X",
                "`short-name` takes no further value",
                "remove it; a text with spaces is one value when it is quoted",
            ),
            (
                "short-name SAMPLE",
                "(x)short-name SAMPLE",
                "x",
                "`(x)` isn't used in definitions",
                "remove it with its parentheses",
            ),
            (
                "short-name SAMPLE",
                "short-name",
                "short-name",
                "`short-name` lacks its value",
                "write the value after `short-name`",
            ),
            (
                "short-name SAMPLE",
                "short-name SAMPLE\n    short-name SAMPLE",
                "short-name",
                "`short-name` stands twice in `society`",
                "keep one of them",
            ),
            (
                "fee=10000",
                "fee=10000 opening=\"12-01\"",
                "opening=\"12-01\"",
                "`renewal` has no property `opening`",
                "did you mean `opens`?",
            ),
            (
                " closes=\"01-31\" fee",
                " fee",
                "renewal",
                "`renewal` needs either `opens` and `closes`, or `months`",
                "write such as `opens=\"10-01\" closes=\"12-31\"`, or `months=6`",
            ),
            (
                "before-period-end months=6",
                "before-period-end months=6 closes=\"12-31\"",
                "renewal",
                "`renewal` needs either `opens` and `closes`, or `months`",
                "write such as `opens=\"10-01\" closes=\"12-31\"`, or `months=6`",
            ),
            (
                "before-period-end months=6",
                "before-period-end",
                "renewal",
                "`renewal` needs either `opens` and `closes`, or `months`",
                "write such as `opens=\"10-01\" closes=\"12-31\"`, or `months=6`",
            ),
            (
                "dues-paid ja=\"会費完納\" en=\"Dues paid\"",
                "dues-paid en=\"Dues paid\"",
                "en=\"Dues paid\"",
                "`en` stands without `ja`",
                "add `ja=…`, or remove `en`",
            ),
            (
                "short-name SAMPLE",
                "short-name (y)SAMPLE",
                "y",
                "`(y)` isn't used in definitions",
                "remove it with its parentheses",
            ),
            (
                "credits attend=5;",
                "credits per=\"30min\";",
                "credits",
                "`credits` names no role",
                "write such as `credits attend=10`",
            ),
            (
                "languages ja en",
                "languages ja ja",
                "languages",
                "a language stands twice",
                "keep one of them",
            ),
            (
                "\"office@example.org\"",
                "\"office\"",
                "\"office\"",
                "`office` is no mail",
                "an address such as \"office@example.org\"",
            ),
            (
                "length-from=8 length-to=20",
                "length-from=21 length-to=20",
                "password",
                "`length-from` is above `length-to`",
                "exchange the two numbers",
            ),
            (
                "expires=\"45d\"",
                "expires=\"0d\"",
                "temporary-password",
                "`expires` leaves no time",
                "write such as `expires=\"30d\"`",
            ),
            (
                "then=log-in-again",
                "then=log-in",
                "then=log-in",
                "there is no way to go on `log-in`",
                "did you mean `log-in-again`?",
            ),
            (
                "    temporary-password expires=\"45d\" then=log-in-again in-app=#true\n    notice ja=\"お知らせの一\" en=\"Notice one\"\n    notice ja=\"お知らせの二\"\n    confirm-profile within=\"14d\"\n    by-reset\n",
                "    confirm-profile within=\"14d\"\n",
                "first-login",
                "`first-login` says no way in",
                "add `temporary-password expires=\"30d\"`, or `by-reset`",
            ),
            (
                "within=\"14d\"",
                "within=\"14h\"",
                "within=\"14h\"",
                "`\"14h\"` isn't right here",
                "a duration in whole days such as \"120d\", at most 366",
            ),
            (
                "    lists meeting\n",
                "    lists meeting meeting\n",
                "meeting",
                "`meeting` stands twice",
                "keep one of them",
            ),
            (
                "    district east ja=\"東\" en=\"East\" {\n        prefectures tokyo chiba\n    }\n    district west ja=\"西\" {\n        prefectures osaka\n    }\n",
                "",
                "districts",
                "`districts` declares no district",
                "add a district",
            ),
            (
                "certification instructor ja",
                "certification instructor ja=\"指導\" { number \"{serial}\"; valid years=5; renewal before-period-end opens=\"05-01\" closes=\"06-30\"; renewed-with specialist; }\ncertification instructor ja",
                "certification",
                "the certification `instructor` is declared twice",
                "give one of them another name, or remove it",
            ),
            (
                "    renewed-with specialist\n",
                "",
                "certification",
                "`certification` says nothing of what its renewal requires",
                "add a `requires` block, or `renewed-with` another certification",
            ),
            (
                "renewed-with specialist",
                "renewed-with specialist\n    requires {\n        total minimum=10\n        counts meeting\n    }",
                "specialist",
                "a certification renewed with another has no `requires` of its own",
                "remove `requires`, or remove `renewed-with`",
            ),
        ],
    );
}

#[test]
fn no_category_is_called_total() {
    let rules = "total minimum=10\ncounts meeting\ncategory total ja=\"あ\" {\n counts course\n}";
    let found = with_rules(&format!("requires {{\n{rules}\n}}"));
    assert_eq!(
        found,
        ["category total ja=\"あ\" {: `total` is the name of the whole"]
    );
}

#[test]
fn profiles() {
    are_found(
        Severity::Error,
        &[
            (
                "field given-name text ja=\"名\" hint-ja",
                "field given-name txt ja=\"名\" hint-ja",
                "txt",
                "there is no kind of field `txt`",
                "did you mean `text`?",
            ),
            (
                "prefectures osaka",
                "prefectures edo",
                "edo",
                "`edo` isn't right here",
                "a prefecture in roman letters such as tokyo, osaka or hokkaido, or overseas",
            ),
            (
                "prefectures osaka",
                "prefectures tokyo",
                "tokyo",
                "`tokyo` belongs to a district already",
                "keep it in one of them",
            ),
            (
                "prefecture=area address=street",
                "prefecture=area address=lane",
                "address=lane",
                "there is no field of the kind `text` `lane`",
                "known here: family-name, given-name, street",
            ),
            (
                "field diet choices ja=\"食事\" en=\"Diet\" shown=private",
                "field name choices ja=\"食事\" en=\"Diet\" shown=private",
                "name",
                "`name` is what the directory calls something else",
                "known here: family-kana, family-name, given-kana, given-name, institution, mail, roman-name",
            ),
            (
                "shown=private",
                "shown=secret",
                "shown=secret",
                "there is no way to show a field `secret`",
                "known here: always, never, private, public",
            ),
            (
                "edited-by=office",
                "edited-by=ofice",
                "edited-by=ofice",
                "there is no editor `ofice`",
                "did you mean `office`?",
            ),
            (
                "shown=always searched=#true substitute=#true",
                "searched=#true substitute=#true",
                "field",
                "nobody is found by what is never shown",
                "remove `searched`, or add `shown=public`",
            ),
            (
                "option none ja=\"なし\"",
                "option vegetarian ja=\"なし\"",
                "option",
                "the option `vegetarian` is declared twice",
                "give one of them another name, or remove it",
            ),
            (
                "field area prefecture ja=\"都道府県\"",
                "field area prefecture ja=\"都道府県\" substitute=#true",
                "field",
                "only a field of the kind `text` has substitute spellings",
                "remove `substitute`",
            ),
            (
                "field given-name text ja=\"名\"",
                "field given-name kana ja=\"名\"",
                "field",
                "`given-name` must be of the kind `text`",
                "write `field given-name text`",
            ),
            (
                "group post ja=\"送付先\"",
                "group person ja=\"送付先\"",
                "group",
                "the group `person` is declared twice",
                "give one of them another name, or remove it",
            ),
            (
                "pages-an-hour=100",
                "pages-an-hour=0",
                "pages-an-hour=0",
                "`0` isn't right here",
                "a whole number from 1 to 100000, without quotes",
            ),
        ],
    );
}

#[test]
fn notices() {
    are_found(
        Severity::Error,
        &[
            (
                "notices mail=#true",
                "notices mail=yes",
                "mail=yes",
                "`yes` isn't right here",
                "#true or #false",
            ),
            (
                "        classes regular\n",
                "        classes regular\n        districts north\n",
                "north",
                "there is no district `north`",
                "known here: east, west",
            ),
            (
                "        statuses active on-leave\n",
                "        statuses active withdrawn\n",
                "withdrawn",
                "there is no status of members `withdrawn`",
                "known here: active, on-leave",
            ),
            (
                "        everybody\n",
                "        everybody\n        classes honorary\n",
                "audience",
                "`everybody` stands beside a choice of members",
                "keep one of them",
            ),
            (
                "audience eastern ja=",
                "audience all ja=",
                "audience",
                "the audience `all` is declared twice",
                "give one of them another name, or remove it",
            ),
            (
                "        offices \"評議員\" \"理事\"\n",
                "        offices \"評議員\" 3\n",
                "3",
                "`3` isn't right here",
                "a text in quotes, of one line and at most 500 bytes",
            ),
        ],
    );
}

#[test]
fn support() {
    are_found(
        Severity::Error,
        &[
            (
                "form=renaming",
                "form=renamed",
                "form=renamed",
                "there is no form `renamed`",
                "did you mean `renaming`?",
            ),
            (
                "link \"https://example.org/name\"",
                "link \"http://example.org/name\"",
                "\"http://example.org/name\"",
                "`http://example.org/name` can't stand here",
                "an address that begins with https://",
            ),
            (
                "mail \"help@example.org\"",
                "mail \"help\"",
                "\"help\"",
                "`help` can't stand here",
                "an address such as \"office@example.org\"",
            ),
            (
                "lines=3",
                "lines=30",
                "lines=30",
                "`30` isn't right here",
                "a whole number from 1 to 12, without quotes",
            ),
            (
                "            answer ja=\"できます\" en=\"Yes\"\n",
                "",
                "question",
                "`question` lacks `answer`",
                "add `answer`",
            ),
            (
                "    publication \"https://example.org/journal\" ja=\"会誌\" en=\"Journal\"\n",
                "",
                "publications",
                "`publications` lacks `publication`",
                "add `publication`",
            ),
        ],
    );
}
