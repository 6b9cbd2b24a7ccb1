//! What finds members, and lists of them, in the database.

use super::{Asked, ending_span, span};
use crate::db::list::Kind;
use crate::db::rows::{ManyRows, keyed};
use crate::db::{Conn, DbError, Row, Statement, Tx, statements};
use crate::members::store::{MemberRow, member_columns};
use crate::members::{Member, MemberStatus};
use shusseki_core::ids::{MemberId, SocietySlug};

/// Who is what is asked, and more than number `$7`. Which index leads there is for what was asked to
/// say, so each has its own text.
macro_rules! sought {
    ($from:literal) => {
        concat!(
            $from,
            " AND (CAST($3 AS TEXT) IS NULL OR m.class = $3) \
             AND (CAST($4 AS TEXT) IS NULL OR m.district = $4) \
             AND (CAST($5 AS TEXT) IS NULL OR m.status = $5) \
             AND (CAST($6 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM holdings h \
             WHERE h.society_id = $1 AND h.member_id = m.member_id AND h.certification = $6)) \
             AND m.member_number > $7"
        )
    };
}

macro_rules! list {
    ($from:literal) => {
        concat!(
            "SELECT ",
            member_columns!(),
            " FROM ",
            sought!($from),
            " ORDER BY m.member_number LIMIT $2"
        )
    };
}

macro_rules! count {
    ($from:literal) => {
        concat!(
            "SELECT COUNT(*) AS n FROM (SELECT 1 FROM ",
            sought!($from),
            " LIMIT $2) found"
        )
    };
}

statements! {
    LIST_ALL = list!("members m WHERE m.society_id = $1");
    COUNT_ALL = count!("members m WHERE m.society_id = $1");
    LIST_CLASS = list!("members m WHERE m.society_id = $1 AND m.class = $3");
    COUNT_CLASS = count!("members m WHERE m.society_id = $1 AND m.class = $3");
    LIST_DISTRICT = list!("members m WHERE m.society_id = $1 AND m.district = $4");
    COUNT_DISTRICT = count!("members m WHERE m.society_id = $1 AND m.district = $4");
    LIST_STATUS = list!("members m WHERE m.society_id = $1 AND m.status = $5");
    COUNT_STATUS = count!("members m WHERE m.society_id = $1 AND m.status = $5");
    /// CROSS, so that SQLite begins with those who hold it, however few they are.
    LIST_HOLDERS = list!("holdings c CROSS JOIN members m WHERE c.society_id = $1 \
        AND c.certification = $6 AND m.society_id = $1 AND m.member_id = c.member_id");
    COUNT_HOLDERS = count!("holdings c CROSS JOIN members m WHERE c.society_id = $1 \
        AND c.certification = $6 AND m.society_id = $1 AND m.member_id = c.member_id");
    LIST_TEXT = list!("(SELECT member_id FROM member_terms WHERE society_id = $1 \
        AND term >= $8 AND term < $9 UNION SELECT t.member_id FROM member_endings e \
        JOIN member_terms t ON t.society_id = $1 AND t.term = e.term \
        WHERE e.society_id = $1 AND e.ending >= $10 AND e.ending < $11) f \
        JOIN members m ON m.society_id = $1 AND m.member_id = f.member_id WHERE m.society_id = $1");
    COUNT_TEXT = count!("(SELECT member_id FROM member_terms WHERE society_id = $1 \
        AND term >= $8 AND term < $9 UNION SELECT t.member_id FROM member_endings e \
        JOIN member_terms t ON t.society_id = $1 AND t.term = e.term \
        WHERE e.society_id = $1 AND e.ending >= $10 AND e.ending < $11) f \
        JOIN members m ON m.society_id = $1 AND m.member_id = f.member_id WHERE m.society_id = $1");
    CLASSES = "SELECT class, status, COUNT(*) AS n FROM members WHERE society_id = $1 \
        GROUP BY class, status ORDER BY class, status";
    DISTRICTS = "SELECT district, COUNT(*) AS n FROM members \
        WHERE society_id = $1 AND status <> 'withdrawn' GROUP BY district ORDER BY district";
    /// Whoever has one of the two terms; a name that many have is looked at no further.
    ALIKE = concat!("SELECT ", member_columns!(), " FROM (SELECT DISTINCT member_id FROM member_terms \
        WHERE society_id = $1 AND term IN ($2, $3) AND member_id <> $4 ORDER BY member_id LIMIT $5) f \
        JOIN members m ON m.society_id = $1 AND m.member_id = f.member_id \
        WHERE m.merged_into IS NULL ORDER BY m.member_number");
    WITHOUT_TERMS = concat!("SELECT ", member_columns!(), " FROM members m \
        WHERE m.society_id = $1 AND NOT m.has_terms ORDER BY m.member_id LIMIT $2");
}

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[FORGET, INSERT_TERMS, INSERT_ENDINGS, MARK];

