//! Every route on one page.

use crate::app::App;
use crate::web::{assets, failure, headers, language, page, request_id};
use crate::{
    accounts, audit, check_in, credits, demo, directory, mail, members, notices, operations,
    programme, support,
};
use axum::error_handling::HandleErrorLayer;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::{BoxError, Router};
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceBuilder;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use utoipa::OpenApi as _;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

/// Nothing but a photo is larger.
const BODY_AT_MOST: usize = 64 * 1024;
/// What is read of an upload before the connection is cut. A photo may be
/// [smaller](check_in::pages); reading on lets the browser see the page that says so.
const UPLOAD_AT_MOST: usize = 64 * 1024 * 1024;
/// A declaration with its proof in Base64.
const DECLARATION_AT_MOST: usize = credits::proofs::BYTES_AT_MOST / 3 * 4 + BODY_AT_MOST;
/// A request that takes longer is given up; its check-in, if it reached the writer, is carried out.
const REQUEST_AT_MOST: Duration = Duration::from_secs(30);

/// The whole server as one service.
pub(crate) fn router(app: Arc<App>) -> Router {
    let (api, description) = api().split_for_parts();
    let description = operations::openapi::Description::new(&description);
    let every_request = ServiceBuilder::new()
        .layer(from_fn_with_state(Arc::clone(&app), request_id::number))
        .layer(from_fn_with_state(Arc::clone(&app), headers::secure))
        .layer(CompressionLayer::new())
        .layer(from_fn(language::remember))
        .layer(from_fn(failure::render))
        .layer(CatchPanicLayer::new())
        .layer(HandleErrorLayer::new(too_busy))
        .load_shed()
        .layer(GlobalConcurrencyLimitLayer::new(
            app.config.concurrent_requests,
        ))
        .layer(same_site(&app))
        .layer(tower_http::timeout::TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            REQUEST_AT_MOST,
        ))
        .layer(DefaultBodyLimit::max(BODY_AT_MOST));
    let pages = if app.config.demo {
        pages().route("/{society}/demo/mails", get(demo::mails::mails))
    } else {
        pages()
    };
    Router::new()
        .merge(pages)
        .merge(api)
        .route("/api/openapi.json", get(operations::openapi::json))
        .route("/api", get(operations::openapi::page))
        // Its own, so that it gets a form like every other failure.
        .fallback(async || failure::Failure::not_found())
        .layer(axum::Extension(Arc::new(description)))
        .layer(every_request)
        // Outside of the limit: a full server is alive, and is not to be killed for it.
        .merge(probes(&app))
        .with_state(app)
}

fn probes(app: &Arc<App>) -> Router<Arc<App>> {
    let layers = ServiceBuilder::new()
        .layer(from_fn_with_state(Arc::clone(app), request_id::number))
        .layer(from_fn_with_state(Arc::clone(app), headers::secure));
    Router::new()
        .route("/livez", get(operations::livez))
        .route("/readyz", get(operations::readyz))
        .layer(layers)
}

/// Refuses what another site sends. A browser too old to say where a request comes from is judged
/// by `Origin`, which is compared with the public address: a proxy may rewrite `Host`.
fn same_site(app: &App) -> CsrfLayer {
    let layer = CsrfLayer::new();
    match layer
        .clone()
        .add_trusted_origin(app.config.public_url.origin().ascii_serialization())
    {
        Ok(trusting) => trusting,
        Err(error) => {
            tracing::warn!(%error, "public_url is no origin");
            layer
        }
    }
}

