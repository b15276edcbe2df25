//! The Keccak-256 digest of the whole input, whatever its length, by the host's circuit where it has one.
//!
//! Input: any bytes. Journal: the digest, 32 bytes.
#![no_std]
#![no_main]

use core::cell::UnsafeCell;
use fastzk_guest::{entry, env, keccak256::{Keccak256, RATE}};

entry!(main);

// Large, since each call has a price of its own; a multiple of the rate, so that every full chunk is absorbed in place.
const CHUNK: usize = 480 * RATE;

#[repr(align(8))]
struct Chunk(UnsafeCell<[u8; CHUNK]>);

// SAFETY: a guest has one thread, and main borrows the bytes once.
unsafe impl Sync for Chunk {}

static BUFFER: Chunk = Chunk(UnsafeCell::new([0; CHUNK]));

fn main() {
    // SAFETY: the only borrow, as main runs once.
    let chunk = unsafe { &mut *BUFFER.0.get() };
    let mut hash = Keccak256::new();
    loop {
        let got = env::read_some(chunk);
        hash.update(&chunk[..got]);
        if got < CHUNK {
            break;
        }
    }
    env::commit_slice(&hash.finalize());
}
