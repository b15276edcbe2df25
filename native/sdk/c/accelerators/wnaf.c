#include "wnaf.h"

uint32_t fz_wnaf(int8_t digits[FZ_WNAF_DIGITS], const uint32_t scalar[8])
{
    uint32_t used = 0, carry = 0, i = 0;
    while (i < FZ_WNAF_DIGITS) {
        uint32_t bit = i < 256 ? scalar[i >> 5] >> (i & 31) & 1 : 0;
        if (bit == carry) {
            digits[i++] = 0;
            continue;
        }
        // Odd, with the carry: take four bits as a digit between -7 and 7.
        uint32_t window = 0;
        for (uint32_t j = 0; j < 4 && i + j < 256; j++) window |= (scalar[(i + j) >> 5] >> ((i + j) & 31) & 1) << j;
        int32_t digit = (int32_t)(window + carry);
        carry = digit > 8;
        if (carry) digit -= 16;
        digits[i++] = (int8_t)digit;
        used = i;
        for (int j = 0; j < 3 && i < FZ_WNAF_DIGITS; j++) digits[i++] = 0;
    }
    return used;
}