fn pages() -> Router<Arc<App>> {
    use credits::ledger::pages::{declarations, queue};
    use mail::pages::{outbox, wordings};
    use members::profile::pages as profile;
    use members::requests::pages as requests;
    Router::new()
        .route("/", get(page::index))
        .route("/assets/{file}", get(assets::serve))
        // The path in a venue code is upper case, for the sake of the QR alphanumeric mode.
        .route("/C/{code}", get(check_in::pages::code_page))
        .route("/c/{code}", get(check_in::pages::code_page))
        .route("/{society}", get(to_home))
        .route("/{society}/", get(members::pages::home))
        .route(
            "/{society}/login",
            get(accounts::pages::login_page).post(accounts::pages::login),
        )
        .route("/{society}/logout", post(accounts::pages::logout))
        .merge(door())
        .merge(notice_pages())
        .merge(support_pages())
        .route("/{society}/status", get(members::status::status))
        .route("/{society}/profile", get(profile::look))
        .route(
            "/{society}/profile/edit",
            get(profile::edit).post(profile::send),
        )
        .route("/{society}/profile/discard", post(profile::discard))
        .route("/{society}/profile/confirm", post(profile::confirm))
        .route(
            "/{society}/profile/address/{code}",
            get(members::postal::lookup),
        )
        .route(
            "/{society}/profile/request",
            get(requests::form).post(requests::send),
        )
        .route("/{society}/office/profile-requests", get(requests::queue))
        .route(
            "/{society}/office/profile-requests/{request}",
            post(requests::say),
        )
        .route("/{society}/directory", get(directory::pages::search))
        .route(
            "/{society}/directory/{member}",
            get(directory::pages::member),
        )
        .route("/{society}/check-in", get(check_in::pages::entry_page))
        .route("/{society}/check-in/typed", post(check_in::pages::typed))
        .route(
            "/{society}/check-in/photo",
            post(check_in::pages::photo).layer(DefaultBodyLimit::max(UPLOAD_AT_MOST)),
        )
        .route(
            "/{society}/check-in/register",
            post(check_in::pages::register),
        )
        .route(
            "/{society}/registered/{session}/{point}",
            get(check_in::pages::registered),
        )
        .route("/{society}/attendances", get(check_in::pages::attendances))
        .route("/{society}/credits", get(credits::pages::credits))
        .route("/{society}/transcript.pdf", get(credits::transcript::pdf))
        .route(
            "/{society}/declarations",
            get(declarations::declarations)
                .post(declarations::send)
                .layer(DefaultBodyLimit::max(UPLOAD_AT_MOST)),
        )
        .route("/{society}/office/audit", get(audit::pages::log))
        .route("/{society}/office/audit.csv", get(audit::pages::file))
        .route("/{society}/office/mail", get(outbox::mails))
        .route("/{society}/office/mail/{mail}/retry", post(outbox::retry))
        .route("/{society}/office/wordings", get(wordings::list))
        .route(
            "/{society}/office/wordings/{template}/{language}",
            get(wordings::edit).post(wordings::change),
        )
        .route("/{society}/office/declarations", get(queue::queue))
        .route(
            "/{society}/office/declarations/{number}/{line}",
            post(queue::say),
        )
        .route(
            "/{society}/office/declarations/{number}/{line}/proof",
            get(queue::proof),
        )
}

/// Passwords, the first login, the mail address.
fn door() -> Router<Arc<App>> {
    use accounts::{first_login, mail_change, reset, settings, temporary};
    Router::new()
        .route("/{society}/account", get(settings::account))
        .route(
            "/{society}/account/password",
            get(settings::password_page).post(settings::change_password),
        )
        .route(
            "/{society}/account/password/reminder",
            get(settings::reminder).post(settings::put_off),
        )
        .route(
            "/{society}/account/mail",
            get(mail_change::pages::mail_page).post(mail_change::pages::send),
        )
        .route(
            "/{society}/account/mail/confirm",
            get(mail_change::pages::open_link),
        )
        .route(
            "/{society}/account/mail/new",
            get(mail_change::pages::confirm_page).post(mail_change::pages::confirm_mail),
        )
        .route(
            "/{society}/first-login/notice",
            get(first_login::pages::notice_page).post(first_login::pages::accept),
        )
        .route(
            "/{society}/first-login/profile",
            get(first_login::pages::profile_page).post(first_login::pages::confirm),
        )
        .route(
            "/{society}/password/forgotten",
            get(reset::pages::forgotten_page).post(reset::pages::send),
        )
        .route(
            "/{society}/password/reset",
            get(reset::pages::reset_page).post(reset::pages::set),
        )
        .route(
            "/{society}/office/temporary-passwords",
            get(temporary::pages::order_page).post(temporary::pages::make),
        )
        .route(
            "/{society}/office/temporary-passwords/{batch}",
            get(temporary::pages::batch_page),
        )
        .route(
            "/{society}/office/temporary-passwords/{batch}/letters.pdf",
            get(temporary::pages::pdf),
        )
        .route(
            "/{society}/office/temporary-passwords/{batch}/passwords.csv",
            get(temporary::pages::list),
        )
}

