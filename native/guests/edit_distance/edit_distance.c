// Levenshtein distance of two private texts by dynamic programming, one row at a
// time: byte loads, short loops, minima that the branch predictor half knows.
//
// Input: length a, length b, each 4 bytes LE and at most 4096, then the bytes of
// a, the bytes of b, nothing more.
// Journal: the least number of insertions, deletions and replacements of one byte
// that turn a into b, 4 bytes LE.
#include "fastzk.h"

enum { MAX_LENGTH = 4096 };

static uint8_t a[MAX_LENGTH], b[MAX_LENGTH];
static uint32_t row[MAX_LENGTH + 1];

int main(void)
{
    uint32_t lengths[2];
    fastzk_read_exact(lengths, sizeof lengths);
    uint32_t m = lengths[0], n = lengths[1];
    if (m > MAX_LENGTH || n > MAX_LENGTH) return FASTZK_EXIT_BAD_INPUT;
    fastzk_read_exact(a, m);
    fastzk_read_exact(b, n);
    fastzk_read_end();

    for (uint32_t j = 0; j <= n; j++) row[j] = j;
    for (uint32_t i = 0; i < m; i++) {
        // above is the distance of a[0..i) and b[0..j), left that of a[0..i] and b[0..j).
        uint32_t above = row[0], left = i + 1;
        row[0] = left;
        for (uint32_t j = 0; j < n; j++) {
            uint32_t best = above + (a[i] != b[j]);
            above = row[j + 1];
            if (above + 1 < best) best = above + 1;
            if (left + 1 < best) best = left + 1;
            row[j + 1] = left = best;
        }
    }
    fastzk_commit(&row[n], sizeof row[n]);
    return FASTZK_EXIT_OK;
}
