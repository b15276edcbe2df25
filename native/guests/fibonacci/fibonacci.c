// Fibonacci modulo 7919: a tight loop of adds and multiplications, the usual
// yardstick for cycles a second.
//
// Input: n, 4 bytes LE, nothing more. Journal: the n-th number mod 7919 (F(0) = 0),
// 4 bytes LE.
#include "fastzk.h"

int main(void)
{
    uint32_t n;
    fastzk_read_exact(&n, sizeof n);
    fastzk_read_end();

    uint32_t a = 0, b = 1;
    for (; n != 0; n--) {
        uint32_t c = (a + b) % 7919;
        a = b;
        b = c;
    }
    fastzk_commit(&a, sizeof a);
    return FASTZK_EXIT_OK;
}
