/* The field of protocol.md section 2 and its extension of degree 5, in Montgomery form with 32-bit words: no division, so that a 32-bit machine can run it. */
#ifndef FASTZK_FIELD_H
#define FASTZK_FIELD_H

#include <stdint.h>

#define FP_P 0x78000001u           /* p = 15*2^27 + 1 */
#define FP_MINUS_INVERSE 0x77ffffffu /* -1/p mod 2^32 */
#define FP_SQUARE 1172168163u      /* 2^64 mod p: into Montgomery form */
#define FP_ONE 268435454u          /* 2^32 mod p */
#define FP_TWO_ADICITY 27u
#define FP_BOUND ((uint64_t)FP_P << 32)

/* An element v as v*2^32 mod p, always below p. */
typedef uint32_t fp;

/* c[0] + c[1]*x + ... + c[4]*x^4 modulo x^5 - 2. */
typedef struct {
    fp c[5];
} fp5;

static inline fp fp_add(fp a, fp b)
{
    uint32_t s = a + b; /* below 2^32, as p is below 2^31 */
    return s >= FP_P ? s - FP_P : s;
}

static inline fp fp_sub(fp a, fp b)
{
    return a >= b ? a - b : a + FP_P - b;
}

/* v/2^32 mod p, for v below p*2^32. */
static inline fp fp_reduce(uint64_t v)
{
    uint32_t m = (uint32_t)v * FP_MINUS_INVERSE;
    uint32_t r = (uint32_t)((v + (uint64_t)m * FP_P) >> 32); /* below 2p */
    return r >= FP_P ? r - FP_P : r;
}

static inline fp fp_mul(fp a, fp b)
{
    return fp_reduce((uint64_t)a * b);
}

/* A sum of products, kept below p*2^32: sum + a*b without reduction. */
static inline uint64_t fp_accumulate(uint64_t sum, fp a, fp b)
{
    sum += (uint64_t)a * b; /* below 2^63 + 2^62 */
    return sum >= FP_BOUND ? sum - FP_BOUND : sum;
}

/* From an integer of 32 bits, which need not be below p. */
static inline fp fp_of(uint32_t v)
{
    return fp_reduce((uint64_t)v * FP_SQUARE);
}

static inline fp fp_pow(fp a, uint32_t e)
{
    fp r = FP_ONE;
    for (; e != 0; e >>= 1) {
        if (e & 1u)
            r = fp_mul(r, a);
        a = fp_mul(a, a);
    }
    return r;
}

static inline fp fp_inverse(fp a)
{
    return fp_pow(a, FP_P - 2u);
}

/* omega_k, of order 2^k, k <= 27: 31^15 has order 2^27. */
static inline fp fp_root(unsigned k)
{
    fp r = fp_pow(fp_of(31), 15);
    for (; k < FP_TWO_ADICITY; k++)
        r = fp_mul(r, r);
    return r;
}

static inline fp5 fp5_of(fp a)
{
    fp5 r = {{a, 0, 0, 0, 0}};
    return r;
}

static inline int fp5_same(const fp5 *a, const fp5 *b)
{
    return ((a->c[0] ^ b->c[0]) | (a->c[1] ^ b->c[1]) | (a->c[2] ^ b->c[2]) | (a->c[3] ^ b->c[3]) | (a->c[4] ^ b->c[4])) == 0;
}

static inline int fp5_is_zero(const fp5 *a)
{
    return (a->c[0] | a->c[1] | a->c[2] | a->c[3] | a->c[4]) == 0;
}

static inline fp5 fp5_add(fp5 a, fp5 b)
{
    for (int k = 0; k < 5; k++)
        a.c[k] = fp_add(a.c[k], b.c[k]);
    return a;
}

static inline fp5 fp5_sub(fp5 a, fp5 b)
{
    for (int k = 0; k < 5; k++)
        a.c[k] = fp_sub(a.c[k], b.c[k]);
    return a;
}

static inline fp5 fp5_scale(fp5 a, fp b)
{
    for (int k = 0; k < 5; k++)
        a.c[k] = fp_mul(a.c[k], b);
    return a;
}

static inline fp5 fp5_mul(fp5 a, fp5 b)
{
    fp twice[5]; /* x^5 = 2: products of degree 5 and more come back doubled */
    fp5 r;
    for (int k = 0; k < 5; k++)
        twice[k] = fp_add(b.c[k], b.c[k]);
    for (int k = 0; k < 5; k++) {
        uint64_t sum = 0;
        for (int i = 0; i < 5; i++)
            sum = fp_accumulate(sum, a.c[i], i <= k ? b.c[k - i] : twice[5 + k - i]);
        r.c[k] = fp_reduce(sum);
    }
    return r;
}

static inline fp5 fp5_pow(fp5 a, uint32_t e)
{
    fp5 r = fp5_of(FP_ONE);
    for (; e != 0; e >>= 1) {
        if (e & 1u)
            r = fp5_mul(r, a);
        a = fp5_mul(a, a);
    }
    return r;
}

/* a^(2^log) */
static inline fp5 fp5_pow_two_to(fp5 a, unsigned log)
{
    for (; log > 0; log--)
        a = fp5_mul(a, a);
    return a;
}

/* a^p: x^p is x*2^((p-1)/5), so coefficient k is multiplied by root^k, root = 2^((p-1)/5). */
static inline fp5 fp5_frobenius(fp5 a, fp root)
{
    fp power = root;
    for (int k = 1; k < 5; k++) {
        a.c[k] = fp_mul(a.c[k], power);
        power = fp_mul(power, root);
    }
    return a;
}

/* 1/a; 0 for 0. */
static inline fp5 fp5_inverse(fp5 a)
{
    /* 1/a = a^(p + p^2 + p^3 + p^4) / norm, and the norm lies in the base field. */
    fp root = fp_pow(fp_of(2), (FP_P - 1u) / 5u);
    fp5 one = fp5_frobenius(a, root);
    fp5 two = fp5_mul(one, fp5_frobenius(one, root));                 /* p + p^2 */
    fp5 four = fp5_mul(two, fp5_frobenius(fp5_frobenius(two, root), root)); /* p + p^2 + p^3 + p^4 */
    return fp5_scale(four, fp_inverse(fp5_mul(four, a).c[0]));
}

/* Sum of x^k*v[k], the element that five base columns make. */
static inline fp5 fp5_combine(const fp5 v[5])
{
    static const fp5 x = {{0, FP_ONE, 0, 0, 0}};
    fp5 sum = v[4];
    for (int k = 3; k >= 0; k--)
        sum = fp5_add(v[k], fp5_mul(sum, x));
    return sum;
}

/* Inverts n elements, none of which is zero; prefix has room for n. */
static inline void fp5_invert_all(fp5 *values, fp5 *prefix, unsigned n)
{
    fp5 product = fp5_of(FP_ONE);
    for (unsigned i = 0; i < n; i++) {
        prefix[i] = product;
        product = fp5_mul(product, values[i]);
    }
    product = fp5_inverse(product);
    for (unsigned i = n; i-- > 0;) {
        fp5 inverse = fp5_mul(product, prefix[i]);
        product = fp5_mul(product, values[i]);
        values[i] = inverse;
    }
}

#endif
