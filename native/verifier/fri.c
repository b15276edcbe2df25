/* The folds: section 10 of protocol.md. */
#include "internal.h"

/* The fold of eight entries f(x*omega_3^e) with a challenge, from 1/x: the even and odd parts three times over. */
static fp5 fold(const fp5 entries[8], fp5 challenge, fp inverse, const fp inverse_root[4], fp eighth)
{
    fp5 v[8];
    for (unsigned e = 0; e < 8; e++)
        v[e] = entries[e];
    /* 1/(x*omega^j) for j < half: the roots' order and their number halve together. */
    for (unsigned half = 4; half > 0; half /= 2) {
        for (unsigned j = 0; j < half; j++) {
            const fp5 odd = fp5_scale(fp5_sub(v[j], v[j + half]), fp_mul(inverse, inverse_root[j * (4u / half)]));
            v[j] = fp5_add(fp5_add(v[j], v[j + half]), fp5_mul(challenge, odd));
        }
        challenge = fp5_mul(challenge, challenge);
        inverse = fp_mul(inverse, inverse);
    }
    return fp5_scale(v[0], eighth); /* three halvings at once */
}

static const char *read_layer(fastzk_workspace *w, const fastzk_domains *d, fastzk_reader *r, unsigned log_leaves, const uint8_t root[32])
{
    for (unsigned i = 0; i < w->indexes[log_leaves]; i++) {
        const uint8_t *b = fastzk_take(r, 160);
        fastzk_leaf_hash h;
        if (b == NULL)
            return fastzk_cut_short;
        fastzk_leaf_begin(&h, d);
        for (unsigned k = 0; k < 40; k++, b += 4) {
            uint32_t v = fastzk_u32(b);
            if (v >= FP_P)
                return fastzk_not_canonical;
            w->entry[i][k / 5].c[k % 5] = fp_of(v);
            fastzk_leaf_word(&h, w->entry[i][k / 5].c[k % 5]);
        }
        fastzk_leaf_end(&h, w->leaf[0][i]);
    }
    return fastzk_check_path(w, d, r, log_leaves, w->leaf[0], 0, 0, root, "the openings of a layer of FRI do not match its root");
}

const char *fastzk_check_fri(fastzk_workspace *w, const fastzk_domains *d, fastzk_reader *r)
{
    const fastzk_shape *s = &w->shape;
    unsigned log = s->log_top + (unsigned)s->profile->log_blowup; /* of the layer's domain */
    fp shift = fp_of(31), inverse_root[4];
    const fp eighth = fp_inverse(fp_of(8));
    inverse_root[0] = FP_ONE;
    inverse_root[1] = fp_inverse(fp_root(3));
    inverse_root[2] = fp_mul(inverse_root[1], inverse_root[1]);
    inverse_root[3] = fp_mul(inverse_root[2], inverse_root[1]);

    for (unsigned k = 0; k < s->folds; k++) {
        const unsigned leaves = log - 3u;
        const fp inverse_shift = fp_inverse(shift), back = fp_inverse(fp_root(log));
        const char *reason = read_layer(w, d, r, leaves, w->fold_root[k]);
        if (reason != NULL)
            return reason;
        for (unsigned i = 0; i < w->indexes[log]; i++) {
            const uint32_t index = w->index[log][i];
            const unsigned place = fastzk_place(w, leaves, index & (((uint32_t)1 << leaves) - 1u));
            if (!fp5_same(&w->entry[place][index >> leaves], &w->codeword[i]))
                return k == 0 ? "the batched codeword differs from the opened rows" : "a layer of FRI is not the fold of the one before";
        }
        for (unsigned i = 0; i < w->indexes[leaves]; i++)
            w->codeword[i] = fold(w->entry[i], w->fold_challenge[k], fp_mul(inverse_shift, fp_pow(back, w->index[leaves][i])), inverse_root, eighth);
        for (unsigned i = 0; i < 3; i++)
            shift = fp_mul(shift, shift);
        log = leaves;
    }

    for (unsigned i = 0; i < w->indexes[log]; i++) {
        const fp x = fp_mul(shift, fp_pow(fp_root(log), w->index[log][i]));
        fp5 value = w->final[s->final - 1u];
        for (unsigned c = s->final - 1u; c-- > 0;)
            value = fp5_add(fp5_scale(value, x), w->final[c]);
        if (!fp5_same(&value, &w->codeword[i]))
            return "the final polynomial does not fit the last fold";
    }
    return NULL;
}
