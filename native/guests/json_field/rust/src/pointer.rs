//! JSON pointers (RFC 6901).

/// A pointer, or what is left of one: empty, or "/token/token...", with ~0 for ~ and ~1 for /.
#[derive(Clone, Copy)]
pub struct Pointer<'a>(&'a [u8]);

/// One step of a pointer, as written.
#[derive(Clone, Copy)]
pub struct Token<'a>(&'a [u8]);

impl<'a> Pointer<'a> {
    /// Nothing where the text is no pointer.
    pub fn new(text: &'a str) -> Option<Self> {
        let bytes = text.as_bytes();
        let starts = matches!(bytes.first(), None | Some(b'/'));
        let escapes = bytes.iter().enumerate().all(|(i, &b)| b != b'~' || matches!(bytes.get(i + 1), Some(b'0' | b'1')));
        (starts && escapes).then_some(Self(bytes))
    }

    /// Whether it points to the value itself.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first step and the rest.
    pub fn split(&self) -> Option<(Token<'a>, Pointer<'a>)> {
        let (_, behind) = self.0.split_first()?;
        let end = behind.iter().position(|&b| b == b'/').unwrap_or(behind.len());
        Some((Token(&behind[..end]), Pointer(&behind[end..])))
    }
}

impl Token<'_> {
    /// Whether it names this key.
    pub fn names(&self, key: &[u8]) -> bool {
        let mut rest = self.0;
        for &byte in key {
            let (seen, length) = match rest {
                [b'~', b'0', ..] => (b'~', 2),
                [b'~', b'1', ..] => (b'/', 2),
                [plain, ..] => (*plain, 1),
                [] => return false,
            };
            if seen != byte {
                return false;
            }
            rest = &rest[length..];
        }
        rest.is_empty()
    }

    /// The array's place that it names: digits without leading zeros.
    pub fn index(&self) -> Option<u32> {
        let (first, more) = self.0.split_first()?;
        if *first == b'0' && !more.is_empty() {
            return None;
        }
        let mut index = 0u32;
        for &byte in self.0 {
            if !byte.is_ascii_digit() {
                return None;
            }
            index = index.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?;
        }
        Some(index)
    }
}
