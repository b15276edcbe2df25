// Fp and Fp2 of BLS12-381 by the host's 256-bit multiplication: Montgomery's form, a b / 2^384 mod p, as in plain C.
#include "../include/fastzk_bigint.h"
#include "curve.h"

// -1/p mod 2^256, and p's upper words
static const fastzk_u256 inverse = {
    0xfffcfffd, 0x89f3fffc, 0xd9d113e8, 0x286adb92, 0xc8e30b48, 0x16ef2ef0, 0x8eb2db4c, 0x19ecca0e,
};
static const fastzk_u256 one_word = {1};
static const fastzk_u256 p_upper = {0x434bacd7, 0x4b1ba7b6, 0x397fe69a, 0x1a0111ea};

// Numbers of 384 bits are two numbers of 256: words 0..7, and words 8..11 with zeros above.
FASTZK_INLINE void upper(fastzk_u256 r, const fz_fp *a)
{
    r[0] = a->l[8], r[1] = a->l[9], r[2] = a->l[10], r[3] = a->l[11];
    r[4] = r[5] = r[6] = r[7] = 0;
}

// A product, or a sum of two: three numbers of 256 bits.
struct wide { fastzk_u256 low, middle, high; };

// t = a b; a1 and b1 are their upper words.
FASTZK_INLINE void product(struct wide *t, const fz_fp *a, const fastzk_u256 a1, const fz_fp *b, const fastzk_u256 b1)
{
    fastzk_u256 h, none;
    fastzk_mulwide(true, t->low, h, a->l, b->l, fastzk_u256_zero, fastzk_u256_zero);
    fastzk_mulwide(true, t->middle, t->high, a->l, b1, h, fastzk_u256_zero);
    fastzk_mulwide(true, t->middle, h, a1, b->l, t->middle, fastzk_u256_zero);
    fastzk_mulwide(true, t->high, none, a1, b1, t->high, h);
}

// t += a b, while that stays below 2^768.
FASTZK_INLINE void add_product(struct wide *t, const fz_fp *a, const fastzk_u256 a1, const fz_fp *b, const fastzk_u256 b1)
{
    fastzk_u256 h, g, none;
    fastzk_mulwide(true, t->low, h, a->l, b->l, t->low, fastzk_u256_zero);
    fastzk_mulwide(true, t->middle, g, a->l, b1, t->middle, h);
    fastzk_mulwide(true, t->middle, h, a1, b->l, t->middle, fastzk_u256_zero);
    fastzk_mulwide(true, t->high, none, a1, b1, t->high, h);
    fastzk_mulwide(true, t->high, none, g, one_word, t->high, fastzk_u256_zero);
}

// r = t / 2^384 mod p for t below 2 p^2
FASTZK_INLINE void reduce(fz_fp *r, struct wide *t)
{
    const uint32_t *p = fz_bls12.p.l;
    fastzk_u256 m, h;
    uint32_t s[16];

    // Take out 2^256: with m p the lowest of the three becomes zero.
    fastzk_mulwide(true, m, h, t->low, inverse, fastzk_u256_zero, fastzk_u256_zero);
    fastzk_mulwide(true, t->low, h, m, p, t->low, fastzk_u256_zero);
    fastzk_mulwide(true, t->middle, h, m, p_upper, t->middle, h);
    fastzk_mulwide(true, t->high, h, t->high, one_word, h, fastzk_u256_zero);

    // Take out 2^128 more: the multiple has four words.
    fastzk_mulwide(true, m, h, t->middle, inverse, fastzk_u256_zero, fastzk_u256_zero);
    m[4] = m[5] = m[6] = m[7] = 0;
    fastzk_mulwide(true, s, h, m, p, t->middle, fastzk_u256_zero);
    fastzk_mulwide(true, s + 8, h, m, p_upper, t->high, h);

    // The result is s / 2^128, below p + 2 p^2 / 2^384, hence below 2 p. Its highest word nearly always tells whether it is below p.
    const uint32_t *u = s + 4;
    if (u[11] < p[11] || !fz_words_at_least(u, p, 12)) {
#pragma GCC unroll 12
        for (int i = 0; i < 12; i++) r->l[i] = u[i];
        return;
    }
    uint32_t borrow = 0;
    for (int i = 0; i < 12; i++) {
        uint32_t d = u[i] - p[i], under = u[i] < p[i];
        r->l[i] = d - borrow;
        borrow = under + (d < borrow);
    }
}

// r = p - a, which is p for 0: good enough for a factor
FASTZK_INLINE void minus(fz_fp *r, const fz_fp *a)
{
    uint32_t borrow = 0;
#pragma GCC unroll 12
    for (int i = 0; i < 12; i++) {
        uint32_t x = fz_bls12.p.l[i], y = a->l[i], t = x - y, under = x < y;
        r->l[i] = t - borrow;
        borrow = under + (t < borrow);
    }
}

void fz_fp_mul_mulwide(fz_fp *r, const fz_fp *a, const fz_fp *b)
{
    fastzk_u256 a1, b1;
    struct wide t;
    upper(a1, a);
    upper(b1, b);
    product(&t, a, a1, b, b1);
    reduce(r, &t);
}

// a.re b.re - a.im b.im and a.re b.im + a.im b.re, each reduced once
void fz_fp2_mul_mulwide(fz_fp2 *r, const fz_fp2 *a, const fz_fp2 *b)
{
    fastzk_u256 a_re, a_im, b_re, b_im, n_upper;
    fz_fp n;
    struct wide re, im;
    minus(&n, &b->im);
    upper(a_re, &a->re);
    upper(a_im, &a->im);
    upper(b_re, &b->re);
    upper(b_im, &b->im);
    upper(n_upper, &n);
    product(&re, &a->re, a_re, &b->re, b_re);
    add_product(&re, &a->im, a_im, &n, n_upper);
    product(&im, &a->re, a_re, &b->im, b_im);
    add_product(&im, &a->im, a_im, &b->re, b_re);
    reduce(&r->re, &re);
    reduce(&r->im, &im);
}

// a.re^2 - a.im^2 and 2 a.re a.im
void fz_fp2_sqr_mulwide(fz_fp2 *r, const fz_fp2 *a)
{
    fastzk_u256 re_upper, im_upper, n_upper;
    fz_fp n;
    struct wide re, im;
    minus(&n, &a->im);
    upper(re_upper, &a->re);
    upper(im_upper, &a->im);
    upper(n_upper, &n);
    product(&re, &a->re, re_upper, &a->re, re_upper);
    add_product(&re, &a->im, im_upper, &n, n_upper);
    product(&im, &a->re, re_upper, &a->im, im_upper);
    add_product(&im, &a->re, re_upper, &a->im, im_upper);
    reduce(&r->re, &re);
    reduce(&r->im, &im);
}
