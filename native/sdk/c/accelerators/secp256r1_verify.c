#include "../include/fastzk_ecdsa.h"
#include "../include/zkvm_accelerators.h"

zkvm_status zkvm_secp256r1_verify(const zkvm_secp256r1_hash *msg, const zkvm_secp256r1_signature *sig, const zkvm_secp256r1_pubkey *pubkey, bool *verified)
{
    *verified = fastzk_ecdsa_verify(&fastzk_secp256r1, msg->data, sig->data, sig->data + 32, pubkey->data, 0);
    return ZKVM_EOK;
}
