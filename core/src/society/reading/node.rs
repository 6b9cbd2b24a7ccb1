//! Nodes of a definition: what may stand in one, and what stands in it.

use super::{
    block::{Block, check_block},
    grammar::Shape,
    source::Report,
    value::Value,
    words::{shorten, suggestion, word_span},
};
use crate::text::Text;
use jiff::civil::Date;
use kdl::{KdlDocument, KdlEntry, KdlNode};
use std::{collections::BTreeSet, ops::Range};

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
        let annotations = kdl.entries().iter().filter_map(KdlEntry::ty);
        for annotation in annotations.chain(kdl.ty()) {
            let written = shorten(annotation.value());
            report.error(
                word_span(annotation),
                format!("`({written})` isn't used in definitions"),
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