const FORGET: ManyRows = ManyRows {
    columns: &[("society_id", Kind::Text), ("member_id", Kind::Text)],
    text: "DELETE FROM member_terms WHERE (society_id, member_id) IN \
        (SELECT society_id, member_id FROM given)",
};

const INSERT_TERMS: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("term", Kind::Bytes),
        ("member_id", Kind::Text),
    ],
    text: "INSERT INTO member_terms (society_id, term, member_id) \
        SELECT society_id, term, member_id FROM given",
};

/// What stands there already is the same; what nobody has any more finds nobody.
const INSERT_ENDINGS: ManyRows = ManyRows {
    columns: &[
        ("society_id", Kind::Text),
        ("ending", Kind::Bytes),
        ("term", Kind::Bytes),
    ],
    text: "INSERT INTO member_endings (society_id, ending, term) \
        SELECT society_id, ending, term FROM given WHERE TRUE \
        ON CONFLICT (society_id, ending, term) DO NOTHING",
};

const MARK: ManyRows = ManyRows {
    columns: &[("society_id", Kind::Text), ("member_id", Kind::Text)],
    text: "UPDATE members SET has_terms = TRUE WHERE NOT has_terms AND (society_id, member_id) IN \
        (SELECT society_id, member_id FROM given)",
};

#[derive(sqlx::FromRow)]
struct CountRow {
    n: i64,
}

impl Asked<'_> {
    /// The statements that list and count: by what finds fewest, as a rule.
    pub(super) const fn statements(&self) -> [Statement; 2] {
        let sought = self.sought;
        if self.text.is_some() {
            [LIST_TEXT, COUNT_TEXT]
        } else if sought.certification.is_some() {
            [LIST_HOLDERS, COUNT_HOLDERS]
        } else if sought.district.is_some() {
            [LIST_DISTRICT, COUNT_DISTRICT]
        } else if sought.class.is_some() {
            [LIST_CLASS, COUNT_CLASS]
        } else if sought.status.is_some() {
            [LIST_STATUS, COUNT_STATUS]
        } else {
            [LIST_ALL, COUNT_ALL]
        }
    }
}

async fn ask<R>(
    conn: &mut Conn,
    statement: Statement,
    society: &SocietySlug,
    asked: &Asked<'_>,
    (after, limit): (&str, i64),
) -> Result<Vec<R>, DbError>
where
    R: Row,
{
    let sought = asked.sought;
    let mut sql = conn
        .sql(statement)
        .bind(society.as_str())
        .bind(limit)
        .bind(sought.class.as_ref().map(ToString::to_string))
        .bind(sought.district.as_ref().map(ToString::to_string))
        .bind(sought.status.map(MemberStatus::name))
        .bind(sought.certification.as_ref().map(ToString::to_string))
        .bind(after);
    if let Some(text) = &asked.text {
        for bytes in span(text).into_iter().chain(ending_span(text)) {
            sql = sql.bind(bytes);
        }
    }
    sql.all().await
}

