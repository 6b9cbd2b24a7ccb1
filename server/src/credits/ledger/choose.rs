//! A member says where a credit shall count.

use super::error::LedgerError;
use super::{Desk, find};
use crate::credits::choices;
use crate::credits::known::{KnownAs, known, lines};
use crate::db::Tx;
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
        match category {
            Some(category) => choices.insert(*line, category.clone()),
            None => choices.remove(line),
        };
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
