// -x^2 + y^2 = 1 + d x^2 y^2 in extended coordinates (X : Y : Z : T), x = X/Z, y = Y/Z, T = XY/Z (Hisil, Wong, Carter, Dawson: "Twisted Edwards curves
// revisited"). The formulas hold for all points, small orders included: -1 is a square and d is none. A step is a product with up to two numbers added.
#include "fastzk_ed25519.h"
#include "curves.h"
#include "digits.h"
#include "fastzk_sha512.h"

enum { KEY_WINDOW = 5, KEY_MULTIPLES = 1 << (KEY_WINDOW - 2) };

typedef struct {
    fastzk_u256 x, y, z, t;
} extended;

typedef struct {
    fastzk_edwards_affine point;  // x, y and dt are X, Y and dT
    fastzk_u256 z;
} multiple;

#define CURVE (&fastzk_edwards25519)
#define ZERO fastzk_u256_zero
#define MUL(r, a, b, c, d) fastzk_modmul(fast, r, a, b, c, d, CURVE->p)

static const fastzk_u256 one = {1};

// Twice the point. T is not read, and written only if an addition follows.
FASTZK_INLINE void double_point(const bool fast, extended *s, bool with_t)
{
    fastzk_u256 e, f, g, h;  // all four with the other sign, which cancels
    MUL(f, s->x, s->x, ZERO, ZERO);
    MUL(h, s->y, s->y, f, ZERO);
    MUL(g, s->y, CURVE->minus_two, ZERO, ZERO);
    MUL(e, s->x, g, ZERO, ZERO);
    MUL(g, s->y, g, h, ZERO);
    MUL(f, s->z, s->z, ZERO, ZERO);
    MUL(f, g, one, f, f);
    MUL(s->x, e, f, ZERO, ZERO);
    MUL(s->y, g, h, ZERO, ZERO);
    MUL(s->z, f, g, ZERO, ZERO);
    if (with_t) MUL(s->t, e, h, ZERO, ZERO);
}

// s += the point, or its negative. z is null for 1.
FASTZK_INLINE void add_point(const bool fast, extended *s, const fastzk_edwards_affine *p, const uint32_t *z, bool negative)
{
    const uint32_t *x = negative ? p->minus_x : p->x, *dt = negative ? p->minus_dt : p->dt, *minus_dt = negative ? p->dt : p->minus_dt;
    fastzk_u256 e, f, g, h;
    MUL(e, s->x, p->y, ZERO, ZERO);
    MUL(e, s->y, x, e, ZERO);
    MUL(h, s->y, p->y, ZERO, ZERO);
    MUL(h, s->x, x, h, ZERO);
    if (z != NULL) MUL(s->z, s->z, z, ZERO, ZERO);
    MUL(f, s->t, minus_dt, s->z, ZERO);
    MUL(g, s->t, dt, s->z, ZERO);
    MUL(s->x, e, f, ZERO, ZERO);
    MUL(s->y, g, h, ZERO, ZERO);
    MUL(s->z, f, g, ZERO, ZERO);
    MUL(s->t, e, h, ZERO, ZERO);
}

FASTZK_INLINE void to_multiple(const bool fast, multiple *m, const extended *s)
{
    fastzk_u256_copy(m->point.x, s->x);
    MUL(m->point.minus_x, s->x, CURVE->minus_one, ZERO, ZERO);
    fastzk_u256_copy(m->point.y, s->y);
    MUL(m->point.dt, s->t, CURVE->d, ZERO, ZERO);
    MUL(m->point.minus_dt, s->t, CURVE->minus_d, ZERO, ZERO);
    fastzk_u256_copy(m->z, s->z);
}

