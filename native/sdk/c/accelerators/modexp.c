// Modular exponentiation of any modulus up to 1024 bytes.
#include "../include/fastzk_bigint.h"
#include "../include/zkvm_accelerators.h"
#include "barrett.h"

enum { MAX_WORDS = 8 * FZ_BARRETT_LIMBS };

// All computing is done modulo `modulus`, the wanted one shifted left until its highest bit is set: a multiple of it, and a quotient's digits can
// be guessed from its highest words (Knuth, volume 2, 4.3.1, algorithm D).
struct context {
    uint32_t n;         // words
    uint32_t shift;
    uint32_t inverse;   // floor((2^64 - 1) / highest word) - 2^32
    bool by_host;       // n <= 8, and the host multiplies: then nothing is shifted, and n = 8
    uint32_t modulus[MAX_WORDS];
    struct fz_barrett wide;  // n > 8, and the host multiplies; else of no limbs
};

// u has n + 1 words, of which the upper n are below the modulus: u mod modulus, with a zero at the top. Returns the quotient.
static uint32_t reduce_word(uint32_t *u, const struct context *c)
{
    const uint32_t n = c->n, *m = c->modulus;
    const uint32_t d = m[n - 1], below = n > 1 ? m[n - 2] : 0, third = n > 1 ? u[n - 2] : 0;
    uint32_t q;
    uint64_t rest;
    if (u[n] >= d) {
        q = 0xffffffff;
        rest = (uint64_t)u[n - 1] + d;
    } else {
        // Moeller and Granlund 2011: (u[n], u[n-1]) / d by multiplication with the inverse.
        uint64_t guess = (uint64_t)c->inverse * u[n] + ((uint64_t)u[n] << 32 | u[n - 1]);
        q = (uint32_t)(guess >> 32) + 1;
        uint32_t r = u[n - 1] - q * d;
        if (r > (uint32_t)guess) q--, r += d;
        if (r >= d) q++, r -= d;
        rest = r;
    }
    // The second word makes it exact, or one too large.
    while (rest >> 32 == 0 && (uint64_t)q * below > (rest << 32 | third)) q--, rest += d;

    uint32_t carry = 0, borrow = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint64_t product = (uint64_t)q * m[i] + carry;
        carry = (uint32_t)(product >> 32);
        uint32_t x = u[i], t = x - (uint32_t)product, under = x < (uint32_t)product;
        u[i] = t - borrow;
        borrow = under + (t < borrow);
    }
    // carry + borrow fit: the quotient's digit is at most one too large.
    bool negative = u[n] < (uint64_t)carry + borrow;
    u[n] = 0;
    if (!negative) return q;
    carry = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t t = u[i] + carry;
        carry = t < carry;
        t += m[i];
        carry += t < m[i];
        u[i] = t;
    }
    return q - 1;
}

// The words that numbers have
static uint32_t width(const struct context *c)
{
    return c->wide.limbs != 0 ? 8 * c->wide.limbs : c->n;
}

// r = a b mod modulus
static __attribute__((noinline)) void multiply_long(uint32_t *r, const uint32_t *a, const uint32_t *b, const struct context *c)
{
    if (c->wide.limbs != 0) {
        fz_barrett_multiply(r, a, b, &c->wide);
        return;
    }
    const uint32_t n = c->n;
    uint32_t t[2 * MAX_WORDS];
    memset(t, 0, 4 * n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t carry = 0, x = a[i], *row = t + i;
        for (uint32_t j = 0; j < n; j++) {
            uint64_t sum = (uint64_t)x * b[j] + row[j] + carry;
            row[j] = (uint32_t)sum;
            carry = (uint32_t)(sum >> 32);
        }
        row[n] = carry;
    }
    for (uint32_t i = n; i-- != 0;) reduce_word(t + i, c);
    memcpy(r, t, 4 * n);
}

FASTZK_INLINE void multiply(uint32_t *r, const uint32_t *a, const uint32_t *b, const struct context *c)
{
    if (c->by_host) fastzk_modmul(true, r, a, b, fastzk_u256_zero, fastzk_u256_zero, c->modulus);
    else multiply_long(r, a, b, c);
}

// The number that bytes hold, high byte first, in words from its end; zeros above it.
static void read(uint32_t *words, uint32_t count, const uint8_t *bytes, size_t length)
{
    memset(words, 0, 4 * count);
    for (size_t i = 0; i < length; i++) words[i >> 2] |= (uint32_t)bytes[length - 1 - i] << (8 * (i & 3));
}

// The wanted modulus, not shifted yet, and floor(2^(512 limbs) / it), word by word.
static void prepare_wide(struct context *c, const uint8_t *m, size_t m_len)
{
    uint32_t limbs = (c->n + 7) / 8, u[MAX_WORDS + 1];
    read(c->wide.modulus, 8 * limbs, m, m_len);
    memset(c->wide.reciprocal, 0, sizeof c->wide.reciprocal);
    memset(u, 0, sizeof u);
    for (uint32_t i = 16 * limbs + 1; i-- != 0;) {
        for (uint32_t j = c->n; j != 0; j--) u[j] = u[j - 1];
        u[0] = i == 16 * limbs ? 1u << c->shift : 0;
        uint32_t digit = reduce_word(u, c);
        if (i < 8 * limbs + 8) c->wide.reciprocal[i] = digit;
        else if (digit != 0) return;  // the modulus is a power of 2^256: one limb too many
    }
    c->wide.limbs = limbs;
}

