//! Which session of the society something is about, so that two proofs of it count once.

use crate::credits::line::{Line, own_proof};
use crate::credits::new_entry::{NewEntry, Origin};
use crate::db::{Conn, Day, DbError, statements};
use shusseki_core::ids::SessionId;
use unicode_normalization::UnicodeNormalization as _;

statements! {
    SESSIONS_OF_DAY = "SELECT s.session_id, s.title_ja, s.title_en, e.event_id, e.society_held, \
        e.title_ja AS event_ja, e.title_en AS event_en FROM sessions s \
        JOIN events e ON e.society_id = s.society_id AND e.event_id = s.event_id \
        WHERE s.society_id = $1 AND s.activity = $2 AND e.first_day <= $3 AND e.last_day >= $3 \
        ORDER BY s.starts_at, s.session_number";
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    #[sqlx(try_from = "String")]
    session_id: SessionId,
    title_ja: String,
    title_en: String,
    event_id: String,
    society_held: bool,
    event_ja: String,
    event_en: String,
}

/// Links a new line with the session of the society that it is about: the one of that day, activity
/// and name. Where a member names the event alone, it is the session attended there.
pub(super) async fn link(
    conn: &mut Conn,
    entry: &mut NewEntry,
    lines: &[Line],
) -> Result<(), DbError> {
    let rows: Vec<SessionRow> = conn
        .sql(SESSIONS_OF_DAY)
        .bind(entry.society.as_str())
        .bind(entry.activity.as_str())
        .bind(Day(entry.day))
        .all()
        .await?;
    let mut found: Vec<SessionRow> = rows.into_iter().filter(|row| row.fits(entry)).collect();
    let attended = |row: &SessionRow| {
        let proof = own_proof(entry.id, Some(row.session_id), entry.role.as_str());
        lines.iter().any(|line| line.proves() == proof)
    };
    let place = match found.len() {
        1 => Some(0),
        _ if entry.origin == Origin::Member => found.iter().position(attended),
        _ => None,
    };
    if let Some(place) = place {
        let row = found.swap_remove(place);
        entry.session = Some(row.session_id);
        entry.society_held = row.society_held;
        entry.details.event = Some(row.event_id);
    }
    Ok(())
}

impl SessionRow {
    fn fits(&self, entry: &NewEntry) -> bool {
        let event = [&entry.event_title.ja, &entry.event_title.en];
        let session = [&entry.session_title.ja, &entry.session_title.en];
        let unnamed = session.iter().all(|title| title.is_empty());
        named(event, [&self.event_ja, &self.event_en])
            && (unnamed || named(session, [&self.title_ja, &self.title_en]))
    }
}

fn named(one: [&String; 2], other: [&String; 2]) -> bool {
    let one = one.map(|title| folded(title));
    let mut other = other.into_iter().map(|title| folded(title));
    other.any(|title| !title.is_empty() && one.contains(&title))
}

/// A name without what an input method makes of it: widths, spaces and case.
fn folded(title: &str) -> String {
    let plain = title.nfkc().filter(|one| !one.is_whitespace());
    plain.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn a_name_is_the_same_however_it_was_typed() {
        assert_eq!(
            folded("第６６回　学術総会 Tokyo"),
            folded("第66回学術総会tokyo")
        );
        assert_ne!(folded("第66回学術総会"), folded("第67回学術総会"));
    }
}
