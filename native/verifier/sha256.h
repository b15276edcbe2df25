/* SHA-256 (FIPS 180-4): the compression function for trees, the hash for transcript and ImageId. */
#ifndef FASTZK_SHA256_H
#define FASTZK_SHA256_H

#include <stddef.h>
#include <stdint.h>

extern const uint32_t fastzk_sha256_initial[8];

/* Replaces the chaining value by its compression with 16 words. */
void fastzk_sha256_compress(uint32_t state[8], const uint32_t words[16]);

typedef struct {
    uint32_t state[8];
    uint64_t length; /* bytes so far */
    uint8_t block[64];
} fastzk_sha256;

void fastzk_sha256_begin(fastzk_sha256 *h);
void fastzk_sha256_add(fastzk_sha256 *h, const void *bytes, size_t length);
void fastzk_sha256_end(fastzk_sha256 *h, uint8_t digest[32]);

#endif
