//! Lines without effect.

use super::{EVERY_WORD, are_found};
use shusseki_core::society::{Severity, check};

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
