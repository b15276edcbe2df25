//! SHA-512 (FIPS 180-4).

const INITIAL: [u64; 8] = [
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
];

static ROUND_CONSTANTS: [u64; 80] = [
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
];

/// A hash in the making.
#[derive(Clone)]
pub struct Sha512 {
    state: [u64; 8],
    block: [u8; 128],
    // Bytes so far; a guest cannot hash 2^32 bytes in one run.
    length: u32,
}

impl Sha512 {
    /// The hash of nothing yet.
    pub const fn new() -> Self {
        Self { state: INITIAL, block: [0; 128], length: 0 }
    }

    /// The hash of the bytes.
    pub fn digest(data: impl AsRef<[u8]>) -> [u8; 64] {
        let mut hash = Self::new();
        hash.update(data);
        hash.finalize()
    }

    /// Takes more bytes.
    pub fn update(&mut self, data: impl AsRef<[u8]>) {
        let mut data = data.as_ref();
        let mut used = (self.length & 127) as usize;
        self.length = self.length.wrapping_add(data.len() as u32);
        while !data.is_empty() {
            let take = data.len().min(128 - used);
            let (head, tail) = data.split_at(take);
            self.block[used..used + take].copy_from_slice(head);
            used += take;
            data = tail;
            if used == 128 {
                compress(&mut self.state, &self.block);
                used = 0;
            }
        }
    }

    /// The hash of all bytes.
    pub fn finalize(mut self) -> [u8; 64] {
        let used = (self.length & 127) as usize;
        self.block[used] = 0x80;
        self.block[used + 1..].fill(0);
        if used > 111 {
            compress(&mut self.state, &self.block);
            self.block.fill(0);
        }
        self.block[120..].copy_from_slice(&(u64::from(self.length) << 3).to_be_bytes());
        compress(&mut self.state, &self.block);
        let mut digest = [0; 64];
        for (to, word) in digest.chunks_exact_mut(8).zip(self.state) {
            to.copy_from_slice(&word.to_be_bytes());
        }
        digest
    }
}

impl Default for Sha512 {
    fn default() -> Self {
        Self::new()
    }
}

// Words of 64 bits are pairs of registers here: rounds in a loop of sixteen, with the roles of a to h fixed at compile time.
fn compress(state: &mut [u64; 8], block: &[u8; 128]) {
    let mut w = [0; 16];
    for (word, bytes) in w.iter_mut().zip(block.as_chunks().0) {
        *word = u64::from_be_bytes(*bytes);
    }
    let mut s = *state;
    let mut constants = ROUND_CONSTANTS.as_chunks::<16>().0.iter();
    pass(&mut s, &w, constants.next().unwrap());
    for k in constants {
        for i in 0..16 {
            let (x, y) = (w[(i + 1) & 15], w[(i + 14) & 15]);
            w[i] = w[i]
                .wrapping_add(x.rotate_right(1) ^ x.rotate_right(8) ^ (x >> 7))
                .wrapping_add(w[(i + 9) & 15])
                .wrapping_add(y.rotate_right(19) ^ y.rotate_right(61) ^ (y >> 6));
        }
        pass(&mut s, &w, k);
    }
    for (a, b) in state.iter_mut().zip(s) {
        *a = a.wrapping_add(b);
    }
}

#[inline(never)]
fn pass(s: &mut [u64; 8], w: &[u64; 16], k: &[u64; 16]) {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *s;
    // maj(a, b, c) = b ^ ((a ^ b) & (b ^ c)), and b ^ c is the round before's a ^ b.
    let mut bc = b ^ c;
    macro_rules! round {
        ($a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident $i:expr) => {
            let t = $h
                .wrapping_add($e.rotate_right(14) ^ $e.rotate_right(18) ^ $e.rotate_right(41))
                .wrapping_add($g ^ ($e & ($f ^ $g)))
                .wrapping_add(k[$i])
                .wrapping_add(w[$i]);
            let ab = $a ^ $b;
            $d = $d.wrapping_add(t);
            $h = t
                .wrapping_add($a.rotate_right(28) ^ $a.rotate_right(34) ^ $a.rotate_right(39))
                .wrapping_add($b ^ (ab & bc));
            bc = ab;
        };
    }
    for i in [0, 8] {
        round!(a b c d e f g h i);
        round!(h a b c d e f g i + 1);
        round!(g h a b c d e f i + 2);
        round!(f g h a b c d e i + 3);
        round!(e f g h a b c d i + 4);
        round!(d e f g h a b c i + 5);
        round!(c d e f g h a b i + 6);
        round!(b c d e f g h a i + 7);
    }
    let _ = bc;
    *s = [a, b, c, d, e, f, g, h];
}
