//! Where a member wants a credit to count. Choices only grow: the newest one holds.

use super::known::KnownAs;
use crate::db::{Conn, DbError, Instant, Tx, statements};
use jiff::Timestamp;
use shusseki_core::credit::Holder;
use shusseki_core::ids::{CategoryKey, CertificationKey, EntryId, MemberId, SocietySlug};

statements! {
    CHOICES = "SELECT certification, entry_id, category FROM credit_choices \
        WHERE society_id = $1 AND member_id = $2 AND chosen_at < $3 ORDER BY chosen_at";
    INSERT = "INSERT INTO credit_choices (society_id, member_id, certification, entry_id, \
        chosen_at, category) VALUES ($1, $2, $3, $4, $5, $6)";
}

#[derive(sqlx::FromRow)]
struct ChoiceRow {
    #[sqlx(try_from = "String")]
    certification: CertificationKey,
    #[sqlx(try_from = "String")]
    entry_id: EntryId,
    category: Option<String>,
}

/// Adds the member's choices to the certifications held.
pub(super) async fn put_into(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
    known_as: KnownAs,
    holders: &mut [Holder],
) -> Result<(), DbError> {
    let rows: Vec<ChoiceRow> = conn
        .sql(CHOICES)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(Instant(known_as.before()))
        .all()
        .await?;
    for row in rows {
        let mut holders = holders.iter_mut();
        let holder = holders.find(|holder| holder.certification == row.certification);
        let Some(holder) = holder else { continue };
        let choices = &mut holder.history.choices;
        match row.category.map(CategoryKey::try_from) {
            Some(Ok(category)) => choices.insert(row.entry_id, category),
            _ => choices.remove(&row.entry_id),
        };
    }
    Ok(())
}

/// Records a choice, or that an earlier one is taken back.
pub(super) async fn insert(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    certification: &CertificationKey,
    choice: (EntryId, Option<&CategoryKey>),
    now: Timestamp,
) -> Result<(), DbError> {
    let (entry, category) = choice;
    tx.sql(INSERT)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(certification.as_str())
        .bind(entry.to_string())
        .bind(Instant(now))
        .bind(category.map(|category| category.as_str().to_owned()))
        .run()
        .await?;
    Ok(())
}
