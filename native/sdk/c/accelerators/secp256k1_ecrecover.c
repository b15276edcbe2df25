#include "../include/fastzk_ecdsa.h"
#include "../include/zkvm_accelerators.h"

zkvm_status zkvm_secp256k1_ecrecover(const zkvm_secp256k1_hash *msg, const zkvm_secp256k1_signature *sig, uint8_t recid, zkvm_secp256k1_pubkey *output)
{
    if (recid > 3) return ZKVM_EFAIL;
    bool found = fastzk_ecdsa_recover(&fastzk_secp256k1, msg->data, sig->data, sig->data + 32, recid, output->data, 0);
    return found ? ZKVM_EOK : ZKVM_EFAIL;
}
