//! Listening, and stopping without losing what was accepted.

use crate::accounts::sessions::uses;
use crate::app::App;
use crate::import::job;
use crate::mail::smtp::{Smtp, SmtpSetupError};
use crate::mail::worker::Worker;
use crate::notices::mailing;
use crate::operations::housekeeping::keep_house;
use crate::operations::metrics;
use crate::router::router;
use crate::societies::watch;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Requests that were accepted have this long to end after the signal to stop.
const DRAIN_WITHIN: Duration = Duration::from_secs(25);

/// Why serving ended otherwise than by a signal.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    /// The listener failed.
    #[error("listening failed: {0}")]
    Listen(#[from] std::io::Error),
    /// The mail server can't be used as the settings have it.
    #[error(transparent)]
    Mail(#[from] SmtpSetupError),
}

/// Serves until SIGTERM or SIGINT, then finishes what was accepted.
///
/// # Errors
/// See [`ServeError`].
pub(crate) async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    metrics_listener: Option<TcpListener>,
) -> Result<(), ServeError> {
    let stopped = stopped_by_a_signal();
    // Counting starts with the server, not with the first scrape.
    metrics::recorder();
    if let Some(listener) = metrics_listener {
        tokio::spawn(serve_metrics(listener, stopped.clone()));
    }
    tracing::info!(
        address = app.config.base_url(),
        engine = app.db.engine(),
        societies = app.societies.served().all().count(),
        "serving"
    );
    let works = begin_works(&app, &stopped)?;
    serve_pages(&app, listener, stopped).await?;
    if let Err(error) = uses::write(&app).await {
        tracing::warn!(%error, "the last use of logins was not written");
    }
    for (what, work) in works {
        if let Err(error) = work.await {
            tracing::error!(%error, "{what} broke off");
        }
    }
    app.finish().await;
    tracing::info!("stopped");
    Ok(())
}

/// Turns true when the process is told to stop.
fn stopped_by_a_signal() -> watch::Receiver<bool> {
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        signal().await;
        tracing::info!("stopping: finishing what was accepted");
        // The receivers live as long as the servers.
        let _ = stop.send(true);
    });
    stopped
}

async fn serve_metrics(listener: TcpListener, stopped: watch::Receiver<bool>) {
    let served = axum::serve(listener, metrics::router())
        .with_graceful_shutdown(until(stopped))
        .await;
    if let Err(error) = served {
        tracing::error!(%error, "the metrics listener failed");
    }
}

/// Work that is finished before the end, with what it is.
type Work = (&'static str, JoinHandle<()>);

/// Begins what goes on beside the requests.
fn begin_works(app: &Arc<App>, stopped: &watch::Receiver<bool>) -> Result<Vec<Work>, ServeError> {
    let config = &app.config;
    let (app, stopped) = (|| Arc::clone(app), || stopped.clone());
    let mut works: Vec<Work> = Vec::new();
    if let (Some(settings), false) = (&config.mail, config.demo) {
        let host = config.public_url.host_str().unwrap_or("localhost");
        let worker = Worker::new(app(), Smtp::new(settings, host)?, settings.clone());
        let sending = tokio::spawn(worker.run(stopped()));
        works.push(("the sending of mail", sending));
    }
    let importing = tokio::spawn(job::run(app(), stopped()));
    works.push(("the work on imports", importing));
    let announcing = tokio::spawn(mailing::run(app(), stopped()));
    works.push(("the mailing of notices", announcing));
    // These may be cut off at any moment.
    tokio::spawn(watch(app()));
    tokio::spawn(keep_house(app()));
    tokio::spawn(uses::keep_writing(app()));
    Ok(works)
}

/// Answers requests until the signal, and those that were accepted by then for a while longer.
async fn serve_pages(
    app: &Arc<App>,
    listener: TcpListener,
    stopped: watch::Receiver<bool>,
) -> std::io::Result<()> {
    // The address of a connection is what brakes count.
    let service = router(Arc::clone(app)).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(until(stopped.clone()));
    let drained = async {
        until(stopped).await;
        tokio::time::sleep(DRAIN_WITHIN).await;
    };
    tokio::select! {
        served = serving => served?,
        () = drained => tracing::warn!("some connections did not end in time"),
    }
    Ok(())
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone, which also means: stop.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

async fn signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(error) => {
                tracing::warn!(%error, "SIGTERM can't be caught");
                let _ = interrupt.await;
            }
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupt.await;
    }
}
