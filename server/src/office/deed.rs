//! What the deeds on a member's record share: who does them, and the form that asks for them.

use super::error::{OfficeError, REASON_AT_MOST};
use crate::accounts::form::{Complaint, Filled};
use crate::app::{App, Tenant};
use crate::audit::{self, Action, Actor, Deed, Subject};
use crate::db::{Conn, DbError, Tx};
use crate::members::{self, Member};
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::page::{Office, Page, html};
use askama::Template;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;
use shusseki_core::calendar::day_of;
use shusseki_core::ids::MemberId;
use shusseki_core::text::Language;

/// Who does something to a member's record, when and why.
pub(in crate::office) struct Desk<'a> {
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
    pub(in crate::office) fn of(app: &App, staff: &'a Staff, why: &'a str) -> Self {
        Self {
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
pub(in crate::office) struct Sent(pub(in crate::office) Vec<(String, String)>);

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
}

/// How a field is filled in.
pub(in crate::office) enum Kind {
    /// A line of text.
    Line,
    /// A day.
    Day,
    /// Several lines.
    Area,
    /// One of these: name in the form, what people read.
    One(Vec<(String, String)>),
    /// Any of these, and whether each is chosen.
    Many(Vec<(String, String, bool)>),
}

/// A field of a deed's form.
pub(in crate::office) struct Field {
    pub(in crate::office) name: &'static str,
    pub(in crate::office) label: &'static str,
    pub(in crate::office) hint: Option<&'static str>,
    pub(in crate::office) kind: Kind,
}

impl Field {
    /// Why it is done.
    pub(in crate::office) fn reason(language: Language) -> Self {
        Self {
            name: "reason",
            label: language.pick("理由", "Reason"),
            hint: Some(language.pick("操作記録に残ります。", "It is kept in the audit log.")),
            kind: Kind::Area,
        }
    }
}

/// The form that asks for a deed.
#[derive(Template)]
#[template(path = "office/deed.html")]
pub(in crate::office) struct DeedPage {
    pub(in crate::office) page: Page,
    pub(in crate::office) office: Office,
    /// Whose record: name and number.
    pub(in crate::office) whose: (String, String),
    /// What the deed does.
    pub(in crate::office) lead: &'static str,
    pub(in crate::office) fields: Vec<Field>,
    /// What the form was made from.
    pub(in crate::office) hidden: Vec<(&'static str, String)>,
    pub(in crate::office) form: Filled,
    pub(in crate::office) action: String,
    pub(in crate::office) back: String,
    pub(in crate::office) button: &'static str,
}

/// The words of a deed's form.
pub(in crate::office) struct Words {
    /// The title.
    pub(in crate::office) title: &'static str,
    /// What the deed does.
    pub(in crate::office) lead: &'static str,
    /// The button.
    pub(in crate::office) button: &'static str,
}

impl DeedPage {
    /// The form at that place below the member's page.
    pub(in crate::office) fn new(
        staff: &Staff,
        member: &Member,
        place: &str,
        language: Language,
        words: &Words,
        form: Filled,
    ) -> Self {
        let back = address_of(&staff.tenant, member.id);
        let action = format!("{back}/{place}");
        Self {
            page: Page::new(language, words.title, &action)
                .of(&staff.tenant)
                .seen_by(Some(&staff.member))
                .failed(form.complaint.is_some()),
            office: Office::of(staff, "members"),
            whose: (member.name.get(language), member.number.to_string()),
            lead: words.lead,
            fields: Vec::new(),
            hidden: Vec::new(),
            form,
            action,
            back,
            button: words.button,
        }
    }

    /// The page itself.
    ///
    /// # Errors
    /// The template failed.
    pub(in crate::office) fn shown(&self) -> Result<Html<String>, Failure> {
        html(self)
    }
}

/// The form again, with what was typed and what is wrong with it; what no form mends is a page of its own.
///
/// # Errors
/// There is no such member, or the server failed.
pub(in crate::office) fn again(
    error: OfficeError,
    typed: Vec<(&'static str, String)>,
    language: Language,
    page: impl FnOnce(Filled) -> DeedPage,
) -> Result<Response, Failure> {
    let field = error.field();
    let failure = Failure::from(error);
    let status = failure.status();
    if !status.is_client_error() || status == axum::http::StatusCode::NOT_FOUND {
        return Err(failure);
    }
    let complaint = match field {
        Some(field) => Complaint::at(&failure, field, language),
        None => Complaint::of(&failure, language),
    };
    let page = page(Filled::again(typed, complaint));
    Ok((status, page.shown()?).into_response())
}

/// The address of a member's page in the console.
pub(in crate::office) fn address_of(tenant: &Tenant, member: MemberId) -> String {
    format!("/{}/office/members/{member}", tenant.slug())
}

/// Back to the member's page, which says that it is done.
pub(in crate::office) fn done(tenant: &Tenant, member: MemberId) -> Response {
    Redirect::to(&format!("{}?done=1", address_of(tenant, member))).into_response()
}

#[cfg(test)]
mod tests {
    use super::{DeedPage, Field, Kind};
    use crate::accounts::form::{Complaint, Filled};
    use crate::web::failure::Failure;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use crate::web::page::{Office, Page};
    use askama::Template as _;

    #[test]
    fn the_form_escapes_what_it_shows() {
        let hostile = || HOSTILE.to_owned();
        for language in LANGUAGES {
            let field = |name, kind| Field {
                name,
                label: HOSTILE,
                hint: Some(HOSTILE),
                kind,
            };
            let complaint = Complaint::at(&Failure::forbidden(), "day", language);
            let page = DeedPage {
                page: Page::new(language, HOSTILE, HOSTILE)
                    .of(&hostile_tenant())
                    .seen_by(Some(&hostile_member())),
                office: Office::sample("members"),
                whose: (hostile(), hostile()),
                lead: HOSTILE,
                fields: vec![
                    field("line", Kind::Line),
                    field("day", Kind::Day),
                    field("one", Kind::One(vec![(hostile(), hostile())])),
                    field("many", Kind::Many(vec![(hostile(), hostile(), true)])),
                    Field::reason(language),
                ],
                hidden: vec![("seen", hostile())],
                form: Filled::again(vec![("line", hostile()), ("reason", hostile())], complaint),
                action: "/jhrs/x".to_owned(),
                back: "/jhrs/y".to_owned(),
                button: HOSTILE,
            };
            inspect(&page.render().unwrap());
        }
    }
}
