// Multiplication modulo long numbers by the host's 256-bit multiplication, with Barrett's reduction. Inside the library only.
#ifndef FZ_BARRETT_H
#define FZ_BARRETT_H

#include <stdint.h>

enum { FZ_BARRETT_LIMBS = 32 };

struct fz_barrett {
    uint32_t limbs;                                     // k limbs of eight words; the highest limb of the modulus is not zero
    uint32_t modulus[8 * FZ_BARRETT_LIMBS];
    uint32_t reciprocal[8 * (FZ_BARRETT_LIMBS + 1)];    // floor(2^(512 k) / modulus), k + 1 limbs
};

// r = a b mod modulus for a and b of k limbs, of any value
void fz_barrett_multiply(uint32_t *r, const uint32_t *a, const uint32_t *b, const struct fz_barrett *c);

#endif
