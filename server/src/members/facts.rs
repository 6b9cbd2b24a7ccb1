//! What a check-in has to know of members, looked up for many at once.

use super::{Member, MemberStatus};
use crate::db::rows::ManyRows;
use crate::db::{Conn, DbError};
use shusseki_core::check_in::MemberFacts;
use shusseki_core::ids::{ClassKey, MemberId, SocietySlug};
use std::collections::HashMap;

/// A member of a society.
pub(crate) type MemberKey = (SocietySlug, MemberId);

/// The statements over many rows.
pub(crate) const MANY_ROWS: &[ManyRows] = &[FACTS];

const FACTS: ManyRows = ManyRows {
    before: "WITH wanted (society_id, member_id) AS (VALUES",
    columns: 2,
    after: ") SELECT DISTINCT m.society_id, m.member_id, m.class, m.status \
        FROM wanted w CROSS JOIN members m \
        WHERE m.society_id = w.society_id AND m.member_id = w.member_id",
};

#[derive(sqlx::FromRow)]
struct FactsRow {
    #[sqlx(try_from = "String")]
    society_id: SocietySlug,
    #[sqlx(try_from = "String")]
    member_id: MemberId,
    #[sqlx(try_from = "String")]
    class: ClassKey,
    #[sqlx(try_from = "String")]
    status: MemberStatus,
}

/// The facts of these members; who does not exist is absent.
///
/// # Errors
/// As the engine says.
pub(crate) async fn facts_of(
    conn: &mut Conn,
    members: &[MemberKey],
) -> Result<HashMap<MemberKey, MemberFacts>, DbError> {
    let rows: Vec<FactsRow> = FACTS
        .all(conn, members, |sql, (society, member)| {
            sql.bind(society.as_str().to_owned())
                .bind(member.to_string())
        })
        .await?;
    let facts = rows.into_iter().map(|row| {
        (
            (row.society_id, row.member_id),
            facts(row.class, row.status),
        )
    });
    Ok(facts.collect())
}

/// A member checks in as one of a class, and only while active: neither on leave nor withdrawn.
fn facts(class: ClassKey, status: MemberStatus) -> MemberFacts {
    MemberFacts {
        class,
        active: status == MemberStatus::Active,
    }
}

impl Member {
    /// What a check-in has to know of this member.
    pub(crate) fn facts(&self) -> MemberFacts {
        facts(self.class.clone(), self.status)
    }
}
