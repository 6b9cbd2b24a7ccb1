//! A member at a glance: who, what, since when, and everything that was done.

mod one_person;

use super::Duty;
use super::deed::whoever;
use super::search::{class_word, district_word};
use super::{looked, store};
use crate::accounts::factors::{self, Factors};
use crate::accounts::sessions;
use crate::accounts::store::{PasswordRow, password_of_member};
use crate::app::{App, Tenant};
use crate::audit::pages::LineView;
use crate::audit::search as log;
use crate::check_in::history::{self, Attendance};
use crate::credits::pages::Summary;
use crate::credits::standings;
use crate::db::{Conn, DbError};
use crate::mail::office as mails;
use crate::mail::pages::outbox::MailView;
use crate::members::appointments::{self, Kept};
use crate::members::profile::view::{GroupView, Shows};
use crate::members::{self, Member, MemberStatus, StaffRole, profile, requests};
use crate::web::extract::{Asked, Staff};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, address_of, html};
use crate::web::paging;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Html;
use jiff::Timestamp;
use jiff::civil::Date;
use one_person::OnePerson;
use serde::Deserialize;
use shusseki_core::credit::Asked as Day;
use shusseki_core::profile::{Editor, Typed};
use shusseki_core::text::Language;
use std::sync::Arc;

/// Lines of the history a page.
const LINES: i64 = 10;
/// Attendances and mails shown here.
const LATEST: usize = 5;

#[derive(Template)]
#[template(path = "office/member.html")]
struct MemberPage {
    page: Page,
    office: Office,
    done: bool,
    may: May,
    name: String,
    kana: String,
    roman: String,
    number: String,
    class: String,
    status: &'static str,
    is_active: bool,
    has_withdrawn: bool,
    /// Whether it is the record of the one who looks.
    is_own: bool,
    since: Option<Date>,
    district: Option<String>,
    institution: String,
    joined_on: Date,
    mail: Option<String>,
    standings: Vec<Summary>,
    appointments: Vec<Kept>,
    roles: Vec<&'static str>,
    door: DoorView,
    groups: Vec<GroupView>,
    /// Names of the fields that the member asks to have changed.
    asked: Vec<String>,
    one_person: OnePerson,
    latest: Vec<Attendance>,
    mails: Vec<MailView>,
    history: Vec<LineView>,
    older: Option<String>,
    /// `/{society}/office/members/{id}`.
    here: String,
}

/// What the one who looks may do here.
#[derive(Debug, Clone, Copy)]
struct May {
    change: bool,
    profile: bool,
    roles: bool,
    issue: bool,
    end: bool,
    take_off: bool,
    requests: bool,
    mail: bool,
    history: bool,
    merge: bool,
}

impl May {
    fn of(roles: &[StaffRole]) -> Self {
        let may = |duty: Duty| duty.is_of(roles);
        Self {
            change: may(Duty::ChangeMembers),
            profile: may(Duty::SeeProfiles),
            roles: may(Duty::GiveRoles),
            issue: may(Duty::IssuePasswords),
            end: may(Duty::EndLogins),
            take_off: may(Duty::TakeFactorsOff),
            requests: may(Duty::DecideRequests),
            mail: may(Duty::KeepMail),
            history: may(Duty::ReadAudit),
            merge: may(Duty::MergeMembers),
        }
    }

    /// What may be done to a record that was merged into another: it is looked at.
    const fn of_merged(self) -> Self {
        Self {
            change: false,
            roles: false,
            issue: false,
            end: false,
            merge: false,
            ..self
        }
    }
}

/// How the member gets in.
struct DoorView {
    password: Password,
    logins: Vec<Timestamp>,
    factors: Option<Factors>,
}

/// The password that the member has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Password {
    None,
    /// The member's own, since then.
    Own(Timestamp),
    /// A temporary one until then.
    Temporary(Timestamp),
    /// A temporary one that was used, or whose time is over.
    Over,
}

impl Password {
    fn new(row: Option<&PasswordRow>, now: Timestamp) -> Self {
        match row {
            None => Self::None,
            Some(row) => match row.temporary_until {
                None => Self::Own(row.changed_at.0),
                Some(until) if row.temporary_used_at.is_none() && now < until.0 => {
                    Self::Temporary(until.0)
                }
                Some(_) => Self::Over,
            },
        }
    }

    fn is_temporary(self) -> bool {
        matches!(self, Self::Temporary(_) | Self::Over)
    }
}

/// What the page is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Which {
    /// Whether a deed was just done.
    done: String,
    /// Where the history goes on.
    history: String,
}

