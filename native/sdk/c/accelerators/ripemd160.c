// RIPEMD-160 (Dobbertin, Bosselaers, Preneel 1996).
#include "../include/fastzk.h"
#include "../include/zkvm_accelerators.h"

// For each step of the two lines the message word, and how far to rotate.
static const uint8_t words[2][80] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
     3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12, 1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
     4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13},
    {5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12, 6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
     15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13, 8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
     12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11},
};
static const uint8_t distances[2][80] = {
    {11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8, 7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
     11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5, 11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
     9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6},
    {8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6, 9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
     9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5, 15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
     8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11},
};
static const uint32_t constants[2][5] = {
    {0, 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xa953fd4e}, {0x50a28be6, 0x5c4dd124, 0x6d703ef3, 0x7a6d76e9, 0},
};

static inline uint32_t rotl(uint32_t x, uint32_t n) { return x << n | x >> (32 - n); }

static void line(uint32_t out[5], const uint32_t state[5], const uint32_t block[16], int which)
{
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    const uint8_t *w = words[which], *s = distances[which];
    for (int round = 0; round < 5; round++) {
        uint32_t k = constants[which][round];
        int function = which == 0 ? round : 4 - round;
        for (int i = 0; i < 16; i++, w++, s++) {
            uint32_t f;
            switch (function) {
            case 0: f = b ^ c ^ d; break;
            case 1: f = d ^ (b & (c ^ d)); break;
            case 2: f = (b | ~c) ^ d; break;
            case 3: f = c ^ (d & (b ^ c)); break;
            default: f = b ^ (c | ~d); break;
            }
            uint32_t t = rotl(a + f + block[*w] + k, *s) + e;
            a = e;
            e = d;
            d = rotl(c, 10);
            c = b;
            b = t;
        }
    }
    out[0] = a, out[1] = b, out[2] = c, out[3] = d, out[4] = e;
}

static void compress(uint32_t state[5], const uint32_t block[16])
{
    uint32_t x[5], y[5];
    line(x, state, block, 0);
    line(y, state, block, 1);
    uint32_t t = state[1] + x[2] + y[3];
    state[1] = state[2] + x[3] + y[4];
    state[2] = state[3] + x[4] + y[0];
    state[3] = state[4] + x[0] + y[1];
    state[4] = state[0] + x[1] + y[2];
    state[0] = t;
}

zkvm_status zkvm_ripemd160(const uint8_t *data, size_t len, zkvm_ripemd160_hash *output)
{
    uint32_t state[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}, block[16];
    size_t left = len;
    for (; left >= 64; data += 64, left -= 64) {
        memcpy(block, data, 64);
        compress(state, block);
    }
    memset(block, 0, sizeof block);
    memcpy(block, data, left);
    ((uint8_t *)block)[left] = 0x80;
    if (left >= 56) {
        compress(state, block);
        memset(block, 0, sizeof block);
    }
    block[14] = len << 3;
    block[15] = len >> 29;
    compress(state, block);
    memset(output->data, 0, 12);
    memcpy(output->data + 12, state, 20);
    return ZKVM_EOK;
}