FASTZK_INLINE void combine_by(const bool fast, extended *sum, const uint32_t *s, const uint32_t *k, const extended *a)
{
    static multiple table[KEY_MULTIPLES];
    static fastzk_digits digits;  // zero before and after

    extended odd = *a;
    multiple twice;
    *sum = *a;
    double_point(fast, sum, true);
    to_multiple(fast, &twice, sum);
    for (int i = 0;; i++) {
        to_multiple(fast, &table[i], &odd);
        if (i == KEY_MULTIPLES - 1) break;
        add_point(fast, &odd, &twice.point, twice.z, false);
    }

    int end = fastzk_digits_of(digits, 0, s, false, FASTZK_GENERATOR_WINDOW);
    int end_k = fastzk_digits_of(digits, 1, k, true, KEY_WINDOW);
    if (end_k > end) end = end_k;

    *sum = (extended){.y = {1}, .z = {1}};
    for (int i = end - 1; i >= 0; i--) {
        uint32_t word = digits[i];
        if (i != end - 1) double_point(fast, sum, word != 0);
        if (word == 0) continue;
        digits[i] = 0;
        int32_t digit = fastzk_digit(word, 0);
        if (digit != 0) add_point(fast, sum, &fastzk_edwards25519_multiples[(digit < 0 ? -digit : digit) >> 1], NULL, digit < 0);
        digit = fastzk_digit(word, 1);
        if (digit != 0) {
            const multiple *m = &table[(digit < 0 ? -digit : digit) >> 1];
            add_point(fast, sum, &m->point, m->z, digit < 0);
        }
    }
}

// sum = [s]B - [k]A
static void combine(extended *sum, const uint32_t *s, const uint32_t *k, const extended *a)
{
    if (fastzk_has_bigint()) {
        combine_by(true, sum, s, k, a);
    } else {
        combine_by(false, sum, s, k, a);
    }
}

// r = a^(2^n)
FASTZK_INLINE void square(const bool fast, uint32_t *r, const uint32_t *a, int n)
{
    MUL(r, a, a, ZERO, ZERO);
#pragma GCC unroll 4
    for (int i = 1; i < n; i++) MUL(r, r, r, ZERO, ZERO);
}

FASTZK_INLINE void power_of_ones_by(const bool fast, uint32_t *r, uint32_t *a11, const uint32_t *a)
{
    // a^(2^k - 1) for k = 5, 10, 20, 40, 50, 100, 200, 250.
    fastzk_u256 k5, k10, k50, t;
    square(fast, t, a, 1);
    square(fast, k5, t, 2);
    MUL(k5, k5, a, ZERO, ZERO);
    MUL(a11, k5, t, ZERO, ZERO);
    square(fast, t, a11, 1);
    MUL(k5, t, k5, ZERO, ZERO);
    static const struct {
        uint8_t squares, by;
    } steps[] = {{5, 0}, {10, 1}, {20, 3}, {10, 1}, {50, 2}, {100, 3}, {50, 2}};
    // What a step multiplies by: k5, k10, k50, or what was there before it.
    const uint32_t *by[] = {k5, k10, k50, t};
    fastzk_u256_copy(r, k5);
    for (int i = 0; i < 7; i++) {
        fastzk_u256_copy(t, r);
        for (int j = 0; j < steps[i].squares; j += 5) square(fast, r, r, 5);
        MUL(r, r, by[steps[i].by], ZERO, ZERO);
        if (i == 0) fastzk_u256_copy(k10, r);
        if (i == 3) fastzk_u256_copy(k50, r);
    }
}

// r = a^(2^250 - 1), a11 = a^11: what both exponents below have in common.
static void power_of_ones(uint32_t *r, uint32_t *a11, const uint32_t *a)
{
    if (fastzk_has_bigint()) {
        power_of_ones_by(true, r, a11, a);
    } else {
        power_of_ones_by(false, r, a11, a);
    }
}

// a*b + c modulo p, outside of the loops that count.
static void muladd(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *c)
{
    fastzk_modmul256(r, a, b, c, ZERO, CURVE->p, fastzk_u256_unused);
}

// r = a^(p - 2) = 1/a, and 0 for 0
static void invert(uint32_t *r, const uint32_t *a)
{
    fastzk_u256 t, a11;
    power_of_ones(t, a11, a);
    for (int i = 0; i < 5; i++) muladd(t, t, t, ZERO);
    muladd(r, t, a11, ZERO);
}

