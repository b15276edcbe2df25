// Both curves y^2 = x^3 + ax + b share the code: Jacobian coordinates (X : Y : Z), x = X/Z^2, y = Y/Z^3, Z = 0 at infinity. Each step of a formula is a
// product with up to two numbers added, so the formulas are shaped for few of these: subtraction is by way of numbers that are kept negative, and scaling a
// point by -1 or 1/2, (l^2 X : l^3 Y : l Z), is free.
//
// u1 G + u2 Q is one chain of doublings with digits of both scalars. secp256k1's endomorphism cuts u2 in two of half the length; u1 is cut as it stands,
// with tables of G and of 2^128 G.
#include "fastzk_ecdsa.h"
#include "curves.h"
#include "digits.h"

enum { KEY_WINDOW = 5, KEY_MULTIPLES = 1 << (KEY_WINDOW - 2) };

typedef struct {
    fastzk_u256 x, y, z;
    fastzk_u256 w;  // a/2 Z^4, up to date only for doublings
} jacobian;

// What additions of a point and its negative want.
typedef struct {
    fastzk_u256 minus_x, y, minus_y;
    fastzk_u256 z, zz, zzz;  // powers of Z
} multiple;

#define MUL(r, a, b, c, d) fastzk_modmul(fast, r, a, b, c, d, curve->p)
#define ZERO fastzk_u256_zero
#define NOINLINE static __attribute__((noinline))

// a*b + c modulo m, outside of the loops that count.
static void muladd(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *c, const uint32_t *m)
{
    fastzk_modmul256(r, a, b, c, ZERO, m, fastzk_u256_unused);
}

// w of the point as it is.
FASTZK_INLINE void prepare_doubling(const bool fast, const fastzk_curve *curve, jacobian *s)
{
    MUL(s->w, s->z, s->z, ZERO, ZERO);
    MUL(s->w, s->w, s->w, ZERO, ZERO);
    MUL(s->w, s->w, curve->half_a, ZERO, ZERO);
}

// With M = 3/2 X^2 + a/2 Z^4 and N = -Y^2: X' = M^2 + 2XN, -Y' = M (X' + XN) + N^2, -Z' = -YZ. Infinity stays infinity; no point of these curves has
// Y = 0, their orders being odd.
FASTZK_INLINE void double_point(const bool fast, const fastzk_curve *curve, jacobian *s)
{
    fastzk_u256 m, xn;
    MUL(m, s->x, s->x, ZERO, ZERO);
    MUL(m, m, curve->three_halves, s->w, ZERO);
    MUL(xn, s->y, curve->minus_one, ZERO, ZERO);
    MUL(s->z, s->z, xn, ZERO, ZERO);
    MUL(s->y, s->y, xn, ZERO, ZERO);
    MUL(xn, s->x, s->y, ZERO, ZERO);
    MUL(s->x, m, m, xn, xn);
    MUL(s->y, s->y, s->y, ZERO, ZERO);
    if (curve->endomorphism == NULL) MUL(s->w, s->w, s->y, ZERO, ZERO);
    MUL(s->y, m, s->x, s->y, ZERO);
    MUL(s->y, m, xn, s->y, ZERO);
}

// The sum of a point and one with the same x: twice the point, or infinity. Never met by chance.
NOINLINE void add_same_x(const fastzk_curve *curve, jacobian *s, bool same_y)
{
    if (!same_y) {
        fastzk_u256_copy(s->z, ZERO);
    } else if (fastzk_has_bigint()) {
        prepare_doubling(true, curve, s);
        double_point(true, curve, s);
    } else {
        prepare_doubling(false, curve, s);
        double_point(false, curve, s);
    }
}

// Infinity and the point with these coordinates; z is null for 1.
NOINLINE void add_to_infinity(const fastzk_curve *curve, jacobian *s, const uint32_t *minus_x, const uint32_t *minus_y, const uint32_t *z)
{
    muladd(s->x, minus_x, curve->minus_one, ZERO, curve->p);
    muladd(s->y, minus_y, curve->minus_one, ZERO, curve->p);
    fastzk_u256_copy(s->z, z != NULL ? z : (fastzk_u256){1});
}

