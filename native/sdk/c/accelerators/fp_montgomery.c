// Montgomery multiplication in plain C: a b / 2^(32 limbs) mod p.
#include "curve.h"

// low word of a b + t + *carry; *carry becomes the high one. Always fits.
static inline uint32_t mul_add(uint32_t *carry, uint32_t a, uint32_t b, uint32_t t)
{
    uint64_t x = (uint64_t)a * b + t + *carry;
    *carry = (uint32_t)(x >> 32);
    return (uint32_t)x;
}

// Needs a < p and b < 2^(32 limbs). Product and reduction run in one loop, each with its own carry. Their sum at the
// top fits a word since the running value stays below 2 p, and p has two bits to spare.
void fz_fp_mul_montgomery(fz_fp *r, const fz_fp *a, const fz_fp *b)
{
    const uint32_t n = fz_curve->limbs, inverse = fz_curve->inverse;
    const uint32_t *const p = fz_curve->p.l, *const end = a->l + n;
    uint32_t t[FZ_LIMBS] = {0};

    for (uint32_t i = 0; i < n; i++) {
        const uint32_t y = b->l[i];
        uint32_t c = 0, d = 0;
        uint32_t x = mul_add(&c, a->l[0], y, t[0]);
        const uint32_t m = x * inverse;
        mul_add(&d, m, p[0], x);
        const uint32_t *u = a->l, *q = p;
        uint32_t *v = t;
        // Four columns a turn; the first turn's first column has been done.
        goto first;
        do {
            x = mul_add(&c, u[0], y, v[0]);
            v[-1] = mul_add(&d, m, q[0], x);
        first:
            x = mul_add(&c, u[1], y, v[1]);
            v[0] = mul_add(&d, m, q[1], x);
            x = mul_add(&c, u[2], y, v[2]);
            v[1] = mul_add(&d, m, q[2], x);
            x = mul_add(&c, u[3], y, v[3]);
            v[2] = mul_add(&d, m, q[3], x);
            u += 4, q += 4, v += 4;
        } while (u != end);
        v[-1] = c + d;
    }

    if (!fz_words_at_least(t, p, n)) {
        for (uint32_t i = 0; i < n; i++) r->l[i] = t[i];
        return;
    }
    uint32_t borrow = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t x = t[i] - p[i], under = t[i] < p[i];
        r->l[i] = x - borrow;
        borrow = under + (x < borrow);
    }
}
