//! From a document to a driver.
//!
//! In steps: [`models`] says which devices, and so which install sections, a target chooses; [`install`] follows
//! these to the lists of files; [`files`] looks the files up in the [`media`] tables. What Inf2Cat adds is in
//! [`inf2cat`].

use std::collections::{BTreeMap, BTreeSet};

use catseal_finding::{Severity, Subject, codes};

use crate::arch::Arch;
use crate::document::Document;
use crate::driver::Driver;
use crate::os::{self, OsTarget};
use crate::reader::Reader;
use crate::{signature, version};

mod context;
mod files;
mod inf2cat;
mod install;
mod media;
pub(crate) mod models;

pub(crate) use context::Context;

/// A set of targets: bit n is the n-th of [`os::all`].
pub(crate) type TargetSet = u128;

/// The targets of a set as indices: `positions` has the bit of each target of the walk.
fn indices(set: TargetSet, positions: &[Option<u32>]) -> Vec<usize> {
    let within = |bit: &Option<u32>| bit.is_some_and(|bit| set & (1 << bit) != 0);
    positions.iter().enumerate().filter(|(_, bit)| within(bit)).map(|(index, _)| index).collect()
}

/// Sections at which a walk begins, with the architecture by which it goes on from them.
type Starts = BTreeMap<(Arch, Vec<usize>), TargetSet>;

/// Whose idea of what belongs to a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Windows,
    Inf2Cat,
}

impl Driver {
    /// What the INF says about its package, as far as `targets` choose it.
    ///
    /// With several targets it is the union; all of [`os::all`] gives every file that any Windows would install. A
    /// target covers all computers it may stand for: where editions, domain controllers or later builds choose
    /// other sections, all of these are walked.
    ///
    /// What is wrong is told by [`findings`](Driver::findings). Some are about a target alone (nothing is installed there,
    /// no catalog is named), so for findings walk the targets that were asked for. `DefaultUninstall` counts only
    /// with `LegacyUninstall=1`. Sections of other INFs, brought in by `Include`, are not looked for.
    #[must_use]
    pub fn walk(document: &Document, targets: &[&OsTarget]) -> Self {
        Self::walk_for(document, targets, View::Windows)
    }

    /// As [`walk`](Self::walk), with the files that Inf2Cat would list and the targets it would list them for, which are
    /// more than Windows needs.
    ///
    /// Seen in the catalogs it has made:
    /// - A file is for all targets whose architecture its sections serve, also where the decoration of the models demands a
    ///   later version.
    /// - What a section without an architecture in its name copies is looked up in the tables for x86, amd64 and ia64 alike.
    /// - From a models section for all architectures, the install sections for x86, amd64 and ia64 are followed, for all
    ///   targets.
    /// - The hardware ids are those of all models sections that `[Manufacturer]` names, whatever they are for.
    ///
    /// Files that no target needs are told by [`SourceFile::needed`](crate::SourceFile::needed), and nothing is found wrong with
    /// them.
    #[must_use]
    pub fn walk_as_inf2cat(document: &Document, targets: &[&OsTarget]) -> Self {
        Self::walk_for(document, targets, View::Inf2Cat)
    }

