/* The buses (section 5) and the constraints at zeta (section 8). */
#include "internal.h"

#include <string.h>

enum { PUBLIC_JOURNAL = 1, PUBLIC_EXIT = 2 };

/* alpha + sum of beta^k*m[k] + beta^L*(bus + 1) for entries in the base field. */
static fp5 public_fingerprint(const fastzk_challenge *c, unsigned bus, const fp *m, unsigned entries)
{
    fp5 sum = fp5_add(c->alpha, fp5_scale(c->beta[FASTZK_LONGEST_TUPLE], fp_of(bus + 1u)));
    for (unsigned k = 0; k < entries; k++)
        sum = fp5_add(sum, fp5_scale(c->beta[k], m[k]));
    return sum;
}

const char *fastzk_check_buses(const fastzk_challenge *c, const fp5 *sums, unsigned tables, const fp5 *products, unsigned with_pairs, uint32_t entry,
                               uint32_t exit_code, const uint8_t *journal, uint32_t journal_length)
{
    /* The sum of the public fractions as one fraction. */
    fp start[2] = {0, 0}, end[2] = {0, 0}, code[3], byte[3];
    fp5 numerator = fp5_sub(fp5_of(0), fp5_of(FP_ONE)), denominator, f, sum = fp5_of(0), product;
    code[0] = fp_of(PUBLIC_EXIT);
    code[1] = fp_of(exit_code & 0xffffu);
    code[2] = fp_of(exit_code >> 16);
    byte[0] = fp_of(PUBLIC_JOURNAL);
    denominator = public_fingerprint(c, FASTZK_BUS_PUBLIC, code, 3);
    for (uint32_t i = 0; i < journal_length; i++) {
        byte[1] = fp_of(i);
        byte[2] = fp_of(journal[i]);
        f = public_fingerprint(c, FASTZK_BUS_PUBLIC, byte, 3);
        numerator = fp5_sub(fp5_mul(numerator, f), denominator);
        denominator = fp5_mul(denominator, f);
    }
    if (fp5_is_zero(&denominator))
        return "the statement meets a zero fingerprint";
    for (unsigned i = 0; i < tables; i++)
        sum = fp5_add(sum, sums[i]);
    f = fp5_add(fp5_mul(sum, denominator), numerator);
    if (!fp5_is_zero(&f))
        return "the buses do not balance";
    /* What is produced, the start with it, is what is consumed, the end with it. As the end's fingerprint is not zero, no product is. */
    start[0] = fp_of(entry);
    end[0] = fp_of(FASTZK_END_PC);
    product = public_fingerprint(c, FASTZK_BUS_STATE, start, 2);
    for (unsigned i = 0; i < with_pairs; i++)
        product = fp5_mul(product, products[i]);
    f = public_fingerprint(c, FASTZK_BUS_STATE, end, 2);
    if (fp5_is_zero(&f))
        return "the statement meets a zero fingerprint";
    return fp5_same(&product, &f) ? NULL : "the chains do not close";
}

/* Fills the slots behind the columns of the table. */
static void run(const fastzk_table *t, fp5 *slots)
{
    fp5 *target = slots + t->fixed + t->main + t->next;
    for (unsigned i = 0; i < t->instructions; i++, target++) {
        const fastzk_instruction *n = &t->code[i];
        switch (n->operation) {
        case FASTZK_ADD:
            *target = fp5_add(slots[n->a], slots[n->b]);
            break;
        case FASTZK_SUB:
            *target = fp5_sub(slots[n->a], slots[n->b]);
            break;
        case FASTZK_MULTIPLY:
            *target = fp5_mul(slots[n->a], slots[n->b]);
            break;
        case FASTZK_SCALE:
            *target = fp5_scale(slots[n->a], fp_of(t->constants[n->b]));
            break;
        default:
            *target = fp5_of(fp_of(t->constants[n->a]));
            break;
        }
    }
}

