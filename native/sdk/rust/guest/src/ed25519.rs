//! Ed25519 signatures (RFC 8032, section 5.1): verification.
//!
//! As strict as this: s is below the order L, the key's y is below p, a key with x = 0 has no sign bit, and the equation is the one without the cofactor,
//! \[s\]B = R + \[k\]A with k modulo L, R compared as bytes: so an R that is not encoded canonically fits nothing. That is what OpenSSL and most others check,
//! but for keys that are not encoded canonically, which many let pass. Batch verification elsewhere may accept more (keys or R with a part of small order).
//!
//! Points of -x² + y² = 1 + d x² y² have extended coordinates (X : Y : Z : T), x = X/Z, y = Y/Z, T = XY/Z (Hisil, Wong, Carter, Dawson: "Twisted Edwards curves
//! revisited"). The formulas hold for all points, small orders included: -1 is a square and d is none. A step is a product with up to two numbers added.

use crate::bigint::{equal, from_le_bytes, is_fast, is_zero, less, modular, mul_mod, ONE, U256, ZERO};
use crate::curves::{EDWARDS25519 as CURVE, EDWARDS25519_MULTIPLES as GENERATOR};
use crate::digits::{Digits, GENERATOR_WINDOW};
use crate::sha512::Sha512;
use core::mem::MaybeUninit;

const KEY_WINDOW: usize = 5;
const KEY_MULTIPLES: usize = 1 << (KEY_WINDOW - 2);

/// Which keys to take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keys {
    /// All points of the curve.
    Any,
    /// None of the eight points of small order: by such a key a signature can fit every message, so it binds to nothing. Wanted where keys come from strangers.
    NoSmallOrder,
}

/// -x² + y² = 1 + d x² y² over the field of p elements; order: of the subgroup that the generator makes.
pub(crate) struct Edwards {
    pub p: U256,
    pub order: U256,
    pub d: U256,
    pub minus_d: U256,
    pub minus_one: U256,
    pub minus_two: U256,
    pub root_of_minus_one: U256,
    pub two_to_256: U256,
}

/// A point with what additions of it and of its negative want; t = xy.
pub(crate) struct EdwardsAffine {
    pub x: U256,
    pub minus_x: U256,
    pub y: U256,
    pub dt: U256,
    pub minus_dt: U256,
}

#[derive(Clone, Copy)]
struct Point {
    x: U256,
    y: U256,
    z: U256,
    t: U256,
}

/// The same for a point that is not affine: X, Y and dT, with Z.
struct Multiple {
    point: EdwardsAffine,
    z: U256,
}

/// Places of numbers that a formula works with. One for all formulas: what is not made anew needs no zeros.
#[derive(Default)]
struct Scratch {
    e: U256,
    f: U256,
    g: U256,
    h: U256,
}

/// $r = $a $b + $c + $d modulo p, for places of numbers below p; $r may be among the others.
macro_rules! set {
    ($r:expr, $a:expr, $b:expr) => {
        set!($r, $a, $b, *ZERO, *ZERO)
    };
    ($r:expr, $a:expr, $b:expr, $c:expr) => {
        set!($r, $a, $b, $c, *ZERO)
    };
    ($r:expr, $a:expr, $b:expr, $c:expr, $d:expr) => {
        // SAFETY: places of numbers, of which those that are read may be the one that is written.
        unsafe { modular::<FAST>(&raw mut $r, &raw const $a, &raw const $b, &raw const $c, &raw const $d, &raw const CURVE.p) }
    };
}

/// Whether the signature is one by the key for the message.
pub fn verify(public_key: &[u8; 32], signature: &[u8; 64], message: &[u8], keys: Keys) -> bool {
    let [commitment, s] = *signature.as_chunks::<32>().0 else { unreachable!() };
    let s = from_le_bytes(&s);
    if !less(&s, &CURVE.order) {
        return false;
    }
    let Some(a) = decode(public_key) else { return false };
    if keys == Keys::NoSmallOrder && has_small_order(&a) {
        return false;
    }

    let mut hash = Sha512::new();
    hash.update(commitment);
    hash.update(public_key);
    hash.update(message);
    let digest = hash.finalize();
    let [low, high] = *digest.as_chunks::<32>().0 else { unreachable!() };
    let k = mul_mod(&from_le_bytes(&high), &CURVE.two_to_256, &from_le_bytes(&low), ZERO, &CURVE.order).0;

    let sum = if is_fast() { combine::<true>(&s, &k, &a) } else { combine::<false>(&s, &k, &a) };
    let inverse = invert(&sum.z);
    let (x, mut y) = (by(&sum.x, &inverse, ZERO), by(&sum.y, &inverse, ZERO));
    y[7] |= x[0] << 31;
    equal(&y, &from_le_bytes(&commitment))
}

