// Numbers are limbs of 256 bits, so that each step of a product by limbs is one a*b + c + d. Montgomery's form is entered without R^2 mod n: the signature is
// shifted up limb by limb and divided (Knuth's algorithm D; n has its highest bit set), and left for free by a last product with the signature as it is.
#include "fastzk_rsa.h"
#include "fastzk_bigint.h"

enum { MOST_LIMBS = 16 };

// n for R = 2^(256 limbs), R/2 < n < R, n odd.
typedef struct {
    int limbs;
    fastzk_u256 n[MOST_LIMBS], complement[MOST_LIMBS];  // R - n
    fastzk_u256 factor;                                 // -1/n modulo 2^256
} modulus_data;

// The result of a product is in the limbs from the middle on.
typedef fastzk_u256 product[2 * MOST_LIMBS + 1];

#define MUL(low, high, a, b, c, d) fastzk_mulwide(fast, low, high, a, b, c, d)
#define ZERO fastzk_u256_zero

static const fastzk_u256 one = {1};

// to = x * y + from; what exceeds the limbs is in carry.
FASTZK_INLINE void multiply_add(const bool fast, int limbs, fastzk_u256 *to, const fastzk_u256 *x, const uint32_t *y, const fastzk_u256 *from, uint32_t *carry)
{
    // There are 8, 12 or 16 limbs.
    const uint32_t *in = ZERO;
    for (int i = 0; i < limbs; i += 4, to += 4, x += 4) {
        MUL(to[0], carry, x[0], y, from == NULL ? ZERO : from[0], in);
        MUL(to[1], carry, x[1], y, from == NULL ? ZERO : from[1], carry);
        MUL(to[2], carry, x[2], y, from == NULL ? ZERO : from[2], carry);
        MUL(to[3], carry, x[3], y, from == NULL ? ZERO : from[3], carry);
        in = carry;
        if (from != NULL) from += 4;
    }
}

// r += x; what exceeds the limbs, 0 or 1, is in carry.
FASTZK_INLINE void add(const bool fast, int limbs, fastzk_u256 *r, const fastzk_u256 *x, uint32_t *carry)
{
    fastzk_u256_copy(carry, ZERO);
    for (int i = 0; i < limbs; i++) MUL(r[i], carry, carry, one, r[i], x[i]);
}

// t + limbs = a b / R modulo n. Not always below n, but below R if a and b are: (a b + R n) / R < R + n. Neither a nor b may lie in t.
FASTZK_INLINE void multiply(const bool fast, const modulus_data *m, fastzk_u256 *t, const fastzk_u256 *a, const fastzk_u256 *b)
{
    int limbs = m->limbs;
    fastzk_u256 carry, top, q;
    for (int i = 0; i < limbs; i++, t++) {
        // t is below 2R, its highest limb 0 or 1.
        if (i == 0) {
            multiply_add(fast, limbs, t, a, b[i], NULL, carry);
            MUL(t[limbs], top, ZERO, ZERO, ZERO, carry);
        } else {
            multiply_add(fast, limbs, t, a, b[i], t, carry);
            MUL(t[limbs], top, ZERO, ZERO, t[limbs], carry);
        }
        // With this multiple of n the lowest limb becomes zero, and is left behind.
        MUL(q, carry, t[0], m->factor, ZERO, ZERO);
        multiply_add(fast, limbs, t, m->n, q, t, carry);
        MUL(t[limbs], carry, ZERO, ZERO, t[limbs], carry);
        MUL(t[limbs + 1], carry, ZERO, ZERO, top, carry);
    }
    if (t[limbs][0] != 0) add(fast, limbs, t, m->complement, carry);
}

// x = x 2^256 modulo n, for x below n.
FASTZK_INLINE void shift_up(const bool fast, const modulus_data *m, fastzk_u256 *x)
{
    // The quotient of the highest two limbs by n's highest is the quotient of all, or one or two more.
    int last = m->limbs - 1;
    const uint32_t *divisor = m->n[last];
    fastzk_u256 most = {~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u}, q, carry, high;
    fastzk_u256_copy(q, most);
    if (fastzk_u256_less(x[last], divisor)) fastzk_modmul256(carry, x[last], most, x[last], x[last - 1], divisor, q);

    // x 2^256 - q n = x 2^256 + q (R - n) - q R
    fastzk_u256_copy(high, x[last]);
    for (int i = last; i > 0; i--) fastzk_u256_copy(x[i], x[i - 1]);
    fastzk_u256_copy(x[0], ZERO);
    multiply_add(fast, m->limbs, x, m->complement, q, x, carry);
    int32_t excess = (int32_t)(high[0] + carry[0] - q[0]);  // 0, -1 or -2: the lowest words tell
    while (excess != 0) {
        add(fast, m->limbs, x, m->n, carry);
        excess += (int32_t)carry[0];
    }
}

