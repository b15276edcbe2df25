#include "words.h"

// t and f are the ends, here and below.
static inline void move_bytes(uint8_t *t, const uint8_t *f, size_t n)
{
    for (uint8_t *end = t - n; t != end;) *--t = *--f;
}

// Both at a multiple of four
static inline void move_words(word *v, const word *u, size_t n)
{
    for (; n >= 32; n -= 32) {
        u -= 8, v -= 8;
        uint32_t a = u[7], b = u[6], c = u[5], d = u[4];
        v[7] = a, v[6] = b, v[5] = c, v[4] = d;
        KEEP_APART();
        a = u[3], b = u[2], c = u[1], d = u[0];
        v[3] = a, v[2] = b, v[1] = c, v[0] = d;
    }
    for (; n >= 4; n -= 4) *--v = *--u;
    move_bytes((uint8_t *)v, (const uint8_t *)u, n);
}

// v at a multiple of four, f not
static inline void move_shifted(word *v, const uint8_t *f, size_t n)
{
    // The word that holds f's last byte, then one more for each that is written.
    uint32_t offset = misalignment(f), right = 8 * offset, left = 32 - right;
    const word *u = (const word *)(f - offset);
    uint32_t a = *u;
    for (; n >= 16; n -= 16) {
        u -= 4, v -= 4;
        uint32_t b = u[3], c = u[2];
        v[3] = b >> right | a << left;
        v[2] = c >> right | b << left;
        a = u[1];
        v[1] = a >> right | c << left;
        b = u[0];
        v[0] = b >> right | a << left;
        a = b;
    }
    for (; n >= 4; n -= 4) {
        uint32_t b = *--u;
        *--v = b >> right | a << left;
        a = b;
    }
    move_bytes((uint8_t *)v, (const uint8_t *)u + offset, n);
}

// n is at least three. Returns what the caller has to, so that it can be jumped to.
static NOINLINE void *move_unaligned(uint8_t *t, const uint8_t *f, size_t n, void *to)
{
    for (; misalignment(t) != 0; n--) *--t = *--f;
    if (misalignment(f) == 0) move_words((word *)t, (const word *)f, n);
    else move_shifted((word *)t, f, n);
    return to;
}

void *memmove(void *to, const void *from, size_t n)
{
    // memcpy goes upwards and reads words before it writes the same place, so it is right unless `to` lies inside [from, from + n).
    if ((uintptr_t)to - (uintptr_t)from >= n) return memcpy(to, from, n);

    // The same downwards
    uint8_t *t = (uint8_t *)to + n;
    const uint8_t *f = (const uint8_t *)from + n;
    if (both_aligned(t, f)) move_words((word *)t, (const word *)f, n);
    else if (n >= FEW) return move_unaligned(t, f, n, to);
    else move_bytes(t, f, n);
    return to;
}
