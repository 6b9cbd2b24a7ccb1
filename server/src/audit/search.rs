//! Looking something up in the audit log.

use super::action;
use crate::app::Tenant;
use crate::db::{Conn, DbError, Instant, Statement, statements};
use crate::members;
use crate::web::failure::Failure;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};
use shusseki_core::calendar::start_of;
use shusseki_core::ids::{MemberId, MemberNumber, SocietySlug};
use utoipa::IntoParams;

/// Newest first. Which index leads there is for what was asked to say, so each has its own text.
macro_rules! search {
    ($where:literal) => {
        concat!(
            "SELECT a.line, a.recorded_at, a.actor, a.action, a.subject, a.subject_id, \
             a.state_before, a.state_after, a.why, a.digest, \
             w.member_number AS actor_number, w.family_name AS actor_family, \
             w.given_name AS actor_given, \
             m.member_number, m.family_name AS member_family, m.given_name AS member_given \
             FROM audit_lines a \
             LEFT JOIN members w ON w.society_id = a.society_id AND w.member_id = a.actor_id \
             LEFT JOIN members m ON m.society_id = a.society_id AND m.member_id = a.member_id \
             WHERE a.society_id = $1 AND ",
            $where,
            " AND a.recorded_at >= $5 AND a.recorded_at < $6 \
             AND (a.recorded_at, a.line) < ($7, $8) \
             ORDER BY a.recorded_at DESC, a.line DESC LIMIT $9"
        )
    };
}

statements! {
    OF_MEMBER = search!("a.member_id = $2 AND (CAST($3 AS TEXT) IS NULL OR a.actor_id = $3) \
        AND (CAST($4 AS TEXT) IS NULL OR a.action = $4)");
    OF_ACTOR = search!("(CAST($2 AS TEXT) IS NULL OR a.member_id = $2) AND a.actor_id = $3 \
        AND (CAST($4 AS TEXT) IS NULL OR a.action = $4)");
    OF_ACTION = search!("(CAST($2 AS TEXT) IS NULL OR a.member_id = $2) \
        AND (CAST($3 AS TEXT) IS NULL OR a.actor_id = $3) AND a.action = $4");
    OF_ALL = search!("(CAST($2 AS TEXT) IS NULL OR a.member_id = $2) \
        AND (CAST($3 AS TEXT) IS NULL OR a.actor_id = $3) \
        AND (CAST($4 AS TEXT) IS NULL OR a.action = $4)");
}

/// What is looked for, as a form or a program sends it; what is empty is not asked.
#[derive(Debug, Clone, Default, Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Sought {
    /// 会員番号 of the member whose data it is about.
    pub(crate) member: String,
    /// 会員番号 of the one who did it.
    pub(crate) actor: String,
    /// What was done, by its key.
    pub(crate) action: String,
    /// The first day in Japan: `2026-11-20`, or empty.
    #[param(value_type = String, pattern = r"^(\d{4}-\d{2}-\d{2})?$")]
    pub(crate) from: String,
    /// The last day in Japan: `2026-11-20`, or empty.
    #[param(value_type = String, pattern = r"^(\d{4}-\d{2}-\d{2})?$")]
    pub(crate) to: String,
    /// `next_cursor` of the page before.
    pub(crate) cursor: String,
    /// The language of the page; the API and the file don't ask it.
    #[param(ignore)]
    pub(crate) lang: String,
}

/// What can't be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotSought {
    /// The field.
    pub(crate) field: &'static str,
    /// The code.
    pub(crate) code: &'static str,
    /// Why, in Japanese and English.
    pub(crate) sentence: [&'static str; 2],
}

const NO_SUCH_MEMBER: [&str; 2] = [
    "この会員番号の会員はいません。",
    "There is no member of that number.",
];
const NO_DAY: [&str; 2] = [
    "日付は 2026-11-20 の形で入力してください。",
    "Write the day as 2026-11-20.",
];
const NO_ACTION: [&str; 2] = ["このような操作はありません。", "There is no such action."];

impl From<NotSought> for Failure {
    fn from(error: NotSought) -> Self {
        let [ja, en] = error.sentence;
        Self::bad_request(error.code, ja, en)
    }
}

/// Where a page of the log begins: before this line.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Before {
    recorded_at: i64,
    line: i64,
}

impl Before {
    const NOTHING: Self = Self {
        recorded_at: i64::MAX,
        line: i64::MAX,
    };
}

/// What is looked for, understood.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    member: Option<MemberId>,
    actor: Option<MemberId>,
    action: Option<&'static str>,
    from: i64,
    until: i64,
}

