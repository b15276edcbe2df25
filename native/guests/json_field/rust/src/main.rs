//! Proves what one field of a private JSON document says.
//!
//! Input (private): salt[32]; length of the path (4 bytes LE, at most 1024), the path, a JSON pointer in UTF-8; length of the document (4 bytes LE, at most
//! 65536), the document; nothing more.
//! Journal: commitment = SHA-256("fastzk.json_field.v1" | salt | document) | length of the path (4 bytes LE), the path | kind (4 bytes LE: 1 string, 2 number,
//! 3 true, 4 false, 5 null), length of the value (4 bytes LE), the value.
//! Exit code 3 and an empty journal: well-formed, but there is no such value, or it is an object or an array.
#![no_std]
#![no_main]

extern crate alloc;

mod json;
mod pointer;

use alloc::{string::String, vec, vec::Vec};
use fastzk_guest::{entry, env, heap::Bump, sha256::Sha256};

entry!(main);

// Path, document, its characters once more, keys and the value: all that is ever allocated fits, for all that is accepted.
#[global_allocator]
static HEAP: Bump<0x40000> = Bump::new();

const MAX_PATH: u32 = 1024;
const MAX_DOCUMENT: u32 = 65536;
const EXIT_NOT_THERE: u32 = 3;

fn main() -> Result<(), u32> {
    let salt: [u8; 32] = env::read();
    let path = read_text(MAX_PATH)?;
    let document = read_text(MAX_DOCUMENT)?;
    env::read_end();

    let pointer = pointer::Pointer::new(&path).ok_or(env::EXIT_BAD_INPUT)?;
    let found = json::lookup(&document, pointer).map_err(|_| env::EXIT_BAD_INPUT)?;
    let value = found.ok_or(EXIT_NOT_THERE)?;

    let mut commitment = Sha256::new();
    commitment.update(b"fastzk.json_field.v1");
    commitment.update(salt);
    commitment.update(document.as_bytes());
    env::commit_slice(&commitment.finalize());
    commit_bytes(path.as_bytes());
    env::commit(&(value.kind as u32));
    commit_bytes(&value.bytes);
    Ok(())
}

fn read_text(most: u32) -> Result<String, u32> {
    let length: u32 = env::read();
    if length > most {
        return Err(env::EXIT_BAD_INPUT);
    }
    let mut bytes: Vec<u8> = vec![0; length as usize];
    env::read_slice(&mut bytes);
    String::from_utf8(bytes).map_err(|_| env::EXIT_BAD_INPUT)
}

fn commit_bytes(bytes: &[u8]) {
    env::commit(&(bytes.len() as u32));
    env::commit_slice(bytes);
}
