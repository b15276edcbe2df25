//! 256-bit numbers: a·b + c + d with its remainder by a modulus, or in full. By the host's accelerator where it has one, else in plain code with the same
//! results. What [`ecdsa`](crate::ecdsa), [`ed25519`](crate::ed25519) and [`rsa`](crate::rsa) are made of.

#[cfg(target_arch = "riscv32")]
use core::sync::atomic::{AtomicU8, Ordering};

/// Eight words, the least significant first.
pub type U256 = [u32; 8];

/// 0.
pub const ZERO: &U256 = &[0; 8];
/// 1.
pub const ONE: &U256 = &[1, 0, 0, 0, 0, 0, 0, 0];
/// 2.
pub const TWO: &U256 = &[2, 0, 0, 0, 0, 0, 0, 0];

/// `(r, q)` with a·b + c + d = q·m + r, r < m.
///
/// # Panics
///
/// m is 0 or 1, or q does not fit in 256 bits, that is (a·b + c + d) >> 256 is not below m. Where there is an accelerator, the run faults.
#[inline]
pub fn mul_mod(a: &U256, b: &U256, c: &U256, d: &U256, m: &U256) -> (U256, U256) {
    let (mut r, mut q) = ([0; 8], [0; 8]);
    // SAFETY: references, and two results that are apart.
    unsafe {
        if is_fast() {
            call_mul_mod(&mut r, a, b, c, d, m, &mut q);
        } else {
            plain_mul_mod(&mut r, a, b, c, d, m, &mut q);
        }
    }
    (r, q)
}

/// `(low, high)` with a·b + c + d = high·2^256 + low.
#[inline]
pub fn mul_wide(a: &U256, b: &U256, c: &U256, d: &U256) -> (U256, U256) {
    let (mut low, mut high) = ([0; 8], [0; 8]);
    // SAFETY: references, and two results that are apart.
    unsafe {
        if is_fast() {
            wide::<true>(&mut low, &mut high, a, b, c, d);
        } else {
            wide::<false>(&mut low, &mut high, a, b, c, d);
        }
    }
    (low, high)
}

/// a^e mod m for a < m, 2 <= m; 0^0 is 1. Time and the number of calls follow e.
pub fn pow_mod(a: &U256, e: &U256, m: &U256) -> U256 {
    if is_fast() {
        power::<true>(a, e, m)
    } else {
        power::<false>(a, e, m)
    }
}

/// A number of 32 bytes, the most significant first.
pub fn from_be_bytes(bytes: &[u8; 32]) -> U256 {
    let mut r = [0; 8];
    for (word, bytes) in r.iter_mut().rev().zip(bytes.as_chunks().0) {
        *word = u32::from_be_bytes(*bytes);
    }
    r
}

/// A number of 32 bytes, the least significant first.
pub fn from_le_bytes(bytes: &[u8; 32]) -> U256 {
    let mut r = [0; 8];
    for (word, bytes) in r.iter_mut().zip(bytes.as_chunks().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    r
}

/// 32 bytes, the most significant first.
pub fn to_be_bytes(a: &U256) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (to, word) in bytes.as_chunks_mut().0.iter_mut().zip(a.iter().rev()) {
        *to = word.to_be_bytes();
    }
    bytes
}

/// Whether a < b.
#[inline]
pub fn less(a: &U256, b: &U256) -> bool {
    for i in (0..8).rev() {
        if a[i] != b[i] {
            return a[i] < b[i];
        }
    }
    false
}

/// Whether a = b, by words: the operator compares bytes.
#[inline]
pub fn equal(a: &U256, b: &U256) -> bool {
    a.iter().zip(b).all(|(a, b)| a == b)
}

/// Whether a = 0. Most numbers that are not show it in the first word.
#[inline(always)]
pub fn is_zero(a: &U256) -> bool {
    a[0] == 0 && a[1..].iter().all(|&word| word == 0)
}

/// Whether the host has the accelerator: asked once, then remembered.
#[cfg(target_arch = "riscv32")]
#[inline]
pub(crate) fn is_fast() -> bool {
    const ASKED: u8 = 1;
    const THERE: u8 = 2;
    static KNOWN: AtomicU8 = AtomicU8::new(0);
    let mut known = KNOWN.load(Ordering::Relaxed);
    if known == 0 {
        let (mut r, mut q) = ([0; 8], [0; 8]);
        // SAFETY: references, and two results that are apart.
        let answer = unsafe { call_mul_mod(&mut r, ZERO, ZERO, ZERO, ZERO, TWO, &mut q) };
        known = if answer == 0 { ASKED | THERE } else { ASKED };
        KNOWN.store(known, Ordering::Relaxed);
    }
    known & THERE != 0
}

