#include "bn254.h"
#include "../include/fastzk_bigint.h"

void fz_bn254_begin(void)
{
    fz_curve = fastzk_has_bigint() ? &fz_bn254_plain : &fz_bn254_montgomery;
    fz_multiply = fz_curve->multiply;
}

bool fz_bn254_read_g1(fz_g1 *r, const uint8_t bytes[64])
{
    fz_fp x, y;
    if (!fz_fp_read(&x, bytes) || !fz_fp_read(&y, bytes + 32)) return false;
    if (fz_fp_is_zero(&x) && fz_fp_is_zero(&y)) {
        fz_g1_infinity(r);
        return true;
    }
    fz_g1_from_affine(r, &x, &y);
    return fz_g1_on_curve(&x, &y);
}

void fz_bn254_write_g1(uint8_t bytes[64], const fz_g1 *a)
{
    fz_fp x, y;
    fz_g1_affine(&x, &y, a);
    fz_fp_write(bytes, &x);
    fz_fp_write(bytes + 32, &y);
}
