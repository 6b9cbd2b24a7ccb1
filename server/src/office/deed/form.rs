//! The form that asks for a deed: its fields, and the page.

use super::{MemberDeed, address_of};
use crate::accounts::form::Filled;
use crate::members::Member;
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::page::{Office, Page, html};
use askama::Template;
use axum::response::Html;
use shusseki_core::text::Language;

/// How a field is filled in.
pub(crate) enum Kind {
    /// A line of text.
    Line,
    /// A mail address.
    Mail,
    /// A day.
    Day,
    /// Several lines.
    Area,
    /// One of these: name in the form, what people read.
    One(Vec<(String, String)>),
    /// Any of these.
    Many(Vec<(String, String)>),
}

/// A field of a deed's form.
pub(crate) struct Field {
    pub(in crate::office) name: &'static str,
    pub(in crate::office) label: &'static str,
    pub(in crate::office) hint: Option<&'static str>,
    pub(in crate::office) kind: Kind,
}

impl Field {
    /// A field without a hint.
    pub(in crate::office) const fn new(
        name: &'static str,
        label: &'static str,
        kind: Kind,
    ) -> Self {
        Self {
            name,
            label,
            hint: None,
            kind,
        }
    }

    /// The same with a hint.
    pub(in crate::office) fn hint(self, hint: &'static str) -> Self {
        Self {
            hint: Some(hint),
            ..self
        }
    }

    /// Why it is done.
    fn reason(language: Language) -> Self {
        let label = language.pick("理由", "Reason");
        let hint = language.pick("操作記録に残ります。", "It is kept in the audit log.");
        Self::new("reason", label, Kind::Area).hint(hint)
    }
}

/// The words of a deed's form.
pub(crate) struct Words {
    /// The title.
    pub(in crate::office) title: &'static str,
    /// What the deed does.
    pub(in crate::office) lead: &'static str,
    /// The button.
    pub(in crate::office) button: &'static str,
}

/// The page with the form.
#[derive(Template)]
#[template(path = "office/deed.html")]
pub(super) struct DeedPage {
    page: Page,
    office: Office,
    /// Whose record: name and number.
    whose: (String, String),
    words: Words,
    fields: Vec<Field>,
    /// What the form was made from.
    seen: String,
    form: Filled,
    action: String,
    back: String,
}

/// For whom the page is made, and where it is.
pub(super) struct Frame<'a> {
    pub(super) staff: &'a Staff,
    pub(super) member: &'a Member,
    pub(super) language: Language,
    /// The page's own address, to which the form is sent.
    pub(super) here: &'a str,
}

impl Frame<'_> {
    /// The deed's form, made from what was `seen`; the reason is asked for last.
    ///
    /// # Errors
    /// The template failed.
    pub(super) fn shown(
        &self,
        deed: &impl MemberDeed,
        seen: String,
        form: Filled,
    ) -> Result<Html<String>, Failure> {
        let language = self.language;
        let words = deed.words(language);
        let mut fields = deed.fields(language);
        fields.push(Field::reason(language));
        html(&DeedPage {
            page: Page::new(language, words.title, self.here)
                .of(&self.staff.tenant)
                .seen_by(Some(&self.staff.member))
                .failed(form.complaint.is_some()),
            office: Office::of(self.staff, "members"),
            whose: (
                self.member.name.get(language),
                self.member.number.to_string(),
            ),
            words,
            fields,
            seen,
            form,
            action: self.here.to_owned(),
            back: address_of(&self.staff.tenant, self.member.id),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{DeedPage, Field, Kind, Words};
    use crate::accounts::form::{Complaint, Filled};
    use crate::web::failure::Failure;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use crate::web::page::{Office, Page};
    use askama::Template as _;

    #[test]
    fn the_form_escapes_what_it_shows() {
        let hostile = || HOSTILE.to_owned();
        for language in LANGUAGES {
            let field = |name, kind| Field::new(name, HOSTILE, kind).hint(HOSTILE);
            let complaint = Complaint::at(&Failure::forbidden(), "day", language);
            let typed = ["line", "mail", "many", "reason"].map(|name| (name, hostile()));
            let page = DeedPage {
                page: Page::new(language, HOSTILE, HOSTILE)
                    .of(&hostile_tenant())
                    .seen_by(Some(&hostile_member())),
                office: Office::sample("members"),
                whose: (hostile(), hostile()),
                words: Words {
                    title: HOSTILE,
                    lead: HOSTILE,
                    button: HOSTILE,
                },
                fields: vec![
                    field("line", Kind::Line),
                    field("mail", Kind::Mail),
                    field("day", Kind::Day),
                    field("one", Kind::One(vec![(hostile(), hostile())])),
                    field("many", Kind::Many(vec![(hostile(), hostile())])),
                    Field::reason(language),
                ],
                seen: hostile(),
                form: Filled::again(typed.into(), complaint),
                action: "/jhrs/x".to_owned(),
                back: "/jhrs/y".to_owned(),
            };
            let text = page.render().unwrap();
            inspect(&text);
            assert_eq!(text.matches(" checked").count(), 1);
        }
    }
}
