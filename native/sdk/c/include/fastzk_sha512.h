// SHA-512 (FIPS 180-4) in plain C.
#ifndef FASTZK_SHA512_H
#define FASTZK_SHA512_H

#include "fastzk.h"

typedef struct {
    uint64_t state[8];
    uint8_t block[128];
    uint32_t length;  // bytes so far; a guest cannot hash 2^32 bytes in one run
} fastzk_sha512_ctx;

void fastzk_sha512_init(fastzk_sha512_ctx *ctx);
void fastzk_sha512_update(fastzk_sha512_ctx *ctx, const void *data, size_t n);
// Uses ctx up: init it again before the next message.
void fastzk_sha512_final(fastzk_sha512_ctx *ctx, uint8_t digest[64]);

#endif
