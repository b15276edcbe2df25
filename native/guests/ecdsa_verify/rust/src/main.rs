//! Proves that the prover holds a signature by a public key over a message with a public hash: the same input and journal as ecdsa_verify.c.
#![no_std]
#![no_main]

use fastzk_guest::ecdsa::{S, SECP256K1, SECP256R1};
use fastzk_guest::{entry, env, sha256::Sha256};

entry!(main);

const EXIT_NO_SIGNATURE: u32 = 3;

fn main() -> u32 {
    let number: u32 = env::read();
    let (key, signature, length): ([u8; 64], [u8; 64], u32) = (env::read(), env::read(), env::read());
    let curve = match number {
        0 => &SECP256K1,
        1 => &SECP256R1,
        _ => return env::EXIT_BAD_INPUT,
    };
    if length > 65536 {
        return env::EXIT_BAD_INPUT;
    }

    // For a hash of the prover's choice anybody can make a signature by any key: so the message itself is hashed.
    let mut hash = Sha256::new();
    let mut part = [0u32; 64];
    let mut left = length as usize;
    while left != 0 {
        let bytes = &mut bytes_of(&mut part)[..left.min(256)];
        env::read_slice(bytes);
        hash.update(&*bytes);
        left -= bytes.len();
    }
    env::read_end();
    let hash = hash.finalize();
    if !curve.verify(&hash, &signature, &key, S::Any) {
        return EXIT_NO_SIGNATURE;
    }

    env::commit(&number);
    env::commit(&key);
    env::commit(&hash);
    env::EXIT_OK
}

/// The words' bytes: aligned, so that they are hashed where they lie.
fn bytes_of(words: &mut [u32; 64]) -> &mut [u8; 256] {
    // SAFETY: as long, and any bytes are words.
    unsafe { &mut *(&raw mut *words).cast() }
}
