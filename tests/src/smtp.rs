//! A real mail server (tests/mail/server.py), run for a test.

use crate::programs::command;
use serde::Deserialize;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use tempfile::TempDir;

/// A running mail server. It ends, and its mails go, with this value.
#[derive(Debug)]
pub struct MailServer {
    /// Where it listens, on this machine.
    pub port: u16,
    folder: TempDir,
    child: Child,
}

/// A mail that it took.
#[derive(Debug, Clone, Deserialize)]
pub struct TakenMail {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// Whether it came over TLS.
    pub tls: bool,
    /// Who was logged in.
    pub user: Option<String>,
    /// Headers and body as they came.
    pub text: String,
}

impl TakenMail {
    /// The value of a header, unfolded.
    ///
    /// # Panics
    /// The mail has none of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> String {
        let unfolded = self.text.replace("\r\n ", " ");
        let prefix = format!("{name}: ");
        let line = unfolded.lines().find_map(|line| line.strip_prefix(&prefix));
        line.unwrap_or_else(|| panic!("no {name} in {}", self.text))
            .to_owned()
    }
}

impl MailServer {
    /// Starts one with those arguments.
    ///
    /// # Panics
    /// It does not start.
    #[must_use]
    pub fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("mail/server.py");
        // Debian's, which has Debian's aiosmtpd.
        let mut child = command("/usr/bin/python3")
            .arg(script)
            .arg(folder.path())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(folder.path().join("log")).expect("a log"))
            .spawn()
            .expect("python3 starts");
        let mut line = String::new();
        let said = child.stdout.take().expect("it speaks");
        let _ = BufReader::new(said).read_line(&mut line);
        let port = line.trim().parse().unwrap_or_else(|_| {
            let log = fs::read_to_string(folder.path().join("log"));
            panic!(
                "the mail server does not start: {}",
                log.unwrap_or_default()
            )
        });
        Self {
            port,
            folder,
            child,
        }
    }

    /// The certificate of its authority.
    #[must_use]
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// What it took so far.
    ///
    /// # Panics
    /// Its folder can't be read.
    #[must_use]
    pub fn taken(&self) -> Vec<TakenMail> {
        let read = |number: usize| {
            let text = fs::read(self.folder.path().join(format!("{number}.json"))).ok()?;
            Some(serde_json::from_slice(&text).expect("a mail"))
        };
        (1..).map_while(read).collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
