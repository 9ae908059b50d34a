//! Programs: what their headers say, and where they are installed.

use catseal_finding::codes::package::{DEBUG_BUILD, IMAGE_WITHOUT_VERSION, KERNEL_MACHINE, PRERELEASE, USER_MACHINE};
use catseal_inf::Arch;

use crate::context::Context;
use crate::image::{FLAG_DEBUG, FLAG_PRERELEASE, Image, machine};

crate::rules::rules! {
    KERNEL_MACHINE: Package Error;
    USER_MACHINE: Package Warning;
    IMAGE_WITHOUT_VERSION: Package Warning;
    DEBUG_BUILD: Package Warning;
    PRERELEASE: Package Note;
}

/// The images that INFs install.
pub(crate) fn images(context: &mut Context<'_>) {
    let facts = context.facts;
    for installed in &facts.installs {
        let inf = installed.inf;
        for source in &installed.driver.files {
            let Some(image) = facts.file(inf, source).and_then(|file| file.image.as_ref()) else { continue };
            let mut archs: Vec<Arch> = source
                .targets
                .iter()
                .filter_map(|&target| context.options.targets.get(target))
                .map(|target| target.arch)
                .collect();
            archs.sort_unstable();
            archs.dedup();
            let what = format!("[{}] installs {}", source.section, source.path);
            for arch in archs.into_iter().filter(|&arch| !runs_on(image, arch)) {
                let built = machine_name(image.machine);
                let (code, message) = if image.is_native() {
                    (&KERNEL_MACHINE, format!("{what} on {arch}, a kernel driver built for {built}"))
                } else {
                    (&USER_MACHINE, format!("{what} on {arch}, where code for {built} does not run"))
                };
                context.report_in(inf, source.line, code.finding(message));
            }
            let Some(version) = &image.version else {
                let message = format!("{what}, which has no version resource");
                context.report_in(inf, source.line, IMAGE_WITHOUT_VERSION.finding(message));
                continue;
            };
            for (flag, code, kind) in
                [(FLAG_DEBUG, &DEBUG_BUILD, "debug build"), (FLAG_PRERELEASE, &PRERELEASE, "prerelease")]
            {
                if version.flags & flag != 0 {
                    let message = format!("{what}, which is a {kind} by its version resource");
                    context.report_in(inf, source.line, code.finding(message));
                }
            }
        }
    }
}

/// Whether code of this machine runs on Windows for that architecture.
///
/// In the kernel, only its own. Programs run by emulation, too: x86 on all 64-bit Windows, x64 and 32-bit ARM on ARM64. The machine
/// of ARM64EC code is x64 in its headers, and that of ARM64X code ARM64. Code for .NET (IL) has x86 there and runs anywhere; what
/// it needs is not told here. Machines that Windows has no code for (such as EFI byte code) are not judged.
fn runs_on(image: &Image, arch: Arch) -> bool {
    if image.managed {
        return true;
    }
    let native = match image.machine {
        machine::X86 => Arch::X86,
        machine::AMD64 => Arch::Amd64,
        machine::IA64 => Arch::Ia64,
        machine::ARM64 => Arch::Arm64,
        other if machine::ARM.contains(&other) => Arch::Arm,
        _ => return true,
    };
    let emulated = match native {
        Arch::X86 => [Arch::Amd64, Arch::Ia64, Arch::Arm64].contains(&arch),
        Arch::Amd64 | Arch::Arm => arch == Arch::Arm64,
        Arch::Ia64 | Arch::Arm64 => false,
    };
    native == arch || emulated && !image.is_native()
}

fn machine_name(number: u16) -> &'static str {
    match number {
        machine::X86 => "x86",
        machine::AMD64 => "amd64",
        machine::IA64 => "ia64",
        machine::ARM64 => "arm64",
        _ => "arm",
    }
}
