// Non-adjacent form of scalars: signed odd digits below 2^3, each followed by at least three zeros.
#ifndef FZ_WNAF_H
#define FZ_WNAF_H

#include <stdint.h>

enum { FZ_WNAF_DIGITS = 257, FZ_WNAF_TABLE = 4 };

// The digits of a 256-bit scalar (words, low first), low first; all are written. Returns how many are used.
uint32_t fz_wnaf(int8_t digits[FZ_WNAF_DIGITS], const uint32_t scalar[8]);

#endif
