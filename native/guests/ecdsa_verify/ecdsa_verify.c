// Proves that the prover holds a signature by a public key over a message with a public hash, and shows neither signature nor message.
//
// Input (private): curve (4 bytes: 0 secp256k1, 1 secp256r1) | key x, y (64) | signature r, s (64) | length (4) | message (up to 65536), nothing more.
// Journal: curve (4) | key (64) | SHA-256(message) (32). Exit code 3, and no journal, if the signature does not hold.
//
// The message is hashed here, not only its hash taken: for a hash of the prover's choice anybody can make a signature by any key.
#include "fastzk.h"
#include "fastzk_ecdsa.h"
#include "fastzk_sha256.h"

enum { MOST_BYTES = 65536, EXIT_NO_SIGNATURE = 3 };

int main(void)
{
    struct {
        uint32_t curve;
        uint8_t key[64], r[32], s[32];
        uint32_t length;
    } in;
    static uint8_t message[MOST_BYTES] __attribute__((aligned(4)));
    fastzk_read_exact(&in, sizeof in);
    if (in.curve > 1 || in.length > MOST_BYTES) return FASTZK_EXIT_BAD_INPUT;
    fastzk_read_exact(message, in.length);
    fastzk_read_end();

    uint8_t hash[32] __attribute__((aligned(4)));
    fastzk_sha256(message, in.length, hash);
    const fastzk_curve *curve = in.curve == 0 ? &fastzk_secp256k1 : &fastzk_secp256r1;
    if (!fastzk_ecdsa_verify(curve, hash, in.r, in.s, in.key, 0)) return EXIT_NO_SIGNATURE;

    fastzk_commit(&in.curve, sizeof in.curve);
    fastzk_commit(in.key, sizeof in.key);
    fastzk_commit(hash, sizeof hash);
    return FASTZK_EXIT_OK;
}
