//! ECDSA over secp256k1 and secp256r1 (P-256): verification and recovery of public keys (SEC 1, sections 4.1.4 and 4.1.6).
//!
//! Complete: every input has an answer, whatever exceptional case of the addition law it leads to. Numbers are bytes, the most significant first: a signature
//! is r and s, a public key x and y (what follows the 0x04 of an uncompressed key).
//!
//! Both curves y² = x³ + ax + b share the code: Jacobian coordinates (X : Y : Z), x = X/Z², y = Y/Z³, Z = 0 at infinity. Each step of a formula is a product
//! with up to two numbers added, so the formulas are shaped for few of these: subtraction is by way of numbers that are kept negative, and scaling a point by
//! -1 or 1/2, (l²X : l³Y : lZ), is free.
//!
//! u1 G + u2 Q is one chain of doublings with digits of both scalars. secp256k1's endomorphism cuts u2 in two of half the length; u1 is cut as it stands, with
//! tables of G and of 2^128 G.

use crate::bigint::{self, equal, is_fast, is_zero, less, modular, mul_mod, mul_wide, pow_mod, ONE, TWO, U256, ZERO};
use crate::digits::{Digits, GENERATOR_WINDOW};
use core::mem::MaybeUninit;

pub use crate::curves::{SECP256K1, SECP256R1};

const KEY_WINDOW: usize = 5;
const KEY_MULTIPLES: usize = 1 << (KEY_WINDOW - 2);

/// Which s to take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum S {
    /// All in [1, n - 1]: each signature (r, s) has a twin (r, n - s).
    Any,
    /// Those up to half the order only.
    Low,
}

/// A point (x, y) with what additions to it and to its negative want.
pub(crate) struct Affine {
    pub minus_x: U256,
    pub y: U256,
    pub minus_y: U256,
}

/// (x, y) -> (beta x, y) multiplies by lambda, and numbers below n split into k1 + k2 lambda with halves of about 128 bits.
pub(crate) struct Endomorphism {
    pub beta: U256,
    pub minus_lambda: U256,
    pub minus_b: [U256; 2],
    pub reciprocal: [U256; 2],
}

/// y² = x³ + ax + b over the field of p elements, with n points.
pub struct Curve {
    pub(crate) p: U256,
    pub(crate) n: U256,
    pub(crate) a: U256,
    pub(crate) b: U256,
    pub(crate) half_a: U256,
    pub(crate) three_halves: U256,
    pub(crate) minus_one: U256,
    pub(crate) inverse_exponent: U256,
    pub(crate) root_exponent: U256,
    pub(crate) scalar_inverse_exponent: U256,
    pub(crate) half_n: U256,
    pub(crate) p_minus_n: U256,
    pub(crate) multiples: &'static [Affine; 32],
    pub(crate) multiples_high: Option<&'static [Affine; 32]>,
    pub(crate) endomorphism: Option<&'static Endomorphism>,
}

/// A point in Jacobian coordinates.
#[derive(Clone, Copy)]
struct Point {
    x: U256,
    y: U256,
    z: U256,
    /// a/2 Z⁴, up to date only for doublings.
    w: U256,
}

/// What additions of a point and its negative want.
struct Multiple {
    minus_x: U256,
    y: U256,
    minus_y: U256,
    z: Powers,
    minus_beta_x: U256,
}

/// Z, Z², Z³.
struct Powers([U256; 3]);

type Table = [MaybeUninit<Multiple>; KEY_MULTIPLES];

/// Places of numbers that a formula works with. One for all formulas: what is not made anew needs no zeros.
#[derive(Default)]
struct Scratch {
    h: U256,
    minus_h: U256,
    hhh: U256,
    r: U256,
    u: U256,
    t: U256,
}

