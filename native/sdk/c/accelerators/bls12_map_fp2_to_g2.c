// RFC 9380: simplified SWU map to an isogenous curve (6.6.3), the 3-isogeny from there (E.3), clearing of the cofactor (8.8.2, G.3).
#include "bls12.h"

extern const fz_fp2 fz_bls12_map2_curve[3], fz_bls12_map2_x_numerator[4], fz_bls12_map2_x_denominator[2];
extern const fz_fp2 fz_bls12_map2_y_numerator[4], fz_bls12_map2_y_denominator[3];

// 1 for values whose real part is odd as a number, or zero with an odd imaginary part
static bool sign(const fz_fp2 *a)
{
    uint32_t words[FZ_LIMBS];
    fz_fp_to_words(words, fz_fp_is_zero(&a->re) ? &a->im : &a->re);
    return words[0] & 1;
}

// x^3 + a x + b
static void curve_equation(fz_fp2 *r, const fz_fp2 *x)
{
    fz_fp2 t;
    fz_fp2_sqr(&t, x);
    fz_fp2_add(&t, &t, &fz_bls12_map2_curve[0]);
    fz_fp2_mul(&t, &t, x);
    fz_fp2_add(r, &t, &fz_bls12_map2_curve[1]);
}

static void map_to_curve(fz_fp2 *x, fz_fp2 *y, const fz_fp2 *u)
{
    const fz_fp2 *a = &fz_bls12_map2_curve[0], *b = &fz_bls12_map2_curve[1], *z = &fz_bls12_map2_curve[2];
    fz_fp2 zu2, t, g, n, d;
    fz_fp2_sqr(&zu2, u);
    fz_fp2_mul(&zu2, &zu2, z);
    fz_fp2_sqr(&t, &zu2);
    fz_fp2_add(&t, &t, &zu2);
    // x = -b/a (1 + 1/t), or b/(z a) for t = 0; both with one inversion.
    if (fz_fp2_is_zero(&t)) {
        n = *b;
        fz_fp2_mul(&d, z, a);
    } else {
        n = t;
        fz_fp_add(&n.re, &n.re, &fz_curve->one);
        fz_fp2_mul(&n, &n, b);
        fz_fp2_mul(&d, &t, a);
        fz_fp2_neg(&d, &d);
    }
    fz_fp2_inv(&d, &d);
    fz_fp2_mul(x, &n, &d);
    curve_equation(&g, x);
    if (!fz_fp2_sqrt(y, &g)) {
        fz_fp2_mul(x, x, &zu2);
        curve_equation(&g, x);
        fz_fp2_sqrt(y, &g);  // there is one: the two values' product is no square
    }
    if (sign(y) != sign(u)) fz_fp2_neg(y, y);
}

// Horner's rule, constant term first; a monic polynomial's leading 1 is left out.
static void polynomial(fz_fp2 *r, const fz_fp2 *x, const fz_fp2 *coefficients, int count, bool monic)
{
    fz_fp2 t;
    if (monic) {
        memset(&t, 0, sizeof t);
        t.re = fz_curve->one;
    } else {
        t = coefficients[--count];
    }
    while (count-- != 0) {
        fz_fp2_mul(&t, &t, x);
        fz_fp2_add(&t, &t, &coefficients[count]);
    }
    *r = t;
}

// (xn/xd, y yn/yd) with z = xd yd; a denominator of zero means infinity.
static void isogeny(fz_g2 *r, const fz_fp2 *x, const fz_fp2 *y)
{
    fz_fp2 xn, xd, yn, yd, t;
    polynomial(&xn, x, fz_bls12_map2_x_numerator, 4, false);
    polynomial(&xd, x, fz_bls12_map2_x_denominator, 2, true);
    polynomial(&yn, x, fz_bls12_map2_y_numerator, 4, false);
    polynomial(&yd, x, fz_bls12_map2_y_denominator, 3, true);
    fz_fp2_mul(&r->z, &xd, &yd);
    fz_fp2_mul(&t, &r->z, &yd);     // xd yd^2
    fz_fp2_mul(&r->x, &xn, &t);
    fz_fp2_mul(&t, &t, &xd);
    fz_fp2_mul(&t, &t, &xd);        // xd^3 yd^2
    fz_fp2_mul(&t, &t, &yn);
    fz_fp2_mul(&r->y, &t, y);
}

// [z^2 - z - 1] p + [z - 1] psi(p) + psi^2([2] p) (Budroni, Pintore 2017)
static void clear_cofactor(fz_g2 *r, const fz_g2 *p)
{
    fz_g2 s, t, sum;
    fz_bls12_g2_mul_z(&s, p);                   // z p
    fz_g2_psi(&t, p);
    fz_g2_add(&sum, &s, &t);                    // z p + psi(p)
    fz_bls12_g2_mul_z(&sum, &sum);              // z^2 p + z psi(p)
    fz_g2_add(&s, &s, p);
    fz_g2_add(&s, &s, &t);                      // z p + p + psi(p)
    fz_g2_neg(&s, &s);
    fz_g2_add(&sum, &sum, &s);
    fz_g2_double(&t, p);
    fz_g2_psi(&t, &t);
    fz_g2_psi(&t, &t);
    fz_g2_add(r, &sum, &t);
}

zkvm_status zkvm_bls12_map_fp2_to_g2(const zkvm_bls12_381_fp2 *field_element, zkvm_bls12_381_g2_point *result)
{
    fz_fp2 u, x, y;
    fz_g2 p, q;
    fz_bls12_begin();
    if (!fz_fp_read(&u.re, field_element->data) || !fz_fp_read(&u.im, field_element->data + 48)) return ZKVM_EFAIL;
    map_to_curve(&x, &y, &u);
    isogeny(&p, &x, &y);
    clear_cofactor(&q, &p);
    fz_bls12_write_g2(result->data, &q);
    return ZKVM_EOK;
}
