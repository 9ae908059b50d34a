use catseal_asn1::{Cursor, DigestAlgorithm, Mode, Tag, Tlv, Writer, escape, oids};

/// What a time stamp server may say in words, in characters; more is cut off.
const MAX_STATUS_TEXT: usize = 300;

/// A question to a time stamp server (RFC 3161, 2.4.1), and the reader of its answer.
///
/// Asks for a token over a signature, with the certificates of the authority in it, under whatever policy the authority has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampQuery {
    digest: DigestAlgorithm,
    imprint: Vec<u8>,
    nonce: [u8; 8],
    der: Vec<u8>,
}

impl TimestampQuery {
    /// A question for a token over `signature`, the octets of the signature itself, digested with `digest`.
    ///
    /// `random` must be another number each time, and not to be guessed: it tells a fresh answer from one that somebody kept.
    #[must_use]
    pub fn new(signature: &[u8], digest: DigestAlgorithm, random: u64) -> Self {
        let imprint = digest.digest(signature);
        // Positive and always of eight octets: the two highest bits are 01.
        let nonce = (random & (u64::MAX >> 2) | 1 << 62).to_be_bytes();
        let der = Writer::encode(|w| {
            w.sequence(|w| {
                w.integer(1);
                w.sequence(|w| {
                    w.algorithm(&digest.oid());
                    w.octet_string(&imprint);
                });
                w.primitive(Tag::INTEGER, &nonce);
                w.primitive(Tag::BOOLEAN, &[0xff]);
            });
        });
        Self { digest, imprint, nonce, der }
    }

    /// The question in DER, to be posted as `application/timestamp-query`.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The token in `reply`, a whole answer (RFC 3161, 2.4.2): a `ContentInfo`, as it came.
    ///
    /// It answers this very question: digest and nonce are those asked for. Who signed the token, and whether that signature is right, is not
    /// looked at here.
    ///
    /// # Errors
    /// [`TimestampError`], when the answer is none, is a refusal, or is that to another question.
    pub fn token<'r>(&self, reply: &'r [u8]) -> Result<&'r [u8], TimestampError> {
        let mut outer = Cursor::new(reply, Mode::Tolerant);
        let mut fields = outer.enter(Tag::SEQUENCE, "TimeStampResp")?;
        outer.finish("TimeStampResp")?;
        status(&fields.expect(Tag::SEQUENCE, "status of the answer")?)?;
        if fields.is_empty() {
            return Err(TimestampError::NoToken);
        }
        let token = fields.expect(Tag::SEQUENCE, "time stamp token")?;
        fields.finish("TimeStampResp")?;
        self.check(&tst_info(&token)?)?;
        Ok(token.raw)
    }

    /// Checks that a TSTInfo (RFC 3161, 2.4.2) is about what was asked.
    fn check(&self, tst_info: &Tlv<'_>) -> Result<(), TimestampError> {
        let mut outer = Cursor::at(tst_info.value, tst_info.value_offset(), Mode::Tolerant);
        let mut fields = outer.enter(Tag::SEQUENCE, "TSTInfo")?;
        outer.finish("TSTInfo")?;
        if fields.expect(Tag::INTEGER, "TSTInfo version")?.integer_u32()? != 1 {
            return Err(TimestampError::Other("the token is of another version than 1"));
        }
        fields.expect(Tag::OID, "policy of the authority")?;
        let mut imprint = fields.enter(Tag::SEQUENCE, "message imprint")?;
        let mut algorithm = imprint.enter(Tag::SEQUENCE, "algorithm of the imprint")?;
        let digest = algorithm.expect(Tag::OID, "algorithm of the imprint")?.oid()?;
        let octets = imprint.expect(Tag::OCTET_STRING, "imprint")?.octet_string()?;
        imprint.finish("message imprint")?;
        if digest != self.digest.oid() || octets != self.imprint {
            return Err(TimestampError::Other("the token is over something else than the signature that was sent"));
        }
        fields.expect(Tag::INTEGER, "number of the time stamp")?;
        fields.expect(Tag::GENERALIZED_TIME, "time of the time stamp")?.time()?;
        fields.optional(Tag::SEQUENCE, "accuracy")?;
        fields.optional(Tag::BOOLEAN, "ordering")?;
        match fields.optional(Tag::INTEGER, "nonce")? {
            Some(nonce) if nonce.value == self.nonce => Ok(()),
            Some(_) => {
                Err(TimestampError::Other("the token has another nonce than was sent: it answers another request"))
            }
            None => {
                Err(TimestampError::Other("the token lacks the nonce that was sent, so it may answer another request"))
            }
        }
    }
}

