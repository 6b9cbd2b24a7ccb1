//! Active, on leave, withdrawn: the office changes the status of a member.

use super::deed::{DeedPage, Desk, Field, Kind, Sent, Words, again, done, whose};
use super::error::OfficeError;
use super::roles;
use crate::accounts::end_other_sessions;
use crate::accounts::form::Filled;
use crate::app::{App, Tenant};
use crate::audit::{Subject, action};
use crate::db::{DbError, Tx};
use crate::directory;
use crate::mail::templates::STATUS_CHANGED;
use crate::mail::{self, Letter};
use crate::members::{self, Member, MemberStatus, StaffRole, profile, store};
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, Response};
use jiff::civil::Date;
use serde_json::json;
use shusseki_core::ids::MemberId;
use shusseki_core::text::Language;
use std::sync::Arc;

/// The status that a member is to have.
pub(super) struct Wanted {
    /// Which.
    pub(super) status: MemberStatus,
    /// Since when; not in the future.
    pub(super) since: Date,
    /// The one that the form was made from.
    pub(super) seen: MemberStatus,
}

/// Changes the status. Who withdraws is logged out everywhere, leaves the directory and the office.
///
/// # Errors
/// See [`OfficeError`]; the transaction should then be abandoned.
pub(super) async fn change(
    tx: &mut Tx,
    desk: &Desk<'_>,
    member: &Member,
    wanted: &Wanted,
) -> Result<(), OfficeError> {
    let (tenant, slug) = (desk.tenant, desk.tenant.slug());
    desk.reason()?;
    if wanted.since > desk.today() {
        return Err(OfficeError::InFuture);
    }
    if member.id == desk.by {
        return Err(OfficeError::Oneself);
    }
    if wanted.seen == wanted.status {
        return Err(OfficeError::Same);
    }
    let held = members::roles(tx, slug, member.id).await?;
    let step = (wanted.seen, wanted.status);
    if !store::set_status(tx, slug, member.id, step, wanted.since).await? {
        return Err(OfficeError::Stale);
    }
    if wanted.status == MemberStatus::Withdrawn {
        end(tx, tenant, member.id, &held).await?;
    }
    let after = Member {
        status: wanted.status,
        ..member.clone()
    };
    let stored = profile::of(tx, slug, &after).await?;
    directory::refresh(tx, tenant, &after, &stored.held).await?;
    tell(tx, desk, &after, wanted.since).await?;
    let names: Vec<&str> = held.iter().map(|role| role.name()).collect();
    let mut before = json!({ "status": wanted.seen.name() });
    if wanted.status == MemberStatus::Withdrawn && !names.is_empty() {
        before["roles"] = json!(names);
    }
    let after = json!({ "status": wanted.status.name(), "since": wanted.since });
    let subject = Subject::member(member.id);
    let states = [Some(before), Some(after)];
    desk.record(tx, action::STATUS_CHANGED, subject, states)
        .await?;
    Ok(())
}

/// Ends what a membership opened, whoever ends it and by whatever way: the roles held in the office and
/// every login. The directory is written by whoever stored the status.
///
/// # Errors
/// No administrator would be left, or the database failed; the transaction should then be abandoned.
pub(crate) async fn end(
    tx: &mut Tx,
    tenant: &Tenant,
    member: MemberId,
    held: &[StaffRole],
) -> Result<(), OfficeError> {
    roles::leave(tx, tenant, member, held).await?;
    end_other_sessions(tx, tenant, member, None).await?;
    Ok(())
}

async fn tell(tx: &mut Tx, desk: &Desk<'_>, member: &Member, since: Date) -> Result<(), DbError> {
    let Some(to) = member.mail.clone() else {
        return Ok(());
    };
    let language = member.language;
    let letter = Letter {
        to,
        language,
        template: &STATUS_CHANGED,
        values: vec![
            ("name", member.name.get(language)),
            ("number", member.number.to_string()),
            ("status", member.status.word(language).to_owned()),
            ("since", since.to_string()),
        ],
    };
    mail::post(tx, desk.tenant, desk.now, &letter).await
}

fn page_of(staff: &Staff, member: &Member, language: Language, form: Filled) -> DeedPage {
    let words = Words {
        title: language.pick("在籍の状態の変更", "Change the status"),
        lead: language.pick(
            "退会にすると、すべての端末からログアウトされ、会員検索と事務局の役割から外れます。記録は残ります。",
            "Who withdraws is logged out everywhere and leaves the directory and the office. The records stay.",
        ),
        button: language.pick("変更する", "Change"),
    };
    let statuses = MemberStatus::ALL.iter();
    let statuses = statuses.map(|one| (one.name().to_owned(), one.word(language).to_owned()));
    DeedPage {
        fields: vec![
            Field {
                name: "status",
                label: language.pick("在籍の状態", "Status"),
                hint: None,
                kind: Kind::One(statuses.collect()),
            },
            Field {
                name: "day",
                label: language.pick("いつから", "Since"),
                hint: None,
                kind: Kind::Day,
            },
            Field::reason(language),
        ],
        hidden: vec![("seen", member.status.name().to_owned())],
        ..DeedPage::new(staff, member, "status", language, &words, form)
    }
}

/// `GET /{society}/office/members/{id}/status`.
pub(crate) async fn form(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id)): Path<(String, String)>,
) -> Result<Html<String>, Failure> {
    let mut conn = app.db.read().await?;
    let member = whose(&mut conn, &staff.tenant, &id).await?;
    let values = vec![
        ("status", member.status.name().to_owned()),
        ("day", app.today().to_string()),
    ];
    page_of(&staff, &member, language, Filled::beginning(values)).shown()
}

/// `POST /{society}/office/members/{id}/status`.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id)): Path<(String, String)>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let (tenant, sent) = (&staff.tenant, Sent(sent));
    let mut tx = app.db.write().await?;
    let member = whose(&mut tx, tenant, &id).await?;
    let desk = Desk::of(&app, &staff, sent.one("reason"));
    let status = |name: &'static str| {
        let status = MemberStatus::try_from(sent.one(name).to_owned());
        status.map_err(|_| OfficeError::Unreadable(name))
    };
    let changed = async {
        let wanted = Wanted {
            status: status("status")?,
            since: sent.day("day")?,
            seen: status("seen")?,
        };
        change(&mut tx, &desk, &member, &wanted).await
    };
    if let Err(error) = changed.await {
        drop(tx);
        let names = ["status", "day", "reason"];
        let typed = names.map(|name| (name, sent.one(name).to_owned()));
        let page = |form| page_of(&staff, &member, language, form);
        return again(error, typed.into(), language, page);
    }
    tx.commit().await?;
    tracing::info!(society = %tenant.slug(), member = %member.id, by = %desk.by, "status changed");
    Ok(done(tenant, member.id))
}
