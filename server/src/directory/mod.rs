//! The directory 会員検索: members find those who let themselves be found, by what is public.
//!
//! What is searched is written with the profile ([`refresh`]): a member who can't be found has no row
//! in any of its tables, so nothing about such a member can show in a list, a count, an order or a time.

pub(crate) mod api;
pub(crate) mod many;
pub(crate) mod pages;
pub(crate) mod quota;
pub(crate) mod store;

pub(crate) use many::{forget_all, refresh_all};

use crate::app::{App, Tenant};
use crate::db::{Conn, DbError, Tx};
use crate::members::{self, Member, MemberStatus};
use crate::web::failure::Failure;
use serde::{Deserialize, Serialize};
use shusseki_core::ids::{DistrictKey, FieldKey, MemberId, SocietySlug};
use shusseki_core::profile::{Contents, Facet, How, Known, Marks, Profile, Value, Wanted};
use std::collections::BTreeMap;

/// Between the facets of an entry; no folded text and no name of an option has it.
const BETWEEN: char = '\u{1f}';
/// What a filter finds is counted no further: at first, and where that does not tell.
const COUNTED: [i64; 2] = [500, 20_000];
/// Members whom a part of a text finds at most, for all of them to be put in order.
const FEW: i64 = 5_000;
/// Members looked at in one go, at first and at most.
const CHUNK: usize = 64;
const LARGEST_CHUNK: usize = 4_096;
/// Endings longer than this find nothing more.
pub(crate) const ENDING_AT_MOST: usize = 24;

/// What the directory shows of a member.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shown {
    /// The name in kanji.
    pub(crate) name: String,
    /// The name in kana.
    pub(crate) kana: String,
    /// The name in roman letters.
    pub(crate) roman: String,
    /// The district.
    pub(crate) district: Option<DistrictKey>,
    /// The public fields.
    pub(crate) values: BTreeMap<FieldKey, Value>,
}

/// A member as found.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// Who.
    pub(crate) member: MemberId,
    /// Where in the order.
    pub(crate) position: Vec<u8>,
    /// What is public.
    pub(crate) shown: Shown,
}

/// A member who may be what is looked for.
#[derive(sqlx::FromRow)]
struct Candidate {
    #[sqlx(try_from = "String")]
    member_id: MemberId,
    position: Vec<u8>,
    facets: String,
    shown: String,
}

/// Where a page begins: after this member.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct After(Vec<u8>, String);

/// A page of members found.
#[derive(Debug)]
pub(crate) struct Page {
    /// The members, in order.
    pub(crate) members: Vec<Found>,
    /// Where the next page begins, if there is more.
    pub(crate) next: Option<After>,
}

/// Writes anew what the directory holds of the member: called by whatever changes a profile, a
/// district or a status.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn refresh(
    tx: &mut Tx,
    tenant: &Tenant,
    member: &Member,
    held: &Contents,
) -> Result<(), DbError> {
    let (slug, profile) = (tenant.slug(), &tenant.society.profile);
    store::forget(tx, slug, member.id).await?;
    let Some(entry) = entry(tenant, member, held) else {
        return Ok(());
    };
    store::insert_entry(tx, slug, member.id, &entry).await?;
    for facet in &entry.facets {
        let term = facet.term.as_bytes();
        store::insert_term(tx, slug, &facet.filter, term, &entry, member.id).await?;
        if is_searched_for_parts(profile, &facet.filter) {
            for ending in endings(&facet.term) {
                store::insert_ending(tx, slug, &facet.filter, ending.as_bytes(), term).await?;
            }
        }
    }
    Ok(())
}

/// What the directory holds of a member.
struct Entry {
    facets: Vec<Facet>,
    marks: Marks,
    position: Vec<u8>,
    shown: Shown,
}

/// What the directory is to hold of the member; nothing of one who is not to be found.
fn entry(tenant: &Tenant, member: &Member, held: &Contents) -> Option<Entry> {
    let profile = &tenant.society.profile;
    let listed =
        member.status != MemberStatus::Withdrawn && held.searchable && profile.directory.is_some();
    if !listed {
        return None;
    }
    let public = profile.public(held).into_iter();
    let shown = Shown {
        name: member.name.kanji(),
        kana: member.name.kana(),
        roman: member.name.roman.clone(),
        district: member.district.clone(),
        values: public
            .filter(|(field, _)| !field.known().is_some_and(Known::is_name))
            .map(|(field, value)| (field.key.clone(), value.clone()))
            .collect(),
    };
    let facets = profile.facets(held, member.district.as_ref());
    Some(Entry {
        marks: Marks::of(&facets),
        facets,
        position: Profile::sort_key(held).into_bytes(),
        shown,
    })
}

fn is_searched_for_parts(profile: &Profile, filter: &str) -> bool {
    let field = profile.field(filter);
    field.and_then(shusseki_core::profile::Field::looked_into) == Some(How::Part)
}

/// `␟district=kinki␟name=高橋健一␟`.
fn joined(facets: &[Facet]) -> String {
    let mut text = String::from(BETWEEN);
    for Facet { filter, term } in facets {
        text.extend([filter.as_str(), "=", term]);
        text.push(BETWEEN);
    }
    text
}

/// The term from each of its characters on, no longer than what is looked for.
pub(crate) fn endings(term: &str) -> impl Iterator<Item = String> + '_ {
    term.char_indices()
        .map(|(at, _)| term[at..].chars().take(ENDING_AT_MOST).collect())
}

