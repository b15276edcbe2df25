// The C interface of the zkVM standards for Ethereum (eth-act/zkvm-standards, c-interface-accelerators): names, types and status codes are
// the standard's, so that a guest written against it compiles here unchanged.
//
// What the standard leaves open is done as in the EIP of each precompile:
// - Numbers and coordinates are big-endian. A coordinate that is not below its prime, or a point off its curve, is ZKVM_EFAIL.
// - The point at infinity is all zeros.
// - A coordinate in Fp2, re + im u: BN254 has im first (EIP-197), BLS12-381 re first (EIP-2537, without its padding to 64 bytes).
// - bn254_pairing, bls12_*_msm, bls12_pairing and kzg_point_eval demand that points lie in the group of order r; bls12_*_add does not.
// - Scalars of multiplications may have any 256 bits. kzg_point_eval's field elements must be below r.
// - A signature, proof or pairing that does not hold is ZKVM_EOK with *verified = false. On ZKVM_EFAIL outputs are left as they were.
// - Outputs may be the same object as inputs.
//
// No heap is used; the stack each call needs is listed in native/README.md. Calls with a circuit use it where the host has it, and plain code
// with the same results where not.
#ifndef ZKVM_ACCELERATORS_H
#define ZKVM_ACCELERATORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define ALIGN8 alignas(8)
#else
#define ALIGN8 _Alignas(8)
#endif

typedef enum {
    ZKVM_EOK = 0,
    ZKVM_EFAIL = -1,
} zkvm_status;

typedef struct { ALIGN8 uint8_t data[16]; } zkvm_bytes_16;
typedef struct { ALIGN8 uint8_t data[32]; } zkvm_bytes_32;
typedef struct { ALIGN8 uint8_t data[48]; } zkvm_bytes_48;
typedef struct { ALIGN8 uint8_t data[64]; } zkvm_bytes_64;
typedef struct { ALIGN8 uint8_t data[96]; } zkvm_bytes_96;
typedef struct { ALIGN8 uint8_t data[128]; } zkvm_bytes_128;
typedef struct { ALIGN8 uint8_t data[192]; } zkvm_bytes_192;

typedef zkvm_bytes_32 zkvm_keccak256_hash;
typedef zkvm_bytes_32 zkvm_sha256_hash;
typedef zkvm_bytes_32 zkvm_ripemd160_hash;  // 12 zeros, then the 20 bytes

typedef zkvm_bytes_32 zkvm_secp256k1_hash;
typedef zkvm_bytes_64 zkvm_secp256k1_signature;  // r, s
typedef zkvm_bytes_64 zkvm_secp256k1_pubkey;     // x, y
typedef zkvm_bytes_32 zkvm_secp256r1_hash;
typedef zkvm_bytes_64 zkvm_secp256r1_signature;
typedef zkvm_bytes_64 zkvm_secp256r1_pubkey;

typedef zkvm_bytes_64 zkvm_bn254_g1_point;
typedef zkvm_bytes_128 zkvm_bn254_g2_point;
typedef zkvm_bytes_32 zkvm_bn254_scalar;
typedef struct {
    zkvm_bn254_g1_point g1;
    zkvm_bn254_g2_point g2;
} zkvm_bn254_pairing_pair;

typedef zkvm_bytes_96 zkvm_bls12_381_g1_point;
typedef zkvm_bytes_192 zkvm_bls12_381_g2_point;
typedef zkvm_bytes_32 zkvm_bls12_381_scalar;
typedef zkvm_bytes_48 zkvm_bls12_381_fp;
typedef zkvm_bytes_96 zkvm_bls12_381_fp2;
typedef struct {
    zkvm_bls12_381_g1_point point;
    zkvm_bls12_381_scalar scalar;
} zkvm_bls12_381_g1_msm_pair;
typedef struct {
    zkvm_bls12_381_g2_point point;
    zkvm_bls12_381_scalar scalar;
} zkvm_bls12_381_g2_msm_pair;
typedef struct {
    zkvm_bls12_381_g1_point g1;
    zkvm_bls12_381_g2_point g2;
} zkvm_bls12_381_pairing_pair;

typedef zkvm_bytes_64 zkvm_blake2f_state;
typedef zkvm_bytes_128 zkvm_blake2f_message;
typedef zkvm_bytes_16 zkvm_blake2f_offset;

typedef zkvm_bytes_48 zkvm_kzg_commitment;
typedef zkvm_bytes_48 zkvm_kzg_proof;
typedef zkvm_bytes_32 zkvm_kzg_field_element;

