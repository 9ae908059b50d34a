use crate::harness::Case;
use crate::parts::{INSTALL, case, registry};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case(
            "CS2475",
            "a co-installer",
            &[],
            &[("+", "[Install.NT.CoInstallers]\nAddReg = Co\n[Co]\nHKR,,CoInstallers32,0x10000,\"x.dll,X\"\n")],
            &[("+", "[Install.NT.CoInstallers]\nInclude = umpass.inf\nNeeds = umpass.CoInstallers\n")],
        ),
        case(
            "CS2475",
            "a class installer",
            &[("+", "[ClassInstall32]\nAddReg = Class\n")],
            &[("+", "[Class]\nHKR,,Installer32,,\"x.dll,X\"\n")],
            &[("+", "[Class]\nHKR,,,,%Device%\n")],
        ),
        case(
            "CS2476",
            "a library that registers itself",
            &[("+", "[Dlls]\n12,,sample.dll,1\n")],
            &[(INSTALL, "CopyFiles = Files\nRegisterDlls = Dlls")],
            &[],
        )
        .sets("infverif"),
        case(
            "CS2477",
            "a file that is deleted",
            &[("+", "[Old]\nold.sys\n")],
            &[(INSTALL, "CopyFiles = Files\nDelFiles = Old")],
            &[],
        ),
        case(
            "CS2477",
            "a service that is removed, by the package or by its removal",
            &[],
            &[("+", "[Install.NT.Services]\nDelService = old\n")],
            &[("+", "[DefaultUninstall]\nLegacyUninstall = 1\n[DefaultUninstall.Services]\nDelService = old\n")],
        ),
        case(
            "CS2478",
            "fixed resources",
            &[],
            &[("+", "[Install.NT.FactDef]\nConfigPriority = NORMAL\n")],
            &[("+", "[Install.NT.FactDef]\n")],
        ),
        case("CS2479", "program files", &[], &[("DefaultDestDir = 13", "DefaultDestDir = 16422")], &[]),
        registry(
            "CS2480",
            "a class in a process of its own",
            "HKCR,CLSID\\{1}\\LocalServer32,,,x.exe",
            "HKCR,CLSID\\{1}\\InprocServer32,,,x.dll",
        ),
        case(
            "CS2481",
            "a threading model that is none",
            &[(
                "+",
                "[Install.NT.COM]\nAddComServer = s,,Server\n[Server]\nServerType = 1\nAddComClass = {78a1c341-4539-11d3-b88d-00c04fad5171},,Class\n",
            )],
            &[("+", "[Class]\nThreadingModel = Single\n")],
            &[("+", "[Class]\nThreadingModel = neutral\n")],
        ),
    ]
}
