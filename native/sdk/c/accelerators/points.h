// Points of y^2 = x^3 + b in Jacobian coordinates, for the field that the including file names: F (type), FIELD(operation),
// POINT (type), NAME(function), B (b). Included by g1.c and g2.c.
#include "curve.h"
#include "wnaf.h"

void NAME(infinity)(POINT *r)
{
    memset(r, 0, sizeof *r);
}

void NAME(from_affine)(POINT *r, const F *x, const F *y)
{
    F one;
    memset(&one, 0, sizeof one);
    *(fz_fp *)&one = fz_curve->one;  // the real part comes first
    r->x = *x;
    r->y = *y;
    r->z = one;
}

// Affine coordinates; (0, 0) for the point at infinity.
void NAME(affine)(F *x, F *y, const POINT *a)
{
    F i, t;
    FIELD(inv)(&i, &a->z);
    FIELD(sqr)(&t, &i);
    FIELD(mul)(x, &a->x, &t);
    FIELD(mul)(&t, &t, &i);
    FIELD(mul)(y, &a->y, &t);
}

bool NAME(is_infinity)(const POINT *a)
{
    return FIELD(is_zero)(&a->z);
}

bool NAME(equal)(const POINT *a, const POINT *b)
{
    if (NAME(is_infinity)(a) || NAME(is_infinity)(b)) return NAME(is_infinity)(a) && NAME(is_infinity)(b);
    F s, t, u, v;
    FIELD(sqr)(&s, &a->z);
    FIELD(sqr)(&t, &b->z);
    FIELD(mul)(&u, &a->x, &t);
    FIELD(mul)(&v, &b->x, &s);
    if (!FIELD(equal)(&u, &v)) return false;
    FIELD(mul)(&s, &s, &a->z);
    FIELD(mul)(&t, &t, &b->z);
    FIELD(mul)(&u, &a->y, &t);
    FIELD(mul)(&v, &b->y, &s);
    return FIELD(equal)(&u, &v);
}

bool NAME(on_curve)(const F *x, const F *y)
{
    F s, t;
    FIELD(sqr)(&s, x);
    FIELD(mul)(&s, &s, x);
    ADD_B(&s, &s);
    FIELD(sqr)(&t, y);
    return FIELD(equal)(&s, &t);
}

void NAME(neg)(POINT *r, const POINT *a)
{
    *r = *a;
    FIELD(neg)(&r->y, &r->y);
}

// For every point, infinity and those with y = 0 too.
void NAME(double)(POINT *r, const POINT *a)
{
    F s, d, e, t;
    FIELD(sqr)(&s, &a->y);
    FIELD(mul)(&d, &a->x, &s);
    FIELD(add)(&d, &d, &d);
    FIELD(add)(&d, &d, &d);
    FIELD(sqr)(&s, &s);
    FIELD(sqr)(&t, &a->x);
    FIELD(add)(&e, &t, &t);
    FIELD(add)(&e, &e, &t);
    // z first: it needs the old y
    FIELD(mul)(&t, &a->y, &a->z);
    FIELD(add)(&r->z, &t, &t);
    FIELD(sqr)(&t, &e);
    FIELD(sub)(&t, &t, &d);
    FIELD(sub)(&r->x, &t, &d);
    FIELD(sub)(&d, &d, &r->x);
    FIELD(mul)(&e, &e, &d);
    FIELD(add)(&s, &s, &s);
    FIELD(add)(&s, &s, &s);
    FIELD(add)(&s, &s, &s);
    FIELD(sub)(&r->y, &e, &s);
}

// For every two points.
void NAME(add)(POINT *r, const POINT *a, const POINT *b)
{
    if (NAME(is_infinity)(a)) {
        *r = *b;
        return;
    }
    if (NAME(is_infinity)(b)) {
        *r = *a;
        return;
    }
    F s, t, u, v, h, d;
    FIELD(sqr)(&s, &a->z);
    FIELD(sqr)(&t, &b->z);
    FIELD(mul)(&u, &a->x, &t);
    FIELD(mul)(&h, &b->x, &s);
    FIELD(mul)(&t, &t, &b->z);
    FIELD(mul)(&v, &a->y, &t);
    FIELD(mul)(&s, &s, &a->z);
    FIELD(mul)(&d, &b->y, &s);
    FIELD(sub)(&h, &h, &u);
    FIELD(sub)(&d, &d, &v);
    if (FIELD(is_zero)(&h)) {
        if (FIELD(is_zero)(&d)) NAME(double)(r, a);
        else NAME(infinity)(r);
        return;
    }
    FIELD(mul)(&t, &a->z, &b->z);
    FIELD(mul)(&r->z, &t, &h);
    FIELD(sqr)(&s, &h);
    FIELD(mul)(&u, &u, &s);
    FIELD(mul)(&s, &s, &h);
    FIELD(mul)(&v, &v, &s);
    FIELD(sqr)(&t, &d);
    FIELD(sub)(&t, &t, &s);
    FIELD(sub)(&t, &t, &u);
    FIELD(sub)(&r->x, &t, &u);
    FIELD(sub)(&u, &u, &r->x);
    FIELD(mul)(&u, &u, &d);
    FIELD(sub)(&r->y, &u, &v);
}

// Doubling and adding, for scalars with few bits set.
void NAME(mul_words)(POINT *r, const POINT *a, const uint32_t *scalar, uint32_t words)
{
    POINT sum;
    NAME(infinity)(&sum);
    for (uint32_t i = 32 * words; i-- != 0;) {
        if (!NAME(is_infinity)(&sum)) NAME(double)(&sum, &sum);
        if (scalar[i >> 5] >> (i & 31) & 1) NAME(add)(&sum, &sum, a);
    }
    *r = sum;
}

// Straus: the doublings are shared, each scalar adds odd multiples where its non-adjacent form says.
void NAME(add_products)(POINT *r, const POINT *points, const uint32_t (*scalars)[8], uint32_t n)
{
    POINT odd[FZ_BATCH][FZ_WNAF_TABLE], sum;
    int8_t digits[FZ_BATCH][FZ_WNAF_DIGITS];
    uint32_t length = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t used = fz_wnaf(digits[i], scalars[i]);
        if (used > length) length = used;
        odd[i][0] = points[i];
        NAME(double)(&sum, &points[i]);
        for (uint32_t j = 1; j < FZ_WNAF_TABLE; j++) NAME(add)(&odd[i][j], &odd[i][j - 1], &sum);
    }
    NAME(infinity)(&sum);
    while (length-- != 0) {
        if (!NAME(is_infinity)(&sum)) NAME(double)(&sum, &sum);
        for (uint32_t i = 0; i < n; i++) {
            int32_t digit = digits[i][length];
            if (digit == 0) continue;
            POINT t = odd[i][(digit < 0 ? -digit : digit) >> 1];
            if (digit < 0) FIELD(neg)(&t.y, &t.y);
            NAME(add)(&sum, &sum, &t);
        }
    }
    NAME(add)(r, r, &sum);
}
