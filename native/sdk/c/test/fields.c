// Field arithmetic under the curves: for a curve (0: BN254, 1: BLS12-381) and two numbers below its prime their product, sum, difference, the first's
// inverse, and whether it is a square, in Fp; the product, square and inverse of x = a + b u and y = b + a u in Fp2.
#include "selftest.h"
#include "../accelerators/bls12.h"
#include "../accelerators/bn254.h"

static uint8_t out[12 * 48];
static size_t used;

static void put(const fz_fp *a)
{
    fz_fp_write(out + used, a);
    used += 4 * fz_curve->limbs;
}

static void put2(const fz_fp2 *a)
{
    put(&a->re);
    put(&a->im);
}

static void run(void)
{
    uint8_t curve;
    uint8_t bytes[2][48];
    fz_fp a, b, r;
    fixed(&curve, 1);
    if (curve == 0) fz_bn254_begin();
    else fz_bls12_begin();
    fixed(bytes[0], 4 * fz_curve->limbs);
    fixed(bytes[1], 4 * fz_curve->limbs);
    if (!fz_fp_read(&a, bytes[0]) || !fz_fp_read(&b, bytes[1])) {
        report(ZKVM_EFAIL, NULL, 0);
        return;
    }
    used = 0;
    fz_fp_mul(&r, &a, &b);
    put(&r);
    fz_fp_add(&r, &a, &b);
    put(&r);
    fz_fp_sub(&r, &a, &b);
    put(&r);
    fz_fp_inv(&r, &a);
    put(&r);
    bool square = fz_fp_sqrt(&r, &a);
    fz_fp_mul(&r, &r, &r);  // a, or -a
    put(&r);

    fz_fp2 x = {a, b}, y = {b, a}, z;
    fz_fp2_mul(&z, &x, &y);
    put2(&z);
    fz_fp2_sqr(&z, &x);
    put2(&z);
    fz_fp2_inv(&z, &x);
    put2(&z);
    // In place
    fz_fp2_mul(&y, &x, &y);
    fz_fp2_sqr(&x, &x);
    fz_fp2_inv(&z, &z);
    fz_fp2_sqr(&z, &z);
    if (!fz_fp2_equal(&x, &z)) fastzk_exit(1);
    report(square, out, used);
}
