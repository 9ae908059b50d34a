//! Installation without a user: what Windows Update installs asks nothing and shows nothing.

use std::collections::HashSet;

use catseal_finding::Severity;
use catseal_finding::codes::publication::{
    INTERACTIVE_INSTALL, REBOOT, REGISTER_DLLS, REQUEST_ADDITIONAL_SOFTWARE, RUN_AT_LOGON, RUN_ONCE,
    SOFTWARE_NOT_SILENT,
};
use catseal_inf::{Document, Section, fold};

use crate::context::Context;
use crate::facts::extension;
use crate::package::Inf;

crate::rules::rules! {
    REBOOT: Whql Warning, Update Warning;
    INTERACTIVE_INSTALL: Whql Warning, Update Error;
    REQUEST_ADDITIONAL_SOFTWARE: Update Warning;
    RUN_ONCE: Update Warning;
    RUN_AT_LOGON: Update Warning;
    REGISTER_DLLS: Update Warning;
    SOFTWARE_NOT_SILENT: Update Warning;
}

/// `[ControlFlags]`.
pub(crate) fn control_flags(context: &mut Context<'_>, inf: &Inf) {
    let Some(section) = inf.document.section("ControlFlags") else { return };
    for entry in section.entries() {
        let key = entry.key().map(|key| fold(&inf.document.expand(key))).unwrap_or_default();
        let name = key.split('.').next().unwrap_or_default();
        let (code, what) = match name {
            "interactiveinstall" => (&INTERACTIVE_INSTALL, "has devices installed only when a user is there"),
            "requestadditionalsoftware" => (&REQUEST_ADDITIONAL_SOFTWARE, "leads to software outside of the package"),
            _ => continue,
        };
        let message = format!("{} in [{}] {what}", entry.key().unwrap_or_default(), section.name());
        context.report_in(inf, entry.line(), code.finding(message));
    }
}

/// The install sections that are reached.
pub(crate) fn install_sections(context: &mut Context<'_>) {
    let facts = context.facts;
    for installed in &facts.installs {
        let inf = installed.inf;
        let mut written: HashSet<String> = HashSet::new();
        let mut software: HashSet<String> = HashSet::new();
        for reached in &installed.driver.install_sections {
            let Some(section) = inf.document.section(&reached.name) else { continue };
            for entry in section.entries() {
                let key = entry.key().map(|key| fold(&inf.document.expand(key))).unwrap_or_default();
                match key.as_str() {
                    "reboot" | "restart" => {
                        let message = format!("[{}] asks for a restart with {key}", section.name());
                        context.report_in(inf, entry.line(), REBOOT.finding(message));
                    }
                    "registerdlls" | "unregisterdlls" => {
                        let message = format!("[{}] runs code of the package with {key}", section.name());
                        context.report_in(inf, entry.line(), REGISTER_DLLS.finding(message));
                    }
                    "addreg" => {
                        written.extend(entry.fields().iter().map(|list| fold(&inf.document.expand(list))));
                    }
                    "addsoftware" => {
                        software.insert(fold(&inf.document.expand(entry.field(2))));
                    }
                    _ => {}
                }
            }
        }
        for list in sections(&inf.document, &written) {
            run_keys(context, inf, list);
        }
        for section in sections(&inf.document, &software) {
            silence(context, inf, section);
        }
    }
}

/// The sections of these folded names, in the order of the INF.
fn sections<'d>(document: &'d Document, names: &HashSet<String>) -> impl Iterator<Item = &'d Section> {
    document.sections().filter(|section| names.contains(&fold(section.name())))
}

/// Keys that start programs at a logon.
fn run_keys(context: &mut Context<'_>, inf: &Inf, list: &Section) {
    for entry in list.entries() {
        let root = fold(&inf.document.expand(entry.field(0)));
        if !["hklm", "hkcu", "hku"].contains(&root.as_str()) {
            continue;
        }
        let subkey = inf.document.expand(entry.field(1));
        let folded = fold(&subkey);
        let Some((_, key)) = folded.split_once("microsoft\\windows\\currentversion\\") else { continue };
        let (code, what) = match key.split('\\').next().unwrap_or_default() {
            "runonce" | "runonceex" | "runservicesonce" => (&RUN_ONCE, "once, at the next logon"),
            "run" | "runservices" => (&RUN_AT_LOGON, "at every logon"),
            _ => continue,
        };
        let message = format!("[{}] writes to {subkey}, which starts a program {what}", list.name());
        context.report_in(inf, entry.line(), code.finding(message));
    }
}

/// Arguments that keep installers silent: those of Windows Installer, NSIS, Inno Setup, InstallShield and WiX.
const SILENT: [&str; 11] =
    ["s", "silent", "verysilent", "q", "quiet", "qn", "passive", "unattended", "hidden", "nogui", "noui"];
/// Arguments that have Windows Installer show windows.
const LOUD: [&str; 6] = ["qb", "qb!", "qb-", "qr", "qf", "qb+"];

/// What `AddSoftware` runs: whether its arguments keep it silent.
fn silence(context: &mut Context<'_>, inf: &Inf, section: &Section) {
    let value = |wanted: &str| {
        let mut entries = section.entries().iter().filter(|entry| entry.has_explicit_key());
        entries.find(|entry| entry.key().is_some_and(|key| fold(&inf.document.expand(key)) == wanted))
    };
    let is_program = value("softwaretype").is_some_and(|entry| inf.document.expand(entry.field(0)).trim() == "1");
    let Some(binary) = value("softwarebinary").filter(|_| is_program) else { return };
    let name = inf.document.expand(binary.field(0));
    let arguments = value("softwarearguments").map_or(&[][..], |entry| entry.fields());
    let arguments: Vec<String> = arguments
        .iter()
        .flat_map(|field| inf.document.expand(field).split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let options = |known: &[&str]| {
        arguments.iter().find(|argument| {
            let option = fold(argument.trim_start_matches(['-', '/']));
            option.len() < argument.len() && known.contains(&option.as_str())
        })
    };
    if let Some(loud) = options(&LOUD) {
        let message = format!("[{}] runs {name} with {loud}, which shows windows", section.name());
        context.report_in(inf, binary.line(), SOFTWARE_NOT_SILENT.finding(message));
    } else if extension(&name.replace('\\', "/")) == "exe" && options(&SILENT).is_none() {
        let message = format!("[{}] runs {name} without an argument known to keep it silent", section.name());
        context.report_in(inf, binary.line(), SOFTWARE_NOT_SILENT.finding(message).severity(Severity::Note));
    }
}
