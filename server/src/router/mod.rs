//! Every route, who may come there, and what every request passes.

pub(crate) mod access;
mod api;
mod pages;
mod ways;

use crate::app::App;
use crate::operations::openapi::Description;
use crate::web::{failure, headers, language, request_id};
use access::Way;
use axum::error_handling::HandleErrorLayer;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::{BoxError, Router};
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceBuilder;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;

/// Nothing but a photo is larger.
const BODY_AT_MOST: usize = 64 * 1024;
/// A request that takes longer is given up; its check-in, if it reached the writer, is carried out.
const REQUEST_AT_MOST: Duration = Duration::from_secs(30);

/// The whole server as one service.
pub(crate) fn router(app: Arc<App>) -> Router {
    let (api, description, _) = api::operations().into_parts();
    let description = Description::new(&description);
    let every_request = ServiceBuilder::new()
        .layer(from_fn_with_state(Arc::clone(&app), request_id::number))
        .layer(from_fn_with_state(Arc::clone(&app), headers::secure))
        .layer(CompressionLayer::new())
        .layer(from_fn(language::remember))
        .layer(from_fn_with_state(Arc::clone(&app), failure::render))
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
    let (pages, _) = pages::pages(app.config.demo).into_parts();
    Router::new()
        .merge(pages)
        .merge(api)
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
    let (probes, _) = pages::probes().into_parts();
    probes.layer(layers)
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

/// Every page and operation, and who may come there, sorted by path. Those of a demo are not among them.
pub(crate) fn listed() -> Vec<Way> {
    let (_, mut all) = pages::pages(false).into_parts();
    let (_, _, operations) = api::operations().into_parts();
    all.extend(operations);
    all.extend(pages::probes().into_parts().1);
    all.sort_by(|one, other| {
        (&one.path, one.verb.as_str()).cmp(&(&other.path, other.verb.as_str()))
    });
    all
}

/// The limit of concurrent requests was reached: come back, nothing was begun.
async fn too_busy(error: BoxError) -> failure::Failure {
    failure::Failure::busy(failure::Shed(error.to_string()))
}
