//! What `catseal` finds when it looks for the files that an INF names: rules whose checks are there, and whose tests are
//! there, too.

use catseal_finding::codes::package;

super::rules! {
    package::CATALOG_STALE: Package Warning;
    package::SUPPRESSION_UNUSED: Package Note;
    package::SUPPRESSION_REFUSED: Package Warning;
}
