//! All members who hold a certification, page by page.

use crate::db::{Conn, DbError, statements};
use shusseki_core::ids::{MemberId, MemberNumber, SocietySlug};

statements! {
    HOLDING = "SELECT m.member_id, m.member_number, m.family_name, m.given_name FROM members m \
        WHERE m.society_id = $1 AND m.member_number > $2 AND EXISTS (SELECT 1 FROM holdings h \
        WHERE h.society_id = m.society_id AND h.member_id = m.member_id) \
        ORDER BY m.member_number LIMIT $3";
}

/// A member who holds a certification.
#[derive(Debug, Clone)]
pub(crate) struct Holding {
    /// Who.
    pub(crate) id: MemberId,
    /// The member number.
    pub(crate) number: MemberNumber,
    /// The name, as the office knows it.
    pub(crate) name: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(try_from = "String")]
    member_id: MemberId,
    #[sqlx(try_from = "String")]
    member_number: MemberNumber,
    family_name: String,
    given_name: String,
}

/// The members after a number, in the order of their numbers; from the first on where that is none.
///
/// # Errors
/// As the engine says.
pub(crate) async fn holding(
    conn: &mut Conn,
    society: &SocietySlug,
    after: Option<&MemberNumber>,
    limit: i64,
) -> Result<Vec<Holding>, DbError> {
    let rows: Vec<Row> = conn
        .sql(HOLDING)
        .bind(society.as_str())
        .bind(after.map(MemberNumber::as_str).unwrap_or_default())
        .bind(limit)
        .all()
        .await?;
    let holding = rows.into_iter().map(|row| Holding {
        id: row.member_id,
        number: row.member_number,
        // Some people have a single name.
        name: format!("{} {}", row.family_name, row.given_name)
            .trim()
            .to_owned(),
    });
    Ok(holding.collect())
}
