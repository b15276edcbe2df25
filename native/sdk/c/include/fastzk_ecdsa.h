// ECDSA over secp256k1 and secp256r1 (P-256): verification and recovery of public keys (SEC 1, sections 4.1.4 and 4.1.6). See ecdsa.c.
//
// Complete: every input has an answer, whatever exceptional case of the addition law it leads to. Time depends on the input, which nobody but the prover
// sees; the number of cycles of a run is public up to its padding.
#ifndef FASTZK_ECDSA_H
#define FASTZK_ECDSA_H

#include <stdbool.h>
#include "fastzk.h"

typedef struct fastzk_curve fastzk_curve;
extern const fastzk_curve fastzk_secp256k1;
extern const fastzk_curve fastzk_secp256r1;

enum {
    // Refuse s above half the order. Else each signature (r, s) has a twin (r, n - s).
    FASTZK_ECDSA_LOW_S = 1,
};

// Whether (r, s) is a signature by the key for the hash. Numbers are 32 bytes, the most significant first; public_key is x and y, 64 bytes (what follows the
// 0x04 of an uncompressed key). False also if r or s is not in [1, n - 1], or the key is no point of the curve with coordinates below p.
// The hash is what the hash function gave, as a number: at or above n too.
bool fastzk_ecdsa_verify(const fastzk_curve *curve, const uint8_t hash[32], const uint8_t r[32], const uint8_t s[32], const uint8_t public_key[64],
                         uint32_t flags);

// The key by which (r, s) is a signature for the hash: the one of up to four that recovery_id names (bit 0: the nonce point's y is odd, bit 1: its x is r + n;
// Ethereum's v is 27 + bit 0). False, and public_key untouched, if there is none.
bool fastzk_ecdsa_recover(const fastzk_curve *curve, const uint8_t hash[32], const uint8_t r[32], const uint8_t s[32], uint32_t recovery_id,
                          uint8_t public_key[64], uint32_t flags);

#endif
