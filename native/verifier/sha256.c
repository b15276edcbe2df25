#include "sha256.h"

#include <string.h>

const uint32_t fastzk_sha256_initial[8] = {
    0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au, 0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u,
};

static const uint32_t round_constants[64] = {
    0x428a2f98u, 0x71374491u, 0xb5c0fbcfu, 0xe9b5dba5u, 0x3956c25bu, 0x59f111f1u, 0x923f82a4u, 0xab1c5ed5u,
    0xd807aa98u, 0x12835b01u, 0x243185beu, 0x550c7dc3u, 0x72be5d74u, 0x80deb1feu, 0x9bdc06a7u, 0xc19bf174u,
    0xe49b69c1u, 0xefbe4786u, 0x0fc19dc6u, 0x240ca1ccu, 0x2de92c6fu, 0x4a7484aau, 0x5cb0a9dcu, 0x76f988dau,
    0x983e5152u, 0xa831c66du, 0xb00327c8u, 0xbf597fc7u, 0xc6e00bf3u, 0xd5a79147u, 0x06ca6351u, 0x14292967u,
    0x27b70a85u, 0x2e1b2138u, 0x4d2c6dfcu, 0x53380d13u, 0x650a7354u, 0x766a0abbu, 0x81c2c92eu, 0x92722c85u,
    0xa2bfe8a1u, 0xa81a664bu, 0xc24b8b70u, 0xc76c51a3u, 0xd192e819u, 0xd6990624u, 0xf40e3585u, 0x106aa070u,
    0x19a4c116u, 0x1e376c08u, 0x2748774cu, 0x34b0bcb5u, 0x391c0cb3u, 0x4ed8aa4au, 0x5b9cca4fu, 0x682e6ff3u,
    0x748f82eeu, 0x78a5636fu, 0x84c87814u, 0x8cc70208u, 0x90befffau, 0xa4506cebu, 0xbef9a3f7u, 0xc67178f2u,
};

static uint32_t rotate(uint32_t v, unsigned n)
{
    return v >> n | v << (32u - n);
}

void fastzk_sha256_compress(uint32_t state[8], const uint32_t words[16])
{
    uint32_t w[64];
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    memcpy(w, words, 64);
    for (unsigned i = 16; i < 64; i++) {
        uint32_t x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + (rotate(x, 7) ^ rotate(x, 18) ^ x >> 3) + (rotate(y, 17) ^ rotate(y, 19) ^ y >> 10);
    }
    for (unsigned i = 0; i < 64; i++) {
        uint32_t s = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + (g ^ (e & (f ^ g))) + round_constants[i] + w[i];
        uint32_t t = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) | (c & (a | b)));
        h = g;
        g = f;
        f = e;
        e = d + s;
        d = c;
        c = b;
        b = a;
        a = s + t;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
}

static void compress_bytes(uint32_t state[8], const uint8_t *bytes)
{
    uint32_t words[16];
    for (unsigned i = 0; i < 16; i++, bytes += 4)
        words[i] = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
    fastzk_sha256_compress(state, words);
}

void fastzk_sha256_begin(fastzk_sha256 *h)
{
    memcpy(h->state, fastzk_sha256_initial, sizeof h->state);
    h->length = 0;
}

void fastzk_sha256_add(fastzk_sha256 *h, const void *bytes, size_t length)
{
    const uint8_t *from = bytes;
    size_t used = (size_t)(h->length % 64u);
    h->length += length;
    if (used != 0) {
        size_t part = length < 64u - used ? length : 64u - used;
        memcpy(h->block + used, from, part);
        if (used + part < 64u)
            return;
        compress_bytes(h->state, h->block);
        from += part;
        length -= part;
    }
    for (; length >= 64u; from += 64, length -= 64u)
        compress_bytes(h->state, from);
    if (length != 0)
        memcpy(h->block, from, length);
}

void fastzk_sha256_end(fastzk_sha256 *h, uint8_t digest[32])
{
    static const uint8_t zeros[64] = {0};
    uint8_t bits[8];
    uint64_t length = h->length * 8u;
    for (unsigned i = 0; i < 8; i++)
        bits[i] = (uint8_t)(length >> (56u - 8u * i));
    fastzk_sha256_add(h, "\x80", 1);
    fastzk_sha256_add(h, zeros, (size_t)((120u - h->length % 64u) % 64u));
    fastzk_sha256_add(h, bits, 8);
    for (unsigned i = 0; i < 32; i++)
        digest[i] = (uint8_t)(h->state[i / 4] >> (24u - 8u * (i % 4u)));
}
