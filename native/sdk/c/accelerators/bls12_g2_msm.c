#include "bls12.h"

zkvm_status zkvm_bls12_g2_msm(const zkvm_bls12_381_g2_msm_pair *pairs, size_t num_pairs, zkvm_bls12_381_g2_point *result)
{
    fz_g2 points[FZ_BATCH], sum;
    uint32_t scalars[FZ_BATCH][8], n = 0;
    fz_bls12_begin();
    if (num_pairs == 0) return ZKVM_EFAIL;
    fz_g2_infinity(&sum);
    for (size_t i = 0; i < num_pairs; i++) {
        if (!fz_bls12_read_g2(&points[n], pairs[i].point.data) || !fz_bls12_g2_in_group(&points[n])) return ZKVM_EFAIL;
        fz_read_scalar(scalars[n], pairs[i].scalar.data);
        if (++n == FZ_BATCH || i + 1 == num_pairs) {
            fz_g2_add_products(&sum, points, (const uint32_t (*)[8])scalars, n);
            n = 0;
        }
    }
    fz_bls12_write_g2(result->data, &sum);
    return ZKVM_EOK;
}
