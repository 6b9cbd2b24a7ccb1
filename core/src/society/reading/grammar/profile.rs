//! The words of a profile.

use super::{NAMED, Shape, Times};

pub(super) static PROFILE: Shape = Shape {
    block: &[
        ("group", Times::AtLeastOnce, &GROUP),
        ("directory", Times::AtMostOnce, &DIRECTORY),
    ],
    ..Shape::BARE
};
static GROUP: Shape = Shape {
    block: &[("field", Times::AtLeastOnce, &FIELD)],
    ..NAMED
};
static FIELD: Shape = Shape {
    values: &["name", "kind"],
    may: Some(&[
        "en",
        "hint-ja",
        "hint-en",
        "required",
        "edited-by",
        "shown",
        "searched",
        "substitute",
        "prefecture",
        "address",
    ]),
    block: &[("option", Times::Any, &OPTION)],
    ..NAMED
};
static OPTION: Shape = Shape {
    may: Some(&["en", "prefecture"]),
    ..NAMED
};
static DIRECTORY: Shape = Shape {
    needs: &["pages-an-hour", "details-an-hour"],
    ..Shape::BARE
};
