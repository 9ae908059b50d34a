//! How much is read: hostile input costs no more than this.

/// Octets of a catalog: 256 MiB.
pub const MAX_SIZE: usize = 256 * 1024 * 1024;
/// Members of a catalog, companions included: a hundred times what the largest real one at hand has (1,894).
pub const MAX_MEMBERS: usize = 200_000;
/// Extensions of a catalog, its attributes among them, as many as it has hardware ids: eight times what the largest real
/// one at hand has (8,018).
pub const MAX_EXTENSIONS: usize = 65_536;
/// Attributes of a member, or signed or unsigned attributes of a signer.
pub const MAX_ATTRIBUTES: usize = 64;
/// Certificates, and likewise revocation lists, of one `SignedData`.
pub const MAX_CERTIFICATES: usize = 256;
/// Signers, and likewise digest algorithms, of one `SignedData`; catalogs have one.
pub const MAX_SIGNERS: usize = 64;
