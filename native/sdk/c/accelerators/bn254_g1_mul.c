#include "bn254.h"

zkvm_status zkvm_bn254_g1_mul(const zkvm_bn254_g1_point *point, const zkvm_bn254_scalar *scalar, zkvm_bn254_g1_point *result)
{
    fz_g1 a, sum;
    uint32_t words[1][8];
    fz_bn254_begin();
    if (!fz_bn254_read_g1(&a, point->data)) return ZKVM_EFAIL;
    fz_read_scalar(words[0], scalar->data);
    fz_g1_infinity(&sum);
    fz_g1_add_products(&sum, &a, (const uint32_t (*)[8])words, 1);
    fz_bn254_write_g1(result->data, &sum);
    return ZKVM_EOK;
}
