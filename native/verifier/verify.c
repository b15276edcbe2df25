/* A receipt from its first byte to its last: sections 4, 8 and 13 of protocol.md. */
#include "fastzk_verify.h"

#include <string.h>

#include "internal.h"

#define HEAD_BYTES (4u + 2u + 1u + FASTZK_HEIGHT_BYTES + FASTZK_KEY_BYTES + 4u + 4u)

const char fastzk_cut_short[] = "the receipt is cut short";
const char fastzk_not_canonical[] = "a value is not below the field's size";

/* What stands before the proof. */
typedef struct {
    const uint8_t *heights, *key, *journal;
    uint32_t exit_code, journal_length;
    uint8_t profile;
} receipt_head;

const char *fastzk_read_extensions(fastzk_reader *r, fp5 *values, unsigned n, const uint8_t **bytes)
{
    const uint8_t *b = fastzk_take(r, 20u * (size_t)n);
    if (b == NULL)
        return fastzk_cut_short;
    *bytes = b;
    for (unsigned i = 0; i < n; i++)
        for (unsigned k = 0; k < 5; k++, b += 4) {
            uint32_t v = fastzk_u32(b);
            if (v >= FP_P)
                return fastzk_not_canonical;
            values[i].c[k] = fp_of(v);
        }
    return NULL;
}

static const char *read_head(fastzk_reader *r, receipt_head *head)
{
    const uint8_t *b = fastzk_take(r, 4);
    if (b == NULL || memcmp(b, "FZKR", 4) != 0)
        return "these bytes are no FastZk receipt";
    b = fastzk_take(r, HEAD_BYTES - 4u);
    if (b == NULL)
        return fastzk_cut_short;
    if (b[0] != 1 || b[1] != 0)
        return "the receipt has an unknown format version";
    head->profile = b[2];
    head->heights = b + 3;
    head->key = head->heights + FASTZK_HEIGHT_BYTES;
    head->exit_code = fastzk_u32(head->key + FASTZK_KEY_BYTES);
    head->journal_length = fastzk_u32(head->key + FASTZK_KEY_BYTES + 4);
    if (head->journal_length > FASTZK_MAX_JOURNAL_BYTES)
        return "the journal is too long";
    head->journal = fastzk_take(r, head->journal_length);
    return head->journal == NULL ? fastzk_cut_short : NULL;
}

static const char *check_image(const receipt_head *head, const uint8_t image_id[32], uint32_t exit_code)
{
    static const char tag[] = "FastZk.ImageId.v1";
    uint8_t digest[32];
    fastzk_sha256 h;
    fastzk_sha256_begin(&h);
    fastzk_sha256_add(&h, tag, sizeof tag - 1);
    fastzk_sha256_add(&h, head->key, FASTZK_KEY_BYTES);
    fastzk_sha256_end(&h, digest);
    if (memcmp(digest, image_id, 32) != 0)
        return "the receipt is of another program";
    return head->exit_code == exit_code ? NULL : "the program ended with another exit code";
}

