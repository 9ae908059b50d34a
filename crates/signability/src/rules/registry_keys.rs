//! Which keys and values of the registry an INF writes.

use catseal_finding::codes::install;
use catseal_inf::{Part, fold};

use super::registry::{Record, deletes_string, lists_of, records};
use super::registry_data::{TYPE_DWORD, TYPE_MULTI_SZ};
use super::text::{open_token, shown};
use crate::anatomy::{Anatomy, Floor, Place, Root, Use};
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    install::REG_SYSTEM_KEY: InfVerif Error, Whql Error;
    install::REG_FORBIDDEN_KEY: InfVerif Error, Whql Error;
    install::REG_SECURITY: InfVerif Error, Whql Error;
    install::REG_VALUE_TYPE: InfVerif Error, Whql Error;
    install::REG_NOT_RELATIVE: InfVerif Warning, Declarative Warning, Universal Error;
    install::REG_NOT_ISOLATED: Windows Error;
    install::REG_NOT_FOR_WHQL: Whql Error;
    install::REG_SERVICE_PARAMETERS: Windows Error;
    install::REG_AUDIO_KEY: Windows Error;
    install::REG_APPENDABLE: InfVerif Warning, Declarative Warning, Universal Error, Windows Error;
    install::FILTERS_BY_REGISTRY: Windows Error;
    install::FILTERS_BY_REGISTRY_IN_EXTENSION: InfVerif Warning, Declarative Warning, Universal Warning, Windows Warning;
}

/// Keys of HKLM that are not for INFs. The documentation of InfVerif does not list them; these are hives that belong to
/// one component of Windows alone.
const FORBIDDEN: [&str; 6] = ["sam", "security", "hardware", "components", "drivers", "bcd00000000"];

/// Keys of HKLM for COM classes and Media Foundation transforms ("Using a Universal INF File").
const UNIVERSAL: [&str; 4] = [
    r"software\classes",
    r"software\microsoft\windows media foundation",
    r"software\wow6432node\microsoft\windows media foundation",
    r"software\wowaa32node\microsoft\windows media foundation",
];

/// The first Windows whose filter manager looks for the instances of a file system filter below Parameters. Microsoft's samples keep a
/// section for older ones.
const FILTER_PARAMETERS: Floor = (10, 0, 25952);

/// Keys of HKLM that InfVerif /h lets pass, as of April 2024 (its documentation, "Requirements").
const WHQL: [&str; 33] = [
    r"system\currentcontrolset",
    r"software\classes",
    r"software\khronos",
    r"software\microsoft\analog\providers",
    r"software\microsoft\cellular\mvsettings\devicespecific\cellux",
    r"software\microsoft\cryptography\calais\readers",
    r"software\microsoft\cryptography\calais\smartcards",
    r"software\microsoft\cryptography\drm_rng",
    r"software\microsoft\eapol",
    r"software\microsoft\palm\delaymanipulationduration",
    r"software\microsoft\shell\oem\quickactions\colorprofilequickaction",
    r"software\microsoft\speech_onecore\audioinput",
    r"software\microsoft\windows media foundation",
    r"software\microsoft\windows nt\currentversion\adaptivedisplaybrightness",
    r"software\microsoft\windows nt\currentversion\drivers.desc",
    r"software\microsoft\windows nt\currentversion\drivers32",
    r"software\microsoft\windows nt\currentversion\icm",
    r"software\microsoft\windows nt\currentversion\opengldrivers",
    r"software\microsoft\windows nt\currentversion\winlogon\notify\sccertprop",
    r"software\microsoft\windows\currentversion\app paths",
    r"software\microsoft\windows\currentversion\audio",
    r"software\microsoft\windows\currentversion\authentication",
    r"software\microsoft\windows\currentversion\control panel",
    r"software\microsoft\windows\currentversion\controls folder",
    r"software\microsoft\windows\currentversion\explorer",
    r"software\microsoft\windows\currentversion\reliability\userdefined",
    r"software\microsoft\windows\currentversion\run",
    r"software\microsoft\windows\currentversion\runonce",
    r"software\microsoft\windows\currentversion\uninstall",
    r"software\wow6432node\microsoft\windows media foundation",
    r"software\wow6432node\khronos",
    r"software\wowaa32node\microsoft\windows media foundation",
    r"software\wowaa32node\khronos",
];

/// Values of a device that Windows reads, and their types ("INF AddReg Directive", special value names).
const KNOWN_VALUES: [(&str, u64, &str); 6] = [
    ("upperfilters", TYPE_MULTI_SZ, "REG_MULTI_SZ"),
    ("lowerfilters", TYPE_MULTI_SZ, "REG_MULTI_SZ"),
    ("coinstallers32", TYPE_MULTI_SZ, "REG_MULTI_SZ"),
    ("devicecharacteristics", TYPE_DWORD, "REG_DWORD"),
    ("devicetype", TYPE_DWORD, "REG_DWORD"),
    ("exclusive", TYPE_DWORD, "REG_DWORD"),
];

