// Fp6 = Fp2[v]/(v^3 - xi) and Fp12 = Fp6[w]/(w^2 - v).
#include "curve.h"

static void fp6_add(fz_fp6 *r, const fz_fp6 *a, const fz_fp6 *b)
{
    for (int i = 0; i < 3; i++) fz_fp2_add(&r->c[i], &a->c[i], &b->c[i]);
}

static void fp6_sub(fz_fp6 *r, const fz_fp6 *a, const fz_fp6 *b)
{
    for (int i = 0; i < 3; i++) fz_fp2_sub(&r->c[i], &a->c[i], &b->c[i]);
}

static void fp6_neg(fz_fp6 *r, const fz_fp6 *a)
{
    for (int i = 0; i < 3; i++) fz_fp2_neg(&r->c[i], &a->c[i]);
}

static void fp6_mul_v(fz_fp6 *r, const fz_fp6 *a)
{
    fz_fp2 t;
    fz_fp2_mul_xi(&t, &a->c[2]);
    r->c[2] = a->c[1];
    r->c[1] = a->c[0];
    r->c[0] = t;
}

// r = (a + b)(c + d) - x - y: what Karatsuba needs, over and over
static void mixed(fz_fp2 *r, const fz_fp2 *a, const fz_fp2 *b, const fz_fp2 *c, const fz_fp2 *d, const fz_fp2 *x, const fz_fp2 *y)
{
    fz_fp2 s, t;
    fz_fp2_add(&s, a, b);
    fz_fp2_add(&t, c, d);
    fz_fp2_mul(&s, &s, &t);
    fz_fp2_sub(&s, &s, x);
    fz_fp2_sub(r, &s, y);
}

static void fp6_mul(fz_fp6 *r, const fz_fp6 *a, const fz_fp6 *b)
{
    fz_fp2 x, y, z, c0, c1, c2;
    fz_fp2_mul(&x, &a->c[0], &b->c[0]);
    fz_fp2_mul(&y, &a->c[1], &b->c[1]);
    fz_fp2_mul(&z, &a->c[2], &b->c[2]);
    mixed(&c0, &a->c[1], &a->c[2], &b->c[1], &b->c[2], &y, &z);
    mixed(&c1, &a->c[0], &a->c[1], &b->c[0], &b->c[1], &x, &y);
    mixed(&c2, &a->c[0], &a->c[2], &b->c[0], &b->c[2], &x, &z);
    fz_fp2_mul_xi(&c0, &c0);
    fz_fp2_add(&r->c[0], &c0, &x);
    fz_fp2_mul_xi(&z, &z);
    fz_fp2_add(&r->c[1], &c1, &z);
    fz_fp2_add(&r->c[2], &c2, &y);
}

// r = a (x + y v)
static void fp6_mul_01(fz_fp6 *r, const fz_fp6 *a, const fz_fp2 *x, const fz_fp2 *y)
{
    fz_fp2 s, t, u;
    fz_fp2_mul(&s, &a->c[0], x);
    fz_fp2_mul(&t, &a->c[1], y);
    mixed(&u, &a->c[0], &a->c[1], x, y, &s, &t);
    fz_fp2 z;
    fz_fp2_mul(&z, &a->c[2], y);
    fz_fp2_mul_xi(&z, &z);
    fz_fp2_add(&s, &s, &z);
    fz_fp2_mul(&z, &a->c[2], x);
    fz_fp2_add(&r->c[2], &t, &z);
    r->c[0] = s;
    r->c[1] = u;
}

static void fp6_inv(fz_fp6 *r, const fz_fp6 *a)
{
    fz_fp2 x, y, z, s, t;
    fz_fp2_sqr(&x, &a->c[0]);
    fz_fp2_mul(&t, &a->c[1], &a->c[2]);
    fz_fp2_mul_xi(&t, &t);
    fz_fp2_sub(&x, &x, &t);
    fz_fp2_sqr(&y, &a->c[2]);
    fz_fp2_mul_xi(&y, &y);
    fz_fp2_mul(&t, &a->c[0], &a->c[1]);
    fz_fp2_sub(&y, &y, &t);
    fz_fp2_sqr(&z, &a->c[1]);
    fz_fp2_mul(&t, &a->c[0], &a->c[2]);
    fz_fp2_sub(&z, &z, &t);
    fz_fp2_mul(&s, &a->c[2], &y);
    fz_fp2_mul(&t, &a->c[1], &z);
    fz_fp2_add(&s, &s, &t);
    fz_fp2_mul_xi(&s, &s);
    fz_fp2_mul(&t, &a->c[0], &x);
    fz_fp2_add(&s, &s, &t);
    fz_fp2_inv(&s, &s);
    fz_fp2_mul(&r->c[0], &x, &s);
    fz_fp2_mul(&r->c[1], &y, &s);
    fz_fp2_mul(&r->c[2], &z, &s);
}

