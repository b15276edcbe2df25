//! RSA signatures, RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2): verification, for keys of 2048, 3072 or 4096 bits.
//!
//! The padded hash is built and compared as a whole, as the RFC has it; nothing of what the signature contains is parsed, so there is nothing to hide bytes in.
//!
//! Numbers are limbs of 256 bits, so that each step of a product by limbs is one a·b + c + d. Montgomery's form is entered without R² mod n: the signature is
//! shifted up limb by limb and divided (Knuth's algorithm D; n has its highest bit set), and left for free by a last product with the signature as it is.

use crate::bigint::{equal, from_be_bytes, is_fast, less, mul_mod, mul_wide, wide, ONE, TWO, U256, ZERO};

const MOST_LIMBS: usize = 16;

/// Which public exponents to take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exponents {
    /// 65537 only.
    Only65537,
    /// 3 also.
    Also3,
}

/// Whether the signature fits the SHA-256 of a message. Both numbers have the same length, the most significant byte first. False also if that is not 256, 384
/// or 512 bytes, if the modulus is even or its highest bit is not set, if the exponent is not wanted, or if the signature as a number is not below the modulus.
pub fn verify_sha256(modulus: &[u8], exponent: u32, signature: &[u8], hash: &[u8; 32], exponents: Exponents) -> bool {
    let size = modulus.len();
    if !matches!(size, 256 | 384 | 512) || signature.len() != size {
        return false;
    }
    if exponent != 65537 && !(exponent == 3 && exponents == Exponents::Also3) {
        return false;
    }
    if modulus[0] & 0x80 == 0 || modulus[size - 1] & 1 == 0 {
        return false;
    }

    let modulus = Modulus::new(modulus);
    let limbs = modulus.limbs;
    let signature = load(signature);
    if !is_less(&signature, &modulus.n, limbs) {
        return false;
    }

    // The power is below R < 2n.
    let mut found = if is_fast() { modulus.power::<true>(&signature, exponent) } else { modulus.power::<false>(&signature, exponent) };
    if !is_less(&found, &modulus.n, limbs) {
        subtract(&mut found[..limbs], &modulus.n);
    }

    // 00 01 ff .. ff 00, then the DER of a DigestInfo with SHA-256 and NULL parameters, then the hash.
    const DIGEST_INFO: [u8; 19] = [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];
    let mut encoded = [0xff; 32 * MOST_LIMBS];
    let encoded = &mut encoded[..size];
    encoded[0] = 0;
    encoded[1] = 1;
    encoded[size - 52] = 0;
    encoded[size - 51..size - 32].copy_from_slice(&DIGEST_INFO);
    encoded[size - 32..].copy_from_slice(hash);
    let wanted = load(encoded);
    (0..limbs).all(|i| equal(&found[i], &wanted[i]))
}

/// Limbs of 256 bits, the least significant first; zero from the number's length on.
type Number = [U256; MOST_LIMBS];

/// n for R = 2^(256 limbs), R/2 < n < R, n odd.
struct Modulus {
    limbs: usize,
    n: Number,
    /// R - n
    complement: Number,
    /// -1/n modulo 2^256
    factor: U256,
}

/// The result of a product is in the limbs from the middle on.
type Product = [U256; 2 * MOST_LIMBS + 1];

impl Modulus {
    fn new(bytes: &[u8]) -> Self {
        let (limbs, n) = (bytes.len() / 32, load(bytes));
        let mut complement = n.map(|limb| limb.map(|word| !word));
        complement[0][0] += 1; // n is odd: no carry

        // Newton's iteration for y = -1/n: if n y = -1 + e, then n y (2 + n y) = -1 + e². An odd n is its own inverse modulo 8.
        let n0 = n[0][0];
        let mut y = n0.wrapping_neg();
        for _ in 0..4 {
            y = y.wrapping_mul(n0.wrapping_mul(y).wrapping_add(2));
        }
        let mut factor = [y, 0, 0, 0, 0, 0, 0, 0];
        for _ in 0..3 {
            let t = mul_wide(&n[0], &factor, TWO, ZERO).0;
            factor = mul_wide(&factor, &t, ZERO, ZERO).0;
        }
        Self { limbs, n, complement, factor }
    }

    /// s^e modulo n, below R but not always below n. e is 3 or 65537: 2 + 1 or 2^16 + 1.
    fn power<const FAST: bool>(&self, s: &Number, e: u32) -> Number {
        let mut start = *s;
        for _ in 0..self.limbs {
            self.shift_up::<FAST>(&mut start);
        }

        // The last time by s, all others by itself.
        let (mut one, mut other): (Product, Product) = ([*ZERO; 2 * MOST_LIMBS + 1], [*ZERO; 2 * MOST_LIMBS + 1]);
        self.multiply::<FAST>(&mut one, &start, &start);
        let squarings = if e == 3 { 1 } else { 16 };
        let (mut x, mut next) = (&mut one, &mut other);
        for i in 1..=squarings {
            let factor = &x[self.limbs..];
            self.multiply::<FAST>(next, factor, if i < squarings { factor } else { s });
            (x, next) = (next, x);
        }
        let mut result = [*ZERO; MOST_LIMBS];
        result[..self.limbs].copy_from_slice(&x[self.limbs..2 * self.limbs]);
        result
    }

