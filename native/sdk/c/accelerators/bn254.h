// BN254 as in EIP-196 and EIP-197. Inside the library only.
#ifndef FZ_BN254_H
#define FZ_BN254_H

#include "../include/zkvm_accelerators.h"
#include "curve.h"

// Before anything else in a call: chooses the curve, and how to multiply.
void fz_bn254_begin(void);
// x, y; (0, 0) is the point at infinity. False if a coordinate is not below p, or the point is not on the curve.
bool fz_bn254_read_g1(fz_g1 *r, const uint8_t bytes[64]);
void fz_bn254_write_g1(uint8_t bytes[64], const fz_g1 *a);
// A number of 32 bytes, high byte first, of any size
void fz_read_scalar(uint32_t words[8], const uint8_t bytes[32]);

#endif
