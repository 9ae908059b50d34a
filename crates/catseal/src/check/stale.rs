//! Catalogs that lie in the package, and do not cover their INFs as they are.

use std::collections::BTreeSet;

use catseal_catalog::CatalogView;
use catseal_finding::{Finding, codes};

use crate::build::Survey;
use crate::error::Error;
use crate::files::{self, CATALOG_LIMIT};
use crate::membership::MemberIndex;
use crate::package::fold;
use crate::progress::Silent;

/// One finding for each catalog that an INF names and that has no member for it.
pub(super) fn catalogs(survey: &Survey) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::new();
    for (inf, driver) in survey.infs.iter().zip(&survey.drivers) {
        let Some((_, hashed)) = survey.package.hash(&[inf.index], &Silent).into_iter().next() else { continue };
        let hashed = hashed?;
        let names: BTreeSet<String> = driver.catalogs().iter().map(|catalog| fold(&catalog.name)).collect();
        for name in names {
            let Some(file) = survey.package.find(&name).and_then(|index| survey.package.get(index)) else { continue };
            let Ok(bytes) = files::read(&file.path, "a catalog", CATALOG_LIMIT) else { continue };
            let members = CatalogView::parse(&bytes).ok().and_then(|view| MemberIndex::new(&view).ok());
            if members.is_none_or(|members| members.find(&hashed.digests.member).is_none()) {
                let message = format!("{} has no member for {} as it now is", file.name, inf.name);
                findings.push(codes::package::CATALOG_STALE.finding(message).at(file.name.clone()));
            }
        }
    }
    Ok(findings)
}
