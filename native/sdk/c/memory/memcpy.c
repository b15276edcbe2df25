#include "words.h"

static inline void copy_bytes(uint8_t *t, const uint8_t *f, size_t n)
{
    for (uint8_t *end = t + n; t != end;) *t++ = *f++;
}

// Both at a multiple of four
static inline void copy_words(word *v, const word *u, size_t n)
{
    for (; n >= 32; n -= 32, u += 8, v += 8) {
        uint32_t a = u[0], b = u[1], c = u[2], d = u[3];
        v[0] = a, v[1] = b, v[2] = c, v[3] = d;
        KEEP_APART();
        a = u[4], b = u[5], c = u[6], d = u[7];
        v[4] = a, v[5] = b, v[6] = c, v[7] = d;
    }
    for (; n >= 4; n -= 4) *v++ = *u++;
    copy_bytes((uint8_t *)v, (const uint8_t *)u, n);
}

// v at a multiple of four, f not
static inline void copy_shifted(word *v, const uint8_t *f, size_t n)
{
    // The word that holds f's first byte, then one more for each that is written.
    uint32_t offset = misalignment(f), right = 8 * offset, left = 32 - right;
    const word *u = (const word *)(f - offset);
    uint32_t a = *u++;
    for (; n >= 16; n -= 16, u += 4, v += 4) {
        uint32_t b = u[0], c = u[1];
        v[0] = a >> right | b << left;
        v[1] = b >> right | c << left;
        a = u[2];
        v[2] = c >> right | a << left;
        b = u[3];
        v[3] = a >> right | b << left;
        a = b;
    }
    for (; n >= 4; n -= 4) {
        uint32_t b = *u++;
        *v++ = a >> right | b << left;
        a = b;
    }
    copy_bytes((uint8_t *)v, (const uint8_t *)u - 4 + offset, n);
}

// n is at least three. Returns what the caller has to, so that it can be jumped to.
static NOINLINE void *copy_unaligned(uint8_t *t, const uint8_t *f, size_t n, void *to)
{
    for (; misalignment(t) != 0; n--) *t++ = *f++;
    if (misalignment(f) == 0) copy_words((word *)t, (const word *)f, n);
    else copy_shifted((word *)t, f, n);
    return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
    if (both_aligned(to, from)) copy_words(to, from, n);
    else if (n >= FEW) return copy_unaligned(to, from, n, to);
    else copy_bytes(to, from, n);
    return to;
}