// Keccak-256, with the padding from before SHA-3.
zkvm_status zkvm_keccak256(const uint8_t *data, size_t len, zkvm_keccak256_hash *output);

// ECDSA over secp256k1. s may be in either half. A public key off the curve, or r or s out of range, is a signature that does not hold.
zkvm_status zkvm_secp256k1_verify(const zkvm_secp256k1_hash *msg, const zkvm_secp256k1_signature *sig, const zkvm_secp256k1_pubkey *pubkey,
                                  bool *verified);

// 0x01: the public key of a signature; recid is 0 to 3. ZKVM_EFAIL where there is none.
zkvm_status zkvm_secp256k1_ecrecover(const zkvm_secp256k1_hash *msg, const zkvm_secp256k1_signature *sig, uint8_t recid,
                                     zkvm_secp256k1_pubkey *output);

// 0x02
zkvm_status zkvm_sha256(const uint8_t *data, size_t len, zkvm_sha256_hash *output);

// 0x03
zkvm_status zkvm_ripemd160(const uint8_t *data, size_t len, zkvm_ripemd160_hash *output);

// 0x05: base ^ exp mod modulus, in mod_len bytes. 0 ^ 0 is 1; a modulus of 0 gives 0. Here mod_len is at most 1024 (EIP-7823), longer ones
// are ZKVM_EFAIL; base and exponent may have any length.
zkvm_status zkvm_modexp(const uint8_t *base, size_t base_len, const uint8_t *exp, size_t exp_len, const uint8_t *modulus, size_t mod_len,
                        uint8_t *output);

// 0x06
zkvm_status zkvm_bn254_g1_add(const zkvm_bn254_g1_point *p1, const zkvm_bn254_g1_point *p2, zkvm_bn254_g1_point *result);

// 0x07
zkvm_status zkvm_bn254_g1_mul(const zkvm_bn254_g1_point *point, const zkvm_bn254_scalar *scalar, zkvm_bn254_g1_point *result);

// 0x08: whether the product of the pairings is one; of none it is.
zkvm_status zkvm_bn254_pairing(const zkvm_bn254_pairing_pair *pairs, size_t num_pairs, bool *verified);

// 0x09: BLAKE2b's compression function; h is changed in place. rounds is a number like any other. f is 0 or 1, else ZKVM_EFAIL.
zkvm_status zkvm_blake2f(uint32_t rounds, zkvm_blake2f_state *h, const zkvm_blake2f_message *m, const zkvm_blake2f_offset *t, uint8_t f);

// 0x0a: whether the committed polynomial has the value y at z.
zkvm_status zkvm_kzg_point_eval(const zkvm_kzg_commitment *commitment, const zkvm_kzg_field_element *z, const zkvm_kzg_field_element *y,
                                const zkvm_kzg_proof *proof, bool *verified);

// 0x0b
zkvm_status zkvm_bls12_g1_add(const zkvm_bls12_381_g1_point *p1, const zkvm_bls12_381_g1_point *p2, zkvm_bls12_381_g1_point *result);

// 0x0c; no pairs are ZKVM_EFAIL, here and below.
zkvm_status zkvm_bls12_g1_msm(const zkvm_bls12_381_g1_msm_pair *pairs, size_t num_pairs, zkvm_bls12_381_g1_point *result);

// 0x0d
zkvm_status zkvm_bls12_g2_add(const zkvm_bls12_381_g2_point *p1, const zkvm_bls12_381_g2_point *p2, zkvm_bls12_381_g2_point *result);

// 0x0e
zkvm_status zkvm_bls12_g2_msm(const zkvm_bls12_381_g2_msm_pair *pairs, size_t num_pairs, zkvm_bls12_381_g2_point *result);

// 0x0f: whether the product of the pairings is one.
zkvm_status zkvm_bls12_pairing(const zkvm_bls12_381_pairing_pair *pairs, size_t num_pairs, bool *verified);

// 0x10
zkvm_status zkvm_bls12_map_fp_to_g1(const zkvm_bls12_381_fp *field_element, zkvm_bls12_381_g1_point *result);

// 0x11
zkvm_status zkvm_bls12_map_fp2_to_g2(const zkvm_bls12_381_fp2 *field_element, zkvm_bls12_381_g2_point *result);

// 0x100: ECDSA over P-256. As for secp256k1.
zkvm_status zkvm_secp256r1_verify(const zkvm_secp256r1_hash *msg, const zkvm_secp256r1_signature *sig, const zkvm_secp256r1_pubkey *pubkey,
                                  bool *verified);

#ifdef __cplusplus
}
#endif

#endif
