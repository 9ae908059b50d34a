//! The sections that `AddService` and `AddFilter` name.

use catseal_finding::codes::install;
use catseal_inf::{Section, fold};

use super::includes::is_inbox;
use super::text::{number, open_token, shown};
use crate::anatomy::{Anatomy, Place, place_of};
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    install::SERVICE_START_CONFLICT: InfVerif Warning;
    install::SERVICE_INCOMPLETE: InfVerif Error, Whql Error;
    install::SERVICE_VALUE_INVALID: InfVerif Error, Whql Error;
    install::SERVICE_BINARY_NO_DIRID: InfVerif Error, Whql Error;
    install::SERVICE_BINARY_UNREADABLE: InfVerif Error, Whql Error;
    install::SERVICE_BINARY_NOT_COPIED: InfVerif Warning, Declarative Warning, Universal Warning, Windows Error;
    install::FILTER_PLACE: InfVerif Error, Whql Error;
}

/// What a service cannot do without (Windows Driver Kit, "INF AddService Directive").
const REQUIRED: [&str; 4] = ["ServiceType", "StartType", "ErrorControl", "ServiceBinary"];

/// All bits of service types that are documented, and those of user services.
const SERVICE_TYPES: u64 = 0x1FF;

/// The types of services in user mode.
const USER_MODE: u64 = 0x30;

pub(super) fn sections(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    for visit in anatomy.visits_at(Place::Service) {
        let section = visit.section;
        let name = shown(section.name());
        let missing = REQUIRED.iter().filter(|required| anatomy.entry(section, required).is_none());
        let missing: Vec<&str> = missing.copied().collect();
        if !missing.is_empty() && anatomy.entry(section, "Needs").is_none() {
            let message = format!("the service section [{name}] lacks {}", missing.join(", "));
            context.report_in(inf, section.line(), install::SERVICE_INCOMPLETE.finding(message));
        }
        let service_type =
            value(context, inf, anatomy, section, "ServiceType", |number| number != 0 && number & !SERVICE_TYPES == 0);
        let start = value(context, inf, anatomy, section, "StartType", |number| number <= 4);
        value(context, inf, anatomy, section, "ErrorControl", |number| number <= 3);
        if let (Some((service_type, _)), Some((start @ (0 | 1), line))) = (service_type, start)
            && service_type & USER_MODE != 0
        {
            let message =
                format!("[{name}] starts a service of type {service_type:#x} as a driver (StartType {start})");
            context.report_in(inf, line, install::SERVICE_START_CONFLICT.finding(message));
        }
    }
}

/// The number that a directive of a service gives, with its line.
fn value(
    context: &mut Context<'_>,
    inf: &Inf,
    anatomy: &Anatomy<'_>,
    section: &Section,
    directive: &str,
    valid: impl Fn(u64) -> bool,
) -> Option<(u64, u32)> {
    let entry = anatomy.entry(section, directive)?;
    let text = anatomy.field(entry, 0);
    let number = number(&text).filter(|_| !text.trim().is_empty());
    if open_token(&text) {
        return None;
    }
    if !number.is_some_and(valid) {
        let message = format!("{directive} in [{}] is '{}'", shown(section.name()), shown(&text));
        context.report_in(inf, entry.line(), install::SERVICE_VALUE_INVALID.finding(message));
        return None;
    }
    number.map(|number| (number, entry.line()))
}

pub(super) fn binaries(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let destinations = anatomy.destinations();
    for visit in anatomy.visits_at(Place::Service) {
        let Some(entry) = anatomy.entry(visit.section, "ServiceBinary") else { continue };
        let (section, line) = (shown(visit.section.name()), entry.line());
        let text = anatomy.field(entry, 0);
        let text = text.trim();
        if text.matches('"').count() % 2 == 1 || text.trim_end_matches('"').ends_with('\\') || text.is_empty() {
            let message = format!("ServiceBinary in [{section}] is '{}', which names no file", shown(text));
            context.report_in(inf, line, install::SERVICE_BINARY_UNREADABLE.finding(message));
            continue;
        }
        let Some((dirid, path)) = split_dirid(text.trim_start_matches('"')) else {
            if !text.trim_start_matches('"').starts_with('%') || text.to_ascii_lowercase().contains("%systemroot%") {
                let message =
                    format!("ServiceBinary in [{section}] is '{}', without a directory identifier", shown(text));
                context.report_in(inf, line, install::SERVICE_BINARY_NO_DIRID.finding(message));
            }
            continue;
        };
        // What follows the closing quotation mark, or the first blank without one, are arguments. A driver has none, but
        // blanks in its path that are no end of it do not matter to Windows.
        let ends = [path.find('"').or_else(|| path.find(' ')), Some(path.len())];
        let mut places = ends.iter().flatten().filter_map(|&end| Some(place_of(dirid, path.get(..end)?)));
        let file = path.rsplit(['\\', '/']).next().unwrap_or(path);
        if !destinations.open && !is_inbox(&fold(file)) && !places.any(|place| destinations.has(&place)) {
            let message = format!("no CopyFiles brings '{}', the binary of [{section}]", shown(text));
            context.report_in(inf, line, install::SERVICE_BINARY_NOT_COPIED.finding(message));
        }
    }
}

/// `%13%\x.sys` as identifier and path.
fn split_dirid(text: &str) -> Option<(&str, &str)> {
    let (dirid, path) = text.strip_prefix('%')?.split_once('%')?;
    let digits = dirid.strip_prefix('-').unwrap_or(dirid);
    (!digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())).then_some((dirid, path))
}

/// A filter has a level or a position (Windows Driver Kit, "INF AddFilter Directive").
pub(super) fn filters(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    for visit in anatomy.visits_at(Place::Filter) {
        let level = anatomy.entry(visit.section, "FilterLevel");
        let position = anatomy.entry(visit.section, "FilterPosition");
        let section = shown(visit.section.name());
        let message = match (level, position) {
            (Some(_), Some(_)) => format!("[{section}] has both FilterLevel and FilterPosition"),
            (None, None) => format!("[{section}] has neither FilterLevel nor FilterPosition"),
            (None, Some(position)) => {
                let text = anatomy.field(position, 0);
                if open_token(&text) || ["upper", "lower"].iter().any(|known| known.eq_ignore_ascii_case(text.trim())) {
                    continue;
                }
                format!("FilterPosition in [{section}] is '{}'", shown(&text))
            }
            (Some(_), None) => continue,
        };
        let line = position.or(level).map_or(visit.section.line(), |entry| entry.line());
        context.report_in(inf, line, install::FILTER_PLACE.finding(message));
    }
}
