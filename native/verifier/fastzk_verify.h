/*
 * Verifies FastZk receipts (docs/protocol.md). C99, no dependency but memcpy, memset, memcmp and strlen, no allocation, no global state, no recursion.
 *
 *     static fastzk_workspace workspace;
 *     fastzk_result result;
 *     if (fastzk_verify(receipt, length, image_id, 0, &workspace, &result))
 *         ... result.journal, result.journal_length ...
 *     else
 *         ... result.reason ...
 */
#ifndef FASTZK_VERIFY_H
#define FASTZK_VERIFY_H

#include <stddef.h>
#include <stdint.h>

#include "workspace.h"

/* No receipt that is accepted has more bytes; a longer one is rejected by its length. */
#define FASTZK_RECEIPT_LIMIT ((size_t)FASTZK_MAX_RECEIPT_BYTES)

typedef struct {
    const char *reason;      /* why the receipt was rejected, one line of ASCII, static; NULL when it was accepted */
    size_t position;         /* bytes of the receipt that were read when it was rejected */
    const uint8_t *journal;  /* inside the receipt; NULL unless it was accepted */
    size_t journal_length;
    uint32_t exit_code;      /* the exit code demanded, when it was accepted */
    uint8_t profile;         /* 1 fast, 2 compact, when it was accepted */
} fastzk_result;

/*
 * 1 when the bytes are a receipt of the program that image_id names, and its run ended with exit_code; 0 otherwise.
 * image_id must come from a source that the caller trusts, never from the receipt. The receipt may hold any bytes; nobody may
 * change them meanwhile. workspace needs no preparation, and serves one call at a time; result is always filled in.
 */
int fastzk_verify(const uint8_t *receipt, size_t length, const uint8_t image_id[32], uint32_t exit_code,
                  fastzk_workspace *workspace, fastzk_result *result);

/* Bytes of a workspace, for callers that cannot see its type. */
size_t fastzk_workspace_size(void);

#endif
