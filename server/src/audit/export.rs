//! The audit log as a CSV file, of any length in little memory.

use super::search::{Before, Filter, Found, search};
use super::shown::{action_word, nobody};
use crate::app::{App, Tenant};
use crate::db::DbError;
use crate::web::csv::{MARK, row};
use axum::body::Body;
use futures_util::stream;
use shusseki_core::calendar::jst;
use shusseki_core::text::Language;
use std::sync::Arc;

/// Lines held in memory at once.
const A_PAGE: i64 = 500;

const COLUMNS: [[&str; 2]; 13] = [
    ["番号", "line"],
    ["日時", "time"],
    ["操作者番号", "actor_number"],
    ["操作者", "actor"],
    ["操作", "action"],
    ["操作キー", "action_key"],
    ["対象", "subject"],
    ["対象ID", "subject_id"],
    ["会員番号", "member_number"],
    ["変更前", "before"],
    ["変更後", "after"],
    ["理由", "why"],
    ["ハッシュ", "digest"],
];

/// What is yet to be written.
struct Rest {
    app: Arc<App>,
    tenant: Arc<Tenant>,
    filter: Filter,
    language: Language,
    before: Option<Before>,
    done: bool,
}

/// The file with all that was found, newest first.
pub(super) fn body(app: Arc<App>, tenant: Arc<Tenant>, filter: Filter, language: Language) -> Body {
    let head = COLUMNS.map(|[ja, en]| language.pick(ja, en).to_owned());
    let head = [MARK.as_bytes(), &row(head)].concat();
    let rest = Rest {
        app,
        tenant,
        filter,
        language,
        before: None,
        done: false,
    };
    let pages = stream::try_unfold(rest, page);
    Body::from_stream(stream::StreamExt::chain(
        stream::iter([Ok::<_, DbError>(head)]),
        pages,
    ))
}

async fn page(mut rest: Rest) -> Result<Option<(Vec<u8>, Rest)>, DbError> {
    if rest.done {
        return Ok(None);
    }
    let mut conn = rest.app.db.read().await?;
    let slug = rest.tenant.slug();
    let found = search(&mut conn, slug, &rest.filter, rest.before, A_PAGE).await?;
    drop(conn);
    rest.before = found.last().map(Found::before);
    rest.done = i64::try_from(found.len()).is_ok_and(|found| found < A_PAGE);
    let rows = found
        .iter()
        .flat_map(|line| row(cells(line, rest.language)));
    Ok(Some((rows.collect(), rest)))
}

fn cells(line: &Found, language: Language) -> [String; 13] {
    let at = line.recorded_at.0.to_zoned(jst());
    let maybe = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        line.line.to_string(),
        at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        maybe(&line.actor_number),
        line.actor_name()
            .unwrap_or_else(|| nobody(language).to_owned()),
        action_word(line, language),
        line.action.clone(),
        line.subject.clone(),
        line.subject_id.clone(),
        maybe(&line.member_number),
        maybe(&line.state_before),
        maybe(&line.state_after),
        maybe(&line.why),
        line.digest.clone(),
    ]
}
