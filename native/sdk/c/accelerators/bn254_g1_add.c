#include "bn254.h"

zkvm_status zkvm_bn254_g1_add(const zkvm_bn254_g1_point *p1, const zkvm_bn254_g1_point *p2, zkvm_bn254_g1_point *result)
{
    fz_g1 a, b;
    fz_bn254_begin();
    if (!fz_bn254_read_g1(&a, p1->data) || !fz_bn254_read_g1(&b, p2->data)) return ZKVM_EFAIL;
    fz_g1_add(&a, &a, &b);
    fz_bn254_write_g1(result->data, &a);
    return ZKVM_EOK;
}
