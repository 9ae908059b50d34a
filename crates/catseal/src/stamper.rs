//! Asking servers for time stamps, until one gives a good one.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use catseal_asn1::DigestAlgorithm;
use catseal_catalog::CatalogView;
use catseal_sign::{CatalogSigner, TimestampQuery};
use catseal_transport::{Body, NamedBy, Request, Transport};
use catseal_trust::{CatalogTrust, Policy, TimestampDetail, TrustStore, Verifier};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::{Error, ServerFailure};
use crate::http;

/// An answer of a server is a few kilobytes of certificates.
const ANSWER_LIMIT: usize = 1 << 20;
/// How long one exchange with a server may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How long to wait before all servers are asked again, in seconds.
const WAITS: [u64; 3] = [1, 4, 10];
/// The longest wait that a server may ask for (`Retry-After`).
const MAX_WAIT: Duration = Duration::from_secs(60);

/// The time, and the passing of it.
pub trait Clock: Sync {
    /// The present.
    fn now(&self) -> Timestamp;
    /// Returns after this time.
    fn wait(&self, time: Duration);
}

/// Gets time stamps (RFC 3161) and puts them on signatures of catalogs.
///
/// Servers are asked in the order given, beginning with the one that gave the last stamp. When none has a good one, those that may have one
/// later are asked again after 1, 4 and 10 seconds and a little, or after what the server asks for, up to a minute.
///
/// A stamp is good when it answers the request, its signature is right, and its authority leads to a root of the store. Only then it is
/// used. So whoever stands between here and the server can withhold a stamp, not forge one, and plain HTTP does.
pub struct Stamper<'w> {
    servers: Vec<String>,
    store: TrustStore,
    transport: &'w dyn Transport,
    clock: &'w dyn Clock,
    /// The server to ask first.
    first: AtomicUsize,
}

impl std::fmt::Debug for Stamper<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stamper").field("servers", &self.servers).finish_non_exhaustive()
    }
}

/// A time stamp that was put on a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NewTimestamp {
    /// Subject of the signer's certificate.
    pub signer: String,
    /// The time it gives.
    #[schemars(with = "String")]
    pub time: Timestamp,
    /// Subject of the certificate of the authority that gave it.
    pub authority: String,
    /// The server it is from.
    pub url: String,
}

/// What one exchange came to, when it was no good.
struct Refusal {
    reason: String,
    /// Whether to ask again later; and when, if the server says so.
    later: Option<Option<Duration>>,
}

impl Refusal {
    fn for_good(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), later: None }
    }
}

impl<'w> Stamper<'w> {
    /// A stamper that asks `servers` and trusts authorities by `store`.
    ///
    /// # Errors
    /// [`Error::ServerAddress`] when one of the addresses is not one of http or https, or holds a password; or there is none.
    pub fn new(
        servers: Vec<String>,
        store: TrustStore,
        transport: &'w dyn Transport,
        clock: &'w dyn Clock,
    ) -> Result<Self, Error> {
        if servers.is_empty() {
            return Err(Error::ServerAddress { number: 0, reason: "there is none".to_owned() });
        }
        for (number, server) in (1..).zip(&servers) {
            http::address(server).map_err(|error| Error::ServerAddress { number, reason: error.to_string() })?;
        }
        Ok(Self { servers, store, transport, clock, first: AtomicUsize::new(0) })
    }

    /// The present.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The anchors by which authorities are trusted.
    pub(crate) fn store(&self) -> &TrustStore {
        &self.store
    }

