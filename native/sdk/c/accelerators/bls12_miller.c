// The optimal ate pairing of BLS12-381.
#include "bls12.h"

void fz_bls12_miller(fz_fp12 *f, fz_pairing *pairs, uint32_t n)
{
    fz_fp12 g;
    fz_fp12_one(&g);
    for (uint32_t i = 0; i < n; i++) fz_pairing_start(&pairs[i]);
    for (int bit = 62; bit >= 0; bit--) {
        fz_fp12_sqr(&g, &g);
        for (uint32_t i = 0; i < n; i++) {
            fz_pairing_double(&g, &pairs[i]);
            if (FZ_BLS12_Z >> bit & 1) fz_pairing_add(&g, &pairs[i], &pairs[i].qx, &pairs[i].qy);
        }
    }
    // The parameter is negative: the function's inverse, which is its conjugate after the final exponentiation.
    fz_fp12_conj(&g, &g);
    fz_fp12_mul(f, f, &g);
}

// r = a^z, the parameter
static void power_z(fz_fp12 *r, const fz_fp12 *a)
{
    fz_fp12_cyclotomic_power(r, a, FZ_BLS12_Z);
    fz_fp12_conj(r, r);
}

// To (z - 1)^2 (z + p)(z^2 + p^2 - 1) + 3 = 3 (p^4 - p^2 + 1)/r (Hayashida, Hayasaka, Teruya 2020).
bool fz_bls12_final_is_one(const fz_fp12 *f)
{
    fz_fp12 g, t, u, v;
    fz_fp12_easy_part(&g, f);
    fz_fp12_conj(&v, &g);
    power_z(&t, &g);
    fz_fp12_mul(&t, &t, &v);                // z - 1
    fz_fp12_conj(&v, &t);
    power_z(&u, &t);
    fz_fp12_mul(&t, &u, &v);                // (z - 1)^2
    power_z(&u, &t);
    fz_fp12_frobenius(&v, &t, 1);
    fz_fp12_mul(&t, &u, &v);                // ... (z + p)
    power_z(&u, &t);
    power_z(&u, &u);
    fz_fp12_frobenius(&v, &t, 2);
    fz_fp12_mul(&u, &u, &v);
    fz_fp12_conj(&v, &t);
    fz_fp12_mul(&t, &u, &v);                // ... (z^2 + p^2 - 1)
    fz_fp12_cyclotomic_sqr(&u, &g);
    fz_fp12_mul(&u, &u, &g);
    fz_fp12_mul(&t, &t, &u);                // ... + 3
    return fz_fp12_is_one(&t);
}
