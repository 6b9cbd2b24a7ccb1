//! The page of the second factor: setting it up, recovery codes, turning it off.

use super::deeds::{Done, code_deed, complaint, passkey_deed};
use super::{FactorError, Factors, SettingUp, begin, brought_back};
use crate::accounts::form::{Filled, Next};
use crate::accounts::gate::Gate;
use crate::accounts::passkeys::pages::PasskeysView;
use crate::accounts::passkeys::{MadePasskey, Offer};
use crate::accounts::sessions::Device;
use crate::app::App;
use crate::web::extract::{Asked, Inside, NotLoggedIn};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, address_of, html};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{Method, Uri};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use data_encoding::BASE64;
use jiff::Timestamp;
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
    /// What there is, if anything.
    factors: Option<Factors>,
    passkeys: PasskeysView,
    /// Whether a passkey was added or removed a moment ago.
    passkeys_changed: bool,
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
    /// Since when there is one.
    On(Timestamp),
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
#[derive(Default, Deserialize)]
pub(crate) struct Happened {
    #[serde(default)]
    removed: String,
    #[serde(default)]
    passkeys: String,
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
    Asked(happened): Asked<Happened>,
    method: Method,
    uri: Uri,
) -> Result<Response, NotLoggedIn> {
    let inside = inside.past_gates(&method, &uri, passes)?;
    let shown = async {
        let fresh = begin(&app, &inside.tenant, inside.member.id)?;
        let asked = (&next, address_of(&uri));
        let form = Filled::default();
        let page = page(
            &app,
            &inside,
            language,
            asked,
            &fresh,
            form,
            (&happened, None),
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
    (happened, offer): (&Happened, Option<Offer>),
) -> Result<Html<String>, Failure> {
    let (tenant, member) = (&inside.tenant, &inside.member);
    let mut conn = app.db.read().await?;
    let factors = super::of(&mut conn, tenant.slug(), member.id).await?;
    drop(conn);
    let state = match factors.and_then(|factors| factors.app_since) {
        Some(since) => Shown::On(since),
        None => Shown::setting_up(inside, setting_up)?,
    };
    let title = language.pick("二段階認証", "Second factor");
    html(&FactorPage {
        page: inside
            .page(language, title, here)
            .at(Menu::Account)
            .failed(form.complaint.is_some()),
        form,
        state,
        factors,
        passkeys: PasskeysView::of(app, inside, offer).await?,
        passkeys_changed: !happened.passkeys.is_empty(),
        removed: !happened.removed.is_empty(),
        gate: inside.gate == Some(Gate::SecondFactor),
        demo: app.config.demo,
        action: next.from(&address(inside)),
        home: format!("/{}", tenant.slug()),
    })
}

/// What a form of the page sends.
#[derive(Deserialize)]
pub(crate) struct Typed {
    /// `add`, `renew`, `remove`, `prepare-passkey`, `add-passkey` or `remove-passkey`.
    #[serde(default)]
    pub(super) deed: String,
    #[serde(default)]
    pub(super) sealed: String,
    #[serde(default)]
    pub(super) code: String,
    #[serde(default)]
    pub(super) password: String,
    /// The passkey to be removed.
    #[serde(default)]
    pub(super) credential: String,
    /// The passkey to be added.
    #[serde(flatten)]
    pub(super) made: MadePasskey,
}

/// `POST /{society}/account/second-factor`: sets it up, makes new recovery codes, or turns it off.
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    inside: Inside,
    Reads(language): Reads,
    Asked(next): Asked<Next>,
    device: Device,
    uri: Uri,
    Form(typed): Form<Typed>,
) -> Result<Response, NotLoggedIn> {
    let inside = inside.past_gates(&Method::POST, &uri, passes)?;
    let changed = changed(&app, &inside, language, &next, (&typed, &device)).await;
    changed.map_err(NotLoggedIn::Failure)
}

async fn changed(
    app: &App,
    inside: &Inside,
    language: Language,
    next: &Next,
    (typed, device): (&Typed, &Device),
) -> Result<Response, Failure> {
    let brought = brought_back(app, &inside.tenant, inside.member.id, &typed.sealed);
    let (here, name) = (address(inside), typed.made.passkey_name.clone());
    let done = match typed.deed.as_str() {
        "add" | "renew" | "remove" => code_deed(app, inside, typed, brought.as_ref().ok()).await,
        "prepare-passkey" | "add-passkey" | "remove-passkey" => {
            let fallback = device.words(language);
            let done = passkey_deed(app, inside, typed, &fallback).await;
            done.map_err(|error| FactorError::Passkey(Box::new(error)))
        }
        _ => return Err(Failure::not_found()),
    };
    let there = match done {
        Ok(Done::Codes(codes, added)) => {
            return show_codes(inside, language, next, codes, added);
        }
        Ok(Done::Removed) => "removed",
        Ok(Done::Passkeys) => "passkeys",
        Ok(Done::Making(offer)) => {
            let form = Filled::with_values(vec![("passkey_name", name)]);
            let same = begin(app, &inside.tenant, inside.member.id)?;
            let (asked, happened) = ((next, here.as_str()), Happened::default());
            let shown = (&happened, Some(offer));
            let page = page(app, inside, language, asked, &same, form, shown).await?;
            return Ok(page.into_response());
        }
        Err(error) => {
            let (status, complaint) = complaint(error, &typed.deed, language)?;
            // The app has the secret already: the same one is shown again.
            let same = match brought {
                Ok(secret) => secret,
                Err(_) => begin(app, &inside.tenant, inside.member.id)?,
            };
            let form = Filled::again(vec![("passkey_name", name)], complaint);
            let (asked, happened) = ((next, here.as_str()), Happened::default());
            let shown = (&happened, None);
            let page = page(app, inside, language, asked, &same, form, shown).await?;
            return Ok((status, page).into_response());
        }
    };
    let there = format!("{here}?{there}=1");
    Ok(Redirect::to(&there).into_response())
}

/// The recovery codes, this once.
fn show_codes(
    inside: &Inside,
    language: Language,
    next: &Next,
    codes: Vec<String>,
    added: bool,
) -> Result<Response, Failure> {
    let tenant = &inside.tenant;
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
        page: inside
            .page(language, title, &address(inside))
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
    use crate::accounts::factors::Factors;
    use crate::accounts::form::{Complaint, Filled};
    use crate::accounts::passkeys::pages::PasskeysView;
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
            for (on, field) in [
                (false, "code"),
                (false, "password"),
                (true, "passkey_password"),
                (true, "remove_password"),
            ] {
                let state = if on {
                    Shown::On("2026-11-20T01:30:00Z".parse().unwrap())
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
                    factors: on.then_some(Factors {
                        app_since: None,
                        passkeys: 1,
                        codes_left: 3,
                    }),
                    passkeys: PasskeysView::sample(HOSTILE, on),
                    passkeys_changed: on,
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