    /// The upper limbs of t = a b / R modulo n. Not always below n, but below R if a and b are: (a b + R n) / R < R + n.
    fn multiply<const FAST: bool>(&self, t: &mut Product, a: &[U256], b: &[U256]) {
        let limbs = self.limbs;
        assert!(limbs % 4 == 0 && limbs <= MOST_LIMBS && a.len() >= limbs && b.len() >= limbs);
        let (mut carry, mut top, mut q) = (*ZERO, *ZERO, *ZERO);
        let (carry, top, q) = (&raw mut carry, &raw mut top, &raw mut q);
        let t = t.as_mut_ptr();
        for (i, b) in b[..limbs].iter().enumerate() {
            // SAFETY: places of numbers: t has 2 limbs + 1, a, b and n have `limbs`, and the references of a and b exclude t.
            unsafe {
                // From t + i on is below 2R, its highest limb 0 or 1.
                let t = t.add(i);
                let end = t.add(limbs);
                multiply_add::<FAST>(limbs, t, a.as_ptr(), b, if i == 0 { None } else { Some(t) }, carry);
                wide::<FAST>(end, top, ZERO, ZERO, if i == 0 { ZERO } else { end }, carry);
                // With this multiple of n the lowest limb becomes zero, and is left behind.
                wide::<FAST>(q, carry, t, &self.factor, ZERO, ZERO);
                multiply_add::<FAST>(limbs, t, self.n.as_ptr(), q, Some(t), carry);
                wide::<FAST>(end, carry, ZERO, ZERO, end, carry);
                wide::<FAST>(end.add(1), carry, ZERO, ZERO, top, carry);
            }
        }
        // SAFETY: t has 2 limbs + 1.
        unsafe {
            if (*t.add(2 * limbs))[0] != 0 {
                add::<FAST>(limbs, t.add(limbs), self.complement.as_ptr());
            }
        }
    }

    /// x = x 2^256 modulo n, for x below n.
    fn shift_up<const FAST: bool>(&self, x: &mut Number) {
        // The quotient of the highest two limbs by n's highest is the quotient of all, or one or two more.
        let last = self.limbs - 1;
        let (high, divisor) = (x[last], &self.n[last]);
        const MOST: &U256 = &[u32::MAX; 8];
        let q = if less(&high, divisor) { mul_mod(&high, MOST, &high, &x[last - 1], divisor).1 } else { *MOST };

        // x 2^256 - q n = x 2^256 + q (R - n) - q R
        x.copy_within(..last, 1);
        x[0] = *ZERO;
        let mut carry = *ZERO;
        let place = x.as_mut_ptr();
        // SAFETY: numbers of `limbs` limbs.
        unsafe { multiply_add::<FAST>(self.limbs, place, self.complement.as_ptr(), &q, Some(place), &mut carry) };
        // 0, -1 or -2: the lowest words tell.
        let mut excess = high[0].wrapping_add(carry[0]).wrapping_sub(q[0]);
        while excess != 0 {
            // SAFETY: numbers of `limbs` limbs.
            excess = excess.wrapping_add(unsafe { add::<FAST>(self.limbs, place, self.n.as_ptr()) });
        }
    }
}

/// to = x · y + from, which is 0 if not given; what exceeds the limbs, 8, 12 or 16, is in carry.
///
/// # Safety
///
/// x, to and from have so many limbs; to is from or apart from all others, carry is apart from all.
#[inline(always)]
unsafe fn multiply_add<const FAST: bool>(limbs: usize, to: *mut U256, x: *const U256, y: *const U256, from: Option<*mut U256>, carry: *mut U256) {
    // SAFETY: as the caller says.
    unsafe {
        let mut carry_in: *const U256 = ZERO;
        let mut i = 0;
        while i < limbs {
            let (to, x, c) = (to.add(i), x.add(i), |j| from.map_or(ZERO as *const U256, |from| from.add(i + j).cast_const()));
            wide::<FAST>(to, carry, x, y, c(0), carry_in);
            wide::<FAST>(to.add(1), carry, x.add(1), y, c(1), carry);
            wide::<FAST>(to.add(2), carry, x.add(2), y, c(2), carry);
            wide::<FAST>(to.add(3), carry, x.add(3), y, c(3), carry);
            carry_in = carry;
            i += 4;
        }
    }
}

/// r += x; gives what exceeds the limbs, 0 or 1.
///
/// # Safety
///
/// Both have so many limbs.
#[inline(always)]
unsafe fn add<const FAST: bool>(limbs: usize, r: *mut U256, x: *const U256) -> u32 {
    let mut carry = *ZERO;
    let c = &raw mut carry;
    for i in 0..limbs {
        // SAFETY: as the caller says.
        unsafe { wide::<FAST>(r.add(i), c, c, ONE, r.add(i), x.add(i)) };
    }
    carry[0]
}

/// The limbs of a number, the most significant byte first.
fn load(bytes: &[u8]) -> Number {
    let mut number = [*ZERO; MOST_LIMBS];
    for (limb, bytes) in number.iter_mut().zip(bytes.as_rchunks::<32>().1.iter().rev()) {
        *limb = from_be_bytes(bytes);
    }
    number
}

fn is_less(a: &Number, b: &Number, limbs: usize) -> bool {
    match (0..limbs).rev().find(|&i| !equal(&a[i], &b[i])) {
        Some(i) => less(&a[i], &b[i]),
        None => false,
    }
}

/// a -= b for b <= a.
fn subtract(a: &mut [U256], b: &[U256]) {
    let mut borrow = false;
    for (a, b) in a.as_flattened_mut().iter_mut().zip(b.as_flattened()) {
        let (t, b0) = a.overflowing_sub(*b);
        let (t, b1) = t.overflowing_sub(u32::from(borrow));
        *a = t;
        borrow = b0 || b1;
    }
}