/// $r = $a $b + $c + $d modulo the curve's p, for places of numbers below p; $r may be among the others.
macro_rules! set {
    ($curve:expr, $r:expr, $a:expr, $b:expr) => {
        set!($curve, $r, $a, $b, *ZERO, *ZERO)
    };
    ($curve:expr, $r:expr, $a:expr, $b:expr, $c:expr) => {
        set!($curve, $r, $a, $b, $c, *ZERO)
    };
    ($curve:expr, $r:expr, $a:expr, $b:expr, $c:expr, $d:expr) => {
        // SAFETY: places of numbers, of which those that are read may be the one that is written.
        unsafe { modular::<FAST>(&raw mut $r, &raw const $a, &raw const $b, &raw const $c, &raw const $d, &raw const $curve.p) }
    };
}

impl Curve {
    /// Whether the signature is one by the key for the hash. False also if r or s is not in [1, n - 1], or the key is no point of the curve with coordinates
    /// below p. The hash is what the hash function gave, as a number: at or above n too.
    pub fn verify(&self, hash: &[u8; 32], signature: &[u8; 64], public_key: &[u8; 64], which: S) -> bool {
        let (e, (r, s), (x, y)) = (bigint::from_be_bytes(hash), pair(signature), pair(public_key));
        if !self.in_range(&r, &s, which) || !self.is_on_curve(&x, &y) {
            return false;
        }
        let w = pow_mod(&s, &self.scalar_inverse_exponent, &self.n);
        let sum = self.combine(&self.by_n(&e, &w), &self.by_n(&r, &w), &x, &y);
        if is_zero(&sum.z) {
            return false;
        }

        // x modulo n is r: x is r, or r + n where that is below p. Compared as X with x Z².
        let zz = self.by(&sum.z, &sum.z, ZERO);
        let t = self.by(&r, &zz, ZERO);
        equal(&t, &sum.x) || less(&r, &self.p_minus_n) && equal(&self.by(&self.n, &zz, &t), &sum.x)
    }

    /// The key by which the signature fits the hash: the one of up to four that `recovery_id` names (bit 0: the nonce point's y is odd, bit 1: its x is r + n;
    /// Ethereum's v is 27 + bit 0).
    pub fn recover(&self, hash: &[u8; 32], signature: &[u8; 64], recovery_id: u32, which: S) -> Option<[u8; 64]> {
        let (e, (r, s)) = (bigint::from_be_bytes(hash), pair(signature));
        if recovery_id > 3 || !self.in_range(&r, &s, which) {
            return None;
        }
        let mut x = r;
        if recovery_id & 2 != 0 {
            if !less(&r, &self.p_minus_n) {
                return None;
            }
            x = self.by(&self.n, ONE, &r);
        }
        // A root of x³ + ax + b, where it has one: p is 3 modulo 4.
        let mut y = pow_mod(&self.right_side(&x), &self.root_exponent, &self.p);
        if !self.is_on_curve(&x, &y) {
            return None;
        }
        if y[0] & 1 != recovery_id & 1 {
            y = self.by(&y, &self.minus_one, ZERO);
        }

        // Q = -e/r G + s/r R
        let mut minus_one = self.n;
        minus_one[0] -= 1; // n is odd
        let w = pow_mod(&r, &self.scalar_inverse_exponent, &self.n);
        let u1 = self.by_n(&self.by_n(&e, &w), &minus_one);
        let sum = self.combine(&u1, &self.by_n(&s, &w), &x, &y);
        if is_zero(&sum.z) {
            return None;
        }
        let inverse = pow_mod(&sum.z, &self.inverse_exponent, &self.p);
        let square = self.by(&inverse, &inverse, ZERO);
        let x = self.by(&sum.x, &square, ZERO);
        let y = self.by(&sum.y, &self.by(&square, &inverse, ZERO), ZERO);
        let mut key = [0; 64];
        key[..32].copy_from_slice(&bigint::to_be_bytes(&x));
        key[32..].copy_from_slice(&bigint::to_be_bytes(&y));
        Some(key)
    }

