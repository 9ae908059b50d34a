use crate::harness::{Case, Shape};

/// The base package as a driver without device.
fn primitive(shape: &mut Shape) {
    shape.replace("[Manufacturer]\n%Maker% = Models, NTamd64.10.0...16299\n", "");
    shape.replace("[Models.NTamd64.10.0...16299]\n%Device% = Install, USB\\VID_1209&PID_0001\n", "");
    shape.replace("[Install.NT]", "[DefaultInstall.NTamd64]");
    shape.replace("[Install.NT.Services]", "[DefaultInstall.NTamd64.Services]");
}

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new("CS2380", "a driver without device needs a class")
            .both(primitive)
            .edit("Class       = Sample\n", "")
            .twin("PnpLockdown = 1\n", ""),
        Case::new("CS2381", "one section for all beside one for an architecture")
            .both(primitive)
            .edit("[Files]", "[DefaultInstall]\nCopyFiles = Files\n[Files]")
            .twin("[Files]", "[DefaultInstall.NTx86]\nCopyFiles = Files\n[Files]"),
        Case::new("CS2382", "Windows uninstalls by itself")
            .both(primitive)
            .edit("[Files]", "[DefaultUninstall.NTamd64]\nDelFiles = Old\n[Old]\n[Files]")
            .twin("[Files]", "[DefaultUninstall.NTamd64]\nLegacyUninstall = 1\n[Files]"),
        Case::new("CS2382", "the services may say it for the section")
            .both(primitive)
            .edit("[Files]", "[DefaultUninstall.NTamd64]\nLegacyUninstall = 0\n[Files]")
            .twin(
                "[Files]",
                "[DefaultUninstall.NTamd64]\n[DefaultUninstall.NTamd64.Services]\nLegacyUninstall = 1\n[Files]",
            ),
        Case::new("CS2383", "a section for no architecture alone")
            .both(primitive)
            .edit("[DefaultInstall.NTamd64]", "[DefaultInstall]"),
    ]
}
