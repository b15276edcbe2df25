//! A strict JSON parser (RFC 8259) that looks up one value. It reads the document once, keeps nothing of it but the keys of the objects that are open, and
//! refuses what readers might understand in two ways: duplicate keys, lone surrogates, anything beyond the grammar.

use crate::pointer::Pointer;
use alloc::vec::Vec;

/// Objects and arrays inside each other, at most.
pub const MAX_DEPTH: u32 = 32;

/// Keys of all objects that are open at one time, at most.
pub const MAX_KEYS: usize = 1024;

/// The document is not of the form that is accepted.
#[derive(Debug, PartialEq)]
pub struct Malformed;

/// What a value is; the numbers stand in the journal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Its characters, escapes resolved, as UTF-8.
    String = 1,
    /// Its text as written.
    Number = 2,
    True = 3,
    False = 4,
    Null = 5,
}

/// A value without parts.
#[derive(Debug, PartialEq)]
pub struct Scalar {
    pub kind: Kind,
    pub bytes: Vec<u8>,
}

/// Checks all of the document and gives the value that the pointer leads to; nothing where it leads to none, or to an object or an array.
pub fn lookup(document: &str, path: Pointer) -> Result<Option<Scalar>, Malformed> {
    let mut parser = Parser {
        text: document.as_bytes(),
        at: 0,
        keys: Vec::with_capacity(MAX_KEYS),
        characters: Vec::with_capacity(document.len()),
        found: None,
    };
    parser.space();
    parser.value(Some(path), 0)?;
    parser.space();
    if parser.at == parser.text.len() {
        Ok(parser.found)
    } else {
        Err(Malformed)
    }
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    // Ends, in `characters`, of the keys of the objects that are open, outer ones first.
    keys: Vec<usize>,
    // Decoded characters of these keys, one behind the other, and for a moment those of a string behind them. Decoding makes nothing longer, and the keys and
    // string in it come from different places of the text, so it never outgrows the capacity that it was given.
    characters: Vec<u8>,
    found: Option<Scalar>,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Result<u8, Malformed> {
        let byte = self.peek().ok_or(Malformed)?;
        self.at += 1;
        Ok(byte)
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, byte: u8) -> Result<(), Malformed> {
        if self.take(byte) {
            Ok(())
        } else {
            Err(Malformed)
        }
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    // `path` is what is left of the pointer where this value lies on it.
    fn value(&mut self, path: Option<Pointer>, depth: u32) -> Result<(), Malformed> {
        let is_target = path.is_some_and(|p| p.is_empty());
        match self.peek().ok_or(Malformed)? {
            b'{' => self.object(path, depth),
            b'[' => self.array(path, depth),
            b'"' => {
                let start = self.characters.len();
                self.string()?;
                if is_target {
                    self.found = Some(Scalar { kind: Kind::String, bytes: self.characters[start..].to_vec() });
                }
                self.characters.truncate(start);
                Ok(())
            }
            b't' => self.word(b"true", Kind::True, is_target),
            b'f' => self.word(b"false", Kind::False, is_target),
            b'n' => self.word(b"null", Kind::Null, is_target),
            _ => {
                let start = self.at;
                self.number()?;
                if is_target {
                    self.found = Some(Scalar { kind: Kind::Number, bytes: self.text[start..self.at].to_vec() });
                }
                Ok(())
            }
        }
    }

    fn word(&mut self, word: &[u8], kind: Kind, is_target: bool) -> Result<(), Malformed> {
        for &byte in word {
            self.expect(byte)?;
        }
        if is_target {
            self.found = Some(Scalar { kind, bytes: Vec::new() });
        }
        Ok(())
    }

    fn object(&mut self, path: Option<Pointer>, depth: u32) -> Result<(), Malformed> {
        if depth == MAX_DEPTH {
            return Err(Malformed);
        }
        self.at += 1;
        let (first_key, first_character) = (self.keys.len(), self.characters.len());
        let wanted = path.and_then(|p| p.split());
        self.space();
        if !self.take(b'}') {
            loop {
                let start = self.characters.len();
                self.string()?;
                self.unique(first_key, first_character, start)?;
                let inner = wanted.and_then(|(token, rest)| token.names(&self.characters[start..]).then_some(rest));
                self.space();
                self.expect(b':')?;
                self.space();
                self.value(inner, depth + 1)?;
                self.space();
                if !self.take(b',') {
                    break;
                }
                self.space();
            }
            self.expect(b'}')?;
        }
        self.keys.truncate(first_key);
        self.characters.truncate(first_character);
        Ok(())
    }

    // Keeps the key that starts at `start`, if the object's earlier ones differ from it.
    fn unique(&mut self, first_key: usize, first_character: usize, start: usize) -> Result<(), Malformed> {
        let mut from = first_character;
        for &end in &self.keys[first_key..] {
            if self.characters[from..end] == self.characters[start..] {
                return Err(Malformed);
            }
            from = end;
        }
        if self.keys.len() == MAX_KEYS {
            return Err(Malformed);
        }
        self.keys.push(self.characters.len());
        Ok(())
    }

    fn array(&mut self, path: Option<Pointer>, depth: u32) -> Result<(), Malformed> {
        if depth == MAX_DEPTH {
            return Err(Malformed);
        }
        self.at += 1;
        let wanted = path.and_then(|p| p.split()).and_then(|(token, rest)| token.index().map(|i| (i, rest)));
        self.space();
        if self.take(b']') {
            return Ok(());
        }
        let mut index = 0;
        loop {
            let inner = wanted.and_then(|(i, rest)| (i == index).then_some(rest));
            self.value(inner, depth + 1)?;
            index += 1;
            self.space();
            if !self.take(b',') {
                break;
            }
            self.space();
        }
        self.expect(b']')
    }

    // Appends the string's characters to `characters`.
    fn string(&mut self) -> Result<(), Malformed> {
        self.expect(b'"')?;
        loop {
            match self.next()? {
                b'"' => return Ok(()),
                b'\\' => self.escape()?,
                // The document is UTF-8, so what is not escaped is too.
                byte @ 0x20.. => self.characters.push(byte),
                _ => return Err(Malformed),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Malformed> {
        let byte = match self.next()? {
            byte @ (b'"' | b'\\' | b'/') => byte,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => return self.unicode(),
            _ => return Err(Malformed),
        };
        self.characters.push(byte);
        Ok(())
    }

    fn unicode(&mut self) -> Result<(), Malformed> {
        let mut code = self.four_digits()?;
        // A high surrogate and a low one make one character; either alone is none.
        if code & 0xfc00 == 0xd800 {
            self.expect(b'\\')?;
            self.expect(b'u')?;
            let low = self.four_digits()?;
            if low & 0xfc00 != 0xdc00 {
                return Err(Malformed);
            }
            code = 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff);
        }
        let character = char::from_u32(code).ok_or(Malformed)?;
        self.characters.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        Ok(())
    }

    fn four_digits(&mut self) -> Result<u32, Malformed> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = match self.next()? {
                byte @ b'0'..=b'9' => byte - b'0',
                byte @ b'a'..=b'f' => byte - b'a' + 10,
                byte @ b'A'..=b'F' => byte - b'A' + 10,
                _ => return Err(Malformed),
            };
            code = code << 4 | u32::from(digit);
        }
        Ok(code)
    }

    fn number(&mut self) -> Result<(), Malformed> {
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'+') {
                self.take(b'-');
            }
            self.digits()?;
        }
        Ok(())
    }

    // One digit or more.
    fn digits(&mut self) -> Result<(), Malformed> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at > start {
            Ok(())
        } else {
            Err(Malformed)
        }
    }
}
