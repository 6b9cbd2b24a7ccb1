//! Everything that is stored about a member, as one JSON document. What would open something is left
//! out: hashes of passwords, digests of links and login sessions. So is what the office notes for itself,
//! and who of the office did something.

use crate::app::Tenant;
use crate::db::{Conn, DbError, Instant, Statement};
use crate::members::Member;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A part of the document: its name, the statement, and the columns with what they hold.
macro_rules! parts {
    ($($name:ident $key:literal $text:literal { $($column:ident: $kind:ty),+ })+) => {
        $(
            #[derive(Serialize, sqlx::FromRow)]
            struct $name {
                $($column: $kind),+
            }
        )+

        /// Every statement of this file, for the catalogue.
        pub(crate) const STATEMENTS: &[Statement] = &[$(Statement::new($text)),+];

        /// Reads each part.
        async fn parts(
            conn: &mut Conn,
            society: &str,
            member: &str,
        ) -> Result<Map<String, Value>, DbError> {
            let mut parts = Map::new();
            $(
                let rows: Vec<$name> = conn
                    .sql(Statement::new($text))
                    .bind(society.to_owned())
                    .bind(member.to_owned())
                    .all()
                    .await?;
                let rows = serde_json::to_value(rows)
                    .map_err(|error| sqlx::Error::Decode(error.into()))?;
                parts.insert($key.to_owned(), with_json(rows));
            )+
            Ok(parts)
        }
    };
}

