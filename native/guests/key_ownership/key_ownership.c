// Proves that the prover knows the secret behind a public identity, and binds
// the proof to a verifier's challenge, so that it cannot be replayed for another.
//
// Input (private): secret[32] challenge[32], nothing more.
// Journal: identity = SHA-256(secret) | challenge | response =
//          SHA-256("fastzk.key_ownership.v1" | secret | challenge), 32 bytes each.
//
// The secret must be drawn at random from 2^256: the identity is a plain hash,
// so a guessable secret can be found from the journal.
#include "fastzk.h"
#include "fastzk_sha256.h"

static const char domain[23] = "fastzk.key_ownership.v1";

int main(void)
{
    // One byte more than wanted: a single call tells short, right and long apart.
    uint8_t input[65] __attribute__((aligned(4)));
    if (fastzk_read(input, sizeof input) != 64) return FASTZK_EXIT_BAD_INPUT;

    uint8_t journal[96] __attribute__((aligned(4)));
    fastzk_sha256_plain(input, 32, journal);
    memcpy(journal + 32, input + 32, 32);

    fastzk_sha256_ctx ctx;
    fastzk_sha256_plain_init(&ctx);
    fastzk_sha256_plain_update(&ctx, domain, sizeof domain);
    fastzk_sha256_plain_update(&ctx, input, 64);
    fastzk_sha256_plain_final(&ctx, journal + 64);

    fastzk_commit(journal, sizeof journal);
    return FASTZK_EXIT_OK;
}
