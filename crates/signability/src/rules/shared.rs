//! What several devices of an INF configure together: services, and values of the registry that are not their own.

use std::collections::{BTreeMap, HashMap, HashSet};

use catseal_finding::codes::install;
use catseal_inf::{Arch, Section, fold};

use super::registry::{Record, records};
use super::text::shown;
use crate::anatomy::{Anatomy, Models, Use};
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    install::SERVICE_CONFIGURED_DIFFERENTLY: InfVerif Warning, Declarative Warning, Universal Error, Windows Error;
    install::REG_SET_DIFFERENTLY: InfVerif Warning, Declarative Warning, Universal Error, Windows Error;
}

/// The install sections of one models section, each once. Devices of one models section may be in one machine; those of two
/// may be for different versions of Windows.
fn installs<'d>(anatomy: &Anatomy<'d>, models: &Models<'d>) -> Vec<&'d Section> {
    let arch = models.decoration.arch.unwrap_or(Arch::X86);
    let mut known = HashSet::new();
    let mut seen = HashSet::new();
    let mut installs = Vec::new();
    for entry in models.section.entries() {
        let base = anatomy.field(entry, 0);
        if anatomy.spend(1 + base.len())
            && known.insert(fold(&base))
            && let Some(install) = anatomy.choose(&base, arch)
            && seen.insert(install.line())
        {
            installs.push(install);
        }
    }
    installs
}

/// What a service section configures, in a form that can be compared.
fn configuration(anatomy: &Anatomy<'_>, section: &Section) -> BTreeMap<String, String> {
    const COMPARED: [&str; 5] = ["ServiceType", "StartType", "ErrorControl", "ServiceBinary", "LoadOrderGroup"];
    let values = COMPARED.iter().filter_map(|&name| {
        let value = anatomy.field(anatomy.entry(section, name)?, 0).into_owned();
        let value = super::text::number(&value).map_or_else(|| fold(&value), |number| number.to_string());
        Some((name.to_owned(), value))
    });
    values.collect()
}

/// The same service, by two sections that say different things.
pub(super) fn services(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let mut told = HashSet::new();
    for models in &anatomy.models {
        let mut by_service: HashMap<String, &Section> = HashMap::new();
        for install in installs(anatomy, models) {
            let Some(part) = anatomy.document.section(&format!("{}.Services", install.name())) else { continue };
            for entry in anatomy.entries(part, "AddService") {
                let name = anatomy.field(entry, 0);
                let section = anatomy.document.section(&anatomy.field(entry, 2));
                let Some(section) =
                    section.filter(|section| !name.is_empty() && anatomy.spend(1 + section.entries().len()))
                else {
                    continue;
                };
                let before = *by_service.entry(fold(&name)).or_insert(section);
                if before.line() != section.line()
                    && configuration(anatomy, before) != configuration(anatomy, section)
                    && told.insert(entry.line())
                {
                    let (before, section) = (shown(before.name()), shown(section.name()));
                    let message =
                        format!("the service '{}' is configured by [{before}] and by [{section}]", shown(&name));
                    context.report_in(inf, entry.line(), install::SERVICE_CONFIGURED_DIFFERENTLY.finding(message));
                }
            }
        }
    }
}

/// The same value, set to different data by two install sections.
pub(super) fn registry(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let mut by_section: HashMap<u32, Vec<&Use<'_>>> = HashMap::new();
    for used in anatomy.uses_of("AddReg") {
        by_section.entry(used.by.section.line()).or_default().push(used);
    }
    let mut told = HashSet::new();
    for models in &anatomy.models {
        let mut values: HashMap<String, (Vec<String>, &Section)> = HashMap::new();
        for install in installs(anatomy, models) {
            let hardware = anatomy.document.section(&format!("{}.HW", install.name()));
            let sections = [Some(install), hardware].into_iter().flatten();
            let mut lists = HashSet::new();
            // What an install section sets last, is what it sets.
            let mut own: HashMap<String, Record<'_>> = HashMap::new();
            for used in sections.filter_map(|section| by_section.get(&section.line())).flatten() {
                if !used.section.is_some_and(|list| lists.insert(list.line())) {
                    continue;
                }
                let set = records(anatomy, used).filter(|record| !record.is_relative() && !record.depends_on_former());
                for record in set {
                    let path = fold(&format!("{}\\{}\\{}", record.root, record.key, record.name));
                    if anatomy.spend(path.len()) {
                        own.insert(path, record);
                    }
                }
            }
            for (path, record) in own {
                let fields = record.entry.fields().get(3..).unwrap_or_default();
                let data: Vec<String> = fields.iter().map(|field| anatomy.expand(field).into_owned()).collect();
                match values.entry(path) {
                    std::collections::hash_map::Entry::Vacant(vacant) => {
                        vacant.insert((data, install));
                    }
                    std::collections::hash_map::Entry::Occupied(occupied) => {
                        let (before, by) = occupied.get();
                        if *before != data && told.insert(record.entry.line()) {
                            let (by, install) = (shown(by.name()), shown(install.name()));
                            let message =
                                format!("{} is set to different data by [{by}] and by [{install}]", record.shown());
                            context.report_in(inf, record.entry.line(), install::REG_SET_DIFFERENTLY.finding(message));
                        }
                    }
                }
            }
        }
    }
}
