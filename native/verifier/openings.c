/* The opened rows of the five trees, and f_0 from them: sections 8 and 9 of protocol.md. */
#include "internal.h"

#include <string.h>

#define SALT_BYTES 32u

/* Where the columns of a table that one tree holds stand among the values. */
typedef struct {
    unsigned columns;
    unsigned first;         /* value of the first column at zeta */
    unsigned next;          /* first value at zeta*g of those of the columns that have one */
    unsigned next_columns;
    const uint16_t *next_column;
} row_part;

/* The columns of S stand behind those of the helpers, whatever their number, and those of the first product behind them. */
static row_part part_of(const fastzk_shape *s, unsigned tree, unsigned id, uint16_t running[10])
{
    const fastzk_table *t = fastzk_table_of(id);
    const unsigned auxiliary = fastzk_auxiliary(s, id);
    row_part p;
    memset(&p, 0, sizeof p);
    p.first = s->first_value[id];
    if (tree == FASTZK_TREE_PROGRAM || tree == FASTZK_TREE_CIRCUIT) {
        p.columns = t->fixed;
        return p;
    }
    p.first += t->fixed;
    p.next = p.first + t->main + auxiliary;
    if (tree == FASTZK_TREE_MAIN) {
        p.columns = t->main;
        p.next_columns = t->next;
        p.next_column = t->next_column;
        return p;
    }
    p.first += t->main;
    p.next += t->next;
    p.columns = auxiliary;
    p.next_columns = fastzk_running(id);
    for (unsigned k = 0; k < p.next_columns; k++)
        running[k] = (uint16_t)(5u * (fastzk_sums(s, id) - 1u) + k);
    p.next_column = running;
    return p;
}

static int is_in(unsigned tree, unsigned id)
{
    const int of_program = id == FASTZK_TABLE_PROGRAM || id == FASTZK_TABLE_IMAGE;
    const int of_circuit = fastzk_table_of(id)->fixed > 0 && !of_program;
    return tree == FASTZK_TREE_PROGRAM ? of_program : tree == FASTZK_TREE_CIRCUIT ? of_circuit : 1;
}

/* A sum of products of base elements with powers of lambda, reduced at the end. */
typedef struct {
    uint64_t c[5];
} weighted;

static void add_weighted(weighted *sum, fp v, const fp5 *power)
{
    for (int k = 0; k < 5; k++)
        sum->c[k] = fp_accumulate(sum->c[k], v, power->c[k]);
}

static void add_to(fp5 *target, const weighted *sum)
{
    for (int k = 0; k < 5; k++)
        target->c[k] = fp_add(target->c[k], fp_reduce(sum->c[k]));
}

/* Reads columns of an opened row into the row and the leaf hash. */
static const char *read_columns(fastzk_reader *r, fastzk_leaf_hash *h, fp *row, unsigned columns)
{
    const uint8_t *b = fastzk_take(r, 4u * (size_t)columns);
    if (b == NULL)
        return fastzk_cut_short;
    for (unsigned i = 0; i < columns; i++, b += 4) {
        uint32_t v = fastzk_u32(b);
        if (v >= FP_P)
            return fastzk_not_canonical;
        row[i] = fp_of(v);
        fastzk_leaf_word(h, row[i]);
    }
    return NULL;
}

static const char *read_salt(fastzk_reader *r, fastzk_leaf_hash *h)
{
    const uint8_t *b = fastzk_take(r, SALT_BYTES);
    if (b == NULL)
        return fastzk_cut_short;
    for (unsigned i = 0; i < 8; i++)
        fastzk_leaf_word(h, fastzk_u32(b + 4u * i));
    return NULL;
}

