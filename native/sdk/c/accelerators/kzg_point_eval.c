// KZG proof of a polynomial's value at a point (EIP-4844), with the point tau G2 of Ethereum's ceremony.
#include "bls12.h"

// The order of the group, words, low first
static const uint32_t order[8] = {
    0x00000001, 0xffffffff, 0xfffe5bfe, 0x53bda402, 0x09a1d805, 0x3339d808, 0x299d7d48, 0x73eda753,
};

static bool read_field_element(uint32_t words[8], const uint8_t bytes[32])
{
    fz_read_scalar(words, bytes);
    return !fz_words_at_least(words, order, 8);
}

// y is above (p - 1)/2.
static bool is_larger(const fz_fp *y)
{
    uint32_t words[FZ_LIMBS], carry = 0;
    fz_fp_to_words(words, y);
    for (int i = 0; i < FZ_LIMBS; i++) {
        uint32_t high = words[i] >> 31;
        words[i] = words[i] << 1 | carry;
        carry = high;
    }
    return fz_words_at_least(words, fz_curve->p.l, FZ_LIMBS);
}

// A point of 48 bytes: three flags (compressed, infinity, the larger y), x. It must lie in the group.
static bool read_compressed(fz_g1 *r, const uint8_t bytes[48])
{
    uint8_t copy[48], flags = bytes[0] & 0xe0;
    memcpy(copy, bytes, sizeof copy);
    copy[0] &= 0x1f;
    fz_fp x, y;
    if ((flags & 0x80) == 0 || !fz_fp_read(&x, copy)) return false;
    if (flags & 0x40) {
        fz_g1_infinity(r);
        return flags == 0xc0 && fz_fp_is_zero(&x);
    }
    fz_fp_mul(&y, &x, &x);
    fz_fp_mul(&y, &y, &x);
    fz_fp_add(&y, &y, &fz_curve->b);
    if (!fz_fp_sqrt(&y, &y)) return false;
    if (is_larger(&y) != ((flags & 0x20) != 0)) fz_fp_neg(&y, &y);
    fz_g1_from_affine(r, &x, &y);
    return fz_bls12_g1_in_group(r);
}

// A pair of p and a fixed point; none for infinity.
static uint32_t add_pair(fz_pairing *pairs, uint32_t n, const fz_g1 *p, const fz_fp2 q[2])
{
    if (fz_g1_is_infinity(p)) return n;
    fz_g1_affine(&pairs[n].px, &pairs[n].py, p);
    pairs[n].qx = q[0];
    pairs[n].qy = q[1];
    return n + 1;
}

zkvm_status zkvm_kzg_point_eval(const zkvm_kzg_commitment *commitment, const zkvm_kzg_field_element *z, const zkvm_kzg_field_element *y,
                                const zkvm_kzg_proof *proof, bool *verified)
{
    fz_g1 points[2], sum, quotient;
    uint32_t scalars[2][8];
    fz_bls12_begin();
    if (!read_field_element(scalars[0], y->data) || !read_field_element(scalars[1], z->data)) return ZKVM_EFAIL;
    if (!read_compressed(&sum, commitment->data) || !read_compressed(&quotient, proof->data)) return ZKVM_EFAIL;

    // e(C - y G1, G2) = e(proof, tau G2 - z G2), as e(C - y G1 + z proof, -G2) e(proof, tau G2) = 1.
    fz_g1_from_affine(&points[0], &fz_bls12_g1_generator[0], &fz_bls12_g1_generator[1]);
    fz_g1_neg(&points[0], &points[0]);
    points[1] = quotient;
    fz_g1_add_products(&sum, points, (const uint32_t (*)[8])scalars, 2);

    fz_pairing pairs[2];
    uint32_t n = add_pair(pairs, 0, &sum, fz_bls12_g2_minus_generator);
    n = add_pair(pairs, n, &quotient, fz_bls12_g2_tau);
    fz_fp12 f;
    fz_fp12_one(&f);
    if (n != 0) fz_bls12_miller(&f, pairs, n);
    *verified = fz_bls12_final_is_one(&f);
    return ZKVM_EOK;
}
