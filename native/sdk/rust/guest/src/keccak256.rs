//! Keccak-256 as Ethereum uses it: the padding of 2011 (1, zeros, 1), not that of SHA-3.
//!
//! Blocks go to the host's circuit, where it has one, and are permuted in plain code elsewhere: the same hash either way.

use core::sync::atomic::{AtomicBool, Ordering};

use crate::ecall;

/// Bytes that a permutation takes in.
pub const RATE: usize = 136;

/// A hash in the making.
#[derive(Clone)]
pub struct Keccak256 {
    state: [u64; 25],
    block: Block,
    used: usize,
}

#[derive(Clone, Copy)]
#[repr(C, align(8))]
struct Block([u8; RATE]);

impl Keccak256 {
    /// The hash of nothing yet.
    pub const fn new() -> Self {
        Self { state: [0; 25], block: Block([0; RATE]), used: 0 }
    }

    /// The hash of the bytes.
    pub fn digest(data: impl AsRef<[u8]>) -> [u8; 32] {
        let mut hash = Self::new();
        hash.update(data);
        hash.finalize()
    }

    /// Takes more bytes.
    pub fn update(&mut self, data: impl AsRef<[u8]>) {
        let mut data = data.as_ref();
        while !data.is_empty() {
            // Aligned whole blocks are absorbed where they lie, all else by way of the buffer.
            if self.used == 0 && data.len() >= RATE && data.as_ptr() as usize & 3 == 0 {
                let (blocks, rest) = data.as_chunks::<RATE>();
                // SAFETY: the blocks are readable, aligned for words, and only read.
                absorb(&mut self.state, unsafe { core::slice::from_raw_parts(blocks.as_ptr().cast(), blocks.len()) });
                data = rest;
                continue;
            }
            let take = data.len().min(RATE - self.used);
            let (head, tail) = data.split_at(take);
            self.block.0[self.used..self.used + take].copy_from_slice(head);
            self.used += take;
            data = tail;
            if self.used == RATE {
                absorb(&mut self.state, core::slice::from_ref(self.block.words()));
                self.used = 0;
            }
        }
    }

    /// The hash of all bytes.
    pub fn finalize(mut self) -> [u8; 32] {
        self.block.0[self.used..].fill(0);
        self.block.0[self.used] = 1;
        self.block.0[RATE - 1] |= 0x80;
        absorb(&mut self.state, core::slice::from_ref(self.block.words()));
        let mut digest = [0; 32];
        for (to, lane) in digest.chunks_exact_mut(8).zip(self.state) {
            to.copy_from_slice(&lane.to_le_bytes());
        }
        digest
    }
}

impl Default for Keccak256 {
    fn default() -> Self {
        Self::new()
    }
}

impl Block {
    fn words(&self) -> &[u32; RATE / 4] {
        // SAFETY: as long, and aligned for words.
        unsafe { &*(&raw const self.0).cast() }
    }
}

// Set by the first call that the host does not have.
static ABSENT: AtomicBool = AtomicBool::new(false);

fn absorb(state: &mut [u64; 25], mut blocks: &[[u32; RATE / 4]]) {
    while !ABSENT.load(Ordering::Relaxed) && !blocks.is_empty() {
        let (now, rest) = blocks.split_at(blocks.len().min(ecall::MAX_BLOCKS));
        // SAFETY: the call reads the blocks and replaces the state, both of which are borrowed here and aligned for words.
        let result = unsafe { ecall::call(ecall::KECCAK_ABSORB, state.as_mut_ptr() as u32, now.as_ptr() as u32, now.len() as u32) };
        if result == ecall::NOT_THERE {
            ABSENT.store(true, Ordering::Relaxed);
        } else {
            blocks = rest;
        }
    }
    for block in blocks {
        for (lane, words) in state.iter_mut().zip(block.as_chunks::<2>().0) {
            *lane ^= u64::from(words[1]) << 32 | u64::from(words[0]);
        }
        permute(state);
    }
}

static ROUND_CONSTANTS: [u64; 24] = [
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
    0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
    0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
];

// Keccak-f[1600], FIPS 202, section 3.
fn permute(s: &mut [u64; 25]) {
    for constant in ROUND_CONSTANTS {
        let c: [u64; 5] = core::array::from_fn(|x| s[x] ^ s[x + 5] ^ s[x + 10] ^ s[x + 15] ^ s[x + 20]);
        for x in 0..5 {
            let d = c[(x + 4) % 5] ^ c[(x + 1) % 5].rotate_left(1);
            for y in 0..5 {
                s[x + 5 * y] ^= d;
            }
        }
        // Lanes move along one cycle of 24 and turn on the way.
        let mut lane = s[1];
        macro_rules! step {
            ($($to:literal $by:literal),*) => { $(lane = core::mem::replace(&mut s[$to], lane.rotate_left($by));)* };
        }
        step!(10 1, 7 3, 11 6, 17 10, 18 15, 3 21, 5 28, 16 36, 8 45, 21 55, 24 2, 4 14);
        step!(15 27, 23 41, 19 56, 13 8, 12 25, 2 43, 20 62, 14 18, 22 39, 9 61, 6 20, 1 44);
        let _ = lane;
        for row in s.as_chunks_mut::<5>().0 {
            let [a, b, c, d, e] = *row;
            *row = [a ^ (!b & c), b ^ (!c & d), c ^ (!d & e), d ^ (!e & a), e ^ (!a & b)];
        }
        s[0] ^= constant;
    }
}
