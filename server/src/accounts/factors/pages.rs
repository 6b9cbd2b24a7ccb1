//! The page of the second factor: setting it up, recovery codes, turning it off.

use super::{Factor, FactorError, Owner, SettingUp, add, begin, brought_back, remove, renew_codes};
use crate::accounts::form::{Complaint, Filled, Next};
use crate::accounts::gate::Gate;
use crate::app::App;
use crate::web::extract::{Asked, Inside, NotLoggedIn};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, address_of, html};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use data_encoding::BASE64;
use serde::Deserialize;
use shusseki_core::text::Language;
use shusseki_documents::qr::Symbol;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "accounts/second_factor.html")]
struct FactorPage {
    page: Page,
    form: Filled,
    state: Shown,
    /// Whether it was removed a moment ago.
    removed: bool,
    /// Whether the page comes before all others.
    gate: bool,
    /// Whether this is a demo, where the office may do without.
    demo: bool,
    action: String,
    home: String,
}

/// What the page has to show.
enum Shown {
    /// A secret to be put into an app.
    SettingUp {
        sealed: String,
        typed: String,
        /// The dark modules of the QR code, as a path.
        modules: String,
        /// Modules a side.
        side: usize,
    },
    /// The factor.
    On(Factor),
}

impl Shown {
    fn setting_up(inside: &Inside, setting_up: &SettingUp) -> Result<Self, Failure> {
        let issuer = inside.tenant.slug().as_str().to_uppercase();
        let address = setting_up
            .secret
            .address(&issuer, inside.member.number.as_str());
        let symbol = Symbol::new(&address).map_err(Failure::internal)?;
        Ok(Self::SettingUp {
            sealed: setting_up.sealed.clone(),
            typed: setting_up.secret.typed(),
            modules: symbol.path(),
            side: symbol.side(),
        })
    }
}

#[derive(Template)]
#[template(path = "accounts/recovery_codes.html")]
struct CodesPage {
    page: Page,
    codes: Vec<String>,
    /// The same as a file, in the address of a link.
    file: String,
    /// Whether the factor was set up with it.
    added: bool,
    target: String,
}

/// What the address of the page says.
#[derive(Deserialize)]
pub(crate) struct Removed {
    #[serde(default)]
    removed: String,
}

/// The gate of those who must have a factor is passed here.
const fn passes(gate: Gate) -> bool {
    matches!(gate, Gate::SecondFactor)
}

fn address(inside: &Inside) -> String {
    format!("/{}/account/second-factor", inside.tenant.slug())
}

/// `GET /{society}/account/second-factor`.
pub(crate) async fn factor(
    State(app): State<Arc<App>>,
    inside: Inside,
    Reads(language): Reads,
    Asked(next): Asked<Next>,
    Asked(removed): Asked<Removed>,
    method: Method,
    uri: Uri,
) -> Result<Response, NotLoggedIn> {
    let inside = inside.past_gates(&method, &uri, passes)?;
    let shown = async {
        let fresh = begin(&app, &inside.tenant, inside.member.id)?;
        let removed = !removed.removed.is_empty();
        let asked = (&next, address_of(&uri));
        let page = page(
            &app,
            &inside,
            language,
            asked,
            &fresh,
            Filled::default(),
            removed,
        )
        .await?;
        Ok(page.into_response())
    };
    shown.await.map_err(NotLoggedIn::Failure)
}

async fn page(
    app: &App,
    inside: &Inside,
    language: Language,
    (next, here): (&Next, &str),
    setting_up: &SettingUp,
    form: Filled,
    removed: bool,
) -> Result<Html<String>, Failure> {
    let (tenant, member) = (&inside.tenant, &inside.member);
    let mut conn = app.db.read().await?;
    let state = match super::of(&mut conn, tenant.slug(), member.id).await? {
        Some(factor) => Shown::On(factor),
        None => Shown::setting_up(inside, setting_up)?,
    };
    let title = language.pick("二段階認証", "Second factor");
    html(&FactorPage {
        page: Page::new(language, title, here)
            .of(tenant)
            .seen_by(Some(member))
            .at(Menu::Account)
            .failed(form.complaint.is_some()),
        form,
        state,
        removed,
        gate: inside.gate == Some(Gate::SecondFactor),
        demo: app.config.demo,
        action: next.from(&address(inside)),
        home: format!("/{}", tenant.slug()),
    })
}

/// What a form of the page sends.
#[derive(Deserialize)]
pub(crate) struct Typed {
    /// `add`, `renew` or `remove`.
    #[serde(default)]
    deed: String,
    #[serde(default)]
    sealed: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    password: String,
}

/// `POST /{society}/account/second-factor`: sets it up, makes new recovery codes, or turns it off.
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    inside: Inside,
    Reads(language): Reads,
    Asked(next): Asked<Next>,
    method: Method,
    uri: Uri,
    Form(typed): Form<Typed>,
) -> Result<Response, NotLoggedIn> {
    let inside = inside.past_gates(&method, &uri, passes)?;
    let changed = changed(&app, &inside, language, &next, &typed).await;
    changed.map_err(NotLoggedIn::Failure)
}

