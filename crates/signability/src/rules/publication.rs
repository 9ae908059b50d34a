//! What bars a package from Windows Update and the hardware dashboard: identification, law, and installation without a user.
//!
//! Sources: Microsoft's pages "Publishing restrictions" (hardware dashboard), "Distributing a driver package", and those of the
//! directives.

use catseal_finding::codes::publication::{
    ARCHITECTURE_BARRED, CLASS_UNCLASSIFIED, MICROSOFT_FILE, NO_HARDWARE_IDS, PROVIDER_PLACEHOLDER,
};
use catseal_inf::{Arch, fold};

use super::protection::is_microsoft;
use crate::context::Context;
use crate::facts::base_name;
use crate::package::Inf;

pub(crate) mod automatic;
pub(crate) mod hardware_ids;

super::rules! {
    ARCHITECTURE_BARRED: Whql Error, Update Error;
    CLASS_UNCLASSIFIED: Update Error;
    NO_HARDWARE_IDS: Update Warning;
    PROVIDER_PLACEHOLDER: Whql Error, Update Error;
    MICROSOFT_FILE: Whql Warning, Update Warning;
}

/// Itanium is no architecture of the dashboard.
pub(crate) fn architecture_barred(context: &mut Context<'_>) {
    if let Some(target) = context.options.targets.iter().find(|target| target.arch == Arch::Ia64) {
        let message = format!("{} is for Itanium, and drivers for Itanium are not published", target.code);
        context.report(ARCHITECTURE_BARRED.finding(message));
    }
}

/// The classes of devices without a driver.
pub(crate) fn class_unclassified(context: &mut Context<'_>, inf: &Inf) {
    let Some(class) = &inf.driver.version.class else { return };
    if ["unknown", "unclassified"].contains(&fold(&class.text).as_str()) {
        let message = format!("Class in [Version] is {}, a class of which no driver is published", class.text);
        context.report_in(inf, class.line, CLASS_UNCLASSIFIED.finding(message));
    }
}

/// Windows Update finds drivers by hardware ids.
pub(crate) fn no_hardware_ids(context: &mut Context<'_>) {
    let infs = &context.package.infs;
    if !infs.is_empty() && infs.iter().all(|inf| inf.driver.hardware_ids.is_empty()) {
        context.report(NO_HARDWARE_IDS.finding("no INF of the package has a hardware id"));
    }
}

/// What the templates of Visual Studio, and the samples, have in the place of a name.
fn is_placeholder(provider: &str) -> bool {
    let provider = fold(provider.trim());
    let first = provider.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    provider.starts_with('<') && provider.ends_with('>')
        || ["todo", "contoso", "fabrikam"].contains(&first)
        || ["manufacturername", "your company", "your company name", "company name", "default_provider"]
            .contains(&provider.as_str())
}

/// The provider is the name of a company.
pub(crate) fn provider_placeholder(context: &mut Context<'_>, inf: &Inf) {
    let Some(provider) = inf.driver.version.provider.as_ref().filter(|provider| is_placeholder(&provider.text)) else {
        return;
    };
    let message = format!("Provider in [Version] is '{}', which is a placeholder", provider.text);
    context.report_in(inf, provider.line, PROVIDER_PLACEHOLDER.finding(message));
}

/// Beginnings of the names of Microsoft's files that drivers may bring along, as the terms of the driver kit and of Visual
/// Studio let them.
const REDISTRIBUTABLE: &[&str] = &[
    "wdfcoinstaller",
    "winusbcoinstaller",
    "wudfupdate_",
    "wudfcoinstaller",
    "wdf01",
    "dpinst",
    "difxapi",
    "difxapp",
    "msvcr",
    "msvcp",
    "vcruntime",
    "ucrtbase",
    "concrt",
    "vccorlib",
    "vcomp",
    "vcamp",
    "mfc",
    "atl",
    "api-ms-win-",
    "microsoft.vc",
    "d3dx",
    "d3dcompiler_",
    "xinput1_",
    "mspdb",
    "gdiplus",
    "vc_redist",
    "vcredist",
    "winusb_co",
];

fn is_redistributable(name: &str) -> bool {
    REDISTRIBUTABLE.iter().any(|start| name.starts_with(start))
}

/// Files that Microsoft made are not anybody's to hand on.
pub(crate) fn microsoft_file(context: &mut Context<'_>) {
    let facts = context.facts;
    for installed in &facts.installs {
        let inf = installed.inf;
        let provider = inf.driver.version.provider.as_ref().map_or("", |provider| provider.text.as_str());
        if is_microsoft(provider) {
            continue;
        }
        for source in &installed.driver.files {
            let Some(file) = facts.file(inf, source) else { continue };
            let Some(version) = file.image.as_ref().and_then(|image| image.version.as_ref()) else { continue };
            // Some give a runtime library a name of their own.
            let known =
                [base_name(&file.path), &version.original_name].map(fold).iter().any(|name| is_redistributable(name));
            if is_microsoft(&version.company) && !known {
                let message = format!(
                    "[{}] installs {}, which by its version resource is a file of {}, and the provider is '{provider}'",
                    source.section, source.path, version.company
                );
                context.report_in(inf, source.line, MICROSOFT_FILE.finding(message));
            }
        }
    }
}
