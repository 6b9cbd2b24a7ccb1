//! Where codes are reached.

use super::OriginError;
use std::{fmt, str::FromStr};

/// Scheme, host and port of the server that a link leads to, in upper case.
///
/// Only what QR's alphanumeric mode can write: a host name or an IPv4 address, not an IPv6 address
/// in brackets. Host names and schemes have no case, so upper case reaches the same server.
///
/// ```
/// use shusseki_core::venue_code::Origin;
/// let origin: Origin = "http://192.168.1.5:8080/".parse().unwrap();
/// assert_eq!(origin.to_string(), "HTTP://192.168.1.5:8080");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let upper = text.to_ascii_uppercase();
        let (scheme, rest) = upper.split_once("://").ok_or(OriginError::Scheme)?;
        if scheme != "HTTPS" && scheme != "HTTP" {
            return Err(OriginError::Scheme);
        }
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains(['/', '?', '#']) {
            return Err(OriginError::Path);
        }
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        if !is_host(host) {
            return Err(OriginError::Host);
        }
        if port.is_some_and(|port| !is_port(port)) {
            return Err(OriginError::Port);
        }
        Ok(Self(format!("{scheme}://{authority}")))
    }
}

fn is_host(host: &str) -> bool {
    (1..=253).contains(&host.len())
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Origin, OriginError};

    #[test]
    fn only_scheme_host_and_port_are_taken() {
        for (text, wanted) in [
            ("https://kai.example.org", Ok("HTTPS://KAI.EXAMPLE.ORG")),
            ("HTTP://localhost:8080/", Ok("HTTP://LOCALHOST:8080")),
            ("kai.example.org", Err(OriginError::Scheme)),
            ("gopher://kai.example.org", Err(OriginError::Scheme)),
            ("https://", Err(OriginError::Host)),
            ("https://学会.jp", Err(OriginError::Host)),
            ("https://me@example.org", Err(OriginError::Host)),
            ("https://[::1]:80", Err(OriginError::Host)),
            ("https://a.b:0", Err(OriginError::Port)),
            ("https://a.b:+80", Err(OriginError::Port)),
            ("https://a.b:", Err(OriginError::Port)),
            ("https://a.b/x", Err(OriginError::Path)),
            ("https://a.b?x", Err(OriginError::Path)),
        ] {
            let origin = text.parse::<Origin>().map(|origin| origin.to_string());
            assert_eq!(origin, wanted.map(str::to_owned), "{text}");
        }
    }
}
