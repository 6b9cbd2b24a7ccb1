//! Nodes of a definition: what may stand in one, and what stands in it.

use super::{source::Report, value::Value};
use crate::text::Text;
use jiff::civil::Date;
use kdl::{KdlDocument, KdlEntry, KdlIdentifier, KdlNode};
use std::{collections::BTreeSet, ops::Range};

/// How often a word may stand in a block.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Times {
    Once,
    AtMostOnce,
    AtLeastOnce,
    Any,
}

/// A word of a block: how often it may stand there, and what may stand in it.
pub(super) type Word = (&'static str, Times, &'static Shape);

/// What may stand in a node.
pub(super) struct Shape {
    /// The values that must follow the word, by what they are.
    pub(super) values: &'static [&'static str],
    /// The values that may follow these.
    pub(super) then: &'static [&'static str],
    /// What further values are, if there may be any.
    pub(super) more: Option<&'static str>,
    /// Properties that must be there.
    pub(super) needs: &'static [&'static str],
    /// Properties that may be there; `None` takes any.
    pub(super) may: Option<&'static [&'static str]>,
    /// Words that stand in its block.
    pub(super) block: &'static [Word],
}

impl Shape {
    /// Nothing but the word; the others are made from it.
    pub(super) const BARE: Self = Self {
        values: &[],
        then: &[],
        more: None,
        needs: &[],
        may: Some(&[]),
        block: &[],
    };
}

/// A node whose form was checked.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    kdl: &'a KdlNode,
    shape: &'static Shape,
    pub(super) report: &'a Report<'a>,
}

impl<'a> Node<'a> {
    /// Checks the node against its shape and reports all that doesn't fit.
    pub(super) fn checked(kdl: &'a KdlNode, report: &'a Report<'a>, shape: &'static Shape) -> Self {
        let node = Self { kdl, shape, report };
        node.check_values(shape);
        node.check_properties(shape);
        if let Some(annotation) = kdl.ty() {
            let mistake = format!(
                "`({})` isn't used in definitions",
                shorten(annotation.value())
            );
            report.error(
                word_span(annotation),
                mistake,
                "remove it with its parentheses",
            );
        }
        check_block(&node.block());
        node
    }

    pub(super) fn span(&self) -> Range<usize> {
        word_span(self.kdl.name())
    }

    /// The line of the file on which the node begins, from 1.
    pub(super) fn line(&self) -> usize {
        self.report.line_of(self.span().start)
    }

