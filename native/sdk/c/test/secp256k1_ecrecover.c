#include "selftest.h"

static void run(void)
{
    zkvm_secp256k1_hash hash;
    zkvm_secp256k1_signature signature;
    zkvm_secp256k1_pubkey key;
    uint8_t id;
    fixed(hash.data, sizeof hash.data);
    fixed(signature.data, sizeof signature.data);
    fixed(&id, 1);
    mark(key.data, sizeof key.data);
    zkvm_status status = zkvm_secp256k1_ecrecover(&hash, &signature, id, &key);
    report(status, key.data, sizeof key.data);
}
