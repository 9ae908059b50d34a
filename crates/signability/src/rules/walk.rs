//! What the walk of an INF finds by itself (crate `catseal-inf`): these are rules, too.

use catseal_finding::codes::inf;

super::rules! {
    inf::ENCODING_UTF8_MARKED: Inf2Cat Warning, InfVerif Error;
    inf::ENCODING_UTF8_UNMARKED: Inf2Cat Warning, InfVerif Error;
    inf::ENCODING_UTF16_UNMARKED: Inf2Cat Error, InfVerif Error;
    inf::ENCODING_UTF16_BE: Inf2Cat Error, InfVerif Error;
    inf::SOURCE_FILE_MISSING: Inf2Cat Error;
}
