//! What several devices of an INF configure together: services, and values of the registry that are not their own.

use std::collections::{BTreeMap, HashMap, HashSet};

use catseal_finding::codes::install;
use catseal_inf::{Section, fold};

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
    let mut seen = HashSet::new();
    let installs = anatomy.reader.install_sections(models.section, models.decoration.models_arch());
    installs.filter(|install| seen.insert(install.line())).collect()
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
            let Some(part) = anatomy.section(&format!("{}.Services", install.name())) else { continue };
            for entry in anatomy.entries(part, "AddService") {
                let name = anatomy.field(entry, 0);
                let section = anatomy.section(&anatomy.field(entry, 2));
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
    // What each list sets outside of the device's own keys: read once, for many install sections may share it.
    let mut by_list: HashMap<u32, Vec<(String, Record<'_>)>> = HashMap::new();
    for used in anatomy.uses_of("AddReg") {
        let Some(list) = used.section.filter(|list| !by_list.contains_key(&list.line())) else { continue };
        let set = records(anatomy, used).filter(|record| !record.is_relative() && !record.depends_on_former());
        let set = set.map(|record| (fold(&format!("{}\\{}\\{}", record.root, record.key, record.name)), record));
        by_list.insert(list.line(), set.collect());
    }
    let mut told = HashSet::new();
    for models in &anatomy.models {
        let mut values: HashMap<&str, (&Record<'_>, &Section)> = HashMap::new();
        for install in installs(anatomy, models) {
            let hardware = anatomy.section(&format!("{}.HW", install.name()));
            let sections = [Some(install), hardware].into_iter().flatten();
            let uses = sections.filter_map(|section| by_section.get(&section.line())).flatten();
            let mut lists = HashSet::new();
            let lists = uses.filter_map(|used| used.section).map(Section::line).filter(|&list| lists.insert(list));
            // What an install section sets last, is what it sets.
            let set = lists.filter_map(|list| by_list.get(&list)).flatten().take_while(|_| anatomy.spend(1));
            let own: HashMap<&str, &Record<'_>> = set.map(|(path, record)| (path.as_str(), record)).collect();
            for (path, record) in own {
                let (before, by) = *values.entry(path).or_insert((record, install));
                if data(anatomy, before) != data(anatomy, record) && told.insert(record.entry.line()) {
                    let (by, name) = (shown(by.name()), shown(install.name()));
                    let message = format!("{} is set to different data by [{by}] and by [{name}]", record.shown());
                    context.report_in(inf, record.entry.line(), install::REG_SET_DIFFERENTLY.finding(message));
                }
            }
        }
    }
}

/// The flags and the data of a line.
fn data(anatomy: &Anatomy<'_>, record: &Record<'_>) -> Vec<String> {
    record.entry.fields().iter().skip(3).map(|field| anatomy.expand(field).into_owned()).collect()
}