/* Step 0 of section 8. */
static void begin(fastzk_transcript *t, const fastzk_shape *s, const receipt_head *head, const uint8_t *program_root)
{
    const fastzk_profile *p = s->profile;
    const uint32_t parameters[14] = {
        FP_P, 5, p->id, p->log_blowup, p->random_rows, p->piece_mask, p->log_min_height, 3, s->queries, s->folds, s->final, FASTZK_QUERY_GRINDING,
        FASTZK_LONGEST_TUPLE, FASTZK_BUSES,
    };
    uint8_t bytes[sizeof parameters], statement[FASTZK_KEY_BYTES + 4 + 8 + 32] = {0};
    fastzk_sha256 h;
    memset(t, 0, sizeof *t);
    fastzk_absorb(t, "protocol", fastzk_protocol_name, sizeof fastzk_protocol_name);
    for (unsigned i = 0; i < 14; i++)
        fastzk_put32(bytes + 4u * i, parameters[i]);
    fastzk_absorb(t, "parameters", bytes, sizeof bytes);
    memcpy(statement, head->key, FASTZK_KEY_BYTES);
    fastzk_put32(statement + FASTZK_KEY_BYTES, head->exit_code);
    fastzk_put32(statement + FASTZK_KEY_BYTES + 4, head->journal_length);
    fastzk_sha256_begin(&h);
    fastzk_sha256_add(&h, head->journal, head->journal_length);
    fastzk_sha256_end(&h, statement + FASTZK_KEY_BYTES + 12);
    fastzk_absorb(t, "statement", statement, sizeof statement);
    fastzk_absorb(t, "heights", head->heights, FASTZK_HEIGHT_BYTES);
    fastzk_absorb(t, "program", program_root, 32);
    fastzk_absorb(t, "circuit", s->circuit->root, 32);
}

/* The out-of-domain point: off the subgroup of order N and off the coset of the largest domain. */
static fp5 draw_point(fastzk_transcript *t, const fastzk_shape *s)
{
    const fp unshift = fp_inverse(fp_of(31));
    const fp5 one = fp5_of(FP_ONE);
    for (;;) {
        const fp5 zeta = fastzk_draw(t, "zeta");
        const fp5 a = fp5_pow_two_to(zeta, s->log_top);
        const fp5 b = fp5_pow_two_to(fp5_scale(zeta, unshift), s->log_top + (unsigned)s->profile->log_blowup);
        if (!fp5_same(&a, &one) && !fp5_same(&b, &one))
            return zeta;
    }
}

/* A root of 32 bytes, absorbed. */
static const uint8_t *read_root(fastzk_reader *r, fastzk_transcript *t, const char *label)
{
    const uint8_t *root = fastzk_take(r, 32);
    if (root != NULL)
        fastzk_absorb(t, label, root, 32);
    return root;
}