    fn walk_for(document: &Document, targets: &[&OsTarget], view: View) -> Self {
        let reader = Reader::new(document);
        let mut context = Context::new(&reader);
        let version = version::read(&mut context);
        let models = models::Models::read(&mut context);

        let mut served: BTreeSet<Arch> = BTreeSet::new();
        let mut chosen_models: BTreeSet<usize> = BTreeSet::new();
        // Targets that begin at the same sections are walked together.
        let mut starts = Starts::new();
        let mut everyone: TargetSet = 0;
        let mut unserved: Vec<&OsTarget> = Vec::new();
        let mut positions: Vec<Option<u32>> = Vec::new();
        for &target in targets {
            let position = os::all().iter().zip(0u32..).find(|(known, _)| *known == target).map(|(_, bit)| bit);
            positions.push(position);
            let Some(bit) = position else { continue };
            everyone |= 1 << bit;
            let choice = models.choose(&mut context, target);
            if choice.serves {
                served.insert(target.arch);
            } else {
                unserved.push(target);
            }
            let start = install::roots(&mut context, &models, &choice, target.arch);
            *starts.entry((target.arch, start)).or_default() |= 1 << bit;
            chosen_models.extend(choice.models);
        }
        report_unserved(&mut context, &models, &unserved, &served, view);

        let archs: BTreeSet<Arch> = targets.iter().map(|target| target.arch).collect();
        report_catalogs(&mut context, &version, &archs);
        let listed_models = if view == View::Inf2Cat { models.all() } else { chosen_models.clone() };
        let hardware_ids = models.hardware_ids(&mut context, &listed_models);
        let signature_attributes = signature::read(&mut context);
        let extra = match view {
            View::Windows => None,
            View::Inf2Cat => {
                starts = inf2cat::by_architecture(starts, targets);
                Some(inf2cat::extra_starts(&mut context, &models, &starts, &chosen_models, everyone))
            }
        };
        let reached = install::follow(&mut context, &starts);
        let media = media::Media::read(&mut context, &archs);
        let mut collector = files::Collector::new(&context, version.layout_file.is_some());
        collector.collect(&mut context, &media, &reached, true);
        if let Some(extra) = extra {
            context.mute();
            let reached = install::follow(&mut context, &extra);
            let media = media::Media::read(&mut context, &BTreeSet::from(inf2cat::ARCHITECTURES));
            collector.collect(&mut context, &media, &reached, false);
        }
        let removals = collector.removals(&mut context, &reached, &positions);
        let install_sections = reached.install_sections(document, &positions);
        let files = collector.finish(&positions);
        let listed_files = media.listed(&archs);
        Self {
            version,
            hardware_ids,
            files,
            listed_files,
            removals,
            install_sections,
            copied_infs: reached.copied_infs,
            signature_attributes,
            findings: context.finish(),
        }
    }
}

fn report_unserved(
    context: &mut Context<'_>,
    models: &models::Models,
    unserved: &[&OsTarget],
    served: &BTreeSet<Arch>,
    view: View,
) {
    // Inf2Cat has made a catalog for ARM64, with nothing but the INF for it, where there was a [DefaultInstall.NTARM] alone.
    let minded = view == View::Windows || models.has_manufacturer() || served.is_empty();
    let severity = if minded { Severity::Error } else { Severity::Warning };
    let mut reported: BTreeSet<Arch> = BTreeSet::new();
    for target in unserved {
        let arch = target.arch;
        let line = models.manufacturer_line();
        if served.contains(&arch) {
            context.report(
                codes::inf::NOTHING_FOR_TARGET.finding(format!(
                    "the INF installs nothing on {}, though it serves other versions of Windows for {arch}",
                    target.code
                )),
                line,
            );
        } else if reported.insert(arch) {
            let decorated = format!("NT{arch}");
            let finding = if models.declares(arch) {
                codes::inf::NO_MODELS.finding(format!(
                    "no models section or [DefaultInstall] for {arch} serves any of the versions of Windows asked for"
                ))
            } else if arch == Arch::X86 {
                codes::inf::NO_MODELS.finding("the INF has no models section and no [DefaultInstall] for x86")
            } else {
                let message = format!("the INF has no models section and no [DefaultInstall] decorated {decorated}");
                codes::inf::NO_MODELS.finding(message).about(Subject::Architecture(arch.as_str()))
            };
            context.report(finding.severity(severity), line);
        }
    }
}

fn report_catalogs(context: &mut Context<'_>, version: &version::Version, archs: &BTreeSet<Arch>) {
    for &arch in archs {
        if version.catalog_file(arch).is_none() {
            context.report(
                codes::inf::CATALOG_FILE_MISSING.finding(format!(
                    "[Version] names no catalog for {arch}: looked for CatalogFile.nt{arch}, CatalogFile.nt and CatalogFile"
                )).about(Subject::Architecture(arch.as_str())),
                Some(version.line),
            );
        }
    }
}
