//! Where Inf2Cat goes beyond what the targets need.
//!
//! None of it is documented; it is what explains the members and attributes of published catalogs.

use std::collections::{BTreeMap, BTreeSet};

use super::models::Models;
use super::{Context, Starts, TargetSet};
use crate::arch::Arch;
use crate::decoration::Decoration;
use crate::os::{self, OsTarget};

/// The architectures that are meant where none is named. Tables for others are not read then.
pub(super) const ARCHITECTURES: [Arch; 3] = [Arch::X86, Arch::Amd64, Arch::Ia64];

/// `starts` with all sections of an architecture for all of its targets, whatever versions of Windows the models are for.
pub(super) fn by_architecture(starts: Starts, targets: &[&OsTarget]) -> Starts {
    let mut sections: BTreeMap<Arch, BTreeSet<usize>> = BTreeMap::new();
    for ((arch, roots), _) in starts {
        sections.entry(arch).or_default().extend(roots);
    }
    let of_arch = |arch| {
        let bits = os::all().iter().zip(0u32..).filter(|(target, _)| target.arch == arch && targets.contains(target));
        bits.fold(0, |set: TargetSet, (_, bit)| set | 1 << bit)
    };
    sections.into_iter().map(|(arch, roots)| ((arch, roots.into_iter().collect()), of_arch(arch))).collect()
}

/// What is walked besides `starts`: the sections among them whose names have no architecture, by every one of
/// [`ARCHITECTURES`], and, for `everyone`, the install sections that those of the `chosen` models sections have for each of them
/// that are for all architectures.
pub(super) fn extra_starts(
    context: &mut Context<'_>,
    models: &Models,
    starts: &Starts,
    chosen: &BTreeSet<usize>,
    everyone: TargetSet,
) -> Starts {
    let mut roots: BTreeMap<(Arch, usize), TargetSet> = BTreeMap::new();
    for ((_, sections), targets) in starts {
        for &section in sections.iter().filter(|&&section| names_no_arch(context, section)) {
            for arch in ARCHITECTURES {
                *roots.entry((arch, section)).or_default() |= targets;
            }
        }
    }
    for section in models.generic(chosen) {
        for (name, _) in models.installs(section) {
            for arch in ARCHITECTURES {
                if !context.spend(1 + name.len()) {
                    break;
                }
                let Some(section) = context.reader.decorated(name, arch).map(|section| section.index) else { continue };
                let archs = if names_no_arch(context, section) { &ARCHITECTURES[..] } else { &[arch] };
                for &arch in archs {
                    *roots.entry((arch, section)).or_default() |= everyone;
                }
            }
        }
    }
    let mut grouped: BTreeMap<(Arch, TargetSet), Vec<usize>> = BTreeMap::new();
    for ((arch, section), targets) in roots {
        grouped.entry((arch, targets)).or_default().push(section);
    }
    grouped.into_iter().map(|((arch, targets), sections)| ((arch, sections), targets)).collect()
}

/// Whether the name of a section does not end in an architecture (`.NTamd64`).
fn names_no_arch(context: &Context<'_>, section: usize) -> bool {
    let name = context.reader.document().section_at(section).map_or("", |section| section.name());
    // Of a decoration with numbers, the part that names the architecture is not the last.
    let mut endings = name.match_indices('.').filter_map(|(dot, _)| Decoration::parse(name.get(dot + 1..)?));
    !endings.any(|decoration| decoration.arch.is_some())
}
