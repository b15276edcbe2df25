/* Trees of several heights and their multi-proofs: section 3 of protocol.md. */
#include "internal.h"

#include <string.h>

void fastzk_domains_of(fastzk_domains *d)
{
    static const char *const names[3] = {"FastZk.Leaf.v1", "FastZk.Node.v1", "FastZk.Injection.v1"};
    for (unsigned i = 0; i < 3; i++) {
        uint32_t block[16] = {0};
        for (unsigned k = 0; names[i][k] != 0; k++)
            block[k / 4] |= (uint32_t)(uint8_t)names[i][k] << (24u - 8u * (k % 4u));
        memcpy(d->domain[i], fastzk_sha256_initial, 32);
        fastzk_sha256_compress(d->domain[i], block);
    }
}

void fastzk_leaf_end(fastzk_leaf_hash *h, uint32_t digest[8])
{
    while (h->used != 0 || !h->any)
        fastzk_leaf_word(h, 0);
    memcpy(digest, h->state, 32);
}

/* The distinct values of a sorted set modulo half: its lower and its upper part are sorted, too, and are merged. */
static unsigned halve(const uint32_t *set, unsigned count, uint32_t half, uint32_t *target)
{
    unsigned split = 0, low = 0, high, n = 0;
    while (split < count && set[split] < half)
        split++;
    high = split;
    while (low < split || high < count) {
        uint32_t a = low < split ? set[low] : UINT32_MAX, b = high < count ? set[high] - half : UINT32_MAX;
        if (a <= b)
            low++;
        if (b <= a)
            high++;
        target[n++] = a < b ? a : b;
    }
    return n;
}

void fastzk_index_sets(fastzk_workspace *w, unsigned log, unsigned count)
{
    uint32_t *set = w->index[log];
    unsigned distinct = 0;
    for (unsigned i = 1; i < count; i++) {
        uint32_t v = set[i];
        unsigned k = i;
        for (; k > 0 && set[k - 1] > v; k--)
            set[k] = set[k - 1];
        set[k] = v;
    }
    for (unsigned i = 0; i < count; i++)
        if (distinct == 0 || set[distinct - 1] != set[i])
            set[distinct++] = set[i];
    w->indexes[log] = (uint16_t)distinct;
    for (; log > 0; log--)
        w->indexes[log - 1] = (uint16_t)halve(w->index[log], w->indexes[log], (uint32_t)1 << (log - 1u), w->index[log - 1]);
}

unsigned fastzk_place(const fastzk_workspace *w, unsigned log, uint32_t index)
{
    const uint32_t *set = w->index[log];
    unsigned low = 0, high = w->indexes[log] - 1u;
    while (low < high) {
        unsigned middle = (low + high) / 2u;
        if (set[middle] < index)
            low = middle + 1u;
        else
            high = middle;
    }
    return low;
}

/* A parent from two children, or with a leaf hash of a lower group: one compression. */
static void combine(const uint32_t state[8], const uint32_t *left, const uint32_t *right, uint32_t *result)
{
    uint32_t block[16], r[8];
    memcpy(block, left, 32);
    memcpy(block + 8, right, 32);
    memcpy(r, state, 32);
    fastzk_sha256_compress(r, block);
    memcpy(result, r, 32);
}

const char *fastzk_check_path(fastzk_workspace *w, const fastzk_domains *d, fastzk_reader *r, unsigned log, uint32_t (*leaves)[8], uint32_t groups,
                              unsigned blowup, const uint8_t root[32], const char *reason)
{
    uint32_t(*known)[8] = leaves;
    for (; log > 0; log--) {
        const uint32_t *set = w->index[log], *parents = w->index[log - 1], half = (uint32_t)1 << (log - 1u);
        const unsigned count = w->indexes[log], parent_count = w->indexes[log - 1];
        const unsigned level = log - 1u - blowup - FASTZK_MIN_LOG_HEIGHT; /* of a group that enters here; large below the lowest */
        uint32_t(*target)[8] = w->node[log & 1u];
        unsigned low = 0, high = 0;
        while (high < count && set[high] < half)
            high++;
        for (unsigned i = 0; i < parent_count; i++) {
            const int has_left = low < count && set[low] == parents[i], has_right = high < count && set[high] == parents[i] + half;
            const uint32_t *left, *right;
            uint32_t read[8];
            if (!has_left || !has_right) {
                const uint8_t *b = fastzk_take(r, 32);
                if (b == NULL)
                    return fastzk_cut_short;
                for (unsigned k = 0; k < 8; k++, b += 4)
                    read[k] = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
            }
            left = has_left ? known[low++] : read;
            right = has_right ? known[high++] : read;
            combine(d->domain[FASTZK_NODE], left, right, target[i]);
            if (level < FASTZK_HEIGHTS && (groups >> level & 1u) != 0)
                combine(d->domain[FASTZK_INJECTION], target[i], w->leaf[level][i], target[i]);
        }
        known = target;
    }
    for (unsigned k = 0; k < 32; k++)
        if ((uint8_t)(known[0][k / 4] >> (24u - 8u * (k % 4u))) != root[k])
            return reason;
    return NULL;
}
