//! `either`: several ways to fulfil the requirements.

use super::{Given, Reader, new_name};
use crate::{
    credit::Way,
    ids::RuleKey,
    society::reading::{block::Block, node::Node},
};
use std::collections::BTreeSet;

impl Reader<'_> {
    /// All `either` blocks, each with its ways.
    pub(super) fn alternatives(&mut self, block: &Block<'_>) -> Vec<Vec<Way>> {
        let mut names = BTreeSet::new();
        let eithers = block.all("either");
        eithers
            .map(|either| self.ways(&either, &mut names))
            .collect()
    }

    fn ways(&mut self, either: &Node<'_>, names: &mut BTreeSet<RuleKey>) -> Vec<Way> {
        let block = either.block();
        if block.raw("way").nth(1).is_none() {
            either.error(
                "`either` needs at least two ways",
                "add a `way`, or write what it holds without `either`",
            );
        }
        let ways = block.all("way");
        ways.filter_map(|way| self.way(&way, names)).collect()
    }

    fn way(&mut self, node: &Node<'_>, names: &mut BTreeSet<RuleKey>) -> Option<Way> {
        let (key, name) = (new_name(node, names), node.label());
        let requires = self.body(node, &mut Given::default());
        if node.block().nodes.is_empty() {
            node.error("this way requires nothing", "say what it requires");
        }
        Some(Way {
            key: key?,
            name: name?,
            requires,
        })
    }
}
