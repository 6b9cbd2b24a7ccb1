//! The page behind a code: what it is for, before any login; and the button that registers.

use super::refused::refused;
use super::{SessionView, address_of_code};
use crate::accounts::form::Complaint;
use crate::accounts::gate::Gate;
use crate::accounts::pages::{Credentials, Entered, LoginForm, Refused, enter};
use crate::accounts::slow_down::Typist;
use crate::app::{App, Tenant};
use crate::check_in::preview::preview;
use crate::check_in::{self, CheckInError, Scanning, Submission, follow};
use crate::members::Member;
use crate::web::extract::{Asked, Visitor};
use crate::web::failure::Failure;
use crate::web::language::Reads;
use crate::web::page::{Menu, Page, address_of, html};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;
use shusseki_core::check_in::{Outcome, Refusal};
use shusseki_core::scan_receipt::{CodeDigest, ScanReceipt};
use shusseki_core::text::Language;
use shusseki_core::venue_code::{Scanned, VenueCode, VerifyError};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "check_in/code.html")]
struct CodePage {
    page: Page,
    session: SessionView,
    offer: Offer,
    code: String,
    receipt: String,
    /// This page; while the button is there, with the time of the scan kept.
    here: String,
    form: LoginForm,
    /// Another society that this browser has a login of.
    elsewhere: Option<Arc<Tenant>>,
    /// `/{society}`.
    home: String,
}

/// What the page can offer.
enum Offer {
    /// The button.
    Open,
    /// Nothing more to do.
    Registered { first_at: Timestamp, record: String },
    /// Why not, and what to do.
    Closed {
        sentence: String,
        next_step: String,
        too_early: bool,
    },
}

/// A receipt that a link brought along.
#[derive(Deserialize)]
pub(crate) struct Stamped {
    #[serde(default)]
    receipt: String,
}

/// `GET /C/{code}`: the link in a venue's QR code. Nothing is changed by opening it; its time is
/// stamped into the page.
pub(crate) async fn code_page(
    State(app): State<Arc<App>>,
    Reads(language): Reads,
    Path(text): Path<String>,
    Asked(stamped): Asked<Stamped>,
    parts: Parts,
) -> Result<Response, Failure> {
    let code: VenueCode = text
        .parse()
        .map_err(|malformed| CheckInError::Refused(Refusal::Unreadable(malformed)))?;
    let found = code.society();
    let tenant = app
        .societies
        .by_number(found)
        .ok_or(CheckInError::Refused(Refusal::Code(
            VerifyError::WrongSociety { found },
        )))?;
    let visitor = Visitor::of(&app, tenant, &parts).await?;
    let address = address_of(&parts.uri);
    show(
        &app,
        &visitor,
        language,
        Scanned::Code(code),
        &stamped.receipt,
        address,
    )
    .await
}

/// The page of a code, scanned or typed.
pub(super) async fn show(
    app: &App,
    visitor: &Visitor,
    language: Language,
    code: Scanned,
    receipt: &str,
    address: &str,
) -> Result<Response, Failure> {
    let (tenant, member) = (&visitor.tenant, visitor.member.as_ref());
    let scan = stamp(app, tenant, &code, receipt);
    let lead = match follow(app, tenant, &code, visitor.typist()).await {
        Ok(lead) => lead,
        Err(error @ CheckInError::Refused(_)) => {
            return refused(tenant, member, language, address, &error.into(), None);
        }
        Err(error) => return Err(error.into()),
    };
    let outcome = preview(app, tenant, &lead, member, scan.at).await?;
    let view = View {
        tenant,
        member,
        language,
        code: &code,
        receipt: &scan.token,
        elsewhere: visitor.elsewhere.as_ref(),
    };
    let session = SessionView::new(tenant, &lead);
    let offer = view.offer(&outcome, &lead);
    view.page(session, offer, LoginForm::default())
}

/// The time of a scan, with its proof.
struct Stamp {
    at: Timestamp,
    token: String,
}

/// The time that a receipt from an earlier request proves, or else now.
fn stamp(app: &App, tenant: &Tenant, code: &Scanned, receipt: &str) -> Stamp {
    let digest = CodeDigest::of_scanned(tenant.society.number, code);
    match ScanReceipt::verify(&app.receipt_key, receipt, digest) {
        Ok(earlier) => Stamp {
            at: earlier.scanned_at(),
            token: receipt.to_owned(),
        },
        Err(_) => {
            let at = app.clock.now();
            Stamp {
                at,
                token: ScanReceipt::new(at, digest).mint(&app.receipt_key),
            }
        }
    }
}

