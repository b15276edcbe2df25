#include "bls12.h"

zkvm_status zkvm_bls12_pairing(const zkvm_bls12_381_pairing_pair *pairs, size_t num_pairs, bool *verified)
{
    fz_pairing batch[FZ_BATCH];
    uint32_t n = 0;
    fz_fp12 f;
    fz_bls12_begin();
    if (num_pairs == 0) return ZKVM_EFAIL;
    fz_fp12_one(&f);
    for (size_t i = 0; i < num_pairs; i++) {
        fz_g1 p;
        fz_g2 q;
        if (!fz_bls12_read_g1(&p, pairs[i].g1.data) || !fz_bls12_g1_in_group(&p)) return ZKVM_EFAIL;
        if (!fz_bls12_read_g2(&q, pairs[i].g2.data) || !fz_bls12_g2_in_group(&q)) return ZKVM_EFAIL;
        if (fz_g1_is_infinity(&p) || fz_g2_is_infinity(&q)) continue;  // a factor of one
        batch[n].px = p.x;
        batch[n].py = p.y;
        batch[n].qx = q.x;
        batch[n].qy = q.y;
        if (++n == FZ_BATCH) {
            fz_bls12_miller(&f, batch, n);
            n = 0;
        }
    }
    if (n != 0) fz_bls12_miller(&f, batch, n);
    *verified = fz_bls12_final_is_one(&f);
    return ZKVM_EOK;
}