static fp5 fingerprint(const fastzk_challenge *c, unsigned bus, unsigned entries, const uint16_t *tuple, const fp5 *slots)
{
    fp5 sum = fp5_add(c->alpha, fp5_scale(c->beta[FASTZK_LONGEST_TUPLE], fp_of(bus + 1u)));
    for (unsigned k = 0; k < entries; k++)
        sum = fp5_add(sum, fp5_mul(c->beta[k], slots[tuple[k]]));
    return sum;
}

/* h*product of D_i - sum of m_i*product of the other D, over the fractions from..to-1: zero exactly when h is their sum. */
static fp5 fraction_step(const fastzk_workspace *w, const fastzk_table *t, fp5 h, unsigned from, unsigned to)
{
    fp5 product = fp5_of(FP_ONE);
    for (unsigned i = from; i < to; i++) {
        fp5 m = fp5_mul(w->slots[t->fraction[i].multiplicity], product);
        h = fp5_mul(h, w->fingerprints[i]);
        h = t->fraction[i].negative ? fp5_add(h, m) : fp5_sub(h, m);
        product = fp5_mul(product, w->fingerprints[i]);
    }
    return h;
}

/* after*product of what the pairs from..to-1 consume - before*product of what they produce: zero exactly when the running product takes them in. */
static fp5 product_step(const fastzk_workspace *w, const fastzk_challenge *c, const fastzk_table *t, fp5 before, fp5 after, unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++) {
        const fastzk_pair *p = &t->pair[i];
        after = fp5_mul(after, fingerprint(c, p->bus, p->entries, p->consumed, w->slots));
        before = fp5_mul(before, fingerprint(c, p->bus, p->entries, p->produced, w->slots));
    }
    return fp5_sub(after, before);
}

/* T_n(zeta)/(zeta^n - 1), T_n(zeta) the product of zeta - g^j over the rows a..n-1, which are g^-1, g^-2, ..., g^-(h+1). */
static fp5 row_factor(const fastzk_profile *profile, unsigned log, fp5 zeta)
{
    fp back = fp_inverse(fp_root(log)), point = back;
    fp5 product = fp5_of(FP_ONE);
    for (unsigned j = 0; j <= profile->random_rows; j++) {
        fp5 factor = zeta;
        factor.c[0] = fp_sub(factor.c[0], point);
        product = fp5_mul(product, factor);
        point = fp_mul(point, back);
    }
    return fp5_mul(product, fp5_inverse(fp5_sub(fp5_pow_two_to(zeta, log), fp5_of(FP_ONE))));
}

typedef struct {
    fp5 gamma, power; /* the power is that of the next constraint */
} powers;

/* sum + power*v, then the next power. */
static fp5 add_constraint(powers *p, fp5 sum, fp5 v)
{
    sum = fp5_add(sum, fp5_mul(p->power, v));
    p->power = fp5_mul(p->power, p->gamma);
    return sum;
}

