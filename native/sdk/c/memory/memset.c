#include "words.h"

void *memset(void *to, int value, size_t n)
{
    uint8_t *t = to;
    if (misalignment(t) == 0 || n >= FEW) {
        uint32_t x = (uint8_t)value * 0x01010101u;
        for (; misalignment(t) != 0; n--) *t++ = (uint8_t)x;
        word *v = (word *)t;
        for (; n >= 32; n -= 32, v += 8) {
            v[0] = x, v[1] = x, v[2] = x, v[3] = x;
            v[4] = x, v[5] = x, v[6] = x, v[7] = x;
        }
        for (; n >= 4; n -= 4) *v++ = x;
        t = (uint8_t *)v;
    }
    for (uint8_t *end = t + n; t != end;) *t++ = (uint8_t)value;
    return to;
}