/// A line as it is shown.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Found {
    pub(crate) line: i64,
    pub(crate) recorded_at: Instant,
    pub(crate) actor: String,
    pub(crate) action: String,
    pub(crate) subject: String,
    pub(crate) subject_id: String,
    pub(crate) state_before: Option<String>,
    pub(crate) state_after: Option<String>,
    pub(crate) why: Option<String>,
    pub(crate) digest: String,
    pub(crate) actor_number: Option<String>,
    actor_family: Option<String>,
    actor_given: Option<String>,
    pub(crate) member_number: Option<String>,
    member_family: Option<String>,
    member_given: Option<String>,
}

impl Found {
    /// The name of who did it, if it was a person.
    pub(crate) fn actor_name(&self) -> Option<String> {
        name(self.actor_family.as_ref(), self.actor_given.as_ref())
    }

    /// The name of the member whom it is about, if it is about one.
    pub(crate) fn member_name(&self) -> Option<String> {
        name(self.member_family.as_ref(), self.member_given.as_ref())
    }

    /// Where the lines before this one begin.
    pub(crate) fn before(&self) -> Before {
        Before {
            recorded_at: self.recorded_at.0.as_microsecond(),
            line: self.line,
        }
    }
}

fn name(family: Option<&String>, given: Option<&String>) -> Option<String> {
    Some(format!("{} {}", family?, given?).trim().to_owned())
}

impl Sought {
    /// Understands what is looked for.
    ///
    /// # Errors
    /// The database failed. What can't be looked for is in the answer.
    pub(crate) async fn filter(
        &self,
        conn: &mut Conn,
        tenant: &Tenant,
    ) -> Result<Result<Filter, NotSought>, DbError> {
        let mut ids = [None, None];
        let fields = [("member", &self.member), ("actor", &self.actor)];
        for (id, (field, number)) in ids.iter_mut().zip(fields) {
            if number.trim().is_empty() {
                continue;
            }
            let number = number.parse::<MemberNumber>().ok();
            let found = match number {
                Some(number) => members::by_number(conn, tenant.slug(), &number).await?,
                None => None,
            };
            let Some(found) = found else {
                return Ok(Err(NotSought {
                    field,
                    code: "no-such-member",
                    sentence: NO_SUCH_MEMBER,
                }));
            };
            *id = Some(found.id);
        }
        Ok(self.rest(ids))
    }

    fn rest(&self, [member, actor]: [Option<MemberId>; 2]) -> Result<Filter, NotSought> {
        let action = match self.action.as_str() {
            "" => None,
            key => Some(known(key).ok_or(NotSought {
                field: "action",
                code: "unknown-action",
                sentence: NO_ACTION,
            })?),
        };
        let from = day("from", &self.from)?.map_or(Timestamp::MIN, start_of);
        let until = day("to", &self.to)?.map_or(Timestamp::MAX, |last| {
            last.checked_add(1.day()).map_or(Timestamp::MAX, start_of)
        });
        Ok(Filter {
            member,
            actor,
            action,
            from: from.as_microsecond(),
            until: until.as_microsecond(),
        })
    }
}

fn known(key: &str) -> Option<&'static str> {
    let mut keys = action::ALL.iter().map(|action| action.key());
    keys.find(|known| *known == key)
}

fn day(field: &'static str, text: &str) -> Result<Option<Date>, NotSought> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| NotSought {
            field,
            code: "bad-day",
            sentence: NO_DAY,
        }),
    }
}

/// So many lines, newest first.
///
/// # Errors
/// The database failed.
pub(crate) async fn search(
    conn: &mut Conn,
    society: &SocietySlug,
    filter: &Filter,
    before: Option<Before>,
    limit: i64,
) -> Result<Vec<Found>, DbError> {
    let before = before.unwrap_or(Before::NOTHING);
    conn.sql(filter.statement())
        .bind(society.as_str())
        .bind(filter.member.map(|id| id.to_string()))
        .bind(filter.actor.map(|id| id.to_string()))
        .bind(filter.action)
        .bind(filter.from)
        .bind(filter.until)
        .bind(before.recorded_at)
        .bind(before.line)
        .bind(limit)
        .all()
        .await
}

impl Filter {
    /// Everything about one member.
    pub(crate) const fn about(member: MemberId) -> Self {
        Self {
            member: Some(member),
            actor: None,
            action: None,
            from: i64::MIN,
            until: i64::MAX,
        }
    }

    const fn statement(&self) -> Statement {
        match self {
            Self {
                member: Some(_), ..
            } => OF_MEMBER,
            Self { actor: Some(_), .. } => OF_ACTOR,
            Self {
                action: Some(_), ..
            } => OF_ACTION,
            _ => OF_ALL,
        }
    }
}