/// What the page of a code is made from.
struct View<'a> {
    tenant: &'a Arc<Tenant>,
    member: Option<&'a Member>,
    language: Language,
    code: &'a Scanned,
    receipt: &'a str,
    elsewhere: Option<&'a Arc<Tenant>>,
}

impl View<'_> {
    fn offer(&self, outcome: &Outcome, lead: &check_in::Lead) -> Offer {
        match outcome {
            Outcome::Registered { .. } => Offer::Open,
            Outcome::AlreadyRegistered { first_at } => Offer::Registered {
                first_at: *first_at,
                record: record_of(self.tenant, lead, true),
            },
            Outcome::Refused(refusal) => Offer::Closed {
                sentence: refusal.sentence(self.language),
                next_step: refusal.next_step(self.language).to_owned(),
                too_early: matches!(
                    refusal,
                    Refusal::TooEarly { .. } | Refusal::Code(VerifyError::NotYetValid { .. })
                ),
            },
        }
    }

    fn page(
        &self,
        session: SessionView,
        offer: Offer,
        form: LoginForm,
    ) -> Result<Response, Failure> {
        let receipt = match offer {
            Offer::Open => Some(self.receipt),
            // Whoever comes next, or comes again, scans anew.
            Offer::Registered { .. } | Offer::Closed { .. } => None,
        };
        let here = address_of_code(self.tenant, self.code, receipt);
        let title = self.language.pick("参加登録", "Check in");
        let page = CodePage {
            page: Page::new(self.language, title, &here)
                .of(self.tenant)
                .seen_by(self.member)
                .at(Menu::CheckIn)
                .failed(form.complaint.is_some()),
            session,
            here,
            offer,
            code: self.code.to_string(),
            receipt: self.receipt.to_owned(),
            form,
            elsewhere: self.elsewhere.map(Arc::clone),
            home: format!("/{}", self.tenant.slug()),
        };
        Ok(html(&page)?.into_response())
    }
}

/// Where the record of an attendance is shown.
fn record_of(tenant: &Tenant, lead: &check_in::Lead, again: bool) -> String {
    let (session, point) = (lead.session.id, lead.claim.point());
    let again = if again { "?again=1" } else { "" };
    format!("/{}/registered/{session}/{point}{again}", tenant.slug())
}

/// What the button sends.
#[derive(Deserialize)]
pub(crate) struct Registration {
    #[serde(default)]
    code: String,
    #[serde(default)]
    receipt: String,
    #[serde(default)]
    member_number: String,
    #[serde(default)]
    password: String,
}

/// `POST /{society}/check-in/register`: the button. Logs in first, if need be.
pub(crate) async fn register(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Reads(language): Reads,
    Form(registration): Form<Registration>,
) -> Result<Response, Failure> {
    let tenant = Arc::clone(&visitor.tenant);
    let entry = format!("/{}/check-in", tenant.slug());
    let member = visitor.member.as_ref();
    let code: Scanned = match registration.code.parse() {
        Ok(code) => code,
        Err(refusal) => {
            let failure = CheckInError::Refused(refusal.into()).into();
            return refused(&tenant, member, language, &entry, &failure, None);
        }
    };
    let receipt = registration.receipt;
    let attempt = Attempt {
        app: &app,
        tenant: &tenant,
        language,
        code,
        receipt: &receipt,
        typist: visitor.typist(),
    };
    if let Some(member) = &visitor.member {
        return match visitor.gate.filter(|gate| gate.is_shut()) {
            Some(gate) => Ok(attempt.by_way_of(gate).into_response()),
            None => attempt.register(member).await,
        };
    }
    let credentials = Credentials::new(registration.member_number, registration.password);
    match enter(&app, &tenant, &credentials, visitor.arrival(), language).await {
        Ok(Entered {
            gate: Some(gate),
            cookies,
            ..
        }) => Ok(with_cookies(
            Ok(attempt.by_way_of(gate).into_response()),
            cookies,
        )),
        Ok(Entered {
            member, cookies, ..
        }) => Ok(with_cookies(attempt.register(&member).await, cookies)),
        Err(Refused::Again(status, form)) => attempt.again(status, None, form).await,
        Err(Refused::Failure(failure)) => Err(failure),
    }
}

