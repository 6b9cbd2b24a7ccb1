//! The office's pages of temporary passwords: for whom, and taking the letters away.

use super::letters::{csv, head, letters};
use super::numbers::{in_file, typed};
use super::{AT_ONCE, Batch, Order, Skipped, TemporaryError, Why, batch, issue};
use crate::accounts::form::{Complaint, Filled};
use crate::accounts::login_url;
use crate::app::App;
use crate::web::extract::Staff;
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Office, Page, html};
use crate::web::slots::in_slot;
use crate::web::upload::whole;
use askama::Template;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use shusseki_core::text::Language;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// More than any list of [`AT_ONCE`] numbers.
const LIST_AT_MOST: usize = 48 * 1024;
/// Setting a document takes a core for up to a second, so few are set together.
static SLOTS: Semaphore = Semaphore::const_new(1);
const WAIT_AT_MOST: Duration = Duration::from_secs(15);

#[derive(Template)]
#[template(path = "accounts/temporary.html")]
struct OrderPage {
    page: Page,
    office: Office,
    form: Filled,
    also_own: bool,
    days: u16,
    at_once: usize,
    home: String,
}

/// `GET /{society}/office/temporary-passwords`.
pub(crate) async fn order_page(
    staff: Staff,
    Reads(language): Reads,
) -> Result<Html<String>, Failure> {
    order(&staff, language, false, Filled::default())
}

fn order(
    staff: &Staff,
    language: Language,
    also_own: bool,
    form: Filled,
) -> Result<Html<String>, Failure> {
    let tenant = &staff.tenant;
    let policy = tenant.society.first_login.temporary;
    let policy = policy.ok_or(TemporaryError::NotHere)?;
    let home = format!("/{}/office/temporary-passwords", tenant.slug());
    let title = language.pick("仮パスワードの発行", "Temporary passwords");
    html(&OrderPage {
        page: staff
            .page(language, title, &home)
            .failed(form.complaint.is_some()),
        office: Office::of(staff, "temporary-passwords"),
        form,
        also_own,
        days: policy.days,
        at_once: AT_ONCE,
        home,
    })
}

/// A form as it arrived.
struct Sent {
    numbers: String,
    file: Vec<u8>,
    also_own: bool,
}

async fn read(mut form: Multipart) -> Result<Sent, TemporaryError> {
    let broken = |_: MultipartError| TemporaryError::Unreadable;
    let mut sent = Sent {
        numbers: String::new(),
        file: Vec::new(),
        also_own: false,
    };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let content = whole(field, LIST_AT_MOST).await.map_err(broken)?;
        let content = content.ok_or(TemporaryError::TooMany)?;
        match name.as_str() {
            "numbers" => sent.numbers = String::from_utf8_lossy(&content).into_owned(),
            "file" => sent.file = content,
            "also_own" => sent.also_own = !content.is_empty(),
            _ => {}
        }
    }
    Ok(sent)
}

/// `POST /{society}/office/temporary-passwords`: makes them, and leads to the letters.
pub(crate) async fn make(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    form: Multipart,
) -> Result<Response, Failure> {
    let (tenant, member) = (&staff.tenant, &staff.member);
    let mut values = (String::new(), false);
    let made = async {
        let sent = read(form).await?;
        values = (sent.numbers.clone(), sent.also_own);
        let mut entries = typed(&sent.numbers);
        entries.extend(in_file(&sent.file)?);
        let order = Order {
            entries,
            also_own: sent.also_own,
        };
        issue(&app, tenant, member.id, &order).await
    };
    match made.await {
        Ok(id) => {
            let society = tenant.slug();
            tracing::info!(%society, by = %member.id, "temporary passwords made");
            let there = format!("/{society}/office/temporary-passwords/{id}");
            Ok(Redirect::to(&there).into_response())
        }
        Err(error) => {
            let failure = Failure::from(error);
            if failure.status() != StatusCode::UNPROCESSABLE_ENTITY {
                return Err(failure);
            }
            let complaint = Complaint::at(&failure, "numbers", language);
            let (numbers, also_own) = values;
            let form = Filled::again(vec![("numbers", numbers)], complaint);
            let page = order(&staff, language, also_own, form)?;
            Ok((failure.status(), page).into_response())
        }
    }
}

#[derive(Template)]
#[template(path = "accounts/temporary_batch.html")]
struct BatchPage {
    page: Page,
    office: Office,
    count: usize,
    batch: Batch,
    /// `/{society}/office/temporary-passwords`.
    home: String,
    /// The batch's own address.
    here: String,
}

