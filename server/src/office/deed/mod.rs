//! What the deeds on a member's record share: who does them, the form that asks for them, and how what
//! was sent is carried out.

mod form;

pub(crate) use form::{Field, Kind, Words};

use super::error::{OfficeError, REASON_AT_MOST};
use crate::accounts::form::{Complaint, Filled};
use crate::app::{App, Tenant};
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::db::{Conn, DbError, Tx};
use crate::mail::templates::MailTemplate;
use crate::mail::{self, Letter};
use crate::members::{self, Member};
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use form::Frame;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use shusseki_core::calendar::day_of;
use shusseki_core::ids::MemberId;
use shusseki_core::text::Language;
use std::sync::Arc;

/// Who does something to a member's record, when and why.
pub(crate) struct Desk<'a> {
    /// The program: its randomness.
    pub(in crate::office) app: &'a App,
    /// The society.
    pub(in crate::office) tenant: &'a Tenant,
    /// Who of the office.
    pub(in crate::office) by: MemberId,
    /// When.
    pub(in crate::office) now: Timestamp,
    /// Why, as typed.
    pub(in crate::office) why: &'a str,
}

impl<'a> Desk<'a> {
    /// Somebody of the office, now.
    pub(in crate::office) fn of(app: &'a App, staff: &'a Staff, why: &'a str) -> Self {
        Self {
            app,
            tenant: &staff.tenant,
            by: staff.member.id,
            now: app.clock.now(),
            why,
        }
    }

    /// The reason, which must be there.
    ///
    /// # Errors
    /// Missing, or too long.
    pub(in crate::office) fn reason(&self) -> Result<&str, OfficeError> {
        match self.why.trim() {
            "" => Err(OfficeError::ReasonMissing),
            why if why.chars().count() > REASON_AT_MOST => Err(OfficeError::ReasonTooLong),
            why => Ok(why),
        }
    }

    /// Refuses what nobody does to her- or himself.
    ///
    /// # Errors
    /// It is the own record.
    pub(in crate::office) fn not_oneself(&self, member: &Member) -> Result<(), OfficeError> {
        if member.id == self.by {
            return Err(OfficeError::Oneself);
        }
        Ok(())
    }

    /// Today in Japan.
    pub(in crate::office) fn today(&self) -> Date {
        day_of(self.now)
    }

    /// Records what was done to the member.
    ///
    /// # Errors
    /// The database failed; the transaction should then be abandoned.
    pub(in crate::office) async fn record(
        &self,
        tx: &mut Tx,
        action: Action,
        subject: Subject,
        [before, after]: [Option<Value>; 2],
    ) -> Result<(), DbError> {
        let deed = Deed {
            actor: Actor::Staff(self.by),
            action,
            subject,
            before,
            after,
            why: Some(self.why.trim().to_owned()),
        };
        audit::record(tx, self.tenant, self.now, &deed).await
    }

    /// Tells the member by mail, if there is an address: name, number, and what else the mail names.
    ///
    /// # Errors
    /// The database failed; the transaction should then be abandoned.
    pub(in crate::office) async fn tell(
        &self,
        tx: &mut Tx,
        member: &Member,
        template: &'static MailTemplate,
        more: Vec<(&'static str, String)>,
    ) -> Result<(), DbError> {
        let Some(to) = member.mail.clone() else {
            return Ok(());
        };
        let language = member.language;
        let mut values = vec![
            ("name", member.name.get(language)),
            ("number", member.number.to_string()),
        ];
        values.extend(more);
        let letter = Letter {
            to,
            language,
            template,
            values,
        };
        mail::post(tx, self.tenant, self.now, &letter).await
    }
}

/// The member that an address names and whose record can be changed.
///
/// # Errors
/// There is none, the record was merged into another, or the database failed.
pub(in crate::office) async fn whose(
    conn: &mut Conn,
    tenant: &Tenant,
    id: &str,
) -> Result<Member, OfficeError> {
    let member = whoever(conn, tenant, id).await?;
    match member.merged_into {
        Some(_) => Err(OfficeError::Merged),
        None => Ok(member),
    }
}

/// The member that an address names, also one whose record was merged into another.
///
/// # Errors
/// There is none, or the database failed.
pub(in crate::office) async fn whoever(
    conn: &mut Conn,
    tenant: &Tenant,
    id: &str,
) -> Result<Member, OfficeError> {
    let id: MemberId = id.parse().map_err(|_| OfficeError::NoSuchMember)?;
    let member = members::by_id(conn, tenant.slug(), id).await?;
    member.ok_or(OfficeError::NoSuchMember)
}

/// A form as it arrived.
pub(crate) struct Sent(pub(in crate::office) Vec<(String, String)>);

impl Sent {
    /// What stands in a field; empty where there is none such.
    pub(in crate::office) fn one(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(found, _)| found == name);
        found.map_or("", |(_, text)| text.trim())
    }

    /// Everything that was chosen of a field.
    pub(in crate::office) fn all(&self, name: &str) -> Vec<&str> {
        let found = self.0.iter().filter(|(found, _)| found == name);
        found.map(|(_, text)| text.as_str()).collect()
    }

    /// The day in a field.
    ///
    /// # Errors
    /// It is none.
    pub(in crate::office) fn day(&self, name: &'static str) -> Result<Date, OfficeError> {
        let day = self.one(name).parse();
        day.map_err(|_| OfficeError::Unreadable(name))
    }

