#include "digits.h"

// From below: a bit that equals the carry is a zero digit; else a window of bits with the carry is the digit, less 2^width where that is nearer.
int fastzk_digits_of(fastzk_digits digits, int scalar, const uint32_t *k, bool negative, int width)
{
    int8_t *to = (int8_t *)digits + scalar;
    int end = 0, length = 256;
    while (length > 0 && k[length / 32 - 1] == 0) length -= 32;

    uint32_t carry = 0;
    for (int i = 0; i < length || carry != 0;) {
        uint32_t shift = i & 31, word = i < length ? k[i >> 5] : 0;
        uint32_t bits = word >> shift;
        if ((bits & 1) == carry) {
            i++;
            continue;
        }
        // The window may reach into the next word.
        if (shift + width > 32 && i + 32 < length) bits |= k[(i >> 5) + 1] << (32 - shift);
        int32_t digit = (int32_t)(bits & ((1u << width) - 1)) + (int32_t)carry;
        carry = digit >> (width - 1) & 1;
        digit -= (int32_t)(carry << width);
        to[4 * i] = (int8_t)(negative ? -digit : digit);
        end = i + 1;
        i += width;
    }
    return end;
}