/// RFC 8032, section 5.1.3. x is a root of u/v, u = y² - 1, v = d y² + 1.
fn decode(bytes: &[u8; 32]) -> Option<Point> {
    let mut y = from_le_bytes(bytes);
    let sign = y[7] >> 31;
    y[7] &= 0x7fff_ffff;
    if !less(&y, &CURVE.p) {
        return None;
    }

    let yy = by(&y, &y, ZERO);
    let (u, v) = (by(&yy, ONE, &CURVE.minus_one), by(&yy, &CURVE.d, ONE));
    // x = u v³ (u v⁷)^((p - 5) / 8) is the root, or that of the negative.
    let v3 = by(&by(&v, &v, ZERO), &v, ZERO);
    let uv7 = by(&by(&by(&v3, &v3, ZERO), &v, ZERO), &u, ZERO);
    let mut x = by(&by(&root_power(&uv7), &v3, ZERO), &u, ZERO);
    let vxx = by(&by(&x, &x, ZERO), &v, ZERO);
    if !equal(&vxx, &u) {
        if !equal(&by(&vxx, &CURVE.minus_one, ZERO), &u) {
            return None;
        }
        x = by(&x, &CURVE.root_of_minus_one, ZERO);
    }
    if x[0] & 1 != sign {
        if is_zero(&x) {
            return None;
        }
        x = by(&x, &CURVE.minus_one, ZERO);
    }
    Some(Point { x, y, z: *ONE, t: by(&x, &y, ZERO) })
}

/// Eight times the point is (0, 1).
fn has_small_order(a: &Point) -> bool {
    let (mut s, work) = (*a, &mut Scratch::default());
    for _ in 0..3 {
        if is_fast() {
            double::<true>(&mut s, false, work);
        } else {
            double::<false>(&mut s, false, work);
        }
    }
    is_zero(&s.x) && equal(&s.y, &s.z)
}

/// a·b + c modulo p, outside of the loops that count.
fn by(a: &U256, b: &U256, c: &U256) -> U256 {
    mul_mod(a, b, c, ZERO, &CURVE.p).0
}

/// a^(p - 2) = 1/a, and 0 for 0.
fn invert(a: &U256) -> U256 {
    let (mut t, a11) = power_of_ones(a);
    for _ in 0..5 {
        t = by(&t, &t, ZERO);
    }
    by(&t, &a11, ZERO)
}

/// a^((p - 5) / 8)
fn root_power(a: &U256) -> U256 {
    let (mut t, _) = power_of_ones(a);
    for _ in 0..2 {
        t = by(&t, &t, ZERO);
    }
    by(&t, a, ZERO)
}

/// a^(2^250 - 1), and a^11: what both exponents have in common.
fn power_of_ones(a: &U256) -> (U256, U256) {
    if is_fast() {
        power_of_ones_by::<true>(a)
    } else {
        power_of_ones_by::<false>(a)
    }
}

fn power_of_ones_by<const FAST: bool>(a: &U256) -> (U256, U256) {
    // a^(2^k - 1) for k = 5, 10, 20, 40, 50, 100, 200, 250.
    let (mut t, mut k5, mut a11) = (*a, *a, *a);
    square::<FAST>(&mut t, 1);
    k5.copy_from_slice(&t);
    square::<FAST>(&mut k5, 2);
    set!(k5, k5, *a);
    set!(a11, k5, t);
    t = a11;
    square::<FAST>(&mut t, 1);
    set!(k5, t, k5);

    let mut r = k5;
    let mut raise = |squares, by: Option<&U256>| {
        let before = r;
        square::<FAST>(&mut r, squares);
        let by = by.unwrap_or(&before);
        set!(r, r, *by);
        r
    };
    let k10 = raise(5, None);
    raise(10, None);
    raise(20, None);
    let k50 = raise(10, Some(&k10));
    raise(50, None);
    raise(100, None);
    (raise(50, Some(&k50)), a11)
}

