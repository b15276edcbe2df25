// Arithmetic of pairing-friendly curves for RV32IM: fields, towers, points, Miller loop. Inside the library only.
//
// One piece of code serves BN254 and BLS12-381: both have a prime p = 3 mod 4, the tower Fp2 = Fp[u]/(u^2 + 1),
// Fp6 = Fp2[v]/(v^3 - xi), Fp12 = Fp6[w]/(w^2 - v) with xi = c + u, and curves y^2 = x^3 + b. What differs stands in
// struct fz_curve; the entry points choose one (fz_curve) before they compute.
//
// Results may be the same objects as arguments everywhere, unless a function says otherwise. Nothing here is constant-time: a proof's
// cycles show nothing but its length.
#ifndef FZ_CURVE_H
#define FZ_CURVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../include/fastzk.h"

// Words of the longest element; BN254 uses the low eight.
enum { FZ_LIMBS = 12 };

// How elements multiply, and so what stands in them: a, or a times a power of two (Montgomery's form).
enum { FZ_MONTGOMERY, FZ_MODMUL, FZ_MULWIDE };

// An element of Fp: words, low first, below p.
typedef struct { uint32_t l[FZ_LIMBS]; } fz_fp;
// re + im u
typedef struct { fz_fp re, im; } fz_fp2;
// c[0] + c[1] v + c[2] v^2
typedef struct { fz_fp2 c[3]; } fz_fp6;
// c[0] + c[1] w
typedef struct { fz_fp6 c[2]; } fz_fp12;

// Points in Jacobian coordinates: (x / z^2, y / z^3); z = 0 is the point at infinity.
typedef struct { fz_fp x, y, z; } fz_g1;
typedef struct { fz_fp2 x, y, z; } fz_g2;

struct fz_curve {
    uint32_t limbs;      // words of p
    uint32_t multiply;   // FZ_MONTGOMERY, ...
    uint32_t inverse;    // -1/p mod 2^32
    uint32_t xi;         // xi = this + u
    fz_fp p;             // as it is
    fz_fp one;           // this and all below in the curve's form
    fz_fp factor;        // a times this, in the curve's form, for an a that is not: 2^(64 limbs), or 1
    fz_fp minus_one;
    fz_fp b;             // y^2 = x^3 + b
    fz_fp2 twist_b;      // G2's: b / xi (BN254), b xi (BLS12-381)
    fz_fp2 gamma[5];     // xi^(i (p-1)/6) for i = 1..5
    fz_fp2 psi_x, psi_y; // psi(x, y) = (psi_x conj(x), psi_y conj(y)): Frobenius between untwist and twist
};

extern const struct fz_curve fz_bn254_plain, fz_bn254_montgomery, fz_bls12;

// The curve of the call that runs. A guest has one thread.
extern const struct fz_curve *fz_curve;
// fz_curve's way to multiply.
extern uint32_t fz_multiply;

// fp.c
void fz_fp_mul(fz_fp *r, const fz_fp *a, const fz_fp *b);
void fz_fp_add(fz_fp *r, const fz_fp *a, const fz_fp *b);
void fz_fp_sub(fz_fp *r, const fz_fp *a, const fz_fp *b);
void fz_fp_neg(fz_fp *r, const fz_fp *a);
bool fz_fp_is_zero(const fz_fp *a);
bool fz_fp_equal(const fz_fp *a, const fz_fp *b);
// 1 / a; 0 for 0
void fz_fp_inv(fz_fp *r, const fz_fp *a);
// a ^ exponent, which has `words` words, low first
void fz_fp_power(fz_fp *r, const fz_fp *a, const uint32_t *exponent, uint32_t words);
// A root of a where there is one; else false, and r holds a root of -a.
bool fz_fp_sqrt(fz_fp *r, const fz_fp *a);
// To and from plain words, low first: the value, below p, without Montgomery's factor
void fz_fp_from_words(fz_fp *r, const uint32_t *words);
void fz_fp_to_words(uint32_t *words, const fz_fp *a);
// To and from bytes, high first, as many as p has. Reading fails for values from p on.
bool fz_fp_read(fz_fp *r, const uint8_t *bytes);
void fz_fp_write(uint8_t *bytes, const fz_fp *a);
// words with 32-bit words, low first: a >= b
bool fz_words_at_least(const uint32_t *a, const uint32_t *b, uint32_t words);

// fp_montgomery.c, mulwide.c: in the form of each
void fz_fp_mul_montgomery(fz_fp *r, const fz_fp *a, const fz_fp *b);
void fz_fp_mul_mulwide(fz_fp *r, const fz_fp *a, const fz_fp *b);
void fz_fp2_mul_mulwide(fz_fp2 *r, const fz_fp2 *a, const fz_fp2 *b);
void fz_fp2_sqr_mulwide(fz_fp2 *r, const fz_fp2 *a);

// fp_inv.c
void fz_fp_inv_montgomery(fz_fp *r, const fz_fp *a);

