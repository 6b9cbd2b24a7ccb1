//! The directory in the database.

use super::{After, Candidate, ENDING_AT_MOST, Entry, Patterns, Shown, joined};
use crate::db::{Conn, DbError, Json, Tx, statements};
use shusseki_core::ids::{MemberId, SocietySlug};
use shusseki_core::profile::{How, Marks, Wanted};

statements! {
    ENTRY = "SELECT shown FROM directory_entries WHERE society_id = $1 AND member_id = $2";
    INSERT_ENTRY = "INSERT INTO directory_entries \
        (society_id, member_id, position, facets, shown) VALUES ($1, $2, $3, $4, $5)";
    INSERT_TERM = "INSERT INTO directory_terms (society_id, filter, term, position, member_id, marks) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    INSERT_ENDING = "INSERT INTO directory_endings (society_id, filter, ending, term) \
        VALUES ($1, $2, $3, $4) ON CONFLICT (society_id, filter, ending, term) DO NOTHING";
    /// One change of a society's directory after the other: whether a text is anybody else's is asked
    /// and then acted on. SQLite has one writer anyway.
    IN_TURN = "UPDATE societies SET created_at = created_at WHERE society_id = $1";
    TERMS = "SELECT filter, term FROM directory_terms WHERE society_id = $1 AND member_id = $2";
    SHARED = "SELECT COUNT(*) AS n FROM (SELECT 1 FROM directory_terms \
        WHERE society_id = $1 AND filter = $2 AND term = $3 LIMIT 2) found";
    FORGET_ENDING = "DELETE FROM directory_endings \
        WHERE society_id = $1 AND filter = $2 AND ending = $3 AND term = $4";
    FORGET_TERMS = "DELETE FROM directory_terms WHERE society_id = $1 AND member_id = $2";
    FORGET_ENTRY = "DELETE FROM directory_entries WHERE society_id = $1 AND member_id = $2";
    /// How many rows a filter finds, counted no further than the limit.
    COUNT = "SELECT COUNT(*) AS n FROM (SELECT 1 FROM directory_terms \
        WHERE society_id = $1 AND filter = $2 AND term >= $3 AND term < $4 LIMIT $5) found";
    COUNT_PARTS = "SELECT COUNT(*) AS n FROM (SELECT 1 FROM directory_endings e \
        JOIN directory_terms t ON t.society_id = $1 AND t.filter = $2 AND t.term = e.term \
        WHERE e.society_id = $1 AND e.filter = $2 AND e.ending >= $3 AND e.ending < $4 \
        LIMIT $5) found";
    /// The next of those whom a term finds; the index has them in order.
    EXACT = "SELECT e.member_id, e.position, e.facets, e.shown FROM \
        (SELECT position, member_id FROM directory_terms WHERE society_id = $1 AND filter = $2 \
        AND term = $3 AND (position, member_id) > ($4, $5) AND (marks & $7) = $7 \
        ORDER BY position, member_id LIMIT $6) t \
        JOIN directory_entries e ON e.society_id = $1 AND e.member_id = t.member_id \
        ORDER BY t.position, t.member_id";
    /// The next of those whom any of the terms finds; only what the index holds is put in order.
    PREFIX = "SELECT e.member_id, e.position, e.facets, e.shown FROM \
        (SELECT DISTINCT position, member_id FROM directory_terms WHERE society_id = $1 \
        AND filter = $2 AND term >= $3 AND term < $8 AND (position, member_id) > ($4, $5) \
        AND (marks & $7) = $7 \
        ORDER BY position, member_id LIMIT $6) t \
        JOIN directory_entries e ON e.society_id = $1 AND e.member_id = t.member_id \
        ORDER BY t.position, t.member_id";
    PART = "SELECT e.member_id, e.position, e.facets, e.shown FROM \
        (SELECT DISTINCT t.position, t.member_id FROM directory_endings w \
        JOIN directory_terms t ON t.society_id = $1 AND t.filter = $2 AND t.term = w.term \
        WHERE w.society_id = $1 AND w.filter = $2 AND w.ending >= $3 AND w.ending < $8 \
        AND (t.position, t.member_id) > ($4, $5) AND (t.marks & $7) = $7 \
        ORDER BY t.position, t.member_id LIMIT $6) t \
        JOIN directory_entries e ON e.society_id = $1 AND e.member_id = t.member_id \
        ORDER BY t.position, t.member_id";
    WALK = "SELECT e.member_id, e.position, e.facets, e.shown FROM directory_entries e \
        WHERE e.society_id = $1 AND (e.position, e.member_id) > ($2, $3) \
        AND e.facets LIKE $4 AND e.facets LIKE $5 AND e.facets LIKE $6 AND e.facets LIKE $7 \
        ORDER BY e.position, e.member_id LIMIT $8";
}

#[derive(sqlx::FromRow)]
struct CountRow {
    n: i64,
}

#[derive(sqlx::FromRow)]
struct ShownRow {
    shown: String,
}

/// A text that finds somebody.
#[derive(sqlx::FromRow)]
pub(super) struct TermRow {
    pub(super) filter: String,
    pub(super) term: Vec<u8>,
}

/// What is stored of what the directory shows.
pub(super) fn shown(text: String) -> Result<Shown, DbError> {
    let json = Json::<Shown>::try_from(text);
    Ok(json.map_err(|error| sqlx::Error::Decode(error.into()))?.0)
}