/* Steps 1 to 8 of section 8. */
static const char *check_proof(fastzk_workspace *w, fastzk_reader *r, const receipt_head *head)
{
    fastzk_shape *s = &w->shape;
    const uint8_t *program_root = head->key + 8u + 35u * (s->profile->id - 1u) + 3u;
    const uint8_t *roots[FASTZK_TREES] = {program_root, s->circuit->root, NULL, NULL, NULL};
    const uint8_t *bytes = NULL;
    const char *reason;
    fastzk_transcript t;
    fastzk_challenge c;
    fastzk_domains d;
    fp5 gamma, zeta, beta;

    begin(&t, s, head, program_root);

    roots[FASTZK_TREE_MAIN] = read_root(r, &t, "main");
    if (roots[FASTZK_TREE_MAIN] == NULL)
        return fastzk_cut_short;
    if ((reason = fastzk_nonce(&t, "logup", s->grinding_logup, r, "the nonce before alpha is wrong")) != NULL)
        return reason;
    c.alpha = fastzk_draw(&t, "alpha");
    beta = fastzk_draw(&t, "beta");
    c.beta[0] = fp5_of(FP_ONE);
    for (unsigned i = 1; i <= FASTZK_LONGEST_TUPLE; i++)
        c.beta[i] = fp5_mul(c.beta[i - 1], beta);

    roots[FASTZK_TREE_AUXILIARY] = read_root(r, &t, "auxiliary");
    if (roots[FASTZK_TREE_AUXILIARY] == NULL)
        return fastzk_cut_short;
    if ((reason = fastzk_read_extensions(r, w->totals, (unsigned)s->tables + s->products, &bytes)) != NULL)
        return reason;
    fastzk_absorb(&t, "totals", bytes, 20u * ((size_t)s->tables + s->products));
    if ((reason = fastzk_nonce(&t, "gamma", s->grinding_gamma, r, "the nonce before gamma is wrong")) != NULL)
        return reason;
    reason = fastzk_check_buses(&c, w->totals, s->tables, w->totals + s->tables, s->products, fastzk_u32(head->key + 4), head->exit_code, head->journal,
                                head->journal_length);
    if (reason != NULL)
        return reason;
    gamma = fastzk_draw(&t, "gamma");

    roots[FASTZK_TREE_QUOTIENT] = read_root(r, &t, "quotient");
    if (roots[FASTZK_TREE_QUOTIENT] == NULL)
        return fastzk_cut_short;
    if ((reason = fastzk_nonce(&t, "zeta", s->grinding_zeta, r, "the nonce before zeta is wrong")) != NULL)
        return reason;
    zeta = draw_point(&t, s);
    if ((reason = fastzk_read_extensions(r, w->values, s->values, &bytes)) != NULL)
        return reason;
    fastzk_absorb(&t, "values", bytes, 20u * (size_t)s->values);
    if ((reason = fastzk_nonce(&t, "lambda", s->grinding_lambda, r, "the nonce before lambda is wrong")) != NULL)
        return reason;
    if ((reason = fastzk_check_constraints(w, &c, gamma, zeta)) != NULL)
        return reason;
    w->powers[0] = fastzk_draw(&t, "lambda");

    for (unsigned k = 0; k < s->folds; k++) {
        const uint8_t *root = read_root(r, &t, "fri");
        if (root == NULL)
            return fastzk_cut_short;
        memcpy(w->fold_root[k], root, 32);
        if ((reason = fastzk_nonce(&t, "fold", s->grinding_fold[k], r, "the nonce before a fold is wrong")) != NULL)
            return reason;
        w->fold_challenge[k] = fastzk_draw(&t, "fold");
    }
    if ((reason = fastzk_read_extensions(r, w->final, s->final, &bytes)) != NULL)
        return reason;
    fastzk_absorb(&t, "final", bytes, 20u * (size_t)s->final);
    if ((reason = fastzk_nonce(&t, "queries", FASTZK_QUERY_GRINDING, r, "the nonce before the queries is wrong")) != NULL)
        return reason;
    {
        const unsigned domain = s->log_top + (unsigned)s->profile->log_blowup;
        fastzk_draw_indexes(&t, "indexes", domain, w->index[domain], s->queries);
        fastzk_index_sets(w, domain, s->queries);
    }

    fastzk_domains_of(&d);
    if ((reason = fastzk_check_openings(w, &d, r, roots, zeta)) != NULL)
        return reason;
    if ((reason = fastzk_check_fri(w, &d, r)) != NULL)
        return reason;
    return r->at == r->length ? NULL : "bytes follow the proof";
}

int fastzk_verify(const uint8_t *receipt, size_t length, const uint8_t image_id[32], uint32_t exit_code,
                  fastzk_workspace *workspace, fastzk_result *result)
{
    static const uint8_t nothing[1] = {0};
    fastzk_reader r;
    receipt_head head;
    const char *reason;

    memset(result, 0, sizeof *result);
    r.bytes = receipt != NULL ? receipt : nothing;
    r.length = receipt != NULL ? length : 0;
    r.at = 0;
    if (r.length > FASTZK_RECEIPT_LIMIT)
        reason = "the receipt is larger than any that could be accepted";
    else if ((reason = read_head(&r, &head)) == NULL && (reason = check_image(&head, image_id, exit_code)) == NULL
             && (reason = fastzk_shape_of(&workspace->shape, head.profile, head.heights, head.key, head.journal_length)) == NULL)
        reason = check_proof(workspace, &r, &head);
    result->position = r.at;
    result->reason = reason;
    if (reason != NULL)
        return 0;
    result->journal = head.journal;
    result->journal_length = head.journal_length;
    result->exit_code = head.exit_code;
    result->profile = head.profile;
    return 1;
}

size_t fastzk_workspace_size(void)
{
    return sizeof(fastzk_workspace);
}
