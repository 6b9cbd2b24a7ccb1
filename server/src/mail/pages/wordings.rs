//! The society's own words for its mails: written, looked at with a real member's data, kept.

use crate::app::{App, Tenant};
use crate::db::{Conn, DbError};
use crate::mail::templates::{self, ALL, MailTemplate, Placeholder, by_key};
use crate::mail::wording::{Wording, WordingError};
use crate::mail::{office, wording_of};
use crate::members::{self, Member};
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, address_of, html};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use shusseki_core::ids::MemberNumber;
use shusseki_core::text::Language;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "mail/wordings.html")]
struct ListPage {
    page: Page,
    office: Office,
    mails: Vec<MailRow>,
    home: String,
}

/// A mail, and in which languages the society has words of its own.
struct MailRow {
    key: &'static str,
    title: &'static str,
    /// By language: its code, its name, whether the words are the society's own.
    languages: [(&'static str, &'static str, bool); 2],
}

/// `GET /{society}/office/wordings`: all mails that the server sends. For the role admin.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let mut conn = app.db.read().await?;
    let own = office::own_wordings(&mut conn, staff.tenant.slug()).await?;
    drop(conn);
    let is_own = |key: &str, code: &str| own.iter().any(|(k, l)| k == key && l == code);
    let mails = ALL.iter().map(|template| MailRow {
        key: template.key,
        title: template.title(language),
        languages: [
            ("ja", "日本語", is_own(template.key, "ja")),
            ("en", "English", is_own(template.key, "en")),
        ],
    });
    let title = language.pick("メールの文面", "Wordings of mails");
    html(&ListPage {
        page: staff.page(language, title, address_of(&uri)),
        office: Office::of(&staff, "wordings"),
        mails: mails.collect(),
        home: format!("/{}", staff.tenant.slug()),
    })
}

#[derive(Template)]
#[template(path = "mail/wording.html")]
struct WordingPage {
    page: Page,
    office: Office,
    title: &'static str,
    /// Where the form goes.
    address: String,
    /// The language of the mail.
    of: Language,
    typed: Typed,
    wrong: Option<Wrong>,
    placeholders: Vec<&'static Placeholder>,
    preview: Option<Preview>,
    own: bool,
    home: String,
}

/// What is wrong with what was typed.
struct Wrong {
    field: &'static str,
    sentence: String,
}

/// The mail as that member would get it.
struct Preview {
    whose: String,
    wording: Wording,
}

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    subject: String,
    #[serde(default)]
    body: String,
    /// 会員番号 of the member for whom the preview is.
    #[serde(default)]
    member: String,
    #[serde(default)]
    deed: String,
}

impl WordingPage {
    /// The message under that field, if it is wrong.
    fn wrong(&self, field: &str) -> Option<&str> {
        let wrong = self.wrong.as_ref().filter(|wrong| wrong.field == field);
        wrong.map(|wrong| wrong.sentence.as_str())
    }
}

/// The mail and the language that the path names.
fn named(template: &str, language: &str) -> Result<(&'static MailTemplate, Language), Failure> {
    let template = by_key(template).ok_or_else(Failure::not_found)?;
    let language = language.parse().map_err(|_| Failure::not_found())?;
    Ok((template, language))
}

/// `GET /{society}/office/wordings/{template}/{language}`: a mail's words. For the role admin.
pub(crate) async fn edit(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, template, of)): Path<(String, String, String)>,
) -> Result<Html<String>, Failure> {
    let (template, of) = named(&template, &of)?;
    let mut conn = app.db.read().await?;
    let wording = wording_of(&mut conn, &staff.tenant, template, of).await?;
    drop(conn);
    let typed = Typed {
        subject: wording.subject,
        body: wording.body,
        ..Typed::default()
    };
    html(&page(&app, &staff, language, (template, of), typed).await?)
}

/// `POST /{society}/office/wordings/{template}/{language}`: shows a preview, keeps the words, or goes
/// back to the shipped ones. For the role admin.
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, template, of)): Path<(String, String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let (template, of) = named(&template, &of)?;
    let known: Vec<_> = template.known().map(|one| one.name).collect();
    let wording = match typed.deed.as_str() {
        "reset" => None,
        _ => match Wording::typed(&typed.subject, &typed.body, &known, &template.needed()) {
            Ok(wording) => Some(wording),
            Err(error) => {
                return complain(&app, &staff, language, (template, of), typed, error).await;
            }
        },
    };
    if let ("preview", Some(wording)) = (typed.deed.as_str(), &wording) {
        return preview(
            &app,
            &staff,
            language,
            (template, of),
            typed.clone(),
            wording,
        )
        .await;
    }
    let mut tx = app.db.write().await?;
    let by = (staff.member.id, app.clock.now());
    office::reword(&mut tx, &staff.tenant, (template, of), wording.as_ref(), by).await?;
    tx.commit().await?;
    tracing::info!(society = %staff.tenant.slug(), template = template.key, by = %staff.member.id, "mail reworded");
    let back = format!("/{}/office/wordings", staff.tenant.slug());
    Ok(Redirect::to(&back).into_response())
}

