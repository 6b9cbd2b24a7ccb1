//! What may stand in a node of a definition.

/// How often a word may stand in a block.
#[derive(Clone, Copy, PartialEq)]
pub(in super::super) enum Times {
    Once,
    AtMostOnce,
    AtLeastOnce,
    Any,
}

/// A word of a block: how often it may stand there, and what may stand in it.
pub(in super::super) type Word = (&'static str, Times, &'static Shape);

/// What may stand in a node.
pub(in super::super) struct Shape {
    /// The values that must follow the word, by what they are.
    pub(in super::super) values: &'static [&'static str],
    /// The values that may follow these.
    pub(in super::super) then: &'static [&'static str],
    /// What further values are, if there may be any.
    pub(in super::super) more: Option<&'static str>,
    /// Properties that must be there.
    pub(in super::super) needs: &'static [&'static str],
    /// Properties that may be there; `None` takes any.
    pub(in super::super) may: Option<&'static [&'static str]>,
    /// Words that stand in its block.
    pub(in super::super) block: &'static [Word],
}

impl Shape {
    /// Nothing but the word; the others are made from it.
    pub(in super::super) const BARE: Self = Self {
        values: &[],
        then: &[],
        more: None,
        needs: &[],
        may: Some(&[]),
        block: &[],
    };
}
