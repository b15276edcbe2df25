// Words of 64 bits are pairs of registers here: rounds in a loop of sixteen, with the roles of a to h fixed at compile time.
#include "fastzk_sha512.h"

static const uint64_t round_constants[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

static inline uint64_t rotr(uint64_t x, int n) { return (x >> n) | (x << (64 - n)); }

// maj(a,b,c) = b ^ ((a^b) & (b^c)); b^c is the last round's a^b, kept in bc.
#define ROUND(a, b, c, d, e, f, g, h, i)                                                                 \
    do {                                                                                                 \
        uint64_t t = (h) + (rotr(e, 14) ^ rotr(e, 18) ^ rotr(e, 41)) + ((g) ^ ((e) & ((f) ^ (g)))) + k[i] + w[i]; \
        uint64_t ab = (a) ^ (b);                                                                         \
        (d) += t;                                                                                        \
        (h) = t + (rotr(a, 28) ^ rotr(a, 34) ^ rotr(a, 39)) + ((b) ^ (ab & bc));                         \
        bc = ab;                                                                                         \
    } while (0)

#define EIGHT(i)                            \
    ROUND(a, b, c, d, e, f, g, h, (i) + 0); \
    ROUND(h, a, b, c, d, e, f, g, (i) + 1); \
    ROUND(g, h, a, b, c, d, e, f, (i) + 2); \
    ROUND(f, g, h, a, b, c, d, e, (i) + 3); \
    ROUND(e, f, g, h, a, b, c, d, (i) + 4); \
    ROUND(d, e, f, g, h, a, b, c, (i) + 5); \
    ROUND(c, d, e, f, g, h, a, b, (i) + 6); \
    ROUND(b, c, d, e, f, g, h, a, (i) + 7)

static void compress(uint64_t state[8], const uint8_t block[128])
{
    uint64_t w[16];
    for (int i = 0; i < 16; i++) {
        uint64_t x = 0;
        for (int j = 0; j < 8; j++) x = x << 8 | *block++;
        w[i] = x;
    }
    uint64_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint64_t e = state[4], f = state[5], g = state[6], h = state[7];
    uint64_t bc = b ^ c;
    for (const uint64_t *k = round_constants;; k += 16) {
        EIGHT(0);
        EIGHT(8);
        if (k == round_constants + 64) break;
        for (int i = 0; i < 16; i++) {
            uint64_t x = w[(i + 1) & 15], y = w[(i + 14) & 15];
            w[i] += (rotr(x, 1) ^ rotr(x, 8) ^ (x >> 7)) + w[(i + 9) & 15] + (rotr(y, 19) ^ rotr(y, 61) ^ (y >> 6));
        }
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d;
    state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

void fastzk_sha512_init(fastzk_sha512_ctx *ctx)
{
    static const uint64_t initial[8] = {
        0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
        0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
    };
    memcpy(ctx->state, initial, sizeof initial);
    ctx->length = 0;
}

void fastzk_sha512_update(fastzk_sha512_ctx *ctx, const void *data, size_t n)
{
    const uint8_t *p = data;
    uint32_t used = ctx->length & 127;
    ctx->length += n;
    while (n != 0) {
        if (used == 0 && n >= 128) {
            compress(ctx->state, p);
            p += 128;
            n -= 128;
            continue;
        }
        uint32_t take = 128 - used < n ? 128 - used : n;
        memcpy(ctx->block + used, p, take);
        used += take;
        p += take;
        n -= take;
        if (used == 128) {
            compress(ctx->state, ctx->block);
            used = 0;
        }
    }
}

void fastzk_sha512_final(fastzk_sha512_ctx *ctx, uint8_t digest[64])
{
    uint32_t used = ctx->length & 127;
    ctx->block[used++] = 0x80;
    if (used > 112) {
        memset(ctx->block + used, 0, 128 - used);
        compress(ctx->state, ctx->block);
        used = 0;
    }
    memset(ctx->block + used, 0, 128 - used);
    uint64_t bits = (uint64_t)ctx->length << 3;
    for (int i = 0; i < 8; i++) ctx->block[120 + i] = (uint8_t)(bits >> (56 - 8 * i));
    compress(ctx->state, ctx->block);
    for (int i = 0; i < 64; i++) digest[i] = (uint8_t)(ctx->state[i >> 3] >> (56 - 8 * (i & 7)));
}
