// Fp: the parts that do not depend on how elements multiply, and the choice among the ways.
#include "modmul.h"

const struct fz_curve *fz_curve;
uint32_t fz_multiply;

bool fz_words_at_least(const uint32_t *a, const uint32_t *b, uint32_t words)
{
    // The highest words decide, nearly always the first of them.
    while (words-- != 0) {
        if (a[words] != b[words]) return a[words] > b[words];
    }
    return true;
}

void fz_fp_mul(fz_fp *r, const fz_fp *a, const fz_fp *b)
{
    if (fz_multiply == FZ_MODMUL) fz_modmul_mul(r, a, b);
    else if (fz_multiply == FZ_MULWIDE) fz_fp_mul_mulwide(r, a, b);
    else fz_fp_mul_montgomery(r, a, b);
}

// The loops over words, unrolled for both lengths. n is a constant.
FASTZK_INLINE void add_words(uint32_t *r, const uint32_t *a, const uint32_t *b, uint32_t n)
{
    uint32_t carry = 0;
#pragma GCC unroll 12
    for (uint32_t i = 0; i < n; i++) {
        uint32_t x = b[i], t = a[i] + carry;
        carry = t < carry;
        t += x;
        carry += t < x;
        r[i] = t;
    }
}

// The borrow
FASTZK_INLINE uint32_t subtract_words(uint32_t *r, const uint32_t *a, const uint32_t *b, uint32_t n)
{
    uint32_t borrow = 0;
#pragma GCC unroll 12
    for (uint32_t i = 0; i < n; i++) {
        uint32_t x = a[i], y = b[i], t = x - y, under = x < y;
        r[i] = t - borrow;
        borrow = under + (t < borrow);
    }
    return borrow;
}

FASTZK_INLINE void add_mod(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *p, uint32_t n)
{
    // p has a bit to spare: the sum fits. Its highest word nearly always tells whether it is below p.
    add_words(r, a, b, n);
    if (r[n - 1] < p[n - 1]) return;
    if (fz_words_at_least(r, p, n)) subtract_words(r, r, p, n);
}

FASTZK_INLINE void subtract_mod(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *p, uint32_t n)
{
    if (subtract_words(r, a, b, n) != 0) add_words(r, r, p, n);
}

void fz_fp_add(fz_fp *r, const fz_fp *a, const fz_fp *b)
{
    if (fz_multiply == FZ_MODMUL) fz_modmul_add(r, a, b);
    else if (fz_curve->limbs == 12) add_mod(r->l, a->l, b->l, fz_bls12.p.l, 12);
    else add_mod(r->l, a->l, b->l, fz_bn254_montgomery.p.l, 8);
}

void fz_fp_sub(fz_fp *r, const fz_fp *a, const fz_fp *b)
{
    if (fz_multiply == FZ_MODMUL) fz_modmul_sub(r, a, b);
    else if (fz_curve->limbs == 12) subtract_mod(r->l, a->l, b->l, fz_bls12.p.l, 12);
    else subtract_mod(r->l, a->l, b->l, fz_bn254_montgomery.p.l, 8);
}

void fz_fp_neg(fz_fp *r, const fz_fp *a)
{
    static const fz_fp zero;
    fz_fp_sub(r, &zero, a);
}

bool fz_fp_is_zero(const fz_fp *a)
{
    uint32_t any = 0;
    for (uint32_t i = 0; i < fz_curve->limbs; i++) any |= a->l[i];
    return any == 0;
}

bool fz_fp_equal(const fz_fp *a, const fz_fp *b)
{
    for (uint32_t i = 0; i < fz_curve->limbs; i++) {
        if (a->l[i] != b->l[i]) return false;
    }
    return true;
}

void fz_fp_power(fz_fp *r, const fz_fp *a, const uint32_t *exponent, uint32_t words)
{
    // Four bits at a time.
    fz_fp powers[16];
    powers[0] = fz_curve->one;
    powers[1] = *a;
    for (uint32_t i = 2; i < 16; i++) fz_fp_mul(&powers[i], &powers[i - 1], a);
    fz_fp t = fz_curve->one;
    for (uint32_t i = 8 * words; i-- != 0;) {
        for (int j = 0; j < 4; j++) fz_fp_mul(&t, &t, &t);
        uint32_t digit = exponent[i >> 3] >> 4 * (i & 7) & 15;
        if (digit != 0) fz_fp_mul(&t, &t, &powers[digit]);
    }
    *r = t;
}

void fz_fp_inv(fz_fp *r, const fz_fp *a)
{
    if (fz_multiply == FZ_MONTGOMERY) {
        fz_fp_inv_montgomery(r, a);
        return;
    }
    // With the host's multiplication Fermat's a^(p-2) costs less than a greatest common divisor.
    uint32_t exponent[FZ_LIMBS];
    memcpy(exponent, fz_curve->p.l, sizeof exponent);
    exponent[0] -= 2;  // odd, and not 1
    fz_fp_power(r, a, exponent, fz_curve->limbs);
}

bool fz_fp_sqrt(fz_fp *r, const fz_fp *a)
{
    // a^((p+1)/4), since p = 3 mod 4. p + 1 does not carry beyond the words: p has a bit to spare.
    uint32_t exponent[FZ_LIMBS], n = fz_curve->limbs, carry = 1;
    for (uint32_t i = 0; i < n; i++) {
        exponent[i] = fz_curve->p.l[i] + carry;
        carry = exponent[i] < carry;
    }
    for (uint32_t i = 0; i < n; i++) exponent[i] = exponent[i] >> 2 | (i + 1 < n ? exponent[i + 1] << 30 : 0);
    fz_fp root, square;
    fz_fp_power(&root, a, exponent, n);
    fz_fp_mul(&square, &root, &root);
    bool exists = fz_fp_equal(&square, a);
    *r = root;
    return exists;
}

void fz_fp_from_words(fz_fp *r, const uint32_t *words)
{
    fz_fp t = {{0}};
    memcpy(t.l, words, 4 * fz_curve->limbs);
    if (fz_multiply == FZ_MODMUL) *r = t;
    else fz_fp_mul(r, &t, &fz_curve->factor);
}

void fz_fp_to_words(uint32_t *words, const fz_fp *a)
{
    static const fz_fp one = {{1}};
    fz_fp t = *a;
    // Montgomery's product with 1 takes the factor out.
    if (fz_multiply != FZ_MODMUL) fz_fp_mul(&t, a, &one);
    memcpy(words, t.l, 4 * fz_curve->limbs);
}

bool fz_fp_read(fz_fp *r, const uint8_t *bytes)
{
    uint32_t words[FZ_LIMBS] = {0}, n = fz_curve->limbs;
    for (uint32_t i = n; i-- != 0; bytes += 4) {
        words[i] = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
    }
    if (fz_words_at_least(words, fz_curve->p.l, n)) return false;
    fz_fp_from_words(r, words);
    return true;
}

void fz_fp_write(uint8_t *bytes, const fz_fp *a)
{
    uint32_t words[FZ_LIMBS];
    fz_fp_to_words(words, a);
    for (uint32_t i = fz_curve->limbs; i-- != 0; bytes += 4) {
        bytes[0] = (uint8_t)(words[i] >> 24);
        bytes[1] = (uint8_t)(words[i] >> 16);
        bytes[2] = (uint8_t)(words[i] >> 8);
        bytes[3] = (uint8_t)words[i];
    }
}