/// `GET /{society}/office/members/{id}`.
pub(crate) async fn look(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id)): Path<(String, String)>,
    Asked(which): Asked<Which>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let (tenant, mut may) = (&staff.tenant, May::of(&staff.roles));
    let before = match which.history.as_str() {
        "" => None,
        cursor => Some(paging::decode(cursor)?),
    };
    let mut conn = app.db.read().await?;
    let member = whoever(&mut conn, tenant, &id).await?;
    if member.merged_into.is_some() {
        may = may.of_merged();
    }
    drop(conn);
    looked::note(&app, tenant, staff.member.id, member.id).await?;
    let latest = history::page(&app, tenant, member.id, None, 12).await?;
    let mut latest = latest.attendances;
    latest.truncate(LATEST);
    let mut conn = app.db.read().await?;
    let slug = tenant.slug();
    let asked = Day::on(app.today());
    let standings = standings(&mut conn, tenant, member.id, &asked).await?;
    let appointments = appointments::kept_of(&mut conn, slug, member.id).await?;
    let roles = members::roles(&mut conn, slug, member.id).await?;
    let (mut history, mut older) = (Vec::new(), None);
    if may.history {
        (history, older) = lines(&mut conn, tenant, &member, before, language).await?;
    }
    let here = super::deed::address_of(tenant, member.id);
    let page = MemberPage {
        done: !which.done.is_empty(),
        may,
        name: member.name.kanji(),
        kana: member.name.kana(),
        roman: member.name.roman.clone(),
        number: member.number.to_string(),
        class: class_word(tenant, &member, language),
        status: member.status.word(language),
        is_active: member.status == MemberStatus::Active,
        has_withdrawn: member.status == MemberStatus::Withdrawn,
        is_own: member.id == staff.member.id,
        since: store::status_since(&mut conn, slug, member.id).await?,
        district: district_word(tenant, &member, language),
        institution: member.institution.clone(),
        joined_on: member.joined_on,
        mail: member.mail.as_ref().map(ToString::to_string),
        standings: standings
            .iter()
            .map(|standing| Summary::new(standing, &[], language))
            .collect(),
        appointments,
        roles: roles.iter().map(|role| role.word(language)).collect(),
        door: door(&app, &mut conn, tenant, &member).await?,
        groups: groups(&mut conn, tenant, &member, may, language).await?,
        asked: asked_for(&mut conn, tenant, &member, language).await?,
        one_person: OnePerson::read(&mut conn, tenant, &member, may.merge, language).await?,
        latest,
        mails: mails_to(&app, &mut conn, tenant, &member, may, language).await?,
        history,
        older: older.map(|cursor| format!("{here}?history={cursor}#history")),
        here,
        page: staff.page(language, &member.name.get(language), address_of(&uri)),
        office: Office::of(&staff, "members"),
    };
    html(&page)
}

/// The newest lines of the audit log about the member, and where the older ones begin.
async fn lines(
    conn: &mut Conn,
    tenant: &Tenant,
    member: &Member,
    before: Option<log::Before>,
    language: Language,
) -> Result<(Vec<LineView>, Option<String>), DbError> {
    let filter = log::Filter::about(member.id);
    let mut found = log::search(conn, tenant.slug(), &filter, before, LINES + 1).await?;
    let most = usize::try_from(LINES).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    let older = found.last().filter(|_| more).map(log::Found::before);
    let lines = found
        .into_iter()
        .map(|found| LineView::new(found, tenant, language));
    Ok((
        lines.collect(),
        older.and_then(|older| paging::encode(&older)),
    ))
}

async fn door(
    app: &App,
    conn: &mut Conn,
    tenant: &Tenant,
    member: &Member,
) -> Result<DoorView, DbError> {
    let now = app.clock.now();
    let row = password_of_member(conn, tenant.slug(), member.id).await?;
    Ok(DoorView {
        password: Password::new(row.as_ref(), now),
        logins: sessions::open_of(conn, tenant, member.id, None, now)
            .await?
            .iter()
            .map(|login| login.used_at)
            .collect(),
        factors: factors::of(conn, tenant.slug(), member.id).await?,
    })
}

async fn groups(
    conn: &mut Conn,
    tenant: &Tenant,
    member: &Member,
    may: May,
    language: Language,
) -> Result<Vec<GroupView>, DbError> {
    if !may.profile {
        return Ok(Vec::new());
    }
    let stored = profile::of(conn, tenant.slug(), member).await?;
    let shows = Shows {
        profile: &tenant.society.profile,
        stored: &stored,
        typed: &Typed::default(),
        wrong: &[],
        meanwhile: false,
        asked: &[],
        by: Editor::Office,
        language,
    };
    Ok(shows.groups())
}

async fn asked_for(
    conn: &mut Conn,
    tenant: &Tenant,
    member: &Member,
    language: Language,
) -> Result<Vec<String>, DbError> {
    let asked = requests::waiting_of(conn, tenant, member.id).await?;
    let name = |key: &String| {
        let field = tenant.society.profile.field(key);
        field.map_or_else(|| key.clone(), |field| field.name.get(language).to_owned())
    };
    Ok(asked.iter().map(|one| name(&one.field)).collect())
}

async fn mails_to(
    app: &App,
    conn: &mut Conn,
    tenant: &Tenant,
    member: &Member,
    may: May,
    language: Language,
) -> Result<Vec<MailView>, DbError> {
    let Some(to) = member.mail.as_ref().filter(|_| may.mail) else {
        return Ok(Vec::new());
    };
    let most = i64::try_from(LATEST).unwrap_or(i64::MAX);
    let asked = (Some(to.as_str()), None);
    let found = mails::list(conn, tenant.slug(), asked, None, most).await?;
    let now = app.clock.now();
    let views = found
        .into_iter()
        .map(|mail| MailView::new(mail, now, language));
    Ok(views.collect())
}

#[cfg(test)]
mod tests;