/// a = a^(2^n)
#[inline(never)]
fn square<const FAST: bool>(a: &mut U256, n: usize) {
    for _ in 0..n {
        set!(*a, *a, *a);
    }
}

/// \[s\]B - \[k\]A
fn combine<const FAST: bool>(s: &U256, k: &U256, a: &Point) -> Point {
    let work = &mut Scratch::default();
    let (mut odd, mut twice) = (*a, *a);
    double::<FAST>(&mut twice, true, work);
    let mut step = MaybeUninit::uninit();
    let step = multiple::<FAST>(&mut step, &twice);
    let mut table = [const { MaybeUninit::uninit() }; KEY_MULTIPLES];
    for (i, m) in table.iter_mut().enumerate() {
        if i != 0 {
            add::<FAST>(&mut odd, &step.point, Some(&step.z), false, work);
        }
        multiple::<FAST>(m, &odd);
    }
    // SAFETY: all are made.
    let table: &[Multiple; KEY_MULTIPLES] = unsafe { &*(&raw const table).cast() };

    let mut digits = Digits::new();
    digits.put(0, s, false, GENERATOR_WINDOW);
    digits.put(1, k, true, KEY_WINDOW);
    let mut sum = Point { x: *ZERO, y: *ONE, z: *ONE, t: *ZERO };
    for (i, digits) in digits.iter().enumerate() {
        let [s, k, _, _] = *digits;
        if i != 0 {
            double::<FAST>(&mut sum, s != 0 || k != 0, work);
        }
        if s != 0 {
            add::<FAST>(&mut sum, &GENERATOR[usize::from(s.unsigned_abs() >> 1)], None, s < 0, work);
        }
        if k != 0 {
            let m = &table[usize::from(k.unsigned_abs() >> 1)];
            add::<FAST>(&mut sum, &m.point, Some(&m.z), k < 0, work);
        }
    }
    sum
}

#[inline(always)]
fn multiple<'t, const FAST: bool>(to: &'t mut MaybeUninit<Multiple>, s: &Point) -> &'t Multiple {
    let m = to.as_mut_ptr();
    // SAFETY: places for numbers.
    unsafe {
        (*m).point.x = s.x;
        (*m).point.y = s.y;
        (*m).z = s.z;
    }
    set!((*m).point.minus_x, s.x, CURVE.minus_one);
    set!((*m).point.dt, s.t, CURVE.d);
    set!((*m).point.minus_dt, s.t, CURVE.minus_d);
    // SAFETY: all fields are made.
    unsafe { to.assume_init_ref() }
}

/// Twice the point. T is not read, and written only if an addition follows.
#[inline(always)]
fn double<const FAST: bool>(s: &mut Point, with_t: bool, work: &mut Scratch) {
    // All four with the other sign, which cancels.
    let Scratch { e, f, g, h } = work;
    set!(*f, s.x, s.x);
    set!(*h, s.y, s.y, *f);
    set!(*g, s.y, CURVE.minus_two);
    set!(*e, s.x, *g);
    set!(*g, s.y, *g, *h);
    set!(*f, s.z, s.z);
    set!(*f, *g, *ONE, *f, *f);
    set!(s.x, *e, *f);
    set!(s.y, *g, *h);
    set!(s.z, *f, *g);
    if with_t {
        set!(s.t, *e, *h);
    }
}

/// s += the point, or its negative. No z if it is 1.
#[inline(always)]
fn add<const FAST: bool>(s: &mut Point, p: &EdwardsAffine, z: Option<&U256>, negative: bool, work: &mut Scratch) {
    let (x, dt, minus_dt) = if negative { (&p.minus_x, &p.minus_dt, &p.dt) } else { (&p.x, &p.dt, &p.minus_dt) };
    let Scratch { e, f, g, h } = work;
    set!(*e, s.x, p.y);
    set!(*e, s.y, *x, *e);
    set!(*h, s.y, p.y);
    set!(*h, s.x, *x, *h);
    if let Some(z) = z {
        set!(s.z, s.z, *z);
    }
    set!(*f, s.t, *minus_dt, s.z);
    set!(*g, s.t, *dt, s.z);
    set!(s.x, *e, *f);
    set!(s.y, *g, *h);
    set!(s.z, *f, *g);
    set!(s.t, *e, *h);
}
