// The SHA-256 digest of the whole input, whatever its length, in plain C: a benchmark of ordinary code.
//
// Input: any bytes. Journal: the digest, 32 bytes.
#include "fastzk.h"
#include "fastzk_sha256.h"

// A multiple of the block length, so that every full chunk is hashed in place.
static uint32_t chunk[1024];

int main(void)
{
    fastzk_sha256_ctx ctx;
    fastzk_sha256_plain_init(&ctx);
    size_t got;
    do {
        got = fastzk_read(chunk, sizeof chunk);
        fastzk_sha256_plain_update(&ctx, chunk, got);
    } while (got == sizeof chunk);

    uint8_t digest[32] __attribute__((aligned(4)));
    fastzk_sha256_plain_final(&ctx, digest);
    fastzk_commit(digest, sizeof digest);
    return FASTZK_EXIT_OK;
}