// Big-endian bytes to limbs.
static void load(fastzk_u256 *to, int limbs, const uint8_t *bytes)
{
    for (int i = limbs - 1; i >= 0; i--, bytes += 32) fastzk_u256_from_be(to[i], bytes);
}

static bool less(const fastzk_u256 *a, const fastzk_u256 *b, int limbs)
{
    for (int i = limbs - 1; i >= 0; i--) {
        if (!fastzk_u256_equal(a[i], b[i])) return fastzk_u256_less(a[i], b[i]);
    }
    return false;
}

// a -= b for b <= a.
static void subtract(fastzk_u256 *a, const fastzk_u256 *b, int limbs)
{
    uint32_t borrow = 0, *x = a[0];
    const uint32_t *y = b[0];
    for (int i = 0; i < 8 * limbs; i++) {
        uint64_t d = (uint64_t)x[i] - y[i] - borrow;
        x[i] = (uint32_t)d;
        borrow = (uint32_t)(d >> 32) & 1;
    }
}

FASTZK_INLINE void prepare(const bool fast, modulus_data *m)
{
    // R - n = 1 + the complement of all bits.
    fastzk_u256 t, carry;
    for (int i = 0; i < m->limbs; i++) {
        for (int j = 0; j < 8; j++) m->complement[i][j] = ~m->n[i][j];
    }
    m->complement[0][0]++;  // n is odd: no carry

    // Newton's iteration for y = -1/n: if n y = -1 + e, then n y (2 + n y) = -1 + e^2. An odd n is its own inverse modulo 8.
    fastzk_u256 y = {-m->n[0][0]};
    for (int bits = 3; bits < 32; bits *= 2) y[0] *= 2 + m->n[0][0] * y[0];
    for (int bits = 32; bits < 256; bits *= 2) {
        MUL(t, carry, m->n[0], y, fastzk_u256_two, ZERO);
        MUL(y, carry, y, t, ZERO, ZERO);
    }
    fastzk_u256_copy(m->factor, y);
}

// result = s^e modulo n, below R. e is 3 or 65537: 2^1 + 1 or 2^16 + 1.
FASTZK_INLINE const fastzk_u256 *power_by(const bool fast, modulus_data *m, const fastzk_u256 *s, uint32_t exponent)
{
    static product products[2];
    static fastzk_u256 start[MOST_LIMBS];
    prepare(fast, m);
    for (int i = 0; i < m->limbs; i++) fastzk_u256_copy(start[i], s[i]);
    for (int i = 0; i < m->limbs; i++) shift_up(fast, m, start);

    // The last time by s, all others by itself.
    const fastzk_u256 *x = start;
    int squarings = exponent == 3 ? 1 : 16;
    for (int i = 0; i <= squarings; i++) {
        fastzk_u256 *t = products[i & 1];
        multiply(fast, m, t, x, i < squarings ? x : s);
        x = t + m->limbs;
    }
    return x;
}

static const fastzk_u256 *power(modulus_data *m, const fastzk_u256 *s, uint32_t exponent)
{
    return fastzk_has_bigint() ? power_by(true, m, s, exponent) : power_by(false, m, s, exponent);
}

bool fastzk_rsa_verify_sha256(const uint8_t *modulus, size_t size, uint32_t exponent, const uint8_t *signature, const uint8_t hash[32], uint32_t flags)
{
    if (size != 256 && size != 384 && size != 512) return false;
    if (exponent != 65537 && !(exponent == 3 && (flags & FASTZK_RSA_EXPONENT_3) != 0)) return false;
    if ((modulus[0] & 0x80) == 0 || (modulus[size - 1] & 1) == 0) return false;

    static modulus_data m;
    static fastzk_u256 s[MOST_LIMBS], found[MOST_LIMBS], wanted[MOST_LIMBS];
    int limbs = m.limbs = (int)(size / 32);
    load(m.n, limbs, modulus);
    load(s, limbs, signature);
    if (!less(s, m.n, limbs)) return false;

    // The power is below R < 2n.
    const fastzk_u256 *x = power(&m, s, exponent);
    for (int i = 0; i < limbs; i++) fastzk_u256_copy(found[i], x[i]);
    if (!less(found, m.n, limbs)) subtract(found, m.n, limbs);

    // 00 01 ff .. ff 00, then the DER of a DigestInfo with SHA-256 and NULL parameters, then the hash.
    static const uint8_t digest_info[19] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
    static uint8_t encoded[32 * MOST_LIMBS];
    uint8_t *const end = encoded + sizeof encoded, *const start = end - size;
    memset(start, 0xff, size);
    start[0] = 0;
    start[1] = 1;
    end[-52] = 0;
    memcpy(end - 51, digest_info, sizeof digest_info);
    memcpy(end - 32, hash, 32);
    load(wanted, limbs, start);
    for (int i = 0; i < limbs; i++) {
        if (!fastzk_u256_equal(found[i], wanted[i])) return false;
    }
    return true;
}
