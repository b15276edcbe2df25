// The plain code is a schoolbook product and Knuth's division (The Art of Computer Programming, volume 2, 4.3.1, algorithm D) by words of 32 bits.
#include "fastzk_bigint.h"

const fastzk_u256 fastzk_u256_zero = {0};
const fastzk_u256 fastzk_u256_two = {2};
fastzk_u256 fastzk_u256_unused;

bool fastzk_has_bigint(void)
{
    static uint32_t known;  // 0: not asked yet, 1: there, 2: not there
    if (known == 0) {
        const uint32_t *zero = fastzk_u256_zero;
        int32_t r = fastzk_bigint_call(FASTZK_CALL_MODMUL256, fastzk_u256_unused, zero, zero, zero, zero, fastzk_u256_two, (fastzk_u256){0});
        known = r == 0 ? 1 : 2;
    }
    return known == 1;
}

void fastzk_modmul256(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *c, const uint32_t *d, const uint32_t *m, uint32_t *q)
{
    if (fastzk_has_bigint()) {
        fastzk_bigint_call(FASTZK_CALL_MODMUL256, r, a, b, c, d, m, q);
    } else {
        fastzk_modmul256_plain(r, a, b, c, d, m, q);
    }
}

void fastzk_mulwide256(uint32_t *low, uint32_t *high, const uint32_t *a, const uint32_t *b, const uint32_t *c, const uint32_t *d)
{
    if (fastzk_has_bigint()) {
        fastzk_mulwide(true, low, high, a, b, c, d);
    } else {
        fastzk_mulwide256_plain(low, high, a, b, c, d);
    }
}

// t = a*b + c + d, 16 words. c stands in t from the start, d comes in as each row's first carry: no step exceeds 2^64 - 1.
static void product(uint32_t t[16], const uint32_t *a, const uint32_t *b, const uint32_t *c, const uint32_t *d)
{
    for (int i = 0; i < 8; i++) t[i] = c[i];
    for (int i = 0; i < 8; i++) {
        uint32_t x = a[i], carry = d[i];
#pragma GCC unroll 8
        for (int j = 0; j < 8; j++) {
            uint64_t s = (uint64_t)x * b[j] + t[i + j] + carry;
            t[i + j] = (uint32_t)s;
            carry = (uint32_t)(s >> 32);
        }
        t[i + 8] = carry;
    }
}

void fastzk_mulwide256_plain(uint32_t *low, uint32_t *high, const uint32_t *a, const uint32_t *b, const uint32_t *c, const uint32_t *d)
{
    uint32_t t[16];
    product(t, a, b, c, d);
    fastzk_u256_copy(low, t);
    fastzk_u256_copy(high, t + 8);
}

// x <<= by, 0 < by < 256, within n words. For by = 0 nothing is to be done.
static void shift_left(uint32_t *x, int n, uint32_t by)
{
    int words = (int)(by >> 5);
    uint32_t bits = by & 31;
    for (int i = n - 1; i >= 0; i--) {
        uint32_t upper = i >= words ? x[i - words] : 0, lower = i > words ? x[i - words - 1] : 0;
        x[i] = bits == 0 ? upper : upper << bits | lower >> (32 - bits);
    }
}

static void shift_right(uint32_t *x, int n, uint32_t by)
{
    int words = (int)(by >> 5);
    uint32_t bits = by & 31;
    for (int i = 0; i < n; i++) {
        uint32_t lower = i + words < n ? x[i + words] : 0, upper = i + words + 1 < n ? x[i + words + 1] : 0;
        x[i] = bits == 0 ? lower : lower >> bits | upper << (32 - bits);
    }
}

// The number of zero bits above the first one; 256 for zero.
static uint32_t leading_zeros(const uint32_t *x)
{
    uint32_t n = 0;
    for (int i = 7; i >= 0; i--) {
        if (x[i] != 0) {
            for (uint32_t top = x[i]; (top & 0x80000000) == 0; top <<= 1) n++;
            break;
        }
        n += 32;
    }
    return n;
}

// r -= q * m over eight words; returns what is to be taken from the ninth.
static uint32_t subtract_multiple(uint32_t *r, const uint32_t *m, uint32_t q)
{
    uint32_t carry = 0;
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) {
        uint64_t p = (uint64_t)q * m[i] + carry;
        uint32_t low = (uint32_t)p;
        carry = (uint32_t)(p >> 32) + (r[i] < low);
        r[i] -= low;
    }
    return carry;
}

