//! Signatures, chains, policies, time and trust stores: who vouches for a catalog.
