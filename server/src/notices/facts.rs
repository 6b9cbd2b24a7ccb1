//! What an audience asks of members, from the database: of one who reads, of all who are written to.
//! Both are read by the same statements.

use super::Reader;
use crate::app::Tenant;
use crate::db::{Conn, Day, DbError, statements};
use crate::members::{self, Member, MemberStatus};
use jiff::civil::Date;
use shusseki_core::audience::{Audience, MemberFacts, Post, Standing};
use shusseki_core::ids::{CertificationKey, MemberId, SocietySlug};
use shusseki_core::text::Text;
use std::collections::HashMap;

statements! {
    HELD = "SELECT member_id, certification FROM holdings \
        WHERE society_id = $1 AND member_id >= $2 AND member_id <= $3 \
        AND first_day <= $4 AND last_day >= $4";
    POSTS = "SELECT member_id, kind, body_ja, title_ja FROM appointments \
        WHERE society_id = $1 AND member_id >= $2 AND member_id <= $3 \
        AND first_day <= $4 AND (last_day IS NULL OR last_day >= $4)";
    ALL_POSTS = "SELECT kind, CASE WHEN kind = 'committee' THEN body_ja ELSE title_ja END AS ja, \
        MIN(CASE WHEN kind = 'committee' THEN body_en ELSE title_en END) AS en FROM appointments \
        WHERE society_id = $1 AND first_day <= $2 AND (last_day IS NULL OR last_day >= $2) \
        GROUP BY 1, 2 ORDER BY 1 DESC, 2 LIMIT 200";
}

/// Members looked at in one go.
const A_CHUNK: i64 = 1_000;

#[derive(sqlx::FromRow)]
struct HeldRow {
    #[sqlx(try_from = "String")]
    member_id: MemberId,
    #[sqlx(try_from = "String")]
    certification: CertificationKey,
}

#[derive(sqlx::FromRow)]
struct PostRow {
    #[sqlx(try_from = "String")]
    member_id: MemberId,
    kind: String,
    body_ja: String,
    title_ja: String,
}

#[derive(sqlx::FromRow)]
struct NamedPostRow {
    kind: String,
    ja: String,
    en: String,
}

fn post(kind: &str, name: String) -> Post {
    if kind == "committee" {
        Post::Committee(name)
    } else {
        Post::Office(name)
    }
}

const fn standing(status: MemberStatus) -> Standing {
    match status {
        MemberStatus::Active => Standing::Active,
        MemberStatus::OnLeave => Standing::OnLeave,
        MemberStatus::Withdrawn => Standing::Withdrawn,
    }
}

/// The facts of members who follow each other in the order of their ids.
///
/// # Errors
/// The database failed.
pub(super) async fn of_members(
    conn: &mut Conn,
    society: &SocietySlug,
    members: &[Member],
    today: Date,
) -> Result<Vec<MemberFacts>, DbError> {
    let (Some(first), Some(last)) = (members.first(), members.last()) else {
        return Ok(Vec::new());
    };
    let facts = |member: &Member| MemberFacts {
        district: member.district.clone(),
        standing: standing(member.status),
        ..MemberFacts::new(member.class.clone())
    };
    let mut all: Vec<MemberFacts> = members.iter().map(facts).collect();
    let places: HashMap<MemberId, usize> = members
        .iter()
        .enumerate()
        .map(|(place, member)| (member.id, place))
        .collect();
    let held: Vec<HeldRow> = conn
        .sql(HELD)
        .bind(society.as_str())
        .bind(first.id.to_string())
        .bind(last.id.to_string())
        .bind(Day(today))
        .all()
        .await?;
    for row in held {
        let place = places.get(&row.member_id);
        if let Some(facts) = place.and_then(|place| all.get_mut(*place)) {
            facts.certifications.insert(row.certification);
        }
    }
    let posts: Vec<PostRow> = conn
        .sql(POSTS)
        .bind(society.as_str())
        .bind(first.id.to_string())
        .bind(last.id.to_string())
        .bind(Day(today))
        .all()
        .await?;
    for row in posts {
        let place = places.get(&row.member_id);
        if let Some(facts) = place.and_then(|place| all.get_mut(*place)) {
            let name = if row.kind == "committee" {
                row.body_ja
            } else {
                row.title_ja
            };
            facts.posts.insert(post(&row.kind, name));
        }
    }
    Ok(all)
}

/// Who reads: a member with what is known of her or him, or a visitor.
///
/// # Errors
/// The database failed.
pub(crate) async fn reader(
    conn: &mut Conn,
    society: &SocietySlug,
    member: Option<&Member>,
    today: Date,
) -> Result<Reader, DbError> {
    let Some(member) = member else {
        return Ok(Reader::Visitor);
    };
    let facts = of_members(conn, society, std::slice::from_ref(member), today).await?;
    let facts = facts.into_iter().next();
    Ok(facts.map_or(Reader::Visitor, |facts| Reader::Member(member.id, facts)))
}

/// How many members an audience reaches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Reach {
    /// All of them.
    pub(crate) members: usize,
    /// Those who have a mail address.
    pub(crate) with_mail: usize,
}

/// Counts whom the audience reaches today.
///
/// # Errors
/// The database failed.
pub(crate) async fn reach(
    conn: &mut Conn,
    tenant: &Tenant,
    audience: &Audience,
    today: Date,
) -> Result<Reach, DbError> {
    let (slug, mut reach, mut after) = (tenant.slug(), Reach::default(), String::new());
    loop {
        let members = members::store::after(conn, slug, &after, A_CHUNK).await?;
        let facts = of_members(conn, slug, &members, today).await?;
        for (member, facts) in members.iter().zip(&facts) {
            if audience.matches(facts) {
                reach.members += 1;
                reach.with_mail += usize::from(member.mail.is_some());
            }
        }
        match members.last() {
            Some(last) if i64::try_from(members.len()).is_ok_and(|read| read == A_CHUNK) => {
                after = last.id.to_string();
            }
            _ => return Ok(reach),
        }
    }
}

/// Every office and committee that somebody holds today, with its name.
///
/// # Errors
/// The database failed.
pub(crate) async fn posts_held(
    conn: &mut Conn,
    society: &SocietySlug,
    today: Date,
) -> Result<Vec<(Post, Text)>, DbError> {
    let rows: Vec<NamedPostRow> = conn
        .sql(ALL_POSTS)
        .bind(society.as_str())
        .bind(Day(today))
        .all()
        .await?;
    let named = rows.into_iter().map(|row| {
        let name = Text::new(row.ja.clone(), row.en);
        (post(&row.kind, row.ja), name)
    });
    Ok(named.collect())
}
