//! `shusseki serve`, run for a test on what a demo left.

use crate::programs::{built, command, must};
use crate::server::{Server, free_address};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

/// `shusseki serve` with a settings file, as an operator runs it.
#[derive(Debug)]
pub struct Served {
    child: Child,
    /// Where it can be reached, without a slash at the end.
    pub address: String,
    log: PathBuf,
}

impl Served {
    /// Starts it on what a demo left, with the definitions of a folder or with the shipped ones.
    ///
    /// # Panics
    /// It doesn't get ready; what it logged is in the message.
    pub async fn start(after: &Server, societies: Option<&Path>) -> Self {
        let societies = societies.map(|folder| format!("societies = [\"{}\"]\n", folder.display()));
        Self::start_with(after, "", &societies.unwrap_or_default()).await
    }

    /// Starts it on what a demo left, with more settings: a process of that name, of which several
    /// may run.
    ///
    /// # Panics
    /// See [`Served::start`].
    pub async fn start_with(after: &Server, name: &str, settings: &str) -> Self {
        // Whoever tries the office's pages would need an app; the tests of second factors say otherwise.
        let offered = "staff_second_factor = \"offered\"\n";
        let offered = if settings.contains("staff_second_factor") {
            ""
        } else {
            offered
        };
        let more = format!("{offered}{settings}");
        let listen = free_address();
        let address = format!("http://{listen}");
        let settings = after.data.join(format!("shusseki{name}.toml"));
        let secret = after.data.join("secret.key");
        let text = format!(
            "public_url = \"{address}\"\nlisten = \"{listen}\"\ndatabase = \"{}\"\nsecret_file = \"{}\"\nlog = \"json\"\n",
            after.database,
            secret.display()
        );
        fs::write(&settings, text + &more).expect("the settings are written");
        let config = settings.as_os_str();
        must(
            built("shusseki"),
            [
                "config".as_ref(),
                "check".as_ref(),
                "--config".as_ref(),
                config,
            ],
        );
        must(
            built("shusseki"),
            ["migrate".as_ref(), "--config".as_ref(), config],
        );
        let log = after.data.join(format!("serve{name}.log"));
        let child = command(built("shusseki"))
            .args(["serve".as_ref(), "--config".as_ref(), config])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log).expect("a log"))
            .spawn()
            .expect("shusseki serve starts");
        let served = Self {
            child,
            address,
            log,
        };
        for _ in 0..500 {
            if reqwest::get(format!("{}/readyz", served.address))
                .await
                .is_ok_and(|answer| answer.status() == 200)
            {
                return served;
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        panic!(
            "serve does not get ready: {}",
            fs::read_to_string(&served.log).unwrap_or_default()
        );
    }

    /// Sends it a signal.
    ///
    /// # Panics
    /// There is no such signal.
    pub fn signal(&self, signal: &str) {
        must("kill", [signal, &self.child.id().to_string()]);
    }

    /// Ends it without warning.
    ///
    /// # Panics
    /// It can't be ended.
    pub fn kill(mut self) {
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it ends");
    }

    /// Stops it and gives its log lines.
    ///
    /// # Panics
    /// It doesn't end cleanly.
    #[must_use]
    pub fn stop(mut self) -> Vec<String> {
        self.signal("-TERM");
        let status = self.child.wait().expect("it ends");
        let text = fs::read_to_string(&self.log).expect("a log");
        assert!(status.success(), "{status}: {text}");
        text.lines().map(str::to_owned).collect()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
