//! `of-which` and `must-attend`.

use super::{Given, Reader, new_name, reach};
use crate::{
    credit::{Bucket, Category, MustAttendRule, OfWhichRule},
    ids::RuleKey,
    society::reading::node::Node,
};
use std::collections::BTreeSet;

impl Reader<'_> {
    /// `of-which own-meetings ja="本学会主催" minimum=10 { counts tag=society-held }`
    pub(super) fn of_which(
        &mut self,
        node: &Node<'_>,
        total: &Category,
        given: &mut Given,
    ) -> Option<OfWhichRule> {
        let (key, name) = (new_name(node, &mut given.rules), node.label());
        let only = self.only(&node.block());
        let minimum = node.property("minimum").and_then(|value| value.credits());
        let rule = OfWhichRule {
            key: key?,
            name: name?,
            only,
            minimum: minimum?,
        };
        reach::check_of_which(&rule, total, node);
        Some(rule)
    }

    /// `must-attend spring-meeting ja="春季大会" { counts spring-meeting }`
    pub(super) fn must_attend(
        &mut self,
        node: &Node<'_>,
        taken: &mut BTreeSet<RuleKey>,
    ) -> Option<MustAttendRule> {
        const DISTINCT: [(&str, Bucket); 5] = [
            ("event", Bucket::Event),
            ("session", Bucket::Session),
            ("programme", Bucket::Programme),
            ("code", Bucket::Code),
            ("activity", Bucket::Activity),
        ];
        let (key, name) = (new_name(node, taken), node.label());
        let times = node.property("times").map(|value| value.whole(1..=99));
        let distinct = node
            .property("distinct")
            .and_then(|value| value.one_of("thing to count by", &DISTINCT));
        let only = self.only(&node.block());
        Some(MustAttendRule {
            key: key?,
            name: name?,
            times: times.unwrap_or(Some(1))?,
            distinct: distinct.unwrap_or(Bucket::Event),
            each: node.word() == "must-attend-each",
            only,
        })
    }
}
