//! Listening, and stopping without losing what was accepted.

use crate::app::App;
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
    tokio::spawn(keep_house(Arc::clone(&app)));
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
