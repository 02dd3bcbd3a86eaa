//! What a question is called: 128 random bits in characters that survive being typed.

use std::fmt;

/// Digits and lower-case letters without i, l, o and u, as in Crockford's base 32.
const SYMBOLS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Symbols of 5 bits that 128 bits take.
const LENGTH: u32 = 26;

/// What a question is called. Nobody can guess one, and the answer cannot be had from it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Id(String);

impl Id {
    /// A new one, from the operating system's randomness.
    pub(super) fn fresh() -> Result<Self, getrandom::Error> {
        let mut bits = [0; 16];
        getrandom::fill(&mut bits)?;
        Ok(Self::of(u128::from_le_bytes(bits)))
    }

    fn of(bits: u128) -> Self {
        let symbol = |place: u32| char::from(SYMBOLS[(bits >> (5 * place)) as usize & 31]);
        Self((0..LENGTH).rev().map(symbol).collect())
    }

    /// As somebody typed it: case, blanks around it, and o, i and l for digits are forgiven.
    pub(super) fn typed(text: &str) -> Self {
        let forgiven = |symbol| match symbol {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        };
        Self(
            text.trim()
                .to_ascii_lowercase()
                .chars()
                .map(forgiven)
                .collect(),
        )
    }

    /// The 26 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_bits_are_in_it() {
        assert_eq!(Id::of(0).as_str(), "0".repeat(26));
        assert_eq!(Id::of(u128::MAX).as_str(), format!("7{}", "z".repeat(25)));
        let ids: std::collections::HashSet<String> =
            (0..128).map(|bit| Id::of(1 << bit).0).collect();
        assert_eq!(ids.len(), 128);
        assert_ne!(Id::fresh().unwrap(), Id::fresh().unwrap());
    }

    #[test]
    fn typing_is_forgiven() {
        let id = Id::of(0x1123_4567_89ab_cdef_0101_0101_0000_1111);
        let typed = id
            .as_str()
            .to_uppercase()
            .replace('0', "O")
            .replace('1', "l");
        assert_eq!(Id::typed(&format!("  {typed}\n")), id);
    }
}
