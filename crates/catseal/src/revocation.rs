//! Where revocation lists, OCSP responses and missing certificates come from: files, a folder that keeps them, the network.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use catseal_transport::{Body, NamedBy, Request, Transport};
use catseal_trust::{Evidence, Policy, Revocation, RevocationMode, Source, Wanted};

use crate::error::Error;
use crate::files;

/// The largest revocation list that is read or fetched; the largest public ones have some 10 MB.
const CRL_LIMIT: usize = 32 << 20;
/// The largest OCSP response.
const OCSP_LIMIT: usize = 64 << 10;
/// The largest certificate, or bundle of those of one issuer.
const CERTIFICATE_LIMIT: usize = 64 << 10;
/// How long one request may take.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Requests of one run: the addresses stand in catalogs, and an audit may read many.
const MAX_REQUESTS: usize = 1024;

/// How to find out whether certificates were revoked.
#[derive(Default)]
pub struct RevocationOptions {
    /// How much it counts.
    pub mode: RevocationMode,
    /// Files with revocation lists, PEM or DER.
    pub crls: Vec<PathBuf>,
    /// Files with OCSP responses, DER or PEM.
    pub ocsp: Vec<PathBuf>,
    /// The folder that keeps what was fetched; it is made when it is not there. Without it nothing is kept, and nothing of an
    /// earlier run is used.
    pub cache: Option<PathBuf>,
    /// The network, for what certificates point at; `None` is offline.
    pub transport: Option<Box<dyn Transport + Send>>,
}

impl std::fmt::Debug for RevocationOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RevocationOptions")
            .field("mode", &self.mode)
            .field("crls", &self.crls)
            .field("ocsp", &self.ocsp)
            .field("cache", &self.cache)
            .field("online", &self.transport.is_some())
            .finish()
    }
}

/// The options with their files read.
pub(crate) struct LoadedRevocation<'o> {
    mode: RevocationMode,
    evidence: Evidence,
    source: Option<Keeper<'o>>,
}

impl<'o> LoadedRevocation<'o> {
    /// Reads the files, and makes the folder that keeps what is fetched. Where the policy asks nothing of signatures, nothing
    /// is fetched.
    pub(crate) fn load(options: &'o RevocationOptions, policy: Policy) -> Result<Self, Error> {
        let mut evidence = Evidence::new();
        let trust_error = |path: &Path| {
            let path = path.to_owned();
            move |source| Error::Revocation { path, source }
        };
        let limit = u64::try_from(CRL_LIMIT).unwrap_or(u64::MAX);
        for path in &options.crls {
            let bytes = files::read_any(path, "a revocation list", limit)?;
            evidence.add_crls(&bytes, &path.display().to_string()).map_err(trust_error(path))?;
        }
        for path in &options.ocsp {
            let bytes = files::read_any(path, "an OCSP response", limit)?;
            evidence.add_ocsp(&bytes, &path.display().to_string()).map_err(trust_error(path))?;
        }
        if policy == Policy::None {
            return Ok(Self { mode: options.mode, evidence, source: None });
        }
        if let (Some(cache), true) = (&options.cache, options.transport.is_some()) {
            files::make_folder(cache)?;
        }
        let source = (options.cache.is_some() || options.transport.is_some()).then(|| Keeper {
            cache: options.cache.as_deref(),
            transport: options.transport.as_deref().map(|transport| transport as &dyn Transport),
            requests: AtomicUsize::new(0),
        });
        Ok(Self { mode: options.mode, evidence, source })
    }

    pub(crate) fn as_revocation(&self) -> Revocation<'_> {
        let source = self.source.as_ref().map(|source| source as &dyn Source);
        Revocation { mode: self.mode, evidence: Some(&self.evidence), source }
    }
}

/// Fetches, and keeps what was fetched.
///
/// Files of the folder are named by [`Wanted::key`]. What is in them is not believed for being there: it is checked like what
/// the network brings, and fetched again where it does not decide.
struct Keeper<'o> {
    cache: Option<&'o Path>,
    transport: Option<&'o dyn Transport>,
    requests: AtomicUsize,
}

impl Keeper<'_> {
    fn place(&self, wanted: &Wanted<'_>) -> Option<PathBuf> {
        let extension = kind(wanted).extension;
        Some(self.cache?.join(format!("{}.{extension}", wanted.key())))
    }
}

/// What is particular to each kind of document.
struct Kind {
    extension: &'static str,
    accept: &'static str,
    limit: usize,
}

fn kind(wanted: &Wanted<'_>) -> Kind {
    match wanted {
        Wanted::Crl { .. } => Kind { extension: "crl", accept: "application/pkix-crl", limit: CRL_LIMIT },
        Wanted::Ocsp { .. } => Kind { extension: "ocsp", accept: "application/ocsp-response", limit: OCSP_LIMIT },
        _ => Kind { extension: "cer", accept: "application/pkix-cert", limit: CERTIFICATE_LIMIT },
    }
}

