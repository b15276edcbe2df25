// BLAKE2b's compression function (RFC 7693, 3.2) with a free number of rounds (EIP-152).
#include "../include/fastzk.h"
#include "../include/zkvm_accelerators.h"

static inline uint64_t rotr(uint64_t x, int n) { return x >> n | x << (64 - n); }

static void mix(uint64_t *a, uint64_t *b, uint64_t *c, uint64_t *d, uint64_t x, uint64_t y)
{
    uint64_t p = *a + *b + x, s = rotr(*d ^ p, 32);
    uint64_t r = *c + s, q = rotr(*b ^ r, 24);
    p += q + y;
    s = rotr(s ^ p, 16);
    r += s;
    *a = p;
    *b = rotr(q ^ r, 63);
    *c = r;
    *d = s;
}

zkvm_status zkvm_blake2f(uint32_t rounds, zkvm_blake2f_state *h, const zkvm_blake2f_message *m, const zkvm_blake2f_offset *t, uint8_t f)
{
    static const uint64_t initial[8] = {
        0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
        0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
    };
    static const uint8_t order[10][16] = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
        {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
        {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
        {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
        {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
    };
    if (f > 1) return ZKVM_EFAIL;
    uint64_t v[16], state[8], message[16], offset[2];
    memcpy(state, h->data, sizeof state);
    memcpy(message, m->data, sizeof message);
    memcpy(offset, t->data, sizeof offset);
    memcpy(v, state, sizeof state);
    memcpy(v + 8, initial, sizeof initial);
    v[12] ^= offset[0];
    v[13] ^= offset[1];
    if (f != 0) v[14] = ~v[14];

    for (uint32_t round = 0, row = 0; round < rounds; round++) {
        const uint8_t *s = order[row];
        if (++row == 10) row = 0;
        mix(v + 0, v + 4, v + 8, v + 12, message[s[0]], message[s[1]]);
        mix(v + 1, v + 5, v + 9, v + 13, message[s[2]], message[s[3]]);
        mix(v + 2, v + 6, v + 10, v + 14, message[s[4]], message[s[5]]);
        mix(v + 3, v + 7, v + 11, v + 15, message[s[6]], message[s[7]]);
        mix(v + 0, v + 5, v + 10, v + 15, message[s[8]], message[s[9]]);
        mix(v + 1, v + 6, v + 11, v + 12, message[s[10]], message[s[11]]);
        mix(v + 2, v + 7, v + 8, v + 13, message[s[12]], message[s[13]]);
        mix(v + 3, v + 4, v + 9, v + 14, message[s[14]], message[s[15]]);
    }
    for (int i = 0; i < 8; i++) state[i] ^= v[i] ^ v[i + 8];
    memcpy(h->data, state, sizeof state);
    return ZKVM_EOK;
}
