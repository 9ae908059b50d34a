use crate::tag::Tag;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The contents of a UTCTime `YYMMDDHHMMSSZ`; years 50 to 99 are of the last century (RFC 5280, 4.1.2.5.1).
///
/// `None` when it is anything else.
#[must_use]
pub fn parse_utc_time(contents: &[u8]) -> Option<Timestamp> {
    let digits = contents.strip_suffix(b"Z")?;
    if digits.len() != 12 {
        return None;
    }
    let (year, rest) = digits.split_at_checked(2)?;
    let year = number(year)?;
    civil(if year >= 50 { year + 1900 } else { year + 2000 }, rest, 0)
}

/// The contents of a GeneralizedTime `YYYYMMDDHHMMSS[.fraction]Z` (RFC 5280, 4.1.2.5.2; RFC 3161, 2.4.2).
///
/// Digits behind the ninth of the fraction are dropped. `None` when it is anything else.
#[must_use]
pub fn parse_generalized_time(contents: &[u8]) -> Option<Timestamp> {
    let digits = contents.strip_suffix(b"Z")?;
    let (whole, fraction) = digits.split_at_checked(14)?;
    let nanosecond = match fraction {
        [] => 0,
        [b'.', fraction @ ..] if !fraction.is_empty() && fraction.iter().all(u8::is_ascii_digit) => {
            let padded = fraction.iter().copied().chain(std::iter::repeat(b'0')).take(9);
            padded.fold(0_i32, |n, digit| n * 10 + i32::from(digit - b'0'))
        }
        _ => return None,
    };
    let (year, rest) = whole.split_at_checked(4)?;
    civil(number(year)?, rest, nanosecond)
}

fn civil(year: i16, rest: &[u8], nanosecond: i32) -> Option<Timestamp> {
    let mut parts = rest.chunks_exact(2).map(|pair| number(pair).and_then(|n| i8::try_from(n).ok()));
    let mut part = || parts.next().flatten();
    let date = Date::new(year, part()?, part()?).ok()?;
    let time = jiff::civil::Time::new(part()?, part()?, part()?, nanosecond).ok()?;
    TimeZone::UTC.to_timestamp(date.to_datetime(time)).ok()
}

fn number(digits: &[u8]) -> Option<i16> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(digits.iter().fold(0, |n, digit| n * 10 + i16::from(digit - b'0')))
}

/// Tag and contents of a time, to the second: UTCTime from 1950 to 2049, GeneralizedTime outside (RFC 5280, 4.1.2.5).
#[must_use]
pub fn encode_time(time: Timestamp) -> (Tag, String) {
    let utc = TimeZone::UTC.to_datetime(time);
    if (1950..2050).contains(&utc.year()) {
        (Tag::UTC_TIME, utc.strftime("%y%m%d%H%M%SZ").to_string())
    } else {
        (Tag::GENERALIZED_TIME, utc.strftime("%Y%m%d%H%M%SZ").to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_utc_time_of_either_century_is_read() {
        assert_eq!(parse_utc_time(b"250827153210Z").unwrap().to_string(), "2025-08-27T15:32:10Z");
        assert_eq!(parse_utc_time(b"500101000000Z").unwrap().to_string(), "1950-01-01T00:00:00Z");
        assert_eq!(parse_utc_time(b"491231235959Z").unwrap().to_string(), "2049-12-31T23:59:59Z");
    }

    #[test]
    fn a_fraction_of_a_second_is_read() {
        let time = parse_generalized_time(b"20260102030405.678Z").unwrap();
        assert_eq!(time.to_string(), "2026-01-02T03:04:05.678Z");
    }

    #[test]
    fn what_is_no_time_in_utc_is_refused() {
        for text in
            ["250827153210", "2508271532Z", "250827153210+0100", "251327153210Z", "25 827153210Z", "250229000000Z"]
        {
            assert_eq!(parse_utc_time(text.as_bytes()), None, "{text}");
        }
        for text in ["20260102030405.Z", "20260102030405,5Z", "2026010203040Z"] {
            assert_eq!(parse_generalized_time(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn from_2050_on_the_year_has_four_digits() {
        let utc = encode_time("2049-12-31T23:59:59Z".parse().unwrap());
        assert_eq!(utc, (Tag::UTC_TIME, "491231235959Z".to_owned()));
        let generalized = encode_time("2050-01-01T00:00:00Z".parse().unwrap());
        assert_eq!(generalized, (Tag::GENERALIZED_TIME, "20500101000000Z".to_owned()));
    }
}
