//! What an operator decides: a TOML file and `SHUSSEKI_…` variables, of which the variables win.

mod mail;

pub(crate) use mail::{MailSettings, MailTls};

use figment::Figment;
use figment::error::Kind;
use figment::providers::{Env, Format, Serialized, Toml};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use url::Url;

/// The settings of one installation.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The address that people see, without a path: `https://attend.example.org`. It is printed
    /// in every poster's code and is never taken from a request.
    pub(crate) public_url: Url,
    /// Where the server listens.
    pub(crate) listen: SocketAddr,
    /// Where `/metrics` is served; nowhere when absent.
    pub(crate) metrics_listen: Option<SocketAddr>,
    /// `sqlite:FILE` or `postgres://…`.
    pub(crate) database: String,
    /// A file with 32 random bytes in base64, from which every key is derived.
    pub(crate) secret_file: PathBuf,
    /// Definition files, or folders of them (`*.kdl`); the shipped three when empty.
    #[serde(default)]
    pub(crate) societies: Vec<PathBuf>,
    /// Logs as JSON lines, or as text for a person.
    pub(crate) log: LogFormat,
    /// How long an app's access token lives, in minutes.
    pub(crate) access_token_minutes: u16,
    /// Whether whoever works in the office has to have a second factor.
    pub(crate) staff_second_factor: StaffSecondFactor,
    /// How many requests are worked on at once; one more is told to come back (503).
    pub(crate) concurrent_requests: usize,
    /// Where mail is handed over; without, it waits in the outbox.
    pub(crate) mail: Option<MailSettings>,
    /// Whether this is a demo, of which nothing leaves; no setting says so.
    #[serde(skip)]
    pub(crate) demo: bool,
    /// Networks of the proxies whose `X-Forwarded-For` is believed; nobody's when empty.
    #[serde(default)]
    pub(crate) trusted_proxies: Vec<IpNet>,
}

/// What is asked of those who hold a role in the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StaffSecondFactor {
    /// Without a second factor they get no further than the page that sets it up.
    Required,
    /// They may have one, as everybody.
    Offered,
}

impl StaffSecondFactor {
    /// Whether they have to have one.
    pub(crate) const fn is_required(self) -> bool {
        matches!(self, Self::Required)
    }

    /// As the settings write it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Offered => "offered",
        }
    }
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For reading in a terminal.
    Text,
}

/// Why the settings can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// The file that was named is not there.
    #[error(
        "there is no settings file {0}; write one (docs/operators.md has an example), or name another with --config"
    )]
    NoFile(PathBuf),
    /// Settings are missing, misspelt or of the wrong kind.
    #[error("{}", .0.clone().into_iter().map(|error| sentence(&error)).collect::<Vec<_>>().join("\n"))]
    Settings(#[from] Box<figment::Error>),
    /// The public address has a path, or is not http(s).
    #[error(
        "public_url is {0}: it must be http:// or https:// and a host, without a path, query or user"
    )]
    PublicUrl(Url),
    /// A file that a setting names can't be read.
    #[error("{setting} is {path}, which can't be read: {cause}")]
    File {
        /// Which setting.
        setting: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The mail server asks for an account, whose password is nowhere.
    #[error(
        "mail.user is given and its password is not: name a file with mail.password_file, or give SHUSSEKI_MAIL_PASSWORD"
    )]
    MailPassword,
    /// The password of the mail server would travel in the open.
    #[error(
        "mail.tls is none and mail.user is given: the password would travel in the open; use starttls or implicit"
    )]
    MailInTheOpen,
    /// Access tokens that would outlive what they stand for.
    #[error(
        "access_token_minutes is {0}: an access token can't be taken back, so it lives {ACCESS_TOKEN_MINUTES} minutes at most; apps renew it by themselves, so leave the setting out"
    )]
    AccessTokenMinutes(u16),
    /// A number that would answer nobody.
    #[error("{setting} is 0: {consequence}; leave it out for the usual {usual}")]
    Zero {
        /// Which setting.
        setting: &'static str,
        /// What would happen.
        consequence: &'static str,
        /// The default.
        usual: usize,
    },
}

/// What is wrong with a setting, where it stands, and what to write instead.
fn sentence(error: &figment::Error) -> String {
    let place = error.metadata.as_ref().and_then(|about| {
        let file = about.source.as_ref()?.file_path()?;
        Some(format!("in {}: ", file.display()))
    });
    let place = place.unwrap_or_default();
    let setting = error.path.join(".");
    match &error.kind {
        Kind::MissingField(name) if !setting.is_empty() => {
            format!("{place}the setting {setting}.{name} is missing")
        }
        Kind::MissingField(name) => format!(
            "the setting {name} is missing; write it into the settings file or give SHUSSEKI_{} (docs/operators.md has an example)",
            name.to_uppercase()
        ),
        Kind::UnknownField(name, known) => {
            format!(
                "{place}there is no setting {name}; there are {}",
                known.join(", ")
            )
        }
        kind if setting.is_empty() => format!("{place}{kind}"),
        kind => format!("{place}the setting {setting} can't be used: {kind}"),
    }
}