// s += the point whose negated coordinates are given; z is null if Z = 1, else Z, Z^2, Z^3 side by side. All cases. Leaves w as it was.
// With H = U1 - U2 and R = S1 - S2: Z' = -Z1 Z2 H, X' = R^2 + H^3 - 2 U1 H^2, -Y' = R (X' - U1 H^2) + S1 H^3.
FASTZK_INLINE void add_point(const bool fast, const fastzk_curve *curve, jacobian *s, const uint32_t *minus_x, const uint32_t *minus_y, const uint32_t *z)
{
    if (fastzk_u256_is_zero(s->z)) {
        add_to_infinity(curve, s, minus_x, minus_y, z);
        return;
    }

    fastzk_u256 h, r, u, t;
    const uint32_t *u1 = s->x, *s1 = s->y;
    if (z != NULL) {
        MUL(u, s->x, z + 8, ZERO, ZERO);
        MUL(t, s->y, z + 16, ZERO, ZERO);
        u1 = u;
        s1 = t;
    }
    MUL(h, s->z, s->z, ZERO, ZERO);
    MUL(r, s->z, h, ZERO, ZERO);
    MUL(h, minus_x, h, u1, ZERO);
    MUL(r, minus_y, r, s1, ZERO);
    if (fastzk_u256_is_zero(h)) {
        add_same_x(curve, s, fastzk_u256_is_zero(r));
        return;
    }

    fastzk_u256 minus_h, hhh;
    MUL(minus_h, h, curve->minus_one, ZERO, ZERO);
    MUL(s->z, s->z, minus_h, ZERO, ZERO);
    if (z != NULL) MUL(s->z, s->z, z, ZERO, ZERO);
    MUL(h, h, minus_h, ZERO, ZERO);
    MUL(u, u1, h, ZERO, ZERO);
    MUL(hhh, h, minus_h, ZERO, ZERO);
    MUL(h, u, fastzk_u256_two, hhh, ZERO);
    MUL(s->x, r, r, h, ZERO);
    MUL(s->y, s1, hhh, ZERO, ZERO);
    MUL(s->y, r, u, s->y, ZERO);
    MUL(s->y, r, s->x, s->y, ZERO);
}

NOINLINE void add_multiple_fast(const fastzk_curve *curve, jacobian *s, const uint32_t *minus_x, const uint32_t *minus_y, const uint32_t *z)
{
    add_point(true, curve, s, minus_x, minus_y, z);
}

NOINLINE void add_multiple_plain(const fastzk_curve *curve, jacobian *s, const uint32_t *minus_x, const uint32_t *minus_y, const uint32_t *z)
{
    add_point(false, curve, s, minus_x, minus_y, z);
}

// The same where z is not null: twice in the program, not once for each use.
FASTZK_INLINE void add_multiple(const bool fast, const fastzk_curve *curve, jacobian *s, const uint32_t *minus_x, const uint32_t *minus_y,
                                const uint32_t *z)
{
    if (fast) {
        add_multiple_fast(curve, s, minus_x, minus_y, z);
    } else {
        add_multiple_plain(curve, s, minus_x, minus_y, z);
    }
}

// Q, 3Q, 5Q, ... for a point of the curve, not infinity, and their x times beta for the endomorphism.
FASTZK_INLINE void multiples_of(const bool fast, const fastzk_curve *curve, multiple table[KEY_MULTIPLES], fastzk_u256 minus_beta_x[KEY_MULTIPLES],
                                const uint32_t *x, const uint32_t *y)
{
    jacobian s = {.z = {1}}, twice;
    fastzk_u256_copy(s.x, x);
    fastzk_u256_copy(s.y, y);
    fastzk_u256_copy(s.w, curve->half_a);
    twice = s;
    double_point(fast, curve, &twice);

    multiple step;
    MUL(step.minus_x, twice.x, curve->minus_one, ZERO, ZERO);
    MUL(step.minus_y, twice.y, curve->minus_one, ZERO, ZERO);
    fastzk_u256_copy(step.z, twice.z);
    MUL(step.zz, twice.z, twice.z, ZERO, ZERO);
    MUL(step.zzz, twice.z, step.zz, ZERO, ZERO);
    for (int i = 0; i < KEY_MULTIPLES; i++) {
        if (i != 0) add_multiple(fast, curve, &s, step.minus_x, step.minus_y, step.z);
        multiple *m = &table[i];
        MUL(m->minus_x, s.x, curve->minus_one, ZERO, ZERO);
        MUL(m->minus_y, s.y, curve->minus_one, ZERO, ZERO);
        fastzk_u256_copy(m->y, s.y);
        fastzk_u256_copy(m->z, s.z);
        MUL(m->zz, s.z, s.z, ZERO, ZERO);
        MUL(m->zzz, s.z, m->zz, ZERO, ZERO);
        if (curve->endomorphism != NULL) MUL(minus_beta_x[i], m->minus_x, curve->endomorphism->beta, ZERO, ZERO);
    }
}