parts! {
    Members "member" "SELECT member_number, family_name, given_name, family_kana, given_kana, roman_name, \
        institution, class, district, joined_on, status, mail, language FROM members \
        WHERE society_id = $1 AND member_id = $2" {
        member_number: String, family_name: String, given_name: String, family_kana: String,
        given_kana: String, roman_name: String, institution: String, class: String,
        district: Option<String>, joined_on: String, status: String, mail: Option<String>, language: String
    }
    Roles "office_roles" "SELECT role FROM staff_roles WHERE society_id = $1 AND member_id = $2 ORDER BY role" {
        role: String
    }
    Profiles "profile" "SELECT contents, changed_at, confirmed_on FROM profiles \
        WHERE society_id = $1 AND member_id = $2" {
        contents: String, changed_at: Instant, confirmed_on: Option<String>
    }
    Drafts "profile_draft" "SELECT typed, saved_at FROM profile_drafts \
        WHERE society_id = $1 AND member_id = $2" {
        typed: String, saved_at: Instant
    }
    ChangesAsked "profile_requests" "SELECT field, wanted, note, asked_at, state, decided_at, reason \
        FROM profile_requests WHERE society_id = $1 AND member_id = $2 ORDER BY asked_at" {
        field: String, wanted: String, note: String, asked_at: Instant, state: String,
        decided_at: Option<Instant>, reason: Option<String>
    }
    Appointments "appointments" "SELECT kind, body_ja, body_en, title_ja, title_en, first_day, last_day \
        FROM appointments WHERE society_id = $1 AND member_id = $2 ORDER BY first_day" {
        kind: String, body_ja: String, body_en: String, title_ja: String, title_en: String,
        first_day: String, last_day: Option<String>
    }
    Holdings "certifications" "SELECT certification, number, first_day, last_day, renewed_on, \
        first_certified, renewals, extensions, used_until, carried FROM holdings \
        WHERE society_id = $1 AND member_id = $2 ORDER BY certification" {
        certification: String, number: String, first_day: String, last_day: String,
        renewed_on: Option<String>, first_certified: Option<String>, renewals: i64,
        extensions: Option<String>, used_until: Option<String>, carried: String
    }
    Attendances "attendances" "SELECT e.title_ja AS event_ja, e.title_en AS event_en, s.title_ja AS session_ja, \
        s.title_en AS session_en, a.point, a.registered_at, a.evidence, a.late FROM attendances a \
        JOIN sessions s ON s.society_id = a.society_id AND s.session_number = a.session_number \
        JOIN events e ON e.society_id = s.society_id AND e.event_id = s.event_id \
        WHERE a.society_id = $1 AND a.member_id = $2 ORDER BY a.registered_at" {
        event_ja: String, event_en: String, session_ja: String, session_en: String, point: i64,
        registered_at: Instant, evidence: String, late: bool
    }
    Credits "credits" "SELECT entry_id, line, concerns, origin, day, activity, role, credits, minutes, \
        event_ja, event_en, session_ja, session_en, evidence, reason, recorded_at FROM ledger \
        WHERE society_id = $1 AND member_id = $2 ORDER BY recorded_at, entry_id" {
        entry_id: String, line: String, concerns: Option<String>, origin: String, day: Option<String>,
        activity: Option<String>, role: Option<String>, credits: Option<String>, minutes: Option<i64>,
        event_ja: Option<String>, event_en: Option<String>, session_ja: Option<String>,
        session_en: Option<String>, evidence: Option<String>, reason: Option<String>, recorded_at: Instant
    }
    Proofs "declared_proofs" "SELECT entry_id, media_type, digest FROM proofs \
        WHERE society_id = $1 AND member_id = $2 ORDER BY entry_id" {
        entry_id: String, media_type: String, digest: String
    }
    Choices "credit_choices" "SELECT certification, entry_id, chosen_at, category FROM credit_choices \
        WHERE society_id = $1 AND member_id = $2 ORDER BY chosen_at" {
        certification: String, entry_id: String, chosen_at: Instant, category: Option<String>
    }
    Facts "facts" "SELECT recorded_at, why, facts FROM member_facts \
        WHERE society_id = $1 AND member_id = $2 ORDER BY recorded_at" {
        recorded_at: Instant, why: String, facts: String
    }
    Reads "notices_read" "SELECT n.title_ja, n.title_en, r.read_at FROM notice_reads r \
        JOIN notices n ON n.society_id = r.society_id AND n.notice_id = r.notice_id \
        WHERE r.society_id = $1 AND r.member_id = $2 ORDER BY r.read_at" {
        title_ja: Option<String>, title_en: Option<String>, read_at: Instant
    }
    Cases "cases" "SELECT c.case_number, c.kind, c.state, c.opened_at, m.author, m.text, m.written_at \
        FROM cases c JOIN case_messages m ON m.society_id = c.society_id AND m.case_number = c.case_number \
        WHERE c.society_id = $1 AND c.member_id = $2 AND m.author <> 'note' \
        ORDER BY c.opened_at, c.case_number, m.position" {
        case_number: String, kind: String, state: String, opened_at: Instant, author: String,
        text: String, written_at: Instant
    }
    Deletions "deletion_requests" "SELECT reason, asked_at, state, answer, decided_at FROM data_requests \
        WHERE society_id = $1 AND member_id = $2 ORDER BY asked_at" {
        reason: String, asked_at: Instant, state: String, answer: Option<String>,
        decided_at: Option<Instant>
    }
    Passwords "password" "SELECT changed_at FROM passwords WHERE society_id = $1 AND member_id = $2" {
        changed_at: Instant
    }
    Logins "logins" "SELECT kind, system, program, begun_at, used_at FROM login_sessions \
        WHERE society_id = $1 AND member_id = $2 ORDER BY begun_at" {
        kind: String, system: String, program: String, begun_at: Instant, used_at: Instant
    }
    Authenticators "second_factor" "SELECT added_at FROM authenticators \
        WHERE society_id = $1 AND member_id = $2" {
        added_at: Instant
    }
    Passkeys "passkeys" "SELECT name, added_at, used_at FROM passkeys \
        WHERE society_id = $1 AND member_id = $2 ORDER BY added_at" {
        name: String, added_at: Instant, used_at: Option<Instant>
    }
    FirstLogins "first_login" "SELECT began_at, notice_accepted_at, confirm_by, confirmed_at \
        FROM first_logins WHERE society_id = $1 AND member_id = $2" {
        began_at: Instant, notice_accepted_at: Option<Instant>, confirm_by: Option<String>,
        confirmed_at: Option<Instant>
    }
    Links "links_in_mails" "SELECT purpose, mail, created_at, used_at FROM account_links \
        WHERE society_id = $1 AND member_id = $2 ORDER BY created_at" {
        purpose: String, mail: Option<String>, created_at: Instant, used_at: Option<Instant>
    }
    Mails "mails" "SELECT o.subject, o.recipient, o.state, o.posted_at, o.settled_at FROM outbox o \
        JOIN members m ON m.society_id = o.society_id AND m.mail = o.recipient \
        WHERE m.society_id = $1 AND m.member_id = $2 ORDER BY o.posted_at, o.mail_id" {
        subject: String, recipient: String, state: String, posted_at: Instant,
        settled_at: Option<Instant>
    }
    Looks "directory_looks" "SELECT kind, hour, views FROM directory_views \
        WHERE society_id = $1 AND member_id = $2 ORDER BY hour, kind" {
        kind: String, hour: i64, views: i64
    }
    Deeds "audit_log" "SELECT line, recorded_at, actor, action, subject, subject_id, state_before, \
        state_after, why FROM audit_lines WHERE society_id = $1 AND member_id = $2 AND action <> 'case-noted' \
        ORDER BY line" {
        line: i64, recorded_at: Instant, actor: String, action: String, subject: String,
        subject_id: String, state_before: Option<String>, state_after: Option<String>,
        why: Option<String>
    }
}

/// Columns that hold JSON as text.
const IN_JSON: [&str; 7] = [
    "contents",
    "typed",
    "wanted",
    "extensions",
    "facts",
    "state_before",
    "state_after",
];

/// The rows with the JSON that stands in their columns as JSON.
fn with_json(mut rows: Value) -> Value {
    for row in rows.as_array_mut().into_iter().flatten() {
        for name in IN_JSON {
            let Some(value) = row.get_mut(name) else {
                continue;
            };
            let read = value
                .as_str()
                .and_then(|text| serde_json::from_str(text).ok());
            if let Some(read) = read {
                *value = read;
            }
        }
    }
    rows
}

/// Everything that is stored about the member.
///
/// # Errors
/// The database failed.
pub(crate) async fn gather(
    conn: &mut Conn,
    tenant: &Tenant,
    member: &Member,
    now: Timestamp,
) -> Result<Value, DbError> {
    let parts = parts(conn, tenant.slug().as_str(), &member.id.to_string()).await?;
    Ok(json!({
        "society": { "ja": tenant.society.name.ja, "en": tenant.society.name.en },
        "gathered_at": now,
        "data": parts,
    }))
}
