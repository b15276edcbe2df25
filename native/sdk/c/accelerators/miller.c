// The steps of the Miller loop, with T in homogeneous coordinates (Costello, Lange, Naehrig 2010; Aranha et al. 2011). Lines are
// computed up to factors from Fp2, which the final exponentiation takes away.
#include "curve.h"

// f times the line c0 + c1 x(P) + c2 y(P), with the powers of w at which the twist puts its parts.
static void evaluate(fz_fp12 *f, const fz_pairing *s, const fz_fp2 *c0, fz_fp2 *c1, fz_fp2 *c2)
{
    fz_fp2_mul_fp(c1, c1, &s->px);
    fz_fp2_mul_fp(c2, c2, &s->py);
    if (fz_curve->limbs == 8) fz_fp12_mul_013(f, c2, c1, c0);  // BN254: b / xi
    else fz_fp12_mul_023(f, c0, c1, c2);                       // BLS12-381: b xi
}

void fz_pairing_start(fz_pairing *s)
{
    s->x = s->qx;
    s->y = s->qy;
    memset(&s->z, 0, sizeof s->z);
    s->z.re = fz_curve->one;
}

static void times_3(fz_fp2 *r, const fz_fp2 *a)
{
    fz_fp2 t;
    fz_fp2_add(&t, a, a);
    fz_fp2_add(r, &t, a);
}

void fz_pairing_double(fz_fp12 *f, fz_pairing *s)
{
    fz_fp2 yy, t, b, b3, yz2, c0, c1, c2;
    fz_fp2_sqr(&yy, &s->y);
    fz_fp2_sqr(&t, &s->z);
    times_3(&t, &t);
    fz_fp2_mul(&b, &t, &fz_curve->twist_b);  // 3 b z^2
    times_3(&b3, &b);                        // 9 b z^2
    fz_fp2_mul(&yz2, &s->y, &s->z);
    fz_fp2_add(&yz2, &yz2, &yz2);
    fz_fp2_sub(&c0, &b, &yy);
    fz_fp2_sqr(&c1, &s->x);
    times_3(&c1, &c1);
    fz_fp2_neg(&c2, &yz2);

    // (x, y, z) = (2 x y (yy - b3), (yy + b3)^2 - 12 b^2, 8 y^3 z)
    fz_fp2_mul(&t, &s->x, &s->y);
    fz_fp2_add(&t, &t, &t);
    fz_fp2 d;
    fz_fp2_sub(&d, &yy, &b3);
    fz_fp2_mul(&s->x, &t, &d);
    fz_fp2_add(&d, &yy, &b3);
    fz_fp2_sqr(&d, &d);
    fz_fp2_sqr(&t, &b);
    times_3(&t, &t);
    fz_fp2_add(&t, &t, &t);
    fz_fp2_add(&t, &t, &t);
    fz_fp2_sub(&s->y, &d, &t);
    fz_fp2_mul(&t, &yy, &yz2);
    fz_fp2_add(&t, &t, &t);
    fz_fp2_add(&s->z, &t, &t);

    evaluate(f, s, &c0, &c1, &c2);
}

void fz_pairing_add(fz_fp12 *f, fz_pairing *s, const fz_fp2 *x, const fz_fp2 *y)
{
    fz_fp2 dy, dx, c0, c1, c2, t, u, v;
    fz_fp2_mul(&t, y, &s->z);
    fz_fp2_sub(&dy, &s->y, &t);
    fz_fp2_mul(&t, x, &s->z);
    fz_fp2_sub(&dx, &s->x, &t);
    fz_fp2_mul(&c0, &dy, x);
    fz_fp2_mul(&t, &dx, y);
    fz_fp2_sub(&c0, &c0, &t);
    fz_fp2_neg(&c1, &dy);
    c2 = dx;

    fz_fp2_sqr(&t, &dx);
    fz_fp2_mul(&u, &t, &dx);        // dx^3
    fz_fp2_mul(&t, &t, &s->x);      // dx^2 x
    fz_fp2_sqr(&v, &dy);
    fz_fp2_mul(&v, &v, &s->z);
    fz_fp2_add(&v, &v, &u);
    fz_fp2_sub(&v, &v, &t);
    fz_fp2_sub(&v, &v, &t);         // dx^3 - 2 dx^2 x + dy^2 z
    fz_fp2_mul(&s->x, &dx, &v);
    fz_fp2_sub(&t, &t, &v);
    fz_fp2_mul(&t, &t, &dy);
    fz_fp2_mul(&v, &u, &s->y);
    fz_fp2_sub(&s->y, &t, &v);
    fz_fp2_mul(&s->z, &s->z, &u);

    evaluate(f, s, &c0, &c1, &c2);
}