/// Whether `key`, folded, is one of `prefixes` or below it.
fn below(key: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| key.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('\\')))
}

pub(super) fn keys(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let class = anatomy.class();
    for directive in ["AddReg", "DelReg", "BitReg"] {
        for used in lists_of(anatomy, directive) {
            let list = shown(&used.name);
            let secured = directive == "AddReg"
                && used.section.is_some_and(|list| anatomy.section(&format!("{}.Security", list.name())).is_some());
            for record in records(anatomy, used).filter(|record| !open_token(&record.root)) {
                let mut report = |code: &catseal_finding::CodeInfo, message: String| {
                    context.report_in(inf, record.entry.line(), code.finding(message));
                };
                machine(&mut report, &list, &record);
                if directive == "AddReg" {
                    global(&mut report, &list, &record);
                    values(&mut report, &list, used, &record, &class, secured);
                }
                let list_changed = directive == "AddReg" && record.appends() && record.value_type() == TYPE_MULTI_SZ
                    || directive == "DelReg" && deletes_string(&record);
                if list_changed && used.by.root != Root::Uninstall {
                    report(&install::REG_APPENDABLE, format!("[{list}] changes a part of {}", record.shown()));
                }
            }
        }
    }
}

/// Keys of HKLM that nobody may change.
fn machine(report: &mut impl FnMut(&catseal_finding::CodeInfo, String), list: &str, record: &Record<'_>) {
    if record.root != "HKLM" {
        return;
    }
    let first = record.first_key();
    let second = fold(record.key.split('\\').nth(1).unwrap_or_default());
    if first == "system" && second != "currentcontrolset" && !open_token(&second) {
        report(&install::REG_SYSTEM_KEY, format!("[{list}] changes {}", record.shown()));
    }
    if FORBIDDEN.contains(&first.as_str()) {
        report(&install::REG_FORBIDDEN_KEY, format!("[{list}] changes {}", record.shown()));
    }
}

/// Keys outside of the package's own.
fn global(report: &mut impl FnMut(&catseal_finding::CodeInfo, String), list: &str, record: &Record<'_>) {
    if !["HKLM", "HKCR", "HKCU", "HKU"].contains(&record.root.as_str()) {
        return;
    }
    let key = fold(&record.key);
    let message = || format!("[{list}] writes {}", record.shown());
    report(&install::REG_NOT_ISOLATED, message());
    let allowed = |keys: &[&str]| match record.root.as_str() {
        "HKCR" => true,
        "HKLM" => below(&key, keys),
        _ => false,
    };
    if !allowed(&UNIVERSAL) {
        report(&install::REG_NOT_RELATIVE, message());
    }
    if !allowed(&WHQL) {
        report(&install::REG_NOT_FOR_WHQL, message());
    }
}

/// What is written to the keys of a device or service.
fn values(
    report: &mut impl FnMut(&catseal_finding::CodeInfo, String),
    list: &str,
    used: &Use<'_>,
    record: &Record<'_>,
    class: &str,
    secured: bool,
) {
    let audio = fold(&record.key).starts_with(r"audioengine\audioprocessingobjects");
    if audio && class != "audioprocessingobject" && ["HKR", "HKCR"].contains(&record.root.as_str()) {
        report(&install::REG_AUDIO_KEY, format!("[{list}] writes {}", record.shown()));
    }
    if !record.is_relative() {
        return;
    }
    let (place, root) = (used.by.place, used.by.root);
    let first = record.first_key();
    let downlevel = used.by.floor < FILTER_PARAMETERS
        && (first == "instances" || first.is_empty() && record.name.eq_ignore_ascii_case("SupportedFeatures"));
    if place == Place::Service && first != "parameters" && !downlevel {
        report(&install::REG_SERVICE_PARAMETERS, format!("[{list}] writes {} for a service", record.shown()));
    }
    if !record.key.is_empty() {
        return;
    }
    if secured && record.sets_value() {
        report(&install::REG_SECURITY, format!("[{list}.Security] cannot secure {}", record.shown()));
    }
    let name = fold(&record.name);
    let is_filters = name == "upperfilters" || name == "lowerfilters";
    let of_device = match name.as_str() {
        "coinstallers32" => place == Place::Install(Part::CoInstallers),
        _ => place == Place::Install(Part::Hw) || root == Root::Class,
    };
    if of_device && record.sets_value() {
        let known = KNOWN_VALUES.iter().find(|(known, ..)| *known == name);
        if let Some((_, _, text)) = known.filter(|(_, kind, _)| *kind != record.value_type()) {
            report(&install::REG_VALUE_TYPE, format!("{} in [{list}] must be of type {text}", record.shown()));
        }
    }
    if is_filters && place == Place::Install(Part::Hw) && record.sets_value() {
        report(&install::FILTERS_BY_REGISTRY, format!("[{list}] writes {}", record.shown()));
        if class == "extension" {
            report(&install::FILTERS_BY_REGISTRY_IN_EXTENSION, format!("[{list}] writes {}", record.shown()));
        }
    }
}
