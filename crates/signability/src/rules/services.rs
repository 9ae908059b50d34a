//! `AddService`.

use catseal_finding::codes::install;
use catseal_inf::{Entry, Part, Section, fold};

use super::text::{number, open_token, shown};
use crate::anatomy::{Anatomy, Place};
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    install::SERVICE_UNNAMED: InfVerif Error, Whql Error;
    install::SERVICE_SECTION_IGNORED: InfVerif Error, Whql Error;
    install::SERVICE_UNDEFINED: InfVerif Error, Whql Error;
    install::SERVICES_ASSOCIATED_TWICE: InfVerif Error, Whql Error;
    install::SERVICE_DISABLED: InfVerif Warning;
    install::SERVICE_NAME_OF_SAMPLE: InfVerif Error, Whql Error;
    install::SERVICE_NAME_TOO_LONG: InfVerif Error, Whql Error;
    install::SERVICE_FLAGS: InfVerif Error, Whql Error;
    install::EVENT_LOG_TYPE: InfVerif Error, Whql Error;
}

/// Names of services in github.com/microsoft/Windows-driver-samples, folded, but for those of Windows itself and of the makers of real
/// hardware.
const SAMPLES: &[&str] = &[
    "audiocodec",
    "avscamera",
    "avshws",
    "avssamp",
    "bthechosamplecli",
    "bthechosamplesrv",
    "defect_toastmon",
    "dynambus",
    "echo",
    "echo_2",
    "fakemdm",
    "firefly",
    "genpci",
    "hidusbfx2",
    "kbfiltr",
    "kdodsamp",
    "kmdf_enumswitches",
    "moufiltr",
    "msforwardext",
    "mspassthroughext",
    "muxmp",
    "muxmp_nc",
    "muxp",
    "muxp_nc",
    "ndislwf",
    "ndisprot60",
    "ndisprot630",
    "netvmini60",
    "netvmini620",
    "netvmini630",
    "netvmini680",
    "osrfx2_dchu_usersvc",
    "osrusbfx2",
    "pci9x5x",
    "plclient",
    "plpolicy",
    "prmfuncsample",
    "sampleacpipep",
    "sampledsm",
    "sdcavcodec",
    "sdcavdsp",
    "sdcavxu",
    "serialbuswdk",
    "simbatt",
    "simdevice",
    "simgpio",
    "simgpio_i2c",
    "simpleaudiosample",
    "simsensor",
    "simtc",
    "singlecomponentfstatesvc",
    "skeletoni2c",
    "spbtesttool",
    "statbus",
    "sysvad_componentizedaudiosample",
    "toaster",
    "toasterfilter",
    "treeminiportsample",
    "treeosservicesample",
    "ucmcxucsi",
    "ucmtcpcicxclientsample",
    "ucmucsiacpisample",
    "ufxclientsample",
    "usbsamp",
    "vhidmini",
    "wdffeatured",
    "wdfmulticomp",
    "wdfsimple",
    "wdftoastmon",
    "wificxsampleclientkm",
    "wmisamp",
];

/// `SPSVCINST_ASSOCSERVICE`.
const FUNCTION_DRIVER: u64 = 2;

/// Characters of a service name (`CreateService` in the Windows documentation).
const MAX_NAME: usize = 256;

/// One line with `AddService`.
struct Added<'a> {
    name: String,
    flags: u64,
    section: String,
    entry: &'a Entry,
    by: &'a Section,
}

pub(super) fn added(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    for visit in anatomy.visits_at(Place::Install(Part::Services)) {
        let mut associated: Option<String> = None;
        for entry in anatomy.entries(visit.section, "AddService") {
            let line = entry.line();
            let by = shown(visit.section.name());
            let flags = anatomy.field(entry, 1);
            if number(&flags).is_none() && !open_token(&flags) {
                let message = format!("AddService in [{by}] has '{}' for flags", shown(&flags));
                context.report_in(inf, line, install::SERVICE_FLAGS.finding(message));
            }
            let added = Added {
                name: anatomy.field(entry, 0).into_owned(),
                flags: number(&flags).unwrap_or(0),
                section: anatomy.field(entry, 2).into_owned(),
                entry,
                by: visit.section,
            };
            let log = anatomy.field(entry, 4);
            let logs = ["System", "Application", "Security"];
            if !log.is_empty() && !open_token(&log) && !logs.iter().any(|known| known.eq_ignore_ascii_case(&log)) {
                let message = format!("AddService in [{by}] names the event log '{}'", shown(&log));
                context.report_in(inf, line, install::EVENT_LOG_TYPE.finding(message));
            }
            if added.flags & FUNCTION_DRIVER != 0 {
                let name = fold(&added.name);
                if associated.as_ref().is_some_and(|before| *before != name) {
                    let message =
                        format!("[{by}] has more than one function driver, of which one is '{}'", shown(&added.name));
                    context.report_in(inf, line, install::SERVICES_ASSOCIATED_TWICE.finding(message));
                }
                associated = Some(name);
            }
            if added.name.is_empty() {
                unnamed(context, inf, &added);
            } else {
                named(context, inf, anatomy, &added);
            }
        }
    }
}

fn unnamed(context: &mut Context<'_>, inf: &Inf, added: &Added<'_>) {
    let (by, line) = (shown(added.by.name()), added.entry.line());
    if added.flags & FUNCTION_DRIVER == 0 {
        let message = format!("AddService in [{by}] has no name");
        context.report_in(inf, line, install::SERVICE_UNNAMED.finding(message));
    } else if !added.section.is_empty() {
        let message = format!("AddService in [{by}] has a section [{}], but no name", shown(&added.section));
        context.report_in(inf, line, install::SERVICE_SECTION_IGNORED.finding(message));
    }
}

fn named(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>, added: &Added<'_>) {
    let (by, line, name) = (shown(added.by.name()), added.entry.line(), shown(&added.name));
    if added.name.encode_utf16().count() > MAX_NAME {
        let message = format!("the name of the service '{name}' has more than {MAX_NAME} characters");
        context.report_in(inf, line, install::SERVICE_NAME_TOO_LONG.finding(message));
    }
    if SAMPLES.contains(&fold(&added.name).as_str()) {
        let message = format!("the service '{name}' has the name of one from a driver sample");
        context.report_in(inf, line, install::SERVICE_NAME_OF_SAMPLE.finding(message));
    }
    match anatomy.section(&added.section) {
        // The section may be that of an included INF: which is another matter.
        None if anatomy.includes(added.by) || open_token(&added.section) => {}
        None if added.section.is_empty() => {
            let message = format!("AddService in [{by}] names no section for the service '{name}'");
            context.report_in(inf, line, install::SERVICE_UNDEFINED.finding(message));
        }
        None => {
            let message = format!("the section [{}] of the service '{name}' is not there", shown(&added.section));
            context.report_in(inf, line, install::SERVICE_UNDEFINED.finding(message));
        }
        Some(section) => {
            let start = anatomy.entry(section, "StartType");
            let disabled = start.is_some_and(|start| number(&anatomy.field(start, 0)) == Some(4));
            if disabled && added.flags & FUNCTION_DRIVER != 0 {
                let message = format!("'{name}' is the function driver of a device, but disabled (StartType 4)");
                context.report_in(inf, line, install::SERVICE_DISABLED.finding(message));
            }
        }
    }
}
