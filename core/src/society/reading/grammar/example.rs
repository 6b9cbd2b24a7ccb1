//! The words of `example`.

use super::{ONE_VALUE, Shape, Times};

pub(super) static EXAMPLE: Shape = Shape {
    values: &["sentence"],
    needs: &["certification", "on"],
    block: &[
        ("holder", Times::Once, &HOLDER),
        ("member", Times::AtMostOnce, &MEMBER),
        ("credit", Times::Any, &CREDIT),
        ("expect", Times::Once, &EXPECT),
    ],
    ..Shape::BARE
};
/// The same in a file of its own, where somebody wants to know what comes out.
pub(super) static QUESTION: Shape = Shape {
    values: &["sentence"],
    needs: &["certification", "on"],
    block: &[
        ("holder", Times::Once, &HOLDER),
        ("member", Times::AtMostOnce, &MEMBER),
        ("credit", Times::Any, &CREDIT),
        ("expect", Times::AtMostOnce, &EXPECT),
    ],
    ..Shape::BARE
};
static HOLDER: Shape = Shape {
    needs: &["from"],
    may: Some(&[
        "until",
        "first-certified",
        "renewals",
        "used-until",
        "carried",
    ]),
    block: &[
        ("extension", Times::Any, &ONE_VALUE),
        ("choice", Times::Any, &CHOICE),
    ],
    ..Shape::BARE
};
static CHOICE: Shape = Shape {
    values: &["credit", "category"],
    ..Shape::BARE
};

static MEMBER: Shape = Shape {
    may: Some(&["born", "class", "is", "withdrawn"]),
    block: &[
        ("is", Times::Any, &WORDS),
        ("member-of", Times::Any, &SINCE),
        ("dues-unpaid", Times::AtMostOnce, &YEARS),
        ("dues-paid", Times::AtMostOnce, &BARE),
        ("certificate", Times::Any, &SINCE),
        ("record", Times::Any, &RECORD),
        ("suspended", Times::Any, &SPAN),
        ("work", Times::Any, &WORK),
    ],
    ..Shape::BARE
};
static BARE: Shape = Shape::BARE;
static WORDS: Shape = Shape {
    values: &["name"],
    more: Some("name"),
    ..Shape::BARE
};
/// A thing that holds from a day on, and perhaps until another.
static SINCE: Shape = Shape {
    values: &["name"],
    needs: &["from"],
    may: Some(&["until"]),
    ..Shape::BARE
};
static YEARS: Shape = Shape {
    values: &["fiscal year"],
    more: Some("fiscal year"),
    ..Shape::BARE
};
static RECORD: Shape = Shape {
    values: &["name"],
    needs: &["on"],
    may: Some(&["amount"]),
    ..Shape::BARE
};
static SPAN: Shape = Shape {
    needs: &["from", "until"],
    ..Shape::BARE
};
static WORK: Shape = Shape {
    values: &["name"],
    needs: &["from", "until"],
    may: Some(&["percent"]),
    ..Shape::BARE
};

static CREDIT: Shape = Shape {
    values: &["activity"],
    needs: &["on"],
    may: Some(&[
        "role",
        "credits",
        "times",
        "minutes",
        "tag",
        "code",
        "event",
        "session",
        "programme",
        "proves",
        "evidence",
        "society-held",
        "id",
    ]),
    block: &[
        ("tag", Times::Any, &ONE_VALUE),
        ("code", Times::Any, &ONE_VALUE),
    ],
    ..Shape::BARE
};

static EXPECT: Shape = Shape {
    block: &[
        ("renewable", Times::AtMostOnce, &ONE_VALUE),
        ("total", Times::AtMostOnce, &TOTAL),
        ("category", Times::Any, &CATEGORY),
        ("of-which", Times::Any, &OF_WHICH),
        ("must-attend", Times::Any, &MUST_ATTEND),
        ("condition", Times::Any, &CONDITION),
        ("period", Times::AtMostOnce, &PERIOD),
        ("version", Times::AtMostOnce, &ONE_VALUE),
        ("case", Times::Any, &ONE_VALUE),
        ("status", Times::AtMostOnce, &ONE_VALUE),
        ("reason", Times::Any, &ONE_VALUE),
    ],
    ..Shape::BARE
};
static TOTAL: Shape = Shape {
    may: Some(&["raw", "counted", "missing"]),
    ..Shape::BARE
};
static CATEGORY: Shape = Shape {
    values: &["name"],
    may: Some(&["raw", "counted", "missing", "capped-off"]),
    ..Shape::BARE
};
static OF_WHICH: Shape = Shape {
    values: &["name"],
    may: Some(&["raw", "counted", "missing"]),
    ..Shape::BARE
};
static MUST_ATTEND: Shape = Shape {
    values: &["name"],
    needs: &["missing"],
    ..Shape::BARE
};
static CONDITION: Shape = Shape {
    values: &["name"],
    needs: &["met"],
    ..Shape::BARE
};
static PERIOD: Shape = Shape {
    needs: &["until"],
    ..Shape::BARE
};