void fz_fp12_one(fz_fp12 *r)
{
    memset(r, 0, sizeof *r);
    r->c[0].c[0].re = fz_curve->one;
}

bool fz_fp12_is_one(const fz_fp12 *a)
{
    for (int i = 1; i < 6; i++) {
        if (!fz_fp2_is_zero(&a->c[i & 1].c[i >> 1])) return false;
    }
    return fz_fp_equal(&a->c[0].c[0].re, &fz_curve->one) && fz_fp_is_zero(&a->c[0].c[0].im);
}

void fz_fp12_mul(fz_fp12 *r, const fz_fp12 *a, const fz_fp12 *b)
{
    fz_fp6 s, t, x, y;
    fp6_add(&s, &a->c[0], &a->c[1]);
    fp6_add(&t, &b->c[0], &b->c[1]);
    fp6_mul(&s, &s, &t);
    fp6_mul(&x, &a->c[0], &b->c[0]);
    fp6_mul(&y, &a->c[1], &b->c[1]);
    fp6_sub(&s, &s, &x);
    fp6_sub(&r->c[1], &s, &y);
    fp6_mul_v(&y, &y);
    fp6_add(&r->c[0], &x, &y);
}

void fz_fp12_sqr(fz_fp12 *r, const fz_fp12 *a)
{
    // c[0]^2 + v c[1]^2 = (c[0] + c[1])(c[0] + v c[1]) - m - v m with m = c[0] c[1]
    fz_fp6 m, s, t;
    fp6_add(&s, &a->c[0], &a->c[1]);
    fp6_mul_v(&t, &a->c[1]);
    fp6_add(&t, &t, &a->c[0]);
    fp6_mul(&s, &s, &t);
    fp6_mul(&m, &a->c[0], &a->c[1]);
    fp6_sub(&s, &s, &m);
    fp6_mul_v(&t, &m);
    fp6_sub(&r->c[0], &s, &t);
    fp6_add(&r->c[1], &m, &m);
}

void fz_fp12_conj(fz_fp12 *r, const fz_fp12 *a)
{
    r->c[0] = a->c[0];
    fp6_neg(&r->c[1], &a->c[1]);
}

void fz_fp12_inv(fz_fp12 *r, const fz_fp12 *a)
{
    fz_fp6 s, t;
    fp6_mul(&s, &a->c[0], &a->c[0]);
    fp6_mul(&t, &a->c[1], &a->c[1]);
    fp6_mul_v(&t, &t);
    fp6_sub(&s, &s, &t);
    fp6_inv(&s, &s);
    fp6_mul(&r->c[0], &a->c[0], &s);
    fp6_mul(&t, &a->c[1], &s);
    fp6_neg(&r->c[1], &t);
}

void fz_fp12_frobenius(fz_fp12 *r, const fz_fp12 *a, uint32_t times)
{
    // w^(k p) = gamma[k - 1] w^k
    *r = *a;
    while (times-- != 0) {
        fz_fp2_conj(&r->c[0].c[0], &r->c[0].c[0]);
        for (int k = 1; k < 6; k++) {
            fz_fp2 *c = &r->c[k & 1].c[k >> 1];
            fz_fp2_conj(c, c);
            fz_fp2_mul(c, c, &fz_curve->gamma[k - 1]);
        }
    }
}

void fz_fp12_mul_023(fz_fp12 *r, const fz_fp2 *x, const fz_fp2 *y, const fz_fp2 *z)
{
    // times (x + y v) + (z v) w
    fz_fp6 s, t, u;
    fz_fp2 yz;
    fp6_add(&s, &r->c[0], &r->c[1]);
    fz_fp2_add(&yz, y, z);
    fp6_mul_01(&s, &s, x, &yz);
    fp6_mul_01(&t, &r->c[0], x, y);
    for (int i = 0; i < 3; i++) fz_fp2_mul(&u.c[i], &r->c[1].c[i], z);
    fp6_mul_v(&u, &u);
    fp6_sub(&s, &s, &t);
    fp6_sub(&r->c[1], &s, &u);
    fp6_mul_v(&u, &u);
    fp6_add(&r->c[0], &t, &u);
}

void fz_fp12_mul_013(fz_fp12 *r, const fz_fp2 *x, const fz_fp2 *y, const fz_fp2 *z)
{
    // times x + (y + z v) w
    fz_fp6 s, t, u;
    fz_fp2 xy;
    fp6_add(&s, &r->c[0], &r->c[1]);
    fz_fp2_add(&xy, x, y);
    fp6_mul_01(&s, &s, &xy, z);
    for (int i = 0; i < 3; i++) fz_fp2_mul(&t.c[i], &r->c[0].c[i], x);
    fp6_mul_01(&u, &r->c[1], y, z);
    fp6_sub(&s, &s, &t);
    fp6_sub(&r->c[1], &s, &u);
    fp6_mul_v(&u, &u);
    fp6_add(&r->c[0], &t, &u);
}
