// The routines on big numbers and signatures, as a test calls them: the input is records, each the number of a routine and its arguments; the journal takes
// what it returned. Numbers and flags are 4 bytes, little-endian; the rest as the routine wants it.
//
//   0 modmul256     a b c d m                                  r q
//   1 mulwide256    a b c d                                    low high
//   2 ecdsa verify  curve flags hash r s key                   1 byte: 1 if it holds
//   3 recover       curve flags recovery_id hash r s           1 byte, and the key if it is 1
//   4 ed25519       flags key signature length message         1 byte
//   5 rsa           flags size exponent modulus signature hash 1 byte
//   6 sha512        length message                             64 bytes
#include "fastzk.h"
#include "fastzk_bigint.h"
#include "fastzk_ecdsa.h"
#include "fastzk_ed25519.h"
#include "fastzk_rsa.h"
#include "fastzk_sha512.h"

static uint32_t number(void)
{
    uint32_t n;
    fastzk_read_exact(&n, sizeof n);
    return n;
}

static const fastzk_curve *curve(void)
{
    return number() == 0 ? &fastzk_secp256k1 : &fastzk_secp256r1;
}

static void commit_result(bool holds)
{
    fastzk_commit(&(uint8_t){holds}, 1);
}

static void modmul(void)
{
    fastzk_u256 in[5], r, q;
    fastzk_read_exact(in, sizeof in);
    fastzk_modmul256(r, in[0], in[1], in[2], in[3], in[4], q);
    fastzk_commit(r, sizeof r);
    fastzk_commit(q, sizeof q);
}

static void mulwide(void)
{
    fastzk_u256 in[4], low, high;
    fastzk_read_exact(in, sizeof in);
    fastzk_mulwide256(low, high, in[0], in[1], in[2], in[3]);
    fastzk_commit(low, sizeof low);
    fastzk_commit(high, sizeof high);
}

static void ecdsa_verify(void)
{
    const fastzk_curve *c = curve();
    uint32_t flags = number();
    uint8_t in[160];
    fastzk_read_exact(in, sizeof in);
    commit_result(fastzk_ecdsa_verify(c, in, in + 32, in + 64, in + 96, flags));
}

static void ecdsa_recover(void)
{
    const fastzk_curve *c = curve();
    uint32_t flags = number(), id = number();
    uint8_t in[96], key[64];
    fastzk_read_exact(in, sizeof in);
    bool found = fastzk_ecdsa_recover(c, in, in + 32, in + 64, id, key, flags);
    commit_result(found);
    if (found) fastzk_commit(key, sizeof key);
}

static uint8_t message[4096];

static size_t read_message(void)
{
    size_t n = number();
    if (n > sizeof message) fastzk_exit(FASTZK_EXIT_BAD_INPUT);
    fastzk_read_exact(message, n);
    return n;
}

static void ed25519_verify(void)
{
    uint32_t flags = number();
    uint8_t in[96];
    fastzk_read_exact(in, sizeof in);
    size_t n = read_message();
    commit_result(fastzk_ed25519_verify(in, in + 32, message, n, flags));
}

static void rsa_verify(void)
{
    uint32_t flags = number(), size = number(), exponent = number();
    static uint8_t modulus[512], signature[512];
    uint8_t hash[32];
    if (size > sizeof modulus) fastzk_exit(FASTZK_EXIT_BAD_INPUT);
    fastzk_read_exact(modulus, size);
    fastzk_read_exact(signature, size);
    fastzk_read_exact(hash, sizeof hash);
    commit_result(fastzk_rsa_verify_sha256(modulus, size, exponent, signature, hash, flags));
}

static void sha512(void)
{
    size_t n = read_message();
    fastzk_sha512_ctx ctx;
    uint8_t digest[64];
    fastzk_sha512_init(&ctx);
    fastzk_sha512_update(&ctx, message, n);
    fastzk_sha512_final(&ctx, digest);
    fastzk_commit(digest, sizeof digest);
}

int main(void)
{
    uint32_t routine;
    for (;;) {
        size_t n = fastzk_read(&routine, sizeof routine);
        if (n == 0) return FASTZK_EXIT_OK;
        if (n != sizeof routine) return FASTZK_EXIT_BAD_INPUT;
        switch (routine) {
            case 0: modmul(); break;
            case 1: mulwide(); break;
            case 2: ecdsa_verify(); break;
            case 3: ecdsa_recover(); break;
            case 4: ed25519_verify(); break;
            case 5: rsa_verify(); break;
            case 6: sha512(); break;
            default: return FASTZK_EXIT_BAD_INPUT;
        }
    }
}
