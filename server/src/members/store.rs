//! Members in the database.

use super::{Member, MemberName, MemberStatus, roster};
use crate::db::{Conn, Day, DbError, Instant, Sql, Tx, statements};
use jiff::Timestamp;
use jiff::civil::Date;
use shusseki_core::ids::{ClassKey, DistrictKey, MemberId, MemberNumber, SocietySlug};
use shusseki_core::mail_address::MailAddress;

/// What a [`MemberRow`] is made of; `m` is the member.
macro_rules! member_columns {
    () => {
        "m.member_id, m.member_number, m.family_name, m.given_name, m.family_kana, m.given_kana, \
         m.roman_name, m.institution, m.class, m.district, m.joined_on, m.status, m.mail, m.language, \
         m.merged_into, \
         (SELECT COUNT(*) FROM staff_roles r WHERE r.society_id = m.society_id \
         AND r.member_id = m.member_id) AS roles_held"
    };
}
pub(crate) use member_columns;

statements! {
    BY_ID = concat!("SELECT ", member_columns!(), " FROM members m \
        WHERE m.society_id = $1 AND m.member_id = $2");
    BY_NUMBER = concat!("SELECT ", member_columns!(), " FROM members m \
        WHERE m.society_id = $1 AND m.member_number = $2");
    AFTER = concat!("SELECT ", member_columns!(), " FROM members m \
        WHERE m.society_id = $1 AND m.member_id > $2 ORDER BY m.member_id LIMIT $3");
    ROLES = "SELECT r.role FROM staff_roles r \
        JOIN members m ON m.society_id = r.society_id AND m.member_id = r.member_id \
        WHERE r.society_id = $1 AND r.member_id = $2 AND m.status <> 'withdrawn'";
    INSERT_SOCIETY = "INSERT INTO societies (society_id, created_at) VALUES ($1, $2) \
        ON CONFLICT (society_id) DO NOTHING";
    INSERT = "INSERT INTO members (society_id, member_id, member_number, family_name, given_name, \
        family_kana, given_kana, roman_name, institution, class, district, joined_on, status, mail, \
        language) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    SET_MAIL = "UPDATE members SET mail = $3 WHERE society_id = $1 AND member_id = $2";
    CHANGE = "UPDATE members SET family_name = $3, given_name = $4, family_kana = $5, \
        given_kana = $6, roman_name = $7, institution = $8, district = $9, class = $10, \
        joined_on = $11 WHERE society_id = $1 AND member_id = $2";
    SET_STATUS = "UPDATE members SET status = $4, status_since = $5 \
        WHERE society_id = $1 AND member_id = $2 AND status = $3 AND merged_into IS NULL";
    /// Changes nothing, but nobody else gives or takes a role before this transaction ends.
    LOCK_ROLES = "UPDATE societies SET created_at = created_at WHERE society_id = $1";
    DELETE_ROLE = "DELETE FROM staff_roles WHERE society_id = $1 AND member_id = $2 AND role = $3";
    HOLDERS = "SELECT COUNT(*) AS n FROM staff_roles r \
        JOIN members m ON m.society_id = r.society_id AND m.member_id = r.member_id \
        WHERE r.society_id = $1 AND r.role = $2 AND m.status <> 'withdrawn'";
    INSERT_ROLE = "INSERT INTO staff_roles (society_id, member_id, role) VALUES ($1, $2, $3)";
}

/// A row of the table; `Member::from` it.
#[derive(sqlx::FromRow)]
pub(crate) struct MemberRow {
    #[sqlx(try_from = "String")]
    member_id: MemberId,
    #[sqlx(try_from = "String")]
    member_number: MemberNumber,
    family_name: String,
    given_name: String,
    family_kana: String,
    given_kana: String,
    roman_name: String,
    institution: String,
    #[sqlx(try_from = "String")]
    class: ClassKey,
    district: Option<String>,
    joined_on: Day,
    #[sqlx(try_from = "String")]
    status: MemberStatus,
    mail: Option<String>,
    language: String,
    merged_into: Option<String>,
    roles_held: i64,
}

impl From<MemberRow> for Member {
    fn from(row: MemberRow) -> Self {
        Self {
            id: row.member_id,
            number: row.member_number,
            name: MemberName {
                family: row.family_name,
                given: row.given_name,
                family_kana: row.family_kana,
                given_kana: row.given_kana,
                roman: row.roman_name,
            },
            institution: row.institution,
            class: row.class,
            district: row
                .district
                .and_then(|district| district.parse::<DistrictKey>().ok()),
            joined_on: row.joined_on.0,
            status: row.status,
            mail: row.mail.and_then(|mail| mail.parse().ok()),
            language: row.language.parse().unwrap_or_default(),
            is_staff: row.roles_held > 0,
            unread: 0,
            merged_into: row.merged_into.and_then(|into| into.parse().ok()),
        }
    }
}

#[derive(sqlx::FromRow)]
struct RoleRow {
    role: String,
}

