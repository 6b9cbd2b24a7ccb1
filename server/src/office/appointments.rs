//! Offices 役職 and committees 委員会 of a member: recorded, ended, corrected, taken back.

use super::deed::{DeedPage, Desk, Field, Kind, Sent, Words, again, done, whose};
use super::error::OfficeError;
use crate::accounts::form::Filled;
use crate::app::App;
use crate::audit::{Subject, action};
use crate::db::{Conn, Tx};
use crate::members::Member;
use crate::members::appointments::{self, Appointment, Kept};
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, Response};
use serde_json::{Value, json};
use shusseki_core::ids::SocietySlug;
use shusseki_core::text::{Language, Text};
use std::sync::Arc;
use uuid::Uuid;

/// Characters of a body's or an office's name.
const NAME_AT_MOST: usize = 200;
/// The form's fields of text.
const FIELDS: [&str; 8] = [
    "kind", "body", "body_en", "title", "title_en", "first", "last", "reason",
];

/// What a form says of an appointment.
fn read(sent: &Sent) -> Result<Appointment, OfficeError> {
    let name = |field: &'static str| match sent.one(field) {
        "" => Err(OfficeError::Unreadable(field)),
        text if text.chars().count() > NAME_AT_MOST => Err(OfficeError::Unreadable(field)),
        text => Ok(text.to_owned()),
    };
    let text = |ja: &'static str, en: &'static str| {
        let words = name(ja)?;
        // Who writes no English is called by the Japanese name.
        let english = name(en).unwrap_or_else(|_| words.clone());
        Ok::<_, OfficeError>(Text::new(words, english))
    };
    let (body, title) = (text("body", "body_en")?, text("title", "title_en")?);
    let first = sent.day("first")?;
    let last = match sent.one("last") {
        "" => None,
        _ => Some(sent.day("last")?),
    };
    if last.is_some_and(|last| last < first) {
        return Err(OfficeError::EndsBefore);
    }
    Ok(Appointment {
        committee: sent.one("kind") == "committee",
        body,
        title,
        first,
        last,
    })
}

fn told(appointment: &Appointment) -> Value {
    json!({
        "kind": if appointment.committee { "committee" } else { "office" },
        "body": appointment.body.ja,
        "title": appointment.title.ja,
        "first": appointment.first,
        "last": appointment.last,
    })
}

/// Records an appointment.
///
/// # Errors
/// See [`OfficeError`]; the transaction should then be abandoned.
pub(super) async fn add(
    tx: &mut Tx,
    desk: &Desk<'_>,
    member: &Member,
    id: Uuid,
    appointment: &Appointment,
) -> Result<(), OfficeError> {
    desk.reason()?;
    appointments::insert(tx, desk.tenant.slug(), id, member.id, appointment).await?;
    let subject = Subject::of_member("appointment", id, member.id);
    let states = [None, Some(told(appointment))];
    desk.record(tx, action::APPOINTMENT_ADDED, subject, states)
        .await?;
    Ok(())
}

/// Ends or corrects an appointment, or takes it back where nothing is to stand in its place.
///
/// # Errors
/// See [`OfficeError`]; the transaction should then be abandoned.
pub(super) async fn change(
    tx: &mut Tx,
    desk: &Desk<'_>,
    kept: &Kept,
    seen: i64,
    wanted: Option<&Appointment>,
) -> Result<(), OfficeError> {
    desk.reason()?;
    if wanted == Some(&kept.appointment) {
        return Err(OfficeError::Same);
    }
    let slug = desk.tenant.slug();
    let (changed, deed) = match wanted {
        Some(wanted) => (
            appointments::change(tx, slug, kept.id, seen, wanted).await?,
            action::APPOINTMENT_CHANGED,
        ),
        None => (
            appointments::remove(tx, slug, kept.id, seen).await?,
            action::APPOINTMENT_REMOVED,
        ),
    };
    if !changed {
        return Err(OfficeError::Stale);
    }
    let subject = Subject::of_member("appointment", kept.id, kept.member);
    let states = [Some(told(&kept.appointment)), wanted.map(told)];
    desk.record(tx, deed, subject, states).await?;
    Ok(())
}

/// The member's appointment that an address names.
async fn kept(
    conn: &mut Conn,
    society: &SocietySlug,
    member: &Member,
    id: &str,
) -> Result<Kept, OfficeError> {
    let id: Uuid = id.parse().map_err(|_| OfficeError::NoSuchAppointment)?;
    let kept = appointments::by_id(conn, society, id).await?;
    kept.filter(|kept| kept.member == member.id)
        .ok_or(OfficeError::NoSuchAppointment)
}

fn fields(language: Language) -> Vec<Field> {
    let line = |name, label, hint| Field {
        name,
        label,
        hint,
        kind: Kind::Line,
    };
    let same = language.pick(
        "空欄なら日本語の名称を使います。",
        "Left empty, the Japanese name is used.",
    );
    let kinds = [
        ("office", ["役職", "Office"]),
        ("committee", ["委員会", "Committee"]),
    ];
    let kinds = kinds.map(|(key, [ja, en])| (key.to_owned(), language.pick(ja, en).to_owned()));
    vec![
        Field {
            name: "kind",
            label: language.pick("種類", "Kind"),
            hint: None,
            kind: Kind::One(kinds.into()),
        },
        line(
            "body",
            language.pick("組織・委員会の名称", "Body or committee, in Japanese"),
            None,
        ),
        line(
            "body_en",
            language.pick("組織・委員会の名称（英語）", "In English"),
            Some(same),
        ),
        line(
            "title",
            language.pick("役職名", "Title, in Japanese"),
            Some(language.pick("例：理事、委員長、委員", "For instance 理事, 委員長, 委員")),
        ),
        line(
            "title_en",
            language.pick("役職名（英語）", "Title in English"),
            Some(same),
        ),
        Field {
            name: "first",
            label: language.pick("開始日", "First day"),
            hint: None,
            kind: Kind::Day,
        },
        Field {
            name: "last",
            label: language.pick("終了日", "Last day"),
            hint: Some(language.pick(
                "任期が決まっていなければ空欄にしてください。",
                "Leave it empty while nobody knows it.",
            )),
            kind: Kind::Day,
        },
    ]
}

