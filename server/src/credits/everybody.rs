//! All members who hold a certification, page by page.

use crate::db::{Conn, DbError, statements};
use shusseki_core::ids::{MemberId, MemberNumber, SocietySlug};

statements! {
    HOLDING = "SELECT DISTINCT m.member_id, m.member_number FROM holdings h \
        JOIN members m ON m.society_id = h.society_id AND m.member_id = h.member_id \
        WHERE h.society_id = $1 AND h.member_id > $2 ORDER BY m.member_id LIMIT $3";
}

/// A member who holds a certification.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Holding {
    /// Who.
    #[sqlx(rename = "member_id", try_from = "String")]
    pub(crate) id: MemberId,
    /// The member number.
    #[sqlx(rename = "member_number", try_from = "String")]
    pub(crate) number: MemberNumber,
}

/// The members after one, in the order of their ids; from the first on where that is none.
///
/// # Errors
/// As the engine says.
pub(crate) async fn holding(
    conn: &mut Conn,
    society: &SocietySlug,
    after: Option<MemberId>,
    limit: i64,
) -> Result<Vec<Holding>, DbError> {
    conn.sql(HOLDING)
        .bind(society.as_str())
        .bind(after.map(|member| member.to_string()).unwrap_or_default())
        .bind(limit)
        .all()
        .await
}
