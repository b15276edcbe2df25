#include "selftest.h"

static void run(void)
{
    zkvm_bls12_381_fp a;
    zkvm_bls12_381_g1_point result;
    fixed(a.data, sizeof a.data);
    mark(result.data, sizeof result.data);
    zkvm_status status = zkvm_bls12_map_fp_to_g1(&a, &result);
    report(status, result.data, sizeof result.data);
}