// k = half[0] + half[1] lambda modulo n, a negative half as its negative and true. Both are short, but nothing depends on that.
static void split(const fastzk_curve *curve, fastzk_u256 half[2], bool negative[2], const uint32_t *k)
{
    const fastzk_endomorphism *e = curve->endomorphism;
    fastzk_u256 c, unused;
    fastzk_u256_copy(half[1], ZERO);
    for (int i = 0; i < 2; i++) {
        // k * reciprocal >> 384
        fastzk_mulwide256(unused, c, k, e->reciprocal[i], ZERO, ZERO);
        for (int j = 0; j < 8; j++) c[j] = j < 4 ? c[j + 4] : 0;
        fastzk_modmul256(half[1], c, e->minus_b[i], half[1], ZERO, curve->n, unused);
    }
    fastzk_modmul256(half[0], half[1], e->minus_lambda, k, ZERO, curve->n, unused);
    for (int i = 0; i < 2; i++) {
        negative[i] = half[i][7] != 0;
        if (!negative[i]) continue;
        uint32_t borrow = 0;
        for (int j = 0; j < 8; j++) {
            uint64_t d = (uint64_t)curve->n[j] - half[i][j] - borrow;
            half[i][j] = (uint32_t)d;
            borrow = (uint32_t)(d >> 32) & 1;
        }
    }
}

// sum = u1 G + u2 Q, for scalars below n and a point of the curve that is not infinity.
FASTZK_INLINE void combine(const bool fast, const fastzk_curve *curve, jacobian *sum, const uint32_t *u1, const uint32_t *u2, const uint32_t *x,
                           const uint32_t *y)
{
    // Not on the stack: these are large, and FastZk's untouched memory costs nothing.
    static multiple table[KEY_MULTIPLES];
    static fastzk_u256 minus_beta_x[KEY_MULTIPLES];
    static fastzk_digits digits;  // zero before and after
    multiples_of(fast, curve, table, minus_beta_x, x, y);

    int ends[4] = {0};
    if (curve->endomorphism != NULL) {
        fastzk_u256 half[2], low = {u1[0], u1[1], u1[2], u1[3]}, high = {u1[4], u1[5], u1[6], u1[7]};
        bool negative[2];
        split(curve, half, negative, u2);
        ends[0] = fastzk_digits_of(digits, 0, low, false, FASTZK_GENERATOR_WINDOW);
        ends[1] = fastzk_digits_of(digits, 1, high, false, FASTZK_GENERATOR_WINDOW);
        ends[2] = fastzk_digits_of(digits, 2, half[0], negative[0], KEY_WINDOW);
        ends[3] = fastzk_digits_of(digits, 3, half[1], negative[1], KEY_WINDOW);
    } else {
        ends[0] = fastzk_digits_of(digits, 0, u1, false, FASTZK_GENERATOR_WINDOW);
        ends[2] = fastzk_digits_of(digits, 2, u2, false, KEY_WINDOW);
    }
    int end = 0;
    for (int i = 0; i < 4; i++) {
        if (ends[i] > end) end = ends[i];
    }

    *sum = (jacobian){.x = {0}};
    for (int i = end - 1; i >= 0; i--) {
        if (i != end - 1) double_point(fast, curve, sum);
        uint32_t word = digits[i];
        if (word == 0) continue;
        digits[i] = 0;
        for (int k = 0; k < 2; k++) {
            int32_t digit = fastzk_digit(word, k);
            if (digit == 0) continue;
            const fastzk_affine *m = (k == 0 ? curve->multiples : curve->multiples_high) + ((digit < 0 ? -digit : digit) >> 1);
            add_point(fast, curve, sum, m->minus_x, digit < 0 ? m->y : m->minus_y, NULL);
        }
        for (int k = 2; k < 4; k++) {
            int32_t digit = fastzk_digit(word, k);
            if (digit == 0) continue;
            int at = (digit < 0 ? -digit : digit) >> 1;
            const multiple *m = &table[at];
            add_multiple(fast, curve, sum, k == 2 ? m->minus_x : minus_beta_x[at], digit < 0 ? m->y : m->minus_y, m->z);
        }
        if (curve->endomorphism == NULL) prepare_doubling(fast, curve, sum);
    }
}

static void linear_combination(const fastzk_curve *curve, jacobian *sum, const uint32_t *u1, const uint32_t *u2, const uint32_t *x, const uint32_t *y)
{
    if (fastzk_has_bigint()) {
        combine(true, curve, sum, u1, u2, x, y);
    } else {
        combine(false, curve, sum, u1, u2, x, y);
    }
}

// x^3 + ax + b
static void right_side(const fastzk_curve *curve, uint32_t *r, const uint32_t *x)
{
    fastzk_u256 t;
    muladd(t, x, x, curve->a, curve->p);
    muladd(r, t, x, curve->b, curve->p);
}

