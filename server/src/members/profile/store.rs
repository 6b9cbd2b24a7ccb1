//! Profiles and drafts in the database.

use super::{Draft, Stored};
use crate::db::{Conn, Day, DbError, Instant, Json, Tx, statements};
use jiff::Timestamp;
use jiff::civil::Date;
use shusseki_core::ids::{MemberId, SocietySlug};
use shusseki_core::profile::{Contents, Typed};

statements! {
    PROFILE = "SELECT revision, contents, changed_at, confirmed_on FROM profiles \
        WHERE society_id = $1 AND member_id = $2";
    FIRST = "INSERT INTO profiles (society_id, member_id, revision, contents, changed_at) \
        VALUES ($1, $2, 1, $3, $4) ON CONFLICT (society_id, member_id) DO NOTHING";
    CHANGE = "UPDATE profiles SET revision = revision + 1, contents = $3, changed_at = $4 \
        WHERE society_id = $1 AND member_id = $2 AND revision = $5";
    CONFIRM = "INSERT INTO profiles (society_id, member_id, revision, contents, changed_at, confirmed_on) \
        VALUES ($1, $2, 0, '{}', $3, $4) \
        ON CONFLICT (society_id, member_id) DO UPDATE SET confirmed_on = excluded.confirmed_on";
    DRAFT = "SELECT revision, typed, saved_at FROM profile_drafts \
        WHERE society_id = $1 AND member_id = $2";
    KEEP_DRAFT = "INSERT INTO profile_drafts (society_id, member_id, revision, typed, saved_at) \
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (society_id, member_id) DO UPDATE \
        SET revision = excluded.revision, typed = excluded.typed, saved_at = excluded.saved_at";
    DISCARD_DRAFT = "DELETE FROM profile_drafts WHERE society_id = $1 AND member_id = $2";
}

#[derive(sqlx::FromRow)]
struct ProfileRow {
    revision: i64,
    contents: String,
    changed_at: Instant,
    confirmed_on: Option<Day>,
}

#[derive(sqlx::FromRow)]
struct DraftRow {
    revision: i64,
    typed: String,
    saved_at: Instant,
}

fn decoded<T: serde::de::DeserializeOwned>(text: String) -> Result<T, DbError> {
    let json = Json::<T>::try_from(text);
    Ok(json.map_err(|error| sqlx::Error::Decode(error.into()))?.0)
}

/// What is stored of the member beside the columns of `members`.
pub(super) async fn profile(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Stored, DbError> {
    let row: Option<ProfileRow> = conn
        .sql(PROFILE)
        .bind(society.as_str())
        .bind(member.to_string())
        .optional()
        .await?;
    let Some(row) = row else {
        return Ok(Stored::default());
    };
    Ok(Stored {
        revision: row.revision,
        held: decoded(row.contents)?,
        changed_at: (row.revision > 0).then_some(row.changed_at.0),
        confirmed_on: row.confirmed_on.map(|day| day.0),
    })
}

/// Stores contents that follow those of `revision`; false where others were stored meanwhile.
pub(super) async fn change(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    revision: i64,
    contents: &Contents,
    at: Timestamp,
) -> Result<bool, DbError> {
    let json = Json(contents).text()?;
    let mut changed = tx
        .sql(CHANGE)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(json.as_str())
        .bind(Instant(at))
        .bind(revision)
        .run()
        .await?;
    if changed == 0 && revision == 0 {
        changed = tx
            .sql(FIRST)
            .bind(society.as_str())
            .bind(member.to_string())
            .bind(json.as_str())
            .bind(Instant(at))
            .run()
            .await?;
    }
    Ok(changed > 0)
}

/// Notes the day on which the member confirmed the profile.
pub(crate) async fn confirm(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    at: Timestamp,
    on: Date,
) -> Result<(), DbError> {
    tx.sql(CONFIRM)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(Instant(at))
        .bind(Day(on))
        .run()
        .await?;
    Ok(())
}

/// What was typed and not saved.
pub(super) async fn draft(
    conn: &mut Conn,
    society: &SocietySlug,
    member: MemberId,
) -> Result<Option<Draft>, DbError> {
    let row: Option<DraftRow> = conn
        .sql(DRAFT)
        .bind(society.as_str())
        .bind(member.to_string())
        .optional()
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Draft {
        revision: row.revision,
        typed: decoded(row.typed)?,
        saved_at: row.saved_at.0,
    }))
}

/// Keeps what was typed, in place of what was kept before.
pub(super) async fn keep_draft(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
    revision: i64,
    typed: &Typed,
    at: Timestamp,
) -> Result<(), DbError> {
    tx.sql(KEEP_DRAFT)
        .bind(society.as_str())
        .bind(member.to_string())
        .bind(revision)
        .bind(Json(typed).text()?)
        .bind(Instant(at))
        .run()
        .await?;
    Ok(())
}

/// Forgets what was typed.
pub(super) async fn discard_draft(
    tx: &mut Tx,
    society: &SocietySlug,
    member: MemberId,
) -> Result<(), DbError> {
    tx.sql(DISCARD_DRAFT)
        .bind(society.as_str())
        .bind(member.to_string())
        .run()
        .await?;
    Ok(())
}
