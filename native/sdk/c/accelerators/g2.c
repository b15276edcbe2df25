// G2: points of the twist, over Fp2.
#define F fz_fp2
#define FIELD(operation) fz_fp2_##operation
#define POINT fz_g2
#define NAME(function) fz_g2_##function
#define ADD_B(r, a) fz_fp2_add(r, a, &fz_curve->twist_b)
#include "points.h"

void fz_g2_psi(fz_g2 *r, const fz_g2 *a)
{
    fz_fp2_conj(&r->x, &a->x);
    fz_fp2_mul(&r->x, &r->x, &fz_curve->psi_x);
    fz_fp2_conj(&r->y, &a->y);
    fz_fp2_mul(&r->y, &r->y, &fz_curve->psi_y);
    fz_fp2_conj(&r->z, &a->z);
}
