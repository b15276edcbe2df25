#include "selftest.h"

static zkvm_bls12_381_g2_msm_pair pairs[32];

static void run(void)
{
    uint8_t count;
    zkvm_bls12_381_g2_point result;
    fixed(&count, 1);
    if (count > sizeof pairs / sizeof *pairs) fastzk_exit(FASTZK_EXIT_BAD_INPUT);
    for (uint32_t i = 0; i < count; i++) {
        fixed(pairs[i].point.data, sizeof pairs[i].point.data);
        fixed(pairs[i].scalar.data, sizeof pairs[i].scalar.data);
    }
    mark(result.data, sizeof result.data);
    zkvm_status status = zkvm_bls12_g2_msm(pairs, count, &result);
    report(status, result.data, sizeof result.data);
}
