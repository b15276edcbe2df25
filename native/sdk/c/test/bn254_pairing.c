#include "selftest.h"

static zkvm_bn254_pairing_pair pairs[32];

static void run(void)
{
    uint8_t count, verified = 0xa5;
    fixed(&count, 1);
    if (count > sizeof pairs / sizeof *pairs) fastzk_exit(FASTZK_EXIT_BAD_INPUT);
    for (uint32_t i = 0; i < count; i++) {
        fixed(pairs[i].g1.data, sizeof pairs[i].g1.data);
        fixed(pairs[i].g2.data, sizeof pairs[i].g2.data);
    }
    bool result = false;
    zkvm_status status = zkvm_bn254_pairing(pairs, count, &result);
    if (status == ZKVM_EOK) verified = result;
    report(status, &verified, 1);
}
