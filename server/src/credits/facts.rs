//! What the rules may ask about a person. Facts only grow: the newest hold, and those before say
//! what was known then.

use super::known::KnownAs;
use super::line::{Writer, Written};
use crate::db::{Conn, DbError, Instant, Json, Tx, statements};
use jiff::Timestamp;
use shusseki_core::credit::Person;
use shusseki_core::ids::{ClassKey, MemberId, MemberNumber, SocietySlug};

statements! {
    PERSON = "SELECT m.class, f.facts FROM members m \
        LEFT JOIN member_facts f ON f.society_id = m.society_id AND f.member_id = m.member_id \
        AND f.recorded_at < $3 \
        WHERE m.society_id = $1 AND m.member_id = $2 ORDER BY f.recorded_at DESC LIMIT 1";
    ALL = "SELECT f.facts, f.recorded_at, f.why, w.member_number AS by_number, \
        w.family_name AS by_family, w.given_name AS by_given FROM member_facts f \
        LEFT JOIN members w ON w.society_id = f.society_id AND w.member_id = f.recorded_by \
        WHERE f.society_id = $1 AND f.member_id = $2 ORDER BY f.recorded_at DESC LIMIT $3";
    INSERT = "INSERT INTO member_facts (society_id, member_id, recorded_at, recorded_by, why, \
        facts) VALUES ($1, $2, $3, $4, $5, $6)";
}

#[derive(sqlx::FromRow)]
struct PersonRow {
    #[sqlx(try_from = "String")]
    class: ClassKey,
    facts: Option<String>,
}

#[derive(sqlx::FromRow)]
struct FactsRow {
    facts: String,
    recorded_at: Instant,
    why: String,
    by_number: Option<String>,
    by_family: Option<String>,
    by_given: Option<String>,
}

/// Facts as they were recorded.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    /// The facts.
    pub(crate) person: Person,
    /// By whom, when, why.
    pub(crate) written: Written,
}

/// What is known about the person, or was known then. Where the facts name no class, it is the one
/// of the membership.
pub(super) async fn person(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
    known_as: KnownAs,
) -> Result<Person, DbError> {
    let row: Option<PersonRow> = conn
        .sql(PERSON)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(Instant(known_as.before()))
        .optional()
        .await?;
    let Some(row) = row else {
        return Ok(Person::default());
    };
    let person = row.facts.map(read).transpose()?.unwrap_or_default();
    Ok(Person {
        class: person.class.or(Some(row.class)),
        ..person
    })
}

fn read(facts: String) -> Result<Person, DbError> {
    let read = Json::<Person>::try_from(facts);
    let person = read.map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(person.0)
}

/// All facts that were recorded about a member, newest first.
pub(crate) async fn all(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
    limit: i64,
) -> Result<Vec<Recorded>, DbError> {
    let rows: Vec<FactsRow> = conn
        .sql(ALL)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(limit)
        .all()
        .await?;
    rows.into_iter().map(FactsRow::recorded).collect()
}

impl FactsRow {
    fn recorded(self) -> Result<Recorded, DbError> {
        Ok(Recorded {
            person: read(self.facts)?,
            written: Written {
                by: Writer::stored(self.by_number, self.by_family, self.by_given),
                at: self.recorded_at.0,
                why: Some(self.why),
            },
        })
    }
}

impl Writer {
    /// The writer that a row names, if it names one.
    pub(super) fn stored(
        number: Option<String>,
        family: Option<String>,
        given: Option<String>,
    ) -> Option<Self> {
        let number: MemberNumber = number?.parse().ok()?;
        let name = format!("{} {}", family?, given?).trim().to_owned();
        Some(Self { number, name })
    }
}

/// Records what is now known about a member; what was known before stays.
///
/// # Errors
/// As the engine says.
pub(crate) async fn record(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    person: &Person,
    by: (MemberId, &str),
    now: Timestamp,
) -> Result<(), DbError> {
    let (by, why) = by;
    tx.sql(INSERT)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(Instant(now))
        .bind(by.to_string())
        .bind(why)
        .bind(Json(person).text()?)
        .run()
        .await?;
    Ok(())
}
