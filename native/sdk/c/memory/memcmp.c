#include "words.h"

static inline int compare_bytes(const uint8_t *x, const uint8_t *y, size_t n)
{
    for (; n != 0; n--, x++, y++) {
        if (*x != *y) return *x - *y;
    }
    return 0;
}

// Both at a multiple of four. Skips equal words; the bytes of the first unequal ones decide.
static inline int compare_words(const word *u, const word *v, size_t n)
{
    for (; n >= 16; n -= 16, u += 4, v += 4) {
        if (u[0] != v[0] || u[1] != v[1] || u[2] != v[2] || u[3] != v[3]) break;
    }
    for (; n >= 4 && *u == *v; n -= 4) u++, v++;
    return compare_bytes((const uint8_t *)u, (const uint8_t *)v, n);
}

// u at a multiple of four, y not
static inline int compare_shifted(const word *u, const uint8_t *y, size_t n)
{
    uint32_t offset = misalignment(y), right = 8 * offset, left = 32 - right;
    const word *v = (const word *)(y - offset);
    uint32_t a = *v++;
    for (; n >= 8; n -= 8, u += 2, v += 2) {
        uint32_t b = v[0];
        if (u[0] != (a >> right | b << left)) break;
        uint32_t c = v[1];
        if (u[1] != (b >> right | c << left)) break;
        a = c;
    }
    return compare_bytes((const uint8_t *)u, (const uint8_t *)v - 4 + offset, n);
}

// n is at least three.
static NOINLINE int compare_unaligned(const uint8_t *x, const uint8_t *y, size_t n)
{
    for (; misalignment(x) != 0; n--, x++, y++) {
        if (*x != *y) return *x - *y;
    }
    return misalignment(y) == 0 ? compare_words((const word *)x, (const word *)y, n) : compare_shifted((const word *)x, y, n);
}

int memcmp(const void *a, const void *b, size_t n)
{
    if (both_aligned(a, b)) return compare_words(a, b, n);
    if (n >= FEW) return compare_unaligned(a, b, n);
    return compare_bytes(a, b, n);
}
