//! All members of a society, as its office finds them: whether or not they let others find them.
//!
//! What finds a member is written with the member's row, folded as in the directory; rows that came
//! otherwise are [caught up with](catch_up).

pub(crate) mod store;
#[cfg(test)]
mod tests;

use super::{Member, MemberStatus};
use crate::app::App;
use crate::db::{Conn, DbError, Tx};
use crate::directory::{ENDING_AT_MOST, endings};
use serde::{Deserialize, Serialize};
use shusseki_core::ids::{CertificationKey, ClassKey, DistrictKey, SocietySlug};
use shusseki_core::profile::fold;
use std::collections::BTreeSet;

/// What is found is counted no further.
pub(crate) const COUNTED: i64 = 10_000;
/// Members whose terms are written in one go.
const CHUNK: i64 = 500;
/// Longer terms find nothing more.
const TERM_AT_MOST: usize = 80;

/// What is looked for; what is empty is not asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sought {
    /// The beginning of a number, of any part of a name, of the mail address, or any part of the
    /// institution.
    pub(crate) text: Option<String>,
    /// 会員区分.
    pub(crate) class: Option<ClassKey>,
    /// 所属地区.
    pub(crate) district: Option<DistrictKey>,
    /// Whether the membership is in force.
    pub(crate) status: Option<MemberStatus>,
    /// A certification that the member holds.
    pub(crate) certification: Option<CertificationKey>,
}

/// Where a page begins: after this number.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct After(String);

/// A page of members, in the order of their numbers.
#[derive(Debug)]
pub(crate) struct Page {
    /// The members.
    pub(crate) members: Vec<Member>,
    /// Where the next page begins, if there is more.
    pub(crate) next: Option<After>,
}

/// So many of the members who are all that is looked for.
///
/// # Errors
/// The database failed.
pub(crate) async fn search(
    conn: &mut Conn,
    society: &SocietySlug,
    sought: &Sought,
    after: Option<&After>,
    limit: i64,
) -> Result<Page, DbError> {
    let Some(asked) = Asked::of(sought) else {
        return Ok(Page {
            members: Vec::new(),
            next: None,
        });
    };
    let After(after) = after.cloned().unwrap_or_default();
    // One more than is shown, to know whether another page follows.
    let mut members = store::list(conn, society, &asked, &after, limit + 1).await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = members.len() > limit;
    members.truncate(limit);
    let last = members.last().filter(|_| more);
    let next = last.map(|member| After(member.number.to_string()));
    Ok(Page { members, next })
}

/// How many there are, counted up to [`COUNTED`].
///
/// # Errors
/// The database failed.
pub(crate) async fn count(
    conn: &mut Conn,
    society: &SocietySlug,
    sought: &Sought,
) -> Result<i64, DbError> {
    match Asked::of(sought) {
        Some(asked) => store::count(conn, society, &asked, COUNTED).await,
        None => Ok(0),
    }
}

/// So many of the members who have the same name in kanji, however written, or the same mail address.
///
/// # Errors
/// The database failed.
pub(crate) async fn alike(
    conn: &mut Conn,
    society: &SocietySlug,
    member: &Member,
    limit: i64,
) -> Result<Vec<Member>, DbError> {
    let term = |text: &str| clipped(&fold(text));
    let name = term(&member.name.kanji());
    let mail = member.mail.as_ref().map(|mail| term(mail.as_str()));
    let mail = mail.unwrap_or_else(|| name.clone());
    if name.is_empty() {
        return Ok(Vec::new());
    }
    store::alike(conn, society, [&name, &mail], member.id, limit).await
}

/// What is looked for, as the database is asked.
pub(super) struct Asked<'a> {
    sought: &'a Sought,
    /// Folded; none where nothing was typed.
    text: Option<String>,
}

impl<'a> Asked<'a> {
    /// Nothing where the text has nothing that a name could have.
    fn of(sought: &'a Sought) -> Option<Self> {
        let text = sought.text.as_deref().map(str::trim);
        let text = text.filter(|text| !text.is_empty()).map(fold);
        if text.as_ref().is_some_and(String::is_empty) {
            return None;
        }
        Some(Self { sought, text })
    }
}

/// Writes what finds these members, in place of what found them before.
///
/// # Errors
/// The database failed; the transaction should then be abandoned.
pub(crate) async fn write(
    tx: &mut Tx,
    society: &SocietySlug,
    members: &[&Member],
) -> Result<(), DbError> {
    let mut terms = Vec::new();
    let mut parts = BTreeSet::new();
    for member in members {
        let institution = clipped(&fold(&member.institution));
        for ending in endings(&institution).skip(1) {
            parts.insert((ending, institution.clone()));
        }
        let own = terms_of(member).into_iter();
        terms.extend(own.map(|term| (term, member.id.to_string())));
    }
    let parts: Vec<(String, String)> = parts.into_iter().collect();
    store::replace(tx, society, members, &terms, &parts).await
}

fn clipped(term: &str) -> String {
    term.chars().take(TERM_AT_MOST).collect()
}

/// Number, names from each of their parts on, mail address, institution.
fn terms_of(member: &Member) -> BTreeSet<String> {
    let (number, name) = (member.number.as_str(), &member.name);
    let mut texts = vec![
        number.to_owned(),
        number.trim_start_matches('0').to_owned(),
        member.institution.clone(),
    ];
    texts.extend(member.mail.as_ref().map(ToString::to_string));
    texts.extend(turned(&name.kanji()));
    texts.extend(turned(&name.kana()));
    texts.extend(turned(&name.roman));
    let folded = texts.iter().map(|text| clipped(&fold(text)));
    folded.filter(|term| !term.is_empty()).collect()
}

/// The name beginning with each of its parts, what stood before it at the end.
fn turned(name: &str) -> Vec<String> {
    let between = |one: char| one.is_whitespace() || matches!(one, '・' | '-' | '=');
    let parts: Vec<&str> = name
        .split(between)
        .filter(|part| !part.is_empty())
        .collect();
    let from = |at: usize| [&parts[at..], &parts[..at]].concat().concat();
    (0..parts.len()).map(from).collect()
}

/// Writes what finds the members of whom nothing was written yet.
///
/// # Errors
/// The database failed.
pub(crate) async fn catch_up(app: &App) -> Result<(), DbError> {
    for tenant in app.societies.served().all() {
        while catch_up_some(app, tenant.slug()).await? > 0 {}
    }
    Ok(())
}

async fn catch_up_some(app: &App, society: &SocietySlug) -> Result<usize, DbError> {
    let mut conn = app.db.read().await?;
    let waiting = store::without_terms(&mut conn, society, CHUNK).await?;
    drop(conn);
    if !waiting.is_empty() {
        let mut tx = app.db.write().await?;
        let members: Vec<&Member> = waiting.iter().collect();
        write(&mut tx, society, &members).await?;
        tx.commit().await?;
    }
    Ok(waiting.len())
}

/// The bytes from which and up to which terms begin with the text. No character has the byte 0xFF.
fn span(text: &str) -> [Vec<u8>; 2] {
    let low: Vec<u8> = clipped(text).into_bytes();
    let high = [low.as_slice(), &[0xff]].concat();
    [low, high]
}

/// The same for endings, which are shorter.
fn ending_span(text: &str) -> [Vec<u8>; 2] {
    let short: String = text.chars().take(ENDING_AT_MOST).collect();
    span(&short)
}