/// What an app's access token lives, and at most: it can't be taken back.
const ACCESS_TOKEN_MINUTES: u16 = 10;

#[derive(Serialize)]
struct Defaults {
    listen: &'static str,
    database: &'static str,
    secret_file: &'static str,
    log: LogFormat,
    access_token_minutes: u16,
    staff_second_factor: StaffSecondFactor,
    concurrent_requests: usize,
}

const DEFAULTS: Defaults = Defaults {
    listen: "127.0.0.1:8080",
    database: "sqlite:shusseki.db",
    secret_file: "secret.key",
    log: LogFormat::Json,
    access_token_minutes: ACCESS_TOKEN_MINUTES,
    staff_second_factor: StaffSecondFactor::Required,
    concurrent_requests: 4096,
};

/// The settings that a variable can give; other `SHUSSEKI_…` variables are somebody else's.
const SETTINGS: &[&str] = &[
    "public_url",
    "listen",
    "metrics_listen",
    "database",
    "secret_file",
    "societies",
    "log",
    "access_token_minutes",
    "staff_second_factor",
    "concurrent_requests",
    "trusted_proxies",
];

/// The settings under `[mail]` that a variable can give: `SHUSSEKI_MAIL_HOST`.
const MAIL_SETTINGS: &[&str] = &[
    "host",
    "port",
    "tls",
    "ca_file",
    "user",
    "password_file",
    "sender",
    "attempts",
    "retry_seconds",
];

