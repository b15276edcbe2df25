#include "selftest.h"

static void run(void)
{
    zkvm_kzg_commitment commitment;
    zkvm_kzg_field_element z, y;
    zkvm_kzg_proof proof;
    uint8_t verified = 0xa5;
    fixed(commitment.data, sizeof commitment.data);
    fixed(z.data, sizeof z.data);
    fixed(y.data, sizeof y.data);
    fixed(proof.data, sizeof proof.data);
    bool result = false;
    zkvm_status status = zkvm_kzg_point_eval(&commitment, &z, &y, &proof, &result);
    if (status == ZKVM_EOK) verified = result;
    report(status, &verified, 1);
}
