//! Which install sections may come to one computer.

use std::collections::{BTreeMap, HashMap};

use catseal_inf::{Arch, Decoration, Install, Part, Reader, Section, Seen};

/// The install sections for one decoration.
pub(crate) struct System<'d> {
    arch: Arch,
    /// Whether no other decoration goes before it on the newest Windows.
    pub(crate) latest: bool,
    roots: Vec<&'d Section>,
}

/// By what follows the name of a models section, or the name of `[DefaultInstall...]`.
type Systems<'d> = BTreeMap<(Option<Arch>, String), System<'d>>;

/// What Windows compares first: version and build.
type Rank = ((u32, u32), u32);

impl<'d> System<'d> {
    /// The decorations of `[Manufacturer]` and `[DefaultInstall]`.
    pub(super) fn all(reader: &'d Reader<'d>) -> Vec<Self> {
        let mut systems = Systems::new();
        for manufacturer in reader.manufacturers() {
            let newest = newest(manufacturer.models.iter().filter_map(|models| models.decoration));
            for models in &manufacturer.models {
                let (Some(decoration), Some(section)) = (models.decoration, models.section) else { continue };
                let roots = reader.install_sections(section, decoration.models_arch());
                add(&mut systems, &newest, decoration, &models.suffix, roots);
            }
        }
        let defaults: Vec<_> = reader.document().decorations_of("DefaultInstall").collect();
        let newest = newest(defaults.iter().map(|(_, decoration)| *decoration));
        for (section, decoration) in defaults {
            add(&mut systems, &newest, decoration, section.name(), [section]);
        }
        systems.into_values().collect()
    }

    /// Its install sections in the order of the INF.
    pub(crate) fn installs(&self, reader: &Reader<'d>) -> Vec<&'d Section> {
        let roots = self.roots.iter().map(|&section| Install { section, part: Part::Main });
        let mut installs = reader.follow(roots, self.arch, &mut Seen::new());
        installs.sort_by_key(|install| install.section.line());
        installs.dedup_by_key(|install| install.section.line());
        installs.iter().map(|install| install.section).collect()
    }
}

fn add<'d>(
    systems: &mut Systems<'d>,
    newest: &HashMap<Arch, Rank>,
    decoration: Decoration,
    name: &str,
    roots: impl IntoIterator<Item = &'d Section>,
) {
    let arch = decoration.models_arch();
    let system = systems.entry((decoration.arch, name.to_ascii_lowercase()));
    let system = system.or_insert_with(|| System { arch, latest: false, roots: Vec::new() });
    system.latest |= newest.get(&arch) == Some(&rank(decoration));
    system.roots.extend(roots);
}

fn rank(decoration: Decoration) -> Rank {
    (decoration.version, decoration.build)
}

/// The highest rank for each architecture.
fn newest(decorations: impl Iterator<Item = Decoration>) -> HashMap<Arch, Rank> {
    let mut newest = HashMap::new();
    for decoration in decorations {
        let highest = newest.entry(decoration.models_arch()).or_insert_with(|| rank(decoration));
        *highest = rank(decoration).max(*highest);
    }
    newest
}
