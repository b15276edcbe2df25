// RV32IM has no rotate, so a round is mostly shifts: 16 rounds are unrolled with
// the roles of a..h and the schedule's indices fixed at compile time (no moves, no
// index arithmetic), and four passes keep the program small, since every
// instruction is a row of the program table.
#include "fastzk_sha256.h"

static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static inline uint32_t rotr(uint32_t x, int n) { return (x >> n) | (x << (32 - n)); }

// Nine instructions, one load; four byte loads would cost more rows.
static inline uint32_t swap(uint32_t x)
{
    uint32_t t = ((x >> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
    return (t << 16) | (t >> 16);
}

// maj(a,b,c) = b ^ ((a^b) & (b^c)); b^c is the last round's a^b, kept in bc.
#define ROUND(a, b, c, d, e, f, g, h, wi, i)                                                 \
    do {                                                                                     \
        uint32_t t = (h) + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((g) ^ ((e) & ((f) ^ (g)))) \
            + k[i] + (wi);                                                                   \
        uint32_t ab = (a) ^ (b);                                                             \
        (d) += t;                                                                            \
        (h) = t + (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((b) ^ (ab & bc));              \
        bc = ab;                                                                             \
    } while (0)

#define SCHEDULE(i)                                                                          \
    (w[i] += (rotr(w[((i) + 1) & 15], 7) ^ rotr(w[((i) + 1) & 15], 18) ^ (w[((i) + 1) & 15] >> 3)) \
        + w[((i) + 9) & 15]                                                                  \
        + (rotr(w[((i) + 14) & 15], 17) ^ rotr(w[((i) + 14) & 15], 19) ^ (w[((i) + 14) & 15] >> 10)))

#define EIGHT(W, i)                                     \
    ROUND(a, b, c, d, e, f, g, h, W((i) + 0), (i) + 0); \
    ROUND(h, a, b, c, d, e, f, g, W((i) + 1), (i) + 1); \
    ROUND(g, h, a, b, c, d, e, f, W((i) + 2), (i) + 2); \
    ROUND(f, g, h, a, b, c, d, e, W((i) + 3), (i) + 3); \
    ROUND(e, f, g, h, a, b, c, d, W((i) + 4), (i) + 4); \
    ROUND(d, e, f, g, h, a, b, c, W((i) + 5), (i) + 5); \
    ROUND(c, d, e, f, g, h, a, b, W((i) + 6), (i) + 6); \
    ROUND(b, c, d, e, f, g, h, a, W((i) + 7), (i) + 7)

#define FIRST(i) (w[i] = swap(block[i]))

static void compress(uint32_t state[8], const uint32_t block[16])
{
    uint32_t w[16];
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    uint32_t bc = b ^ c;
    const uint32_t *k = round_constants;

    EIGHT(FIRST, 0);
    EIGHT(FIRST, 8);
    do {
        k += 16;
        EIGHT(SCHEDULE, 0);
        EIGHT(SCHEDULE, 8);
    } while (k != round_constants + 48);

    state[0] += a; state[1] += b; state[2] += c; state[3] += d;
    state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

void fastzk_sha256_plain_init(fastzk_sha256_ctx *ctx)
{
    static const uint32_t initial[8] = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    };
    memcpy(ctx->state, initial, sizeof initial);
    ctx->length = 0;
}

void fastzk_sha256_plain_update(fastzk_sha256_ctx *ctx, const void *data, size_t n)
{
    const uint8_t *p = data;
    uint32_t used = ctx->length & 63;
    ctx->length += n;
    while (n != 0) {
        // Aligned whole blocks are hashed where they lie, all else by way of the buffer.
        if (used == 0 && n >= 64 && ((uintptr_t)p & 3) == 0) {
            // Whatever type the data has: build.sh sets -fno-strict-aliasing.
            compress(ctx->state, (const uint32_t *)(const void *)p);
            p += 64;
            n -= 64;
            continue;
        }
        uint32_t take = 64 - used < n ? 64 - used : n;
        memcpy((uint8_t *)ctx->block + used, p, take);
        used += take;
        p += take;
        n -= take;
        if (used == 64) {
            compress(ctx->state, ctx->block);
            used = 0;
        }
    }
}

void fastzk_sha256_plain_final(fastzk_sha256_ctx *ctx, uint8_t digest[32])
{
    uint32_t used = ctx->length & 63;
    uint8_t *bytes = (uint8_t *)ctx->block;
    bytes[used++] = 0x80;
    if (used > 56) {
        memset(bytes + used, 0, 64 - used);
        compress(ctx->state, ctx->block);
        used = 0;
    }
    memset(bytes + used, 0, 56 - used);
    ctx->block[14] = swap(ctx->length >> 29);
    ctx->block[15] = swap(ctx->length << 3);
    compress(ctx->state, ctx->block);
    for (int i = 0; i < 8; i++) ctx->state[i] = swap(ctx->state[i]);
    memcpy(digest, ctx->state, 32);
}

void fastzk_sha256_plain(const void *data, size_t n, uint8_t digest[32])
{
    fastzk_sha256_ctx ctx;
    fastzk_sha256_plain_init(&ctx);
    fastzk_sha256_plain_update(&ctx, data, n);
    fastzk_sha256_plain_final(&ctx, digest);
}
