// The host's accelerators, called directly. A host without one returns FASTZK_ENOSYS and has done nothing.
// Pointers must be multiples of four.
#ifndef FZ_CALLS_H
#define FZ_CALLS_H

#include "../include/fastzk.h"

// r = a b + c + d mod m, quotient = (a b + c + d) / m; eight words each, low first. m > 1, and the quotient must fit.
static inline int32_t fz_call_modmul256(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *c, const uint32_t *d,
                                        const uint32_t *m, uint32_t *quotient)
{
    register uint32_t a0 __asm__("a0") = (uint32_t)(uintptr_t)r;
    register uint32_t a1 __asm__("a1") = (uint32_t)(uintptr_t)a;
    register uint32_t a2 __asm__("a2") = (uint32_t)(uintptr_t)b;
    register uint32_t a3 __asm__("a3") = (uint32_t)(uintptr_t)c;
    register uint32_t a4 __asm__("a4") = (uint32_t)(uintptr_t)d;
    register uint32_t a5 __asm__("a5") = (uint32_t)(uintptr_t)m;
    register uint32_t a6 __asm__("a6") = (uint32_t)(uintptr_t)quotient;
    register uint32_t a7 __asm__("a7") = FASTZK_CALL_MODMUL256;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a5), "r"(a6), "r"(a7) : "memory");
    return (int32_t)a0;
}

// high 2^256 + low = a b + c + d; eight words each, low first. low and high must not overlap.
static inline int32_t fz_call_mulwide256(uint32_t *low, const uint32_t *a, const uint32_t *b, const uint32_t *c, const uint32_t *d, uint32_t *high)
{
    register uint32_t a0 __asm__("a0") = (uint32_t)(uintptr_t)low;
    register uint32_t a1 __asm__("a1") = (uint32_t)(uintptr_t)a;
    register uint32_t a2 __asm__("a2") = (uint32_t)(uintptr_t)b;
    register uint32_t a3 __asm__("a3") = (uint32_t)(uintptr_t)c;
    register uint32_t a4 __asm__("a4") = (uint32_t)(uintptr_t)d;
    register uint32_t a6 __asm__("a6") = (uint32_t)(uintptr_t)high;
    register uint32_t a7 __asm__("a7") = FASTZK_CALL_MULWIDE256;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a3), "r"(a4), "r"(a6), "r"(a7) : "memory");
    return (int32_t)a0;
}

#endif