    /// Puts time stamps on the signatures of a catalog that have none, or with `replace` on all of them, and takes those off that were there.
    /// Nested signatures are left alone: they last as long as the one around them. `path` names the catalog in errors.
    pub(crate) fn stamp(
        &self,
        path: &Path,
        catalog: &[u8],
        replace: bool,
    ) -> Result<(Vec<u8>, Vec<NewTimestamp>), Error> {
        let sign_error = |source| Error::Sign { path: path.to_owned(), source };
        let signers = catseal_sign::signers(catalog).map_err(sign_error)?;
        if signers.is_empty() {
            return Err(sign_error(catseal_sign::Error::NoSignature));
        }
        if !replace && signers.iter().all(|signer| signer.is_stamped) {
            return Err(Error::Stamped { path: path.to_owned() });
        }
        let verifier = Verifier::new(&self.store);
        let mut stamped = catalog.to_vec();
        let mut new = Vec::new();
        for (index, signer) in signers.iter().enumerate().filter(|(_, signer)| replace || !signer.is_stamped) {
            let bare = catseal_sign::set_timestamp(&stamped, index, None).map_err(sign_error)?;
            let refused = |reason| Error::NotStampable { path: path.to_owned(), reason };
            let judged = self.judge(&verifier, &bare).map_err(refused)?;
            let signature = judged.signatures.get(index).filter(|signature| signature.valid);
            let Some(signature) = signature else {
                let reason = judged.signatures.get(index).and_then(|signature| signature.reasons.first().cloned());
                return Err(refused(format!("the signature is not valid: {}", reason.unwrap_or_default())));
            };
            let (bytes, time_stamp) = self.obtain(path, &bare, index, signer, &verifier)?;
            if signature.not_before.is_some_and(|start| time_stamp.time < start)
                || signature.not_after.is_some_and(|end| time_stamp.time > end)
            {
                return Err(refused(format!(
                    "the signer's certificate was not valid at {}, the time of the stamp, which could not prove anything",
                    time_stamp.time
                )));
            }
            let signer = signature.signer.as_ref().map(|signer| signer.subject.clone()).unwrap_or_default();
            new.push(NewTimestamp { signer, ..time_stamp });
            stamped = bytes;
        }
        Ok((stamped, new))
    }

    fn judge(&self, verifier: &Verifier<'_>, catalog: &[u8]) -> Result<CatalogTrust, String> {
        let view = CatalogView::parse(catalog).map_err(|error| error.to_string())?;
        Ok(verifier.judge(&view, self.clock.now(), Policy::None, false))
    }

    /// Asks the servers until one gives a good stamp. Gives the catalog with it.
    fn obtain(
        &self,
        path: &Path,
        catalog: &[u8],
        index: usize,
        signer: &CatalogSigner<'_>,
        verifier: &Verifier<'_>,
    ) -> Result<(Vec<u8>, NewTimestamp), Error> {
        let first = self.first.load(Ordering::Relaxed);
        let mut open: Vec<usize> = (0..self.servers.len()).collect();
        open.rotate_left(first.min(self.servers.len()));
        let mut failures: Vec<Option<String>> = vec![None; self.servers.len()];
        for wait in WAITS.into_iter().map(Some).chain([None]) {
            let mut asked_for: Option<Duration> = None;
            let mut later = Vec::new();
            for number in open {
                let Some(url) = self.servers.get(number) else { continue };
                let random = getrandom::u64().map_err(Error::Random)?;
                match self.ask(url, catalog, index, signer, random, verifier) {
                    Ok((bytes, time, authority)) => {
                        self.first.store(number, Ordering::Relaxed);
                        let stamp = NewTimestamp { signer: String::new(), time, authority, url: url.clone() };
                        return Ok((bytes, stamp));
                    }
                    Err(refusal) => {
                        if let Some(retry_after) = refusal.later {
                            later.push(number);
                            asked_for = asked_for.into_iter().chain(retry_after).min();
                        }
                        if let Some(failure) = failures.get_mut(number) {
                            *failure = Some(refusal.reason);
                        }
                    }
                }
            }
            open = later;
            let Some(wait) = wait.filter(|_| !open.is_empty()) else { break };
            self.clock.wait(delay(wait, asked_for, getrandom::u64().map_err(Error::Random)?));
        }
        let tried = self
            .servers
            .iter()
            .zip(failures)
            .map(|(url, reason)| ServerFailure { url: url.clone(), reason: reason.unwrap_or_default() });
        Err(Error::NoTimestamp { path: path.to_owned(), tried: tried.collect() })
    }