/// Elsewhere than in a guest there is no host.
#[cfg(not(target_arch = "riscv32"))]
pub(crate) fn is_fast() -> bool {
    false
}

/// r = a·b + c + d modulo m. `FAST`: the host is known to have the accelerator. A call writes its results and a0 and leaves all other registers, so that
/// pointers which several calls share are loaded once.
///
/// # Safety
///
/// All are valid; `r` may be any of the others, which are read before anything is written. m and the product are as [`mul_mod`] wants them.
#[inline(always)]
pub(crate) unsafe fn modular<const FAST: bool>(r: *mut U256, a: *const U256, b: *const U256, c: *const U256, d: *const U256, m: *const U256) {
    // SAFETY: as the caller says; the quotient goes where nobody reads, and only by raw pointers.
    unsafe {
        let unused = UNUSED.0.get();
        if FAST {
            call_mul_mod(r, a, b, c, d, m, unused);
        } else {
            plain_mul_mod(r, a, b, c, d, m, unused);
        }
    }
}

/// a·b + c + d = high·2^256 + low.
///
/// # Safety
///
/// All are valid; `low` and `high` may be any of the others, which are read before anything is written, but not one another.
#[inline(always)]
pub(crate) unsafe fn wide<const FAST: bool>(low: *mut U256, high: *mut U256, a: *const U256, b: *const U256, c: *const U256, d: *const U256) {
    if FAST {
        #[cfg(target_arch = "riscv32")]
        // SAFETY: as the caller says; the call changes a0 and the results.
        unsafe {
            core::arch::asm!("ecall", inlateout("a0") low => _, in("a1") a, in("a2") b, in("a3") c, in("a4") d, in("a6") high,
                in("a7") crate::ecall::MULWIDE256, options(nostack));
        }
    } else {
        // SAFETY: as the caller says.
        unsafe {
            let t = product(&*a, &*b, &*c, &*d);
            low.write(t[..8].try_into().unwrap());
            high.write(t[8..].try_into().unwrap());
        }
    }
}

struct Unused(core::cell::UnsafeCell<U256>);

// SAFETY: nobody reads it, and a guest has one thread.
unsafe impl Sync for Unused {}

static UNUSED: Unused = Unused(core::cell::UnsafeCell::new([0; 8]));

#[cfg(target_arch = "riscv32")]
#[inline(always)]
unsafe fn call_mul_mod(r: *mut U256, a: *const U256, b: *const U256, c: *const U256, d: *const U256, m: *const U256, q: *mut U256) -> i32 {
    let result;
    // SAFETY: valid pointers, says the caller; the call changes a0 and what r and q point to.
    unsafe {
        core::arch::asm!("ecall", inlateout("a0") r => result, in("a1") a, in("a2") b, in("a3") c, in("a4") d, in("a5") m, in("a6") q,
            in("a7") crate::ecall::MODMUL256, options(nostack));
    }
    result
}

#[cfg(not(target_arch = "riscv32"))]
unsafe fn call_mul_mod(_: *mut U256, _: *const U256, _: *const U256, _: *const U256, _: *const U256, _: *const U256, _: *mut U256) -> i32 {
    unreachable!()
}

/// c stands in the result from the start, d comes in as each row's first carry: no step exceeds 2^64 - 1.
#[inline(never)]
fn product(a: &U256, b: &U256, c: &U256, d: &U256) -> [u32; 16] {
    let mut t = [0; 16];
    t[..8].copy_from_slice(c);
    for i in 0..8 {
        let (x, mut carry) = (u64::from(a[i]), d[i]);
        for j in 0..8 {
            let s = x * u64::from(b[j]) + u64::from(t[i + j]) + u64::from(carry);
            t[i + j] = s as u32;
            carry = (s >> 32) as u32;
        }
        t[i + 8] = carry;
    }
    t
}

