//! Words that the language does not have, and signs that a keyboard slipped in.

use super::{EVERY_WORD, are_found};
use shusseki_core::society::{Severity, check};

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