/// Notices: of members and visitors, and the office's.
fn notice_pages() -> Router<Arc<App>> {
    use notices::pages::{member, office};
    // Two texts of 20,000 characters, three bytes each and more when a form escapes them.
    let form = DefaultBodyLimit::max(8 * BODY_AT_MOST);
    Router::new()
        .route("/{society}/notices", get(member::list))
        .route("/{society}/notices/read", post(member::mark_all))
        .route("/{society}/notices/{notice}", get(member::one))
        .route("/{society}/notices/{notice}/read", post(member::mark))
        .route("/{society}/office/notices", get(office::list))
        .route(
            "/{society}/office/notices/new",
            get(office::new).post(office::write_new).layer(form),
        )
        .route(
            "/{society}/office/notices/{notice}",
            get(office::edit).post(office::write_stored).layer(form),
        )
        .route(
            "/{society}/office/notices/{notice}/withdraw",
            post(office::withdraw),
        )
}

/// The support desk, the contact form and the cases that it opens; one's own data.
fn support_pages() -> Router<Arc<App>> {
    use members::own_data::pages as own_data;
    use support::cases::pages::{contact, office, own};
    use support::desk;
    Router::new()
        .route("/{society}/account/data", get(own_data::look))
        .route("/{society}/account/data/download", post(own_data::download))
        .route("/{society}/account/data/deletion", post(own_data::ask))
        .route("/{society}/office/data-requests", get(own_data::queue))
        .route(
            "/{society}/office/data-requests/{request}",
            post(own_data::say),
        )
        .route("/{society}/support", get(desk::desk))
        .route("/{society}/support/forms/{file}", get(desk::forms::pdf))
        .route("/{society}/publications", get(desk::publications))
        .route("/{society}/questions", get(desk::questions))
        .route("/{society}/contact", get(contact::form).post(contact::send))
        .route("/{society}/cases", get(own::list))
        .route("/{society}/cases/{number}", get(own::look).post(own::add))
        .route("/{society}/office/cases", get(office::queue))
        .route(
            "/{society}/office/cases/{number}",
            get(office::look).post(office::say),
        )
}

fn api() -> OpenApiRouter<Arc<App>> {
    use credits::ledger::api as ledger;
    let declarations = routes!(ledger::member::declare_credits);
    let declarations = declarations.layer(DefaultBodyLimit::max(DECLARATION_AT_MOST));
    OpenApiRouter::with_openapi(operations::openapi::Api::openapi())
        .routes(routes!(accounts::api::login))
        .routes(routes!(check_in::api::check_in))
        .routes(routes!(check_in::api::check_in_batch))
        .routes(routes!(members::api::me))
        .routes(routes!(
            members::profile::api::my_profile,
            members::profile::api::change_my_profile
        ))
        .routes(routes!(directory::api::directory))
        .routes(routes!(directory::api::directory_member))
        .routes(routes!(notices::api::notices))
        .routes(routes!(notices::api::notice))
        .routes(routes!(notices::api::read))
        .routes(routes!(check_in::api::attendances))
        .routes(routes!(credits::api::standings))
        .routes(routes!(ledger::member::my_ledger))
        .routes(declarations)
        .routes(routes!(ledger::member::choose_categories))
        .routes(routes!(
            ledger::office::ledger,
            ledger::office::grant_credits
        ))
        .routes(routes!(ledger::office::void_credits))
        .routes(routes!(ledger::office::correct_credits))
        .routes(routes!(ledger::review::queue))
        .routes(routes!(ledger::review::proof))
        .routes(routes!(ledger::review::accept))
        .routes(routes!(ledger::review::reject))
        .routes(routes!(
            ledger::facts::facts_of,
            ledger::facts::record_facts
        ))
        .routes(routes!(audit::api::log))
        .routes(routes!(programme::api::sessions))
        .routes(routes!(programme::api::session))
        .routes(routes!(programme::api::poster_sheet))
        .routes(routes!(programme::api::revoke))
}

async fn to_home(crate::web::extract::Of(tenant): crate::web::extract::Of) -> Redirect {
    Redirect::permanent(&format!("/{}/", tenant.slug()))
}

/// The limit of concurrent requests was reached: come back, nothing was begun.
async fn too_busy(error: BoxError) -> failure::Failure {
    failure::Failure::busy(failure::Shed(error.to_string()))
}
