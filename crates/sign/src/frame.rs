use crate::Error;
use catseal_asn1::{Cursor, Mode, Tag, Tlv, Writer, oids};

/// A catalog taken apart around its certificate trust list (CTL), which stays a slice of what was read.
///
/// `ContentInfo { signedData, [0] SignedData { version, digestAlgorithms, encapContentInfo, [0] certificates,
/// [1] crls, signerInfos } }` (RFC 2315, 9.1).
pub(crate) struct Frame<'a> {
    encap_content_info: Tlv<'a>,
    ctl: Tlv<'a>,
    /// All of the SignedData in front of the signers.
    before_signers: &'a [u8],
    /// The signers, in file order.
    pub(crate) signer_infos: Vec<Tlv<'a>>,
}

impl<'a> Frame<'a> {
    /// Takes a catalog apart. Only DER is taken: Windows takes nothing else since its updates of October 2020.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut outer = Cursor::new(bytes, Mode::Strict);
        let mut content_info = outer.enter(Tag::SEQUENCE, "ContentInfo")?;
        let content_type = content_info.expect(Tag::OID, "contentType")?.oid()?;
        if content_type != oids::SIGNED_DATA {
            return Err(Error::NotACatalog { what: format!("PKCS#7 of type {}", oids::describe(&content_type)) });
        }
        outer.finish("ContentInfo")?;
        let mut signed_data = content_info.enter(Tag::context(0), "content")?.enter(Tag::SEQUENCE, "SignedData")?;
        let start = signed_data.offset();
        let version = signed_data.expect(Tag::INTEGER, "version")?;
        signed_data.expect(Tag::SET, "digestAlgorithms")?;
        let encap_content_info = signed_data.expect(Tag::SEQUENCE, "encapContentInfo")?;
        let ctl = ctl(&signed_data, &encap_content_info)?;
        if version.integer_u32()? != 1 {
            return Err(version.invalid("signed data of a catalog has version 1").into());
        }
        signed_data.optional(Tag::context(0), "certificates")?;
        signed_data.optional(Tag::context(1), "crls")?;
        let before_signers = bytes.get(start..signed_data.offset()).unwrap_or_default();
        let mut signers = signed_data.enter(Tag::SET, "signerInfos")?;
        signed_data.finish("SignedData")?;
        let mut signer_infos = Vec::new();
        while !signers.is_empty() {
            signer_infos.push(signers.expect(Tag::SEQUENCE, "SignerInfo")?);
        }
        Ok(Self { encap_content_info, ctl, before_signers, signer_infos })
    }

    /// Whether there is a SignerInfo.
    pub(crate) fn is_signed(&self) -> bool {
        !self.signer_infos.is_empty()
    }

    /// What the signer hashes: the CTL without its tag and length (PKCS#7 1.5 of a bare SEQUENCE; RFC 2315, 9.3).
    pub(crate) const fn hashed(&self) -> &'a [u8] {
        self.ctl.value
    }

    /// The same catalog with these signers, in this order: it is that of the file, as long as none is added.
    pub(crate) fn with_signer_infos(&self, signer_infos: &[Vec<u8>]) -> Vec<u8> {
        Writer::encode(|w| {
            w.sequence(|w| {
                w.oid(&oids::SIGNED_DATA);
                w.constructed(Tag::context(0), |w| {
                    w.sequence(|w| {
                        w.raw(self.before_signers);
                        w.constructed(Tag::SET, |w| signer_infos.iter().for_each(|info| w.raw(info)));
                    });
                });
            });
        })
    }

    /// The catalog around the same CTL, with other signature parts, each of them in DER.
    pub(crate) fn assemble(
        &self,
        digest_algorithms: Vec<Vec<u8>>,
        certificates: Vec<Vec<u8>>,
        signer_infos: Vec<Vec<u8>>,
    ) -> Vec<u8> {
        Writer::encode(|w| {
            w.sequence(|w| {
                w.oid(&oids::SIGNED_DATA);
                w.constructed(Tag::context(0), |w| {
                    w.sequence(|w| {
                        w.integer(1);
                        w.set_of(digest_algorithms);
                        w.raw(self.encap_content_info.raw);
                        if !certificates.is_empty() {
                            w.set_of_tagged(Tag::context(0), certificates);
                        }
                        w.set_of(signer_infos);
                    });
                });
            });
        })
    }
}

/// The CTL, which must be one that lists catalog members.
fn ctl<'a>(parent: &Cursor<'a>, encap_content_info: &Tlv<'a>) -> Result<Tlv<'a>, Error> {
    let mut inside = parent.inside_of(encap_content_info)?;
    let content_type = inside.expect(Tag::OID, "eContentType")?.oid()?;
    if content_type != oids::CTL {
        let what = format!("PKCS#7 signed data with content of type {}", oids::describe(&content_type));
        return Err(Error::NotACatalog { what });
    }
    let Some(content) = inside.optional(Tag::context(0), "eContent")? else {
        return Err(Error::NotACatalog { what: "a signature without the trust list that it signs".to_owned() });
    };
    inside.finish("encapContentInfo")?;
    let mut content = inside.inside_of(&content)?;
    let ctl = content.expect(Tag::SEQUENCE, "CertificateTrustList")?;
    content.finish("eContent")?;

    let mut fields = content.inside_of(&ctl)?;
    fields.optional(Tag::INTEGER, "version")?;
    let usage = fields.enter(Tag::SEQUENCE, "subjectUsage")?.expect(Tag::OID, "subjectUsage")?.oid()?;
    if usage != oids::CATALOG_LIST {
        let what = format!("a certificate trust list for {}", oids::describe(&usage));
        return Err(Error::NotACatalog { what });
    }
    Ok(ctl)
}