/// The TSTInfo in a token (RFC 3161, 2.4.2; RFC 5652, 5.1): its OCTET STRING.
fn tst_info<'r>(token: &Tlv<'r>) -> Result<Tlv<'r>, TimestampError> {
    let mut content_info = token.cursor(Mode::Tolerant);
    if content_info.expect(Tag::OID, "type of the token")?.oid()? != oids::SIGNED_DATA {
        return Err(TimestampError::Other("the token is no signed data"));
    }
    let mut signed_data = content_info.enter(Tag::context(0), "token")?.enter(Tag::SEQUENCE, "SignedData")?;
    signed_data.expect(Tag::INTEGER, "SignedData version")?;
    signed_data.expect(Tag::SET, "digest algorithms")?;
    let mut content = signed_data.enter(Tag::SEQUENCE, "encapContentInfo")?;
    if content.expect(Tag::OID, "type of the signed content")?.oid()? != oids::TST_INFO {
        return Err(TimestampError::Other("the token does not hold a TSTInfo"));
    }
    Ok(content.enter(Tag::context(0), "signed content")?.expect(Tag::OCTET_STRING, "TSTInfo")?)
}

/// Reads a PKIStatusInfo (RFC 3161, 2.4.2), which must grant the token.
fn status(info: &Tlv<'_>) -> Result<(), TimestampError> {
    let mut fields = info.cursor(Mode::Tolerant);
    let status = fields.expect(Tag::INTEGER, "status")?.integer_u32()?;
    // Granted, and granted with modifications.
    if status <= 1 {
        return Ok(());
    }
    let mut said = String::new();
    if let Some(texts) = fields.optional(Tag::SEQUENCE, "status text")? {
        let mut texts = texts.cursor(Mode::Tolerant);
        while !texts.is_empty() && said.len() < MAX_STATUS_TEXT {
            let text = String::from_utf8_lossy(texts.any("status text")?.value).into_owned();
            said += if said.is_empty() { "" } else { " " };
            said += text.trim();
        }
    }
    let failures = match fields.optional(Tag::BIT_STRING, "failure information")? {
        Some(bits) => failures(bits.value),
        None => Vec::new(),
    };
    let said = escape(&said.chars().take(MAX_STATUS_TEXT).collect::<String>());
    Err(TimestampError::Rejected(Rejection { status, failures, said }))
}

/// The bits of a BIT STRING that are set, by their number.
fn failures(contents: &[u8]) -> Vec<usize> {
    let octets = contents.get(1..).unwrap_or_default();
    // RFC 3161 defines bits up to 25.
    (0..octets.len().saturating_mul(8).min(64))
        .filter(|bit| octets.get(bit / 8).is_some_and(|octet| octet & (0x80 >> (bit % 8)) != 0))
        .collect()
}

/// Why an answer has no token that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampError {
    /// The answer is no TimeStampResp, or the token in it is malformed.
    #[error("the answer is malformed: {0}")]
    Malformed(#[from] catseal_asn1::Error),
    /// The server granted the request, and sent no token.
    #[error("the server granted the request, but sent no token")]
    NoToken,
    /// The server refused.
    #[error("the server refused: {0}")]
    Rejected(Rejection),
    /// There is a token, but not one that answers the question.
    #[error("{0}")]
    Other(&'static str),
}

impl TimestampError {
    /// Whether the same question may get another answer a little later.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Rejected(rejection) if rejection.may_pass())
    }
}

/// A refusal in the words of RFC 3161, 2.4.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The PKIStatus: 2 and more.
    status: u32,
    /// The numbers of the PKIFailureInfo.
    failures: Vec<usize>,
    /// What the server said besides, escaped.
    said: String,
}

impl Rejection {
    fn may_pass(&self) -> bool {
        // Waiting; the time source is not available; system failure.
        self.status == 3 || self.failures.iter().any(|failure| matches!(failure, 14 | 25))
    }
}

impl std::fmt::Display for Rejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.status {
            2 => f.write_str("rejection")?,
            3 => f.write_str("waiting")?,
            4 => f.write_str("revocationWarning")?,
            5 => f.write_str("revocationNotification")?,
            other => write!(f, "status {other}")?,
        }
        for failure in &self.failures {
            match failure {
                0 => f.write_str(", badAlg (the digest algorithm is not supported)")?,
                2 => f.write_str(", badRequest (the request is not permitted or supported)")?,
                5 => f.write_str(", badDataFormat (the data has the wrong format)")?,
                14 => f.write_str(", timeNotAvailable (the time source of the server is not available)")?,
                15 => f.write_str(", unacceptedPolicy (the policy is not supported)")?,
                16 => f.write_str(", unacceptedExtension (an extension is not supported)")?,
                17 => f.write_str(", addInfoNotAvailable (additional information is not available)")?,
                25 => f.write_str(", systemFailure (the server has a problem)")?,
                other => write!(f, ", failure {other}")?,
            }
        }
        if self.said.is_empty() { Ok(()) } else { write!(f, "; it says: {}", self.said) }
    }
}

#[cfg(test)]
mod tests;
