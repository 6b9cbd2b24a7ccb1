//! The words of `requires`.

use super::{NAMED, ONE_VALUE, Shape, Times};

/// The words for what isn't said in credits.
pub(in super::super) const CONDITIONS: &[&str] = &[
    "member-of",
    "dues-paid",
    "holds",
    "document",
    "hours",
    "exam",
    "confirmed",
];
/// The words for what must have been attended.
pub(in super::super) const REQUIRED_ATTENDANCES: &[&str] = &["must-attend", "must-attend-each"];

/// The words that a version and a way have in common, and those that only one of them has.
macro_rules! requirements {
    ($($more:expr),*) => {
        &[
            ("total", Times::AtMostOnce, &TOTAL),
            ("counts", Times::Any, &COUNTS),
            ("at-most", Times::Any, &LIMIT),
            ("at-least", Times::Any, &LIMIT),
            ("category", Times::Any, &CATEGORY),
            ("work", Times::Any, &WORK),
            ("each-code", Times::AtMostOnce, &ONE_VALUE),
            ("of-which", Times::Any, &OF_WHICH),
            ("must-attend", Times::Any, &MUST_ATTEND),
            ("must-attend-each", Times::Any, &MUST_ATTEND),
            ("member-of", Times::Any, &MEMBER_OF),
            ("dues-paid", Times::AtMostOnce, &DUES_PAID),
            ("holds", Times::Any, &NAMED_THING),
            ("document", Times::Any, &AMOUNT),
            ("hours", Times::Any, &AMOUNT),
            ("exam", Times::Any, &EXAM),
            ("confirmed", Times::Any, &NAMED_THING),
            ("only-as-member-of", Times::AtMostOnce, &ONE_VALUE),
            ("declared", Times::AtMostOnce, &ONE_VALUE),
            ("carries-over", Times::AtMostOnce, &ONE_VALUE),
            $($more),*
        ]
    };
}

pub(super) static REQUIRES: Shape = Shape {
    may: Some(&[
        "ja",
        "en",
        "from",
        "until",
        "certified-from",
        "certified-until",
        "or-more-favourable",
    ]),
    block: requirements!(("either", Times::Any, &EITHER), ("case", Times::Any, &CASE)),
    ..Shape::BARE
};
static EITHER: Shape = Shape {
    block: &[("way", Times::Any, &WAY)],
    ..Shape::BARE
};
static WAY: Shape = Shape {
    block: requirements!(),
    ..NAMED
};

static TOTAL: Shape = Shape {
    may: Some(&["minimum", "cap"]),
    ..Shape::BARE
};
static CATEGORY: Shape = Shape {
    may: Some(&["en", "minimum", "cap"]),
    block: &[
        ("counts", Times::Any, &COUNTS),
        ("at-most", Times::Any, &LIMIT),
        ("at-least", Times::Any, &LIMIT),
        ("category", Times::Any, &CATEGORY),
        ("work", Times::Any, &WORK),
        ("each-code", Times::AtMostOnce, &ONE_VALUE),
    ],
    ..NAMED
};
static COUNTS: Shape = Shape {
    more: Some("activity"),
    may: Some(&[
        "role", "tag", "without", "code", "evidence", "from", "until", "is", "is-not", "once-per",
        "credits", "per", "after",
    ]),
    ..Shape::BARE
};
/// Entries that are only looked for, not valued.
static ONLY: Shape = Shape {
    more: Some("activity"),
    may: Some(&[
        "role", "tag", "without", "code", "evidence", "from", "until",
    ]),
    ..Shape::BARE
};
static LIMIT: Shape = Shape {
    values: &["number"],
    then: &["unit"],
    may: Some(&[
        "per", "activity", "role", "tag", "without", "code", "evidence", "from", "until",
    ]),
    ..Shape::BARE
};
static WORK: Shape = Shape {
    needs: &["ja", "credits"],
    may: Some(&["en", "in-steps-of"]),
    ..NAMED
};

static OF_WHICH: Shape = Shape {
    needs: &["ja", "minimum"],
    block: &[("counts", Times::AtLeastOnce, &ONLY)],
    ..NAMED
};
static MUST_ATTEND: Shape = Shape {
    may: Some(&["en", "times", "distinct"]),
    block: &[("counts", Times::AtLeastOnce, &ONLY)],
    ..NAMED
};

static MEMBER_OF: Shape = Shape {
    values: &["society"],
    more: Some("society"),
    may: Some(&["key", "ja", "en"]),
    ..Shape::BARE
};
static DUES_PAID: Shape = Shape {
    may: Some(&["ja", "en"]),
    ..Shape::BARE
};
/// Something with a name, and what members read.
static NAMED_THING: Shape = NAMED;
static AMOUNT: Shape = Shape {
    needs: &["ja", "minimum"],
    ..NAMED
};
static EXAM: Shape = Shape {
    may: Some(&["en", "minimum"]),
    ..NAMED
};

static CASE: Shape = Shape {
    block: &[
        ("when", Times::AtLeastOnce, &WHEN),
        ("total", Times::AtMostOnce, &TOTAL),
        ("category", Times::Any, &CHANGED_CATEGORY),
        ("of-which", Times::Any, &CHANGED_OF_WHICH),
        ("waives", Times::Any, &WAIVES),
        ("must-attend", Times::Any, &MUST_ATTEND),
        ("must-attend-each", Times::Any, &MUST_ATTEND),
        ("member-of", Times::Any, &MEMBER_OF),
        ("dues-paid", Times::AtMostOnce, &DUES_PAID),
        ("holds", Times::Any, &NAMED_THING),
        ("document", Times::Any, &AMOUNT),
        ("hours", Times::Any, &AMOUNT),
        ("exam", Times::Any, &EXAM),
        ("confirmed", Times::Any, &NAMED_THING),
    ],
    ..NAMED
};
static WHEN: Shape = Shape {
    may: Some(&[
        "age-from",
        "age-until",
        "renewals-from",
        "renewals-until",
        "certified-from",
        "certified-until",
        "is",
        "is-not",
        "holds",
        "class",
        "period-contains",
    ]),
    ..Shape::BARE
};
static CHANGED_CATEGORY: Shape = Shape {
    values: &["name"],
    may: Some(&["minimum", "cap"]),
    ..Shape::BARE
};
static CHANGED_OF_WHICH: Shape = Shape {
    values: &["name"],
    needs: &["minimum"],
    ..Shape::BARE
};
static WAIVES: Shape = Shape {
    values: &["name"],
    more: Some("name"),
    ..Shape::BARE
};
