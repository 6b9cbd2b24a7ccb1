//! Looking after the definition files while the server runs.

use super::live::Patience;
use crate::app::App;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// How often the files are looked at. One that changed is read at the second look.
const LOOKS_EVERY: Duration = Duration::from_secs(2);

/// Reads definitions again when their files change, and all of them on SIGHUP, as long as it is
/// polled; does nothing for shipped ones.
pub(crate) async fn watch(app: Arc<App>) {
    if !app.societies.may_change() {
        return;
    }
    let mut looks = interval(LOOKS_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut asked = Asked::new();
    loop {
        let patience = tokio::select! {
            _ = looks.tick() => Patience::Settled,
            () = asked.next() => Patience::None,
        };
        look(&app, patience).await;
    }
}

async fn look(app: &Arc<App>, patience: Patience) {
    let looking = Arc::clone(app);
    let found = tokio::task::spawn_blocking(move || looking.societies.look(patience)).await;
    let wrong = app.societies.mistakes().len();
    // A count of files' mistakes is far below what f64 holds exactly.
    metrics::gauge!("definition_mistakes").set(wrong as f64);
    let Ok(Some(societies)) = found else {
        return;
    };
    if let Err(error) = app.register(&societies).await {
        // The next look finds the same and tries again.
        tracing::error!(%error, "the new definitions can't be registered yet");
        return;
    }
    app.societies.serve(societies);
    app.programme.forget_all();
    tracing::info!("the new definitions are in force");
}

/// SIGHUP, where there is such a thing.
struct Asked {
    #[cfg(unix)]
    signals: Option<tokio::signal::unix::Signal>,
}

impl Asked {
    #[cfg(unix)]
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let signals = signal(SignalKind::hangup());
        let signals = signals.inspect_err(|error| tracing::warn!(%error, "SIGHUP can't be caught"));
        Self {
            signals: signals.ok(),
        }
    }

    #[cfg(not(unix))]
    fn new() -> Self {
        Self {}
    }

    async fn next(&mut self) {
        #[cfg(unix)]
        if let Some(signals) = &mut self.signals
            && signals.recv().await.is_some()
        {
            return;
        }
        std::future::pending::<()>().await;
    }
}