// fp2.c
void fz_fp2_add(fz_fp2 *r, const fz_fp2 *a, const fz_fp2 *b);
void fz_fp2_sub(fz_fp2 *r, const fz_fp2 *a, const fz_fp2 *b);
void fz_fp2_neg(fz_fp2 *r, const fz_fp2 *a);
void fz_fp2_conj(fz_fp2 *r, const fz_fp2 *a);
void fz_fp2_mul(fz_fp2 *r, const fz_fp2 *a, const fz_fp2 *b);
void fz_fp2_sqr(fz_fp2 *r, const fz_fp2 *a);
void fz_fp2_mul_fp(fz_fp2 *r, const fz_fp2 *a, const fz_fp *b);
void fz_fp2_mul_xi(fz_fp2 *r, const fz_fp2 *a);
void fz_fp2_inv(fz_fp2 *r, const fz_fp2 *a);
bool fz_fp2_sqrt(fz_fp2 *r, const fz_fp2 *a);
bool fz_fp2_is_zero(const fz_fp2 *a);
bool fz_fp2_equal(const fz_fp2 *a, const fz_fp2 *b);

// fp12.c
void fz_fp12_one(fz_fp12 *r);
bool fz_fp12_is_one(const fz_fp12 *a);
void fz_fp12_mul(fz_fp12 *r, const fz_fp12 *a, const fz_fp12 *b);
void fz_fp12_sqr(fz_fp12 *r, const fz_fp12 *a);
// The inverse where the norm to Fp6 is one
void fz_fp12_conj(fz_fp12 *r, const fz_fp12 *a);
void fz_fp12_inv(fz_fp12 *r, const fz_fp12 *a);
// a ^ (p ^ times)
void fz_fp12_frobenius(fz_fp12 *r, const fz_fp12 *a, uint32_t times);
// a times x + y w^i + z w^j, the lines of the Miller loop: (i, j) = (2, 3) and (1, 3)
void fz_fp12_mul_023(fz_fp12 *r, const fz_fp2 *x, const fz_fp2 *y, const fz_fp2 *z);
void fz_fp12_mul_013(fz_fp12 *r, const fz_fp2 *x, const fz_fp2 *y, const fz_fp2 *z);
// fp12_cyclotomic.c, for elements whose order divides p^4 - p^2 + 1
void fz_fp12_cyclotomic_sqr(fz_fp12 *r, const fz_fp12 *a);
void fz_fp12_cyclotomic_power(fz_fp12 *r, const fz_fp12 *a, uint64_t exponent);
// a ^ ((p^6 - 1)(p^2 + 1)), the first part of the final exponentiation: what is left has such an order
void fz_fp12_easy_part(fz_fp12 *r, const fz_fp12 *a);

// g1.c, g2.c (points.h)
void fz_g1_infinity(fz_g1 *r);
void fz_g1_from_affine(fz_g1 *r, const fz_fp *x, const fz_fp *y);
void fz_g1_affine(fz_fp *x, fz_fp *y, const fz_g1 *a);
bool fz_g1_is_infinity(const fz_g1 *a);
bool fz_g1_equal(const fz_g1 *a, const fz_g1 *b);
bool fz_g1_on_curve(const fz_fp *x, const fz_fp *y);
void fz_g1_neg(fz_g1 *r, const fz_g1 *a);
void fz_g1_double(fz_g1 *r, const fz_g1 *a);
void fz_g1_add(fz_g1 *r, const fz_g1 *a, const fz_g1 *b);
void fz_g1_mul_words(fz_g1 *r, const fz_g1 *a, const uint32_t *scalar, uint32_t words);
void fz_g2_infinity(fz_g2 *r);
void fz_g2_from_affine(fz_g2 *r, const fz_fp2 *x, const fz_fp2 *y);
void fz_g2_affine(fz_fp2 *x, fz_fp2 *y, const fz_g2 *a);
bool fz_g2_is_infinity(const fz_g2 *a);
bool fz_g2_equal(const fz_g2 *a, const fz_g2 *b);
bool fz_g2_on_curve(const fz_fp2 *x, const fz_fp2 *y);
void fz_g2_neg(fz_g2 *r, const fz_g2 *a);
void fz_g2_double(fz_g2 *r, const fz_g2 *a);
void fz_g2_add(fz_g2 *r, const fz_g2 *a, const fz_g2 *b);
void fz_g2_mul_words(fz_g2 *r, const fz_g2 *a, const uint32_t *scalar, uint32_t words);
// Acts on the group of order r as multiplication by p
void fz_g2_psi(fz_g2 *r, const fz_g2 *a);

// At most this many products share their doublings, or pairings their squarings: more go in several rounds.
enum { FZ_BATCH = 8 };

// A sum of n <= FZ_BATCH products; scalars of eight words, low first. Adds to r.
void fz_g1_add_products(fz_g1 *r, const fz_g1 *points, const uint32_t (*scalars)[8], uint32_t n);
void fz_g2_add_products(fz_g2 *r, const fz_g2 *points, const uint32_t (*scalars)[8], uint32_t n);

// miller.c: what one pairing carries through the loop
typedef struct {
    fz_fp px, py;       // P, affine
    fz_fp2 qx, qy;      // Q, affine
    fz_fp2 x, y, z;     // the running point T, homogeneous: (x / z, y / z)
} fz_pairing;

void fz_pairing_start(fz_pairing *s);
// f times the tangent at T, evaluated at P; T = 2 T
void fz_pairing_double(fz_fp12 *f, fz_pairing *s);
// f times the line through T and (x, y), evaluated at P; T = T + (x, y)
void fz_pairing_add(fz_fp12 *f, fz_pairing *s, const fz_fp2 *x, const fz_fp2 *y);

#endif