/// The next members in the order of numbers.
pub(super) async fn list(
    conn: &mut Conn,
    society: &SocietySlug,
    asked: &Asked<'_>,
    after: &str,
    limit: i64,
) -> Result<Vec<Member>, DbError> {
    let [list, _] = asked.statements();
    let rows: Vec<MemberRow> = ask(conn, list, society, asked, (after, limit)).await?;
    Ok(rows.into_iter().map(Member::from).collect())
}

/// How many there are, counted no further than `most`.
pub(super) async fn count(
    conn: &mut Conn,
    society: &SocietySlug,
    asked: &Asked<'_>,
    most: i64,
) -> Result<i64, DbError> {
    let [_, count] = asked.statements();
    let rows: Vec<CountRow> = ask(conn, count, society, asked, ("", most)).await?;
    Ok(rows.first().map_or(0, |row| row.n))
}

/// Writes what finds the members, in place of what did.
pub(super) async fn replace(
    tx: &mut Tx,
    society: &SocietySlug,
    members: &[&Member],
    terms: &[(String, String)],
    endings: &[(String, String)],
) -> Result<(), DbError> {
    let ids: Vec<MemberId> = members.iter().map(|member| member.id).collect();
    forget(tx, society, &ids).await?;
    let slug = society.as_str();
    INSERT_TERMS
        .run(tx, terms, |(term, member)| {
            [
                slug.to_owned().into(),
                term.as_bytes().into(),
                member.as_str().into(),
            ]
        })
        .await?;
    INSERT_ENDINGS
        .run(tx, endings, |(ending, term)| {
            [
                slug.to_owned().into(),
                ending.as_bytes().into(),
                term.as_bytes().into(),
            ]
        })
        .await?;
    MARK.run(tx, &ids, |member| keyed(society, member)).await?;
    Ok(())
}

/// Drops what finds these members.
pub(crate) async fn forget(
    tx: &mut Tx,
    society: &SocietySlug,
    members: &[MemberId],
) -> Result<(), DbError> {
    FORGET
        .run(tx, members, |member| keyed(society, member))
        .await?;
    Ok(())
}

/// The members who have one of these terms, but for that one.
pub(super) async fn alike(
    conn: &mut Conn,
    society: &SocietySlug,
    terms: [&str; 2],
    but: MemberId,
    limit: i64,
) -> Result<Vec<Member>, DbError> {
    let [one, other] = terms.map(|term| term.as_bytes().to_vec());
    let rows: Vec<MemberRow> = conn
        .sql(ALIKE)
        .bind(society.as_str())
        .bind(one)
        .bind(other)
        .bind(but.to_string())
        .bind(limit)
        .all()
        .await?;
    Ok(rows.into_iter().map(Member::from).collect())
}

/// So many members of whom nothing is written yet.
pub(super) async fn without_terms(
    conn: &mut Conn,
    society: &SocietySlug,
    limit: i64,
) -> Result<Vec<Member>, DbError> {
    let rows: Vec<MemberRow> = conn
        .sql(WITHOUT_TERMS)
        .bind(society.as_str())
        .bind(limit)
        .all()
        .await?;
    Ok(rows.into_iter().map(Member::from).collect())
}

/// How many members of a class have a status.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct ClassCount {
    /// The class, by its name in the definition.
    pub(crate) class: String,
    /// The status, by its name in the database.
    pub(crate) status: String,
    /// How many.
    pub(crate) n: i64,
}

/// How many members a district has.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct DistrictCount {
    /// The district, by its name in the definition; none for members without one.
    pub(crate) district: Option<String>,
    /// How many.
    pub(crate) n: i64,
}

/// The members of each class, by status.
pub(crate) async fn count_classes(
    conn: &mut Conn,
    society: &SocietySlug,
) -> Result<Vec<ClassCount>, DbError> {
    conn.sql(CLASSES).bind(society.as_str()).all().await
}

/// The members of each district who have not withdrawn.
pub(crate) async fn count_districts(
    conn: &mut Conn,
    society: &SocietySlug,
) -> Result<Vec<DistrictCount>, DbError> {
    conn.sql(DISTRICTS).bind(society.as_str()).all().await
}
