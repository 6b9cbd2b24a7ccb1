//! The directory for apps.

use super::pages::look_at;
use super::quota::{self, Look};
use super::{After, Found, Shown};
use crate::app::{App, Tenant};
use crate::web::extract::{Asked, Caller, Of};
use crate::web::failure::Failure;
use crate::web::paging;
use crate::web::problems::Problems;
use crate::web::words::Words;
use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;

/// Members in an answer where the request names no number; more than a page of the web shows would
/// make the quota another one.
const LIMIT: usize = 20;

/// A page of members found.
#[derive(Serialize, ToSchema)]
pub(crate) struct MembersFound {
    /// The members, by kana.
    members: Vec<MemberFound>,
    /// For `after`, if there is more.
    next: Option<String>,
}

/// A member found.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberFound {
    /// For `directory/{id}`.
    id: String,
    /// 氏名.
    name: String,
    /// フリガナ.
    kana: String,
    /// The name in roman letters.
    roman: String,
    /// 所属地区.
    district: Option<Words>,
    /// 所属機関, if it is public.
    institution: Option<String>,
}

impl MemberFound {
    fn new(tenant: &Tenant, id: String, shown: &Shown) -> Self {
        let district = shown.district.as_ref();
        let district = district.and_then(|key| tenant.society.district(key));
        Self {
            id,
            name: shown.name.clone(),
            kana: shown.kana.clone(),
            roman: shown.roman.clone(),
            district: district.map(|one| Words::from(&one.name)),
            institution: shown.institution().map(str::to_owned),
        }
    }
}

/// What is public of a member.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberShown {
    #[serde(flatten)]
    found: MemberFound,
    /// The public fields, by their names in the society's definition.
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
}

fn unknown_filter(name: &str) -> Failure {
    let name: String = name
        .chars()
        .filter(|one| !one.is_control())
        .take(40)
        .collect();
    Failure::bad_request(
        "unknown-filter",
        format!("「{name}」という検索条件はありません。"),
        format!("There is no filter `{name}`."),
    )
}

/// Finds members who let themselves be found. Beside `name` and `district`, every field that the
/// society searches is a filter under its own name; at least one is needed.
#[utoipa::path(
    get, path = "/api/v1/{society}/directory", tag = "directory", operation_id = "directory",
    params(
        Of,
        ("name" = Option<String>, Query, description = "Kanji, kana or roman letters, from the beginning of any part"),
        ("district" = Option<String>, Query, description = "The district's name in the definition"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
    ),
    responses((status = 200, description = "Members", body = MembersFound), Problems),
)]
pub(crate) async fn directory(
    State(app): State<Arc<App>>,
    caller: Caller,
    Asked(asked): Asked<BTreeMap<String, String>>,
) -> Result<Json<MembersFound>, Failure> {
    let tenant = &caller.tenant;
    let profile = &tenant.society.profile;
    if profile.directory.is_none() {
        return Err(Failure::not_found());
    }
    super::must_log_in(&app, tenant, caller.member).await?;
    let own = [
        "after",
        "lang",
        shusseki_core::profile::NAME,
        shusseki_core::profile::DISTRICT,
    ];
    for name in asked.keys() {
        let field = profile
            .field(name)
            .and_then(shusseki_core::profile::Field::looked_into);
        if !own.contains(&name.as_str()) && field.is_none() {
            return Err(unknown_filter(name));
        }
    }
    let after: Option<After> = asked
        .get("after")
        .map(|text| paging::decode(text))
        .transpose()?;
    let wanted = profile.wanted(&asked);
    if wanted.is_empty() {
        return Err(Failure::bad_request(
            "filter-missing",
            "検索条件を1つ以上指定してください。",
            "Name at least one filter.",
        ));
    }
    quota::count(&app, tenant, caller.member, Look::Page).await?;
    let mut conn = app.db.read().await?;
    let page = super::search(&mut conn, tenant.slug(), &wanted, after.as_ref(), LIMIT).await?;
    let member = |found: &Found| MemberFound::new(tenant, found.member.to_string(), &found.shown);
    Ok(Json(MembersFound {
        members: page.members.iter().map(member).collect(),
        next: page.next.as_ref().and_then(paging::encode),
    }))
}

/// What is public of one member.
#[utoipa::path(
    get, path = "/api/v1/{society}/directory/{id}", tag = "directory", operation_id = "directory_member",
    params(
        Of,
        ("id" = String, Path, description = "`id` of the list"),
    ),
    responses((status = 200, description = "What is public", body = MemberShown), Problems),
)]
pub(crate) async fn directory_member(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(path): Path<(String, String)>,
) -> Result<Json<MemberShown>, Failure> {
    let (_, id) = path;
    let tenant = &caller.tenant;
    super::must_log_in(&app, tenant, caller.member).await?;
    let shown = look_at(&app, tenant, caller.member, &id).await?;
    let profile = &tenant.society.profile;
    let public = shown.values.iter().filter(|(key, _)| {
        let field = profile.field(key.as_str());
        field.is_some_and(|field| field.shown != shusseki_core::profile::Shown::Never)
    });
    let fields = public.map(|(key, value)| (key.to_string(), serde_json::json!(value)));
    let fields = fields.collect();
    Ok(Json(MemberShown {
        found: MemberFound::new(tenant, id, &shown),
        fields,
    }))
}
