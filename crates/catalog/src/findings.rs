//! What is wrong with the form of a catalog.

use crate::indirect_data::IndirectData;
use crate::member::{Member, MemberInfo, MemberKind, is_sorted_set};
use crate::name_value::{NameValue, flags};
use crate::tag::{TagForm, hex_utf16};
use crate::view::{CatalogView, Version};
use catseal_asn1::{DeviationKind, deviations, oids};
use catseal_finding::{CodeInfo, Finding, Severity, codes};
use std::collections::HashMap;

/// Findings of one code that are listed one by one; the others are only counted, for a catalog may have
/// 200,000 members.
const LISTED: usize = 10;

/// Deviations from DER that are counted.
const COUNTED_DEVIATIONS: usize = 1000;

impl CatalogView<'_> {
    /// What is wrong with, or worth saying about, the form of the catalog: encoding, order, members and
    /// attributes that contradict themselves. Decodes everything.
    ///
    /// Whether the signature holds and whether files match is not asked here.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = Collector::default();
        self.encoding_findings(&mut findings);
        self.frame_findings(&mut findings);
        self.extension_findings(&mut findings);
        self.member_findings(&mut findings);
        findings.finish()
    }

    fn encoding_findings(&self, findings: &mut Collector) {
        if self.padding() > 0 {
            let end = self.bytes().len().saturating_sub(self.padding());
            let message = format!("{} zero octets follow the end of the catalog at offset {end}", self.padding());
            findings.add(&codes::catalog::ZERO_PADDING, message);
        }
        let signed_data = self.signed_data();
        match deviations(signed_data.raw.raw, COUNTED_DEVIATIONS) {
            Ok(found) => {
                for (kind, code, what) in [
                    (DeviationKind::NonMinimalLength, &codes::encoding::NON_MINIMAL_LENGTH, "not in the shortest form"),
                    (DeviationKind::IndefiniteLength, &codes::encoding::INDEFINITE_LENGTH, "indefinite"),
                ] {
                    let mut of_kind = found.iter().filter(|deviation| deviation.kind == kind);
                    if let Some(first) = of_kind.next() {
                        let more = match of_kind.count() {
                            0 => String::new(),
                            more => format!(", and {more} more elsewhere"),
                        };
                        findings
                            .add(code, format!("the length of the element at offset {} is {what}{more}", first.offset));
                    }
                }
            }
            Err(error) => findings.add(&codes::encoding::MALFORMED_ELEMENT, error.to_string()),
        }
        if !signed_data.certificates.is_sorted_by(|a, b| a.raw <= b.raw) {
            let message = "the certificates of the signature are not in the order of DER";
            findings.add(&codes::encoding::SET_NOT_SORTED, message.to_owned());
        }
        let attributes = signed_data.signer_infos.iter().filter_map(|signer| signer.signed_attributes);
        if attributes.into_iter().any(|set| !is_sorted_set(set)) {
            let message = "the signed attributes of a signer are not in the order of DER";
            findings.add(&codes::encoding::SET_NOT_SORTED, message.to_owned());
        }
    }

    /// What the frame of a signature says and Windows does not check: some other verifiers do.
    fn frame_findings(&self, findings: &mut Collector) {
        let data = self.signed_data();
        let mut odd = |message: String| {
            findings.add(&codes::catalog::UNUSUAL_FRAME, message);
        };
        if data.version != 1 {
            odd(format!("the signed data is of version {}; that of a catalog is 1", data.version));
        }
        for signer in &data.signer_infos {
            if !data.digest_algorithms.contains(&signer.digest_algorithm) {
                let name = oids::describe(&signer.digest_algorithm);
                odd(format!("the signed data does not name {name} up front, with which a signer digested the list"));
            }
        }
    }

    fn extension_findings(&self, findings: &mut Collector) {
        let mut attributes = Vec::new();
        for extension in self.extensions() {
            match extension {
                Ok(extension) if extension.oid == oids::CAT_NAMEVALUE => match extension.name_value() {
                    Ok(attribute) => attributes.push(attribute),
                    Err(error) => findings.add(&codes::catalog::MEMBER_MALFORMED, error.to_string()),
                },
                Ok(extension) => {
                    let severity = if extension.critical { Severity::Warning } else { Severity::Note };
                    let critical = if extension.critical { "critical " } else { "" };
                    let message = format!(
                        "the {critical}extension at offset {} is of the unknown type {}",
                        extension.raw.offset,
                        oids::describe(&extension.oid)
                    );
                    findings.push(codes::catalog::UNKNOWN_EXTENSION.finding(message).severity(severity));
                }
                Err(error) => findings.add(&codes::catalog::MEMBER_MALFORMED, error.to_string()),
            }
        }
        check_attributes(findings, &mut attributes, true, || "the catalog".to_owned());
    }

    fn member_findings(&self, findings: &mut Collector) {
        let mut members = Vec::new();
        for member in self.members() {
            match member {
                Ok(member) => members.push(member),
                Err(error) => {
                    let message = format!("{error}; the members behind it were not read");
                    findings.add(&codes::catalog::MEMBER_MALFORMED, message);
                }
            }
        }
        if self.member_count() == 0 {
            findings.add(&codes::catalog::NO_MEMBERS, "the catalog has no members".to_owned());
        }
        for member in &members {
            check_member(findings, member, self.version());
        }

        let unsorted = members.windows(2).find_map(|pair| match pair {
            [first, second] if first.tag() > second.tag() => Some(second),
            _ => None,
        });
        if let Some(member) = unsorted {
            let message = format!("{} has a lower tag than the member before it", describe(member));
            findings.add(&codes::catalog::MEMBERS_NOT_SORTED, message);
        }

        members.sort_by_key(Member::tag);
        for same in members.chunk_by(|a, b| a.tag() == b.tag()) {
            if let [first, _, ..] = same {
                let message = format!("{} is one of {} with the same tag", describe(first), same.len());
                findings.add(&codes::catalog::DUPLICATE_MEMBERS, message);
            }
        }

        if self.version() == Version::V2 {
            let of_length = |len| members.iter().filter(|member| member.tag().len() == len).count();
            let (strong, companions) = (of_length(32), of_length(20));
            if companions < strong {
                let message = format!("there are {strong} SHA-256 members, but only {companions} SHA-1 companions");
                findings.add(&codes::catalog::COMPANION_MISSING, message);
            }
        }
    }
}

