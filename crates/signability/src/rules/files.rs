//! `[SourceDisksNames]`, `[SourceDisksFiles]`, lists of files, and `CopyINF`.

use std::collections::HashSet;

use catseal_finding::codes::infverif::{
    CATALOG_LISTED, COMPRESSED_NAME, COPY_INF_INVALID, DISK_ID_INVALID, EXTRA_VALUE, FILE_NAME_MISSING, LISTED_TWICE,
};
use catseal_inf::{Arch, Section, fold};

use crate::anatomy::Anatomy;
use crate::context::Context;
use crate::package::Inf;

super::rules! {
    DISK_ID_INVALID: InfVerif Error, Whql Error;
    FILE_NAME_MISSING: InfVerif Error, Whql Error;
    COMPRESSED_NAME: InfVerif Warning, Declarative Warning, Universal Error, Windows Error;
    CATALOG_LISTED: InfVerif Error, Whql Error;
    COPY_INF_INVALID: InfVerif Error, Whql Error;
    LISTED_TWICE: InfVerif Error, Whql Error;
    EXTRA_VALUE: InfVerif Warning;
}

/// Values of a line of `[SourceDisksNames]`: description, tag, unused, path, flags, tag file.
const DISK_VALUES: usize = 6;
/// Values of a line of `[SourceDisksFiles]`: disk, folder, size.
const FILE_VALUES: usize = 3;
/// Values of a line of `[DestinationDirs]`: directory, folder.
const DESTINATION_VALUES: usize = 2;
/// Values of a line of a list for `CopyFiles`: destination, source, unused, flags.
const COPY_VALUES: usize = 4;

pub(crate) fn check(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    for section in tables(inf, "SourceDisksNames") {
        disks(context, inf, anatomy, section);
    }
    for section in tables(inf, "SourceDisksFiles") {
        files(context, inf, anatomy, section);
    }
    if let Some(section) = inf.document.section("DestinationDirs") {
        destinations(context, inf, anatomy, section);
    }
    copied(context, inf, anatomy);
    copied_infs(context, inf, anatomy);
}

/// The table of that name and those for the architectures.
fn tables<'i>(inf: &'i Inf, name: &str) -> impl Iterator<Item = &'i Section> {
    let decorated = Arch::ALL.map(|arch| format!("{name}.{arch}"));
    let names = std::iter::once(name.to_owned()).chain(decorated);
    names.filter_map(|name| inf.document.section(&name)).collect::<Vec<_>>().into_iter()
}

fn disks(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>, section: &Section) {
    let mut seen = HashSet::new();
    let name = format!("[{}]", section.name());
    for entry in section.entries() {
        let Some(key) = entry.key().filter(|_| entry.has_explicit_key()) else { continue };
        let id = anatomy.expand(key);
        match super::number(&id) {
            Some(number) if !seen.insert(number) => {
                let message = format!("{name} has the disk {id} for the second time");
                context.report_in(inf, entry.line(), LISTED_TWICE.finding(message));
            }
            Some(_) => {}
            None => {
                let message = format!("{name} has a disk with the id '{id}', which is no number");
                context.report_in(inf, entry.line(), DISK_ID_INVALID.finding(message));
            }
        }
        super::extra_value(context, inf, &name, &format!("the disk {id}"), entry, DISK_VALUES);
    }
}

fn files(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>, section: &Section) {
    let mut seen = HashSet::new();
    let name = format!("[{}]", section.name());
    for entry in section.entries() {
        let Some(key) = entry.key().filter(|_| entry.has_explicit_key()) else { continue };
        let file = anatomy.expand(key);
        let line = entry.line();
        if file.is_empty() {
            let message = format!("a line of {name} has no name of a file before the =");
            context.report_in(inf, line, FILE_NAME_MISSING.finding(message));
            continue;
        }
        if !seen.insert(fold(&file)) {
            let message = format!("{name} lists {file} for the second time");
            context.report_in(inf, line, LISTED_TWICE.finding(message));
        }
        let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
        if extension.eq_ignore_ascii_case("cat") {
            let message = format!("{name} lists the catalog {file}");
            context.report_in(inf, line, CATALOG_LISTED.finding(message));
        }
        // The compress tool puts the underscore in the place of the third letter.
        if extension.len() == 3 && extension.ends_with('_') {
            let message = format!("{name} lists {file}, which is the name of a compressed file");
            context.report_in(inf, line, COMPRESSED_NAME.finding(message));
        }
        super::extra_value(context, inf, &name, &file, entry, FILE_VALUES);
    }
}

fn destinations(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>, section: &Section) {
    let mut seen = HashSet::new();
    for entry in section.entries() {
        let Some(key) = entry.key().filter(|_| entry.has_explicit_key()) else { continue };
        let list = anatomy.expand(key);
        if !seen.insert(fold(&list)) {
            let message = format!("[DestinationDirs] has {list} for the second time");
            context.report_in(inf, entry.line(), LISTED_TWICE.finding(message));
        }
        super::extra_value(context, inf, "[DestinationDirs]", &list, entry, DESTINATION_VALUES);
    }
}

/// The lists that `CopyFiles` names, each once, and single files.
fn copied(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let mut seen = HashSet::new();
    for directive in anatomy.directives(&anatomy.installs, "CopyFiles") {
        for value in anatomy.values(directive.entry) {
            if value.strip_prefix('@').is_some_and(|file| file.trim().is_empty()) {
                let message =
                    format!("CopyFiles in [{}] has an @ without the name of a file", directive.section.name());
                context.report_in(inf, directive.entry.line(), FILE_NAME_MISSING.finding(message));
            }
            let Some(list) = inf.document.section(&value).filter(|list| seen.insert(list.line())) else { continue };
            let name = format!("[{}]", list.name());
            for entry in list.entries() {
                let file = anatomy.expand(entry.field(0));
                if file.is_empty() {
                    let message = format!("a line of {name} has no name of a file");
                    context.report_in(inf, entry.line(), FILE_NAME_MISSING.finding(message));
                }
                super::extra_value(context, inf, &name, &file, entry, COPY_VALUES);
            }
        }
    }
}

fn copied_infs(context: &mut Context<'_>, inf: &Inf, anatomy: &Anatomy<'_>) {
    let own = inf.path.rsplit('/').next().unwrap_or_default();
    for directive in anatomy.directives(&anatomy.installs, "CopyINF") {
        // An INF that is installed by a click in the Explorer stages itself in this way, which works.
        let by_click =
            directive.section.name().get(..14).is_some_and(|head| head.eq_ignore_ascii_case("DefaultInstall"));
        for value in anatomy.values(directive.entry) {
            let is_inf = value.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("inf"));
            let what = match is_inf {
                false => "which is no INF",
                true if !by_click && fold(&value) == fold(own) => "which is this INF itself",
                true => continue,
            };
            let message = format!("CopyINF in [{}] names {value}, {what}", directive.section.name());
            context.report_in(inf, directive.entry.line(), COPY_INF_INVALID.finding(message));
        }
    }
}