/* total is that of the sum; that of the product is used only if the table has pairs. */
static fp5 table_share(fastzk_workspace *w, const fastzk_challenge *c, powers *p, unsigned id, fp5 total, const fp5 *product, fp5 zeta, fp5 factor)
{
    const fastzk_shape *s = &w->shape;
    const fastzk_table *t = fastzk_table_of(id);
    const unsigned log = s->log_height[id], per_column = s->per_column[id], auxiliary = fastzk_auxiliary(s, id), helpers = fastzk_sums(s, id) - 1u;
    const uint32_t a = ((uint32_t)1 << log) - s->profile->random_rows - 1u;
    const fp g = fp_root(log);
    const fp5 *fixed = w->values + s->first_value[id], *main = fixed + t->fixed, *aux = main + t->main, *next = aux + auxiliary, *next_sum = next + t->next;
    const fp5 *running = aux + 5u * helpers;
    fp5 inner = fp5_of(0), first = fp5_of(0), chains = fp5_of(0), share, x, y, sum = fp5_combine(running), step;

    memcpy(w->slots, fixed, (size_t)(t->fixed + t->main) * sizeof *fixed);
    memcpy(w->slots + t->fixed + t->main, next, t->next * sizeof *next);
    run(t, w->slots);
    for (unsigned i = 0; i < t->fractions; i++)
        w->fingerprints[i] = fingerprint(c, t->fraction[i].bus, t->fraction[i].entries, t->fraction[i].tuple, w->slots);

    for (unsigned i = 0; i < t->rows; i++)
        inner = add_constraint(p, inner, w->slots[t->constraints[i]]);
    x = zeta;
    x.c[0] = fp_sub(x.c[0], fp_pow(g, a - 1u));
    for (unsigned i = 0; i < t->transitions; i++)
        inner = add_constraint(p, inner, fp5_mul(x, w->slots[t->constraints[t->rows + i]]));
    for (unsigned i = 0; i < t->first; i++)
        first = add_constraint(p, first, w->slots[t->constraints[t->rows + t->transitions + i]]);
    step = fp5_sub(fp5_combine(next_sum), sum);
    for (unsigned j = 0; j < helpers; j++) {
        fp5 h = fp5_combine(aux + 5u * j);
        step = fp5_sub(step, h);
        inner = add_constraint(p, inner, fraction_step(w, t, h, per_column * j, per_column * (j + 1u)));
    }
    inner = add_constraint(p, inner, fraction_step(w, t, step, per_column * helpers, t->fractions));

    share = fp5_mul(factor, inner);
    x = zeta;
    x.c[0] = fp_sub(x.c[0], FP_ONE);
    x = fp5_inverse(x);
    share = fp5_add(share, fp5_mul(first, x));
    share = add_constraint(p, share, fp5_mul(sum, x));
    y = zeta;
    y.c[0] = fp_sub(y.c[0], fp_pow(g, a));
    y = fp5_inverse(y);
    share = add_constraint(p, share, fp5_mul(fp5_sub(fp5_add(sum, fp5_combine(main)), total), y));
    if (t->pairs == 0)
        return share;

    running += 5;
    for (unsigned j = 0; j < fastzk_products(s, id); j++) {
        const unsigned from = per_column * j, to = from + per_column < t->pairs ? from + per_column : t->pairs;
        const fp5 after = fp5_combine(to < t->pairs ? running + 5u * (j + 1u) : next_sum + 5);
        chains = add_constraint(p, chains, product_step(w, c, t, fp5_combine(running + 5u * j), after, from, to));
    }
    share = fp5_add(share, fp5_mul(factor, chains));
    sum = fp5_combine(running);
    share = add_constraint(p, share, fp5_mul(fp5_sub(sum, fp5_of(FP_ONE)), x));
    return add_constraint(p, share, fp5_mul(fp5_sub(fp5_mul(sum, fp5_combine(main + 5)), *product), y));
}

const char *fastzk_check_constraints(fastzk_workspace *w, const fastzk_challenge *c, fp5 gamma, fp5 zeta)
{
    const fastzk_shape *s = &w->shape;
    fp5 factor[FASTZK_MAX_LOG_TOP + 1], sum = fp5_of(0), shift, pieces;
    const fp5 *product = w->totals + s->tables;
    uint32_t known = 0; /* heights whose factor was computed */
    powers p;
    p.gamma = gamma;
    p.power = fp5_of(FP_ONE);
    for (unsigned i = 0; i < s->tables; i++) {
        const unsigned id = s->present[i], log = s->log_height[id];
        if ((known >> log & 1u) == 0) {
            known |= (uint32_t)1 << log;
            factor[log] = row_factor(s->profile, log, zeta);
        }
        sum = fp5_add(sum, table_share(w, c, &p, id, w->totals[i], product, zeta, factor[log]));
        if (fastzk_table_of(id)->pairs != 0)
            product++;
    }
    shift = fp5_pow(zeta, ((uint32_t)1 << s->log_top) - s->profile->piece_mask);
    pieces = fp5_mul(shift, fp5_combine(w->values + s->pieces + 10));
    pieces = fp5_mul(shift, fp5_add(pieces, fp5_combine(w->values + s->pieces + 5)));
    pieces = fp5_add(pieces, fp5_combine(w->values + s->pieces));
    return fp5_same(&sum, &pieces) ? NULL : "the constraints do not hold at the out-of-domain point";
}