/// A page of the members whom all of the filters find.
///
/// Those whom the narrowest filter finds are looked through in the order of the list, which its index
/// has or makes without looking at anything else. Where that would be a part of a text that many have,
/// the list itself is walked: a page is soon full then.
///
/// # Errors
/// The database failed.
pub(crate) async fn search(
    conn: &mut Conn,
    society: &SocietySlug,
    wanted: &[Wanted],
    after: Option<&After>,
    limit: usize,
) -> Result<Page, DbError> {
    let by = narrowest(conn, society, wanted).await?;
    search_by(conn, society, wanted, by, after, limit).await
}

/// The filter to look through; none where walking is better.
async fn narrowest<'a>(
    conn: &mut Conn,
    society: &SocietySlug,
    wanted: &'a [Wanted],
) -> Result<Option<&'a Wanted>, DbError> {
    if let [one] = wanted
        && one.how != How::Part
    {
        return Ok(Some(one));
    }
    for most in COUNTED {
        match counted(conn, society, wanted, most).await? {
            Some((count, one)) if count < most => return Ok(Some(one)),
            best if most == COUNTED[1] => return Ok(best.map(|(_, one)| one)),
            _ => {}
        }
    }
    Ok(None)
}

/// The filter that finds fewest, each counted up to `most`; none where walking is better.
async fn counted<'a>(
    conn: &mut Conn,
    society: &SocietySlug,
    wanted: &'a [Wanted],
    most: i64,
) -> Result<Option<(i64, &'a Wanted)>, DbError> {
    let mut best: Option<(i64, &Wanted)> = None;
    for one in wanted {
        let enough = if one.how == How::Part { FEW } else { most };
        let count = store::count(conn, society, one, enough.min(most)).await?;
        let usable = one.how != How::Part || count < FEW;
        // Of two that find as many, the one whose index is in order.
        let better = best.is_none_or(|(least, other)| {
            count < least || (count == least && other.how != How::Exact)
        });
        if usable && better {
            best = Some((count, one));
        }
        if count == 0 {
            break;
        }
    }
    Ok(best)
}

/// The same, by that filter or by walking.
async fn search_by(
    conn: &mut Conn,
    society: &SocietySlug,
    wanted: &[Wanted],
    by: Option<&Wanted>,
    after: Option<&After>,
    limit: usize,
) -> Result<Page, DbError> {
    let (patterns, marks) = (Patterns::new(wanted), Marks::wanted(wanted));
    let (mut members, mut from, mut chunk) = (Vec::new(), after.cloned(), CHUNK);
    loop {
        let candidates = match by {
            Some(one) => store::next_of(conn, society, one, marks, from.as_ref(), chunk).await?,
            None => store::walk(conn, society, &patterns, from.as_ref(), chunk).await?,
        };
        let is_last = candidates.len() < chunk;
        from = candidates.last().map(Candidate::place);
        for candidate in candidates {
            if wanted.iter().all(|one| finds(one, &candidate.facets)) {
                members.push(candidate.found()?);
            }
        }
        if is_last || members.len() > limit {
            break;
        }
        chunk = (chunk * 4).min(LARGEST_CHUNK);
    }
    let more = members.len() > limit;
    members.truncate(limit);
    let next = members.last().filter(|_| more).map(Found::place);
    Ok(Page { members, next })
}

/// Whether the entry with these facets is what is looked for: patterns may find one filter's words in
/// another's facet.
fn finds(wanted: &Wanted, facets: &str) -> bool {
    let terms = facets.split(BETWEEN).filter_map(|facet| {
        let (filter, term) = facet.split_once('=')?;
        (filter == wanted.filter).then_some(term)
    });
    terms
        .into_iter()
        .any(|term| wanted.how.matches(term, &wanted.term))
}

impl After {
    fn of(position: &[u8], member: MemberId) -> Self {
        Self(position.to_vec(), member.to_string())
    }
}

impl Candidate {
    fn place(&self) -> After {
        After::of(&self.position, self.member_id)
    }

    fn found(self) -> Result<Found, DbError> {
        Ok(Found {
            member: self.member_id,
            position: self.position,
            shown: store::shown(self.shown)?,
        })
    }
}

impl Found {
    fn place(&self) -> After {
        After::of(&self.position, self.member)
    }
}

/// What the facets of an entry must be like, for the database's `LIKE`; a folded text has no `%` or `_`.
struct Patterns([String; Self::MOST]);

impl Patterns {
    /// Filters that the database looks at; what is beyond is looked at here.
    const MOST: usize = 4;

    fn new(wanted: &[Wanted]) -> Self {
        let mut patterns = std::array::from_fn(|_| "%".to_owned());
        for (pattern, one) in patterns.iter_mut().zip(wanted) {
            let Wanted { filter, term, how } = one;
            // An option's name is asked for as it was sent, and may be anything then.
            if term.contains(['%', '_', '\\']) {
                continue;
            }
            *pattern = match how {
                How::Exact => format!("%{BETWEEN}{filter}={term}{BETWEEN}%"),
                How::Prefix => format!("%{BETWEEN}{filter}={term}%"),
                How::Part => format!("%{BETWEEN}{filter}=%{term}%"),
            };
        }
        Self(patterns)
    }
}

/// What is public of one member; nothing of one who can't be found, as of one who does not exist.
///
/// # Errors
/// The database failed.
pub(crate) async fn detail(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Option<Shown>, DbError> {
    store::entry(conn, society, member).await
}

/// Refuses a token whose member may not log in any more.
async fn must_log_in(app: &App, tenant: &Tenant, member: MemberId) -> Result<(), Failure> {
    let mut conn = app.db.read().await?;
    let member = members::by_id(&mut conn, tenant.slug(), member).await?;
    let may = member.is_some_and(|member| member.may_log_in());
    if may {
        Ok(())
    } else {
        Err(Failure::not_logged_in())
    }
}

#[cfg(test)]
mod tests;
