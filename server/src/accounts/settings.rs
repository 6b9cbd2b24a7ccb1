//! The member's own account: what is set, and another password.

use super::change::{self, ChangeError, Way};
use super::form::{Complaint, Filled, NewPassword, Next, Rule, WrongField};
use super::gate::{Gate, after_days};
use super::{factors, first_login, store};
use crate::app::App;
use crate::web::cookies::logout_cookie;
use crate::web::extract::{Asked, Inside, LoggedIn, NotLoggedIn};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, address_of, html};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::Timestamp;
use shusseki_core::society::AfterChange;
use shusseki_core::text::Language;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "accounts/account.html")]
struct AccountPage {
    page: Page,
    changed_at: Option<Timestamp>,
    mail: Option<String>,
    second_factor: bool,
    home: String,
}

/// `GET /{society}/account`: what is set, and the ways to change it.
pub(crate) async fn account(
    State(app): State<Arc<App>>,
    LoggedIn { tenant, member }: LoggedIn,
    Reads(language): Reads,
    uri: Uri,
) -> Result<Html<String>, Failure> {
    let mut conn = app.db.read().await?;
    let row = store::password_of_member(&mut conn, tenant.slug(), member.id).await?;
    let factor = factors::of(&mut conn, tenant.slug(), member.id).await?;
    let title = language.pick("アカウント設定", "Account");
    html(&AccountPage {
        page: Page::new(language, title, address_of(&uri))
            .of(&tenant)
            .seen_by(Some(&member))
            .at(Menu::Account),
        changed_at: row.map(|row| row.changed_at.0),
        mail: member.mail.as_ref().map(ToString::to_string),
        second_factor: factor.is_some(),
        home: format!("/{}", tenant.slug()),
    })
}

#[derive(Template)]
#[template(path = "accounts/password.html")]
struct PasswordPage {
    page: Page,
    form: Filled,
    rules: Vec<Rule>,
    action: String,
    /// Whether it replaces a temporary one, which was typed a moment ago and isn't asked for again.
    temporary: bool,
}

#[derive(Template)]
#[template(path = "accounts/changed.html")]
pub(super) struct ChangedPage {
    pub(super) page: Page,
    pub(super) changed_at: Timestamp,
    /// Whether the member logs in anew.
    pub(super) log_in: bool,
    /// Where it goes on.
    pub(super) target: String,
}

/// The passing of a gate or a member's own wish: both change the password on this page.
const fn passes(gate: Gate) -> bool {
    matches!(gate, Gate::Password | Gate::Reminder)
}

/// `GET /{society}/account/password`.
pub(crate) async fn password_page(
    inside: Inside,
    Reads(language): Reads,
    Asked(next): Asked<Next>,
    method: Method,
    uri: Uri,
) -> Result<Response, NotLoggedIn> {
    let inside = inside.past_gates(&method, &uri, passes)?;
    let shown = form(&inside, language, &uri, &next, Filled::default());
    Ok(shown.map_err(NotLoggedIn::Failure)?.into_response())
}

fn form(
    inside: &Inside,
    language: Language,
    uri: &Uri,
    next: &Next,
    form: Filled,
) -> Result<Html<String>, Failure> {
    let (tenant, temporary) = (&inside.tenant, inside.gate == Some(Gate::Password));
    let title = if temporary {
        language.pick("パスワードを決める", "Choose your password")
    } else {
        language.pick("パスワードの変更", "Change your password")
    };
    html(&PasswordPage {
        page: inside
            .page(language, title, address_of(uri))
            .failed(form.complaint.is_some()),
        form,
        rules: Rule::all(&tenant.society.password, language),
        action: next.from(&format!("/{}/account/password", tenant.slug())),
        temporary,
    })
}

/// `POST /{society}/account/password`: the new password, and what follows it.
pub(crate) async fn change_password(
    State(app): State<Arc<App>>,
    inside: Inside,
    Reads(language): Reads,
    Asked(next): Asked<Next>,
    method: Method,
    uri: Uri,
    Form(typed): Form<NewPassword>,
) -> Result<Response, NotLoggedIn> {
    let inside = inside.past_gates(&method, &uri, passes)?;
    let changed = changed(&app, &inside, language, &uri, &next, &typed).await;
    changed.map_err(NotLoggedIn::Failure)
}

