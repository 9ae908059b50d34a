//! `Include` and `Needs`: what is taken from the INFs of Windows.

use std::collections::HashSet;

use catseal_finding::codes::install;
use catseal_inf::{Part, fold};

use super::text::shown;
use crate::anatomy::{Anatomy, Floor, Place};
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    install::NEEDS_OTHER_SUFFIX: InfVerif Error, Whql Error;
    install::NEEDS_NO_SUFFIX: InfVerif Error, Whql Error;
    install::NEEDS_WITHOUT_ITS_INCLUDE: InfVerif Error, Whql Error;
    install::MICROSOFT_BINARY_USED: InfVerif Warning, Windows Error;
}

/// Beginnings of names of sections of Windows, and the INF that has them; as the documentation of the Windows Driver Kit
/// tells driver writers to use them.
const SECTIONS: &[(&str, &str)] = &[
    ("bthmini.", "bth.inf"),
    ("hidcfu.", "hidcfu.inf"),
    ("ks.registration", "ks.inf"),
    ("kscaptur.registration", "kscaptur.inf"),
    ("mshidkmdf.", "mshidkmdf.inf"),
    ("storfwupdate.", "storfwupdate.inf"),
    ("umpass", "umpass.inf"),
    ("usbrndis6.", "netrndis.inf"),
    ("usbvideo.nt", "usbvideo.inf"),
    ("wdmaudio.registration", "wdmaudio.inf"),
    ("winusb.nt", "winusb.inf"),
    ("wudfrd.", "wudfrd.inf"),
    ("wudfrd_", "wudfrd.inf"),
];

/// Windows 11, which demands it (Windows Driver Kit, "InfVerif Error 2084"). Of INFs that serve older ones, nothing is said:
/// present samples of Microsoft's still do it in the former way.
const SINCE: Floor = (10, 0, 22000);

/// Drivers of Windows that devices use by Include and Needs, and the INF for it.
const BINARIES: &[(&str, &str)] = &[
    ("mshidkmdf.sys", "mshidkmdf.inf"),
    ("usbser.sys", "usbser.inf"),
    ("winusb.sys", "winusb.inf"),
    ("wudfrd.sys", "wudfrd.inf"),
];

pub(super) fn needs(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    for used in anatomy.uses_of("Needs") {
        let (by, line) = (used.by.section, used.entry.line());
        let (by_name, name) = (shown(by.name()), shown(&used.name));
        let own = used.by.place.suffix();
        let suffixes = used.name.split('.').skip(1).filter_map(|part| {
            Part::SUFFIXES.iter().find(|(suffix, _)| suffix.eq_ignore_ascii_case(part)).map(|&(suffix, _)| suffix)
        });
        let theirs = suffixes.last();
        match (own, theirs) {
            (Some(own), None) => {
                let message = format!("[{by_name}] needs [{name}], whose name does not end in .{own}");
                context.report_in(inf, line, install::NEEDS_NO_SUFFIX.finding(message));
            }
            (own, Some(theirs))
                if own != Some(theirs) && (own.is_some() || used.by.place == Place::Install(Part::Main)) =>
            {
                let message = format!("[{by_name}] needs [{name}], which is for .{theirs}");
                context.report_in(inf, line, install::NEEDS_OTHER_SUFFIX.finding(message));
            }
            _ => {}
        }
        // Without any Include, the walk of the INF finds the section missing.
        if used.section.is_some() || !anatomy.includes(by) {
            continue;
        }
        let folded = fold(&used.name);
        let Some((_, file)) = SECTIONS.iter().find(|(start, _)| folded.starts_with(start)) else { continue };
        let mut included = anatomy.entries(by, "Include").flat_map(|entry| entry.fields());
        if !included.any(|included| anatomy.expand(included).trim().eq_ignore_ascii_case(file)) {
            let message = format!("[{by_name}] needs [{name}] of {file}, but does not include {file}");
            context.report_in(inf, line, install::NEEDS_WITHOUT_ITS_INCLUDE.finding(message));
        }
    }
}

/// A driver of Windows, without a file of that name in the package.
pub(super) fn binaries(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let destinations = anatomy.destinations();
    let mut seen = HashSet::new();
    for visit in anatomy.visits_at(Place::Service).filter(|visit| visit.floor >= SINCE) {
        for entry in anatomy.entries(visit.section, "ServiceBinary").filter(|entry| seen.insert(entry.line())) {
            let binary = anatomy.field(entry, 0);
            let name = fold(binary.rsplit(['\\', '/']).next().unwrap_or(&binary).trim().trim_matches('"'));
            if let Some((_, file)) = BINARIES.iter().find(|(binary, _)| *binary == name)
                && !destinations.has_file(&name)
            {
                let message = format!("[{}] uses {name} directly; include {file}", shown(visit.section.name()));
                context.report_in(inf, entry.line(), install::MICROSOFT_BINARY_USED.finding(message));
            }
        }
    }
}

/// Whether `name`, folded, is that of a driver of Windows for which there is a rule here.
pub(super) fn is_inbox(name: &str) -> bool {
    BINARIES.iter().any(|(binary, _)| *binary == name)
}
