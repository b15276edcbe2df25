/* What the parts of the verifier share. Functions that check return NULL, or the reason of the rejection. */
#ifndef FASTZK_INTERNAL_H
#define FASTZK_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

#include "sha256.h"
#include "workspace.h"

/* --- reading --- */

extern const char fastzk_cut_short[], fastzk_not_canonical[];

typedef struct {
    const uint8_t *bytes;
    size_t length, at;
} fastzk_reader;

/* The next count bytes, or NULL when there are not so many; the reader then stays where it is. */
static inline const uint8_t *fastzk_take(fastzk_reader *r, size_t count)
{
    const uint8_t *from = r->bytes + r->at;
    if (count > r->length - r->at)
        return NULL;
    r->at += count;
    return from;
}

static inline uint32_t fastzk_u32(const uint8_t *b)
{
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static inline void fastzk_put32(uint8_t *b, uint32_t v)
{
    for (unsigned i = 0; i < 4; i++)
        b[i] = (uint8_t)(v >> 8 * i);
}

/* Reads n elements of E; *bytes is where they stand, for the transcript. */
const char *fastzk_read_extensions(fastzk_reader *r, fp5 *values, unsigned n, const uint8_t **bytes);

/* --- transcript, section 7 --- */

typedef struct {
    uint8_t state[32];
} fastzk_transcript;

void fastzk_absorb(fastzk_transcript *t, const char *label, const void *data, size_t length);
/* Reads a nonce of 8 bytes, checks that it shows the bits demanded, and absorbs it. */
const char *fastzk_nonce(fastzk_transcript *t, const char *label, unsigned bits, fastzk_reader *r, const char *reason);
fp5 fastzk_draw(fastzk_transcript *t, const char *label);
/* Draws count indexes below 2^log. */
void fastzk_draw_indexes(fastzk_transcript *t, const char *label, unsigned log, uint32_t *indexes, unsigned count);

/* --- shape, sections 4 and 11 --- */

/* From the profile, the packed heights and the program key. */
const char *fastzk_shape_of(fastzk_shape *s, uint8_t profile, const uint8_t *heights, const uint8_t *key, uint32_t journal_length);

static inline const fastzk_table *fastzk_table_of(unsigned id)
{
    return &fastzk_declared[fastzk_declaration[id]];
}

/* Elements of E for the helpers and the running sum of a present table. */
static inline unsigned fastzk_sums(const fastzk_shape *s, unsigned id)
{
    unsigned w = s->per_column[id];
    return (fastzk_table_of(id)->fractions + w - 1u) / w;
}

/* Elements of E for the running products of a present table; they stand behind the running sum. */
static inline unsigned fastzk_products(const fastzk_shape *s, unsigned id)
{
    unsigned w = s->per_column[id];
    return (fastzk_table_of(id)->pairs + w - 1u) / w;
}

static inline unsigned fastzk_auxiliary(const fastzk_shape *s, unsigned id)
{
    return 5u * (fastzk_sums(s, id) + fastzk_products(s, id));
}

/* Auxiliary columns of a table that are opened at zeta*g, from the running sum on: the sum, and the first product if there are pairs. */
static inline unsigned fastzk_running(unsigned id)
{
    return fastzk_table_of(id)->pairs != 0 ? 10u : 5u;
}

/* --- buses and constraints, sections 5 and 8 --- */

typedef struct {
    fp5 alpha;
    fp5 beta[FASTZK_LONGEST_TUPLE + 1]; /* powers */
} fastzk_challenge;

/* Whether the sums and the statement's fractions add up to zero, and the products multiply with the statement's tuples to one. */
const char *fastzk_check_buses(const fastzk_challenge *c, const fp5 *sums, unsigned tables, const fp5 *products, unsigned with_pairs, uint32_t entry,
                               uint32_t exit_code, const uint8_t *journal, uint32_t journal_length);
/* Whether the constraints hold at zeta. */
const char *fastzk_check_constraints(fastzk_workspace *w, const fastzk_challenge *c, fp5 gamma, fp5 zeta);

/* --- Merkle trees, section 3 --- */

enum { FASTZK_LEAF, FASTZK_NODE, FASTZK_INJECTION };

typedef struct {
    uint32_t domain[3][8];
} fastzk_domains;

void fastzk_domains_of(fastzk_domains *d);

/* The hash of a row, word by word. */
typedef struct {
    uint32_t state[8], block[16];
    unsigned used;
    int any; /* whether a block was compressed */
} fastzk_leaf_hash;

static inline void fastzk_leaf_begin(fastzk_leaf_hash *h, const fastzk_domains *d)
{
    for (unsigned i = 0; i < 8; i++)
        h->state[i] = d->domain[FASTZK_LEAF][i];
    h->used = 0;
    h->any = 0;
}

static inline void fastzk_leaf_word(fastzk_leaf_hash *h, uint32_t word)
{
    h->block[h->used++] = word;
    if (h->used == 16) {
        fastzk_sha256_compress(h->state, h->block);
        h->used = 0;
        h->any = 1;
    }
}

void fastzk_leaf_end(fastzk_leaf_hash *h, uint32_t digest[8]);

/* Sorts the indexes drawn, and makes the sets for all smaller domains. */
void fastzk_index_sets(fastzk_workspace *w, unsigned log, unsigned count);
/* The place of an index, which must be there, in the set for 2^log. */
unsigned fastzk_place(const fastzk_workspace *w, unsigned log, uint32_t index);
/*
 * Reads the multi-proof of the tree with 2^log leaves for the indexes of that set, whose leaf hashes are given, and compares its root. A group of height
 * 2^(l + MIN_LOG_HEIGHT) whose bit l is set in groups enters by its hashes in w->leaf[l]; blowup is log B.
 */
const char *fastzk_check_path(fastzk_workspace *w, const fastzk_domains *d, fastzk_reader *r, unsigned log, uint32_t (*leaves)[8], uint32_t groups,
                              unsigned blowup, const uint8_t root[32], const char *reason);

/* --- openings and FRI, sections 9 and 10 --- */

enum { FASTZK_TREE_PROGRAM, FASTZK_TREE_CIRCUIT, FASTZK_TREE_MAIN, FASTZK_TREE_AUXILIARY, FASTZK_TREE_QUOTIENT, FASTZK_TREES };

/* Reads the openings of the five trees; w->codeword then holds f_0 at the distinct indexes. w->powers[0] is lambda. */
const char *fastzk_check_openings(fastzk_workspace *w, const fastzk_domains *d, fastzk_reader *r, const uint8_t *const roots[FASTZK_TREES], fp5 zeta);
const char *fastzk_check_fri(fastzk_workspace *w, const fastzk_domains *d, fastzk_reader *r);

#endif
