use crate::cursor::{Header, MAX_DEPTH, Mode};
use crate::error::{Error, ErrorKind};

/// How an encoding differs from DER.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeviationKind {
    /// A length not in its shortest form.
    NonMinimalLength,
    /// A length given by an end marker.
    IndefiniteLength,
}

/// A place where an encoding is BER but not DER.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deviation {
    /// What is different.
    pub kind: DeviationKind,
    /// Where the element starts, in octets from the start of the input.
    pub offset: usize,
}

/// Walks through all elements of `data`, into every constructed one, and lists where lengths are not
/// as DER wants them.
///
/// At most `limit` deviations are listed, so that hostile input cannot make the list long.
///
/// # Errors
/// When something is malformed, or elements stand more than [`MAX_DEPTH`] deep inside each other.
pub fn deviations(data: &[u8], limit: usize) -> Result<Vec<Deviation>, Error> {
    let mut found = Vec::new();
    // Where the open elements end; `None` for those that end with a marker.
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut offset = 0_usize;
    loop {
        while open.last().is_some_and(|end| end.is_some_and(|end| end <= offset)) {
            open.pop();
        }
        let rest = data.get(offset..).unwrap_or_default();
        if rest.is_empty() && open.is_empty() {
            return Ok(found);
        }
        if open.last() == Some(&None) && rest.starts_with(&[0, 0]) {
            open.pop();
            offset = offset.saturating_add(2);
            continue;
        }
        let error = |kind| Error { what: "element", offset, kind };
        let header = Header::read(rest, Mode::Tolerant).map_err(error)?;
        let kind = match header.length {
            None => Some(DeviationKind::IndefiniteLength),
            Some(_) if !header.minimal => Some(DeviationKind::NonMinimalLength),
            Some(_) => None,
        };
        if let Some(kind) = kind
            && found.len() < limit
        {
            found.push(Deviation { kind, offset });
        }
        let contents = offset.saturating_add(header.len);
        let end = header.length.map(|length| contents.saturating_add(length));
        let outer_end = open.iter().rev().find_map(|end| *end).unwrap_or(data.len());
        if let Some(end) = end
            && end > outer_end
        {
            return Err(error(ErrorKind::Truncated { missing: end.saturating_sub(outer_end) }));
        }
        offset = match end {
            Some(end) if !header.tag.is_constructed() => end,
            _ => {
                if open.len() >= usize::from(MAX_DEPTH) {
                    return Err(error(ErrorKind::TooDeep { limit: MAX_DEPTH }));
                }
                open.push(end);
                contents
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn der_has_no_deviations_and_nothing_reaches_out_of_its_frame() {
        assert_eq!(
            deviations(&[0x30, 6, 2, 1, 7, 0x31, 0, 5, 0], 8),
            Err(Error { what: "element", offset: 7, kind: ErrorKind::Truncated { missing: 1 } })
        );
        assert_eq!(deviations(&[0x30, 7, 2, 1, 7, 0x31, 0, 5, 0], 8).unwrap(), []);
    }

    #[test]
    fn each_deviation_is_listed_with_its_place_up_to_the_limit() {
        let data = [0x30, 0x80, 2, 0x81, 1, 7, 0x31, 0x81, 0, 0, 0];
        let kinds =
            |limit| -> Vec<_> { deviations(&data, limit).unwrap().into_iter().map(|d| (d.offset, d.kind)).collect() };
        assert_eq!(
            kinds(8),
            [
                (0, DeviationKind::IndefiniteLength),
                (2, DeviationKind::NonMinimalLength),
                (6, DeviationKind::NonMinimalLength),
            ]
        );
        assert_eq!(kinds(1).len(), 1);
    }
}
