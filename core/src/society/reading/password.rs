//! What passwords must be like.

use super::{block::Block, grammar::Shape, node::Node, refer, value::Unit};
use crate::society::PasswordPolicy;

pub(super) fn password(file: &Block<'_>) -> Option<PasswordPolicy> {
    static NIST: Shape = Shape {
        values: &["policy"],
        needs: &["length-from"],
        ..Shape::BARE
    };
    static COMPOSITION: Shape = Shape {
        values: &["policy"],
        needs: &[
            "length-from",
            "length-to",
            "upper-case",
            "digits",
            "not-the-last",
            "remind-after",
        ],
        ..Shape::BARE
    };
    let kdl = file.raw("password").next()?;
    let policy = kdl.get(0).and_then(|value| value.as_string());
    let shape = if policy == Some("composition") {
        &COMPOSITION
    } else {
        &NIST
    };
    let node = Node::checked(kdl, file.report, shape);
    let value = node.first()?;
    if !refer(
        &value,
        policy.unwrap_or_default(),
        "password policy",
        &["nist", "composition"],
    ) {
        return None;
    }
    // Fewer than 8 characters are guessed offline within hours, whatever else a policy asks.
    let small = |name, least, most| u8::try_from(node.property(name)?.whole(least..=most)?).ok();
    let min = small("length-from", 8, 64);
    if policy == Some("nist") {
        return Some(PasswordPolicy::Nist { min: min? });
    }
    let (max, upper, digits) = (
        small("length-to", 8, 128),
        small("upper-case", 0, 8),
        small("digits", 0, 8),
    );
    let history = small("not-the-last", 0, 24);
    let remind_days = node
        .property("remind-after")
        .and_then(|value| value.duration(Unit::Days, 3_650));
    if min > max {
        node.report.error(
            node.span(),
            "`length-from` is above `length-to`",
            "exchange the two numbers",
        );
    }
    Some(PasswordPolicy::Composition {
        min: min?,
        max: max?,
        upper: upper?,
        digits: digits?,
        history: history?,
        remind_days: u16::try_from(remind_days?).ok()?,
    })
}