async fn complain(
    app: &App,
    staff: &Staff,
    language: Language,
    which: (&'static MailTemplate, Language),
    typed: Typed,
    error: WordingError,
) -> Result<Response, Failure> {
    let wrong = Wrong {
        field: error.field(),
        sentence: error.sentence(language),
    };
    refused(page(app, staff, language, which, typed).await?, wrong)
}

fn refused(mut page: WordingPage, wrong: Wrong) -> Result<Response, Failure> {
    page.wrong = Some(wrong);
    page.page = page.page.failed(true);
    Ok((StatusCode::BAD_REQUEST, html(&page)?).into_response())
}

async fn preview(
    app: &App,
    staff: &Staff,
    language: Language,
    (template, of): (&'static MailTemplate, Language),
    typed: Typed,
    wording: &Wording,
) -> Result<Response, Failure> {
    let mut conn = app.db.read().await?;
    let member = chosen(&mut conn, staff, &typed.member).await?;
    drop(conn);
    let mut page = page(app, staff, language, (template, of), typed).await?;
    let Some(member) = member else {
        let sentence = language.pick(
            "この会員番号の会員はいません。",
            "There is no member of that number.",
        );
        let wrong = Wrong {
            field: "member",
            sentence: sentence.to_owned(),
        };
        return refused(page, wrong);
    };
    let values = values(&staff.tenant, template, of, &member);
    page.preview = Some(Preview {
        whose: format!("{} {}", member.name.get(language), member.number),
        wording: wording.filled(&values),
    });
    Ok(html(&page)?.into_response())
}

/// The member whose data the preview shows: the one that was typed, or whoever looks.
async fn chosen(conn: &mut Conn, staff: &Staff, typed: &str) -> Result<Option<Member>, DbError> {
    if typed.trim().is_empty() {
        return Ok(Some(staff.member.clone()));
    }
    match typed.parse::<MemberNumber>() {
        Ok(number) => members::by_number(conn, staff.tenant.slug(), &number).await,
        Err(_) => Ok(None),
    }
}

/// What stands for each placeholder: the member's and the society's own data, and samples where
/// nothing is real yet.
fn values(
    tenant: &Tenant,
    template: &MailTemplate,
    of: Language,
    member: &Member,
) -> Vec<(&'static str, String)> {
    let mut values = templates::of_society(&tenant.society, of);
    values.push((templates::NAME.name, member.name.get(of)));
    values.push((templates::NUMBER.name, member.number.to_string()));
    for placeholder in template.placeholders {
        if values.iter().all(|(name, _)| *name != placeholder.name) {
            values.push((placeholder.name, placeholder.sample.to_owned()));
        }
    }
    values
}

async fn page(
    app: &App,
    staff: &Staff,
    language: Language,
    (template, of): (&'static MailTemplate, Language),
    typed: Typed,
) -> Result<WordingPage, Failure> {
    let slug = staff.tenant.slug();
    let mut conn = app.db.read().await?;
    let own = office::own_wordings(&mut conn, slug).await?;
    let home = format!("/{slug}");
    let address = format!("{home}/office/wordings/{}/{of}", template.key);
    let title = template.title(language);
    Ok(WordingPage {
        page: staff.page(language, title, &address),
        office: Office::of(staff, "wordings"),
        title,
        own: own
            .iter()
            .any(|(key, code)| key == template.key && code == of.code()),
        address,
        of,
        typed,
        wrong: None,
        placeholders: template.known().collect(),
        preview: None,
        home,
    })
}

#[cfg(test)]
mod tests {
    use super::{ListPage, MailRow, Preview, Typed, WordingPage, Wrong};
    use crate::mail::templates::DECLARATION_REJECTED;
    use crate::mail::wording::Wording;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use crate::web::page::{Office, Page};
    use askama::Template as _;
    use shusseki_core::text::Language;

    fn page(language: Language) -> Page {
        Page::new(language, HOSTILE, HOSTILE)
            .of(&hostile_tenant())
            .seen_by(Some(&hostile_member()))
    }

    #[test]
    fn the_pages_escape_what_they_show() {
        for language in LANGUAGES {
            for field in ["subject", "body", "member"] {
                let wording = WordingPage {
                    page: page(language),
                    office: Office::sample("wordings"),
                    title: "A",
                    address: "/jhrs/office/wordings/a/ja".to_owned(),
                    of: language,
                    typed: Typed {
                        subject: HOSTILE.to_owned(),
                        body: format!("</textarea>{HOSTILE}"),
                        member: HOSTILE.to_owned(),
                        deed: HOSTILE.to_owned(),
                    },
                    wrong: Some(Wrong {
                        field,
                        sentence: HOSTILE.to_owned(),
                    }),
                    placeholders: DECLARATION_REJECTED.known().collect(),
                    preview: Some(Preview {
                        whose: HOSTILE.to_owned(),
                        wording: Wording {
                            subject: HOSTILE.to_owned(),
                            body: HOSTILE.to_owned(),
                        },
                    }),
                    own: true,
                    home: "/jhrs".to_owned(),
                };
                inspect(&wording.render().unwrap());
            }
            let list = ListPage {
                page: page(language),
                office: Office::sample("wordings"),
                mails: vec![MailRow {
                    key: "a",
                    title: "A",
                    languages: [("ja", "日本語", true), ("en", "English", false)],
                }],
                home: "/jhrs".to_owned(),
            };
            inspect(&list.render().unwrap());
        }
    }
}