    /// What stands in these fields, to be shown again.
    fn again(&self, names: &[&'static str]) -> Vec<(&'static str, String)> {
        let of = |name: &&'static str| {
            let name = *name;
            let all = self.all(name).into_iter();
            all.map(move |text| (name, text.trim().to_owned()))
        };
        names.iter().flat_map(of).collect()
    }
}

/// A deed on a member's record: what its form asks for, and what is done with it. [`form()`] and [`send`]
/// are the same for all of them.
pub(crate) trait MemberDeed: Sized + Send + Sync {
    /// What the log of the server says of it.
    const DONE: &'static str;
    /// The names of its own fields.
    const FIELDS: &'static [&'static str] = &[];
    /// Whether these are choices, of which the stored ones are shown where somebody else changed them
    /// meanwhile; words that were typed stay.
    const ARE_CHOICES: bool = false;

    /// The deed on that member, as things stand; `part` is what the address names below the record.
    fn found(
        conn: &mut Conn,
        tenant: &Tenant,
        member: &Member,
        part: &str,
    ) -> impl Future<Output = Result<Self, OfficeError>> + Send;

    /// The words of the form.
    fn words(&self, language: Language) -> Words;

    /// The fields of the form before the reason.
    fn fields(&self, language: Language) -> Vec<Field> {
        let _ = language;
        Vec::new()
    }

    /// What stands in the fields at first.
    fn begins(&self, today: Date) -> Vec<(&'static str, String)> {
        let _ = today;
        Vec::new()
    }

    /// What the form is made from, so that another window is noticed.
    fn seen(&self) -> String {
        String::new()
    }

    /// Does it.
    fn carry_out(
        &self,
        tx: &mut Tx,
        desk: &Desk<'_>,
        member: &Member,
        sent: &Sent,
    ) -> impl Future<Output = Result<(), OfficeError>> + Send;
}

/// What the address of a deed names.
#[derive(Deserialize)]
pub(crate) struct About {
    id: String,
    #[serde(default, rename = "appointment")]
    part: String,
}

/// `GET`: the deed's form.
///
/// # Errors
/// There is no such member, or the server failed.
pub(crate) async fn form<D: MemberDeed>(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path(about): Path<About>,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let mut conn = app.db.read().await?;
    let member = whose(&mut conn, &staff.tenant, &about.id).await?;
    let deed = D::found(&mut conn, &staff.tenant, &member, &about.part).await?;
    let frame = Frame {
        staff: &staff,
        member: &member,
        language,
        here: uri.path(),
    };
    let values = Filled::beginning(deed.begins(app.today()));
    frame.shown(&deed, deed.seen(), values)
}

/// `POST`: does it, and goes back to the member's page; what can't be is told on the form.
///
/// # Errors
/// There is no such member, or the server failed.
pub(crate) async fn send<D: MemberDeed>(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path(about): Path<About>,
    uri: Uri,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let (tenant, sent) = (&staff.tenant, Sent(sent));
    let mut tx = app.db.write().await?;
    let member = whose(&mut tx, tenant, &about.id).await?;
    let deed = D::found(&mut tx, tenant, &member, &about.part).await?;
    let desk = Desk::of(&app, &staff, sent.one("reason"));
    let Err(error) = deed.carry_out(&mut tx, &desk, &member, &sent).await else {
        tx.commit().await?;
        tracing::info!(society = %tenant.slug(), member = %member.id, by = %desk.by, "{}", D::DONE);
        return Ok(done(tenant, member.id));
    };
    drop(tx);
    let mut conn = app.db.read().await?;
    let member = whose(&mut conn, tenant, &about.id).await?;
    let deed = D::found(&mut conn, tenant, &member, &about.part).await?;
    let frame = Frame {
        staff: &staff,
        member: &member,
        language,
        here: uri.path(),
    };
    // What another has changed meanwhile is overwritten only by whoever was told of it.
    let stale = matches!(error, OfficeError::Stale);
    let seen = if stale {
        deed.seen()
    } else {
        sent.one("seen").to_owned()
    };
    let mut typed = if stale && D::ARE_CHOICES {
        deed.begins(app.today())
    } else {
        sent.again(D::FIELDS)
    };
    typed.push(("reason", sent.one("reason").to_owned()));
    again(error, typed, language, |form| {
        frame.shown(&deed, seen, form)
    })
}

/// The form again, with what was typed and what is wrong with it; what no form mends is a page of its own.
fn again(
    error: OfficeError,
    typed: Vec<(&'static str, String)>,
    language: Language,
    page: impl FnOnce(Filled) -> Result<Html<String>, Failure>,
) -> Result<Response, Failure> {
    let field = error.field();
    let failure = Failure::from(error);
    let status = failure.status();
    if !status.is_client_error() || status == StatusCode::NOT_FOUND {
        return Err(failure);
    }
    let complaint = match field {
        Some(field) => Complaint::at(&failure, field, language),
        None => Complaint::of(&failure, language),
    };
    let page = page(Filled::again(typed, complaint))?;
    Ok((status, page).into_response())
}

/// The address of a member's page in the console.
pub(in crate::office) fn address_of(tenant: &Tenant, member: MemberId) -> String {
    format!("/{}/office/members/{member}", tenant.slug())
}

/// Back to the member's page, which says that it is done.
pub(in crate::office) fn done(tenant: &Tenant, member: MemberId) -> Response {
    Redirect::to(&format!("{}?done=1", address_of(tenant, member))).into_response()
}
