//! The address that a request comes from.
//!
//! It is the connection's, unless that is one of the operator's own proxies: only these are believed
//! what they write into `X-Forwarded-For`, and only as far back as the chain consists of them.

use crate::app::App;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;
use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

/// Where a request comes from, as far as it matters for counting: an IPv4 address, or the /64 network
/// of an IPv6 address, of which one household has all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientAddress(IpAddr);

impl ClientAddress {
    /// Of a connection from `peer` that brought these headers.
    fn of(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> Self {
        let trusted = |address: IpAddr| proxies.iter().any(|net| net.contains(&address));
        let mut client = peer.to_canonical();
        let lines = headers.get_all("x-forwarded-for").iter().rev();
        let hops = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
        for hop in hops {
            if !trusted(client) {
                break;
            }
            // A proxy that writes something else is believed no further.
            let Some(before) = address_in(hop.trim()) else {
                break;
            };
            client = before.to_canonical();
        }
        Self(client)
    }

    /// An address, for tests.
    #[cfg(test)]
    pub(crate) fn sample(address: &str) -> Self {
        Self(address.parse().unwrap())
    }

    /// Of a request with these parts.
    pub(crate) fn of_request(app: &App, parts: &Parts) -> Self {
        // Without a connection, as in a test that calls the router, all come from one address.
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        Self::of(peer, &parts.headers, &app.config.trusted_proxies)
    }
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`.
fn address_in(hop: &str) -> Option<IpAddr> {
    let address = hop.parse::<IpAddr>().ok();
    address.or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => address.fmt(f),
            IpAddr::V6(address) => {
                let network = Ipv6Addr::from_bits(address.to_bits() >> 64 << 64);
                write!(f, "{network}/64")
            }
        }
    }
}

impl FromRequestParts<Arc<App>> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        Ok(Self::of_request(app, parts))
    }
}

#[cfg(test)]
mod tests {
    use super::ClientAddress;
    use axum::http::HeaderMap;
    use ipnet::IpNet;

    fn seen(peer: &str, forwarded: &[&str], proxies: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let proxies: Vec<IpNet> = proxies.iter().map(|net| net.parse().unwrap()).collect();
        ClientAddress::of(peer.parse().unwrap(), &headers, &proxies).to_string()
    }

    #[test]
    fn nobody_is_believed_who_is_not_configured() {
        assert_eq!(seen("198.51.100.7", &["192.0.2.1"], &[]), "198.51.100.7");
        let elsewhere = seen("198.51.100.7", &["192.0.2.1"], &["10.0.0.0/8"]);
        assert_eq!(elsewhere, "198.51.100.7");
    }

    #[test]
    fn the_chain_is_followed_back_through_own_proxies_only() {
        let own = ["10.0.0.0/8", "fd00::/8"];
        assert_eq!(seen("10.0.0.1", &["192.0.2.1"], &own), "192.0.2.1");
        // What the client itself wrote stands to the left of what the proxies added.
        let spoofed = seen("10.0.0.1", &["203.0.113.9, 192.0.2.1"], &own);
        assert_eq!(spoofed, "192.0.2.1");
        let spoofed = seen("10.0.0.1", &["203.0.113.9", "192.0.2.1, 10.0.0.2"], &own);
        assert_eq!(spoofed, "192.0.2.1");
        // Pretending to be behind a proxy of ours.
        let spoofed = seen("10.0.0.1", &["203.0.113.9, 10.9.9.9, 192.0.2.1"], &own);
        assert_eq!(spoofed, "192.0.2.1");
        assert_eq!(seen("10.0.0.1", &["192.0.2.1:4711"], &own), "192.0.2.1");
        assert_eq!(seen("10.0.0.1", &["unknown"], &own), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &[], &own), "10.0.0.1");
        assert_eq!(seen("::ffff:10.0.0.1", &["192.0.2.1"], &own), "192.0.2.1");
    }

    #[test]
    fn a_household_is_one_address() {
        let one = seen("2001:db8:1:2::1", &[], &[]);
        assert_eq!(one, "2001:db8:1:2::/64");
        assert_eq!(one, seen("2001:db8:1:2:ffff::9", &[], &[]));
        assert_ne!(one, seen("2001:db8:1:3::1", &[], &[]));
    }
}
