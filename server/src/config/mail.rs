//! `[mail]`: the server that takes the installation's mail.

use super::ConfigError;
use figment::providers::Env;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use shusseki_core::mail_address::MailAddress;
use std::path::PathBuf;

/// The variable that gives the password, where no file does.
const PASSWORD: &str = "SHUSSEKI_MAIL_PASSWORD";

/// How mail is handed over.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailSettings {
    /// The mail server's name, which its certificate has to name too.
    pub(crate) host: String,
    /// Its port; what is usual for `tls` when absent.
    pub(crate) port: Option<u16>,
    /// How the connection is protected.
    #[serde(default)]
    pub(crate) tls: MailTls,
    /// Certificates (PEM) to trust beside the public ones: of a house with its own authority.
    pub(crate) ca_file: Option<PathBuf>,
    /// The account, where the server asks for one.
    pub(crate) user: Option<String>,
    /// The file with its password, on one line; else `SHUSSEKI_MAIL_PASSWORD` gives it.
    pub(crate) password_file: Option<PathBuf>,
    /// The address that mail comes from. Absent, it is each society's own; given, answers still go
    /// to the society.
    pub(crate) sender: Option<MailAddress>,
    /// How often a mail is tried before it is given up.
    #[serde(default = "attempts")]
    pub(crate) attempts: u16,
    /// After how many seconds it is tried the second time; each time after that it is about twice
    /// as long, up to four hours.
    #[serde(default = "retry_seconds")]
    pub(crate) retry_seconds: u32,
    /// The password.
    #[serde(skip)]
    pub(crate) password: Option<SecretString>,
}

/// How a connection to the mail server is protected. Where it is, the certificate is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MailTls {
    /// It begins in the open, then STARTTLS; nothing is sent without.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Implicit,
    /// In the open, for a relay on the same machine.
    None,
}

impl MailTls {
    /// The name in the settings.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Starttls => "starttls",
            Self::Implicit => "implicit",
            Self::None => "none",
        }
    }

    const fn usual_port(self) -> u16 {
        match self {
            Self::Starttls => 587,
            Self::Implicit => 465,
            Self::None => 25,
        }
    }
}

/// Over some two days, with the usual first wait.
const fn attempts() -> u16 {
    20
}

const fn retry_seconds() -> u32 {
    60
}

impl MailSettings {
    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.port.unwrap_or(self.tls.usual_port())
    }

    /// Finds the password, and checks what the types don't say.
    pub(super) fn checked(mut self) -> Result<Self, ConfigError> {
        self.password = match &self.password_file {
            Some(file) => {
                let text = std::fs::read_to_string(file).map_err(|cause| ConfigError::File {
                    setting: "mail.password_file",
                    path: file.clone(),
                    cause,
                })?;
                Some(text.trim_end_matches(['\r', '\n']).to_owned().into())
            }
            None => Env::var(PASSWORD).map(SecretString::from),
        };
        if self.user.is_some() && self.password.is_none() {
            return Err(ConfigError::MailPassword);
        }
        if self.user.is_some() && self.tls == MailTls::None && !self.is_local() {
            return Err(ConfigError::MailInTheOpen);
        }
        for (setting, value, consequence, usual) in [
            (
                "mail.attempts",
                u32::from(self.attempts),
                "no mail would ever be tried",
                u32::from(attempts()),
            ),
            (
                "mail.retry_seconds",
                self.retry_seconds,
                "a mail server in trouble would be asked without a pause",
                retry_seconds(),
            ),
        ] {
            if value == 0 {
                return Err(ConfigError::Zero {
                    setting,
                    consequence,
                    usual: usual as usize,
                });
            }
        }
        Ok(self)
    }

    fn is_local(&self) -> bool {
        let ip = self.host.parse::<std::net::IpAddr>();
        self.host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
    }
}