/// The member with that id.
pub(super) async fn by_id(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Option<Member>, DbError> {
    let row: Option<MemberRow> = conn
        .sql(BY_ID)
        .bind(society.as_str())
        .bind(member.to_string())
        .optional()
        .await?;
    Ok(row.map(Member::from))
}

/// The member with that number.
pub(crate) async fn by_number(
    conn: &mut Conn,
    society: &SocietySlug,
    number: &MemberNumber,
) -> Result<Option<Member>, DbError> {
    let row: Option<MemberRow> = conn
        .sql(BY_NUMBER)
        .bind(society.as_str())
        .bind(number.as_str())
        .optional()
        .await?;
    Ok(row.map(Member::from))
}

/// Members in the order of their ids, from after that one on; the empty text begins with the first.
pub(crate) async fn after(
    conn: &mut Conn,
    society: &SocietySlug,
    after: &str,
    limit: i64,
) -> Result<Vec<Member>, DbError> {
    let rows: Vec<MemberRow> = conn
        .sql(AFTER)
        .bind(society.as_str())
        .bind(after)
        .bind(limit)
        .all()
        .await?;
    Ok(rows.into_iter().map(Member::from).collect())
}

/// The names of the member's roles in the office.
pub(super) async fn roles(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Vec<String>, DbError> {
    let rows: Vec<RoleRow> = conn
        .sql(ROLES)
        .bind(society.as_str())
        .bind(member.to_string())
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.role).collect())
}

/// Makes the society known to the database; does nothing when it is.
pub(crate) async fn insert_society(
    tx: &mut Tx,
    society: &SocietySlug,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.sql(INSERT_SOCIETY)
        .bind(society.as_str())
        .bind(Instant(now))
        .run()
        .await?;
    Ok(())
}

/// The statement with the member's names and institution bound.
fn names_bound<'c>(statement: Sql<'c>, member: &Member) -> Sql<'c> {
    let name = &member.name;
    statement
        .bind(name.family.as_str())
        .bind(name.given.as_str())
        .bind(name.family_kana.as_str())
        .bind(name.given_kana.as_str())
        .bind(name.roman.as_str())
        .bind(member.institution.as_str())
}

/// Adds a member.
pub(crate) async fn insert(
    tx: &mut Tx,
    society: &SocietySlug,
    member: &Member,
) -> Result<(), DbError> {
    let statement = tx.sql(INSERT).bind(society.as_str());
    let statement = statement.bind(member.id.to_string());
    names_bound(statement.bind(member.number.as_str()), member)
        .bind(member.class.as_str())
        .bind(member.district.as_ref().map(DistrictKey::as_str))
        .bind(Day(member.joined_on))
        .bind(member.status.name())
        .bind(member.mail.as_ref().map(MailAddress::as_str))
        .bind(member.language.code())
        .run()
        .await?;
    roster::write(tx, society, &[member]).await
}

/// Puts another mail address on record.
pub(crate) async fn set_mail(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    mail: &MailAddress,
) -> Result<(), DbError> {
    tx.sql(SET_MAIL)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(mail.as_str())
        .run()
        .await?;
    if let Some(member) = by_id(tx, society, member).await? {
        roster::write(tx, society, &[&member]).await?;
    }
    Ok(())
}

/// Gives a member a role in the office.
pub(crate) async fn insert_role(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    role: super::StaffRole,
) -> Result<(), DbError> {
    tx.sql(INSERT_ROLE)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(role.name())
        .run()
        .await?;
    Ok(())
}

/// Takes a role in the office from a member.
pub(crate) async fn delete_role(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    role: super::StaffRole,
) -> Result<(), DbError> {
    tx.sql(DELETE_ROLE)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(role.name())
        .run()
        .await?;
    Ok(())
}

/// Lets nobody else give or take a role of the society before the transaction ends.
pub(crate) async fn lock_roles(tx: &mut Tx, society: &SocietySlug) -> Result<(), DbError> {
    tx.sql(LOCK_ROLES).bind(society.as_str()).run().await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct CountRow {
    n: i64,
}

/// How many members hold the role.
pub(crate) async fn holders_of(
    conn: &mut Conn,
    society: &SocietySlug,
    role: super::StaffRole,
) -> Result<i64, DbError> {
    let row: CountRow = conn
        .sql(HOLDERS)
        .bind(society.as_str())
        .bind(role.name())
        .one()
        .await?;
    Ok(row.n)
}

/// Changes the status from one to the other, from that day on; false where it is another meanwhile.
pub(crate) async fn set_status(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    (from, to): (MemberStatus, MemberStatus),
    since: Date,
) -> Result<bool, DbError> {
    let changed = tx
        .sql(SET_STATUS)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(from.name())
        .bind(to.name())
        .bind(Day(since))
        .run()
        .await?;
    Ok(changed > 0)
}

/// Stores the member's names, institution, district, class and day of joining.
pub(super) async fn change(
    tx: &mut Tx,
    society: &SocietySlug,
    member: &Member,
) -> Result<(), DbError> {
    let statement = tx.sql(CHANGE).bind(society.as_str());
    names_bound(statement.bind(member.id.to_string()), member)
        .bind(member.district.as_ref().map(DistrictKey::as_str))
        .bind(member.class.as_str())
        .bind(Day(member.joined_on))
        .run()
        .await?;
    roster::write(tx, society, &[member]).await
}
