// The final exponentiation's first part, and squares and powers of what it leaves, whose inverse is its conjugate.
#include "curve.h"

void fz_fp12_easy_part(fz_fp12 *r, const fz_fp12 *a)
{
    fz_fp12 t, u;
    fz_fp12_inv(&t, a);
    fz_fp12_conj(&u, a);
    fz_fp12_mul(&t, &t, &u);
    fz_fp12_frobenius(&u, &t, 2);
    fz_fp12_mul(r, &t, &u);
}

// The square of a + b s in Fp4 = Fp2[s]/(s^2 - xi)
static void fp4_sqr(fz_fp2 *x, fz_fp2 *y, const fz_fp2 *a, const fz_fp2 *b)
{
    fz_fp2 s, t, u;
    fz_fp2_sqr(&s, a);
    fz_fp2_sqr(&t, b);
    fz_fp2_add(&u, a, b);
    fz_fp2_sqr(&u, &u);
    fz_fp2_sub(&u, &u, &s);
    fz_fp2_sub(y, &u, &t);
    fz_fp2_mul_xi(&t, &t);
    fz_fp2_add(x, &s, &t);
}

// r = 3 a - 2 b, r = 3 a + 2 b
static void three_less_two(fz_fp2 *r, const fz_fp2 *a, const fz_fp2 *b)
{
    fz_fp2 t;
    fz_fp2_sub(&t, a, b);
    fz_fp2_add(&t, &t, &t);
    fz_fp2_add(r, &t, a);
}

static void three_and_two(fz_fp2 *r, const fz_fp2 *a, const fz_fp2 *b)
{
    fz_fp2 t;
    fz_fp2_add(&t, a, b);
    fz_fp2_add(&t, &t, &t);
    fz_fp2_add(r, &t, a);
}

// Granger and Scott, 2010: three squares in Fp4.
void fz_fp12_cyclotomic_sqr(fz_fp12 *r, const fz_fp12 *a)
{
    fz_fp2 x0, y0, x1, y1, x2, y2;
    fp4_sqr(&x0, &y0, &a->c[0].c[0], &a->c[1].c[1]);
    fp4_sqr(&x1, &y1, &a->c[1].c[0], &a->c[0].c[2]);
    fp4_sqr(&x2, &y2, &a->c[0].c[1], &a->c[1].c[2]);
    three_less_two(&r->c[0].c[0], &x0, &a->c[0].c[0]);
    three_less_two(&r->c[0].c[1], &x1, &a->c[0].c[1]);
    three_less_two(&r->c[0].c[2], &x2, &a->c[0].c[2]);
    fz_fp2_mul_xi(&y2, &y2);
    three_and_two(&r->c[1].c[0], &y2, &a->c[1].c[0]);
    three_and_two(&r->c[1].c[1], &y0, &a->c[1].c[1]);
    three_and_two(&r->c[1].c[2], &y1, &a->c[1].c[2]);
}

void fz_fp12_cyclotomic_power(fz_fp12 *r, const fz_fp12 *a, uint64_t exponent)
{
    fz_fp12 base = *a;
    bool started = false;
    for (int i = 63; i >= 0; i--) {
        if (started) fz_fp12_cyclotomic_sqr(r, r);
        if ((exponent >> i & 1) == 0) continue;
        if (started) fz_fp12_mul(r, r, &base);
        else *r = base;
        started = true;
    }
    if (!started) fz_fp12_one(r);
}
