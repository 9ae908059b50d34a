use super::{OsTarget, Product};
use crate::arch::Arch;
use crate::document::Document;
use crate::reader::Reader;
use crate::walk::{Context, models::Models};

/// The releases a package of today is for: Windows 10 in its last form, and Windows 11.
const CURRENT: &[&str] = &["VB", "CO", "NI", "GE", "25H2"];

/// The targets that an INF is meant for, as far as its own text tells; none when it installs nothing anywhere.
///
/// For each architecture that its models sections (by their `TargetOS` decorations) or `[DefaultInstall]` serve, these are
/// the current releases of Windows on which it installs: Windows 10 from 2004 on, and Windows 11. If it installs on none of
/// them, because it is for servers or later builds only, for an architecture that they have not, or because it is blocked there, it is
/// the newest target on which it does.
///
/// A rule of this program; Inf2Cat always wants to be told.
#[must_use]
pub fn derive(document: &Document) -> Vec<&'static OsTarget> {
    let reader = Reader::new(document);
    let mut context = Context::new(&reader);
    let models = Models::read(&mut context);
    let served: Vec<&OsTarget> = super::all()
        .iter()
        .filter(|target| !target.is_pre_release() && models.choose(&mut context, target).serves)
        .collect();
    let mut derived: Vec<&OsTarget> = Vec::new();
    for arch in Arch::ALL {
        let here = || served.iter().copied().filter(move |target| target.arch == arch);
        let before = derived.len();
        let current = here().filter(|target| is_current(target));
        derived.extend(current.filter(|target| models.serves_up_to(&mut context, target, last_build(target))));
        if derived.len() == before {
            derived.extend(here().next_back());
        }
    }
    super::all().iter().filter(|target| derived.contains(target)).collect()
}

/// The last build before the next release: what is asked for under a release's code are its updates, too, such as 19045 under
/// that of 19041.
fn last_build(target: &OsTarget) -> u32 {
    let releases = super::all().iter().filter(|other| other.product == Product::Workstation);
    let next = releases.map(|other| other.build).filter(|&build| build > target.build).min();
    next.map_or(u32::MAX, |build| build - 1)
}

fn is_current(target: &OsTarget) -> bool {
    let release = target.code.strip_prefix("10_").and_then(|rest| rest.split_once('_'));
    release.is_some_and(|(release, _)| CURRENT.contains(&release))
}
