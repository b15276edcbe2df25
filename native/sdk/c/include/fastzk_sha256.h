// SHA-256 (FIPS 180-4).
#ifndef FASTZK_SHA256_H
#define FASTZK_SHA256_H

#include "fastzk.h"

typedef struct {
    uint32_t state[8];
    uint32_t block[16];  // words, so that a full block can be loaded by lw
    uint32_t length;     // bytes so far; a guest cannot hash 2^32 bytes in one run
} fastzk_sha256_ctx;

// By the host's circuit; where the host has none, in plain C. Whole blocks at an address that is a multiple of four are hashed where they lie,
// many in one call.
void fastzk_sha256_init(fastzk_sha256_ctx *ctx);
void fastzk_sha256_update(fastzk_sha256_ctx *ctx, const void *data, size_t n);
// Uses ctx up: init it again before the next message.
void fastzk_sha256_final(fastzk_sha256_ctx *ctx, uint8_t digest[32]);

void fastzk_sha256(const void *data, size_t n, uint8_t digest[32]);

// The same in plain C, whatever the host has. Both kinds of function may work on one context in turn.
void fastzk_sha256_plain_init(fastzk_sha256_ctx *ctx);
void fastzk_sha256_plain_update(fastzk_sha256_ctx *ctx, const void *data, size_t n);
void fastzk_sha256_plain_final(fastzk_sha256_ctx *ctx, uint8_t digest[32]);

void fastzk_sha256_plain(const void *data, size_t n, uint8_t digest[32]);

#endif
