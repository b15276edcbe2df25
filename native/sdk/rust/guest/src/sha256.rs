//! SHA-256 (FIPS 180-4). The interface is that of the `Digest` trait of the ecosystem's `sha2` crate, as inherent functions; the crate `sha2` beside this
//! one offers it under that name, for programs that shall compile unchanged.
//!
//! Blocks go to the host's circuit, where it has one (some hundred times cheaper), and are hashed in plain code elsewhere: the same hash either way.

use core::sync::atomic::{AtomicBool, Ordering};

use crate::ecall;

const INITIAL: [u32; 8] = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

static ROUND_CONSTANTS: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

/// A hash in the making.
#[derive(Clone)]
pub struct Sha256 {
    state: [u32; 8],
    block: Block,
    // Bytes so far; a guest cannot hash 2^32 bytes in one run.
    length: u32,
}

#[derive(Clone, Copy)]
#[repr(C, align(4))]
struct Block([u8; 64]);

impl Sha256 {
    /// The hash of nothing yet.
    pub const fn new() -> Self {
        Self { state: INITIAL, block: Block([0; 64]), length: 0 }
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
        let mut used = (self.length & 63) as usize;
        self.length = self.length.wrapping_add(data.len() as u32);
        while !data.is_empty() {
            // Aligned whole blocks are hashed where they lie, all else by way of the buffer.
            if used == 0 && data.len() >= 64 && data.as_ptr() as usize & 3 == 0 {
                let (blocks, rest) = data.as_chunks::<64>();
                // SAFETY: the blocks are readable, aligned for words, and only read.
                compress_all(&mut self.state, unsafe { core::slice::from_raw_parts(blocks.as_ptr().cast(), blocks.len()) });
                data = rest;
                continue;
            }
            let take = data.len().min(64 - used);
            let (head, tail) = data.split_at(take);
            self.block.0[used..used + take].copy_from_slice(head);
            used += take;
            data = tail;
            if used == 64 {
                compress_all(&mut self.state, core::slice::from_ref(self.block.words()));
                used = 0;
            }
        }
    }

    /// The hash of all bytes.
    pub fn finalize(mut self) -> [u8; 32] {
        let used = (self.length & 63) as usize;
        self.block.0[used] = 0x80;
        self.block.0[used + 1..].fill(0);
        if used > 55 {
            compress_all(&mut self.state, core::slice::from_ref(self.block.words()));
            self.block.0.fill(0);
        }
        self.block.0[56..60].copy_from_slice(&(self.length >> 29).to_be_bytes());
        self.block.0[60..64].copy_from_slice(&(self.length << 3).to_be_bytes());
        compress_all(&mut self.state, core::slice::from_ref(self.block.words()));
        let mut digest = [0; 32];
        for (to, word) in digest.chunks_exact_mut(4).zip(self.state) {
            to.copy_from_slice(&word.to_be_bytes());
        }
        digest
    }
}

impl Default for Sha256 {
    fn default() -> Self {
        Self::new()
    }
}

impl Block {
    fn words(&self) -> &[u32; 16] {
        // SAFETY: as long, and aligned for words.
        unsafe { &*(&raw const self.0).cast() }
    }
}

// Set by the first call that the host does not have.
static ABSENT: AtomicBool = AtomicBool::new(false);

fn compress_all(state: &mut [u32; 8], mut blocks: &[[u32; 16]]) {
    while !ABSENT.load(Ordering::Relaxed) && !blocks.is_empty() {
        let (now, rest) = blocks.split_at(blocks.len().min(ecall::MAX_BLOCKS));
        // SAFETY: the call reads the blocks and replaces the state, both of which are borrowed here and aligned for words.
        let result = unsafe { ecall::call(ecall::SHA256_COMPRESS, state.as_mut_ptr() as u32, now.as_ptr() as u32, now.len() as u32) };
        if result == ecall::NOT_THERE {
            ABSENT.store(true, Ordering::Relaxed);
        } else {
            blocks = rest;
        }
    }
    for block in blocks {
        compress(state, block);
    }
}

// Sixteen rounds are unrolled with the roles of a to h and the schedule's places fixed at compile time (no moves, no index arithmetic); four passes keep the
// program small, since each instruction is a row of the program table.
fn compress(state: &mut [u32; 8], block: &[u32; 16]) {
    let mut w = block.map(u32::from_be);
    let mut s = *state;
    let mut constants = ROUND_CONSTANTS.as_chunks::<16>().0.iter();
    pass(&mut s, &w, constants.next().unwrap());
    for k in constants {
        for i in 0..16 {
            let (x, y) = (w[(i + 1) & 15], w[(i + 14) & 15]);
            w[i] = w[i]
                .wrapping_add(x.rotate_right(7) ^ x.rotate_right(18) ^ (x >> 3))
                .wrapping_add(w[(i + 9) & 15])
                .wrapping_add(y.rotate_right(17) ^ y.rotate_right(19) ^ (y >> 10));
        }
        pass(&mut s, &w, k);
    }
    for (a, b) in state.iter_mut().zip(s) {
        *a = a.wrapping_add(b);
    }
}

#[inline(always)]
fn pass(s: &mut [u32; 8], w: &[u32; 16], k: &[u32; 16]) {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *s;
    // maj(a, b, c) = b ^ ((a ^ b) & (b ^ c)), and b ^ c is the round before's a ^ b.
    let mut bc = b ^ c;
    macro_rules! round {
        ($a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident $i:expr) => {
            let t = $h
                .wrapping_add($e.rotate_right(6) ^ $e.rotate_right(11) ^ $e.rotate_right(25))
                .wrapping_add($g ^ ($e & ($f ^ $g)))
                .wrapping_add(k[$i])
                .wrapping_add(w[$i]);
            let ab = $a ^ $b;
            $d = $d.wrapping_add(t);
            $h = t
                .wrapping_add($a.rotate_right(2) ^ $a.rotate_right(13) ^ $a.rotate_right(22))
                .wrapping_add($b ^ (ab & bc));
            bc = ab;
        };
    }
    macro_rules! eight {
        ($i:expr) => {
            round!(a b c d e f g h $i);
            round!(h a b c d e f g $i + 1);
            round!(g h a b c d e f $i + 2);
            round!(f g h a b c d e $i + 3);
            round!(e f g h a b c d $i + 4);
            round!(d e f g h a b c $i + 5);
            round!(c d e f g h a b $i + 6);
            round!(b c d e f g h a $i + 7);
        };
    }
    eight!(0);
    eight!(8);
    let _ = bc;
    *s = [a, b, c, d, e, f, g, h];
}
