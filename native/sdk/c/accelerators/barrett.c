// Barrett's reduction (Handbook of Applied Cryptography, 14.42) with limbs of 256 bits.
#include "barrett.h"
#include "../include/fastzk_bigint.h"

// t = a b, the lowest `keep` limbs of it; a has m limbs, b has n.
static void product(uint32_t *t, const uint32_t *a, uint32_t m, const uint32_t *b, uint32_t n, uint32_t keep)
{
    memset(t, 0, 32 * keep);
    for (uint32_t i = 0; i < m; i++) {
        fastzk_u256 carry = {0};
        uint32_t *row = t + 8 * i;
        uint32_t count = n < keep - i ? n : keep - i;
        for (uint32_t j = 0; j < count; j++) fastzk_mulwide(true, row + 8 * j, carry, a + 8 * i, b + 8 * j, row + 8 * j, carry);
        if (i + count < keep) fastzk_u256_copy(row + 8 * count, carry);
    }
}

// a -= b; the borrow is lost.
static void subtract(uint32_t *a, const uint32_t *b, uint32_t words)
{
    uint32_t borrow = 0;
    for (uint32_t i = 0; i < words; i++) {
        uint32_t t = a[i] - b[i], under = a[i] < b[i];
        a[i] = t - borrow;
        borrow = under + (t < borrow);
    }
}

// a, of n + 8 words, is at least b, of n.
static int at_least(const uint32_t *a, const uint32_t *b, uint32_t n)
{
    for (uint32_t i = n + 8; i-- != 0;) {
        uint32_t y = i < n ? b[i] : 0;
        if (a[i] != y) return a[i] > y;
    }
    return 1;
}

void fz_barrett_multiply(uint32_t *r, const uint32_t *a, const uint32_t *b, const struct fz_barrett *c)
{
    const uint32_t k = c->limbs, words = 8 * k;
    uint32_t x[16 * FZ_BARRETT_LIMBS], q[16 * (FZ_BARRETT_LIMBS + 1)], y[8 * (FZ_BARRETT_LIMBS + 1)], modulus[8 * (FZ_BARRETT_LIMBS + 1)];
    product(x, a, k, b, k, 2 * k);
    product(q, x + 8 * (k - 1), k + 1, c->reciprocal, k + 1, 2 * k + 2);
    product(y, q + 8 * (k + 1), k + 1, c->modulus, k, k + 1);
    // The quotient is at most two too small: the rest is below three times the modulus, and fits k + 1 limbs.
    subtract(x, y, words + 8);
    memcpy(modulus, c->modulus, 4 * words);
    memset(modulus + words, 0, 32);
    while (at_least(x, modulus, words)) subtract(x, modulus, words + 8);
    memcpy(r, x, 4 * words);
}
