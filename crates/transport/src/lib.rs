//! How a request leaves the program: the one door to the network.
//!
//! Whatever asks the outside world (a time stamp server, a revocation list, an OCSP responder, the certificate of an
//! issuer) asks a [`Transport`], which the caller passes in. Without one nothing is asked, so that the crates that judge
//! and sign have no network of their own, and tests answer for the world.

use std::time::Duration;

/// Sends a request and brings the answer.
pub trait Transport: Sync {
    /// Sends `request` once: no retries, no redirects, no cache.
    ///
    /// An answer with any HTTP status is an answer. The body is never longer than [`Request::limit`].
    ///
    /// # Errors
    /// When there is no answer: see [`TransportError`].
    fn send(&self, request: &Request<'_>) -> Result<Response, TransportError>;
}

/// What is asked, and how much answer is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    /// An `http` or `https` address.
    pub url: &'a str,
    /// What is sent by POST; `None` asks by GET.
    pub body: Option<Body<'a>>,
    /// The media type that is wanted, for the header `Accept`.
    pub accept: &'a str,
    /// The most octets of body that are taken; a longer one is [`TransportError::TooLong`].
    pub limit: usize,
    /// How long the whole exchange may take.
    pub timeout: Duration,
    /// Who gave the address.
    pub named_by: NamedBy,
}

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Body<'a> {
    /// Its media type, for the header `Content-Type`.
    pub media_type: &'a str,
    /// The octets.
    pub bytes: &'a [u8],
}

/// Who gave an address, and so which addresses are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NamedBy {
    /// The person at the keyboard: any address.
    User,
    /// A certificate or another input: public addresses alone. An input must not make the program ask for pages of the
    /// machine it runs on, or of the network behind it.
    Input,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status, such as 200.
    pub status: u16,
    /// The media type without its parameters, lower-case; empty when there was none.
    pub media_type: String,
    /// What the header `Retry-After` asks for, when it is a number of seconds.
    pub retry_after: Option<Duration>,
    /// The octets.
    pub body: Vec<u8>,
}

/// Why there is no answer. Each reads as the end of a sentence that names the address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// The address is no http or https address.
    #[error("not an http or https address")]
    Address,
    /// The address is not public, and an input named it.
    #[error("not a public address, and only one given on the command line may be another")]
    Forbidden,
    /// The answer is longer than was allowed.
    #[error("the answer is longer than {limit} bytes")]
    TooLong {
        /// The most octets that were allowed.
        limit: usize,
    },
    /// It took too long.
    #[error("no answer in time")]
    Timeout,
    /// Anything else: no such host, connection refused, TLS.
    #[error("{0}")]
    Failed(String),
}
