//! A number for each request, in its log lines, its answer and its error page.

use crate::app::App;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use std::fmt;
use std::sync::Arc;
use tracing::Instrument as _;

/// The number of a request.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(Arc<str>);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Gives the request its number, logs its end, and counts it.
///
/// The log line has the route's pattern, never the path itself: a path may hold a venue code.
pub(crate) async fn number(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = RequestId(new_id(&app).into());
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    request.extensions_mut().insert(id.clone());

    let started = std::time::Instant::now();
    let span = tracing::info_span!("request", id = %id);
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = started.elapsed();
    let status = response.status().as_u16();
    span.in_scope(|| {
        tracing::info!(%method, route, status, micros = took.as_micros() as u64, "answered");
    });
    let labels = [("route", route), ("status", status.to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", &labels[..1]).record(took.as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

fn new_id(app: &App) -> String {
    // Sixteen hexadecimal digits are enough to find a line, and short enough to read aloud.
    app.random.bytes::<8>().map_or_else(
        |_| "0".repeat(16),
        |bytes| data_encoding::HEXLOWER.encode(&bytes),
    )
}