static bool on_curve(const fastzk_curve *curve, const uint32_t *x, const uint32_t *y)
{
    if (!fastzk_u256_less(x, curve->p) || !fastzk_u256_less(y, curve->p)) return false;
    fastzk_u256 left, right;
    muladd(left, y, y, ZERO, curve->p);
    right_side(curve, right, x);
    return fastzk_u256_equal(left, right);
}

// r and s are in [1, n - 1], and s not in the upper half if that is not wanted.
static bool in_range(const fastzk_curve *curve, const uint32_t *r, const uint32_t *s, uint32_t flags)
{
    return !fastzk_u256_is_zero(r) && !fastzk_u256_is_zero(s) && fastzk_u256_less(r, curve->n) && fastzk_u256_less(s, curve->n)
        && ((flags & FASTZK_ECDSA_LOW_S) == 0 || !fastzk_u256_less(curve->half_n, s));
}

bool fastzk_ecdsa_verify(const fastzk_curve *curve, const uint8_t hash[32], const uint8_t r[32], const uint8_t s[32], const uint8_t public_key[64],
                         uint32_t flags)
{
    fastzk_u256 e, rr, ss, x, y;
    fastzk_u256_from_be(e, hash);
    fastzk_u256_from_be(rr, r);
    fastzk_u256_from_be(ss, s);
    fastzk_u256_from_be(x, public_key);
    fastzk_u256_from_be(y, public_key + 32);
    if (!in_range(curve, rr, ss, flags) || !on_curve(curve, x, y)) return false;

    fastzk_u256 u1, u2;
    fastzk_powmod256(ss, ss, curve->scalar_inverse_exponent, curve->n);
    muladd(u1, e, ss, ZERO, curve->n);
    muladd(u2, rr, ss, ZERO, curve->n);
    jacobian sum;
    linear_combination(curve, &sum, u1, u2, x, y);
    if (fastzk_u256_is_zero(sum.z)) return false;

    // x modulo n is r: x is r, or r + n where that is below p. Compared as X with x Z^2.
    fastzk_u256 zz, t;
    muladd(zz, sum.z, sum.z, ZERO, curve->p);
    muladd(t, rr, zz, ZERO, curve->p);
    if (fastzk_u256_equal(t, sum.x)) return true;
    if (!fastzk_u256_less(rr, curve->p_minus_n)) return false;
    muladd(t, curve->n, zz, t, curve->p);
    return fastzk_u256_equal(t, sum.x);
}

bool fastzk_ecdsa_recover(const fastzk_curve *curve, const uint8_t hash[32], const uint8_t r[32], const uint8_t s[32], uint32_t recovery_id,
                          uint8_t public_key[64], uint32_t flags)
{
    fastzk_u256 e, rr, ss, x, y, t;
    fastzk_u256_from_be(e, hash);
    fastzk_u256_from_be(rr, r);
    fastzk_u256_from_be(ss, s);
    if (recovery_id > 3 || !in_range(curve, rr, ss, flags)) return false;

    fastzk_u256_copy(x, rr);
    if ((recovery_id & 2) != 0) {
        if (!fastzk_u256_less(rr, curve->p_minus_n)) return false;
        muladd(x, curve->n, (fastzk_u256){1}, rr, curve->p);
    }
    // A root of x^3 + ax + b, where it has one: p is 3 modulo 4.
    right_side(curve, t, x);
    fastzk_powmod256(y, t, curve->root_exponent, curve->p);
    if (!on_curve(curve, x, y)) return false;
    if ((y[0] & 1) != (recovery_id & 1)) muladd(y, y, curve->minus_one, ZERO, curve->p);

    // Q = -e/r G + s/r R
    fastzk_u256 u1, u2, minus_one;
    fastzk_u256_copy(minus_one, curve->n);
    minus_one[0]--;  // n is odd
    fastzk_powmod256(t, rr, curve->scalar_inverse_exponent, curve->n);
    muladd(u2, ss, t, ZERO, curve->n);
    muladd(u1, e, t, ZERO, curve->n);
    muladd(u1, u1, minus_one, ZERO, curve->n);
    jacobian sum;
    linear_combination(curve, &sum, u1, u2, x, y);
    if (fastzk_u256_is_zero(sum.z)) return false;

    fastzk_u256 inverse;
    fastzk_powmod256(inverse, sum.z, curve->inverse_exponent, curve->p);
    muladd(t, inverse, inverse, ZERO, curve->p);
    muladd(x, sum.x, t, ZERO, curve->p);
    muladd(t, t, inverse, ZERO, curve->p);
    muladd(y, sum.y, t, ZERO, curve->p);
    fastzk_u256_to_be(public_key, x);
    fastzk_u256_to_be(public_key + 32, y);
    return true;
}
