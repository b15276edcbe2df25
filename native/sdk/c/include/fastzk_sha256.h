// SHA-256 (FIPS 180-4) in plain C, shaped for RV32IM. See sha256.c.
#ifndef FASTZK_SHA256_H
#define FASTZK_SHA256_H

#include "fastzk.h"

typedef struct {
    uint32_t state[8];
    uint32_t block[16];  // words, so that a full block can be loaded by lw
    uint32_t length;     // bytes so far; a guest cannot hash 2^32 bytes in one run
} fastzk_sha256_ctx;

void fastzk_sha256_init(fastzk_sha256_ctx *ctx);
void fastzk_sha256_update(fastzk_sha256_ctx *ctx, const void *data, size_t n);
// Uses ctx up: init it again before the next message.
void fastzk_sha256_final(fastzk_sha256_ctx *ctx, uint8_t digest[32]);

void fastzk_sha256(const void *data, size_t n, uint8_t digest[32]);

#endif
