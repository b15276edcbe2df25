#include "bls12.h"

// As in EIP-2537 the points need not lie in the subgroup.
zkvm_status zkvm_bls12_g2_add(const zkvm_bls12_381_g2_point *p1, const zkvm_bls12_381_g2_point *p2, zkvm_bls12_381_g2_point *result)
{
    fz_g2 a, b;
    fz_bls12_begin();
    if (!fz_bls12_read_g2(&a, p1->data) || !fz_bls12_read_g2(&b, p2->data)) return ZKVM_EFAIL;
    fz_g2_add(&a, &a, &b);
    fz_bls12_write_g2(result->data, &a);
    return ZKVM_EOK;
}
