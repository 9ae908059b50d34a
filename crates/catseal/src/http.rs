//! The network as it is: HTTP and HTTPS.

use std::error::Error as _;
use std::io::Read as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use catseal_transport::{NamedBy, Request, Response, Transport, TransportError};
use ureq::config::Config;
use ureq::http::{HeaderMap, Uri, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Proxy};

/// Sends requests over HTTP and HTTPS.
///
/// * No redirects, retries, cookies, compression, or connections kept open. The time limit is for the whole exchange, from the look-up of
///   the name to the last octet of the body.
/// * An address that names a user or a password is refused.
/// * The certificate stores of the machine decide whether a server is the one it says it is.
/// * For addresses that the user named, the proxy of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`) is used.
/// * For addresses that an input named, no proxy is, because nobody could tell what the proxy connects to; and what their names resolve to
///   must be public. The connection goes to the very addresses that were judged: a name cannot resolve to another one in between.
///
/// Making one is cheap, and opens nothing.
pub struct HttpTransport {
    user: Agent,
    input: Agent,
}

impl std::fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpTransport").finish_non_exhaustive()
    }
}

impl Default for HttpTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl HttpTransport {
    /// A transport with the proxy that the environment names, if any.
    #[must_use]
    pub fn new() -> Self {
        Self::with_proxy(Proxy::try_from_env())
    }

    fn with_proxy(proxy: Option<Proxy>) -> Self {
        let agent = |proxy, resolver| Agent::with_parts(config(proxy), DefaultConnector::default(), resolver);
        Self {
            user: agent(proxy, Judge { public_only: false, inner: DefaultResolver::default() }),
            input: agent(None, Judge { public_only: true, inner: DefaultResolver::default() }),
        }
    }
}

fn config(proxy: Option<Proxy>) -> Config {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(provider)
        .build();
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_idle_connections(0)
        .user_agent(concat!("catseal/", env!("CARGO_PKG_VERSION")))
        .proxy(proxy)
        .tls_config(tls)
        .build()
}

impl Transport for HttpTransport {
    fn send(&self, request: &Request<'_>) -> Result<Response, TransportError> {
        let address = address(request.url)?;
        let agent = match request.named_by {
            NamedBy::User => &self.user,
            NamedBy::Input => &self.input,
        };
        let timeout = Some(request.timeout);
        let answer = match request.body {
            Some(body) => agent
                .post(address)
                .config()
                .timeout_global(timeout)
                .build()
                .header(header::CONTENT_TYPE, body.media_type)
                .header(header::ACCEPT, request.accept)
                .send(body.bytes),
            None => agent
                .get(address)
                .config()
                .timeout_global(timeout)
                .build()
                .header(header::ACCEPT, request.accept)
                .call(),
        };
        let mut answer = answer.map_err(retell)?;
        let mut body = Vec::new();
        // One octet more than is taken, whatever the header says of the length.
        let most = u64::try_from(request.limit).unwrap_or(u64::MAX).saturating_add(1);
        let reader = answer.body_mut().as_reader().take(most).read_to_end(&mut body);
        reader.map_err(|error| retell(error.into()))?;
        if body.len() > request.limit {
            return Err(TransportError::TooLong { limit: request.limit });
        }
        Ok(Response {
            status: answer.status().as_u16(),
            media_type: media_type(answer.headers()),
            retry_after: retry_after(answer.headers()),
            body,
        })
    }
}

/// The address, which must be whole, of one of the two schemes, and without a user.
pub(crate) fn address(url: &str) -> Result<Uri, TransportError> {
    let uri: Uri = url.parse().map_err(|_| TransportError::Address)?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err(TransportError::Address);
    }
    let authority = uri.authority().ok_or(TransportError::Address)?;
    if authority.as_str().contains('@') {
        return Err(TransportError::Failed("an address with a user name or password in it is not asked".to_owned()));
    }
    if authority.host().is_empty() { Err(TransportError::Address) } else { Ok(uri) }
}

fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    seconds.parse().ok().map(Duration::from_secs)
}

/// The errors of the library in the words of the trait.
fn retell(error: ureq::Error) -> TransportError {
    match error {
        ureq::Error::Timeout(_) => TransportError::Timeout,
        ureq::Error::HostNotFound => TransportError::Failed("no such host".to_owned()),
        ureq::Error::BadUri(_) => TransportError::Address,
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => TransportError::Timeout,
        // An error of TLS comes wrapped.
        ureq::Error::Io(error) => TransportError::Failed(match error.source() {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        }),
        ureq::Error::Other(other) => match other.downcast::<TransportError>() {
            Ok(error) => *error,
            Err(other) => TransportError::Failed(other.to_string()),
        },
        other => TransportError::Failed(other.to_string()),
    }
}

/// Looks names up, and lets only those addresses pass that may be connected to.
#[derive(Debug)]
struct Judge {
    public_only: bool,
    inner: DefaultResolver,
}

impl Resolver for Judge {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        if !self.public_only {
            return Ok(found);
        }
        let mut public = self.empty();
        found.iter().filter(|address| is_public(address.ip())).for_each(|address| public.push(*address));
        if public.is_empty() { Err(ureq::Error::Other(Box::new(TransportError::Forbidden))) } else { Ok(public) }
    }
}

/// Whether an address is one of the public Internet (the special-purpose registries of IANA: RFC 6890 and its updates).
///
/// Forms of IPv6 that stand for an address of IPv4 (mapped, NAT64, 6to4, Teredo) are not: what they lead to depends on the network.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !NOT_PUBLIC_V4.iter().any(|(network, bits)| {
            let mask = u32::MAX.checked_shl(32_u32.saturating_sub(*bits)).unwrap_or(0);
            (address.to_bits() ^ network.to_bits()) & mask == 0
        }),
        IpAddr::V6(address) => {
            let within = |(network, bits): &(Ipv6Addr, u32)| {
                let mask = u128::MAX.checked_shl(128_u32.saturating_sub(*bits)).unwrap_or(0);
                (address.to_bits() ^ network.to_bits()) & mask == 0
            };
            // The one range out of which addresses are given to networks (RFC 4291, 2.4, and IANA's registry).
            within(&(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3)) && !NOT_PUBLIC_V6.iter().any(within)
        }
    }
}

const NOT_PUBLIC_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),       // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // behind a carrier's NAT
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // this machine
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // this link; metadata of clouds
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocols
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // relays of 6to4, withdrawn
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, broadcast
];

const NOT_PUBLIC_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocols, Teredo
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

#[cfg(test)]
mod tests;
