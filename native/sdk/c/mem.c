// The four functions that GCC may call even in freestanding code. Words where
// both sides allow it, since FastZk proves a word access at the price of a byte
// access and faults on unaligned ones.
// Built with -fno-tree-loop-distribute-patterns: else GCC recognises these very
// loops and replaces them by calls to themselves.
#include "fastzk.h"

typedef uint32_t __attribute__((may_alias)) word;

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
    uint8_t *t = to;
    const uint8_t *f = from;
    if ((((uintptr_t)t ^ (uintptr_t)f) & 3) == 0) {
        for (; n != 0 && ((uintptr_t)t & 3) != 0; n--) *t++ = *f++;
        for (; n >= 4; n -= 4, t += 4, f += 4) *(word *)t = *(const word *)f;
    }
    for (; n != 0; n--) *t++ = *f++;
    return to;
}

void *memmove(void *to, const void *from, size_t n)
{
    uint8_t *t = to;
    const uint8_t *f = from;
    // memcpy goes upwards, so it is safe unless `to` lies inside [from, from+n).
    if ((uintptr_t)t - (uintptr_t)f >= n) return memcpy(to, from, n);
    while (n != 0) n--, t[n] = f[n];
    return to;
}

void *memset(void *to, int value, size_t n)
{
    uint8_t *t = to;
    uint32_t v = (uint8_t)value * 0x01010101u;
    for (; n != 0 && ((uintptr_t)t & 3) != 0; n--) *t++ = (uint8_t)v;
    for (; n >= 4; n -= 4, t += 4) *(word *)t = v;
    for (; n != 0; n--) *t++ = (uint8_t)v;
    return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
    const uint8_t *x = a, *y = b;
    if ((((uintptr_t)x | (uintptr_t)y) & 3) == 0) {
        // Skip equal words; the bytes of the first unequal one decide below.
        for (; n >= 4 && *(const word *)x == *(const word *)y; n -= 4, x += 4, y += 4) { }
    }
    for (; n != 0; n--, x++, y++) {
        if (*x != *y) return *x - *y;
    }
    return 0;
}
