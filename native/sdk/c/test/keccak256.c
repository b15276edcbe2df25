#include "selftest.h"

static void run(void)
{
    size_t n;
    const uint8_t *data = field(&n);
    zkvm_keccak256_hash hash;
    zkvm_status status = zkvm_keccak256(data, n, &hash);
    report(status, hash.data, sizeof hash.data);
}
