// Ed25519 signatures (RFC 8032, section 5.1): verification.
//
// As strict as this: s is below the order L, the key's y is below p, a key with x = 0 has no sign bit, and the equation is the one without the cofactor,
// [s]B = R + [k]A with k modulo L, R compared as bytes: so an R that is not encoded canonically fits nothing. That is what OpenSSL and most others check, but
// for keys that are not encoded canonically, which many let pass. Batch verification elsewhere may accept more (keys or R with a part of small order).
#ifndef FASTZK_ED25519_H
#define FASTZK_ED25519_H

#include <stdbool.h>
#include "fastzk.h"

enum {
    // Refuse keys of small order, one of eight points: a signature can fit every message, so it binds to nothing. Wanted where keys come from strangers.
    FASTZK_ED25519_NO_SMALL_ORDER = 1,
};

bool fastzk_ed25519_verify(const uint8_t public_key[32], const uint8_t signature[64], const void *message, size_t n, uint32_t flags);

#endif
