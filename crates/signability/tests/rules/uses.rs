use crate::harness::Case;
use crate::parts::{INSTALL, case};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case(
            "CS2401",
            "AddReg names a section with a letter too many",
            &[("+", "[Regs]\nHKR,,X,,y\n")],
            &[(INSTALL, "CopyFiles = Files\nAddReg = Regss")],
            &[(INSTALL, "CopyFiles = Files\nAddReg = REGS")],
        ),
        case(
            "CS2401",
            "the section of a filter is not there, one of an interface is, decorated",
            &[(
                "+",
                "[Install.NT.Interfaces]\nAddInterface = {78a1c341-4539-11d3-b88d-00c04fad5171},,Face\n[Face.NT]\n",
            )],
            &[("+", "[Install.NT.Filters]\nAddFilter = sample,,Filter\n")],
            &[("+", "[Install.NT.Filters]\nAddFilter = sample,,Filter\n[Filter]\nFilterPosition = Upper\n")],
        ),
        case(
            "CS2401",
            "what an included INF may have is not looked for",
            &[],
            &[(INSTALL, "CopyFiles = Files\nAddReg = ks.Reg")],
            &[(INSTALL, "Include = ks.inf\nCopyFiles = Files\nAddReg = ks.Reg")],
        ),
        case(
            "CS2402",
            "the services of another install section than the one that is chosen",
            &[],
            &[("+", "[Install.Services]\nAddService = sample, 2, Service\n")],
            &[("+", "[Install.NT.HW]\nAddReg = More\n[More]\nHKR,,X,,y\n")],
        ),
        case(
            "CS2402",
            "the computers that the package is for",
            &[],
            &[("+", "[Computers]\n{3d7a1c52-6b0e-4f0a-9a57-1c8e2b9d4f60}\n")],
            &[("+", "[TargetComputers]\n{3d7a1c52-6b0e-4f0a-9a57-1c8e2b9d4f60}\n")],
        ),
        case(
            "CS2402",
            "a list that a directive of a class installer may mean",
            &[("+", "[Data]\nX = y\n")],
            &[],
            &[(INSTALL, "CopyFiles = Files\nDataSection = Data")],
        ),
        case(
            "CS2403",
            "a list to copy and to delete",
            &[],
            &[(INSTALL, "CopyFiles = Files\nDelFiles = Files")],
            &[(INSTALL, "CopyFiles = Files\nCopyFiles = FILES")],
        ),
        case(
            "CS2404",
            "a list of files and of registry values",
            &[("+", "[Reg]\nHKR,,X,,y\n")],
            &[(INSTALL, "CopyFiles = Files\nAddReg = Files, Reg")],
            &[(INSTALL, "CopyFiles = Files\nAddReg = Reg")],
        ),
        case(
            "CS2405",
            "a service added by the install section itself",
            &[],
            &[(INSTALL, "CopyFiles = Files\nAddService = sample, 2, Service")],
            &[(INSTALL, "CopyFiles = Files\nFeatureScore = FE")],
        ),
        case(
            "CS2405",
            "files copied by the hardware section",
            &[],
            &[("+", "[Install.NT.HW]\nCopyFiles = Files\n")],
            &[("+", "[Install.NT.CoInstallers]\nCopyFiles = Files\n")],
        ),
        case(
            "CS2406",
            "an interface whose GUID has no braces",
            &[],
            &[("+", "[Install.NT.Interfaces]\nAddInterface = 78a1c341-4539-11d3-b88d-00c04fad5171\n")],
            &[("+", "[Install.NT.Interfaces]\nAddInterface = {78A1C341-4539-11D3-B88D-00C04FAD5171}\n")],
        ),
    ]
}
