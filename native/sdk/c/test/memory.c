// The memory functions, exhaustively for small sizes: all alignments of both sides, contents around that must not change, overlaps in both
// directions, and every place of a difference. Prints nothing; ends with exit code 0, or the number of the check that failed.
#include "fastzk.h"

enum { SIZE = 320 };

static uint8_t area[SIZE] __attribute__((aligned(4))), model[SIZE], other[SIZE] __attribute__((aligned(4)));
static uint32_t state = 1;

static uint8_t next(void)
{
    state = state * 1664525 + 1013904223;
    return (uint8_t)(state >> 24);
}

static void fill(void)
{
    for (int i = 0; i < SIZE; i++) model[i] = area[i] = next(), other[i] = next();
}

static void check(uint32_t number)
{
    for (int i = 0; i < SIZE; i++) {
        if (area[i] != model[i]) fastzk_exit(number);
    }
}

static int sign(int x) { return (x > 0) - (x < 0); }

int main(void)
{
    // Sizes up to more than two turns of the longest loop, all 16 pairs of alignments
    for (uint32_t n = 0; n <= 72; n++) {
        for (uint32_t a = 0; a < 4; a++) {
            fill();
            int value = next() | 0x5a00;
            if (memset(area + 8 + a, value, n) != area + 8 + a) fastzk_exit(1);
            for (uint32_t i = 0; i < n; i++) model[8 + a + i] = (uint8_t)value;
            check(2);
            for (uint32_t b = 0; b < 4; b++) {
                fill();
                if (memcpy(area + 8 + a, other + 4 + b, n) != area + 8 + a) fastzk_exit(3);
                for (uint32_t i = 0; i < n; i++) model[8 + a + i] = other[4 + b + i];
                check(4);

                uint8_t *x = area + 8 + a, *y = other + 12 + b;
                for (uint32_t i = 0; i < n; i++) y[i] = x[i];
                // What lies behind and before must not count.
                y[n] = (uint8_t)~x[n], y[-1] = (uint8_t)~x[-1];
                if (memcmp(x, y, n) != 0) fastzk_exit(5);
                for (uint32_t i = 0; i < n; i++) {
                    uint8_t old = y[i];
                    y[i] = (uint8_t)(old + 1 + next() % 255);
                    // A later difference of the other sign
                    if (i + 1 < n) y[i + 1] = (uint8_t)(y[i] < old ? 255 : 0);
                    if (sign(memcmp(x, y, n)) != (old > y[i] ? 1 : -1)) fastzk_exit(6);
                    if (sign(memcmp(y, x, n)) != (old > y[i] ? -1 : 1)) fastzk_exit(7);
                    y[i] = old;
                    if (i + 1 < n) y[i + 1] = x[i + 1];
                }
            }
        }
    }
    // Every distance of overlapping operands
    for (uint32_t n = 0; n <= 72; n++) {
        for (uint32_t to = 0; to < 80; to++) {
            for (uint32_t from = 40; from < 44; from++) {
                for (int i = 0; i < 160; i++) model[i] = area[i] = next();
                if (memmove(area + to, area + from, n) != area + to) fastzk_exit(8);
                if (to < from) for (uint32_t i = 0; i < n; i++) model[to + i] = model[from + i];
                else for (uint32_t i = n; i-- != 0;) model[to + i] = model[from + i];
                for (int i = 0; i < 160; i++) {
                    if (area[i] != model[i]) fastzk_exit(9);
                }
            }
        }
    }
    // Longer ones, downwards and upwards by one to eight bytes
    for (uint32_t n = 73; n < 256; n += 13) {
        for (uint32_t from = 8; from < 12; from++) {
            for (uint32_t to = from - 8; to <= from + 8; to++) {
                fill();
                memmove(area + to, area + from, n);
                if (to < from) for (uint32_t i = 0; i < n; i++) model[to + i] = model[from + i];
                else for (uint32_t i = n; i-- != 0;) model[to + i] = model[from + i];
                check(10);
            }
        }
    }
    return FASTZK_EXIT_OK;
}