async fn changed(
    app: &App,
    inside: &Inside,
    language: Language,
    next: &Next,
    typed: &Typed,
) -> Result<Response, Failure> {
    let (tenant, member) = (&inside.tenant, &inside.member);
    let owner = Owner {
        member,
        token: &inside.token,
    };
    let brought = brought_back(app, tenant, member.id, &typed.sealed);
    let done = match typed.deed.as_str() {
        "add" => match &brought {
            Ok(secret) => {
                let proof = (typed.password.as_str(), typed.code.as_str());
                let codes = add(app, tenant, owner, secret, proof).await;
                codes.map(|codes| Some((codes, true)))
            }
            Err(_) => Err(FactorError::Stale),
        },
        "renew" => {
            let codes = renew_codes(app, tenant, member.id, &typed.code).await;
            codes.map(|codes| Some((codes, false)))
        }
        "remove" => remove(app, tenant, owner, &typed.code).await.map(|()| None),
        _ => return Err(Failure::not_found()),
    };
    match done {
        Ok(Some((codes, added))) => show_codes(inside, language, next, codes, added),
        Ok(None) => {
            let there = format!("{}?removed=1", address(inside));
            Ok(Redirect::to(&there).into_response())
        }
        Err(error) => {
            let field = match error {
                FactorError::WrongPassword => "password",
                _ => "code",
            };
            let failure = Failure::from(error);
            if failure.status().is_server_error() {
                return Err(failure);
            }
            let complaint = Complaint::at(&failure, field, language);
            // The app has the secret already: the same one is shown again.
            let same = match brought {
                Ok(secret) => secret,
                Err(_) => begin(app, tenant, member.id)?,
            };
            let here = address(inside);
            let form = Filled::again(Vec::new(), complaint);
            let page = page(app, inside, language, (next, &here), &same, form, false).await?;
            let status = match failure.status() {
                StatusCode::UNAUTHORIZED => StatusCode::UNPROCESSABLE_ENTITY,
                status => status,
            };
            Ok((status, page).into_response())
        }
    }
}

/// The recovery codes, this once.
fn show_codes(
    inside: &Inside,
    language: Language,
    next: &Next,
    codes: Vec<String>,
    added: bool,
) -> Result<Response, Failure> {
    let (tenant, member) = (&inside.tenant, &inside.member);
    let title = if added {
        language.pick("二段階認証を設定しました", "The second factor is set up")
    } else {
        language.pick("新しいリカバリーコード", "New recovery codes")
    };
    let about = language.pick(
        "リカバリーコード（各1回）",
        "recovery codes (each good once)",
    );
    let society = tenant.society.name.get(language);
    let text = format!("{society} {about}\r\n{}\r\n", codes.join("\r\n"));
    let page = html(&CodesPage {
        page: Page::new(language, title, &address(inside))
            .of(tenant)
            .seen_by(Some(member))
            .at(Menu::Account),
        codes,
        file: format!(
            "data:text/plain;charset=utf-8;base64,{}",
            BASE64.encode(text.as_bytes())
        ),
        added,
        target: next.target(tenant),
    })?;
    Ok(page.into_response())
}

#[cfg(test)]
mod tests {
    use super::{CodesPage, FactorPage, Shown};
    use crate::accounts::factors::Factor;
    use crate::accounts::form::{Complaint, Filled};
    use crate::web::failure::Failure;
    use crate::web::page::Page;
    use crate::web::page::samples::{HOSTILE, LANGUAGES, hostile_member, hostile_tenant, inspect};
    use askama::Template as _;
    use shusseki_documents::qr::Symbol;

    #[test]
    fn the_pages_escape_what_they_show() {
        let address =
            "otpauth://totp/JGETS:00123456?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=JGETS";
        let symbol = Symbol::new(address).unwrap();
        for language in LANGUAGES {
            let page = || {
                Page::new(language, HOSTILE, HOSTILE)
                    .of(&hostile_tenant())
                    .seen_by(Some(&hostile_member()))
            };
            for (on, field) in [(false, "code"), (false, "password"), (true, "code")] {
                let state = if on {
                    Shown::On(Factor {
                        added_at: "2026-11-20T01:30:00Z".parse().unwrap(),
                        codes_left: 3,
                    })
                } else {
                    Shown::SettingUp {
                        sealed: HOSTILE.to_owned(),
                        typed: HOSTILE.to_owned(),
                        modules: symbol.path(),
                        side: symbol.side(),
                    }
                };
                let complaint = Complaint::at(&Failure::forbidden(), field, language);
                let shown = FactorPage {
                    page: page(),
                    form: Filled::again(vec![], complaint),
                    state,
                    removed: on,
                    gate: !on,
                    demo: on,
                    action: HOSTILE.to_owned(),
                    home: "/jhrs".to_owned(),
                };
                inspect(&shown.render().unwrap());
            }
            let codes = CodesPage {
                page: page(),
                codes: vec![HOSTILE.to_owned()],
                file: HOSTILE.to_owned(),
                added: true,
                target: HOSTILE.to_owned(),
            };
            inspect(&codes.render().unwrap());
        }
    }
}
