#include "selftest.h"

static void run(void)
{
    zkvm_secp256r1_hash hash;
    zkvm_secp256r1_signature signature;
    zkvm_secp256r1_pubkey key;
    uint8_t verified = 0xa5;
    fixed(hash.data, sizeof hash.data);
    fixed(signature.data, sizeof signature.data);
    fixed(key.data, sizeof key.data);
    bool result = false;
    zkvm_status status = zkvm_secp256r1_verify(&hash, &signature, &key, &result);
    if (status == ZKVM_EOK) verified = result;
    report(status, &verified, 1);
}
