//! From what was typed to what the jobs take: times, identifiers, roots, operating systems.

use std::path::{Path, PathBuf};

use catseal::{
    CatalogVersion, Clock, Generation, HttpTransport, Identifier, OsTarget, RevocationMode, RevocationOptions,
    RootSource, Signability, SignatureDigest, SignatureText, Stamper, Transport, TrustStore,
};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use crate::args;
use crate::error::CliError;

pub(crate) fn usage<T>(message: impl Into<String>) -> Result<T, CliError> {
    Err(CliError::Usage(message.into()))
}

/// The one place where the clock is read.
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// The clock of the machine.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        now()
    }

    fn wait(&self, time: std::time::Duration) {
        std::thread::sleep(time);
    }
}

/// What asks the time stamp servers; `None` when there are none.
pub(crate) fn stamper<'w>(
    args: &args::StampArgs,
    transport: &'w dyn Transport,
    clock: &'w dyn Clock,
) -> Result<Option<Stamper<'w>>, CliError> {
    if args.timestamp_url.is_empty() {
        return Ok(None);
    }
    let files = args.timestamp_roots.iter().cloned().map(RootSource::File);
    let sources: Vec<_> = std::iter::once(RootSource::Microsoft).chain(files).collect();
    let store = catseal::load_roots(&sources)?;
    Ok(Some(Stamper::new(args.timestamp_url.clone(), store, transport, clock)?))
}

/// A time as typed: RFC 3339, or a date, which stands for its first moment in UTC.
pub(crate) fn time(option: &str, text: &str) -> Result<Timestamp, CliError> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    let midnight = text.parse::<civil::Date>().ok().and_then(|date| {
        // Checked, because a Date also parses from texts with a time behind it.
        (text.len() == 10).then(|| jiff::tz::TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok())?
    });
    midnight.map_or_else(
        || usage(format!("{option}: '{text}' is no time; write it as 2026-01-31T12:00:00Z or 2026-01-31")),
        Ok,
    )
}

pub(crate) fn at(text: Option<&str>) -> Result<Timestamp, CliError> {
    text.map_or_else(|| Ok(now()), |text| time("--at", text))
}

/// The time zone in which a day counts as today.
pub(crate) fn zone(local: bool) -> TimeZone {
    if local { TimeZone::system() } else { TimeZone::UTC }
}

/// The present for a signability test.
pub(crate) fn signability(now: Option<&str>, local_time: bool, allow: Option<&Path>) -> Result<Signability, CliError> {
    let now = now.map_or_else(|| Ok(self::now()), |text| time("--now", text))?;
    let allow = allow.map(catseal::read_allow_list).transpose()?.unwrap_or_default();
    Ok(Signability { now, zone: zone(local_time), compat: false, allow })
}

/// The time that goes into a catalog: the option, else `SOURCE_DATE_EPOCH`, else the clock; whole seconds.
pub(crate) fn catalog_time(text: Option<&str>) -> Result<Timestamp, CliError> {
    let time = match (text, std::env::var_os("SOURCE_DATE_EPOCH")) {
        (Some(text), _) => time("--time", text)?,
        (None, Some(epoch)) => {
            let seconds = epoch.to_str().and_then(|epoch| epoch.trim().parse::<i64>().ok());
            match seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()) {
                Some(time) => time,
                None => return usage("SOURCE_DATE_EPOCH is not a number of seconds since 1970"),
            }
        }
        (None, None) => now(),
    };
    Ok(Timestamp::from_second(time.as_second()).unwrap_or(time))
}

pub(crate) fn identifier(text: &str) -> Result<Identifier, CliError> {
    match text {
        "random" => Ok(Identifier::Random),
        "derived" => Ok(Identifier::Derived),
        guid => match parse_guid(guid) {
            Some(octets) => Ok(Identifier::Given(octets)),
            None => usage(format!(
                "--id: '{guid}' is neither random nor derived nor a GUID such as 01234567-89ab-4cde-8f01-23456789abcd"
            )),
        },
    }
}

/// A GUID as people write it, in the order of octets that Windows stores: the first three fields low octet first.
fn parse_guid(text: &str) -> Option<[u8; 16]> {
    let text = text.strip_prefix('{').map_or(Some(text), |rest| rest.strip_suffix('}'))?;
    let fields: Vec<&str> = text.split('-').collect();
    if fields.iter().map(|field| field.len()).ne([8, 4, 4, 4, 12]) {
        return None;
    }
    let digits = fields.concat();
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let [a, b, c, d, e, f, g, h, rest @ ..] = u128::from_str_radix(&digits, 16).ok()?.to_be_bytes();
    let [i, j, k, l, m, n, o, p] = rest;
    Some([d, c, b, a, f, e, h, g, i, j, k, l, m, n, o, p])
}

/// The targets of `--os`; `None` when the option was not given.
pub(crate) fn targets(list: Option<&str>) -> Result<Option<Vec<&'static OsTarget>>, CliError> {
    list.map(|list| {
        catseal::parse_targets(list).map_err(|error| CliError::Usage(format!("--os: {error}; `--os list` prints all")))
    })
    .transpose()
}

