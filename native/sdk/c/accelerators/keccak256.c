// Keccak-256 (the padding of 2011: 1, zeros, 1) over the host's permutation, or this one.
#include <stdbool.h>
#include "../include/fastzk.h"
#include "../include/zkvm_accelerators.h"

enum { RATE = 136 };

static inline uint64_t rotl(uint64_t x, int n) { return x << n | x >> (64 - n); }

// One round's steps are unrolled with their distances fixed: on 32-bit words a shift by a variable distance costs a branch.
static void permute(uint64_t s[25])
{
    static const uint64_t constants[24] = {
        0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
        0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
        0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
        0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    };
    for (int round = 0; round < 24; round++) {
        uint64_t c[5], t, u;
        for (int x = 0; x < 5; x++) c[x] = s[x] ^ s[x + 5] ^ s[x + 10] ^ s[x + 15] ^ s[x + 20];
        for (int x = 0; x < 5; x++) {
            t = c[x == 0 ? 4 : x - 1] ^ rotl(c[x == 4 ? 0 : x + 1], 1);
            for (int y = 0; y < 25; y += 5) s[x + y] ^= t;
        }
        // Lanes move along one cycle of 24 and turn on the way.
        t = s[1];
#define MOVE(to, distance) u = s[to], s[to] = rotl(t, distance), t = u
        MOVE(10, 1); MOVE(7, 3); MOVE(11, 6); MOVE(17, 10); MOVE(18, 15); MOVE(3, 21); MOVE(5, 28); MOVE(16, 36);
        MOVE(8, 45); MOVE(21, 55); MOVE(24, 2); MOVE(4, 14); MOVE(15, 27); MOVE(23, 41); MOVE(19, 56); MOVE(13, 8);
        MOVE(12, 25); MOVE(2, 43); MOVE(20, 62); MOVE(14, 18); MOVE(22, 39); MOVE(9, 61); MOVE(6, 20); MOVE(1, 44);
#undef MOVE
        for (uint64_t *row = s; row != s + 25; row += 5) {
            uint64_t a = row[0], b = row[1];
            row[0] = a ^ (~b & row[2]);
            row[1] = b ^ (~row[2] & row[3]);
            row[2] ^= ~row[3] & row[4];
            row[3] ^= ~row[4] & a;
            row[4] ^= ~a & b;
        }
        s[0] ^= constants[round];
    }
}

static bool absent;

// Blocks at a multiple of four.
static void absorb(uint64_t s[25], const uint8_t *blocks, size_t count)
{
    while (!absent && count != 0) {
        uint32_t some = count < 65535 ? count : 65535;
        if (fastzk_ecall(FASTZK_CALL_KECCAK_ABSORB, (uint32_t)(uintptr_t)s, (uint32_t)(uintptr_t)blocks, some) == FASTZK_ENOSYS) absent = true;
        else blocks += RATE * some, count -= some;
    }
    for (; count != 0; count--, blocks += RATE) {
        const uint32_t *words = (const uint32_t *)(const void *)blocks;
        for (int i = 0; i < RATE / 8; i++) s[i] ^= (uint64_t)words[2 * i + 1] << 32 | words[2 * i];
        permute(s);
    }
}

zkvm_status zkvm_keccak256(const uint8_t *data, size_t len, zkvm_keccak256_hash *output)
{
    uint64_t s[25], block[RATE / 8];
    memset(s, 0, sizeof s);
    if (((uintptr_t)data & 3) == 0) {
        size_t count = len / RATE;
        absorb(s, data, count);
        data += count * RATE;
        len -= count * RATE;
    }
    for (; len >= RATE; data += RATE, len -= RATE) {
        memcpy(block, data, RATE);
        absorb(s, (const uint8_t *)block, 1);
    }
    memset(block, 0, sizeof block);
    memcpy(block, data, len);
    ((uint8_t *)block)[len] = 1;
    ((uint8_t *)block)[RATE - 1] |= 0x80;
    absorb(s, (const uint8_t *)block, 1);
    memcpy(output->data, s, sizeof output->data);
    return ZKVM_EOK;
}