    pub(super) fn word(&self) -> &'a str {
        self.kdl.name().value()
    }

    pub(super) fn block(&self) -> Block<'a> {
        Block {
            nodes: self.kdl.children().map_or(&[], KdlDocument::nodes),
            words: self.shape.block,
            owner: Some(*self),
            report: self.report,
        }
    }

    /// The values that follow the word.
    pub(super) fn values(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        let report = self.report;
        let values = self
            .kdl
            .entries()
            .iter()
            .filter(|entry| entry.name().is_none());
        values.map(move |entry| Value { entry, report })
    }

    pub(super) fn first(&self) -> Option<Value<'a>> {
        self.values().next()
    }

    pub(super) fn property(&self, name: &str) -> Option<Value<'a>> {
        let (_, value) = self.properties().find(|(found, _)| *found == name)?;
        Some(value)
    }

    pub(super) fn properties(&self) -> impl Iterator<Item = (&'a str, Value<'a>)> + use<'a> {
        let report = self.report;
        let entries: &'a [KdlEntry] = self.kdl.entries();
        entries.iter().filter_map(move |entry| {
            let name = entry.name()?.value();
            Some((name, Value { entry, report }))
        })
    }

    /// The words in both languages: `ja="…" en="…"`; the Japanese ones stand in for missing English.
    pub(super) fn label(&self) -> Option<Text> {
        let ja = self.property("ja")?.text()?;
        let en = match self.property("en") {
            Some(value) => value.text()?,
            None => ja,
        };
        Some(Text::new(ja, en))
    }

    /// The words in both languages, where they may be left out.
    pub(super) fn label_if_given(&self) -> Option<Text> {
        if let (None, Some(en)) = (self.property("ja"), self.property("en")) {
            let mistake = "`en` stands without `ja`";
            self.report
                .error(en.span(), mistake, "add `ja=…`, or remove `en`");
        }
        self.label()
    }

    /// The first and the last day of a span; either may be left out.
    pub(super) fn days(&self, from: &str, until: &str) -> (Option<Date>, Option<Date>) {
        let day = |name| self.property(name)?.day();
        let (first, last) = (day(from), day(until));
        if let (Some(first), Some(last)) = (first, last)
            && last < first
        {
            let mistake = format!("`{until}` is before `{from}`");
            self.error(mistake, "exchange the two days, or remove one");
        }
        (first, last)
    }

    /// A property that is `#true` or `#false`; `#false` where it is left out.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.property(name)
            .and_then(|value| value.flag())
            .unwrap_or_default()
    }

    /// An error about the node as a whole.
    pub(super) fn error(&self, mistake: impl Into<String>, remedy: impl Into<String>) {
        self.report.error(self.span(), mistake, remedy);
    }

    fn check_values(&self, shape: &Shape) {
        let given: Vec<Value<'a>> = self.values().collect();
        for missing in shape.values.iter().skip(given.len()) {
            let mistake = format!("`{}` lacks its {missing}", shorten(self.word()));
            self.report.error(
                self.span(),
                mistake,
                format!("write the {missing} after `{}`", shorten(self.word())),
            );
        }
        if shape.more.is_none() {
            for extra in given.iter().skip(shape.values.len() + shape.then.len()) {
                let mistake = format!("`{}` takes no further value", shorten(self.word()));
                let remedy = "remove it; a text with spaces is one value when it is quoted";
                self.report.error(extra.span(), mistake, remedy);
            }
        }
    }

    fn check_properties(&self, shape: &Shape) {
        let mut seen = BTreeSet::new();
        for (name, value) in self.properties() {
            if !seen.insert(name) {
                let mistake = format!("`{}` stands twice", shorten(name));
                self.report
                    .error(value.span(), mistake, "remove one of them");
            }
            let known = || {
                shape
                    .needs
                    .iter()
                    .chain(shape.may.unwrap_or_default())
                    .copied()
            };
            if shape.may.is_some() && !known().any(|known| known == name) {
                let mistake = format!(
                    "`{}` has no property `{}`",
                    shorten(self.word()),
                    shorten(name)
                );
                self.report
                    .error(value.span(), mistake, suggestion(name, known()));
            }
        }
        for needed in shape.needs.iter().filter(|needed| !seen.contains(**needed)) {
            let word = shorten(self.word());
            let mistake = format!("`{word}` lacks `{needed}`");
            self.report.error(
                self.span(),
                mistake,
                format!("add `{needed}=…` after `{word}`"),
            );
        }
    }
}

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

/// "did you mean …?", or the words that are known.
pub(super) fn suggestion<'k>(word: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    // Comparing costs the product of the lengths, and the word may be as long as the file.
    if word.len() <= 64 {
        let near = known
            .clone()
            .map(|known| (strsim::jaro_winkler(word, known), known));
        let best = near.max_by(|(one, _), (other, _)| one.total_cmp(other));
        if let Some((likeness, best)) = best
            && likeness >= 0.8
        {
            return format!("did you mean `{best}`?");
        }
    }
    let mut all: Vec<&str> = known.take(20).collect();
    all.sort_unstable();
    if all.is_empty() {
        return "remove it".to_owned();
    }
    format!("known here: {}", all.join(", "))
}

/// A word of a definition, short enough for a message.
pub(super) fn shorten(word: &str) -> String {
    const LONGEST: usize = 40;
    if word.chars().nth(LONGEST).is_none() {
        return word.to_owned();
    }
    word.chars().take(LONGEST).chain(['…']).collect()
}

/// Where a word stands in the text.
pub(super) fn word_span(word: &KdlIdentifier) -> Range<usize> {
    let span = word.span();
    span.offset()..span.offset() + span.len()
}

/// Where a value or property stands in the text.
pub(super) fn entry_span(entry: &KdlEntry) -> Range<usize> {
    let span = entry.span();
    span.offset()..span.offset() + span.len()
}
