use crate::harness::Case;

const CATALOG: &str = "CatalogFile = sample.cat";
const GUID: &str = "{3d7a1c52-6b0e-4f0a-9a57-1c8e2b9d4f60}";

pub(crate) fn cases() -> Vec<Case> {
    let long = format!("Maker   = \"{}\"", "x".repeat(256));
    let just_short = format!("Maker   = \"{}\"", "x".repeat(255));
    vec![
        Case::new("CS2301", "a driver has a provider")
            .edit("Provider    = %Maker%\n", "")
            .twin("PnpLockdown = 1\n", ""),
        Case::new("CS2301", "an empty class is none").edit("= Sample\n", "=\n").twin("= Sample\n", "= Ports2\n"),
        Case::new("CS2302", "two entries of one name, whatever the case")
            .edit(CATALOG, "CatalogFile = sample.cat\nCATALOGFILE = other.cat")
            .twin(CATALOG, "CatalogFile = sample.cat\nCatalogFile.NTamd64 = other.cat"),
        Case::new("CS2303", "the provider begins with Microsoft")
            .edit("\"Sample Maker\"", "\"microsoft Corporation\"")
            .twin("\"Sample Maker\"", "\"Partner of Microsoft\""),
        Case::new("CS2304", "a catalog with another extension")
            .edit(CATALOG, "CatalogFile = sample.p7s")
            .twin(CATALOG, "CatalogFile = SAMPLE.CAT"),
        Case::new("CS2304", "a catalog in a folder").edit(CATALOG, "CatalogFile = signed\\sample.cat"),
        Case::new("CS2304", "an extension alone").edit(CATALOG, "CatalogFile = .cat"),
        Case::new("CS2305", "no lock on files")
            .edit("PnpLockdown = 1\n", "")
            .twin("PnpLockdown = 1", "PnpLockdown = 0x1"),
        Case::new("CS2305", "an INF without files has nothing to lock")
            .both(|shape| shape.replace("PnpLockdown = 1\n", ""))
            .twin("CopyFiles = Files\n", "FeatureScore = 80\n"),
        Case::new("CS2305", "a lock that is off").edit("PnpLockdown = 1", "PnpLockdown = 0"),
        Case::new("CS2306", "an entry for DIFx")
            .edit(CATALOG, "CatalogFile = sample.cat\nDriverPackageType = PlugAndPlay")
            .twin(CATALOG, "CatalogFile = sample.cat\nClassVer = 4.0"),
        Case::new("CS2307", "a class GUID without braces").edit(GUID, "3d7a1c52-6b0e-4f0a-9a57-1c8e2b9d4f60"),
        Case::new("CS2307", "a class GUID that is too short").edit(GUID, "{3d7a1c52-6b0e-4f0a-9a57-1c8e2b9d4f6}"),
        Case::new("CS2307", "letter case does not count in a GUID")
            .edit(GUID, "{3D7A1C52-6B0E-4F0A-9A57-1C8E2B9D4F6X}")
            .twin(GUID, "{3D7A1C52-6B0E-4F0A-9A57-1C8E2B9D4F60}"),
        Case::new("CS2308", "32 characters of a class")
            .edit("= Sample\n", "= DevicesOfTheKindThatSamplesAreOf\n")
            .twin("= Sample\n", "= DevicesOfTheKindThatSamplesAre0\n"),
        Case::new("CS2313", "an extension id without braces")
            .both(|shape| shape.replace("= Sample\n", "= Extension\n"))
            .both(|shape| shape.replace(GUID, "{e2f84ce7-8efa-411c-aa69-97454ca4cb57}"))
            .edit(CATALOG, "CatalogFile = sample.cat\nExtensionId = 12345678-1234-1234-1234-123456789abc")
            .twin(CATALOG, "CatalogFile = sample.cat\nExtensionId = {12345678-1234-1234-1234-123456789abc}"),
        Case::new("CS2316", "256 characters of a provider")
            .edit("Maker   = \"Sample Maker\"", &long)
            .twin("Maker   = \"Sample Maker\"", &just_short),
        Case::new("CS2326", "a version of the driver in three parts")
            .edit("11/20/2026,1.2.3.4", "11/20/2026,1.2.3.4,beta")
            .twin("11/20/2026,1.2.3.4", "11/20/2026,1.2.3.4,"),
    ]
}
