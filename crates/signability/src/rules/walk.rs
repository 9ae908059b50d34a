//! What the walk of an INF finds by itself (crate `catseal-inf`): these are rules, too.

use catseal_finding::codes::inf;

super::rules! {
    inf::ENCODING_UTF8_MARKED: Inf2Cat Warning, InfVerif Error;
    inf::ENCODING_UTF8_UNMARKED: Inf2Cat Warning, InfVerif Error;
    inf::ENCODING_UTF16_UNMARKED: Inf2Cat Error, InfVerif Error;
    inf::ENCODING_UTF16_BE: Inf2Cat Error, InfVerif Error;
    inf::ENCODING_MALFORMED: Inf2Cat Warning, InfVerif Error;
    inf::ENCODING_CODE_PAGE: Inf2Cat Note, InfVerif Note;
    inf::TEXT_BEFORE_FIRST_SECTION: Inf2Cat Warning, InfVerif Warning;
    inf::SIGNATURE_INVALID: Inf2Cat Error, InfVerif Error, Whql Error;
    inf::DRIVER_VER_INVALID: Inf2Cat Error, InfVerif Error, Whql Error, Update Error;
    inf::DRIVER_VER_FORM: Inf2Cat Warning, InfVerif Error;
    inf::LANGUAGES_DISAGREE: Inf2Cat Warning, InfVerif Warning;
    inf::TOKEN_UNDEFINED: Inf2Cat Error, InfVerif Error;
    inf::SOURCE_FILE_MISSING: Inf2Cat Error;
    inf::SOURCE_PACKED_BADLY: Inf2Cat Error;
    inf::SOURCE_COMPRESSED: Inf2Cat Warning;
    inf::SOURCE_NOT_LISTED: Inf2Cat Error, InfVerif Error;
    inf::DISK_UNDEFINED: Inf2Cat Error, InfVerif Error;
    inf::CATALOG_FILE_MISSING: Inf2Cat Error, InfVerif Error, Whql Error, Update Error;
    inf::NO_MODELS: Inf2Cat Error;
    inf::NOTHING_FOR_TARGET: Inf2Cat Warning;
    inf::SECTION_MISSING: Inf2Cat Warning, InfVerif Error;
    inf::PATH_OUTSIDE_PACKAGE: Inf2Cat Error, InfVerif Error;
    inf::DESTINATION_MISSING: Inf2Cat Warning, InfVerif Error;
    inf::TARGET_OS_INVALID: Inf2Cat Error, InfVerif Error;
    inf::NAME_TOO_LONG: Inf2Cat Error, InfVerif Error;
    inf::WALK_INCOMPLETE: Inf2Cat Error, InfVerif Error, Whql Error, Update Error, Package Error;
    inf::PAGE_HASHES_IMPOSSIBLE: Inf2Cat Error;
    inf::SIGNATURE_ATTRIBUTE_UNKNOWN: Inf2Cat Warning;
}