/// Who has logged in stays so, whatever becomes of the check-in.
fn with_cookies(result: Result<Response, Failure>, cookies: Vec<HeaderValue>) -> Response {
    let mut response = result.unwrap_or_else(IntoResponse::into_response);
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// A check-in through the form.
struct Attempt<'a> {
    app: &'a App,
    tenant: &'a Arc<Tenant>,
    language: Language,
    code: Scanned,
    receipt: &'a str,
    typist: Typist,
}

impl Attempt<'_> {
    async fn register(&self, member: &Member) -> Result<Response, Failure> {
        let submission = Submission {
            member: member.id,
            code: self.code,
            scanning: Scanning::Receipt(self.receipt),
            // The database admits one attendance a point, so pressing twice is harmless.
            idempotency_key: None,
        };
        match check_in::register(self.app, self.tenant, submission).await {
            Ok(answer) => {
                let again = answer.outcome == "already-registered";
                let query = if again { "?again=1" } else { "" };
                let (society, session) = (self.tenant.slug(), answer.session_id);
                let record = format!("/{society}/registered/{session}/{}{query}", answer.point);
                Ok(Redirect::to(&record).into_response())
            }
            Err(error) => self.failed(member, error.into()).await,
        }
    }

    /// To the gate, and from there back to the button, with the time of the scan kept.
    fn by_way_of(&self, gate: Gate) -> Redirect {
        let stamp = stamp(self.app, self.tenant, &self.code, self.receipt);
        let back = address_of_code(self.tenant, &self.code, Some(&stamp.token));
        Redirect::to(&gate.address(self.tenant, &back))
    }

    /// A refusal is a page of its own; what may pass in a moment shows the button again.
    async fn failed(&self, member: &Member, failure: Failure) -> Result<Response, Failure> {
        if failure.status() == StatusCode::SERVICE_UNAVAILABLE {
            failure.log_cause();
            let form = LoginForm::with("", Complaint::of(&failure, self.language));
            return self.again(failure.status(), Some(member), form).await;
        }
        if failure.status().is_server_error() {
            return Err(failure);
        }
        // The refusal is told even where the session can't be shown beside it.
        let lead = follow(self.app, self.tenant, &self.code, self.typist)
            .await
            .inspect_err(|error| Failure::from(error.clone()).log_cause());
        let session = lead.ok().map(|lead| SessionView::new(self.tenant, &lead));
        let address = address_of_code(self.tenant, &self.code, None);
        refused(
            self.tenant,
            Some(member),
            self.language,
            &address,
            &failure,
            session.as_ref(),
        )
    }

    /// The page of the code once more, with the time of the scan kept.
    async fn again(
        &self,
        status: StatusCode,
        member: Option<&Member>,
        form: LoginForm,
    ) -> Result<Response, Failure> {
        let form = match status {
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
                scan_kept(form, self.language)
            }
            _ => form,
        };
        let wait = form.wait;
        let stamp = stamp(self.app, self.tenant, &self.code, self.receipt);
        let lead = match follow(self.app, self.tenant, &self.code, self.typist).await {
            Ok(lead) => lead,
            Err(error @ CheckInError::Refused(_)) => {
                let address = address_of_code(self.tenant, &self.code, None);
                return refused(
                    self.tenant,
                    member,
                    self.language,
                    &address,
                    &error.into(),
                    None,
                );
            }
            Err(error) => return Err(error.into()),
        };
        let view = View {
            tenant: self.tenant,
            member,
            language: self.language,
            code: &self.code,
            receipt: &stamp.token,
            // Whoever has tried a login knows by now.
            elsewhere: None,
        };
        let page = view.page(SessionView::new(self.tenant, &lead), Offer::Open, form)?;
        Ok(LoginForm::answer(status, wait, page))
    }
}

/// The form of whoever is to come back in a moment: the receipt in it keeps the time of the scan.
fn scan_kept(mut form: LoginForm, language: Language) -> LoginForm {
    if let Some(complaint) = &mut form.complaint {
        complaint.next_step.push_str(language.pick(
            "読み取った時刻は失われません。",
            " The time of your scan is not lost.",
        ));
    }
    form
}

#[cfg(test)]
mod tests;
