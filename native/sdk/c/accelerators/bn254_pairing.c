// The optimal ate pairing of BN254, whose parameter is x = 4965661367192848881.
#include "bn254.h"

static const uint64_t x = 4965661367192848881;

// 6 x + 2, the loop's length, in signed digits below the leading 1 at 2^65: where they are 1, where they are -1. That at 2^64 is 0.
static const uint64_t loop_plus = 0x2002004200804028, loop_minus = 0x82889008420a0480;

// On the twist, imaginary part first; infinity as for G1. psi(Q) = [6 x^2] Q holds just in the group of order r: psi has the characteristic
// equation psi^2 - t psi + p = 0 with t = 6 x^2 + 1, hence [(t-1)^2 - t (t-1) + p] Q = [p + 1 - t] Q = [r] Q = 0.
static bool read_g2(fz_g2 *r, const uint8_t bytes[128])
{
    fz_fp2 s, t;
    if (!fz_fp_read(&s.im, bytes) || !fz_fp_read(&s.re, bytes + 32)) return false;
    if (!fz_fp_read(&t.im, bytes + 64) || !fz_fp_read(&t.re, bytes + 96)) return false;
    if (fz_fp2_is_zero(&s) && fz_fp2_is_zero(&t)) {
        fz_g2_infinity(r);
        return true;
    }
    if (!fz_g2_on_curve(&s, &t)) return false;
    fz_g2_from_affine(r, &s, &t);

    const uint32_t words[2] = {(uint32_t)x, (uint32_t)(x >> 32)}, six = 6;
    fz_g2 a, b;
    fz_g2_mul_words(&a, r, words, 2);
    fz_g2_mul_words(&a, &a, words, 2);
    fz_g2_mul_words(&a, &a, &six, 1);
    fz_g2_psi(&b, r);
    return fz_g2_equal(&a, &b);
}

// f times the Miller functions of n <= FZ_BATCH pairs, none with a point at infinity.
static void miller(fz_fp12 *f, fz_pairing *pairs, uint32_t n)
{
    fz_fp12 g;
    fz_fp12_one(&g);
    for (uint32_t i = 0; i < n; i++) fz_pairing_start(&pairs[i]);
    for (int bit = 64; bit >= 0; bit--) {
        uint64_t mask = bit < 64 ? 1ull << bit : 0;
        fz_fp12_sqr(&g, &g);
        for (uint32_t i = 0; i < n; i++) {
            fz_pairing *s = &pairs[i];
            fz_pairing_double(&g, s);
            if (loop_plus & mask) fz_pairing_add(&g, s, &s->qx, &s->qy);
            if (loop_minus & mask) {
                fz_fp2 y;
                fz_fp2_neg(&y, &s->qy);
                fz_pairing_add(&g, s, &s->qx, &y);
            }
        }
    }
    // Two more lines, through psi(Q) and -psi^2(Q).
    for (uint32_t i = 0; i < n; i++) {
        fz_g2 q;
        fz_g2_from_affine(&q, &pairs[i].qx, &pairs[i].qy);
        fz_g2_psi(&q, &q);
        fz_pairing_add(&g, &pairs[i], &q.x, &q.y);
        fz_g2_psi(&q, &q);
        fz_fp2_neg(&q.y, &q.y);
        fz_pairing_add(&g, &pairs[i], &q.x, &q.y);
    }
    fz_fp12_mul(f, f, &g);
}

// f ^ ((p^12 - 1) / r times a number prime to r) is one. Fuentes-Castaneda, Knapp, Rodriguez-Henriquez 2011: with
//   a = 12 x^3 + 6 x^2 + 6 x and b = a - 2 x the exponent's digits to base p are a + 6 x^2 + 1, b, a, b - 1.
static bool final_is_one(const fz_fp12 *f)
{
    fz_fp12 g, a, b, t, u;
    fz_fp12_easy_part(&g, f);
    fz_fp12_cyclotomic_power(&t, &g, x);
    fz_fp12_cyclotomic_sqr(&b, &t);         // 2 x
    fz_fp12_cyclotomic_sqr(&t, &b);
    fz_fp12_mul(&a, &t, &b);                // 6 x
    fz_fp12_cyclotomic_power(&t, &a, x);    // 6 x^2
    fz_fp12_cyclotomic_power(&u, &t, x);
    fz_fp12_cyclotomic_sqr(&u, &u);         // 12 x^3
    fz_fp12_mul(&a, &a, &t);
    fz_fp12_mul(&a, &a, &u);
    fz_fp12_conj(&b, &b);
    fz_fp12_mul(&b, &b, &a);
    fz_fp12_mul(&t, &t, &a);
    fz_fp12_mul(&t, &t, &g);
    fz_fp12_frobenius(&u, &b, 1);
    fz_fp12_mul(&t, &t, &u);
    fz_fp12_frobenius(&u, &a, 2);
    fz_fp12_mul(&t, &t, &u);
    fz_fp12_conj(&u, &g);
    fz_fp12_mul(&u, &u, &b);
    fz_fp12_frobenius(&u, &u, 3);
    fz_fp12_mul(&t, &t, &u);
    return fz_fp12_is_one(&t);
}

zkvm_status zkvm_bn254_pairing(const zkvm_bn254_pairing_pair *pairs, size_t num_pairs, bool *verified)
{
    fz_pairing batch[FZ_BATCH];
    uint32_t n = 0;
    fz_fp12 f;
    fz_bn254_begin();
    fz_fp12_one(&f);
    for (size_t i = 0; i < num_pairs; i++) {
        fz_g1 p;
        fz_g2 q;
        if (!fz_bn254_read_g1(&p, pairs[i].g1.data) || !read_g2(&q, pairs[i].g2.data)) return ZKVM_EFAIL;
        if (fz_g1_is_infinity(&p) || fz_g2_is_infinity(&q)) continue;  // a factor of one
        batch[n].px = p.x;
        batch[n].py = p.y;
        batch[n].qx = q.x;
        batch[n].qy = q.y;
        if (++n == FZ_BATCH) {
            miller(&f, batch, n);
            n = 0;
        }
    }
    if (n != 0) miller(&f, batch, n);
    *verified = final_is_one(&f);
    return ZKVM_EOK;
}
