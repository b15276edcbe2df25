// 256-bit numbers: a*b + c + d with its remainder by a modulus, or in full. By the host's accelerator where it has one, else in plain code with the same
// results. What the ECDSA, Ed25519 and RSA routines beside this are made of.
#ifndef FASTZK_BIGINT_H
#define FASTZK_BIGINT_H

#include <stdbool.h>
#include "fastzk.h"

enum {
    FASTZK_CALL_MODMUL256 = 0x1004,
    FASTZK_CALL_MULWIDE256 = 0x1005,
};

// Eight words, the least significant first.
typedef uint32_t fastzk_u256[8];

extern const fastzk_u256 fastzk_u256_zero;
extern const fastzk_u256 fastzk_u256_two;

// a*b + c + d = q*m + r, 0 <= r < m. m must be at least 2 and q must fit in 256 bits, that is (a*b + c + d) >> 256 < m: otherwise the run faults.
// The results may lie where the numbers lie, but not on each other.
void fastzk_modmul256(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *c, const uint32_t *d, const uint32_t *m, uint32_t *q);

// a*b + c + d = high * 2^256 + low. The results may lie where the numbers lie, but not on each other.
void fastzk_mulwide256(uint32_t *low, uint32_t *high, const uint32_t *a, const uint32_t *b, const uint32_t *c, const uint32_t *d);

// r = a^e mod m for a < m, m >= 2; 0^0 is 1. Time and the number of calls follow e.
void fastzk_powmod256(uint32_t *r, const uint32_t *a, const uint32_t *e, const uint32_t *m);

// 32 bytes, the most significant first, to words and back. The bytes need no alignment.
void fastzk_u256_from_be(uint32_t *r, const uint8_t bytes[32]);
void fastzk_u256_to_be(uint8_t bytes[32], const uint32_t *a);

static inline void fastzk_u256_copy(uint32_t *r, const uint32_t *a)
{
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) r[i] = a[i];
}

// Most numbers that are not zero show it in the first word.
static inline bool fastzk_u256_is_zero(const uint32_t *a)
{
    for (int i = 0; i < 8; i++) {
        if (a[i] != 0) return false;
    }
    return true;
}

static inline bool fastzk_u256_equal(const uint32_t *a, const uint32_t *b)
{
    for (int i = 0; i < 8; i++) {
        if (a[i] != b[i]) return false;
    }
    return true;
}

static inline bool fastzk_u256_less(const uint32_t *a, const uint32_t *b)
{
    for (int i = 7; i >= 0; i--) {
        if (a[i] != b[i]) return a[i] < b[i];
    }
    return false;
}

// For routines that make many calls: they ask once whether the host has the accelerator, and then make them without looking at the results.
// A call writes memory and a0 and leaves all other registers, so that pointers which several calls share are loaded once.

bool fastzk_has_bigint(void);

void fastzk_modmul256_plain(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *c, const uint32_t *d, const uint32_t *m, uint32_t *q);
void fastzk_mulwide256_plain(uint32_t *low, uint32_t *high, const uint32_t *a, const uint32_t *b, const uint32_t *c, const uint32_t *d);

// Where results go that nobody reads.
extern fastzk_u256 fastzk_u256_unused;

#define FASTZK_INLINE static inline __attribute__((always_inline))

FASTZK_INLINE int32_t fastzk_bigint_call(uint32_t number, uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *c, const uint32_t *d,
                                         const uint32_t *m, uint32_t *q)
{
    register uint32_t a0 __asm__("a0") = (uint32_t)(uintptr_t)r;
    register const uint32_t *a1 __asm__("a1") = a;
    register const uint32_t *a2 __asm__("a2") = b;
    register const uint32_t *a3 __asm__("a3") = c;
    register const uint32_t *a4 __asm__("a4") = d;
    register const uint32_t *a5 __asm__("a5") = m;
    register uint32_t *a6 __asm__("a6") = q;
    register uint32_t a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a6), "r"(a7) : "memory");
    return (int32_t)a0;
}

// r = a*b + c + d mod m. `fast`, a constant: the host is known to have the accelerator.
FASTZK_INLINE void fastzk_modmul(const bool fast, uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *c, const uint32_t *d, const uint32_t *m)
{
    if (fast) {
        fastzk_bigint_call(FASTZK_CALL_MODMUL256, r, a, b, c, d, m, fastzk_u256_unused);
    } else {
        fastzk_modmul256_plain(r, a, b, c, d, m, fastzk_u256_unused);
    }
}

FASTZK_INLINE void fastzk_mulwide(const bool fast, uint32_t *low, uint32_t *high, const uint32_t *a, const uint32_t *b, const uint32_t *c, const uint32_t *d)
{
    if (fast) {
        // The call has no modulus: a5 stays what it was.
        register uint32_t a0 __asm__("a0") = (uint32_t)(uintptr_t)low;
        register const uint32_t *a1 __asm__("a1") = a;
        register const uint32_t *a2 __asm__("a2") = b;
        register const uint32_t *a3 __asm__("a3") = c;
        register const uint32_t *a4 __asm__("a4") = d;
        register uint32_t *a6 __asm__("a6") = high;
        register uint32_t a7 __asm__("a7") = FASTZK_CALL_MULWIDE256;
        __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a6), "r"(a7) : "memory");
    } else {
        fastzk_mulwide256_plain(low, high, a, b, c, d);
    }
}

#endif
