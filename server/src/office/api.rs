//! Members for an office's own system.

use super::looked;
use super::search::Typed;
use crate::app::{App, Tenant};
use crate::credits::holdings;
use crate::members::roster;
use crate::members::{self, Member};
use crate::web::extract::{Asked, Of, Officer};
use crate::web::failure::Failure;
use crate::web::paging::{self, DEFAULT_LIMIT};
use crate::web::path::OfMember;
use crate::web::problems::Problems;
use crate::web::words::Words;
use axum::Json;
use axum::extract::{Path, State};
use jiff::civil::Date;
use serde::Serialize;
use shusseki_core::credit::Holder;
use shusseki_core::ids::MemberNumber;
use std::sync::Arc;
use utoipa::ToSchema;

/// A page of members.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberList {
    /// In the order of their numbers.
    members: Vec<MemberRecord>,
    /// Where the next page begins; absent on the last.
    next_cursor: Option<String>,
}

/// A member as the office knows her or him.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberRecord {
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
    /// 会員区分, by its name in the definition.
    class: String,
    /// And as people read it.
    class_name: Words,
    /// 所属地区, by its name in the definition.
    district: Option<String>,
    /// `active`, `on-leave` or `withdrawn`.
    status: &'static str,
    /// The day of joining.
    #[schema(value_type = String, format = Date)]
    joined_on: Date,
    /// The mail address on record.
    mail: Option<String>,
}

impl MemberRecord {
    fn new(tenant: &Tenant, member: Member) -> Self {
        let class = tenant.society.class(&member.class);
        let class_name = class.map_or_else(
            || Words::same(member.class.as_str()),
            |class| (&class.name).into(),
        );
        Self {
            name: member.name.kanji(),
            kana: member.name.kana(),
            member_number: member.number.into(),
            roman: member.name.roman,
            institution: member.institution,
            class: member.class.into(),
            class_name,
            district: member.district.map(String::from),
            status: member.status.name(),
            joined_on: member.joined_on,
            mail: member.mail.map(|mail| mail.to_string()),
        }
    }
}

/// A member with what she or he holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberWithHoldings {
    #[serde(flatten)]
    member: MemberRecord,
    /// The certifications held.
    certifications: Vec<CertificationHeld>,
}

/// A certification held.
#[derive(Serialize, ToSchema)]
pub(crate) struct CertificationHeld {
    /// Its name in the definition.
    certification: String,
    /// 認定番号.
    number: String,
    /// The first day of the period.
    #[schema(value_type = String, format = Date)]
    valid_from: Date,
    /// Its last day.
    #[schema(value_type = String, format = Date)]
    valid_until: Date,
}

impl From<Holder> for CertificationHeld {
    fn from(holder: Holder) -> Self {
        Self {
            certification: holder.certification.into(),
            number: holder.number,
            valid_from: holder.period.first,
            valid_until: holder.period.last,
        }
    }
}

/// Members, 50 a page, in the order of their numbers: all of them, or those who are what is asked. For
/// the roles admin and finance.
#[utoipa::path(
    get, path = "/api/v1/{society}/members", tag = "office", operation_id = "members",
    params(Of, Typed),
    responses((status = 200, description = "The members", body = MemberList), Problems),
)]
pub(crate) async fn members(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Asked(typed): Asked<Typed>,
) -> Result<Json<MemberList>, Failure> {
    let tenant = &caller.tenant;
    let after = typed.after()?;
    let Some(sought) = typed.sought() else {
        return Ok(Json(MemberList {
            members: Vec::new(),
            next_cursor: None,
        }));
    };
    let mut conn = app.db.read().await?;
    let slug = tenant.slug();
    let page = roster::search(&mut conn, slug, &sought, after.as_ref(), DEFAULT_LIMIT).await?;
    let members = page.members.into_iter();
    Ok(Json(MemberList {
        members: members
            .map(|member| MemberRecord::new(tenant, member))
            .collect(),
        next_cursor: page.next.as_ref().and_then(paging::encode),
    }))
}

/// One member, with the certifications held. Looking leaves a line in the audit log, once a day. For the
/// roles admin and finance.
#[utoipa::path(
    get, path = "/api/v1/{society}/members/{number}", tag = "office", operation_id = "member",
    params(
        Of,
        ("number" = String, Path, description = "会員番号", example = "12345"),
    ),
    responses((status = 200, description = "The member", body = MemberWithHoldings), Problems),
)]
pub(crate) async fn member(
    State(app): State<Arc<App>>,
    Officer(caller): Officer,
    Path(OfMember { number }): Path<OfMember>,
) -> Result<Json<MemberWithHoldings>, Failure> {
    let tenant = &caller.tenant;
    let number: MemberNumber = number.parse().map_err(|_| Failure::not_found())?;
    let mut conn = app.db.read().await?;
    let member = members::by_number(&mut conn, tenant.slug(), &number).await?;
    let member = member.ok_or_else(Failure::not_found)?;
    let held = holdings::holders(&mut conn, tenant.slug(), member.id).await?;
    drop(conn);
    looked::note(&app, tenant, caller.member, member.id).await?;
    Ok(Json(MemberWithHoldings {
        member: MemberRecord::new(tenant, member),
        certifications: held.into_iter().map(CertificationHeld::from).collect(),
    }))
}
