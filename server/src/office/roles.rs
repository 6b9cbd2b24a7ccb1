//! Who holds a role in the office: given and taken by an administrator, never one's own, and never the
//! last administrator's.

use super::Duty;
use super::deed::{DeedPage, Desk, Field, Kind, Sent, Words, again, done, whose};
use super::error::OfficeError;
use crate::accounts::form::Filled;
use crate::app::{App, Tenant};
use crate::audit::{Subject, action};
use crate::db::Tx;
use crate::members::{self, Member, MemberStatus, StaffRole, store};
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, Response};
use serde_json::json;
use shusseki_core::ids::MemberId;
use shusseki_core::text::Language;
use std::sync::Arc;

/// Gives the member these roles and no others; tells which were held before.
///
/// # Errors
/// No administrator would be left, or the database failed; the transaction should then be abandoned.
async fn set(
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
    wanted: &[StaffRole],
) -> Result<Vec<StaffRole>, OfficeError> {
    let slug = tenant.slug();
    // One after the other: two administrators must not take each other's role at once.
    store::lock_roles(tx, slug).await?;
    let before = members::roles(tx, slug, member).await?;
    for role in StaffRole::ALL {
        match (before.contains(&role), wanted.contains(&role)) {
            (true, false) => store::delete_role(tx, slug, member, role).await?,
            (false, true) => store::insert_role(tx, slug, member, role).await?,
            _ => {}
        }
    }
    let lost_admin = before.contains(&StaffRole::Admin) && !wanted.contains(&StaffRole::Admin);
    must_have_admin(tx, tenant, lost_admin).await?;
    Ok(before)
}

/// Takes all roles from somebody who withdraws.
///
/// # Errors
/// No administrator would be left, or the database failed; the transaction should then be abandoned.
pub(super) async fn leave(
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
    held: &[StaffRole],
) -> Result<(), OfficeError> {
    let slug = tenant.slug();
    store::lock_roles(tx, slug).await?;
    for role in StaffRole::ALL {
        store::delete_role(tx, slug, member, role).await?;
    }
    must_have_admin(tx, tenant, held.contains(&StaffRole::Admin)).await
}

/// Sees that somebody is left who may do everything, where one such was lost.
async fn must_have_admin(tx: &mut Tx, tenant: &Tenant, lost: bool) -> Result<(), OfficeError> {
    if lost && store::holders_of(tx, tenant.slug(), StaffRole::Admin).await? == 0 {
        return Err(OfficeError::LastAdmin);
    }
    Ok(())
}

/// Gives and takes roles, where they are still those that the form was made from.
///
/// # Errors
/// See [`OfficeError`]; the transaction should then be abandoned.
pub(super) async fn change(
    tx: &mut Tx,
    desk: &Desk<'_>,
    member: &Member,
    wanted: &[StaffRole],
    seen: &str,
) -> Result<(), OfficeError> {
    desk.reason()?;
    if member.id == desk.by {
        return Err(OfficeError::Oneself);
    }
    if member.status == MemberStatus::Withdrawn && !wanted.is_empty() {
        return Err(OfficeError::Withdrawn);
    }
    let before = set(tx, desk.tenant, member.id, wanted).await?;
    if names(&before) != seen {
        return Err(OfficeError::Stale);
    }
    if names(&before) == names(wanted) {
        return Err(OfficeError::Same);
    }
    let states = [before.as_slice(), wanted].map(|roles| {
        let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
        Some(json!({ "roles": names }))
    });
    let subject = Subject::member(member.id);
    desk.record(tx, action::ROLES_CHANGED, subject, states)
        .await?;
    Ok(())
}

/// The names in one order, whatever order they came in.
fn names(roles: &[StaffRole]) -> String {
    let all = StaffRole::ALL.into_iter();
    let held = all.filter(|role| roles.contains(role));
    held.map(StaffRole::name).collect::<Vec<_>>().join(",")
}

fn page_of(
    staff: &Staff,
    member: &Member,
    language: Language,
    (chosen, seen): (&[StaffRole], String),
    form: Filled,
) -> DeedPage {
    let words = Words {
        title: language.pick("事務局の役割", "Roles in the office"),
        lead: language.pick(
            "外した役割は、その場で使えなくなります。",
            "A role that is taken away is gone at once.",
        ),
        button: language.pick("変更する", "Change"),
    };
    let option = |role: StaffRole| {
        let may = Duty::ALL.iter().filter(|duty| duty.is_of(&[role]));
        let may: Vec<&str> = may.map(|duty| duty.word(language)).collect();
        let may = if role == StaffRole::Admin {
            language.pick("すべての操作", "everything").to_owned()
        } else {
            may.join(language.pick("、", ", "))
        };
        let word = format!("{}{}{may}", role.word(language), language.pick("：", ": "));
        (role.name().to_owned(), word, chosen.contains(&role))
    };
    DeedPage {
        fields: vec![
            Field {
                name: "role",
                label: language.pick("役割", "Roles"),
                hint: None,
                kind: Kind::Many(StaffRole::ALL.map(option).into()),
            },
            Field::reason(language),
        ],
        hidden: vec![("seen", seen)],
        ..DeedPage::new(staff, member, "roles", language, &words, form)
    }
}

/// `GET /{society}/office/members/{id}/roles`.
pub(crate) async fn form(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id)): Path<(String, String)>,
) -> Result<Html<String>, Failure> {
    let mut conn = app.db.read().await?;
    let member = whose(&mut conn, &staff.tenant, &id).await?;
    let held = members::roles(&mut conn, staff.tenant.slug(), member.id).await?;
    let roles = (held.as_slice(), names(&held));
    page_of(&staff, &member, language, roles, Filled::default()).shown()
}

/// `POST /{society}/office/members/{id}/roles`.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id)): Path<(String, String)>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let (tenant, sent) = (&staff.tenant, Sent(sent));
    let chosen = sent.all("role");
    let mut wanted = StaffRole::ALL.to_vec();
    wanted.retain(|role| chosen.contains(&role.name()));
    let mut tx = app.db.write().await?;
    let member = whose(&mut tx, tenant, &id).await?;
    let desk = Desk::of(&app, &staff, sent.one("reason"));
    if let Err(error) = change(&mut tx, &desk, &member, &wanted, sent.one("seen")).await {
        drop(tx);
        let typed = vec![("reason", sent.one("reason").to_owned())];
        // What another has changed meanwhile is shown before it can be overwritten.
        let seen = sent.one("seen").to_owned();
        let mut conn = app.db.read().await?;
        let held = members::roles(&mut conn, tenant.slug(), member.id).await?;
        let (shown, seen) = match error {
            OfficeError::Stale => (&held, names(&held)),
            _ => (&wanted, seen),
        };
        let page = |form| page_of(&staff, &member, language, (shown, seen), form);
        return again(error, typed, language, page);
    }
    tx.commit().await?;
    tracing::info!(society = %tenant.slug(), member = %member.id, by = %desk.by, "roles changed");
    Ok(done(tenant, member.id))
}