fn new_page(staff: &Staff, member: &Member, language: Language, form: Filled) -> DeedPage {
    let words = Words {
        title: language.pick("役職・委員会の登録", "Record an office or committee"),
        lead: language.pick(
            "会員ステータスの画面に表示されます。",
            "The member sees it on the page of the status.",
        ),
        button: language.pick("登録する", "Record"),
    };
    let mut fields = fields(language);
    fields.push(Field::reason(language));
    DeedPage {
        fields,
        ..DeedPage::new(staff, member, "appointments", language, &words, form)
    }
}

fn change_page(
    staff: &Staff,
    member: &Member,
    language: Language,
    kept: &Kept,
    form: Filled,
) -> DeedPage {
    let words = Words {
        title: language.pick("役職・委員会の変更", "Change an office or committee"),
        lead: language.pick(
            "任期が終わるときは終了日を入力してください。",
            "When it ends, enter the last day.",
        ),
        button: language.pick("変更する", "Change"),
    };
    let mut fields = fields(language);
    let remove = language.pick(
        "誤って登録したため取り消す",
        "It was recorded by mistake: take it back",
    );
    fields.push(Field {
        name: "remove",
        label: language.pick("取り消し", "Taking back"),
        hint: None,
        kind: Kind::Many(vec![("yes".to_owned(), remove.to_owned(), false)]),
    });
    fields.push(Field::reason(language));
    let place = format!("appointments/{}", kept.id);
    DeedPage {
        fields,
        hidden: vec![("seen", kept.revision.to_string())],
        ..DeedPage::new(staff, member, &place, language, &words, form)
    }
}

fn typed(sent: &Sent) -> Vec<(&'static str, String)> {
    FIELDS.map(|name| (name, sent.one(name).to_owned())).into()
}

fn values(appointment: &Appointment) -> Vec<(&'static str, String)> {
    let kind = if appointment.committee {
        "committee"
    } else {
        "office"
    };
    let last = appointment.last.map(|last| last.to_string());
    vec![
        ("kind", kind.to_owned()),
        ("body", appointment.body.ja.clone()),
        ("body_en", appointment.body.en.clone()),
        ("title", appointment.title.ja.clone()),
        ("title_en", appointment.title.en.clone()),
        ("first", appointment.first.to_string()),
        ("last", last.unwrap_or_default()),
    ]
}

/// `GET /{society}/office/members/{id}/appointments`: the form for another one.
pub(crate) async fn form(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id)): Path<(String, String)>,
) -> Result<Html<String>, Failure> {
    let mut conn = app.db.read().await?;
    let member = whose(&mut conn, &staff.tenant, &id).await?;
    let values = vec![("first", app.today().to_string())];
    new_page(&staff, &member, language, Filled::beginning(values)).shown()
}

/// `POST /{society}/office/members/{id}/appointments`.
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
    let added = async {
        let appointment = read(&sent)?;
        add(&mut tx, &desk, &member, app.random.uuid()?, &appointment).await
    };
    if let Err(error) = added.await {
        drop(tx);
        let page = |form| new_page(&staff, &member, language, form);
        return again(error, typed(&sent), language, page);
    }
    tx.commit().await?;
    tracing::info!(society = %tenant.slug(), member = %member.id, by = %desk.by, "appointment added");
    Ok(done(tenant, member.id))
}

/// `GET /{society}/office/members/{id}/appointments/{appointment}`.
pub(crate) async fn change_form(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id, appointment)): Path<(String, String, String)>,
) -> Result<Html<String>, Failure> {
    let mut conn = app.db.read().await?;
    let member = whose(&mut conn, &staff.tenant, &id).await?;
    let kept = kept(&mut conn, staff.tenant.slug(), &member, &appointment).await?;
    let form = Filled::beginning(values(&kept.appointment));
    change_page(&staff, &member, language, &kept, form).shown()
}

/// `POST /{society}/office/members/{id}/appointments/{appointment}`.
pub(crate) async fn send_change(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id, appointment)): Path<(String, String, String)>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let (tenant, sent) = (&staff.tenant, Sent(sent));
    let mut tx = app.db.write().await?;
    let member = whose(&mut tx, tenant, &id).await?;
    let kept = kept(&mut tx, tenant.slug(), &member, &appointment).await?;
    let desk = Desk::of(&app, &staff, sent.one("reason"));
    let changed = async {
        let seen = sent.one("seen").parse().map_err(|_| OfficeError::Stale)?;
        let wanted = match sent.one("remove") {
            "yes" => None,
            _ => Some(read(&sent)?),
        };
        change(&mut tx, &desk, &kept, seen, wanted.as_ref()).await
    };
    if let Err(error) = changed.await {
        drop(tx);
        let page = |form| change_page(&staff, &member, language, &kept, form);
        return again(error, typed(&sent), language, page);
    }
    tx.commit().await?;
    tracing::info!(society = %tenant.slug(), member = %member.id, by = %desk.by, "appointment changed");
    Ok(done(tenant, member.id))
}
