//! The words of a certification, other than its requirements.

use super::{LABELLED, NAMED, ONE_VALUE, Shape, Times, requires::REQUIRES};

pub(super) static CERTIFICATION: Shape = Shape {
    block: &[
        ("number", Times::Once, &ONE_VALUE),
        ("valid", Times::Once, &VALID),
        ("renewal", Times::Once, &RENEWAL),
        ("renewed-with", Times::AtMostOnce, &ONE_VALUE),
        ("suspension", Times::AtMostOnce, &SUSPENSION),
        ("extension", Times::Any, &EXTENSION),
        ("forfeited-by", Times::Any, &FORFEITED_BY),
        ("requires", Times::Any, &REQUIRES),
    ],
    ..NAMED
};
static VALID: Shape = Shape {
    needs: &["years"],
    may: Some(&["months", "until"]),
    block: &[
        ("first-period", Times::AtMostOnce, &FIRST_PERIOD),
        ("credits-until", Times::AtMostOnce, &ONE_VALUE),
    ],
    ..Shape::BARE
};
static FIRST_PERIOD: Shape = Shape {
    needs: &["years"],
    may: Some(&["months"]),
    ..Shape::BARE
};
static RENEWAL: Shape = Shape {
    values: &["side of the period's end"],
    may: Some(&["opens", "closes", "months", "fee"]),
    ..Shape::BARE
};
static SUSPENSION: Shape = Shape {
    may: Some(&["en", "at-most-years", "in", "credits-count"]),
    ..LABELLED
};
static EXTENSION: Shape = Shape {
    may: Some(&[
        "en",
        "years",
        "months",
        "backdated",
        "unasked",
        "from",
        "until",
        "certified-from",
        "certified-until",
    ]),
    ..NAMED
};
static FORFEITED_BY: Shape = Shape {
    values: &["reason"],
    may: Some(&["years", "back-to-first"]),
    ..Shape::BARE
};
