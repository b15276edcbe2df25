#include "selftest.h"

static void run(void)
{
    zkvm_bn254_g1_point a;
    zkvm_bn254_scalar b;
    zkvm_bn254_g1_point result;
    fixed(a.data, sizeof a.data);
    fixed(b.data, sizeof b.data);
    mark(result.data, sizeof result.data);
    zkvm_status status = zkvm_bn254_g1_mul(&a, &b, &result);
    report(status, result.data, sizeof result.data);
    if (status == ZKVM_EOK) {
        zkvm_bn254_g1_mul(&a, &b, &a);  // in place
        demand_equal(&a, &result, sizeof result);
    }
}
