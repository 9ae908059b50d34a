use crate::harness::Case;

const DISK: &str = "1 = %Disk%";
const LISTED: &str = "sample.sys = 1";
const COPY: &str = "CopyFiles = Files";

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case::new("CS2320", "a disk with a letter")
            .edit(DISK, "1 = %Disk%\nA = %Disk%")
            .twin(DISK, "0x01 = %Disk%\n4294967295 = %Disk%"),
        Case::new("CS2321", "a list with a source, but no destination")
            .edit("[Files]\nsample.sys", "[Files]\nsample.sys\n, sample.sys")
            .twin("[Files]\nsample.sys", "[Files]\nsample.sys, sample.sys"),
        Case::new("CS2321", "an @ alone")
            .edit(COPY, "CopyFiles = Files, @")
            .twin(COPY, "CopyFiles = Files, @sample.sys"),
        Case::new("CS2321", "a disk without a file").edit(LISTED, "sample.sys = 1\n= 1"),
        Case::new("CS2322", "the name of the compressed file")
            .edit(LISTED, "sample.sys = 1\nother.sy_ = 1")
            .twin(LISTED, "sample.sys = 1\nother_.sys = 1\nother.s_ = 1"),
        Case::new("CS2323", "the catalog is no file of the package")
            .edit(LISTED, "sample.sys = 1\nSample.CAT = 1")
            .twin(LISTED, "sample.sys = 1\nsample.catalog = 1"),
        Case::new("CS2324", "CopyINF of a program")
            .edit(COPY, "CopyFiles = Files\nCopyINF = other.exe")
            .twin(COPY, "CopyFiles = Files\nCopyINF = other\\OTHER.INF"),
        Case::new("CS2324", "CopyINF of itself").edit(COPY, "CopyFiles = Files\nCopyINF = SAMPLE.inf"),
        Case::new("CS2325", "a file listed twice in one table")
            .edit(LISTED, "sample.sys = 1\nSAMPLE.SYS = 1,x64")
            .twin(LISTED, "sample.sys = 1\n[SourceDisksFiles.x86]\nsample.sys = 1,x86"),
        Case::new("CS2325", "a disk under two forms of its number").edit(DISK, "1 = %Disk%\n0x1 = %Disk%"),
        Case::new("CS2325", "a list with two destinations")
            .edit("DefaultDestDir = 13", "DefaultDestDir = 13\nFiles = 13\nfiles = 12")
            .twin("DefaultDestDir = 13", "DefaultDestDir = 13\nFiles = 13"),
        Case::new("CS2326", "a fourth value for a file")
            .edit(LISTED, "sample.sys = 1,,4096,x")
            .twin(LISTED, "sample.sys = 1,,4096,,"),
        Case::new("CS2326", "a seventh value for a disk")
            .edit(DISK, "1 = %Disk%,,,,0x10,sample.tag,x")
            .twin(DISK, "1 = %Disk%,,,,0x10,sample.tag"),
        Case::new("CS2326", "a fifth value in a list")
            .edit("[Files]\nsample.sys", "[Files]\nsample.sys,,,2,x")
            .twin("[Files]\nsample.sys", "[Files]\nsample.sys,,,2"),
        Case::new("CS2326", "a third value for a destination").edit("DefaultDestDir = 13", "DefaultDestDir = 13,,x"),
    ]
}
