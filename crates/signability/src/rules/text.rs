//! Small things that several checks read.

/// How many characters of a name a message shows.
const SHOWN: usize = 100;

/// `text`, cut to a length that fits a message.
pub(super) fn shown(text: &str) -> String {
    let mut cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

/// A number, decimal or hexadecimal with 0x; an empty text is 0, as `SetupGetIntField` has it.
pub(super) fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        _ if text.is_empty() => Some(0),
        Some(digits) if digits.bytes().all(|digit| digit.is_ascii_hexdigit()) => u64::from_str_radix(digits, 16).ok(),
        None if text.bytes().all(|digit| digit.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    }
}

/// Whether `text` has a token left, which is a finding of its own.
pub(super) fn open_token(text: &str) -> bool {
    text.contains('%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_decimal_or_hexadecimal() {
        assert_eq!([number(" 0x10"), number("16"), number("")], [Some(16), Some(16), Some(0)]);
        assert_eq!([number("1h"), number("-1"), number("0x"), number("+1")], [None, None, None, None]);
    }
}
