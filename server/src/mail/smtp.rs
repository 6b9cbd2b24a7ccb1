//! Handing a message to the mail server.

use crate::config::{MailSettings, MailTls};
use lettre::message::Message;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error as SmtpError, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use secrecy::ExposeSecret as _;
use std::error::Error as _;
use std::path::PathBuf;
use std::time::Duration;

/// A server that says nothing for so long is given up for this time.
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);
/// More than this of its words is of no use to anybody.
const WORDS_AT_MOST: usize = 500;
/// Answers that are about this server's access, not about the mail (RFC 4954).
const ACCESS: [u16; 5] = [454, 530, 534, 535, 538];

/// The mail server of the installation.
pub(crate) struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

/// Why the mail server can't be used as it is set up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SmtpSetupError {
    /// The certificates to trust can't be read.
    #[error("mail.ca_file is {path}, which can't be read: {cause}")]
    CaFile {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The name or the certificates are none.
    #[error("mail.host or mail.ca_file can't be used: {0}")]
    Tls(#[from] SmtpError),
}

/// What became of handing a mail over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The server took it.
    Taken,
    /// The server will never take it; with its words.
    Refused(String),
    /// Not now; with what stood in the way.
    Later(String),
}

impl Smtp {
    /// The server of the settings; nothing is connected yet. It is greeted in the name of `host`.
    ///
    /// # Errors
    /// See [`SmtpSetupError`].
    pub(crate) fn new(settings: &MailSettings, host: &str) -> Result<Self, SmtpSetupError> {
        let tls = match settings.tls {
            MailTls::None => Tls::None,
            MailTls::Starttls => Tls::Required(parameters(settings)?),
            MailTls::Implicit => Tls::Wrapper(parameters(settings)?),
        };
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(settings.host.as_str())
                .port(settings.port())
                .tls(tls)
                .hello_name(ClientId::Domain(host.to_owned()))
                .timeout(Some(ANSWERS_WITHIN))
                .pool_config(PoolConfig::new().idle_timeout(ANSWERS_WITHIN));
        if let (Some(user), Some(password)) = (&settings.user, &settings.password) {
            let password = password.expose_secret().to_owned();
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Self(builder.build()))
    }

    /// Hands the message over.
    pub(super) async fn hand_over(&self, message: Message) -> Outcome {
        match self.0.send(message).await {
            Ok(_) => Outcome::Taken,
            Err(error) => {
                let code = error.status().map(u16::from);
                let about_access = code.is_some_and(|code| ACCESS.contains(&code));
                if error.is_permanent() && !about_access {
                    Outcome::Refused(words(&error))
                } else {
                    Outcome::Later(words(&error))
                }
            }
        }
    }
}

fn parameters(settings: &MailSettings) -> Result<TlsParameters, SmtpSetupError> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.ca_file {
        let pem = std::fs::read(path).map_err(|cause| SmtpSetupError::CaFile {
            path: path.clone(),
            cause,
        })?;
        builder = builder.add_root_certificate(Certificate::from_pem(&pem)?);
    }
    Ok(builder.build_rustls()?)
}

/// What the server or the network said, in one line.
fn words(error: &SmtpError) -> String {
    let code = error.status().map(|code| format!("{code} "));
    let said = error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string);
    let all = format!("{}{said}", code.unwrap_or_default());
    let visible = all.split(|one: char| one.is_control() || one.is_whitespace());
    let visible: Vec<&str> = visible.filter(|word| !word.is_empty()).collect();
    visible.join(" ").chars().take(WORDS_AT_MOST).collect()
}
