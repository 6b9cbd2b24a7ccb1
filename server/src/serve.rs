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
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        signal().await;
        tracing::info!("stopping: finishing what was accepted");
        // The receivers live as long as the servers.
        let _ = stop.send(true);
    });
    // Counting starts with the server, not with the first scrape.
    metrics::recorder();
    if let Some(listener) = metrics_listener {
        let stopped = stopped.clone();
        tokio::spawn(async move {
            let served = axum::serve(listener, metrics::router())
                .with_graceful_shutdown(until(stopped))
                .await;
            if let Err(error) = served {
                tracing::error!(%error, "the metrics listener failed");
            }
        });
    }
    tracing::info!(
        address = app.config.base_url(),
        engine = app.db.engine(),
        societies = app.societies.served().all().count(),
        "serving"
    );
    tokio::spawn(watch(Arc::clone(&app)));
    let sending = match (&app.config.mail, app.config.demo) {
        (Some(settings), false) => {
            let host = app.config.public_url.host_str().unwrap_or("localhost");
            let smtp = Smtp::new(settings, host)?;
            let worker = Worker::new(Arc::clone(&app), smtp, settings.clone());
            Some(tokio::spawn(worker.run(stopped.clone())))
        }
        _ => None,
    };
    tokio::spawn(keep_house(Arc::clone(&app)));
    tokio::spawn(uses::keep_writing(Arc::clone(&app)));
    let importing = tokio::spawn(job::run(Arc::clone(&app), stopped.clone()));
    let announcing = tokio::spawn(mailing::run(Arc::clone(&app), stopped.clone()));
    // The address of a connection is what brakes count.
    let service = router(Arc::clone(&app)).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(until(stopped.clone()));
    let drained = async {
        until(stopped).await;
        tokio::time::sleep(DRAIN_WITHIN).await;
    };
    tokio::select! {
        served = serving => served?,
        () = drained => tracing::warn!("some connections did not end in time"),
    }
    if let Some(sending) = sending
        && let Err(error) = sending.await
    {
        tracing::error!(%error, "the sending of mail broke off");
    }
    if let Err(error) = uses::write(&app).await {
        tracing::warn!(%error, "the last use of logins was not written");
    }
    if let Err(error) = importing.await {
        tracing::error!(%error, "the work on imports broke off");
    }
    if let Err(error) = announcing.await {
        tracing::error!(%error, "the mailing of notices broke off");
    }
    app.finish().await;
    tracing::info!("stopped");
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