    /// a·b + c modulo p, outside of the loops that count.
    fn by(&self, a: &U256, b: &U256, c: &U256) -> U256 {
        mul_mod(a, b, c, ZERO, &self.p).0
    }

    fn by_n(&self, a: &U256, b: &U256) -> U256 {
        mul_mod(a, b, ZERO, ZERO, &self.n).0
    }

    fn right_side(&self, x: &U256) -> U256 {
        self.by(&self.by(x, x, &self.a), x, &self.b)
    }

    fn is_on_curve(&self, x: &U256, y: &U256) -> bool {
        less(x, &self.p) && less(y, &self.p) && equal(&self.by(y, y, ZERO), &self.right_side(x))
    }

    fn in_range(&self, r: &U256, s: &U256, which: S) -> bool {
        !is_zero(r) && !is_zero(s) && less(r, &self.n) && less(s, &self.n) && !(which == S::Low && less(&self.half_n, s))
    }

    /// u1 G + u2 Q, for scalars below n and a point of the curve that is not infinity.
    fn combine(&self, u1: &U256, u2: &U256, x: &U256, y: &U256) -> Point {
        if is_fast() {
            self.combine_by::<true>(u1, u2, x, y)
        } else {
            self.combine_by::<false>(u1, u2, x, y)
        }
    }

    fn combine_by<const FAST: bool>(&self, u1: &U256, u2: &U256, x: &U256, y: &U256) -> Point {
        let work = &mut Scratch::default();
        let mut table = [const { MaybeUninit::uninit() }; KEY_MULTIPLES];
        let table = self.multiples_of::<FAST>(&mut table, x, y, work);
        let mut digits = Digits::new();
        if self.endomorphism.is_some() {
            let (mut low, mut high) = (*ZERO, *ZERO);
            low[..4].copy_from_slice(&u1[..4]);
            high[..4].copy_from_slice(&u1[4..]);
            digits.put(0, &low, false, GENERATOR_WINDOW);
            digits.put(1, &high, false, GENERATOR_WINDOW);
            for (i, (half, negative)) in self.split(u2).iter().enumerate() {
                digits.put(2 + i, half, *negative, KEY_WINDOW);
            }
        } else {
            digits.put(0, u1, false, GENERATOR_WINDOW);
            digits.put(2, u2, false, KEY_WINDOW);
        }

        let mut sum = Point { x: *ZERO, y: *ZERO, z: *ZERO, w: *ZERO };
        for (i, digits) in digits.iter().enumerate() {
            if i != 0 {
                self.double::<FAST>(&mut sum, work);
            }
            if *digits == [0; 4] {
                continue;
            }
            for i in 0..2 {
                let digit = digits[i];
                let multiples = if i == 0 { Some(self.multiples) } else { self.multiples_high };
                if let (true, Some(multiples)) = (digit != 0, multiples) {
                    let m = &multiples[usize::from(digit.unsigned_abs() >> 1)];
                    self.add::<FAST>(&mut sum, &m.minus_x, if digit < 0 { &m.y } else { &m.minus_y }, None, work);
                }
            }
            for i in 2..4 {
                let digit = digits[i];
                if digit != 0 {
                    let m = &table[usize::from(digit.unsigned_abs() >> 1)];
                    let minus_x = if i == 2 { &m.minus_x } else { &m.minus_beta_x };
                    self.add_multiple::<FAST>(&mut sum, minus_x, if digit < 0 { &m.y } else { &m.minus_y }, &m.z, work);
                }
            }
            if self.endomorphism.is_none() {
                self.prepare_doubling::<FAST>(&mut sum);
            }
        }
        sum
    }

