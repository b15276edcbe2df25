// G1: points over Fp.
#define F fz_fp
#define FIELD(operation) fz_fp_##operation
#define POINT fz_g1
#define NAME(function) fz_g1_##function
#define fz_fp_sqr(r, a) fz_fp_mul(r, a, a)
#define ADD_B(r, a) fz_fp_add(r, a, &fz_curve->b)
#include "points.h"