fn check_member(findings: &mut Collector, member: &Member<'_>, version: Version) {
    check_tag(findings, member, version);
    if !is_sorted_set(member.attribute_set()) {
        let message = format!("the attributes of {} are not in the order of DER", describe(member));
        findings.add(&codes::encoding::SET_NOT_SORTED, message);
    }
    match member.attributes().collect::<Result<Vec<_>, _>>() {
        Ok(mut attributes) => check_attributes(findings, &mut attributes, false, || describe(member)),
        Err(error) => return findings.add(&codes::catalog::MEMBER_MALFORMED, malformed(member, &error)),
    }
    let (info, data) = match (member.info(), member.indirect_data()) {
        (Ok(info), Ok(data)) => (info, data),
        (Err(error), _) | (_, Err(error)) => {
            return findings.add(&codes::catalog::MEMBER_MALFORMED, malformed(member, &error));
        }
    };
    if info.is_none() {
        findings.add(&codes::catalog::MEMBER_INCOMPLETE, format!("{} has no member information", describe(member)));
    }
    match data {
        Some(data) => {
            check_digest(findings, member, &data);
            check_kind(findings, member, info.as_ref(), &data);
        }
        None if member.is_companion() => {}
        None => findings.add(&codes::catalog::MEMBER_INCOMPLETE, format!("{} has no indirect data", describe(member))),
    }
}

fn check_tag(findings: &mut Collector, member: &Member<'_>, version: Version) {
    let problem = match (member.tag_form(), version) {
        (TagForm::Text(_), _) | (TagForm::HexUtf16, Version::V1) | (TagForm::Raw20 | TagForm::Raw32, Version::V2) => {
            match member.tag_digest() {
                Some(digest) if version == Version::V1 && hex_utf16(digest.as_bytes()) != member.tag() => {
                    "in lower case or without a NUL"
                }
                _ => return,
            }
        }
        (TagForm::HexUtf16, Version::V2) => "in text, although the catalog is of version 2",
        (TagForm::Raw20 | TagForm::Raw32, Version::V1) => "in raw octets, although the catalog is of version 1",
        (TagForm::Other, _) => "neither a digest nor a text",
    };
    findings.add(&codes::catalog::UNUSUAL_TAG, format!("the tag of {} is {problem}", describe(member)));
}

