//! Where a file is, and what is to be decided.

use super::columns::columns_page;
use super::views::{self, DonePage, PreviewPage, ProgressPage, said, shown, tabs};
use super::{PAST, home, page};
use crate::app::{App, Tenant};
use crate::db::Conn;
use crate::import::failure::of_file;
use crate::import::plans::counts::absent;
use crate::import::plans::listed::listed;
use crate::import::progress::percent;
use crate::import::{Import, State as Station, by_id, store, undo};
use crate::members;
use crate::web::extract::{Asked, Staff};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, html};
use axum::extract::{Path, State};
use axum::response::Html;
use serde::Deserialize;
use shusseki_core::ids::MemberId;
use shusseki_core::text::Language;
use std::sync::Arc;

/// Rows a page.
const A_PAGE: i64 = 20;
/// Members not in the file whose numbers are named.
const ABSENT_NAMED: i64 = 100;

/// What is looked at of a file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Sought {
    show: String,
    after: i64,
    step: String,
    lang: String,
}

/// `GET /{society}/office/import/{id}`: where the file is, and what is to be decided.
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id)): Path<(String, String)>,
    Asked(sought): Asked<Sought>,
) -> Result<Html<String>, Failure> {
    let import = by_id(&app, &staff.tenant, &id).await?;
    let address = format!("{}/office/import/{id}", home(&staff.tenant));
    match import.state {
        state if state.is_worked_at() => html(&ProgressPage {
            page: page(
                &staff,
                language,
                language.pick("処理しています", "Working"),
                &address,
            ),
            office: Office::of(&staff, "import"),
            said: said(state, language),
            state: state.doing(),
            percent: percent(import.state, import.dealt_with, import.rows),
            rows: import.dealt_with.max(import.rows),
            file_name: import.file_name,
            home: home(&staff.tenant),
        }),
        Station::Columns => columns_page(&app, &staff, language, &import, None).await,
        Station::Checked if sought.step == "columns" => {
            columns_page(&app, &staff, language, &import, None).await
        }
        Station::Checked => preview(&app, &staff, language, &import, &sought).await,
        _ => done(&app, &staff, language, &import, &sought).await,
    }
}

async fn preview(
    app: &App,
    staff: &Staff,
    language: Language,
    import: &Import,
    sought: &Sought,
) -> Result<Html<String>, Failure> {
    let tenant = &staff.tenant;
    let show = shown(&sought.show, import);
    let mut conn = app.db.read().await?;
    let slug = tenant.slug();
    let missing = if show == "absent" {
        absent(&mut conn, slug, &import.id, ABSENT_NAMED).await?
    } else {
        Vec::new()
    };
    let rows = listed(&mut conn, slug, &import.id, show, sought.after, A_PAGE + 1).await?;
    let home = home(tenant);
    let title = language.pick("取込の確認", "Before the import");
    let address = format!("{home}/office/import/{}", import.id);
    let (rows, more) = views::rows(&tenant.society, language, rows, A_PAGE);
    html(&PreviewPage {
        page: page(staff, language, title, &address),
        office: Office::of(staff, "import"),
        again: import.trouble.is_some(),
        tabs: tabs(import, show, language),
        counts: import.counts,
        file_name: import.file_name.clone(),
        show,
        rows,
        more,
        missing,
        action: address,
        home,
    })
}

async fn done(
    app: &App,
    staff: &Staff,
    language: Language,
    import: &Import,
    sought: &Sought,
) -> Result<Html<String>, Failure> {
    let tenant = &staff.tenant;
    let mut conn = app.db.read().await?;
    let newest = store::newest(&mut conn, tenant.slug(), PAST).await?;
    let last = newest.iter().filter(|one| one.carried_out_at.is_some());
    let is_last = last
        .max_by_key(|one| one.carried_out_at)
        .is_some_and(|one| one.id == import.id);
    let recent = import
        .carried_out_at
        .is_some_and(|at| app.clock.now().duration_since(at) <= undo::UNDONE_WITHIN);
    let show = shown(&sought.show, import);
    let rows = listed(
        &mut conn,
        tenant.slug(),
        &import.id,
        show,
        sought.after,
        A_PAGE + 1,
    )
    .await?;
    let by = match import.decided_by {
        Some(by) => name_of(&mut conn, tenant, by, language).await?,
        None => None,
    };
    let (rows, more) = views::rows(&tenant.society, language, rows, A_PAGE);
    let home = home(tenant);
    let address = format!("{home}/office/import/{}", import.id);
    let trouble = import
        .trouble
        .as_deref()
        .filter(|_| import.state == Station::Failed);
    html(&DonePage {
        page: page(staff, language, said(import.state, language), &address)
            .failed(import.state == Station::Failed),
        office: Office::of(staff, "import"),
        state: import.state.name(),
        trouble: trouble.map(of_file),
        tabs: tabs(import, show, language),
        counts: import.counts,
        may_undo: import.state == Station::Done && is_last && recent,
        file_name: import.file_name.clone(),
        at: import.undone_at.or(import.carried_out_at),
        by,
        show,
        rows,
        more,
        action: address,
        home,
    })
}

async fn name_of(
    conn: &mut Conn,
    tenant: &Tenant,
    member: MemberId,
    language: Language,
) -> Result<Option<String>, Failure> {
    let member = members::by_id(conn, tenant.slug(), member).await?;
    Ok(member.map(|member| member.name.get(language)))
}
