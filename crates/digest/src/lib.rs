//! What a file's digest is: flat, PE, CAB, page hashes; one pass, many digests.