/* One opened row of a group of tables: adds its terms to the sums at this place. */
static const char *read_table_row(fastzk_workspace *w, fastzk_reader *r, fastzk_leaf_hash *h, const row_part *parts, unsigned count, unsigned group,
                                  unsigned place)
{
    weighted at_zeta, at_next;
    memset(&at_zeta, 0, sizeof at_zeta);
    memset(&at_next, 0, sizeof at_next);
    for (unsigned i = 0; i < count; i++) {
        const row_part *p = &parts[i];
        fp row[FASTZK_MAX_COLUMNS];
        const char *reason = read_columns(r, h, row, p->columns);
        if (reason != NULL)
            return reason;
        for (unsigned c = 0; c < p->columns; c++)
            add_weighted(&at_zeta, row[c], &w->powers[p->first + c]);
        for (unsigned c = 0; c < p->next_columns; c++)
            add_weighted(&at_next, row[p->next_column[c]], &w->powers[p->next + c]);
    }
    add_to(&w->at_zeta[group][place], &at_zeta);
    add_to(&w->at_next[group][place], &at_next);
    return NULL;
}

/* P_0, P_1, R in the highest group; P_2 in that of its height. */
static const char *read_quotient_row(fastzk_workspace *w, fastzk_reader *r, fastzk_leaf_hash *h, int highest, unsigned group, unsigned place)
{
    const unsigned pieces = highest ? 10 : 5, first = w->shape.pieces + (highest ? 0u : 10u);
    weighted sum;
    fp row[15];
    const char *reason = read_columns(r, h, row, highest ? 15 : 5);
    if (reason != NULL)
        return reason;
    memset(&sum, 0, sizeof sum);
    for (unsigned c = 0; c < pieces; c++)
        add_weighted(&sum, row[c], &w->powers[first + c]);
    add_to(&w->at_zeta[group][place], &sum);
    if (highest)
        memcpy(w->codeword[place].c, row + 10, sizeof w->codeword[place].c);
    return NULL;
}

static const char *read_tree(fastzk_workspace *w, const fastzk_domains *d, fastzk_reader *r, unsigned tree, const uint8_t root[32])
{
    static const char *const reasons[FASTZK_TREES] = {
        "the openings of the program tree do not match its root",
        "the openings of the circuit tree do not match its root",
        "the openings of the main tree do not match its root",
        "the openings of the auxiliary tree do not match its root",
        "the openings of the quotient tree do not match its root",
    };
    const fastzk_shape *s = &w->shape;
    const unsigned blowup = s->profile->log_blowup;
    unsigned highest = 0;
    uint32_t groups = 0;
    for (unsigned log = FASTZK_MAX_LOG_TOP; log >= FASTZK_MIN_LOG_HEIGHT; log--) {
        const unsigned group = log - FASTZK_MIN_LOG_HEIGHT, domain = log + blowup;
        row_part parts[FASTZK_TABLES];
        uint16_t running[FASTZK_TABLES][10];
        unsigned count = 0;
        if (tree != FASTZK_TREE_QUOTIENT) {
            for (unsigned i = 0; i < s->tables; i++) {
                const unsigned id = s->present[i];
                if (s->log_height[id] == log && is_in(tree, id)) {
                    parts[count] = part_of(s, tree, id, running[count]);
                    count++;
                }
            }
        } else {
            count = log == s->log_top || log == s->profile->log_last_piece;
        }
        if (count == 0)
            continue;
        if (groups == 0)
            highest = log;
        groups |= (uint32_t)1 << group;
        for (unsigned place = 0; place < w->indexes[domain]; place++) {
            fastzk_leaf_hash h;
            const char *reason = NULL;
            fastzk_leaf_begin(&h, d);
            if (log == highest && tree >= FASTZK_TREE_MAIN)
                reason = read_salt(r, &h);
            if (reason == NULL)
                reason = tree == FASTZK_TREE_QUOTIENT ? read_quotient_row(w, r, &h, log == highest, group, place)
                                                      : read_table_row(w, r, &h, parts, count, group, place);
            if (reason != NULL)
                return reason;
            fastzk_leaf_end(&h, w->leaf[group][place]);
        }
    }
    return fastzk_check_path(w, d, r, highest + blowup, w->leaf[highest - FASTZK_MIN_LOG_HEIGHT], groups, blowup, root, reasons[tree]);
}

