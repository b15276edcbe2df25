// RSA signatures, RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2): verification, for keys of 2048, 3072 or 4096 bits.
//
// The padded hash is built and compared as a whole, as the RFC has it; nothing of what the signature contains is parsed, so there is nothing to hide bytes in.
#ifndef FASTZK_RSA_H
#define FASTZK_RSA_H

#include <stdbool.h>
#include "fastzk.h"

enum {
    // Let exponent be 3 also.
    FASTZK_RSA_EXPONENT_3 = 1,
};

// Whether signature fits the SHA-256 of a message. modulus and signature: `size` bytes each, the most significant first. False also if size is not 256, 384
// or 512, if the modulus is even or its highest bit is not set, if the exponent is not 65537, or if the signature as a number is not below the modulus.
bool fastzk_rsa_verify_sha256(const uint8_t *modulus, size_t size, uint32_t exponent, const uint8_t *signature, const uint8_t hash[32], uint32_t flags);

#endif
