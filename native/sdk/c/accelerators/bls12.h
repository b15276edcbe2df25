// BLS12-381 as in EIP-2537, without that encoding's padding: Fp is 48 bytes, high byte first; Fp2 the real part first. Inside the library only.
#ifndef FZ_BLS12_H
#define FZ_BLS12_H

#include "../include/zkvm_accelerators.h"
#include "curve.h"

// The parameter is minus this.
#define FZ_BLS12_Z 0xd201000000010000ull

// bls12_constants.c: x and y of points, and the cube root of one that goes with phi
extern const fz_fp fz_bls12_g1_generator[2];
extern const fz_fp2 fz_bls12_g2_minus_generator[2];
extern const fz_fp2 fz_bls12_g2_tau[2];
extern const fz_fp fz_bls12_beta;

// Before anything else in a call: chooses the curve, and how to multiply.
void fz_bls12_begin(void);
// x, y; all zeros is the point at infinity. False if a coordinate is not below p, or the point is not on the curve; the subgroup is not looked at.
bool fz_bls12_read_g1(fz_g1 *r, const uint8_t bytes[96]);
bool fz_bls12_read_g2(fz_g2 *r, const uint8_t bytes[192]);
void fz_bls12_write_g1(uint8_t bytes[96], const fz_g1 *a);
void fz_bls12_write_g2(uint8_t bytes[192], const fz_g2 *a);
// Whether a point of the curve lies in the group of order r; infinity does.
bool fz_bls12_g1_in_group(const fz_g1 *a);
bool fz_bls12_g2_in_group(const fz_g2 *a);
// Times the parameter
void fz_bls12_g1_mul_z(fz_g1 *r, const fz_g1 *a);
void fz_bls12_g2_mul_z(fz_g2 *r, const fz_g2 *a);
// A number of 32 bytes, high byte first, of any size
void fz_read_scalar(uint32_t words[8], const uint8_t bytes[32]);
// f times the Miller functions of n <= FZ_BATCH pairs, none with a point at infinity
void fz_bls12_miller(fz_fp12 *f, fz_pairing *pairs, uint32_t n);
// The final exponentiation's result is one.
bool fz_bls12_final_is_one(const fz_fp12 *f);

#endif
