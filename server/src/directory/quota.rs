//! How much of the directory a member looks at in an hour: enough for people, too little to carry
//! it away. Counted in the database, so that several processes agree.

use crate::app::{App, Tenant};
use crate::db::{DbError, statements};
use crate::web::failure::Failure;
use axum::http::StatusCode;
use jiff::Timestamp;
use shusseki_core::ids::MemberId;
use shusseki_core::text::Text;

statements! {
    VIEW = "INSERT INTO directory_views (society_id, member_id, hour, kind, views) \
        VALUES ($1, $2, $3, $4, 1) ON CONFLICT (society_id, member_id, kind, hour) \
        DO UPDATE SET views = directory_views.views + 1 RETURNING views";
    FORGET = "DELETE FROM directory_views \
        WHERE society_id = $1 AND member_id = $2 AND kind = $3 AND hour < $4";
}

const HOUR: i64 = 3_600;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// A page of results.
    Page,
    /// One member.
    Detail,
}

impl Look {
    const fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Detail => "detail",
        }
    }
}

#[derive(sqlx::FromRow)]
struct ViewsRow {
    views: i64,
}

/// Counts a look, and refuses it where the hour's are used up. Looks that are refused count too:
/// what goes on asking does not get in earlier.
///
/// # Errors
/// 429 with the time until the next hour; 404 where the society has no directory; the database failed.
pub(crate) async fn count(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
    look: Look,
) -> Result<(), Failure> {
    let policy = tenant.society.profile.directory;
    let policy = policy.ok_or_else(Failure::not_found)?;
    let most = match look {
        Look::Page => policy.pages_an_hour,
        Look::Detail => policy.details_an_hour,
    };
    let now = app.clock.now();
    if views(app, tenant, member, look, now).await? <= i64::from(most) {
        return Ok(());
    }
    tracing::warn!(society = %tenant.slug(), %member, look = look.name(), "directory quota used up");
    let wait = HOUR - now.as_second().rem_euclid(HOUR);
    Err(used_up(most, u32::try_from(wait).unwrap_or(3_600)))
}

async fn views(
    app: &App,
    tenant: &Tenant,
    member: MemberId,
    look: Look,
    now: Timestamp,
) -> Result<i64, DbError> {
    let hour = now.as_second().div_euclid(HOUR);
    let mut tx = app.db.write().await?;
    let row: ViewsRow = tx
        .sql(VIEW)
        .bind(tenant.slug().as_str())
        .bind(member.to_string())
        .bind(hour)
        .bind(look.name())
        .one()
        .await?;
    if row.views == 1 {
        tx.sql(FORGET)
            .bind(tenant.slug().as_str())
            .bind(member.to_string())
            .bind(look.name())
            .bind(hour)
            .run()
            .await?;
    }
    tx.commit().await?;
    Ok(row.views)
}

fn used_up(most: u32, wait: u32) -> Failure {
    let minutes = wait.div_ceil(60);
    Failure::new(
        StatusCode::TOO_MANY_REQUESTS,
        "directory-quota",
        Text::new(
            format!("会員検索は1時間に{most}回までご利用いただけます。"),
            format!("The directory can be used {most} times an hour."),
        ),
        Text::new(
            format!("会員の情報を守るための上限です。約{minutes}分後に、またご利用いただけます。"),
            format!("The limit protects members' data. You can go on in about {minutes} minutes."),
        ),
    )
    .with_retry_after(wait)
}
