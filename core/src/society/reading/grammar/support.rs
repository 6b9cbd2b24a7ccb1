//! The words of the support desk, publications, questions and answers.

use super::{LABEL, LABELLED, NAMED, ONE_VALUE, Shape, Times};

pub(super) static SUPPORT: Shape = Shape {
    block: &[
        ("guide", Times::Any, &GUIDE),
        ("form", Times::Any, &FORM),
        ("desk", Times::Any, &DESK),
        ("guests", Times::Any, &LABEL),
    ],
    ..Shape::BARE
};
static GUIDE: Shape = Shape {
    may: Some(&["en", "form"]),
    block: &[
        ("text", Times::AtLeastOnce, &LABEL),
        ("link", Times::Any, &LINK),
    ],
    ..LABELLED
};
static LINK: Shape = Shape {
    values: &["address"],
    block: &[("about", Times::AtMostOnce, &LABEL)],
    ..LABELLED
};
static FORM: Shape = Shape {
    block: &[
        ("row", Times::AtLeastOnce, &ROW),
        ("note", Times::Any, &LABEL),
    ],
    ..NAMED
};
static ROW: Shape = Shape {
    may: Some(&["en", "lines"]),
    ..LABELLED
};
static DESK: Shape = Shape {
    block: &[
        ("phone", Times::AtMostOnce, &ONE_VALUE),
        ("mail", Times::AtMostOnce, &ONE_VALUE),
        ("hours", Times::AtMostOnce, &LABEL),
    ],
    ..LABELLED
};
pub(super) static PUBLICATIONS: Shape = Shape {
    block: &[("publication", Times::AtLeastOnce, &LINK)],
    ..Shape::BARE
};
pub(super) static QUESTIONS: Shape = Shape {
    block: &[("group", Times::AtLeastOnce, &GROUP)],
    ..Shape::BARE
};
static GROUP: Shape = Shape {
    block: &[("question", Times::AtLeastOnce, &QUESTION)],
    ..LABELLED
};
static QUESTION: Shape = Shape {
    block: &[("answer", Times::AtLeastOnce, &LABEL)],
    ..LABELLED
};
