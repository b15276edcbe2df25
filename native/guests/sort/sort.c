// Fills an array by a generator and sorts it: random access to memory and
// branches that nobody can predict.
//
// Input: n, seed, each 4 bytes LE, nothing more; 1 <= n <= 2^20.
// Journal: first, middle (index n/2) and last of the sorted array and a checksum
// over all of it, each 4 bytes LE.
#include "fastzk.h"

enum { MAX_COUNT = 1 << 20, SMALL = 12, EXIT_NOT_SORTED = 3 };

static uint32_t values[MAX_COUNT];

static void insertion_sort(uint32_t *low, uint32_t *high)
{
    for (uint32_t *p = low + 1; p <= high; p++) {
        uint32_t v = *p;
        uint32_t *q = p;
        for (; q > low && q[-1] > v; q--) *q = q[-1];
        *q = v;
    }
}

// Moves the median of first, middle and last to the middle; the outer two then
// stop partition's scans without a bounds check.
static uint32_t median_of_three(uint32_t *low, uint32_t *high)
{
    uint32_t *mid = low + (high - low) / 2;
    uint32_t a = *low, b = *mid, c = *high, t;
    if (a > b) t = a, a = b, b = t;
    if (b > c) t = b, b = c, c = t;
    if (a > b) t = a, a = b, b = t;
    *low = a;
    *mid = b;
    *high = c;
    return b;
}

// Quicksort after Hoare. Recursion takes the shorter part only, so its depth is
// at most log2(n) whatever the values are.
static void sort(uint32_t *low, uint32_t *high)
{
    while (high - low >= SMALL) {
        uint32_t pivot = median_of_three(low, high);
        uint32_t *i = low, *j = high;
        for (;;) {
            do i++; while (*i < pivot);
            do j--; while (*j > pivot);
            if (i >= j) break;
            uint32_t t = *i;
            *i = *j;
            *j = t;
        }
        if (j - low < high - j) {
            sort(low, j);
            low = j + 1;
        } else {
            sort(j + 1, high);
            high = j;
        }
    }
    insertion_sort(low, high);
}

int main(void)
{
    uint32_t input[2];
    fastzk_read_exact(input, sizeof input);
    fastzk_read_end();
    uint32_t n = input[0];
    uint32_t x = input[1];
    if (n == 0 || n > MAX_COUNT) return FASTZK_EXIT_BAD_INPUT;
    if (x == 0) x = 0x9e3779b9;  // zero is xorshift's fixed point

    for (uint32_t i = 0; i < n; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        values[i] = x;
    }

    sort(values, values + n - 1);

    uint32_t check = n;
    for (uint32_t i = 0; i < n; i++) {
        if (i != 0 && values[i - 1] > values[i]) return EXIT_NOT_SORTED;
        check = (check ^ values[i]) * 0x9e3779b1;
        check ^= check >> 15;
    }
    uint32_t journal[4] = { values[0], values[n / 2], values[n - 1], check };
    fastzk_commit(journal, sizeof journal);
    return FASTZK_EXIT_OK;
}
