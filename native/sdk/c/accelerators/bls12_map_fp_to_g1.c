// RFC 9380: simplified SWU map to an isogenous curve (6.6.3), the 11-isogeny from there (E.2), clearing of the cofactor (8.8.1).
#include "bls12.h"

extern const fz_fp fz_bls12_map1_curve[3], fz_bls12_map1_x_numerator[12], fz_bls12_map1_x_denominator[10];
extern const fz_fp fz_bls12_map1_y_numerator[16], fz_bls12_map1_y_denominator[15];

// 1 for values that are odd as numbers
static bool sign(const fz_fp *a)
{
    uint32_t words[FZ_LIMBS];
    fz_fp_to_words(words, a);
    return words[0] & 1;
}

// x^3 + a x + b
static void curve_equation(fz_fp *r, const fz_fp *x)
{
    fz_fp t;
    fz_fp_mul(&t, x, x);
    fz_fp_add(&t, &t, &fz_bls12_map1_curve[0]);
    fz_fp_mul(&t, &t, x);
    fz_fp_add(r, &t, &fz_bls12_map1_curve[1]);
}

static void map_to_curve(fz_fp *x, fz_fp *y, const fz_fp *u)
{
    const fz_fp *a = &fz_bls12_map1_curve[0], *b = &fz_bls12_map1_curve[1], *z = &fz_bls12_map1_curve[2];
    fz_fp zu2, t, g;
    fz_fp_mul(&zu2, u, u);
    fz_fp_mul(&zu2, &zu2, z);
    fz_fp_mul(&t, &zu2, &zu2);
    fz_fp_add(&t, &t, &zu2);
    // x = -b/a (1 + 1/t), or b/(z a) for t = 0; both with one inversion.
    fz_fp n, d;
    if (fz_fp_is_zero(&t)) {
        n = *b;
        fz_fp_mul(&d, z, a);
    } else {
        fz_fp_add(&n, &t, &fz_curve->one);
        fz_fp_mul(&n, &n, b);
        fz_fp_mul(&d, &t, a);
        fz_fp_neg(&d, &d);
    }
    fz_fp_inv(&d, &d);
    fz_fp_mul(x, &n, &d);
    curve_equation(&g, x);
    if (!fz_fp_sqrt(y, &g)) {
        fz_fp_mul(x, x, &zu2);
        curve_equation(&g, x);
        fz_fp_sqrt(y, &g);  // there is one: the two values' product is no square
    }
    if (sign(y) != sign(u)) fz_fp_neg(y, y);
}

// Horner's rule, constant term first; a monic polynomial's leading 1 is left out.
static void polynomial(fz_fp *r, const fz_fp *x, const fz_fp *coefficients, int count, bool monic)
{
    fz_fp t = monic ? fz_curve->one : coefficients[--count];
    while (count-- != 0) {
        fz_fp_mul(&t, &t, x);
        fz_fp_add(&t, &t, &coefficients[count]);
    }
    *r = t;
}

// (xn/xd, y yn/yd) with z = xd yd; a denominator of zero means infinity.
static void isogeny(fz_g1 *r, const fz_fp *x, const fz_fp *y)
{
    fz_fp xn, xd, yn, yd, t;
    polynomial(&xn, x, fz_bls12_map1_x_numerator, 12, false);
    polynomial(&xd, x, fz_bls12_map1_x_denominator, 10, true);
    polynomial(&yn, x, fz_bls12_map1_y_numerator, 16, false);
    polynomial(&yd, x, fz_bls12_map1_y_denominator, 15, true);
    fz_fp_mul(&r->z, &xd, &yd);
    fz_fp_mul(&t, &r->z, &yd);      // xd yd^2
    fz_fp_mul(&r->x, &xn, &t);
    fz_fp_mul(&t, &t, &xd);
    fz_fp_mul(&t, &t, &xd);         // xd^3 yd^2
    fz_fp_mul(&t, &t, &yn);
    fz_fp_mul(&r->y, &t, y);
}

zkvm_status zkvm_bls12_map_fp_to_g1(const zkvm_bls12_381_fp *field_element, zkvm_bls12_381_g1_point *result)
{
    fz_fp u, x, y;
    fz_g1 p, q;
    fz_bls12_begin();
    if (!fz_fp_read(&u, field_element->data)) return ZKVM_EFAIL;
    map_to_curve(&x, &y, &u);
    isogeny(&p, &x, &y);
    // times 1 - z
    fz_bls12_g1_mul_z(&q, &p);
    fz_g1_neg(&q, &q);
    fz_g1_add(&p, &p, &q);
    fz_bls12_write_g1(result->data, &p);
    return ZKVM_EOK;
}