pub(crate) fn roots(args: &args::TrustArgs) -> Result<TrustStore, CliError> {
    let mut sources: Vec<RootSource> = args
        .roots
        .iter()
        .filter(|source| *source != "none")
        .map(|source| match source.as_str() {
            "microsoft" => RootSource::Microsoft,
            file => RootSource::File(PathBuf::from(file)),
        })
        .collect();
    if args.policy == args::Policy::Pinned && !sources.iter().any(|source| matches!(source, RootSource::File(_))) {
        return usage("--policy pinned needs the roots to pin to: --roots FILE");
    }
    if args.roots.is_empty() {
        sources.push(RootSource::Microsoft);
    }
    let mut store = catseal::load_roots(&sources)?;
    catseal::load_timestamp_roots(&mut store, &args.timestamp_roots)?;
    catseal::load_disallowed(&mut store, &args.disallowed)?;
    Ok(store)
}

/// The generations of `--windows`; several may stand in one, parted by commas.
pub(crate) fn windows(args: &args::TrustArgs) -> Result<Vec<Generation>, CliError> {
    let names = args.windows.iter().flat_map(|names| names.split(',')).map(str::trim);
    let parse = |name: &str| {
        name.parse::<Generation>().or_else(|error| usage(format!("--windows: {error}; `--windows list` prints all")))
    };
    names.map(parse).collect()
}

pub(crate) const fn policy(policy: args::Policy) -> catseal::Policy {
    match policy {
        args::Policy::Signature => catseal::Policy::Signature,
        args::Policy::Driver => catseal::Policy::Driver,
        args::Policy::Kernel => catseal::Policy::Kernel,
        args::Policy::Pinned => catseal::Policy::Pinned,
        args::Policy::None => catseal::Policy::None,
    }
}

/// Where revocation is looked up. What was kept of an earlier run is used only when a folder is named or the network is asked, so
/// that the answer does not hang on what nobody sees.
pub(crate) fn revocation(args: &args::RevocationArgs) -> RevocationOptions {
    RevocationOptions {
        mode: match args.revocation {
            args::Revocation::Off => RevocationMode::Off,
            args::Revocation::Soft => RevocationMode::Soft,
            args::Revocation::Hard => RevocationMode::Hard,
        },
        crls: args.crl.clone(),
        ocsp: args.ocsp.clone(),
        cache: args.cache_dir.clone().or_else(|| if args.online { usable_cache() } else { None }),
        transport: if args.online { Some(Box::new(HttpTransport::new())) } else { None },
    }
}

/// The cache of the user, where it can be made: nobody asked for it, so a machine without one only keeps nothing.
fn usable_cache() -> Option<PathBuf> {
    user_cache().filter(|folder| std::fs::create_dir_all(folder).is_ok())
}

/// The folder of the user for what can be fetched again: that of the XDG Base Directory Specification; on Windows, local
/// application data. `None` when the environment does not say.
fn user_cache() -> Option<PathBuf> {
    let folder = |name| std::env::var_os(name).map(PathBuf::from).filter(|folder: &PathBuf| folder.is_absolute());
    let base = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else {
        folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")))
    };
    Some(base?.join("catseal"))
}

pub(crate) fn signature_text(args: &args::TextArgs) -> SignatureText {
    SignatureText {
        digest: match args.digest {
            args::Digest::Sha256 => SignatureDigest::Sha256,
            args::Digest::Sha384 => SignatureDigest::Sha384,
            args::Digest::Sha512 => SignatureDigest::Sha512,
        },
        description: args.description.clone(),
        url: args.url.clone(),
    }
}

pub(crate) const fn catalog_version(version: args::CatalogVersion) -> CatalogVersion {
    match version {
        args::CatalogVersion::Auto => CatalogVersion::Auto,
        args::CatalogVersion::V1 => CatalogVersion::V1,
        args::CatalogVersion::V2 => CatalogVersion::V2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_is_stored_with_its_first_fields_reversed() {
        let octets = parse_guid("{01234567-89AB-4cde-8f01-23456789abcd}").unwrap();
        assert_eq!(
            octets,
            [0x67, 0x45, 0x23, 0x01, 0xab, 0x89, 0xde, 0x4c, 0x8f, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd]
        );
        for text in [
            "",
            "01234567-89ab-4cde-8f01-23456789abc",
            "{01234567-89ab-4cde-8f01-23456789abcd",
            "0123456789ab4cde8f0123456789abcd",
            "g1234567-89ab-4cde-8f01-23456789abcd",
        ] {
            assert_eq!(parse_guid(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_stands_for_its_first_moment() {
        assert_eq!(time("--at", "2026-01-31").unwrap().to_string(), "2026-01-31T00:00:00Z");
        assert_eq!(time("--at", "2026-01-31T12:00:00+01:00").unwrap().to_string(), "2026-01-31T11:00:00Z");
        for text in ["", "yesterday", "2026-02-30", "2026-01-31T25:00:00Z"] {
            assert!(time("--at", text).is_err(), "{text}");
        }
    }
}