// r = base mod modulus
static void reduce_base(uint32_t *r, const uint8_t *base, size_t length, const struct context *c)
{
    memset(r, 0, 4 * width(c));
    if (c->by_host) {
        static const uint32_t one[8] = {1};
        uint32_t all[8], power[8], chunk[8];
        memset(all, 0xff, sizeof all);
        fastzk_modmul(true, power, all, one, one, fastzk_u256_zero, c->modulus);  // 2^256
        while (length != 0) {
            size_t some = (length - 1) % 32 + 1;
            read(chunk, 8, base, some);
            fastzk_modmul(true, r, r, power, chunk, fastzk_u256_zero, c->modulus);
            base += some;
            length -= some;
        }
        return;
    }
    uint32_t u[MAX_WORDS + 1];
    memset(u, 0, sizeof u);
    while (length != 0) {
        size_t some = (length - 1) % 4 + 1;
        for (uint32_t i = c->n; i != 0; i--) u[i] = u[i - 1];
        read(u, 1, base, some);
        reduce_word(u, c);
        base += some;
        length -= some;
    }
    memcpy(r, u, 4 * c->n);
}

// result = base ^ exponent mod c's modulus; the exponent has no leading zeros, and is not empty.
static void power(uint32_t *result, const uint32_t *base, const uint8_t *exponent, size_t length, const struct context *c)
{
    const uint32_t n = width(c);
    if (length <= 4) {
        // Short ones (3, 65537) are not worth a table.
        uint32_t e, bit = 0x80000000;
        read(&e, 1, exponent, length);
        while ((e & bit) == 0) bit >>= 1;
        memcpy(result, base, 4 * n);
        while ((bit >>= 1) != 0) {
            multiply(result, result, result, c);
            if (e & bit) multiply(result, result, base, c);
        }
        return;
    }
    uint32_t powers[15][MAX_WORDS];  // base ^ (i + 1)
    memcpy(powers[0], base, 4 * n);
    for (int i = 1; i < 15; i++) multiply(powers[i], powers[i - 1], base, c);
    bool started = false;
    for (size_t i = 0; i < 2 * length; i++) {
        uint32_t digit = i & 1 ? exponent[i >> 1] & 15 : exponent[i >> 1] >> 4;
        if (started) {
            for (int j = 0; j < 4; j++) multiply(result, result, result, c);
            if (digit != 0) multiply(result, result, powers[digit - 1], c);
        } else if (digit != 0) {
            memcpy(result, powers[digit - 1], 4 * n);
            started = true;
        }
    }
}

zkvm_status zkvm_modexp(const uint8_t *base, size_t base_len, const uint8_t *exp, size_t exp_len, const uint8_t *modulus, size_t mod_len,
                        uint8_t *output)
{
    if (mod_len > 4 * MAX_WORDS) return ZKVM_EFAIL;
    const uint8_t *m = modulus;
    size_t m_len = mod_len;
    while (m_len != 0 && *m == 0) m++, m_len--;
    while (exp_len != 0 && *exp == 0) exp++, exp_len--;
    while (base_len != 0 && *base == 0) base++, base_len--;
    if (m_len == 0 || (m_len == 1 && *m == 1)) {
        memset(output, 0, mod_len);
        return ZKVM_EOK;
    }

    struct context c;
    uint32_t x[MAX_WORDS + 1], result[MAX_WORDS + 1];
    c.n = (uint32_t)(m_len + 3) / 4;
    c.shift = 0;
    c.wide.limbs = 0;
    read(c.modulus, c.n < 8 ? 8 : c.n, m, m_len);
    c.by_host = c.n <= 8 && fastzk_has_bigint();
    if (c.by_host) {
        c.n = 8;
    } else {
        while (c.modulus[c.n - 1] << c.shift >> 31 == 0) c.shift++;
        for (uint32_t i = c.n; i-- != 0 && c.shift != 0;) {
            c.modulus[i] = c.modulus[i] << c.shift | (i == 0 ? 0 : c.modulus[i - 1] >> (32 - c.shift));
        }
        c.inverse = (uint32_t)(0xffffffffffffffffull / c.modulus[c.n - 1] - 0x100000000ull);
        if (fastzk_has_bigint()) prepare_wide(&c, m, m_len);
    }

    if (exp_len == 0) {
        memset(result, 0, sizeof result);
        result[0] = 1;
    } else {
        reduce_base(x, base, base_len, &c);
        power(result, x, exp, exp_len, &c);
    }

    if (c.shift != 0) {
        // result mod (modulus >> shift) = ((result << shift) mod modulus) >> shift
        result[c.n] = 0;
        for (uint32_t i = c.n + 1; i-- != 0;) result[i] = result[i] << c.shift | (i == 0 ? 0 : result[i - 1] >> (32 - c.shift));
        reduce_word(result, &c);
        for (uint32_t i = 0; i < c.n; i++) result[i] = result[i] >> c.shift | result[i + 1] << (32 - c.shift);
    }
    for (size_t i = 0; i < mod_len; i++) {
        size_t word = i >> 2;
        output[mod_len - 1 - i] = word < c.n ? (uint8_t)(result[word] >> (8 * (i & 3))) : 0;
    }
    return ZKVM_EOK;
}
