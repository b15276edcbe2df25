/* All memory of a verification: fixed arrays, sized by the limits of the protocol (circuit.h). The fields belong to the verifier. */
#ifndef FASTZK_WORKSPACE_H
#define FASTZK_WORKSPACE_H

#include "circuit.h"
#include "field.h"

#define FASTZK_HEIGHTS (FASTZK_MAX_LOG_TOP - FASTZK_MIN_LOG_HEIGHT + 1)

/* Profile and heights of a receipt, and what follows from them. */
typedef struct {
    const fastzk_profile *profile;
    uint8_t log_height[FASTZK_TABLES];    /* of present tables */
    uint8_t present[FASTZK_TABLES];       /* ids, ascending */
    uint16_t first_value[FASTZK_TABLES];  /* of each present table, in the list of values at zeta */
    uint8_t per_column[FASTZK_TABLES];    /* w: fractions, or pairs, that share an auxiliary column */
    uint8_t tables;                       /* present ones */
    uint8_t products;                     /* present ones that have pairs */
    uint8_t log_top;                      /* log N */
    const fastzk_circuit_tree *circuit;   /* that of this N */
    uint8_t folds;
    uint8_t final;                        /* coefficients of the final polynomial */
    uint16_t values;                      /* opened at zeta and zeta*g, the 15 of the quotient's pieces included */
    uint16_t pieces;                      /* the first value of the quotient's pieces */
    uint16_t queries;
    uint8_t grinding_logup, grinding_gamma, grinding_zeta, grinding_lambda, grinding_fold[FASTZK_MAX_FOLDS];
} fastzk_shape;

typedef struct {
    fastzk_shape shape;
    fp5 totals[2 * FASTZK_TABLES];        /* of sums, then of products */
    fp5 values[FASTZK_MAX_VALUES];
    fp5 powers[FASTZK_MAX_VALUES];        /* lambda^(j + 1) for value j */
    fp5 slots[FASTZK_MAX_SLOTS];
    fp5 fingerprints[FASTZK_MAX_FRACTIONS]; /* of the fractions of one table */
    fp5 final[FASTZK_MAX_FINAL];
    uint8_t fold_root[FASTZK_MAX_FOLDS][32];
    fp5 fold_challenge[FASTZK_MAX_FOLDS];
    /* Distinct query indexes modulo 2^l, ascending, for each l. */
    uint32_t index[FASTZK_MAX_LOG_DOMAIN + 1][FASTZK_MAX_QUERIES];
    uint16_t indexes[FASTZK_MAX_LOG_DOMAIN + 1];
    /* For each height, at the place of each index: sums of the opened row with powers of lambda. */
    fp5 at_zeta[FASTZK_HEIGHTS][FASTZK_MAX_QUERIES];
    fp5 at_next[FASTZK_HEIGHTS][FASTZK_MAX_QUERIES];
    fp5 codeword[FASTZK_MAX_QUERIES];     /* R, then f_0, then the folds */
    fp5 inverses[2 * FASTZK_MAX_QUERIES], prefixes[2 * FASTZK_MAX_QUERIES];
    /* Leaf hashes of one tree by height, and two layers of nodes. */
    uint32_t leaf[FASTZK_HEIGHTS][FASTZK_MAX_QUERIES][8];
    uint32_t node[2][FASTZK_MAX_QUERIES][8];
    fp5 entry[FASTZK_MAX_QUERIES][8];     /* opened leaves of one layer of FRI */
} fastzk_workspace;

#endif