/// The product is divided by Knuth's algorithm D (The Art of Computer Programming, volume 2, 4.3.1).
#[inline(never)]
unsafe fn plain_mul_mod(r: *mut U256, a: *const U256, b: *const U256, c: *const U256, d: *const U256, m: *const U256, q: *mut U256) -> i32 {
    // SAFETY: valid pointers, says the caller; the product is a copy.
    let (mut t, mut m) = unsafe { (product(&*a, &*b, &*c, &*d), *m) };
    // Also refuses m = 0.
    assert!(less(t[8..].try_into().unwrap(), &m) && m != *ONE, "mul_mod: m is 0 or 1, or the quotient exceeds 256 bits");

    // So that m has its highest bit set. t < m 2^256, so t has room for the shift.
    let shift = leading_zeros(&m);
    if shift != 0 {
        shift_left(&mut m, shift);
        shift_left(&mut t, shift);
    }

    // The reciprocal of m's highest word, less 2^32: Möller and Granlund, "Improved division by invariant integers".
    let top = m[7];
    let reciprocal = if top == u32::MAX { 1 } else { (u64::MAX / u64::from(top)) as u32 };

    // Words 8 to 15 of t (then 7 to 14, and so on) are a remainder, below m.
    let mut quotient = [0; 8];
    for i in (0..8).rev() {
        let (mut high, next) = (t[i + 8], t[i + 7]);
        let mut digit = u32::MAX;
        if high < top {
            let estimate = u64::from(reciprocal) * u64::from(high) + (u64::from(high) << 32 | u64::from(next));
            digit = ((estimate >> 32) as u32).wrapping_add(1);
            let mut rest = next.wrapping_sub(digit.wrapping_mul(top));
            if rest > estimate as u32 {
                digit = digit.wrapping_sub(1);
                rest = rest.wrapping_add(top);
            }
            if rest >= top {
                digit = digit.wrapping_add(1);
            }
        }

        // Of two words each, digit is too high by at most two.
        let part: &mut U256 = (&mut t[i..i + 8]).try_into().unwrap();
        high = high.wrapping_sub(subtract_multiple(part, &m, digit));
        while high != 0 {
            digit -= 1;
            high = high.wrapping_add(add(part, &m));
        }
        quotient[i] = digit;
    }

    let mut rest: U256 = t[..8].try_into().unwrap();
    if shift != 0 {
        shift_right(&mut rest, shift);
    }
    // SAFETY: valid pointers, says the caller.
    unsafe {
        r.write(rest);
        q.write(quotient);
    }
    0
}

/// r -= m·q; gives what is to be taken from the word above.
#[inline(always)]
fn subtract_multiple(r: &mut U256, m: &U256, q: u32) -> u32 {
    let mut carry = 0;
    for i in 0..8 {
        let p = u64::from(q) * u64::from(m[i]) + u64::from(carry);
        let (rest, borrow) = r[i].overflowing_sub(p as u32);
        r[i] = rest;
        carry = (p >> 32) as u32 + u32::from(borrow);
    }
    carry
}

/// r += m; gives the carry.
fn add(r: &mut U256, m: &U256) -> u32 {
    let mut carry = 0;
    for i in 0..8 {
        let s = u64::from(r[i]) + u64::from(m[i]) + carry;
        r[i] = s as u32;
        carry = s >> 32;
    }
    carry as u32
}

/// Zero bits above the first one.
fn leading_zeros(x: &U256) -> usize {
    match x.iter().rposition(|&word| word != 0) {
        Some(i) => 32 * (7 - i) + x[i].leading_zeros() as usize,
        None => 256,
    }
}

fn shift_left(x: &mut [u32], by: usize) {
    let (words, bits) = (by / 32, by % 32);
    for i in (0..x.len()).rev() {
        let upper = if i >= words { x[i - words] } else { 0 };
        let lower = if i > words { x[i - words - 1] } else { 0 };
        x[i] = ((u64::from(upper) << 32 | u64::from(lower)) << bits >> 32) as u32;
    }
}

fn shift_right(x: &mut U256, by: usize) {
    let (words, bits) = (by / 32, by % 32);
    for i in 0..8 {
        let lower = x.get(i + words).copied().unwrap_or(0);
        let upper = x.get(i + words + 1).copied().unwrap_or(0);
        x[i] = ((u64::from(upper) << 32 | u64::from(lower)) >> bits) as u32;
    }
}

/// Four bits of the exponent at a time.
fn power<const FAST: bool>(a: &U256, e: &U256, m: &U256) -> U256 {
    let mut powers = [*ONE; 16];
    powers[1] = *a;
    for i in 2..16 {
        let previous = &raw const powers[i - 1];
        // SAFETY: all are numbers.
        unsafe { modular::<FAST>(&raw mut powers[i], previous, a, ZERO, ZERO, m) };
    }

    let mut x = *ONE;
    let p = &raw mut x;
    let mut started = false;
    for word in e.iter().rev() {
        for shift in (0..32).step_by(4).rev() {
            let digit = (word >> shift & 15) as usize;
            if started {
                // SAFETY: all are numbers.
                unsafe {
                    modular::<FAST>(p, p, p, ZERO, ZERO, m);
                    modular::<FAST>(p, p, p, ZERO, ZERO, m);
                    modular::<FAST>(p, p, p, ZERO, ZERO, m);
                    modular::<FAST>(p, p, p, ZERO, ZERO, m);
                    if digit != 0 {
                        modular::<FAST>(p, p, &raw const powers[digit], ZERO, ZERO, m);
                    }
                }
            } else if digit != 0 {
                // SAFETY: x is not borrowed.
                unsafe { *p = powers[digit] };
                started = true;
            }
        }
    }
    x
}
