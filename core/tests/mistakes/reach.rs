//! Minima that nobody can reach.

use super::{are_found, with_rules};
use shusseki_core::society::Severity;

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
