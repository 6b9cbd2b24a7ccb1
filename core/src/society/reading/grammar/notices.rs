//! The words of notices.

use super::{BARE, NAMED, REFERENCES, Shape, Times};

pub(super) static NOTICES: Shape = Shape {
    may: Some(&["mail"]),
    block: &[("audience", Times::Any, &AUDIENCE)],
    ..Shape::BARE
};
static AUDIENCE: Shape = Shape {
    block: &[
        ("everybody", Times::AtMostOnce, &BARE),
        ("classes", Times::AtMostOnce, &REFERENCES),
        ("districts", Times::AtMostOnce, &REFERENCES),
        ("certifications", Times::AtMostOnce, &REFERENCES),
        ("offices", Times::AtMostOnce, &REFERENCES),
        ("committees", Times::AtMostOnce, &REFERENCES),
        ("statuses", Times::AtMostOnce, &REFERENCES),
    ],
    ..NAMED
};
