#include "selftest.h"
#include "fastzk_sha256.h"

// In parts of `part` bytes, all by one kind of function, or by both in turn
static void in_parts(const uint8_t *data, size_t n, size_t part, int kind, uint8_t digest[32])
{
    fastzk_sha256_ctx ctx;
    fastzk_sha256_init(&ctx);
    for (size_t i = 0, turn = 0; i < n; i += part, turn++) {
        size_t some = n - i < part ? n - i : part;
        if (kind == 1 || (kind == 2 && (turn & 1))) fastzk_sha256_plain_update(&ctx, data + i, some);
        else fastzk_sha256_update(&ctx, data + i, some);
    }
    if (kind == 1) fastzk_sha256_plain_final(&ctx, digest);
    else fastzk_sha256_final(&ctx, digest);
}

static void run(void)
{
    static const uint16_t parts[] = {1, 3, 4, 63, 64, 65, 200};
    size_t n;
    const uint8_t *data = field(&n);
    zkvm_sha256_hash hash;
    zkvm_status status = zkvm_sha256(data, n, &hash);
    report(status, hash.data, sizeof hash.data);

    uint8_t digest[32];
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        for (int kind = 0; kind < 3; kind++) {
            in_parts(data, n, parts[i], kind, digest);
            demand_equal(digest, hash.data, sizeof digest);
        }
    }
    fastzk_sha256_plain(data, n, digest);
    demand_equal(digest, hash.data, sizeof digest);
    fastzk_sha256(data, n, digest);
    demand_equal(digest, hash.data, sizeof digest);
}