fn check_digest(findings: &mut Collector, member: &Member<'_>, data: &IndirectData<'_>) {
    let Some(algorithm) = data.algorithm else {
        let name = oids::describe(&data.algorithm_oid);
        let message = format!("the digest of {} is of the unknown algorithm {name}", describe(member));
        return findings.add(&codes::catalog::DIGEST_LENGTH_MISMATCH, message);
    };
    if data.digest.len() != algorithm.len() {
        let len = data.digest.len();
        let message = format!("the digest of {} has {len} octets, which is no {algorithm}", describe(member));
        return findings.add(&codes::catalog::DIGEST_LENGTH_MISMATCH, message);
    }
    let Some(tag) = member.tag_digest() else { return };
    if tag.algorithm() != algorithm {
        let of_tag = tag.algorithm();
        let message = format!("the tag of {} is a {of_tag}, but the digest inside is a {algorithm}", describe(member));
        findings.add(&codes::catalog::DIGEST_LENGTH_MISMATCH, message);
    } else if tag.as_bytes() != data.digest {
        let message = format!("the tag of {} is not the digest inside it", describe(member));
        findings.add(&codes::catalog::TAG_DIGEST_MISMATCH, message);
    }
}

fn check_kind(findings: &mut Collector, member: &Member<'_>, info: Option<&MemberInfo<'_>>, data: &IndirectData<'_>) {
    let Some(kind) = info.map(MemberInfo::kind).filter(|&kind| kind != MemberKind::Other) else { return };
    if data.kind != MemberKind::Other && data.kind != kind {
        let of_data = data.kind;
        let message = format!("{} is {kind} by its information, but {of_data} by its indirect data", describe(member));
        findings.add(&codes::catalog::KIND_MISMATCH, message);
    }
}

fn check_attributes(
    findings: &mut Collector,
    attributes: &mut [NameValue<'_>],
    of_catalog: bool,
    owner: impl Fn() -> String,
) {
    for attribute in attributes.iter() {
        if attribute.flags & flags::DATA_BASE64 == 0 && attribute.text().is_none() {
            let name = printable(&attribute.name);
            let message = format!("the attribute `{name}` of {} is not well-formed text", owner());
            findings.add(&codes::catalog::VALUE_NOT_TEXT, message);
        }
    }
    attributes.sort_by(|a, b| lower_case(a).cmp(lower_case(b)));
    for same in attributes.chunk_by(|a, b| a.name.eq_ignore_ascii_case(&b.name)) {
        // Of a catalog, each FilePath is an empty file of its own (New-FileCatalog).
        if let [first, rest @ ..] = same
            && !(of_catalog && first.name.eq_ignore_ascii_case("FilePath"))
            && rest.iter().any(|other| other.value != first.value)
        {
            let name = printable(&first.name);
            let message = format!("{} has several values for the attribute `{name}`", owner());
            findings.add(&codes::catalog::CONFLICTING_ATTRIBUTES, message);
        }
    }
}

fn lower_case<'a>(attribute: &'a NameValue<'_>) -> impl Iterator<Item = u8> + use<'a> {
    attribute.name.bytes().map(|octet| octet.to_ascii_lowercase())
}

fn malformed(member: &Member<'_>, error: &crate::Error) -> String {
    format!("{} cannot be read whole: {error}", describe(member))
}

/// Where a member stands, and its name if it has one.
fn describe(member: &Member<'_>) -> String {
    let offset = member.raw().offset;
    match member.file_name() {
        Some(name) => format!("the member `{}` at offset {offset}", printable(&name)),
        None => format!("the member at offset {offset}"),
    }
}

/// Hostile text, made fit for one line.
fn printable(text: &str) -> String {
    let mut short: String = text.chars().take(80).flat_map(char::escape_debug).collect();
    if text.chars().nth(80).is_some() {
        short.push('…');
    }
    short
}

/// Findings, of which those of one code are listed up to a limit.
#[derive(Default)]
struct Collector {
    findings: Vec<Finding>,
    /// How many there are of a code, and the first that was not listed.
    seen: HashMap<&'static str, (usize, Option<Finding>)>,
}

impl Collector {
    fn add(&mut self, code: &CodeInfo, message: String) {
        self.push(code.finding(message));
    }

    fn push(&mut self, finding: Finding) {
        let (count, unlisted) = self.seen.entry(finding.code).or_default();
        *count = count.saturating_add(1);
        if *count <= LISTED {
            self.findings.push(finding);
        } else if unlisted.as_ref().is_none_or(|worst| worst.severity < finding.severity) {
            *unlisted = Some(finding);
        }
    }

    /// The findings, and for each code with more of them one that says how many more.
    fn finish(self) -> Vec<Finding> {
        let mut findings = self.findings;
        let mut rest: Vec<_> =
            self.seen.into_values().filter_map(|(count, unlisted)| Some((count, unlisted?))).collect();
        rest.sort_by_key(|(_, finding)| finding.code);
        for (count, mut finding) in rest {
            let more = count.saturating_sub(LISTED);
            finding.message = format!("{more} more of the same, such as: {}", finding.message);
            findings.push(finding);
        }
        findings
    }
}