// r = a^((p - 5) / 8)
static void root_power(uint32_t *r, const uint32_t *a)
{
    fastzk_u256 t, a11;
    power_of_ones(t, a11, a);
    for (int i = 0; i < 2; i++) muladd(t, t, t, ZERO);
    muladd(r, t, a, ZERO);
}

static void load(uint32_t *r, const uint8_t bytes[32])
{
    for (int i = 0; i < 8; i++, bytes += 4) r[i] = bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

// RFC 8032, section 5.1.3. x is a root of u/v, u = y^2 - 1, v = d y^2 + 1.
static bool decode(extended *a, const uint8_t bytes[32])
{
    load(a->y, bytes);
    uint32_t sign = a->y[7] >> 31;
    a->y[7] &= 0x7fffffff;
    if (!fastzk_u256_less(a->y, CURVE->p)) return false;

    fastzk_u256 u, v, t, w;
    muladd(t, a->y, a->y, ZERO);
    muladd(u, t, one, CURVE->minus_one);
    muladd(v, t, CURVE->d, one);
    // x = u v^3 (u v^7)^((p - 5) / 8) is the root, or that of the negative.
    muladd(t, v, v, ZERO);
    muladd(t, t, v, ZERO);
    muladd(w, t, t, ZERO);
    muladd(w, w, v, ZERO);
    muladd(w, w, u, ZERO);
    root_power(w, w);
    muladd(w, w, t, ZERO);
    muladd(a->x, w, u, ZERO);
    muladd(t, a->x, a->x, ZERO);
    muladd(t, t, v, ZERO);
    if (!fastzk_u256_equal(t, u)) {
        muladd(t, t, CURVE->minus_one, ZERO);
        if (!fastzk_u256_equal(t, u)) return false;
        muladd(a->x, a->x, CURVE->root_of_minus_one, ZERO);
    }
    if ((a->x[0] & 1) != sign) {
        if (fastzk_u256_is_zero(a->x)) return false;
        muladd(a->x, a->x, CURVE->minus_one, ZERO);
    }
    fastzk_u256_copy(a->z, one);
    muladd(a->t, a->x, a->y, ZERO);
    return true;
}

// Eight times the point is (0, 1).
static bool has_small_order(const extended *a)
{
    extended s = *a;
    for (int i = 0; i < 3; i++) {
        if (fastzk_has_bigint()) {
            double_point(true, &s, false);
        } else {
            double_point(false, &s, false);
        }
    }
    return fastzk_u256_is_zero(s.x) && fastzk_u256_equal(s.y, s.z);
}

bool fastzk_ed25519_verify(const uint8_t public_key[32], const uint8_t signature[64], const void *message, size_t n, uint32_t flags)
{
    fastzk_u256 s, k;
    extended a, sum;
    load(s, signature + 32);
    if (!fastzk_u256_less(s, CURVE->order) || !decode(&a, public_key)) return false;
    if ((flags & FASTZK_ED25519_NO_SMALL_ORDER) != 0 && has_small_order(&a)) return false;

    fastzk_sha512_ctx ctx;
    uint8_t digest[64];
    fastzk_sha512_init(&ctx);
    fastzk_sha512_update(&ctx, signature, 32);
    fastzk_sha512_update(&ctx, public_key, 32);
    fastzk_sha512_update(&ctx, message, n);
    fastzk_sha512_final(&ctx, digest);
    fastzk_u256 low, high;
    load(low, digest);
    load(high, digest + 32);
    fastzk_modmul256(k, high, CURVE->two_to_256, low, ZERO, CURVE->order, fastzk_u256_unused);

    combine(&sum, s, k, &a);
    fastzk_u256 inverse, expected;
    invert(inverse, sum.z);
    muladd(sum.x, sum.x, inverse, ZERO);
    muladd(sum.y, sum.y, inverse, ZERO);
    sum.y[7] |= sum.x[0] << 31;
    load(expected, signature);
    return fastzk_u256_equal(sum.y, expected);
}
