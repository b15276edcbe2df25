// Fp of BN254 by the host's modular multiplication: elements are what they are, and every operation is one call.
#ifndef FZ_MODMUL_H
#define FZ_MODMUL_H

#include "../include/fastzk_bigint.h"
#include "curve.h"

// r = a b + c + d
FASTZK_INLINE void fz_modmul(fz_fp *r, const fz_fp *a, const fz_fp *b, const fz_fp *c, const uint32_t *d)
{
    fastzk_modmul(true, r->l, a->l, b->l, c->l, d, fz_bn254_plain.p.l);
}

FASTZK_INLINE void fz_modmul_mul(fz_fp *r, const fz_fp *a, const fz_fp *b)
{
    fastzk_modmul(true, r->l, a->l, b->l, fastzk_u256_zero, fastzk_u256_zero, fz_bn254_plain.p.l);
}

// r = a b + c
FASTZK_INLINE void fz_modmul_mul_add(fz_fp *r, const fz_fp *a, const fz_fp *b, const fz_fp *c)
{
    fz_modmul(r, a, b, c, fastzk_u256_zero);
}

FASTZK_INLINE void fz_modmul_add(fz_fp *r, const fz_fp *a, const fz_fp *b)
{
    fz_modmul(r, a, &fz_bn254_plain.one, b, fastzk_u256_zero);
}

FASTZK_INLINE void fz_modmul_sub(fz_fp *r, const fz_fp *a, const fz_fp *b)
{
    fz_modmul(r, b, &fz_bn254_plain.minus_one, a, fastzk_u256_zero);
}

FASTZK_INLINE void fz_modmul_neg(fz_fp *r, const fz_fp *a)
{
    fz_modmul_mul(r, a, &fz_bn254_plain.minus_one);
}

// The words in use
FASTZK_INLINE void fz_fp_copy(fz_fp *r, const fz_fp *a)
{
    fastzk_u256_copy(r->l, a->l);
}

#endif