    /// One exchange with a server. What it gives is good.
    fn ask(
        &self,
        url: &str,
        catalog: &[u8],
        index: usize,
        signer: &CatalogSigner<'_>,
        random: u64,
        verifier: &Verifier<'_>,
    ) -> Result<(Vec<u8>, Timestamp, String), Refusal> {
        let query = TimestampQuery::new(signer.signature, imprint_digest(signer), random);
        let request = Request {
            url,
            body: Some(Body { media_type: "application/timestamp-query", bytes: query.der() }),
            accept: "application/timestamp-reply",
            limit: ANSWER_LIMIT,
            timeout: TIMEOUT,
            named_by: NamedBy::User,
        };
        let answer = self.transport.send(&request).map_err(|error| {
            use catseal_transport::TransportError as E;
            let later = matches!(error, E::Timeout | E::Failed(_)).then_some(None);
            Refusal { reason: error.to_string(), later }
        })?;
        match answer.status {
            200 => {}
            300..=399 => {
                let reason =
                    format!("HTTP status {}: redirects are not followed; name the address it leads to", answer.status);
                return Err(Refusal::for_good(reason));
            }
            status => {
                // Time-out, too many requests, and whatever the server has trouble with.
                let later = matches!(status, 408 | 429 | 500..=599).then_some(answer.retry_after);
                return Err(Refusal { reason: format!("HTTP status {status}"), later });
            }
        }
        let token = query.token(&answer.body).map_err(|error| {
            let is_reply = answer.media_type.is_empty() || answer.media_type == "application/timestamp-reply";
            let reason = if is_reply {
                error.to_string()
            } else {
                format!("{error} (it is of the media type {}; is this a time stamp server?)", answer.media_type)
            };
            Refusal { reason, later: error.may_pass().then_some(answer.retry_after) }
        })?;
        let stamped = catseal_sign::set_timestamp(catalog, index, Some(token))
            .map_err(|error| Refusal::for_good(error.to_string()))?;
        let (time, authority) = self.examine(verifier, &stamped, index).map_err(Refusal::for_good)?;
        Ok((stamped, time, authority))
    }

    /// Judges the one time stamp of a signature; gives its time and authority, or why it is not good.
    fn examine(&self, verifier: &Verifier<'_>, stamped: &[u8], index: usize) -> Result<(Timestamp, String), String> {
        let judged = self.judge(verifier, stamped)?;
        let stamps = judged.signatures.get(index).map(|signature| signature.timestamps.as_slice()).unwrap_or_default();
        match stamps {
            [TimestampDetail { valid: true, trusted: true, time: Some(time), authority, .. }] => {
                Ok((*time, authority.clone().unwrap_or_default()))
            }
            [TimestampDetail { valid: true, reason, .. }] => Err(format!(
                "the authority is not trusted: {} (--timestamp-roots adds roots of authorities)",
                reason.as_deref().unwrap_or_default()
            )),
            [TimestampDetail { reason: Some(reason), .. }] => Err(format!("the token is not valid: {reason}")),
            _ => Err("the token is not valid".to_owned()),
        }
    }
}

/// The digest of the signature's own algorithm, as long as that is one to rely on.
fn imprint_digest(signer: &CatalogSigner<'_>) -> DigestAlgorithm {
    match signer.digest {
        Some(digest @ (DigestAlgorithm::Sha384 | DigestAlgorithm::Sha512)) => digest,
        _ => DigestAlgorithm::Sha256,
    }
}

/// How long to wait: what is usual, or what a server asked for, and up to a quarter more, so that many clients do not all come back at once.
fn delay(usual: u64, asked_for: Option<Duration>, random: u64) -> Duration {
    let wait = Duration::from_secs(usual).max(asked_for.unwrap_or_default()).min(MAX_WAIT);
    let quarter = u64::try_from(wait.as_millis() / 4).unwrap_or_default();
    wait.saturating_add(Duration::from_millis(random.checked_rem(quarter).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_what_is_usual_or_asked_for_and_at_most_a_quarter_more_of_a_minute() {
        let seconds = Duration::from_secs;
        assert_eq!(delay(4, None, 0), seconds(4));
        assert_eq!(delay(4, Some(seconds(2)), 0), seconds(4));
        assert_eq!(delay(4, Some(seconds(20)), 0), seconds(20));
        for random in [1, 999, 123_456_789, u64::MAX] {
            assert!((seconds(4)..seconds(5)).contains(&delay(4, None, random)));
            assert!((seconds(60)..seconds(75)).contains(&delay(1, Some(seconds(1 << 40)), random)));
        }
    }
}
