// Constants of the curves, for ecdsa.c and ed25519.c; curves_*.c are written by tools/curve_tables.py.
#ifndef FASTZK_CURVES_H
#define FASTZK_CURVES_H

#include "fastzk_bigint.h"
#include "fastzk_ecdsa.h"

// A point (x, y) with what additions to it and to its negative want.
typedef struct {
    fastzk_u256 minus_x, y, minus_y;
} fastzk_affine;

// (x, y) -> (beta x, y) multiplies by lambda, and numbers below n split into k1 + k2 lambda with halves of about 128 bits.
typedef struct {
    fastzk_u256 beta, minus_lambda;
    fastzk_u256 minus_b[2], reciprocal[2];
} fastzk_endomorphism;

// y^2 = x^3 + ax + b over the field of p elements; n points.
struct fastzk_curve {
    fastzk_u256 p, n, a, b;
    fastzk_u256 half_a, three_halves, minus_one;                 // modulo p
    fastzk_u256 inverse_exponent, root_exponent;                 // p - 2 and (p + 1) / 4
    fastzk_u256 scalar_inverse_exponent, half_n, p_minus_n;      // n - 2, n / 2 rounded down
    const fastzk_affine *multiples;       // G, 3G, 5G, ... 63G
    const fastzk_affine *multiples_high;  // the same of 2^128 G, where there is an endomorphism
    const fastzk_endomorphism *endomorphism;  // or null
};

// Signed digits for windows of this width reach (2^FASTZK_GENERATOR_WINDOW / 2 - 1).
enum { FASTZK_GENERATOR_WINDOW = 7 };

// -x^2 + y^2 = 1 + d x^2 y^2 over the field of p elements; order: of the subgroup that the generator makes.
typedef struct {
    fastzk_u256 p, order, d, minus_d, minus_one, minus_two;
    fastzk_u256 root_of_minus_one;
    fastzk_u256 two_to_256;  // modulo the order
} fastzk_edwards;

typedef struct {
    fastzk_u256 x, minus_x, y, dt, minus_dt;  // t = xy
} fastzk_edwards_affine;

extern const fastzk_edwards fastzk_edwards25519;
extern const fastzk_edwards_affine fastzk_edwards25519_multiples[];  // B, 3B, ... 63B

#endif