impl Source for Keeper<'_> {
    fn stored(&self, wanted: &Wanted<'_>) -> Option<Vec<u8>> {
        let limit = u64::try_from(kind(wanted).limit).ok()?;
        files::read(&self.place(wanted)?, "a kept document", limit).ok()
    }

    fn fetch(&self, wanted: &Wanted<'_>) -> Result<Vec<u8>, String> {
        let Some(transport) = self.transport else { return Err("not fetched, which takes --online".to_owned()) };
        if self.requests.fetch_add(1, Ordering::Relaxed) >= MAX_REQUESTS {
            return Err("not fetched, as too many addresses were asked already".to_owned());
        }
        let Kind { accept, limit, .. } = kind(wanted);
        let body = match wanted {
            Wanted::Ocsp { request, .. } => Some(Body { media_type: "application/ocsp-request", bytes: request }),
            _ => None,
        };
        let request = Request { url: wanted.url(), body, accept, limit, timeout: TIMEOUT, named_by: NamedBy::Input };
        let response = transport.send(&request).map_err(|error| error.to_string())?;
        if response.status != 200 {
            return Err(format!("the server answers with status {}", response.status));
        }
        if let Some(place) = self.place(wanted) {
            // A document that cannot be kept is fetched again the next time.
            files::stage(&place, &response.body, 0o644).and_then(files::OutputFile::commit).ok();
        }
        Ok(response.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use catseal_transport::{Response, TransportError};
    use std::sync::Mutex;

    /// Address, body and limit of a request.
    type Asked = (String, Option<Vec<u8>>, usize);

    /// Answers everything with the same status and octets, and notes what was asked.
    struct Mock {
        status: u16,
        asked: Mutex<Vec<Asked>>,
    }

    impl Mock {
        fn new(status: u16) -> Self {
            Self { status, asked: Mutex::default() }
        }
    }

    impl Transport for Mock {
        fn send(&self, request: &Request<'_>) -> Result<Response, TransportError> {
            assert_eq!(request.named_by, NamedBy::Input, "the address stands in a certificate");
            let body = request.body.map(|body| body.bytes.to_vec());
            self.asked.lock().unwrap().push((request.url.to_owned(), body, request.limit));
            let body = b"document".to_vec();
            Ok(Response { status: self.status, media_type: String::new(), retry_after: None, body })
        }
    }

    const CRL: Wanted<'static> = Wanted::Crl { url: "http://a.example/x.crl" };

    fn keeper<'o>(cache: Option<&'o Path>, transport: Option<&'o dyn Transport>) -> Keeper<'o> {
        Keeper { cache, transport, requests: AtomicUsize::new(0) }
    }

    #[test]
    fn what_was_fetched_is_kept_and_found_offline() {
        let folder = tempfile::tempdir().unwrap();
        let mock = Mock::new(200);
        let online = keeper(Some(folder.path()), Some(&mock));
        assert_eq!(online.stored(&CRL), None);
        assert_eq!(online.fetch(&CRL).unwrap(), b"document");
        let offline = keeper(Some(folder.path()), None);
        assert_eq!(offline.stored(&CRL).unwrap(), b"document");
        assert!(offline.fetch(&CRL).unwrap_err().contains("--online"));
        assert_eq!(offline.stored(&Wanted::Crl { url: "http://b.example/x.crl" }), None);
    }

    #[test]
    fn without_a_folder_nothing_is_kept() {
        let mock = Mock::new(200);
        let online = keeper(None, Some(&mock));
        online.fetch(&CRL).unwrap();
        assert_eq!(online.stored(&CRL), None);
    }

    #[test]
    fn an_error_of_the_server_is_no_document_and_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let mock = Mock::new(404);
        let online = keeper(Some(folder.path()), Some(&mock));
        assert!(online.fetch(&CRL).unwrap_err().contains("404"));
        assert_eq!(online.stored(&CRL), None);
    }

    #[test]
    fn a_responder_is_asked_by_post_and_its_answers_are_kept_apart() {
        let folder = tempfile::tempdir().unwrap();
        let mock = Mock::new(200);
        let online = keeper(Some(folder.path()), Some(&mock));
        let ask = |request: &'static [u8]| Wanted::Ocsp { url: "http://a.example/", request };
        online.fetch(&ask(b"one")).unwrap();
        assert_eq!(online.stored(&ask(b"two")), None);
        let asked = mock.asked.lock().unwrap();
        assert_eq!(*asked, [("http://a.example/".to_owned(), Some(b"one".to_vec()), OCSP_LIMIT)]);
    }

    #[test]
    fn a_run_does_not_ask_without_end() {
        let mock = Mock::new(200);
        let online = keeper(None, Some(&mock));
        for _ in 0..MAX_REQUESTS {
            online.fetch(&CRL).unwrap();
        }
        assert!(online.fetch(&CRL).unwrap_err().contains("too many"));
    }
}
