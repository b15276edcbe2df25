// The SHA-256 digest of the whole input, whatever its length, by the host's circuit where it has one: sha256_stream does the same in plain C.
//
// Input: any bytes. Journal: the digest, 32 bytes.
#include "fastzk.h"
#include "fastzk_sha256.h"

// Large, since each call has a price of its own; a multiple of the block length, so that every full chunk is hashed in place.
static uint32_t chunk[1 << 14];

int main(void)
{
    fastzk_sha256_ctx ctx;
    fastzk_sha256_init(&ctx);
    size_t got;
    do {
        got = fastzk_read(chunk, sizeof chunk);
        fastzk_sha256_update(&ctx, chunk, got);
    } while (got == sizeof chunk);

    uint8_t digest[32] __attribute__((aligned(4)));
    fastzk_sha256_final(&ctx, digest);
    fastzk_commit(digest, sizeof digest);
    return FASTZK_EXIT_OK;
}
