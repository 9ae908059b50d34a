use catseal_trust::Generation;
use schemars::JsonSchema;
use serde::Serialize;

/// What `--os list` answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OsListReport {
    /// `catseal.os/1`.
    pub schema: &'static str,
    /// The codes, in the order of catalogs.
    pub targets: Vec<ListedOs>,
    /// Other names that are understood.
    pub aliases: Vec<ListedAlias>,
}

/// An operating system that a catalog can be made for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ListedOs {
    /// What `--os` takes, such as `10_X64`.
    pub code: &'static str,
    /// Its name in a catalog's attribute `OS`.
    pub catalog_name: &'static str,
    /// What it adds to the attribute `OSAttr` of members.
    pub os_attr: Vec<&'static str>,
}

/// Another name for a code.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ListedAlias {
    /// What `--os` takes as well.
    pub alias: &'static str,
    /// The code that it stands for.
    pub code: &'static str,
}

/// What `--windows list` answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WindowsListReport {
    /// `catseal.windows/1`.
    pub schema: &'static str,
    /// The generations, oldest first.
    pub generations: Vec<ListedGeneration>,
}

/// A generation of Windows that judges drivers in a way of its own.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ListedGeneration {
    /// What `--windows` takes.
    pub name: &'static str,
    /// What it is.
    pub label: &'static str,
    /// Other names that are understood.
    pub aliases: Vec<&'static str>,
}

/// The operating systems that `--os` takes.
#[must_use]
pub fn os_list() -> OsListReport {
    let targets = catseal_inf::os::all().iter().map(|target| ListedOs {
        code: target.code,
        catalog_name: target.catalog_name,
        os_attr: target.os_attr.to_vec(),
    });
    let aliases = catseal_inf::os::aliases().map(|(alias, code)| ListedAlias { alias, code });
    OsListReport { schema: "catseal.os/1", targets: targets.collect(), aliases: aliases.collect() }
}

/// The generations that `--windows` takes.
#[must_use]
pub fn windows_list() -> WindowsListReport {
    let generations = Generation::all().map(|one| ListedGeneration {
        name: one.as_str(),
        label: one.label(),
        aliases: one.aliases().to_vec(),
    });
    WindowsListReport { schema: "catseal.windows/1", generations: generations.collect() }
}
