// Fp2 = Fp[u]/(u^2 + 1).
#include "modmul.h"

void fz_fp2_add(fz_fp2 *r, const fz_fp2 *a, const fz_fp2 *b)
{
    if (fz_multiply == FZ_MODMUL) {
        fz_modmul_add(&r->re, &a->re, &b->re);
        fz_modmul_add(&r->im, &a->im, &b->im);
        return;
    }
    fz_fp_add(&r->re, &a->re, &b->re);
    fz_fp_add(&r->im, &a->im, &b->im);
}

void fz_fp2_sub(fz_fp2 *r, const fz_fp2 *a, const fz_fp2 *b)
{
    if (fz_multiply == FZ_MODMUL) {
        fz_modmul_sub(&r->re, &a->re, &b->re);
        fz_modmul_sub(&r->im, &a->im, &b->im);
        return;
    }
    fz_fp_sub(&r->re, &a->re, &b->re);
    fz_fp_sub(&r->im, &a->im, &b->im);
}

void fz_fp2_neg(fz_fp2 *r, const fz_fp2 *a)
{
    fz_fp_neg(&r->re, &a->re);
    fz_fp_neg(&r->im, &a->im);
}

void fz_fp2_conj(fz_fp2 *r, const fz_fp2 *a)
{
    r->re = a->re;
    fz_fp_neg(&r->im, &a->im);
}

void fz_fp2_mul(fz_fp2 *r, const fz_fp2 *a, const fz_fp2 *b)
{
    fz_fp x, y, s, t;
    if (fz_multiply == FZ_MODMUL) {
        fz_modmul_neg(&t, &b->im);
        fz_modmul_mul(&x, &a->im, &t);
        fz_modmul_mul(&y, &a->im, &b->re);
        fz_modmul_mul_add(&y, &a->re, &b->im, &y);
        fz_modmul_mul_add(&r->re, &a->re, &b->re, &x);
        fz_fp_copy(&r->im, &y);
        return;
    }
    if (fz_multiply == FZ_MULWIDE) {
        fz_fp2_mul_mulwide(r, a, b);
        return;
    }
    // Karatsuba: (a.re + a.im)(b.re + b.im) holds both mixed products.
    fz_fp_add(&s, &a->re, &a->im);
    fz_fp_add(&t, &b->re, &b->im);
    fz_fp_mul(&s, &s, &t);
    fz_fp_mul(&x, &a->re, &b->re);
    fz_fp_mul(&y, &a->im, &b->im);
    fz_fp_sub(&r->re, &x, &y);
    fz_fp_sub(&s, &s, &x);
    fz_fp_sub(&r->im, &s, &y);
}

void fz_fp2_sqr(fz_fp2 *r, const fz_fp2 *a)
{
    fz_fp s, d, m;
    if (fz_multiply == FZ_MODMUL) {
        fz_modmul_add(&s, &a->re, &a->im);
        fz_modmul_sub(&d, &a->re, &a->im);
        fz_modmul_mul(&m, &a->re, &a->im);
        fz_modmul_mul(&r->re, &s, &d);
        fz_modmul_add(&r->im, &m, &m);
        return;
    }
    if (fz_multiply == FZ_MULWIDE) {
        fz_fp2_sqr_mulwide(r, a);
        return;
    }
    fz_fp_add(&s, &a->re, &a->im);
    fz_fp_sub(&d, &a->re, &a->im);
    fz_fp_mul(&m, &a->re, &a->im);
    fz_fp_mul(&r->re, &s, &d);
    fz_fp_add(&r->im, &m, &m);
}

void fz_fp2_mul_fp(fz_fp2 *r, const fz_fp2 *a, const fz_fp *b)
{
    fz_fp_mul(&r->re, &a->re, b);
    fz_fp_mul(&r->im, &a->im, b);
}

void fz_fp2_mul_xi(fz_fp2 *r, const fz_fp2 *a)
{
    // (c + u)(re + im u) = c re - im + (c im + re) u, with c = 1 or 9.
    if (fz_multiply == FZ_MODMUL) {
        static const fz_fp nine = {{9}};
        fz_fp x, y;
        fz_modmul_neg(&x, &a->im);
        fz_modmul_mul_add(&y, &a->im, &nine, &a->re);
        fz_modmul_mul_add(&r->re, &a->re, &nine, &x);
        fz_fp_copy(&r->im, &y);
        return;
    }
    fz_fp2 t = *a;
    if (fz_curve->xi == 9) {
        fz_fp2_add(&t, &t, &t);
        fz_fp2_add(&t, &t, &t);
        fz_fp2_add(&t, &t, &t);
        fz_fp2_add(&t, &t, a);
    }
    fz_fp re;
    fz_fp_sub(&re, &t.re, &a->im);
    fz_fp_add(&r->im, &t.im, &a->re);
    r->re = re;
}

void fz_fp2_inv(fz_fp2 *r, const fz_fp2 *a)
{
    // conj(a) / norm(a)
    fz_fp n, t;
    fz_fp_mul(&n, &a->re, &a->re);
    fz_fp_mul(&t, &a->im, &a->im);
    fz_fp_add(&n, &n, &t);
    fz_fp_inv(&n, &n);
    fz_fp_mul(&r->re, &a->re, &n);
    fz_fp_mul(&r->im, &a->im, &n);
    fz_fp_neg(&r->im, &r->im);
}

bool fz_fp2_sqrt(fz_fp2 *r, const fz_fp2 *a)
{
    // a is a square in Fp2 just if its norm is one in Fp: with s^2 = norm, the root's real part squared is (re + s)/2 or (re - s)/2.
    fz_fp n, s, t, half;
    fz_fp_mul(&n, &a->re, &a->re);
    fz_fp_mul(&t, &a->im, &a->im);
    fz_fp_add(&n, &n, &t);
    if (!fz_fp_sqrt(&s, &n)) return false;
    fz_fp_add(&half, &fz_curve->one, &fz_curve->one);
    fz_fp_inv(&half, &half);
    fz_fp2 root;
    fz_fp_add(&t, &a->re, &s);
    fz_fp_mul(&t, &t, &half);
    if (!fz_fp_sqrt(&root.re, &t)) {
        fz_fp_sub(&t, &a->re, &s);
        fz_fp_mul(&t, &t, &half);
        // One of the two is a square: their product, -(im/2)^2, is none, or zero.
        fz_fp_sqrt(&root.re, &t);
    }
    if (fz_fp_is_zero(&root.re)) {
        // a = re = -im(root)^2
        fz_fp_neg(&t, &a->re);
        fz_fp_sqrt(&root.im, &t);
    } else {
        fz_fp_inv(&t, &root.re);
        fz_fp_mul(&t, &t, &half);
        fz_fp_mul(&root.im, &a->im, &t);
    }
    *r = root;
    return true;
}

bool fz_fp2_is_zero(const fz_fp2 *a)
{
    return fz_fp_is_zero(&a->re) && fz_fp_is_zero(&a->im);
}

bool fz_fp2_equal(const fz_fp2 *a, const fz_fp2 *b)
{
    return fz_fp_equal(&a->re, &b->re) && fz_fp_equal(&a->im, &b->im);
}
