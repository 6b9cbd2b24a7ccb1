//! The directory for many members at once, as an import changes them.

use super::store::{self, TermRow};
use super::{endings, entry, is_searched_for_parts};
use crate::app::Tenant;
use crate::db::list::{Kind, Value};
use crate::db::rows::{ManyRows, keyed};
use crate::db::{DbError, Json, Tx};
use crate::members::Member;
use shusseki_core::ids::{MemberId, SocietySlug};
use shusseki_core::profile::Contents;
use std::collections::HashSet;

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[
    TERMS,
    FORGET_TERMS,
    FORGET_ENTRIES,
    LEFT,
    FORGET_ENDINGS,
    ENTRIES,
    INSERT_TERMS,
    ENDINGS,
];

const MEMBERS: &[(&str, Kind)] = &[("society_id", Kind::Text), ("member_id", Kind::Text)];

const TERMS: ManyRows = ManyRows {
    columns: MEMBERS,
    text: "SELECT DISTINCT t.filter, t.term FROM given JOIN directory_terms t \
        ON t.society_id = given.society_id AND t.member_id = given.member_id",
};

const FORGET_TERMS: ManyRows = ManyRows {
    columns: MEMBERS,
    text: "DELETE FROM directory_terms WHERE (society_id, member_id) IN \
        (SELECT society_id, member_id FROM given)",
};

const FORGET_ENTRIES: ManyRows = ManyRows {
    columns: MEMBERS,
    text: "DELETE FROM directory_entries WHERE (society_id, member_id) IN \
        (SELECT society_id, member_id FROM given)",
};

/// Of these texts, those that somebody still has.
const LEFT: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("filter", Kind::Text),
        ("term", Kind::Bytes),
    ],
    text: "SELECT given.filter, given.term FROM given WHERE EXISTS (SELECT 1 FROM directory_terms t \
        WHERE t.society_id = given.society_id AND t.filter = given.filter AND t.term = given.term)",
};

const TEXT_ENDINGS: &[(&str, Kind)] = &[
    ("society_id", Kind::Text),
    ("filter", Kind::Text),
    ("ending", Kind::Bytes),
    ("term", Kind::Bytes),
];

const FORGET_ENDINGS: ManyRows = ManyRows {
    columns: TEXT_ENDINGS,
    text: "DELETE FROM directory_endings WHERE (society_id, filter, ending, term) IN \
        (SELECT society_id, filter, ending, term FROM given)",
};

const ENTRIES: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("member_id", Kind::Text),
        ("position", Kind::Bytes),
        ("facets", Kind::Text),
        ("shown", Kind::Text),
    ],
    text: "INSERT INTO directory_entries (society_id, member_id, position, facets, shown) \
        SELECT society_id, member_id, position, facets, shown FROM given",
};

const INSERT_TERMS: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("filter", Kind::Text),
        ("term", Kind::Bytes),
        ("position", Kind::Bytes),
        ("member_id", Kind::Text),
        ("marks", Kind::Number),
    ],
    text: "INSERT INTO directory_terms (society_id, filter, term, position, member_id, marks) \
        SELECT society_id, filter, term, position, member_id, marks FROM given",
};

const ENDINGS: ManyRows = ManyRows {
    columns: TEXT_ENDINGS,
    text: "INSERT INTO directory_endings (society_id, filter, ending, term) \
        SELECT DISTINCT society_id, filter, ending, term FROM given WHERE true \
        ON CONFLICT (society_id, filter, ending, term) DO NOTHING",
};

fn slug(society: &SocietySlug) -> Value<'static> {
    society.as_str().to_owned().into()
}

/// Takes members out of the directory, and the texts that nobody else has.
pub(crate) async fn forget_all(
    tx: &mut Tx,
    tenant: &Tenant,
    members: &[MemberId],
) -> Result<(), DbError> {
    if members.is_empty() {
        return Ok(());
    }
    let society = tenant.slug();
    store::in_turn(tx, society).await?;
    let terms: Vec<TermRow> = TERMS
        .all(tx, members, |member| keyed(society, member))
        .await?;
    for rows in [FORGET_TERMS, FORGET_ENTRIES] {
        rows.run(tx, members, |member| keyed(society, member))
            .await?;
    }
    let parts: Vec<TermRow> = terms
        .into_iter()
        .filter(|term| is_searched_for_parts(&tenant.society.profile, &term.filter))
        .collect();
    let left: Vec<TermRow> = LEFT
        .all(tx, &parts, |term| {
            [
                slug(society),
                term.filter.as_str().into(),
                Value::from(term.term.as_slice()),
            ]
        })
        .await?;
    let left: HashSet<(&str, &[u8])> = left
        .iter()
        .map(|term| (term.filter.as_str(), term.term.as_slice()))
        .collect();
    let gone: Vec<(String, String, Vec<u8>)> = parts
        .iter()
        .filter(|term| !left.contains(&(term.filter.as_str(), term.term.as_slice())))
        .flat_map(|term| {
            let text = String::from_utf8_lossy(&term.term).into_owned();
            let endings: Vec<String> = endings(&text).collect();
            endings
                .into_iter()
                .map(move |ending| (term.filter.clone(), ending, term.term.clone()))
        })
        .collect();
    FORGET_ENDINGS
        .run(tx, &gone, |row| text_ending(society, row))
        .await?;
    Ok(())
}

fn text_ending<'a>(
    society: &SocietySlug,
    (filter, ending, term): &'a (String, String, Vec<u8>),
) -> [Value<'a>; 4] {
    [
        slug(society),
        filter.as_str().into(),
        Value::from(ending.as_bytes()),
        Value::from(term.as_slice()),
    ]
}

/// Writes anew what the directory holds of these members; `held` has the names too.
pub(crate) async fn refresh_all(
    tx: &mut Tx,
    tenant: &Tenant,
    members: &[(Member, Contents)],
) -> Result<(), DbError> {
    let society = tenant.slug();
    let ids: Vec<MemberId> = members.iter().map(|(member, _)| member.id).collect();
    forget_all(tx, tenant, &ids).await?;
    let (mut entries, mut terms, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    for (member, held) in members {
        let Some(entry) = entry(tenant, member, held) else {
            continue;
        };
        for facet in &entry.facets {
            let term = facet.term.as_bytes().to_vec();
            if is_searched_for_parts(&tenant.society.profile, &facet.filter) {
                texts.extend(
                    endings(&facet.term).map(|ending| (facet.filter.clone(), ending, term.clone())),
                );
            }
            terms.push((
                facet.filter.clone(),
                term,
                entry.position.clone(),
                member.id,
                entry.marks,
            ));
        }
        let shown = Json(&entry.shown).text()?;
        entries.push((
            member.id,
            entry.position,
            super::joined(&entry.facets),
            shown,
        ));
    }
    ENTRIES
        .run(tx, &entries, |(member, position, facets, shown)| {
            [
                slug(society),
                member.to_string().into(),
                Value::from(position.as_slice()),
                facets.as_str().into(),
                shown.as_str().into(),
            ]
        })
        .await?;
    INSERT_TERMS
        .run(tx, &terms, |(filter, term, position, member, marks)| {
            [
                slug(society),
                filter.as_str().into(),
                Value::from(term.as_slice()),
                Value::from(position.as_slice()),
                member.to_string().into(),
                marks.bits().into(),
            ]
        })
        .await?;
    ENDINGS
        .run(tx, &texts, |row| text_ending(society, row))
        .await?;
    Ok(())
}