static uint32_t add(uint32_t *r, const uint32_t *m)
{
    uint32_t carry = 0;
    for (int i = 0; i < 8; i++) {
        uint64_t s = (uint64_t)r[i] + m[i] + carry;
        r[i] = (uint32_t)s;
        carry = (uint32_t)(s >> 32);
    }
    return carry;
}

void fastzk_modmul256_plain(uint32_t *r, const uint32_t *a, const uint32_t *b, const uint32_t *c, const uint32_t *d, const uint32_t *m, uint32_t *q)
{
    uint32_t t[16], shifted[8];
    product(t, a, b, c, d);
    // Also refuses m = 0. What the accelerator faults at, faults here.
    if (!fastzk_u256_less(t + 8, m) || (m[0] == 1 && fastzk_u256_equal(m, (fastzk_u256){1}))) __builtin_trap();

    // So that m has its highest bit set. t < m * 2^256, so t has room for the shift.
    uint32_t shift = 0;
    if ((m[7] & 0x80000000) == 0) {
        shift = leading_zeros(m);
        fastzk_u256_copy(shifted, m);
        shift_left(shifted, 8, shift);
        shift_left(t, 16, shift);
        m = shifted;
    }

    // The reciprocal of m's highest word, less 2^32: Möller and Granlund, "Improved division by invariant integers".
    uint32_t top = m[7], reciprocal = top == 0xffffffff ? 1 : (uint32_t)(0xffffffffffffffff / top);

    // Words 8 .. 15 of t (then 7 .. 14, and so on) are a remainder, below m.
    fastzk_u256 quotient;
    for (int i = 7; i >= 0; i--) {
        uint32_t high = t[i + 8], next = t[i + 7], digit;
        if (high >= top) {
            digit = 0xffffffff;
        } else {
            uint64_t estimate = (uint64_t)reciprocal * high + ((uint64_t)high << 32 | next);
            digit = (uint32_t)(estimate >> 32) + 1;
            uint32_t rest = next - digit * top;
            if (rest > (uint32_t)estimate) digit--, rest += top;
            if (rest >= top) digit++;
        }

        // Of two words each, digit is too high by at most two.
        high -= subtract_multiple(t + i, m, digit);
        while (high != 0) {
            digit--;
            high += add(t + i, m);
        }
        quotient[i] = digit;
    }

    if (shift != 0) shift_right(t, 8, shift);
    fastzk_u256_copy(r, t);
    fastzk_u256_copy(q, quotient);
}

// Four bits of the exponent at a time.
FASTZK_INLINE void powmod(const bool fast, uint32_t *r, const uint32_t *a, const uint32_t *e, const uint32_t *m)
{
    const uint32_t *zero = fastzk_u256_zero;
    fastzk_u256 powers[16] = {{1}}, x;
    fastzk_u256_copy(powers[1], a);
    for (int i = 2; i < 16; i++) fastzk_modmul(fast, powers[i], powers[i - 1], a, zero, zero, m);

    int top = 7;
    while (top > 0 && e[top] == 0) top--;
    bool started = false;
    for (int i = top; i >= 0; i--) {
        uint32_t word = e[i];
        for (int k = 0; k < 8; k++, word <<= 4) {
            uint32_t digit = word >> 28;
            if (started) {
                fastzk_modmul(fast, x, x, x, zero, zero, m);
                fastzk_modmul(fast, x, x, x, zero, zero, m);
                fastzk_modmul(fast, x, x, x, zero, zero, m);
                fastzk_modmul(fast, x, x, x, zero, zero, m);
                if (digit != 0) fastzk_modmul(fast, x, x, powers[digit], zero, zero, m);
            } else if (digit != 0) {
                fastzk_u256_copy(x, powers[digit]);
                started = true;
            }
        }
    }
    fastzk_u256_copy(r, started ? x : powers[0]);
}

void fastzk_powmod256(uint32_t *r, const uint32_t *a, const uint32_t *e, const uint32_t *m)
{
    if (fastzk_has_bigint()) {
        powmod(true, r, a, e, m);
    } else {
        powmod(false, r, a, e, m);
    }
}

void fastzk_u256_from_be(uint32_t *r, const uint8_t bytes[32])
{
    for (int i = 7; i >= 0; i--, bytes += 4) {
        r[i] = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
    }
}

void fastzk_u256_to_be(uint8_t bytes[32], const uint32_t *a)
{
    for (int i = 7; i >= 0; i--, bytes += 4) {
        bytes[0] = (uint8_t)(a[i] >> 24);
        bytes[1] = (uint8_t)(a[i] >> 16);
        bytes[2] = (uint8_t)(a[i] >> 8);
        bytes[3] = (uint8_t)a[i];
    }
}
