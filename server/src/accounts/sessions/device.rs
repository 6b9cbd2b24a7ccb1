//! What a client calls itself, in the few words that a member recognises: iPhone, Safari.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use shusseki_core::text::Language;
use std::convert::Infallible;

/// Systems by what their clients write; the first that is found counts, since many name another too.
const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
];

/// Programs likewise.
const PROGRAMS: &[(&str, &str)] = &[
    ("Line/", "LINE"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
];

/// The device and program of a client, as far as it says so. Anybody can claim anything here, so
/// nothing is decided by it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Device {
    /// iPhone, Windows; empty for what is not known.
    pub(crate) system: String,
    /// Safari, Chrome; empty for what is not known.
    pub(crate) program: String,
}

impl Device {
    /// What a `User-Agent` header says.
    pub(crate) fn of(agent: &str) -> Self {
        let word = |words: &[(&str, &str)]| {
            let found = words.iter().find(|(written, _)| agent.contains(written));
            found.map_or_else(String::new, |(_, word)| (*word).to_owned())
        };
        Self {
            system: word(SYSTEMS),
            program: word(PROGRAMS),
        }
    }

    /// `iPhone・Safari`, `Safari on iPhone`.
    pub(crate) fn words(&self, language: Language) -> String {
        match (self.system.as_str(), self.program.as_str(), language) {
            ("", "", _) => language.pick("不明な端末", "Unknown device").to_owned(),
            (one, "", _) | ("", one, _) => one.to_owned(),
            (system, program, Language::Ja) => format!("{system}・{program}"),
            (system, program, Language::En) => format!("{program} on {system}"),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Device {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of_request(parts))
    }
}

impl Device {
    /// What the client of the request says.
    pub(crate) fn of_request(parts: &Parts) -> Self {
        let agent = parts.headers.get(header::USER_AGENT);
        let agent = agent.and_then(|agent| agent.to_str().ok());
        agent.map(Self::of).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Device;
    use shusseki_core::text::Language;

    #[test]
    fn a_member_recognises_the_device() {
        for (agent, ja, en) in [
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                "iPhone・Safari",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/137.0 Mobile/15E148 Safari/604.1",
                "iPhone・Chrome",
                "Chrome on iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Mobile Safari/537.36",
                "Android・Chrome",
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0",
                "Windows・Edge",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Mac・Firefox",
                "Firefox on Mac",
            ),
            ("Shusseki/1.0 (iPhone; iOS 18.5)", "iPhone", "iPhone"),
            ("curl/8.14.1", "curl", "curl"),
            ("<script>", "不明な端末", "Unknown device"),
        ] {
            let device = Device::of(agent);
            assert_eq!(device.words(Language::Ja), ja, "{agent}");
            assert_eq!(device.words(Language::En), en, "{agent}");
        }
    }
}
