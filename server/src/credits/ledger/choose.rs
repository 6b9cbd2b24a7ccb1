//! A member says where a credit shall count.

use super::audited::{Change, audit};
use super::error::LedgerError;
use super::{Desk, find};
use crate::audit::action::CATEGORY_CHOSEN;
use crate::credits::choices;
use crate::credits::known::{KnownAs, known, lines};
use crate::db::Tx;
use serde_json::json;
use shusseki_core::credit::{Category, Requirements};
use shusseki_core::ids::{CategoryKey, CertificationKey, EntryId};
use std::collections::BTreeMap;

/// Records the choices that differ from what holds; none for a line takes an earlier choice back.
///
/// # Errors
/// See [`LedgerError`].
pub(crate) async fn choose(
    tx: &mut Tx,
    desk: &Desk<'_>,
    certification: &CertificationKey,
    wanted: &BTreeMap<EntryId, Option<CategoryKey>>,
) -> Result<BTreeMap<EntryId, CategoryKey>, LedgerError> {
    let slug = desk.tenant.slug();
    let society = &desk.tenant.society;
    let known = known(tx, slug, desk.member, KnownAs::NOW).await?;
    let holder = known.holder_of(certification).ok_or(LedgerError::NotHeld)?;
    let rules = society
        .certification(certification)
        .ok_or(LedgerError::NotHeld)?;
    let lines = lines(tx, slug, desk.member, KnownAs::NOW).await?;
    let mut choices = holder.history.choices.clone();
    let mut changes = Vec::new();
    for (line, category) in wanted {
        find(&lines, *line)?;
        if let Some(key) = category
            && !rules.versions.iter().any(|version| has(version, key))
        {
            return Err(LedgerError::UnknownCategory);
        }
        if choices.get(line) == category.as_ref() {
            continue;
        }
        let choice = (*line, category.as_ref());
        choices::insert(tx, slug, desk.member, certification, choice, desk.now).await?;
        let counted_in = |category: Option<&CategoryKey>| {
            category.map(|key| json!({ "certification": certification, "category": key }))
        };
        changes.push(Change {
            action: CATEGORY_CHOSEN,
            line: *line,
            before: counted_in(choices.get(line)),
            after: counted_in(category.as_ref()),
            why: None,
        });
        match category {
            Some(category) => choices.insert(*line, category.clone()),
            None => choices.remove(line),
        };
    }
    for change in changes {
        audit(tx, desk, change).await?;
    }
    Ok(choices)
}

/// Whether the rules, or one of several ways to fulfil them, have that category.
fn has(rules: &Requirements, key: &CategoryKey) -> bool {
    let mut ways = rules.alternatives.iter().flatten();
    within(&rules.total, key) || ways.any(|way| has(&way.requires, key))
}

fn within(category: &Category, key: &CategoryKey) -> bool {
    category.key == *key || category.categories.iter().any(|inner| within(inner, key))
}
