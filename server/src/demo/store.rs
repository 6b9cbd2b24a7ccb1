//! The questions that only the demo asks of the database.

use crate::db::{Conn, DbError, statements};
use crate::members::MemberName;
use shusseki_core::ids::{MemberNumber, SocietySlug};

statements! {
    NAME_OF = "SELECT family_name, given_name, family_kana, given_kana, roman_name \
        FROM members WHERE society_id = $1 AND member_number = $2";
    /// A society that has members or events.
    IN_USE = "SELECT s.society_id FROM societies s \
        WHERE EXISTS (SELECT 1 FROM members m WHERE m.society_id = s.society_id) \
        OR EXISTS (SELECT 1 FROM events e WHERE e.society_id = s.society_id) \
        ORDER BY s.society_id LIMIT 1";
}

#[derive(sqlx::FromRow)]
struct NameRow {
    family_name: String,
    given_name: String,
    family_kana: String,
    given_kana: String,
    roman_name: String,
}

#[derive(sqlx::FromRow)]
struct SocietyRow {
    society_id: String,
}

/// The name of the member with that number.
pub(super) async fn name_of(
    conn: &mut Conn,
    society: &SocietySlug,
    number: &MemberNumber,
) -> Result<Option<MemberName>, DbError> {
    let row: Option<NameRow> = conn
        .sql(NAME_OF)
        .bind(society.as_str())
        .bind(number.as_str())
        .optional()
        .await?;
    Ok(row.map(|row| MemberName {
        family: row.family_name,
        given: row.given_name,
        family_kana: row.family_kana,
        given_kana: row.given_kana,
        roman: row.roman_name,
    }))
}

/// A society that has members or a programme; nothing in an empty database.
pub(super) async fn society_in_use(conn: &mut Conn) -> Result<Option<String>, DbError> {
    let row: Option<SocietyRow> = conn.sql(IN_USE).optional().await?;
    Ok(row.map(|row| row.society_id))
}