async fn changed(
    app: &App,
    inside: &Inside,
    language: Language,
    uri: &Uri,
    next: &Next,
    typed: &NewPassword,
) -> Result<Response, Failure> {
    let Inside { tenant, member, .. } = inside;
    let temporary = inside.gate == Some(Gate::Password);
    if let Some(complaint) = complaint(app, inside, temporary, typed, language).await? {
        let again = Filled::again(Vec::new(), complaint);
        let page = form(inside, language, uri, next, again)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let hash = app.passwords.hash(typed.new_password.clone()).await;
    let hash = hash.map_err(ChangeError::from)?;
    let policy = tenant.society.first_login.temporary.unwrap_or_default();
    let log_in = temporary && policy.then == AfterChange::LogInAgain;
    let kept = (!log_in).then_some(inside.token.as_str());
    let at = app.clock.now();
    let mut tx = app.db.write().await?;
    change::put_in_place(&mut tx, tenant, member, &hash, Way::Changed, kept, at).await?;
    tx.commit().await?;
    let title = language.pick("パスワードを変更しました", "Your password is changed");
    let target = if log_in {
        next.from(&format!("/{}/login", tenant.slug()))
    } else {
        next.target(tenant)
    };
    let page = Page::new(language, title, &format!("/{}/account", tenant.slug())).of(tenant);
    let page = html(&ChangedPage {
        page: page.seen_by(Some(member).filter(|_| !log_in)),
        changed_at: at,
        log_in,
        target,
    })?;
    let mut response = page.into_response();
    if log_in && let Some(cookie) = logout_cookie(&app.config, tenant.slug()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What is wrong with what was typed: slips, the present password, the new one.
async fn complaint(
    app: &App,
    inside: &Inside,
    temporary: bool,
    typed: &NewPassword,
    language: Language,
) -> Result<Option<Complaint>, Failure> {
    let (tenant, member) = (&inside.tenant, &inside.member);
    if let Some(slip) = typed.slip(language) {
        return Ok(Some(slip));
    }
    if !temporary && !change::is_present(app, tenant, member, &typed.old_password).await? {
        let message = language.pick(
            "いまのパスワードが正しくありません。",
            "This is not your present password.",
        );
        let fields = vec![WrongField::new("old_password", message)];
        return Ok(Complaint::about(fields, language));
    }
    let faults = change::faults(app, tenant, member, &typed.new_password).await?;
    let policy = &tenant.society.password;
    Ok((!faults.is_empty()).then(|| typed.refused(&faults, policy, language)))
}

#[derive(Template)]
#[template(path = "accounts/reminder.html")]
struct ReminderPage {
    page: Page,
    days: u16,
    change: String,
    action: String,
}

/// `GET /{society}/account/password/reminder`: that the password is old (JGETS-17).
pub(crate) async fn reminder(
    inside: Inside,
    Reads(language): Reads,
    Asked(next): Asked<Next>,
    uri: Uri,
) -> Result<Response, Failure> {
    let tenant = &inside.tenant;
    if inside.gate != Some(Gate::Reminder) {
        return Ok(Redirect::to(&next.target(tenant)).into_response());
    }
    let home = format!("/{}", tenant.slug());
    let title = language.pick("パスワードの変更のお願い", "Time to change your password");
    let page = html(&ReminderPage {
        page: inside.page(language, title, address_of(&uri)),
        days: tenant.society.password.remind_days().unwrap_or_default(),
        change: next.from(&format!("{home}/account/password")),
        action: next.from(&format!("{home}/account/password/reminder")),
    })?;
    Ok(page.into_response())
}

/// `POST /{society}/account/password/reminder`: 今回は変更しない. It comes again after a day.
pub(crate) async fn put_off(
    State(app): State<Arc<App>>,
    inside: Inside,
    Asked(next): Asked<Next>,
) -> Result<Redirect, Failure> {
    let (tenant, member) = (&inside.tenant, &inside.member);
    let until = after_days(app.clock.now(), first_login::pages::PUT_OFF_DAYS);
    let mut tx = app.db.write().await?;
    store::put_reminder_off(&mut tx, tenant.slug(), member.id, until).await?;
    tx.commit().await?;
    Ok(Redirect::to(&next.target(tenant)))
}

#[cfg(test)]
mod tests {
    use super::{AccountPage, ChangedPage, PasswordPage, ReminderPage};
    use crate::accounts::form::{Complaint, Filled, Rule};
    use crate::web::failure::Failure;
    use crate::web::page::Page;
    use crate::web::page::samples::{
        HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect, tenant,
    };
    use askama::Template as _;

    #[test]
    fn the_pages_escape_what_they_show_and_name_every_rule() {
        let at = "2026-11-20T01:30:00Z".parse().unwrap();
        for language in LANGUAGES {
            let page = || {
                Page::new(language, HOSTILE, HOSTILE)
                    .of(&hostile_tenant())
                    .seen_by(Some(&hostile_member()))
            };
            for mail in [None, Some(HOSTILE.to_owned())] {
                let account = AccountPage {
                    page: page(),
                    changed_at: mail.is_some().then_some(at),
                    second_factor: mail.is_some(),
                    mail,
                    home: "/jhrs".to_owned(),
                };
                inspect(&account.render().unwrap());
            }
            let failure = Failure::not_logged_in();
            for temporary in [true, false] {
                for field in ["old_password", "new_password", "again"] {
                    let complaint = Complaint::at(&failure, field, language);
                    // The field is only there where the page asks for it.
                    if temporary && field == "old_password" {
                        continue;
                    }
                    let rules = Rule::all(&tenant(2).society.password, language);
                    let shown = PasswordPage {
                        page: page(),
                        form: Filled::again(vec![], complaint),
                        rules: rules.clone(),
                        action: HOSTILE.to_owned(),
                        temporary,
                    };
                    let shown = shown.render().unwrap();
                    inspect(&shown);
                    assert_eq!(rules.len(), 5);
                    for rule in rules {
                        assert!(shown.contains(&rule.sentence), "{}", rule.sentence);
                    }
                }
            }
            for log_in in [true, false] {
                let changed = ChangedPage {
                    page: page(),
                    changed_at: at,
                    log_in,
                    target: HOSTILE.to_owned(),
                };
                inspect(&changed.render().unwrap());
            }
            let reminder = ReminderPage {
                page: page(),
                days: 120,
                change: HOSTILE.to_owned(),
                action: HOSTILE.to_owned(),
            };
            inspect(&reminder.render().unwrap());
        }
    }
}