    /// Q, 3Q, 5Q, ... for a point of the curve, not infinity.
    #[inline(always)]
    fn multiples_of<'t, const FAST: bool>(&self, table: &'t mut Table, x: &U256, y: &U256, work: &mut Scratch) -> &'t [Multiple; KEY_MULTIPLES] {
        let mut s = Point { x: *x, y: *y, z: *ONE, w: self.half_a };
        let mut twice = s;
        self.double::<FAST>(&mut twice, work);
        let mut step = MaybeUninit::uninit();
        let step = self.multiple::<FAST>(&mut step, &twice);
        for (i, m) in table.iter_mut().enumerate() {
            if i != 0 {
                self.add_multiple::<FAST>(&mut s, &step.minus_x, &step.minus_y, &step.z, work);
            }
            self.multiple::<FAST>(m, &s);
        }
        // SAFETY: all are made.
        unsafe { &*(&raw const *table).cast() }
    }

    #[inline(always)]
    fn multiple<'t, const FAST: bool>(&self, to: &'t mut MaybeUninit<Multiple>, s: &Point) -> &'t Multiple {
        let m = to.as_mut_ptr();
        // SAFETY: places for numbers.
        unsafe {
            (*m).y = s.y;
            (*m).z.0[0] = s.z;
        }
        set!(self, (*m).minus_x, s.x, self.minus_one);
        set!(self, (*m).minus_y, s.y, self.minus_one);
        set!(self, (*m).z.0[1], s.z, s.z);
        set!(self, (*m).z.0[2], s.z, (*m).z.0[1]);
        match self.endomorphism {
            Some(e) => set!(self, (*m).minus_beta_x, (*m).minus_x, e.beta),
            // SAFETY: a place for a number.
            None => unsafe { (*m).minus_beta_x = *ZERO },
        }
        // SAFETY: all fields are made.
        unsafe { to.assume_init_ref() }
    }

    /// k = k1 + k2 lambda modulo n, a negative half as its negative and true. Both are short, but nothing depends on that.
    fn split(&self, k: &U256) -> [(U256, bool); 2] {
        let Some(e) = self.endomorphism else { return [(*k, false), (*ZERO, false)] };
        let mut k2 = *ZERO;
        for i in 0..2 {
            // k · reciprocal >> 384
            let (_, product) = mul_wide(k, &e.reciprocal[i], ZERO, ZERO);
            let mut c = *ZERO;
            c[..4].copy_from_slice(&product[4..]);
            k2 = mul_mod(&c, &e.minus_b[i], &k2, ZERO, &self.n).0;
        }
        let k1 = mul_mod(&k2, &e.minus_lambda, k, ZERO, &self.n).0;
        [k1, k2].map(|half| {
            if half[7] == 0 {
                return (half, false);
            }
            let mut negative = *ZERO;
            let mut borrow = false;
            for i in 0..8 {
                let (t, b0) = self.n[i].overflowing_sub(half[i]);
                let (t, b1) = t.overflowing_sub(u32::from(borrow));
                negative[i] = t;
                borrow = b0 || b1;
            }
            (negative, true)
        })
    }

    /// w of the point as it is.
    #[inline(always)]
    fn prepare_doubling<const FAST: bool>(&self, s: &mut Point) {
        set!(self, s.w, s.z, s.z);
        set!(self, s.w, s.w, s.w);
        set!(self, s.w, s.w, self.half_a);
    }

    /// With M = 3/2 X² + a/2 Z⁴ and N = -Y²: X' = M² + 2XN, -Y' = M (X' + XN) + N², -Z' = -YZ. Infinity stays infinity; no point of these curves has Y = 0,
    /// their orders being odd.
    #[inline(always)]
    fn double<const FAST: bool>(&self, s: &mut Point, work: &mut Scratch) {
        let Scratch { t: m, u: xn, .. } = work;
        set!(self, *m, s.x, s.x);
        set!(self, *m, *m, self.three_halves, s.w);
        set!(self, *xn, s.y, self.minus_one);
        set!(self, s.z, s.z, *xn);
        set!(self, s.y, s.y, *xn);
        set!(self, *xn, s.x, s.y);
        set!(self, s.x, *m, *m, *xn, *xn);
        set!(self, s.y, s.y, s.y);
        if self.endomorphism.is_none() {
            set!(self, s.w, s.w, s.y);
        }
        set!(self, s.y, *m, s.x, s.y);
        set!(self, s.y, *m, *xn, s.y);
    }

    /// The sum of a point and one with the same x: twice the point, or infinity. Never met by chance.
    #[cold]
    fn add_same_x(&self, s: &mut Point, same_y: bool, work: &mut Scratch) {
        if !same_y {
            s.z = *ZERO;
        } else if is_fast() {
            self.prepare_doubling::<true>(s);
            self.double::<true>(s, work);
        } else {
            self.prepare_doubling::<false>(s);
            self.double::<false>(s, work);
        }
    }

    /// Infinity and the point with these coordinates.
    #[cold]
    fn add_to_infinity(&self, s: &mut Point, minus_x: &U256, minus_y: &U256, z: Option<&Powers>) {
        s.x = self.by(minus_x, &self.minus_one, ZERO);
        s.y = self.by(minus_y, &self.minus_one, ZERO);
        s.z = z.map_or(*ONE, |z| z.0[0]);
    }

    /// As [`Self::add`] with powers of Z: once in the program, not once for each use.
    #[inline(never)]
    fn add_multiple<const FAST: bool>(&self, s: &mut Point, minus_x: &U256, minus_y: &U256, z: &Powers, work: &mut Scratch) {
        self.add::<FAST>(s, minus_x, minus_y, Some(z), work);
    }

    /// s += the point whose negated coordinates are given; no powers if Z = 1. All cases. Leaves w as it was.
    /// With H = U1 - U2 and R = S1 - S2: Z' = -Z1 Z2 H, X' = R² + H³ - 2 U1 H², -Y' = R (X' - U1 H²) + S1 H³.
    #[inline(always)]
    fn add<const FAST: bool>(&self, s: &mut Point, minus_x: &U256, minus_y: &U256, z: Option<&Powers>, work: &mut Scratch) {
        if is_zero(&s.z) {
            self.add_to_infinity(s, minus_x, minus_y, z);
            return;
        }
        let (mut u1, mut s1) = (&raw const s.x, &raw const s.y);
        if let Some(Powers([_, zz, zzz])) = z {
            set!(self, work.u, s.x, *zz);
            set!(self, work.t, s.y, *zzz);
            (u1, s1) = (&raw const work.u, &raw const work.t);
        }
        set!(self, work.h, s.z, s.z);
        set!(self, work.r, s.z, work.h);
        set!(self, work.h, *minus_x, work.h, *u1);
        set!(self, work.r, *minus_y, work.r, *s1);
        if is_zero(&work.h) {
            let same_y = is_zero(&work.r);
            self.add_same_x(s, same_y, work);
            return;
        }
        set!(self, work.minus_h, work.h, self.minus_one);
        set!(self, s.z, s.z, work.minus_h);
        if let Some(Powers([z, ..])) = z {
            set!(self, s.z, s.z, *z);
        }
        set!(self, work.h, work.h, work.minus_h);
        set!(self, work.u, *u1, work.h);
        set!(self, work.hhh, work.h, work.minus_h);
        set!(self, work.h, work.u, *TWO, work.hhh);
        set!(self, s.x, work.r, work.r, work.h);
        set!(self, s.y, *s1, work.hhh);
        set!(self, s.y, work.r, work.u, s.y);
        set!(self, s.y, work.r, s.x, s.y);
    }
}

/// Two numbers of 32 bytes.
fn pair(bytes: &[u8; 64]) -> (U256, U256) {
    let [a, b] = *bytes.as_chunks().0 else { unreachable!() };
    (bigint::from_be_bytes(&a), bigint::from_be_bytes(&b))
}
