#include "bls12.h"
#include "../include/fastzk_bigint.h"

void fz_bls12_begin(void)
{
    fz_curve = &fz_bls12;
    fz_multiply = fastzk_has_bigint() ? FZ_MULWIDE : FZ_MONTGOMERY;
}

bool fz_bls12_read_g1(fz_g1 *r, const uint8_t bytes[96])
{
    fz_fp x, y;
    if (!fz_fp_read(&x, bytes) || !fz_fp_read(&y, bytes + 48)) return false;
    if (fz_fp_is_zero(&x) && fz_fp_is_zero(&y)) {
        fz_g1_infinity(r);
        return true;
    }
    fz_g1_from_affine(r, &x, &y);
    return fz_g1_on_curve(&x, &y);
}

bool fz_bls12_read_g2(fz_g2 *r, const uint8_t bytes[192])
{
    fz_fp2 x, y;
    if (!fz_fp_read(&x.re, bytes) || !fz_fp_read(&x.im, bytes + 48)) return false;
    if (!fz_fp_read(&y.re, bytes + 96) || !fz_fp_read(&y.im, bytes + 144)) return false;
    if (fz_fp2_is_zero(&x) && fz_fp2_is_zero(&y)) {
        fz_g2_infinity(r);
        return true;
    }
    fz_g2_from_affine(r, &x, &y);
    return fz_g2_on_curve(&x, &y);
}

void fz_bls12_write_g1(uint8_t bytes[96], const fz_g1 *a)
{
    fz_fp x, y;
    fz_g1_affine(&x, &y, a);
    fz_fp_write(bytes, &x);
    fz_fp_write(bytes + 48, &y);
}

void fz_bls12_write_g2(uint8_t bytes[192], const fz_g2 *a)
{
    fz_fp2 x, y;
    fz_g2_affine(&x, &y, a);
    fz_fp_write(bytes, &x.re);
    fz_fp_write(bytes + 48, &x.im);
    fz_fp_write(bytes + 96, &y.re);
    fz_fp_write(bytes + 144, &y.im);
}

static const uint32_t z_words[2] = {(uint32_t)FZ_BLS12_Z, (uint32_t)(FZ_BLS12_Z >> 32)};

void fz_bls12_g1_mul_z(fz_g1 *r, const fz_g1 *a)
{
    fz_g1_mul_words(r, a, z_words, 2);
    fz_g1_neg(r, r);
}

void fz_bls12_g2_mul_z(fz_g2 *r, const fz_g2 *a)
{
    fz_g2_mul_words(r, a, z_words, 2);
    fz_g2_neg(r, r);
}

// phi(x, y) = (beta x, y) satisfies phi^2 + phi + 1 = 0: where it is multiplication by -z^2, z^4 - z^2 + 1 = r gives infinity.
bool fz_bls12_g1_in_group(const fz_g1 *a)
{
    fz_g1 s, t = *a;
    fz_fp_mul(&t.x, &t.x, &fz_bls12_beta);
    fz_bls12_g1_mul_z(&s, a);
    fz_bls12_g1_mul_z(&s, &s);
    fz_g1_neg(&s, &s);
    return fz_g1_equal(&s, &t);
}

// psi is multiplication by the parameter just in the group of order r (Scott, 2021; Housni, Guillevic, Piellard, 2022).
bool fz_bls12_g2_in_group(const fz_g2 *a)
{
    fz_g2 s, t;
    fz_g2_psi(&t, a);
    fz_bls12_g2_mul_z(&s, a);
    return fz_g2_equal(&s, &t);
}
