use crate::frame::Frame;
use crate::{Error, Identity};
use catseal_asn1::{DigestAlgorithm, Oid, Tag, Writer, oids};

/// What the signer says besides the digest, and how.
#[derive(Debug, Clone)]
pub struct SignOptions {
    /// Digest of the catalog and of the signed attributes: SHA-256 (the default), SHA-384 or SHA-512.
    pub digest: DigestAlgorithm,
    /// What Windows shows as the name of the program; any text.
    pub description: Option<String>,
    /// Where to learn more; ASCII only.
    pub url: Option<String>,
    /// Whether a signature that is there already is taken away first.
    pub replace: bool,
}

impl Default for SignOptions {
    fn default() -> Self {
        Self { digest: DigestAlgorithm::Sha256, description: None, url: None, replace: false }
    }
}

/// Signs a catalog: gives the same catalog with one signature by `identity` around the same trust list.
///
/// The result carries the signer's certificate and those above it (without a self-signed root), and signed
/// attributes as Microsoft writes them, without a signing time: with an RSA key, the same input gives the same bytes.
/// Before anything is returned, the certificate's public key has confirmed the signature.
///
/// # Errors
/// [`Error::Catalog`] and [`Error::NotACatalog`] for what is no catalog in DER, [`Error::AlreadySigned`] for
/// one with a signature unless `options.replace`, [`Error::Unsupported`] for other digests and for a URL that is
/// not ASCII, [`Error::Signing`] when the key fails.
pub fn sign(catalog: &[u8], identity: &Identity, options: &SignOptions) -> Result<Vec<u8>, Error> {
    let frame = Frame::parse(catalog)?;
    if frame.is_signed() && !options.replace {
        return Err(Error::AlreadySigned);
    }
    let signer_info = signer_info(&frame, identity, options)?;
    let digest_algorithm = Writer::encode(|w| w.algorithm(&options.digest.oid()));
    let certificates = identity.embedded().map(<[u8]>::to_vec).collect();
    Ok(frame.assemble(vec![digest_algorithm], certificates, vec![signer_info]))
}

/// Takes the signature, its certificates and time stamps off a catalog: the `unsign` of the command line's contract. It
/// also proves that [`sign`] left the list as it was.
///
/// What was built unsigned in DER and then signed comes back byte for byte; an unsigned catalog stays as it is.
///
/// # Errors
/// [`Error::Catalog`] and [`Error::NotACatalog`] for what is no catalog in DER.
pub fn unsign(catalog: &[u8]) -> Result<Vec<u8>, Error> {
    Ok(Frame::parse(catalog)?.assemble(Vec::new(), Vec::new(), Vec::new()))
}

/// A SignerInfo (RFC 2315, 9.2) over the catalog in `frame`.
fn signer_info(frame: &Frame<'_>, identity: &Identity, options: &SignOptions) -> Result<Vec<u8>, Error> {
    let (key, leaf) = (identity.key(), identity.leaf_certificate());
    let attributes = signed_attributes(&options.digest.digest(frame.hashed()), options)?;
    // Signed as a SET, stored under [0] (RFC 2315, 9.3).
    let message = Writer::encode(|w| w.set_of(attributes.clone()));
    let signature = key.sign(&message, options.digest)?;
    if !key.confirms(&leaf.public_key, &message, options.digest, &signature)? {
        return Err(Error::Signing("the public key of the certificate does not confirm the signature"));
    }
    let mut signature_algorithm = Writer::new();
    key.write_signature_algorithm(&mut signature_algorithm, options.digest)?;
    let signature_algorithm = signature_algorithm.finish();

    Ok(Writer::encode(|w| {
        w.sequence(|w| {
            w.integer(1);
            w.sequence(|w| {
                w.raw(&leaf.issuer);
                w.raw(&leaf.serial);
            });
            w.algorithm(&options.digest.oid());
            w.set_of_tagged(Tag::context(0), attributes);
            w.raw(&signature_algorithm);
            w.octet_string(&signature);
        });
    }))
}

/// The signed attributes of Microsoft's own catalogs, each with one value.
fn signed_attributes(message_digest: &[u8], options: &SignOptions) -> Result<Vec<Vec<u8>>, Error> {
    let program = program_description(options)?;
    Ok(vec![
        attribute(&oids::CONTENT_TYPE, |w| w.oid(&oids::CTL)),
        attribute(&oids::SPC_STATEMENT_TYPE, |w| w.sequence(|w| w.oid(&oids::SPC_INDIVIDUAL_SP_KEY_PURPOSE))),
        attribute(&oids::MESSAGE_DIGEST, |w| w.octet_string(message_digest)),
        attribute(&oids::SPC_SP_OPUS_INFO, |w| w.raw(&program)),
    ])
}

fn attribute(oid: &Oid, value: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let value = Writer::encode(value);
    Writer::encode(|w| {
        w.sequence(|w| {
            w.oid(oid);
            w.set_of(vec![value]);
        });
    })
}

/// `SpcSpOpusInfo { [0] programName { [0] BMPString }, [1] moreInfo { [0] IA5String } }` ("Windows Authenticode
/// Portable Executable Signature Format", 2008); an empty SEQUENCE when there is nothing to say.
fn program_description(options: &SignOptions) -> Result<Vec<u8>, Error> {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let (description, url) = (given(&options.description), given(&options.url));
    if let Some(url) = url.as_ref().filter(|url| !url.bytes().all(|octet| octet.is_ascii_graphic())) {
        return Err(Error::unsupported(format!("the URL {url:?}"), "write it in ASCII, with %XX for other characters"));
    }
    Ok(Writer::encode(|w| {
        w.sequence(|w| {
            if let Some(text) = description {
                let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
                w.constructed(Tag::context(0), |w| w.primitive(Tag::context_primitive(0), &units));
            }
            if let Some(url) = url {
                w.constructed(Tag::context(1), |w| w.primitive(Tag::context_primitive(0), url.as_bytes()));
            }
        });
    }))
}