impl BatchPage {
    fn why(&self, skipped: &Skipped) -> &str {
        match skipped.why {
            Why::NoNumber => self
                .page
                .say("会員番号ではありません", "not a member number"),
            Why::NoMember => self.page.say("該当する会員がいません", "no such member"),
            Why::Withdrawn => self.page.say("退会した会員です", "has withdrawn"),
            Why::HasOwn => self.page.say(
                "ご自分のパスワードを設定済みです",
                "has a password of her or his own",
            ),
        }
    }
}

/// `GET /{society}/office/temporary-passwords/{batch}`: what was made, and for whom nothing was.
pub(crate) async fn batch_page(
    State(app): State<Arc<App>>,
    staff: Staff,
    Reads(language): Reads,
    Path((_, id)): Path<(String, String)>,
) -> Result<Html<String>, Failure> {
    let batch = own_batch(&app, &staff, &id).await?;
    let home = format!("/{}/office/temporary-passwords", staff.tenant.slug());
    let here = format!("{home}/{id}");
    let title = language.pick("仮パスワードを発行しました", "Temporary passwords are made");
    html(&BatchPage {
        page: staff.page(language, title, &here),
        office: Office::of(&staff, "temporary-passwords"),
        count: batch.issued.len(),
        batch,
        home,
        here,
    })
}

async fn own_batch(app: &App, staff: &Staff, id: &str) -> Result<Batch, Failure> {
    let id: Uuid = id.parse().map_err(|_| TemporaryError::Gone)?;
    Ok(batch(app, &staff.tenant, staff.member.id, id).await?)
}

/// `GET …/{batch}/letters.pdf`: a letter a member.
pub(crate) async fn pdf(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let batch = own_batch(&app, &staff, &id).await?;
    if batch.issued.is_empty() {
        return Err(TemporaryError::Gone.into());
    }
    let press = app.press().await.map_err(Failure::internal)?;
    let head = head(&staff.tenant, login_url(&app, &staff.tenant), &batch);
    let setting = move || press.password_letters_pdf(&head, &letters(&batch));
    let pdf = in_slot(&SLOTS, WAIT_AT_MOST, setting)
        .await?
        .map_err(Failure::internal)?;
    Ok(file("letters.pdf", "application/pdf", pdf))
}

/// `GET …/{batch}/passwords.csv`: the same as a list.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let batch = own_batch(&app, &staff, &id).await?;
    let content = csv(&batch).map_err(Failure::internal)?;
    Ok(file("passwords.csv", "text/csv; charset=utf-8", content))
}

fn file(name: &str, kind: &'static str, content: Vec<u8>) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (
            header::CONTENT_DISPOSITION,
            disposition.unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    (headers, content).into_response()
}

#[cfg(test)]
mod tests {
    use super::{Batch, BatchPage, OrderPage, Skipped, Why};
    use crate::accounts::form::{Complaint, Filled};
    use crate::web::failure::Failure;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use crate::web::page::{Office, Page};
    use askama::Template as _;

    #[test]
    fn the_pages_escape_what_they_show_and_never_show_a_password() {
        for language in LANGUAGES {
            let page = || {
                Page::new(language, HOSTILE, HOSTILE)
                    .of(&hostile_tenant())
                    .seen_by(Some(&hostile_member()))
            };
            let complaint = Complaint::at(&Failure::forbidden(), "numbers", language);
            let order = OrderPage {
                page: page(),
                office: Office::sample("temporary-passwords"),
                form: Filled::again(vec![("numbers", HOSTILE.to_owned())], complaint),
                also_own: true,
                days: 30,
                at_once: 300,
                home: "/jhrs/office/temporary-passwords".to_owned(),
            };
            inspect(&order.render().unwrap());
            let skipped = |why| Skipped {
                given: HOSTILE.to_owned(),
                why,
            };
            let whys = [Why::NoNumber, Why::NoMember, Why::Withdrawn, Why::HasOwn];
            for skipped in [vec![], whys.map(skipped).to_vec()] {
                let batch = BatchPage {
                    page: page(),
                    office: Office::sample("temporary-passwords"),
                    count: 1 - usize::from(skipped.is_empty()),
                    batch: Batch {
                        issued: vec![],
                        skipped,
                        issued_on: "2026-11-21".parse().unwrap(),
                        valid_until: "2026-12-21".parse().unwrap(),
                    },
                    home: "/jhrs/office/temporary-passwords".to_owned(),
                    here: HOSTILE.to_owned(),
                };
                inspect(&batch.render().unwrap());
            }
        }
    }
}
