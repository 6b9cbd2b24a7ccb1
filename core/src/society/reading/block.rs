//! Blocks of a definition: which words stand in one.

use super::{
    grammar::{Times, Word},
    node::Node,
    source::Report,
    value::Value,
    words::{shorten, suggestion, word_span},
};
use kdl::KdlNode;

/// The nodes of a block, or of the whole file.
#[derive(Clone, Copy)]
pub(super) struct Block<'a> {
    pub(super) nodes: &'a [KdlNode],
    pub(super) words: &'static [Word],
    pub(super) owner: Option<Node<'a>>,
    pub(super) report: &'a Report<'a>,
}

impl<'a> Block<'a> {
    /// The nodes with that word, unchecked.
    pub(super) fn raw(&self, word: &str) -> impl Iterator<Item = &'a KdlNode> {
        self.nodes
            .iter()
            .filter(move |node| node.name().value() == word)
    }

    /// The nodes with that word.
    pub(super) fn all(&self, word: &'static str) -> impl Iterator<Item = Node<'a>> + use<'a> {
        self.of(&[word])
    }

    /// The nodes with any of the words, in the order of the file; each is checked against what the
    /// block's table says of its word.
    pub(super) fn of(&self, wanted: &[&'static str]) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let report = self.report;
        let known = self.words.iter();
        let known: Vec<&'static Word> = known.filter(|(word, ..)| wanted.contains(word)).collect();
        let nodes = self.nodes.iter();
        nodes.filter_map(move |kdl| {
            let name = kdl.name().value();
            let (_, _, shape) = known.iter().find(|(word, ..)| *word == name)?;
            Some(Node::checked(kdl, report, shape))
        })
    }

    /// The first such node; more than one was reported when the block was checked.
    pub(super) fn one(&self, word: &'static str) -> Option<Node<'a>> {
        self.all(word).next()
    }

    /// The first value of the first such node.
    pub(super) fn value(&self, word: &'static str) -> Option<Value<'a>> {
        self.one(word)?.first()
    }
}

/// Reports words that don't belong in the block, stand too often, or are missing.
pub(super) fn check_block(block: &Block<'_>) {
    let (place, words) = (block.place(), block.words);
    for node in block.nodes {
        let word = node.name().value();
        if !words.iter().any(|(known, ..)| *known == word) {
            let mistake = match words {
                [] => format!("{place} has no block"),
                _ => format!("unknown word `{}` in {place}", shorten(word)),
            };
            let remedy = match words {
                [] => "remove the block".to_owned(),
                _ => suggestion(word, words.iter().map(|(known, ..)| *known)),
            };
            block.report.error(word_span(node.name()), mistake, remedy);
        }
    }
    for (word, times, _) in words {
        let mut found = block.raw(word);
        let needed = matches!(times, Times::Once | Times::AtLeastOnce);
        if found.next().is_none() && needed {
            let at = block.owner.map_or(0..0, |node| node.span());
            let mistake = format!("{place} lacks `{word}`");
            block.report.error(at, mistake, format!("add `{word}`"));
        }
        if matches!(times, Times::Once | Times::AtMostOnce) {
            for again in found {
                let mistake = format!("`{word}` stands twice in {place}");
                block
                    .report
                    .error(word_span(again.name()), mistake, "keep one of them");
            }
        }
    }
}

impl Block<'_> {
    /// How a message names the block.
    fn place(&self) -> String {
        self.owner.map_or_else(
            || "the file".to_owned(),
            |node| format!("`{}`", shorten(node.word())),
        )
    }
}