/* Sum of lambda^j*v_j over a range of the values. */
static fp5 weighted_values(const fastzk_workspace *w, unsigned from, unsigned count)
{
    fp5 sum = fp5_of(0);
    for (unsigned j = from; j < from + count; j++)
        sum = fp5_add(sum, fp5_mul(w->powers[j], w->values[j]));
    return sum;
}

/* Adds one height's share of f_0: the sums less the values' own, over y - zeta and y - zeta*g. */
static void add_height(fastzk_workspace *w, unsigned log, fp5 zeta)
{
    const fastzk_shape *s = &w->shape;
    const unsigned group = log - FASTZK_MIN_LOG_HEIGHT, domain = log + s->profile->log_blowup, top = s->log_top + (unsigned)s->profile->log_blowup;
    const unsigned count = w->indexes[domain];
    const fp root = fp_root(domain), shift = fp_of(31);
    const fp5 next = fp5_scale(zeta, fp_root(log));
    fp5 value_zeta = fp5_of(0), value_next = fp5_of(0);
    for (unsigned i = 0; i < s->tables; i++) {
        const unsigned id = s->present[i];
        if (s->log_height[id] == log) {
            const fastzk_table *t = fastzk_table_of(id);
            const unsigned first = s->first_value[id], columns = t->fixed + t->main + fastzk_auxiliary(s, id);
            value_zeta = fp5_add(value_zeta, weighted_values(w, first, columns));
            value_next = fp5_add(value_next, weighted_values(w, first + columns, t->next + fastzk_running(id)));
        }
    }
    if (log == s->log_top)
        value_zeta = fp5_add(value_zeta, weighted_values(w, s->pieces, 10));
    if (log == s->profile->log_last_piece)
        value_zeta = fp5_add(value_zeta, weighted_values(w, s->pieces + 10u, 5));

    for (unsigned i = 0; i < count; i++) {
        /* Not zero: zeta was drawn off all these points. */
        const fp5 y = fp5_of(fp_mul(shift, fp_pow(root, w->index[domain][i])));
        w->inverses[2u * i] = fp5_sub(y, zeta);
        w->inverses[2u * i + 1u] = fp5_sub(y, next);
    }
    fp5_invert_all(w->inverses, w->prefixes, 2u * count);
    for (unsigned i = 0; i < count; i++) {
        const fp5 a = fp5_mul(fp5_sub(w->at_zeta[group][i], value_zeta), w->inverses[2u * i]);
        const fp5 b = fp5_mul(fp5_sub(w->at_next[group][i], value_next), w->inverses[2u * i + 1u]);
        w->at_zeta[group][i] = fp5_add(a, b);
    }
    for (unsigned i = 0; i < w->indexes[top]; i++) {
        const unsigned place = fastzk_place(w, domain, w->index[top][i] & (((uint32_t)1 << domain) - 1u));
        w->codeword[i] = fp5_add(w->codeword[i], w->at_zeta[group][place]);
    }
}

const char *fastzk_check_openings(fastzk_workspace *w, const fastzk_domains *d, fastzk_reader *r, const uint8_t *const roots[FASTZK_TREES], fp5 zeta)
{
    const fastzk_shape *s = &w->shape;
    uint32_t heights = (uint32_t)1 << s->log_top | (uint32_t)1 << s->profile->log_last_piece;
    for (unsigned j = 1; j < s->values; j++)
        w->powers[j] = fp5_mul(w->powers[j - 1], w->powers[0]);
    memset(w->at_zeta, 0, sizeof w->at_zeta);
    memset(w->at_next, 0, sizeof w->at_next);
    for (unsigned tree = 0; tree < FASTZK_TREES; tree++) {
        const char *reason = read_tree(w, d, r, tree, roots[tree]);
        if (reason != NULL)
            return reason;
    }
    for (unsigned i = 0; i < s->tables; i++)
        heights |= (uint32_t)1 << s->log_height[s->present[i]];
    for (unsigned log = FASTZK_MIN_LOG_HEIGHT; log <= FASTZK_MAX_LOG_TOP; log++)
        if ((heights >> log & 1u) != 0)
            add_height(w, log, zeta);
    return NULL;
}
