//! Offices 役職 and committees 委員会 of a member: recorded, ended, corrected, taken back.

use super::deed::{Desk, Field, Kind, MemberDeed, Sent, Words};
use super::error::OfficeError;
use crate::app::Tenant;
use crate::audit::{Subject, action};
use crate::db::{Conn, Tx};
use crate::members::Member;
use crate::members::appointments::{self, Appointment, Kept};
use jiff::civil::Date;
use serde_json::{Value, json};
use shusseki_core::ids::SocietySlug;
use shusseki_core::text::{Language, Text};
use uuid::Uuid;

/// Characters of a body's or an office's name.
const NAME_AT_MOST: usize = 200;
/// The form's fields of text.
const FIELDS: &[&str] = &[
    "kind", "body", "body_en", "title", "title_en", "first", "last",
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

/// The fields of an appointment.
fn fields(language: Language) -> Vec<Field> {
    let field =
        |name, [ja, en]: [&'static str; 2], kind| Field::new(name, language.pick(ja, en), kind);
    let same = language.pick(
        "空欄なら日本語の名称を使います。",
        "Left empty, the Japanese name is used.",
    );
    let titles = language.pick("例：理事、委員長、委員", "For instance 理事, 委員長, 委員");
    let unknown = language.pick(
        "任期が決まっていなければ空欄にしてください。",
        "Leave it empty while nobody knows it.",
    );
    let kinds = [
        ("office", ["役職", "Office"]),
        ("committee", ["委員会", "Committee"]),
    ];
    let kinds = kinds.map(|(key, [ja, en])| (key.to_owned(), language.pick(ja, en).to_owned()));
    vec![
        field("kind", ["種類", "Kind"], Kind::One(kinds.into())),
        field(
            "body",
            ["組織・委員会の名称", "Body or committee, in Japanese"],
            Kind::Line,
        ),
        field(
            "body_en",
            ["組織・委員会の名称（英語）", "In English"],
            Kind::Line,
        )
        .hint(same),
        field("title", ["役職名", "Title, in Japanese"], Kind::Line).hint(titles),
        field(
            "title_en",
            ["役職名（英語）", "Title in English"],
            Kind::Line,
        )
        .hint(same),
        field("first", ["開始日", "First day"], Kind::Day),
        field("last", ["終了日", "Last day"], Kind::Day).hint(unknown),
    ]
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

/// The deed that records another.
pub(crate) struct Another;

impl MemberDeed for Another {
    const DONE: &'static str = "appointment added";
    const FIELDS: &'static [&'static str] = FIELDS;

    async fn found(_: &mut Conn, _: &Tenant, _: &Member, _: &str) -> Result<Self, OfficeError> {
        Ok(Self)
    }

    fn words(&self, language: Language) -> Words {
        Words {
            title: language.pick("役職・委員会の登録", "Record an office or committee"),
            lead: language.pick(
                "会員ステータスの画面に表示されます。",
                "The member sees it on the page of the status.",
            ),
            button: language.pick("登録する", "Record"),
        }
    }

    fn fields(&self, language: Language) -> Vec<Field> {
        fields(language)
    }

    fn begins(&self, today: Date) -> Vec<(&'static str, String)> {
        vec![("first", today.to_string())]
    }

    async fn carry_out(
        &self,
        tx: &mut Tx,
        desk: &Desk<'_>,
        member: &Member,
        sent: &Sent,
    ) -> Result<(), OfficeError> {
        add(tx, desk, member, desk.app.random.uuid()?, &read(sent)?).await
    }
}

/// The deed on one that is recorded.
pub(crate) struct Recorded(Kept);

impl MemberDeed for Recorded {
    const DONE: &'static str = "appointment changed";
    const FIELDS: &'static [&'static str] = FIELDS;

    async fn found(
        conn: &mut Conn,
        tenant: &Tenant,
        member: &Member,
        part: &str,
    ) -> Result<Self, OfficeError> {
        Ok(Self(kept(conn, tenant.slug(), member, part).await?))
    }

    fn words(&self, language: Language) -> Words {
        Words {
            title: language.pick("役職・委員会の変更", "Change an office or committee"),
            lead: language.pick(
                "任期が終わるときは終了日を入力してください。",
                "When it ends, enter the last day.",
            ),
            button: language.pick("変更する", "Change"),
        }
    }

    fn fields(&self, language: Language) -> Vec<Field> {
        let mut fields = fields(language);
        let name = language.pick("取り消し", "Taking back");
        let remove = language.pick(
            "誤って登録したため取り消す",
            "It was recorded by mistake: take it back",
        );
        let options = vec![("yes".to_owned(), remove.to_owned())];
        fields.push(Field::new("remove", name, Kind::Many(options)));
        fields
    }

    fn begins(&self, _: Date) -> Vec<(&'static str, String)> {
        values(&self.0.appointment)
    }

    fn seen(&self) -> String {
        self.0.revision.to_string()
    }

    async fn carry_out(
        &self,
        tx: &mut Tx,
        desk: &Desk<'_>,
        _: &Member,
        sent: &Sent,
    ) -> Result<(), OfficeError> {
        let seen = sent.one("seen").parse().map_err(|_| OfficeError::Stale)?;
        let wanted = match sent.one("remove") {
            "yes" => None,
            _ => Some(read(sent)?),
        };
        change(tx, desk, &self.0, seen, wanted.as_ref()).await
    }
}
