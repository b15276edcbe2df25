// Inverse in Montgomery's form: Kaliski's almost inverse, a binary greatest common divisor that leaves a power of two to be taken out.
#include "curve.h"

static bool is_zero(const uint32_t *a, uint32_t n)
{
    while (n-- != 0) {
        if (a[n] != 0) return false;
    }
    return true;
}

static void halve(uint32_t *a, uint32_t n)
{
    for (uint32_t i = 0; i + 1 < n; i++) a[i] = a[i] >> 1 | a[i + 1] << 31;
    a[n - 1] >>= 1;
}

static void twice(uint32_t *a, uint32_t n)
{
    uint32_t carry = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t x = a[i];
        a[i] = x << 1 | carry;
        carry = x >> 31;
    }
}

static void add(uint32_t *a, const uint32_t *b, uint32_t n)
{
    uint32_t carry = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t t = a[i] + carry;
        carry = t < carry;
        t += b[i];
        carry += t < b[i];
        a[i] = t;
    }
}

static void subtract(uint32_t *a, const uint32_t *b, uint32_t n)
{
    uint32_t borrow = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t t = a[i] - b[i], under = a[i] < b[i];
        a[i] = t - borrow;
        borrow = under + (t < borrow);
    }
}

// For a in Montgomery's form: 1/a in it; 0 for 0.
void fz_fp_inv_montgomery(fz_fp *r, const fz_fp *a)
{
    const uint32_t n = fz_curve->limbs, bits = 32 * n;
    const uint32_t *const p = fz_curve->p.l;
    uint32_t u[FZ_LIMBS], v[FZ_LIMBS], k = 0;
    fz_fp x = {{0}}, y = {{1}};
    memcpy(u, p, sizeof u);
    memcpy(v, a->l, sizeof v);
    if (is_zero(v, n)) {
        *r = x;
        return;
    }

    // Held: p = u y + v x; a x = -u 2^k and a y = v 2^k mod p. x and y stay below 2 p.
    while (!is_zero(v, n)) {
        if ((u[0] & 1) == 0) {
            halve(u, n);
            twice(y.l, n);
        } else if ((v[0] & 1) == 0) {
            halve(v, n);
            twice(x.l, n);
        } else if (fz_words_at_least(v, u, n)) {
            subtract(v, u, n);
            halve(v, n);
            add(y.l, x.l, n);
            twice(x.l, n);
        } else {
            subtract(u, v, n);
            halve(u, n);
            add(x.l, y.l, n);
            twice(y.l, n);
        }
        k++;
    }
    if (fz_words_at_least(x.l, p, n)) subtract(x.l, p, n);
    fz_fp inverse;
    fz_fp_neg(&inverse, &x);

    // Now it is a^-1 2^k with a = value 2^bits: for value^-1 2^bits multiply by 2^(2 bits - k), which is at most 2^(bits + 3) since
    // k is at least p's length. Each product takes 2^bits out; fz_curve->factor is 2^(2 bits).
    uint32_t e = 2 * bits - k;
    fz_fp_mul_montgomery(&inverse, &inverse, &fz_curve->factor);
    if (e >= bits) {
        fz_fp_mul_montgomery(&inverse, &inverse, &fz_curve->factor);
        e -= bits;
    }
    fz_fp power = {{0}};
    power.l[e >> 5] = 1u << (e & 31);
    fz_fp_mul_montgomery(r, &inverse, &power);
}
