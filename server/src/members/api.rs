//! `GET me`: who the caller is.

use super::{Member, by_id};
use crate::app::{App, Tenant};
use crate::web::extract::{Caller, Of};
use crate::web::failure::Failure;
use crate::web::problems::Problems;
use crate::web::words::Words;
use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// The caller, as the society knows her or him.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    /// 会員番号.
    member_number: String,
    /// 氏名.
    name: String,
    /// フリガナ.
    kana: String,
    /// The name in roman letters.
    roman: String,
    /// 所属機関.
    institution: String,
    /// 会員区分.
    class: Words,
    /// 所属地区, where the society has districts.
    district: Option<Words>,
    /// The day of joining.
    #[schema(value_type = String, format = Date)]
    joined_on: Date,
    /// `active` or `on-leave`.
    status: &'static str,
    /// The society.
    society: Words,
}

impl Me {
    fn new(tenant: &Tenant, member: Member) -> Self {
        let society = &tenant.society;
        let class = society
            .class(&member.class)
            .map(|class| Words::from(&class.name));
        let district = member
            .district
            .as_ref()
            .and_then(|key| society.district(key));
        Self {
            name: member.name.kanji(),
            kana: member.name.kana(),
            class: class.unwrap_or_else(|| Words::same(member.class.as_str())),
            district: district.map(|district| (&district.name).into()),
            member_number: member.number.into(),
            roman: member.name.roman,
            institution: member.institution,
            joined_on: member.joined_on,
            status: member.status.name(),
            society: (&society.name).into(),
        }
    }
}

/// Who the caller is.
#[utoipa::path(
    get, path = "/api/v1/{society}/me", tag = "member", operation_id = "me",
    params(Of),
    responses((status = 200, description = "The caller", body = Me), Problems),
)]
pub(crate) async fn me(State(app): State<Arc<App>>, caller: Caller) -> Result<Json<Me>, Failure> {
    let mut conn = app.db.read().await?;
    let member = by_id(&mut conn, caller.tenant.slug(), caller.member)
        .await?
        .filter(Member::may_log_in)
        .ok_or_else(Failure::not_logged_in)?;
    Ok(Json(Me::new(&caller.tenant, member)))
}
