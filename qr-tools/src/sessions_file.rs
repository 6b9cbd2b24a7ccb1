//! Where posters come from: a file that the server exported, or the server itself.

use crate::cli::PosterSource;
use serde::Deserialize;
use shusseki_documents::poster_sheet::PosterSheet;
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    time::Duration,
};

/// The longest answer or file, in bytes: some 50,000 posters.
const LONGEST: u64 = 32 << 20;

const PATIENCE: Duration = Duration::from_secs(30);

/// Why there are no posters to make.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SessionsError {
    #[error("{}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{}: longer than {} MiB: not a file of posters", path.display(), LONGEST >> 20)]
    TooLong { path: PathBuf },
    #[error("{origin}:{line}:{column}: {mistake}")]
    Wrong {
        origin: String,
        line: usize,
        column: usize,
        mistake: String,
    },
    #[error("{origin}: there is no poster in it")]
    Empty { origin: String },
    #[error("{0} is not an address of a server: http or https is expected")]
    Address(url::Url),
    #[error("{address}: {source}")]
    Unreachable {
        address: url::Url,
        source: Box<ureq::Error>,
    },
    #[error("{address}: the server answers {status}: {words}")]
    Refused {
        address: url::Url,
        status: u16,
        words: String,
    },
}

impl SessionsError {
    pub(crate) const fn is_of_server(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Refused { .. })
    }
}

pub(crate) fn load(source: &PosterSource) -> Result<PosterSheet, SessionsError> {
    let (origin, text) = match (&source.sessions, &source.server) {
        (_, Some(server)) => fetch(server, source)?,
        (Some(path), None) => (path.display().to_string(), read(path)?),
        // clap asks for one of the two.
        (None, None) => (String::new(), String::new()),
    };
    let sheet = parse(&origin, &text)?;
    if sheet.posters.is_empty() {
        return Err(SessionsError::Empty { origin });
    }
    Ok(sheet)
}

/// Reads a text file of bounded length.
fn read(path: &Path) -> Result<String, SessionsError> {
    let unreadable = |source| SessionsError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let mut text = String::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(LONGEST + 1)
        .read_to_string(&mut text)
        .map_err(unreadable)?;
    if text.len() as u64 > LONGEST {
        return Err(SessionsError::TooLong {
            path: path.to_owned(),
        });
    }
    Ok(text)
}

fn parse(origin: &str, text: &str) -> Result<PosterSheet, SessionsError> {
    serde_json::from_str(text).map_err(|error| SessionsError::Wrong {
        origin: origin.to_owned(),
        line: error.line(),
        column: error.column(),
        mistake: without_place(&error.to_string()),
    })
}

/// The message alone: `… at line 3 column 7` stands before it already.
fn without_place(message: &str) -> String {
    message
        .rsplit_once(" at line ")
        .map_or(message, |(mistake, _)| mistake)
        .to_owned()
}

fn fetch(server: &url::Url, source: &PosterSource) -> Result<(String, String), SessionsError> {
    let address = address(server, source).ok_or_else(|| SessionsError::Address(server.clone()))?;
    // No redirects: the token is for this server and no other.
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(PATIENCE))
        .build()
        .into();
    let unreachable = |error| SessionsError::Unreachable {
        address: address.clone(),
        source: Box::new(error),
    };
    let mut answer = agent
        .get(address.as_str())
        .header("Accept", "application/json")
        .header("Accept-Language", "en")
        .header(
            "Authorization",
            format!("Bearer {}", source.token.as_deref().unwrap_or_default()),
        )
        .call()
        .map_err(unreachable)?;
    let text = answer
        .body_mut()
        .with_config()
        .limit(LONGEST)
        .read_to_string()
        .map_err(unreachable)?;
    let status = answer.status();
    if !status.is_success() {
        let words = problem_words(&text).or_else(|| status.canonical_reason().map(str::to_owned));
        let words = words.unwrap_or_default();
        return Err(SessionsError::Refused {
            address,
            status: status.as_u16(),
            words,
        });
    }
    Ok((address.to_string(), text))
}

/// `GET {server}/api/v1/{society}/posters?from=…&to=…`
fn address(server: &url::Url, source: &PosterSource) -> Option<url::Url> {
    if !matches!(server.scheme(), "http" | "https") {
        return None;
    }
    let mut address = server.clone();
    let society = source.society.as_deref().unwrap_or_default();
    address
        .path_segments_mut()
        .ok()?
        .pop_if_empty()
        .extend(["api", "v1", society, "posters"]);
    // clap asks for the first day.
    let from = source.from?;
    address
        .query_pairs_mut()
        .clear()
        .append_pair("from", &from.to_string())
        .append_pair("to", &source.to.unwrap_or(from).to_string());
    Some(address)
}

/// What a problem document (RFC 9457) says.
fn problem_words(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Problem {
        title: Option<String>,
        detail: Option<String>,
    }
    let problem: Problem = serde_json::from_str(text).ok()?;
    match (problem.title, problem.detail) {
        (Some(title), Some(detail)) => Some(format!("{title} {detail}")),
        (title, detail) => title.or(detail),
    }
}

#[cfg(test)]
mod tests {
    use super::{PosterSource, address, parse, problem_words};

    #[test]
    fn a_mistake_is_named_with_its_line() {
        let text = "{\"posters\": [\n  {\"society\": 7}\n]}";
        let error = parse("posters.json", text).unwrap_err().to_string();
        assert!(error.starts_with("posters.json:2:"), "{error}");
        assert!(!error.contains("at line"), "{error}");
    }

    #[test]
    fn the_address_is_built_below_the_servers() {
        let source = PosterSource {
            sessions: None,
            server: None,
            society: Some("js/nm".to_owned()),
            from: "2026-11-20".parse().ok(),
            to: None,
            token: None,
        };
        let built = address(&"https://kai.example.org/base/".parse().unwrap(), &source).unwrap();
        assert_eq!(
            built.as_str(),
            "https://kai.example.org/base/api/v1/js%2Fnm/posters?from=2026-11-20&to=2026-11-20"
        );
        assert!(address(&"ftp://kai.example.org".parse().unwrap(), &source).is_none());
        assert!(address(&"data:text".parse().unwrap(), &source).is_none());
    }

    #[test]
    fn a_problem_document_is_told_in_its_words() {
        let text = r#"{"type":"about:blank","title":"There is no such event.","detail":"Check the days."}"#;
        assert_eq!(
            problem_words(text).unwrap(),
            "There is no such event. Check the days."
        );
        assert_eq!(problem_words("<html>"), None);
    }
}