/// The bytes from which and up to which terms are what is wanted. No character has the byte 0xFF.
fn span(wanted: &Wanted) -> [Vec<u8>; 2] {
    let term: String = match wanted.how {
        How::Part => wanted.term.chars().take(ENDING_AT_MOST).collect(),
        How::Exact | How::Prefix => wanted.term.clone(),
    };
    let low = term.into_bytes();
    let mut high = low.clone();
    high.push(match wanted.how {
        How::Exact => 0,
        How::Prefix | How::Part => 0xff,
    });
    [low, high]
}

/// How many members the filter finds, counted no further than `most`.
pub(super) async fn count(
    conn: &mut Conn,
    society: &SocietySlug,
    wanted: &Wanted,
    most: i64,
) -> Result<i64, DbError> {
    let [low, high] = span(wanted);
    let statement = match wanted.how {
        How::Part => COUNT_PARTS,
        How::Exact | How::Prefix => COUNT,
    };
    let row: CountRow = conn
        .sql(statement)
        .bind(society.as_str())
        .bind(wanted.filter.as_str())
        .bind(low)
        .bind(high)
        .bind(most)
        .one()
        .await?;
    Ok(row.n)
}

fn begin(after: Option<&After>) -> (Vec<u8>, String) {
    after.map_or_else(Default::default, |After(position, member)| {
        (position.clone(), member.clone())
    })
}

/// The next entries that one filter finds and that have the marks, in order.
pub(super) async fn next_of(
    conn: &mut Conn,
    society: &SocietySlug,
    wanted: &Wanted,
    marks: Marks,
    after: Option<&After>,
    limit: usize,
) -> Result<Vec<Candidate>, DbError> {
    let [low, high] = span(wanted);
    let statement = match wanted.how {
        How::Exact => EXACT,
        How::Prefix => PREFIX,
        How::Part => PART,
    };
    let (position, member) = begin(after);
    let mut sql = conn
        .sql(statement)
        .bind(society.as_str())
        .bind(wanted.filter.as_str())
        .bind(low)
        .bind(position)
        .bind(member)
        .bind(i64::try_from(limit).unwrap_or(1))
        .bind(marks.bits());
    if wanted.how != How::Exact {
        sql = sql.bind(high);
    }
    sql.all().await
}

/// The entries that the patterns fit, in order.
pub(super) async fn walk(
    conn: &mut Conn,
    society: &SocietySlug,
    patterns: &Patterns,
    after: Option<&After>,
    limit: usize,
) -> Result<Vec<Candidate>, DbError> {
    let (position, member) = begin(after);
    let mut sql = conn
        .sql(WALK)
        .bind(society.as_str())
        .bind(position)
        .bind(member);
    for pattern in &patterns.0 {
        sql = sql.bind(pattern.as_str());
    }
    sql.bind(i64::try_from(limit).unwrap_or(1)).all().await
}

/// What is public of the member.
pub(super) async fn entry(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Option<Shown>, DbError> {
    let row: Option<ShownRow> = conn
        .sql(ENTRY)
        .bind(society.as_str())
        .bind(member.to_string())
        .optional()
        .await?;
    row.map(|row| shown(row.shown)).transpose()
}

/// Waits until nobody else changes the society's directory.
pub(super) async fn in_turn(tx: &mut Tx, society: &SocietySlug) -> Result<(), DbError> {
    tx.sql(IN_TURN).bind(society.as_str()).run().await?;
    Ok(())
}

/// Takes the member out of the directory, and the texts that nobody else has.
pub(super) async fn forget(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
) -> Result<(), DbError> {
    in_turn(tx, society).await?;
    let terms: Vec<TermRow> = tx
        .sql(TERMS)
        .bind(society.as_str())
        .bind(member.to_string())
        .all()
        .await?;
    for TermRow { filter, term } in terms {
        let shared: CountRow = tx
            .sql(SHARED)
            .bind(society.as_str())
            .bind(filter.as_str())
            .bind(term.clone())
            .one()
            .await?;
        if shared.n > 1 {
            continue;
        }
        let text = String::from_utf8_lossy(&term).into_owned();
        for ending in super::endings(&text) {
            tx.sql(FORGET_ENDING)
                .bind(society.as_str())
                .bind(filter.as_str())
                .bind(ending.into_bytes())
                .bind(term.clone())
                .run()
                .await?;
        }
    }
    for statement in [FORGET_TERMS, FORGET_ENTRY] {
        tx.sql(statement)
            .bind(society.as_str())
            .bind(member.to_string())
            .run()
            .await?;
    }
    Ok(())
}

/// Adds what is public of a member.
pub(super) async fn insert_entry(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    entry: &Entry,
) -> Result<(), DbError> {
    tx.sql(INSERT_ENTRY)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(entry.position.clone())
        .bind(joined(&entry.facets))
        .bind(Json(&entry.shown).text()?)
        .run()
        .await?;
    Ok(())
}

/// Lets a term find the member.
pub(super) async fn insert_term(
    tx: &mut Tx,
    society: &SocietySlug,
    filter: &str,
    term: &[u8],
    entry: &Entry,
    member: MemberId,
) -> Result<(), DbError> {
    tx.sql(INSERT_TERM)
        .bind(society.as_str())
        .bind(filter)
        .bind(term.to_vec())
        .bind(entry.position.clone())
        .bind(member.to_string())
        .bind(entry.marks.bits())
        .run()
        .await?;
    Ok(())
}

/// Lets an ending find the text.
pub(super) async fn insert_ending(
    tx: &mut Tx,
    society: &SocietySlug,
    filter: &str,
    ending: &[u8],
    term: &[u8],
) -> Result<(), DbError> {
    tx.sql(INSERT_ENDING)
        .bind(society.as_str())
        .bind(filter)
        .bind(ending.to_vec())
        .bind(term.to_vec())
        .run()
        .await?;
    Ok(())
}