impl Config {
    /// Reads the settings: defaults, then the file, then `SHUSSEKI_…` variables.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub(crate) fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(DEFAULTS));
        if let Some(file) = file {
            if !file.is_file() {
                return Err(ConfigError::NoFile(file.to_owned()));
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        let config: Self = figment
            .merge(Env::prefixed("SHUSSEKI_").only(SETTINGS))
            .merge(
                Env::prefixed("SHUSSEKI_MAIL_")
                    .only(MAIL_SETTINGS)
                    .map(|name| format!("mail.{name}").into()),
            )
            .extract()
            .map_err(Box::new)?;
        config.checked()
    }

    /// Checks what the types don't say.
    pub(crate) fn checked(mut self) -> Result<Self, ConfigError> {
        self.mail = self.mail.map(MailSettings::checked).transpose()?;
        let url = &self.public_url;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty();
        if !plain {
            return Err(ConfigError::PublicUrl(self.public_url));
        }
        if self.concurrent_requests == 0 {
            return Err(ConfigError::Zero {
                setting: "concurrent_requests",
                consequence: "every request would be told to come back later",
                usual: DEFAULTS.concurrent_requests,
            });
        }
        if self.access_token_minutes > ACCESS_TOKEN_MINUTES {
            return Err(ConfigError::AccessTokenMinutes(self.access_token_minutes));
        }
        if self.access_token_minutes == 0 {
            return Err(ConfigError::Zero {
                setting: "access_token_minutes",
                consequence: "every access token would have expired when it is given",
                usual: usize::from(DEFAULTS.access_token_minutes),
            });
        }
        Ok(self)
    }

    /// The public address without a slash at its end.
    pub(crate) fn base_url(&self) -> &str {
        self.public_url.as_str().trim_end_matches('/')
    }

    /// Whether people reach the server by https, so that cookies can insist on it.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

#[cfg(test)]
mod tests {
    use super::{Config, ConfigError, MailTls};
    use secrecy::ExposeSecret as _;
    use std::io::Write as _;

    fn load(text: &str) -> Result<Config, ConfigError> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        Config::load(Some(file.path()))
    }

    #[test]
    fn an_address_is_all_that_must_be_said() {
        let config = load("public_url = \"https://attend.example.org\"").unwrap();
        assert_eq!(config.base_url(), "https://attend.example.org");
        assert!(config.is_https());
    }

    #[test]
    fn a_misspelt_setting_is_named() {
        let error = load("public_url = \"https://a.example\"\nlisten_on = \"x\"").unwrap_err();
        let said = error.to_string();
        assert!(
            said.contains("there is no setting listen_on; there are public_url"),
            "{said}"
        );
    }

    #[test]
    fn what_is_missing_or_wrong_is_said_with_what_to_do() {
        let said = load("").unwrap_err().to_string();
        assert!(
            said.starts_with("the setting public_url is missing"),
            "{said}"
        );
        assert!(said.contains("SHUSSEKI_PUBLIC_URL"), "{said}");
        let wrong = "public_url = \"https://a.example\"\nlisten = \"everywhere\"";
        let said = load(wrong).unwrap_err().to_string();
        assert!(said.contains("the setting listen can't be used"), "{said}");
    }

    #[test]
    fn the_address_has_no_path() {
        for wrong in [
            "https://a.example/shusseki",
            "ftp://a.example",
            "https://me@a.example",
        ] {
            assert!(matches!(
                load(&format!("public_url = \"{wrong}\"")),
                Err(ConfigError::PublicUrl(_))
            ));
        }
    }

    #[test]
    fn a_zero_that_would_answer_nobody_is_refused() {
        let with = |line: &str| load(&format!("public_url = \"https://a.example\"\n{line}"));
        for wanted in ["concurrent_requests", "access_token_minutes"] {
            let error = with(&format!("{wanted} = 0")).unwrap_err();
            assert!(
                matches!(&error, ConfigError::Zero { setting, .. } if *setting == wanted),
                "{error}"
            );
            assert!(error.to_string().starts_with(wanted), "{error}");
            assert!(with(&format!("{wanted} = 1")).is_ok(), "{wanted}");
        }
        assert!(with("access_token_minutes = 10").is_ok());
        let said = with("access_token_minutes = 60").unwrap_err().to_string();
        assert!(said.contains("10 minutes at most"), "{said}");
    }

    #[test]
    fn the_office_needs_a_second_factor_unless_the_operator_says_otherwise() {
        let with = |line: &str| load(&format!("public_url = \"https://a.example\"\n{line}"));
        assert!(with("").unwrap().staff_second_factor.is_required());
        let offered = with("staff_second_factor = \"offered\"").unwrap();
        assert!(!offered.staff_second_factor.is_required());
        let said = with("staff_second_factor = \"no\"")
            .unwrap_err()
            .to_string();
        assert!(said.contains("staff_second_factor"), "{said}");
    }

    #[test]
    fn mail_is_taken_by_a_server_whose_password_is_secret() {
        let with = |lines: &str| load(&format!("public_url = \"https://a.example\"\n{lines}"));
        assert!(with("").unwrap().mail.is_none());
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all("パス word\n".as_bytes()).unwrap();
        let account = format!(
            "[mail]\nhost = \"mail.example\"\nuser = \"me\"\npassword_file = \"{}\"",
            file.path().display()
        );
        let config = with(&account).unwrap();
        assert!(!format!("{config:?}").contains("word\""), "{config:?}");
        let mail = config.mail.unwrap();
        assert_eq!((mail.port(), mail.tls), (587, MailTls::Starttls));
        assert_eq!(mail.password.unwrap().expose_secret(), "パス word");
        for (lines, said) in [
            ("[mail]", "mail.host"),
            ("[mail]\nhost = \"a\"\nhots = \"b\"", "hots"),
            ("[mail]\nhost = \"a\"\ntls = \"ssl\"", "mail.tls"),
            (
                "[mail]\nhost = \"a\"\nuser = \"b\"",
                "SHUSSEKI_MAIL_PASSWORD",
            ),
            ("[mail]\nhost = \"a\"\nattempts = 0", "mail.attempts is 0"),
            ("[mail]\nhost = \"a\"\nsender = \"b\"", "mail.sender"),
            (
                "[mail]\nhost = \"a\"\npassword_file = \"no/such\"",
                "no/such",
            ),
        ] {
            let error = with(lines).unwrap_err().to_string();
            assert!(error.contains(said), "{lines}: {error}");
        }
        let open = format!("{account}\ntls = \"none\"");
        assert!(matches!(with(&open), Err(ConfigError::MailInTheOpen)));
        assert!(with(&open.replace("mail.example", "localhost")).is_ok());
    }

    #[test]
    fn proxies_are_networks_and_nobody_is_one_by_himself() {
        let with = |line: &str| load(&format!("public_url = \"https://a.example\"\n{line}"));
        assert!(with("").unwrap().trusted_proxies.is_empty());
        let named = with("trusted_proxies = [\"10.0.0.0/8\", \"fd00::/8\"]").unwrap();
        assert_eq!(named.trusted_proxies.len(), 2);
        let said = with("trusted_proxies = [\"everybody\"]")
            .unwrap_err()
            .to_string();
        assert!(said.contains("the setting trusted_proxies"), "{said}");
    }

    #[test]
    fn an_absent_file_is_an_error() {
        assert!(matches!(
            Config::load(Some("no/such.toml".as_ref())),
            Err(ConfigError::NoFile(_))
        ));
    }
}
